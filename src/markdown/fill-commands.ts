import { COMMANDS } from '../../content/map/commands.ts'
import { flagWords } from '../../content/commands/flag-words.ts'
import { commandFacts, listedCommands } from '#sandbox/command-facts'
import type { FlagFacts } from '#sandbox/command-facts'
import { readFileSync } from 'node:fs'
import { piecesOf } from '../content-runs/seen.ts'
import type { Piece } from '../content-runs/seen.ts'
import { frontMatterOf } from '../content-runs/page-source.ts'
import { fileOf } from '../site-map.ts'
import { complain } from './building.ts'
import type { Building } from './building.ts'
import { attribute, setAttribute } from './tree.ts'
import type { Node } from './tree.ts'

/** A flag with its meaning in the language of the page. */
export interface WordedFlag extends FlagFacts {
  readonly meaning: string
}

/** The usage lines, or the flags, of a command: read from the grammar by which the client reads a line. */
export function fillCommand(building: Building, node: Node): void {
  const name = attribute(node, 'name') ?? ''
  const facts = commandFacts(name)
  if (!facts) return complain(building, node, `the client has no command ${name}`)
  if (node.name === 'CommandSynopsis') return setAttribute(node, 'facts', facts)
  const flags = facts.flags.map((flag): WordedFlag => {
    const meaning = building.page.lang === 'en' ? flag.help : flagWords(name, flag.name)?.[building.page.lang]
    if (meaning === undefined) complain(building, node, `content/commands/ has no words for --${flag.name} of docker ${name} in ${building.page.lang}`)
    return { ...flag, meaning: meaning ?? '' }
  })
  setAttribute(node, 'flags', flags)
}

/** A command that has a page, as the list of commands shows it. */
export interface ListedCommand {
  readonly key: string
  /** Path of its page, without language. */
  readonly path: string
  readonly about: string
  readonly flags: number
  readonly refused: number
}

/** All commands of the client: those with a page, in the order of the map, those without, and those that cannot be carried out. */
export function fillCommandList({ page }: Building, node: Node): void {
  const withPage = COMMANDS.flatMap(({ path, titles }): readonly ListedCommand[] => {
    const key = titles.en.replace(/`(?:docker )?/g, '')
    const file = fileOf(path, page.lang)
    const flags = commandFacts(key)?.flags ?? []
    if (file === undefined) return []
    return [{ key, path, about: frontMatterOf(readFileSync(file, 'utf8'))['description'] ?? '', flags: flags.length, refused: flags.filter(({ bar }) => bar !== undefined && bar.because !== 'buildkit').length }]
  })
  const rest = listedCommands().filter(({ key }) => !withPage.some((other) => other.key === key))
  setAttribute(node, 'commands', withPage)
  setAttribute(node, 'others', rest.filter(({ simulated }) => simulated).map(({ key }) => key))
  setAttribute(node, 'missing', missingCommands())
}

/** What cannot be carried out: a group of commands as one, where that is true of all of them. */
function missingCommands(): readonly string[] {
  const listed = listedCommands()
  const groupOf = (key: string): string => key.split(' ')[0] ?? key
  const names = listed.filter(({ simulated }) => !simulated).map(({ key }) => {
    const group = groupOf(key)
    return listed.every((other) => other.simulated ? groupOf(other.key) !== group : true) ? group : key
  })
  return [...new Set(names)]
}

/** A message of the reference: what is printed, by which commands, and why. */
export interface ListedMessage {
  readonly message: string
  readonly commands: readonly { readonly key: string, readonly path: string }[]
  readonly cause: readonly Piece[]
}

/** All messages that the pages of commands explain, by what is printed. */
export function fillMessageList({ page }: Building, node: Node): void {
  const found = new Map<string, { commands: { key: string, path: string }[], cause: readonly Piece[] }>()
  for (const { path, titles } of COMMANDS) {
    const file = fileOf(path, page.lang)
    if (file === undefined) continue
    for (const [, message = '', cause = ''] of messagesSection(readFileSync(file, 'utf8')).matchAll(/^\| `([^`]+)` \| (.*?) \| .* \|$/gm)) {
      const shown = message.replace(/^Error response from daemon: /, '').replaceAll('\\|', '|')
      const known = found.get(shown) ?? { commands: [], cause: piecesOf(cause.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')) }
      known.commands.push({ key: titles.en.replace(/`(?:docker )?/g, ''), path })
      found.set(shown, known)
    }
  }
  const compared = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number => bare(one).localeCompare(bare(other), 'en')
  setAttribute(node, 'messages', [...found].sort(compared).map(([message, { commands, cause }]): ListedMessage => ({ message, commands, cause })))
}

const messagesSection = (source: string): string => /\[#messages\]\n([\s\S]*?)\n## /.exec(source)?.[1] ?? ''
/** Without the signs that a message begins with. */
const bare = (message: string): string => message.replace(/^[^\p{L}]+/u, '')

/** The steps of a command in a replay, as a table. */
export async function fillSteps(building: Building, node: Node): Promise<void> {
  const [id = '', replay = '', actor = '', command = '1'] = ['scenario', 'replay', 'actor', 'command'].map((key) => attribute(node, key))
  const scenario = await building.sources.scenario(id)
  if (!scenario) return complain(building, node, `there is no scenario ${id}`)
  if (!Object.hasOwn(scenario.replays, replay)) return complain(building, node, `the scenario ${id} has no replay ${replay}`)
  const rows = building.runs.steps(scenario, replay, actor, Number(command))
  if (!rows) return complain(building, node, `${actor} has no command ${command} in the replay ${replay} of ${id}`)
  setAttribute(node, 'line', scenario.actors[actor]?.[Number(command) - 1] ?? '')
  setAttribute(node, 'rows', rows)
}

import { utf8 } from '../../base/bytes.ts'
import type { ClientVersion } from '../clients.ts'
import { upTo1903, is28 } from '../clients.ts'
import { COMMON_COMMANDS } from './commands/root.ts'
import { goQuote } from './go-text.ts'
import type { FlagSpec, ValueKind } from './spec.ts'
import { textAt } from './spec.ts'
import type { DaemonView } from './support.ts'
import { isCommandShown, isFlagShown } from './support.ts'
import type { CommandNode } from './tree.ts'
import { wrapHelp } from './wrap.ts'

/** What a help page depends on besides the command. */
export interface HelpSetting {
  readonly client: ClientVersion
  /** Columns of the terminal on standard input; 80 when there is none. */
  readonly columns: number
  readonly daemon: DaemonView
  readonly buildkit: boolean
  /**
   * Leave out what the daemon refuses. The page behind "no such subcommand" does not, and
   * Kubernetes flags are left out only on pages that were asked for.
   */
  readonly hide: 'everything' | 'refused' | 'nothing'
  /** The parser library adds its own command only when it comes to look for command words. */
  readonly library: boolean
  /** The flags that hold something by now: some kinds then show an empty default. */
  readonly given: ReadonlySet<string>
}

function shownFlags(node: CommandNode, setting: HelpSetting): readonly FlagSpec[] {
  return node.flags.filter(flag => {
    if (flag.hidden === true || flag.deprecated !== undefined) return false
    if (flag.kubernetes === true) return setting.hide !== 'everything'
    return setting.hide === 'nothing' || isFlagShown(flag, setting.daemon, setting)
  })
}

/**
 * The table of flags.
 *
 * @source spf13/pflag flag.go `FlagUsagesWrapped`
 */
function flagTable(flags: readonly FlagSpec[], { client, columns, given }: HelpSetting): string {
  const rows = [...flags]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(flag => {
      const shorthand = flag.short === '' ? '    ' : `-${flag.short}, `
      const head = `  ${shorthand}--${flag.name}${flag.word === '' ? '' : ` ${flag.word}`}`
      return { head, text: textAt(flag.help, client) + defaultNote(flag, given) }
    })
  const widest = Math.max(...rows.map(({ head }) => head.length))
  const lines = rows.map(({ head, text }) => {
    const indent = widest + 3
    return `${head.padEnd(indent)}${wrapHelp(indent, columns - 1, text)}`
  })
  return lines.join('\n').trimEnd()
}

/** The kinds that come with the parser library; it compares the text of their default with zero. */
const LIBRARY_KINDS: readonly ValueKind[] = [
  'bool', 'string', 'stringArray', 'strings', 'stringToString', 'int', 'uint', 'uint16', 'uint32', 'float', 'duration',
]

/**
 * The default behind a help text. Of a kind that Docker brought along the library looks at the value
 * instead, so that a line which sets such a flag and asks for help gets to see an empty default.
 *
 * @source spf13/pflag flag.go `defaultIsZeroValue`
 */
function defaultNote(flag: FlagSpec, given: ReadonlySet<string>): string {
  if (flag.default !== undefined) {
    return ` (default ${flag.word === 'string' ? goQuote(flag.default) : flag.default})`
  }
  if (LIBRARY_KINDS.includes(flag.kind) || !given.has(flag.name)) return ''
  return ` (default ${flag.word === 'bytes' ? '0' : ''})`
}

function commandList(title: string, commands: readonly CommandNode[], width: number): readonly string[] {
  if (commands.length === 0) return []
  const lines = commands.map(({ name, short }) => `  ${name.padEnd(width + 1)}${short}`)
  return [[title, ...lines].join('\n')]
}

function commandLists(node: CommandNode, setting: HelpSetting): readonly string[] {
  const hidden = (child: CommandNode): boolean =>
    setting.hide === 'nothing' ? child.hidden : !isCommandShown(child, setting.daemon, setting.client)
  const shown = node.children.filter(child => !hidden(child) && (setting.library || !child.library))
  const width = Math.max(11, ...node.children.map(({ name }) => utf8(name).length))
  const splits = is28(setting.client) && node.path === ''
  const common = splits
    ? COMMON_COMMANDS.flatMap(name => shown.filter(child => child.name === name))
    : []
  const swarm = splits ? shown.filter(child => child.swarm) : []
  const managing = shown.filter(child => child.children.length > 0 && !swarm.includes(child))
  const others = shown.filter(child => child.children.length === 0 && !common.includes(child))
  return [
    ...commandList('Common Commands:', common, width),
    ...commandList('Management Commands:', managing, width),
    ...commandList('Swarm Commands:', swarm, width),
    ...commandList('Commands:', others, width),
  ]
}

function experimentNote(node: CommandNode): string {
  return `EXPERIMENTAL:
  ${node.commandPath} is an experimental feature.
  Experimental features provide early access to product functionality. These
  features may change between releases without warning, or can be removed from a
  future release. Learn more about experimental features in our documentation:
  https://docs.docker.com/go/experimental/`
}

function aliasNote(node: CommandNode, client: ClientVersion): readonly string[] {
  if (is28(client)) {
    return node.equivalents.length === 0 ? [] : [`Aliases:\n  ${node.equivalents.join(', ')}`]
  }
  return node.aliases.length === 0 ? [] : [`Aliases:\n  ${[node.name, ...node.aliases].join(', ')}`]
}

/**
 * The help page of a command, without the line breaks around it.
 *
 * @source docker/cli cli/cobra.go `usageTemplate`
 */
export function helpBody(node: CommandNode, setting: HelpSetting): string {
  const { client } = setting
  const isGroup = node.children.length > 0
  const flags = shownFlags(node, setting)
  const options = flags.length === 0 ? '' : ' [OPTIONS]'
  const usage = isGroup ? `${node.commandPath}${options} COMMAND` : node.useLine
  const blocks = [`Usage:${upTo1903(client) ? '\t' : '  '}${usage}`, node.long, ...aliasNote(node, client)]
  if (node.clientExperiment) blocks.push(experimentNote(node))
  if (node.example !== '') blocks.push(`Examples:\n${node.example}`)
  const table = flags.length === 0 ? [] : [flagTable(flags, setting)]
  const globalsLast = is28(client) && node.path === ''
  if (!globalsLast) blocks.push(...table.map(rows => `Options:\n${rows}`))
  blocks.push(...commandLists(node, setting))
  if (globalsLast) blocks.push(...table.map(rows => `Global Options:\n${rows}`))
  if (isGroup) {
    blocks.push(`Run '${node.commandPath} COMMAND --help' for more information on a command.`)
  }
  if (node.path === '' && !upTo1903(client)) {
    const guides = 'https://docs.docker.com/go/guides/'
    blocks.push(
      is28(client)
        ? `For more help on how to use Docker, head to ${guides}`
        : `To get more help with docker, check out our guides at ${guides}`,
    )
  }
  return blocks.join('\n\n')
}

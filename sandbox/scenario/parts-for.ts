/**
 * Which parts lines will need: a guess from their words, so that a host can load them before it runs the lines. Too many
 * cost a download; one that is missing is noticed when it is used (`PartMissing`), and the move is done again.
 */
import type { PartName } from '../base/parts.ts'
import { partOfCommand } from '../cli/commands.ts'
import { AT_ONCE } from '../cli/grammar/commands/at-once.ts'
import { at } from '../cli/grammar/spec.ts'
import { partOfProgram } from '../programs/index.ts'
import { isLaterBuiltin } from '../shell/builtins/table.ts'
import type { Scenario } from './scenario.ts'

/** Groups of the client's commands, as far as they lead to a part by themselves. */
const GROUPS: Readonly<Record<string, PartName>> = { builder: 'build', container: 'containers', manifest: 'registry', system: 'daemon' }

/** What operations and programs need besides their own part. */
const ALSO: Readonly<Record<string, readonly PartName[]>> = {
  build: ['registry', 'containers'], pull: ['catalogue'], push: ['catalogue'], search: ['catalogue'], 'manifest inspect': ['catalogue'], export: ['compression'], import: ['compression'], save: ['compression'], 'load-legacy': ['legacy-archives'],
}

/** Words after `docker` that name programs further on. */
const RUNS: ReadonlySet<string> = new Set(['run', 'create', 'exec', 'build', 'start'])

/** The commands that the part for all lines knows, as they are typed. */
const KNOWN: ReadonlySet<string> = new Set(AT_ONCE.commands.flatMap(({ paths, aliases = {} }) => [
  ...paths,
  ...Object.entries(aliases).flatMap(([path, words]) => ('at28' in words ? at(words, '20.10.24') : words).map(word => path.replace(/\S+$/, word))),
]))

/** Parts for lines that a shell is about to read. */
export function partsFor(lines: Iterable<string>): PartName[] {
  const found = new Set<PartName>(['line'])
  for (const line of lines) {
    if (needsMoreOfShell(line)) found.add('shell')
    if (/\.(?:t?gz|t?bz2?|t?xz)\b/.test(line)) found.add('compression')
    // Commands of a line, also those inside quotes and substitutions.
    for (const command of line.split(/[;|&\n()`]|\$\(/)) {
      const words = command.match(/[^\s'"<>=]+/g) ?? []
      const docker = words.findIndex(word => /(?:^|\/)docker$/.test(word))
      const runs = docker < 0 || words.slice(docker).some(word => RUNS.has(word))
      for (const word of runs ? words : words.slice(0, docker)) addProgram(found, word.slice(word.lastIndexOf('/') + 1))
      if (docker === 0 || (docker > 0 && docker < words.length - 1)) addDocker(found, words.slice(docker + 1), command)
    }
  }
  return [...found]
}

/** Parts for everything a scenario says that is done once it has begun. */
export function partsForScenario({ start = [], actors, files = {}, profile }: Scenario): PartName[] {
  const lines = [...start, ...Object.values(actors).flat()]
  for (const [path, source] of Object.entries(files)) {
    lines.push(path)
    if ('text' in source) lines.push(source.text)
    // What an image runs, a line may start without naming it.
    if ('archive' in source) lines.push(...source.archive.map(({ command = [] }) => command.join(' ')))
  }
  const found = new Set(partsFor(lines))
  // Clients after 20.10 say more about a line than what comes at once can, and the oldest one has fewer commands.
  if (profile !== undefined && !/^(?:docker-(?:19|20)|openeuler-)/.test(profile)) found.add('grammar')
  if (profile?.startsWith('euleros-') === true) found.add('partial-images')
  return [...found]
}

function addProgram(found: Set<PartName>, name: string): void {
  const part = partOfProgram(name)
  if (part) found.add(part)
  if (isLaterBuiltin(name)) found.add('shell')
}

function addDocker(found: Set<PartName>, words: readonly string[], command: string): void {
  const [first = '', second = ''] = words.filter(word => !word.startsWith('-'))
  const pair = `${first} ${second}`
  if (!KNOWN.has(first) && !KNOWN.has(pair)) found.add('grammar')
  if (words.some(word => word === '--help' || word === '-h')) found.add('grammar')
  for (const key of [pair, first, first === 'image' || first === 'container' || first === 'system' ? second : '']) {
    const part = partOfCommand(key) ?? GROUPS[key]
    if (part) found.add(part)
    for (const other of ALSO[key] ?? []) found.add(other)
  }
  if (/\{\{/.test(command.replace(/\{\{ *\.\w+ *\}\}/g, '')) || (command.includes('{{') && first === 'inspect') || (command.includes('{{') && second === 'inspect') || /--format[= ]+json|-f[= ]+json/.test(command)) found.add('templates')
}

/** Anything but words, pipes, lists and redirections? */
function needsMoreOfShell(line: string): boolean {
  const plain = /\b(?:ba|da|a)?sh\b|\beval\b/.test(line) ? line : line.replace(/'[^']*'/g, "''").replace(/"[^"$`\\]*"/g, '""')
  return /[*?[{]|\$'|\(\(|\\|(?<![&>])&(?![&>])|\bcase\b|\$[0-9@#*!-]/.test(plain)
}

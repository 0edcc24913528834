/** The arguments of the `layerlab` command. */
import { CLIENT_VERSIONS, isClientVersion } from '../cli/clients.ts'
import type { ClientVersion } from '../cli/clients.ts'
import type { DiskModel } from '../disk/sim-disk.ts'
import { PROFILE_NAMES, resolveProfile } from '../scenario/profiles.ts'

/** What was wrong with the arguments, in a sentence that says what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Words that name a subcommand; any other first word is a line for the shell. */
const COMMANDS = ['run', 'replay', 'golden', 'explore', 'minimise', 'doctor', 'serve', 'help'] as const
export type CommandName = (typeof COMMANDS)[number]

export interface CommandLine {
  readonly kind: 'line' | 'prompt' | 'help' | CommandName
  /** The line, or what follows the subcommand. */
  readonly words: readonly string[]
  readonly mount: string | undefined
  readonly steps: boolean
  readonly json: boolean
  readonly expect: boolean
  readonly client: ClientVersion | undefined
  readonly model: DiskModel | undefined
  readonly profile: string | undefined
  readonly schedule: string | undefined
}

const VALUE_FLAGS = new Set(['--mount', '--client', '--model', '--profile', '--schedule'])
const SWITCHES = new Set(['--steps', '--json', '--expect'])

/** @throws UsageError */
export function parseCommandLine(argv: readonly string[]): CommandLine {
  const values = new Map<string, string>()
  const switches = new Set<string>()
  const words: string[] = []
  let command: CommandName | undefined
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] as string
    if (word === '--help' || word === '-h') return { ...settings(values, switches), kind: 'help', words: [] }
    if (word === '--') {
      words.push(...argv.slice(at + 1))
      break
    }
    if (word.startsWith('-') && word !== '-') {
      const equals = word.indexOf('=')
      const flag = equals < 0 ? word : word.slice(0, equals)
      if (VALUE_FLAGS.has(flag)) {
        const value = equals < 0 ? argv[++at] : word.slice(equals + 1)
        if (value === undefined || value === '') throw new UsageError(`${flag} needs a value. Try: layerlab --help`)
        values.set(flag, value)
      } else if (SWITCHES.has(word)) switches.add(word)
      else throw new UsageError(`unknown flag ${flag}. Flags are ${[...VALUE_FLAGS, ...SWITCHES].sort().join(', ')}; try: layerlab --help`)
      continue
    }
    if (command === undefined && words.length === 0 && (COMMANDS as readonly string[]).includes(word)) {
      command = word as CommandName
      // What follows belongs to the other command, flags too.
      if (command === 'golden') {
        words.push(...argv.slice(at + 1))
        break
      }
      continue
    }
    words.push(word)
  }
  if (command === 'help') return { ...settings(values, switches), kind: 'help', words }
  if (command === undefined && words.length > 1) {
    throw new UsageError(`give one line, in quotes: layerlab ${quoted(words.join(' '))}`)
  }
  return { ...settings(values, switches), kind: command ?? (words.length === 0 ? 'prompt' : 'line'), words }
}

function settings(values: ReadonlyMap<string, string>, switches: ReadonlySet<string>): Omit<CommandLine, 'kind' | 'words'> {
  const client = values.get('--client')
  if (client !== undefined && !isClientVersion(client)) throw new UsageError(`--client ${client}: there is no such client. Choose one of ${CLIENT_VERSIONS.join(', ')}.`)
  const model = values.get('--model')
  if (model !== undefined && model !== 'ext4' && model !== 'posix') throw new UsageError(`--model ${model}: there is no such disk. Choose ext4 or posix.`)
  const profile = values.get('--profile')
  if (profile !== undefined) {
    const found = resolveProfile(profile)
    if ('refused' in found) throw new UsageError(`--profile ${profile}: ${found.refused}. Profiles are ${PROFILE_NAMES.join(', ')}.`)
  }
  return {
    mount: values.get('--mount'), steps: switches.has('--steps'), json: switches.has('--json'), expect: switches.has('--expect'),
    client, model, profile, schedule: values.get('--schedule'),
  }
}

const quoted = (line: string): string => `'${line.replaceAll("'", `'\\''`)}'`

export const USAGE = `Usage: layerlab [FLAGS] '<line>'          carry out one line of shell on a machine with an empty image store
       layerlab [FLAGS]                   a prompt: the machine stays from line to line
       layerlab run FILE                  run a scenario: all its replays and what is expected of them
       layerlab replay FILE [REPLAY]      show one replay step by step; FILE may be a link with a capsule, or its #fragment
       layerlab golden [DIR...]           replay recordings of a real engine
       layerlab explore | minimise | doctor | serve   not there yet

Flags:
  --mount DIR       the files of DIR are the working directory ~; what the line writes there comes back
  --steps           list the steps: system calls, locks, waits
  --json            give the result as JSON
  --client VERSION  the docker client: ${CLIENT_VERSIONS.join(', ')}
  --model MODEL     what survives a power cut: ext4 (default) or posix
  --profile NAME    the engine: ${PROFILE_NAMES.join(', ')}
  --schedule 'LINE' with replay: another schedule, such as 'loader*40 cleaner !power=none !boot'
  --expect          with replay: fail unless the end is the one the capsule was made with
  --help            this text

Standard input goes to the line unless it is a terminal; the exit status is that of the line.
`

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
const COMMANDS = ['run', 'replay', 'golden', 'explore', 'minimise', 'doctor', 'serve', 'grade', 'help'] as const
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
  /** Of serve: `unix:///path` or `tcp://127.0.0.1:port`. */
  readonly listen: string | undefined
  readonly control: string | undefined
  /** Of serve: directories. */
  readonly state: string | undefined
  readonly registry: string | undefined
  /** Of replay: what to make of it. */
  readonly as: ReportForm | undefined
  /** Of explore. */
  readonly crash: boolean
  readonly second: boolean
  readonly preemptions: number | undefined
  /** Of minimise: the check that must stay broken, and where the scenario goes. */
  readonly check: string | undefined
  readonly out: string | undefined
  /** Lines carried out before. */
  readonly start: readonly string[]
}

/** What `replay --as` makes of a moment. */
export const REPORT_FORMS = ['issue', 'script', 'scenario'] as const
export type ReportForm = (typeof REPORT_FORMS)[number]

const VALUE_FLAGS = new Set(['--as', '--mount', '--client', '--model', '--profile', '--schedule', '--listen', '--control', '--state', '--registry', '--preemptions', '--start', '--check', '--out'])
const SWITCHES = new Set(['--steps', '--json', '--expect', '--crash', '--second'])

/** @throws UsageError */
export function parseCommandLine(argv: readonly string[]): CommandLine {
  const values = new Map<string, string>()
  const switches = new Set<string>()
  const words: string[] = []
  const start: string[] = []
  let command: CommandName | undefined
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] as string
    if (word === '--help' || word === '-h') return { ...settings(values, switches, start), kind: 'help', words: [] }
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
        if (flag === '--start') start.push(value)
        else values.set(flag, value)
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
  if (command === 'help') return { ...settings(values, switches, start), kind: 'help', words }
  if (command === undefined && words.length > 1) {
    throw new UsageError(`give one line, in quotes: layerlab ${quoted(words.join(' '))}`)
  }
  return { ...settings(values, switches, start), kind: command ?? (words.length === 0 ? 'prompt' : 'line'), words }
}

function settings(values: ReadonlyMap<string, string>, switches: ReadonlySet<string>, start: readonly string[]): Omit<CommandLine, 'kind' | 'words'> {
  const client = values.get('--client')
  if (client !== undefined && !isClientVersion(client)) throw new UsageError(`--client ${client}: there is no such client. Choose one of ${CLIENT_VERSIONS.join(', ')}.`)
  const model = values.get('--model')
  if (model !== undefined && model !== 'ext4' && model !== 'posix') throw new UsageError(`--model ${model}: there is no such disk. Choose ext4 or posix.`)
  const profile = values.get('--profile')
  if (profile !== undefined) {
    const found = resolveProfile(profile)
    if ('refused' in found) throw new UsageError(`--profile ${profile}: ${found.refused}. Profiles are ${PROFILE_NAMES.join(', ')}.`)
  }
  const as = values.get('--as')
  const form = REPORT_FORMS.find(each => each === as)
  if (as !== undefined && form === undefined) throw new UsageError(`--as ${as}: choose one of ${REPORT_FORMS.join(', ')}`)
  const preemptions = values.get('--preemptions')
  if (preemptions !== undefined && !/^\d{1,2}$/.test(preemptions)) throw new UsageError(`--preemptions ${preemptions}: write how many switches away from a command that could go on are tried, such as 2`)
  return {
    as: form, crash: switches.has('--crash'), second: switches.has('--second'), preemptions: preemptions === undefined ? undefined : Number(preemptions), start,
    mount: values.get('--mount'), steps: switches.has('--steps'), json: switches.has('--json'), expect: switches.has('--expect'),
    client, model, profile, schedule: values.get('--schedule'), listen: values.get('--listen'), control: values.get('--control'), state: values.get('--state'), registry: values.get('--registry'), check: values.get('--check'), out: values.get('--out'),
  }
}

const quoted = (line: string): string => `'${line.replaceAll("'", `'\\''`)}'`

export const USAGE = `Usage: layerlab [FLAGS] '<line>'          carry out one line of shell on a machine with an empty image store
       layerlab [FLAGS]                   a prompt: the machine stays from line to line
       layerlab run FILE                  run a scenario: all its replays and what is expected of them
       layerlab replay FILE [REPLAY]      show one replay step by step; FILE may be a link with a capsule, or its #fragment
       layerlab grade FILE...             carry out logs of labs again: what they reach, and whether they were changed
       layerlab golden [DIR...]           replay recordings of a real engine
       layerlab serve [FLAGS]             the Docker Engine HTTP API 1.41: for real clients, on a socket of this machine
       layerlab explore '<line>' '<line>'...   try every order in which commands at once can take their steps
       layerlab explore --crash '<line>'  cut the power at every step of a command, and boot what is left
       layerlab explore --crash '<line>' '<line>'  the same in every state that two commands at once can come to
       layerlab explore [--crash] FILE    the same for the actors of a scenario
       layerlab doctor DIR|TAR            what is wrong in a copy of a real /var/lib/docker, and which repair helps
       layerlab minimise FILE [REPLAY]    shrink a run that breaks a check to the fewest commands, switches and faults

Flags:
  --mount DIR       the files of DIR are the working directory ~; what the line writes there comes back
  --steps           list the steps: system calls, locks, waits
  --json            give the result as JSON
  --client VERSION  the docker client: ${CLIENT_VERSIONS.join(', ')}
  --model MODEL     what survives a power cut: ext4 (default) or posix
  --profile NAME    the engine: ${PROFILE_NAMES.join(', ')}
  --schedule 'LINE' with replay: another schedule, such as 'loader*40 cleaner !power=none !boot'
  --as FORM         with replay: write it as an issue (Markdown), a script (for sh and a real Docker) or a scenario (JSON, expects what was seen)
  --expect          with replay: fail unless the end is the one the capsule was made with
  --listen ADDRESS  with serve: unix:///path/of/socket (default: in the directory for temporary files) or tcp://127.0.0.1:2375
  --state DIR       with serve: keep images and containers in DIR; without it they end with the server
  --registry DIR    with serve: what the pretend registry holds: index.json and blobs/
  --control ADDRESS with serve: where /layerlab/ answers, instead of beside the Docker API
  --start 'LINE'    with explore: a line carried out before; may be given again
  --preemptions K   with explore: only schedules with at most K switches away from a command that could go on
  --check NAME      with minimise: the check that is to stay broken; the first one broken by default
  --out FILE        with minimise: where the scenario is written, .ts or .json; printed without it
  --crash           with explore: power cuts instead of orders
  --second          with explore --crash: after the first cut of each end cut again: while the machine boots, and during each repair that helps
  --help            this text

Standard input goes to the line unless it is a terminal; the exit status is that of the line.
`

import { utf8 } from '../../base/bytes.ts'
import { pidSeenFrom } from '../../machine/pids.ts'
import type { Process } from '../../machine/process.ts'
import type { Op } from '../../sched/op.ts'
import { SECOND, step } from '../../sched/op.ts'
import type { Dialect } from '../dialect.ts'
import type { Command, FunctionDefinition, Script } from '../parse/ast.ts'
import { encode } from '../parse/escapes.ts'
import type { Job } from './jobs.ts'
import { Variables } from './variables.ts'

/** Calls (functions, eval, sourced files, substitutions) inside each other before the shell refuses. */
export const CALLS_MAX = 200
/** Commands without any effect after which a busy loop lets the others go on. */
const COMMANDS_PER_YIELD = 256

/** What is left to unwind: `break 2`, `continue`, `return`. */
export type Unwinding = { kind: 'break' | 'continue'; levels: number } | { kind: 'return' }

/** What the parts of the shell need of each other without importing each other. */
export interface Runtime {
  /** Standard output of a command substitution, newlines at the end taken away. */
  substitute(shell: Shell, script: Script): Op<string>
  /** A path that stands for one end of a pipe to the commands: `<( )`. */
  processSubstitution(shell: Shell, script: Script, direction: 'in' | 'out'): Op<string>
  /** Run one command; its status is also `$?`. */
  runCommand(shell: Shell, command: Command): Op<number>
  /** Parse and run a text in this shell: `eval`, `.`, traps. */
  runText(shell: Shell, text: string, origin: { readonly kind: 'eval' | 'source' | 'trap'; readonly name: string }): Op<number>
  /** Run a command that is already expanded; `command` and `builtin` leave functions aside. */
  runArguments(shell: Shell, args: readonly string[], lookIn: { readonly functions: boolean; readonly programs: boolean; readonly standardPath?: boolean }): Op<number>
  /** Is there a built-in of this name? */
  isBuiltin(shell: Shell, name: string): boolean
  /** Start the shell anew in its process: a script without an interpreter line. */
  runScriptFile(process: Process, dialect: Dialect, path: string, args: readonly string[]): Op<number>
}

/** `name=(…)` given to `declare` and its like. */
export interface ArrayArgument {
  readonly elements: readonly { readonly key: string | undefined; readonly value: string; readonly append: boolean }[]
  readonly append: boolean
}

/** How a shell got its script; its words differ. */
export type Input = 'command' | 'file' | 'stdin' | 'interactive'

/** The state of one shell process. A subshell gets a copy. */
export class Shell {
  readonly dialect: Dialect
  readonly runtime: Runtime
  process: Process
  variables = new Variables()
  functions = new Map<string, FunctionDefinition>()
  aliases = new Map<string, string>()
  /** Options by long name: `errexit`, `nounset` … */
  options = new Set<string>()
  /** `shopt` options. */
  shopts = new Set<string>()
  /** `$0`. */
  name: string
  positional: readonly string[] = []
  status = 0
  /** Status of each stage of the last pipeline. */
  pipeStatus: readonly number[] = [0]
  /** Status of the last command substitution while a command expands; undefined when there was none. */
  substitutionStatus: number | undefined
  lastBackground: number | undefined
  /** `$_`. */
  lastArgument = ''
  jobs: Job[] = []
  /** Commands by signal name; an empty one ignores. */
  traps = new Map<string, string>()
  /** What `trap` still lists in a subshell that has set none itself. */
  inheritedTraps: ReadonlyMap<string, string> | undefined
  /** Signals that arrived and whose traps have not run. */
  pendingTraps: string[] = []
  /** A signal that wants to end the shell once the foreground command has ended. */
  pendingDeath: string | undefined
  /** A foreground program is being waited for: it decides what an interrupt means. */
  waitingForeground = false
  /** The DEBUG trap is running: it is not called for its own commands. */
  inDebugTrap = false
  /** `$BASH_COMMAND`. */
  commandText = ''
  /** A built-in that a trapped signal may end early (`wait`). */
  interruptible = false
  input: Input
  interactive = false
  /** Each command line has its own process group, and `fg` and `bg` work. */
  jobControl = false
  line = 1
  /** Function calls and the like that are under way, innermost last. */
  calls: { readonly name: string; readonly line: number }[] = []
  functionDepth = 0
  sourceDepth = 0
  /** Texts under way: evaluated, sourced, traps. */
  textDepth = 0
  /** How often `set -x` repeats the first character of its prefix, beyond once. */
  traceLevel = 0
  loopDepth = 0
  unwinding: Unwinding | undefined
  /** Above zero while a failing command does not end the shell under `set -e`. */
  condition = 0
  /** Whether `$?` of a subshell counts as a child for `exit` traps. */
  subshellLevel = 0
  history: string[] = []
  /** Where commands were found, and how often each was used. */
  hashed = new Map<string, string>()
  used = new Map<string, number>()
  /** Statuses of background processes that were waited for. */
  waited = new Map<number, number>()
  /** Position inside a group of options, for `getopts`. */
  getoptsAt = 1
  /** `$$`: the first shell's process, also in subshells. */
  pid: number
  startedAtTick: number
  private busy = 0
  private pipes = 0
  /** Directories of `pushd`. */
  directories: readonly string[] = []
  /** `$0` was given on the command line. */
  named = false
  /** The sourced file that is running: bash complains in its name. */
  sourceName: string | undefined
  /** Descriptors of `<( )` that the current command was given. */
  substitutionDescriptors: number[] = []
  /** Commands after which nothing comes: their program may take the place of this process. */
  readonly lastCommands = new Set<Command>()
  /** The next command may take the place of this process: nothing comes after it. */
  mayBecome = false
  /** Arrays among the arguments of the declaring built-in that is about to run, by argument number. */
  arrays = new Map<number, ArrayArgument>()

  constructor(process: Process, dialect: Dialect, runtime: Runtime, name: string, input: Input) {
    this.process = process
    this.dialect = dialect
    this.runtime = runtime
    this.name = name
    this.input = input
    this.pid = process.ownPid
    this.lastArgument = name
    this.startedAtTick = process.machine.scheduler.now()
    this.installComputed()
  }

  /** A copy for a subshell; its process is set when it starts. */
  clone(): Shell {
    const twin = new Shell(this.process, this.dialect, this.runtime, this.name, this.input)
    twin.variables = this.variables.clone()
    twin.installComputed(this)
    twin.functions = new Map(this.functions)
    twin.aliases = new Map(this.aliases)
    twin.options = new Set(this.options)
    twin.shopts = new Set(this.shopts)
    twin.positional = this.positional
    twin.status = this.status
    twin.lastBackground = this.lastBackground
    twin.lastArgument = this.lastArgument
    twin.line = this.line
    twin.calls = [...this.calls]
    twin.functionDepth = this.functionDepth
    twin.sourceDepth = this.sourceDepth
    twin.textDepth = this.textDepth
    twin.traceLevel = this.traceLevel
    twin.loopDepth = this.loopDepth
    twin.condition = this.condition
    twin.subshellLevel = this.subshellLevel + 1
    twin.hashed = new Map(this.hashed)
    twin.used = new Map(this.used)
    twin.history = this.history
    twin.getoptsAt = this.getoptsAt
    twin.pid = this.pid
    twin.startedAtTick = this.startedAtTick
    twin.directories = this.directories
    twin.sourceName = this.sourceName
    twin.named = this.named
    twin.pipeStatus = this.pipeStatus
    if (this.dialect.name === 'bash') twin.inheritedTraps = this.inheritedTraps ?? new Map(this.traps)
    // A subshell keeps ignoring what was ignored and forgets the other traps.
    for (const [signal, action] of this.traps) if ((action === '' && signal !== 'EXIT') || (signal === 'ERR' && this.has('errtrace'))) twin.traps.set(signal, action)
    return twin
  }

  /** A copy that can go on in this one's place: everything, also traps and jobs. */
  copy(): Shell {
    const twin = this.clone()
    twin.traps = new Map(this.traps)
    twin.inheritedTraps = undefined
    twin.jobs = [...this.jobs]
    twin.waited = new Map(this.waited)
    twin.subshellLevel = this.subshellLevel
    twin.interactive = this.interactive
    twin.jobControl = this.jobControl
    twin.history = [...this.history]
    return twin
  }

  private installComputed(from: Shell = this): void {
    const { computed } = this.variables
    const bash = this.dialect.name === 'bash'
    if (from !== this && this.dialect.name !== 'dash' && !from.variables.computed.has('LINENO')) return
    if (this.dialect.name !== 'dash') computed.set('LINENO', () => String(this.dialect.name === 'ash' && this.input === 'command' ? 0 : this.line))
    if (this.dialect.name !== 'dash') computed.set('RANDOM', () => String(Number(this.process.machine.scheduler.random().below(32768))))
    if (!bash) return
    computed.set('SECONDS', () => String(Math.floor((this.process.machine.scheduler.now() - this.startedAtTick) / SECOND)))
    computed.set('BASHPID', () => String(this.pidOf(this.process)))
    computed.set('BASH_SUBSHELL', () => String(this.subshellLevel))
    computed.set('EPOCHSECONDS', () => String(Math.floor(this.process.machine.disk.nowSeconds())))
    computed.set('EPOCHREALTIME', () => this.process.machine.disk.nowSeconds().toFixed(6))
    computed.set('FUNCNAME', () => this.calls[this.calls.length - 1]?.name ?? '')
    computed.set('BASH_COMMAND', () => this.commandText)
    computed.set('_', () => this.lastArgument)
  }

  // Output

  /** Write to standard output. */
  *print(text: string): Op<void> {
    if (text !== '') yield* this.process.stdout.write(encode(text))
  }

  /** Write a line to standard error as it is; nothing when that is closed. */
  *say(line: string): Op<void> {
    const stderr = this.process.files.get(2)
    if (stderr) yield* stderr.write(utf8(`${line}\n`))
  }

  /** Complain with the prefix that this shell gives its messages. */
  *complain(message: string, builtin: string | undefined = undefined): Op<void> {
    yield* this.say(this.prefix(builtin) + message)
  }

  /** Complain in words that depend on the dialect. */
  *complainAs(words: { bash: string; ash: string; dash?: string }, builtin: string | undefined = undefined): Op<void> {
    yield* this.complain(this.dialect.name === 'bash' ? words.bash : this.dialect.name === 'ash' ? words.ash : (words.dash ?? words.ash), builtin)
  }

  /** `bash: line 3: cd: `, `sh: 3: cd: `, `sh: cd: line 0: `. */
  prefix(builtin: string | undefined = undefined): string {
    const inner = builtin === undefined ? '' : `${builtin}: `
    switch (this.dialect.name) {
      case 'bash': {
        if (this.sourceName !== undefined && !this.interactive) return `${this.sourceName}: line ${this.line}: ${inner}`
        if (this.interactive) return `${this.name.replace(/^-/, '')}: ${inner}`
        return `${this.calls.length > 0 && this.input === 'command' ? 'environment' : this.name}: line ${this.line}: ${inner}`
      }
      case 'dash': return `${this.name}: ${this.line}: ${inner}`
      case 'ash': {
        const line = this.input === 'command' ? 0 : this.line
        if (builtin !== undefined) return `${this.name}: ${inner}${this.interactive ? '' : `line ${line}: `}`
        return this.named ? `${this.name}: line ${line}: ` : `${this.name}: `
      }
    }
  }

  /** A name for a new pipe; the same in every run. */
  pipeName(): string {
    return `pipe${this.process.pid}.${++this.pipes}`
  }

  /** What bash says when an interactive shell ends. */
  get farewell(): string {
    return this.process.argv[0]?.startsWith('-') === true ? 'logout' : 'exit'
  }

  /** The number of a process as it is seen from here: a container counts its own. */
  pidOf(process: Process): number {
    return pidSeenFrom(this.process.machine, this.process.container, process)
  }

  has(option: string): boolean {
    return this.options.has(option)
  }

  /** A line of `set -x`. */
  *trace(line: string): Op<void> {
    const prefix = this.variables.get('PS4') ?? '+ '
    yield* this.say((this.dialect.name === 'bash' ? prefix.charAt(0).repeat(Math.min(this.traceLevel, 50)) : '') + prefix + line)
  }

  /** Let others go on once in a while when a script computes without any effect. */
  *breathe(): Op<void> {
    if (++this.busy < COMMANDS_PER_YIELD) return
    this.busy = 0
    yield step('compute', this.name, COMMANDS_PER_YIELD * 2_000)
  }
}

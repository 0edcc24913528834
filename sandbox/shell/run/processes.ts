/** Starting processes: programs and subshells. */
import { SyscallError } from '../../base/errors.ts'
import { utf8 } from '../../base/bytes.ts'
import type { File } from '../../machine/files.ts'
import type { Process } from '../../machine/process.ts'
import { step } from '../../sched/op.ts'
import type { Op } from '../../sched/op.ts'
import { Interrupted } from '../../sched/scheduler.ts'
import { AbortCommand, Become, ExitShell, ExpansionError } from './control.ts'
import { SIGNAL_WORDS } from './jobs.ts'
import { ERROR_WORDS, errorWords } from './redirect.ts'
import type { Shell } from './shell.ts'
import { runTraps, shielded } from './signals.ts'

/** Processes of a machine before `fork` refuses. */
export const PROCESSES_MAX = 1024
/** One argument or variable, and all of them together, in bytes: Linux's limits. */
export const ARGUMENT_BYTES_MAX = 128 * 1024
export const ARGUMENTS_BYTES_MAX = 2 * 1024 * 1024

const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

export interface SubshellOptions {
  readonly files?: ReadonlyMap<number, File>
  /** The process group; undefined makes a new one. */
  readonly group: number | undefined
  readonly label: string
  /** Runs while the caller goes on: interrupts from the terminal do not reach it when there is no job control. */
  readonly background?: boolean
}

/** Refuse when there are too many processes. */
export function checkProcesses(shell: Shell): void {
  if (shell.process.machine.processes.size >= PROCESSES_MAX) {
    throw new ExpansionError(shell.dialect.name === 'bash' ? 'fork: Resource temporarily unavailable' : shell.dialect.name === 'dash' ? 'Cannot fork' : "can't fork: Resource temporarily unavailable", { status: shell.dialect.name === 'bash' ? 254 : 2, fatal: true })
  }
}

/** Start a process with a copy of this shell. */
export function startSubshell(shell: Shell, options: SubshellOptions, body: (twin: Shell) => Op<number>): Process {
  checkProcesses(shell)
  const { process } = shell
  const twin = shell.clone()
  const started = process.machine.start(process, own => {
    twin.process = own
    if (options.background && !shell.jobControl) {
      own.ignored.add('INT')
      own.ignored.add('QUIT')
    }
    return live(twin, () => body(twin))
  }, {
    argv: process.argv, env: process.env, fs: process.fs.fork(), files: options.files ?? process.files, ...(options.group === undefined ? {} : { group: options.group }), label: options.label,
  })
  twin.process = started
  return started
}

/**
 * The life of a shell process: its body, its EXIT trap, and what it may become.
 *
 * @param leaves false while the shell will go on with another line, so that it is not the time for its EXIT trap
 */
export function* live(shell: Shell, body: () => Op<number>, leaves: () => boolean = () => true): Op<number> {
  let status: number
  try {
    status = yield* shielded(shell, ended(shell, body, leaves))
  } catch (error) {
    if (error instanceof Become) return yield* become(shell, error)
    if (error instanceof Interrupted) {
      shell.status = 128
      if (shell.dialect.name === 'bash') yield* exitTrap(shell)
      throw error
    }
    throw error
  }
  return status & 255
}

function* ended(shell: Shell, body: () => Op<number>, leaves: () => boolean): Op<number> {
  shell.status = yield* untilExit(body)
  yield* runTraps(shell)
  return leaves() ? yield* exitTrap(shell) : shell.status
}

function* untilExit(body: () => Op<number>): Op<number> {
  try {
    return yield* body()
  } catch (error) {
    if (error instanceof ExitShell) return error.status
    if (error instanceof AbortCommand) return error.status
    throw error
  }
}

/** Run the EXIT trap, once. */
function* exitTrap(shell: Shell): Op<number> {
  const action = shell.traps.get('EXIT')
  if (action === undefined || action === '') return shell.status
  shell.traps.delete('EXIT')
  const { status } = shell
  shell.unwinding = undefined
  return yield* untilExit(function* () {
    yield* shell.runtime.runText(shell, action, { kind: 'trap', name: 'EXIT' })
    return status
  })
}

function* become(shell: Shell, { path, argv, env }: Become): Op<number> {
  const { process } = shell
  const found = yield* resolve(shell, path, argv, env)
  if ('status' in found) {
    yield* shell.say(found.message)
    return found.status
  }
  process.shellDirectory = process.fs.cwd
  process.argv = found.argv
  process.env = env
  process.name = (found.argv[0] ?? path).replace(/^.*\//, '')
  return yield* found.program(process)
}

type Found = { readonly program: (process: Process) => Op<number>; readonly argv: readonly string[] }
type Refused = { readonly status: number; readonly message: string }

/** What a path would run, or why it cannot. Scripts without an interpreter line run in a shell of the same kind. */
export function* resolve(shell: Shell, path: string, argv: readonly string[], env: ReadonlyMap<string, string>): Op<Found | Refused> {
  const name = argv[0] ?? path
  const bash = shell.dialect.name === 'bash'
  if (isTooLong(argv, env)) return { status: 126, message: `${shell.prefix()}${bash ? path : name}: Argument list too long` }
  try {
    return yield* shell.process.machine.resolveProgram(path, argv, shell.process.fs)
  } catch (error) {
    if (!(error instanceof SyscallError)) throw error
    if (error.code === 'ENOEXEC' && error.path === path) {
      const script = yield* scriptText(shell, path)
      if (script) return { program: own => shell.runtime.runScriptFile(own, shell.dialect, path, argv.slice(1)), argv }
      return { status: 126, message: `${shell.prefix()}${name}: ${bash ? 'cannot execute binary file: Exec format error' : 'Exec format error'}` }
    }
    const missing = error.code === 'ENOENT' || error.code === 'ENOTDIR'
    if (!bash) {
      const words = missing && error.code === 'ENOENT' ? 'not found' : error.code === 'EISDIR' ? ERROR_WORDS.EACCES : errorWords(error)
      return { status: missing ? 127 : 126, message: `${shell.prefix()}${name}: ${words}` }
    }
    if (error.path !== path && missing) return { status: 126, message: `${shell.prefix()}${name}: ${error.path}: bad interpreter: No such file or directory` }
    if (error.code === 'EACCES' && (yield* isDirectory(shell, path))) return { status: 126, message: `${shell.prefix()}${name}: Is a directory` }
    return { status: missing ? 127 : 126, message: `${shell.prefix()}${name}: ${errorWords(error)}` }
  }
}

function* isDirectory(shell: Shell, path: string): Op<boolean> {
  try {
    return (yield* shell.process.fs.stat(path)).type === 'directory'
  } catch {
    return false
  }
}

/** A file that execve refuses may still be a script, when its beginning looks like text. */
function* scriptText(shell: Shell, path: string): Op<boolean> {
  const content = yield* shell.process.fs.readFile(path)
  const head = content.piece(0, 128)
  for (const byte of head) if (byte === 0) return false
    else if (byte === 10) return true
  return true
}

function isTooLong(argv: readonly string[], env: ReadonlyMap<string, string>): boolean {
  let total = 0
  const add = (text: string): boolean => {
    // Most arguments are short; count bytes only where characters could make a difference.
    const bytes = text.length < ARGUMENT_BYTES_MAX / 4 ? text.length : utf8(text).length
    total += bytes + 9
    return bytes >= ARGUMENT_BYTES_MAX
  }
  for (const argument of argv) if (add(argument)) return true
  for (const [name, value] of env) if (add(`${name}=${value}`)) return true
  return total > ARGUMENTS_BYTES_MAX
}

/** Where a command name is found in PATH; undefined when nowhere. */
export function* findInPath(shell: Shell, name: string, path = shell.variables.get('PATH') ?? DEFAULT_PATH): Op<{ readonly path: string; readonly executable: boolean } | undefined> {
  if (name.includes('/')) return { path: name, executable: true }
  if (name === '') return undefined
  const known = shell.hashed.get(name)
  const { fs } = shell.process
  yield step('stat', name, 1000 * path.split(':').length)
  if (known !== undefined && isProgram(shell, known) === 'yes') return { path: known, executable: true }
  let refused: string | undefined
  for (const directory of path.split(':')) {
    const candidate = `${directory === '' ? '.' : directory.replace(/\/$/, '')}/${name}`
    const kind = isProgram(shell, candidate)
    if (kind === 'yes') {
      if (fs.cwd !== '' && directory !== '' && directory.startsWith('/')) shell.hashed.set(name, candidate)
      return { path: candidate, executable: true }
    }
    if (kind === 'refused') refused ??= candidate
  }
  return refused === undefined ? undefined : { path: refused, executable: false }
}

/** Looks without a step of its own. */
function isProgram(shell: Shell, path: string): 'yes' | 'refused' | 'no' {
  const { fs } = shell.process
  try {
    const place = fs.namespace.look(path, fs.cwd, true)
    if (typeof place === 'string' || !place.found) return place === 'EACCES' ? 'refused' : 'no'
    const { node } = place.found
    if (node.type === 'directory') return 'no'
    if ((node.attributes.mode & 0o111) === 0) return 'refused'
    fs.permit(node, 1, 'exec', path)
    return 'yes'
  } catch (error) {
    if (error instanceof SyscallError) return error.code === 'EACCES' ? 'refused' : 'no'
    throw error
  }
}

/**
 * Wait for processes in the foreground, and for what an interrupt meant.
 *
 * @returns the status of each
 */
export function* waitForeground(shell: Shell, processes: readonly Process[], text: () => string, stderr?: File): Op<number[]> {
  const { machine } = shell.process
  const outer = shell.waitingForeground
  const statuses: number[] = []
  shell.waitingForeground = true
  try {
    for (const process of processes) statuses.push(yield* machine.wait(process))
  } finally {
    shell.waitingForeground = outer
  }
  const death = shell.pendingDeath
  shell.pendingDeath = undefined
  // bash lets the program decide; the others end with it in any case.
  if (death === 'INT' && shell.dialect.posix && !shell.interactive) throw new Interrupted('INT')
  const last = processes[processes.length - 1]
  if (processes.some(process => process.endedBy === 'INT')) {
    if (death === 'INT' && !shell.interactive) throw new Interrupted('INT')
    if (shell.interactive) {
      yield* shell.say('')
      throw new AbortCommand(130, false)
    }
  }
  for (const process of shell.dialect.name === 'bash' ? (last ? [last] : []) : processes) {
    if (process.endedBy === undefined || process.endedBy === 'INT' || process.endedBy === 'PIPE') continue
    if (stderr && shell.dialect.posix) yield* stderr.write(utf8(`${SIGNAL_WORDS[process.endedBy] ?? process.endedBy}\n`))
    else if (shell.dialect.posix || text() !== '') yield* tellDeath(shell, process, text())
  }
  return statuses
}

/** Say what a signal did to a process, as the dialect words it. */
export function* tellDeath(shell: Shell, process: Process, text: string): Op<void> {
  const word = SIGNAL_WORDS[process.endedBy as string] ?? process.endedBy ?? ''
  if (shell.dialect.name === 'bash' && !shell.interactive && process.endedBy !== 'TERM') yield* shell.complain(`${String(shell.pidOf(process)).padStart(5)} ${word.padEnd(24)}${text}`)
  else yield* shell.say(word)
}

/** Let Ctrl-C reach a process group while it is waited for. */
export function* inForeground<T>(shell: Shell, group: number | undefined, body: () => Op<T>): Op<T> {
  const terminal = shell.jobControl ? shell.process.files.get(0)?.terminal : undefined
  if (!terminal || group === undefined) return yield* body()
  terminal.foreground = { machine: shell.process.machine, group }
  try {
    return yield* body()
  } finally {
    terminal.foreground = shell.process
  }
}

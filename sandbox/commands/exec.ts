/** `docker exec`. @source moby daemon/exec.go, daemon/exec_linux.go (20.10) */
import { EngineError, SyscallError } from '../base/errors.ts'
import type { Container } from '../engine/container.ts'
import { containerEnvironment, findProgram, runcRefusal } from '../engine/container-program.ts'
import { containerEvent } from '../engine/container-event.ts'
import type { Engine } from '../engine/engine.ts'
import { lineDiscipline, nullFile } from '../machine/files.ts'
import type { File } from '../machine/files.ts'
import type { Process } from '../machine/process.ts'
import { MILLISECOND, step } from '../sched/op.ts'
import type { Op } from '../sched/op.ts'
import { randomHex64 } from '../store/atomic-write.ts'
import { shortID } from '../store/layout.ts'

export interface ExecArgs {
  /** ID, name or prefix of an ID. */
  readonly container: string
  /** The program and its arguments. */
  readonly argv: readonly string[]
  /** `NAME=value`, on top of the container's. */
  readonly env: readonly string[]
  /** Empty: the container's own. */
  readonly user: string
  /** Empty: the container's own. */
  readonly workdir: string
  readonly tty: boolean
}

/** A command that is prepared: it exists, but does not run yet. */
export interface PreparedExec {
  readonly id: string
  readonly container: Container
  readonly args: ExecArgs
}

const EXEC_TICKS = 60 * MILLISECOND

/**
 * First half: check that the container can run something.
 *
 * @throws EngineError NotFound, Conflict
 */
export function* createExec(engine: Engine, args: ExecArgs): Op<PreparedExec> {
  const container = engine.containers.get(args.container)
  assertRunning(container, args.container)
  const id = randomHex64(engine.scheduler)
  note(engine, container, `exec_create: ${typed(args)}`, id)
  return { id, container, args }
}

function assertRunning(container: Container, name: string): void {
  if (!container.state.Running) throw new EngineError('Conflict', `Container ${container.id} is not running`)
  if (container.state.Paused) throw new EngineError('Conflict', `Container ${name} is paused, unpause the container before exec`)
}

/**
 * Second half: run it beside the container's first process. Its output goes to the caller alone, not to the log.
 *
 * @throws EngineError with the runtime's words
 */
export function* startExec(engine: Engine, { id, container, args }: PreparedExec, files: { readonly stdin: File | undefined; readonly stdout: File | undefined; readonly stderr: File | undefined }): Op<Process> {
  assertRunning(container, args.container)
  const first = container.process
  if (!first) throw new EngineError('Conflict', `Container ${container.id} is not running`)
  note(engine, container, `exec_start: ${typed(args)}`, id)
  yield step('compute', `runc exec ${shortID(container.id)}`, EXEC_TICKS)
  const refuse = (reason: string): EngineError => runcRefusal('OCI runtime exec failed: exec failed', reason)
  const fs = first.fs.fork()
  fs.umask = 0o022
  fs.cwd = '/'
  fs.credentials = { uid: 0, gid: 0 }
  const workdir = args.workdir || container.config.WorkingDir || '/'
  yield* checkDirectory(fs, workdir, refuse)
  const { program, argv, env } = yield* findProgram(engine, fs, {
    argv: args.argv, env: containerEnvironment(container.config, args.tty, args.env), user: args.user || container.config.User, workdir, refuse,
  })
  const out = (file: File | undefined): File => (file === undefined ? nullFile : !args.tty ? file : (file.terminal?.file ?? lineDiscipline(file)))
  const stdout = out(files.stdout)
  const process = engine.machine.start(undefined, program, {
    argv, env, fs, files: new Map<number, File>([[0, files.stdin ?? nullFile], [1, stdout], [2, args.tty ? stdout : out(files.stderr)]]), label: `${container.name}-exec`,
  }, container)
  engine.scheduler.spawn(watch(engine, container, process, id), `watch-exec-${container.name}`, { owner: engine.process })
  return process
}

function* watch(engine: Engine, container: Container, process: Process, id: string): Op<void> {
  const exitCode = yield* engine.machine.wait(process)
  note(engine, container, 'exec_die', id, { exitCode: String(exitCode) })
}

function* checkDirectory(fs: Process['fs'], path: string, refuse: (reason: string) => EngineError): Op<void> {
  try {
    if ((yield* fs.stat(path)).type !== 'directory') throw new SyscallError('ENOTDIR', 'chdir', path)
  } catch (error) {
    if (!(error instanceof SyscallError)) throw error
    throw refuse(`chdir to cwd (${JSON.stringify(path)}) set in config.json failed: ${error.message.slice(error.message.lastIndexOf(': ') + 2)}`)
  }
}

/** A program without arguments has a space after it. */
const typed = ({ argv }: ExecArgs): string => `${argv[0] ?? ''} ${argv.slice(1).join(' ')}`

function note(engine: Engine, container: Container, action: string, execID: string, more: Readonly<Record<string, string>> = {}): void {
  containerEvent(engine, container, action, { execID, ...more })
}

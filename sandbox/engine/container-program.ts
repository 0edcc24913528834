/**
 * Which program runs in a container, as whom and with what environment: for its first process and for `docker exec`.
 *
 * @source runc 1.1 libcontainer/{init,standard_init,setns_init}_linux.go; moby daemon/oci_linux.go `WithUser`
 */
import { text } from '../base/bytes.ts'
import { EngineError, SyscallError } from '../base/errors.ts'
import type { Fs } from '../disk/fs.ts'
import type { Program } from '../machine/process.ts'
import type { Op } from '../sched/op.ts'
import type { ContainerConfig } from './api.ts'
import type { Engine } from './engine.ts'

/** The search path of a container that sets none. */
export const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** What is to be run. */
export interface ProgramSpec {
  /** The program as typed, and its arguments. */
  readonly argv: readonly string[]
  readonly env: ReadonlyMap<string, string>
  /** `name`, `uid`, `name:group` …; empty for root. */
  readonly user: string
  readonly workdir: string
  /** Puts the runtime's sentence around a reason. */
  readonly refuse: (reason: string) => EngineError
}

/** What was found. The view of the files has the user and the working directory by then. */
export interface FoundProgram {
  readonly program: Program
  readonly argv: readonly string[]
  readonly env: ReadonlyMap<string, string>
}

/** `OCI runtime … unable to start container process: exec: "x": executable file not found in $PATH: unknown` */
export const runcRefusal = (stage: string, reason: string): EngineError =>
  new EngineError('InvalidParameter', `${stage}: unable to start container process: ${reason}: unknown`)

/**
 * Find a program in a container's files, and set who runs it and where.
 *
 * @throws EngineError as runc and the shim word it, or for a user that does not exist
 */
export function* findProgram(engine: Engine, fs: Fs, spec: ProgramSpec): Op<FoundProgram> {
  const { uid, gid, home } = yield* resolveUser(fs, spec.user)
  const path = yield* lookPath(fs, spec)
  const { argv } = spec
  const env = new Map(spec.env)
  if (!env.has('HOME')) env.set('HOME', home)
  fs.cwd = spec.workdir
  fs.credentials = { uid, gid }
  try {
    return { ...(yield* engine.machine.resolveProgram(path, argv, fs)), env }
  } catch (error) {
    if (!(error instanceof SyscallError)) throw error
    // Found, but the kernel refuses it: runc's init has already started, so the message is the container's own output.
    const message = `exec ${path}: ${error.message.slice(error.message.lastIndexOf(': ') + 2)}\n`
    return { program: failingInit(message), argv, env }
  }
}

/** The variables of a container's processes; later ones win. @source moby container/container_unix.go `CreateDaemonEnvironment` */
export function containerEnvironment(config: ContainerConfig, tty: boolean, more: readonly string[] = []): Map<string, string> {
  const env = new Map<string, string>([['PATH', DEFAULT_PATH], ['HOSTNAME', config.Hostname]])
  if (tty) env.set('TERM', 'xterm')
  for (const entry of [...(config.Env ?? []), ...more]) {
    const equals = entry.indexOf('=')
    if (equals > 0) env.set(entry.slice(0, equals), entry.slice(equals + 1))
    else if (equals < 0) env.delete(entry)
  }
  return env
}

const failingInit = (message: string): Program => function* (process) {
  yield* process.complain(message)
  return 1
}

/** Go's exec.LookPath, in the container. */
function* lookPath(fs: Fs, { argv, env, workdir, refuse }: ProgramSpec): Op<string> {
  const name = argv[0] ?? ''
  const refused = (reason: string): EngineError => refuse(`exec: ${JSON.stringify(name)}: ${reason}`)
  if (name.includes('/')) {
    const path = name.startsWith('/') ? name : `${workdir}/${name}`
    const stat = yield* statOrUndefined(fs, path)
    if (!stat) throw refused(`stat ${name}: no such file or directory`)
    if (stat.type === 'directory' || (stat.mode & 0o111) === 0) throw refused('permission denied')
    return name
  }
  for (const directory of (env.get('PATH') ?? DEFAULT_PATH).split(':')) {
    const candidate = `${directory === '' ? '.' : directory}/${name}`
    const stat = yield* statOrUndefined(fs, candidate)
    if (stat && stat.type !== 'directory' && (stat.mode & 0o111) !== 0) return candidate
  }
  throw refused('executable file not found in $PATH')
}

function* statOrUndefined(fs: Fs, path: string): ReturnType<Fs['look']> {
  try {
    return yield* fs.stat(path)
  } catch (error) {
    if (error instanceof SyscallError) return undefined
    throw error
  }
}

/**
 * A user as `name`, `uid`, `name:group` …, looked up in /etc/passwd and /etc/group of a view of the files.
 *
 * @throws EngineError for a name that is not there
 */
export function* resolveUser(fs: Fs, typed: string): Op<{ uid: number; gid: number; home: string }> {
  const [name = '', group] = (typed || '0').split(':')
  const entry = (yield* databaseOf(fs, '/etc/passwd')).find(fields => fields[0] === name || fields[2] === name)
  if (!entry && !/^\d+$/.test(name)) throw new EngineError('System', `unable to find user ${name}: no matching entries in passwd file`)
  const uid = Number(entry?.[2] ?? name)
  let gid = Number(entry?.[3] ?? 0)
  if (group !== undefined && group !== '') {
    const found = (yield* databaseOf(fs, '/etc/group')).find(fields => fields[0] === group || fields[2] === group)
    if (!found && !/^\d+$/.test(group)) throw new EngineError('System', `unable to find group ${group}: no matching entries in group file`)
    gid = Number(found?.[2] ?? group)
  }
  return { uid, gid, home: entry?.[5] || '/' }
}

function* databaseOf(fs: Fs, path: string): Op<string[][]> {
  if (!(yield* fs.exists(path))) return []
  return text((yield* fs.readFile(path)).bytes()).split('\n').map(line => line.split(':'))
}

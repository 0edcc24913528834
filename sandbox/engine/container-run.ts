/**
 * Starting a container: mounts, the program the kernel would find, a process, and a watcher that deals with its end.
 *
 * @source moby daemon/start.go, daemon/monitor.go (20.10); runc 1.1 libcontainer init
 */
import { text, utf8 } from '../base/bytes.ts'
import { EngineError, SyscallError } from '../base/errors.ts'
import { Namespace } from '../disk/file-system.ts'
import type { Mount } from '../disk/file-system.ts'
import { Fs } from '../disk/fs.ts'
import { containerMounts } from '../machine/container-mounts.ts'
import { nullFile } from '../machine/files.ts'
import type { File } from '../machine/files.ts'
import type { Program } from '../machine/process.ts'
import { encode } from '../oci/go-json.ts'
import { MILLISECOND, step } from '../sched/op.ts'
import type { Op } from '../sched/op.ts'
import { shortID } from '../store/layout.ts'
import type { Container } from './container.ts'
import type { Engine } from './engine.ts'
import { removeContainer } from './container-remove.ts'
import { rfc3339Nano, unixNanos } from './time.ts'

/** What a starting client connects to the container. */
export interface Attachment {
  readonly stdin: File | undefined
  readonly stdout: File | undefined
  readonly stderr: File | undefined
}

const START_TICKS = 120 * MILLISECOND
const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/**
 * Start a container; a running one is left alone.
 *
 * @throws EngineError with the runtime's words
 */
export function* startContainer(engine: Engine, container: Container, attachment: Attachment): Op<void> {
  if (container.state.Running) return
  const { layers } = engine
  const mounted = layers.getRW(container.id)
  const root = yield* layers.driver.get(mounted.mountID)
  try {
    yield* writeNetworkFiles(engine, container)
    yield step('compute', `runc ${shortID(container.id)}`, START_TICKS)
    const fs = yield* containerFs(engine, container, root)
    const found = yield* findProgram(engine, container, fs)
    launch(engine, container, fs, found, attachment)
  } catch (error) {
    yield* layers.driver.put(mounted.mountID)
    if (error instanceof EngineError && error.message.includes('OCI runtime create failed')) {
      logShimFailure(engine, container)
      container.update(engine.scheduler.memory, { state: { ...container.state, ExitCode: /executable file not found|no such file/.test(error.message) ? 127 : 126, Error: error.message } })
      yield* engine.containers.save(container)
      if (container.hostConfig.AutoRemove) yield* removeContainer(engine, container, { volumes: true })
    }
    throw error
  }
  container.update(engine.scheduler.memory, {
    state: { ...container.state, Running: true, Paused: false, Pid: container.process?.pid ?? 0, ExitCode: 0, Error: '', StartedAt: rfc3339Nano(unixNanos(engine.machine)) },
    manuallyStopped: false,
  })
  engine.events.push('container', 'start', container.id, { image: container.config.Image, name: container.name })
  yield* engine.containers.save(container)
}

function launch(engine: Engine, container: Container, fs: Fs, { program, argv }: { program: Program; argv: readonly string[] }, attachment: Attachment): void {
  const { machine, scheduler } = engine
  const attached = { stdout: attachment.stdout, stderr: attachment.stderr }
  container.update(scheduler.memory, { attached: [...container.attached, attached] })
  const stdin = attachment.stdin ?? nullFile
  const tty = container.config.Tty ? attachment.stdout?.terminal : undefined
  const process = machine.start(undefined, program, {
    argv, env: environment(container, fs), fs,
    files: new Map<number, File>([
      [0, tty && container.config.OpenStdin ? tty.file : stdin],
      [1, tty ? tty.file : output(engine, container, 'stdout')],
      [2, tty ? tty.file : output(engine, container, 'stderr')],
    ]),
    label: container.name,
  }, container)
  // The first process of a PID namespace gets only the signals it has a handler for.
  for (const signal of ['TERM', 'INT', 'HUP', 'QUIT', 'USR1', 'USR2', 'PIPE', 'ALRM']) process.ignored.add(signal)
  container.update(scheduler.memory, { process })
  scheduler.spawn(watch(engine, container, attached), `watch-${container.name}`, { owner: engine.process })
}

/** Wait for the process, then do what the daemon does when a container has exited. */
function* watch(engine: Engine, container: Container, attached: { stdout: File | undefined; stderr: File | undefined }): Op<void> {
  const { process } = container
  if (!process) return
  const status = yield* engine.machine.wait(process)
  engine.machine.killContainer(container)
  const { mountID } = engine.layers.getRW(container.id)
  yield* engine.layers.driver.put(mountID)
  const { memory } = engine.scheduler
  container.update(memory, {
    process: undefined, attached: container.attached.filter(other => other !== attached),
    state: { ...container.state, Running: false, Paused: false, Pid: 0, ExitCode: status, FinishedAt: rfc3339Nano(unixNanos(engine.machine)) },
  })
  engine.events.push('container', 'die', container.id, { exitCode: String(status), image: container.config.Image, name: container.name })
  yield* engine.containers.save(container)
  memory.put(engine.exitStatuses, container.id, status)
  if (container.hostConfig.AutoRemove) yield* removeContainer(engine, container, { volumes: true })
  container.update(memory, { exits: container.exits + 1, exitedAtTick: engine.scheduler.now() })
}

/** Output goes to the log file and to everybody attached. */
function output(engine: Engine, container: Container, stream: 'stdout' | 'stderr'): File {
  return {
    terminal: undefined,
    regular: undefined,
    *read() {
      return undefined
    },
    *write(bytes) {
      yield* appendLog(engine, container, stream, bytes)
      for (const client of [...container.attached]) {
        const file = stream === 'stdout' ? client.stdout : client.stderr
        if (file) yield* file.write(bytes)
      }
    },
    retain() {},
    release() {},
  }
}

function* appendLog(engine: Engine, container: Container, stream: string, bytes: Uint8Array): Op<void> {
  const time = rfc3339Nano(unixNanos(engine.machine))
  const lines = text(bytes).split(/(?<=\n)/).map(log => `${encode({ log, stream, time })}\n`).join('')
  const file = yield* engine.fs.open(container.logPath, { write: true, create: true, append: true, mode: 0o640 })
  yield* file.write(utf8(lines))
}

function logShimFailure(engine: Engine, container: Container): void {
  engine.log('error', 'copy shim log', { error: 'read /proc/self/fd/14: file already closed' })
  engine.log('error', 'stream copy error: reading from a closed fifo')
  engine.log('error', 'stream copy error: reading from a closed fifo')
  engine.log('error', `${container.id} cleanup: failed to delete container from containerd: no such container`)
}

// Files

function* writeNetworkFiles(engine: Engine, container: Container): Op<void> {
  const { fs } = engine
  const hostname = container.config.Hostname
  yield* fs.writeFile(`${container.home}/hostname`, utf8(`${hostname}\n`), 0o644)
  const hosts = '127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::0\tip6-localnet\nff00::0\tip6-mcastprefix\nff02::1\tip6-allnodes\nff02::2\tip6-allrouters\n'
  yield* fs.writeFile(`${container.home}/hosts`, utf8(`${hosts}172.17.0.2\t${hostname}\n`), 0o644)
  yield* fs.writeFile(`${container.home}/resolv.conf`, utf8('nameserver 8.8.8.8\nnameserver 8.8.4.4\n'), 0o644)
}

/** The container's view: its overlay as root, the kernel's file systems, the daemon's files, volumes and binds. */
export function* containerFs(engine: Engine, container: Container, root: string): Op<Fs> {
  const { machine, fs } = engine
  const place = fs.find(root, true, 'mount')
  const readOnly = container.hostConfig['ReadonlyRootfs'] === true
  const rootMount: Mount = { fs: place.mount.fs, root: place.node, path: '/', source: 'overlay', options: readOnly ? 'ro,relatime' : 'rw,relatime', readOnly }
  const namespace = new Namespace(rootMount)
  const inside = new Fs(namespace, '/', { uid: 0, gid: 0 }, machine.writeFaults)
  containerMounts(machine, namespace, inside, container)
  const bind = (source: string, destination: string, writable: boolean): void => {
    const from = fs.find(source, true, 'mount')
    const to = inside.find(destination, true, 'mount')
    namespace.covered.set(to.node, { fs: from.mount.fs, root: from.node, path: destination, source: '/dev/sda1', options: writable ? 'rw,relatime' : 'ro,relatime', readOnly: !writable })
  }
  for (const mount of container.mounts) {
    yield* inside.mkdirAll(mount.destination, 0o755)
    bind(mount.source, mount.destination, mount.readWrite)
  }
  for (const name of ['resolv.conf', 'hostname', 'hosts']) if (yield* inside.exists(`/etc/${name}`)) bind(`${container.home}/${name}`, `/etc/${name}`, true)
  return inside
}

// The program

/** @throws EngineError as runc and the shim word it */
function* findProgram(engine: Engine, container: Container, fs: Fs): Op<{ program: Program; argv: readonly string[] }> {
  const user = yield* resolveUser(container, fs)
  const name = container.path
  const argv = [name, ...container.args]
  const workdir = container.config.WorkingDir || '/'
  const path = yield* lookPath(container, fs, name, workdir)
  fs.cwd = workdir
  fs.credentials = user
  try {
    return yield* engine.machine.resolveProgram(path, argv, fs)
  } catch (error) {
    if (!(error instanceof SyscallError)) throw error
    // Found, but the kernel refuses it: runc's init has already started, so the message is the container's own output.
    const message = `exec ${path}: ${error.message.slice(error.message.lastIndexOf(': ') + 2)}\n`
    return { program: failingInit(message), argv }
  }
}

const failingInit = (message: string): Program => function* (process) {
  yield* process.complain(message)
  return 1
}

/** Go's exec.LookPath, in the container. */
function* lookPath(container: Container, fs: Fs, name: string, workdir: string): Op<string> {
  const refuse = (reason: string): EngineError => runcRefusal(`exec: ${JSON.stringify(name)}: ${reason}`)
  if (name.includes('/')) {
    const path = name.startsWith('/') ? name : `${workdir}/${name}`
    const stat = yield* statOrUndefined(fs, path)
    if (!stat) throw refuse(`stat ${name}: no such file or directory`)
    if (stat.type === 'directory' || (stat.mode & 0o111) === 0) throw refuse('permission denied')
    return name
  }
  const path = (container.config.Env ?? []).find(entry => entry.startsWith('PATH='))?.slice(5) ?? DEFAULT_PATH
  for (const directory of path.split(':')) {
    const candidate = `${directory === '' ? '.' : directory}/${name}`
    const stat = yield* statOrUndefined(fs, candidate)
    if (stat && stat.type !== 'directory' && (stat.mode & 0o111) !== 0) return candidate
  }
  throw refuse('executable file not found in $PATH')
}

function* statOrUndefined(fs: Fs, path: string): ReturnType<Fs['look']> {
  try {
    return yield* fs.stat(path)
  } catch (error) {
    if (error instanceof SyscallError) return undefined
    throw error
  }
}

const runcRefusal = (reason: string): EngineError =>
  new EngineError('InvalidParameter', `failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: ${reason}: unknown`)

/** `name`, `uid`, `name:group` … looked up in the container's own /etc/passwd. */
function* resolveUser(container: Container, fs: Fs): Op<{ uid: number; gid: number }> {
  const typed = container.config.User
  if (typed === '') return { uid: 0, gid: 0 }
  const [name = '', group] = typed.split(':')
  const entry = (yield* databaseOf(fs, '/etc/passwd')).find(fields => fields[0] === name || fields[2] === name)
  if (!entry && !/^\d+$/.test(name)) throw new EngineError('System', `unable to find user ${name}: no matching entries in passwd file`)
  const uid = Number(entry?.[2] ?? name)
  let gid = Number(entry?.[3] ?? 0)
  if (group !== undefined && group !== '') {
    const found = (yield* databaseOf(fs, '/etc/group')).find(fields => fields[0] === group || fields[2] === group)
    if (!found && !/^\d+$/.test(group)) throw new EngineError('System', `unable to find group ${group}: no matching entries in group file`)
    gid = Number(found?.[2] ?? group)
  }
  return { uid, gid }
}

function* databaseOf(fs: Fs, path: string): Op<string[][]> {
  if (!(yield* fs.exists(path))) return []
  return text((yield* fs.readFile(path)).bytes()).split('\n').map(line => line.split(':'))
}

function environment(container: Container, fs: Fs): Map<string, string> {
  const env = new Map<string, string>([['PATH', DEFAULT_PATH], ['HOSTNAME', container.config.Hostname]])
  if (container.config.Tty) env.set('TERM', 'xterm')
  for (const entry of container.config.Env ?? []) {
    const equals = entry.indexOf('=')
    if (equals > 0) env.set(entry.slice(0, equals), entry.slice(equals + 1))
  }
  if (!env.has('HOME')) env.set('HOME', fs.credentials.uid === 0 ? '/root' : '/')
  return env
}


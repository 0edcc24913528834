/**
 * Starting a container: mounts, the program the kernel would find, a process, and a watcher that deals with its end.
 *
 * @source moby daemon/start.go, daemon/monitor.go (20.10); runc 1.1 libcontainer init
 */
import { text, utf8 } from '../base/bytes.ts'
import { EngineError } from '../base/errors.ts'
import { Namespace } from '../disk/file-system.ts'
import type { Mount } from '../disk/file-system.ts'
import { Fs } from '../disk/fs.ts'
import { containerMounts } from '../machine/container-mounts.ts'
import { nullFile, pipe, withCarriageReturns } from '../machine/files.ts'
import type { File, Terminal } from '../machine/files.ts'
import { encode } from '../oci/go-json.ts'
import { MILLISECOND, step } from '../sched/op.ts'
import type { Op } from '../sched/op.ts'
import { shortID } from '../store/layout.ts'
import type { Container } from './container.ts'
import { containerEnvironment, findProgram, runcRefusal } from './container-program.ts'
import type { FoundProgram, ProgramSpec } from './container-program.ts'
import { containerEvent } from './container-event.ts'
import type { Engine } from './engine.ts'
import { removeContainer } from './container-remove.ts'
import { makeMountPoint } from './mount-point.ts'
import { rfc3339Nano, unixNanos } from './time.ts'

/** What a starting client connects to the container. */
export interface Attachment {
  readonly stdin: File | undefined
  readonly stdout: File | undefined
  readonly stderr: File | undefined
}

const START_TICKS = 120 * MILLISECOND

/**
 * Start a container; a running one is left alone.
 *
 * @throws EngineError with the runtime's words
 */
export function* startContainer(engine: Engine, container: Container, attachment: Attachment): Op<void> {
  if (container.state.Paused) throw new EngineError('Conflict', 'cannot start a paused container, try unpause instead')
  if (container.state.Running) return
  if (container.state.RemovalInProgress || container.state.Dead) throw new EngineError('Conflict', 'container is marked for removal and cannot be started')
  try {
    yield* bringUp(engine, container, attachment)
  } catch (error) {
    if (error instanceof EngineError) yield* rememberFailure(engine, container, error.message)
    throw error
  }
  container.update(engine.scheduler.memory, {
    state: { ...container.state, Running: true, Paused: false, Pid: container.process?.pid ?? 0, ExitCode: 0, Error: '', StartedAt: rfc3339Nano(unixNanos(engine.machine)) },
    manuallyStopped: false,
  })
  containerEvent(engine, container, 'start')
  yield* engine.containers.save(container)
}

function* bringUp(engine: Engine, container: Container, attachment: Attachment): Op<void> {
  const { layers } = engine
  const mounted = layers.getRW(container.id)
  const root = yield* layers.driver.get(mounted.mountID)
  try {
    yield* writeNetworkFiles(engine, container)
    yield step('compute', `runc ${shortID(container.id)}`, START_TICKS)
    const fs = yield* containerFs(engine, container, root, { kernel: true })
    const found = yield* findProgram(engine, fs, runOf(container))
    launch(engine, container, fs, found, attachment)
  } catch (error) {
    yield* layers.driver.put(mounted.mountID)
    throw error
  }
}

/** What stays of a start that failed: the reason, or nothing when the container removes itself. @source moby daemon/start.go */
function* rememberFailure(engine: Engine, container: Container, reason: string): Op<void> {
  let status = 128
  if (reason.includes('OCI runtime create failed')) {
    logShimFailure(engine, container)
    status = /executable file not found|no such file/.test(reason) ? 127 : 126
  }
  container.update(engine.scheduler.memory, { state: { ...container.state, ExitCode: status, Error: reason } })
  yield* engine.containers.save(container)
  if (container.hostConfig.AutoRemove) yield* removeContainer(engine, container, { volumes: true })
}

function launch(engine: Engine, container: Container, fs: Fs, { program, argv, env }: FoundProgram, attachment: Attachment): void {
  const { machine, scheduler } = engine
  const attached = { stdout: attachment.stdout, stderr: attachment.stderr }
  container.update(scheduler.memory, { attached: [...container.attached, attached] })
  let stdin = attachment.stdin ?? nullFile
  if (!attachment.stdin && container.config.OpenStdin) {
    // Kept open: a shell that reads it waits for somebody to attach.
    const { reader, writer } = pipe(scheduler, `stdin ${container.name}`)
    stdin = reader
    container.update(scheduler.memory, { stdin: writer })
  }
  const tty = container.config.Tty ? attachment.stdout?.terminal : undefined
  const process = machine.start(undefined, program, {
    argv, env, fs,
    files: new Map<number, File>([
      [0, tty && attachment.stdin ? tty.file : stdin],
      [1, output(engine, container, 'stdout', tty)],
      [2, output(engine, container, container.config.Tty ? 'stdout' : 'stderr', tty)],
    ]),
    label: container.name,
  }, container)
  // The first process of a PID namespace gets only the signals it has a handler for.
  for (const signal of ['TERM', 'INT', 'HUP', 'QUIT', 'USR1', 'USR2', 'PIPE', 'ALRM']) process.unhandled.add(signal)
  container.update(scheduler.memory, { process })
  scheduler.spawn(watch(engine, container), `watch-${container.name}`, { owner: engine.process })
}

/** Wait for the process, then do what the daemon does when a container has exited. */
function* watch(engine: Engine, container: Container): Op<void> {
  const { process } = container
  if (!process) return
  const status = yield* engine.machine.wait(process)
  engine.machine.killContainer(container)
  const { mountID } = engine.layers.getRW(container.id)
  yield* engine.layers.driver.put(mountID)
  const { memory } = engine.scheduler
  container.update(memory, {
    process: undefined, stdin: undefined, attached: [],
    state: { ...container.state, Running: false, Paused: false, Pid: 0, ExitCode: status, FinishedAt: rfc3339Nano(unixNanos(engine.machine)) },
  })
  containerEvent(engine, container, 'die', { exitCode: String(status) })
  yield* engine.containers.save(container)
  memory.put(engine.exitStatuses, container.id, status)
  if (container.hostConfig.AutoRemove) yield* removeContainer(engine, container, { volumes: true })
  container.update(memory, { exits: container.exits + 1, exitedAtTick: engine.scheduler.now() })
}

/** Output goes to the log file and to everybody attached; that of a pseudo-terminal is one stream, with its newlines. */
function output(engine: Engine, container: Container, stream: 'stdout' | 'stderr', terminal: Terminal | undefined): File {
  const { Tty } = container.config
  return {
    terminal,
    regular: undefined,
    *read() {
      return undefined
    },
    *write(bytes) {
      const shown = Tty ? withCarriageReturns(bytes) : bytes
      if (container.hostConfig.LogConfig.Type !== 'none') yield* appendLog(engine, container, stream, shown)
      for (const client of [...container.attached]) {
        const file = stream === 'stdout' ? client.stdout : client.stderr
        // A real terminal at the other end makes the newlines itself.
        if (file) yield* file.write(file.terminal ? bytes : shown)
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

/**
 * The container's view: its overlay as root, the daemon's files, volumes and binds.
 *
 * @param kernel with the kernel's own file systems, which only a running container has
 */
export function* containerFs(engine: Engine, container: Container, root: string, { kernel }: { kernel: boolean }): Op<Fs> {
  const { machine, fs } = engine
  const place = fs.find(root, true, 'mount')
  const readOnly = container.hostConfig['ReadonlyRootfs'] === true
  const rootMount: Mount = { fs: place.mount.fs, root: place.node, path: '/', source: 'overlay', options: readOnly ? 'ro,relatime' : 'rw,relatime', readOnly }
  const namespace = new Namespace(rootMount, container.id)
  const inside = new Fs(namespace, '/', { uid: 0, gid: 0 }, machine.writeFaults)
  if (kernel) containerMounts(machine, namespace, inside, container)
  const bind = (source: string, destination: string, writable: boolean): void => {
    const from = fs.find(source, true, 'mount')
    const to = inside.find(destination, true, 'mount')
    namespace.covered.set(to.node, { fs: from.mount.fs, root: from.node, path: destination, source: '/dev/sda1', options: writable ? 'rw,relatime' : 'ro,relatime', readOnly: !writable })
  }
  for (const mount of container.mounts) {
    yield* makeMountPoint(inside, mount.source, mount.destination, fs)
    bind(mount.source, mount.destination, mount.readWrite)
  }
  for (const name of ['resolv.conf', 'hostname', 'hosts']) {
    // They are written when the container starts.
    if ((yield* inside.exists(`/etc/${name}`)) && (yield* fs.exists(`${container.home}/${name}`))) bind(`${container.home}/${name}`, `/etc/${name}`, true)
  }
  return inside
}

/** What the container's configuration says of its first process. */
function runOf(container: Container): ProgramSpec {
  const { config } = container
  return {
    argv: [container.path, ...container.args], env: containerEnvironment(config, config.Tty), user: config.User, workdir: config.WorkingDir || '/',
    refuse: reason => runcRefusal('failed to create shim task: OCI runtime create failed: runc create failed', reason),
  }
}

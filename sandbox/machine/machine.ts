/**
 * A simulated host: kernel, processes, mounts, services. Programs are found the way a kernel finds them: by path, mode
 * and first bytes of the file; what an ELF file then *does* is looked up by what it is (see `executable.ts`).
 */
import { assert } from '../base/assert.ts'
import { text } from '../base/bytes.ts'
import { SyscallError } from '../base/errors.ts'
import type { Errno } from '../base/errors.ts'
import { DiskFs, Namespace } from '../disk/file-system.ts'
import type { FileNode, Location, Mount } from '../disk/file-system.ts'
import { Fs } from '../disk/fs.ts'
import type { Credentials } from '../disk/fs.ts'
import { powerLoss } from '../disk/power.ts'
import type { PowerLossChoice, PowerLossReport } from '../disk/power.ts'
import type { SimDisk } from '../disk/sim-disk.ts'
import { step } from '../sched/op.ts'
import type { Op } from '../sched/op.ts'
import { Interrupted, join } from '../sched/scheduler.ts'
import type { Scheduler, Task } from '../sched/scheduler.ts'
import { identify } from './executable.ts'
import type { Terminal } from './files.ts'
import { Process, baseName } from './process.ts'
import type { Program, SpawnOptions } from './process.ts'

/** What kind of host it is. */
export interface HostFacts {
  readonly hostname: string
  /** Go's name: `amd64`, `arm64`. */
  readonly architecture: string
  /** As `uname -r` prints it. */
  readonly kernelRelease: string
  readonly operatingSystem: string
  readonly cpus: number
  readonly memoryBytes: number
  /** Loaded kernel modules. */
  readonly modules: readonly string[]
}

/** A service that `systemctl` knows. Starting and stopping are operations of the machine. */
export interface Service {
  readonly description: string
  /** Starts it; throws EngineError when it refuses to start. */
  start(): Op<void>
  stop(): Op<void>
  active(): boolean
  /** Its main process while it runs. */
  mainPid(): number | undefined
}

/** One line of the system log. */
export interface LogLine {
  readonly tick: number
  readonly unit: string
  readonly line: string
}

/** 128 + signal number: what `$?` shows for a killed process. */
export const SIGNAL_NUMBERS: Readonly<Record<string, number>> = { HUP: 1, INT: 2, QUIT: 3, ABRT: 6, KILL: 9, USR1: 10, SEGV: 11, USR2: 12, PIPE: 13, ALRM: 14, TERM: 15, CHLD: 17, CONT: 18, STOP: 19 }

export class Machine {
  readonly facts: HostFacts
  readonly scheduler: Scheduler
  readonly disk: SimDisk
  readonly diskFs: DiskFs
  readonly namespace: Namespace
  readonly writeFaults = new Map<string, Errno>()
  /** What a booted machine has mounted before anybody does anything. */
  private bootMounts: readonly FileNode[] = []
  readonly processes = new Map<number, Process>()
  /** The number of the first process of each container in its present run. */
  readonly firstPids = new Map<object, number>()
  readonly services = new Map<string, Service>()
  /** Programs by name: what an executable file may turn out to be. */
  readonly programs: ReadonlyMap<string, Program>
  readonly journal: LogLine[] = []
  /** The first error that a program neither caught nor died of: a mistake of ours, for whoever runs the world to tell. */
  fault: unknown
  readonly modules: Set<string>
  /** What the next power loss leaves of the undecided data. */
  lossChoice: PowerLossChoice = 'none'
  /** What the last power loss took. */
  lastLoss: PowerLossReport | undefined
  /** Told after a crash; the world boots the machine again or leaves it dark. */
  onCrash: ((cause: string, after: 'dark' | 'boot') => void) | undefined
  /** Told right before the machine goes down without warning. */
  beforeCrash: (() => void) | undefined
  /** The other machines that this one can reach by name. */
  connect: ((host: string) => Machine | undefined) | undefined
  /** False between a power loss and the next boot. */
  powered = true
  /** The kernel's own threads and init have the numbers before. */
  private nextPid = 301

  constructor(scheduler: Scheduler, disk: SimDisk, facts: HostFacts, programs: ReadonlyMap<string, Program>) {
    this.scheduler = scheduler
    this.disk = disk
    this.facts = facts
    this.programs = programs
    this.modules = new Set(facts.modules)
    this.diskFs = new DiskFs(disk, inode => scheduler.memory.touch('file', inode.cell, 'read'))
    const root: Mount = { fs: this.diskFs, root: this.diskFs.root, path: '/', source: '/dev/sda1', options: 'rw,relatime', readOnly: false }
    this.namespace = new Namespace(root)
  }

  /** A view of the host's files. */
  fs(credentials: Credentials, cwd = '/'): Fs {
    return new Fs(this.namespace, cwd, credentials, this.writeFaults)
  }

  /** Cover a place with another file system. Instantaneous. */
  mount(namespace: Namespace, at: Location, mount: Mount): void {
    this.touchMount(namespace, mount.path)
    this.scheduler.memory.put(namespace.covered, at.node, mount)
  }

  /**
   * Take away what was mounted last at `path` (absolute, without links); false when nothing is. Instantaneous and as
   * `MNT_DETACH`: files that are open stay usable.
   */
  unmount(path: string, namespace: Namespace = this.namespace): boolean {
    this.touchMount(namespace, path)
    const found = [...namespace.covered].filter(([, mount]) => mount.path === path).at(-1)
    if (!found) return false
    this.scheduler.memory.remove(namespace.covered, found[0])
    return true
  }

  private touchMount({ owner }: Namespace, path: string): void {
    const { memory } = this.scheduler
    memory.touch('mount', owner + path, 'write')
    memory.touch('mounts', '', 'add')
  }

  /** The machine is as it is right after a boot: what is mounted now is what a boot mounts. */
  rememberBoot(): void {
    this.bootMounts = [...this.namespace.covered.keys()]
  }

  /** Append to the system log. */
  log(unit: string, line: string): void {
    this.scheduler.memory.touch('log', unit, 'add')
    this.journal.push({ tick: this.scheduler.now(), unit, line })
  }

  /**
   * Start a process that runs `program`. It owns its task: when the task ends or is killed, descriptors are closed
   * and the process is gone. A program that does not catch an error writes nothing and ends with status 1.
   */
  start(parent: Process | undefined, program: Program, options: SpawnOptions, container: object | undefined = parent?.container): Process {
    const process = new Process(this, this.nextPid, parent, options, container)
    const { memory } = this.scheduler
    memory.set(this as unknown as { nextPid: number }, 'nextPid', this.nextPid + 1)
    if (container && ![...this.processes.values()].some(other => other.container === container)) memory.put(this.firstPids, container, process.pid)
    memory.put(this.processes, process.pid, process)
    process.startedAtTick = this.scheduler.now()
    const task = this.scheduler.spawn(runProgram(process, program), options.label ?? process.name, { owner: process })
    process.task = task
    task.onEnd(() => {
      process.exitStatus ??= task.state === 'done' ? (task.result as number) : 137
      if (task.state === 'failed') this.fault ??= task.error
      process.closeAll()
      memory.remove(this.processes, process.pid)
    })
    if (task.ended) task.runEndings()
    return process
  }

  /**
   * Find the program that a path names and start it, as fork and execve do.
   *
   * @throws SyscallError ENOENT, EACCES, ENOEXEC … of execve
   */
  *spawn(parent: Process | undefined, path: string, options: SpawnOptions): Op<Process> {
    const { program, argv } = yield* this.resolveProgram(path, options.argv, options.fs)
    return this.start(parent, program, { ...options, argv })
  }

  /** What execve would run: follows `#!` lines, checks mode and machine. */
  *resolveProgram(path: string, argv: readonly string[], fs: Fs, depth = 0): Op<{ program: Program; argv: readonly string[] }> {
    yield step('stat', path, 1000)
    const { mount, node } = fs.find(path, true, 'exec')
    if (node.type === 'directory') throw new SyscallError('EACCES', 'exec', path)
    if ((node.attributes.mode & 0o111) === 0) throw new SyscallError('EACCES', 'exec', path)
    fs.permit(node, 1, 'exec', path)
    mount.fs.touchRead(node)
    const found = identify(node.content, this.facts.architecture)
    if (found.kind === 'script') {
      if (depth >= 4) throw new SyscallError('ELOOP', 'exec', path)
      const args = found.argument === undefined ? [found.interpreter] : [found.interpreter, found.argument]
      return yield* this.resolveProgram(found.interpreter, [...args, path, ...argv.slice(1)], fs, depth + 1)
    }
    if (found.kind === 'bad') throw new SyscallError('ENOEXEC', 'exec', path)
    if (found.kind === 'code') return { program: found.program, argv }
    if (found.interpreter !== undefined) fs.find(found.interpreter, true, 'exec')
    if (found.kernel !== undefined && isOlder(this.facts.kernelRelease, found.kernel)) return { program: refuseKernel, argv }
    const name = found.multicall ? baseName(argv[0] ?? path) : found.name
    const program = this.programs.get(found.multicall ? (this.programs.has(`${found.name}:${name}`) ? `${found.name}:${name}` : name) : name)
    // BusyBox says itself which applets it does not have.
    const fallback = found.multicall ? this.programs.get('busybox') : undefined
    if (!program && !fallback) throw new SyscallError('ENOEXEC', 'exec', path)
    return { program: (program ?? fallback) as Program, argv }
  }

  /** Wait for a process; its exit status, 128 + n when a signal killed it. */
  *wait(process: Process): Op<number> {
    const { task } = process
    assert(task, 'a started process has a task')
    if (!task.ended) {
      yield { kind: 'wait', target: task.name, ticks: 0, blocked: () => !task.ended, readyAtTick: () => task.atTick }
    }
    this.scheduler.memory.touch('done', task.name, 'read')
    return process.exitStatus ?? 0
  }

  /** Deliver a signal. KILL ends the process at once; others interrupt its next step unless ignored. */
  signal(process: Process, name: string): void {
    const { task } = process
    if (!task || task.ended) return
    this.scheduler.memory.touch('signal', task.name, 'write')
    if (name === 'KILL') {
      process.exitStatus = 137
      process.endedBy = 'KILL'
      this.scheduler.killAll(other => other.owner === process)
      return
    }
    if (process.withstands(name) || name === 'CHLD' || name === 'CONT') return
    task.signal(name, this.scheduler.now())
  }

  /** SIGKILL to every process of a container. */
  killContainer(container: object): void {
    for (const process of [...this.processes.values()]) if (process.container === container) this.signal(process, 'KILL')
  }

  /** Freeze or thaw every process of a container, as the freezer of a control group does. Thawed ones have lost the time. */
  freezeContainer(container: object, frozen: boolean): void {
    const now = this.scheduler.now()
    for (const process of this.processes.values()) {
      if (process.container !== container) continue
      this.scheduler.memory.touch('signal', process.task?.name ?? '', 'write')
      this.scheduler.memory.set(process, 'frozen', frozen)
      const { task } = process
      if (!frozen && task && task.atTick < now) task.atTick = now
    }
  }

  /** Ctrl-C at a terminal: it is shown there, and what runs in the foreground gets INT. */
  interrupt(terminal: Terminal): void {
    terminal.echo('^C')
    terminal.flushInput()
    terminal.foreground?.machine.signalGroup(terminal.foreground.group, 'INT')
  }

  /** Ctrl-C and friends: a signal to every process of a group. */
  signalGroup(group: number, name: string): void {
    for (const process of [...this.processes.values()]) if (process.group === group) this.signal(process, name)
  }

  /**
   * The machine goes down without warning: a panic, a reset, the plug. Its processes are gone, and the disk keeps what
   * \`lossChoice\` says. \`after\` tells what the machine does next: a reset boots again, the others stay dark.
   */
  crash(cause: string, after: 'dark' | 'boot'): void {
    this.beforeCrash?.()
    this.stopEverything()
    this.lastLoss = powerLoss(this.disk, this.lossChoice)
    this.scheduler.memory.clear(this.writeFaults)
    this.onCrash?.(cause, after)
  }

  /** Is it a task of its kernel or of one of its processes? */
  runs({ owner }: Task): boolean {
    return owner === this || (owner instanceof Process && owner.machine === this)
  }

  /** Every task of this machine's processes dies at once: power loss, panic, reset. Nothing is flushed or closed. */
  stopEverything(): void {
    this.scheduler.memory.set(this as Machine, 'powered', false)
    this.scheduler.killAll(task => this.runs(task))
    this.scheduler.memory.clear(this.processes)
    // Mounts are the kernel's memory: those of containers are gone, as are those that somebody made by hand.
    const { covered } = this.namespace
    for (const node of [...covered.keys()]) if (!this.bootMounts.includes(node)) this.scheduler.memory.remove(covered, node)
  }
}

/** A C library looks at the kernel before anything else. @source glibc sysdeps/unix/sysv/linux/dl-sysdep.h `DL_SYSDEP_OSCHECK` */
function* refuseKernel(process: Process): Op<number> {
  yield* process.complain('FATAL: kernel too old\n')
  return 127
}

/** Is a kernel's release older than a version? */
function isOlder(release: string, version: string): boolean {
  const [mine, wanted] = [release, version].map(each => (/^\d+(?:\.\d+)*/.exec(each)?.[0] ?? '0').split('.').map(Number)) as [number[], number[]]
  for (const [i, number] of wanted.entries()) if ((mine[i] ?? 0) !== number) return (mine[i] ?? 0) < number
  return false
}

function* runProgram(process: Process, program: Program): Op<number> {
  try {
    yield step('spawn', process.argv.join(' '), 300_000)
    return yield* program(process)
  } catch (error) {
    if (error instanceof Interrupted) {
      process.endedBy = error.signal
      return 128 + (SIGNAL_NUMBERS[error.signal] ?? 0)
    }
    if (error instanceof SyscallError && error.code === 'EPIPE') {
      process.endedBy = 'PIPE'
      return 128 + 13
    }
    // A program that does not look at its errors: it says which one, if it still can.
    if (error instanceof SyscallError) {
      try {
        yield* process.complain(`${process.name}: ${error.message}\n`)
      } catch (again) {
        if (!(again instanceof SyscallError)) throw again
      }
      return 1
    }
    // Input that nests too deep for a program's stack ends it as it ends a real one.
    if (error instanceof RangeError && error.message.includes('call stack')) {
      process.endedBy = 'SEGV'
      return 128 + 11
    }
    throw error
  }
}

/** Run an operation as a child task of the current one and wait for it. */
export function* inParallel(scheduler: Scheduler, ops: readonly (readonly [label: string, op: Op<unknown>])[]): Op<void> {
  const tasks = ops.map(([label, op]) => scheduler.spawn(op, label))
  for (const task of tasks) yield* join(task)
}

/** Text of a short file that may not be there. */
export function* readTextOr(fs: Fs, path: string, absent: string): Op<string> {
  if (!(yield* fs.exists(path))) return absent
  return text((yield* fs.readFile(path)).bytes())
}

/**
 * A world: hosts, each with its disk and a docker daemon, and a way to type commands at the first of them. Everything
 * that happens in it is steps of its scheduler.
 */
import { assert } from '../base/assert.ts'
import { concat, text } from '../base/bytes.ts'
import { EngineError } from '../base/errors.ts'
import type { ClientVersion } from '../cli/clients.ts'
import { journalThread, flusherThread } from '../disk/kernel-threads.ts'
import type { PowerLossChoice } from '../disk/power.ts'
import { SimDisk } from '../disk/sim-disk.ts'
import type { DiskModel } from '../disk/sim-disk.ts'
import { DockerService } from '../engine/docker-service.ts'
import { engineProfile } from '../engine/profile.ts'
import { Terminal, bytesFile, collector, nullFile } from '../machine/files.ts'
import type { File } from '../machine/files.ts'
import { furnishHost } from '../machine/furnish.ts'
import type { Account } from '../machine/furnish.ts'
import { Machine } from '../machine/machine.ts'
import type { HostFacts, LogLine } from '../machine/machine.ts'
import { Process } from '../machine/process.ts'
import type { Program, SpawnOptions } from '../machine/process.ts'
import { pretendRegistry } from '../registry/part.ts'
import type { Registry, RegistryContent } from '../registry/registry.ts'
import { Memory } from '../sched/memory.ts'
import type { Moment } from '../sched/memory.ts'
import { SECOND, sleep } from '../sched/op.ts'
import { foreground } from '../sched/policies/foreground.ts'
import { Scheduler } from '../sched/scheduler.ts'
import type { Policy, SchedulerMark } from '../sched/scheduler.ts'
import { hostPrograms } from '../shell/host-programs.ts'

/** What a host is. */
export interface HostOptions {
  readonly hostname: string
  /** Go's name. */
  readonly architecture: string
  /** As `uname -r` prints it. */
  readonly kernelRelease: string
  /** Kernel modules that are loaded when it has booted. */
  readonly modules: readonly string[]
}

/** What a world is made of. */
export interface WorldOptions extends HostOptions {
  /** Engine profile, see `engine/profile.ts`. */
  readonly engine: string
  readonly client: ClientVersion
  readonly model: DiskModel
  readonly seed: number
  /** Seconds since 1970 at the beginning. */
  readonly epochSeconds: number
  /** Who types; root when undefined. */
  readonly user: Account | undefined
  /** Where the prompt stands. */
  readonly directory: string
  readonly diskBytes: number
  /** Further hosts, which the first reaches with ssh. */
  readonly others: readonly HostOptions[]
  /** What the registry holds; undefined: there is no network. */
  readonly registry?: (() => RegistryContent) | undefined
}

/** Threads of the kernel. A sign that no name of an actor has, so that a schedule can name them. */
const JOURNAL = 'kernel#journal'
const FLUSHER = 'kernel#flusher'

/** The world of pages and of `layerlab`: root on host-a. */
export const DEFAULT_WORLD: WorldOptions = {
  engine: 'docker-20.10', client: '20.10.24', model: 'ext4', seed: 1, epochSeconds: 1795219200, hostname: 'host-a', user: undefined, directory: '/root',
  diskBytes: 64 * 2 ** 30, others: [], architecture: 'amd64', kernelRelease: '6.1.0-18-amd64', modules: ['overlay', 'br_netfilter', 'nf_nat'],
}

export type Stream = 'out' | 'err'

/** What a command gave. */
export interface RunResult {
  readonly exit: number
  readonly stdout: string
  readonly stderr: string
  /** Both streams in order of arrival, neighbours of one stream joined. */
  readonly interleaved: readonly (readonly [Stream, string])[]
  /** With a terminal: every byte it got. */
  readonly raw: string
  /** Standard output as bytes: archives go through here. */
  readonly stdoutBytes: Uint8Array
}

export interface RunOptions {
  /** A terminal for input and output. */
  readonly terminal?: { readonly columns: number; readonly rows: number }
  /** Bytes that are there already, or something to read from. */
  readonly stdin?: Uint8Array | File
  /** Variables besides those a login shell has. */
  readonly env?: ReadonlyMap<string, string>
  readonly asRoot?: boolean
  readonly directory?: string
  /** Shown what the command writes as it comes. */
  readonly onOutput?: (stream: Stream, bytes: Uint8Array) => void
  /** Lane name of the command. */
  readonly label?: string
}

/** A command that has been started and goes on only as the scheduler is stepped. */
export class Running {
  readonly process: Process
  readonly terminal: Terminal | undefined
  private readonly chunks: { stream: Stream; bytes: Uint8Array }[]

  constructor(process: Process, chunks: { stream: Stream; bytes: Uint8Array }[], terminal: Terminal | undefined) {
    this.process = process
    this.chunks = chunks
    this.terminal = terminal
  }

  get ended(): boolean {
    return this.process.task?.ended ?? true
  }

  /** What it has given so far. */
  result(): RunResult {
    const of = (stream: Stream): Uint8Array => concat(this.chunks.filter(chunk => chunk.stream === stream).map(chunk => chunk.bytes))
    const stdoutBytes = of('out')
    const joined: { stream: Stream; chunks: Uint8Array[] }[] = []
    for (const { stream, bytes } of this.chunks) {
      const last = joined.at(-1)
      if (last?.stream === stream) last.chunks.push(bytes)
      else joined.push({ stream, chunks: [bytes] })
    }
    return {
      exit: this.process.exitStatus ?? -1, stdout: text(stdoutBytes), stderr: text(of('err')),
      interleaved: joined.map(({ stream, chunks }) => [stream, text(concat(chunks))] as const), raw: text(concat(this.chunks.map(chunk => chunk.bytes))), stdoutBytes,
    }
  }
}

/** A moment of a whole world. */
export interface WorldMoment {
  readonly memory: Moment
  readonly scheduler: SchedulerMark
  /** Of each host. */
  readonly logLines: readonly number[]
  readonly terminals: number
}

/** A machine with its daemon. */
export interface Host {
  readonly name: string
  readonly machine: Machine
  readonly docker: DockerService
  /** When the write-back thread of this boot began its first period, in ticks. */
  flusherPhase: number
}

export class World {
  readonly options: WorldOptions
  readonly memory: Memory
  readonly scheduler: Scheduler
  /** The first is where commands are typed. */
  readonly hosts: readonly Host[]
  private madeRegistry: Registry | undefined
  /** How tasks are chosen while a command runs to its end. */
  policy: Policy = foreground
  private terminals = 0

  private constructor(options: WorldOptions) {
    this.options = options
    this.memory = new Memory()
    this.scheduler = new Scheduler(this.memory, options.seed)
    this.hosts = [options, ...options.others].map(host => this.makeHost(host))
    if (this.hosts.length === 1) return
    for (const { machine } of this.hosts) machine.connect = name => this.host(name)?.machine
  }

  private makeHost({ hostname, architecture, kernelRelease, modules }: HostOptions): Host {
    const { model, diskBytes, epochSeconds, user, directory, engine } = this.options
    const disk = new SimDisk(this.scheduler, { model, capacityBytes: diskBytes, epochSeconds })
    const facts: HostFacts = { hostname, architecture, kernelRelease, operatingSystem: 'Debian GNU/Linux 12 (bookworm)', cpus: 2, memoryBytes: 16 * 2 ** 30, modules }
    const machine = new Machine(this.scheduler, disk, facts, hostPrograms())
    furnishHost(machine, user ? { user, directories: [{ path: directory, uid: user.uid }] } : { directories: [{ path: directory, uid: 0 }] })
    const host: Host = { name: hostname, machine, docker: new DockerService(machine, engineProfile(engine), this), flusherPhase: 0 }
    machine.onCrash = (_cause, after) => {
      if (after === 'boot') this.pendingBoots.add(host)
    }
    return host
  }

  private readonly pendingBoots = new Set<Host>()

  /** A host by its name. */
  host(name: string): Host | undefined {
    return this.hosts.find(host => host.name === name)
  }

  /** Where commands are typed. */
  get first(): Host {
    const [first] = this.hosts
    assert(first, 'a world has a host')
    return first
  }

  get machine(): Machine {
    return this.first.machine
  }

  get docker(): DockerService {
    return this.first.docker
  }

  /** What answers on the network; it comes into being when it is first asked. */
  get registry(): Registry | undefined {
    const { registry } = this.options
    return registry && (this.madeRegistry ??= new pretendRegistry.content.Registry(this.memory, registry()))
  }

  /** A world whose machines have booted and whose daemons run, with nothing in them. */
  static create(options: Partial<WorldOptions> = {}): World {
    const world = new World({ ...DEFAULT_WORLD, ...options })
    for (const host of world.hosts) world.boot(host)
    return world
  }

  // Power

  /**
   * Switch on: kernel threads, then services. A daemon that refuses to start leaves the machine without one.
   *
   * @param stepsMax it comes no further than this; then neither `started` nor an error is told
   */
  boot(host: Host = this.first, stepsMax = Infinity): { readonly started: boolean; readonly error: string } {
    const { scheduler } = this
    const { machine } = host
    this.memory.set(machine, 'powered', true)
    this.pendingBoots.delete(host)
    this.memory.set(host, 'flusherPhase', scheduler.nowTick)
    const { disk } = machine
    scheduler.spawn(journalThread(disk), JOURNAL, { background: true, owner: machine })
    scheduler.spawn(flusherThread(disk, scheduler, host.flusherPhase), FLUSHER, { background: true, owner: machine })
    return this.startDocker(host, stepsMax)
  }

  /** The power fails now; `choice` decides what of the undecided data survives. The machine stays dark. */
  cutPower(choice: PowerLossChoice, { machine }: Host = this.first): void {
    machine.lossChoice = choice
    machine.crash('power', 'dark')
  }

  /** As `cutPower`, for who goes back to a moment before: what was at work goes on from there then. */
  cutPowerForNow(choice: PowerLossChoice, host: Host = this.first): void {
    this.scheduler.suspend(task => host.machine.runs(task))
    this.memory.set(host.docker, 'engine', undefined)
    this.cutPower(choice, host)
  }

  startDocker({ docker, machine }: Host = this.first, stepsMax = Infinity): { readonly started: boolean; readonly error: string } {
    // The power may fail while it waits.
    const task = this.scheduler.spawn(docker.start(), 'systemctl', { owner: machine })
    let left = stepsMax
    this.scheduler.run((enabled, scheduler) => (left-- > 0 ? this.policy(enabled, scheduler) : undefined), () => task.ended)
    if (task.state === 'failed') {
      if (!(task.error instanceof EngineError)) throw task.error
      return { started: false, error: task.error.message }
    }
    return { started: task.ended, error: '' }
  }

  stopDocker(): void {
    const task = this.scheduler.spawn(this.docker.stop(), 'systemctl')
    this.scheduler.run(this.policy, () => task.ended)
    if (task.state === 'failed') throw task.error
  }

  // Time travel

  /** A moment to come back to, taken while no command runs. */
  moment(): WorldMoment {
    return { memory: this.memory.now(), scheduler: this.scheduler.mark(), logLines: this.hosts.map(({ machine }) => machine.journal.length), terminals: this.terminals }
  }

  /** Go back to a moment, any number of times. Tasks that were killed since are replaced by equal ones. */
  backTo(moment: WorldMoment): void {
    const lost = this.scheduler.reset(moment.scheduler)
    this.memory.backTo(moment.memory)
    for (const [at, { machine }] of this.hosts.entries()) machine.journal.length = moment.logLines[at] ?? 0
    this.terminals = moment.terminals
    const { scheduler } = this
    for (const task of lost) {
      const host = this.hosts.find(({ machine }) => machine.runs(task))
      if (!host) continue
      const { machine } = host
      if (task.name.startsWith(JOURNAL)) scheduler.spawn(journalThread(machine.disk), JOURNAL, { background: true, owner: machine })
      else if (task.name.startsWith(FLUSHER)) scheduler.spawn(flusherThread(machine.disk, scheduler, host.flusherPhase), FLUSHER, { background: true, owner: machine })
      else if (/(?:^|\/)dockerd\d*$/.test(task.name)) host.docker.revive() // started by systemctl, whose child it is
    }
    this.reviveTick(moment)
  }

  /** Replaced tasks begin where time stood. */
  private reviveTick(moment: WorldMoment): void {
    for (const task of this.scheduler.tasks) if (task.atTick > moment.scheduler.nowTick) task.atTick = moment.scheduler.nowTick
  }

  // Commands

  /** Type a line at a shell and let everything run until it has ended. */
  run(line: string, options: RunOptions = {}): RunResult {
    const running = this.spawn(line, options)
    this.finish(running)
    return running.result()
  }

  /** Let everything run until a command has ended, or the machine has gone dark. */
  finish(running: Running): void {
    this.scheduler.run(this.policy, () => running.ended)
    const { task } = running.process
    if (task?.state === 'failed') throw task.error
    assert(running.ended || !this.machine.powered, `the command ended: ${running.process.argv.join(' ')}; waiting: ${this.waiting()}`)
    this.bootIfReset()
  }

  /** A machine that was reset boots again by itself. */
  bootIfReset(): void {
    for (const host of this.pendingBoots) this.boot(host)
  }

  /** Start a line without letting it do anything. */
  spawn(line: string, options: RunOptions = {}): Running {
    const { machine } = this
    assert(machine.powered, 'commands need a machine that is on')
    const { spawn, chunks, terminal } = this.prepare(line, options)
    return new Running(machine.start(undefined, this.shell(), spawn), chunks, terminal)
  }

  /** The program that carries out lines. */
  shell(): Program {
    const bash = this.machine.programs.get('bash')
    assert(bash, 'every host has bash')
    return bash
  }

  /** What a shell is started with for a line, and where its output is collected. */
  prepare(line: string, options: RunOptions): { readonly spawn: SpawnOptions; readonly chunks: { stream: Stream; bytes: Uint8Array }[]; readonly terminal: Terminal | undefined } {
    const { machine, scheduler } = this
    const chunks: { stream: Stream; bytes: Uint8Array }[] = []
    const sink = (stream: Stream) => (bytes: Uint8Array): void => {
      chunks.push({ stream, bytes })
      options.onOutput?.(stream, bytes)
    }
    const label = options.label ?? 'shell'
    const terminal = options.terminal && new Terminal(scheduler, `terminal${++this.terminals}`, options.terminal, sink('out'))
    const stdin = options.stdin instanceof Uint8Array ? bytesFile(options.stdin) : options.stdin
    const files = new Map<number, File>(terminal
      ? [[0, stdin ?? terminal.file], [1, terminal.file], [2, terminal.file]]
      : [[0, stdin ?? nullFile], [1, collector(sink('out'), `${label} stdout`)], [2, collector(sink('err'), `${label} stderr`)]])
    const user = options.asRoot ? undefined : this.options.user
    const directory = options.directory ?? this.options.directory
    const credentials = user ? { uid: user.uid, gid: user.uid } : { uid: 0, gid: 0 }
    const env = new Map([
      ['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'], ['HOME', user?.home ?? '/root'], ['USER', user?.name ?? 'root'], ['LANG', 'C.UTF-8'],
      ['TZ', 'UTC'], ['PWD', directory], ['SHELL', '/bin/bash'], ['TERM', terminal ? 'xterm-256color' : 'dumb'], ['DOCKER_BUILDKIT', '0'],
      ['LAYERLAB_DOCKER_CLIENT', this.options.client], ...(options.env ?? []),
    ])
    return { spawn: { argv: ['bash', '-c', line], env, fs: machine.fs(credentials, directory), files, label }, chunks, terminal }
  }

  /** Nobody does anything for so long; the kernel's threads, containers and jobs go on. */
  wait(seconds: number): void {
    const task = this.scheduler.spawn(sleep(seconds * SECOND), 'wait')
    this.scheduler.run(this.policy, () => task.ended)
  }

  // Files from outside

  /** Put a file on the disk, durable at once, as if it had been there before the world began. */
  putFile(path: string, bytes: Uint8Array, { mode, uid, mtime }: { mode: number; uid: number; mtime: number }): void {
    const op = this.writeFile(path, bytes, mode)
    const task = this.scheduler.spawn(op, 'setup')
    this.scheduler.run(this.policy, () => task.ended)
    if (task.state === 'failed') throw task.error
    const { mount, node } = this.machine.fs({ uid: 0, gid: 0 }).find(path, true, 'open')
    mount.fs.setAttributes(node, { mode, uid, gid: uid, mtime })
    this.machine.disk.sync()
  }

  private *writeFile(path: string, bytes: Uint8Array, mode: number): Generator<import('../sched/op.ts').Step, void, void> {
    const fs = this.machine.fs({ uid: 0, gid: 0 })
    const slash = path.lastIndexOf('/')
    if (slash > 0) yield* fs.mkdirAll(path.slice(0, slash), 0o755)
    yield* fs.writeFile(path, bytes, mode)
  }

  /** Lines of a unit's log since a position. */
  log(unit: string, from: number): readonly LogLine[] {
    return this.machine.journal.slice(from).filter(line => line.unit === unit)
  }

  /** Who waits for what: for messages about a world that stands still. */
  waiting(): string {
    return this.scheduler.tasks.filter(task => !task.background).map(task => `${task.name}: ${task.pending?.kind ?? '?'} ${task.pending?.target ?? ''}`).join('; ')
  }
}

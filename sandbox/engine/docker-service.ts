/**
 * dockerd as a service of a machine: a process that starts the engine, waits for a signal and shuts it down. Whoever
 * kills the process kills the engine and all requests; the disk stays as it was.
 */
import { EngineError, SyscallError } from '../base/errors.ts'
import type { File } from '../machine/files.ts'
import { collector } from '../machine/files.ts'
import type { Machine, Service } from '../machine/machine.ts'
import type { Process, Program } from '../machine/process.ts'
import type { Op } from '../sched/op.ts'
import { Interrupted } from '../sched/scheduler.ts'
import { text } from '../base/bytes.ts'
import { Engine } from './engine.ts'
import type { EngineProfile } from './profile.ts'
import type { Network, Registry } from '../registry/registry.ts'

export class DockerService implements Service {
  readonly description = 'Docker Application Container Engine'
  private readonly machine: Machine
  private readonly profile: EngineProfile
  private readonly network: Network | undefined
  /** The engine of the running dockerd, from its start on. */
  engine: Engine | undefined
  /** What the last dockerd wrote to standard error. */
  stderr = ''

  constructor(machine: Machine, profile: EngineProfile, network?: Network) {
    this.network = network
    this.machine = machine
    this.profile = profile
    machine.services.set('docker', this)
  }

  /** What answers on the machine's network. */
  get registry(): Registry | undefined {
    return this.network?.registry
  }

  /** The engine, when it answers. */
  get reachable(): Engine | undefined {
    return this.engine?.ready && this.engine.alive ? this.engine : undefined
  }

  active(): boolean {
    return this.reachable !== undefined
  }

  mainPid(): number | undefined {
    return this.engine?.alive ? this.engine.process.pid : undefined
  }

  /**
   * Start dockerd and wait until it answers.
   *
   * @throws EngineError with what it wrote, when it refuses to start
   */
  *start(): Op<void> {
    if (this.engine?.alive) return
    this.machine.scheduler.memory.set(this as DockerService, 'stderr', '')
    const output: File = collector(bytes => this.machine.scheduler.memory.set(this as DockerService, 'stderr', this.stderr + text(bytes)), 'dockerd')
    const process = this.machine.start(undefined, this.program, {
      argv: ['/usr/bin/dockerd'], env: new Map(), fs: this.machine.fs({ uid: 0, gid: 0 }), files: new Map([[1, output], [2, output]]), label: 'dockerd',
    })
    const { task } = process
    yield { kind: 'wait', target: 'dockerd', ticks: 0, blocked: () => !(task?.ended ?? true) && !(this.engine?.process === process && this.engine.ready), readyAtTick: () => task?.atTick ?? 0 }
    if (task?.ended) throw new EngineError('System', this.stderr.trimEnd())
  }

  /** SIGTERM, and wait for its end. */
  *stop(): Op<void> {
    const engine = this.engine
    if (!engine?.alive) return
    this.machine.signal(engine.process, 'TERM')
    yield* this.machine.wait(engine.process)
  }

  /** A dockerd process for an engine whose process was killed in a future that has been taken back. */
  revive(): void {
    const { engine } = this
    if (!engine?.ready || engine.alive) return
    engine.process = this.machine.start(undefined, () => this.serve(engine), { argv: ['/usr/bin/dockerd'], env: new Map(), fs: this.machine.fs({ uid: 0, gid: 0 }), files: new Map(), label: 'dockerd' })
  }

  private readonly program: Program = process => this.run(process)

  private *run(process: Process): Op<number> {
    const { memory } = this.machine.scheduler
    const engine = new Engine(this.machine, process, this.profile, this.network)
    memory.set(this as DockerService, 'engine', engine)
    try {
      yield* engine.start()
    } catch (error) {
      if (!(error instanceof EngineError || error instanceof SyscallError)) throw error
      const message = `failed to start daemon: ${error.message}`
      this.machine.log('docker', message)
      yield* process.complain(`${message}\n`)
      return 1
    }
    return yield* this.serve(engine)
  }

  /** Requests are served until a signal comes. */
  private *serve(engine: Engine): Op<number> {
    try {
      yield { kind: 'wait', target: 'requests', ticks: 0, blocked: () => true }
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error
    }
    yield* engine.shutdown()
    // What it still did on its own, as the removal of a container, ends with the process.
    const { scheduler } = this.machine
    scheduler.killAll(task => task.owner === engine.process && task !== scheduler.current)
    return 0
  }
}

/** The docker service of a machine; undefined where none is installed. */
export function dockerServiceOf(machine: Machine): DockerService | undefined {
  const service = machine.services.get('docker')
  return service instanceof DockerService ? service : undefined
}

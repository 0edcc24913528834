/**
 * The daemon: holds the stores, containers, events and log. Everything in it comes back from the disk alone when it
 * starts; a daemon that was killed is a new `Engine` on the same disk.
 */
import { EngineError } from '../base/errors.ts'
import type { Fs } from '../disk/fs.ts'
import type { Machine } from '../machine/machine.ts'
import type { Process } from '../machine/process.ts'
import type { Op } from '../sched/op.ts'
import { Interrupted } from '../sched/scheduler.ts'
import type { Scheduler } from '../sched/scheduler.ts'
import { normalisedString, parseReference } from '../oci/reference.ts'
import { ImageStore } from '../store/image-store.ts'
import { LayerStore } from '../store/layer-store.ts'
import { DistributionStore } from '../store/distribution-store.ts'
import { CONTAINERS, DISTRIBUTION, ROOT, TMP, VOLUMES } from '../store/layout.ts'
import type { Digest } from '../store/layout.ts'
import { ReferenceStore } from '../store/reference-store.ts'
import type { StoreBehaviour } from '../store/store-behaviour.ts'
import type { LogLevel, StoreHost } from '../store/store-host.ts'
import { Containers } from './containers.ts'
import { Events } from './events.ts'
import type { EngineProfile } from './profile.ts'
import { downloads } from './pull/downloads.ts'
import type { Transfers } from './pull/transfers.ts'
import type { Network, Registry } from '../registry/registry.ts'
import { repositoryOf } from './reference-text.ts'
import { rfc3339Full, unixNanos } from './time.ts'

/** The client saw the connection end: the daemon died under the request. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost'
}

export class Engine implements StoreHost {
  readonly machine: Machine
  readonly scheduler: Scheduler
  readonly fs: Fs
  readonly profile: EngineProfile
  readonly behaviour: StoreBehaviour
  readonly layers: LayerStore
  readonly images: ImageStore
  readonly references: ReferenceStore
  readonly distribution: DistributionStore
  private madeTransfers: Transfers | undefined
  private readonly network: Network | undefined
  readonly containers: Containers
  readonly events: Events
  /** dockerd. When it is gone, so is the engine. */
  process: Process
  /** Requests are answered only between start and shutdown. */
  ready = false
  /** Exit statuses of containers that were removed when they ended (`--rm`). */
  readonly exitStatuses = new Map<string, number>()
  /** One image prune at a time. */
  pruning = false
  /** How often each image is held on (`hold-on.ts`). */
  readonly holds = new Map<Digest, number>()
  /** What partial images were joined to since the start, by the IDs of the parts. */
  readonly joined = new Map<string, Digest>()

  constructor(machine: Machine, process: Process, profile: EngineProfile, network?: Network) {
    this.network = network
    this.machine = machine
    this.scheduler = machine.scheduler
    this.process = process
    this.profile = profile
    this.behaviour = profile.behaviour
    this.fs = machine.fs({ uid: 0, gid: 0 })
    this.layers = new LayerStore(this)
    this.images = new ImageStore(this, this.layers)
    this.references = new ReferenceStore(this)
    this.distribution = new DistributionStore(this)
    this.events = new Events(machine)
    this.containers = new Containers(this)
  }

  /** What answers on the network; undefined: every connection is refused. */
  get registry(): Registry | undefined {
    return this.network?.registry
  }

  /** Downloads under way. */
  get transfers(): Transfers {
    return (this.madeTransfers ??= new downloads.content.Transfers(this))
  }

  /** False once dockerd has ended in any way. */
  get alive(): boolean {
    return this.process.task !== undefined && !this.process.task.ended
  }

  /** A line of the daemon's log, as logrus writes it. Debug lines are not shown, as with a default configuration. */
  log(level: LogLevel, message: string, fields: Readonly<Record<string, string>> = {}): void {
    if (level === 'debug') return
    const rest = Object.entries(fields).map(([key, value]) => ` ${key}=${quoted(value)}`).join('')
    this.machine.log('docker', `time="${rfc3339Full(unixNanos(this.machine))}" level=${level} msg=${JSON.stringify(message)}${rest}`)
  }

  /**
   * Start: empty the scratch directory, then layers, images, references, containers, in this order. Docker deletes
   * nothing that does not fit; other products do (`store/store-behaviour.ts`).
   *
   * @throws EngineError when the daemon refuses to start
   * @source moby daemon/daemon.go `NewDaemon` (20.10)
   */
  *start(): Op<void> {
    const { fs } = this
    yield* fs.mkdirAll(ROOT, 0o710)
    if (yield* fs.exists(TMP)) {
      yield* fs.rename(TMP, `${TMP}-old`)
      yield* fs.removeAll(`${TMP}-old`)
    }
    yield* fs.mkdir(TMP, 0o700)
    yield* fs.mkdirAll(CONTAINERS, 0o700)
    yield* fs.mkdirAll(VOLUMES, 0o700)
    yield* this.layers.restore()
    yield* this.images.restore()
    try {
      yield* this.references.restore()
    } catch (error) {
      throw new EngineError('System', `Couldn't create reference store repository: ${(error as Error).message}`)
    }
    if (this.behaviour.dropsDeadReferencesAtStart) yield* this.dropDeadReferences()
    yield* fs.mkdirAll(DISTRIBUTION, 0o700)
    yield* this.containers.restore()
    if (this.behaviour.removesLeftoversAtStart) yield* this.layers.removeLeftovers(new Set(this.containers.all().map(({ id }) => id)))
    this.scheduler.memory.set(this as Engine, 'ready', true)
  }

  /**
   * Names of images that cannot be read, or whose top layer is not known, go; each rewrites the file of names.
   *
   * @source openEuler docker patches 0108, 0110, 0185
   */
  private *dropDeadReferences(): Op<void> {
    const dead = new Map<string, boolean>()
    for (const { reference, id } of this.references.all()) {
      let isDead = dead.get(id)
      if (isDead === undefined) dead.set(id, (isDead = !(yield* this.images.isWhole(id))))
      if (!isDead) continue
      yield* this.references.delete(reference, repositoryOf(reference))
      this.log('warning', `Delete reference ${normalisedString(parseReference(reference, 'classic'))} for image id ${id} from reference store`)
    }
  }

  /** Orderly shutdown: containers, leftovers of interrupted removals, mounts. */
  *shutdown(): Op<void> {
    this.scheduler.memory.set(this as Engine, 'ready', false)
    yield* this.containers.stopAll()
    yield* this.layers.collectRemoving()
    yield* this.layers.driver.cleanup()
  }

  /**
   * Do a client's request: on the client's task, but it dies with the daemon. Errors of kind System are logged, as
   * the HTTP handler does.
   *
   * @throws ConnectionLost when the daemon dies meanwhile
   */
  *request<T>(endpoint: string, op: Op<T>): Op<T> {
    let interrupt: Interrupted | undefined
    for (;;) {
      if (!this.alive) throw new ConnectionLost(endpoint)
      let next: IteratorResult<import('../sched/op.ts').Step, T>
      try {
        next = interrupt ? op.throw(interrupt) : op.next()
      } catch (error) {
        this.logFailure(endpoint, error)
        throw error
      }
      if (next.done) return next.value
      interrupt = undefined
      try {
        yield next.value
      } catch (error) {
        if (!(error instanceof Interrupted)) throw error
        interrupt = error
      }
    }
  }

  private logFailure(endpoint: string, error: unknown): void {
    if (error instanceof Interrupted || !(error instanceof Error) || error.name === 'InvariantError') return
    const system = !(error instanceof EngineError) || error.kind === 'System'
    if (system) this.log('error', `Handler for ${endpoint.replace(/\?.*$/, '')} returned error: ${error.message}`)
  }
}

/** logrus quotes a value only when it must. */
function quoted(value: string): string {
  return /^[A-Za-z0-9\-._/@^+]+$/.test(value) ? value : JSON.stringify(value)
}

/**
 * The daemon's containers. A container counts for `rmi` only once it is registered here, at the very end of `create`.
 *
 * @source moby daemon/container.go, daemon/daemon.go `restore` (20.10)
 */
import { utf8 } from '../base/bytes.ts'
import { EngineError, SyscallError } from '../base/errors.ts'
import { JsonSyntaxError, decodeFirst, encode, toPlain } from '../oci/go-json.ts'
import { concluded } from '../sched/conclude.ts'
import type { Op } from '../sched/op.ts'
import { atomicWriteFile } from '../store/atomic-write.ts'
import { CONTAINERS } from '../store/layout.ts'
import type { ContainerConfig, HostConfig } from './api.ts'
import { Container, newState } from './container.ts'
import type { ContainerMount, State } from './container.ts'
import type { Engine } from './engine.ts'
import { leftovers } from './leftovers-part.ts'
import { noSuchContainer } from './refusals.ts'
import { rfc3339Nano, unixNanos } from './time.ts'

export class Containers {
  private readonly engine: Engine
  private readonly byID = new Map<string, Container>()
  /** Names that were made up, in order, also of containers that are gone. */
  readonly drawnNames: string[] = []
  /** Names are reserved before the container exists. */
  private readonly names = new Map<string, string>()

  constructor(engine: Engine) {
    this.engine = engine
  }

  /** All registered containers, newest first. */
  all(): Container[] {
    const { memory } = this.engine.scheduler
    memory.touch('containers', '', 'read')
    // Whoever looks through them may look at how each of them stands.
    if (memory.recording) for (const id of this.byID.keys()) memory.touch('container', id, 'read')
    return [...this.byID.values()].sort((a, b) => (a.created < b.created ? 1 : a.created > b.created ? -1 : a.id < b.id ? -1 : 1))
  }

  /** The oldest container for which `matches` holds. */
  find(matches: (container: Container) => boolean): Container | undefined {
    return this.all().reverse().find(matches)
  }

  /**
   * A container by ID, name or prefix of its ID.
   *
   * @throws EngineError NotFound
   */
  get(typed: string): Container {
    const { memory } = this.engine.scheduler
    const own = this.byID.get(typed)
    if (own) {
      // A whole ID comes before all names: the other containers make no difference.
      memory.touch('container', typed, 'read')
      return own
    }
    memory.touch('containers', '', 'read')
    const exact = this.byID.get(this.names.get(typed.replace(/^\//, '')) ?? '')
    if (exact) {
      memory.touch('container', exact.id, 'read')
      return exact
    }
    const candidates = /^[0-9a-f]+$/.test(typed) ? [...this.byID.values()].filter(container => container.id.startsWith(typed)) : []
    if (candidates.length > 1) throw new EngineError('InvalidParameter', `Multiple IDs found with provided prefix: ${typed}`)
    const [found] = candidates
    if (!found) throw noSuchContainer(typed)
    memory.touch('container', found.id, 'read')
    return found
  }

  /** Is it registered still? */
  has(container: Container): boolean {
    this.engine.scheduler.memory.touch('container', container.id, 'read')
    return this.byID.get(container.id) === container
  }

  /**
   * Take a name for a container that is being made.
   *
   * @throws EngineError InvalidParameter, Conflict
   */
  reserve(name: string, id: string): void {
    if (!/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(name)) {
      throw new EngineError('InvalidParameter', `Invalid container name (${name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed`)
    }
    this.engine.scheduler.memory.touch('container-name', name, 'write')
    const holder = this.names.get(name)
    if (holder !== undefined) {
      throw new EngineError('Conflict', `Conflict. The container name "/${name}" is already in use by container "${holder}". You have to remove (or rename) that container to be able to reuse that name.`)
    }
    this.engine.scheduler.memory.put(this.names, name, id)
  }

  hasName(name: string): boolean {
    this.engine.scheduler.memory.touch('container-name', name, 'read')
    return this.names.has(name)
  }

  /** Whose name it is, for explorers. */
  holderOf(name: string): string | undefined {
    return this.names.get(name)
  }

  releaseName(name: string): void {
    const { memory } = this.engine.scheduler
    memory.touch('container-name', name, 'write')
    memory.remove(this.names, name)
  }

  /** From here on the container is seen, and protects its image. */
  register(container: Container): void {
    const { memory } = this.engine.scheduler
    memory.touch('containers', '', 'add')
    memory.touch('container', container.id, 'write')
    memory.put(this.byID, container.id, container)
  }

  unregister(container: Container): void {
    const { memory } = this.engine.scheduler
    memory.touch('containers', '', 'add')
    memory.touch('container', container.id, 'write')
    memory.remove(this.byID, container.id)
    this.releaseName(container.name)
  }

  /** Write what must last. */
  save(container: Container): Op<void> {
    return concluded(this.engine.scheduler, this.write(container))
  }

  private *write(container: Container): Op<void> {
    const { fs, scheduler } = this.engine
    const { id, created, path, args, config, imageID, name, state, mounts } = container
    const home = container.home
    yield* atomicWriteFile(fs, scheduler, `${home}/hostconfig.json`, utf8(encode(container.hostConfig)), 0o644)
    const record = {
      StreamConfig: {}, State: state, ID: id, Created: created, Managed: false, Path: path, Args: args, Config: config, Image: imageID,
      NetworkSettings: { Bridge: '', SandboxID: '', HairpinMode: false, Networks: {} }, LogPath: state.StartedAt === '0001-01-01T00:00:00Z' ? '' : container.logPath,
      Name: `/${name}`, Driver: 'overlay2', OS: 'linux', MountLabel: '', ProcessLabel: '', RestartCount: 0,
      HasBeenStartedBefore: state.StartedAt !== '0001-01-01T00:00:00Z', HasBeenManuallyStopped: container.manuallyStopped,
      MountPoints: Object.fromEntries(mounts.map(mount => [mount.destination, mount])), AppArmorProfile: '',
      HostnamePath: `${home}/hostname`, HostsPath: `${home}/hosts`, ResolvConfPath: `${home}/resolv.conf`,
    }
    yield* atomicWriteFile(fs, scheduler, `${home}/config.v2.json`, utf8(encode(record)), 0o600)
  }

  /**
   * Read all containers back. One that cannot be read, or has lost its layer, stays on the disk, unknown. One whose
   * removal was interrupted is dead: somebody has to remove it again. Those of `run --rm` are removed here.
   */
  *restore(): Op<void> {
    const { fs } = this.engine
    for (const id of yield* fs.readdir(CONTAINERS)) {
      const container = yield* this.read(id)
      if (!container) continue
      let mountID: string
      try {
        mountID = this.engine.layers.getRW(id).mountID
      } catch (error) {
        this.engine.log('error', `failed to load container mount`, { container: id, error: (error as Error).message })
        yield* this.removeUnloadable(id)
        continue
      }
      this.engine.scheduler.memory.put(this.names, container.name, id)
      this.register(container)
      const { state } = container
      if (state.Running) {
        // Its process went down with the daemon's last life. Its overlay may still be mounted.
        yield* this.engine.layers.driver.putLeftover(mountID)
        container.update(this.engine.scheduler.memory, { state: { ...state, Running: false, Paused: false, Pid: 0, ExitCode: 255, FinishedAt: rfc3339Nano(unixNanos(this.engine.machine)) } })
        yield* this.save(container)
      } else if (state.RemovalInProgress) {
        container.update(this.engine.scheduler.memory, { state: { ...state, RemovalInProgress: false, Dead: true } })
        yield* this.save(container)
      }
    }
    for (const container of this.all()) {
      if (!container.hostConfig.AutoRemove) continue
      try {
        yield* leftovers.content.removeContainer(this.engine, container, { volumes: true })
      } catch (error) {
        if (!(error instanceof EngineError || error instanceof SyscallError)) throw error
        this.engine.log('error', 'failed to remove container', { container: container.id, error: error.message })
      }
    }
  }

  private *read(id: string): Op<Container | undefined> {
    const { fs } = this.engine
    try {
      const record = toPlain(decodeFirst(yield* fs.readText(`${CONTAINERS}/${id}/config.v2.json`)).value) as Stored
      const hostConfig = toPlain(decodeFirst(yield* fs.readText(`${CONTAINERS}/${id}/hostconfig.json`)).value) as HostConfig
      return new Container({
        id, name: record.Name.replace(/^\//, ''), created: record.Created, path: record.Path, args: record.Args, config: record.Config,
        hostConfig, imageID: record.Image, mounts: Object.values(record.MountPoints ?? {}), state: { ...newState(), ...record.State },
      })
    } catch (error) {
      if (!(error instanceof JsonSyntaxError || error instanceof SyscallError)) throw error
      this.engine.log('error', 'failed to load container', { container: id, error: error.message })
      yield* this.removeUnloadable(id)
      return undefined
    }
  }

  /** @source openEuler docker patch 0020 */
  private *removeUnloadable(id: string): Op<void> {
    if (!this.engine.behaviour.removesLeftoversAtStart) return
    this.engine.log('warning', `remove invalid container data: ${CONTAINERS}/${id}`)
    yield* this.engine.fs.removeAll(`${CONTAINERS}/${id}`)
  }

  /** Orderly shutdown of the daemon. */
  *stopAll(): Op<void> {
    for (const container of this.all()) if (container.state.Running) yield* leftovers.content.stopContainer(this.engine, container, 10)
  }
}

interface Stored {
  readonly Name: string
  readonly Created: string
  readonly Path: string
  readonly Args: readonly string[]
  readonly Config: ContainerConfig
  readonly Image: string
  readonly State: State
  readonly MountPoints?: Readonly<Record<string, ContainerMount>>
}

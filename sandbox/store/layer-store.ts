/**
 * Layers: a record per read-only layer in `layerdb`, its files in an overlay2 directory, counts in memory. Deleting a
 * layer holds the lock until its files are gone, so a large removal keeps everybody else waiting.
 *
 * @source moby layer/layer_store.go, layer/filestore.go, layer/ro_layer.go (20.10)
 */
import { text, utf8 } from '../base/bytes.ts'
import { EngineError, SyscallError } from '../base/errors.ts'
import { concluded } from '../sched/conclude.ts'
import { Lock } from '../sched/lock.ts'
import type { Op } from '../sched/op.ts'
import { randomHex64, tempDigits } from './atomic-write.ts'
import { extendChain } from './image-config.ts'
import { LAYERDB, LAYERS, LAYER_TMP, MOUNTS, hexOf, isDigest, isHex64 } from './layout.ts'
import type { Digest } from './layout.ts'
import { Overlay2 } from './overlay2.ts'
import type { StoreHost } from './store-host.ts'
import type { ByteSource } from './unpack-layer.ts'
import { layerData } from './layer-data.ts'

/** A read-only layer in memory. */
export class Layer {
  readonly chainID: Digest
  readonly diffID: Digest
  readonly parent: Layer | undefined
  /** Name of its overlay2 directory. */
  readonly cacheID: string
  /** Bytes of this layer's own files. */
  readonly sizeBytes: number
  /** Children in the map, writable layers on top, handles. */
  referenceCount = 0
  readonly handles = new Map<LayerHandle, true>()

  constructor(chainID: Digest, diffID: Digest, parent: Layer | undefined, cacheID: string, sizeBytes: number) {
    this.chainID = chainID
    this.diffID = diffID
    this.parent = parent
    this.cacheID = cacheID
    this.sizeBytes = sizeBytes
  }

  /** Bytes of this layer and all below. */
  get chainBytes(): number {
    return this.sizeBytes + (this.parent?.chainBytes ?? 0)
  }

  get depth(): number {
    return 1 + (this.parent?.depth ?? 0)
  }
}

/** A hold on a layer: while it lives the layer stays. */
export interface LayerHandle {
  readonly layer: Layer
}

/** What a release removed. */
export interface RemovedLayer {
  readonly chainID: Digest
  readonly diffID: Digest
  readonly sizeBytes: number
}

/** A container's writable layer. */
export interface MountedLayer {
  readonly name: string
  readonly mountID: string
  readonly initID: string | undefined
  readonly parent: Layer | undefined
}

/** More layers than an overlay mount's options can name. */
export const LAYER_DEPTH_MAX = 125

export class LayerStore {
  readonly driver: Overlay2
  private readonly host: StoreHost
  /** layerL */
  private readonly lock: Lock
  private readonly mountLocks = new Map<string, Lock>()
  private readonly layers = new Map<Digest, Layer>()
  private readonly mounts = new Map<string, MountedLayer>()

  constructor(host: StoreHost) {
    this.host = host
    this.driver = new Overlay2(host)
    this.lock = new Lock('layers', host.scheduler)
  }

  /** Read all records; a damaged one, and all on top of it, stays on the disk, unknown. Data is not looked at. */
  *restore(): Op<void> {
    const { fs, behaviour } = this.host
    yield* this.driver.init()
    yield* fs.mkdirAll(LAYERDB, 0o700)
    if (behaviour.removesLeftoversAtStart && (yield* fs.exists(LAYER_TMP))) {
      for (const name of yield* fs.readdir(LAYER_TMP)) yield* fs.removeAll(`${LAYER_TMP}/${name}`)
    }
    const broken = new Set<Digest>()
    for (const name of yield* this.recordNames()) {
      if (!isHex64(name)) this.host.log('debug', `Ignoring invalid digest sha256:${name}`)
      else yield* this.load(`sha256:${name}`, broken)
    }
    if (!(yield* fs.exists(MOUNTS))) return
    for (const name of yield* fs.readdir(MOUNTS)) yield* this.loadMount(name, broken)
  }

  /** Names in the folder of records, which is made with the first layer. */
  private *recordNames(): Op<string[]> {
    return (yield* this.host.fs.exists(LAYERS)) ? yield* this.host.fs.readdir(LAYERS) : []
  }

  private *load(chainID: Digest, broken: Set<Digest>): Op<Layer | undefined> {
    const known = this.layers.get(chainID)
    if (known) return known
    if (broken.has(chainID)) return undefined
    try {
      const directory = `${LAYERS}/${hexOf(chainID)}`
      const diffID = yield* this.field(chainID, directory, 'diff', 'diff id')
      if (!isDigest(diffID)) throw failedToGet('diff id', chainID, 'invalid checksum digest format')
      const sizeText = yield* this.field(chainID, directory, 'size', 'size')
      if (!/^[+-]?\d+$/.test(sizeText)) throw failedToGet('size', chainID, `strconv.ParseInt: parsing ${JSON.stringify(sizeText)}: invalid syntax`)
      const cacheID = yield* this.field(chainID, directory, 'cache-id', 'cache id')
      if (!isHex64(cacheID)) throw failedToGet('cache id', chainID, 'invalid cache id value')
      let parent: Layer | undefined
      if (yield* this.host.fs.exists(`${directory}/parent`)) {
        const parentID = yield* this.field(chainID, directory, 'parent', 'parent')
        if (!isDigest(parentID)) throw failedToGet('parent', chainID, 'invalid checksum digest format')
        parent = yield* this.load(parentID, broken)
        if (!parent) throw new EngineError('System', 'layer does not exist')
      }
      if (this.host.behaviour.checksLayersAtStart) yield* this.check(chainID, cacheID, parent)
      const layer = new Layer(chainID, diffID, parent, cacheID, Number(sizeText))
      const { memory } = this.host.scheduler
      memory.put(this.layers, chainID, layer)
      if (parent) memory.set(parent, 'referenceCount', parent.referenceCount + 1)
      return layer
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      broken.add(chainID)
      if (this.host.behaviour.checksLayersAtStart) {
        yield* this.host.fs.removeAll(`${LAYERS}/${hexOf(chainID)}`)
        this.host.log('warning', `Failed to load layer ${chainID}: ${error.message}`)
      } else this.host.log('debug', `Failed to load layer ${chainID}: ${error.message}`)
      return undefined
    }
  }

  /**
   * Does the driver have a layer, on the right parent?
   *
   * @throws EngineError saying what is missing
   * @source openEuler docker patches 0033, 0048, 0109
   */
  private *check(chainID: Digest, cacheID: string, parent: Layer | undefined): Op<void> {
    if (!(yield* this.driver.repaired(cacheID))) throw new EngineError('System', `cacheID ${cacheID} for layer ${chainID} does not exists in graphdriver`)
    if (parent && !(yield* this.driver.standsOn(cacheID, parent.cacheID))) throw new EngineError('System', `cacheID ${cacheID} for layer ${chainID} does not stand on ${parent.cacheID}`)
  }

  /**
   * Mounts of no container, and directories that neither a record nor a mount names, are removed. What is known of such a
   * mount in memory stays, and with it the count of its layer, until the next start.
   *
   * @param containers IDs of the containers that were loaded
   * @source openEuler docker patch 0020 `CleanupRedundant`
   */
  *removeLeftovers(containers: ReadonlySet<string>): Op<void> {
    const { fs } = this.host
    const needed = new Set([...this.layers.values()].map(({ cacheID }) => cacheID))
    const names = (yield* fs.exists(MOUNTS)) ? yield* fs.readdir(MOUNTS) : []
    for (const name of names) {
      const mounted = this.mounts.get(name)
      if (mounted && containers.has(name)) {
        needed.add(mounted.mountID)
        if (mounted.initID !== undefined) needed.add(mounted.initID)
        continue
      }
      this.host.log('warning', `remove redundant mountID: ${name}`)
      yield* fs.removeAll(`${MOUNTS}/${name}`)
    }
    for (const cacheID of yield* this.driver.directories()) {
      if (needed.has(cacheID)) continue
      this.host.log('warning', `remove redundant cacheID: ${cacheID}`)
      yield* this.driver.remove(cacheID)
    }
  }

  private *field(chainID: Digest, directory: string, name: string, what: string): Op<string> {
    try {
      return (yield* this.host.fs.readText(`${directory}/${name}`)).trim()
    } catch (error) {
      if (error instanceof SyscallError) throw failedToGet(what, chainID, error.message)
      throw error
    }
  }

  private *loadMount(name: string, broken: Set<Digest>): Op<void> {
    const { fs, scheduler } = this.host
    const directory = `${MOUNTS}/${name}`
    try {
      const mountID = (yield* fs.readText(`${directory}/mount-id`)).trim()
      if (!MOUNT_ID.test(mountID)) throw new EngineError('System', 'invalid mount id value')
      let initID: string | undefined
      if (yield* fs.exists(`${directory}/init-id`)) {
        initID = (yield* fs.readText(`${directory}/init-id`)).trim()
        if (!MOUNT_ID.test(initID)) throw new EngineError('System', 'invalid init id value')
      }
      let parent: Layer | undefined
      if (yield* fs.exists(`${directory}/parent`)) {
        const parentID = (yield* fs.readText(`${directory}/parent`)).trim()
        if (!isDigest(parentID)) throw new EngineError('System', 'invalid checksum digest format')
        parent = yield* this.load(parentID, broken)
        if (!parent) throw new EngineError('System', `layer does not exist`)
        scheduler.memory.set(parent, 'referenceCount', parent.referenceCount + 1)
      }
      scheduler.memory.put(this.mounts, name, { name, mountID, initID, parent })
    } catch (error) {
      if (!(error instanceof EngineError || error instanceof SyscallError)) throw error
      this.host.log('debug', `Failed to load mount ${name}: ${error.message}`)
    }
  }

  /**
   * Unpack a tar stream as a layer on top of `parent` and make it known under its ChainID; when somebody else was
   * faster, theirs is used and ours thrown away.
   *
   * @throws EngineError `layer does not exist`, `max depth exceeded`, or what unpacking and the rename said
   * @source moby layer/layer_store.go `registerWithDescriptor`
   */
  register(source: ByteSource, parentID: Digest | undefined): Op<LayerHandle> {
    return concluded(this.host.scheduler, this.unpackAndCommit(source, parentID), ({ layer }) => layer.chainID)
  }

  private *unpackAndCommit(source: ByteSource, parentID: Digest | undefined): Op<LayerHandle> {
    const { fs, scheduler } = this.host
    const parent = parentID === undefined ? undefined : yield* this.lock.briefly(() => this.hold(parentID))
    if (parent && parent.depth >= LAYER_DEPTH_MAX) {
      yield* this.releaseParent(parent)
      throw new EngineError('System', 'max depth exceeded')
    }
    const cacheID = randomHex64(scheduler)
    try {
      yield* this.driver.create(cacheID, parent?.cacheID)
    } catch (error) {
      if (parent) yield* this.releaseParent(parent)
      throw error
    }
    let writeSet: string | undefined
    try {
      if (!(yield* fs.exists(LAYER_TMP))) yield* fs.mkdirAll(LAYER_TMP, 0o755)
      writeSet = `${LAYER_TMP}/write-set-${tempDigits(scheduler)}`
      yield* fs.mkdir(writeSet, 0o700)
      const { diffID, sizeBytes } = yield* layerData.content.unpackLayer(this.host, this.driver, { cacheID, parentCacheID: parent?.cacheID, source, tarSplitPath: `${writeSet}/tar-split.json.gz` })
      const chainID = extendChain(parent?.chainID, diffID)
      yield* this.writeSynced(`${writeSet}/diff`, diffID)
      yield* this.writeSynced(`${writeSet}/size`, String(sizeBytes))
      yield* this.writeSynced(`${writeSet}/cache-id`, cacheID)
      if (parent) yield* this.writeSynced(`${writeSet}/parent`, parent.chainID)
      const layer = new Layer(chainID, diffID, parent, cacheID, sizeBytes)
      const staging = writeSet
      const handle = yield* this.lock.held(() => this.commit(layer, staging))
      if (handle.layer === layer) return handle
      yield* this.cleanup(cacheID, writeSet, parent)
      return handle
    } catch (error) {
      yield* this.cleanup(cacheID, writeSet, parent)
      throw error
    }
  }

  /** Under layerL: somebody else's layer of the same chain, or ours made known by one rename. */
  private *commit(layer: Layer, writeSet: string): Op<LayerHandle> {
    const { fs, scheduler } = this.host
    scheduler.memory.touch('layer', layer.chainID, 'read')
    const existing = this.layers.get(layer.chainID)
    if (existing) return this.handleOf(existing)
    const target = `${LAYERS}/${hexOf(layer.chainID)}`
    // Go's os.Rename refuses to replace a directory, even an empty one.
    if (yield* fs.exists(target)) throw new EngineError('System', `rename ${writeSet} ${target}: file exists`)
    if (!(yield* fs.exists(LAYERS))) yield* fs.mkdirAll(LAYERS, 0o755)
    yield* fs.rename(writeSet, target)
    scheduler.memory.touch('layer', layer.chainID, 'write')
    scheduler.memory.touch('layers', '', 'add')
    scheduler.memory.put(this.layers, layer.chainID, layer)
    return this.handleOf(layer)
  }

  private *cleanup(cacheID: string, writeSet: string | undefined, parent: Layer | undefined): Op<void> {
    yield* this.driver.remove(cacheID)
    if (writeSet !== undefined) yield* this.host.fs.removeAll(writeSet)
    if (parent) yield* this.releaseParent(parent)
  }

  private *writeSynced(path: string, content: string): Op<void> {
    const file = yield* this.host.fs.create(path, 0o644)
    yield* file.write(utf8(content))
    yield* file.fsync()
  }

  /**
   * Take a hold on a layer that is known. Its data is not looked at.
   *
   * @throws EngineError `layer does not exist`
   */
  *get(chainID: Digest): Op<LayerHandle> {
    return yield* this.lock.briefly(() => this.handleOf(this.find(chainID)))
  }

  /** Give a hold back. The last one deletes the layer and then perhaps its parents; top first in the result. */
  release(handle: LayerHandle): Op<readonly RemovedLayer[]> {
    return concluded(this.host.scheduler, this.lock.held(() => this.releaseLocked(handle)), removed => removed.map(({ chainID }) => chainID).join())
  }

  private *releaseLocked(handle: LayerHandle): Op<readonly RemovedLayer[]> {
    const { memory } = this.host.scheduler
    const { layer } = handle
    memory.touch('layer', layer.chainID, 'read')
    if (this.layers.get(layer.chainID) !== layer) return []
    if (!layer.handles.has(handle)) throw new EngineError('System', 'layer not retained')
    memory.remove(layer.handles, handle)
    return yield* this.giveBack(layer)
  }

  private *releaseParent(layer: Layer): Op<void> {
    yield* this.lock.held(() => this.giveBack(layer))
  }

  /** One reference less, all the way down while counts reach zero. Under layerL. */
  private *giveBack(top: Layer): Op<readonly RemovedLayer[]> {
    const { memory } = this.host.scheduler
    const removed: RemovedLayer[] = []
    for (let layer: Layer | undefined = top; layer; layer = layer.parent) {
      memory.touch('layer-count', layer.chainID, 'write')
      memory.set(layer, 'referenceCount', layer.referenceCount - 1)
      if (layer.referenceCount > 0) break
      memory.touch('layer', layer.chainID, 'write')
      memory.touch('layers', '', 'add')
      memory.remove(this.layers, layer.chainID)
      yield* this.deleteFiles(layer)
      removed.push({ chainID: layer.chainID, diffID: layer.diffID, sizeBytes: layer.sizeBytes })
    }
    return removed
  }

  /**
   * Rename the record first, so that the layer can be registered again at once; then the data; then the record. openEuler
   * deletes the record and then the data, EulerOS the data and then the record.
   */
  private *deleteFiles(layer: Layer): Op<void> {
    const { fs, scheduler, behaviour } = this.host
    const record = `${LAYERS}/${hexOf(layer.chainID)}`
    if (behaviour.layerDeletion === 'record-first') {
      yield* fs.removeAll(record)
      yield* this.driver.remove(layer.cacheID)
      return
    }
    if (behaviour.layerDeletion === 'data-first') {
      yield* this.driver.remove(layer.cacheID)
      yield* fs.removeAll(record)
      return
    }
    const removing = `${record}-${randomHex64(scheduler)}-removing`
    try {
      yield* fs.rename(record, removing)
    } catch (error) {
      if (!(error instanceof SyscallError)) throw error
    }
    yield* this.driver.remove(layer.cacheID)
    yield* fs.removeAll(removing)
  }

  /** The tar of a layer, byte for byte as it came in; integrity errors appear while it is read. */
  writeTar(layer: Layer, write: (piece: Uint8Array) => Op<void>): Op<void> {
    return layerData.content.writeLayerTar(this.host, this.driver, layer, write)
  }

  /** A copy of the map without holds. */
  *map(): Op<ReadonlyMap<Digest, Layer>> {
    return yield* this.lock.briefly(() => {
      this.host.scheduler.memory.touch('layers', '', 'read')
      return new Map(this.layers)
    })
  }

  /** What is known now, for views and checks. */
  known(): ReadonlyMap<Digest, Layer> {
    return this.layers
  }

  mountsNow(): ReadonlyMap<string, MountedLayer> {
    return this.mounts
  }

  // Writable layers

  /**
   * Make a container's writable layer, with an init layer below it. In Docker, directories made before a failure stay for
   * ever.
   *
   * @param prepare fills the mounted init layer at the path it is given
   */
  createRW(name: string, parentID: Digest | undefined, prepare: ((root: string) => Op<void>) | undefined): Op<MountedLayer> {
    return concluded(this.host.scheduler, this.mountLock(name).held(() => this.createRWLocked(name, parentID, prepare)), ({ mountID }) => mountID)
  }

  private *createRWLocked(name: string, parentID: Digest | undefined, prepare: ((root: string) => Op<void>) | undefined): Op<MountedLayer> {
    const { fs, scheduler, behaviour } = this.host
    scheduler.memory.touch('layer-mount', name, 'read')
    if (this.mounts.has(name)) throw new EngineError('System', 'mount already exists with name')
    const parent = parentID === undefined ? undefined : yield* this.lock.briefly(() => this.hold(parentID))
    let mountID: string | undefined
    let initID: string | undefined
    try {
      mountID = randomHex64(scheduler)
      let below = parent?.cacheID
      if (prepare) {
        initID = `${mountID}-init`
        yield* this.driver.create(initID, parent?.cacheID)
        const root = yield* this.driver.get(initID)
        try {
          yield* prepare(root)
        } finally {
          yield* this.driver.put(initID)
        }
        below = initID
      }
      yield* this.driver.create(mountID, below)
      const directory = `${MOUNTS}/${name}`
      yield* fs.mkdirAll(directory, 0o755)
      yield* fs.writeFile(`${directory}/mount-id`, utf8(mountID), 0o644)
      if (initID !== undefined) yield* fs.writeFile(`${directory}/init-id`, utf8(initID), 0o644)
      if (parent) yield* fs.writeFile(`${directory}/parent`, utf8(parent.chainID), 0o644)
      const mounted: MountedLayer = { name, mountID, initID, parent }
      scheduler.memory.touch('layer-mount', name, 'write')
      scheduler.memory.put(this.mounts, name, mounted)
      return mounted
    } catch (error) {
      if (behaviour.undoesFailedContainers) {
        if (initID !== undefined) yield* this.driver.remove(initID)
        if (mountID !== undefined) yield* this.driver.remove(mountID)
        yield* fs.removeAll(`${MOUNTS}/${name}`)
      }
      if (parent) yield* this.releaseParent(parent)
      throw error
    }
  }

  /** @throws EngineError `mount does not exist` */
  getRW(name: string): MountedLayer {
    this.host.scheduler.memory.touch('layer-mount', name, 'read')
    const mounted = this.mounts.get(name)
    if (!mounted) throw new EngineError('System', 'mount does not exist')
    return mounted
  }

  /** Delete a writable layer and its init layer, then give the parent back. */
  releaseRW(name: string): Op<void> {
    return concluded(this.host.scheduler, this.mountLock(name).held(() => this.releaseRWLocked(name)))
  }

  private *releaseRWLocked(name: string): Op<void> {
    this.host.scheduler.memory.touch('layer-mount', name, 'read')
    const mounted = this.mounts.get(name)
    if (!mounted) return
    yield* this.driver.remove(mounted.mountID)
    if (mounted.initID !== undefined) yield* this.driver.remove(mounted.initID)
    yield* this.host.fs.removeAll(`${MOUNTS}/${name}`)
    this.host.scheduler.memory.touch('layer-mount', name, 'write')
    this.host.scheduler.memory.remove(this.mounts, name)
    if (mounted.parent) yield* this.releaseParent(mounted.parent)
  }

  /**
   * Collect what interrupted removals left: records renamed to `-removing` that still know their data. Runs at an
   * orderly shutdown only.
   */
  *collectRemoving(): Op<void> {
    const { fs } = this.host
    for (const name of yield* this.recordNames()) {
      if (!name.endsWith('-removing')) continue
      const directory = `${LAYERS}/${name}`
      if (!(yield* fs.exists(`${directory}/cache-id`))) continue
      const cacheID = text((yield* fs.readFile(`${directory}/cache-id`)).bytes()).trim()
      if (!isHex64(cacheID)) continue
      this.host.log('debug', `removing orphan layer, chain ID: sha256:${name.slice(0, 64)} , cache ID: ${cacheID}`)
      yield* this.driver.remove(cacheID)
      yield* fs.removeAll(directory)
    }
  }

  private hold(chainID: Digest): Layer {
    const layer = this.find(chainID)
    this.host.scheduler.memory.touch('layer-count', chainID, 'add')
    this.host.scheduler.memory.set(layer, 'referenceCount', layer.referenceCount + 1)
    return layer
  }

  private find(chainID: Digest): Layer {
    this.host.scheduler.memory.touch('layer', chainID, 'read')
    const layer = this.layers.get(chainID)
    if (!layer) throw new EngineError('System', 'layer does not exist')
    return layer
  }

  private handleOf(layer: Layer): LayerHandle {
    const { memory } = this.host.scheduler
    const handle: LayerHandle = { layer }
    memory.touch('layer-count', layer.chainID, 'add')
    memory.put(layer.handles, handle, true)
    memory.set(layer, 'referenceCount', layer.referenceCount + 1)
    return handle
  }

  private mountLock(name: string): Lock {
    let lock = this.mountLocks.get(name)
    if (!lock) this.mountLocks.set(name, (lock = new Lock(`container ${name.slice(0, 12)}`, this.host.scheduler)))
    return lock
  }
}

const MOUNT_ID = /^[0-9a-f]{64}(-init)?$/

const failedToGet = (what: string, chainID: Digest, reason: string): EngineError =>
  new EngineError('System', `failed to get ${what} for ${chainID}: ${reason}`)

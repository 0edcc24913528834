/**
 * Images: a config per image in `imagedb/content`, its parent and last tag time in `imagedb/metadata`. `get` reads the
 * disk and never the map: an image that start-up refused is still readable by its full ID.
 *
 * @source moby image/store.go, image/fs.go (20.10)
 */
import { text, utf8 } from '../base/bytes.ts'
import { EngineError, SyscallError } from '../base/errors.ts'
import type { Content } from '../disk/content.ts'
import { concluded } from '../sched/conclude.ts'
import { Lock } from '../sched/lock.ts'
import type { Op } from '../sched/op.ts'
import { atomicWriteFile } from './atomic-write.ts'
import { chainIDOf, parseImage } from './image-config.ts'
import type { ImageConfig } from './image-config.ts'
import { sha256Hex } from '../base/codecs.ts'
import { CONTENT, METADATA, hexOf, isDigest, isHex64 } from './layout.ts'
import type { Digest } from './layout.ts'
import type { LayerHandle, LayerStore, RemovedLayer } from './layer-store.ts'
import type { StoreHost } from './store-host.ts'

/** An image as read from the disk. */
export interface Image {
  readonly id: Digest
  readonly config: ImageConfig
  /** The config's bytes. */
  readonly raw: Content
  /** From the metadata, not from the config. */
  readonly parent: Digest | undefined
}

interface Entry {
  readonly layer: LayerHandle | undefined
  readonly children: Map<Digest, true>
}

/** Year 1: never tagged here. */
export const ZERO_TIME = '0001-01-01T00:00:00Z'

export class ImageStore {
  private readonly host: StoreHost
  private readonly layers: LayerStore
  /** imgL: map, children, digest set, and what is held on. */
  readonly lock: Lock
  /** fsL: the files. */
  private readonly files: Lock
  private readonly images = new Map<Digest, Entry>()

  constructor(host: StoreHost, layers: LayerStore) {
    this.host = host
    this.layers = layers
    this.lock = new Lock('images', host.scheduler)
    this.files = new Lock('imagedb', host.scheduler)
  }

  /** Read all images whose config and top layer are there; the others stay on the disk, unknown. */
  *restore(): Op<void> {
    const { fs, scheduler } = this.host
    yield* fs.mkdirAll(CONTENT, 0o700)
    yield* fs.mkdirAll(METADATA, 0o700)
    const parents = new Map<Digest, Digest>()
    for (const name of yield* fs.readdir(CONTENT)) {
      if (!isHex64(name)) {
        this.host.log('debug', `Skipping invalid digest sha256:${name}: invalid checksum digest format`)
        continue
      }
      const id = `sha256:${name}`
      let image: Image
      try {
        image = yield* this.get(id)
      } catch (error) {
        this.host.log('error', `invalid image ${id}, ${(error as Error).message}`)
        continue
      }
      const chainID = chainIDOf(image.config)
      let layer: LayerHandle | undefined
      if (chainID !== undefined) {
        try {
          layer = yield* this.layers.get(chainID)
        } catch (error) {
          if (!(error instanceof EngineError) || error.message !== 'layer does not exist') throw error
          this.host.log('error', `layer does not exist, not restoring image ${id}, ${chainID}, ${image.config.os ?? 'linux'}`)
          continue
        }
      }
      scheduler.memory.put(this.images, id, { layer, children: new Map() })
      if (image.parent !== undefined) parents.set(id, image.parent)
    }
    for (const [id, parent] of parents) {
      const entry = this.images.get(parent)
      if (entry) scheduler.memory.put(entry.children, id, true)
    }
  }

  /**
   * Store a config and make it an image. The file is written before the lock is taken, but in EulerOS; storing the same
   * bytes again changes nothing and takes no second hold on the layer.
   */
  create(raw: Uint8Array): Op<Digest> {
    return concluded(this.host.scheduler, this.store(raw), String)
  }

  private *store(raw: Uint8Array): Op<Digest> {
    const config = parseImage(raw)
    if (!config.rootfs) throw new EngineError('System', 'invalid image JSON, no RootFS key')
    const layersInHistory = (config.history ?? []).filter(entry => !entry.empty_layer).length
    const diffIDs = config.rootfs.diff_ids ?? []
    if (layersInHistory > diffIDs.length) throw new EngineError('System', 'too many non-empty layers in History section')
    const written = this.host.behaviour.writesConfigUnderLock ? raw : yield* this.setContent(raw)
    return yield* this.lock.held(() => this.insert(written, config))
  }

  /** @param written the ID; the bytes, if they are still to be written */
  private *insert(written: Digest | Uint8Array, config: ImageConfig): Op<Digest> {
    const { memory } = this.host.scheduler
    const id = typeof written === 'string' ? written : yield* this.setContent(written)
    memory.touch('image', id, 'read')
    if (this.images.has(id)) return id
    const chainID = chainIDOf(config)
    let layer: LayerHandle | undefined
    if (chainID !== undefined) {
      try {
        layer = yield* this.layers.get(chainID)
      } catch (error) {
        throw new EngineError('System', `failed to get layer ${chainID}: ${(error as Error).message}`)
      }
    }
    memory.touch('image', id, 'write')
    memory.touch('images', '', 'add')
    memory.put(this.images, id, { layer, children: new Map() })
    return id
  }

  /** Read an image from the disk: content, content again, parent. */
  get(id: Digest): Op<Image> {
    return concluded(this.host.scheduler, this.read(id), ({ parent }) => String(parent))
  }

  private *read(id: Digest): Op<Image> {
    const raw = yield* this.content(id)
    const config = parseImage(raw)
    return { id, config, raw, parent: yield* this.getParent(id) }
  }

  /** Can an image be read, and are its layers known? */
  *isWhole(id: Digest): Op<boolean> {
    try {
      const chainID = chainIDOf((yield* this.get(id)).config)
      if (chainID !== undefined) yield* this.layers.release(yield* this.layers.get(chainID))
      return true
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      return false
    }
  }

  /**
   * Delete an image, its metadata and its hold on the layers, under the lock for the whole time.
   *
   * @param guard called under the lock for a known image; throws to refuse
   * @throws EngineError when it is not known
   * @returns layers that were removed from the disk, top first
   */
  delete(id: Digest, guard: () => void): Op<readonly RemovedLayer[]> {
    return concluded(this.host.scheduler, this.lock.held(() => this.deleteLocked(id, guard)), removed => removed.map(({ chainID }) => chainID).join())
  }

  private *deleteLocked(id: Digest, guard: () => void): Op<readonly RemovedLayer[]> {
    const { memory } = this.host.scheduler
    memory.touch('image', id, 'read')
    const entry = this.images.get(id)
    if (!entry) throw new EngineError('System', `unrecognized image ID ${id}`)
    guard()
    let image: Image
    try {
      image = yield* this.get(id)
    } catch (error) {
      throw new EngineError('System', `unrecognized image ${id}, ${(error as Error).message}`)
    }
    memory.touch('children', id, 'read')
    for (const child of [...entry.children.keys()].sort()) yield* this.deleteMetadata(child, 'parent')
    if (image.parent !== undefined) {
      memory.touch('children', image.parent, 'write')
      const parent = this.images.get(image.parent)
      if (parent) memory.remove(parent.children, id)
    }
    memory.touch('image', id, 'write')
    memory.touch('images', '', 'add')
    memory.remove(this.images, id)
    yield* this.deleteFiles(id)
    return entry.layer ? yield* this.layers.release(entry.layer) : []
  }

  /** Find an image by a prefix of its ID, with or without `sha256:`. Undefined: none, or more than one. */
  *search(prefix: string): Op<Digest | undefined> {
    const { memory } = this.host.scheduler
    return yield* this.lock.brieflyForReading(() => {
      memory.touch('images', '', 'read')
      const hex = prefix.startsWith('sha256:') ? prefix.slice(7) : prefix
      if (!/^[0-9a-f]+$/.test(hex)) return undefined
      const full = `sha256:${hex}`
      if (this.images.has(full)) return full
      let found: Digest | undefined
      for (const id of this.images.keys()) {
        if (!id.startsWith(full)) continue
        if (found !== undefined) return undefined
        found = id
      }
      return found
    })
  }

  /** Note a parent, in memory and on the disk. */
  setParent(id: Digest, parent: Digest): Op<void> {
    return concluded(this.host.scheduler, this.lock.held(() => this.setParentLocked(id, parent)))
  }

  private *setParentLocked(id: Digest, parent: Digest): Op<void> {
    const { memory } = this.host.scheduler
    const entry = this.images.get(parent)
    memory.touch('image', parent, 'read')
    if (!entry) throw new EngineError('System', `unknown parent image ID ${parent}`)
    let old: Digest | undefined
    try {
      old = yield* this.metadata(id, 'parent')
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
    }
    const former = old === undefined ? undefined : this.images.get(old)
    if (former) memory.remove(former.children, id)
    memory.touch('children', parent, 'write')
    memory.put(entry.children, id, true)
    yield* this.setMetadata(id, 'parent', parent)
  }

  *getParent(id: Digest): Op<Digest | undefined> {
    try {
      const parent = yield* this.metadata(id, 'parent')
      return parent !== undefined && isDigest(parent) ? parent : undefined
    } catch (error) {
      if (error instanceof EngineError) return undefined
      throw error
    }
  }

  /** Note when the image was last tagged, in RFC 3339 with nanoseconds. */
  setLastUpdated(id: Digest, time: string): Op<void> {
    return concluded(this.host.scheduler, this.setMetadata(id, 'lastUpdated', time))
  }

  *getLastUpdated(id: Digest): Op<string> {
    try {
      const time = yield* this.metadata(id, 'lastUpdated')
      return time === undefined || time === '' ? ZERO_TIME : time
    } catch (error) {
      if (error instanceof EngineError) return ZERO_TIME
      throw error
    }
  }

  /** Images that name this one as their parent. */
  *children(id: Digest): Op<Digest[]> {
    return yield* this.lock.brieflyForReading(() => this.childrenNow(id))
  }

  childrenNow(id: Digest): Digest[] {
    this.host.scheduler.memory.touch('children', id, 'read')
    return [...(this.images.get(id)?.children.keys() ?? [])].sort()
  }

  /** All images, each read from the disk while the lock is held for reading; unreadable ones are logged and left out. */
  *map(): Op<Image[]> {
    return yield* this.lock.heldForReading(() => this.readAll([...this.images.keys()]))
  }

  /** Images without children, read like `map`. */
  *heads(): Op<Image[]> {
    return yield* this.lock.heldForReading(() => this.readAll([...this.images].filter(([, entry]) => entry.children.size === 0).map(([id]) => id)))
  }

  private *readAll(ids: Digest[]): Op<Image[]> {
    const { memory } = this.host.scheduler
    memory.touch('images', '', 'read')
    const images: Image[] = []
    for (const id of ids.sort()) {
      try {
        images.push(yield* this.get(id))
      } catch (error) {
        this.host.log('error', `invalid image access: "${id}", error: ${goQuote((error as Error).message)}`)
      }
    }
    return images
  }

  /** IDs in the map, for views and checks. */
  ids(): Digest[] {
    return [...this.images.keys()].sort()
  }

  has(id: Digest): boolean {
    return this.images.has(id)
  }

  get count(): number {
    return this.images.size
  }

  // Files

  private *setContent(raw: Uint8Array): Op<Digest> {
    if (raw.length === 0) throw new EngineError('System', 'invalid empty data')
    const { fs, scheduler } = this.host
    const hex = sha256Hex(raw)
    yield* this.files.held(() => atomicWriteFile(fs, scheduler, `${CONTENT}/${hex}`, raw, 0o600))
    return `sha256:${hex}`
  }

  private *content(id: Digest): Op<Content> {
    return yield* this.files.heldForReading(() => this.readContent(id))
  }

  /** Every read hashes what it read. */
  private *readContent(id: Digest): Op<Content> {
    let content: Content
    try {
      content = yield* this.host.fs.readFile(`${CONTENT}/${hexOf(id)}`)
    } catch (error) {
      if (error instanceof SyscallError) throw new EngineError('NotFound', `failed to get digest ${id}: ${error.message}`)
      throw error
    }
    if (content.sha256() !== hexOf(id)) throw new EngineError('System', `failed to verify: ${id}`)
    return content
  }

  private *metadata(id: Digest, key: string): Op<string | undefined> {
    return yield* this.files.heldForReading(() => this.readMetadata(id, key))
  }

  /** Undefined when the key is not there. */
  private *readMetadata(id: Digest, key: string): Op<string | undefined> {
    yield* this.readContent(id)
    const path = `${METADATA}/${hexOf(id)}/${key}`
    const value = yield* this.host.fs.readIfThere(path)
    return value && text(value.bytes())
  }

  private *setMetadata(id: Digest, key: string, value: string): Op<void> {
    yield* this.files.held(() => this.writeMetadata(id, key, value))
  }

  private *writeMetadata(id: Digest, key: string, value: string): Op<void> {
    const { fs, scheduler } = this.host
    yield* this.readContent(id)
    const directory = `${METADATA}/${hexOf(id)}`
    yield* fs.mkdirAll(directory, 0o700)
    yield* atomicWriteFile(fs, scheduler, `${directory}/${key}`, utf8(value), 0o600)
  }

  private *deleteMetadata(id: Digest, key: string): Op<void> {
    yield* this.files.held(() => this.host.fs.removeAll(`${METADATA}/${hexOf(id)}/${key}`))
  }

  /** Metadata first, then the config; errors are ignored. */
  private *deleteFiles(id: Digest): Op<void> {
    yield* this.files.held(() => this.removeFiles(id))
  }

  private *removeFiles(id: Digest): Op<void> {
    const { fs } = this.host
    try {
      yield* fs.removeAll(`${METADATA}/${hexOf(id)}`)
      yield* fs.removeAll(`${CONTENT}/${hexOf(id)}`)
    } catch (error) {
      if (!(error instanceof SyscallError)) throw error
    }
  }
}

const goQuote = (text: string): string => JSON.stringify(text)

/**
 * `docker load`: a sequence of independent commits: layers, then the image, then its tags, one image after the other.
 * Nothing spans them, neither a lock nor a transaction on the disk.
 *
 * @source moby image/tarexport/load.go (20.10)
 */
import { EngineError, SyscallError } from '../base/errors.ts'
import type { StreamMessage } from '../engine/api.ts'
import type { Engine } from '../engine/engine.ts'
import { symlinkInScope } from '../engine/scope.ts'
import { decompress } from '../oci/compression.ts'
import { JsonSyntaxError, decodeFirst, toPlain, unmarshalTypeError } from '../oci/go-json.ts'
import { withArchiveLimit } from '../oci/limits.ts'
import { pullFrom } from '../oci/pull.ts'
import type { Pull } from '../oci/pull.ts'
import { familiarName, familiarString, parseReference } from '../oci/reference.ts'
import { TarReader } from '../oci/tar/reader.ts'
import type { TarEntry } from '../oci/tar/reader.ts'
import type { Op } from '../sched/op.ts'
import { tempDigits } from '../store/atomic-write.ts'
import { contentPull } from '../store/content-pull.ts'
import { extract } from '../store/extract.ts'
import { extendChain, parseImage } from '../store/image-config.ts'
import type { ImageConfig } from '../store/image-config.ts'
import type { Digest } from '../store/layout.ts'
import { TMP, shortID } from '../store/layout.ts'
import type { LayerHandle } from '../store/layer-store.ts'
import { loadLegacy } from './load-legacy.ts'

export interface LoadArgs {
  /** The archive as it arrives; undefined at its end. */
  readonly body: () => Op<Uint8Array | undefined>
  /** No progress messages. */
  readonly quiet: boolean
  /** Where messages for the client go. */
  readonly emit: (message: StreamMessage) => Op<void>
}

interface ManifestItem {
  readonly Config: string
  readonly RepoTags: readonly string[] | null
  readonly Layers: readonly string[] | null
  readonly Parent?: Digest
}

/**
 * Load an archive made by `docker save`.
 *
 * @throws EngineError; images of earlier items of the archive stay
 */
export function* load(engine: Engine, args: LoadArgs): Op<void> {
  const { fs, scheduler } = engine
  const scratch = `${TMP}/docker-import-${tempDigits(scheduler)}`
  yield* fs.mkdir(scratch, 0o700)
  const held: LayerHandle[] = []
  try {
    const chunks: Uint8Array[] = []
    for (let chunk = yield* args.body(); chunk; chunk = yield* args.body()) chunks.push(chunk)
    yield* unpackArchive(engine, scratch, pullFrom(chunks))
    const manifest = yield* readManifest(engine, scratch)
    if (!manifest) return yield* loadLegacy(engine, scratch, args)
    yield* loadItems(engine, scratch, manifest, args, held)
  } finally {
    for (const handle of held) yield* engine.layers.release(handle)
    yield* fs.removeAll(scratch)
  }
}

function* unpackArchive(engine: Engine, scratch: string, pull: Pull): Op<void> {
  let plain: Pull
  try {
    plain = withArchiveLimit(decompress(pull))
  } catch (error) {
    throw new EngineError('System', (error as Error).message)
  }
  const reader = new TarReader(plain)
  const next = (): TarEntry | undefined => {
    const header = reader.next()
    return header && { header, content: reader.content() }
  }
  yield* extract(engine.fs, scratch, next, { whiteouts: false, owners: false })
}

/** Undefined: an archive of the time before manifest.json. */
function* readManifest(engine: Engine, scratch: string): Op<readonly ManifestItem[] | undefined> {
  let json: string
  try {
    json = yield* engine.fs.readText(yield* symlinkInScope(engine.fs, scratch, 'manifest.json'))
  } catch (error) {
    if (error instanceof SyscallError && error.code === 'ENOENT') return undefined
    throw error
  }
  try {
    const { value } = decodeFirst(json)
    if (value !== null && !Array.isArray(value)) throw new EngineError('System', unmarshalTypeError(value, '[]tarexport.manifestItem'))
    return (toPlain(value) ?? []) as readonly ManifestItem[]
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw new EngineError('System', error.message)
    throw error
  }
}

function* loadItems(engine: Engine, scratch: string, manifest: readonly ManifestItem[], args: LoadArgs, held: LayerHandle[]): Op<void> {
  const ids: Digest[] = []
  const parents: { id: Digest; parent: Digest }[] = []
  let untaggedLines = ''
  let lastTagged = true
  for (const item of manifest) {
    const config = yield* readInScope(engine, scratch, item.Config)
    const image = parseImage(config)
    if (!image.rootfs) throw new EngineError('System', 'invalid image JSON, no RootFS key')
    if (image.os !== undefined && image.os !== '' && image.os !== 'linux') throw new EngineError('System', `cannot load ${image.os} image on linux`)
    const layerPaths = item.Layers ?? []
    const diffIDs = image.rootfs.diff_ids ?? []
    if (layerPaths.length !== diffIDs.length) {
      throw new EngineError('System', `invalid manifest, layers length mismatch: expected ${layerPaths.length}, got ${diffIDs.length}`)
    }
    yield* loadLayers(engine, scratch, layerPaths, diffIDs, args, held)
    const id = yield* engine.images.create(config)
    ids.push(id)
    untaggedLines += `Loaded image ID: ${id}\n`
    lastTagged = false
    for (const tag of item.RepoTags ?? []) {
      yield* setTag(engine, tag, id, args)
      lastTagged = true
    }
    if (item.Parent) parents.push({ id, parent: item.Parent })
    engine.events.push('image', 'load', id, { name: id })
  }
  for (const { id, parent } of parents) {
    if (yield* isParentOf(engine, ids, id, parent)) yield* engine.images.setParent(id, parent)
  }
  if (!lastTagged && untaggedLines !== '') yield* args.emit({ stream: untaggedLines })
}

function* loadLayers(engine: Engine, scratch: string, paths: readonly string[], diffIDs: readonly Digest[], args: LoadArgs, held: LayerHandle[]): Op<void> {
  let chain: Digest | undefined
  for (const [i, diffID] of diffIDs.entries()) {
    const wanted = extendChain(chain, diffID)
    let handle = yield* tryGet(engine, wanted)
    if (!handle) {
      handle = yield* loadLayer(engine, scratch, paths[i] as string, diffID, chain, args)
      if (handle.layer.diffID !== diffID) {
        held.push(handle)
        throw new EngineError('System', `invalid diffID for layer ${i}: expected ${JSON.stringify(diffID)}, got ${JSON.stringify(handle.layer.diffID)}`)
      }
    }
    held.push(handle)
    chain = handle.layer.chainID
  }
}

export function* tryGet(engine: Engine, chainID: Digest): Op<LayerHandle | undefined> {
  try {
    return yield* engine.layers.get(chainID)
  } catch (error) {
    if (error instanceof EngineError && error.message === 'layer does not exist') return undefined
    throw error
  }
}

/** So often does a progress reader report: every 512 kB, and at the end. @source moby pkg/progress/progressreader.go */
const PROGRESS_BYTES = 512 * 1024
/** What the engine reads from a file at once. */
const COPY_BYTES = 32 * 1024

function* loadLayer(engine: Engine, scratch: string, path: string, diffID: Digest, parent: Digest | undefined, { quiet, emit }: LoadArgs): Op<LayerHandle> {
  const content = yield* engine.fs.readFile(yield* symlinkInScope(engine.fs, scratch, path))
  const total = content.size
  const progress = function* (current: number): Op<void> {
    yield* emit({ status: 'Loading layer', progressDetail: { current, total }, id: shortID(diffID) })
  }
  if (!quiet) {
    // The reader reports its first piece, then at each half megabyte, then the end.
    yield* progress(Math.min(COPY_BYTES, total))
    let reported = Math.min(COPY_BYTES, total)
    for (let at = reported; at < total; at += COPY_BYTES) {
      if (at - reported <= PROGRESS_BYTES) continue
      reported = at
      yield* progress(at)
    }
  }
  const handle = yield* engine.layers.register({ pull: decompress(contentPull(content)) }, parent)
  if (!quiet) yield* progress(total)
  return handle
}

function* setTag(engine: Engine, tag: string, id: Digest, { emit }: LoadArgs): Op<void> {
  const reference = parseReference(tag, 'classic')
  if (reference.tag === undefined) throw new EngineError('System', `invalid tag ${JSON.stringify(tag)}`)
  const name = familiarString(reference)
  const old = yield* engine.references.get(name, familiarName(reference))
  if (old !== undefined && old !== id) {
    yield* emit({ stream: `The image ${name} already exists, renaming the old one with ID ${old} to empty string\n` })
  }
  try {
    yield* engine.references.addTag(reference, id, { force: true })
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
  }
  yield* emit({ stream: `Loaded image: ${name}\n` })
}

/** A parent link is taken over only between images of the archive, the child's history one entry longer. */
function* isParentOf(engine: Engine, ids: readonly Digest[], id: Digest, parent: Digest): Op<boolean> {
  if (!ids.includes(parent)) return false
  const child = yield* engine.images.get(id)
  const other = yield* engine.images.get(parent)
  return isPrefixHistory(other.config, child.config)
}

function isPrefixHistory(parent: ImageConfig, child: ImageConfig): boolean {
  const before = parent.history ?? []
  const after = child.history ?? []
  if (before.length + 1 !== after.length) return false
  return before.every((entry, i) => JSON.stringify(entry) === JSON.stringify(after[i]))
}

/** Read a small file of the archive; links in it stay inside the scratch directory. */
export function* readInScope(engine: Engine, scratch: string, name: string): Op<Uint8Array> {
  return (yield* engine.fs.readFile(yield* symlinkInScope(engine.fs, scratch, name))).bytes()
}


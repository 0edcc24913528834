/**
 * `docker load`: a sequence of independent commits: layers, then the image, then its tags, one image after the other.
 * Nothing spans them, neither a lock nor a transaction on the disk.
 *
 * @source moby image/tarexport/load.go (20.10)
 */
import { EngineError, SyscallError } from '../base/errors.ts'
import type { Engine } from '../engine/engine.ts'
import { loadLayer, moveTag } from '../engine/load-parts.ts'
import type { LoadArgs } from '../engine/load-parts.ts'
import { partialImages } from '../engine/partial.ts'
import { symlinkInScope } from '../engine/scope.ts'
import { ArchiveError } from '../oci/archive-error.ts'
import { decompress } from '../oci/compression.ts'
import { JsonSyntaxError, decodeFirst, toPlain } from '../oci/go-json.ts'
import { goString, goStrings, misfit } from '../oci/go-shape.ts'
import type { GoShape } from '../oci/go-shape.ts'
import { withArchiveLimit } from '../oci/limits.ts'
import { pullFrom } from '../oci/pull.ts'
import type { Pull } from '../oci/pull.ts'
import { familiarString, parseReference } from '../oci/reference.ts'
import { TarReader } from '../oci/tar/reader.ts'
import type { TarEntry } from '../oci/tar/reader.ts'
import type { Op } from '../sched/op.ts'
import { tempDigits } from '../store/atomic-write.ts'
import { extract } from '../store/extract.ts'
import { extendChain, parseImage } from '../store/image-config.ts'
import type { ImageConfig } from '../store/image-config.ts'
import type { Digest } from '../store/layout.ts'
import { TMP } from '../store/layout.ts'
import type { LayerHandle } from '../store/layer-store.ts'
import { legacyArchives } from '../engine/legacy-archives.ts'

interface ManifestItem {
  readonly Config: string
  readonly RepoTags: readonly string[] | null
  readonly Layers: readonly string[] | null
  readonly Parent?: Digest
}

const MANIFEST: GoShape = {
  kind: 'list', type: '[]tarexport.manifestItem',
  of: { kind: 'struct', type: 'tarexport.manifestItem', fields: { Config: goString, RepoTags: goStrings, Layers: goStrings, Parent: { kind: 'string', type: 'image.ID' } } },
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
    yield* unpackArchive(engine, scratch, chunks)
    const manifest = yield* readManifest(engine, scratch)
    if (!manifest) return yield* legacyArchives.content.loadLegacy(engine, scratch, args)
    yield* loadItems(engine, scratch, manifest, args, held)
  } finally {
    for (const handle of held) yield* engine.layers.release(handle)
    yield* fs.removeAll(scratch)
  }
}

function* unpackArchive(engine: Engine, scratch: string, chunks: readonly Uint8Array[]): Op<void> {
  let plain: Pull
  try {
    plain = withArchiveLimit(decompress(pullFrom(chunks)))
  } catch (error) {
    throw new EngineError('System', (error as Error).message)
  }
  const { buffer, key } = placeOf(chunks)
  const known = buffer && archives.get(buffer)?.get(key)
  if (known) {
    let at = 0
    return yield* extract(engine.fs, scratch, () => known[at++], { whiteouts: false, owners: false })
  }
  const reader = new TarReader(plain)
  const entries: TarEntry[] = []
  const next = (): TarEntry | undefined => {
    const header = reader.next()
    if (!header) return undefined
    const entry = { header, content: reader.content() }
    entries.push(entry)
    return entry
  }
  yield* extract(engine.fs, scratch, next, { whiteouts: false, owners: false })
  readToEnd(plain)
  if (!buffer) return
  const places = archives.get(buffer) ?? new Map<string, readonly TarEntry[]>()
  archives.set(buffer, places.set(key, entries))
}

/**
 * The helper process reads on after the archive's last block, so that damage behind it shows too: the files are there,
 * but whoever feeds the helper could not.
 *
 * @source moby pkg/chrootarchive/archive_unix.go `untar`, `invokeUnpack`
 */
function readToEnd(plain: Pull): void {
  try {
    while (plain() !== undefined);
  } catch (error) {
    throw error instanceof ArchiveError ? new EngineError('System', `Error processing tar file(${error.message}): `) : error
  }
}

/** Entries of archives that were read to their end, by the memory they lie in: re-execution reads them again. */
const archives = new WeakMap<ArrayBufferLike, Map<string, readonly TarEntry[]>>()

/** The one stretch of memory that the pieces are, if they are one. */
function placeOf(chunks: readonly Uint8Array[]): { buffer: ArrayBufferLike | undefined; key: string } {
  const [first] = chunks
  if (!first) return { buffer: undefined, key: '' }
  let end = first.byteOffset
  for (const chunk of chunks) {
    if (chunk.buffer !== first.buffer || chunk.byteOffset !== end) return { buffer: undefined, key: '' }
    end += chunk.length
  }
  return { buffer: first.buffer, key: `${first.byteOffset}-${end}` }
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
    const wrong = misfit(value, MANIFEST)
    if (wrong !== undefined) throw new EngineError('System', wrong)
    const items = (toPlain(value) ?? []) as readonly (Partial<ManifestItem> | null)[]
    return items.map(item => ({ RepoTags: null, Layers: null, ...item, Config: item?.Config ?? '' }))
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
    if (args.toBePulled === true && engine.behaviour.joinsPartialImages) {
      const missing = yield* partialImages.content.missingPart(engine, id)
      if (missing !== undefined) yield* args.emit({ stream: `ToBePulled: ${missing}\n` })
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
    // The name is checked even when the layer is there and the archive's copy is not needed.
    const path = yield* symlinkInScope(engine.fs, scratch, paths[i] as string)
    let handle = yield* tryGet(engine, extendChain(chain, diffID))
    if (!handle) {
      handle = yield* loadLayer(engine, path, diffID, chain, args)
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

function* setTag(engine: Engine, tag: string, id: Digest, args: LoadArgs): Op<void> {
  const reference = parseReference(tag, 'classic')
  if (reference.tag === undefined) throw new EngineError('System', `invalid tag ${JSON.stringify(tag)}`)
  yield* moveTag(engine, reference, id, args)
  yield* args.emit({ stream: `Loaded image: ${familiarString(reference)}\n` })
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


/**
 * `docker save`: from the moment an image's top layer is held its data cannot go away; the image itself can.
 *
 * @source moby image/tarexport/save.go, image/v1/imagev1.go (20.10)
 */
import { EngineError } from '../base/errors.ts'
import { utf8 } from '../base/bytes.ts'
import { sha256Hex } from '../base/codecs.ts'
import type { Engine } from '../engine/engine.ts'
import { fullConfig } from '../engine/full-config.ts'
import { holdOff, holdOn } from '../engine/hold-on.ts'
import { repositoryOf } from '../engine/reference-text.ts'
import { noSuchImage } from '../engine/refusals.ts'
import { goTime, nanosOfRfc3339 } from '../engine/time.ts'
import { encode, sortedMap } from '../oci/go-json.ts'
import { familiarName, familiarString, isNameOnly, parseAnyReference, withDefaultTag } from '../oci/reference.ts'
import { TYPE, emptyHeader } from '../oci/tar/header.ts'
import { TarWriter } from '../oci/tar/writer.ts'
import type { Op } from '../sched/op.ts'
import { tempDigits } from '../store/atomic-write.ts'
import { chainIDOf, extendChain } from '../store/image-config.ts'
import type { Image } from '../store/image-store.ts'
import { TMP, hexOf } from '../store/layout.ts'
import type { Digest } from '../store/layout.ts'
import type { LayerHandle } from '../store/layer-store.ts'

export interface SaveArgs {
  /** References, IDs, ID prefixes, or repositories (all their references). */
  readonly names: readonly string[]
  /** Where the archive goes, piece by piece. */
  readonly write: (piece: Uint8Array) => Op<void>
}

interface Chosen {
  readonly image: Image
  readonly references: string[]
  readonly handle: LayerHandle
}

/**
 * Write an archive of images. EulerOS holds on all of them first, so that none can be deleted meanwhile.
 *
 * @throws EngineError NotFound, or what reading the layers found
 */
export function* save(engine: Engine, { names, write }: SaveArgs): Op<void> {
  const chosen = new Map<Digest, Chosen>()
  const held: Digest[] = []
  try {
    for (const name of names) yield* choose(engine, name, chosen)
    if (engine.behaviour.holdsOnImages) {
      for (const id of chosen.keys()) {
        yield* holdOn(engine, id)
        held.push(id)
      }
    }
    yield* writeArchive(engine, [...chosen.values()], write)
  } finally {
    for (const { handle } of chosen.values()) yield* engine.layers.release(handle)
    for (const id of held) yield* holdOff(engine, id)
  }
}

function* choose(engine: Engine, name: string, chosen: Map<Digest, Chosen>): Op<void> {
  const parsed = parseAnyReference(name, 'classic')
  if ('id' in parsed) return yield* add(engine, parsed.id, undefined, chosen)
  const { reference } = parsed
  const repository = familiarName(reference)
  if (isNameOnly(reference)) {
    const all = yield* engine.references.byName(repository)
    if (all.length > 0) {
      for (const association of all) yield* add(engine, association.id, association.reference, chosen)
      return
    }
    const byPrefix = yield* engine.images.search(name)
    if (byPrefix === undefined) throw noSuchImage(name)
    return yield* add(engine, byPrefix, undefined, chosen)
  }
  const tagged = withDefaultTag(reference)
  const id = yield* engine.references.get(familiarString(tagged), repository)
  if (id === undefined) throw new EngineError('NotFound', 'reference does not exist')
  yield* add(engine, id, familiarString(tagged), chosen)
}

function* add(engine: Engine, id: Digest, reference: string | undefined, chosen: Map<Digest, Chosen>): Op<void> {
  let entry = chosen.get(id)
  if (!entry) {
    const image = yield* engine.images.get(id)
    const chainID = chainIDOf(image.config)
    if (chainID === undefined) throw new EngineError('System', 'empty export - not implemented')
    entry = { image, references: [], handle: yield* engine.layers.get(chainID) }
    chosen.set(id, entry)
  }
  // Digest references are not written into archives.
  if (reference !== undefined && !reference.includes('@') && !entry.references.includes(reference)) entry.references.push(reference)
}

function* writeArchive(engine: Engine, chosen: readonly Chosen[], write: (piece: Uint8Array) => Op<void>): Op<void> {
  const { fs, scheduler } = engine
  const scratch = `${TMP}/docker-export-${tempDigits(scheduler)}`
  yield* fs.mkdir(scratch, 0o700)
  try {
    const savedLayers = new Map<Digest, string>()
    const manifest: unknown[] = []
    const repositories = new Map<string, Map<string, string>>()
    const parents = new Map<Digest, Digest>()
    for (const { image, references } of chosen) {
      const layerPaths = yield* writeImage(engine, scratch, image, savedLayers)
      const top = (layerPaths.at(-1) as string).split('/')[0] as string
      for (const reference of references) {
        const repository = repositoryOf(reference)
        const tags = repositories.get(repository) ?? new Map<string, string>()
        repositories.set(repository, tags.set(reference.slice(repository.length + 1), top))
      }
      const parent = yield* engine.images.getParent(image.id)
      if (parent !== undefined && chosen.some(other => other.image.id === parent)) parents.set(image.id, parent)
      manifest.push({
        Config: `${hexOf(image.id)}.json`, RepoTags: references.length > 0 ? references : null, Layers: layerPaths,
        ...(parents.has(image.id) ? { Parent: parents.get(image.id) } : {}),
      })
      engine.events.push('image', 'save', image.id, { name: image.id })
    }
    if (repositories.size > 0) {
      const text = encode(sortedMap(new Map(Array.from(repositories, ([name, tags]) => [name, sortedMap(tags)]))))
      yield* writeMember(engine, `${scratch}/repositories`, utf8(`${text}\n`), 0)
    }
    yield* writeMember(engine, `${scratch}/manifest.json`, utf8(`${encode(manifest)}\n`), 0)
    yield* stream(engine, scratch, write)
  } finally {
    yield* fs.removeAll(scratch)
  }
}

function* writeMember(engine: Engine, path: string, bytes: Uint8Array, mtime: number): Op<void> {
  yield* engine.fs.writeFile(path, bytes, 0o644)
  yield* engine.fs.utimes(path, mtime)
}

/** One image: a directory for each layer that is not there yet, then the config. Paths of its layers, bottom first. */
function* writeImage(engine: Engine, scratch: string, image: Image, saved: Map<Digest, string>): Op<string[]> {
  const diffIDs = image.config.rootfs?.diff_ids ?? []
  const createdSeconds = Number(nanosOfRfc3339(image.config.created ?? '') / 1_000_000_000n)
  const paths: string[] = []
  let chain: Digest | undefined
  let parentV1: string | undefined
  for (const [i, diffID] of diffIDs.entries()) {
    chain = extendChain(chain, diffID)
    const v1 = v1Image(image, i === diffIDs.length - 1)
    const id: string = v1ID(v1, chain, parentV1)
    const directory = `${scratch}/${id}`
    yield* saveLayer(engine, directory, { json: v1Json(v1, id, parentV1, image.config.os), chain, diffID }, createdSeconds, saved)
    paths.push(`${id}/layer.tar`)
    parentV1 = id
  }
  yield* writeMember(engine, `${scratch}/${hexOf(image.id)}.json`, image.raw.bytes(), createdSeconds)
  return paths
}

function* saveLayer(engine: Engine, directory: string, { json, chain, diffID }: { json: string; chain: Digest; diffID: Digest }, createdSeconds: number, saved: Map<Digest, string>): Op<void> {
  const { fs } = engine
  if (yield* fs.exists(directory)) return
  yield* fs.mkdir(directory, 0o755)
  yield* writeMember(engine, `${directory}/VERSION`, utf8('1.0'), createdSeconds)
  yield* writeMember(engine, `${directory}/json`, utf8(json), createdSeconds)
  const handle = yield* engine.layers.get(chain)
  try {
    const path = `${directory}/layer.tar`
    const known = saved.get(diffID)
    if (known !== undefined) {
      yield* fs.symlink(`../${known}`, path)
    } else {
      const file = yield* fs.create(path, 0o644)
      yield* engine.layers.writeTar(handle.layer, piece => file.write(piece))
      saved.set(diffID, path.slice(path.lastIndexOf('/', path.length - 11) + 1))
    }
    yield* fs.utimes(path, createdSeconds)
  } finally {
    yield* engine.layers.release(handle)
  }
  yield* fs.utimes(directory, createdSeconds)
}

/** The v1 description of a layer before it has an ID: the image's own for the top one, an empty one below. */
function v1Image(image: Image, top: boolean): Record<string, unknown> {
  const { config } = image
  if (!top) return { created: '1970-01-01T00:00:00Z', container_config: fullConfig({}) }
  return omitEmpty({
    comment: config.comment,
    created: goTime(config.created ?? '0001-01-01T00:00:00Z'),
    container: config.container,
    container_config: fullConfig(config.container_config ?? {}),
    docker_version: config.docker_version,
    author: config.author,
    config: config.config ? fullConfig(config.config) : undefined,
    architecture: config.architecture,
    variant: config.variant,
    os: config.os,
  })
}

function omitEmpty(members: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined && value !== ''))
}

/** @source moby image/v1/imagev1.go `CreateID` */
function v1ID(v1: Record<string, unknown>, chain: Digest, parent: string | undefined): string {
  const members = { ...v1, layer_id: chain, ...(parent === undefined ? {} : { parent: `sha256:${parent}` }) }
  return sha256Hex(utf8(encode(sortedMap(members))))
}

function v1Json(v1: Record<string, unknown>, id: string, parent: string | undefined, os: string | undefined): string {
  const { comment, created, os: _os, ...rest } = v1
  return encode({
    id, ...(parent === undefined ? {} : { parent }), ...(comment === undefined ? {} : { comment }), created, ...rest, ...(os === undefined ? {} : { os }),
  })
}

/** The scratch directory as an archive, members in order of name. */
function* stream(engine: Engine, scratch: string, write: (piece: Uint8Array) => Op<void>): Op<void> {
  const pieces: Uint8Array[] = []
  const writer = new TarWriter(piece => pieces.push(piece), { format: 'pax' })
  yield* addDirectory(engine, scratch, '', writer, function* () {
    for (const piece of pieces.splice(0)) yield* write(piece)
  })
  writer.close()
  for (const piece of pieces) yield* write(piece)
}

function* addDirectory(engine: Engine, scratch: string, prefix: string, writer: TarWriter, flush: () => Op<void>): Op<void> {
  const { fs } = engine
  for (const name of yield* fs.readdir(prefix === '' ? scratch : `${scratch}/${prefix}`)) {
    const path = `${scratch}/${prefix}${name}`
    const stat = yield* fs.lstat(path)
    const header = { ...emptyHeader(), uname: 'root', gname: 'root', mtimeSeconds: Math.floor(stat.mtime) }
    if (stat.type === 'directory') {
      writer.add({ ...header, name: `${prefix}${name}/`, type: TYPE.directory, mode: 0o40000 | stat.mode }, [])
      yield* flush()
      yield* addDirectory(engine, scratch, `${prefix}${name}/`, writer, flush)
    } else if (stat.type === 'symlink') {
      writer.add({ ...header, name: `${prefix}${name}`, type: TYPE.symlink, mode: 0o120777, linkname: stat.target }, [])
    } else {
      const content = yield* fs.readFile(path)
      const extents = content.extents.map(extent => (extent instanceof Uint8Array ? extent : extent.read(0, extent.length)))
      writer.add({ ...header, name: `${prefix}${name}`, type: TYPE.regular, mode: 0o100000 | stat.mode, sizeBytes: stat.size }, extents)
    }
    yield* flush()
  }
}

/**
 * Partial images: the layers that one build added, without those it stood on. Their config names what they are from, as
 * `name:tag@sha256:…` in the member `From`; that member is the whole difference. Joining them makes an ordinary image of
 * all layers, which stays when whoever wanted it has gone.
 *
 * @source EulerOS docker 1.11.2, daemon/combine.go
 */
import { EngineError } from '../base/errors.ts'
import { parseAnyReference, parseReference, withDefaultTag } from '../oci/reference.ts'
import type { Reference } from '../oci/reference.ts'
import { pullFrom } from '../oci/pull.ts'
import type { Op } from '../sched/op.ts'
import { chainID } from '../store/image-config.ts'
import type { HistoryEntry } from '../store/image-config.ts'
import type { Image } from '../store/image-store.ts'
import { shortID } from '../store/layout.ts'
import type { Digest } from '../store/layout.ts'
import type { LayerHandle } from '../store/layer-store.ts'
import type { Engine } from './engine.ts'
import { fullConfig } from './full-config.ts'
import { imageJson } from './image-json.ts'
import { isPartial } from './partial.ts'
import { noSuchImage } from './refusals.ts'
import { resolveImage } from './resolve.ts'
import { tagImage } from './tag-image.ts'

/** An image of a chain of parts, and what it is called in it. */
export interface ImagePart {
  /** `name:tag` without registry and namespace; 12 digits for an image that was given by its ID. */
  readonly name: string
  readonly image: Image
}

/** An image that runs, and the name by which it is known when nobody gave one. */
export interface CompleteImage {
  readonly name: string
  readonly id: Digest
}

/**
 * The parts of an image, topmost first: itself, what it is from, what that is from. A complete image is its only part. All
 * but the first are found by ID: their names may have moved.
 *
 * @throws EngineError `No such image: …` for the image or a part that is not here
 */
export function* partsOf(engine: Engine, typed: string): Op<readonly ImagePart[]> {
  const image = yield* resolveImage(engine, typed)
  const parts: ImagePart[] = [{ name: coreName(typed, image.id), image }]
  for (let lowest = image; isPartial(engine, lowest);) {
    const { name, id } = parseFrom(lowest.config.From ?? '')
    lowest = yield* imageByID(engine, id)
    parts.push({ name, image: lowest })
  }
  return parts
}

function* imageByID(engine: Engine, id: Digest): Op<Image> {
  try {
    return yield* engine.images.get(id)
  } catch (error) {
    throw error instanceof EngineError ? noSuchImage(id) : error
  }
}

function parseFrom(from: string): { readonly name: string; readonly id: Digest } {
  const at = from.indexOf('@')
  return { name: from.slice(0, at), id: from.slice(at + 1) }
}

/** `registry:5000/team/app` is `app:latest`; what means an ID and no name is its first 12 digits. */
export function coreName(typed: string, id: Digest): string {
  const parsed = parseAnyReference(typed, 'classic')
  if ('id' in parsed || id.startsWith(`sha256:${typed}`)) return shortID(id)
  const { path, tag, digest } = withDefaultTag(parsed.reference)
  return digest === undefined ? `${path.slice(path.lastIndexOf('/') + 1)}:${tag}` : shortID(id)
}

/**
 * `app_v2.0.0-base_v1.0.0` of `app:v2.0.0` on `base:v1.0.0`: topmost part first, all in lower case. The manual has an
 * example with the base first; the order here is that of the published code and of its test.
 */
export const joinedName = (parts: readonly ImagePart[]): string => parts.map(({ name }) => name.replace(':', '_').toLowerCase()).join('-')

/**
 * Make sure that an image runs: a complete one does, a partial one is joined with its parts and named. Parts that were
 * joined since the daemon started are not joined again.
 *
 * @param names what to call the image; none: the name made of its parts
 * @throws EngineError `No such image: …` when a part is missing
 */
export function* completeImage(engine: Engine, typed: string, names: readonly Reference[] = []): Op<CompleteImage> {
  const parts = yield* partsOf(engine, typed)
  const [top] = parts as readonly [ImagePart, ...ImagePart[]]
  const complete = parts.length === 1
  const name = complete ? typed : joinedName(parts)
  const id = complete ? top.image.id : yield* joinedImage(engine, parts)
  const wanted = names.length > 0 || complete ? names : [parseReference(name, 'classic')]
  for (const reference of wanted) yield* tagImage(engine, id, reference)
  return { name, id }
}

function* joinedImage(engine: Engine, parts: readonly ImagePart[]): Op<Digest> {
  const { memory } = engine.scheduler
  const key = parts.map(({ image }) => image.id).join('-')
  memory.touch('joined', key, 'read')
  const known = engine.joined.get(key)
  if (known !== undefined) memory.touch('image', known, 'read')
  if (known !== undefined && engine.images.has(known)) return known
  const id = yield* join(engine, parts)
  memory.touch('joined', key, 'write')
  memory.put(engine.joined, key, id)
  return id
}

/** The layers of all parts on top of each other: those of the lowest as they are, the others registered again. */
function* join(engine: Engine, parts: readonly ImagePart[]): Op<Digest> {
  const held: LayerHandle[] = []
  try {
    const diffIDs: Digest[] = []
    const history: HistoryEntry[] = []
    for (const [at, { image }] of [...parts].reverse().entries()) {
      const own = image.config.rootfs?.diff_ids ?? []
      for (const [i, diffID] of own.entries()) {
        if (at > 0) held.push(...(yield* registerAgain(engine, own.slice(0, i + 1), diffIDs)))
        diffIDs.push(diffID)
      }
      history.push(...(image.config.history ?? []))
    }
    return yield* engine.images.create(configLike((parts[0] as ImagePart).image, { diffIDs, history, from: '' }))
  } finally {
    for (const handle of held) yield* engine.layers.release(handle)
  }
}

/** A layer once more, on other layers: read out as the archive it came as, and registered. Both stay held. */
export function* registerAgain(engine: Engine, layer: readonly Digest[], below: readonly Digest[]): Op<readonly [LayerHandle, LayerHandle]> {
  const old = yield* engine.layers.get(chainID(layer) as Digest)
  try {
    const pieces: Uint8Array[] = []
    yield* engine.layers.writeTar(old.layer, function* (piece) {
      pieces.push(piece)
    })
    return [old, yield* engine.layers.register({ pull: pullFrom(pieces) }, chainID(below))]
  } catch (error) {
    yield* engine.layers.release(old)
    throw error
  }
}

/** A config that differs in its layers, their history and what it is from; the same parts give the same bytes. */
export function configLike({ config }: Image, { diffIDs, history, from }: { readonly diffIDs: readonly Digest[]; readonly history: readonly HistoryEntry[]; readonly from: string }): Uint8Array {
  return imageJson({
    architecture: config.architecture ?? '', variant: config.variant ?? '', os: config.os ?? '', osVersion: config['os.version'] ?? '', osFeatures: [], author: config.author ?? '',
    comment: config.comment ?? '', created: config.created ?? '', dockerVersion: config.docker_version ?? '', container: config.container ?? '', containerConfig: config.container_config ?? {},
    config: fullConfig(config.config ?? {}), history, diffIDs, from,
  })
}

/** What the first part that is not here is called in `From`; undefined when all are. */
export function* missingPart(engine: Engine, id: Digest): Op<string | undefined> {
  let image = yield* engine.images.get(id)
  while (isPartial(engine, image)) {
    const from = image.config.From ?? ''
    try {
      image = yield* engine.images.get(parseFrom(from).id)
    } catch (error) {
      if (error instanceof EngineError) return from
      throw error
    }
  }
  return undefined
}

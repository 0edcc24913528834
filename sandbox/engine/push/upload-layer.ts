/**
 * One layer of a push: it is in the repository already, can be taken over from another repository of the same registry,
 * or is packed and sent.
 *
 * @source moby distribution/push_v2.go, distribution/xfer/upload.go (20.10)
 */
import { concat } from '../../base/bytes.ts'
import { codecs } from '../../base/codecs.ts'
import { EngineError } from '../../base/errors.ts'
import { Content } from '../../disk/content.ts'
import { LAYER_TYPE, RegistryError } from '../../registry/registry.ts'
import type { Descriptor } from '../../registry/registry.ts'
import { MILLISECOND, SECOND, sleep, step } from '../../sched/op.ts'
import type { Op } from '../../sched/op.ts'
import type { BlobPlace } from '../../store/distribution-store.ts'
import { shortID } from '../../store/layout.ts'
import type { Digest } from '../../store/layout.ts'
import type { Layer } from '../../store/layer-store.ts'
import type { StreamMessage } from '../api.ts'
import type { Engine } from '../engine.ts'
import type { Source } from '../pull/download.ts'
import { ROUND_TRIP } from '../pull/endpoint.ts'
import { placeMark } from './push-key.ts'

/** One push: what it knows to be at the registry. */
export interface Push {
  readonly engine: Engine
  readonly target: Source
  readonly emit: (message: StreamMessage) => Op<void>
  readonly remote: Map<Digest, Descriptor>
}

const ATTEMPTS_MAX = 5
/** Up to these sizes fewer repositories are asked, since sending is cheap. */
const SMALL_BYTES = 100 * 1024
const MIDDLE_BYTES = 10 * 1024 * 1024
const REPORT_TICKS = 100 * MILLISECOND

/** See to it that the registry has a layer. @throws RegistryError, EngineError after some tries */
export function* uploadLayer(push: Push, layer: Layer): Op<void> {
  const { engine, emit } = push
  const id = shortID(layer.diffID)
  for (let attempt = 1; ; attempt++) {
    try {
      return yield* once(push, layer)
    } catch (error) {
      if (error instanceof RegistryError || !(error instanceof EngineError) || attempt === ATTEMPTS_MAX) {
        if (error instanceof RegistryError || error instanceof EngineError) engine.log('error', `Upload failed: ${error.message}`)
        throw error
      }
      engine.log('error', `Upload failed, retrying: ${error.message}`)
      for (let left = attempt * 5; left > 0; left--) {
        yield* emit({ status: `Retrying in ${left} second${left === 1 ? '' : 's'}`, progressDetail: {}, id })
        yield* sleep(SECOND, 'retry')
      }
    }
  }
}

function* once(push: Push, layer: Layer): Op<void> {
  const { engine, target, emit } = push
  const { registry, access, url } = target.endpoint
  const { diffID } = layer
  const id = shortID(diffID)
  const show = (status: string): Op<void> => emit({ status, progressDetail: {}, id })
  if (push.remote.has(diffID)) return yield* show('Layer already exists')
  const places = likeliest(yield* engine.distribution.places(diffID), target.name)
  const [best] = places
  if (best) {
    yield step('network', `${url}/v2/${target.path}/blobs/${best.Digest}`, ROUND_TRIP)
    const sizeBytes = blobBytes(push, target.path, best.Digest)
    if (sizeBytes !== undefined) {
      yield* note(push, diffID, best.Digest, sizeBytes)
      return yield* show('Layer already exists')
    }
  }
  for (const place of mountable(places, target.name, layer.sizeBytes)) {
    yield step('network', `${url}/v2/${target.path}/blobs/uploads/?mount=${place.Digest}`, ROUND_TRIP)
    const from = pathIn(place.SourceRepository)
    if (!registry.mount(access, target.path, from, place.Digest)) continue
    yield* show(`Mounted from ${from}`)
    return yield* note(push, diffID, place.Digest, blobBytes(push, target.path, place.Digest) ?? 0)
  }
  yield step('network', `${url}/v2/${target.path}/blobs/uploads/`, ROUND_TRIP)
  registry.checkPush(access)
  const blob = yield* send(push, layer)
  yield step('network', `${url}/v2/${target.path}/blobs/uploads/ (commit)`, ROUND_TRIP)
  const digest = registry.put(access, target.path, blob)
  yield* show('Pushed')
  yield* note(push, diffID, digest, blob.size)
}

/** Does the target have a blob? Errors count as no: the upload will meet them again. */
function blobBytes({ target }: Push, path: string, digest: Digest): number | undefined {
  const { registry, access } = target.endpoint
  try {
    return registry.has(access, path, digest) ? registry.blob(access, path, digest, 'layer').totalBytes : undefined
  } catch (error) {
    if (error instanceof RegistryError) return undefined
    throw error
  }
}

function* note({ engine, target, remote }: Push, diffID: Digest, digest: Digest, size: number): Op<void> {
  remote.set(diffID, { mediaType: LAYER_TYPE, size, digest })
  const HMAC = placeMark(digest, target.name)
  const known = yield* engine.distribution.places(diffID)
  if (known.some(place => place.Digest === digest && place.SourceRepository === target.name && place.HMAC === HMAC)) return
  yield* engine.distribution.add(diffID, { Digest: digest, SourceRepository: target.name, HMAC })
}

/** Read the layer, which checks its files against its record, and send it compressed. */
function* send({ engine, target, emit }: Push, layer: Layer): Op<Content> {
  const { registry } = target.endpoint
  const total = layer.sizeBytes
  const id = shortID(layer.diffID)
  const known = registry.compressed(layer.diffID)
  const pieces: Uint8Array[] = []
  let current = 0
  let reportedAt: number | undefined
  yield* engine.layers.writeTar(layer, function* (piece) {
    if (!known) pieces.push(piece)
    current += piece.length
    yield step('network', `blob ${id}`, Math.ceil((piece.length * SECOND) / registry.bytesPerSecond))
    const now = engine.scheduler.now()
    if (reportedAt !== undefined && now - reportedAt < REPORT_TICKS) return
    reportedAt = now
    yield* emit({ status: 'Pushing', progressDetail: { current, total }, id })
  })
  yield* emit({ status: 'Pushing', progressDetail: { current, total }, id })
  if (known) return known
  const packed: Uint8Array[] = []
  codecs().gzip(chunk => packed.push(chunk)).push(concat(pieces), true)
  return Content.of(concat(packed))
}

/** Youngest first; those this user saw before the others; those whose repository is most like the target before the rest. */
function likeliest(places: readonly BlobPlace[], target: string): BlobPlace[] {
  const mine = (place: BlobPlace): number => (place.HMAC === placeMark(place.Digest, place.SourceRepository) ? 1 : 0)
  const alike = (place: BlobPlace): number => {
    const wanted = target.split('/')
    const different = place.SourceRepository.split('/').findIndex((part, i) => part !== wanted[i])
    return different < 0 ? wanted.length : different
  }
  return places.toReversed().sort((a, b) => mine(b) - mine(a) || alike(b) - alike(a))
}

function mountable(places: readonly BlobPlace[], target: string, sizeBytes: number): BlobPlace[] {
  const most = sizeBytes > MIDDLE_BYTES ? 4 : sizeBytes > SMALL_BYTES ? 3 : 1
  return places.filter(({ SourceRepository }) => SourceRepository !== target && domainOf(SourceRepository) === domainOf(target)).slice(0, most)
}

const domainOf = (name: string): string => name.slice(0, name.indexOf('/'))
const pathIn = (name: string): string => name.slice(name.indexOf('/') + 1)

/** `docker push`. @source moby distribution/push.go, distribution/push_v2.go (20.10) */
import { utf8 } from '../base/bytes.ts'
import { EngineError } from '../base/errors.ts'
import type { StreamMessage } from '../engine/api.ts'
import type { Engine } from '../engine/engine.ts'
import { ROUND_TRIP, connect } from '../engine/pull/endpoint.ts'
import { addDigestReference } from '../engine/pull/pull-image.ts'
import { uploadLayer } from '../engine/push/upload-layer.ts'
import type { Push } from '../engine/push/upload-layer.ts'
import { encode, indent } from '../oci/go-json.ts'
import { familiarName, familiarString, parseReference, repositoryName, withTag } from '../oci/reference.ts'
import type { Reference } from '../oci/reference.ts'
import { CONFIG_TYPE, MANIFEST_TYPE, RegistryError } from '../registry/registry.ts'
import { step } from '../sched/op.ts'
import type { Op } from '../sched/op.ts'
import { chainIDOf } from '../store/image-config.ts'
import { shortID } from '../store/layout.ts'
import type { Digest } from '../store/layout.ts'
import type { Layer } from '../store/layer-store.ts'

export interface PushArgs {
  /** The repository as the client names it. */
  readonly name: string
  /** Undefined: every tag. */
  readonly tag: string | undefined
  readonly emit: (message: StreamMessage) => Op<void>
}

/**
 * Push one tag, or all of a repository: layers that are not there, then config and manifest.
 *
 * @throws EngineError
 */
export function* push(engine: Engine, { name, tag, emit }: PushArgs): Op<void> {
  const repository = parseReference(name, 'classic')
  if (repository.digest !== undefined || tag?.includes(':')) throw new EngineError('InvalidParameter', 'cannot push a digest reference')
  yield* emit({ status: `The push refers to repository [${repositoryName(repository)}]` })
  const known = yield* engine.references.byName(familiarName(repository))
  if (known.length === 0) throw new EngineError('System', `An image does not exist locally with the tag: ${familiarName(repository)}`)
  const endpoint = yield* connect(engine, repository.domain, 'push')
  const pushing: Push = { engine, target: { endpoint, path: repository.path, name: repositoryName(repository) }, emit, remote: new Map() }
  try {
    if (tag !== undefined) {
      const reference = withTag(repository, tag)
      const id = yield* engine.references.get(familiarString(reference), familiarName(reference))
      if (id === undefined) throw new EngineError('System', `tag does not exist: ${familiarString(reference)}`)
      yield* pushTag(pushing, reference, id)
    } else {
      const tagged = known.map(({ reference, id }) => ({ reference: parseReference(reference, 'classic'), id })).filter(({ reference }) => reference.tag !== undefined)
      if (tagged.length === 0) throw new EngineError('System', `no tags to push for ${familiarName(repository)}`)
      for (const { reference, id } of tagged) yield* pushTag(pushing, reference, id)
    }
  } catch (error) {
    if (!(error instanceof RegistryError || error instanceof EngineError)) throw error
    engine.log('info', `Attempting next endpoint for push after error: ${error.message}`)
    throw error instanceof EngineError ? error : new EngineError('System', error.message)
  }
  const whole = tag === undefined ? repository : withTag(repository, tag)
  engine.events.push('image', 'push', familiarString(whole), { name: familiarName(repository) })
}

function* pushTag(pushing: Push, reference: Reference, id: Digest): Op<void> {
  const { engine, target, emit, remote } = pushing
  const { registry, access, url } = target.endpoint
  let image
  try {
    image = yield* engine.images.get(id)
  } catch (error) {
    throw new EngineError('System', `could not find image from tag ${familiarString(reference)}: ${(error as Error).message}`)
  }
  const chainID = chainIDOf(image.config)
  const diffIDs = image.config.rootfs?.diff_ids ?? []
  if (chainID !== undefined) yield* pushLayers(pushing, chainID)
  const { raw } = image
  yield step('network', `${url}/v2/${target.path}/blobs/${id}`, ROUND_TRIP)
  registry.put(access, target.path, raw)
  const layers = diffIDs.map(diffID => remote.get(diffID))
  const manifest = utf8(indent(encode({ schemaVersion: 2, mediaType: MANIFEST_TYPE, config: { mediaType: CONFIG_TYPE, size: raw.size, digest: id }, layers }), '   '))
  yield step('network', `${url}/v2/${target.path}/manifests/${reference.tag ?? ''}`, ROUND_TRIP)
  const digest = registry.putManifest(access, target.path, reference.tag ?? '', { mediaType: MANIFEST_TYPE, bytes: manifest })
  yield* emit({ status: `${reference.tag ?? ''}: digest: ${digest} size: ${manifest.length}` })
  yield* addDigestReference(engine, reference, digest, id)
  yield* emit({ progressDetail: {}, aux: { Tag: reference.tag, Digest: digest, Size: manifest.length } })
}

/** All layers, told of from the top down; they are held meanwhile. */
function* pushLayers(pushing: Push, chainID: Digest): Op<void> {
  const { engine, emit } = pushing
  let handle
  try {
    handle = yield* engine.layers.get(chainID)
  } catch (error) {
    throw new EngineError('System', `failed to get top layer from image: ${(error as Error).message}`)
  }
  try {
    const layers = new Map<Digest, Layer>()
    for (let layer: Layer | undefined = handle.layer; layer; layer = layer.parent) {
      if (!layers.has(layer.diffID)) yield* emit({ status: 'Preparing', progressDetail: {}, id: shortID(layer.diffID) })
      layers.set(layer.diffID, layer)
    }
    for (const layer of layers.values()) yield* uploadLayer(pushing, layer)
  } finally {
    yield* engine.layers.release(handle)
  }
}

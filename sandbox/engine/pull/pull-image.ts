/**
 * Pull one manifest: choose the platform, fetch config and layers, make the image, then its names. Until the image is
 * made only transfers hold its layers.
 *
 * @source moby distribution/pull_v2.go (20.10)
 */
import { EngineError } from '../../base/errors.ts'
import { familiarName, familiarString, normalisedString, withDigest } from '../../oci/reference.ts'
import type { Reference } from '../../oci/reference.ts'
import type { Digest as OciDigest } from '../../oci/digest.ts'
import { RegistryError, isList, readManifest } from '../../registry/registry.ts'
import type { ManifestJson } from '../../registry/registry.ts'
import { step } from '../../sched/op.ts'
import type { Op } from '../../sched/op.ts'
import { parseImage } from '../../store/image-config.ts'
import { hexOf } from '../../store/layout.ts'
import type { Digest } from '../../store/layout.ts'
import type { StreamMessage } from '../api.ts'
import type { Engine } from '../engine.ts'
import { platformText } from '../platform.ts'
import type { Platform } from '../platform.ts'
import type { Source } from './download.ts'
import { ROUND_TRIP } from './endpoint.ts'
import { Held } from './layers.ts'

/** The config could not be had: no other address is tried. */
export class ConfigError extends Error {}

type Emit = (message: StreamMessage) => Op<void>

/**
 * Pull what a tag or digest names.
 *
 * @returns false when its name meant that image already
 * @throws RegistryError, EngineError, ConfigError
 */
export function* pullReference(engine: Engine, reference: Reference, source: Source, platform: Platform | undefined, emit: Emit): Op<boolean> {
  const { registry, access, url } = source.endpoint
  const wanted = reference.digest ?? reference.tag ?? 'latest'
  const request = `${url}/v2/${source.path}/manifests/${wanted}`
  yield step('network', request, ROUND_TRIP)
  if (reference.digest !== undefined) engine.log('warning', 'reference for unknown type: ', { digest: reference.digest, remote: normalisedString(withDigest(reference, reference.digest)) })
  let { digest, mediaType, bytes } = asking(request, () => registry.manifest(access, source.path, wanted))
  const shown = digest
  yield* emit({ status: `Pulling from ${source.path}`, id: reference.digest === undefined ? wanted : normalisedString(withDigest(reference, reference.digest)) })
  let manifest = readManifest(bytes)
  if (isList(mediaType)) {
    digest = choose(manifest, platform ?? { os: 'linux', architecture: engine.machine.facts.architecture, variant: '' })
    yield step('network', `${url}/v2/${source.path}/manifests/${digest}`, ROUND_TRIP)
    ;({ mediaType, bytes } = registry.manifest(access, source.path, digest))
    manifest = readManifest(bytes)
  }
  const held = new Held(engine, emit)
  try {
    const id = yield* makeImage(engine, manifest, source, held)
    yield* emit({ status: `Digest: ${shown}` })
    return yield* addNames(engine, reference, shown, id)
  } finally {
    yield* held.release()
  }
}

/** A failed request for a token is told with the address that needed it. */
function asking<T>(request: string, ask: () => T): T {
  try {
    return ask()
  } catch (error) {
    if (error instanceof RegistryError && error.code === 'UNAUTHORIZED') throw new EngineError('Unauthorized', `Head "${request}": ${error.message}`)
    throw error
  }
}

/** The entry of a manifest list for a platform; an older ARM variant will do, the newest that fits first. */
function choose(list: ManifestJson, wanted: Platform): Digest {
  const normal = (architecture: string | undefined, variant: string | undefined): string => variant || (architecture === 'arm64' ? 'v8' : architecture === 'arm' ? 'v7' : '')
  const mine = normal(wanted.architecture, wanted.variant)
  const fitting = (list.manifests ?? []).filter(({ platform }) => {
    if ((platform?.os ?? 'linux') !== wanted.os || platform?.architecture !== wanted.architecture) return false
    const theirs = normal(platform.architecture, platform.variant)
    return theirs === mine || (wanted.architecture === 'arm' && theirs < mine)
  })
  const [best] = fitting.sort((a, b) => (normal('arm', a.platform?.variant) < normal('arm', b.platform?.variant) ? 1 : normal('arm', a.platform?.variant) > normal('arm', b.platform?.variant) ? -1 : 0))
  if (!best) throw new EngineError('System', `no matching manifest for ${platformText(wanted)} in the manifest list entries`)
  return best.digest
}

/** The image of a manifest. When its config is there nothing is fetched: Docker asks the disk, openEuler the map and the layers too. */
function* makeImage(engine: Engine, { config, layers = [] }: ManifestJson, source: Source, held: Held): Op<Digest> {
  if (!config) throw new EngineError('System', 'unsupported schema version')
  const believed = !engine.behaviour.pullTrustsLoadedImagesOnly || (engine.images.has(config.digest) && (yield* engine.images.isWhole(config.digest)))
  try {
    if (believed) return (yield* engine.images.get(config.digest)).id
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
  }
  const fetched: { bytes?: Uint8Array; error?: Error; atTick: number } = { atTick: 0 }
  const { scheduler } = engine
  scheduler.spawn(fetchConfig(engine, config.digest, source, fetched), 'config', { owner: engine.process })
  yield* held.start(layers, source)
  yield* held.wait(() => fetched.error !== undefined)
  yield { kind: 'wait', target: 'image config', ticks: 0, blocked: () => engine.alive && !fetched.bytes && !fetched.error, readyAtTick: () => fetched.atTick }
  // An error of the config is more interesting than one of a layer.
  if (fetched.error) throw fetched.error
  const raw = fetched.bytes as Uint8Array
  const { rootfs } = parseImage(raw)
  if (!rootfs) throw new EngineError('System', 'image config verification failed: no rootfs')
  const registered = held.diffIDs()
  const expected = rootfs.diff_ids ?? []
  if (registered.length !== expected.length || registered.some((diffID, i) => diffID !== expected[i])) throw new EngineError('System', "layers from manifest don't match image configuration")
  return yield* engine.images.create(raw)
}

function* fetchConfig(engine: Engine, digest: Digest, { endpoint, path }: Source, fetched: { bytes?: Uint8Array; error?: Error; atTick: number }): Op<void> {
  const { memory } = engine.scheduler
  const { registry, access, url } = endpoint
  yield step('network', `${url}/v2/${path}/blobs/${digest}`, ROUND_TRIP)
  try {
    const { content } = registry.blob(access, path, digest, 'config')
    if (content.sha256() !== hexOf(digest)) {
      const message = `image config verification failed for digest ${digest}`
      engine.log('error', message)
      throw new ConfigError(`error pulling image configuration: ${message}`)
    }
    memory.set(fetched, 'bytes', content.bytes())
  } catch (error) {
    if (error instanceof RegistryError) memory.set(fetched, 'error', new ConfigError(`error pulling image configuration: download failed after attempts=1: ${error.message}`))
    else if (error instanceof ConfigError) memory.set(fetched, 'error', error)
    else throw error
  }
  memory.set(fetched, 'atTick', engine.scheduler.now())
}

/** Names of a pulled image: the digest first, then the tag; two steps that another command may come between. */
function* addNames(engine: Engine, reference: Reference, digest: Digest, id: Digest): Op<boolean> {
  const { references } = engine
  const named: Reference = reference.digest === undefined ? reference : withDigest(reference, reference.digest)
  const old = yield* references.get(familiarString(named), familiarName(named))
  if (reference.digest !== undefined) {
    if (old === id) return false
    yield* references.addDigest(named, id, { force: true })
    return true
  }
  yield* addDigestReference(engine, reference, digest, id)
  if (old === id) return false
  yield* references.addTag(reference, id, { force: true })
  return true
}

/** Note which manifest an image came from or went to; one that means another image already stays. */
export function* addDigestReference(engine: Engine, reference: Reference, digest: Digest, id: Digest): Op<void> {
  const { references } = engine
  const named = withDigest(reference, digest as OciDigest)
  const old = yield* references.get(familiarString(named), familiarName(named))
  if (old === undefined) return yield* references.addDigest(named, id, { force: true })
  if (old !== id) engine.log('error', `Image ID for digest ${digest} changed from ${old} to ${id}, cannot update`)
}

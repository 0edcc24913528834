/** `docker manifest inspect`: the client asks the registry itself. @source docker/cli cli/command/manifest/inspect.go */
import { text } from '../base/bytes.ts'
import { EngineError } from '../base/errors.ts'
import { dockerServiceOf } from '../engine/docker-service.ts'
import { ROUND_TRIP, connect } from '../engine/pull/endpoint.ts'
import type { Endpoint } from '../engine/pull/endpoint.ts'
import { toBase64 } from '../oci/base64.ts'
import { RawJson, compact, encode, indent } from '../oci/go-json.ts'
import { normalisedString, withDefaultTag } from '../oci/reference.ts'
import type { Reference } from '../oci/reference.ts'
import { RegistryError, isList, readConfigPlatform, readManifest } from '../registry/registry.ts'
import type { PlatformJson, StoredManifest } from '../registry/registry.ts'
import { step } from '../sched/op.ts'
import type { Op } from '../sched/op.ts'
import { Failure } from './client.ts'
import type { Client, Run } from './client.ts'
import { is28 } from './clients.ts'
import { parsed } from './pull.ts'

/** `docker manifest inspect [-v] MANIFEST` */
export const manifestInspect: Run = function* (client) {
  const [typed = '', second] = client.args
  if (second !== undefined) throw new Failure('layerlab: manifest lists of the client itself are not simulated')
  client.refuse(['insecure'])
  const reference = withDefaultTag(parsed(client, typed))
  try {
    const endpoint = yield* connect({ registry: dockerServiceOf(client.process.machine)?.registry, log: () => undefined }, reference.domain, 'pull')
    const found = yield* fetch(endpoint, reference, reference.digest ?? reference.tag ?? '')
    yield* client.print(`${client.flag('verbose') ? yield* verbose(client, endpoint, reference, found) : plain(found)}\n`)
    return 0
  } catch (error) {
    if (error instanceof RegistryError && error.code === 'MANIFEST_UNKNOWN') throw new Failure(`no such manifest: ${normalisedString(reference)}`)
    if (error instanceof RegistryError || error instanceof EngineError) throw new Failure(error.message)
    throw error
  }
}

type Found = StoredManifest & { readonly digest: string }

function* fetch({ registry, access, url }: Endpoint, { path }: Reference, wanted: string): Op<Found> {
  yield step('network', `${url}/v2/${path}/manifests/${wanted}`, ROUND_TRIP)
  return registry.manifest(access, path, wanted)
}

/** A list is written anew; a manifest is shown as it is, with tabs. */
function plain({ mediaType, bytes }: Found): string {
  if (!isList(mediaType)) return indent(text(bytes), '\t')
  const manifests = (readManifest(bytes).manifests ?? []).map(({ mediaType: type, size, digest, platform }) => ({ mediaType: type, size, digest, platform: platformMembers(platform) }))
  return indent(encode({ schemaVersion: 2, mediaType, manifests }), '   ')
}

const platformMembers = ({ architecture, os, variant }: PlatformJson = {}): PlatformJson => ({ architecture: architecture ?? '', os: os ?? '', ...(variant ? { variant } : {}) })

/** Each manifest with its descriptor. */
function* verbose(client: Client, endpoint: Endpoint, reference: Reference, found: Found): Op<string> {
  const { registry, access, url } = endpoint
  if (isList(found.mediaType)) {
    const entries: unknown[] = []
    for (const { digest, platform } of readManifest(found.bytes).manifests ?? []) {
      const manifest = yield* fetch(endpoint, reference, digest)
      entries.push(entry(client, `${normalisedString(reference)}@${digest}`, manifest, platform))
    }
    return indent(encode(entries), '\t')
  }
  const { config } = readManifest(found.bytes)
  let platform: PlatformJson | undefined
  if (config) {
    yield step('network', `${url}/v2/${reference.path}/blobs/${config.digest}`, ROUND_TRIP)
    platform = readConfigPlatform(registry.blob(access, reference.path, config.digest, 'config').content.bytes())
  }
  return indent(encode(entry(client, normalisedString(reference), found, platform)), '\t')
}

function entry(client: Client, ref: string, { mediaType, bytes, digest }: Found, platform: PlatformJson | undefined): unknown {
  return {
    Ref: ref,
    Descriptor: { mediaType, digest, size: bytes.length, platform: platformMembers(platform) },
    ...(is28(client.version) ? { Raw: toBase64(bytes) } : {}),
    SchemaV2Manifest: new RawJson(compact(text(bytes))),
  }
}

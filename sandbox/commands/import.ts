/** `docker import`. @source moby daemon/images/image_import.go (20.10) */
import { EngineError } from '../base/errors.ts'
import type { StreamMessage } from '../engine/api.ts'
import { withChanges } from '../engine/config-changes.ts'
import type { Engine } from '../engine/engine.ts'
import { imageJson } from '../engine/image-json.ts'
import { parsePlatform } from '../engine/platform.ts'
import { tagImage } from '../engine/tag-image.ts'
import { rfc3339Nano, unixNanos } from '../engine/time.ts'
import { ArchiveError } from '../oci/archive-error.ts'
import { decompress } from '../oci/compression.ts'
import { withArchiveLimit } from '../oci/limits.ts'
import { pullFrom } from '../oci/pull.ts'
import type { Pull } from '../oci/pull.ts'
import { parseReference } from '../oci/reference.ts'
import type { Op } from '../sched/op.ts'

export interface ImportArgs {
  /** `-` for the body, or the address of an archive. */
  readonly source: string
  /** The archive as it arrives; undefined at its end. */
  readonly body: () => Op<Uint8Array | undefined>
  /** What to call the image; empty for no name. */
  readonly repository: string
  readonly comment: string
  /** Dockerfile instructions, each a line. */
  readonly changes: readonly string[]
  /** Empty: the host's. Only its operating system counts. */
  readonly platform: string
  readonly emit: (message: StreamMessage) => Op<void>
}

/**
 * Make an image of one layer from an archive of files, packed or not.
 *
 * @throws EngineError
 */
export function* importImage(engine: Engine, args: ImportArgs): Op<void> {
  const { architecture } = engine.machine.facts
  const os = args.platform === '' ? 'linux' : parsePlatform(args.platform, architecture).os
  const target = args.repository === '' ? undefined : parseReference(args.repository, 'classic')
  if (target?.digest !== undefined) throw new EngineError('InvalidParameter', 'cannot import digest reference')
  if (os !== 'linux') throw new EngineError('InvalidParameter', 'operating system is not supported')
  const config = withChanges({}, args.changes)
  if (args.source !== '-') throw unreachable(args.source)

  const chunks: Uint8Array[] = []
  for (let chunk = yield* args.body(); chunk; chunk = yield* args.body()) chunks.push(chunk)
  const comment = args.comment || `Imported from ${args.source}`
  const handle = yield* engine.layers.register({ pull: unpacked(pullFrom(chunks)) }, undefined)
  try {
    const created = rfc3339Nano(unixNanos(engine.machine))
    const id = yield* engine.images.create(imageJson({
      architecture, variant: '', os, osVersion: '', osFeatures: [], author: '', comment, created, dockerVersion: engine.profile.version, container: '', containerConfig: {}, config,
      history: [{ created, comment }], diffIDs: [handle.layer.diffID],
    }))
    if (target) yield* tagImage(engine, id, target)
    engine.events.push('image', 'import', id, { name: id })
    yield* args.emit({ status: id })
  } finally {
    yield* engine.layers.release(handle)
  }
}

function unpacked(pull: Pull): Pull {
  try {
    return withArchiveLimit(decompress(pull))
  } catch (error) {
    throw error instanceof ArchiveError ? new EngineError('System', error.message) : error
  }
}

/** No machine of the simulation serves archives over HTTP. */
function unreachable(source: string): EngineError {
  const url = source.includes('://') ? source : `http://${source}`
  const [, scheme = 'http', host = '', port] = /^(https?):\/\/(?:[^/@]*@)?(\[[^\]]*\]|[^/:?#]*)(?::(\d+))?/.exec(url) ?? []
  if (/^[\d.]+$|^\[|^localhost$/.test(host)) {
    const address = host === 'localhost' ? '127.0.0.1' : host
    return new EngineError('System', `Get ${JSON.stringify(url)}: dial tcp ${address}:${port ?? (scheme === 'https' ? 443 : 80)}: connect: connection refused`)
  }
  return new EngineError('NotFound', `Get ${JSON.stringify(url)}: dial tcp: lookup ${host}: no such host`)
}

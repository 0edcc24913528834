/** `docker history`. @source moby daemon/images/image_history.go (20.10) */
import { EngineError } from '../base/errors.ts'
import type { HistoryItem } from '../engine/api.ts'
import type { Engine } from '../engine/engine.ts'
import { resolveImage } from '../engine/resolve.ts'
import { nanosOfRfc3339 } from '../engine/time.ts'
import type { Op } from '../sched/op.ts'
import { extendChain } from '../store/image-config.ts'
import type { Digest } from '../store/layout.ts'

/**
 * An image's history, newest first. IDs follow the parent links as far as they go.
 *
 * @throws EngineError NotFound; System when a layer is not known
 */
export function* history(engine: Engine, name: string): Op<HistoryItem[]> {
  const image = yield* resolveImage(engine, name)
  const diffIDs = image.config.rootfs?.diff_ids ?? []
  const rows: { Comment: string; Created: number; CreatedBy: string; Id: string; Size: number; Tags: readonly string[] | null }[] = []
  let chain: Digest | undefined
  let layerAt = 0
  for (const entry of image.config.history ?? []) {
    let sizeBytes = 0
    if (!entry.empty_layer) {
      const diffID = diffIDs[layerAt++]
      if (diffID === undefined) throw new EngineError('System', 'too many non-empty layers in History section')
      chain = extendChain(chain, diffID)
      const handle = yield* engine.layers.get(chain)
      sizeBytes = handle.layer.sizeBytes
      yield* engine.layers.release(handle)
    }
    rows.unshift({
      Comment: entry.comment ?? '', Created: entry.created === undefined ? ZERO_UNIX : Number(nanosOfRfc3339(entry.created) / 1_000_000_000n),
      CreatedBy: entry.created_by ?? '', Id: '<missing>', Size: sizeBytes, Tags: null,
    })
  }
  let id: Digest | undefined = image.id
  for (const row of rows) {
    if (id === undefined) break
    row.Id = id
    const references: string[] = (yield* engine.references.references(id)).filter(reference => !reference.includes('@'))
    row.Tags = references.length > 0 ? references : null
    try {
      id = (yield* engine.images.get(id)).parent
      if (id !== undefined) yield* engine.images.get(id)
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      id = undefined
    }
  }
  return rows
}

const ZERO_UNIX = -62_135_596_800

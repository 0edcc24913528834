/** `docker image prune`. @source moby daemon/images/image_prune.go (20.10) */
import { EngineError } from '../base/errors.ts'
import type { ImageDeleteItem, ImagesPruneReport } from '../engine/api.ts'
import type { Engine } from '../engine/engine.ts'
import { refuseUnknownFilters } from '../engine/filters.ts'
import type { Filters } from '../engine/filters.ts'
import { nanosOfRfc3339 } from '../engine/time.ts'
import { parseUntil } from '../engine/until.ts'
import type { Op } from '../sched/op.ts'
import type { Image } from '../store/image-store.ts'
import { hexOf } from '../store/layout.ts'
import { hasLabels } from '../engine/labels.ts'
import { removeImage } from '../engine/remove-image.ts'

export interface PruneImagesArgs {
  /** `dangling=false` means `-a`; also `label`, `label!`, `until`. */
  readonly filters: Filters
}

/**
 * Remove images that nothing uses. Conflicts are skipped silently.
 *
 * @throws EngineError Conflict when a prune is running, InvalidParameter for a bad filter
 */
export function* pruneImages(engine: Engine, { filters }: PruneImagesArgs): Op<ImagesPruneReport> {
  engine.scheduler.memory.touch('pruning', '', 'read')
  if (engine.pruning) throw new EngineError('Conflict', 'a prune operation is already running')
  setPruning(engine, true)
  try {
    return yield* prune(engine, filters)
  } finally {
    setPruning(engine, false)
  }
}

function* prune(engine: Engine, filters: Filters): Op<ImagesPruneReport> {
  refuseUnknownFilters(filters, ['dangling', 'label', 'label!', 'until'])
  const danglingValues = filters['dangling'] ?? []
  let danglingOnly = true
  if (danglingValues.length > 0) {
    // The client adds its own value to one that was typed: `false` wins.
    if (danglingValues.some(value => value === 'false' || value === '0')) danglingOnly = false
    else if (!danglingValues.some(value => value === 'true' || value === '1')) throw new EngineError('InvalidParameter', `Invalid filter 'dangling=[${danglingValues.join(' ')}]'`)
  }
  const until = parseUntil(engine, filters['until'] ?? [])
  const images = danglingOnly ? yield* engine.images.heads() : yield* engine.images.map()
  const layers = yield* engine.layers.map()

  const candidates: Image[] = []
  for (const image of images) {
    const references = yield* engine.references.references(image.id)
    if (references.length === 0 && (yield* engine.images.children(image.id)).length > 0) continue
    if (until !== undefined && nanosOfRfc3339(image.config.created ?? '') > until) continue
    if (!hasLabels(image, filters['label'] ?? [])) continue
    if ((filters['label!'] ?? []).length > 0 && hasLabels(image, filters['label!'] ?? [])) continue
    candidates.push(image)
  }

  const deleted: ImageDeleteItem[] = []
  for (const { id } of candidates) {
    const references = yield* engine.references.references(id)
    const names = references.length === 0 ? [hexOf(id)] : !danglingOnly || references.every(reference => reference.includes('@')) ? references : []
    for (const name of names) {
      try {
        deleted.push(...(yield* removeImage(engine, { name, force: false, prune: true })))
      } catch (error) {
        if (!(error instanceof EngineError)) throw error
        if (error.kind !== 'Conflict') engine.log('warning', `failed to prune image ${name}: ${error.message}`)
      }
    }
  }
  let reclaimed = 0
  for (const { Deleted } of deleted) if (Deleted !== undefined) reclaimed += layers.get(Deleted)?.sizeBytes ?? 0
  engine.events.push('image', 'prune', '', { reclaimed: String(reclaimed) })
  return { ImagesDeleted: deleted.length > 0 ? deleted : null, SpaceReclaimed: reclaimed }
}

function setPruning(engine: Engine, pruning: boolean): void {
  const { memory } = engine.scheduler
  memory.touch('pruning', '', 'write')
  memory.set(engine, 'pruning', pruning)
}

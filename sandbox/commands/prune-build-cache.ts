/** `docker builder prune`. @source moby builder/builder-next/builder.go `toBuildkitPruneInfo` (20.10) */
import { EngineError } from '../base/errors.ts'
import type { BuildCachePruneReport } from '../engine/api.ts'
import type { Engine } from '../engine/engine.ts'
import type { Filters } from '../engine/filters.ts'
import { parseDuration } from '../engine/until.ts'
import type { Op } from '../sched/op.ts'

/**
 * Remove what BuildKit keeps: nothing, because the classic builder keeps its cache as images.
 *
 * @throws EngineError System when `until` is no duration, or there are several
 */
export function* pruneBuildCache(engine: Engine, { filters }: { filters: Filters }): Op<BuildCachePruneReport> {
  const [until, second] = filters['until'] ?? []
  if (second !== undefined) throw new EngineError('System', 'failed to prune build cache: filters expect only one value')
  if (until !== undefined && parseDuration(until) === undefined) {
    throw new EngineError('System', `failed to prune build cache: "until" filter expects a duration (e.g., '24h'): time: invalid duration ${JSON.stringify(until)}`)
  }
  engine.events.push('builder', 'prune', '', { reclaimed: '0' })
  return { CachesDeleted: null, SpaceReclaimed: 0 }
}

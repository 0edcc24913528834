/** `docker volume prune`, which `docker system prune --volumes` does too. @source moby volume/service/service.go `Prune` (20.10) */
import type { VolumesPruneReport } from '../engine/api.ts'
import type { Engine } from '../engine/engine.ts'
import { refuseUnknownFilters } from '../engine/filters.ts'
import type { Filters } from '../engine/filters.ts'
import { listVolumes } from '../engine/list-volumes.ts'
import type { Op } from '../sched/op.ts'
import { VOLUMES } from '../store/layout.ts'

/**
 * Remove volumes that no container has, with and without a name. None has labels here.
 *
 * @throws EngineError InvalidParameter for a filter that is not known
 */
export function* pruneVolumes(engine: Engine, { filters }: { readonly filters: Filters }): Op<VolumesPruneReport> {
  refuseUnknownFilters(filters, ['label', 'label!'])
  const deleted: string[] = []
  let reclaimed = 0
  if ((filters['label'] ?? []).length === 0) {
    for (const { Name, UsageData } of yield* listVolumes(engine)) {
      if (UsageData === undefined || UsageData.RefCount > 0) continue
      yield* engine.fs.removeAll(`${VOLUMES}/${Name}`)
      reclaimed += UsageData.Size
      deleted.push(Name)
    }
  }
  engine.events.push('volume', 'prune', '', { reclaimed: String(reclaimed) })
  return { VolumesDeleted: deleted.length > 0 ? deleted : null, SpaceReclaimed: reclaimed }
}

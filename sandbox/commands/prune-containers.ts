/** `docker container prune`. @source moby daemon/prune.go (20.10) */
import type { Engine } from '../engine/engine.ts'
import { containerSizes } from '../engine/container-sizes.ts'
import { removeContainer } from '../engine/container-remove.ts'
import { refuseUnknownFilters } from '../engine/filters.ts'
import type { Filters } from '../engine/filters.ts'
import { nanosOfRfc3339 } from '../engine/time.ts'
import { parseUntil } from '../engine/until.ts'
import type { Op } from '../sched/op.ts'

export interface ContainersPruneReport {
  readonly ContainersDeleted: readonly string[] | null
  readonly SpaceReclaimed: number
}

/** Remove containers that do not run. */
export function* pruneContainers(engine: Engine, { filters }: { filters: Filters }): Op<ContainersPruneReport> {
  refuseUnknownFilters(filters, ['label', 'label!', 'until'])
  const until = parseUntil(engine, filters['until'] ?? [])
  const deleted: string[] = []
  let reclaimed = 0
  for (const container of engine.containers.all()) {
    if (container.state.Running) continue
    if (until !== undefined && nanosOfRfc3339(container.created) > until) continue
    const labels = container.config.Labels ?? {}
    const has = (label: string): boolean => {
      const equals = label.indexOf('=')
      return equals < 0 ? Object.hasOwn(labels, label) : labels[label.slice(0, equals)] === label.slice(equals + 1)
    }
    if (!(filters['label'] ?? []).every(has) || (filters['label!'] ?? []).some(has)) continue
    const { rw } = yield* containerSizes(engine, container)
    yield* removeContainer(engine, container, { volumes: false })
    if (rw > 0) reclaimed += rw
    deleted.push(container.id)
  }
  engine.events.push('container', 'prune', '', { reclaimed: String(reclaimed) })
  return { ContainersDeleted: deleted.length > 0 ? deleted : null, SpaceReclaimed: reclaimed }
}

/** `docker search`. @source moby daemon/images/image_search.go, registry/search.go (20.10) */
import { EngineError } from '../base/errors.ts'
import type { SearchResult } from '../engine/api.ts'
import type { Engine } from '../engine/engine.ts'
import { refuseUnknownFilters } from '../engine/filters.ts'
import type { Filters } from '../engine/filters.ts'
import { ROUND_TRIP } from '../engine/pull/endpoint.ts'
import { step } from '../sched/op.ts'
import type { Op } from '../sched/op.ts'

const OFFICIAL = 'library/'

const LIMIT_MAX = 100

/**
 * Repositories whose name has a word in it. The registry knows neither stars nor descriptions.
 *
 * @throws EngineError without a registry, or for a filter or limit that cannot be
 */
export function* search(engine: Engine, term: string, limit: number, filters: Filters): Op<readonly SearchResult[]> {
  refuseUnknownFilters(filters, ['is-automated', 'is-official', 'stars'])
  if (limit < 1 || limit > LIMIT_MAX) throw new EngineError('InvalidParameter', `Limit ${limit} is outside the range of [1, ${LIMIT_MAX}]`)
  const url = `https://index.docker.io/v1/search?q=${encodeURIComponent(term)}&n=${limit}`
  yield step('network', url, ROUND_TRIP)
  if (!engine.registry) throw new EngineError('System', `Get "${url}": dial tcp 127.0.0.1:443: connect: connection refused`)
  const results = engine.registry.search(term).slice(0, limit).map(path => ({
    star_count: 0, is_official: path.startsWith(OFFICIAL), name: path.startsWith(OFFICIAL) ? path.slice(OFFICIAL.length) : path, is_automated: false, description: '',
  }))
  const yes = (key: string): boolean | undefined => (filters[key]?.[0] === undefined ? undefined : ['1', 'true'].includes(filters[key][0]))
  return results.filter(result =>
    (yes('is-official') ?? result.is_official) === result.is_official &&
    (yes('is-automated') ?? result.is_automated) === result.is_automated &&
    result.star_count >= Number(filters['stars']?.[0] ?? 0))
}

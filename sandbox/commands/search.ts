/** `docker search`. @source moby daemon/images/image_search.go, registry/search.go (20.10) */
import { EngineError } from '../base/errors.ts'
import type { SearchResult } from '../engine/api.ts'
import type { Engine } from '../engine/engine.ts'
import { ROUND_TRIP } from '../engine/pull/endpoint.ts'
import { step } from '../sched/op.ts'
import type { Op } from '../sched/op.ts'

const OFFICIAL = 'library/'

/**
 * Repositories whose name has a word in it. The registry knows neither stars nor descriptions.
 *
 * @throws EngineError without a registry
 */
export function* search(engine: Engine, term: string, limit: number): Op<readonly SearchResult[]> {
  const url = `https://index.docker.io/v1/search?q=${encodeURIComponent(term)}&n=${limit}`
  yield step('network', url, ROUND_TRIP)
  if (!engine.registry) throw new EngineError('System', `Get "${url}": dial tcp 127.0.0.1:443: connect: connection refused`)
  return engine.registry.search(term).slice(0, limit).map(path => ({
    star_count: 0, is_official: path.startsWith(OFFICIAL), name: path.startsWith(OFFICIAL) ? path.slice(OFFICIAL.length) : path, is_automated: false, description: '',
  }))
}

import { search as searchImages } from '../commands/search.ts'
import { Failure } from './client.ts'
import type { Run } from './client.ts'
import { showSearch } from './format/search.ts'

const LIMIT = 25

/** `docker search TERM` */
export const search: Run = function* (client) {
  const [term = ''] = client.args
  const limit = client.int('limit') || LIMIT
  const results = yield* client.request('GET /v1.41/images/search', engine => searchImages(engine, term, limit, client.filters()))
  // Old clients have flags for what are filters now, and look at the answer themselves.
  const shown = results.filter(result => result.star_count >= client.int('stars') && (!client.flag('automated') || result.is_automated))
  const format = client.given('format')
  return yield* client.show(showSearch(shown, { ...(format === undefined ? {} : { format }), noTrunc: client.flag('no-trunc') }, client.version))
}

/** `docker login` and `docker logout` */
export const noAccounts: Run = function* () {
  throw new Failure('layerlab: the pretend registry has no accounts: docker login and docker logout are not simulated')
}

import { search as searchImages } from '../commands/search.ts'
import { Failure } from './client.ts'
import type { Run } from './client.ts'
import { showSearch } from './format/search.ts'

const LIMIT = 25
const LIMIT_MAX = 100

/** `docker search TERM` */
export const search: Run = function* (client) {
  const [term = ''] = client.args
  const limit = client.int('limit') || LIMIT
  const filters = client.filters()
  for (const key of Object.keys(filters)) if (!['is-automated', 'is-official', 'stars'].includes(key)) throw new Failure(`Error response from daemon: Invalid filter '${key}'`)
  if (limit < 1 || limit > LIMIT_MAX) throw new Failure(`Error response from daemon: Limit ${limit} is outside the range of [1, ${LIMIT_MAX}]`)
  const results = yield* client.request('GET /v1.41/images/search', engine => searchImages(engine, term, limit))
  const yes = (key: string): boolean | undefined => filters[key]?.[0] === undefined ? undefined : ['1', 'true'].includes(filters[key][0])
  const shown = results.filter(result =>
    (yes('is-official') ?? result.is_official) === result.is_official &&
    (yes('is-automated') ?? result.is_automated) === result.is_automated &&
    result.star_count >= Number(filters['stars']?.[0] ?? 0))
  const format = client.given('format')
  return yield* client.show(showSearch(shown, { ...(format === undefined ? {} : { format }), noTrunc: client.flag('no-trunc') }, client.version))
}

/** `docker login` and `docker logout` */
export const noAccounts: Run = function* () {
  throw new Failure('layerlab: the pretend registry has no accounts: docker login and docker logout are not simulated')
}

import { history as historyOf } from '../commands/history.ts'
import type { Run } from './client.ts'
import { showHistory } from './format/history.ts'

/** `docker history IMAGE` */
export const history: Run = function* (client) {
  const [name = ''] = client.args
  const rows = yield* client.request(`GET /v1.41/images/${name}/history`, engine => historyOf(engine, name))
  const format = client.given('format')
  return yield* client.show(showHistory(rows, {
    ...(format === undefined || format === '' ? {} : { format }), quiet: client.flag('quiet'), noTrunc: client.flag('no-trunc'), human: client.flag('human'), now: client.now,
  }, client.version))
}

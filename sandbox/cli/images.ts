import { listImages } from '../engine/list-images.ts'
import type { Run } from './client.ts'
import { is28 } from './clients.ts'
import { showImages } from './format/images.ts'

const SUBCOMMANDS = new Set(['build', 'history', 'import', 'inspect', 'list', 'load', 'ls', 'prune', 'pull', 'push', 'rm', 'save', 'tag'])

/** `docker images [REPOSITORY[:TAG]]` */
export const images: Run = function* (client) {
  const filters = client.filters()
  const [reference] = client.args
  if (reference !== undefined && reference !== '') (filters['reference'] ??= []).push(reference)
  const rows = yield* client.request('GET /v1.41/images/json', engine => listImages(engine, { all: client.flag('all'), filters }))
  const format = client.given('format')
  const shown = showImages(rows, {
    ...(format === undefined || format === '' ? {} : { format }), quiet: client.flag('quiet'), noTrunc: client.flag('no-trunc'), digests: client.flag('digests'), now: client.now,
  }, client.version)
  const exit = yield* client.show(shown)
  if (rows.length === 0 && reference !== undefined && is28(client.version) && client.command.commandPath === 'docker images' && SUBCOMMANDS.has(reference)) {
    yield* client.complain(`\nNo images found matching "${reference}": did you mean "docker image ${reference}"?\n`)
  }
  return exit
}

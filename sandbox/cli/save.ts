import { save as saveImages } from '../commands/save.ts'
import type { Run } from './client.ts'
import { writeOutput } from './output-file.ts'

/** `docker save IMAGE...`: to a file through a temporary one beside it, or to standard output. */
export const save: Run = function* (client) {
  const query = client.args.map(name => `names=${encodeURIComponent(name)}`).join('&')
  yield* writeOutput(client, 'failed to save image', write => client.request(`GET /v1.41/images/get?${query}`, engine => saveImages(engine, { names: client.args, write })))
  return 0
}

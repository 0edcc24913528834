import { exportContainer } from '../commands/export.ts'
import type { Run } from './client.ts'
import { writeOutput } from './output-file.ts'

/** `docker export CONTAINER`: to a file through a temporary one beside it, or to standard output. */
export const exportCommand: Run = function* (client) {
  const [name = ''] = client.args
  yield* writeOutput(client, 'failed to export container', write => client.request(`GET /v1.41/containers/${name}/export`, engine => exportContainer(engine, { container: name, write })))
  return 0
}

import { top as topContainer } from '../commands/top.ts'
import { displayWidth } from '../oci/human.ts'
import { layOutTable } from '../oci/tabwriter.ts'
import { Failure } from './client.ts'
import type { Run } from './client.ts'

/** `docker top CONTAINER` */
export const top: Run = function* (client) {
  const [name = '', ...options] = client.args
  // Without options it is `ps -ef` that the daemon runs.
  if (options.length > 1 || (options[0] ?? '-ef') !== '-ef') throw new Failure('options of ps are not simulated by Layerlab: use docker top CONTAINER')
  const { titles, rows } = yield* client.request(`GET /v1.41/containers/${name}/top`, engine => topContainer(engine, name))
  yield* client.print(layOutTable([titles, ...rows].map(row => `${row.join('\t')}\n`).join(''), { columnWidthMin: 20, padding: 3, width: displayWidth }))
  return 0
}

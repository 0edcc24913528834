import { EngineError } from '../base/errors.ts'
import { removeImage } from '../engine/remove-image.ts'
import { DaemonError, Failure } from './client.ts'
import type { Run } from './client.ts'

/** `docker rmi IMAGE...`: one request each; errors at the end. With `-f` an image that is not there is no failure. */
export const rmi: Run = function* (client) {
  const force = client.flag('force')
  const query = force || client.flag('no-prune') ? `?${[force ? 'force=1' : '', client.flag('no-prune') ? 'noprune=1' : ''].filter(part => part !== '').join('&')}` : ''
  const errors: string[] = []
  let fatal = false
  for (const name of client.args) {
    try {
      const records = yield* client.request(`DELETE /v1.41/images/${name}${query}`, function* (engine) {
        // A request without a name meets no route of the daemon.
        if (name === '') throw new EngineError('NotFound', 'page not found')
        return yield* removeImage(engine, { name, force, prune: !client.flag('no-prune') })
      })
      for (const record of records) yield* client.print(record.Deleted === undefined ? `Untagged: ${record.Untagged}\n` : `Deleted: ${record.Deleted}\n`)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      if (!(error instanceof DaemonError && error.kind === 'NotFound')) fatal = true
      errors.push((client.notFound(error, 'image', name) as Failure).message)
    }
  }
  if (errors.length === 0) return 0
  yield* client.complain(`${errors.join('\n')}\n`)
  return fatal || !force ? 1 : 0
}

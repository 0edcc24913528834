import { EngineError } from '../base/errors.ts'
import type { Op } from '../sched/op.ts'
import type { Client } from './client.ts'

/**
 * What `run` and `create` do about an image that is not there: pull it, progress on standard error. Without a registry
 * within reach the connection is refused.
 *
 * @throws DaemonError
 */
export function* pullMissing(client: Client, reference: string): Op<void> {
  yield* client.request('POST /v1.41/images/create', function* (engine) {
    const domain = /^([^/]*[.:][^/]*|localhost)\//.exec(reference)?.[1]
    const url = domain === undefined ? 'https://registry-1.docker.io/v2/' : `http://${domain}/v2/`
    const host = domain === undefined ? '127.0.0.1:443' : domain.includes(':') ? domain : `${domain}:80`
    const reason = `Get "${url}": dial tcp ${host}: connect: connection refused`
    engine.log('warning', `Error getting v2 registry: ${reason}`)
    engine.log('info', `Attempting next endpoint for pull after error: ${reason}`)
    throw new EngineError('System', reason)
  })
}

import { unreachableRegistry } from '../engine/unreachable-registry.ts'
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
    throw unreachableRegistry(engine, reference)
  })
}

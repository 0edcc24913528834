/** `docker inspect` of networks and volumes, which are not simulated but for what every engine has. */
import { EngineError } from '../base/errors.ts'
import type { Engine } from '../engine/engine.ts'
import type { Op } from '../sched/op.ts'
import { VOLUMES } from '../store/layout.ts'

/**
 * The three networks that every engine has can be named.
 *
 * @throws EngineError NotFound
 */
export function inspectNetwork(name: string): unknown {
  if (!['bridge', 'host', 'none'].includes(name)) throw new EngineError('NotFound', `network ${name} not found`)
  return { Name: name, Id: '', Scope: 'local', Driver: name === 'none' ? 'null' : name, EnableIPv6: false, Internal: false, Containers: {}, Options: {}, Labels: {} }
}

/** @throws EngineError NotFound */
export function* inspectVolume(engine: Engine, name: string): Op<unknown> {
  const mountpoint = `${VOLUMES}/${name}/_data`
  if (name === '' || !(yield* engine.fs.exists(mountpoint))) throw new EngineError('NotFound', `get ${name}: no such volume`)
  return { Driver: 'local', Labels: null, Mountpoint: mountpoint, Name: name, Options: null, Scope: 'local' }
}

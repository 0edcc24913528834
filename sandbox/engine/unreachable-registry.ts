import { EngineError } from '../base/errors.ts'
import type { Engine } from './engine.ts'

/**
 * Why an image cannot be pulled: nobody listens where its registry would be.
 *
 * @param reference familiar, with its tag
 */
export function unreachableRegistry(engine: Engine, reference: string): EngineError {
  const domain = /^([^/]*[.:][^/]*|localhost)\//.exec(reference)?.[1]
  const url = domain === undefined ? 'https://registry-1.docker.io/v2/' : `http://${domain}/v2/`
  const host = domain === undefined ? '127.0.0.1:443' : domain.includes(':') ? domain : `${domain}:80`
  const reason = `Get "${url}": dial tcp ${host}: connect: connection refused`
  engine.log('warning', `Error getting v2 registry: ${reason}`)
  engine.log('info', `Attempting next endpoint for pull after error: ${reason}`)
  return new EngineError('System', reason)
}

/** Reaching a registry: which addresses a name stands for, and what comes of asking them. */
import { EngineError } from '../../base/errors.ts'
import type { Access, Registry } from '../../registry/registry.ts'
import { MILLISECOND, step } from '../../sched/op.ts'
import type { Op } from '../../sched/op.ts'
import type { Engine } from '../engine.ts'

/** A registry that answers. */
export interface Endpoint {
  readonly registry: Registry
  readonly access: Access
  /** `https://registry-1.docker.io` */
  readonly url: string
}

/** Where the registry without protection is. */
const PLAIN_HOST = '127.0.0.1:5000'
/** There and back over the network. */
export const ROUND_TRIP = 5 * MILLISECOND

/**
 * Ask each address of a registry for its version: Docker Hub, else https, and plain http too when it is this machine.
 *
 * @throws EngineError with the last address's refusal
 * @source moby distribution/registry.go `NewV2Repository`, registry/service_v2.go
 */
export function* connect(engine: Pick<Engine, 'registry' | 'log'>, domain: string, verb: 'pull' | 'push'): Op<Endpoint> {
  const { registry } = engine
  const hub = domain === 'docker.io'
  const host = hub ? 'registry-1.docker.io' : domain
  const urls = hub || !isLoopback(domain) ? [`https://${host}`] : [`https://${host}`, `http://${host}`]
  let refusal = ''
  for (const url of urls) {
    yield step('network', `${url}/v2/`, ROUND_TRIP)
    const plain = registry && (domain === PLAIN_HOST || domain === 'localhost:5000')
    if (registry && hub) return { registry, access: 'token', url }
    if (plain && url.startsWith('http:')) return { registry, access: 'open', url }
    refusal = `Get "${url}/v2/": ${plain ? 'http: server gave HTTP response to HTTPS client' : unreachable(hub ? '127.0.0.1' : domain, url)}`
    engine.log(verb === 'pull' ? 'warning' : 'debug', `Error getting v2 registry: ${refusal}`)
    engine.log('info', `Attempting next endpoint for ${verb} after error: ${refusal}`)
  }
  throw new EngineError('System', refusal)
}

/** Registries at these addresses may speak plain http. */
function isLoopback(domain: string): boolean {
  const host = domain.replace(/:\d+$/, '')
  return host === 'localhost' || /^127\./.test(host) || host === '[::1]'
}

function unreachable(domain: string, url: string): string {
  const port = /:(\d+)$/.exec(domain)?.[1] ?? (url.startsWith('https:') ? '443' : '80')
  const host = domain.replace(/:\d+$/, '')
  if (host === 'localhost') return `dial tcp 127.0.0.1:${port}: connect: connection refused`
  return /^[\d.]+$|^\[/.test(host) ? `dial tcp ${host}:${port}: connect: connection refused` : `dial tcp: lookup ${host}: no such host`
}

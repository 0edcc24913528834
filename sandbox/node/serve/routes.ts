/** All endpoints of the Docker Engine API that are answered, in one table. @source moby api/server/router (20.10); API 1.41 */
import { EngineError } from '../../base/errors.ts'
import type { Op } from '../../sched/op.ts'
import * as containers from './routes/containers.ts'
import * as execs from './routes/exec.ts'
import type { Exchange } from './exchange.ts'
import * as images from './routes/images.ts'
import * as streams from './routes/streams.ts'
import * as system from './routes/system.ts'

export type Handler = (exchange: Exchange) => Op<void>

export interface Route {
  readonly method: string
  /** `{name}` stands for at least one character, slashes too. */
  readonly path: string
  readonly handle: Handler
  /** Given up while it waits when the client goes away. Others go on to their end, or to the next thing they send. */
  readonly watched: boolean
}

const carriedOut = (method: string, path: string, handle: Handler): Route => ({ method, path, handle, watched: false })
const watched = (method: string, path: string, handle: Handler): Route => ({ method, path, handle, watched: true })

/** The first one that fits is taken. */
const ROUTES: readonly Route[] = [
  carriedOut('HEAD', '/_ping', system.ping),
  carriedOut('GET', '/_ping', system.ping),
  carriedOut('GET', '/version', system.version),
  carriedOut('GET', '/info', system.info),
  carriedOut('GET', '/system/df', system.diskUsage),
  watched('GET', '/events', system.events),

  carriedOut('GET', '/images/json', images.list),
  carriedOut('GET', '/images/search', images.search),
  carriedOut('GET', '/images/get', images.save),
  carriedOut('GET', '/images/{name}/get', images.saveOne),
  carriedOut('GET', '/images/{name}/history', images.history),
  carriedOut('GET', '/images/{name}/json', images.inspect),
  carriedOut('POST', '/images/load', images.load),
  carriedOut('POST', '/images/create', images.create),
  carriedOut('POST', '/images/prune', images.prune),
  carriedOut('POST', '/images/combine', images.combine),
  carriedOut('POST', '/images/{name}/push', images.push),
  carriedOut('POST', '/images/{name}/tag', images.tag),
  carriedOut('DELETE', '/images/{name}', images.remove),
  carriedOut('POST', '/commit', images.commit),
  carriedOut('POST', '/build', images.build),
  carriedOut('POST', '/build/prune', images.pruneBuildCache),

  carriedOut('GET', '/containers/json', containers.list),
  carriedOut('POST', '/containers/create', containers.create),
  carriedOut('POST', '/containers/prune', containers.prune),
  carriedOut('GET', '/containers/{name}/json', containers.inspect),
  carriedOut('GET', '/containers/{name}/top', containers.top),
  carriedOut('GET', '/containers/{name}/changes', containers.changes),
  carriedOut('GET', '/containers/{name}/export', containers.exportTree),
  watched('GET', '/containers/{name}/logs', streams.logs),
  carriedOut('HEAD', '/containers/{name}/archive', containers.statPath),
  carriedOut('GET', '/containers/{name}/archive', containers.archive),
  carriedOut('PUT', '/containers/{name}/archive', containers.extract),
  carriedOut('POST', '/containers/{name}/start', streams.start),
  carriedOut('POST', '/containers/{name}/stop', containers.stop),
  carriedOut('POST', '/containers/{name}/restart', containers.restart),
  carriedOut('POST', '/containers/{name}/kill', containers.kill),
  carriedOut('POST', '/containers/{name}/pause', containers.pause),
  carriedOut('POST', '/containers/{name}/unpause', containers.unpause),
  carriedOut('POST', '/containers/{name}/rename', containers.rename),
  carriedOut('POST', '/containers/{name}/resize', streams.resize),
  watched('POST', '/containers/{name}/wait', streams.wait),
  watched('POST', '/containers/{name}/attach', streams.attach),
  carriedOut('POST', '/containers/{name}/exec', execs.create),
  carriedOut('DELETE', '/containers/{name}', containers.remove),

  watched('POST', '/exec/{name}/start', execs.start),
  carriedOut('POST', '/exec/{name}/resize', execs.resize),
  carriedOut('GET', '/exec/{name}/json', execs.inspect),

  carriedOut('POST', '/networks/prune', system.pruneNetworks),
  carriedOut('POST', '/volumes/prune', system.pruneVolumes),
  carriedOut('GET', '/networks/{name}', system.inspectNetwork),
  carriedOut('GET', '/volumes/{name}', system.inspectVolume),
  carriedOut('GET', '/plugins/{name}/json', system.inspectPlugin),
  carriedOut('POST', '/auth', system.authenticate),
]

/** What a real engine has besides; it is told that this one has not. */
const NOT_SIMULATED = /^\/(?:containers|images|networks|volumes|plugins|swarm|services|nodes|tasks|secrets|configs|session|grpc|distribution|system|build|exec)(?:\/|$)/

const compiled = ROUTES.map(route => ({ route, pattern: new RegExp(`^${route.path.replaceAll('.', '\\.').replace('{name}', '(.+)')}$`) }))

/** The endpoint of a request, and what `{name}` is. The path has no version. */
export function routeOf(method: string, path: string): { readonly route: Route; readonly name: string } {
  for (const { route, pattern } of compiled) {
    const found = route.method === method ? pattern.exec(path) : null
    if (found) return { route, name: decodeName(found[1] ?? '') }
  }
  return { route: carriedOut(method, path, refuse(method, path)), name: '' }
}

function refuse(method: string, path: string): Handler {
  return function* () {
    if (!NOT_SIMULATED.test(path) || /^\/(?:images|containers)\/?$/.test(path)) throw new EngineError('NotFound', 'page not found')
    throw new EngineError('NotImplemented', `${method} ${path} is not simulated by Layerlab`)
  }
}

function decodeName(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

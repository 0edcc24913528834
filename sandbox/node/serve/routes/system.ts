/** Endpoints about the engine as a whole. @source moby api/server/router/system, network, volume (20.10) */
import { utf8 } from '../../../base/bytes.ts'
import { EngineError } from '../../../base/errors.ts'
import { diskUsage as usageOf } from '../../../commands/disk-usage.ts'
import { info as infoOf } from '../../../commands/info.ts'
import { inspectNetwork as networkOf, inspectVolume as volumeOf } from '../../../commands/inspect-other.ts'
import { listEvents } from '../../../commands/list-events.ts'
import { pruneVolumes as pruneUnused } from '../../../commands/prune-volumes.ts'
import { version as versionOf } from '../../../commands/version.ts'
import { encode } from '../../../oci/go-json.ts'
import type { Handler } from '../routes.ts'

export const ping: Handler = function* ({ request, response }) {
  const body = request.method === 'HEAD' ? '' : 'OK'
  response.writeHead(200, { 'Cache-Control': 'no-cache, no-store, must-revalidate', Pragma: 'no-cache', 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': body.length })
  response.end(body)
}

export const version: Handler = function* (exchange) {
  exchange.send(200, versionOf(exchange.engine))
}

export const info: Handler = function* (exchange) {
  exchange.send(200, infoOf(exchange.engine))
}

export const diskUsage: Handler = function* (exchange) {
  exchange.send(200, yield* usageOf(exchange.engine))
}

export const events: Handler = function* (exchange) {
  const { engine } = exchange
  const given = (name: string): string | undefined => exchange.text(name) || undefined
  const args = { since: given('since'), until: given('until'), filters: exchange.filters() }
  exchange.begin(200, { 'Content-Type': 'application/json' })
  yield* listEvents(engine, {
    ...args,
    *emit(event) {
      yield* exchange.write(utf8(`${encode(event, { escapeHtml: false })}\n`))
    },
  })
  exchange.response.end()
}

/** There are only the three networks of every engine, which are never removed. */
export const pruneNetworks: Handler = function* (exchange) {
  exchange.send(200, { NetworksDeleted: null })
}

export const pruneVolumes: Handler = function* (exchange) {
  exchange.send(200, yield* pruneUnused(exchange.engine, { filters: exchange.filters() }))
}

export const inspectNetwork: Handler = function* (exchange) {
  exchange.send(200, networkOf(exchange.name))
}

export const inspectVolume: Handler = function* (exchange) {
  exchange.send(200, yield* volumeOf(exchange.engine, exchange.name))
}

/** There are no plugins. */
export const inspectPlugin: Handler = function* ({ name }) {
  throw new EngineError('NotFound', `plugin ${JSON.stringify(name)} not found`)
}

export const authenticate: Handler = function* () {
  throw new EngineError('NotImplemented', 'the pretend registry has no accounts: docker login is not simulated by Layerlab')
}

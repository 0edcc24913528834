/** `docker inspect` and its kinds. @source docker/cli cli/command/system/inspect.go, cli/command/inspect */
import { EngineError } from '../base/errors.ts'
import { inspectContainer } from '../commands/inspect-container.ts'
import { inspectImage } from '../commands/inspect-image.ts'
import { inspectNetwork, inspectVolume } from '../commands/inspect-other.ts'
import { encode } from '../oci/go-json.ts'
import type { Op } from '../sched/op.ts'
import { DaemonError, Failure } from './client.ts'
import type { Client, Run } from './client.ts'
import { is28 } from './clients.ts'
import { refuseInspectFormat, showInspect } from './format/inspect.ts'
import type { Found, InspectKind } from './format/inspect.ts'

type Look = (client: Client, name: string) => Op<Found>

/** `docker inspect NAME...`: the first kind of object that has the name. */
export const inspect: Run = function* (client) {
  const type = client.text('type')
  const kinds: readonly InspectKind[] = type === '' ? ['container', 'image', 'network', 'volume'] : [checkedType(client, type)]
  return yield* show(client, function* (_client, name) {
    for (const kind of kinds) {
      const found = yield* lookFor(client, kind, name)
      if (found) {
        if (kind !== 'container' && client.flag('size')) yield* client.complain(`WARNING: --size ignored for ${kind}\n`)
        return found
      }
    }
    return { error: type === '' ? `Error: No such object: ${name}` : notFoundText(client, kinds[0] as InspectKind, name) }
  })
}

/** `docker image inspect IMAGE...` */
export const imageInspect: Run = client => show(client, oneKind('image'))

/** `docker container inspect CONTAINER...` */
export const containerInspect: Run = client => show(client, oneKind('container'))

function oneKind(kind: InspectKind): Look {
  return function* (client, name) {
    try {
      const json = yield* ask(client, kind, name)
      return { kind, json }
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      const shownError = client.notFound(error, kind, name) as Failure
      return { error: shownError.message }
    }
  }
}

const TYPES = ['config', 'container', 'image', 'network', 'node', 'plugin', 'secret', 'service', 'task', 'volume']

function checkedType(client: Client, type: string): InspectKind {
  if (type === 'container' || type === 'image' || type === 'network' || type === 'volume') return type
  if (TYPES.includes(type)) throw new Failure(`--type ${type} is not simulated by Layerlab`)
  if (is28(client.version)) throw new Failure(`unknown type: ${JSON.stringify(type)}: must be one of ${TYPES.map(name => JSON.stringify(name)).join(', ')}`)
  throw new Failure(`${JSON.stringify(type)} is not a valid value for --type`)
}

function notFoundText(client: Client, kind: InspectKind, name: string): string {
  return (client.notFound(new DaemonError(lastAnswer.get(client) ?? new EngineError('NotFound', `No such ${kind}: ${name}`)), kind, name) as Failure).message
}

/** What the daemon last said to a client, for the kinds whose text is shown as it is. */
const lastAnswer = new WeakMap<Client, EngineError>()

/** Undefined when there is nothing of that kind by that name; other errors end the search. */
function* lookFor(client: Client, kind: InspectKind, name: string): Op<Found | undefined> {
  try {
    return { kind, json: yield* ask(client, kind, name) }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    if (error instanceof DaemonError && (error.kind === 'NotFound' || error.answer.includes('invalid reference format'))) {
      lastAnswer.set(client, new EngineError('NotFound', error.answer))
      return undefined
    }
    return { error: error.message }
  }
}

function* ask(client: Client, kind: InspectKind, name: string): Op<string> {
  switch (kind) {
    case 'image':
      return yield* client.request(`GET /v1.41/images/${name}/json`, function* (engine) {
        return answer(yield* inspectImage(engine, name))
      })
    case 'container':
      return yield* client.request(`GET /v1.41/containers/${name}/json`, function* (engine) {
        if (name === '') throw new EngineError('NotFound', 'page not found')
        return answer(yield* inspectContainer(engine, name, { sizes: client.flag('size') }))
      })
    case 'network':
      return yield* client.request(`GET /v1.41/networks/${name}`, function* () {
        return answer(inspectNetwork(name))
      })
    case 'volume':
      return yield* client.request(`GET /v1.41/volumes/${name}`, function* (engine) {
        return answer(yield* inspectVolume(engine, name))
      })
  }
}

/** A body as the daemon writes it: one line of JSON in which `<` stays `<`. */
const answer = (value: unknown): string => `${encode(value, { escapeHtml: false })}\n`

function* show(client: Client, look: Look): Op<number> {
  const format = client.given('format')
  const options = format === undefined || format === '' ? {} : { format }
  const refusal = refuseInspectFormat(options.format, client.version)
  if (refusal) return yield* client.show(refusal)
  const found: Found[] = []
  for (const name of client.args) found.push(yield* look(client, name))
  return yield* client.show(showInspect(found, options, client.version))
}

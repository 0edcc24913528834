/** Endpoints about images. @source moby api/server/router/image/image_routes.go, build/build_routes.go, container/container_routes.go `postCommit` (20.10) */
import { EngineError, SyscallError } from '../../../base/errors.ts'
import { build as buildImage } from '../../../commands/build.ts'
import { combine as combineImage } from '../../../commands/combine.ts'
import { commit as commitContainer } from '../../../commands/commit.ts'
import { history as historyOf } from '../../../commands/history.ts'
import { importImage } from '../../../commands/import.ts'
import { inspectImage } from '../../../commands/inspect-image.ts'
import { load as loadImages } from '../../../commands/load.ts'
import { pruneImages } from '../../../commands/prune-images.ts'
import { pull } from '../../../commands/pull.ts'
import { push as pushImages } from '../../../commands/push.ts'
import { save as saveImages } from '../../../commands/save.ts'
import { search as searchImages } from '../../../commands/search.ts'
import { tag as tagImage } from '../../../commands/tag.ts'
import { CONTAINER_CONFIG_MEMBERS } from '../../../engine/api.ts'
import type { StreamMessage } from '../../../engine/api.ts'
import { listImages } from '../../../engine/list-images.ts'
import { removeImage } from '../../../engine/remove-image.ts'
import { parseReference, withDefaultTag, withTag } from '../../../oci/reference.ts'
import type { Reference } from '../../../oci/reference.ts'
import type { Op } from '../../../sched/op.ts'
import { fromJson } from '../exchange.ts'
import type { Exchange } from '../exchange.ts'
import type { Handler } from '../routes.ts'

export const list: Handler = function* (exchange) {
  exchange.send(200, yield* listImages(exchange.engine, { all: exchange.flag('all'), filters: exchange.filters() }))
}

export const history: Handler = function* (exchange) {
  exchange.send(200, yield* historyOf(exchange.engine, exchange.name))
}

export const inspect: Handler = function* (exchange) {
  exchange.send(200, yield* inspectImage(exchange.engine, exchange.name))
}

const SEARCH_LIMIT = 25

export const search: Handler = function* (exchange) {
  exchange.send(200, yield* searchImages(exchange.engine, exchange.text('term'), exchange.number('limit') ?? SEARCH_LIMIT, exchange.filters()))
}

export const tag: Handler = function* (exchange) {
  const repository = parseReference(exchange.text('repo'), 'classic')
  if (repository.digest !== undefined) throw new EngineError('InvalidParameter', 'refusing to create a tag with a digest reference')
  const typed = exchange.text('tag')
  yield* tagImage(exchange.engine, { source: exchange.name, target: typed === '' ? withDefaultTag(repository) : withTag(repository, typed) })
  exchange.sendStatus(201)
}

export const remove: Handler = function* (exchange) {
  exchange.send(200, yield* removeImage(exchange.engine, { name: exchange.name, force: exchange.flag('force'), prune: !exchange.flag('noprune') }))
}

export const prune: Handler = function* (exchange) {
  exchange.send(200, yield* pruneImages(exchange.engine, { filters: exchange.filters() }))
}

/** EulerOS only. The names of the parameters are a guess: its published source was read in the client's words alone. */
export const combine: Handler = function* (exchange) {
  const { engine, query } = exchange
  if (!engine.behaviour.joinsPartialImages) throw new EngineError('NotFound', 'page not found')
  const { id, name } = yield* combineImage(engine, { image: exchange.text('image'), tags: query.getAll('t').filter(tag => tag !== '').map(tagOf) })
  exchange.send(200, { ImageID: id, DefaultTag: name })
}

export const pruneBuildCache: Handler = function* (exchange) {
  exchange.send(200, { CachesDeleted: null, SpaceReclaimed: 0 })
}

// Archives

export const save: Handler = exchange => sendArchive(exchange, exchange.query.getAll('names'))
export const saveOne: Handler = exchange => sendArchive(exchange, [exchange.name])

function* sendArchive(exchange: Exchange, names: readonly string[]): Op<void> {
  yield* saveImages(exchange.engine, { names, write: piece => exchange.writeArchive(piece) })
  exchange.response.end()
}

/** The answer has begun before anything is known: all errors travel in it. */
export const load: Handler = function* (exchange) {
  const quiet = exchange.flag('quiet')
  const emit = (message: StreamMessage): Op<void> => exchange.emit(message)
  try {
    yield* loadImages(exchange.engine, { quiet, toBePulled: exchange.flag('toBePulled'), body: exchange.body(), emit })
  } catch (error) {
    if (!(error instanceof EngineError || error instanceof SyscallError) || exchange.gone) throw error
    yield* emit({ errorDetail: { message: error.message }, error: error.message })
  }
  exchange.endMessages()
}

/** `docker pull` and `docker import`. */
export const create: Handler = function* (exchange) {
  const { engine } = exchange
  const emit = (message: StreamMessage): Op<void> => exchange.emit(message)
  const name = exchange.text('fromImage')
  const platform = exchange.text('platform')
  if (name !== '') yield* pull(engine, { ...nameAndTag(name, exchange.text('tag')), platform, emit })
  else {
    const repository = exchange.text('repo')
    const typed = exchange.text('tag')
    yield* importImage(engine, {
      source: exchange.text('fromSrc'), body: exchange.body(), repository: typed === '' ? repository : `${repository}:${typed}`, comment: exchange.text('message'),
      changes: exchange.query.getAll('changes'), platform, emit,
    })
  }
  exchange.endMessages()
}

/** Clients of the API may send everything in the name. */
function nameAndTag(name: string, typed: string): { readonly name: string; readonly tag: string | undefined } {
  if (typed !== '') return { name, tag: typed }
  const { domain, path, tag: ownTag, digest } = parseReference(name, 'classic')
  return { name: `${domain}/${path}`, tag: digest ?? ownTag }
}

export const push: Handler = function* (exchange) {
  yield* pushImages(exchange.engine, { name: exchange.name, tag: exchange.text('tag') || undefined, emit: message => exchange.emit(message) })
  exchange.endMessages()
}

// New images

export const commit: Handler = function* (exchange) {
  const body = yield* exchange.json()
  // Members that are none of a configuration's are ignored, as Go does.
  if (body instanceof Map && CONTAINER_CONFIG_MEMBERS.some(member => body.get(member) !== undefined && body.get(member) !== null)) throw new EngineError('NotImplemented', 'a configuration in the body of a commit is not simulated by Layerlab: send changes')
  const repository = exchange.text('repo')
  const typed = exchange.text('tag')
  const id = yield* commitContainer(exchange.engine, {
    container: exchange.text('container'), target: repository === '' ? undefined : withDefaultTag(parseReference(typed === '' ? repository : `${repository}:${typed}`, 'classic')),
    author: exchange.text('author'), comment: exchange.text('comment'), changes: exchange.query.getAll('changes'), pause: exchange.text('pause') === '' || exchange.flag('pause'),
  })
  exchange.send(201, { Id: id })
}

/** What only another builder, or a real kernel, could do. A value that changes nothing is accepted. */
const BUILD_NOT_SIMULATED: Readonly<Record<string, readonly string[]>> = {
  cachefrom: ['[]', 'null'], extrahosts: [], ulimits: ['null', '[]'], squash: ['0', 'false'], remote: [], session: [], outputs: [], cgroupparent: [],
  cpuperiod: ['0'], cpuquota: ['0'], cpusetcpus: [], cpusetmems: [], cpushares: ['0'], memswap: ['0'], shmsize: ['0'], isolation: ['default'], securityopt: ['[]', 'null'],
}

export const build: Handler = function* (exchange) {
  const { query } = exchange
  if (exchange.text('version') === '2') throw new EngineError('NotImplemented', 'BuildKit is not simulated by Layerlab: set DOCKER_BUILDKIT=0')
  for (const [parameter, harmless] of Object.entries(BUILD_NOT_SIMULATED)) {
    const value = exchange.text(parameter)
    if (value !== '' && !harmless.includes(value)) throw new EngineError('NotImplemented', `${parameter} of a build is not simulated by Layerlab`)
  }
  const quiet = exchange.flag('q')
  const kept: StreamMessage[] = []
  const id = yield* buildImage(exchange.engine, {
    body: exchange.body(), dockerfile: exchange.text('dockerfile') || 'Dockerfile', tags: query.getAll('t').filter(name => name !== '').map(tagOf),
    buildArgs: new Map(Object.entries(mapOf(exchange, 'buildargs')).map(([name, value]) => [name, value ?? undefined])),
    labels: Object.fromEntries(Object.entries(mapOf(exchange, 'labels')).map(([name, value]) => [name, value ?? ''])),
    target: exchange.text('target'), cache: !exchange.flag('nocache'), remove: exchange.text('rm') === '' || exchange.flag('rm'), forceRemove: exchange.flag('forcerm'), pull: exchange.flag('pull'), noParent: exchange.flag('noparent'),
    platform: exchange.text('platform').toLowerCase(),
    networkMode: exchange.text('networkmode'), memoryBytes: exchange.number('memory') ?? 0,
    *emit(message) {
      // Nothing is shown but the ID, unless it fails.
      if (quiet && message.error === undefined) return void kept.push(message)
      for (const earlier of kept.splice(0)) yield* exchange.emit(earlier)
      yield* exchange.emit(message)
    },
  })
  if (quiet && id !== undefined) yield* exchange.emit({ stream: `${id}\n` })
  exchange.endMessages()
}

/** @source moby api/server/backend/build/tag.go `sanitizeRepoAndTags` */
function tagOf(typed: string): Reference {
  const reference = parseReference(typed, 'classic')
  if (reference.digest !== undefined) throw new EngineError('InvalidParameter', 'build tag cannot contain a digest')
  return withDefaultTag(reference)
}

function mapOf(exchange: Exchange, parameter: string): Readonly<Record<string, string | null>> {
  const text = exchange.text(parameter)
  const value = text === '' ? {} : fromJson(text)
  if (value === null) return {}
  if (typeof value !== 'object' || Array.isArray(value) || !Object.values(value).every(one => one === null || typeof one === 'string')) {
    throw new EngineError('InvalidParameter', `${parameter} of a build is a map of texts`)
  }
  return value as Readonly<Record<string, string | null>>
}

/** Pulling an image, or all of a repository. @source moby daemon/images/image_pull.go, distribution/pull.go (20.10) */
import { EngineError } from '../../base/errors.ts'
import type { StreamMessage } from '../api.ts'
import type { Engine } from '../engine.ts'
import { parsePlatform, platformMatches, platformText } from '../platform.ts'
import type { Source } from './download.ts'
import { ROUND_TRIP, connect } from './endpoint.ts'
import { ConfigError, pullReference } from './pull-image.ts'
import { resolveImage } from '../resolve.ts'
import { familiarName, familiarString, isNameOnly, parseReference, repositoryName, withTag } from '../../oci/reference.ts'
import type { Reference } from '../../oci/reference.ts'
import { RegistryError } from '../../registry/registry.ts'
import { step } from '../../sched/op.ts'
import type { Op } from '../../sched/op.ts'

export interface PullArgs {
  /** The repository as the client names it. */
  readonly name: string
  /** Tag or digest; undefined: every tag. */
  readonly tag: string | undefined
  /** As typed; undefined: that of the host. */
  readonly platform: string | undefined
  readonly emit: (message: StreamMessage) => Op<void>
}

/**
 * Pull an image, or all of a repository.
 *
 * @throws EngineError
 */
export function* pullImages(engine: Engine, { name, tag, platform: typed, emit }: PullArgs): Op<Reference> {
  const repository = parseReference(name, 'classic')
  const reference = tag === undefined ? repository : tag.includes(':') ? parseReference(`${repositoryName(repository)}@${tag}`, 'classic') : withTag(repository, tag)
  const platform = typed === undefined || typed === '' ? undefined : parsePlatform(typed, engine.machine.facts.architecture)
  if (familiarName(reference) === 'scratch') throw new EngineError('InvalidParameter', "'scratch' is a reserved name")
  const endpoint = yield* connect(engine, reference.domain, 'pull')
  const source: Source = { endpoint, path: reference.path, name: repositoryName(reference) }
  let updated = false
  try {
    for (const one of yield* wanted(reference, source)) updated = (yield* pullReference(engine, one, source, platform, emit)) || updated
  } catch (error) {
    throw translated(engine, error, reference)
  }
  yield* emit({ status: `Status: ${updated ? 'Downloaded newer image for' : 'Image is up to date for'} ${familiarString(reference)}` })
  engine.events.push('image', 'pull', familiarString(reference), { name: familiarName(reference) })
  return reference
}

function* wanted(reference: Reference, { endpoint, path }: Source): Op<readonly Reference[]> {
  if (!isNameOnly(reference)) return [reference]
  yield step('network', `${endpoint.url}/v2/${path}/tags/list`, ROUND_TRIP)
  return endpoint.registry.tags(endpoint.access, path).map(tag => withTag(reference, tag))
}

/** The daemon's words for what a registry answered, and the line of its log that tells whether it would go on elsewhere. */
function translated(engine: Engine, error: unknown, reference: Reference): unknown {
  if (!(error instanceof RegistryError || error instanceof ConfigError || error instanceof EngineError)) return error
  const { message } = error
  const goesOn = error instanceof EngineError || (error instanceof RegistryError && ['MANIFEST_UNKNOWN', 'NAME_UNKNOWN', 'STATUS', 'BLOB_UNKNOWN'].includes(error.code))
  if (goesOn) engine.log('info', `Attempting next endpoint for pull after error: ${message}`)
  else engine.log('error', `Not continuing with pull after error: ${message}`)
  if (error instanceof EngineError) return error
  if (error instanceof RegistryError) {
    if (error.code === 'DENIED') {
      const [first] = message.split('\n').filter(line => line.startsWith('denied: '))
      return new EngineError('NotFound', `pull access denied for ${familiarName(reference)}, repository does not exist or may require 'docker login': ${first ?? message}`)
    }
    if (error.code === 'MANIFEST_UNKNOWN') return new EngineError('NotFound', `manifest for ${familiarString(reference)} not found: ${message}`)
    if (error.code === 'NAME_UNKNOWN') return new EngineError('NotFound', `repository ${familiarName(reference)} not found: ${message}`)
  }
  return new EngineError('System', message)
}

/** An image of one platform only is pulled whatever was asked for; the client is told. */
export function* warnOfMismatch(engine: Engine, { name, platform: typed, emit }: PullArgs, reference: Reference): Op<void> {
  if (typed === undefined || typed === '' || isNameOnly(reference)) return
  const platform = parsePlatform(typed, engine.machine.facts.architecture)
  const { config } = yield* resolveImage(engine, familiarString(reference))
  if (platformMatches(platform, config)) return
  const actual = platformText({ os: config.os ?? 'linux', architecture: config.architecture ?? '', variant: config.variant ?? '' })
  const message = `image with reference ${name} was found but does not match the specified platform: wanted ${platformText(platform)}, actual: ${actual}`
  yield* emit({ status: `WARNING: ${message}` })
  engine.log('warning', 'ignoring platform mismatch on single-arch image', { error: message, image: name })
}

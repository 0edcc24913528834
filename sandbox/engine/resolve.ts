/** Which image an argument means: image-store reference, "Resolving a name to an image". */
import { EngineError } from '../base/errors.ts'
import { familiarName, familiarString, parseAnyReference, withDefaultTag } from '../oci/reference.ts'
import type { Op } from '../sched/op.ts'
import type { Image } from '../store/image-store.ts'
import type { Digest } from '../store/layout.ts'
import type { Engine } from './engine.ts'
import { noSuchImage } from './refusals.ts'

/**
 * Find an image: a full ID, a name, or else a prefix of an ID. No lock spans the steps.
 *
 * @throws EngineError NotFound `No such image: …`, InvalidParameter for a bad name; where names are not checked, what
 *   reading the image found
 * @source moby daemon/images/image.go `GetImage`
 */
export function* resolveImage(engine: Engine, typed: string): Op<Image> {
  const parsed = parseAnyReference(typed, 'classic')
  if ('id' in parsed) {
    try {
      return yield* engine.images.get(parsed.id)
    } catch (error) {
      if (error instanceof EngineError) throw noSuchImage(parsed.id)
      throw error
    }
  }
  const reference = withDefaultTag(parsed.reference)
  const name = familiarString(reference)
  const id = yield* engine.references.get(name, familiarName(reference))
  if (id !== undefined) {
    if (engine.behaviour.namesAreNotChecked) return yield* getNamed(engine, id)
    const image = yield* getOrUndefined(engine, id)
    if (image) return image
  }
  const byPrefix = yield* engine.images.search(typed)
  if (byPrefix !== undefined) {
    const image = yield* getOrUndefined(engine, byPrefix)
    if (image) return image
  }
  throw noSuchImage(name)
}

/**
 * The ID that an argument means. Most engines read the image for it; one that does not check names is content with a name
 * whose image has gone.
 *
 * @throws EngineError as `resolveImage`
 */
export function* resolveID(engine: Engine, typed: string): Op<Digest> {
  if (engine.behaviour.namesAreNotChecked) {
    const parsed = parseAnyReference(typed, 'classic')
    const reference = 'id' in parsed ? undefined : withDefaultTag(parsed.reference)
    const id = reference && (yield* engine.references.get(familiarString(reference), familiarName(reference)))
    if (id !== undefined) return id
  }
  return (yield* resolveImage(engine, typed)).id
}

/** That the image of a name cannot be read is an error of the system, not a name that is not there. */
function* getNamed(engine: Engine, id: Digest): Op<Image> {
  try {
    return yield* engine.images.get(id)
  } catch (error) {
    throw error instanceof EngineError ? new EngineError('System', error.message) : error
  }
}

function* getOrUndefined(engine: Engine, id: string): Op<Image | undefined> {
  try {
    return yield* engine.images.get(id)
  } catch (error) {
    if (error instanceof EngineError) return undefined
    throw error
  }
}

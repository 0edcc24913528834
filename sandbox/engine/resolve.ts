/** Which image an argument means: image-store reference, "Resolving a name to an image". */
import { EngineError } from '../base/errors.ts'
import { familiarName, familiarString, parseAnyReference, withDefaultTag } from '../oci/reference.ts'
import type { Op } from '../sched/op.ts'
import type { Image } from '../store/image-store.ts'
import type { Engine } from './engine.ts'
import { noSuchImage } from './refusals.ts'

/**
 * Find an image: a full ID, a name, or else a prefix of an ID. No lock spans the steps.
 *
 * @throws EngineError NotFound `No such image: …`, InvalidParameter for a bad name
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

function* getOrUndefined(engine: Engine, id: string): Op<Image | undefined> {
  try {
    return yield* engine.images.get(id)
  } catch (error) {
    if (error instanceof EngineError) return undefined
    throw error
  }
}

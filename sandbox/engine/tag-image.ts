import { familiarString, withDefaultTag } from '../oci/reference.ts'
import type { Reference } from '../oci/reference.ts'
import type { Op } from '../sched/op.ts'
import type { Digest } from '../store/layout.ts'
import type { Engine } from './engine.ts'
import { rfc3339Nano, unixNanos } from './time.ts'

/**
 * Name an image and note the time. Fails after naming it when the image has vanished meanwhile.
 *
 * @source moby daemon/images/image_tag.go `TagImageWithReference`
 */
export function* tagImage(engine: Engine, id: Digest, target: Reference): Op<void> {
  const reference = withDefaultTag(target)
  yield* engine.references.addTag(reference, id, { force: true })
  yield* engine.images.setLastUpdated(id, rfc3339Nano(unixNanos(engine.machine)))
  engine.events.push('image', 'tag', id, { name: familiarString(reference) })
}

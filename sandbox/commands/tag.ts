import type { Engine } from '../engine/engine.ts'
import { resolveImage } from '../engine/resolve.ts'
import { tagImage } from '../engine/tag-image.ts'
import type { Reference } from '../oci/reference.ts'
import type { Op } from '../sched/op.ts'

export interface TagArgs {
  /** An image ID, an ID prefix, or a reference. */
  readonly source: string
  /** The reference to create or move; `:latest` when it has no tag. */
  readonly target: Reference
}

/**
 * `docker tag SOURCE TARGET`: make TARGET name the image that SOURCE names now.
 *
 * A target that already exists moves without a warning: the daemon always forces. The image it named before stays,
 * possibly dangling.
 *
 * @throws EngineError NotFound when SOURCE names no image
 * @source moby daemon/images/image_tag.go `TagImage`
 */
export function* tag(engine: Engine, { source, target }: TagArgs): Op<void> {
  const image = yield* resolveImage(engine, source)
  yield* tagImage(engine, image.id, target)
}

/** `docker combine`, the daemon's side. @source EulerOS docker 1.11.2.31, `POST /images/combine` */
import type { Engine } from '../engine/engine.ts'
import { completeImage } from '../engine/partial-images.ts'
import type { CompleteImage } from '../engine/partial-images.ts'
import type { Reference } from '../oci/reference.ts'
import type { Op } from '../sched/op.ts'

export interface CombineArgs {
  /** A name, or an ID or a prefix of one. */
  readonly image: string
  /** What to call the complete image; none: a name made of its parts. */
  readonly tags: readonly Reference[]
}

/**
 * Join a partial image with its parts, as running it does, and run nothing. The parts stay. Of a complete image nothing is
 * made; it gets the names.
 *
 * @throws EngineError NotFound for the image or a part
 */
export function* combine(engine: Engine, { image, tags }: CombineArgs): Op<CompleteImage> {
  return yield* completeImage(engine, image, tags)
}

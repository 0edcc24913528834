/** `docker pull`. @source moby daemon/images/image_pull.go (20.10) */
import type { Engine } from '../engine/engine.ts'
import { pullImages, warnOfMismatch } from '../engine/pull/pull.ts'
import type { PullArgs } from '../engine/pull/pull.ts'
import type { Op } from '../sched/op.ts'

/**
 * Pull an image, or all of a repository.
 *
 * @throws EngineError
 */
export function* pull(engine: Engine, args: PullArgs): Op<void> {
  const reference = yield* pullImages(engine, args)
  yield* warnOfMismatch(engine, args, reference)
}

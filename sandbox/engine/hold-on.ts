/** EulerOS's count of who needs an image: one that is held on cannot be deleted. A new daemon begins with none. @source EulerOS docker 1.11.2.26 `HoldOn` */
import { EngineError } from '../base/errors.ts'
import type { Op } from '../sched/op.ts'
import type { Digest } from '../store/layout.ts'
import type { Engine } from './engine.ts'

/**
 * Hold on an image and on its direct parent, under the lock of the images.
 *
 * @throws EngineError `unrecognized image ID …`
 */
export const holdOn = (engine: Engine, id: Digest): Op<void> => engine.images.lock.held(() => count(engine, id, 1))

/** Take a hold back. An image that has gone all the same is no error. */
export const holdOff = (engine: Engine, id: Digest): Op<void> => engine.images.lock.held(() => count(engine, id, -1))

/** Called under the lock of the images. @throws EngineError when an image is held on */
export function refuseHeld({ holds, scheduler }: Engine, id: Digest): void {
  scheduler.memory.touch('hold', id, 'read')
  if (holds.has(id)) throw new EngineError('System', 'can not remove image: reference is not zero')
}

function* count({ images, holds, scheduler }: Engine, id: Digest, change: 1 | -1): Op<void> {
  const { memory } = scheduler
  memory.touch('image', id, 'read')
  if (change > 0 && !images.has(id)) throw new EngineError('System', `unrecognized image ID ${id}`)
  const parent = yield* images.getParent(id)
  for (const held of parent === undefined ? [id] : [id, parent]) {
    memory.touch('hold', held, 'write')
    const left = (holds.get(held) ?? 0) + change
    if (left > 0) memory.put(holds, held, left)
    else memory.remove(holds, held)
  }
}

import type { Op } from '../../sched/op.ts'
import type { Run } from '../define-program.ts'

/** Runs that ended with something worse than a failed member. */
export const unrecoverable = new WeakSet<Run>()

/** Say why nothing more can be done. */
export function* giveUp(run: Run, message: string): Op<void> {
  yield* run.warn(message, 2)
  yield* run.say('Error is not recoverable: exiting now')
  unrecoverable.add(run)
}

/**
 * Operations of which nobody goes on to know more than the result. To an explorer, tasks that came through one of them in
 * different ways stand the same afterwards, so that it need not follow each of them on its own.
 */
import type { Op } from './op.ts'
import type { Scheduler } from './scheduler.ts'

/** What an explorer makes of such an operation. */
export type Conclude = <T>(op: Op<T>, told: (result: T) => string) => Op<T>

/**
 * Run an operation and tell what its result was. What the caller does afterwards must depend on nothing else that the
 * operation found or did, but through what it finds in cells; in particular not on other objects that it gets back.
 *
 * While no orders are explored this is the operation itself.
 */
export function concluded<T>({ conclude }: Scheduler, op: Op<T>, told: (result: T) => string = () => ''): Op<T> {
  return conclude ? conclude(op, told) : op
}

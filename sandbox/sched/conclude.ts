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

/**
 * The current task has come to a place of its work, numbered upwards, that it comes to in several ways. To an explorer its
 * clock and the names and numbers that it will draw are the same there whichever way it came: they are arbitrary, and
 * would only make the same work look different.
 *
 * While no orders are explored this does nothing.
 */
export function arrived(scheduler: Scheduler, place: number): void {
  scheduler.arrive?.(place)
}

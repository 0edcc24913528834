/**
 * Operations of which nobody goes on to know more than the result. To an explorer, tasks that came through one of them in
 * different ways stand the same afterwards, so that it need not follow each of them on its own.
 */
import type { Op } from './op.ts'
import type { Scheduler } from './scheduler.ts'

/** To this the time of a task is rounded up afterwards, in ticks, … */
const TICKS = 10_000_000
/** … to this how far it has come in its random values, if it drew any, and to this the numbers of its inodes. */
const DRAWN = 0x1000
const INODES = 0x400

const roundedUp = (value: number, unit: number): number => Math.ceil(value / unit) * unit

/**
 * Run an operation and tell what its result was. What the caller does afterwards must depend on nothing else that the
 * operation found or did, but through what it finds in cells; in particular not on other objects that it gets back.
 *
 * While no orders are explored this is the operation itself.
 */
export function concluded<T>(scheduler: Scheduler, op: Op<T>, told: (result: T) => string = () => ''): Op<T> {
  return scheduler.concluding ? conclude(scheduler, op, told) : op
}

function* conclude<T>(scheduler: Scheduler, op: Op<T>, told: (result: T) => string): Op<T> {
  const { current: task, memory } = scheduler
  if (!task) return yield* op
  const { random: { drawn }, inodeCount } = task
  memory.mark({ task: task.name, ends: false, told: undefined })
  let end: string | undefined
  try {
    const result = yield* op
    end = `${told(result)} ${task.childCount}`
    task.atTick = roundedUp(task.atTick, TICKS)
    if (task.random.drawn !== drawn) task.random.skipTo(roundedUp(task.random.drawn, DRAWN))
    if (task.inodeCount !== inodeCount) task.inodeCount = roundedUp(task.inodeCount, INODES)
    return result
  } finally {
    memory.mark({ task: task.name, ends: true, told: end })
  }
}

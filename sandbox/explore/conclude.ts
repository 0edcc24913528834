/** How operations tell what they have concluded while orders are explored, see `sched/conclude.ts`. */
import type { Conclude } from '../sched/conclude.ts'
import type { Scheduler } from '../sched/scheduler.ts'

/** Where an operation begins or ends of which only the result is known afterwards. */
export interface Mark {
  readonly task: string
  readonly ends: boolean
  /** The result; undefined at the beginning, and when the operation threw. */
  readonly told: string | undefined
}

/** To this the time of a task is rounded up afterwards, in ticks, … */
const TICKS = 10_000_000
/** … to this how far it has come in its random values, if it drew any, and to this the numbers of its inodes. */
const DRAWN = 0x1000
const INODES = 0x400

const roundedUp = (value: number, unit: number): number => Math.ceil(value / unit) * unit
const NO_MARKS: readonly Mark[] = []

/** What operations tell, between two looks at it. */
export class Conclusions {
  private marks: Mark[] = []
  private readonly scheduler: Scheduler

  constructor(scheduler: Scheduler) {
    this.scheduler = scheduler
  }

  /** Have operations tell from now on. */
  install(): void {
    const { scheduler } = this
    const mark = (one: Mark): void => void (scheduler.memory.recording && this.marks.push(one))
    scheduler.conclude = function* conclude(op, told) {
      const { current: task } = scheduler
      if (!task) return yield* op
      const { random: { drawn }, inodeCount } = task
      mark({ task: task.name, ends: false, told: undefined })
      let end: string | undefined
      try {
        const result = yield* op
        end = `${told(result)} ${task.childCount}`
        task.atTick = roundedUp(task.atTick, TICKS)
        if (task.random.drawn !== drawn) task.random.skipTo(roundedUp(task.random.drawn, DRAWN))
        if (task.inodeCount !== inodeCount) task.inodeCount = roundedUp(task.inodeCount, INODES)
        return result
      } finally {
        mark({ task: task.name, ends: true, told: end })
      }
    } satisfies Conclude
  }

  /** The marks since the last call, in order. */
  take(): readonly Mark[] {
    if (this.marks.length === 0) return NO_MARKS
    const { marks } = this
    this.marks = []
    return marks
  }
}

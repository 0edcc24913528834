/** How operations tell what they have concluded while orders are explored, see `sched/conclude.ts`. */
import type { Conclude } from '../sched/conclude.ts'
import { seedOf } from '../sched/random.ts'
import type { Scheduler, Task } from '../sched/scheduler.ts'

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

/** As these, from one place of a task's work to the next; and the number of its children. */
const PLACE = { ticks: 10_000_000_000, drawn: 0x100000, inodes: 0x20000, children: 0x100 }
/** Clocks of different tasks show times less than this apart. */
const TICKS_APART = 1_000_000
/** Numbers of inodes end then. */
const PLACES_MAX = 64

const roundedUp = (value: number, unit: number): number => Math.ceil(value / unit) * unit
const NO_MARKS: readonly Mark[] = []

/** What operations tell, between two looks at it. */
export class Conclusions {
  private marks: Mark[] = []
  /** When tasks came to the first of their places, reckoned from before it, and to the last. */
  private readonly arrivals = new WeakMap<Task, { readonly from: number; readonly atTick: number }>()
  private readonly scheduler: Scheduler

  constructor(scheduler: Scheduler) {
    this.scheduler = scheduler
  }

  /** Have operations tell from now on. */
  install(): void {
    const { scheduler } = this
    scheduler.arrive = place => this.arrive(place)
    scheduler.clockOf = task => this.clockOf(task)
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

  /** Have operations tell nothing any more. */
  remove(): void {
    this.scheduler.conclude = this.scheduler.arrive = this.scheduler.clockOf = undefined
  }

  /** See `arrived`. A task that has used up more than it has for its places goes on as it is. */
  private arrive(place: number): void {
    const { current: task } = this.scheduler
    if (!task || place > PLACES_MAX) return
    const from = this.arrivals.get(task)?.from ?? roundedUp(task.atTick, PLACE.ticks)
    task.atTick = Math.max(task.atTick, from + place * PLACE.ticks)
    task.random.skipTo(Math.max(task.random.drawn, place * PLACE.drawn))
    task.inodeCount = Math.max(task.inodeCount, place * PLACE.inodes)
    task.childCount = Math.max(task.childCount, place * PLACE.children)
    this.arrivals.set(task, { from, atTick: task.atTick })
  }

  /** The clock of a task stands still from one place to the next, and that of its children. Each has a time of its own, by its name. */
  private clockOf(task: Task): number {
    for (let one: Task | undefined = task; one; one = one.parent) {
      const arrival = this.arrivals.get(one)
      if (arrival) return arrival.atTick + (seedOf(one.name) % TICKS_APART)
    }
    return task.atTick
  }

  /** The marks since the last call, in order. */
  take(): readonly Mark[] {
    if (this.marks.length === 0) return NO_MARKS
    const { marks } = this
    this.marks = []
    return marks
  }
}

/**
 * Lanes of a scheduler's tasks. In a lane what is due first goes first, as when it is replayed. What belongs to no lane
 * (the daemon's timers) goes on when it is due, as part of the step that let it become due. The kernel's threads stand
 * still: they only make things durable, and no command sees that.
 */
import { assert } from '../base/assert.ts'
import type { Memory } from '../sched/memory.ts'
import { foreground } from '../sched/policies/foreground.ts'
import type { Scheduler, Task } from '../sched/scheduler.ts'
import { Conclusions } from './conclude.ts'
import { heldLocks, lockUseOf, nextKind, statusOf, wantedLock } from './locks.ts'
import type { Done, LockUse, Program, Status } from './program.ts'
import type { StepKind } from '../sched/op.ts'
import type { Stretch } from './witness.ts'

/** The lane of a task that belongs to none. */
const NOBODY = -1

/** What no command can see: an fsync orders only what a power cut leaves. */
const UNSEEN = new Set(['journal:'])

/** Work that was begun and belongs together. */
export interface Work {
  readonly ended: boolean
  owns(task: Task): boolean
}

export abstract class Lanes implements Program {
  readonly lanes: number
  /** Steps that belonged to no lane, since the lanes began. */
  othersSteps = 0
  /** Operations tell what they have concluded. Names and times are not those of a replay then. */
  concluding = false
  protected readonly scheduler: Scheduler
  private readonly memory: Memory
  private readonly conclusions: Conclusions
  private works: readonly Work[] = []
  /** When the latest step of each lane ended, in ticks. */
  private ticks: number[] = []
  /** What was stepped since the lanes began. */
  private stretches: { readonly lane: number; steps: number }[] = []
  private readonly laneOf = new Map<Task, number>()

  constructor(lanes: number, scheduler: Scheduler) {
    this.lanes = lanes
    this.scheduler = scheduler
    this.memory = scheduler.memory
    this.conclusions = new Conclusions(scheduler)
  }

  /** Go back to the start, and begin the work of each lane without doing a step of it. */
  protected abstract begin(): readonly Work[]

  /** A step was done: begin what comes by itself. It is part of the step. */
  protected goOn(_lane: number): void {
    // A script begins its lines itself.
  }

  /** Throw what a step failed with, if that is a mistake of ours. */
  protected abstract check(lane: number, task: Task): void

  reset(): void {
    this.memory.recording = false
    this.scheduler.waitsTakeTime = false
    if (this.concluding) this.conclusions.install()
    else this.conclusions.remove()
    this.laneOf.clear()
    this.works = this.begin()
    this.ticks = this.works.map(() => this.scheduler.nowTick)
    this.stretches = []
  }

  enabled(lane: number): boolean {
    for (const task of this.scheduler.tasks) if (this.lane(task) === lane && task.enabled) return true
    return false
  }

  /** When a lane's next step begins, in ticks of its own; when it cannot go on: when its latest one ended. */
  tick(lane: number): number {
    let earliest = Infinity
    for (const task of this.scheduler.tasks) if (this.lane(task) === lane && task.enabled && task.dueTick < earliest) earliest = task.dueTick
    return earliest < Infinity ? earliest : (this.ticks[lane] ?? 0)
  }

  /** The way to where the lanes stand. */
  way(): Stretch[] {
    return this.stretches.map(stretch => ({ ...stretch }))
  }

  status(lane: number): Status {
    return statusOf(this.scheduler.tasks.filter(task => this.lane(task) === lane), this.works[lane]?.ended ?? true)
  }

  next(lane: number): StepKind | undefined {
    return nextKind(this.scheduler.tasks.filter(task => this.lane(task) === lane))
  }

  step(lane: number, record: boolean): Done {
    const { scheduler, memory } = this
    memory.recording = record
    const members: Task[] = []
    const kept: LockUse[] = []
    for (const task of scheduler.tasks) {
      if (this.lane(task) !== lane) continue
      if (task.enabled) members.push(task)
      else {
        const wanted = wantedLock(task)
        if (wanted) kept.push(wanted)
      }
    }
    const task = members.length === 1 ? members[0] : foreground(members, scheduler)
    assert(task?.pending, 'only a lane that can go on is stepped')
    const { pending } = task
    scheduler.step(task)
    const latest = this.stretches.at(-1)
    if (latest?.lane === lane) latest.steps++
    else this.stretches.push({ lane, steps: 1 })
    this.ticks[lane] = Math.max(this.ticks[lane] ?? 0, task.atTick)
    const lock = record ? lockUseOf(scheduler, task, pending) : undefined
    // That another task of the lane could not go first was seen at its lock.
    for (const { cell } of kept) memory.touch('lock', cell.slice('lock:'.length), 'read')
    this.others()
    this.check(lane, task)
    this.goOn(lane)
    memory.recording = false
    const marks = this.conclusions.take()
    const beside = marks.length > 0 ? scheduler.tasks.filter(other => other !== task && this.lane(other) === lane) : []
    return {
      task: task.name, marks, others: beside.map(({ name, stepCount }) => `${name}:${stepCount}`).join(), quiet: !beside.some(({ enabled }) => enabled), held: record ? heldLocks(scheduler, task) : [], accesses: record ? memory.takeFootprint().filter(({ cell }) => !UNSEEN.has(cell)) : [], lock,
    }
  }

  private others(): void {
    const { scheduler } = this
    for (;;) {
      let due: Task[] | undefined
      for (const task of scheduler.tasks) {
        if (task.background || this.lane(task) !== NOBODY || !task.enabled || task.dueTick > scheduler.nowTick) continue
        ;(due ??= []).push(task)
      }
      const next = due && foreground(due, scheduler)
      if (!next) return
      this.othersSteps++
      scheduler.step(next)
    }
  }

  private lane(task: Task): number {
    const known = this.laneOf.get(task)
    if (known !== undefined) return known
    const lane = task.background ? NOBODY : this.works.findIndex(work => work.owns(task))
    this.laneOf.set(task, lane)
    return lane
  }
}

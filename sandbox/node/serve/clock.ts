/**
 * Virtual time beside real time: the world's clock shows the real one. A step is done when its moment has come, so a
 * container that sleeps ten seconds does so for the person at the other end, `docker events --until` means what
 * `date` says, and work that costs time in the simulation takes it. Where the simulation is slower than its own clock
 * it catches up. While the world is *held* nothing moves by itself; steps are done one by one, by whoever holds it.
 */
import type { World } from '../../scenario/world.ts'
import { foreground } from '../../sched/policies/foreground.ts'
import type { Op } from '../../sched/op.ts'
import type { Policy, Task } from '../../sched/scheduler.ts'

/** How long the world may work before the sockets are looked at, in real milliseconds. */
const SLICE_MS = 10
const NANOSECONDS_IN_MS = 1_000_000

export class Clock {
  readonly world: World
  held = false
  /** Told after each slice: what it did may need something outside of the world. */
  onSlice: () => void = () => {}
  /** Told what a program of the world could not have thrown, had we made no mistake. */
  onFault: (fault: unknown) => void = fault => {
    throw fault
  }
  private planned: NodeJS.Immediate | undefined
  private timer: NodeJS.Timeout | undefined
  private stopped = false

  constructor(world: World) {
    this.world = world
  }

  /** The world's time that the real clock shows now. */
  tick(): number {
    return (Date.now() - this.world.options.epochSeconds * 1000) * NANOSECONDS_IN_MS
  }

  /** Start a task now. It goes on by itself. */
  spawn(op: Op<unknown>, label: string, owner?: object): Task {
    const { scheduler } = this.world
    const task = scheduler.spawn(op, label, { atTick: Math.max(this.tick(), scheduler.nowTick), ...(owner ? { owner } : {}) })
    this.wake()
    return task
  }

  /** Something happened outside that a task may have waited for. */
  wake(): void {
    if (this.stopped) return
    this.planned ??= setImmediate(() => this.slice())
  }

  /** Nothing moves any more. */
  stop(): void {
    this.stopped = true
    clearImmediate(this.planned)
    clearTimeout(this.timer)
  }

  /** While held: let a task do its next step. */
  step(task: Task): void {
    this.world.scheduler.step(task)
    this.afterwards()
  }

  private slice(): void {
    this.planned = undefined
    clearTimeout(this.timer)
    if (this.stopped || this.held) return
    const { world } = this
    const end = performance.now() + SLICE_MS
    const limit = this.tick()
    let due: number | undefined
    let late = false
    let counter = 0
    const policy: Policy = (enabled, scheduler) => {
      const next = foreground(enabled, scheduler)
      due = next?.dueTick
      return due === undefined || due > limit ? undefined : next
    }
    try {
      world.scheduler.run(policy, () => {
        due = undefined
        return (late ||= (++counter & 31) === 0 && performance.now() > end)
      })
    } catch (error) {
      return this.onFault(error)
    }
    this.afterwards()
    if (late) this.wake()
    else if (due !== undefined) this.timer = setTimeout(() => this.wake(), Math.max(1, (due - this.tick()) / NANOSECONDS_IN_MS))
  }

  private afterwards(): void {
    const { world } = this
    if (world.machine.fault !== undefined) return this.onFault(world.machine.fault)
    world.bootIfReset()
    this.onSlice()
  }
}

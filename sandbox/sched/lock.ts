import { assert } from '../base/assert.ts'
import type { Op, Step } from './op.ts'
import type { Holding, Scheduler, Task } from './scheduler.ts'

/**
 * A mutex or read-write lock of the daemon. Cooperative: a task that wants it is not enabled while it is taken.
 * Taking and leaving are steps; who holds it is part of the world's memory.
 */
export class Lock implements Holding {
  readonly name: string
  private readonly scheduler: Scheduler
  /** The task that holds it for writing. */
  writer: Task | undefined
  /** Tasks that hold it for reading, with how often. */
  readonly readers = new Map<Task, number>()
  /** When it was last left: a waiter goes on no earlier. */
  freeSinceTick = 0
  private readonly writeStep: Step
  private readonly readStep: Step
  private readonly unlockStep: Step

  constructor(name: string, scheduler: Scheduler) {
    this.name = name
    this.scheduler = scheduler
    const readyAtTick = (): number => (scheduler.waitsTakeTime ? this.freeSinceTick : 0)
    this.writeStep = { kind: 'lock', target: name, ticks: 100, blocked: () => this.writer !== undefined || this.readers.size > 0, readyAtTick }
    this.readStep = { kind: 'lock', target: `${name} (read)`, ticks: 100, blocked: () => this.writer !== undefined, readyAtTick }
    this.unlockStep = { kind: 'unlock', target: name, ticks: 100 }
  }

  isHeldBy(task: Task): boolean {
    return this.writer === task || this.readers.has(task)
  }

  /** Run `op` while holding the lock; it is left also when `op` throws. */
  *held<T>(op: () => Op<T>): Op<T> {
    yield this.writeStep
    const task = this.take()
    try {
      return yield* op()
    } finally {
      yield this.unlockStep
      this.leave(task)
    }
  }

  /** Run `op` while holding the lock for reading. */
  *heldForReading<T>(op: () => Op<T>): Op<T> {
    yield this.readStep
    const task = this.owner()
    const { memory } = this.scheduler
    memory.touch('lock', this.name, 'read')
    memory.put(this.readers, task, (this.readers.get(task) ?? 0) + 1)
    memory.put(this.scheduler.holdings, this, true)
    try {
      return yield* op()
    } finally {
      yield this.unlockStep
      memory.touch('lock', this.name, 'read')
      const count = (this.readers.get(task) ?? 1) - 1
      if (count > 0) memory.put(this.readers, task, count)
      else memory.remove(this.readers, task)
      if (this.readers.size === 0) memory.remove(this.scheduler.holdings, this)
      memory.set(this as Lock, 'freeSinceTick', task.atTick)
    }
  }

  /**
   * Do something short that nothing else may come between: one step with the lock taken and left inside it. Sound
   * because nothing in `action` gives up control; it waits like any other holder.
   */
  *briefly<T>(action: () => T): Op<T> {
    yield this.writeStep
    this.scheduler.memory.touch('lock', this.name, 'write')
    return action()
  }

  /** Like `briefly`, as a reader. */
  *brieflyForReading<T>(action: () => T): Op<T> {
    yield this.readStep
    this.scheduler.memory.touch('lock', this.name, 'read')
    return action()
  }

  private take(): Task {
    const task = this.owner()
    assert(this.writer === undefined, `${this.name} is free`)
    const { memory } = this.scheduler
    memory.touch('lock', this.name, 'write')
    memory.set(this as Lock, 'writer', task)
    memory.put(this.scheduler.holdings, this, true)
    return task
  }

  private leave(task: Task): void {
    assert(this.writer === task, `${this.name} is left by its holder`)
    const { memory } = this.scheduler
    memory.touch('lock', this.name, 'write')
    memory.set(this as Lock, 'writer', undefined)
    memory.remove(this.scheduler.holdings, this)
    memory.set(this as Lock, 'freeSinceTick', task.atTick)
  }

  private owner(): Task {
    const task = this.scheduler.current
    assert(task, 'locks are taken inside a task')
    return task
  }
}

import type { Scheduler, Task } from '../scheduler.ts'

/** The background task that has been due the longest at the world's time, if any. */
export function dueBackground(enabled: readonly Task[], scheduler: Scheduler): Task | undefined {
  let due: Task | undefined
  let dueTick = scheduler.nowTick
  for (const task of enabled) {
    if (!task.background) continue
    const tick = task.nextTick + (task.pending?.kind === 'sleep' ? task.pending.ticks : 0)
    if (tick < dueTick || (tick === dueTick && !due)) {
      due = task
      dueTick = tick
    }
  }
  return due
}

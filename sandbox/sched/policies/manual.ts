import type { Policy, Task } from '../scheduler.ts'
import { dueBackground } from './due.ts'
import { inLane } from './script.ts'

/**
 * The reader steps lanes: only the tasks of the lanes that were asked for run, one step for each time a lane was named;
 * when nothing is asked for, or the lane cannot step, everything stands still. Background tasks run when they are due.
 */
export class ManualChoices {
  private readonly asked: string[] = []

  /** Ask for one step of a lane. */
  ask(lane: string): void {
    this.asked.push(lane)
  }

  readonly policy: Policy = (enabled, scheduler) => {
    const due = dueBackground(enabled, scheduler)
    if (due) return due
    const lane = this.asked.shift()
    if (lane === undefined) return undefined
    return earliest(enabled.filter(task => inLane(task, lane)))
  }
}

function earliest(tasks: readonly Task[]): Task | undefined {
  return tasks.reduce<Task | undefined>((best, task) => (best === undefined || task.nextTick < best.nextTick ? task : best), undefined)
}

import type { Policy } from '../scheduler.ts'
import { RandomStream } from '../random.ts'
import { dueBackground } from './due.ts'

/** Every point is a fair toss among the enabled foreground tasks; background tasks run when they are due. */
export function randomPolicy(seed: number): Policy {
  const stream = new RandomStream(seed)
  return (enabled, scheduler) => {
    const due = dueBackground(enabled, scheduler)
    if (due) return due
    const free = enabled.filter(task => !task.background)
    return free[stream.below(free.length)]
  }
}

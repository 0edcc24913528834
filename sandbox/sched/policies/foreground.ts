import type { Policy, Task } from '../scheduler.ts'

/** What a person expects at a prompt: the task whose next step is due first goes first; ties by age. */
export const foreground: Policy = enabled => {
  let best: Task | undefined
  let bestTick = Infinity
  for (const task of enabled) {
    const tick = task.dueTick
    if (tick < bestTick || (tick === bestTick && best !== undefined && task.serial < best.serial)) {
      best = task
      bestTick = tick
    }
  }
  return best
}

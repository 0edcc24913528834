import { dueBackground } from '../sched/policies/due.ts'
import type { Scheduler, Task, TraceEntry } from '../sched/scheduler.ts'

/**
 * A task that is no actor's takes steps: a container, a job that was left running, a thread of the kernel. Of all others
 * only threads of the kernel move, when they are due: what it does later is later for the disk too.
 *
 * @param held names of tasks that take no step by themselves
 * @returns steps done
 */
export function stepOther(scheduler: Scheduler, held: ReadonlySet<string>, task: Task, budget: number, onStep: (entry: TraceEntry | undefined) => void): number {
  let done = 0
  while (done < budget && task.enabled) {
    const due = dueBackground(scheduler.enabled().filter(other => other !== task && !held.has(other.name)), scheduler)
    scheduler.step(due ?? task)
    if (due) continue
    done++
    onStep(scheduler.trace.at(-1))
  }
  return done
}

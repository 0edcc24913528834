/** Which lock a task's step takes, leaves, or waits for. */
import type { Step, StepKind } from '../sched/op.ts'
import type { Scheduler, Task } from '../sched/scheduler.ts'
import type { HeldLock, LockUse, Status } from './program.ts'

const READING = ' (read)'

const named = (target: string): { readonly name: string; readonly shared: boolean } =>
  target.endsWith(READING) ? { name: target.slice(0, -READING.length), shared: true } : { name: target, shared: false }

/** @param done the step that the task has just done */
export function lockUseOf(scheduler: Scheduler, task: Task, done: Step): LockUse | undefined {
  if (done.kind !== 'lock' && done.kind !== 'unlock') return undefined
  const { name, shared } = named(done.target)
  if (done.kind === 'unlock') return { cell: `lock:${name}`, how: 'leave', shared }
  const held = [...scheduler.holdings.keys()].some(holding => holding.name === name && holding.isHeldBy(task))
  return { cell: `lock:${name}`, how: held ? 'take' : 'brief', shared }
}

/** The lock that a task would take next. */
export function wantedLock({ pending }: Task): LockUse | undefined {
  if (pending?.kind !== 'lock') return undefined
  const { name, shared } = named(pending.target)
  return { cell: `lock:${name}`, how: 'take', shared }
}

export function heldLocks(scheduler: Scheduler, task: Task): HeldLock[] {
  const held: HeldLock[] = []
  for (const holding of scheduler.holdings.keys()) if (holding.isHeldBy(task)) held.push({ cell: `lock:${holding.name}`, shared: holding.writer !== task })
  return held
}

/** What is done next when only one of these tasks can go on. */
export function nextKind(tasks: readonly Task[]): StepKind | undefined {
  const [task, ...others] = tasks.filter(({ enabled }) => enabled)
  return others.length === 0 ? task?.pending?.kind : undefined
}

/** How the tasks of one lane stand; none: it has ended. */
export function statusOf(tasks: readonly Task[], ended: boolean): Status {
  if (ended) return { ended, free: false, locks: [], other: false }
  const locks: LockUse[] = []
  let free = false
  let other = false
  for (const task of tasks) {
    const { pending } = task
    if (!pending) continue
    const wanted = wantedLock(task)
    if (wanted) locks.push(wanted)
    else if (task.frozen) other = true
    // A wait that is over stays so.
    else if (task.enabled) free = true
    else if (!ownWait(task, tasks)) other = true
  }
  return { ended, free, locks, other }
}

/** Does a task wait for another one of its lane, or for a pipe, whose two ends are in one lane? */
function ownWait({ pending }: Task, tasks: readonly Task[]): boolean {
  if (pending?.kind === 'pipe-read' || pending?.kind === 'pipe-write') return true
  return pending?.kind === 'wait' && tasks.some(({ name }) => name === pending.target)
}

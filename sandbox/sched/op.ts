/**
 * Operations. An operation is a generator that yields a `Step` *before* each observable effect: a system call, taking a
 * lock, a wait, a chunk of output. When the scheduler resumes it, the effect happens, and everything up to the next
 * yield is atomic. Each yield is a scheduling point, a line of the trace and a place where the power can go.
 */

/** What a step does. Lanes and break points name steps by these words. */
export type StepKind =
  | 'read' | 'stat' | 'readdir' | 'readlink'
  | 'create' | 'write' | 'truncate' | 'chmod' | 'chown' | 'utimes' | 'setxattr'
  | 'mkdir' | 'symlink' | 'link' | 'mknod' | 'rename' | 'unlink' | 'rmdir'
  | 'fsync' | 'sync' | 'mount' | 'umount'
  | 'lock' | 'unlock' | 'wait' | 'sleep' | 'spawn' | 'exit' | 'signal'
  | 'output' | 'input' | 'pipe-read' | 'pipe-write'
  | 'network' | 'compute' | 'store' | 'commit' | 'write-back' | 'boot'

/** The next effect of a task. */
export interface Step {
  readonly kind: StepKind
  /** What it works on: a path, the name of a lock, a terminal. */
  readonly target: string
  /** How long the effect takes, in virtual nanoseconds. */
  readonly ticks: number
  /** Present on waits: true while the task cannot go on. Must only read the world. */
  readonly blocked?: () => boolean
  /** Present on waits: the earliest tick at which the wait is over, known once it no longer blocks. */
  readonly readyAtTick?: () => number
}

/** An operation with a result. Calling it without `yield*` does nothing. */
export type Op<T> = Generator<Step, T, void>

/** Durations in virtual nanoseconds. */
export const NANOSECOND = 1
export const MICROSECOND = 1_000
export const MILLISECOND = 1_000_000
export const SECOND = 1_000_000_000

/** A step with a kind, a target and a cost. */
export const step = (kind: StepKind, target: string, ticks: number): Step => ({ kind, target, ticks })

/** Let virtual time pass for this task. */
export function* sleep(ticks: number, target = ''): Op<void> {
  yield step('sleep', target, ticks)
}

/** What can be explored: lanes that take steps, from a start that can be gone back to. */
import type { Access } from '../sched/memory.ts'
import type { Mark } from './conclude.ts'
import type { StepKind } from '../sched/op.ts'

/** Which lock a step took or left. */
export interface LockUse {
  /** Name of its cell, `lock:layers`. */
  readonly cell: string
  /** `take`: held from now on; `leave`; `brief`: taken and left within the step. */
  readonly how: 'take' | 'leave' | 'brief'
  readonly shared: boolean
}

export interface HeldLock {
  readonly cell: string
  readonly shared: boolean
}

/** A step that was done. */
export interface Done {
  readonly accesses: readonly Access[]
  readonly lock: LockUse | undefined
  /** Locks that the task had while it did this, without one that it took and left within the step. */
  readonly held: readonly HeldLock[]
  /** Name of the task. */
  readonly task: string
  /** Operations that began or ended within the step. */
  readonly marks: readonly Mark[]
  /** Only with marks: how far the other tasks of the lane have come, and whether none of them can go on. */
  readonly others: string
  readonly quiet: boolean
}

/** How a lane stands: what would let it go on. */
export interface Status {
  readonly ended: boolean
  /** Something of it can go on whatever the others do. */
  readonly free: boolean
  /** The locks that it would take next: it goes on when one of them can be had. */
  readonly locks: readonly LockUse[]
  /** It may also wait for something else of another lane: whether it goes on must be asked on the spot. */
  readonly other: boolean
}

/**
 * Lanes (numbered from 0) that run together. What a lane does next depends only on what it has read so far, and what it
 * reads and changes is in its steps' accesses: exploring is right as far as that is so.
 */
export interface Program {
  readonly lanes: number
  /** Stand at the start again. */
  reset(): void
  /** Can a lane take a step now? */
  enabled(lane: number): boolean
  status(lane: number): Status
  /** What a lane does next; undefined when it could be one thing or another. */
  next(lane: number): StepKind | undefined
  /** Let an enabled lane take one step. `record` false: what it used is not asked for, and `accesses` may be empty. */
  step(lane: number, record: boolean): Done
  /**
   * What a cell holds now: whoever reads it when it holds the same does the same. Undefined: that is not known, and a
   * cell is told from others by who wrote it when.
   */
  value?(cell: string): string | undefined
  /**
   * What a cell that a step wrote says about a cell that the step added to: whether it is there, of a directory's names.
   * Undefined: nothing, or it is not known.
   */
  member?(set: string, cell: string): string | undefined
  /** Of a cell that counts: where it stands. Whoever reads it sees no more of it than none, one, or several. */
  counter?(cell: string): number | undefined
  /** Of a lane that has ended: all that still makes a difference, but what cells hold. */
  outcome?(lane: number): string
}

/**
 * The two kernel threads that make things durable without being asked: the journal's, which commits a transaction 5 s
 * after it began, and the flusher, which wakes every 5 s and writes back what has been dirty for 30 s.
 */
import { MILLISECOND } from '../sched/op.ts'
import type { Op } from '../sched/op.ts'
import type { Scheduler } from '../sched/scheduler.ts'
import { COMMIT_INTERVAL, DIRTY_EXPIRE, WRITEBACK_INTERVAL } from './sim-disk.ts'
import type { SimDisk } from './sim-disk.ts'

/** When the journal's thread commits the running transaction; undefined when there is none. */
export const commitAtTick = (disk: SimDisk): number | undefined => (disk.journal ? disk.transactionSinceTick + COMMIT_INTERVAL : undefined)

/** jbd2. */
export function* journalThread(disk: SimDisk): Op<void> {
  for (;;) {
    yield {
      kind: 'commit', target: 'journal', ticks: 2 * MILLISECOND,
      blocked: () => disk.journal === undefined, readyAtTick: () => commitAtTick(disk) ?? Infinity,
    }
    disk.commit()
  }
}

/** The write-back thread. `phaseTicks`: when its first 5-second period began; a real one began at some boot. */
export function* flusherThread(disk: SimDisk, scheduler: Scheduler, phaseTicks: number): Op<void> {
  const nextWake = (): number => {
    const due = (disk.oldestDirtyTick() ?? 0) + DIRTY_EXPIRE
    return phaseTicks + Math.ceil((due - phaseTicks) / WRITEBACK_INTERVAL) * WRITEBACK_INTERVAL
  }
  for (;;) {
    yield { kind: 'write-back', target: 'flusher', ticks: MILLISECOND, blocked: () => disk.dirty.size === 0, readyAtTick: nextWake }
    for (const inode of disk.expired(scheduler.now())) disk.writeBack(inode)
  }
}

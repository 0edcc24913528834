/** What of the data root would survive a power loss now. */
import type { Inode } from '../disk/inode.ts'
import { commitAtTick } from '../disk/kernel-threads.ts'
import { DIRTY_EXPIRE, WRITEBACK_INTERVAL } from '../disk/sim-disk.ts'
import { ROOT } from '../store/layout.ts'
import { AfterCut } from './after-cut.ts'
import type { DiskView } from './disk-view.ts'

/**
 * `memory`: data is in the page cache only. `written`: data is on the platter, but its name, length or attributes wait
 * for the journal. `durable`: all of it survives.
 */
export type Persistence = 'memory' | 'written' | 'durable'

export interface FileView {
  /** Relative to the data root. */
  readonly path: string
  /** Number of its inode: how a choice of what survives names a file. */
  readonly inode: number
  readonly type: Inode['type']
  readonly sizeBytes: number
  /** What a power loss now would leave of the data, if it leaves the name. */
  readonly durableBytes: number
  /** How long the file at this path would be after a power loss now, which may be an older one; undefined: there would be none. */
  readonly cutBytes: number | undefined
  readonly persistence: Persistence
  /** Does the name survive a power loss now? */
  readonly nameIsDurable: boolean
  /** How long the data has been in memory only, in virtual nanoseconds; undefined when it is not. */
  readonly dirtyTicks: number | undefined
  /** When its data reaches the platter if nobody asks for it: with write-back, or with the journal's next commit. */
  readonly writeBackAtTick: number | undefined
}

/**
 * Each file of the data root, by path.
 *
 * @param wakeTick one tick at which the flusher wakes; it wakes every 5 s. Undefined while it does not run
 */
export function pageCacheOf(view: DiskView, nowTick: number, wakeTick: number | undefined): FileView[] {
  const after = new AfterCut(view)
  const wakeAfter = (tick: number): number => (wakeTick === undefined ? tick : wakeTick + Math.ceil((tick - wakeTick) / WRITEBACK_INTERVAL) * WRITEBACK_INTERVAL)
  const files: FileView[] = []
  for (const [path, inode] of view.walk(ROOT)) {
    const slash = path.lastIndexOf('/')
    const parent = view.find(slash < 0 ? ROOT : `${ROOT}/${path.slice(0, slash)}`)
    const nameIsDurable = after.keepsName(parent, path.slice(slash + 1))
    const left = after.find(`${ROOT}/${path}`)
    const { dirtySinceTick } = inode
    files.push({
      path, inode: inode.number, type: inode.type, sizeBytes: inode.size, durableBytes: after.size(inode), cutBytes: left && after.size(left), nameIsDurable,
      persistence: dirtySinceTick !== undefined ? 'memory' : after.changed.has(inode) || !nameIsDurable ? 'written' : 'durable',
      dirtyTicks: dirtySinceTick === undefined ? undefined : Math.max(0, nowTick - dirtySinceTick),
      writeBackAtTick: dirtySinceTick === undefined ? undefined
        : Math.min(wakeAfter(dirtySinceTick + DIRTY_EXPIRE), (inode.flushOnCommit ? commitAtTick(view.disk) : undefined) ?? Infinity),
    })
  }
  return files
}

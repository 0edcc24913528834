/** What of the data root would survive a power loss now. */
import type { Inode } from '../disk/inode.ts'
import { journalEntries } from '../disk/power.ts'
import { ROOT } from '../store/layout.ts'
import type { DiskView } from './disk-view.ts'

/**
 * `memory`: data is in the page cache only. `written`: data is on the platter, but its name, length or attributes wait
 * for the journal. `durable`: all of it survives.
 */
export type Persistence = 'memory' | 'written' | 'durable'

export interface FileView {
  /** Relative to the data root. */
  readonly path: string
  readonly type: Inode['type']
  readonly sizeBytes: number
  /** What a power loss now would leave of the data, if it leaves the name. */
  readonly durableBytes: number
  readonly persistence: Persistence
  /** Does the name survive a power loss now? */
  readonly nameIsDurable: boolean
  /** How long the data has been in memory only, in virtual nanoseconds; undefined when it is not. */
  readonly dirtyTicks: number | undefined
}

/** Each file of the data root, by path. */
export function pageCacheOf(view: DiskView, nowTick: number): FileView[] {
  const names = new Set<string>()
  const inodes = new Set<Inode>()
  for (const { changes } of journalEntries(view.disk)) {
    for (const change of changes) {
      if (change.kind === 'entry') names.add(`${change.directory.number}/${change.name}`)
      else inodes.add(change.inode)
    }
  }
  const files: FileView[] = []
  for (const [path, inode] of view.walk(ROOT)) {
    const slash = path.lastIndexOf('/')
    const parent = view.find(slash < 0 ? ROOT : `${ROOT}/${path.slice(0, slash)}`)
    const nameIsDurable = !names.has(`${parent?.number ?? 0}/${path.slice(slash + 1)}`)
    const { dirtySinceTick } = inode
    files.push({
      path, type: inode.type, sizeBytes: inode.size, durableBytes: inode.type === 'file' ? inode.durable.size : inode.size, nameIsDurable,
      persistence: dirtySinceTick !== undefined ? 'memory' : inodes.has(inode) || !nameIsDurable ? 'written' : 'durable',
      dirtyTicks: dirtySinceTick === undefined ? undefined : Math.max(0, nowTick - dirtySinceTick),
    })
  }
  return files
}

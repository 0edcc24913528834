/**
 * Power loss: what of the undecided changes survives. `none`: only what is durable. `all`: as if everything had been
 * written just in time. `seeded`: a prefix of the journal (posix: each entry by itself) and a set of files by a toss.
 * `picked`: somebody says which.
 */
import { RandomStream } from '../sched/random.ts'
import type { Inode } from './inode.ts'
import type { EntryChange, JournalEntry, SimDisk } from './sim-disk.ts'

export type PowerLossChoice =
  | 'none'
  | 'all'
  | { readonly seed: number }
  | {
      /** How many entries of the running transaction survive, oldest first. */
      readonly journalEntries: number
      /** Inode numbers of dirty files whose data survives. */
      readonly keptFiles: readonly number[]
      /** Only in `posix`: numbers of changes of names (`nameChanges`). Each of these names is again what it was before that change. */
      readonly undoneNames?: readonly number[]
    }

/** What a power loss took away, for the before-and-after comparison. */
export interface PowerLossReport {
  /** Journal entries undone. */
  readonly undoneEntries: number
  /** Files that lost data, with the sizes before and after. */
  readonly shortened: readonly { readonly inode: number; readonly before: number; readonly after: number }[]
}

/** The running transaction, oldest entry first. */
export function journalEntries(disk: SimDisk): JournalEntry[] {
  const entries: JournalEntry[] = []
  for (let entry = disk.journal; entry; entry = entry.earlier) entries.push(entry)
  return entries.reverse()
}

/** Every change of a name that is not durable, oldest first: what `undoneNames` counts, from 0. */
export const nameChanges = (disk: SimDisk): EntryChange[] =>
  journalEntries(disk).flatMap(({ changes }) => changes.filter((change): change is EntryChange => change.kind === 'entry'))

/** Cut the power of a disk: afterwards programs would read what survived. Nothing else of the machine is touched. */
export function powerLoss(disk: SimDisk, choice: PowerLossChoice): PowerLossReport {
  const before = new Map<Inode, number>()
  for (const inode of disk.dirty.keys()) before.set(inode, inode.content.size)
  const entries = journalEntries(disk)
  const stream = typeof choice === 'object' && 'seed' in choice ? new RandomStream(choice.seed) : undefined

  let survive: number
  if (choice === 'none') survive = 0
  else if (choice === 'all') survive = entries.length
  else if (stream) survive = stream.below(entries.length + 1)
  else survive = Math.min(entries.length, 'journalEntries' in choice ? choice.journalEntries : 0)

  let undone = entries.length - survive
  if (disk.model === 'posix' && typeof choice === 'object' && 'undoneNames' in choice) undone += undoNames(disk, choice.undoneNames)
  if (disk.model === 'posix' && stream) undone = undoSeparately(disk, entries, stream)
  else {
    for (let i = entries.length - 1; i >= survive; i--) {
      const { changes } = entries[i] as JournalEntry
      for (let k = changes.length - 1; k >= 0; k--) disk.undo(changes[k] as JournalEntry['changes'][number])
    }
  }

  const kept = typeof choice === 'object' && 'keptFiles' in choice ? new Set(choice.keptFiles) : undefined
  disk.dropCache(inode => {
    if (choice === 'all') return true
    if (choice === 'none') return false
    if (stream) return stream.below(2) === 1
    return kept?.has(inode.number) ?? false
  })
  const shortened = [...before]
    .filter(([inode, size]) => inode.content.size !== size && inode.linkCount > 0)
    .map(([inode, size]) => ({ inode: inode.number, before: size, after: inode.content.size }))
  return { undoneEntries: undone, shortened }
}

/** posix: names that somebody picked; of several changes of one name the oldest counts. */
function undoNames(disk: SimDisk, picked: readonly number[]): number {
  const changes = nameChanges(disk)
  const chosen = [...picked].sort((a, b) => b - a).flatMap(at => changes[at] ?? [])
  for (const change of chosen) disk.undo(change)
  return chosen.length
}

/** posix: for each name, any of its values since the last sync may be the one that survived. */
function undoSeparately(disk: SimDisk, entries: readonly JournalEntry[], stream: RandomStream): number {
  const histories = new Map<string, EntryChange[]>()
  for (const { changes } of entries) {
    for (const change of changes) {
      if (change.kind !== 'entry') {
        if (stream.below(2) === 0) disk.undo(change)
        continue
      }
      const key = `${change.directory.number}/${change.name}`
      const history = histories.get(key)
      if (history) history.push(change)
      else histories.set(key, [change])
    }
  }
  let undone = 0
  for (const history of histories.values()) {
    const survive = stream.below(history.length + 1)
    if (survive === history.length) continue
    undone++
    const { directory, name } = history[0] as EntryChange
    const now = history.at(-1) as EntryChange
    disk.undo({ kind: 'entry', directory, name, before: (history[survive] as EntryChange).before, after: now.after })
  }
  return undone
}

/**
 * What a power cut may take of a disk, thing by thing: the data of each file that is not on the platter, and on the model
 * `posix` each name that was changed since it was last synced, with every value that it has had since. (On `ext4` the
 * names go in order, so that a cut that takes some of them leaves what an earlier cut left.)
 */
import type { Inode } from '../disk/inode.ts'
import { nameChanges } from '../disk/power.ts'
import type { JournalEntry, SimDisk } from '../disk/sim-disk.ts'
import { TMP } from '../store/layout.ts'

/** What the daemon throws away when it starts, without looking: it makes no difference. */
export const SCRATCH = `${TMP}/`

/** A name that came back as it was before. */
export interface UndoneName {
  /** From this change on it is undone, of `nameChanges`. */
  readonly change: number
  readonly path: string
  /** There is no such name, or it is another file that it meant before. */
  readonly is: 'absent' | 'earlier'
}

/** A name whose change is not durable. */
export interface UndecidedName {
  readonly directory: Inode
  readonly name: string
  /** Unique. */
  readonly key: string
  /** What it may be instead of what it is now, the latest first. */
  readonly earlier: readonly UndoneName[]
}

export interface Undecided {
  /** Files that hold other data than the platter, by path. Where two had one path, the one that lost it says so. */
  readonly data: ReadonlyMap<string, Inode>
  /** By directory and name; empty on `ext4`. */
  readonly names: ReadonlyMap<Inode, ReadonlyMap<string, UndecidedName>>
}

/** Undecided things of a disk, without those that the daemon throws away. */
export function undecidedOf(disk: SimDisk): Undecided {
  const histories = historiesOf(disk)
  if (disk.dirty.size === 0 && histories.size === 0) return { data: new Map(), names: new Map() }
  const paths = pathsOf(disk, histories)
  const data = new Map<string, Inode>()
  for (const [inode, path] of paths) if (disk.dirty.has(inode) && !path.startsWith(SCRATCH)) data.set(data.has(path) ? `${path} (${inode.number})` : path, inode)
  const names = new Map<Inode, Map<string, UndecidedName>>()
  for (const [directory, history] of histories) {
    const below = paths.get(directory)
    if (below === undefined || `${below}/`.startsWith(SCRATCH)) continue
    const undecided = new Map<string, UndecidedName>()
    for (const [name, values] of history) {
      const path = `${below}/${name}`
      const known = new Set([directory.entries.get(name)])
      const earlier: UndoneName[] = []
      for (const { change, value } of [...values].reverse()) {
        if (known.has(value)) continue
        known.add(value)
        earlier.push({ change, path, is: value ? 'earlier' : 'absent' })
      }
      if (earlier.length > 0) undecided.set(name, { directory, name, key: `${directory.number}/${name}`, earlier })
    }
    if (undecided.size > 0) names.set(directory, undecided)
  }
  return { data, names }
}

/** What a name was before each of its changes, oldest first. */
type Histories = ReadonlyMap<Inode, ReadonlyMap<string, readonly { readonly change: number; readonly value: Inode | undefined }[]>>

function historiesOf(disk: SimDisk): Histories {
  const histories = new Map<Inode, Map<string, { change: number; value: Inode | undefined }[]>>()
  if (disk.model === 'ext4') return histories
  for (const [change, { directory, name, before }] of nameChanges(disk).entries()) {
    const names = histories.get(directory) ?? new Map<string, { change: number; value: Inode | undefined }[]>()
    histories.set(directory, names)
    const values = names.get(name) ?? []
    names.set(name, values)
    values.push({ change, value: before })
  }
  return histories
}

/** A path of everything that a name means or meant, in order of paths; names of now come first. */
function pathsOf(disk: SimDisk, histories: Histories): Map<Inode, string> {
  const paths = new Map<Inode, string>()
  const former: (readonly [Inode, string])[] = []
  const walk = (directory: Inode, path: string): void => {
    for (const name of [...directory.entries.keys()].sort()) note(directory.entries.get(name) as Inode, `${path}/${name}`)
    for (const [name, values] of histories.get(directory) ?? []) for (const { value } of values) if (value) former.push([value, `${path}/${name}`])
  }
  const note = (inode: Inode, path: string): void => {
    if (paths.has(inode)) return
    paths.set(inode, path)
    if (inode.type === 'directory') walk(inode, path)
  }
  paths.set(disk.root, '')
  walk(disk.root, '')
  for (let next = former.shift(); next; next = former.shift()) note(...next)
  return paths
}

/** A moment of a disk, for `isAmong`. */
export interface Choices {
  readonly journal: JournalEntry | undefined
  /** Of each file that is not clean. */
  readonly dirty: ReadonlyMap<Inode, { readonly content: Inode['content']; readonly durable: Inode['durable'] }>
}

export const choicesOf = (disk: SimDisk): Choices => ({
  journal: disk.journal, dirty: new Map([...disk.dirty.keys()].map(inode => [inode, { content: inode.content, durable: inode.durable }])),
})

/**
 * Does a later moment allow everything that an earlier one did? It does while nothing is synced between the two and no
 * file is written again: names only get more values to choose from.
 */
export function isAmong(earlier: Choices, later: Choices): boolean {
  let entry = later.journal
  for (; entry && entry !== earlier.journal; entry = entry.earlier) if (entry.changes.some(({ kind }) => kind === 'length')) return false
  if (entry !== earlier.journal) return false
  return [...earlier.dirty].every(([inode, { content, durable }]) => {
    const now = later.dirty.get(inode) ?? { content: inode.content, durable: inode.durable }
    return [content, durable].every(value => value === now.content || value === now.durable)
  })
}

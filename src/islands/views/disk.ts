/** The disk as an X-ray: each file of the data root as programs see it, and what of it a cut now would leave. */
import type { FileView } from '#sandbox'
import type { Happening, LossView, State, StoreView } from '../../playground/messages.ts'
import type { Words } from '../../i18n/words.ts'
import { DATA_ROOT } from './steps.ts'
import { tickOf } from './timeline.ts'

/**
 * `memory`: data is in memory only. `written`: data is on the platter, its length or attributes wait for the journal.
 * `name`: a name on its path waits for the journal. `lost`: the last cut took it, or made it shorter.
 */
export type DiskState = 'lost' | 'memory' | 'written' | 'name' | 'durable'

/** What happens to a file next if nobody does anything, or what has happened to it. */
export type Due =
  | { readonly kind: 'write-back' | 'commit'; readonly seconds: number }
  /** When it was forced to disk, in virtual seconds. */
  | { readonly kind: 'synced'; readonly atSeconds: number }
  | { readonly kind: 'journal' | 'durable' | 'lost' }

export type DiskGroup = 'records' | 'data' | 'working'

export interface DiskRow {
  /** Relative to the data root. */
  readonly path: string
  readonly group: DiskGroup
  readonly type: FileView['type']
  readonly state: DiskState
  /** Undefined: there is no such file any more. */
  readonly seenBytes: number | undefined
  /** What a cut now would leave at this path; undefined: no file. */
  readonly durableBytes: number | undefined
  /** Before the cut that took it. */
  readonly wasBytes: number | undefined
  readonly due: Due
  /** How long its data has been in memory only, in whole virtual seconds. */
  readonly ageSeconds: number | undefined
  readonly inode: number
}

/** Files of one directory, shown as one row. */
export interface DiskFolder {
  readonly directory: string
  readonly rows: readonly DiskRow[]
  /** The state that matters most in it. */
  readonly state: DiskState
  readonly seenBytes: number
  readonly durableBytes: number
}

/** `shown`: what another view points at. */
export type DiskFilter = 'all' | 'risk' | 'changed' | 'shown'
export type DiskOrder = 'due' | 'path'

export interface DiskSection {
  readonly group: DiskGroup
  readonly rows: readonly DiskRow[]
  /** Rows at the end that are all on disk: nothing more happens to them, so they stand behind one line. */
  readonly settled: readonly DiskRow[]
  /** Instead of rows, when there are too many. */
  readonly folders: readonly DiskFolder[] | undefined
}

export interface Disk {
  readonly groups: readonly DiskSection[]
  /** Of all rows, whatever is filtered. */
  readonly counts: Readonly<Record<DiskState, number>>
  readonly total: number
  readonly summary: Summary
}

/** What the sentence on top is made of. */
export interface Summary {
  /** In memory only. */
  readonly files: number
  readonly bytes: number
  /** Until the first of it is written back. */
  readonly seconds: number | undefined
  /** Waiting for the journal only. */
  readonly journal: number
  readonly journalSeconds: number | undefined
  readonly lostFiles: number
  readonly lostBytes: number
  /** Layers with a whole record. */
  readonly records: number
}

const SECOND = 1_000_000_000
const ROWS_MAX = 200
const SETTLED_SHOWN = 3
const GROUPS: readonly DiskGroup[] = ['records', 'data', 'working']
const WORST: readonly DiskState[] = ['lost', 'memory', 'written', 'name', 'durable']

/** Whole seconds from now; the clock of the sandbox moves only when something happens. */
const secondsUntil = (tick: number, now: number): number => Math.max(0, Math.ceil((tick - now) / SECOND))

/**
 * Lay out the disk.
 *
 * @param before the store one step earlier, to tell what changed
 */
export function diskOf(state: State, timeline: readonly Happening[], before: StoreView | undefined, filter: DiskFilter, order: DiskOrder, shownPaths: readonly string[] = []): Disk {
  const all = rowsOf(state, timeline)
  const counts: Record<DiskState, number> = { lost: 0, memory: 0, written: 0, name: 0, durable: 0 }
  for (const row of all) counts[row.state]++
  const changed = filter === 'changed' ? changedPaths(before, state.store) : undefined
  const isShown = (path: string): boolean => shownPaths.some(one => path === one || path.startsWith(`${one}/`))
  const kept = all.filter(row => (filter === 'shown' ? isShown(row.path) : filter === 'risk' ? row.state !== 'durable' : changed ? changed.has(row.path) || (row.state === 'lost' && state.loss?.atTick === state.atTick) : true))
  kept.sort(order === 'due' ? byDue : byPath)
  return {
    counts, total: all.length, summary: summaryOf(all, state),
    groups: GROUPS.flatMap((group): DiskSection[] => {
      const rows = kept.filter(row => row.group === group)
      if (rows.length === 0) return []
      if (kept.length > ROWS_MAX) return [{ group, rows, settled: [], folders: foldersOf(rows) }]
      const urgent = rows.filter(row => row.state !== 'durable').length
      const shown = filter === 'all' && order === 'due' && rows.length - urgent > SETTLED_SHOWN + 1 ? urgent + SETTLED_SHOWN : rows.length
      return [{ group, rows: rows.slice(0, shown), settled: rows.slice(shown), folders: undefined }]
    }),
  }
}

const groupOf = (path: string): DiskGroup => (/^(?:image|containers)\//.test(path) ? 'records' : path.startsWith('overlay2/') ? 'data' : 'working')

function rowsOf(state: State, timeline: readonly Happening[]): DiskRow[] {
  const { store, loss } = state
  const directories = new Map(store.files.filter(({ type }) => type === 'directory').map(file => [file.path, file.nameIsDurable]))
  const synced = syncTicks(timeline, state.position)
  const lost = new Map(loss?.files.map(file => [file.path, file]))
  const rows: DiskRow[] = []
  for (const file of store.files) {
    if (file.type === 'directory') continue
    const nameWaits = !file.nameIsDurable || parentsOf(file.path).some(path => directories.get(path) === false)
    const was = lostHere(lost.get(file.path), file)
    const status: DiskState = file.persistence === 'memory' ? 'memory' : was !== undefined ? 'lost' : nameWaits ? 'name' : file.persistence
    // A symbolic link is its name; it is worth a row only while that is not settled.
    if (file.type === 'symlink' && status === 'durable') continue
    rows.push({
      path: file.path, group: groupOf(file.path), type: file.type, state: status, seenBytes: file.sizeBytes, durableBytes: file.cutBytes, wasBytes: was, inode: file.inode,
      ageSeconds: status === 'memory' && file.dirtyTicks !== undefined ? Math.floor(file.dirtyTicks / SECOND) : undefined,
      due: dueOf(status, file, state, synced.get(file.path)),
    })
  }
  const present = new Set(store.files.map(({ path }) => path))
  for (const { path, before, after } of lost.values()) {
    if (after !== undefined || present.has(path)) continue
    rows.push({ path, group: groupOf(path), type: 'file', state: 'lost', seenBytes: undefined, durableBytes: 0, wasBytes: before, ageSeconds: undefined, inode: 0, due: { kind: 'lost' } })
  }
  return rows
}

/** Its size before the cut, if it still is what the cut left of it. */
const lostHere = (loss: LossView['files'][number] | undefined, file: FileView): number | undefined =>
  loss && loss.after === file.sizeBytes && loss.before > loss.after ? loss.before : undefined

function dueOf(status: DiskState, file: FileView, state: State, syncedTick: number | undefined): Due {
  const { atTick, store } = state
  switch (status) {
    case 'lost':
      return { kind: 'lost' }
    case 'memory':
      return { kind: 'write-back', seconds: secondsUntil(file.writeBackAtTick ?? atTick - (file.dirtyTicks ?? 0) + store.writeBackTicks, atTick) }
    case 'written':
    case 'name':
      return store.commitAtTick === undefined ? { kind: 'journal' } : { kind: 'commit', seconds: secondsUntil(store.commitAtTick, atTick) }
    case 'durable':
      return syncedTick === undefined ? { kind: 'durable' } : { kind: 'synced', atSeconds: syncedTick / SECOND }
  }
}

function parentsOf(path: string): string[] {
  const parents: string[] = []
  for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) parents.push(path.slice(0, slash))
  return parents
}

/** When each file was last forced to disk, by the name it has now. */
function syncTicks(timeline: readonly Happening[], position: number): Map<string, number> {
  const ticks = new Map<string, number>()
  const below = (path: string): string | undefined => (path.startsWith(`${DATA_ROOT}/`) ? path.slice(DATA_ROOT.length + 1) : undefined)
  for (const happening of timeline.slice(0, position)) {
    if (happening.kind !== 'step') continue
    const { kind, target } = happening.step
    if (kind === 'fsync') {
      const path = below(target)
      if (path !== undefined) ticks.set(path, tickOf(happening))
    } else if (kind === 'rename') {
      const [from, to] = target.split(' -> ').map(below)
      if (from === undefined || to === undefined) continue
      ticks.delete(to)
      for (const [path, tick] of [...ticks]) {
        if (path !== from && !path.startsWith(`${from}/`)) continue
        ticks.delete(path)
        ticks.set(to + path.slice(from.length), tick)
      }
    } else if (kind === 'unlink' || kind === 'write') {
      // Written again after it was forced to disk: that says nothing about it any more.
      const path = below(target)
      if (path !== undefined) ticks.delete(path)
    }
  }
  return ticks
}

const urgency = ({ due }: DiskRow): number => {
  switch (due.kind) {
    case 'lost': return -1
    case 'commit': return due.seconds
    case 'write-back': return due.seconds
    case 'journal': return 1e9
    case 'synced':
    case 'durable': return 2e9
  }
}
const byPath = (a: DiskRow, b: DiskRow): number => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)
const byDue = (a: DiskRow, b: DiskRow): number => urgency(a) - urgency(b) || byPath(a, b)

function summaryOf(rows: readonly DiskRow[], { store, atTick }: State): Summary {
  const of = (state: DiskState): DiskRow[] => rows.filter(row => row.state === state)
  const memory = of('memory')
  const lost = of('lost')
  const seconds = Math.min(...memory.map(({ due }) => (due.kind === 'write-back' ? due.seconds : Infinity)))
  return {
    files: memory.length, bytes: memory.reduce((sum, row) => sum + Math.max(0, (row.seenBytes ?? 0) - (row.durableBytes ?? 0)), 0),
    seconds: Number.isFinite(seconds) ? seconds : undefined, journal: of('written').length + of('name').length,
    journalSeconds: store.commitAtTick === undefined ? undefined : secondsUntil(store.commitAtTick, atTick),
    lostFiles: lost.length, lostBytes: lost.reduce((sum, row) => sum + (row.wasBytes ?? 0) - (row.seenBytes ?? 0), 0),
    records: [...store.layers.values()].filter(({ record }) => record !== undefined && record.problems.length === 0).length,
  }
}

/** Lines of the daemon's log that speak of a file's image, layer or container, or of the file itself. */
export function logOf(path: string, { layers }: StoreView, log: readonly string[]): string[] {
  const ids: readonly string[] = path.match(/[0-9a-f]{64}/g) ?? []
  const chains = [...layers.values()].filter(({ cacheID }) => cacheID !== undefined && ids.includes(cacheID)).map(({ chainID }) => chainID.replace('sha256:', ''))
  const named = [...ids, ...chains].map(id => id.slice(0, 12))
  const last = path.slice(path.lastIndexOf('/') + 1)
  return log.filter(line => named.some(id => line.includes(id)) || (last.length > 12 && line.includes(last)))
}

/** Paths that came, went or changed their state between two moments. */
export function changedPaths(before: StoreView | undefined, after: StoreView): Set<string> {
  const print = (file: FileView): string => [file.sizeBytes, file.durableBytes, file.persistence, file.nameIsDurable, file.inode].join(' ')
  const old = new Map(before?.files.map(file => [file.path, print(file)]))
  return new Set(after.files.filter(file => old.get(file.path) !== print(file)).map(({ path }) => path))
}

/** `overlay2/<id>`, `image/overlay2/layerdb/sha256/<id>`: a directory that means something by itself. */
function directoryOf(path: string): string {
  const home = /^(?:overlay2\/[^/]+|image\/[^/]+\/(?:layerdb|imagedb)\/[^/]+(?:\/[^/]+)?|containers\/[^/]+|tmp\/[^/]+)(?=\/)/.exec(path)
  return home?.[0] ?? (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.')
}

function foldersOf(rows: readonly DiskRow[]): DiskFolder[] {
  const folders = new Map<string, DiskRow[]>()
  for (const row of rows) {
    const directory = directoryOf(row.path)
    const known = folders.get(directory)
    if (known) known.push(row)
    else folders.set(directory, [row])
  }
  return [...folders].map(([directory, within]) => ({
    directory, rows: within, state: WORST.find(state => within.some(row => row.state === state)) ?? 'durable',
    seenBytes: within.reduce((sum, row) => sum + (row.seenBytes ?? 0), 0), durableBytes: within.reduce((sum, row) => sum + (row.durableBytes ?? 0), 0),
  }))
}

/** The sentence above the table. */
export function summarySentence(summary: Summary, words: Words): string {
  const sentences: string[] = []
  const { lostFiles, lostBytes, records, files, bytes, seconds, journal, journalSeconds } = summary
  if (lostFiles > 0) {
    if (records > 0) sentences.push(words('disk.summary.records', { count: records }))
    sentences.push(words('disk.summary.lost', { count: lostFiles, bytes: lostBytes }))
  }
  if (files > 0) sentences.push(seconds === undefined ? words('disk.summary.memory', { count: files, bytes }) : words('disk.summary.due', { count: files, bytes, seconds }))
  if (journal > 0) sentences.push(journalSeconds === undefined ? words('disk.summary.journal', { count: journal }) : words('disk.summary.commit', { count: journal, seconds: journalSeconds }))
  if (sentences.length === 0) sentences.push(words('disk.summary.durable'))
  return sentences.join(words('disk.summary.join'))
}

/** The last column. */
export function sayDue(due: Due, words: Words): string {
  switch (due.kind) {
    case 'write-back': return words('disk.due.write-back', { seconds: due.seconds })
    case 'commit': return words('disk.due.commit', { seconds: due.seconds })
    case 'synced': return words('disk.due.synced', { seconds: due.atSeconds })
    case 'journal': return words('disk.due.journal')
    case 'durable': return words('disk.due.durable')
    case 'lost': return words('disk.due.lost')
  }
}

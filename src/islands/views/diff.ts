/** What differs between two moments: names, images, layers, containers, checks, files with their state, and what terminals show. */
import type { FileView } from '#sandbox'
import type { Moment, StoreView } from '../../playground/messages.ts'
import type { WordKey, Words } from '../../i18n/words.ts'
import { safeForTerminal } from '../terminal/safe-for-terminal.ts'
import { plain } from './steps.ts'

/** `state`: the same bytes, in another state; its form is that of the new one. */
export type Change = 'same' | 'added' | 'removed' | 'changed' | 'lost' | 'state'

export interface DiffRow {
  readonly path: string
  readonly change: Change
  readonly wasBytes: number | undefined
  readonly isBytes: number | undefined
  /** How safe it is at the second moment. */
  readonly persistence: 'memory' | 'written' | 'durable' | undefined
}

/** Something of the store that is there at one of the moments only, or otherwise. */
export interface ThingRow {
  readonly name: string
  /** In words; undefined: not there. */
  readonly was: string | undefined
  readonly is: string | undefined
}

export interface Diff {
  /** Names of images, and the image that each means. */
  readonly names: readonly ThingRow[]
  /** By path; runs of equal rows are folded into one entry. */
  readonly rows: readonly (DiffRow | { readonly same: readonly DiffRow[] })[]
  readonly counts: Readonly<Record<Change, number>>
}

const persistenceOf = (file: FileView): 'memory' | 'written' | 'durable' => (file.persistence === 'durable' && !file.nameIsDurable ? 'written' : file.persistence)

/** Compare the store at two moments. */
export function diffOf(before: StoreView, after: StoreView): Diff {
  const old = filesOf(before)
  const now = filesOf(after)
  const counts: Record<Change, number> = { same: 0, added: 0, removed: 0, changed: 0, lost: 0, state: 0 }
  const rows: DiffRow[] = [...new Set([...old.keys(), ...now.keys()])].sort().map(path => {
    const was = old.get(path)
    const is = now.get(path)
    const change = changeOf(was, is)
    counts[change]++
    return { path, change, wasBytes: was?.sizeBytes, isBytes: is?.sizeBytes, persistence: is && persistenceOf(is) }
  })
  return { names: thingsOf(before.references, after.references, id => shortID(id)), rows: folded(rows), counts }
}

const filesOf = (store: StoreView): Map<string, FileView> => new Map(store.files.filter(({ type }) => type !== 'directory').map(file => [file.path, file]))

function changeOf(was: FileView | undefined, is: FileView | undefined): Change {
  if (!was) return 'added'
  if (!is) return 'removed'
  // Nothing but a cut makes a file that was dirty empty, clean and the same.
  if (was.inode === is.inode && is.sizeBytes < was.sizeBytes && was.persistence === 'memory' && is.sizeBytes === was.durableBytes) return 'lost'
  if (was.sizeBytes !== is.sizeBytes || was.inode !== is.inode) return 'changed'
  return persistenceOf(was) === persistenceOf(is) ? 'same' : 'state'
}

function folded(rows: readonly DiffRow[]): (DiffRow | { readonly same: readonly DiffRow[] })[] {
  const result: (DiffRow | { readonly same: DiffRow[] })[] = []
  for (const row of rows) {
    const last = result.at(-1)
    if (row.change !== 'same') result.push(row)
    else if (last && 'same' in last) last.same.push(row)
    else result.push({ same: [row] })
  }
  return result
}

const shortID = (id: string): string => plain(id).replace(/^sha256:/, '').slice(0, 12)

/** Things by name that are said otherwise at the second moment. */
function thingsOf<Thing>(before: ReadonlyMap<string, Thing>, after: ReadonlyMap<string, Thing>, say: (thing: Thing) => string): ThingRow[] {
  const said = (things: ReadonlyMap<string, Thing>, name: string): string | undefined => {
    const thing = things.get(name)
    return thing === undefined ? undefined : say(thing)
  }
  return [...new Set([...before.keys(), ...after.keys()])].sort().map(name => ({ name, was: said(before, name), is: said(after, name) })).filter(({ was, is }) => was !== is)
}

/** Kinds of things, in the order in which they are shown. */
export const THINGS = ['images', 'layers', 'containers', 'checks'] as const
export type ThingKind = (typeof THINGS)[number]

/** What differs besides names and files: in words, because what a layer is like has no number. */
export function thingsIn(before: StoreView, after: StoreView, words: Words): Readonly<Record<ThingKind, readonly ThingRow[]>> {
  const image = ({ references, config }: NonNullable<ReturnType<StoreView['images']['get']>>): string =>
    [references.length > 0 ? plain(references.join(', ')) : '<none>', ...(config === 'readable' ? [] : [words('diff.image.damaged')])].join(', ')
  const layer = ({ record, dataBytes, dataProblems, users }: NonNullable<ReturnType<StoreView['layers']['get']>>): string =>
    [words(record === undefined ? 'diff.layer.no-record' : dataBytes === undefined ? 'diff.layer.no-data' : dataProblems.length > 0 ? 'diff.layer.damaged' : 'diff.layer.whole'), words('diff.layer.users', { count: users.length })].join(', ')
  const named = <Thing>(rows: readonly Thing[], name: (row: Thing) => string): Map<string, Thing> => new Map(rows.map(row => [name(row), row]))
  const containers = (store: StoreView): ReturnType<typeof named<StoreView['containers'][number]>> => named(store.containers, ({ name }) => name)
  // A check that is not judged in the middle of a command says nothing at either moment.
  const judged = (store: StoreView, other: StoreView): ReturnType<typeof named<StoreView['checks'][number]>> => named(store.checks.filter(({ name }) => other.checks.some(check => check.name === name)), ({ name }) => name)
  const ids = (rows: readonly ThingRow[]): ThingRow[] => rows.map(row => ({ ...row, name: shortID(row.name) }))
  return {
    images: ids(thingsOf(before.images, after.images, image)), layers: ids(thingsOf(before.layers, after.layers, layer)),
    containers: thingsOf(containers(before), containers(after), ({ running }) => words(running ? 'diff.container.running' : 'diff.container.stopped')),
    checks: thingsOf(judged(before, after), judged(after, before), ({ violations }) => words(violations.length > 0 ? 'diff.check.broken' : 'diff.check.kept'))
      .map(row => ({ ...row, name: words(`checks.${row.name}` as WordKey) })),
  }
}

/** A line that a terminal shows at one moment only, or lines that it shows at both. */
export type OutputRow = { readonly change: 'added' | 'removed'; readonly line: string } | { readonly change: 'same'; readonly lines: number }

/** Which lines terminals show at one of the moments only; terminals that show the same are left out. */
export function outputDiff(before: Moment['outputs'], after: Moment['outputs']): readonly { readonly terminal: string; readonly rows: readonly OutputRow[] }[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].sort().flatMap(terminal => {
    const rows = linesDiff(shownLines(before[terminal] ?? ''), shownLines(after[terminal] ?? ''))
    return rows.some(({ change }) => change !== 'same') ? [{ terminal, rows }] : []
  })
}

/** What stands on a screen that is as long as it needs to be: progress bars are drawn over themselves. */
export function shownLines(text: string): string[] {
  const lines: string[] = ['']
  let row = 0
  let column = 0
  const { safe } = safeForTerminal('', text)
  for (const [token] of safe.matchAll(/\x1b\[[0-9;:?]*[@-~]|\x1b[78DEM]|[\r\n]|[^\x1b\r\n]+/g)) {
    const moves = /^\x1b\[(\d*)([ABJK])$/.exec(token)
    if (token === '\n') row++
    else if (token === '\r') column = 0
    else if (moves) {
      const [, count = '', what] = moves
      if (what === 'A') row = Math.max(0, row - Number(count || 1))
      else if (what === 'B') row += Number(count || 1)
      else lines[row] = count === '2' ? '' : (lines[row] ?? '').slice(0, column)
    } else if (!token.startsWith('\x1b')) {
      const line = (lines[row] ?? '').padEnd(column)
      lines[row] = line.slice(0, column) + token + line.slice(column + token.length)
      column += token.length
    }
    while (lines.length <= row) lines.push('')
  }
  while (lines.at(-1) === '') lines.pop()
  return lines.map(line => plain(line.trimEnd()))
}

/** More lines than these are not matched with each other: all of the one go, all of the other come. */
const MATCHED_MAX = 400

function linesDiff(before: readonly string[], after: readonly string[]): OutputRow[] {
  let start = 0
  while (start < before.length && start < after.length && before[start] === after[start]) start++
  let end = 0
  while (end < before.length - start && end < after.length - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++
  const old = before.slice(start, before.length - end)
  const now = after.slice(start, after.length - end)
  const rows: OutputRow[] = []
  const same = (lines: number): void => {
    const last = rows.at(-1)
    if (lines === 0) return
    if (last?.change === 'same') rows[rows.length - 1] = { change: 'same', lines: last.lines + lines }
    else rows.push({ change: 'same', lines })
  }
  same(start)
  /** Length of the longest common part of what begins at two lines. */
  const common: number[][] = []
  const matched = old.length <= MATCHED_MAX && now.length <= MATCHED_MAX
  const part = (at: number, to: number): number => common[at]?.[to] ?? 0
  if (matched) {
    for (let at = old.length - 1; at >= 0; at--) {
      const row = (common[at] = new Array<number>(now.length).fill(0))
      for (let to = now.length - 1; to >= 0; to--) row[to] = old[at] === now[to] ? part(at + 1, to + 1) + 1 : Math.max(part(at + 1, to), row[to + 1] ?? 0)
    }
  }
  let to = 0
  for (let at = 0; at < old.length || to < now.length;) {
    if (matched && at < old.length && to < now.length && old[at] === now[to]) {
      same(1)
      at++
      to++
    } else if (at < old.length && (to >= now.length || part(at + 1, to) >= part(at, to + 1))) rows.push({ change: 'removed', line: old[at++] ?? '' })
    else rows.push({ change: 'added', line: now[to++] ?? '' })
  }
  same(end)
  return rows
}

/** The sentence on top: "3 added, 1 lost". */
export function diffSentence({ counts, names }: Diff, words: Words): string {
  const parts = (['added', 'removed', 'changed', 'lost', 'state'] as const).filter(change => counts[change] > 0).map(change => words(`diff.count.${change}`, { count: counts[change] }))
  if (parts.length === 0 && names.length === 0) return words('diff.nothing')
  return [...(names.length > 0 ? [words('diff.count.names', { count: names.length })] : []), ...parts].join(words('disk.summary.join'))
}

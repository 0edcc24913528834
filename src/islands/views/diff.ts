/** Two moments compared: which files came, went, changed, or changed only in how safe they are. */
import type { FileView } from '#sandbox'
import type { StoreView } from '../../playground/messages.ts'
import type { Words } from '../../i18n/words.ts'

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

/** Names of images and what they mean. */
export interface NameRow {
  readonly name: string
  readonly was: string | undefined
  readonly is: string | undefined
}

export interface Diff {
  readonly names: readonly NameRow[]
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
  return { names: namesOf(before, after), rows: folded(rows), counts }
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

function namesOf(before: StoreView, after: StoreView): NameRow[] {
  const names = [...new Set([...before.references.keys(), ...after.references.keys()])].sort()
  return names.map(name => ({ name, was: before.references.get(name), is: after.references.get(name) })).filter(({ was, is }) => was !== is)
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

/** The sentence on top: "3 added, 1 lost". */
export function diffSentence({ counts, names }: Diff, words: Words): string {
  const parts = (['added', 'removed', 'changed', 'lost', 'state'] as const).filter(change => counts[change] > 0).map(change => words(`diff.count.${change}`, { count: counts[change] }))
  if (parts.length === 0 && names.length === 0) return words('diff.nothing')
  return [...(names.length > 0 ? [words('diff.count.names', { count: names.length })] : []), ...parts].join(words('disk.summary.join'))
}

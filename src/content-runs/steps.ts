import type { StepKind } from '#sandbox'

/** A step of a run: what it does, and to what. */
export interface TracedStep {
  readonly task: string
  readonly kind: StepKind
  readonly target: string
}

/** When what a row changes is safe from a power loss: synced by the command, or left to the kernel. */
export type Durable = 'synced' | 'partly' | 'later' | 'journal'

/** Steps of a command that belong together, as one row of its table. */
export interface StepRow {
  /** A request, or steps on one place; `lock` takes a lock for a moment only. */
  readonly kind: 'request' | 'disk' | 'read' | 'lock' | 'output'
  /** The request, or the directory; ids are shortened. */
  readonly place: string
  /** Names in that directory, at most NAMES_MAX of them; then `more` are left out. */
  readonly names: readonly string[]
  readonly more: number
  /** System calls with their number, in the order of their first use: `write ×3`. */
  readonly calls: readonly string[]
  /** For what changes the disk. */
  readonly durable: Durable | undefined
  /** Locks that are held meanwhile. */
  readonly locks: readonly string[]
}

const NAMES_MAX = 5
const CHANGES: ReadonlySet<StepKind> = new Set(['create', 'write', 'truncate', 'chmod', 'chown', 'utimes', 'setxattr', 'mkdir', 'symlink', 'link', 'mknod', 'rename', 'unlink', 'rmdir', 'fsync', 'sync', 'mount', 'umount'])
const READS: ReadonlySet<StepKind> = new Set(['read', 'readdir', 'readlink'])
/** Steps on the contents of a file, which only `fsync` makes durable. */
const CONTENTS: ReadonlySet<StepKind> = new Set(['write', 'truncate'])
const ROOT = '/var/lib/docker/'
const IMAGES = `${ROOT}image/overlay2/imagedb/`
/** Where scenarios type their commands. */
const HOME = '/root/'

/** Names as they are shown: random digits and the ends of ids do not matter. */
export const shortened = (text: string): string =>
  text.replace(/\b([0-9a-f]{12})[0-9a-f]{52}/g, '$1…').replace(/((?:write-set-|docker-import-|docker-builder|docker-export-|\.tmp-[\w.…-]*?|\.pivot_root|docker_temp_|\.docker_temp_))\d{6,}/g, '$1…').replace(/\b([0-9A-Z]{4})[0-9A-Z]{22}\b/g, '$1…').replace(/……/g, '…')

/** The directory that a step counts for: all contents of a layer are one place, and so is a working directory of an archive. */
function placeOf(kind: StepKind, target: string): { readonly place: string, readonly name: string } {
  const path = kind === 'rename' ? (target.split(' -> ')[0] ?? target) : target
  if (READS.has(kind) && path.startsWith(IMAGES)) return { place: IMAGES, name: '' }
  const whole = /^(\/var\/lib\/docker\/(?:overlay2\/[0-9a-f]{64}(?:-init)?\/(?:diff|merged)|tmp\/[^/]+|containers\/[0-9a-f]{64}))(?:\/(.+))?$/.exec(path)
  if (whole) return { place: `${whole[1] ?? ''}/`, name: whole[2]?.split('/').at(-1) ?? '' }
  const layer = /^(\/var\/lib\/docker\/overlay2\/[0-9a-f]{64}(?:-init)?)(?:\/([^/]+))?$/.exec(path)
  if (layer) return { place: `${layer[1] ?? ''}/`, name: layer[2] ?? '' }
  if (kind === 'mkdir' || kind === 'rmdir') return { place: `${path}/`, name: '' }
  const slash = path.lastIndexOf('/')
  const folder = path.slice(0, slash + 1)
  return { place: folder === HOME || folder === './' || folder === '' ? '~/' : folder, name: path.slice(slash + 1) }
}

interface Draft {
  readonly kind: StepRow['kind']
  readonly place: string
  readonly names: Set<string>
  readonly calls: Map<string, number>
  readonly locks: readonly string[]
  readonly written: Set<string>
  readonly synced: Set<string>
  changesNames: boolean
}

/** Steps of one command, from its first request on, as rows. Reading is shown only where nothing is changed. */
export function rowsOf(steps: readonly TracedStep[]): readonly StepRow[] {
  const first = steps.findIndex(({ kind }) => kind === 'network')
  const own = steps.slice(Math.max(0, first))
  const quiet = !own.some(({ kind, target }) => CHANGES.has(kind) && target.startsWith(ROOT))
  const drafts: Draft[] = []
  const held: { task: string, name: string }[] = []
  const row = (kind: Draft['kind'], place: string): Draft => {
    const locks = [...new Set(held.map(({ name }) => name))]
    const last = drafts.at(-1)
    if (last?.kind === kind && last.place === place && last.locks.join() === locks.join()) return last
    const draft: Draft = { kind, place, names: new Set(), calls: new Map(), locks, written: new Set(), synced: new Set(), changesNames: false }
    drafts.push(draft)
    return draft
  }
  for (const [at, { kind, target, task }] of own.entries()) {
    if (kind === 'network') row('request', target.replace(/\?.*$/, ''))
    else if (kind === 'lock') {
      const name = target.replace(/ \(read\)$/, '')
      const next = own.slice(at + 1).find((other) => other.task === task && (other.kind === 'lock' || other.kind === 'unlock') && other.target.replace(/ \(read\)$/, '') === name)
      if (next?.kind === 'unlock') held.push({ task, name: target })
      else row('lock', '').names.add(target)
    } else if (kind === 'unlock') {
      const index = held.findLastIndex(({ task: holder, name }) => holder === task && name.replace(/ \(read\)$/, '') === target)
      if (index !== -1) held.splice(index, 1)
    } else if (kind === 'output') row('output', '')
    else if (CHANGES.has(kind) || (quiet && READS.has(kind))) note(row(READS.has(kind) ? 'read' : 'disk', placeOf(kind, target).place), kind, target)
  }
  return drafts.map(finished)
}

function note(draft: Draft, kind: StepKind, target: string): void {
  const { name } = placeOf(kind, target)
  const call = kind === 'rename' ? `rename → ${newName(target)}` : kind
  draft.calls.set(call, (draft.calls.get(call) ?? 0) + 1)
  if (name !== '') draft.names.add(name)
  if (CONTENTS.has(kind)) draft.written.add(target)
  else if (kind === 'fsync') draft.synced.add(target)
  else if (CHANGES.has(kind)) draft.changesNames = true
}

/** The new name of a file that stays in its directory, or the whole path. */
function newName(target: string): string {
  const [before = '', after = ''] = target.split(' -> ')
  const folder = after.slice(0, after.lastIndexOf('/') + 1)
  return before.startsWith(folder) && !before.slice(folder.length).includes('/') ? after.slice(folder.length) : after
}

function finished(draft: Draft): StepRow {
  const { kind, place, names, calls, locks } = draft
  const shown = [...new Set([...names].map(shortened))]
  return {
    kind, place: shortened(place.replace(ROOT, '')), names: shown.slice(0, NAMES_MAX), more: Math.max(0, shown.length - NAMES_MAX),
    calls: [...calls].map(([call, count]) => shortened(call.replace(ROOT, '')) + (count > 1 ? ` ×${count}` : '')), durable: durableOf(draft), locks: locks.map(shortened),
  }
}

function durableOf({ kind, written, synced, changesNames }: Draft): Durable | undefined {
  if (kind !== 'disk') return undefined
  if (written.size === 0) return synced.size > 0 ? 'synced' : changesNames ? 'journal' : undefined
  const safe = [...written].filter((file) => synced.has(file)).length
  return safe === written.size ? 'synced' : safe === 0 ? 'later' : 'partly'
}

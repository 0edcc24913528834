/**
 * Kinds of steps, as a reader sets break points on them and a schedule names them: what a step does and to what, in
 * Docker's words. `rename/repositories.json` makes the new list of names visible, `write/image-config` writes an image's
 * content file, `lock/references` takes that lock; `fsync/any` is every fsync.
 */
import type { StepKind } from '../sched/op.ts'
import type { KindOfStep } from './scenario.ts'

/** What a step does, as far as kinds look at it. */
interface Done {
  readonly kind: StepKind
  readonly target: string
}

const ANY = 'any'
const LOCKS = ['references', 'images', 'imagedb', 'layers', 'distribution', 'driver', 'container']

/** Files of a data root, by what they are to Docker; the first that matches below it. */
const PLACES: readonly (readonly [RegExp, string])[] = [
  [/^image\/[^/]+\/(?:\.tmp-)?repositories\.json/, 'repositories.json'],
  [/^image\/[^/]+\/imagedb\/content\//, 'image-config'],
  [/^image\/[^/]+\/imagedb\/metadata\//, 'image-metadata'],
  [/^image\/[^/]+\/layerdb\/mounts\//, 'container-layer'],
  [/^image\/[^/]+\/layerdb\/sha256\/[^/]+-removing/, 'removed-layer-record'],
  [/^image\/[^/]+\/layerdb\//, 'layer-record'],
  [/^image\/[^/]+\/distribution\//, 'distribution'],
  [/^overlay2\/l\//, 'short-link'],
  [/^overlay2\//, 'layer-data'],
  [/^containers\//, 'container'],
  [/^tmp\//, 'temporary'],
]
const ROOT = '/var/lib/docker/'
/** Any other file. */
const FILE = 'file'

/** Steps on files; kinds of a step that is about no file have no place but `any`. */
const ON_FILES: ReadonlySet<StepKind> = new Set<StepKind>([
  'read', 'stat', 'readdir', 'readlink', 'create', 'write', 'truncate', 'chmod', 'chown', 'utimes', 'setxattr', 'mkdir', 'symlink', 'link', 'mknod', 'rename', 'unlink', 'rmdir',
  'fsync', 'mount', 'umount',
])
const ELSE: readonly StepKind[] = ['sync', 'wait', 'sleep', 'spawn', 'exit', 'signal', 'output', 'input', 'pipe-read', 'pipe-write', 'network', 'compute', 'store']

/** The places that kinds of files and of locks name. */
export const FILE_PLACES: readonly string[] = [...PLACES.map(([, place]) => place), FILE]
export const LOCK_PLACES: readonly string[] = LOCKS

/** The kind of a step. */
export function kindOf({ kind, target }: Done): KindOfStep {
  if (kind === 'lock' || kind === 'unlock') return `${kind}/${target.split(' ')[0] ?? ANY}`
  if (!ON_FILES.has(kind)) return `${kind}/${ANY}`
  // What a rename is about is what it makes visible.
  const path = target.split(' -> ').at(-1) ?? ''
  const below = path.startsWith(ROOT) ? path.slice(ROOT.length) : undefined
  return `${kind}/${(below !== undefined && PLACES.find(([pattern]) => pattern.test(below))?.[1]) || FILE}`
}

/** The first of these kinds that a step is of. */
export function firstOf(kinds: readonly string[], step: Done): string | undefined {
  const own = kindOf(step)
  return kinds.find(kind => kind === own || kind === `${step.kind}/${ANY}`)
}

/** Why there are no steps of such a kind; undefined when there may be. */
export function kindProblem(kind: string): string | undefined {
  const [word = '', place = ''] = kind.split('/')
  const does = word as StepKind
  const places = does === 'lock' || does === 'unlock' ? LOCKS : ON_FILES.has(does) ? FILE_PLACES : ELSE.includes(does) ? [] : undefined
  if (!places) return `${kind}: no step does ${word}; steps are ${[...ON_FILES, 'lock', 'unlock', ...ELSE].join(', ')}`
  return place === ANY || places.includes(place) ? undefined : `${kind}: write ${[...places, ANY].map(one => `${word}/${one}`).join(', ')}`
}

/** Break points in words, and the kinds of steps that a reader can choose. */
import type { StepKind } from '#sandbox'
import { kindOf } from '#sandbox/parts/step-kinds'
import type { WordKey, Words } from '../../i18n/words.ts'
import type { Happening, KindOfStep, LaneView } from '../../playground/messages.ts'
import { spaced } from './steps.ts'

/** On offer before anything has happened: where names, images and layers come into being, and what guards them. */
const COMMON: readonly KindOfStep[] = [
  'rename/repositories.json', 'write/image-config', 'rename/image-config', 'rename/layer-record', 'lock/references', 'lock/images', 'lock/layers', 'rename/removed-layer-record', 'fsync/any', 'output/any',
]

export interface KindOnOffer {
  readonly kind: KindOfStep
  /** How many steps of it there are in what is done and what lies ahead. */
  readonly count: number
}

/** Those that are always on offer, and all others that steps have had, in the order of their names. */
export function kindsOnOffer(timeline: readonly Happening[], lanes: readonly LaneView[]): { readonly common: readonly KindOnOffer[]; readonly seen: readonly KindOnOffer[] } {
  const counts = new Map<KindOfStep, number>()
  const add = (kind: KindOfStep, by: number): void => void counts.set(kind, (counts.get(kind) ?? 0) + by)
  for (const happening of timeline) if (happening.kind === 'step') add(kindOf(happening.step), 1)
  for (const { next } of lanes) if (next) add(kindOf(next), 0)
  const offer = (kind: KindOfStep): KindOnOffer => {
    const [does = '', place] = kind.split('/')
    return { kind, count: place === 'any' ? [...counts].reduce((sum, [one, count]) => sum + (one.startsWith(`${does}/`) ? count : 0), 0) : (counts.get(kind) ?? 0) }
  }
  return { common: COMMON.map(offer), seen: [...counts.keys()].filter(kind => !COMMON.includes(kind)).sort().map(offer) }
}

type Phrase = WordKey extends infer Key ? Key extends `steps.do.${infer Name}` ? Name : never : never
type Place = WordKey extends infer Key ? Key extends `breaks.place.${infer Name}` ? Name : never : never

/** What steps on files do, in the words for steps. A rename is what makes something visible. */
const PHRASES: Readonly<Partial<Record<StepKind, Phrase>>> = {
  stat: 'look', read: 'read', readdir: 'read', readlink: 'read', create: 'create', mkdir: 'create', symlink: 'create', link: 'create', mknod: 'create', write: 'write', truncate: 'truncate',
  chmod: 'attributes', chown: 'attributes', utimes: 'attributes', setxattr: 'attributes', unlink: 'remove', rmdir: 'remove', fsync: 'fsync', mount: 'mount', umount: 'umount', rename: 'publish',
}
const PLACES: ReadonlySet<string> = new Set<Place>(['any', 'container', 'container-layer', 'distribution', 'file', 'image-config', 'image-metadata', 'layer-data', 'layer-record', 'removed-layer-record', 'repositories.json', 'short-link', 'temporary'])

/** "put the list of names in its place": what steps of a kind do. */
export const sayKind = (kind: string, words: Words): string => spaced(phraseFor(kind, words))

function phraseFor(kind: string, words: Words): string {
  const [word = '', place = ''] = kind.split('/')
  const does = word as StepKind
  if (does === 'lock' || does === 'unlock') return words(`steps.do.${does}`, { lock: place === 'any' ? words('breaks.any-lock') : place })
  if (kind === 'rename/removed-layer-record') return words('breaks.do.retire')
  const phrase = PHRASES[does]
  if (phrase) return words(`steps.do.${phrase}`, { thing: words(`breaks.place.${(PLACES.has(place) ? place : 'file') as Place}`) })
  switch (does) {
    case 'spawn':
    case 'wait':
    case 'network':
    case 'compute':
    case 'signal':
      return words(`breaks.do.${does}`)
    case 'sync':
    case 'sleep':
    case 'exit':
    case 'output':
    case 'input':
    case 'pipe-read':
    case 'pipe-write':
    case 'store':
      return words(`steps.do.${does}`)
    default:
      return kind
  }
}

/** "A stopped before step 35: put the list of names in its place". */
export const sayStopped = ({ terminal, kind, position }: { readonly terminal: string; readonly kind: string; readonly position: number }, words: Words): string =>
  words('breaks.stopped', { lane: terminal, position: position + 1, what: sayKind(kind, words) })

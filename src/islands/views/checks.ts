/** The Checks view as data: what is broken, with its evidence, before what holds. */
import type { CheckName } from '#sandbox'
import type { StoreView } from '../../playground/messages.ts'
import { findingsOf } from './findings.ts'
import type { Finding } from './findings.ts'

export interface CheckRow {
  readonly name: CheckName
  /** `later`: it is not judged while a command is under way. */
  readonly verdict: 'broken' | 'holds' | 'later'
  readonly findings: readonly Finding[]
  /** How many more things are broken than are shown. */
  readonly more: number
  /** Files of the data root that the findings are about. */
  readonly paths: readonly string[]
  /** Pages, without the language: what the check is about, and what to do. */
  readonly why: string
  readonly repair: string
}

const FINDINGS_MAX = 3

/** In the order of the engine. Only types come from there: the page does not load the engine. */
const PAGES: Readonly<Record<CheckName, { readonly why: string; readonly repair: string }>> = {
  'every-reference-resolves': { why: 'hazards/load-and-remove', repair: 'do/repair-dangling-references' },
  'every-image-has-its-layers': { why: 'understand/where-images-live', repair: 'do/recover-after-power-loss' },
  'every-layer-record-has-its-data': { why: 'understand/metadata-and-data', repair: 'do/recover-after-power-loss' },
  'no-orphan-data': { why: 'understand/where-images-live', repair: 'do/recover-after-power-loss' },
  'a-listed-image-runs': { why: 'hazards/power-loss', repair: 'do/recover-after-power-loss' },
  'counts-agree': { why: 'understand/two-commands', repair: 'do/repair-dangling-references' },
}

/** How many checks are broken, for the tab. */
export const brokenCount = (store: StoreView): number => store.checks.filter(({ violations }) => violations.length > 0).length

/** All checks: broken ones, then those that hold, then those that are judged later. */
export function checkRows(store: StoreView): CheckRow[] {
  const judged = new Map(store.checks.map(({ name, violations }) => [name, violations]))
  const rows = (Object.keys(PAGES) as CheckName[]).map((name): CheckRow => {
    const violations = judged.get(name)
    const findings = findingsOf(store, violations ?? [])
    const shown = findings.slice(0, FINDINGS_MAX)
    return {
      name, verdict: violations === undefined ? 'later' : violations.length > 0 ? 'broken' : 'holds', findings: shown,
      more: findings.length - shown.length, paths: [...new Set((violations ?? []).flatMap(({ claim, found }) => pathsOf(store, name, `${claim} ${found}`)))].filter(path => isThere(store, path)), ...PAGES[name],
    }
  })
  return (['broken', 'holds', 'later'] as const).flatMap(verdict => rows.filter(row => row.verdict === verdict))
}

const isThere = ({ files }: StoreView, path: string): boolean => files.some(file => file.path === path || file.path.startsWith(`${path}/`))

/** Where to look for what a sentence speaks of. */
function pathsOf(store: StoreView, name: CheckName, sentence: string): string[] {
  const paths: string[] = []
  for (const [, hex = ''] of sentence.matchAll(/(?:sha256:)?\b([0-9a-f]{64})\b/g)) {
    const layer = store.layers.get(`sha256:${hex}`)
    if (layer) {
      if (layer.record && (layer.record.problems.length > 0 || name !== 'every-layer-record-has-its-data')) paths.push(`image/overlay2/layerdb/sha256/${hex}`)
      if (layer.cacheID !== undefined) paths.push(`overlay2/${layer.cacheID}`)
    } else if (store.images.has(`sha256:${hex}`)) paths.push(`image/overlay2/imagedb/content/sha256/${hex}`)
  }
  const literal = /\b(?:overlay2|layerdb)\/\S+/.exec(sentence)?.[0]
  if (literal !== undefined) paths.push(literal.startsWith('layerdb') ? `image/overlay2/${literal}` : literal)
  if (name === 'every-reference-resolves' || sentence.includes('repositories.json')) paths.push('image/overlay2/repositories.json')
  return paths
}

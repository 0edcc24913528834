/** Which forms occur in a drawing of the store. */
import type { FormName } from './glyph.ts'
import type { Strata, Stratum } from './strata.ts'

/** Forms that a drawing of the store can have. */
export type LegendForm = Exclude<FormName, 'whiteout'>

const FORMS: readonly LegendForm[] = ['durable', 'dirty', 'lost', 'shared', 'hollow', 'flag', 'damaged', 'record-only', 'record-damaged', 'orphan', 'writing', 'removing']

/** The forms that a reader meets, in the order of the legend. @param keys of the strata that are drawn */
export function formsOf(keys: readonly string[], { layers }: Strata, danglingName: boolean): LegendForm[] {
  const drawn = keys.flatMap(key => layers.get(key) ?? [])
  const seen = new Set(drawn.flatMap(stratum => (stratum.imageCount > 1 ? ['shared' as const, formOf(stratum)] : formOf(stratum))))
  if (danglingName) seen.add('flag')
  return FORMS.filter(form => seen.has(form))
}

function formOf({ kind, record, data, hollow }: Stratum): LegendForm | [] {
  if (kind === 'missing') return []
  if (kind === 'removing' || kind === 'orphan') return kind
  if (kind === 'writing' || kind === 'write-set') return 'writing'
  if (record === 'damaged') return 'record-damaged'
  if (data === 'gone') return 'record-only'
  if (data === 'lost' || data === 'damaged') return data
  if (data !== 'durable' || record === 'journal' || record === 'dirty') return 'dirty'
  return hollow ? 'hollow' : 'durable'
}

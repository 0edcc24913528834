import type { ClientVersion } from '../clients.ts'
import type { Parsed } from './go-text.ts'
import type { ValueKind } from './spec.ts'
import { grammar } from './whole.ts'

/**
 * What a flag holds after parsing. Repeatable flags hold a list; sizes are bytes, durations and
 * decimal CPU counts are nanoseconds and billionths.
 */
export type FlagValue = boolean | string | number | readonly string[]

/** Is this a kind whose values are collected? */
function isListKind(kind: ValueKind): boolean {
  switch (kind) {
    case 'bool':
    case 'string':
    case 'int':
    case 'uint':
    case 'uint16':
    case 'uint32':
    case 'uint64':
    case 'float':
    case 'decimal':
    case 'bytes':
    case 'swap-bytes':
    case 'duration':
    case 'positive-duration':
      return false
    default:
      return true
  }
}

/** What a flag of this kind holds when nobody mentions it, unless it has a default of its own. */
function zeroOf(kind: ValueKind): FlagValue {
  if (isListKind(kind)) return []
  if (kind === 'bool') return false
  return kind === 'string' ? '' : 0
}

/**
 * What a flag holds before parsing.
 *
 * @param shown the default as the help page shows it; notes such as `[]` or `0s` mean zero
 */
export function defaultOf(kind: ValueKind, shown: string | undefined, client: ClientVersion): FlagValue {
  const zero = zeroOf(kind)
  if (shown === undefined || isListKind(kind)) return zero
  const read = readValue(kind, shown, zero, false, client)
  return 'value' in read ? read.value : zero
}

/** A list with more in it: the first mention replaces its default. */
export function append(before: FlagValue, changed: boolean, values: readonly string[]): Parsed<FlagValue> {
  return { value: changed && Array.isArray(before) ? [...(before as readonly string[]), ...values] : values }
}

/**
 * The value of a flag after one more mention. The kinds that lines about images have are read here, as long as there is
 * nothing to say about them.
 *
 * @param before what it held so far
 * @param changed whether it was mentioned before: the first mention of a list replaces its default
 */
export function readValue(kind: ValueKind, raw: string, before: FlagValue, changed: boolean, client: ClientVersion): Parsed<FlagValue> {
  if (kind === 'string') return { value: raw }
  if (kind === 'bool' && (raw === 'true' || raw === 'false')) return { value: raw === 'true' }
  if (kind === 'list') return append(before, changed, [raw])
  const equals = raw.indexOf('=')
  if (kind === 'filter' && equals >= 0) return append(before, changed, [`${raw.slice(0, equals).trim().toLowerCase()}=${raw.slice(equals + 1).trim()}`])
  return grammar.content.readAnyValue(kind, raw, before, changed, client)
}

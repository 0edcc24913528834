import type { ClientVersion } from '../clients.ts'
import { goMinorOf } from '../clients.ts'
import { csvFields } from './csv.ts'
import type { Parsed } from './go-text.ts'
import { goParseBool, goParseDuration, goParseFloat, goParseInt, goParseUint } from './go-text.ts'
import { LIST_READERS } from './list-values.ts'
import { parseSize } from './sizes.ts'
import type { ValueKind } from './spec.ts'
import { checkGpuRequest, checkMount, checkNetwork, checkUlimit } from './structured-values.ts'
import { append } from './values.ts'
import type { FlagValue } from './values.ts'

const DECIMAL = /^([+-]?)(\d+)\/(\d+)$|^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)$/

/**
 * A count of CPUs in billionths.
 *
 * @source docker/cli opts/opts.go `ParseCPUs`
 */
function readDecimal(raw: string): Parsed<number> {
  if (/^[+-]?0[xXoObB]/.test(raw)) {
    const whole = goParseInt(raw, 64)
    if ('value' in whole) return { value: whole.value * 1e9 }
  }
  const match = DECIMAL.exec(raw.replaceAll(/(?<=\d)_(?=\d)/g, ''))
  if (match === null) return { error: `failed to parse ${raw} as a rational number` }
  const fraction = match[4] === undefined ? Number(match[2]) / Number(match[3]) : Number(match[4])
  const billionths = fraction * 1e9
  const whole = Math.round(billionths)
  if (Math.abs(billionths - whole) > 1e-6 * Math.max(1, Math.abs(whole) * 1e-9)) {
    return { error: 'value is too precise' }
  }
  return { value: match[1] === '-' ? -whole : whole }
}

/**
 * The value of a flag after one more mention.
 *
 * @param before what it held so far
 * @param changed whether it was mentioned before: the first mention of a list replaces its default
 */
export function readAnyValue(
  kind: ValueKind,
  raw: string,
  before: FlagValue,
  changed: boolean,
  client: ClientVersion,
): Parsed<FlagValue> {
  const one = (read: Parsed<string>): Parsed<FlagValue> =>
    'error' in read ? read : append(before, changed, [read.value])
  switch (kind) {
    case 'bool':
      return goParseBool(raw)
    case 'string':
      return { value: raw }
    case 'int':
      return goParseInt(raw, 64)
    case 'uint':
    case 'uint64':
      return goParseUint(raw, 64)
    case 'uint16':
      return goParseUint(raw, 16)
    case 'uint32':
      return goParseUint(raw, 32)
    case 'float':
      return goParseFloat(raw)
    case 'decimal':
      return readDecimal(raw)
    case 'bytes':
      return parseSize(raw, client)
    case 'swap-bytes':
      return raw === '-1' ? { value: -1 } : parseSize(raw, client)
    case 'duration':
      return goParseDuration(raw, goMinorOf(client))
    case 'positive-duration': {
      const span = goParseDuration(raw, goMinorOf(client))
      return 'value' in span && span.value < 0 ? { error: 'duration cannot be negative' } : span
    }
    case 'strings': {
      if (raw === '') return append(before, changed, [])
      const fields = csvFields(raw)
      return 'error' in fields ? fields : append(before, changed, fields.value)
    }
    case 'stringToString': {
      const fields = (raw.match(/=/g) ?? []).length > 1 ? csvFields(raw) : { value: [raw] }
      if ('error' in fields) return fields
      const bare = fields.value.find(field => !field.includes('='))
      return bare === undefined
        ? append(before, changed, fields.value)
        : { error: `${bare} must be formatted as key=value` }
    }
    case 'ulimit':
      return one(checkUlimit(raw, client))
    case 'network':
      return one(checkNetwork(raw, client))
    case 'mount':
      return one(checkMount(raw, client))
    case 'gpu-request':
      return one(checkGpuRequest(raw, client))
    case 'filter':
      return raw === '' ? append(before, changed, []) : one(LIST_READERS.filter(raw, client))
    default:
      return one(LIST_READERS[kind](raw, client))
  }
}

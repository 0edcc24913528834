/** Values of AWK: numbers, strings, and strings from input that look like numbers. */
import { formatFloat, formatInteger, formatText, readConversion } from './printf-format.ts'

/** A string from input that looks like a number; compares as one. */
export class NumericText {
  readonly text: string
  readonly value: number

  constructor(text: string, value: number) {
    this.text = text
    this.value = value
  }
}

/** Undefined: a variable that has no value yet. */
export type Value = number | string | NumericText | undefined

const LOOKS_NUMERIC = /^\s*[-+]?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?|inf|nan)\s*$/i
const LEADING_NUMBER = /^\s*[-+]?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?)/

/** A text from input. */
export function fromInput(text: string): Value {
  if (!LOOKS_NUMERIC.test(text)) return text
  return new NumericText(text, toNumber(text))
}

export function toNumber(value: Value): number {
  if (typeof value === 'number') return value
  if (value === undefined) return 0
  if (typeof value !== 'string') return value.value
  const found = LEADING_NUMBER.exec(value)
  if (found) return Number(found[0])
  const special = /^\s*([-+]?)(inf|nan)/i.exec(value)
  if (!special) return 0
  return special[2]?.toLowerCase() === 'nan' ? NaN : special[1] === '-' ? -Infinity : Infinity
}

/** A number as text: whole numbers in full, others by `format` (CONVFMT, OFMT). */
export function numberText(value: number, format: string): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e16) return String(value === 0 ? 0 : value)
  if (Number.isNaN(value)) return Object.is(value, NaN) ? 'nan' : '-nan'
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf'
  return format === '%.6g' ? formatFloat(value, { flags: '', width: 0, precision: 6, letter: 'g' }) : formatAwk(format, [value], format)
}

export function toText(value: Value, format: string): string {
  if (typeof value === 'string') return value
  if (value === undefined) return ''
  return typeof value === 'number' ? numberText(value, format) : value.text
}

export function isTrue(value: Value): boolean {
  if (typeof value === 'string') return value !== ''
  if (value === undefined) return false
  return typeof value === 'number' ? value !== 0 : value.value !== 0
}

/** Numbers compare as numbers, anything with a real string as strings. */
export function compareValues(left: Value, right: Value, format: string): number {
  if (typeof left !== 'string' && typeof right !== 'string') {
    const a = toNumber(left)
    const b = toNumber(right)
    return a < b ? -1 : a > b ? 1 : a === b ? 0 : NaN
  }
  const a = toText(left, format)
  const b = toText(right, format)
  return a < b ? -1 : a > b ? 1 : 0
}

/** Not enough arguments for a format. */
export class FormatError extends Error {}

/** `sprintf`. @throws FormatError when arguments are missing */
export function formatAwk(format: string, args: readonly Value[], convert: string): string {
  let out = ''
  let next = 0
  const take = (): Value => {
    if (next >= args.length) throw new FormatError(format)
    return args[next++]
  }
  for (let at = 0; at < format.length;) {
    const percent = format.indexOf('%', at)
    if (percent < 0) {
      out += format.slice(at)
      break
    }
    out += format.slice(at, percent)
    if (format[percent + 1] === '%') {
      out += '%'
      at = percent + 2
      continue
    }
    const read = readConversion(format, percent, () => Math.trunc(toNumber(take())))
    if (!read) break
    const { conversion, end } = read
    at = end
    switch (conversion.letter) {
      case 'd': case 'i': case 'o': case 'x': case 'X': case 'u': {
        const value = toNumber(take())
        out += Number.isFinite(value) ? formatInteger(BigInt(Math.trunc(value)), conversion) : formatText(numberText(value, '%.6g'), { ...conversion, letter: 's' })
        break
      }
      case 'e': case 'E': case 'f': case 'F': case 'g': case 'G': case 'a': case 'A':
        out += formatFloat(toNumber(take()), conversion)
        break
      case 'c': {
        const value = take()
        out += formatText(typeof value === 'number' ? String.fromCodePoint(Math.max(0, Math.min(0x10ffff, Math.trunc(value)))) : (Array.from(toText(value, convert))[0] ?? ''), conversion)
        break
      }
      case 's':
        out += formatText(toText(take(), convert), conversion)
        break
      default: out += read.text
    }
  }
  return out
}

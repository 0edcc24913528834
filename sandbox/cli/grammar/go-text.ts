import { utf8 } from '../../base/bytes.ts'

// Go's way to write strings and numbers, as far as the parser's messages need it.

const SHORT_ESCAPES: Readonly<Record<number, string>> = {
  7: '\\a',
  8: '\\b',
  9: '\\t',
  10: '\\n',
  11: '\\v',
  12: '\\f',
  13: '\\r',
  92: '\\\\',
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0')
}

function quoteRune(code: number, quote: '"' | "'"): string {
  const short = SHORT_ESCAPES[code]
  if (short !== undefined) return short
  if (code === quote.charCodeAt(0)) return `\\${quote}`
  if (code < 0x20 || code === 0x7f) return `\\x${hex(code, 2)}`
  const char = String.fromCodePoint(code)
  if (code < 0x7f || /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(char)) return char
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`
}

/**
 * A string in double quotes, as `%q` prints it.
 *
 * @source go strconv/quote.go `Quote`
 */
export function goQuote(text: string): string {
  let quoted = ''
  for (const char of text) quoted += quoteRune(char.codePointAt(0) ?? 0, '"')
  return `"${quoted}"`
}

/**
 * The first byte of a text in single quotes, as `%q` prints a byte: a letter outside ASCII comes
 * out as the character with the number of its first byte.
 */
export function goQuoteFirstByte(text: string): string {
  return `'${quoteRune(utf8(text)[0] ?? 0, "'")}'`
}

/** A number, or what Go says when it cannot read one. */
export type Parsed<T> = { readonly value: T } | { readonly error: string }

function numberError(call: string, raw: string, reason: string): { readonly error: string } {
  return { error: `strconv.${call}: parsing ${goQuote(raw)}: ${reason}` }
}

/** The magnitude of a number with Go's base prefixes and underscores; undefined when it is none. */
function magnitude(text: string): bigint | undefined {
  const prefixed = /^0(?:[xX](?:_?[0-9a-fA-F])+|[bB](?:_?[01])+|[oO](?:_?[0-7])+)$/.test(text)
  if (prefixed) return BigInt(text.toLowerCase().replaceAll('_', ''))
  if (/^0(?:_?[0-7])*$/.test(text)) return BigInt(`0o0${text.replaceAll('_', '')}`)
  if (/^[1-9](?:_?[0-9])*$/.test(text)) return BigInt(text.replaceAll('_', ''))
  return undefined
}

/**
 * A signed number with an optional base prefix.
 *
 * @source go strconv/atoi.go `ParseInt` with base 0
 */
export function goParseInt(raw: string, bits: number): Parsed<number> {
  const negative = raw.startsWith('-')
  const digits = negative || raw.startsWith('+') ? raw.slice(1) : raw
  const value = magnitude(digits)
  if (value === undefined) return numberError('ParseInt', raw, 'invalid syntax')
  const limit = 1n << BigInt(bits - 1)
  if (negative ? value > limit : value >= limit) {
    return numberError('ParseInt', raw, 'value out of range')
  }
  return { value: Number(negative ? -value : value) }
}

/**
 * A number without a sign, with an optional base prefix.
 *
 * @source go strconv/atoi.go `ParseUint` with base 0
 */
export function goParseUint(raw: string, bits: number): Parsed<number> {
  const value = magnitude(raw)
  if (value === undefined) return numberError('ParseUint', raw, 'invalid syntax')
  if (value >= 1n << BigInt(bits)) return numberError('ParseUint', raw, 'value out of range')
  return { value: Number(value) }
}

/**
 * A decimal fraction.
 *
 * @source go strconv/atof.go `ParseFloat`; hexadecimal fractions are left out
 */
export function goParseFloat(raw: string): Parsed<number> {
  if (/^[+-]?(?:inf|infinity)$/i.test(raw)) return { value: raw.startsWith('-') ? -Infinity : Infinity }
  if (/^nan$/i.test(raw)) return { value: NaN }
  const digits = '\\d(?:_?\\d)*'
  const pattern = new RegExp(`^[+-]?(?:${digits}(?:\\.(?:${digits})?)?|\\.${digits})(?:[eE][+-]?${digits})?$`)
  if (!pattern.test(raw)) return numberError('ParseFloat', raw, 'invalid syntax')
  const value = Number(raw.replaceAll('_', ''))
  return Number.isFinite(value) ? { value } : numberError('ParseFloat', raw, 'value out of range')
}

/** One of Go's twelve words for yes and no. */
export function goParseBool(raw: string): Parsed<boolean> {
  if (/^(?:1|t|T|TRUE|true|True)$/.test(raw)) return { value: true }
  if (/^(?:0|f|F|FALSE|false|False)$/.test(raw)) return { value: false }
  return numberError('ParseBool', raw, 'invalid syntax')
}

const NANOSECONDS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  'µs': 1e3,
  'μs': 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
}

/** The quoting of package time: bytes that are not printable ASCII come out as hexadecimal. */
function timeQuote(raw: string): string {
  let quoted = ''
  for (const byte of utf8(raw)) {
    const char = String.fromCharCode(byte)
    if (byte < 0x20 || byte >= 0x80) quoted += `\\x${hex(byte, 2)}`
    else quoted += char === '"' || char === '\\' ? `\\${char}` : char
  }
  return `"${quoted}"`
}

/**
 * A span of time such as `1h30m`, in nanoseconds.
 *
 * @param goMinor the minor version of the Go that reads it: before 1.15 the messages quote nothing
 * @source go time/format.go `ParseDuration`
 */
export function goParseDuration(raw: string, goMinor: number): Parsed<number> {
  const quote = goMinor < 15 ? (part: string): string => part : timeQuote
  const negative = raw.startsWith('-')
  let rest = negative || raw.startsWith('+') ? raw.slice(1) : raw
  if (rest === '0') return { value: 0 }
  if (rest === '') return { error: `time: invalid duration ${quote(raw)}` }
  let total = 0
  while (rest !== '') {
    const number = /^(?:\d+\.?\d*|\.\d+)/.exec(rest)?.[0]
    if (number === undefined) return { error: `time: invalid duration ${quote(raw)}` }
    rest = rest.slice(number.length)
    if (!number.includes('.') && BigInt(number) > 1n << 63n) {
      return { error: `time: invalid duration ${quote(raw)}` }
    }
    const unit = /^[^.0-9]+/.exec(rest)?.[0]
    if (unit === undefined) return { error: `time: missing unit in duration ${quote(raw)}` }
    const factor = NANOSECONDS[unit]
    if (factor === undefined) {
      return { error: `time: unknown unit ${quote(unit)} in duration ${quote(raw)}` }
    }
    rest = rest.slice(unit.length)
    total += Number(number) * factor
  }
  if (total > 2 ** 63) return { error: `time: invalid duration ${quote(raw)}` }
  return { value: Math.trunc(negative ? -total : total) }
}

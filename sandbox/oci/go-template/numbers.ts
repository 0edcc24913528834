/**
 * Go's constants: `42`, `0x1F`, `1_000`, `1e3`, `0x1p-2`, `'c'`, `1+2i`.
 *
 * @source go/src/text/template/parse/node.go `newNumber`; go/src/strconv
 */
import type { NumberNode } from './nodes.ts'
import { quote, unquoteChar } from './strings.ts'

const INT_MIN = -(2n ** 63n)
const INT_MAX = 2n ** 63n - 1n
const UINT_MAX = 2n ** 64n - 1n

type Values = Omit<NumberNode, 'kind' | 'pos' | 'text'>

/** The values of a constant, or the words of the complaint. */
export function parseNumber(text: string, kind: 'number' | 'charConstant' | 'complex'): Values | string {
  if (kind === 'charConstant') {
    const char = unquoteChar(text, 1, "'")
    if (char === undefined) return 'invalid syntax'
    if (text.slice(char.next) !== "'") return `malformed character constant: ${text}`
    return { int: BigInt(char.code), uint: BigInt(char.code), float: char.code }
  }
  if (kind === 'complex') {
    const split = Math.max(text.lastIndexOf('+'), text.lastIndexOf('-'))
    const real = parseFloat64(text.slice(0, split))
    const imaginary = parseFloat64(text.slice(split, -1))
    return real === undefined || imaginary === undefined ? 'invalid syntax' : complexValues(real, imaginary)
  }
  if (text.endsWith('i')) {
    const imaginary = parseFloat64(text.slice(0, -1))
    if (imaginary !== undefined) return complexValues(0, imaginary)
  }
  const signed = parseInteger(text)
  const int = signed !== undefined && signed >= INT_MIN && signed <= INT_MAX ? signed : undefined
  // A sign is no part of an unsigned constant, but −0 is one.
  const uint = signed !== undefined && signed <= UINT_MAX && (/^[0-9]/.test(text) || signed === 0n) ? signed : undefined
  if (int !== undefined || uint !== undefined) {
    return { ...(int === undefined ? {} : { int }), ...(uint === undefined ? {} : { uint }), float: Number(int ?? uint) }
  }
  const float = parseFloat64(text)
  if (float === undefined) return `illegal number syntax: ${quote(text)}`
  if (!/[.eEpP]/.test(text)) return `integer overflow: ${quote(text)}`
  return { ...wholeValues(float), float }
}

function complexValues(real: number, imaginary: number): Values {
  const complex = [real, imaginary] as const
  return imaginary === 0 ? { complex, float: real, ...wholeValues(real) } : { complex }
}

/** A float with an integral value can be used as an integer too. */
function wholeValues(float: number): { int?: bigint; uint?: bigint } {
  if (!Number.isInteger(float)) return {}
  const whole = BigInt(float)
  return { ...(whole >= INT_MIN && whole <= INT_MAX ? { int: whole } : {}), ...(whole >= 0n && whole <= UINT_MAX ? { uint: whole } : {}) }
}

/** `strconv.ParseInt(text, 0, …)` without a limit. */
function parseInteger(text: string): bigint | undefined {
  const [, sign = '', body = ''] = /^([+-]?)(.*)$/s.exec(text) ?? []
  const patterns: readonly RegExp[] = [/^0[xX](?:_?[0-9a-fA-F])+$/, /^0[oO](?:_?[0-7])+$/, /^0[bB](?:_?[01])+$/, /^0(?:_?[0-7])*$/, /^[1-9](?:_?[0-9])*$/]
  const at = patterns.findIndex(pattern => pattern.test(body))
  if (at < 0) return undefined
  const digits = body.replaceAll('_', '')
  // A leading zero alone means octal.
  const value = BigInt(at === 3 && digits !== '0' ? `0o${digits.slice(1)}` : digits.toLowerCase())
  return sign === '-' ? -value : value
}

/** `strconv.ParseFloat(text, 64)`; a value out of range is refused as Go refuses it. */
export function parseFloat64(text: string): number | undefined {
  const hex = /^([+-]?)0[xX]([0-9a-fA-F_]*)\.?([0-9a-fA-F_]*)[pP]([+-]?[0-9_]+)$/.exec(text)
  if (hex) {
    const [, sign, whole = '', fraction = '', power = '0'] = hex
    const digits = (whole + fraction).replaceAll('_', '')
    if (digits === '') return undefined
    const value = parseInt(digits, 16) * 2 ** (Number(power.replaceAll('_', '')) - 4 * fraction.replaceAll('_', '').length)
    return sign === '-' ? -value : value
  }
  // An underscore stands between digits.
  const digits = text.replace(/(?<=[0-9])_(?=[0-9])/g, '')
  if (!/^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/.test(digits)) return undefined
  const value = Number(digits)
  return Number.isFinite(value) ? value : undefined
}

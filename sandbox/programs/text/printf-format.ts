/**
 * The conversions of `printf`: one specification applied to one value. Shared by `printf`, `awk` and `seq`.
 */

/** `%[flags][width][.precision]conversion`. */
export interface Conversion {
  readonly flags: string
  readonly width: number
  readonly precision: number | undefined
  readonly letter: string
}

/** Wider or more precise than this is refused by clamping: output stays bounded. */
const WIDTH_MAX = 100_000

/** Pad to the width. */
function pad(text: string, { flags, width }: Conversion): string {
  const missing = Math.min(width, WIDTH_MAX) - Array.from(text).length
  if (missing <= 0) return text
  return flags.includes('-') ? text + ' '.repeat(missing) : ' '.repeat(missing) + text
}

function padNumber(sign: string, prefix: string, digits: string, conversion: Conversion, zeros: boolean): string {
  const { flags, width } = conversion
  if (zeros && flags.includes('0') && !flags.includes('-')) {
    return sign + prefix + digits.padStart(Math.min(width, WIDTH_MAX) - sign.length - prefix.length, '0')
  }
  return pad(sign + prefix + digits, conversion)
}

const signOf = (negative: boolean, flags: string): string => (negative ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '')

/** `%s` and `%c` (give the character). */
export function formatText(value: string, conversion: Conversion): string {
  const cut = conversion.precision !== undefined && conversion.letter === 's' ? Array.from(value).slice(0, conversion.precision).join('') : value
  return pad(cut, conversion)
}

/** `%d %i %u %o %x %X`. Unsigned conversions of negative values wrap at 64 bits. */
export function formatInteger(value: bigint, conversion: Conversion): string {
  const { flags, letter, precision } = conversion
  const signed = letter === 'd' || letter === 'i'
  const negative = signed && value < 0n
  const size = signed ? (negative ? -value : value) : BigInt.asUintN(64, value)
  let digits = letter === 'o' ? size.toString(8) : letter === 'x' || letter === 'X' ? size.toString(16) : size.toString()
  if (precision === 0 && size === 0n) digits = ''
  if (precision !== undefined) digits = digits.padStart(Math.min(precision, WIDTH_MAX), '0')
  let prefix = ''
  if (flags.includes('#')) {
    if (letter === 'o' && !digits.startsWith('0')) digits = `0${digits}`
    if ((letter === 'x' || letter === 'X') && size !== 0n) prefix = '0x'
  }
  const text = padNumber(signed ? signOf(negative, flags) : '', prefix, digits, conversion, precision === undefined)
  return letter === 'X' ? text.toUpperCase() : text
}

/** `%f %F %e %E %g %G %a`. */
export function formatFloat(value: number, conversion: Conversion): string {
  const { flags, letter } = conversion
  const lower = letter.toLowerCase()
  const negative = value < 0 || Object.is(value, -0)
  const sign = signOf(negative, flags)
  if (!Number.isFinite(value)) return upper(pad(sign + (Number.isNaN(value) ? 'nan' : 'inf'), conversion), letter)
  const size = Math.abs(value)
  const precision = Math.min(conversion.precision ?? 6, 1000)
  let digits: string
  if (lower === 'f') digits = fixed(size, precision)
  else if (lower === 'e') digits = exponential(size, precision)
  else digits = general(size, precision === 0 ? 1 : precision, flags.includes('#'))
  if (flags.includes('#') && !digits.includes('.')) digits = digits.replace(/^\d+/, '$&.')
  return upper(padNumber(sign, '', digits, conversion, true), letter)
}

const upper = (text: string, letter: string): string => (letter === letter.toUpperCase() ? text.toUpperCase() : text)

/** Exact decimal digits of a double: the value is a binary fraction, so it has finitely many. */
function fixed(value: number, precision: number): string {
  if (precision < 100 && value < 1e21) {
    const rounded = value.toFixed(precision)
    // Halves go to the even digit, as in C; toFixed always goes up.
    const exact = value.toFixed(100)
    const kept = exact.slice(0, exact.length - 100 + precision).replace(/\.$/, '')
    return /^5?0*$/.test(exact.slice(exact.length - 100 + precision)) && /[02468]$/.test(kept) ? kept : rounded
  }
  if (value >= 1e21 && precision <= 100) return BigInt(value).toString() + (precision > 0 ? `.${'0'.repeat(precision)}` : '')
  return `${value.toFixed(100)}${'0'.repeat(precision - 100)}`
}

function exponential(value: number, precision: number): string {
  const exact = value.toExponential(100).split('e')[0] ?? ''
  const kept = exact.slice(0, 2 + precision).replace(/\.$/, '')
  const even = precision < 100 && /^50*$/.test(exact.slice(2 + precision)) && /[02468]$/.test(kept)
  const [rounded = '', exponent = '+0'] = value.toExponential(even ? 100 : Math.min(precision, 100)).split('e')
  const mantissa = even ? kept : rounded
  const zeros = precision > 100 ? '0'.repeat(precision - 100) : ''
  return `${mantissa}${zeros}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`
}

function general(value: number, precision: number, keepZeros: boolean): string {
  const exponent = value === 0 ? 0 : Number(exponential(value, Math.min(100, precision - 1)).split('e')[1])
  let text = exponent < -4 || exponent >= precision ? exponential(value, precision - 1) : fixed(value, Math.max(0, precision - 1 - exponent))
  if (!keepZeros) {
    const [mantissa = '', tail] = text.split('e')
    text = (mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa) + (tail === undefined ? '' : `e${tail}`)
  }
  return text
}

/** Read the specification at the `%` that stands at `at`; undefined when there is no conversion letter. */
export function readConversion(format: string, at: number, star: () => number): { readonly conversion: Conversion; readonly end: number; readonly text: string } | undefined {
  const found = /^%([-+ #0']*)(\*|\d+)?(?:\.(\*|\d*))?(?:hh|h|ll|l|L|q|j|z|t)?(.)?/s.exec(format.slice(at))
  if (!found) return undefined
  let flags = found[1] ?? ''
  let width = found[2] === '*' ? star() : Number(found[2] ?? 0)
  if (width < 0) {
    flags += '-'
    width = -width
  }
  const precision = found[3] === undefined ? undefined : found[3] === '*' ? star() : Number(found[3])
  return { conversion: { flags, width, precision: precision !== undefined && precision < 0 ? undefined : precision, letter: found[4] ?? '' }, end: at + found[0].length, text: found[0] }
}

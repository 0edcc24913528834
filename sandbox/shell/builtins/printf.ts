/** `echo` and `printf` as functions from arguments to bytes; programs of the same name share them. */
import { byteCharacter } from '../parse/escapes.ts'
import { unescapeEcho } from '../parse/unescape.ts'
import { backslashQuote } from '../expand/quote.ts'

/** What a `printf` made of its arguments. */
export interface PrintfResult {
  readonly text: string
  readonly status: number
  /** Complaints in bash's words, in order, without prefix. */
  readonly complaints: readonly { readonly kind: 'number' | 'format' | 'range'; readonly argument: string; readonly directive?: string; readonly rest?: string }[]
}

const DIRECTIVE = /%(?:(%)|([-+ #0']*)(\*|[0-9]+)?(?:\.(\*|-?[0-9]*))?(?:hh|h|ll|l|L|j|z|t)?(?:\(([^)]*)\)(T)|([a-zA-Z]))?)/g
const OUTPUT_MAX = 16 * 1024 * 1024

export interface PrintfOptions {
  /** Seconds since 1970, for `%(…)T`. */
  readonly now?: number
  /** `\x41` and `\u00e9` are known; dash does not know them. */
  readonly hexEscapes?: boolean
  /** A number that is not given is an error: busybox. */
  readonly missingIsError?: boolean
  /** `\c` in the format ends the output: busybox. */
  readonly stopInFormat?: boolean
  /** `%q`: bash. */
  readonly quoting?: boolean
  /** A number with something behind it counts as zero: busybox. */
  readonly badNumberIsZero?: boolean
}

/**
 * Format as `printf(1)`: the format is used again while arguments are left.
 *
 */
export function printfText(format: string, args: readonly string[], options: PrintfOptions = {}): PrintfResult {
  const { now = 0, hexEscapes = true, missingIsError = false, stopInFormat = false, quoting = true, badNumberIsZero = false } = options
  const complaints: PrintfResult['complaints'][number][] = []
  let status = 0
  let out = ''
  let at = 0
  let stopped = false
  const take = (): string | undefined => args[at++]
  const integer = (argument: string | undefined): bigint => {
    if (argument === undefined || argument === '') {
      if (argument === '' || missingIsError) {
        complaints.push({ kind: 'number', argument: '' })
        status = 1
      }
      return 0n
    }
    if (argument.startsWith("'") || argument.startsWith('"')) return BigInt(argument.codePointAt(1) ?? 0)
    const found = /^\s*([-+]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)/.exec(argument)
    const whole = found !== null && found[0].length >= argument.trimEnd().length
    if (!whole) {
      complaints.push({ kind: 'number', argument })
      status = 1
    }
    if (!found || (!whole && badNumberIsZero)) return 0n
    const digits = found[2] as string
    const value = BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits)
    const limit = 1n << 63n
    const signed = found[1] === '-' ? -value : value
    if (signed >= limit * 2n || signed < -limit) {
      complaints.push({ kind: 'range', argument })
      status = 1
      return signed < 0n ? -limit : limit - 1n
    }
    return signed
  }
  const float = (argument: string | undefined): number => {
    if (argument === undefined || argument === '') return 0
    if (argument.startsWith("'") || argument.startsWith('"')) return argument.codePointAt(1) ?? 0
    const value = /^\s*[-+]?(?:inf(?:inity)?|nan)$/i.test(argument) ? (/nan/i.test(argument) ? NaN : argument.trim().startsWith('-') ? -Infinity : Infinity) : Number(/^\s*[-+]?(?:0[xX][0-9a-fA-F]+|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)/.exec(argument)?.[0] ?? NaN)
    if (Number.isNaN(value) && !/nan/i.test(argument)) {
      complaints.push({ kind: 'number', argument })
      status = 1
      return 0
    }
    return value
  }
  const literal = (text: string): string => {
    const stop = stopInFormat ? /(?<!\\)(?:\\\\)*\\c/.exec(text) : null
    if (stop) stopped = true
    return unescapeFormat(stop ? text.slice(0, stop.index + stop[0].length - 2) : text, hexEscapes)
  }
  do {
    const startAt = at
    let last = 0
    DIRECTIVE.lastIndex = 0
    for (let found = DIRECTIVE.exec(format); found && !stopped; found = DIRECTIVE.exec(format)) {
      out += literal(format.slice(last, found.index))
      last = DIRECTIVE.lastIndex
      const [whole, percent, flags = '', widthText, precisionText, timeFormat, time, plainLetter] = found
      if (percent !== undefined) {
        out += '%'
        continue
      }
      const letter = plainLetter ?? time
      if (letter === undefined || !'diouxXeEfFgGaAcsbqT'.includes(letter) || (!quoting && (letter === 'q' || letter === 'T'))) {
        complaints.push({ kind: 'format', argument: letter ?? (whole === '%' ? '\u0000' : (format.charAt(last) || whole)), directive: whole + (letter === undefined ? format.charAt(last) : ''), rest: format.slice(found.index) })
        return { text: out, status: 1, complaints }
      }
      let left = flags.includes('-')
      let width = widthText === undefined ? 0 : widthText === '*' ? Number(integer(take())) : Number(widthText)
      if (width < 0) {
        left = true
        width = -width
      }
      const precisionGiven = precisionText === '*' ? Number(integer(take())) : precisionText === undefined ? undefined : Number(precisionText || '0')
      const precision = precisionGiven !== undefined && precisionGiven < 0 ? undefined : precisionGiven
      if (width > OUTPUT_MAX || (precision ?? 0) > OUTPUT_MAX) return { text: out, status: 1, complaints: [...complaints, { kind: 'range', argument: String(width) }] }
      const zero = flags.includes('0') && !left
      const sign = (negative: boolean): string => (negative ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '')
      const pad = (prefix: string, body: string, zeroes: boolean): string => {
        const size = width - [...prefix].length - [...body].length
        if (size <= 0) return prefix + body
        return left ? prefix + body + ' '.repeat(size) : zeroes ? prefix + '0'.repeat(size) + body : ' '.repeat(size) + prefix + body
      }
      const number = (prefix: string, digits: string): string => {
        const long = precision === undefined ? digits : precision === 0 && digits === '0' ? '' : digits.padStart(precision, '0')
        return pad(prefix, long, zero && precision === undefined)
      }
      switch (letter) {
        case 'd':
        case 'i': {
          const value = integer(take())
          out += number(sign(value < 0n), (value < 0n ? -value : value).toString())
          break
        }
        case 'u': out += number('', BigInt.asUintN(64, integer(take())).toString()); break
        case 'o': {
          const digits = BigInt.asUintN(64, integer(take())).toString(8)
          out += number('', flags.includes('#') && !digits.startsWith('0') ? `0${digits}` : digits)
          break
        }
        case 'x':
        case 'X': {
          const digits = BigInt.asUintN(64, integer(take())).toString(16)
          const prefix = flags.includes('#') && digits !== '0' ? '0x' : ''
          out += letter === 'X' ? number(prefix.toUpperCase(), digits.toUpperCase()) : number(prefix, digits)
          break
        }
        case 'e': case 'E': case 'f': case 'F': case 'g': case 'G': case 'a': case 'A': {
          const value = float(take())
          const body = formatFloat(Math.abs(value), letter, precision ?? 6, flags.includes('#'))
          out += pad(sign(value < 0 || Object.is(value, -0)), letter === letter.toUpperCase() ? body.toUpperCase() : body, zero && Number.isFinite(value))
          break
        }
        case 'c': out += pad('', [...(take() ?? '')][0] ?? '\0', false); break
        case 's': {
          const text = take() ?? ''
          out += pad('', precision === undefined ? text : [...text].slice(0, precision).join(''), false)
          break
        }
        case 'b': {
          const { text, stopped: ends } = unescapeEcho(take() ?? '', true, hexEscapes)
          out += pad('', precision === undefined ? text : [...text].slice(0, precision).join(''), false)
          stopped = ends
          break
        }
        case 'q': out += pad('', backslashQuote(take() ?? ''), false); break
        case 'T': {
          const argument = take()
          const seconds = argument === undefined || argument === '-1' || argument === '-2' ? now : Number(integer(argument))
          out += pad('', formatTime(timeFormat === undefined || timeFormat === '' ? '%X' : timeFormat, seconds), false)
          break
        }
      }
      if (out.length > OUTPUT_MAX) return { text: out, status: 1, complaints }
    }
    if (stopped) break
    out += literal(format.slice(last))
    if (at === startAt) break
  } while (at < args.length)
  return { text: out, status, complaints }
}

/** Escapes of the format itself. */
function unescapeFormat(text: string, hexEscapes: boolean): string {
  if (!text.includes('\\')) return text
  return text.replace(/\\(?:([0-7]{1,3})|x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|([^]))/g, (whole, octal?: string, hex?: string, u?: string, big?: string, char?: string) => {
    if (octal !== undefined) return byteCharacter(parseInt(octal, 8) & 255)
    if (!hexEscapes && octal === undefined && char === undefined) return whole
    if (hex !== undefined) return byteCharacter(parseInt(hex, 16))
    const point = u ?? big
    if (point !== undefined) return String.fromCodePoint(Math.min(parseInt(point, 16), 0x10ffff))
    if (char === 'c') return whole
    if (char === '"' || char === "'" || char === '?') return char
    return unescapeEcho(whole, false).text
  })
}

function formatFloat(value: number, letter: string, precision: number, alternate: boolean): string {
  if (Number.isNaN(value)) return 'nan'
  if (value === Infinity) return 'inf'
  const lower = letter.toLowerCase()
  const digits = Math.min(precision, 100)
  if (lower === 'f') return value >= 1e21 ? BigInt(value).toString() + (digits > 0 ? `.${'0'.repeat(digits)}` : '') : value.toFixed(digits)
  const scientific = (text: string): string => text.replace(/e([-+])([0-9])$/, 'e$10$2')
  if (lower === 'e') return scientific(value.toExponential(digits))
  if (lower === 'a') return hexFloat(value)
  const significant = Math.max(1, digits)
  const exponent = value === 0 ? 0 : Number(value.toExponential(significant - 1).split('e')[1])
  const trim = (text: string): string => (alternate || !text.includes('.') ? text : text.replace(/\.?0+$/, ''))
  if (exponent < -4 || exponent >= significant) {
    const [mantissa = '', power = ''] = value.toExponential(significant - 1).split('e')
    return scientific(`${trim(mantissa)}e${power}`)
  }
  return trim(value.toFixed(Math.max(0, significant - 1 - exponent)))
}

function hexFloat(value: number): string {
  if (value === 0) return '0x0p+0'
  let exponent = Math.floor(Math.log2(value))
  let mantissa = value / 2 ** exponent
  while (mantissa < 8) {
    mantissa *= 2
    exponent--
  }
  let text = `0x${Math.floor(mantissa).toString(16)}`
  let fraction = mantissa - Math.floor(mantissa)
  if (fraction > 0) text += '.'
  for (let i = 0; i < 15 && fraction > 0; i++) {
    fraction *= 16
    text += Math.floor(fraction).toString(16)
    fraction -= Math.floor(fraction)
  }
  return `${text}p${exponent < 0 ? '-' : '+'}${Math.abs(exponent)}`
}

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']

/** `strftime` in UTC and the C locale. */
export function formatTime(format: string, seconds: number): string {
  const days = Math.floor(seconds / 86_400)
  const rest = seconds - days * 86_400
  const { year, month, day, dayOfYear } = civil(days)
  const two = (value: number): string => String(value).padStart(2, '0')
  const hour = Math.floor(rest / 3600)
  const minute = Math.floor(rest / 60) % 60
  const second = Math.floor(rest) % 60
  const weekday = (((days + 4) % 7) + 7) % 7
  const one = (letter: string): string | undefined => {
    switch (letter) {
      case 'Y': return String(year)
      case 'y': return two(((year % 100) + 100) % 100)
      case 'C': return two(Math.floor(year / 100))
      case 'm': return two(month)
      case 'd': return two(day)
      case 'e': return String(day).padStart(2)
      case 'H': return two(hour)
      case 'I': return two(hour % 12 === 0 ? 12 : hour % 12)
      case 'M': return two(minute)
      case 'S': return two(second)
      case 'p': return hour < 12 ? 'AM' : 'PM'
      case 'j': return String(dayOfYear).padStart(3, '0')
      case 'a': return (DAYS[weekday] as string).slice(0, 3)
      case 'A': return DAYS[weekday]
      case 'b':
      case 'h': return (MONTHS[month - 1] as string).slice(0, 3)
      case 'B': return MONTHS[month - 1]
      case 'u': return String(weekday === 0 ? 7 : weekday)
      case 'w': return String(weekday)
      case 's': return String(Math.floor(seconds))
      case 'Z': return 'UTC'
      case 'z': return '+0000'
      case 'F': return `${year}-${two(month)}-${two(day)}`
      case 'T':
      case 'X': return `${two(hour)}:${two(minute)}:${two(second)}`
      case 'R': return `${two(hour)}:${two(minute)}`
      case 'D':
      case 'x': return `${two(month)}/${two(day)}/${two(((year % 100) + 100) % 100)}`
      case 'c': return `${(DAYS[weekday] as string).slice(0, 3)} ${(MONTHS[month - 1] as string).slice(0, 3)} ${String(day).padStart(2)} ${two(hour)}:${two(minute)}:${two(second)} ${year}`
      case 'n': return '\n'
      case 't': return '\t'
      case '%': return '%'
    }
    return undefined
  }
  return format.replace(/%([^])/g, (whole, letter: string) => one(letter) ?? whole)
}

/** Days since 1970 as a date of the Gregorian calendar. */
function civil(days: number): { year: number; month: number; day: number; dayOfYear: number } {
  const z = days + 719_468
  const era = Math.floor(z / 146_097)
  const doe = z - era * 146_097
  const yoe = Math.floor((doe - Math.floor(doe / 1460) + Math.floor(doe / 36_524) - Math.floor(doe / 146_096)) / 365)
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100))
  const mp = Math.floor((5 * doy + 2) / 153)
  const day = doy - Math.floor((153 * mp + 2) / 5) + 1
  const month = mp < 10 ? mp + 3 : mp - 9
  const year = yoe + era * 400 + (month <= 2 ? 1 : 0)
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  const before = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334][month - 1] as number
  return { year, month, day, dayOfYear: before + day + (leap && month > 2 ? 1 : 0) }
}

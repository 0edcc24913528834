/** The calendar of `date`, `ls -l` and others: proleptic Gregorian, UTC. The host's clock and zone are never asked. */

/** A moment in calendar fields. */
export interface Moment {
  readonly year: number
  /** 1 … 12 */
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly nanosecond: number
  /** 0 is Sunday. */
  readonly weekday: number
  /** 1 … 366 */
  readonly dayOfYear: number
}

/** Days since 1970-01-01 of a date; months and days may overflow. */
export function daysOf(year: number, month: number, day: number): number {
  const y = year + Math.floor((month - 1) / 12)
  const m = ((((month - 1) % 12) + 12) % 12) + 1
  const shifted = m <= 2 ? y - 1 : y
  const era = Math.floor(shifted / 400)
  const yearOfEra = shifted - era * 400
  const dayOfYear = Math.floor((153 * (m + (m > 2 ? -3 : 9)) + 2) / 5) + day - 1
  return era * 146097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719468
}

/** Calendar fields of seconds since 1970, `offsetSeconds` east of Greenwich. */
export function momentOf(seconds: number, nanosecond: number, offsetSeconds: number): Moment {
  const local = Math.floor(seconds) + offsetSeconds
  const days = Math.floor(local / 86400)
  const rest = local - days * 86400
  const z = days + 719468
  const era = Math.floor(z / 146097)
  const dayOfEra = z - era * 146097
  const yearOfEra = Math.floor((dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365)
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const monthPart = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * monthPart + 2) / 5) + 1
  const month = monthPart < 10 ? monthPart + 3 : monthPart - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return {
    year, month, day, hour: Math.floor(rest / 3600), minute: Math.floor(rest / 60) % 60, second: rest % 60, nanosecond,
    weekday: (((days + 4) % 7) + 7) % 7, dayOfYear: days - daysOf(year, 1, 1) + 1,
  }
}

export const MONTH_NAMES = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'] as const
export const WEEKDAY_NAMES = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const

/** Seconds and nanoseconds of a moment since 1970, kept apart so that neither loses digits. */
export interface Instant {
  readonly seconds: number
  readonly nanoseconds: number
}

/** strftime, with GNU's flags `-`, `_`, `0`, `^`, `#` and widths. */
export function formatTime(format: string, instant: Instant, offsetSeconds: number): string {
  const moment = momentOf(instant.seconds, instant.nanoseconds, offsetSeconds)
  return format.replace(/%([-_0^#]*)(\d*)([EO]?)(:{0,3}z|[a-zA-Z%+])/g, (whole, flags: string, width: string, _modifier: string, letter: string) => {
    const field = timeField(letter, moment, instant, offsetSeconds)
    if (field === undefined) return whole
    let { text } = field
    if (field.digits > 0) {
      const fill = flags.includes('-') ? undefined : flags.includes('_') ? ' ' : flags.includes('0') ? '0' : field.fill
      const size = width === '' ? field.digits : Number(width)
      const sign = text.startsWith('-') ? '-' : ''
      if (letter === 'N' && width !== '') text = text.padStart(9, '0').slice(0, Math.max(1, Number(width))).padEnd(Math.min(Number(width), 100), '0')
      else if (fill !== undefined) text = fill === '0' ? sign + text.slice(sign.length).padStart(Math.min(size, 100) - sign.length, '0') : text.padStart(Math.min(size, 100), ' ')
    } else if (width !== '') text = text.padStart(Math.min(Number(width), 100), flags.includes('0') ? '0' : ' ')
    if (flags.includes('^')) text = text.toUpperCase()
    if (flags.includes('#')) text = letter === 'p' || letter === 'Z' ? text.toLowerCase() : text.toUpperCase()
    return text
  })
}

interface Field {
  readonly text: string
  /** Usual number of digits; 0 for words. */
  readonly digits: number
  readonly fill: string
}

const word = (text: string): Field => ({ text, digits: 0, fill: ' ' })
const number = (value: number, digits: number, fill = '0'): Field => ({ text: String(value), digits, fill })

function timeField(letter: string, m: Moment, instant: Instant, offset: number): Field | undefined {
  const again = (format: string): Field => word(formatTime(format, instant, offset))
  const hour12 = m.hour % 12 === 0 ? 12 : m.hour % 12
  switch (letter) {
    case '%': return word('%')
    case 'a': return word(WEEKDAY_NAMES[m.weekday]?.slice(0, 3) ?? '')
    case 'A': return word(WEEKDAY_NAMES[m.weekday] ?? '')
    case 'b': case 'h': return word(MONTH_NAMES[m.month - 1]?.slice(0, 3) ?? '')
    case 'B': return word(MONTH_NAMES[m.month - 1] ?? '')
    case 'c': return again('%a %b %e %H:%M:%S %Y')
    case 'C': return number(Math.floor(m.year / 100), 2)
    case 'd': return number(m.day, 2)
    case 'D': case 'x': return again('%m/%d/%y')
    case 'e': return number(m.day, 2, ' ')
    case 'F': return again('%Y-%m-%d')
    case 'g': return number(isoWeek(m).year % 100, 2)
    case 'G': return number(isoWeek(m).year, 4)
    case 'H': return number(m.hour, 2)
    case 'I': return number(hour12, 2)
    case 'j': return number(m.dayOfYear, 3)
    case 'k': return number(m.hour, 2, ' ')
    case 'l': return number(hour12, 2, ' ')
    case 'm': return number(m.month, 2)
    case 'M': return number(m.minute, 2)
    case 'n': return word('\n')
    case 'N': return { text: String(m.nanosecond).padStart(9, '0'), digits: 9, fill: '0' }
    case 'p': return word(m.hour < 12 ? 'AM' : 'PM')
    case 'P': return word(m.hour < 12 ? 'am' : 'pm')
    case 'q': return number(Math.floor((m.month + 2) / 3), 1)
    case 'r': return again('%I:%M:%S %p')
    case 'R': return again('%H:%M')
    case 's': return number(instant.seconds, 1)
    case 'S': return number(m.second, 2)
    case 't': return word('\t')
    case 'T': case 'X': return again('%H:%M:%S')
    case 'u': return number(m.weekday === 0 ? 7 : m.weekday, 1)
    case 'U': return number(Math.floor((m.dayOfYear + 6 - m.weekday) / 7), 2)
    case 'V': return number(isoWeek(m).week, 2)
    case 'w': return number(m.weekday, 1)
    case 'W': return number(Math.floor((m.dayOfYear + 6 - ((m.weekday + 6) % 7)) / 7), 2)
    case 'y': return number(((m.year % 100) + 100) % 100, 2)
    case 'Y': return number(m.year, m.year < 0 ? 5 : 4)
    case 'z': return word(zone(offset, ''))
    case ':z': return word(zone(offset, ':'))
    case '::z': return word(`${zone(offset, ':')}:00`)
    case ':::z': return word(zone(offset, '').slice(0, 3))
    case 'Z': return word(offset === 0 ? 'UTC' : zone(offset, '').slice(0, 3))
    default: return undefined
  }
}

function zone(offset: number, separator: string): string {
  const size = Math.abs(offset)
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(size / 3600))}${separator}${two(Math.floor(size / 60) % 60)}`
}

function isoWeek(m: Moment): { year: number; week: number } {
  const weekday = (m.weekday + 6) % 7
  const thursday = momentOf((daysOf(m.year, m.month, m.day) - weekday + 3) * 86400, 0, 0)
  return { year: thursday.year, week: Math.floor((thursday.dayOfYear - 1) / 7) + 1 }
}

/**
 * `time.Time` and `time.Duration` as templates see them.
 *
 * @source go/src/time (format.go, time.go)
 */
import { FLOAT64, INT, INT64, STRING, bool, decodesFrom, goString, textOf, type GoType, type Value } from './values.ts'

/** A point in time with its zone. */
export interface GoTime {
  /** Unix seconds. */
  readonly seconds: bigint
  readonly nanoseconds: number
  /** Minutes east of Greenwich; undefined is UTC itself. */
  readonly offsetMinutes: number | undefined
}

/** Year 1, January 1: the zero time. */
export const ZERO_TIME: GoTime = { seconds: -62135596800n, nanoseconds: 0, offsetMinutes: undefined }

/** A date and time of day. */
interface Civil {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly weekday: number
}

const floorDiv = (a: bigint, b: bigint): bigint => (a - (((a % b) + b) % b)) / b

/** The date and time of day of Unix seconds. */
export function civilOf(unixSeconds: bigint): Civil {
  const days = Number(floorDiv(unixSeconds, 86400n))
  const rest = Number(unixSeconds - BigInt(days) * 86400n)
  // Days to dates after Howard Hinnant: years begin in March, eras have 400 years.
  const shifted = days + 719468
  const era = Math.floor(shifted / 146097)
  const dayOfEra = shifted - era * 146097
  const yearOfEra = Math.floor((dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365)
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
    hour: Math.floor(rest / 3600),
    minute: Math.floor(rest / 60) % 60,
    second: rest % 60,
    weekday: (((days + 4) % 7) + 7) % 7,
  }
}

/** Unix seconds of a UTC date and time of day. */
export function unixOf(year: number, month: number, day: number, hour: number, minute: number, second: number): bigint {
  const shiftedYear = month <= 2 ? year - 1 : year
  const era = Math.floor(shiftedYear / 400)
  const yearOfEra = shiftedYear - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return BigInt(era * 146097 + dayOfEra - 719468) * 86400n + BigInt(hour * 3600 + minute * 60 + second)
}

/** Read RFC 3339; undefined if it is not. */
export function parseRfc3339(text: string): GoTime | undefined {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:[.,](\d+))?(?:Z|([+-])(\d\d):(\d\d))$/.exec(text)
  if (match === null) return undefined
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [number, number, number, number, number, number]
  const sign = match[8] === '-' ? -1 : 1
  const offsetMinutes = match[8] === undefined ? undefined : sign * (Number(match[9]) * 60 + Number(match[10]))
  return {
    seconds: unixOf(year, month, day, hour, minute, second) - BigInt((offsetMinutes ?? 0) * 60),
    nanoseconds: Number((match[7] ?? '').padEnd(9, '0').slice(0, 9)),
    // Go keeps +00:00 as UTC.
    offsetMinutes: offsetMinutes === 0 ? undefined : offsetMinutes,
  }
}

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'] as const
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const
const two = (value: number): string => String(value).padStart(2, '0')

const LAYOUT = /January|Jan|Monday|Mon|MST|2006|Z07:00|Z0700|-07:00|-0700|-07|__2|002|15|01|02|03|04|05|06|PM|pm|_2|[.,]0+(?![0-9])|[.,]9+(?![0-9])|1|2|3|4|5/g

/** `time.Time.Format` with a layout like `2006-01-02T15:04:05.999999999Z07:00`. */
export function formatTime(time: GoTime, layout: string): string {
  const offset = time.offsetMinutes ?? 0
  const at = civilOf(time.seconds + BigInt(offset * 60))
  const zone = (separator: string): string => `${offset < 0 ? '-' : '+'}${two(Math.trunc(Math.abs(offset) / 60))}${separator}${two(Math.abs(offset) % 60)}`
  const hour12 = at.hour % 12 === 0 ? 12 : at.hour % 12
  return layout.replace(LAYOUT, part => {
    switch (part) {
      case '2006':
        return String(at.year).padStart(4, '0')
      case '06':
        return two(at.year % 100)
      case 'January':
        return MONTHS[at.month - 1] as string
      case 'Jan':
        return (MONTHS[at.month - 1] as string).slice(0, 3)
      case '01':
        return two(at.month)
      case '1':
        return String(at.month)
      case 'Monday':
        return DAYS[at.weekday] as string
      case 'Mon':
        return (DAYS[at.weekday] as string).slice(0, 3)
      case '02':
        return two(at.day)
      case '_2':
        return String(at.day).padStart(2, ' ')
      case '2':
        return String(at.day)
      case '15':
        return two(at.hour)
      case '03':
        return two(hour12)
      case '3':
        return String(hour12)
      case '04':
        return two(at.minute)
      case '4':
        return String(at.minute)
      case '05':
        return two(at.second)
      case '5':
        return String(at.second)
      case 'PM':
        return at.hour >= 12 ? 'PM' : 'AM'
      case 'pm':
        return at.hour >= 12 ? 'pm' : 'am'
      case 'MST':
        return time.offsetMinutes === undefined ? 'UTC' : zone('').replace(/00$/, '')
      case 'Z07:00':
        return time.offsetMinutes === undefined ? 'Z' : zone(':')
      case 'Z0700':
        return time.offsetMinutes === undefined ? 'Z' : zone('')
      case '-07:00':
        return zone(':')
      case '-0700':
        return zone('')
      case '-07':
        return zone('').slice(0, 3)
    }
    const digits = String(time.nanoseconds).padStart(9, '0').slice(0, part.length - 1)
    if (part[1] === '0') return (part[0] as string) + digits
    const trimmed = digits.replace(/0+$/, '')
    return trimmed === '' ? '' : (part[0] as string) + trimmed
  })
}

/** `2023-03-14 15:09:26 +0000 UTC`, with fractions if there are any. */
export function timeString(time: GoTime): string {
  const text = formatTime(time, '2006-01-02 15:04:05.999999999 -0700')
  return `${text} ${time.offsetMinutes === undefined ? 'UTC' : formatTime(time, '-0700')}`
}

/** Unix seconds as lists show them: `2023-03-14 15:09:26 +0000 UTC` (the client's zone is UTC). */
export const civilTime = (unixSeconds: number): string => timeString(unixTime(unixSeconds))

/** Unix seconds in RFC 3339 without fractions. */
export const rfc3339 = (unixSeconds: number): string => formatTime(unixTime(unixSeconds), '2006-01-02T15:04:05Z07:00')

const unixTime = (unixSeconds: number): GoTime => ({ seconds: BigInt(Math.trunc(unixSeconds)), nanoseconds: 0, offsetMinutes: undefined })

/** RFC 3339 with as many digits of fraction as needed. */
export const rfc3339Nano = (time: GoTime): string => formatTime(time, '2006-01-02T15:04:05.999999999Z07:00')

/** `1h0m0.5s`, `30s`, `1.5µs` */
export function durationString(nanoseconds: bigint): string {
  if (nanoseconds === 0n) return '0s'
  const sign = nanoseconds < 0n ? '-' : ''
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds
  const decimal = (value: bigint, unit: bigint): string => {
    const fraction = (value % unit).toString().padStart(unit.toString().length - 1, '0').replace(/0+$/, '')
    return `${value / unit}${fraction === '' || unit === 1n ? '' : '.' + fraction}`
  }
  if (size < 1000n) return `${sign}${size}ns`
  if (size < 1000000n) return `${sign}${decimal(size, 1000n)}µs`
  if (size < 1000000000n) return `${sign}${decimal(size, 1000000n)}ms`
  const minutes = size / 60000000000n
  const seconds = `${decimal(size % 60000000000n, 1000000000n)}s`
  if (minutes === 0n) return sign + seconds
  return `${sign}${minutes >= 60n ? `${minutes / 60n}h` : ''}${minutes % 60n}m${seconds}`
}

const timeOf = (value: Value): GoTime => (value.kind === 'struct' && value.self !== undefined ? (value.self as GoTime) : ZERO_TIME)
const civil = (value: Value): Civil => civilOf(timeOf(value).seconds + BigInt((timeOf(value).offsetMinutes ?? 0) * 60))
const intMethod = (pick: (value: Value) => number | bigint, type: GoType = INT) => ({
  parameters: [],
  call: (value: Value): Value => ({ kind: 'int', type, value: BigInt(pick(value)) }),
})
const named = (name: string, names: readonly string[], base: number): GoType => ({
  kind: 'int',
  name,
  string: value => (value.kind === 'int' ? (names[Number(value.value) - base] ?? '') : ''),
})

/** `time.Time` */
export const TIME: GoType = {
  kind: 'struct',
  name: 'time.Time',
  fields: [],
  string: value => timeString(timeOf(value)),
  marshal: value => rfc3339Nano(timeOf(value)),
  methods: {
    String: { parameters: [], call: value => goString(timeString(timeOf(value))) },
    Format: { parameters: [STRING], call: (value, [layout]) => goString(formatTime(timeOf(value), textOf(layout as Value))) },
    Unix: intMethod(value => timeOf(value).seconds, INT64),
    UnixNano: intMethod(value => timeOf(value).seconds * 1000000000n + BigInt(timeOf(value).nanoseconds), INT64),
    Nanosecond: intMethod(value => timeOf(value).nanoseconds),
    Year: intMethod(value => civil(value).year),
    Month: intMethod(value => civil(value).month, named('time.Month', MONTHS, 1)),
    Day: intMethod(value => civil(value).day),
    Hour: intMethod(value => civil(value).hour),
    Minute: intMethod(value => civil(value).minute),
    Second: intMethod(value => civil(value).second),
    Weekday: intMethod(value => civil(value).weekday, named('time.Weekday', DAYS, 0)),
    IsZero: { parameters: [], call: value => bool(timeOf(value).seconds === ZERO_TIME.seconds && timeOf(value).nanoseconds === 0) },
    UTC: { parameters: [], call: value => timeValue({ ...timeOf(value), offsetMinutes: undefined }) },
  },
}

/** A time as a template's value. */
export const timeValue = (time: GoTime): Value => ({ kind: 'struct', type: TIME, fields: [], self: time })
decodesFrom(TIME, text => timeValue(parseRfc3339(text) ?? ZERO_TIME))

const nanosecondsOf = (value: Value): bigint => (value.kind === 'int' ? value.value : 0n)
const inUnits = (unit: number) => ({
  parameters: [],
  call: (value: Value): Value => ({ kind: 'float', type: FLOAT64, value: Number(nanosecondsOf(value)) / unit }),
})

/** `time.Duration`: nanoseconds. */
export const DURATION: GoType = {
  kind: 'int',
  name: 'time.Duration',
  string: value => durationGoString(nanosecondsOf(value)),
  methods: {
    String: { parameters: [], call: value => goString(durationGoString(nanosecondsOf(value))) },
    Nanoseconds: intMethod(nanosecondsOf, INT64),
    Microseconds: intMethod(value => nanosecondsOf(value) / 1000n, INT64),
    Milliseconds: intMethod(value => nanosecondsOf(value) / 1000000n, INT64),
    Seconds: inUnits(1e9),
    Minutes: inUnits(60e9),
    Hours: inUnits(3600e9),
  },
}

/** The micro sign is two bytes in a Go string. */
const durationGoString = (nanoseconds: bigint): string => durationString(nanoseconds).replace('µ', '\u00c2\u00b5')

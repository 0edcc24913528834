/** Times as programs print them, in UTC. */

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

const two = (value: number): string => String(value).padStart(2, '0')

interface Parts {
  readonly year: number
  /** 0 … 11 */
  readonly month: number
  readonly day: number
  readonly weekday: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly nanos: number
}

function partsOf(seconds: number): Parts {
  const whole = Math.floor(seconds)
  const date = new Date(whole * 1000)
  return {
    year: date.getUTCFullYear(), month: date.getUTCMonth(), day: date.getUTCDate(), weekday: date.getUTCDay(),
    hour: date.getUTCHours(), minute: date.getUTCMinutes(), second: date.getUTCSeconds(), nanos: Math.round((seconds - whole) * 1e9) % 1e9,
  }
}

/** Files older than half a year, or from the future, show the year. */
const HALF_YEAR = 31_556_952 / 2

/** `Nov 21 00:42`, or `Mar 20  2020` when it is not recent. */
export function listingTime(seconds: number, now: number): string {
  const { year, month, day, hour, minute } = partsOf(seconds)
  const recent = seconds > now - HALF_YEAR && seconds <= now
  return `${MONTHS[month]} ${String(day).padStart(2)} ${recent ? `${two(hour)}:${two(minute)}` : ` ${year}`}`
}

/** `2026-11-21` */
export function isoDate(seconds: number): string {
  const { year, month, day } = partsOf(seconds)
  return `${String(year).padStart(4, '0')}-${two(month + 1)}-${two(day)}`
}

/** `00:42` */
export function clock(seconds: number): string {
  const { hour, minute } = partsOf(seconds)
  return `${two(hour)}:${two(minute)}`
}

/** `00:42:07` */
export const clockSeconds = (seconds: number): string => `${clock(seconds)}:${two(partsOf(seconds).second)}`

/** `2026-11-21 00:42:07.123456789 +0000` */
export const fullTime = (seconds: number): string => `${isoDate(seconds)} ${clockSeconds(seconds)}.${String(partsOf(seconds).nanos).padStart(9, '0')} +0000`

/** `Nov 21 00:42:07`, as the system log has it. */
export function logTime(seconds: number): string {
  const { month, day } = partsOf(seconds)
  return `${MONTHS[month]} ${two(day)} ${clockSeconds(seconds)}`
}

/** `Sat 2026-11-21 00:42:07 UTC` */
export const unitTime = (seconds: number): string => `${DAYS[partsOf(seconds).weekday]} ${isoDate(seconds)} ${clockSeconds(seconds)} UTC`

/** `Sat Nov 21 00:42:07 2026`, C's ctime with the fraction that find prints. */
export function findTime(seconds: number): string {
  const { year, month, day, weekday, nanos } = partsOf(seconds)
  return `${DAYS[weekday]} ${MONTHS[month]} ${String(day).padStart(2)} ${clockSeconds(seconds)}.${String(nanos).padStart(9, '0')}0 ${year}`
}

/**
 * Read a time of day as `touch -d`, `date -d` and `journalctl --since` get it: `@SECONDS`, `YYYY-MM-DD[ HH:MM[:SS]]` with
 * an optional zone, or `now`, `yesterday`, `N units ago`.
 */
export function parseTime(words: string, now: number): number | undefined {
  const trimmed = words.trim()
  if (/^@-?\d+(\.\d+)?$/.test(trimmed)) return Number(trimmed.slice(1))
  const date = /^(\d{4})-(\d\d?)-(\d\d?)(?:[T ](\d\d?):(\d\d)(?::(\d\d)(\.\d+)?)?)?\s*(Z|UTC|[-+]\d\d:?\d\d)?$/i.exec(trimmed)
  if (date) {
    const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '0', zone] = date
    const base = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second)) / 1000
    const offset = zone && /\d/.test(zone) ? (zone.startsWith('-') ? -1 : 1) * (Number(zone.slice(1, 3)) * 3600 + Number(zone.slice(-2)) * 60) : 0
    return base + Number(fraction) - offset
  }
  if (trimmed === 'now' || trimmed === '') return now
  if (trimmed === 'today') return Math.floor(now / 86400) * 86400
  if (trimmed === 'yesterday') return now - 86400
  if (trimmed === 'tomorrow') return now + 86400
  const relative = /^([-+]?\d+|a|an)\s*(sec|second|min|minute|hour|day|week|month|year)s?(\s+ago)?$/.exec(trimmed)
  if (!relative) return undefined
  const count = /\d/.test(relative[1] ?? '') ? Number(relative[1]) : 1
  const units: Readonly<Record<string, number>> = { sec: 1, second: 1, min: 60, minute: 60, hour: 3600, day: 86400, week: 604800, month: 2_592_000, year: 31_536_000 }
  return now + count * (units[relative[2] ?? ''] ?? 0) * (relative[3] === undefined ? 1 : -1)
}

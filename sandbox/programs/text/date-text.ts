/** Dates as people write them, for `date -d` and `touch -d`: the common forms of GNU's parser. */
import { MONTH_NAMES, WEEKDAY_NAMES, daysOf, momentOf } from './calendar.ts'
import type { Instant } from './calendar.ts'

const UNIT_SECONDS: Readonly<Record<string, number>> = { sec: 1, second: 1, min: 60, minute: 60, hour: 3600, day: 86400, week: 604800, fortnight: 1209600 }

/** The moment that a text names, or undefined when it is no date. `now` is where relative dates begin. */
export function parseDate(text: string, now: Instant): Instant | undefined {
  let rest = text.trim().toLowerCase()
  const at = /^@(-?\d+)(?:\.(\d+))?$/.exec(rest)
  if (at) return { seconds: Number(at[1]), nanoseconds: Number((at[2] ?? '').padEnd(9, '0').slice(0, 9)) }
  const today = momentOf(now.seconds, now.nanoseconds, 0)
  let { year, month, day } = today
  let { hour, minute, second, nanosecond } = today
  let dated = false
  let timed = false
  let offset = 0
  let addMonths = 0
  let addSeconds = 0
  let weekday: { day: number; count: number } | undefined
  const take = (pattern: RegExp): RegExpExecArray | null => {
    const found = pattern.exec(rest)
    if (found) rest = rest.slice(found[0].length).replace(/^[\s,]+/, '')
    return found
  }
  if (rest === '') {
    hour = minute = second = nanosecond = 0
    timed = true
  }
  for (let guard = 0; rest !== '' && guard < 30; guard++) {
    let found: RegExpExecArray | null
    if ((found = take(/^(\d{4})-(\d{1,2})-(\d{1,2})(?=t\d|[\s,z]|$)/))) {
      ;[year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])]
      dated = true
      if (rest.startsWith('t')) rest = rest.slice(1)
    } else if ((found = take(/^(\d{4})\/(\d{1,2})\/(\d{1,2})(?!\d)/))) {
      ;[year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])]
      dated = true
    } else if ((found = take(/^(\d{1,2})\/(\d{1,2})(?:\/(\d{2,4}))?(?!\d)/))) {
      ;[month, day] = [Number(found[1]), Number(found[2])]
      if (found[3] !== undefined) year = found[3].length === 2 ? Number(found[3]) + (Number(found[3]) < 69 ? 2000 : 1900) : Number(found[3])
      dated = true
    } else if ((found = take(/^(\d{4})(\d{2})(\d{2})(?=t\d|\s|$)/))) {
      ;[year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])]
      dated = true
      if (rest.startsWith('t')) rest = rest.slice(1)
    } else if ((found = take(/^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?\s*(am|pm)?(?![\d:])/))) {
      hour = Number(found[1])
      minute = Number(found[2])
      second = Number(found[3] ?? 0)
      nanosecond = Number((found[4] ?? '').padEnd(9, '0').slice(0, 9))
      if (found[5] !== undefined) hour = (hour % 12) + (found[5] === 'pm' ? 12 : 0)
      timed = true
      if ((found = take(/^([-+])(\d{1,2}):?(\d{2})?(?=\s|$)/))) offset = (found[1] === '-' ? -1 : 1) * (Number(found[2]) * 3600 + Number(found[3] ?? 0) * 60)
    } else if ((found = take(/^(\d{1,2})\s*(am|pm)\b/))) {
      hour = (Number(found[1]) % 12) + (found[2] === 'pm' ? 12 : 0)
      minute = second = nanosecond = 0
      timed = true
    } else if (take(/^(utc|gmt|z)\b/)) offset = 0
    else if (take(/^(now|today)\b/)) continue
    else if (take(/^midnight\b/)) {
      hour = minute = second = nanosecond = 0
      timed = true
    } else if (take(/^noon\b/)) {
      hour = 12
      minute = second = nanosecond = 0
      timed = true
    } else if (take(/^yesterday\b/)) addSeconds -= 86400
    else if (take(/^tomorrow\b/)) addSeconds += 86400
    else if ((found = take(/^(?:([-+]?\d+|next|last|this|a|an)\s*)?(sec|second|min|minute|hour|day|week|fortnight|month|year)s?(\s+ago)?(?![a-z])/))) {
      const amount = (found[1] === 'next' || found[1] === undefined || found[1] === 'a' || found[1] === 'an' ? 1 : found[1] === 'last' ? -1 : found[1] === 'this' ? 0 : Number(found[1])) * (found[3] === undefined ? 1 : -1)
      if (found[2] === 'month') addMonths += amount
      else if (found[2] === 'year') addMonths += 12 * amount
      else addSeconds += amount * (UNIT_SECONDS[found[2] as string] ?? 0)
    } else if ((found = take(/^(?:(next|last|this)\s+)?(sun|mon|tue|wed|thu|fri|sat)[a-z]*\.?(?![a-z])/))) {
      const index = WEEKDAY_NAMES.findIndex(name => name.toLowerCase().startsWith(found?.[2] ?? ''))
      weekday = { day: index, count: found[1] === 'next' ? 1 : found[1] === 'last' ? -1 : 0 }
    } else if ((found = take(/^(\d{1,2})[\s-]+(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?(?:[\s,-]+(\d{4})(?![\d:]))?/))) {
      day = Number(found[1])
      month = monthNumber(found[2] as string)
      if (found[3] !== undefined) year = Number(found[3])
      dated = true
    } else if ((found = take(/^(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+(\d{1,2})(?![\d:])(?:[\s,]+(\d{4})(?![\d:]))?/))) {
      month = monthNumber(found[1] as string)
      day = Number(found[2])
      if (found[3] !== undefined) year = Number(found[3])
      dated = true
    } else if (dated && (found = take(/^(\d{4})(?![\d:])/))) year = Number(found[1])
    else return undefined
  }
  if (rest !== '') return undefined
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return undefined
  if (dated && momentOf(daysOf(year, month, day) * 86400, 0, 0).month !== month) return undefined
  if ((dated || weekday) && !timed) hour = minute = second = nanosecond = 0
  let days = daysOf(year, month + addMonths, day)
  if (weekday && !dated) {
    const current = (((days + 4) % 7) + 7) % 7
    const ahead = (weekday.day - current + 7) % 7
    days += ahead + 7 * (weekday.count > 0 && ahead === 0 ? 1 : weekday.count < 0 ? -1 : 0)
  }
  return { seconds: days * 86400 + hour * 3600 + minute * 60 + second - offset + addSeconds, nanoseconds: nanosecond }
}

const monthNumber = (start: string): number => MONTH_NAMES.findIndex(name => name.toLowerCase().startsWith(start)) + 1

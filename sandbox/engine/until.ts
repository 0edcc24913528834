import { EngineError } from '../base/errors.ts'
import type { Engine } from './engine.ts'
import { nanosOfRfc3339, parseRfc3339, unixNanos } from './time.ts'

const UNIT_NANOS: Readonly<Record<string, number>> = { ns: 1, us: 1e3, 'µs': 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 }

/** A Go duration (`1h30m`, `250ms`) in nanoseconds; undefined when it is not one. */
export function parseDuration(text: string): number | undefined {
  const match = /^([+-]?)((?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|ms|s|m|h))+$/.exec(text)
  if (text === '0') return 0
  if (!match) return undefined
  let nanos = 0
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)/g)) nanos += Number(amount) * (UNIT_NANOS[unit as string] as number)
  return text.startsWith('-') ? -nanos : nanos
}

/**
 * A time as Docker's filters take it, in nanoseconds since 1970: Unix seconds, RFC 3339, a date or part of one, or a
 * duration before now.
 *
 * @throws EngineError InvalidParameter
 * @source moby api/types/time/timestamp.go `GetTimestamp`
 */
export function parseTimestamp(engine: Engine, text: string): bigint {
  const duration = parseDuration(text)
  if (duration !== undefined) return unixNanos(engine.machine) - BigInt(Math.round(duration))
  if (/^\d+(\.\d+)?$/.test(text)) {
    const [seconds = '0', fraction = ''] = text.split('.')
    return BigInt(seconds) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0').slice(0, 9))
  }
  const match = /^(\d{4}-\d\d-\d\d)(?:T(\d\d)(?::(\d\d)(?::(\d\d(?:\.\d+)?))?)?)?(Z|[+-]\d\d:\d\d)?$/.exec(text)
  if (match) {
    const [, date, hour = '00', minute = '00', second = '00', zone = 'Z'] = match
    const full = `${date}T${hour}:${minute}:${second}${zone}`
    if (parseRfc3339(full) !== undefined) return nanosOfRfc3339(full)
  }
  throw new EngineError('System', `failed to parse value as time or duration: ${JSON.stringify(text)}`)
}

/** The `until` filter of prune: at most one. Undefined when there is none. */
export function parseUntil(engine: Engine, values: readonly string[]): bigint | undefined {
  if (values.length > 1) throw new EngineError('System', 'more than one until filter specified')
  const [value] = values
  return value === undefined ? undefined : parseTimestamp(engine, value)
}

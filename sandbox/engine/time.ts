/** Virtual time as Docker writes it. */
import { SECOND } from '../sched/op.ts'
import type { Machine } from '../machine/machine.ts'

/** Nanoseconds since 1970 as a bigint: they do not fit a number. */
export function unixNanos(machine: Machine, tick: number = machine.scheduler.clock()): bigint {
  return BigInt(machine.disk.epochSeconds) * 1_000_000_000n + BigInt(Math.floor(tick))
}

/** Whole seconds since 1970. */
export const unixSeconds = (machine: Machine): number => machine.disk.epochSeconds + Math.floor(machine.scheduler.clock() / SECOND)

/** RFC 3339 with nanoseconds, trailing zeros dropped, UTC: Go's `time.RFC3339Nano`. */
export function rfc3339Nano(nanos: bigint): string {
  const { head, fraction } = split(nanos)
  const trimmed = fraction.replace(/0+$/, '')
  return trimmed === '' ? `${head}Z` : `${head}.${trimmed}Z`
}

/** RFC 3339 with all nine digits: what logs and events show. */
export function rfc3339Full(nanos: bigint): string {
  const { head, fraction } = split(nanos)
  return `${head}.${fraction}Z`
}

function split(nanos: bigint): { head: string; fraction: string } {
  const seconds = nanos / 1_000_000_000n
  const fraction = String(nanos % 1_000_000_000n).padStart(9, '0')
  const iso = new Date(Number(seconds) * 1000).toISOString()
  return { head: iso.slice(0, 19), fraction }
}

/** Seconds since 1970 of an RFC 3339 text, whole; undefined when it is not one. */
export function parseRfc3339(text: string): number | undefined {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)$/.exec(text)
  if (!match) return undefined
  const at = Date.parse(`${match[1]}${match[2]}`)
  return Number.isNaN(at) ? undefined : Math.floor(at / 1000)
}

/** Nanoseconds since 1970 of an RFC 3339 text; 0 when it is not one. */
export function nanosOfRfc3339(text: string): bigint {
  const seconds = parseRfc3339(text)
  if (seconds === undefined) return 0n
  const fraction = /\.(\d+)/.exec(text)?.[1] ?? ''
  return BigInt(seconds) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0').slice(0, 9) || '0')
}

/** A time as Go reads it and writes it again: trailing zeros of the fraction are gone. Not a time: unchanged. */
export function goTime(text: string): string {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/.exec(text)
  if (!match) return text
  const fraction = (match[2] ?? '').slice(0, 9).replace(/0+$/, '')
  const zone = match[3] === '+00:00' ? 'Z' : match[3]
  return `${match[1]}${fraction === '' ? '' : `.${fraction}`}${zone}`
}

import { Failure, quote } from '../define-program.ts'
import type { Style } from '../define-program.ts'

const SUFFIXES: Readonly<Record<string, number>> = {
  '': 1, b: 512, kB: 1000, k: 1024, K: 1024, KiB: 1024, KB: 1000, MB: 1e6, M: 1024 ** 2, MiB: 1024 ** 2, m: 1024 ** 2,
  GB: 1e9, G: 1024 ** 3, GiB: 1024 ** 3, TB: 1e12, T: 1024 ** 4, TiB: 1024 ** 4,
}

/** A count with GNU's multipliers (`5`, `2K`, `1MB`); undefined when it is not one. */
export function parseCount(text: string): number | undefined {
  const parts = /^(\d+)([A-Za-z]*)$/.exec(text.trim())
  const factor = SUFFIXES[parts?.[2] ?? '']
  return parts && factor !== undefined ? Math.min(Number(parts[1]) * factor, Number.MAX_SAFE_INTEGER) : undefined
}

/** A count, or GNU's refusal: `invalid number of lines: 'x'`. @throws Failure */
export function requireCount(text: string, what: string, style: Style): number {
  const count = parseCount(text)
  if (count === undefined) throw new Failure(style === 'busybox' ? `invalid number '${text}'` : `invalid ${what}: ${quote(text)}`)
  return count
}

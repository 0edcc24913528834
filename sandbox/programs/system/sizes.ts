/** Sizes as coreutils read and print them. */

const UNITS = ['', 'K', 'M', 'G', 'T', 'P']

/** Rounded up, as `ls -h`, `du -h` and `df -h` do: `4.0K`, `17M`. */
export function humanSize(bytes: number, base = 1024): string {
  let value = bytes
  let unit = 0
  while (value >= base && unit < UNITS.length - 1) {
    value /= base
    unit++
  }
  if (unit === 0) return String(bytes)
  if (value < 10) {
    const tenths = Math.ceil(value * 10 - 1e-9)
    if (tenths < 100) return `${(tenths / 10).toFixed(1)}${unitName(unit, base)}`
  }
  const whole = Math.ceil(value - 1e-9)
  return whole >= base ? `1.0${unitName(unit + 1, base)}` : `${whole}${unitName(unit, base)}`
}

const unitName = (unit: number, base: number): string => (base === 1000 && unit === 1 ? 'k' : (UNITS[unit] ?? ''))

const FACTORS: Readonly<Record<string, number>> = { '': 1, c: 1, w: 2, b: 512 }

/** `10`, `4K`, `1MB`, `2GiB`; undefined when it is none. */
export function parseSize(words: string): number | undefined {
  const form = /^(\d+)([cwbkKMGTP]?)(iB|B)?$/.exec(words)
  if (!form) return undefined
  const [, digits, letter = '', suffix] = form
  const base = suffix === 'B' ? 1000 : 1024
  const power = ['K', 'M', 'G', 'T', 'P'].indexOf(letter.toUpperCase()) + 1
  const factor = FACTORS[letter] ?? base ** power
  return Number(digits) * factor
}

const BLOCK = 4096

/** Bytes that a file takes on the disk. Short links and devices need no block. */
export function diskBytes(stat: { readonly type: string; readonly size: number; readonly allocatedBytes: number }): number {
  if (stat.type === 'directory') return Math.max(stat.size, stat.size === 0 ? 0 : BLOCK)
  return stat.type === 'file' && stat.size > 0 ? Math.ceil(stat.allocatedBytes / BLOCK) * BLOCK : 0
}

/**
 * Sizes, durations and cut texts as Docker shows them to people.
 *
 * @source github.com/docker/go-units (size.go, duration.go); docker/cli/cli/command/formatter/displayutils.go
 */
import { assert } from '../base/assert.ts'

const DECIMAL_UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB', 'ZB', 'YB'] as const
const BINARY_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB', 'ZiB', 'YiB'] as const

/**
 * A size in decimal units with so many significant digits: 3 in the tables of `images`, `history` and `ps`,
 * 4 in progress bars, prune totals and `system df`. From 999 500 bytes on three digits give `1e+03kB`, as Docker
 * really prints. Negative sizes are not scaled.
 */
export const humanSize = (bytes: number, digits: 3 | 4): string => scaled(bytes, 1000, DECIMAL_UNITS, digits)

/** A size in binary units with 4 digits, as `docker info` shows memory: `23.54GiB`. */
export const binarySize = (bytes: number): string => scaled(bytes, 1024, BINARY_UNITS, 4)

function scaled(bytes: number, base: number, units: readonly string[], digits: number): string {
  let quotient = bytes
  let i = 0
  while (quotient >= base && i < units.length - 1) {
    quotient /= base
    i++
  }
  return significant(quotient, digits) + (units[i] as string)
}

/**
 * C's `%.{digits}g`: that many significant digits, no trailing zeros, an exponent when the number needs more
 * digits before the point (or lies below 1e-4). Rounding is that of the exact binary value; ties go to even.
 */
export function significant(value: number, digits: number): string {
  if (value === 0) return '0'
  const { negative, mantissa, exponent } = roundSignificant(value, digits)
  const trimmed = mantissa.replace(/0+$/, '')
  const sign = negative ? '-' : ''
  if (exponent < -4 || exponent >= digits) {
    const rest = trimmed.slice(1)
    const power = Math.abs(exponent).toString().padStart(2, '0')
    return `${sign}${trimmed[0]}${rest === '' ? '' : '.' + rest}e${exponent < 0 ? '-' : '+'}${power}`
  }
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${trimmed}`
  const whole = mantissa.slice(0, exponent + 1)
  const fraction = trimmed.slice(exponent + 1)
  return sign + whole + (fraction === '' ? '' : '.' + fraction)
}

/**
 * The decimal digits of a number rounded to so many, to nearest, exact ties to even (JavaScript's own functions
 * round ties up). The value is `0.d1d2d3… × 10^(exponent+1)`.
 */
export function roundSignificant(value: number, digits: number): { negative: boolean; mantissa: string; exponent: number } {
  assert(Number.isFinite(value) && value !== 0 && digits >= 1, 'only finite numbers other than zero have digits')
  const exact = exactDigits(Math.abs(value))
  let mantissa = exact.digits.padEnd(digits, '0').slice(0, digits)
  let exponent = exact.exponent
  const rest = exact.digits.slice(digits)
  const half = rest === '' ? -1 : compareToHalf(rest)
  if (half > 0 || (half === 0 && Number(mantissa.at(-1)) % 2 === 1)) {
    const up = (BigInt(mantissa) + 1n).toString()
    if (up.length > digits) exponent++
    mantissa = up.slice(0, digits)
  }
  return { negative: value < 0, mantissa, exponent }
}

/** −1, 0 or 1: the digits after the cut are below, exactly at, or above one half. */
function compareToHalf(rest: string): number {
  if (rest[0] !== '5') return (rest[0] as string) > '5' ? 1 : -1
  return /[1-9]/.test(rest.slice(1)) ? 1 : 0
}

/** All decimal digits of a finite positive number: `d.ddd × 10^exponent`, without trailing zeros. */
export function exactDigits(value: number): { digits: string; exponent: number } {
  // Every double is a whole number of 2^-k: make that whole number, then move the point by powers of five.
  let fractionBits = 0
  let scaledValue = value
  while (!Number.isInteger(scaledValue)) {
    scaledValue *= 2
    fractionBits++
  }
  const whole = (BigInt(scaledValue) * 5n ** BigInt(fractionBits)).toString()
  const digits = whole.replace(/0+$/, '')
  return { digits, exponent: whole.length - 1 - fractionBits }
}

/**
 * A span of time in words. Seconds and minutes are cut off, hours rounded to the nearest.
 *
 * @param seconds may have a fraction; negative spans are "Less than a second"
 */
export function humanDuration(seconds: number): string {
  const whole = Math.trunc(seconds)
  if (whole < 1) return 'Less than a second'
  if (whole === 1) return '1 second'
  if (whole < 60) return `${whole} seconds`
  const minutes = Math.trunc(seconds / 60)
  if (minutes === 1) return 'About a minute'
  if (minutes < 60) return `${minutes} minutes`
  const hours = Math.trunc(seconds / 3600 + 0.5)
  if (hours === 1) return 'About an hour'
  if (hours < 48) return `${hours} hours`
  if (hours < 24 * 7 * 2) return `${Math.trunc(hours / 24)} days`
  if (hours < 24 * 30 * 2) return `${Math.trunc(hours / 24 / 7)} weeks`
  if (hours < 24 * 365 * 2) return `${Math.trunc(hours / 24 / 30)} months`
  return `${Math.trunc(Math.trunc(seconds / 3600) / 24 / 365)} years`
}

/** An image or container ID as tables show it: what follows the first colon, 12 characters of it. */
export const shortID = (id: string): string => id.slice(id.indexOf(':') + 1).slice(0, 12)

/** The text itself if at most `columns` wide, else as much as fits with a final `…`. */
export function ellipsis(text: string, columns: number): string {
  if (columns <= 0) return ''
  if (textWidth(text) <= columns) return text
  if (columns === 1) return '…'
  let kept = ''
  let width = 0
  for (const char of text) {
    width += charWidth(char)
    if (width > columns - 1) break
    kept += char
  }
  return kept + '…'
}

/** Columns of a text when wide characters count 2 and all others 1. */
export function textWidth(text: string): number {
  let width = 0
  for (const char of text) width += charWidth(char)
  return width
}

/** Columns of a text on a terminal: wide characters 2, combining and control characters 0. */
export function displayWidth(text: string): number {
  let width = 0
  for (const char of text) width += ZERO_WIDTH.test(char) ? 0 : charWidth(char)
  return width
}

/** Number of code points. */
export function codePointCount(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}

const ZERO_WIDTH = /[\p{Mn}\p{Me}\p{Cc}\p{Cf}\u1160-\u11ff]/u

const charWidth = (char: string): 1 | 2 => (isWide(char.codePointAt(0) as number) ? 2 : 1)

/** First and last code points of the East Asian wide and fullwidth ranges (Unicode 13 or so, as Go's tables). */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f], [0x231a, 0x231b], [0x2329, 0x232a], [0x23e9, 0x23ec], [0x23f0, 0x23f0], [0x23f3, 0x23f3],
  [0x25fd, 0x25fe], [0x2614, 0x2615], [0x2648, 0x2653], [0x267f, 0x267f], [0x2693, 0x2693], [0x26a1, 0x26a1],
  [0x26aa, 0x26ab], [0x26bd, 0x26be], [0x26c4, 0x26c5], [0x26ce, 0x26ce], [0x26d4, 0x26d4], [0x26ea, 0x26ea],
  [0x26f2, 0x26f3], [0x26f5, 0x26f5], [0x26fa, 0x26fa], [0x26fd, 0x26fd], [0x2705, 0x2705], [0x270a, 0x270b],
  [0x2728, 0x2728], [0x274c, 0x274c], [0x274e, 0x274e], [0x2753, 0x2755], [0x2757, 0x2757], [0x2795, 0x2797],
  [0x27b0, 0x27b0], [0x27bf, 0x27bf], [0x2b1b, 0x2b1c], [0x2b50, 0x2b50], [0x2b55, 0x2b55], [0x2e80, 0x303e],
  [0x3041, 0x33ff], [0x3400, 0x4dbf], [0x4e00, 0xa4cf], [0xa960, 0xa97c], [0xac00, 0xd7a3], [0xf900, 0xfaff],
  [0xfe10, 0xfe19], [0xfe30, 0xfe6b], [0xff01, 0xff60], [0xffe0, 0xffe6], [0x16fe0, 0x18d08], [0x1b000, 0x1b2fb],
  [0x1f004, 0x1f004], [0x1f0cf, 0x1f0cf], [0x1f18e, 0x1f18e], [0x1f191, 0x1f19a], [0x1f200, 0x1f320],
  [0x1f32d, 0x1f335], [0x1f337, 0x1f37c], [0x1f37e, 0x1f393], [0x1f3a0, 0x1f3ca], [0x1f3cf, 0x1f3d3],
  [0x1f3e0, 0x1f3f0], [0x1f3f4, 0x1f3f4], [0x1f3f8, 0x1f43e], [0x1f440, 0x1f440], [0x1f442, 0x1f4fc],
  [0x1f4ff, 0x1f53d], [0x1f54b, 0x1f54e], [0x1f550, 0x1f567], [0x1f57a, 0x1f57a], [0x1f595, 0x1f596],
  [0x1f5a4, 0x1f5a4], [0x1f5fb, 0x1f64f], [0x1f680, 0x1f6c5], [0x1f6cc, 0x1f6cc], [0x1f6d0, 0x1f6d2],
  [0x1f6d5, 0x1f6d7], [0x1f6eb, 0x1f6ec], [0x1f6f4, 0x1f6fc], [0x1f7e0, 0x1f7eb], [0x1f90c, 0x1f93a],
  [0x1f93c, 0x1f945], [0x1f947, 0x1faff], [0x20000, 0x3fffd],
]

function isWide(code: number): boolean {
  if (code < 0x1100) return false
  let low = 0
  let high = WIDE.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const [first, last] = WIDE[middle] as readonly [number, number]
    if (code < first) high = middle - 1
    else if (code > last) low = middle + 1
    else return true
  }
  return false
}

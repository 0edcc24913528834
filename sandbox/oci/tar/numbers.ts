import { ArchiveError } from '../archive-error.ts'

/** Go's `tar.ErrHeader`. */
export const invalidHeader = (): ArchiveError => new ArchiveError('archive/tar: invalid tar header')

const INT64_MAX = 2n ** 63n - 1n

/**
 * A number field: octal digits, or binary when the first bit is set (a GNU extension).
 *
 * @throws ArchiveError when it is neither, or does not fit into 64 bits
 */
export function parseNumeric(bytes: Uint8Array): number {
  return (bytes[0] as number) & 0x80 ? parseBinary(bytes) : parseOctal(bytes)
}

/**
 * An octal field; spaces and NULs around the digits do not count, nor does what follows a NUL.
 *
 * @throws ArchiveError when there is something else than digits
 */
export function parseOctal(bytes: Uint8Array): number {
  let start = 0
  let end = bytes.length
  while (start < end && isBlank(bytes[start] as number)) start++
  while (end > start && isBlank(bytes[end - 1] as number)) end--
  let value = 0
  for (let at = start; at < end; at++) {
    const digit = (bytes[at] as number) - 0x30
    if (digit === -0x30) break
    if (digit < 0 || digit > 7) throw invalidHeader()
    value = value * 8 + digit
  }
  return value
}

const isBlank = (byte: number): boolean => byte === 0x20 || byte === 0

/** Two's complement, most significant byte first; the first bit only says that it is binary. */
function parseBinary(bytes: Uint8Array): number {
  const first = bytes[0] as number
  const invert = first & 0x40 ? 0xff : 0
  let value = 0n
  for (const [at, byte] of bytes.entries()) {
    const plain = (byte ^ invert) & (at === 0 ? 0x7f : 0xff)
    value = (value << 8n) | BigInt(plain)
  }
  if (value > INT64_MAX) throw invalidHeader()
  return Number(invert ? -value - 1n : value)
}

/**
 * A decimal number as Go's `strconv.ParseInt(text, 10, 64)` takes it.
 *
 * @throws ArchiveError for anything else
 */
export function parseDecimal(text: string): number {
  if (!/^[+-]?[0-9]+$/.test(text)) throw invalidHeader()
  const value = BigInt(text.startsWith('+') ? text.slice(1) : text)
  if (value > INT64_MAX || value < -INT64_MAX - 1n) throw invalidHeader()
  return Number(value)
}

/** Whether octal digits and a closing NUL hold the number. */
export const fitsInOctal = (width: number, value: number): boolean => value >= 0 && value < 8 ** (width - 1)

/** Whether GNU's binary form holds it. */
export const fitsInBinary = (width: number, value: number): boolean =>
  width >= 9 || (value >= -(2 ** ((width - 1) * 8)) && value < 2 ** ((width - 1) * 8))

/** Octal digits, filled up with zeros, and a NUL. */
export function formatOctal(width: number, value: number): string {
  return `${value.toString(8).padStart(width - 1, '0')}\0`
}

/** GNU's binary form. */
export function formatBinary(width: number, value: number): Uint8Array {
  const bytes = new Uint8Array(width)
  let rest = BigInt(value)
  for (let at = width - 1; at >= 0; at--) {
    bytes[at] = Number(rest & 0xffn)
    rest >>= 8n
  }
  bytes[0] = (bytes[0] as number) | 0x80
  return bytes
}

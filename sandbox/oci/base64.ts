import { text } from '../base/bytes.ts'
import { ArchiveError } from './archive-error.ts'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const CODES = Uint8Array.from(ALPHABET, char => char.charCodeAt(0))
const VALUES = new Uint8Array(128).fill(255)
for (const [value, code] of CODES.entries()) VALUES[code] = value
const PAD = 0x3d

/** Standard base64 with padding, as Go's JSON encoder writes bytes. */
export function toBase64(bytes: Uint8Array): string {
  const out = new Uint8Array(Math.ceil(bytes.length / 3) * 4)
  const code = (value: number): number => CODES[value & 63] as number
  let to = 0
  for (let at = 0; at < bytes.length; at += 3) {
    const [a, b, c] = [bytes[at] as number, bytes[at + 1], bytes[at + 2]]
    const bits = (a << 16) | ((b ?? 0) << 8) | (c ?? 0)
    out[to++] = code(bits >> 18)
    out[to++] = code(bits >> 12)
    out[to++] = b === undefined ? PAD : code(bits >> 6)
    out[to++] = c === undefined ? PAD : code(bits)
  }
  return text(out)
}

/** @throws ArchiveError when it is not base64 */
export function fromBase64(encoded: string): Uint8Array {
  const bare = encoded.replace(/={1,2}$/, '')
  if (encoded.length % 4 !== 0) throw illegal(encoded.length)
  const out = new Uint8Array(Math.floor((bare.length * 3) / 4))
  let bits = 0
  let count = 0
  let to = 0
  for (let at = 0; at < bare.length; at++) {
    const value = VALUES[bare.charCodeAt(at)] ?? 255
    if (value === 255) throw illegal(at)
    bits = ((bits << 6) | value) & 0xffffff
    count += 6
    if (count >= 8) {
      count -= 8
      out[to++] = bits >> count
    }
  }
  return out
}

const illegal = (at: number): ArchiveError => new ArchiveError(`illegal base64 data at input byte ${at}`)

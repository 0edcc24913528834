/**
 * Bytes as JavaScript strings. Programs that care about bytes take one character per byte (`bytesAsText`). Programs that
 * care about characters decode UTF-8 and keep each byte that is not UTF-8 as a lone surrogate U+DC80 … U+DCFF, so that
 * whatever was read is written again unchanged.
 */
import { text, utf8 } from '../base/bytes.ts'

/** One character U+0000 … U+00FF per byte. */
export function bytesAsText(bytes: Uint8Array): string {
  if (bytes.length <= PIECE) return String.fromCharCode.apply(null, bytes as unknown as number[])
  let out = ''
  for (let at = 0; at < bytes.length; at += PIECE) out += String.fromCharCode.apply(null, bytes.subarray(at, at + PIECE) as unknown as number[])
  return out
}

const PIECE = 8192

/** The bytes of a string that `bytesAsText` made. */
export function textAsBytes(characters: string): Uint8Array {
  const bytes = new Uint8Array(characters.length)
  for (let i = 0; i < characters.length; i++) bytes[i] = characters.charCodeAt(i)
  return bytes
}

/** The UTF-8 bytes of an argument, one character each: to compare with what `bytesAsText` gave. */
export const argumentAsBytes = (argument: string): string => (isAscii(argument) ? argument : bytesAsText(encodeText(argument)))

/** A text of bytes as characters. */
export const bytesToCharacters = (bytes: string): string => (isAscii(bytes) ? bytes : decodeText(textAsBytes(bytes)))

// eslint-disable-next-line no-control-regex
const isAscii = (characters: string): boolean => !/[^\x00-\x7f]/.test(characters)

/** Decode UTF-8; bytes that are not UTF-8 become lone surrogates. */
export function decodeText(bytes: Uint8Array): string {
  let ascii = true
  for (const byte of bytes) {
    if (byte >= 0x80) {
      ascii = false
      break
    }
  }
  if (ascii) return bytesAsText(bytes)
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return `\ufeff${decodeText(bytes.subarray(3))}`
  const decoded = text(bytes)
  return decoded.includes('\ufffd') ? decodeDamaged(bytes) : decoded
}

function decodeDamaged(bytes: Uint8Array): string {
  let out = ''
  for (let at = 0; at < bytes.length;) {
    const length = sequenceLength(bytes, at)
    if (length === 0) out += String.fromCharCode(0xdc00 + (bytes[at++] as number))
    else if (length === 1) out += String.fromCharCode(bytes[at++] as number)
    else {
      let code = (bytes[at] as number) & (0x7f >> length)
      for (let i = 1; i < length; i++) code = (code << 6) | ((bytes[at + i] as number) & 0x3f)
      out += String.fromCodePoint(code)
      at += length
    }
  }
  return out
}

/** Bytes of the well-formed UTF-8 sequence at `at`; 0 when it is not one. */
export function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] as number
  if (first < 0x80) return 1
  const length = first >= 0xc2 && first <= 0xdf ? 2 : first >= 0xe0 && first <= 0xef ? 3 : first >= 0xf0 && first <= 0xf4 ? 4 : 0
  if (length === 0) return 0
  for (let i = 1; i < length; i++) if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return 0
  const second = bytes[at + 1] as number
  if ((first === 0xe0 && second < 0xa0) || (first === 0xed && second > 0x9f)) return 0
  if ((first === 0xf0 && second < 0x90) || (first === 0xf4 && second > 0x8f)) return 0
  return length
}

/** UTF-8 bytes of a decoded text; lone surrogates become the bytes they stand for. */
export function encodeText(characters: string): Uint8Array {
  if (!/[\ud800-\udfff]/.test(characters) || !/(?<![\ud800-\udbff])[\udc80-\udcff]/.test(characters)) return utf8(characters)
  const bytes: number[] = []
  for (const character of characters) {
    const code = character.codePointAt(0) as number
    if (code >= 0xdc80 && code <= 0xdcff) bytes.push(code - 0xdc00)
    else bytes.push(...utf8(character))
  }
  return new Uint8Array(bytes)
}

/**
 * Shell strings and bytes. A byte that is not part of UTF-8 text is carried through shell
 * strings as a lone surrogate U+DC80 … U+DCFF (as Python does), so that `printf '\377'` writes one byte.
 */
import { text, utf8 } from '../../base/bytes.ts'

/** The character that carries one byte. */
export const byteCharacter = (byte: number): string => String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte)

const CARRIED = /[\udc80-\udcff]/
const CARRIED_ALONE = /(?<![\ud800-\udbff])[\udc80-\udcff]/

/** Bytes of a shell string. */
export function encode(string: string): Uint8Array {
  if (!CARRIED.test(string) || !CARRIED_ALONE.test(string)) return utf8(string)
  const bytes: number[] = []
  for (const char of string) {
    const code = char.charCodeAt(0)
    if (char.length === 1 && code >= 0xdc80 && code <= 0xdcff) bytes.push(code - 0xdc00)
    else for (const byte of utf8(char)) bytes.push(byte)
  }
  return Uint8Array.from(bytes)
}

/** The shell string of bytes; bytes that are not UTF-8 are carried. */
export function decode(bytes: Uint8Array): string {
  const plain = text(bytes)
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  if (!plain.includes('\ufffd')) return marked ? `\ufeff${plain}` : plain
  let out = ''
  for (let at = 0; at < bytes.length;) {
    const byte = bytes[at] as number
    const length = byte < 0x80 ? 1 : byte >= 0xf0 && byte < 0xf5 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 0
    const piece = length > 1 ? text(bytes.subarray(at, at + length)) : ''
    if (length === 1) out += String.fromCharCode(byte)
    else if (length > 0 && at + length <= bytes.length && byte < 0xf5 && (piece.length === (length === 4 ? 2 : 1)) && (piece !== '\ufffd' || (byte === 0xef && bytes[at + 1] === 0xbf && bytes[at + 2] === 0xbd))) {
      out += piece
      at += length - 1
    } else out += byteCharacter(byte)
    at++
  }
  return out
}

/**
 * Backslash escapes of `$'..'`, `echo -e` and `printf`. A byte that is not part of UTF-8 text is carried through shell
 * strings as a lone surrogate U+DC80 … U+DCFF (as Python does), so that `printf '\377'` writes one byte.
 */
import { text, utf8 } from '../../base/bytes.ts'

const SIMPLE: Readonly<Record<string, string>> = { a: '\x07', b: '\b', e: '\x1b', E: '\x1b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\' }

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

/** `$'..'`. */
export function unescapeDollarQuote(source: string): string {
  return source.replace(/\\(?:([0-7]{1,3})|x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|c([^])|([^]))/g, (whole, octal?: string, hex?: string, u?: string, big?: string, control?: string, char?: string) => {
    if (octal !== undefined) return byteCharacter(parseInt(octal, 8) & 0xff)
    if (hex !== undefined) return byteCharacter(parseInt(hex, 16))
    const point = u ?? big
    if (point !== undefined) return codePoint(parseInt(point, 16))
    if (control !== undefined) return String.fromCharCode(control.charCodeAt(0) & 0x1f)
    if (char === "'" || char === '"' || char === '?') return char
    return SIMPLE[char ?? ''] ?? whole
  }).replace(/\0[^]*$/, '')
}

/** Escapes of `echo -e` (octal needs a leading zero) and `printf %b`. Stops at `\c`. */
export function unescapeEcho(source: string, octalWithoutZero: boolean, hexEscapes = true): { text: string; stopped: boolean } {
  if (!source.includes('\\')) return { text: source, stopped: false }
  let out = ''
  let stopped = false
  const expression = /\\(?:0([0-7]{0,3})|([1-7][0-7]{0,2})|x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|([^]))/g
  let last = 0
  for (let found = expression.exec(source); found; found = expression.exec(source)) {
    out += source.slice(last, found.index)
    last = expression.lastIndex
    const [whole, zero, octal, hex, u, big, char] = found
    if (zero !== undefined) out += byteCharacter(parseInt(zero || '0', 8) & 0xff)
    else if (octal !== undefined) out += octalWithoutZero ? byteCharacter(parseInt(octal, 8) & 0xff) : whole
    else if (!hexEscapes && char === undefined) out += whole
    else if (hex !== undefined) out += byteCharacter(parseInt(hex, 16))
    else if ((u ?? big) !== undefined) out += codePoint(parseInt((u ?? big) as string, 16))
    else if (char === 'c') {
      stopped = true
      break
    } else out += SIMPLE[char ?? ''] ?? whole
  }
  if (!stopped) out += source.slice(last)
  return { text: out, stopped }
}

const codePoint = (value: number): string => (value <= 0x10ffff && !(value >= 0xd800 && value < 0xe000) ? String.fromCodePoint(value) : '')

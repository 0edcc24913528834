import { utf8 } from '../base/bytes.ts'

/*
 * Names in archives are bytes; ours are JavaScript strings. A byte that is not part of valid UTF-8 becomes the lone
 * surrogate U+DC80 … U+DCFF (as Python's "surrogateescape" has it), so that different names stay different and the
 * bytes come back.
 */

const ESCAPE = 0xdc00

/** The string for these bytes; nothing is lost. */
export function decodeName(bytes: Uint8Array): string {
  let ascii = true
  for (const byte of bytes) if (byte >= 0x80) ascii = false
  if (ascii && bytes.length < 4096) return String.fromCharCode(...bytes)
  let name = ''
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at)
    if (length === 0) name += String.fromCharCode(ESCAPE + (bytes[at++] as number))
    else {
      // U+FEFF at the start would be taken for a mark and dropped by a decoder, so one character at a time.
      name += length === 1 ? String.fromCharCode(bytes[at] as number) : decodeSequence(bytes, at, length)
      at += length
    }
  }
  return name
}

/** The bytes of a string that `decodeName` gave, or of any other. */
export function encodeName(name: string): Uint8Array {
  if (isValidName(name)) return utf8(name)
  const bytes: number[] = []
  for (const char of name) {
    const code = char.codePointAt(0) as number
    if (code >= ESCAPE + 0x80 && code <= ESCAPE + 0xff) bytes.push(code - ESCAPE)
    else bytes.push(...utf8(char))
  }
  return Uint8Array.from(bytes)
}

/** Whether the bytes of the name are valid UTF-8. */
export const isValidName = (name: string): boolean => !/[\udc80-\udcff]/u.test(name)

/** Bytes until the first NUL. */
export function untilNul(bytes: Uint8Array): Uint8Array {
  const end = bytes.indexOf(0)
  return end < 0 ? bytes : bytes.subarray(0, end)
}

/** How many bytes the character at `at` has; 0 when there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] as number
  if (first < 0x80) return 1
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2
  if (first < 0xc2 || first > 0xf4 || at + length > bytes.length) return 0
  for (let i = 1; i < length; i++) if (((bytes[at + i] as number) & 0xc0) !== 0x80) return 0
  const second = bytes[at + 1] as number
  // Overlong forms, surrogates, and what is beyond U+10FFFF.
  if ((first === 0xe0 && second < 0xa0) || (first === 0xed && second >= 0xa0)) return 0
  if ((first === 0xf0 && second < 0x90) || (first === 0xf4 && second >= 0x90)) return 0
  return length
}

function decodeSequence(bytes: Uint8Array, at: number, length: number): string {
  const [a, b, c, d] = [0, 1, 2, 3].map(i => bytes[at + i] ?? 0) as [number, number, number, number]
  if (length === 2) return String.fromCodePoint(((a & 0x1f) << 6) | (b & 0x3f))
  if (length === 3) return String.fromCodePoint(((a & 0x0f) << 12) | ((b & 0x3f) << 6) | (c & 0x3f))
  return String.fromCodePoint(((a & 0x07) << 18) | ((b & 0x3f) << 12) | ((c & 0x3f) << 6) | (d & 0x3f))
}

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '\x07': '\\a', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\v': '\\v', '\\': '\\\\', '"': '\\"',
}

/** A name as Go prints it with `%q`. */
export function quoteName(name: string): string {
  let quoted = '"'
  for (const char of name) {
    const code = char.codePointAt(0) as number
    if (SHORT_ESCAPES[char] !== undefined) quoted += SHORT_ESCAPES[char]
    else if (code >= ESCAPE + 0x80 && code <= ESCAPE + 0xff) quoted += `\\x${(code - ESCAPE).toString(16)}`
    else if (code < 0x20 || code === 0x7f) quoted += `\\x${code.toString(16).padStart(2, '0')}`
    else if (code >= 0x80 && !/[\p{L}\p{M}\p{N}\p{P}\p{S}]/u.test(char)) {
      quoted += code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`
    } else quoted += char
  }
  return `${quoted}"`
}

/**
 * Go strings. Go counts, cuts and indexes bytes, so inside the template engine a string is its UTF-8 bytes, one
 * character of code 0–255 per byte; {@link toGo} and {@link fromGo} convert at the borders.
 */
import { text, utf8 } from '../../base/bytes.ts'

/** The bytes of a JavaScript text as a Go string. */
export function toGo(value: string): string {
  // eslint-disable-next-line no-control-regex
  if (/^[\u0000-\u007f]*$/.test(value)) return value
  let bytes = ''
  for (const byte of utf8(value)) bytes += String.fromCharCode(byte)
  return bytes
}

/** The text of a Go string; broken sequences become U+FFFD. */
export function fromGo(bytes: string): string {
  // eslint-disable-next-line no-control-regex
  if (/^[\u0000-\u007f]*$/.test(bytes)) return bytes
  return text(Uint8Array.from(bytes, byte => byte.charCodeAt(0)))
}

/** A character of a Go string: its code point (U+FFFD for a broken byte) and how many bytes it takes. */
export interface Rune {
  readonly code: number
  readonly size: number
}

/** Code point that stands for a broken byte. */
export const RUNE_ERROR = 0xfffd

/** The character that begins at a byte. */
export function runeAt(bytes: string, at: number): Rune {
  const first = bytes.charCodeAt(at)
  if (first < 0x80) return { code: first, size: 1 }
  const size = first >= 0xf0 && first <= 0xf4 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 1
  const broken: Rune = { code: RUNE_ERROR, size: 1 }
  if (size === 1 || first > 0xf4 || at + size > bytes.length) return broken
  let code = first & (0xff >> (size + 1))
  for (let i = 1; i < size; i++) {
    const next = bytes.charCodeAt(at + i)
    if ((next & 0xc0) !== 0x80) return broken
    code = (code << 6) | (next & 0x3f)
  }
  const smallest = [0, 0, 0x80, 0x800, 0x10000][size] as number
  return code < smallest || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? broken : { code, size }
}

/** All characters of a Go string in order. */
export function* runesOf(bytes: string): Generator<Rune> {
  for (let at = 0; at < bytes.length; ) {
    const rune = runeAt(bytes, at)
    yield rune
    at += rune.size
  }
}

/** Number of characters. */
export function runeCount(bytes: string): number {
  let count = 0
  for (const _ of runesOf(bytes)) count++
  return count
}

/** A code point as a Go string. */
export const runeToGo = (code: number): string =>
  toGo(String.fromCodePoint(code < 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? RUNE_ERROR : code))

/** `unicode.IsLetter` or `IsDigit`, or an underscore. */
export const isAlphaNumeric = (code: number): boolean => code === 0x5f || (code >= 0 && /[\p{L}\p{Nd}]/u.test(String.fromCodePoint(code)))

/** `unicode.IsPrint`: letters, marks, numbers, punctuation, symbols and the ASCII blank. */
export const isPrint = (code: number): boolean =>
  code >= 0x20 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) && (code === 0x20 || /[\p{L}\p{M}\p{N}\p{P}\p{S}]/u.test(String.fromCodePoint(code)))

/** `unicode.IsSpace` */
export const isUnicodeSpace = (code: number): boolean => /[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/.test(String.fromCodePoint(code))

const NAMED: Readonly<Record<number, string>> = { 7: '\\a', 8: '\\b', 9: '\\t', 10: '\\n', 11: '\\v', 12: '\\f', 13: '\\r', 92: '\\\\' }

/** `strconv.Quote` (or, with other quotes, `QuoteRune` and `QuoteToASCII`). */
export function quote(bytes: string, mark = '"', asciiOnly = false): string {
  let quoted = mark
  for (let at = 0; at < bytes.length; ) {
    const { code, size } = runeAt(bytes, at)
    const raw = bytes.slice(at, at + size)
    at += size
    if (code === RUNE_ERROR && size === 1) quoted += `\\x${raw.charCodeAt(0).toString(16)}`
    else quoted += quotedRune(code, raw, mark, asciiOnly)
  }
  return quoted + mark
}

function quotedRune(code: number, raw: string, mark: string, asciiOnly: boolean): string {
  if (raw === mark) return '\\' + raw
  const named = NAMED[code]
  if (named !== undefined) return named
  if (isPrint(code) && !(asciiOnly && code > 0x7e)) return raw
  if (code < 0x20 || code === 0x7f) return `\\x${code.toString(16).padStart(2, '0')}`
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`
}

/** `strconv.Unquote` for `"…"` and `` `…` ``; undefined where Go says `invalid syntax`. */
export function unquote(quoted: string): string | undefined {
  const mark = quoted[0]
  if (quoted.length < 2 || quoted.at(-1) !== mark) return undefined
  const inner = quoted.slice(1, -1)
  if (mark === '`') return inner.includes('`') ? undefined : inner.replaceAll('\r', '')
  if (mark !== '"' || inner.includes('\n')) return undefined
  let text = ''
  for (let at = 0; at < inner.length; ) {
    if (inner[at] === '"') return undefined
    const char = unquoteChar(inner, at, '"')
    if (char === undefined) return undefined
    text += char.byte ? String.fromCharCode(char.code) : runeToGo(char.code)
    at = char.next
  }
  return text
}

/** One character or escape sequence of a quoted text (`strconv.UnquoteChar`). */
export function unquoteChar(text: string, at: number, mark: string): { code: number; byte: boolean; next: number } | undefined {
  if (at >= text.length) return undefined
  if (text[at] === mark && (mark === "'" || mark === '"')) return undefined
  if (text[at] !== '\\') {
    const { code, size } = runeAt(text, at)
    return code === RUNE_ERROR && size === 1 ? { code: text.charCodeAt(at), byte: true, next: at + 1 } : { code, byte: false, next: at + size }
  }
  const kind = text[at + 1] ?? ''
  const simple = 'abfnrtv\\'.indexOf(kind)
  if (kind !== '' && simple >= 0) return { code: [7, 8, 12, 10, 13, 9, 11, 92][simple] as number, byte: false, next: at + 2 }
  if (kind === mark && (kind === "'" || kind === '"')) return { code: kind.charCodeAt(0), byte: false, next: at + 2 }
  const digits = kind === 'x' ? 2 : kind === 'u' ? 4 : kind === 'U' ? 8 : 0
  if (digits > 0) {
    const hex = text.slice(at + 2, at + 2 + digits)
    if (!new RegExp(`^[0-9a-fA-F]{${digits}}$`).test(hex)) return undefined
    const code = parseInt(hex, 16)
    if (kind !== 'x' && (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))) return undefined
    return { code, byte: kind === 'x', next: at + 2 + digits }
  }
  const octal = text.slice(at + 1, at + 4)
  if (!/^[0-7]{3}$/.test(octal) || parseInt(octal, 8) > 255) return undefined
  return { code: parseInt(octal, 8), byte: true, next: at + 4 }
}

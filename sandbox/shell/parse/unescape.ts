/** Backslash escapes of `$'..'`, `echo -e` and `printf`. */
import { byteCharacter } from './escapes.ts'

const SIMPLE: Readonly<Record<string, string>> = { a: '\x07', b: '\b', e: '\x1b', E: '\x1b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\' }

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

/** Backslash escapes of `echo -e` and of `printf`. */
export interface Unescaped {
  readonly text: string
  /** `\c` was met: no further output. */
  readonly stop: boolean
}

const SIMPLE: Readonly<Record<string, string>> = { a: '\x07', b: '\b', e: '\x1b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\' }

/** `octal` says how octal numbers begin: `\0nnn` (echo, `%b`) or `\nnn` (a printf format). Text is one character per byte. */
export function unescape(text: string, octal: '\\0nnn' | '\\nnn', bytesOf: (character: string) => string): Unescaped {
  let out = ''
  for (let at = 0; at < text.length; at++) {
    const character = text[at] as string
    if (character !== '\\') {
      out += character
      continue
    }
    const rest = text.slice(at + 1)
    const next = rest[0]
    if (next === 'c') return { text: out, stop: true }
    if (next !== undefined && SIMPLE[next] !== undefined) {
      out += SIMPLE[next]
      at++
      continue
    }
    const number = octal === '\\0nnn' ? /^0([0-7]{0,3})|^([1-7][0-7]{0,2})/.exec(rest) : /^([0-7]{1,3})/.exec(rest)
    if (number) {
      out += String.fromCharCode(parseInt(number[1] || number[2] || '0', 8) & 0xff)
      at += number[0].length
      continue
    }
    const hex = /^x([0-9A-Fa-f]{1,2})/.exec(rest)
    if (hex) {
      out += String.fromCharCode(parseInt(hex[1] as string, 16))
      at += hex[0].length
      continue
    }
    const unicode = /^u([0-9A-Fa-f]{4})|^U([0-9A-Fa-f]{8})/.exec(rest)
    if (unicode && octal === '\\nnn') {
      out += bytesOf(String.fromCodePoint(Math.min(0x10ffff, parseInt((unicode[1] ?? unicode[2]) as string, 16))))
      at += unicode[0].length
      continue
    }
    if (octal === '\\nnn' && next === '"') {
      out += '"'
      at++
      continue
    }
    out += '\\'
  }
  return { text: out, stop: false }
}

/** Quoting values so that a shell reads them back. */

/** Plain when possible, else in single quotes: `set -x`, `set`. */
export function quoteWord(text: string): string {
  if (text === '') return "''"
  if (/[\x00-\x1f\x7f]/.test(text)) return dollarQuote(text)
  if (!/[^A-Za-z0-9_@%+=:,./^-]/.test(text)) return text
  return singleQuote(text)
}

/** Always in quotes: `${x@Q}`, `alias`. */
export const quoteValue = (text: string): string => (/[\x00-\x1f\x7f]/.test(text) ? dollarQuote(text) : singleQuote(text))

export const singleQuote = (text: string): string => `'${text.replace(/'/g, "'\\''")}'`

/** In double quotes: `declare -p`, `export -p` of bash. */
export const doubleQuote = (text: string): string => (/[\x00-\x1f\x7f]/.test(text) ? dollarQuote(text) : `"${text.replace(/["$`\\]/g, '\\$&')}"`)

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t', '\r': '\\r', '\x07': '\\a', '\b': '\\b', '\x1b': '\\E', '\f': '\\f', '\v': '\\v' }

const dollarQuote = (text: string): string => `$'${text.replace(/[\x00-\x1f\x7f'\\]/g, char => NAMED[char] ?? (char === "'" || char === '\\' ? `\\${char}` : `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`))}'`

/** With backslashes: `printf %q`, completion. */
export function backslashQuote(text: string): string {
  if (text === '') return "''"
  if (/[\x00-\x1f\x7f]/.test(text)) return dollarQuote(text)
  return text.replace(/[^A-Za-z0-9_@%+=:,./\u0080-\uffff-]/g, '\\$&').replace(/^~/, '\\~')
}

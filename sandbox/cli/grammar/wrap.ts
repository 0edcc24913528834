import { utf8 } from '../../base/bytes.ts'

// The wrapping of flag help texts. Lengths are bytes, as in the original; all texts are ASCII
// but for a home directory that may not be.

function lengthOf(text: string): number {
  return utf8(text).length
}

/** Cut `text` at the last blank within `width` bytes; a rest of up to `slop` more stays whole. */
function cut(width: number, slop: number, text: string): readonly [string, string] {
  if (width + slop > lengthOf(text)) return [text, '']
  const head = text.slice(0, Math.max(width, 0))
  const blank = Math.max(head.lastIndexOf(' '), head.lastIndexOf('\t'), head.lastIndexOf('\n'))
  if (blank <= 0) return [text, '']
  const newline = head.lastIndexOf('\n')
  if (newline > 0 && newline < blank) return [text.slice(0, newline), text.slice(newline + 1)]
  return [text.slice(0, blank), text.slice(blank + 1)]
}

/**
 * Break a help text into lines of at most `width` columns, all but the first indented.
 *
 * @source spf13/pflag flag.go `wrap`, `wrapN`
 */
export function wrapHelp(indent: number, width: number, text: string): string {
  let column = indent
  const start = (): string => `\n${' '.repeat(column)}`
  if (width === 0) return text.replaceAll('\n', start())
  let wrapped = ''
  if (width - column < 24) {
    column = 16
    wrapped = start()
  }
  if (width - column < 24) return text.replaceAll('\n', wrapped)
  const slop = 5
  const available = width - column - slop
  let [line, rest] = cut(available, slop, text)
  wrapped += line.replaceAll('\n', start())
  while (rest !== '') {
    ;[line, rest] = cut(available, slop, rest)
    wrapped += start() + line.replaceAll('\n', start())
  }
  return wrapped
}

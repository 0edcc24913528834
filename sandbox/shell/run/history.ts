import type { Shell } from './shell.ts'

/** Enter a line into the history, as bash does: on one line where the grammar allows it. */
export function remember(shell: Shell, line: string): void {
  const text = oneLine(line.replace(/\n+$/, ''))
  if (text.trim() !== '' && !text.startsWith(' ') && shell.history[shell.history.length - 1] !== text) shell.history.push(text)
}

function oneLine(text: string): string {
  if (!text.includes('\n') || /["'`]|<</.test(text)) return text
  return text.split('\n').map(line => line.trim()).filter(line => line !== '').reduce((joined, line) => {
    if (joined === '') return line
    return /(?:^|[\s;&|])(?:do|then|else|in|\{)$|(?:&&|\|\||[|;(&])$/.test(joined) ? `${joined} ${line}` : `${joined}; ${line}`
  }, '')
}

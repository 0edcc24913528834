import type { Words } from '../../i18n/words.ts'
import { plainText } from './safe-for-terminal.ts'

/** Output with more lines than this is summarised: nobody listens to forty. */
const SPOKEN_LINES_MAX = 6

/** What is said of a command that has ended. */
export function spoken(words: Words, { terminal, line, output, exit, state }: { readonly terminal: string; readonly line: string; readonly output: string; readonly exit: number; readonly state: 'ended' | 'lost' }): string {
  const lines = plainText(output).split('\n').map(row => row.trimEnd()).filter(row => row !== '')
  const said = [words('terminal.spoken.command', { terminal, line: plainText(line) })]
  if (lines.length > SPOKEN_LINES_MAX) said.push(words('terminal.spoken.long', { count: lines.length, last: lines.at(-1) ?? '' }))
  else said.push(...lines)
  if (state === 'lost') said.push(words('terminal.spoken.lost'))
  else if (exit !== 0) said.push(words('terminal.spoken.exit', { exit: String(exit) }))
  return said.join('\n')
}

/**
 * Says things one after the other, at most one in a second: what comes faster is said together, and of more than a few
 * only the last, so that a reader is never left listening to the past.
 */
export class Announcer {
  private readonly say: (text: string) => void
  private readonly pauseMs: number
  private pending: string[] = []
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(say: (text: string) => void, pauseMs = 1000) {
    this.say = say
    this.pauseMs = pauseMs
  }

  announce(text: string): void {
    this.pending.push(text)
    if (this.timer === undefined) this.next()
  }

  dispose(): void {
    if (this.timer !== undefined) clearTimeout(this.timer)
    this.pending = []
  }

  private next(): void {
    this.timer = undefined
    if (this.pending.length === 0) return
    this.say(this.pending.slice(-3).join('\n'))
    this.pending = []
    this.timer = setTimeout(() => this.next(), this.pauseMs)
  }
}

import { ShellSyntaxError } from './syntax-error.ts'

/** Nesting that the parser follows before it refuses; real shells run out of stack somewhere above. */
export const NESTING_MAX = 400

/** A position in a script, with what depends on it: line numbers, spliced-in splices, how deep the nesting is. */
export class Cursor {
  text: string
  at = 0
  /** Number of the first line. */
  readonly firstLine: number
  depth = 0
  private countedTo = 0
  private countedLines = 0
  /** Aliases under expansion, by how much text was left after them: they are not expanded again inside themselves. */
  private splices: { readonly name: string; readonly textLeft: number }[] = []

  constructor(text: string, firstLine: number) {
    this.text = text
    this.firstLine = firstLine
  }

  get ended(): boolean {
    return this.at >= this.text.length
  }

  get line(): number {
    return this.lineAt(this.at)
  }

  lineAt(position: number): number {
    if (position < this.countedTo) this.countedTo = this.countedLines = 0
    for (let i = this.text.indexOf('\n', this.countedTo); i >= 0 && i < position; i = this.text.indexOf('\n', i + 1)) {
      this.countedLines++
      this.countedTo = i + 1
    }
    return this.firstLine + this.countedLines
  }

  /** Put the value of an alias where its name (from `start` to the cursor) stood. */
  spliceAlias(name: string, start: number, value: string): void {
    this.splices.push({ name, textLeft: this.text.length - this.at })
    this.text = this.text.slice(0, start) + value + this.text.slice(this.at)
    this.at = start
  }

  /** Is the cursor inside the expansion of this alias? */
  expanding(name: string): boolean {
    const left = this.text.length - this.at
    this.splices = this.splices.filter(alias => left > alias.textLeft)
    return this.splices.some(alias => alias.name === name)
  }

  startsWith(prefix: string): boolean {
    return this.text.startsWith(prefix, this.at)
  }

  /** Match a sticky expression at the cursor, without moving. */
  match(expression: RegExp): RegExpExecArray | null {
    expression.lastIndex = this.at
    return expression.exec(this.text)
  }

  nest(): void {
    if (++this.depth > NESTING_MAX) throw this.problem('message', 'maximum nesting level exceeded')
  }

  problem(kind: 'end' | 'unmatched' | 'message', token = '', expecting?: string, line = this.line): ShellSyntaxError {
    return new ShellSyntaxError({ kind, token, tokenClass: '', expecting, line, sourceLine: this.sourceLine(this.at) })
  }

  /** The line around a position. */
  sourceLine(position: number): string {
    const start = position === 0 ? 0 : this.text.lastIndexOf('\n', position - 1) + 1
    const end = this.text.indexOf('\n', position)
    return this.text.slice(start, end < 0 ? undefined : end)
  }
}

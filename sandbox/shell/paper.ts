import { cellsOf } from './cells.ts'

/** A terminal without a screen: rows of cells, a cursor, and the sequences that a console and progress bars write. */
export class Paper {
  bells = 0
  private rows: string[][] = [[]]
  private row = 0
  private column = 0
  readonly columns: number

  constructor(columns: number) {
    this.columns = columns
  }

  /** What stands there, without spaces at the ends of rows. */
  get text(): string {
    return this.rows.map(row => row.join('').trimEnd()).join('\n')
  }

  /** Row and column of the cursor, from 0. */
  get cursor(): string {
    return `${this.row}:${this.column}`
  }

  reset(): void {
    this.rows = [[]]
    this.row = this.column = 0
  }

  write(text: string): void {
    for (const part of text.match(/\x1b\[[0-9;?]*[A-Za-z]|[\s\S]/gu) ?? []) this.take(part)
  }

  private take(part: string): void {
    if (part.startsWith('\x1b[')) return this.carryOut(part.slice(2, -1), part.slice(-1))
    switch (part) {
      case '\r':
        this.column = 0
        break
      case '\n':
        this.goTo(this.row + 1)
        break
      case '\b':
        this.column = Math.max(0, this.column - 1)
        break
      case '\x07':
        this.bells++
        break
      default:
        this.print(part)
    }
  }

  private carryOut(parameters: string, final: string): void {
    const count = Number(/^\d+/.exec(parameters)?.[0] ?? 1)
    if (final === 'A') this.row = Math.max(0, this.row - count)
    else if (final === 'B') this.goTo(this.row + count)
    else if (final === 'C') this.column += count
    else if (final === 'H') this.row = this.column = 0
    else if (final === 'K') this.rows[this.row]?.splice(parameters === '2' ? 0 : this.column)
    else if (final === 'J' && parameters === '2') this.rows = [[]]
    else if (final === 'J') {
      this.rows[this.row]?.splice(this.column)
      this.rows.splice(this.row + 1)
    }
  }

  private print(character: string): void {
    const cells = cellsOf(character)
    if (this.column + cells > this.columns) {
      this.column = 0
      this.goTo(this.row + 1)
    }
    const row = (this.rows[this.row] ??= [])
    while (row.length < this.column) row.push(' ')
    row[this.column] = character
    if (cells === 2) row[this.column + 1] = ''
    this.column += cells
  }

  private goTo(row: number): void {
    while (this.rows.length <= row) this.rows.push([])
    this.row = row
  }
}

/** The line that is being edited, drawn with a terminal's own sequences over what it drew before. */
import { cellsOf } from '#sandbox'

interface Place {
  readonly row: number
  readonly column: number
}

/** Where the cursor stands behind a text that begins in the first column. */
function behind(text: string, columns: number): Place {
  let row = 0
  let column = 0
  for (const character of text) {
    if (character === '\n') {
      row++
      column = 0
      continue
    }
    const cells = cellsOf(character)
    if (column + cells > columns) {
      row++
      column = 0
    }
    column += cells
  }
  // A full row: the cursor is at the beginning of the next one (`draw` moves it there).
  return column === columns ? { row: row + 1, column: 0 } : { row, column }
}

/** What an edited line may show: it comes from the reader, but also from names of files. A command of several lines has breaks. */
const shown = (text: string): string => text.replace(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '?')

export class PromptLine {
  /** The row of the cursor, counted from where the prompt begins. */
  private row = 0

  /** Draw prompt and text over the last drawing; the cursor stands at `cursor` (UTF-16 units of `text`). */
  draw(prompt: string, text: string, cursor: number, columns: number): string {
    const whole = shown(prompt) + shown(text)
    const end = behind(whole, columns)
    const at = behind(shown(prompt) + shown(text.slice(0, cursor)), columns)
    let out = this.erase() + whole.replaceAll('\n', '\r\n')
    if (end.column === 0 && end.row > 0) out += '\r\n'
    if (end.row > at.row) out += `\x1b[${end.row - at.row}A`
    if (end.row !== at.row || end.column !== at.column) out += at.column > 0 ? `\r\x1b[${at.column}C` : '\r'
    this.row = at.row
    return out
  }

  /** Take the line away; the cursor stands where the prompt began. */
  erase(): string {
    const up = this.row > 0 ? `\x1b[${this.row}A` : ''
    this.row = 0
    return `${up}\r\x1b[J`
  }

  /** Leave the line where it is; the cursor goes to the row below its last one. */
  leave(prompt: string, text: string, columns: number): string {
    const out = this.draw(prompt, text, text.length, columns)
    this.row = 0
    return `${out}\r\n`
  }

  /** The screen was emptied: the next drawing begins where the cursor is. */
  forget(): void {
    this.row = 0
  }
}

/**
 * Tables as Go's `text/tabwriter` lays them out.
 *
 * A cell takes part only if a tab ends it. Consecutive lines that have a cell at some position form a column
 * block, inside the block of the column to their left; each block has its own width. A line without any tab ends
 * all blocks. Nothing is trimmed.
 *
 * @source go/src/text/tabwriter/tabwriter.go
 */

/** How a table is laid out. */
export interface TableLayout {
  /** The padding is included in it. */
  readonly columnWidthMin: number
  /** Blanks after the widest cell of a column. */
  readonly padding: number
  /** Columns of one cell. */
  readonly width: (cell: string) => number
}

interface Cell {
  readonly text: string
  readonly width: number
}

/** Lay out a text whose cells are separated by tabs and whose rows by newlines. */
export function layOutTable(text: string, layout: TableLayout): string {
  // Whether or not the text ends in a newline, so does the result.
  const lines = text.split('\n').map(line => line.split('\t').map((cell): Cell => ({ text: cell, width: layout.width(cell) })))
  const out: string[] = []
  const widths: number[] = []

  const writeLines = (from: number, to: number): void => {
    for (let i = from; i < to; i++) {
      const cells = lines[i] as Cell[]
      cells.forEach((cell, column) => {
        const width = widths[column]
        out.push(cell.text, width === undefined || column === cells.length - 1 ? '' : ' '.repeat(width - cell.width))
      })
      if (i < lines.length - 1) out.push('\n')
    }
  }

  const format = (from: number, to: number): void => {
    const column = widths.length
    const hasCell = (i: number): boolean => column < (lines[i] as Cell[]).length - 1
    let start = from
    for (let i = from; i < to; i++) {
      if (!hasCell(i)) continue
      writeLines(start, i)
      start = i
      let width = layout.columnWidthMin
      for (; i < to && hasCell(i); i++) width = Math.max(width, ((lines[i] as Cell[])[column] as Cell).width + layout.padding)
      widths.push(width)
      format(start, i)
      widths.pop()
      start = i
    }
    writeLines(start, to)
  }

  format(0, lines.length)
  return out.join('')
}

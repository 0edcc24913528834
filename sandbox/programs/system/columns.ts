/** A word of a listing: what is printed, and how many columns it takes. */
export interface Cell {
  readonly text: string
  readonly width: number
}

const COLUMN_WIDTH_MIN = 3

/**
 * Names side by side as `ls` puts them: as many columns as fit, filled downwards (`columns`) or to the right
 * (`across`), two spaces between; or one after the other with commas. `tabBytes` 0 means that there are no tabs.
 *
 * @source coreutils src/ls.c `calculate_columns`, `print_many_per_line`, `print_with_separator`
 */
export function arrange(cells: readonly Cell[], layout: 'columns' | 'across' | 'commas', width: number, tabBytes: number): string {
  if (cells.length === 0) return ''
  if (layout === 'commas') return withCommas(cells, width)
  const down = layout === 'columns'
  const columnsMax = Math.min(cells.length, Math.max(1, Math.floor(width / COLUMN_WIDTH_MIN)))
  for (let columns = columnsMax; columns >= 1; columns--) {
    const rows = Math.ceil(cells.length / columns)
    const widths = new Array<number>(columns).fill(COLUMN_WIDTH_MIN)
    cells.forEach((cell, i) => {
      const column = down ? Math.floor(i / rows) : i % columns
      const needed = cell.width + (column === columns - 1 ? 0 : 2)
      if (needed > (widths[column] ?? 0)) widths[column] = needed
    })
    if (columns > 1 && widths.reduce((sum, each) => sum + each, 0) >= width) continue
    return lay(cells, rows, columns, widths, down, tabBytes)
  }
  return cells.map(({ text }) => `${text}\n`).join('')
}

function lay(cells: readonly Cell[], rows: number, columns: number, widths: readonly number[], down: boolean, tabBytes: number): string {
  let out = ''
  for (let row = 0; row < rows; row++) {
    let at = 0
    let start = 0
    for (let column = 0; column < columns; column++) {
      const cell = cells[down ? column * rows + row : row * columns + column]
      if (!cell) continue
      out += blanks(at, start, tabBytes) + cell.text
      at = start + cell.width
      start += widths[column] ?? 0
    }
    out += '\n'
  }
  return out
}

/** From one column to another, with tabs where they shorten it. */
function blanks(from: number, to: number, tabBytes: number): string {
  let out = ''
  for (let at = from; at < to;) {
    const tab = tabBytes > 0 && Math.floor(to / tabBytes) > Math.floor((at + 1) / tabBytes)
    out += tab ? '\t' : ' '
    at += tab ? tabBytes - (at % tabBytes) : 1
  }
  return out
}

function withCommas(cells: readonly Cell[], width: number): string {
  let out = ''
  let at = 0
  cells.forEach((cell, i) => {
    if (i > 0) {
      if (at + 2 + cell.width < width) {
        out += ', '
        at += 2
      } else {
        out += ',\n'
        at = 0
      }
    }
    out += cell.text
    at += cell.width
  })
  return `${out}\n`
}

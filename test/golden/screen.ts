/** What a terminal shows after raw bytes: as much of one as the docker client uses. */

const ESCAPE = /^\x1b\[([?0-9;]*)([@-~])|^\x1b[()][0-9A-B]|^\x1b[=>78cDEHM]/

/**
 * The text on a terminal of `columns` columns: rows without the blanks at their ends, without empty rows at the end.
 * It knows CR, LF, backspace, tab, wrapping, and of the sequences cursor movement, erasing, and colours (ignored).
 */
export function screenOf(raw: string, columns = 100): string {
  const rows: string[][] = [[]]
  let row = 0
  let column = 0
  const rowAt = (index: number): string[] => {
    while (rows.length <= index) rows.push([])
    return rows[index] as string[]
  }
  const control = (final: string, parameters: string): void => {
    const count = Number(parameters.split(';')[0] || (final === 'J' || final === 'K' ? 0 : 1))
    const line = rowAt(row)
    switch (final) {
      case 'A': row = Math.max(0, row - count); break
      case 'B': row += count; break
      case 'C': column = Math.min(columns - 1, column + count); break
      case 'D': column = Math.max(0, Math.min(column, columns - 1) - count); break
      case 'G': column = Math.min(columns - 1, count - 1); break
      case 'H': {
        const [y, x] = parameters.split(';')
        row = Number(y || 1) - 1
        column = Number(x || 1) - 1
        break
      }
      case 'K':
        if (count === 0) line.length = Math.min(line.length, column)
        else if (count === 1) for (let x = 0; x <= column && x < line.length; x++) line[x] = ' '
        else line.length = 0
        break
      case 'J':
        if (count === 0) {
          line.length = Math.min(line.length, column)
          rows.length = row + 1
        } else if (count === 2) rows.length = 0
        break
    }
  }
  const characters = Array.from(raw)
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i] as string
    if (character === '\x1b') {
      const match = ESCAPE.exec(characters.slice(i, i + 32).join(''))
      if (!match) continue
      if (match[2] !== undefined) control(match[2], match[1] as string)
      i += Array.from(match[0]).length - 1
    } else if (character === '\r') column = 0
    else if (character === '\n') row++
    else if (character === '\b') column = Math.max(0, column - 1)
    else if (character === '\t') column = Math.min(columns - 1, (Math.floor(column / 8) + 1) * 8)
    else if (character >= ' ' && character !== '\x7f') {
      if (column >= columns) {
        row++
        column = 0
      }
      const line = rowAt(row)
      while (line.length < column) line.push(' ')
      line[column++] = character
    }
  }
  return rows.map(cells => cells.join('').replace(/ +$/, '')).join('\n').replace(/\n+$/, '')
}

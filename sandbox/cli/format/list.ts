/**
 * Lists: from a `--format` and rows to text. Formats that only name columns are carried out here, all others by the
 * part that knows templates. All list commands share this; each has its own fields and defaults.
 *
 * @source docker/cli/cli/command/formatter/formatter.go, reflect.go
 */
import { codePointCount, displayWidth } from '../../oci/human.ts'
import type { Value } from '../../oci/go-template/values.ts'
import { layOutTable } from '../../oci/tabwriter.ts'
import { upTo1903, is28, type ClientVersion } from '../clients.ts'
import { shown, type Shown } from './shown.ts'
import { templates } from './templates.ts'

/** A column that a row can show. */
export interface Column<Row> {
  /** The field's name in templates. */
  readonly name: string
  /** Its title in tables; none means `<no value>`. */
  readonly title?: string
  readonly value: (row: Row) => string | Value
  /** False: its values are not all text. */
  readonly isText?: false
  /** What stands in `{{json .}}` instead, if it differs. */
  readonly json?: (row: Row) => string
}

/** What a command lists. */
export interface ListKind<Row> {
  /** Go's name of the row type, without the asterisk: it stands in error messages. */
  readonly typeName: string
  readonly columns: readonly Column<Row>[]
  /** The row also answers `.Label "key"`. */
  readonly label?: (row: Row, key: string) => string
  /** What `{{.}}` shows of a row: its unexported members. */
  readonly inner?: (row: Row) => readonly Value[]
}

/** The words that make a list a table. */
export const TABLE = 'table'

/**
 * Show rows by a format that is already the command's own (`table …` with its columns, or a template).
 *
 * If any row fails nothing is printed but the error.
 */
export function showList<Row>(kind: ListKind<Row>, rows: readonly Row[], format: string, client: ClientVersion): Shown {
  const plain = plainFormat(expandFormat(format, client), kind)
  if (!plain) return templates.content.showListByTemplate(kind, rows, format, client)
  let body = ''
  for (const row of rows) body += `${plain(column => column.value(row) as string)}\n`
  if (!format.startsWith(TABLE)) return shown(body)
  return shown(layOut(`${plain(column => column.title)}\n${body}`, client))
}

/** Text, `{{.Name}}`, or `{{if .Name}}{{.Name}}{{else}}text{{end}}`. */
const PLAIN = /\{\{ *(?:\.(\w+)|if \.(\w+) *\}\}\{\{\.\2\}\}\{\{else\}\}([^{}]*)\{\{end) *\}\}/y

/** How to fill in a format that only names columns with text in them; undefined for any other. */
function plainFormat<Row>(format: string, { columns }: ListKind<Row>): ((cell: (column: Column<Row>) => string | undefined) => string) | undefined {
  const pieces: (string | { readonly column: Column<Row>; readonly otherwise: string | undefined })[] = []
  for (let at = 0; at < format.length; ) {
    const open = format.indexOf('{{', at)
    if (open !== at) pieces.push(format.slice(at, open < 0 ? undefined : open))
    if (open < 0) break
    PLAIN.lastIndex = open
    const found = PLAIN.exec(format)
    const column = found && columns.find(({ name }) => name === (found[1] ?? found[2]))
    if (!column || column.isText === false) return undefined
    pieces.push({ column, otherwise: found[3] })
    at = PLAIN.lastIndex
  }
  return cell => {
    let line = ''
    for (const piece of pieces) {
      if (typeof piece === 'string') line += piece
      else {
        const text = cell(piece.column)
        line += piece.otherwise !== undefined && (text === undefined || text === '') ? piece.otherwise : (text ?? '<no value>')
      }
    }
    return line
  }
}

/** Columns are at least 20 wide in 19.03, 10 later; wide characters count as such from 23.0 on. */
export const layOut = (text: string, client: ClientVersion): string =>
  layOutTable(text, { columnWidthMin: upTo1903(client) ? 20 : 10, padding: 3, width: is28(client) ? displayWidth : codePointCount })

/** The template of a format as it was typed. */
export function expandFormat(format: string, client: ClientVersion): string {
  if (is28(client) && format === 'json') return '{{json .}}'
  const template = format.startsWith(TABLE) ? format.slice(TABLE.length) : format
  return template.replace(/^ +| +$/g, '').replaceAll('\\t', '\t').replaceAll('\\n', '\n')
}

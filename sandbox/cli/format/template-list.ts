/**
 * Lists by template: every format that does more than name columns.
 *
 * @source docker/cli/cli/command/formatter/formatter.go, reflect.go
 */
import { RawJson, encode, sortedMap } from '../../oci/go-json.ts'
import { DOCKER_FUNCTIONS, HEADER_FUNCTIONS, Template, TemplateParseError, type Execution } from '../../oci/go-template/template.ts'
import { ANY, STRING, field, goString, pointerTo, sliceOf, string, structOf, textOf, zero, type GoMethod, type GoType, type Value } from '../../oci/go-template/values.ts'
import { goMinorOf, upTo1903, type ClientVersion } from '../clients.ts'
import { TABLE, expandFormat, layOut, type ListKind } from './list.ts'
import { shown, templateErrorPrefix, type Shown } from './shown.ts'

/**
 * Show rows by a format that is already the command's own (`table …` with its columns, or a template).
 *
 * If any row fails nothing is printed but the error.
 */
export function showListByTemplate<Row>(kind: ListKind<Row>, rows: readonly Row[], format: string, client: ClientVersion): Shown {
  const isTable = format.startsWith(TABLE)
  const template = expandFormat(format, client)
  const options = { name: '', go: goMinorOf(client), functions: DOCKER_FUNCTIONS }
  let parsed: Template
  try {
    parsed = new Template(template, options)
  } catch (error) {
    if (error instanceof TemplateParseError) return refusal(error.message, client)
    throw error
  }
  const type = rowType(kind)
  let body = ''
  for (const row of rows) {
    const { output, error } = parsed.execute(rowValue(kind, type, row), DOCKER_FUNCTIONS)
    if (error !== undefined) return refusal(error, client)
    body += output + '\n'
  }
  if (!isTable) return shown(body)
  // Errors while making the header are ignored; what was written before stays.
  const header = parsed.execute(headerValue(kind), HEADER_FUNCTIONS).output
  return shown(layOut(`${header}\n${body}`, client))
}

/** Rows as a list that a template sees. */
export function rowValues<Row>(kind: ListKind<Row>, rows: readonly Row[]): Value {
  const type = rowType(kind)
  return { kind: 'slice', type: sliceOf(pointerTo(type)), items: rows.map(row => rowValue(kind, type, row)), capacity: rows.length }
}

/** Run a list's format on one value. */
export function runOnce(format: string, data: Value, client: ClientVersion): Execution {
  try {
    return new Template(expandFormat(format, client), { name: '', go: goMinorOf(client), functions: DOCKER_FUNCTIONS }).execute(data, DOCKER_FUNCTIONS)
  } catch (error) {
    if (error instanceof TemplateParseError) return { output: '', error: templateErrorPrefix(client) + error.message }
    throw error
  }
}

/** Run a format as typed on one row; the words of the failure, if it fails. */
export function refuseOnTrial<Row>(kind: ListKind<Row>, row: Row, format: string, client: ClientVersion): string | undefined {
  try {
    const template = new Template(format, { name: '', go: goMinorOf(client), functions: DOCKER_FUNCTIONS })
    const { error } = template.execute(rowValue(kind, rowType(kind), row), DOCKER_FUNCTIONS)
    return error === undefined ? undefined : `failed to execute template: ${error}`
  } catch (error) {
    if (error instanceof TemplateParseError) return `failed to parse template: ${error.message}`
    throw error
  }
}

function refusal(message: string, client: ClientVersion): Shown {
  // 19.03 ends the message itself with a newline, and the command line adds another.
  return { stdout: '', stderr: `${templateErrorPrefix(client)}${message}\n${upTo1903(client) ? '\n' : ''}`, exit: 1 }
}

/** The Go type of a kind of row: a structure all of whose members are methods. */
export function rowType<Row>(kind: ListKind<Row>): GoType {
  const methods: Record<string, GoMethod> = {}
  for (const column of kind.columns) methods[column.name] = { parameters: [], call: row => cell(column.value(selfOf<Row>(row))) }
  methods['FullHeader'] = { parameters: [], call: () => NO_HEADER }
  const label = kind.label
  if (label !== undefined) methods['Label'] = { parameters: [STRING], call: (row, [key]) => string(label(selfOf<Row>(row), textOf(key as Value))) }
  return { kind: 'struct', name: kind.typeName, fields: [], methods, marshal: row => marshalRow(kind, selfOf<Row>(row)) }
}

/** A row as a template sees it. */
export function rowValue<Row>(kind: ListKind<Row>, type: GoType, row: Row): Value {
  let fields: readonly Value[] | undefined
  const target = {
    kind: 'struct' as const,
    type,
    self: row,
    // Formats name methods; the members are for `{{.}}` alone, and dear to make for each of many rows.
    get fields(): readonly Value[] {
      return (fields ??= [HEADER_MEMBER, ...(kind.inner?.(row) ?? [])])
    },
  }
  return { kind: 'pointer', type: pointerTo(type), target }
}

/** Only the row made for the header has one. */
const NO_HEADER = zero(ANY)
const HEADER_MEMBER: Value = { kind: 'struct', type: structOf('formatter.HeaderContext', [field('Header', ANY)]), fields: [NO_HEADER] }

const selfOf = <Row>(value: Value): Row => (value as Value & { readonly self: Row }).self
const cell = (value: string | Value): Value => (typeof value === 'string' ? string(value) : value)

/** All fields in alphabetical order; this inner encoder escapes HTML characters, whatever the outer one does. */
function marshalRow<Row>(kind: ListKind<Row>, row: Row): RawJson {
  const members: Record<string, unknown> = {}
  for (const column of kind.columns) {
    const value = column.json?.(row) ?? column.value(row)
    members[column.name] = typeof value === 'string' ? value : null
  }
  return new RawJson(encode(sortedMap(members)))
}

/** The header row is the same template run on the titles. */
function headerValue<Row>(kind: ListKind<Row>): Value {
  const titles = new Map<string, Value>()
  for (const { name, title } of kind.columns) if (title !== undefined) titles.set(name, string(title))
  return { kind: 'map', type: HEADER, entries: titles }
}

const HEADER: GoType = {
  kind: 'map',
  name: 'formatter.SubHeaderContext',
  key: STRING,
  element: STRING,
  methods: {
    // A label's title is the last part of its name, in words.
    Label: { parameters: [STRING], call: (_, [name]) => goString((textOf(name as Value).split('.').at(-1) as string).replace(/[-_]/g, ' ')) },
  },
}

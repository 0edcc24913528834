import type { Parsed } from './go-text.ts'

const MISSING_QUOTE = 'extraneous or missing " in quoted-field'

function parseError(column: number, reason: string): { readonly error: string } {
  return { error: `parse error on line 1, column ${column}: ${reason}` }
}

/** A field in quotes from `start` on: its text and where it ends. */
function quotedField(line: string, start: number): Parsed<{ field: string; end: number }> {
  let field = ''
  let place = start + 1
  for (;;) {
    const quote = line.indexOf('"', place)
    if (quote < 0) return parseError(line.length + 1, MISSING_QUOTE)
    field += line.slice(place, quote)
    const next = line[quote + 1]
    if (next === '"') {
      field += '"'
      place = quote + 2
    } else if (next === undefined || next === ',' || next === '\n') {
      return { value: { field, end: quote + 1 } }
    } else {
      return parseError(quote + 1, MISSING_QUOTE)
    }
  }
}

/**
 * The first record of comma separated values.
 *
 * @source go encoding/csv `Reader.Read`; a quoted line break is left out
 */
export function csvFields(raw: string): Parsed<readonly string[]> {
  const line = raw.replace(/^\n+/, '')
  if (line === '') return { error: 'EOF' }
  const fields: string[] = []
  let place = 0
  for (;;) {
    if (line[place] === '"') {
      const quoted = quotedField(line, place)
      if ('error' in quoted) return quoted
      fields.push(quoted.value.field)
      place = quoted.value.end
    } else {
      const field = /^[^,\n]*/.exec(line.slice(place))?.[0] ?? ''
      const quote = field.indexOf('"')
      if (quote >= 0) return parseError(place + quote + 1, 'bare " in non-quoted-field')
      fields.push(field)
      place += field.length
    }
    if (line[place] !== ',') return { value: fields }
    place++
  }
}

/**
 * A Dockerfile as lines: comments and continuations are taken away, flags are cut off, words are not looked at yet
 * except where reading them can fail.
 *
 * @source moby/buildkit frontend/dockerfile/parser/{parser,line_parsers,split_command}.go (of 20.10)
 */
import { EngineError } from '../../base/errors.ts'
import { nameValues, splitWords } from '../change-words.ts'

/** One instruction. */
export interface DockerfileLine {
  /** In lower case. */
  readonly name: string
  /** As written, continuations joined. */
  readonly original: string
  /** `--name=value`, in front of the arguments. */
  readonly flags: readonly string[]
  /** What follows, without blanks around it. */
  readonly rest: string
  /** Where it begins, from 1. */
  readonly lineNumber: number
}

export interface Dockerfile {
  readonly lines: readonly DockerfileLine[]
  /** The character that continues lines and quotes. */
  readonly escape: '\\' | '`'
  /** Lines for standard error of the build. */
  readonly warnings: readonly string[]
}

const invalid = (message: string): EngineError => new EngineError('InvalidParameter', message)

/**
 * Read a Dockerfile.
 *
 * @throws EngineError InvalidParameter, without the name of the file
 */
export function parseDockerfile(source: string): Dockerfile {
  const rows = source.replace(/^\ufeff/, '').split('\n').map(row => row.replace(/\r$/, ''))
  if (rows.at(-1) === '') rows.pop()
  const escape = escapeOf(rows)
  const continued = CONTINUED[escape]
  const lines: DockerfileLine[] = []
  const warnings: string[] = []
  for (let at = 0; at < rows.length; ) {
    const lineNumber = at + 1
    let row = (rows[at++] as string).replace(/^\s+/, '').replace(/^#.*$/, '')
    let open = continued.test(row)
    if (open) row = row.replace(continued, '$1')
    if (!open && row === '') continue
    let empty = false
    while (open && at < rows.length) {
      const next = rows[at++] as string
      if (/^\s*#/.test(next)) continue
      if (next.trim() === '') {
        empty = true
        continue
      }
      open = continued.test(next)
      row += open ? next.replace(continued, '$1') : next
    }
    if (empty) warnings.push(`[WARNING]: Empty continuation line found in:\n    ${row}`)
    lines.push(parseLine(row, lineNumber))
  }
  if (warnings.length > 0) warnings.push('[WARNING]: Empty continuation lines will become errors in a future release.')
  if (lines.length === 0) throw invalid('file with no instructions')
  return { lines, escape, warnings }
}

/** What continues a line, by escape character: the quote is not quoted itself. */
const CONTINUED = { '\\': /([^\\])\\[ \t]*$|^\\[ \t]*$/, '`': /([^`])`[ \t]*$|^`[ \t]*$/ } as const

/** `# escape=…` counts only above everything else. */
function escapeOf(rows: readonly string[]): '\\' | '`' {
  let found: '\\' | '`' | undefined
  for (const row of rows) {
    const directive = /^#\s*([A-Za-z][A-Za-z0-9]*)\s*=\s*(.+?)\s*$/.exec(row.trim())
    if (!directive) break
    if ((directive[1] as string).toLowerCase() !== 'escape') continue
    const character = directive[2] as string
    if (found !== undefined) throw invalid('only one escape parser directive can be used')
    if (character !== '\\' && character !== '`') throw invalid(`invalid ESCAPE '${character}'. Must be \` or \\`)
    found = character
  }
  return found ?? '\\'
}

/** One instruction from one joined line; also what ONBUILD keeps. */
export function parseLine(row: string, lineNumber: number): DockerfileLine {
  const [, word = '', after = ''] = /^\s*(\S+)\s*([^]*?)\s*$/.exec(row) ?? []
  const name = word.toLowerCase()
  const { flags, rest } = cutFlags(after)
  // These words are read with the line, so they fail before any instruction is looked at.
  if (name === 'env' || name === 'label') nameValues(rest, name.toUpperCase())
  if (['cmd', 'entrypoint', 'run', 'shell', 'add', 'copy', 'volume'].includes(name)) jsonArguments(rest)
  if (name === 'onbuild' && rest !== '') parseLine(rest, lineNumber)
  return { name, original: row.trim(), flags, rest, lineNumber }
}

/** `--a=b --c rest`: words in front that begin with two dashes; `--` alone ends them. */
function cutFlags(after: string): { flags: string[]; rest: string } {
  const flags: string[] = []
  let rest = after
  while (rest.startsWith('--')) {
    const [word = ''] = splitWords(rest)
    rest = rest.slice(word.length).trimStart()
    if (word === '--') break
    flags.push(word.replace(/(["'])(.*?)\1/g, '$2'))
  }
  return { flags, rest }
}

/**
 * `["a", "b"]`; undefined when it is something else, a line of words. What follows the list is not looked at.
 *
 * @throws EngineError InvalidParameter for a list of other things than strings
 */
export function jsonArguments(rest: string): string[] | undefined {
  if (!rest.trimStart().startsWith('[')) return undefined
  const value = firstList(rest.trimStart())
  if (value === undefined) return undefined
  if (!value.every(element => typeof element === 'string')) throw invalid('when using JSON array syntax, arrays must be comprised of strings only')
  return value as string[]
}

/** Go's decoder stops after the first value. */
function firstList(text: string): unknown[] | undefined {
  for (let end = text.indexOf(']'); end >= 0; end = text.indexOf(']', end + 1)) {
    try {
      const value: unknown = JSON.parse(text.slice(0, end + 1))
      return Array.isArray(value) ? value : undefined
    } catch {
      // A bracket inside a string: try the next one.
    }
  }
  return undefined
}

/** What the classic builder would say against a Dockerfile before it begins: for an editor. */
import { EngineError } from './base/errors.ts'
import { parseDockerfile } from './engine/build/dockerfile.ts'
import type { DockerfileLine } from './engine/build/dockerfile.ts'
import { stagesOf } from './engine/build/instructions.ts'

export interface TextProblem {
  /** From 1. */
  readonly line: number
  readonly message: string
  readonly severity: 'error' | 'warning'
}

/** Longer Dockerfiles are read as a whole only: the line of a mistake is then not looked for. */
const LOCATED_ROWS_MAX = 2000
const FROM: DockerfileLine = { name: 'from', original: 'FROM scratch', flags: [], rest: 'scratch', lineNumber: 0 }

/**
 * All mistakes of a Dockerfile, with the builder's own words. A build stops at the first of them. An empty text has none:
 * nobody has written it yet.
 */
export function dockerfileProblems(source: string): TextProblem[] {
  if (source.trim() === '') return []
  let lines: readonly DockerfileLine[]
  const problems: TextProblem[] = []
  try {
    const parsed = parseDockerfile(source)
    lines = parsed.lines
    for (const warning of parsed.warnings) {
      const [, row = ''] = warning.split('\n')
      const of = lines.find(({ original }) => original === row.trim())
      if (of) problems.push({ line: of.lineNumber, message: warning.replaceAll(/\s+/g, ' '), severity: 'warning' })
    }
  } catch (error) {
    return [{ line: lineOf(source, wordsOf(error)), message: wordsOf(error), severity: 'error' }]
  }
  const first = lines.findIndex(({ name }) => name === 'from')
  for (const [at, line] of lines.entries()) {
    const before = line.name !== 'arg' && (first < 0 || at < first)
    try {
      stagesOf(line.name === 'from' ? [line] : [FROM, line])
      if (before) problems.push({ line: line.lineNumber, message: 'no build stage in current context', severity: 'error' })
    } catch (error) {
      problems.push({ line: line.lineNumber, message: wordsOf(error).replace(/^dockerfile parse error line \d+: /, ''), severity: 'error' })
    }
  }
  return problems.sort((a, b) => a.line - b.line)
}

function wordsOf(error: unknown): string {
  if (!(error instanceof EngineError)) throw error
  return error.message
}

/** The line with which this mistake first comes: the reader of lines does not tell. */
function lineOf(source: string, message: string): number {
  const rows = source.split('\n')
  if (rows.length > LOCATED_ROWS_MAX) return 1
  for (let length = 1; length <= rows.length; length++) {
    try {
      parseDockerfile(rows.slice(0, length).join('\n'))
    } catch (error) {
      if (wordsOf(error) === message && !(message === 'file with no instructions' && length < rows.length)) return length
    }
  }
  return 1
}

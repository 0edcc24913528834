/**
 * `.dockerignore`.
 *
 * @source moby builder/dockerignore/dockerignore.go, pkg/fileutils/fileutils.go `PatternMatcher` (20.10)
 */
import { cleanPath, dirName } from '../../oci/go-path.ts'

interface Pattern {
  readonly text: string
  /** `!`: what matches is taken after all. */
  readonly exception: boolean
  readonly parts: number
  readonly expression: RegExp
}

/** The patterns of a `.dockerignore`, cleaned. */
export function ignoreLines(source: string): string[] {
  const lines: string[] = []
  for (const row of source.replace(/^\ufeff/, '').split('\n')) {
    if (row.startsWith('#')) continue
    let pattern = row.trim()
    if (pattern === '') continue
    const exception = pattern.startsWith('!')
    if (exception) pattern = pattern.slice(1).trim()
    if (pattern !== '') {
      pattern = cleanPath(pattern)
      if (pattern.length > 1 && pattern.startsWith('/')) pattern = pattern.slice(1)
    }
    lines.push(exception ? `!${pattern}` : pattern)
  }
  return lines
}

/** Which paths are left out. */
export class IgnorePatterns {
  private readonly patterns: readonly Pattern[]

  constructor(lines: readonly string[]) {
    this.patterns = lines.filter(line => line !== '' && line !== '!').map(line => {
      const exception = line.startsWith('!')
      const text = cleanPath(exception ? line.slice(1) : line)
      return { text, exception, parts: text.split('/').length, expression: expressionOf(text) }
    })
  }

  /** Is the path left out? The last pattern that fits it, or a directory above it, decides. */
  matches(path: string): boolean {
    const above = dirName(path).split('/')
    let matched = false
    for (const { exception, parts, expression } of this.patterns) {
      let fits = expression.test(path)
      if (!fits && above[0] !== '.' && parts <= above.length) fits = expression.test(above.slice(0, parts).join('/'))
      if (fits) matched = !exception
    }
    return matched
  }

  /** Must a directory that is left out be entered, because an exception may lie in it? */
  mayHoldException(directory: string): boolean {
    return this.patterns.some(({ exception, text }) => exception && `${text}/`.startsWith(`${directory}/`))
  }
}

function expressionOf(pattern: string): RegExp {
  let source = '^'
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i] as string
    if (char === '*' && pattern[i + 1] === '*') {
      i++
      if (pattern[i + 1] === '/') i++
      source += i + 1 >= pattern.length ? '.*' : '(.*/)?'
    } else if (char === '*') source += '[^/]*'
    else if (char === '?') source += '[^/]'
    else if ('.$+(){}|'.includes(char)) source += `\\${char}`
    else if (char === '\\') source += `\\${pattern[++i] ?? '\\'}`
    else source += char
  }
  return new RegExp(`${source}$`, 's')
}

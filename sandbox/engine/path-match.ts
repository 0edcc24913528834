/**
 * Go's `path.Match`: `*` and `?` do not cross a slash, `[a-z]` and `[^a]` are classes, a backslash quotes.
 *
 * @returns undefined when the pattern is malformed
 * @source Go path/match.go
 */
export function matchesPath(pattern: string, name: string): boolean | undefined {
  const source = translate(pattern)
  if (source === undefined) return undefined
  return new RegExp(`^${source}$`, 'us').test(name)
}

function translate(pattern: string): string | undefined {
  let source = ''
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i] as string
    if (char === '*') source += '[^/]*'
    else if (char === '?') source += '[^/]'
    else if (char === '\\') {
      const next = pattern[++i]
      if (next === undefined) return undefined
      source += quote(next)
    } else if (char === '[') {
      const end = readClass(pattern, i)
      if (end === undefined) return undefined
      source += end.source
      i = end.at
    } else source += quote(char)
  }
  return source
}

function readClass(pattern: string, start: number): { source: string; at: number } | undefined {
  let at = start + 1
  let source = '['
  if (pattern[at] === '^') {
    source += '^'
    at++
  }
  let members = 0
  for (;;) {
    const char = pattern[at]
    if (char === undefined) return undefined
    if (char === ']' && members > 0) return { source: `${source}]`, at }
    const low = readMember(pattern, at)
    if (!low) return undefined
    at = low.next
    source += quoteInClass(low.char)
    if (pattern[at] === '-') {
      const high = readMember(pattern, at + 1)
      if (!high) return undefined
      if (high.char < low.char) return { source: '[^\\s\\S]', at: pattern.indexOf(']', high.next) }
      source += `-${quoteInClass(high.char)}`
      at = high.next
    }
    members++
  }
}

function readMember(pattern: string, at: number): { char: string; next: number } | undefined {
  const char = pattern[at]
  if (char === undefined || char === '-' || char === ']') return undefined
  if (char !== '\\') return { char, next: at + 1 }
  const quoted = pattern[at + 1]
  return quoted === undefined ? undefined : { char: quoted, next: at + 2 }
}

const quote = (char: string): string => char.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
const quoteInClass = (char: string): string => char.replace(/[\]\\^-]/g, '\\$&')

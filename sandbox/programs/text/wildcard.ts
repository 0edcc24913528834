/** Does a shell pattern (`*`, `?`, `[…]`, `\x`) match the whole name? Linear in the name for each star. */
export function wildcard(pattern: string, name: string): boolean {
  const p = Array.from(pattern)
  const n = Array.from(name)
  let i = 0
  let j = 0
  let star = -1
  let mark = 0
  while (j < n.length) {
    const one = i < p.length && p[i] !== '*' ? matchOne(p, i, n[j] as string) : undefined
    if (one !== undefined) {
      i = one
      j++
    } else if (p[i] === '*') {
      star = i++
      mark = j
    } else if (star >= 0) {
      i = star + 1
      j = ++mark
    } else return false
  }
  while (p[i] === '*') i++
  return i >= p.length
}

/** The index after the element at `i` when it matches the character; undefined when it does not. */
function matchOne(p: readonly string[], i: number, character: string): number | undefined {
  const element = p[i]
  if (element === '?') return i + 1
  if (element === '\\' && p[i + 1] !== undefined) return p[i + 1] === character ? i + 2 : undefined
  if (element !== '[') return element === character ? i + 1 : undefined
  let at = i + 1
  const negated = p[at] === '!' || p[at] === '^'
  if (negated) at++
  let found = false
  for (let first = true; ; first = false) {
    const low = p[at]
    if (low === undefined) return element === character ? i + 1 : undefined
    if (low === ']' && !first) break
    if (p[at + 1] === '-' && p[at + 2] !== undefined && p[at + 2] !== ']') {
      if (low <= character && character <= (p[at + 2] as string)) found = true
      at += 3
    } else {
      if (low === character) found = true
      at++
    }
  }
  return found !== negated ? at + 1 : undefined
}

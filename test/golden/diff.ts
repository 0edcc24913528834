/** Two texts side by side, as people read them. */

const CONTEXT_LINES = 3
/** Above this product of line counts a diff is not searched for its shortest form. */
const CELLS_MAX = 4_000_000

type Edit = readonly [sign: ' ' | '-' | '+', line: string]

/** A unified diff without file names; empty when both are equal. */
export function unifiedDiff(before: string, after: string): string {
  if (before === after) return ''
  const edits = compare(before.split('\n'), after.split('\n'))
  const out: string[] = []
  let oldLine = 1
  let newLine = 1
  let at = 0
  while (at < edits.length) {
    if ((edits[at] as Edit)[0] === ' ') {
      at++
      oldLine++
      newLine++
      continue
    }
    const start = Math.max(0, at - CONTEXT_LINES)
    let end = at
    for (let quiet = 0; end < edits.length && quiet <= 2 * CONTEXT_LINES; end++) quiet = (edits[end] as Edit)[0] === ' ' ? quiet + 1 : 0
    while (end > at && trailing(edits, end) > CONTEXT_LINES) end--
    const hunk = edits.slice(start, end)
    const count = (sign: string): number => hunk.filter(edit => edit[0] === ' ' || edit[0] === sign).length
    out.push(`@@ -${oldLine - (at - start)},${count('-')} +${newLine - (at - start)},${count('+')} @@`)
    for (const [sign, line] of hunk) out.push(`${sign}${line}`)
    for (const [sign] of edits.slice(at, end)) {
      if (sign !== '+') oldLine++
      if (sign !== '-') newLine++
    }
    at = end
  }
  return out.join('\n')
}

/** How many unchanged lines stand right before `end`. */
function trailing(edits: readonly Edit[], end: number): number {
  let count = 0
  while (count < end && edits[end - 1 - count]?.[0] === ' ') count++
  return count
}

function compare(before: readonly string[], after: readonly string[]): Edit[] {
  let head = 0
  while (head < before.length && head < after.length && before[head] === after[head]) head++
  let tail = 0
  while (tail < before.length - head && tail < after.length - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++
  const a = before.slice(head, before.length - tail)
  const b = after.slice(head, after.length - tail)
  const same = (line: string): Edit => [' ', line]
  return [...before.slice(0, head).map(same), ...shortest(a, b), ...before.slice(before.length - tail).map(same)]
}

function shortest(a: readonly string[], b: readonly string[]): Edit[] {
  const replaced: Edit[] = [...a.map(line => ['-', line] as const), ...b.map(line => ['+', line] as const)]
  if (a.length === 0 || b.length === 0 || a.length * b.length > CELLS_MAX) return replaced
  const width = b.length + 1
  const common = new Uint32Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      common[i * width + j] = a[i] === b[j]
        ? (common[(i + 1) * width + j + 1] as number) + 1
        : Math.max(common[(i + 1) * width + j] as number, common[i * width + j + 1] as number)
    }
  }
  const edits: Edit[] = []
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      edits.push([' ', a[i] as string])
      i++
      j++
    } else if (i < a.length && (j === b.length || (common[(i + 1) * width + j] as number) >= (common[i * width + j + 1] as number))) edits.push(['-', a[i++] as string])
    else edits.push(['+', b[j++] as string])
  }
  return edits
}

/** Which lines differ: Myers' algorithm, and the tidying of GNU diff. */

/** A run of lines of A that became a run of lines of B; from 0, ends exclusive. */
export interface Hunk {
  readonly fromA: number
  readonly toA: number
  readonly fromB: number
  readonly toB: number
}

/** Differences looked for before the rest counts as different. */
const COST_MAX = 20_000
/** Remembered cells of the search. */
const TRACE_MAX = 30_000_000

/** The differing runs, in order. Lines are compared as the strings given. */
export function diffLines(a: readonly string[], b: readonly string[]): Hunk[] {
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let endA = a.length
  let endB = b.length
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--
    endB--
  }
  const changedA = new Uint8Array(a.length + 2)
  const changedB = new Uint8Array(b.length + 2)
  mark(a, b, { start, endA, endB }, changedA, changedB)
  shift(a, changedA, changedB)
  shift(b, changedB, changedA)
  const hunks: Hunk[] = []
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    if (changedA[i + 1] === 0 && changedB[j + 1] === 0) {
      i++
      j++
      continue
    }
    const fromA = i
    const fromB = j
    while (changedA[i + 1] === 1) i++
    while (changedB[j + 1] === 1) j++
    hunks.push({ fromA, toA: i, fromB, toB: j })
  }
  return hunks
}

/** Flags stand one further, so that there is a zero before the first and behind the last line. */
function mark(a: readonly string[], b: readonly string[], range: { start: number; endA: number; endB: number }, changedA: Uint8Array, changedB: Uint8Array): void {
  const { start, endA, endB } = range
  const n = endA - start
  const m = endB - start
  const all = (): void => {
    changedA.fill(1, start + 1, endA + 1)
    changedB.fill(1, start + 1, endB + 1)
  }
  if (n === 0 || m === 0) return all()
  const limit = Math.min(n + m, COST_MAX)
  const furthest = new Int32Array(2 * limit + 3)
  const at = (k: number): number => k + limit + 1
  const trace: Int32Array[] = []
  let remembered = 0
  let found = -1
  search: for (let d = 0; d <= limit; d++) {
    remembered += 2 * d + 3
    if (remembered > TRACE_MAX) break
    trace.push(furthest.slice(at(-d - 1), at(d + 1) + 1))
    for (let k = -d; k <= d; k += 2) {
      let x = k === -d || (k !== d && (furthest[at(k - 1)] as number) < (furthest[at(k + 1)] as number)) ? (furthest[at(k + 1)] as number) : (furthest[at(k - 1)] as number) + 1
      let y = x - k
      while (x < n && y < m && a[start + x] === b[start + y]) {
        x++
        y++
      }
      furthest[at(k)] = x
      if (x >= n && y >= m) {
        found = d
        break search
      }
    }
  }
  if (found < 0) return all()
  let x = n
  let y = m
  for (let d = found; d > 0; d--) {
    const row = trace[d] as Int32Array
    const get = (k: number): number => row[k + d + 1] as number
    const k = x - y
    const down = k === -d || (k !== d && get(k - 1) < get(k + 1))
    const before = down ? k + 1 : k - 1
    const fromX = get(before)
    const fromY = fromX - before
    if (down) changedB[start + fromY + 1] = 1
    else changedA[start + fromX + 1] = 1
    x = fromX
    y = fromY
  }
}

/** GNU's `shift_boundaries`: join runs that touch, and move them as far down as they go. */
function shift(lines: readonly string[], changed: Uint8Array, other: Uint8Array): void {
  const end = lines.length
  const is = (flags: Uint8Array, i: number): boolean => flags[i + 1] === 1
  let i = 0
  let j = 0
  for (;;) {
    while (i < end && !is(changed, i)) {
      while (is(other, j++)) continue
      i++
    }
    if (i >= end) return
    let start = i
    while (is(changed, ++i)) continue
    while (is(other, j)) j++
    let length: number
    let matching: number
    do {
      length = i - start
      while (start > 0 && lines[start - 1] === lines[i - 1]) {
        changed[--start + 1] = 1
        changed[--i + 1] = 0
        while (start > 0 && is(changed, start - 1)) start--
        while (is(other, --j)) continue
      }
      matching = is(other, j - 1) ? i : end
      while (i < end && lines[start] === lines[i]) {
        changed[start++ + 1] = 0
        changed[i++ + 1] = 1
        while (is(changed, i)) i++
        while (is(other, ++j)) matching = i
      }
    } while (length !== i - start)
    while (matching < i) {
      changed[--start + 1] = 1
      changed[--i + 1] = 0
      while (is(other, --j)) continue
    }
  }
}

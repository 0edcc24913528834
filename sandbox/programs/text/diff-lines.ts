/**
 * Which lines differ: Myers' algorithm as GNU diff has it (search from both ends, divide), with the same choice of lines
 * left out before and the same tidying after, so that where several answers are right ours is GNU's.
 *
 * @source GNU diffutils analyze.c, gnulib diffseq.h
 */

/** A run of lines of A that became a run of lines of B; from 0, ends exclusive. */
export interface Hunk {
  readonly fromA: number
  readonly toA: number
  readonly fromB: number
  readonly toB: number
}

/** A search that costs more than this is given up: its range counts as changed. */
const COST_MAX = 4096

/** Flags of changed lines; index 0 is a sentinel, line i stands at i + 1. */
type Flags = Uint8Array

/**
 * The differing runs, in order. Lines are compared as the strings given. Of the equal lines at both ends, `horizon` take
 * part, as they do in GNU diff when it shows context.
 */
export function diffLines(a: readonly string[], b: readonly string[], horizon: number): Hunk[] {
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let endA = a.length
  let endB = b.length
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--
    endB--
  }
  start = Math.max(0, start - horizon)
  const more = Math.min(horizon, a.length - endA)
  endA += more
  endB += more
  const [left, right] = numbered(a.slice(start, endA), b.slice(start, endB))
  const changedA: Flags = new Uint8Array(left.length + 2)
  const changedB: Flags = new Uint8Array(right.length + 2)
  const keptA = keep(left, right, changedA)
  const keptB = keep(right, left, changedB)
  compare({ a: left, b: right, keptA, keptB, changedA, changedB }, 0, keptA.length, 0, keptB.length)
  shift(left, changedA, changedB)
  shift(right, changedB, changedA)
  const hunks: Hunk[] = []
  for (let i = 0, j = 0; i < left.length || j < right.length;) {
    if (changedA[i + 1] === 0 && changedB[j + 1] === 0) {
      i++
      j++
      continue
    }
    const fromA = start + i
    const fromB = start + j
    while (changedA[i + 1] === 1) i++
    while (changedB[j + 1] === 1) j++
    hunks.push({ fromA, toA: start + i, fromB, toB: start + j })
  }
  return hunks
}

/** Lines as numbers: equal lines have equal numbers. */
function numbered(a: readonly string[], b: readonly string[]): [Int32Array, Int32Array] {
  const known = new Map<string, number>()
  const number = (line: string): number => {
    let found = known.get(line)
    if (found === undefined) known.set(line, (found = known.size))
    return found
  }
  return [Int32Array.from(a, number), Int32Array.from(b, number)]
}

/**
 * GNU's `discard_confusing_lines`: lines that the other file does not have are changed from the start, and among them
 * those it has too often. The indices of the lines that stay.
 */
function keep(lines: Int32Array, others: Int32Array, changed: Flags): Int32Array {
  const count = new Map<number, number>()
  for (const other of others) count.set(other, (count.get(other) ?? 0) + 1)
  const discard = new Uint8Array(lines.length)
  let many = 5
  for (let size = lines.length >> 6; (size >>= 2) > 0;) many *= 2
  for (const [i, line] of lines.entries()) {
    const found = count.get(line) ?? 0
    discard[i] = found === 0 ? 1 : found > many ? 2 : 0
  }
  for (let i = 0; i < lines.length; i++) {
    if (discard[i] === 2) discard[i] = 0
    else if (discard[i] === 1) i = settle(discard, i)
  }
  const kept: number[] = []
  for (let i = 0; i < lines.length; i++) {
    if (discard[i] === 0) kept.push(i)
    else changed[i + 1] = 1
  }
  return Int32Array.from(kept)
}

/** Decide about the provisional lines (2) in the run of discarded lines that begins at `i`; the last line looked at. */
function settle(discard: Uint8Array, i: number): number {
  let j = i
  let provisional = 0
  for (; j < discard.length && discard[j] !== 0; j++) if (discard[j] === 2) provisional++
  while (j > i && discard[j - 1] === 2) {
    discard[--j] = 0
    provisional--
  }
  const length = j - i
  if (provisional * 4 > length) {
    while (j > i) if (discard[--j] === 2) discard[j] = 0
    return i
  }
  let minimum = 1
  for (let size = length >> 2; (size >>= 2) > 0;) minimum <<= 1
  minimum++
  for (let k = 0, run = 0; k < length; k++) {
    if (discard[i + k] !== 2) run = 0
    else if (minimum === ++run) k -= run
    else if (minimum < run) discard[i + k] = 0
  }
  const trim = (at: (k: number) => number): void => {
    for (let k = 0, run = 0; k < length; k++) {
      if (k >= 8 && discard[at(k)] === 1) break
      if (discard[at(k)] === 2) {
        run = 0
        discard[at(k)] = 0
      } else if (discard[at(k)] === 0) run = 0
      else run++
      if (run === 3) break
    }
  }
  trim(k => i + k)
  trim(k => i + length - 1 - k)
  return i + length - 1
}

interface Sides {
  readonly a: Int32Array
  readonly b: Int32Array
  readonly keptA: Int32Array
  readonly keptB: Int32Array
  readonly changedA: Flags
  readonly changedB: Flags
}

/** GNU's `compareseq`: mark what differs between two ranges of kept lines. */
function compare(sides: Sides, fromX: number, toX: number, fromY: number, toY: number): void {
  const { a, b, keptA, keptB, changedA, changedB } = sides
  const equal = (x: number, y: number): boolean => a[keptA[x] as number] === b[keptB[y] as number]
  let x = fromX
  let y = fromY
  let limitX = toX
  let limitY = toY
  while (x < limitX && y < limitY && equal(x, y)) {
    x++
    y++
  }
  while (x < limitX && y < limitY && equal(limitX - 1, limitY - 1)) {
    limitX--
    limitY--
  }
  if (x === limitX || y === limitY) {
    for (; y < limitY; y++) changedB[(keptB[y] as number) + 1] = 1
    for (; x < limitX; x++) changedA[(keptA[x] as number) + 1] = 1
    return
  }
  const middle = findMiddle(equal, x, limitX, y, limitY)
  if (!middle) {
    for (; y < limitY; y++) changedB[(keptB[y] as number) + 1] = 1
    for (; x < limitX; x++) changedA[(keptA[x] as number) + 1] = 1
    return
  }
  compare(sides, x, middle.x, y, middle.y)
  compare(sides, middle.x, limitX, middle.y, limitY)
}

/** GNU's `diag`: a point in the middle of a shortest way, found from both ends. */
function findMiddle(equal: (x: number, y: number) => boolean, fromX: number, toX: number, fromY: number, toY: number): { x: number; y: number } | undefined {
  const least = fromX - toY
  const most = toX - fromY
  const offset = 1 - least + 1
  const forward = new Int32Array(most - least + 5)
  const backward = new Int32Array(most - least + 5)
  const startF = fromX - fromY
  const startB = toX - toY
  let minF = startF
  let maxF = startF
  let minB = startB
  let maxB = startB
  const odd = ((startF - startB) & 1) !== 0
  forward[startF + offset] = fromX
  backward[startB + offset] = toX
  for (let cost = 1; cost <= COST_MAX; cost++) {
    if (minF > least) forward[--minF - 1 + offset] = -1
    else minF++
    if (maxF < most) forward[++maxF + 1 + offset] = -1
    else maxF--
    for (let d = maxF; d >= minF; d -= 2) {
      const low = forward[d - 1 + offset] as number
      const high = forward[d + 1 + offset] as number
      let x = low < high ? high : low + 1
      let y = x - d
      while (x < toX && y < toY && equal(x, y)) {
        x++
        y++
      }
      forward[d + offset] = x
      if (odd && minB <= d && d <= maxB && (backward[d + offset] as number) <= x) return { x, y }
    }
    if (minB > least) backward[--minB - 1 + offset] = 0x7fffffff
    else minB++
    if (maxB < most) backward[++maxB + 1 + offset] = 0x7fffffff
    else maxB--
    for (let d = maxB; d >= minB; d -= 2) {
      const low = backward[d - 1 + offset] as number
      const high = backward[d + 1 + offset] as number
      let x = low < high ? low : high - 1
      let y = x - d
      while (fromX < x && fromY < y && equal(x - 1, y - 1)) {
        x--
        y--
      }
      backward[d + offset] = x
      if (!odd && minF <= d && d <= maxF && x <= (forward[d + offset] as number)) return { x, y }
    }
  }
  return undefined
}

/** GNU's `shift_boundaries`: join runs that touch, and move them as far down as they go. */
function shift(lines: Int32Array, changed: Flags, other: Flags): void {
  const end = lines.length
  const is = (flags: Flags, i: number): boolean => flags[i + 1] === 1
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

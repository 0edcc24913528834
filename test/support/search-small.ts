/** Searches over small programs, and the oracle that they are compared with. */
import { expect } from 'vitest'
import { exploreOrders } from '../../sandbox/explore/orders.ts'
import { exploreStates } from '../../sandbox/explore/states.ts'
import { Mistaken, Walk, learnShared } from '../../sandbox/explore/walk.ts'
import { clocksOf, fewestSwitches } from '../../sandbox/explore/witness.ts'
import { drawnProgram } from './small-programs.ts'
import type { SmallProgram } from './small-programs.ts'

/** The fewest switches with which any schedule comes to each end. Undefined: too many schedules. */
export function naiveSwitches(program: SmallProgram, schedulesMax: number): Map<string, number> | undefined {
  const fewest = new Map<string, number>()
  const all = naive(program, schedulesMax, path => {
    const switches = path.filter((lane, at) => at > 0 && lane !== path[at - 1]).length
    fewest.set(program.end(), Math.min(fewest.get(program.end()) ?? Infinity, switches))
  })
  return all && fewest
}

/** Every schedule, step by step, with nothing left out: the oracle. Undefined: too many. */
export function naive(program: SmallProgram, schedulesMax: number, seen: (path: readonly number[]) => void = () => {}): { ends: Set<string>; schedules: number; deadlocks: number } | undefined {
  const ends = new Set<string>()
  const stack: { left: number[] }[] = []
  const path: number[] = []
  let schedules = 0
  let deadlocks = 0
  const lanes = Array.from({ length: program.lanes }, (_, lane) => lane)
  for (;;) {
    program.reset()
    for (const lane of path) program.step(lane, false)
    for (let enabled = lanes.filter(lane => program.enabled(lane)); enabled.length > 0; enabled = lanes.filter(lane => program.enabled(lane))) {
      const [first, ...left] = enabled as [number, ...number[]]
      stack.push({ left })
      path.push(first)
      program.step(first, false)
    }
    if (++schedules > schedulesMax) return undefined
    if (lanes.some(lane => !program.ended(lane))) deadlocks++
    ends.add(program.end())
    seen(path)
    while (stack.at(-1)?.left.length === 0) {
      stack.pop()
      path.pop()
    }
    const next = stack.at(-1)?.left.shift()
    if (next === undefined) return { ends, schedules, deadlocks }
    path[path.length - 1] = next
  }
}

/** Run a search to its end, again whenever it learns of a shared cell. */
function toEnd(search: (walk: Walk) => Generator<unknown, { complete: boolean; grown: boolean }, void>, program: SmallProgram): Walk {
  const walk = new Walk(program)
  learnShared(walk)
  for (;;) {
    try {
      const running = search(walk)
      let next = running.next()
      while (!next.done) next = running.next()
      if (next.value.complete) return walk
      expect(next.value.grown).toBe(true)
    } catch (error) {
      // More became known of what must be told apart; a walk that was wrong for another reason has nothing to begin again for.
      if (!(error instanceof Mistaken) || !walk.cells.grown) throw error
    }
  }
}

export function byOrders(program: SmallProgram): { ends: Set<string>; orders: number } {
  let ends = new Set<string>()
  let orders = 0
  toEnd(function* (walk) {
    ends = new Set()
    orders = 0
    return yield* exploreOrders(walk, () => {
      walk.stand()
      ends.add(program.end())
      orders++
    }, () => false)
  }, program)
  return { ends, orders }
}

export function byStates(program: SmallProgram, preemptionsMax: number | undefined): Set<string> {
  let ends = new Set<string>()
  toEnd(walk => {
    ends = new Set()
    return exploreStates(walk, { preemptionsMax, ended: () => ends.add((walk.stand(), program.end())), stop: () => false })
  }, program)
  return ends
}

/** The ends of every schedule of events with at most so many preemptions, none left out and no two places taken for one. */
export function naiveBounded(program: SmallProgram, preemptionsMax: number): Set<string> {
  let ends = new Set<string>()
  const further = (walk: Walk, last: number | undefined, left: number, depth: number): void => {
    const enabled = walk.enabled()
    if (enabled.length === 0) {
      for (const lane of walk.waiting()) walk.wanted(lane)
      walk.stand()
      ends.add(program.end())
    }
    for (const lane of enabled) {
      const cost = last !== undefined && last !== lane && enabled.includes(last) ? 1 : 0
      if (cost > left) continue
      walk.back(depth)
      walk.advance(lane)
      further(walk, lane, left - cost, depth + 1)
    }
  }
  // eslint-disable-next-line require-yield -- one search, in one piece
  toEnd(function* (walk) {
    ends = new Set()
    walk.restart('steps')
    further(walk, undefined, preemptionsMax, 0)
    return { complete: !walk.cells.grown, grown: walk.cells.grown }
  }, program)
  return ends
}

/**
 * The ends of programs drawn from seeds: of every schedule, by orders, and by states.
 *
 * @param concluding with operations of which only the result is known; the oracle knows all of them
 */
export function compareSearches(count: number, schedulesMax: number, concluding = false): void {
  const kinds = { programs: 0, deadlocks: 0, severalEnds: 0, fewer: 0 }
  for (let seed = 1; kinds.programs < count; seed++) {
    const program = drawnProgram(seed, concluding)
    const all = naive(program, schedulesMax)
    if (!all) continue
    kinds.programs++
    if (all.deadlocks > 0) kinds.deadlocks++
    if (all.ends.size > 1) kinds.severalEnds++
    const found = byOrders(program)
    expect([...found.ends].sort(), `orders of seed ${seed}`).toEqual([...all.ends].sort())
    expect([...byStates(program, undefined)].sort(), `states of seed ${seed}`).toEqual([...all.ends].sort())
    for (const k of [0, 1, 2]) expect([...byStates(program, k)].sort(), `at most ${k} preemptions of seed ${seed}`).toEqual([...naiveBounded(drawnProgram(seed, concluding, false), k)].sort())
    expect(found.orders, `seed ${seed}`).toBeLessThanOrEqual(all.schedules)
    if (found.orders < all.schedules) kinds.fewer++
  }
  // Otherwise the draw proves little.
  expect(kinds.deadlocks).toBeGreaterThan(count / 40)
  expect(kinds.severalEnds).toBeGreaterThan(count / 2)
  expect(kinds.fewer).toBeGreaterThan(count / 2)
}

/** For each end of a program, the fewest switches that lead there: by searching the orders, and run again to see. */
export function fewestByEnd(program: SmallProgram): Map<string, number> {
  const fewest = new Map<string, number>()
  const found: { end: string; stretches: readonly { lane: number; steps: number }[] }[] = []
  toEnd(function* (walk) {
    found.length = 0
    return yield* exploreOrders(walk, ({ events, clocks }) => {
      expect(clocksOf(events, program.lanes)).toEqual(clocks)
      const stretches = fewestSwitches(events, clocks, program.lanes, events.length)
      walk.stand()
      if (stretches) found.push({ end: program.end(), stretches })
    }, () => false)
  }, program)
  for (const { end, stretches } of found) {
    program.reset()
    for (const { lane, steps } of stretches) for (let i = 0; i < steps; i++) program.step(lane, false)
    expect(program.end()).toBe(end)
    fewest.set(end, Math.min(fewest.get(end) ?? Infinity, stretches.length - 1))
  }
  return fewest
}

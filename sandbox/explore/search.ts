/**
 * All that lanes can come to: all orders by reduction. When that costs more than it may at first, all schedules without a
 * preemption, or with one; then all states, and the orders again with what is left, or else schedules with 2, 3, …
 * preemptions, as far as they can be finished. What a result may claim is its bound.
 */
import { exploreOrders } from './orders.ts'
import type { Program } from './program.ts'
import { exploreStates } from './states.ts'
import { Mistaken, Walk, learnShared } from './walk.ts'
import type { Event, Spent } from './walk.ts'
import { clocksOf, fewestSwitches } from './witness.ts'
import type { Stretch } from './witness.ts'

/** How much a search may cost: steps that are run, and events taken that were known. */
export const EFFORT_MAX = 1_500_000
/** What part of that may be spent when the orders are left for the time being, and when the states are left for good. */
const ORDERS_PART = 0.08
const STATES_PART = 0.85
/** And when the orders that are tried again behind all states are left for good: only their number is not known yet. */
const ORDERS_AGAIN_PART = 0.5
/** So many preemptions are tried before all states. */
const SWITCHES_FIRST = 1
/** Of a known event, in steps that are run. */
const EVENT_COST = 1 / 2

/** Ends that a search looks at which will begin again. */
const LOOKS_BEFORE = 4

/** How far a result reaches. */
export type Bound =
  | { readonly kind: 'all-orders' }
  /** All of so many states were visited; orders were too many to count, and `orders` counts the states at the end. */
  | { readonly kind: 'all-states'; readonly states: number }
  | { readonly kind: 'preemptions'; readonly max: number }
  /** Not even the schedules without preemptions were finished. */
  | { readonly kind: 'stopped' }

export interface SearchProgress {
  readonly doing: 'orders' | 'states' | 'preemptions'
  readonly preemptionsMax: number | undefined
  readonly orders: number
  readonly ends: number
  readonly steps: number
}

/** One end that was found. */
export interface FoundEnd<Seen> {
  readonly seen: Seen
  /** Orders that come to it; undefined when it was only seen by a search that was cut off. */
  readonly count: number | undefined
  readonly deadlock: boolean
  /** With as few switches as any that was found. */
  readonly stretches: readonly Stretch[]
}

export interface SearchResult<Seen> {
  readonly bound: Bound
  readonly orders: number
  readonly ends: readonly FoundEnd<Seen>[]
  readonly spent: Spent
}

export interface SearchOptions<Seen> {
  /** Undefined: all orders, or what comes next. A number: only schedules with at most so many preemptions. */
  readonly preemptionsMax: number | undefined
  readonly effortMax: number
  /** Look at what a program that stands at an end has come to; ends with one key are one. */
  readonly look: (deadlock: boolean) => { readonly key: string; readonly seen: Seen }
  /** To look changes the program, which must be run again then. */
  readonly lookChanges: boolean
  /** A search begins, or begins again: what was counted is void. */
  readonly onBegin: () => void
  /** Asked now and then: enough was found. */
  readonly enough: () => boolean
}

interface Found<Seen> {
  readonly seen: Seen
  count: number
  readonly deadlock: boolean
  stretches: readonly Stretch[]
}

export function* search<Seen>(program: Program, { preemptionsMax, effortMax, look, lookChanges, onBegin, enough }: SearchOptions<Seen>): Generator<SearchProgress, SearchResult<Seen>, void> {
  const walk = new Walk(program)
  learnShared(walk)
  let found = new Map<string, Found<Seen>>()
  let orders = 0
  /** By the place where they are: what stands there is looked at once. */
  let looked = new Map<string, { readonly key: string; readonly seen: Seen }>()
  const forget = (): void => {
    found = new Map()
    looked = new Map()
    orders = 0
    onBegin()
  }
  const spent = (): number => walk.spent.performed + walk.spent.events * EVENT_COST
  const ended = (events: readonly Event[], clocks: () => readonly (readonly number[])[], deadlock: boolean): void => {
    orders++
    const place = walk.place()
    // It will begin again, and come here again: a few ends are looked at to have something to show.
    if (walk.cells.grown && looked.size >= LOOKS_BEFORE) return
    let known = looked.get(place)
    if (!known) {
      walk.stand()
      known = look(deadlock)
      if (lookChanges) walk.changed()
      looked.set(place, known)
    }
    const { key, seen } = known
    const group = found.get(key)
    if (group) group.count++
    if (group && group.stretches.length <= program.lanes) return
    const best = fewestSwitches(events, clocks(), program.lanes, group ? group.stretches.length - 2 : events.length)
    if (!group) found.set(key, { seen, count: 1, deadlock, stretches: best as readonly Stretch[] })
    else if (best) group.stretches = best
  }

  const begun = spent()
  /** What the last search that came to its end has found. */
  const finished: { last?: { readonly bound: Bound; readonly found: ReadonlyMap<string, Found<Seen>>; readonly orders: number } } = {}
  /** Ends that searches came to that did not. */
  const seen = new Map<string, Found<Seen>>()

  /** Run a search, again whenever it has learnt better. */
  function* run<Result extends { readonly complete: boolean; readonly grown: boolean }>(begin: () => Generator<unknown, Result, void>, doing: SearchProgress['doing'], max: number | undefined, boundOf: (result: Result) => Bound): Generator<SearchProgress, Result, void> {
    for (;;) {
      forget()
      try {
        const searching = begin()
        let next = searching.next()
        for (; !next.done; next = searching.next()) yield { doing, preemptionsMax: max, orders, ends: found.size, steps: walk.spent.steps }
        const result = next.value
        if (result.grown) continue
        if (result.complete) finished.last = { bound: boundOf(result), found, orders }
        else for (const [key, end] of found) seen.set(key, end)
        return result
      } catch (error) {
        if (!(error instanceof Mistaken)) throw error
      }
    }
  }
  const stopAt = (part: number) => (): boolean => spent() > begun + effortMax * part || enough()
  const byOrders = (part: number) => run(() => exploreOrders(walk, ({ events, clocks, deadlock }) => ended(events, () => clocks, deadlock), stopAt(part)), 'orders', undefined, () => ({ kind: 'all-orders' }))
  const byStates = (max: number | undefined, part: number) => run(
    () => exploreStates(walk, { preemptionsMax: max, ended: (events, deadlock) => ended(events, () => clocksOf(events, program.lanes), deadlock), stop: stopAt(part) }),
    max === undefined ? 'states' : 'preemptions', max,
    ({ states }) => (max === undefined ? { kind: 'all-states', states } : { kind: 'preemptions', max }),
  )

  let preemptions = 0
  function* deepen(last: number): Generator<SearchProgress, void, void> {
    for (; preemptions <= last && !enough(); preemptions++) {
      const { complete, limited } = yield* byStates(preemptions, 1)
      if (!complete || !limited) return
    }
  }
  if (preemptionsMax !== undefined) yield* deepen(preemptionsMax)
  else if (!(yield* byOrders(ORDERS_PART)).complete) {
    yield* deepen(SWITCHES_FIRST)
    const { complete } = yield* byStates(undefined, STATES_PART)
    if (!complete) yield* deepen(Infinity)
    else if (!enough()) yield* byOrders(ORDERS_AGAIN_PART)
  }
  const { bound, found: counted, orders: all } = finished.last ?? { bound: { kind: 'stopped' } as const, found: new Map<string, Found<Seen>>(), orders: 0 }
  const ends = [
    ...counted.values(),
    ...[...seen].filter(([key]) => !counted.has(key)).map(([, end]) => ({ ...end, count: undefined })),
  ]
  return { bound, orders: all, ends, spent: walk.spent }
}

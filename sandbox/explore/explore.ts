/**
 * Every order of a scenario's actors, and what each comes to. What a result may claim is in its `bound`.
 *
 * A generator that gives out its progress after each run: a worker takes as many as it likes, and stops by taking no more.
 */
import { capsuleOf } from '../scenario/at-terminals.ts'
import { CapsuleError } from '../scenario/links-part.ts'
import { playReplay } from '../scenario/replay.ts'
import { RunError } from '../scenario/runner.ts'
import type { Uploads } from '../scenario/runner.ts'
import type { Scenario, ScheduleItem } from '../scenario/scenario.ts'
import { Actors } from './actors.ts'
import { endKey, endOf, knownIDs } from './ends.ts'
import type { End } from './ends.ts'
import { EFFORT_MAX, search } from './search.ts'
import type { Bound, SearchProgress } from './search.ts'
import type { Stretch } from './witness.ts'

export const ACTORS_MAX = 3
export interface ExploreOptions {
  /** Undefined: all orders, with the fallback. A number: only schedules with at most so many preemptions. */
  readonly preemptionsMax?: number | undefined
  /** See `EFFORT_MAX`. */
  readonly effortMax?: number
  readonly uploads?: Uploads
  /** Asked after each run: true ends the search as if it had taken too many steps, and the result says `stopped`. */
  readonly stop?: () => boolean
}

export type { Bound } from './search.ts'

/** An end that a search has come to, before all is known of it. */
export interface MetEnd {
  readonly end: End
  readonly deadlock: boolean
}

export interface ExploreProgress extends SearchProgress {
  /** Ends in the order in which they were met. It only grows, also when the search begins again. */
  readonly met: readonly MetEnd[]
}

export interface EndGroup {
  readonly end: End
  /** Orders that come to it; undefined when it was only seen by a search that was cut off. */
  readonly count: number | undefined
  readonly deadlock: boolean
  /** The fewest switches that lead here. */
  readonly schedule: readonly ScheduleItem[]
  readonly switches: number
}

export interface Exploration {
  readonly scenario: Scenario
  readonly actors: readonly string[]
  readonly bound: Bound
  /** Orders that were told apart: all of them, or those that the bound allows. */
  readonly orders: number
  /** Most frequent first. */
  readonly groups: readonly EndGroup[]
  /** Steps that were taken; most of them were known, and only looked up. */
  readonly steps: number
  /** Steps that were carried out. */
  readonly performed: number
  readonly runs: number
  /** Steps of the daemon's own tasks: their order was not explored. */
  readonly othersSteps: number
}

/**
 * Explore the orders of a scenario's actors, each as a script, or at a terminal when the scenario has one.
 *
 * @throws RunError when there are too few or too many actors, or the start cannot be carried out
 */
export function* explore(scenario: Scenario, { preemptionsMax, effortMax = EFFORT_MAX, uploads, stop = () => false }: ExploreOptions): Generator<ExploreProgress, Exploration, void> {
  const names = Object.keys(scenario.actors)
  if (names.length < 2 || names.length > ACTORS_MAX) throw new RunError(`two or three actors can be explored, not ${names.length}`)
  const actors = new Actors(scenario, names, uploads)
  actors.concluding = true
  const known = knownIDs(actors.world)
  const met = new Map<string, MetEnd>()
  let metList: readonly MetEnd[] = []
  const ways = new Map<string, readonly Stretch[]>()
  const searching = search(actors, {
    preemptionsMax, effortMax, lookChanges: false, enough: stop,
    onBegin() {
      actors.othersSteps = 0
    },
    look(deadlock) {
      const end = actors.end(deadlock)
      const key = endKey(end, known)
      // A search that finds itself mistaken may take a place for an end that is none.
      if (!met.has(key) && names.every((_, lane) => !actors.enabled(lane))) {
        met.set(key, { end, deadlock })
        metList = [...met.values()]
        ways.set(key, actors.way())
      }
      return { key, seen: end }
    },
  })
  let next = searching.next()
  for (; !next.done; next = searching.next()) yield { ...next.value, met: metList }
  const { bound, orders, ends, spent } = next.value
  const groups = ends.map(({ seen, count, deadlock, stretches }): EndGroup => ({ end: seen, count, deadlock, schedule: scheduleOf(stretches, names), switches: stretches.length - 1 }))
  // A search that begins again and is cut off then may not have come there again.
  const found = new Set(ends.map(({ seen }) => endKey(seen, known)))
  for (const [key, { end, deadlock }] of met) {
    if (found.has(key)) continue
    const way = ways.get(key) ?? []
    groups.push({ end, count: undefined, deadlock, schedule: scheduleOf(way, names), switches: way.length - 1 })
  }
  groups.sort((one, other) => (other.count ?? 0) - (one.count ?? 0) || one.switches - other.switches)
  return { scenario, actors: names, bound, orders, groups, steps: spent.steps, performed: spent.performed, runs: spent.runs, othersSteps: actors.othersSteps }
}

/** The last stretch of an actor goes to its end, and needs no number. */
export function scheduleOf(stretches: readonly Stretch[], names: readonly string[]): ScheduleItem[] {
  return stretches.map(({ lane, steps }, at) => {
    const name = names[lane] as string
    return stretches.slice(at + 1).some(later => later.lane === lane) ? [name, steps] as const : name
  })
}

/** A witness, played as anybody would play it. */
export interface Played {
  /** It comes to the end that it is the witness of. */
  readonly same: boolean
  readonly endDigest: string
  /** Fragment of a link that plays it in a page; undefined when it would be too long, or comes to something else at terminals. */
  readonly capsule: string | undefined
}

/** Replay the witness of a group in a world of its own. */
export function playWitness({ scenario }: Exploration, group: EndGroup, uploads?: Uploads): Played {
  const witness: Scenario = { ...scenario, replays: { witness: { schedule: group.schedule } } }
  const { end } = playReplay(witness, 'witness', uploads)
  const look = end.looks.get('end')
  // The IDs that both ends have alike are compared as they are numbered.
  const none: ReadonlySet<string> = new Set()
  const inOrder = Object.fromEntries(Object.keys(group.end.commands).map(name => [name, end.commands[name] ?? []]))
  const same = look !== undefined && endKey(endOf(look, inOrder), none) === endKey(group.end, none)
  let capsule: string | undefined
  try {
    capsule = capsuleOf(witness, 'witness', uploads)
  } catch (error) {
    if (!(error instanceof CapsuleError)) throw error
  }
  return { same, endDigest: end.endDigest, capsule }
}

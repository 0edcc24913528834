/**
 * How often commands at once come to each end when every step takes its time: many runs of the program that the search
 * went through. In each, every command begins at a random moment within as long as the slowest one takes alone, and each
 * step takes between half its usual time and twice that. Whoever is due first goes first.
 *
 * It is an estimate and no more: the times are those of the engine's cost model, and a real machine has others. It is
 * also a check of the search: an end that a complete one has not found never comes up here.
 */
import { RandomStream, seedOf } from '../sched/random.ts'
import type { Uploads } from '../scenario/runner.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { Actors } from './actors.ts'
import { endKey, knownIDs } from './ends.ts'
import type { End } from './ends.ts'

export const TIMED_RUNS = 200
/** Of all runs together: commands that take long are run less often. */
const STEPS_MAX = 1_000_000
/** Parts of its usual time that a step takes. */
const STEP_LEAST = 0.5
const STEP_MOST = 2

export interface EstimateOptions {
  readonly runs?: number
  /** The same seed gives the same runs, everywhere. */
  readonly seed?: number
  readonly uploads?: Uploads | undefined
  /** Asked after each run: true ends it. */
  readonly stop?: () => boolean
}

export interface Estimate {
  /** That were made. */
  readonly runs: number
  readonly seed: number
  /** How many of them came to each of the ends, in the order of these. */
  readonly counts: readonly number[]
  /** How many came to another end: none after a complete search. */
  readonly others: number
}

/**
 * Run a scenario's actors by the clock.
 *
 * @param ends what a search has found, each once
 * @throws RunError when the start cannot be carried out
 */
export function* estimate(scenario: Scenario, ends: readonly End[], { runs = TIMED_RUNS, seed = 1, uploads, stop = () => false }: EstimateOptions = {}): Generator<number, Estimate, void> {
  const actors = new Actors(scenario, Object.keys(scenario.actors), uploads)
  const known = knownIDs(actors.world)
  const places = new Map(ends.map((end, at) => [endKey(end, known), at]))
  const counts = ends.map(() => 0)
  let others = 0
  let done = 0
  let steps = 0
  const span = Math.max(...actors.names.map((_, lane) => timeAlone(actors, lane)))
  while (done < runs && steps <= STEPS_MAX && !stop()) {
    const ran = runByClock(actors, span, new RandomStream(seedOf(`${seed}/${done}`)))
    steps += ran.steps
    const place = places.get(endKey(actors.end(ran.deadlock), known))
    if (place === undefined) others++
    else counts[place] = (counts[place] as number) + 1
    yield ++done
  }
  return { runs: done, seed, counts, others }
}

/** How long a lane takes when the others do nothing, in ticks. */
function timeAlone(actors: Actors, lane: number): number {
  actors.reset()
  const beganAt = actors.tick(lane)
  while (actors.enabled(lane)) actors.step(lane, false)
  return actors.tick(lane) - beganAt
}

interface Clock {
  readonly lane: number
  /** When its next step begins, in ticks of all. */
  at: number
  /** The same in ticks of its own. */
  own: number
  /** It cannot go on. */
  waits: boolean
  /** It could not before its next step. */
  waited: boolean
}

/** @returns whether nobody could go on before all had ended, and the steps it took */
function runByClock(actors: Actors, span: number, random: RandomStream): { readonly deadlock: boolean; readonly steps: number } {
  const part = (): number => random.next() / 2 ** 32
  actors.reset()
  const clocks = actors.names.map((_, lane): Clock => ({ lane, at: part() * span, own: actors.tick(lane), waits: false, waited: false }))
  let now = 0
  for (let steps = 0; ; steps++) {
    let next: Clock | undefined
    for (const clock of clocks) {
      if (!actors.enabled(clock.lane)) {
        clock.waits = true
        continue
      }
      if (clock.waits) {
        // What it waited for came about by the step that is over now.
        if (clock.at < now) clock.at = now
        clock.waits = false
        clock.waited = true
      }
      // Whoever has waited is served first.
      if (!next || clock.at < next.at || (clock.at === next.at && clock.waited && !next.waited)) next = clock
    }
    if (!next) return { deadlock: clocks.some(({ lane }) => !actors.status(lane).ended), steps }
    actors.step(next.lane, false)
    next.waited = false
    const own = actors.tick(next.lane)
    if (own > next.own) {
      next.at += (own - next.own) * (STEP_LEAST + (STEP_MOST - STEP_LEAST) * part())
      next.own = own
    }
    now = next.at
  }
}

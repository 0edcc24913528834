/** The shortest way to an end: of all schedules of an order, one with the fewest switches between lanes. */
import { assert } from '../base/assert.ts'
import type { Event } from './walk.ts'
import { independent } from './footprint.ts'

/** So many steps of a lane, one stretch after the other. */
export interface Stretch {
  readonly lane: number
  readonly steps: number
}

/** For each event how many events of each lane must come before it, itself included. */
export function clocksOf(events: readonly Event[], lanes: number): number[][] {
  const clocks: number[][] = []
  const latest: (number[] | undefined)[] = []
  events.forEach((event, at) => {
    const { lane, seq, footprint } = event
    let clock = [...(latest[lane] ?? Array.from({ length: lanes }, () => 0))]
    if (footprint.length > 0) {
      for (let i = at - 1; i >= 0; i--) {
        const earlier = events[i] as Event
        if (earlier.lane === lane || (clock[earlier.lane] as number) >= earlier.seq || independent(earlier.footprint, footprint)) continue
        clock = clock.map((own, other) => Math.max(own, (clocks[i] as number[])[other] as number))
      }
    }
    clock[lane] = seq
    clocks.push(clock)
    latest[lane] = clock
  })
  return clocks
}

/**
 * A schedule of the same order with the fewest switches; ties by the order of lanes. Whoever is on goes as far as it can:
 * to stop earlier never saves a switch.
 *
 * @param switchesMax undefined is the answer when it takes more
 */
export function fewestSwitches(events: readonly Event[], clocks: readonly (readonly number[])[], lanes: number, switchesMax: number): Stretch[] | undefined {
  const byLane: { event: Event; clock: readonly number[] }[][] = Array.from({ length: lanes }, () => [])
  events.forEach((event, at) => byLane[event.lane]?.push({ event, clock: clocks[at] as readonly number[] }))

  interface Place {
    readonly done: readonly number[]
    readonly lane: number
    readonly steps: number
    readonly before: Place | undefined
  }
  const further = (place: Place | undefined, lane: number): Place | undefined => {
    const done = [...(place?.done ?? Array.from({ length: lanes }, () => 0))]
    const own = byLane[lane] as (typeof byLane)[number]
    let steps = 0
    for (let at = done[lane] as number; at < own.length; at++) {
      const { event, clock } = own[at] as (typeof own)[number]
      if (clock.some((needed, other) => other !== lane && needed > (done[other] as number))) break
      done[lane] = at + 1
      steps += event.steps
    }
    return steps === 0 ? undefined : { done, lane, steps, before: place }
  }
  const over = ({ done }: Place): boolean => done.every((count, lane) => count === byLane[lane]?.length)

  let places: Place[] = []
  const met = new Set<string>()
  const meet = (place: Place | undefined): void => {
    const key = place && `${place.done.join()} ${place.lane}`
    if (!place || met.has(key as string)) return
    met.add(key as string)
    places.push(place)
  }
  for (let lane = 0; lane < lanes; lane++) meet(further(undefined, lane))
  for (let switches = 0; switches <= switchesMax; switches++) {
    const found = places.find(over)
    if (found) {
      const stretches: Stretch[] = []
      for (let place: Place | undefined = found; place; place = place.before) stretches.push({ lane: place.lane, steps: place.steps })
      return stretches.reverse()
    }
    const from = places
    places = []
    for (const place of from) for (let lane = 0; lane < lanes; lane++) if (lane !== place.lane) meet(further(place, lane))
  }
  assert(switchesMax < events.length, 'an order can be run as it was found')
  return undefined
}

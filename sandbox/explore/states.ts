/**
 * All states of a program, each visited once, or all schedules with at most so many preemptions (a switch away from a
 * lane that could go on). Depth first. Nothing is left out by independence, so this is also what the search for orders
 * is checked with; which states are the same is up to `Walk.place`.
 */
import type { Event, Walk } from './walk.ts'

export interface StatesProgress {
  readonly states: number
  readonly ends: number
}

export interface StatesResult extends StatesProgress {
  readonly complete: boolean
  /** A shared cell became known on the way: begin again. */
  readonly grown: boolean
  /** A switch was left out because it would have been one preemption too many. */
  readonly limited: boolean
}

export interface StatesOptions {
  /** Undefined: any number. */
  readonly preemptionsMax: number | undefined
  /** Called at each state in which nobody can go on, once, where the walk stands. */
  readonly ended: (events: readonly Event[], deadlock: boolean) => void
  /** Asked now and then. */
  readonly stop: () => boolean
}

interface Node {
  readonly event: Event | undefined
  /** Lanes to try from here. */
  readonly left: number[]
  /** What the others that were tried did. */
  readonly tried: Event[]
  readonly preemptionsLeft: number
}

/** Events between two reports. */
const REPORT_EVERY = 64

export function* exploreStates(walk: Walk, { preemptionsMax, ended, stop }: StatesOptions): Generator<StatesProgress, StatesResult, void> {
  const { cells } = walk
  /** The most preemptions that were left when a place was met. */
  const known = new Map<string, number>()
  const ends = new Set<string>()
  let limited = false
  walk.restart('states')
  const stack: Node[] = [{ event: undefined, left: walk.enabled().reverse(), tried: [], preemptionsLeft: preemptionsMax ?? Infinity }]
  for (let count = 1; ; count++) {
    const top = stack.at(-1) as Node
    const lane = top.left.pop()
    if (lane === undefined) {
      stack.pop()
      if (stack.length === 0) return result(!cells.grown, cells.grown)
      continue
    }
    if (count % REPORT_EVERY === 0) {
      yield { states: known.size, ends: ends.size }
      if (stop()) return result(false, false)
    }
    walk.back(stack.length - 1)
    const preempts = top.event !== undefined && top.event.lane !== lane && walk.enabled().includes(top.event.lane)
    const event = walk.advance(lane)
    for (const other of top.tried) walk.meet(event, other)
    top.tried.push(event)
    if (walk.outgrown()) return result(false, true)
    const preemptionsLeft = top.preemptionsLeft - (preempts ? 1 : 0)
    const place = walk.place()
    const key = preemptionsMax === undefined ? place : `${place} ${lane}`
    if ((known.get(key) ?? -1) >= preemptionsLeft) continue
    known.set(key, preemptionsLeft)
    const enabled = walk.enabled()
    if (preemptionsLeft === 0 && enabled.length > 1 && enabled.includes(lane)) limited = true
    const node: Node = { event, preemptionsLeft, tried: [], left: enabled.filter(one => one === lane || preemptionsLeft > 0 || !enabled.includes(lane)) }
    // Whoever may not come here could have been under way since before: what it would do must not meet what is done now.
    for (const one of enabled) {
      if (node.left.includes(one)) continue
      node.tried.push(walk.advance(one))
      walk.back(stack.length)
    }
    // The lane itself goes first.
    node.left.sort((a, b) => Number(a === lane) - Number(b === lane) || b - a)
    stack.push(node)
    if (enabled.length > 0) continue
    const waiting = walk.waiting()
    for (const one of waiting) walk.wanted(one)
    if (ends.has(place)) continue
    ends.add(place)
    ended(stack.slice(1).map(node => node.event as Event), waiting.length > 0)
  }

  function result(complete: boolean, grown: boolean): StatesResult {
    return { states: known.size, ends: ends.size, complete, grown, limited }
  }
}

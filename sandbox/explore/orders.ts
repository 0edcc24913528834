/**
 * All orders of a program: schedules that differ only by swapping neighbours which do not notice each other count as
 * one. Source-DPOR with sleep sets: after each step the search looks back for steps that this one could have come
 * before, and remembers to try that; what was tried sleeps until something that it would notice happens.
 *
 * Left out on purpose: optimal DPOR (it gains next to nothing here), and copying of states (see `Walk`).
 *
 * @source Abdulla, Aronis, Jonsson, Sagonas: Source sets: a foundation for optimal dynamic partial order reduction
 *   (J. ACM 2017), algorithm 1; locks as in section 5 there
 */
import { assert } from '../base/assert.ts'
import { NOTHING, independent } from './footprint.ts'
import type { Footprint } from './footprint.ts'
import type { LockUse } from './program.ts'
import type { Event, Walk } from './walk.ts'

/** One order, as it was run. */
export interface Order {
  readonly events: readonly Event[]
  /** For each event: how many events of each lane come before it in any schedule of the order, itself included. */
  readonly clocks: readonly (readonly number[])[]
  /** Nobody can go on, and not all have ended. */
  readonly deadlock: boolean
}

/** What the search stands at; given out after each run. */
export interface OrdersProgress {
  readonly orders: number
  /** Runs that were given up because they would have repeated an order. */
  readonly repeated: number
}

export interface OrdersResult extends OrdersProgress {
  /** False: `stop` said so, or a shared cell became known on the way and the search must begin again. */
  readonly complete: boolean
  readonly grown: boolean
}

interface Node {
  /** Lanes, as bits: those that can go on, and those to try. */
  readonly enabled: number
  todo: number
  /** What lanes would do that need not be tried here. */
  readonly sleep: (Footprint | undefined)[]
  /** Where the last event of each lane stands, this one included; -1: nowhere. */
  last: readonly number[]
  event: Event | undefined
  clock: readonly number[]
}

const bit = (lane: number): number => 1 << lane

/**
 * Find every order once. `ended` is called at the end of each, where the walk stands.
 *
 * @param stop asked after each run
 */
export function* exploreOrders(walk: Walk, ended: (order: Order) => void, stop: () => boolean): Generator<OrdersProgress, OrdersResult, void> {
  const { cells, program: { lanes } } = walk
  walk.restart('orders')
  const none: readonly number[] = Array.from({ length: lanes }, () => 0)
  const nowhere: readonly number[] = Array.from({ length: lanes }, () => -1)
  const stack: Node[] = []
  let orders = 0
  let repeated = 0
  for (;;) {
    walk.back(Math.max(0, stack.length - 1))
    const top = stack.at(-1)
    if (top) perform(top, eventOf(top).lane)
    let blocked = false
    for (;;) {
      const enabled = walk.enabledBits()
      if (enabled === 0) break
      const before = stack.at(-1)
      const sleep: (Footprint | undefined)[] = []
      let awake = enabled
      if (before) {
        const { lane: went, footprint } = eventOf(before)
        for (let lane = 0; lane < lanes; lane++) {
          const asleep = before.sleep[lane]
          if (asleep === undefined || lane === went || !independent(asleep, footprint)) continue
          sleep[lane] = asleep
          awake &= ~bit(lane)
        }
      }
      if (awake === 0) {
        blocked = true
        break
      }
      const went = before ? eventOf(before).lane : 0
      const lane = awake & bit(went) ? went : lowest(awake)
      const node: Node = { enabled, sleep, todo: bit(lane), last: nowhere, event: undefined, clock: none }
      stack.push(node)
      perform(node, lane)
    }
    const waiting = walk.waiting()
    for (const lane of waiting) {
      const wanted = walk.wanted(lane)
      if (wanted) analyse(wanted, stack.length)
    }
    if (blocked) repeated++
    else {
      orders++
      ended({ events: stack.map(eventOf), clocks: stack.map(({ clock }) => clock), deadlock: waiting.length > 0 })
    }
    yield { orders, repeated }
    if (walk.outgrown()) return { orders, repeated, complete: false, grown: true }
    if (stop()) return { orders, repeated, complete: false, grown: false }
    let found = false
    while (stack.length > 0 && !found) {
      const node = stack.at(-1) as Node
      const { lane, footprint } = eventOf(node)
      node.sleep[lane] = footprint
      let left = node.todo
      for (let one = 0; one < lanes; one++) if (node.sleep[one] !== undefined) left &= ~bit(one)
      if (left === 0) stack.pop()
      else {
        node.event = { lane: lowest(left), seq: 0, steps: 0, footprint: NOTHING, locks: [], before: [] }
        found = true
      }
    }
    if (!found) return { orders, repeated, complete: !cells.grown, grown: cells.grown }
  }

  function perform(node: Node, lane: number): void {
    const at = stack.length - 1
    node.event = walk.advance(lane)
    const last = [...(stack[at - 1]?.last ?? nowhere)]
    last[lane] = at
    node.clock = analyse(node.event, at)
    node.last = last
  }

  /** Look back from an event that is to stand at `at`. @returns its clock */
  function analyse(event: Event, at: number): number[] {
    const { lane, footprint, locks } = event
    const last = stack[at - 1]?.last ?? nowhere
    const own = stack[last[lane] as number]
    const clock: number[] = [...(own?.clock ?? none)]
    if (footprint.length > 0) {
      // How many events of each lane stand before the place that is looked at.
      const before = last.map(place => (place < 0 ? 0 : eventOf(stack[place] as Node).seq))
      let open = 0
      for (let other = 0; other < lanes; other++) if (other !== lane && (clock[other] as number) < (before[other] as number)) open |= bit(other)
      for (let i = at - 1; open !== 0; i--) {
        const node = stack[i] as Node
        const earlier = eventOf(node)
        if ((open & bit(earlier.lane)) === 0) continue
        if (!independent(earlier.footprint, footprint)) {
          walk.meet(earlier, event)
          // Whoever takes a lock cannot come before the other leaves it, but before the other takes it.
          const left = locks.length === 0 ? NONE_LEFT : earlier.locks.filter(({ cell, how, shared }) => how === 'leave' && locks.some(lock => lock.how !== 'leave' && lock.cell === cell && !(shared && lock.shared)))
          if (left.length > 0) {
            const taken = Math.min(...left.map(({ cell }) => takenAt(i, cell)))
            const section = eventOf(stack[taken] as Node)
            if ((clock[earlier.lane] as number) < section.seq) {
              walk.meet(section, event)
              race(taken, at, event)
            }
          } else race(i, at, event)
          for (let other = 0; other < lanes; other++) clock[other] = Math.max(clock[other] as number, node.clock[other] as number)
        }
        before[earlier.lane] = earlier.seq - 1
        open = 0
        for (let other = 0; other < lanes; other++) if (other !== lane && (clock[other] as number) < (before[other] as number)) open |= bit(other)
      }
    }
    clock[lane] = event.seq
    return clock
  }

  /** Where the lock was taken that is left at `left`. */
  function takenAt(left: number, cell: string): number {
    const { lane } = eventOf(stack[left] as Node)
    let depth = 0 // one task may hold a lock for reading several times
    for (let i = left; i >= 0; i--) {
      const event = eventOf(stack[i] as Node)
      if (event.lane !== lane) continue
      for (const lock of [...event.locks].reverse()) {
        if (lock.cell !== cell) continue
        if (lock.how === 'leave') depth++
        else if (lock.how === 'take' && --depth === 0) return i
      }
    }
    // It was taken before the lock was known to be shared: such a search begins again anyhow.
    assert(cells.grown, 'a lock that is left was taken')
    return left
  }

  /** Event `event` (to stand at `at`) could have come before what stands at `before`: see that it is tried. */
  function race(before: number, at: number, event: Event): void {
    const node = stack[before] as Node
    const first = eventOf(node)
    if (node.todo === node.enabled) return
    // What stands between and does not come of `before` would still happen first.
    const between: Node[] = []
    for (let i = before + 1; i < at; i++) {
      const other = stack[i] as Node
      if ((other.clock[first.lane] as number) < first.seq) between.push(other)
    }
    if (event.locks.some(lock => lock.how !== 'leave' && heldByOthers(before, between, event.lane, lock))) {
      node.todo = node.enabled
      return
    }
    // Lanes whose first event between could be the very next.
    const initials: number[] = []
    const seen: Event[] = []
    for (const one of [...between.map(eventOf), event]) {
      if (!seen.some(earlier => earlier.lane === one.lane || !independent(earlier.footprint, one.footprint))) initials.push(one.lane)
      seen.push(one)
    }
    if (initials.some(lane => node.todo & bit(lane))) return
    const lane = initials.find(one => node.enabled & bit(one))
    node.todo = lane === undefined ? node.enabled : node.todo | bit(lane)
  }

  /** Would somebody else hold the lock still, so that the event could not happen there? */
  function heldByOthers(before: number, between: readonly Node[], lane: number, { cell, shared }: LockUse): boolean {
    const holders = new Map<number, number>()
    for (const node of [...stack.slice(0, before), ...between]) {
      const { locks, lane: holder } = eventOf(node)
      for (const used of locks) {
        if (used.cell !== cell || used.how === 'brief' || holder === lane || (used.shared && shared)) continue
        holders.set(holder, (holders.get(holder) ?? 0) + (used.how === 'take' ? 1 : -1))
      }
    }
    return [...holders.values()].some(count => count > 0)
  }
}

const NONE_LEFT: readonly LockUse[] = []

const lowest = (bits: number): number => 31 - Math.clz32(bits & -bits)

function eventOf(node: Node): Event {
  assert(node.event, 'a node on the stack has its event')
  return node.event
}

/**
 * A search over the orders in which commands that run together may take their steps, by re-execution from a moment at
 * which nothing was under way. First schedules with at most one switch away from a command that could go on, then
 * with two, then drawn ones with more. A switch is only tried before a step that touches something which another
 * command touches too (and one of them changes): elsewhere it makes no difference, if footprints are whole; the drawn
 * schedules of the end do not rely on that.
 */
import type { Access } from '../../sandbox/sched/memory.ts'
import { dueBackground } from '../../sandbox/sched/policies/due.ts'
import { foreground } from '../../sandbox/sched/policies/foreground.ts'
import { RandomStream } from '../../sandbox/sched/random.ts'
import type { Task } from '../../sandbox/sched/scheduler.ts'
import { stopwatch } from './case.ts'
import type { GoldenSubject, Lane, RunResult } from './subject.ts'

/** `[lane, steps]`: that many steps of a lane; `Infinity`: until it ends or waits. */
export type Segment = readonly [lane: number, steps: number]

/** What commands that ran together gave; undefined for one that waits for ever. */
export interface End {
  readonly results: readonly (RunResult | undefined)[]
  /** What the commands afterwards printed on standard output. */
  readonly after: readonly string[]
}

/** How an exploration went. */
export interface Explored {
  readonly executions: number
  /** Stopped because everything looked for was seen, because all was tried, or because the time was over. */
  readonly stopped: 'seen' | 'exhausted' | 'time'
}

export interface ExploreOptions {
  /** Gets each end; true: nothing more to look for. */
  readonly seen: (end: End, schedule: readonly Segment[]) => boolean
  /** Time of the processor. */
  readonly millisecondsMax: number
}

/** A lane's steps in one execution, in order, with what each touched. */
interface LaneTrace {
  readonly footprints: (readonly Access[])[]
}

/** Run the commands in ever more orders. The subject must be at rest; it is brought back before each execution. */
export function exploreEnds(subject: GoldenSubject, together: readonly string[], after: readonly string[], options: ExploreOptions): Explored {
  const moment = subject.moment()
  const spent = stopwatch()
  const shared = new SharedCells(together.length)
  let executions = 0
  let finished = false
  const tried = new Set<string>()

  /** One execution; the traces of its lanes. */
  const execute = (schedule: readonly Segment[]): LaneTrace[] => {
    executions++
    subject.backTo(moment)
    const { lanes, traces } = runTogether(subject, together, schedule, true)
    shared.learn(traces)
    const results = lanes.map(lane => lane.result())
    const end: End = { results, after: after.map(line => subject.run(line, { tty: false }).stdout) }
    finished = options.seen(end, schedule) || finished
    return traces
  }
  const over = (): boolean => finished || spent() > options.millisecondsMax
  const fresh = (schedule: readonly Segment[]): boolean => {
    const key = schedule.map(segment => segment.join('*')).join(' ')
    if (tried.has(key)) return false
    tried.add(key)
    return true
  }

  const orders = permutations(together.map((_, lane) => lane))
  for (const order of orders) if (!over()) execute(order.map(lane => [lane, Infinity] as const))

  // Each pass may learn of more shared cells, and so of more points at which a switch matters.
  let grown = true
  while (grown && !over()) {
    const known = shared.size
    for (const order of orders) {
      const [first, second, ...rest] = order as [number, number, ...number[]]
      const tail = rest.map(lane => [lane, Infinity] as const)
      const traces = execute(order.map(lane => [lane, Infinity] as const))
      for (const i of shared.points(traces[first] as LaneTrace, first)) {
        if (over()) break
        const schedule: Segment[] = [[first, i], [second, Infinity], ...tail, [first, Infinity]]
        if (fresh(schedule)) execute(schedule)
        const before: Segment[] = [[first, i], [second, Infinity], [first, Infinity], ...tail]
        if (rest.length > 0 && fresh(before)) execute(before)
      }
    }
    for (const order of orders) {
      const [first, second, ...rest] = order as [number, number, ...number[]]
      const tail = rest.map(lane => [lane, Infinity] as const)
      const traces = execute(order.map(lane => [lane, Infinity] as const))
      for (const i of shared.points(traces[first] as LaneTrace, first)) {
        if (over()) break
        const inner = execute([[first, i], [second, Infinity], ...tail, [first, Infinity]])
        for (const j of shared.points(inner[second] as LaneTrace, second)) {
          if (over()) break
          const schedule: Segment[] = [[first, i], [second, j], [first, Infinity], [second, Infinity], ...tail]
          if (fresh(schedule)) execute(schedule)
          const between: Segment[] = [[first, i], [second, j], ...tail, [first, Infinity], [second, Infinity]]
          if (rest.length > 0 && fresh(between)) execute(between)
        }
      }
    }
    grown = shared.size > known
  }
  if (finished) return { executions, stopped: 'seen' }

  // More switches, anywhere.
  const random = new RandomStream(1)
  const lengths = together.map((_, lane) => Math.max(...orders.slice(0, 2).map(order => execute(order.map(one => [one, Infinity] as const))[lane]?.footprints.length ?? 1)))
  while (!over()) {
    const switches = 2 + random.below(5)
    const schedule = Array.from({ length: switches }, (): Segment => {
      const lane = random.below(together.length)
      return [lane, random.below(lengths[lane] ?? 1)]
    })
    if (fresh(schedule)) execute(schedule)
  }
  return { executions, stopped: finished ? 'seen' : 'time' }
}

/**
 * Run commands together under a schedule. After the schedule's end, and whenever the lane whose turn it is cannot go
 * on, lanes follow in their order. Tasks of nobody (the engine's own) go first; background tasks when they are due.
 */
export function runTogether(subject: GoldenSubject, together: readonly string[], schedule: readonly Segment[], record: boolean): { lanes: Lane[]; traces: LaneTrace[] } {
  const { scheduler, memory } = subject
  const lanes = together.map(line => subject.spawn(line))
  const traces: LaneTrace[] = together.map(() => ({ footprints: [] }))
  const { recording } = memory
  const { tracing } = scheduler
  memory.recording = record
  // The trace would take the footprints, and grow with every execution.
  scheduler.tracing = false
  if (record) memory.takeFootprint()
  try {
    const turns: Segment[] = [...schedule, ...together.map((_, lane) => [lane, Infinity] as const)]
    let turn = 0
    let left = turns[0]?.[1] ?? 0
    while (lanes.some(lane => lane.result() === undefined)) {
      const enabled = scheduler.enabled()
      const free = enabled.filter(task => !task.background)
      if (free.length === 0) break
      const due = dueBackground(enabled, scheduler)
      const nobodys = free.filter(task => !lanes.some(lane => lane.owns(task)))
      // A container's or the engine's own sleep must not keep the lanes from going on.
      const prompt = nobodys.filter(task => task.pending?.kind !== 'sleep')
      let next: Task | undefined = due ?? (prompt.length > 0 ? foreground(prompt, scheduler) : undefined)
      let laneIndex = -1
      while (next === undefined && turn < turns.length) {
        const [lane] = turns[turn] as Segment
        const members = free.filter(task => lanes[lane]?.owns(task) === true)
        if (left > 0 && members.length > 0) {
          next = foreground(members, scheduler)
          laneIndex = lane
          left--
        } else {
          turn++
          left = turns[turn]?.[1] ?? 0
        }
      }
      if (next === undefined) {
        next = foreground(free, scheduler)
        if (next === undefined) break
        // A lane waited when its turn came and was let go by another: start the round of lanes again.
        laneIndex = lanes.findIndex(lane => lane.owns(next as Task))
        if (laneIndex >= 0) {
          turns.push(...together.map((_, lane) => [lane, Infinity] as const))
          left = turns[turn]?.[1] ?? 0
        }
      }
      scheduler.step(next)
      if (record) {
        const footprint = memory.takeFootprint()
        if (laneIndex >= 0) traces[laneIndex]?.footprints.push(footprint)
      }
    }
  } finally {
    memory.recording = recording
    scheduler.tracing = tracing
  }
  return { lanes, traces }
}

/** Which cells several lanes touch, one of them changing it: only there does the order of steps matter. */
class SharedCells {
  private readonly readers = new Map<string, Set<number>>()
  private readonly writers = new Map<string, Set<number>>()
  private readonly shared = new Set<string>()
  private readonly lanes: number

  constructor(lanes: number) {
    this.lanes = lanes
  }

  get size(): number {
    return this.shared.size
  }

  learn(traces: readonly LaneTrace[]): void {
    traces.forEach((trace, lane) => {
      for (const footprint of trace.footprints) {
        for (const { cell, mode } of footprint) {
          const users = mode === 'read' ? this.readers : this.writers
          const known = users.get(cell)
          if (known?.has(lane)) continue
          if (known) known.add(lane)
          else users.set(cell, new Set([lane]))
          for (let other = 0; other < this.lanes; other++) {
            if (other !== lane && (this.writers.get(cell)?.has(other) || (mode !== 'read' && this.readers.get(cell)?.has(other)))) this.shared.add(cell)
          }
        }
      }
    })
  }

  /** Before which steps of a lane a switch can matter. */
  points(trace: LaneTrace, _lane: number): number[] {
    return trace.footprints.flatMap((footprint, index) => (index > 0 && footprint.some(({ cell }) => this.shared.has(cell)) ? [index] : []))
  }
}

function permutations(items: readonly number[]): number[][] {
  if (items.length <= 1) return [[...items]]
  return items.flatMap((item, at) => permutations([...items.slice(0, at), ...items.slice(at + 1)]).map(rest => [item, ...rest]))
}

/** A schedule as a line that a person can paste: `first*12 second first`. */
export const printSegments = (schedule: readonly Segment[]): string =>
  schedule.map(([lane, steps]) => (steps === Infinity ? String(lane) : `${lane}*${steps}`)).join(' ')

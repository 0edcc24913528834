/**
 * All that commands at one moment can come to, by the explorer: the subject's commands are its lanes, and each end is
 * what they gave and what the commands afterwards print.
 */
import { Lanes } from '../../sandbox/explore/lanes.ts'
import type { Work } from '../../sandbox/explore/lanes.ts'
import { EFFORT_MAX, search } from '../../sandbox/explore/search.ts'
import type { SearchResult } from '../../sandbox/explore/search.ts'
import type { Stretch } from '../../sandbox/explore/witness.ts'
import type { Task } from '../../sandbox/sched/scheduler.ts'
import { stopwatch } from './case.ts'
import type { GoldenSubject, Lane, RunResult } from './subject.ts'

/** What commands that ran together gave; undefined for one that waits for ever. */
export interface End {
  readonly results: readonly (RunResult | undefined)[]
  /** What the commands afterwards printed on standard output. */
  readonly after: readonly string[]
}

export interface ExploreOptions {
  /** Ends with one text are one. */
  readonly text: (end: End) => string
  /** Time of the processor. */
  readonly millisecondsMax: number
}

class SubjectLanes extends Lanes {
  running: Lane[] = []
  private readonly subject: GoldenSubject
  private readonly together: readonly string[]
  private readonly moment: unknown

  constructor(subject: GoldenSubject, together: readonly string[]) {
    super(together.length, subject.scheduler)
    this.subject = subject
    this.together = together
    subject.scheduler.tracing = false
    this.moment = subject.moment()
  }

  value(cell: string): string | undefined {
    return this.subject.values?.of(cell)
  }

  member(set: string, cell: string): string | undefined {
    return this.subject.values?.member(set, cell)
  }

  counter(cell: string): number | undefined {
    return this.subject.values?.counter(cell)
  }

  outcome(lane: number): string {
    return JSON.stringify(this.running[lane]?.result())
  }

  protected override begin(): readonly Work[] {
    this.subject.backTo(this.moment)
    this.running = this.together.map(line => this.subject.spawn(line))
    return this.running.map(lane => ({
      get ended() {
        return lane.result() !== undefined
      },
      owns: (task: Task) => lane.owns(task),
    }))
  }

  protected override check(lane: number, task: Task): void {
    if (task.state === 'failed' && this.running[lane]?.task === task) throw task.error
  }
}

/** The subject must be at rest. */
export function exploreEnds(subject: GoldenSubject, together: readonly string[], after: readonly string[], { text, millisecondsMax }: ExploreOptions): SearchResult<End> {
  const lanes = new SubjectLanes(subject, together)
  const spent = stopwatch()
  const searching = search<End>(lanes, {
    preemptionsMax: undefined, effortMax: EFFORT_MAX, lookChanges: true, onBegin() {}, enough: () => spent() > millisecondsMax,
    look() {
      const results = lanes.running.map(lane => lane.result())
      const end: End = { results, after: after.map(line => subject.run(line, { tty: false }).stdout) }
      return { key: text(end), seen: end }
    },
  })
  let next = searching.next()
  while (!next.done) next = searching.next()
  return next.value
}

/** A schedule as a line: lanes by letter, with how many steps; the last turn of a lane goes to its end. */
export const printStretches = (stretches: readonly Stretch[]): string => stretches.map(({ lane, steps }, at) => {
  const name = String.fromCharCode(65 + lane)
  return stretches.slice(at + 1).some(later => later.lane === lane) ? `${name}*${steps}` : name
}).join(' ')

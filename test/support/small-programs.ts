/** Small programs for explorers: a few lanes on a few cells and locks, drawn from a seed. */
import { Conclusions } from '../../sandbox/explore/conclude.ts'
import { concluded } from '../../sandbox/sched/conclude.ts'
import { Lock } from '../../sandbox/sched/lock.ts'
import { Memory } from '../../sandbox/sched/memory.ts'
import { step } from '../../sandbox/sched/op.ts'
import type { Op } from '../../sandbox/sched/op.ts'
import { RandomStream } from '../../sandbox/sched/random.ts'
import { Scheduler } from '../../sandbox/sched/scheduler.ts'
import type { Task } from '../../sandbox/sched/scheduler.ts'
import { heldLocks, lockUseOf, nextKind, statusOf } from '../../sandbox/explore/locks.ts'
import type { Done, Program, Status } from '../../sandbox/explore/program.ts'

/** What a lane does, one after the other. */
export type Statement =
  | { readonly do: 'read' | 'write' | 'add' | 'swap'; readonly cell: number }
  /** Only when the last value read is odd. */
  | { readonly do: 'if-odd'; readonly body: readonly Statement[] }
  | { readonly do: 'lock' | 'read-lock'; readonly lock: number; readonly body: readonly Statement[] }
  | { readonly do: 'brief'; readonly lock: number; readonly cell: number }
  | { readonly do: 'fail' }
  /** Afterwards only whether the last value read was odd is known. */
  | { readonly do: 'conclude'; readonly body: readonly Statement[] }

export const CELLS = 3
const LOCKS = 2

/** A program whose end is what each lane read and what the cells hold. */
export class SmallProgram implements Program {
  readonly lanes: number
  private readonly codes: readonly (readonly Statement[])[]
  private readonly memory = new Memory()
  private readonly scheduler = new Scheduler(this.memory, 1)
  private readonly conclusions = new Conclusions(this.scheduler)
  private readonly locks = Array.from({ length: LOCKS }, (_, i) => new Lock(`l${i}`, this.scheduler))
  private readonly cells = Array.from({ length: CELLS }, () => ({ value: 0 }))
  private readonly moment = this.memory.now()
  private readonly mark = this.scheduler.mark()
  private tasks: Task[] = []
  private seen: string[] = []

  /** @param concluding false: what is concluded is known as everything else is */
  constructor(codes: readonly (readonly Statement[])[], concluding = true) {
    this.codes = codes
    this.lanes = codes.length
    this.scheduler.tracing = false
    if (concluding) this.conclusions.install()
  }

  reset(): void {
    // What ends before its first step is nobody's step.
    this.memory.recording = false
    this.scheduler.reset(this.mark)
    this.memory.backTo(this.moment)
    this.seen = this.codes.map(() => '')
    this.tasks = this.codes.map((code, lane) => this.scheduler.spawn(this.run(lane, code, { last: lane + 1 }), `lane${lane}`))
  }

  enabled(lane: number): boolean {
    return this.tasks[lane]?.enabled ?? false
  }

  ended(lane: number): boolean {
    return this.tasks[lane]?.ended ?? true
  }

  step(lane: number, record: boolean): Done {
    const task = this.tasks[lane] as Task
    const { pending } = task
    this.memory.recording = record
    this.scheduler.step(task)
    return { task: task.name, marks: this.conclusions.take(), others: '', quiet: true, accesses: this.memory.takeFootprint(), lock: pending && lockUseOf(this.scheduler, task, pending), held: heldLocks(this.scheduler, task) }
  }

  next(lane: number): ReturnType<Program['next']> {
    return nextKind([this.tasks[lane] as Task])
  }

  status(lane: number): Status {
    return statusOf([this.tasks[lane] as Task], this.ended(lane))
  }

  value(cell: string): string | undefined {
    return cell.startsWith('cell:') ? String(this.cells[Number(cell.slice('cell:'.length))]?.value) : undefined
  }

  /** What a reader would see at the end. */
  end(): string {
    return `${this.seen.join(' | ')} ; ${this.cells.map(({ value }) => value).join(' ')} ; ${this.tasks.map(({ state }) => state).join(' ')}`
  }

  private *run(lane: number, code: readonly Statement[], own: { last: number }): Op<void> {
    for (const statement of code) {
      switch (statement.do) {
        case 'if-odd':
          if (own.last % 2 === 1) yield* this.run(lane, statement.body, own)
          break
        case 'lock':
          yield* (this.locks[statement.lock] as Lock).held(() => this.run(lane, statement.body, own))
          break
        case 'read-lock':
          yield* (this.locks[statement.lock] as Lock).heldForReading(() => this.run(lane, statement.body, own))
          break
        case 'brief':
          yield* (this.locks[statement.lock] as Lock).briefly(() => this.use(lane, 'swap', statement.cell, own))
          break
        case 'conclude': {
          const last = yield* concluded(this.scheduler, this.parity(lane, statement.body, own.last), String)
          this.seen[lane] += `concluded ${last} `
          own.last = last
          break
        }
        case 'fail':
          yield step('compute', 'fail', 1)
          throw new Error('failed')
        default:
          yield step('compute', `${statement.do} ${statement.cell}`, 1)
          this.use(lane, statement.do, statement.cell, own)
      }
    }
  }

  /** Whatever is read on the way is not part of the end. */
  private *parity(lane: number, body: readonly Statement[], last: number): Op<number> {
    const seen = this.seen[lane] as string
    const own = { last }
    try {
      yield* this.run(lane, body, own)
    } finally {
      this.seen[lane] = seen
    }
    return own.last % 2
  }

  private use(lane: number, how: 'read' | 'write' | 'add' | 'swap', at: number, own: { last: number }): void {
    const { memory } = this
    const cell = this.cells[at] as { value: number }
    memory.touch('cell', at, how === 'swap' ? 'write' : how)
    if (how === 'read' || how === 'swap') {
      this.seen[lane] += `${cell.value} `
      own.last = (own.last * 3 + cell.value) % 97
    }
    if (how === 'add') memory.set(cell, 'value', cell.value + lane + 1)
    if (how === 'write' || how === 'swap') memory.set(cell, 'value', (own.last * 5 + lane + 1) % 89)
  }
}

/**
 * Lanes drawn from a seed: 2 or 3, of a few statements.
 *
 * @param concluding with operations of which only the result is known
 * @param tells that it is
 */
export function drawnProgram(seed: number, concluding = false, tells = true): SmallProgram {
  const random = new RandomStream(seed)
  const lanes = 2 + (random.below(3) === 0 ? 1 : 0)
  const body = (length: number, depth: number): Statement[] => Array.from({ length }, (): Statement => {
    const cell = random.below(CELLS)
    const lock = random.below(LOCKS)
    const kind = random.below(depth > 0 ? (concluding ? 17 : 11) : 6)
    if (kind > 10) return { do: 'conclude', body: body(1 + random.below(3), depth - 1) }
    if (kind === 0) return { do: 'write', cell }
    if (kind === 1 || kind === 2) return { do: 'read', cell }
    if (kind === 3) return { do: 'add', cell }
    if (kind === 4) return { do: 'swap', cell }
    if (kind === 5) return random.below(4) === 0 ? { do: 'fail' } : { do: 'write', cell }
    if (kind === 6) return { do: 'if-odd', body: body(1 + random.below(2), depth - 1) }
    if (kind === 7 || kind === 8) return { do: 'lock', lock, body: body(random.below(3), depth - 1) }
    if (kind === 9) return { do: 'read-lock', lock, body: body(1 + random.below(2), depth - 1) }
    return { do: 'brief', lock, cell }
  })
  return new SmallProgram(Array.from({ length: lanes }, () => body(lanes === 3 ? 2 : 3, 2)), tells)
}

/**
 * Tasks and the scheduler. A task runs one operation and has its own virtual time: a step moves it by its cost, a wait
 * moves it to the moment when the wait ended. A policy chooses which task takes the next step. Under `foreground` that
 * is the task whose time is earliest, which makes a discrete-event simulation of concurrent work; any other policy may
 * choose differently and thereby make an interleaving that a real machine could also have shown.
 */
import { assert } from '../base/assert.ts'
import { takeMissing } from '../base/parts.ts'
import type { Conclude } from './conclude.ts'
import type { Access, Memory } from './memory.ts'
import type { Op, Step, StepKind } from './op.ts'
import { RandomStream, seedOf } from './random.ts'

/** One executed step. */
export interface TraceEntry {
  readonly index: number
  readonly task: string
  readonly kind: StepKind
  readonly target: string
  /** The task's virtual time after the step, in nanoseconds since the world began. */
  readonly tick: number
  /** What the step read and wrote; empty unless the memory records. */
  readonly footprint: readonly Access[]
}

/** Thrown into an operation when its task gets a signal it did not ignore. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
  readonly signal: string

  constructor(signal: string) {
    super(signal)
    this.signal = signal
  }
}

export type TaskState = 'runnable' | 'done' | 'failed' | 'killed'

/** One thread of work. */
export class Task {
  /** Parent's name, a slash, and how many-th child: independent of the schedule. */
  readonly name: string
  /** Position among all tasks of the world; only for ties and lanes. */
  readonly serial: number
  /** Background tasks (journal, write-back) never keep a world busy. */
  readonly background: boolean
  readonly parent: Task | undefined
  readonly op: Op<unknown>
  readonly random: RandomStream
  /** The next step, announced and not yet done. */
  pending: Step | undefined
  state: TaskState = 'runnable'
  result: unknown
  error: unknown
  /** Virtual time of this task, in nanoseconds since the world began. */
  atTick: number
  childCount = 0
  inodeCount = 0
  /** Steps that it has done. */
  stepCount = 0
  /** Who owns the task: a process, a daemon. The owner's death kills it. */
  owner: object | undefined
  private interrupt: Interrupted | undefined
  private readonly endings: (() => void)[] = []

  constructor(name: string, serial: number, op: Op<unknown>, parent: Task | undefined, atTick: number, background: boolean, seed: number) {
    this.name = name
    this.serial = serial
    this.op = op
    this.parent = parent
    this.atTick = atTick
    this.background = background
    this.owner = parent?.owner
    this.random = new RandomStream(seedOf(`${seed}/${name}`))
  }

  get ended(): boolean {
    return this.state !== 'runnable'
  }

  /** Can the task take its next step now? */
  get enabled(): boolean {
    const { pending } = this
    if (this.state !== 'runnable' || pending === undefined) return false
    if (pending.blocked !== undefined && this.interrupt === undefined && pending.blocked()) return false
    return !this.frozen
  }

  /** Is its owner frozen (`docker pause`)? Then it takes no step, but can be killed. */
  get frozen(): boolean {
    return (this.owner as { readonly frozen?: boolean } | undefined)?.frozen === true
  }

  /** When the next step could begin: the task's own time, or later when a wait ended later. */
  get nextTick(): number {
    const ready = this.interrupt === undefined ? (this.pending?.readyAtTick?.() ?? 0) : 0
    return Math.max(this.atTick, ready)
  }

  /** When the next step would be over for whoever waits: a sleep ends with its time, or at once when it is interrupted. */
  get dueTick(): number {
    return this.nextTick + (this.interrupt === undefined && this.pending?.kind === 'sleep' ? this.pending.ticks : 0)
  }

  /** Deliver a signal at a tick: the next step throws `Interrupted` inside the operation instead of being done. */
  signal(signal: string, tick: number): void {
    this.interrupt ??= new Interrupted(signal)
    if (tick > this.atTick) this.atTick = tick
  }

  takeInterrupt(): Interrupted | undefined {
    const interrupt = this.interrupt
    this.interrupt = undefined
    return interrupt
  }

  /** Run when the task ends in any way, also when killed: what a kernel does for a process. */
  onEnd(ending: () => void): void {
    this.endings.push(ending)
  }

  runEndings(): void {
    for (const ending of this.endings.splice(0)) ending()
  }
}

/** Something that tasks hold, such as a lock. */
export interface Holding {
  readonly name: string
  isHeldBy(task: Task): boolean
  /** Who holds it so that nobody else may. */
  readonly writer: Task | undefined
}

/** What `Scheduler.reset` goes back to. */
export interface SchedulerMark {
  readonly tasks: readonly { readonly task: Task; readonly pending: Step | undefined; readonly atTick: number }[]
  readonly nowTick: number
  readonly traceLength: number
  readonly serials: number
  readonly roots: ReadonlyMap<string, number>
}

/** Chooses the next task among the enabled ones (never empty). Undefined: nothing may run, stop here. */
export type Policy = (enabled: readonly Task[], scheduler: Scheduler) => Task | undefined

/** What `run` may do at most before it gives up with a clear error. */
export const STEPS_MAX = 50_000_000

export class Scheduler {
  readonly memory: Memory
  readonly tasks: Task[] = []
  /** Every lock that somebody holds. */
  readonly holdings = new Map<Holding, true>()
  /** The task whose step is being done; undefined outside a step. */
  current: Task | undefined
  /** The latest virtual time any task has reached. */
  nowTick = 0
  readonly trace: TraceEntry[] = []
  tracing = true
  /**
   * A task that waited for a lock goes on at the time when it was left. While orders are explored it does not: each task
   * has a time of its own then, so that what it writes does not depend on who kept it waiting.
   */
  waitsTakeTime = true
  /** While orders are explored: what becomes of operations of which only the result counts, see `conclude.ts`. */
  conclude: Conclude | undefined
  /** The same, for places that the current task comes to in several ways, and what clocks show between them. */
  arrive: ((place: number) => void) | undefined
  clockOf: ((task: Task) => number) | undefined
  /** Steps done so far. */
  steps = 0
  /** Choices made at points where more than one foreground task was enabled: the schedule. */
  readonly choices: string[] = []
  readonly seed: number
  private serials = 0
  private roots = new Map<string, number>()

  constructor(memory: Memory, seed: number) {
    this.memory = memory
    this.seed = seed
  }

  /**
   * Start a task. It is run up to its first step, so operations do nothing observable before their first yield.
   * Top-level tasks are named by `label`, children by their parent and number.
   */
  spawn(op: Op<unknown>, label: string, options: { background?: boolean; atTick?: number; owner?: object } = {}): Task {
    const parent = this.current
    let name: string
    if (parent) name = `${parent.name}/${label}${++parent.childCount}`
    else {
      const count = (this.roots.get(label) ?? 0) + 1
      this.roots.set(label, count)
      name = count === 1 ? label : `${label}#${count}`
    }
    const atTick = options.atTick ?? parent?.atTick ?? this.nowTick
    const task = new Task(name, this.serials++, op, parent, atTick, options.background ?? false, this.seed)
    if (options.owner) task.owner = options.owner
    this.tasks.push(task)
    this.resume(task, undefined)
    return task
  }

  /** Where all tasks stand, for `reset`. Take it while every task that will go on later is waiting. */
  mark(): SchedulerMark {
    return {
      tasks: this.tasks.map(task => ({ task, pending: task.pending, atTick: task.atTick })), nowTick: this.nowTick, traceLength: this.trace.length,
      serials: this.serials, roots: new Map(this.roots),
    }
  }

  /**
   * Forget all tasks that were started since, and put those that still wait where they stood, also those that were
   * suspended. Generators cannot be copied, so a task that has gone on or ended since is not brought back: it is
   * returned, for its owner to replace.
   */
  reset(mark: SchedulerMark): Task[] {
    const known = new Set(mark.tasks.map(({ task }) => task))
    for (const task of [...this.tasks]) if (!known.has(task)) this.kill(task)
    const lost: Task[] = []
    const waiting: Task[] = []
    for (const { task, pending, atTick } of mark.tasks) {
      if (task.ended || task.pending !== pending) lost.push(task)
      else {
        task.atTick = atTick
        waiting.push(task)
      }
    }
    for (const task of lost) this.kill(task)
    this.tasks.splice(0, this.tasks.length, ...waiting)
    this.nowTick = mark.nowTick
    this.trace.length = mark.traceLength
    this.serials = mark.serials
    this.roots = new Map(mark.roots)
    return lost
  }

  /** The time an operation sees: that of its own task. */
  now(): number {
    return this.current?.atTick ?? this.nowTick
  }

  /** What the clock shows to an operation: its time. */
  clock(): number {
    return this.current && this.clockOf ? this.clockOf(this.current) : this.now()
  }

  /** The random stream an operation draws from: that of its own task. */
  random(): RandomStream {
    assert(this.current, 'random values are drawn inside a task')
    return this.current.random
  }

  /** Tasks that can take a step now. */
  enabled(): Task[] {
    return this.tasks.filter(task => task.enabled)
  }

  /** Names of what the live tasks among these hold, sorted. */
  heldBy(owns: (task: Task) => boolean): string[] {
    const tasks = this.tasks.filter(owns)
    return [...this.holdings.keys()].filter(holding => tasks.some(task => holding.isHeldBy(task))).map(({ name }) => name).sort()
  }

  /** Let one task do its next step. @throws PartMissing when it needs what is not loaded: the run is void then */
  step(task: Task): void {
    const pending = task.pending
    assert(pending && task.state === 'runnable', 'only a live task steps')
    const interrupt = task.takeInterrupt()
    if (!interrupt) {
      assert(!(pending.blocked?.() ?? false), `${task.name} is not blocked at ${pending.kind} ${pending.target}`)
      const ready = pending.readyAtTick?.() ?? 0
      if (ready > task.atTick) task.atTick = ready
      task.atTick += pending.ticks
    }
    if (task.atTick > this.nowTick) this.nowTick = task.atTick
    this.steps++
    task.stepCount++
    this.resume(task, interrupt)
    const missing = takeMissing()
    if (missing) throw missing
    if (this.tracing) {
      this.trace.push({
        index: this.trace.length, task: task.name, kind: interrupt ? 'signal' : pending.kind,
        target: interrupt ? interrupt.signal : pending.target, tick: task.atTick,
        footprint: this.memory.recording ? this.memory.takeFootprint() : NO_FOOTPRINT,
      })
    }
  }

  /** Kill a task at once: nothing of its operation runs any more, only what the kernel does for it. */
  kill(task: Task): void {
    if (task.ended) return
    // It ends when it is killed, not when its last step was.
    if (this.current && this.current.atTick > task.atTick) task.atTick = this.current.atTick
    task.state = 'killed'
    task.pending = undefined
    this.drop(task)
    task.runEndings()
  }

  /** Take tasks out as if they had been killed, but let nothing of them end: `reset` brings them back. */
  suspend(choose: (task: Task) => boolean): void {
    this.tasks.splice(0, this.tasks.length, ...this.tasks.filter(task => !choose(task)))
  }

  /** Kill every task that `choose` names. */
  killAll(choose: (task: Task) => boolean): void {
    for (const task of [...this.tasks]) if (choose(task)) this.kill(task)
  }

  /**
   * Step until `until` holds, no foreground task can go on, or the policy stops.
   *
   * @throws InvariantError after STEPS_MAX steps
   */
  run(policy: Policy, until: () => boolean = () => false): void {
    const limit = this.steps + STEPS_MAX
    while (!until()) {
      const enabled: Task[] = []
      let busy = false
      for (const task of this.tasks) {
        if (!task.enabled) continue
        enabled.push(task)
        if (!task.background) busy = true
      }
      if (!busy) return
      const next = policy(enabled, this)
      if (!next) return
      assert(this.steps < limit, 'a run ends within the step limit')
      this.step(next)
    }
  }

  private resume(task: Task, interrupt: Interrupted | undefined): void {
    const outer = this.current
    this.current = task
    try {
      const next = interrupt ? task.op.throw(interrupt) : task.op.next()
      if (task.ended) task.pending = undefined // killed by its own step
      else if (next.done) {
        task.result = next.value
        task.state = 'done'
      } else task.pending = next.value
    } catch (error) {
      task.error = error
      if (!task.ended) task.state = 'failed'
    } finally {
      this.current = outer
    }
    if (task.ended) {
      this.memory.touch('done', task.name, 'write')
      task.pending = undefined
      this.drop(task)
      task.runEndings()
    }
  }

  private drop(task: Task): void {
    const at = this.tasks.indexOf(task)
    if (at >= 0) this.tasks.splice(at, 1)
  }
}

const NO_FOOTPRINT: readonly Access[] = []

/** Wait until a task has ended; its result, or its error thrown again. A killed task gives undefined. */
export function* join<T>(task: Task, scheduler?: Scheduler): Op<T> {
  if (!task.ended) {
    yield { kind: 'wait', target: task.name, ticks: 0, blocked: () => !task.ended, readyAtTick: () => task.atTick }
  }
  scheduler?.memory.touch('done', task.name, 'read')
  if (task.state === 'failed') throw task.error
  return task.result as T
}

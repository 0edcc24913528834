/**
 * Walking through a program: several steps of a lane as one event, between whose steps no other lane could come so that
 * anybody would notice. Which cells lanes share, and under which locks, is learnt on the way; an exploration that has
 * learnt more begins again.
 *
 * An event goes up to and including the first step at which it matters who comes first. Taking a lock may as well be done
 * later, leaving it earlier, so a section under a lock is one event when all that it uses is only used under that lock.
 * A cell that several lanes use matters where two of them stand so that the next events of both use it: then events are to
 * end there (`meet`). Most cells are only ever handed over, by a lock or by another cell, and never matter. When in no
 * place of a search two lanes meet but at the ends of their events, any schedule of steps, whichever lane's event is over
 * first, comes to the same as if that event had been done in one: so nothing was left out.
 *
 * A generator cannot be copied, so the program itself can only be run from the start. But a lane does the same again
 * whenever all that it finds is the same: an event is known by the lane's last event before it and by what the shared
 * cells that it uses held. Events that are known are not run; only when one is met that is not, the program is brought
 * to that place and does it. So the search walks through numbers, and the program runs once for each thing new.
 *
 * What a cell holds is told by the program, else by the event that wrote it last. What was foretold is compared with what
 * the program does whenever it comes by: when that is something else, the search begins again and asks the program no more.
 *
 * @source Musuvathi, Qadeer: Iterative context bounding (PLDI 2007), on switching only where lanes synchronise or race;
 *   Lipton: Reduction (1975)
 */
import { assert } from '../base/assert.ts'
import { RandomStream } from '../sched/random.ts'
import { Cells, NOTHING, conflicts, eachCell, setOf } from './footprint.ts'
import type { Footprint, Stand } from './footprint.ts'
import type { Done, LockUse, Program, Status } from './program.ts'

/** Steps of one lane between which no other could come and be noticed. */
export interface Event {
  readonly lane: number
  /** How many-th event of its lane, from 1. */
  readonly seq: number
  /** How many steps it is. */
  readonly steps: number
  readonly footprint: Footprint
  /** What it takes from others and leaves to them; only locks that lanes share. */
  readonly locks: readonly LockUse[]
  /** Cells that it read or wrote, and what they held. */
  readonly before: readonly Held[]
}

/**
 * How far an event goes. `steps`: to the first step that another lane could notice, for who wants to see every state.
 * `orders`: to the first step at a cell that another lane could have come to first; between such steps the order of lanes
 * makes no difference. `states`: the same, and on over locks that are always free; which events could change places is
 * not told then.
 */
export type Grain = 'steps' | 'orders' | 'states'

/** What an exploration has spent. */
export interface Spent {
  /** Steps that were taken, whether they were run or known. */
  steps: number
  /** Events that were taken. */
  events: number
  /** Steps that the program did, those done once more to come back to a place included. */
  performed: number
  /** Runs from the start. */
  runs: number
}

/** An event with what it needs and what it leaves. */
interface Known extends Event {
  /** What the lane has done then, as a number: the same when it may go on in the same way. */
  readonly past: number
  /** A number for the event itself: no other one comes of the same in the same way. */
  readonly own: number
  /** Every cell that it used. */
  readonly used: readonly number[]
  /** Cells that it wrote, and what they hold then; of sets besides that what is in them that was not at the start, or is no more. */
  readonly after: readonly (Held & { readonly members?: readonly string[] | undefined })[]
  /** What it added to cells. */
  readonly added: readonly Added[]
  /** Cells that count, and by how much. */
  readonly counted: readonly Held[]
  /** Locks that it took or left, also those that no other lane uses. */
  readonly moves: readonly LockUse[]
  readonly status: Status
  /** Operations of the lane that are under way then. */
  readonly scopes: readonly Scope[]
  /** Other lanes that it ended. */
  readonly killed: readonly number[]
}

/** An operation that is under way, of which only the result will be known. */
interface Scope {
  readonly task: string
  /** What the lane had done when it began, as a number. */
  readonly past: number
  /** How far the lane's other tasks had come. */
  readonly others: string
  /** Cells that were changed since. */
  readonly changed: readonly number[]
  /** More than its result will be known: it wrote into a pipe, or another task of the lane found something. */
  readonly spoilt: boolean
}

/** A step of an event. */
interface Trailed extends Done {
  /** Of a step in which an operation has told its result: what the cells hold then that the event has changed so far. */
  readonly standing: ReadonlyMap<number, number | undefined>
}

const NO_STANDING: ReadonlyMap<number, number | undefined> = new Map()

interface Added {
  readonly cell: number
  /** Cells that tell what was added; none: that is known only by the event itself. */
  readonly members: readonly Held[]
}

export interface Held {
  readonly cell: number
  /** A number for what it holds. */
  readonly value: number
}

/** Who holds a lock: lanes, for writing and for reading. */
interface Holders {
  readonly writer: number
  readonly readers: readonly number[]
}

const FREE: Holders = { writer: -1, readers: [] }
const NOTHING_ADDED: readonly string[] = []
const NO_SCOPES: readonly Scope[] = []
const ENDED: Status = { ended: true, free: false, locks: [], other: false }

type Undo = () => void

/** A search must begin again: what it went by was mistaken. */
export class Mistaken extends Error {
  override readonly name = 'Mistaken'
}

/** What was foretold is compared in the first runs, and in one of so many others: to record a step costs more than to do it. */
const COMPARED_RUNS = 50
const COMPARED_EVERY = 8

/** A search that has learnt of shared cells goes on to learn of more, for a while. */
const LEARNING_PART = 1
const LEARNING_EVENTS = 500

export class Walk {
  readonly program: Program
  readonly cells = new Cells()
  readonly spent: Spent = { steps: 0, events: 0, performed: 0, runs: 0 }

  /** Events from the start to where the walk stands. */
  private readonly path: Known[] = []
  private readonly undos: Undo[][] = []
  /** What the program itself has done since its start. */
  private performed: Known[] = []
  private spoilt = false
  /** What cells hold is asked of the program. */
  private trusting = true
  private grain: Grain = 'steps'
  /** Nothing is known yet. */
  private fresh = true
  /** Effort when the search began, and when it first learnt of a shared cell. */
  private begunAt = 0
  private grownAt: number | undefined
  private starts: readonly Status[] = []
  private readonly known = new Map<number, Known[]>()
  private readonly numbers = new Map<string, number>()
  /** What lanes have done that have found nothing in their last steps: since when, and how many steps. */
  private readonly pauses = new Map<number, { readonly since: number; readonly idle: number }>()
  private readonly onTheSpot = new Map<string, boolean>()
  private readonly startValues = new Map<number, number>()
  /** Values that are known only by the event that wrote them, and those that say that nothing is there. */
  private readonly untold = new Set<number>()
  private readonly nothing = new Set<number>([0])
  /** Of members, at the start. */
  private readonly startMembers = new Map<number, number>()

  // How things stand where the walk is.
  private pasts: number[] = []
  private statuses: Status[] = []
  private scopes: (readonly Scope[])[] = []
  private seqs: number[] = []
  private readonly values = new Map<number, number>()
  /** What was added to cells: events, or members that are not as they were at the start. */
  private readonly adds = new Map<number, readonly string[]>()
  private readonly counts = new Map<number, number>()
  private readonly locks = new Map<string, Holders>()
  /** Two numbers of 32 bits that stand for the place. */
  private low = 0
  private high = 0

  // What `further` found besides the event.
  private moves: LockUse[] = []
  /** Cells that the steps wrote. */
  private written: string[] = []
  /** The steps. */
  private trail: Trailed[] = []

  constructor(program: Program) {
    this.program = program
  }

  /** Stand at the start. What was learnt stays, unless more of what lanes share became known, or events are to be others. */
  restart(grain: Grain): void {
    const { cells } = this
    if (this.grain !== grain) {
      this.fresh = true
      // Of orders less is told, so that more seems to matter.
      cells.forgetRaces()
    }
    this.grain = grain
    this.begunAt = this.effort
    this.grownAt = undefined
    this.back(0)
    if (!this.fresh && !cells.grown) return
    const stale = cells.adopt()
    if (this.fresh) this.known.clear()
    else this.forget(stale)
    this.onTheSpot.clear()
    this.locks.clear()
    this.adds.clear()
    this.low = this.high = 0
    this.rerun()
    this.starts = this.lanes().map(lane => this.statusOf(lane))
    this.statuses = [...this.starts]
    this.pasts = this.lanes().map(lane => -1 - lane)
    this.seqs = this.lanes().map(() => 0)
    this.scopes = this.lanes().map(() => NO_SCOPES)
    this.learnStart()
    this.fresh = false
  }

  /** Forget the events that used these cells; the others are what they were. */
  private forget(stale: ReadonlySet<number>): void {
    for (const [past, ways] of this.known) {
      const left = ways.filter(({ used }) => !used.some(cell => stale.has(cell)))
      if (left.length === 0) this.known.delete(past)
      else if (left.length < ways.length) this.known.set(past, left)
    }
  }

  /** Go back to so many events from the start. */
  back(position: number): void {
    while (this.path.length > position) {
      this.path.pop()
      for (const undo of (this.undos.pop() ?? []).reverse()) undo()
    }
  }

  /** Is it time to begin again, with what was learnt about shared cells? */
  outgrown(): boolean {
    if (!this.cells.grown) return false
    const { effort } = this
    this.grownAt ??= effort
    return effort > this.grownAt + (this.grownAt - this.begunAt) * LEARNING_PART + LEARNING_EVENTS
  }

  /** Lanes that can take a step. */
  enabled(): number[] {
    return this.lanes().filter(lane => this.isEnabled(lane))
  }

  /** Lanes that can take a step, as bits. */
  enabledBits(): number {
    let bits = 0
    for (let lane = 0; lane < this.program.lanes; lane++) if (this.isEnabled(lane)) bits |= 1 << lane
    return bits
  }

  /** Lanes that wait, none of which can go on: a deadlock when every lane that has not ended is among them. */
  waiting(): number[] {
    return this.lanes().filter(lane => !(this.statuses[lane] as Status).ended && !this.isEnabled(lane))
  }

  /** A text that is the same wherever everything stands the same. */
  place(): string {
    return `${this.low}.${this.high}`
  }

  /** Let a lane go on up to something that others can notice, its end, or a wait. */
  advance(lane: number): Event {
    const past = this.pasts[lane] as number
    const ways = this.known.get(past)
    let event = ways?.find(({ before }) => before.every(({ cell, value }) => this.found(cell) === value))
    if (!event) {
      this.stand()
      event = this.learn(lane, past)
      if (ways) ways.push(event)
      else this.known.set(past, [event])
      this.performed.push(event)
    }
    this.apply(event)
    this.spent.steps += event.steps
    this.spent.events++
    // The same can be done after more events, or fewer, when nobody knows of them any more.
    const seq = this.seqs[lane] as number
    return event.seq === seq ? event : { ...event, seq }
  }

  /** As `advance`, with the program standing there too, and `each` told of every step on the way. @throws Mistaken */
  advanceSteps(lane: number, each: (step: number) => void): Event {
    const position = this.path.length
    // It may be that the program must do it once to say how far it goes.
    const event = this.advance(lane)
    this.back(position)
    this.stand()
    for (let step = 1; step <= event.steps; step++) {
      if (!this.program.enabled(lane)) this.mistaken(lane)
      this.program.step(lane, false)
      this.spent.performed++
      each(step)
    }
    this.apply(event as Known)
    this.performed.push(event as Known)
    return event
  }

  /** Bring the program itself to where the walk stands. @throws Mistaken */
  stand(): void {
    const { path, program, cells, spent } = this
    if (this.spoilt || this.performed.length > path.length || this.performed.some((event, at) => event !== path[at])) this.rerun()
    const { performed } = this
    const compared = spent.runs < COMPARED_RUNS || spent.runs % COMPARED_EVERY === 0
    for (let at = performed.length; at < path.length; at++) {
      const event = path[at] as Known
      const { lane, steps, footprint } = event
      const accesses: Done['accesses'][number][] = []
      for (let i = 0; i < steps; i++) {
        if (!program.enabled(lane)) this.mistaken(lane)
        accesses.push(...program.step(lane, compared).accesses)
      }
      if (compared && !same(cells.visible(accesses), footprint)) this.mistaken(lane)
      spent.performed += steps
      performed.push(event)
    }
  }

  /** The program was made to do something else where it stood. */
  changed(): void {
    this.spoilt = true
  }

  /** What a waiting lane would do if its lock were free. */
  wanted(lane: number): Event | undefined {
    const [lock] = (this.statuses[lane] as Status).locks
    if (!lock) return undefined
    const footprint = this.cells.visible([{ cell: lock.cell, mode: lock.shared ? 'read' : 'write' }])
    return { lane, seq: (this.seqs[lane] as number) + 1, steps: 0, footprint, locks: [lock], before: [] }
  }

  /**
   * The program did something else than was foretold. When more became known of what lanes share, that is why; else what
   * cells hold is not all that a lane goes by, and from now on a cell is told from others by who wrote it when.
   *
   * @throws Mistaken
   */
  private mistaken(lane: number): never {
    if (!this.cells.grown) {
      assert(this.trusting, `lane ${lane} does what it did before`)
      this.trusting = false
    }
    this.fresh = true
    throw new Mistaken()
  }

  private get effort(): number {
    return this.spent.performed + this.spent.events
  }

  private lanes(): number[] {
    return Array.from({ length: this.program.lanes }, (_, lane) => lane)
  }

  private rerun(): void {
    this.program.reset()
    this.spent.runs++
    this.spoilt = false
    this.performed = []
  }

  private isEnabled(lane: number): boolean {
    const { ended, free, locks, other } = this.statuses[lane] as Status
    if (ended) return false
    if (free || locks.some(lock => this.canBeHad(lock))) return true
    if (!other) return false
    const key = `${lane} ${this.place()}`
    let answer = this.onTheSpot.get(key)
    if (answer === undefined) {
      this.stand()
      this.onTheSpot.set(key, (answer = this.program.enabled(lane)))
    }
    return answer
  }

  private canBeHad({ cell, shared }: LockUse): boolean {
    const { writer, readers } = this.locks.get(cell) ?? FREE
    return writer < 0 && (shared || readers.length === 0)
  }

  /** What a step finds in a cell. */
  private found(cell: number): number {
    // Of a lock nothing is read but who has it: who had it before makes no difference.
    if (this.trusting && this.cells.isLock(cell)) return this.lockValue(cell)
    const count = this.counts.get(cell)
    return count === undefined ? this.held(cell) : Math.min(count, SEVERAL)
  }

  /** What a cell holds, as a number. */
  private held(cell: number): number {
    const added = this.adds.get(cell) ?? NOTHING_ADDED
    const value = this.values.get(cell) ?? 0
    return added.length === 0 ? value : this.number(`${value} and ${added.join()}`)
  }

  private lockValue(cell: number): number {
    const { writer, readers } = this.locks.get(this.cells.name(cell)) ?? FREE
    return writer < 0 && readers.length === 0 ? 0 : this.number(`held ${writer} ${readers.join()}`)
  }

  private number(text: string): number {
    let number = this.numbers.get(text)
    if (number === undefined) this.numbers.set(text, (number = this.numbers.size + 1))
    return number
  }

  /** What is there at the start, of cells that are known already. */
  private learnStart(): void {
    const { cells, program, values, startValues, startMembers, counts } = this
    for (const map of [values, startValues, startMembers, counts]) map.clear()
    if (!program.value || !this.trusting) return
    for (const [cell, name] of cells.all()) {
      if (cells.isRemembered(cell)) {
        const count = program.counter?.(name)
        const value = this.toldOf(cell)
        if (count !== undefined) counts.set(cell, count)
        else if (value !== undefined) {
          values.set(cell, value)
          startValues.set(cell, value)
        }
      }
      const member = program.member?.(setOf(name), name)
      if (member !== undefined) startMembers.set(cell, this.number(`member ${cell} ${member}`))
    }
  }

  /** What the program tells of a cell, as a number. */
  private toldOf(cell: number): number | undefined {
    const value = this.program.value?.(this.cells.name(cell))
    if (value === undefined) return undefined
    if (value === 'none') return 0
    const number = this.number(`${cell} ${value}`)
    if (value.startsWith('none')) this.nothing.add(number)
    return number
  }

  /** How a lane stands in the program. Whoever wants a lock is one of those who use it. */
  private statusOf(lane: number): Status {
    const status = this.program.status(lane)
    if (status.locks.length > 0) this.cells.learn(lane, status.locks.map(({ cell, shared }) => ({ cell, mode: shared ? 'read' : 'write' })), [])
    return status
  }

  /** Let the program do the next event of a lane. */
  private learn(lane: number, past: number): Known {
    const { cells, program, counts } = this
    const endedBefore = this.statuses.map(({ ended }) => ended)
    const event = this.further(lane)
    const status = this.statusOf(lane)
    const before: Held[] = []
    const written: number[] = []
    const added: Added[] = []
    const counted: Held[] = []
    const used = [...new Set(this.trail.flatMap(({ accesses }) => accesses.map(({ cell }) => cells.number(cell))))]
    const all = cells.different(this.trail.flatMap(({ accesses }) => accesses))
    for (const { cell, reads, adds } of eachCell(all)) {
      const count = counts.get(cell)
      if (count !== undefined) counted.push({ cell, value: (program.counter?.(cells.name(cell)) ?? 0) - count })
      else if (adds) added.push({ cell, members: this.membersOf(cell) })
      else if (!reads && !(this.trusting && cells.isLock(cell))) written.push(cell)
      if (!adds) before.push({ cell, value: this.found(cell) })
    }
    const own = this.number(`${past} ${event.steps} ${before.map(({ cell, value }) => `${cell}:${value}`).join()} ${all.join()}`)
    const after = written.map(cell => {
      const members = this.contentsOf(cell)
      return members ? { cell, value: this.startValues.get(cell) ?? 0, members } : { cell, value: (this.trusting ? this.toldOf(cell) : undefined) ?? own }
    })
    if (after.some(({ value }) => value === own)) this.untold.add(own)
    const { past: gone, scopes } = this.follow(lane, past, this.trusting) ?? (this.follow(lane, past, false) as { past: number; scopes: readonly Scope[] })
    const next = status.ended && this.trusting && program.outcome ? this.number(`ended ${lane} ${program.outcome(lane)} ${this.leftBy(lane)}`) : gone
    const killed = this.lanes().filter(other => other !== lane && !endedBefore[other] && program.status(other).ended)
    return { ...event, past: next, own, used, before, after, added, counted, moves: this.moves, status, scopes, killed }
  }

  /**
   * Follow operations of which only the result is known through the steps of an event.
   *
   * @param concluding false: what they told is left aside
   * @returns what the lane has done then; undefined: what was concluded does not say enough, because a cell that was
   *   changed before is used after it in the same event, and nobody tells what it held
   */
  private follow(lane: number, before: number, concluding: boolean): { past: number; scopes: readonly Scope[] } | undefined {
    const { cells, program, trail, trusting } = this
    let scopes = this.scopes[lane] ?? NO_SCOPES
    let past = before
    /** Cells that were changed before something was concluded in this event, and what they held then. */
    const hidden = new Map<number, number | undefined>()
    /** Cells that it has changed itself. */
    const touched = new Set<number>()
    for (const { accesses, task, marks, others, quiet, standing } of trail) {
      const now: string[] = []
      const changes: number[] = []
      let piped = false
      for (const { cell: name, mode } of accesses) {
        const cell = cells.number(name)
        if (mode !== 'read') changes.push(cell)
        if (name.startsWith('pipe:')) piped = true
        // Whoever gets a lock goes on in the same way, whoever else had it.
        if (mode === 'add' || !cells.isRemembered(cell) || (trusting && cells.isLock(cell))) continue
        const value = hidden.has(cell) ? hidden.get(cell) : touched.has(cell) ? 'own' : this.found(cell)
        if (value === undefined) return undefined
        now.push(`${cell}:${value}`)
      }
      for (const cell of changes) {
        touched.add(cell)
        hidden.delete(cell)
      }
      past = this.onFrom(past, now)
      if (changes.length > 0 || now.length > 0) scopes = scopes.map(scope => ({
        ...scope, changed: [...scope.changed, ...changes], spoilt: scope.spoilt || (scope.task === task ? piped : now.length > 0),
      }))
      for (const mark of marks) {
        if (!mark.ends) {
          scopes = [...scopes, { task: mark.task, past: this.number(`${past} begins in ${scopes.at(-1)?.past} ${scopes.length}`), others, changed: changes, spoilt: false }]
          continue
        }
        const at = scopes.findLastIndex(scope => scope.task === mark.task)
        const scope = scopes[at]
        if (!scope) continue
        const last = at === scopes.length - 1
        scopes = scopes.toSpliced(at, 1)
        if (!concluding || mark.told === undefined || !last || scope.spoilt || !(quiet || scope.others === others)) continue
        past = this.onFrom(this.number(`${scope.past} ends ${mark.told} ${others}`), now)
        for (const cell of scope.changed) {
          const name = cells.name(cell)
          cells.leave(cell, program.counter?.(name) === undefined && program.value?.(name) === undefined)
        }
        for (const [cell, value] of standing) hidden.set(cell, value)
        touched.clear()
      }
    }
    return { past, scopes }
  }

  /** A lane has done one step more, and found that. Into how many events its steps are divided makes no difference. */
  private onFrom(past: number, found: readonly string[]): number {
    const { since, idle } = this.pauses.get(past) ?? { since: past, idle: 0 }
    if (found.length > 0) return this.number(`${since} and ${idle} then ${found.join()}`)
    const next = this.number(`${since} and ${idle + 1}`)
    this.pauses.set(next, { since, idle: idle + 1 })
    return next
  }

  /** What the last steps wrote that tells what they added to a cell. */
  private membersOf(set: number): Held[] {
    const { cells, program, written } = this
    if (!program.member || !this.trusting) return []
    return written.flatMap(name => {
      const member = program.member?.(cells.name(set), name)
      const cell = cells.number(name)
      return member === undefined ? [] : [{ cell, value: this.number(`member ${cell} ${member}`) }]
    })
  }

  /** Of a set: what is in it where the program stands that was not at the start, or is no more. Undefined: that is not known. */
  private contentsOf(set: number): string[] | undefined {
    const { cells, program, startMembers } = this
    if (!program.member || !this.trusting) return undefined
    const name = cells.name(set)
    const members = cells.membersOf(name).flatMap(cell => {
      const member = program.member?.(name, cells.name(cell))
      return member === undefined ? [] : [{ cell, value: this.number(`member ${cell} ${member}`) }]
    })
    if (members.length === 0) return undefined
    return members.flatMap(({ cell, value }) => (value === (startMembers.get(cell) ?? this.number(`member ${cell} none`)) ? [] : [`m${cell} ${value}`])).sort()
  }

  private withMembers(set: number, old: readonly string[], members: readonly Held[]): readonly string[] {
    // What was written as a whole says itself what was in it.
    const unwritten = (this.values.get(set) ?? 0) === (this.startValues.get(set) ?? 0)
    const added = new Map(old.map(text => [text.split(' ')[0] as string, text]))
    for (const { cell, value } of members) {
      const key = `m${cell}`
      if (unwritten && value === (this.startMembers.get(cell) ?? this.number(`member ${cell} none`))) added.delete(key)
      else added.set(key, `${key} ${value}`)
    }
    return [...added.values()].sort()
  }

  /** What a lane left in cells that nobody else uses. */
  private leftBy(lane: number): string {
    const { cells, program } = this
    return cells.ownOf(lane).flatMap(name => {
      const value = program.counter?.(name) ?? program.value?.(name)
      return value === undefined || (typeof value === 'string' && value.startsWith('none')) ? [] : [`${name} ${value}`]
    }).join('\n')
  }

  private apply(event: Known): void {
    const { lane, past, own, after, added, counted, status, scopes, killed, moves } = event
    const undos: Undo[] = []
    const { pasts, statuses, seqs, values, adds, counts, locks } = this
    const laneScopes = this.scopes[lane] as readonly Scope[]
    const [low, high] = [this.low, this.high]
    const lanePast = pasts[lane] as number
    const laneStatus = statuses[lane] as Status
    undos.push(() => {
      pasts[lane] = lanePast
      statuses[lane] = laneStatus
      this.scopes[lane] = laneScopes
      seqs[lane] = (seqs[lane] as number) - 1
      this.low = low
      this.high = high
    })
    this.mix(lane, lanePast)
    this.mix(lane, past)
    pasts[lane] = past
    statuses[lane] = status
    this.scopes[lane] = scopes
    seqs[lane] = (seqs[lane] as number) + 1
    for (const { cell, value, members } of after) {
      const old = values.get(cell) ?? 0
      const oldAdds = adds.get(cell)
      if (old === value && !oldAdds && !members) continue
      undos.push(() => {
        values.set(cell, old)
        if (oldAdds) adds.set(cell, oldAdds)
        else adds.delete(cell)
      })
      this.mix(CELLS + cell, this.held(cell))
      values.set(cell, value)
      if (members) adds.set(cell, members)
      else adds.delete(cell)
      this.mix(CELLS + cell, this.held(cell))
    }
    for (const { cell, members } of added) {
      const old = adds.get(cell)
      undos.push(() => {
        if (old) adds.set(cell, old)
        else adds.delete(cell)
      })
      this.mix(CELLS + cell, this.held(cell))
      adds.set(cell, members.length === 0 ? [...(old ?? NOTHING_ADDED), String(own)].sort() : this.withMembers(cell, old ?? NOTHING_ADDED, members))
      this.mix(CELLS + cell, this.held(cell))
    }
    for (const { cell, value } of counted) {
      const old = counts.get(cell) ?? 0
      undos.push(() => {
        counts.set(cell, old)
      })
      this.mix(CELLS + cell, old + 1)
      counts.set(cell, old + value)
      this.mix(CELLS + cell, old + value + 1)
    }
    for (const other of killed) {
      const otherPast = pasts[other] as number
      const otherStatus = statuses[other] as Status
      undos.push(() => {
        pasts[other] = otherPast
        statuses[other] = otherStatus
      })
      this.mix(other, otherPast)
      this.mix(other, (pasts[other] = this.number(`${otherPast} ended by ${own}`)))
      statuses[other] = ENDED
    }
    for (const { cell, how, shared } of moves) {
      const old = locks.get(cell) ?? FREE
      undos.push(() => {
        locks.set(cell, old)
      })
      const number = this.cells.number(cell)
      this.mix(LOCKS + number, this.lockValue(number))
      locks.set(cell, how === 'take' ? taken(old, lane, shared) : left(old, lane))
      this.mix(LOCKS + number, this.lockValue(number))
    }
    this.path.push(event)
    this.undos.push(undos)
  }

  /** Put a pair of numbers into what stands for the place, or take it out again. */
  private mix(what: number, value: number): void {
    if (value === 0) return
    this.low ^= scrambled(what, value, 0x9e3779b9)
    this.high ^= scrambled(value, what, 0x7f4a7c15)
  }

  /** What cells hold where the program stands that were changed by these, as far as somebody could tell. */
  private standing(...accesses: readonly (readonly Done['accesses'][number][])[]): ReadonlyMap<number, number | undefined> {
    const { cells, program } = this
    const changed = new Set(accesses.flat().flatMap(({ cell, mode }) => (mode === 'read' ? [] : [cells.number(cell)])))
    return new Map(Array.from(changed).filter(cell => cells.isRemembered(cell) && !cells.isLock(cell)).map(cell => {
      const count = program.counter?.(cells.name(cell))
      return [cell, count === undefined ? this.toldOf(cell) : Math.min(count, SEVERAL)]
    }))
  }

  /**
   * Two lanes can both go on, the one with the first event and the other with the second: what both use they must not
   * use on the way, for only at the end of an event another comes. Where they do, events are to end there from now on.
   */
  meet(first: Event, second: Event): void {
    const { cells } = this
    for (const cell of conflicts(first.footprint, second.footprint)) {
      if (cells.isLock(cell) || (this.grain === 'orders' && cells.isGuarded(cell))) continue
      cells.race(cell, this.standOf(first.before.find(held => held.cell === cell)?.value))
    }
  }

  /** Does an event end where a cell is used? `touched`: what it has changed itself, which it has come to already. */
  private endsAt(cell: number, touched: ReadonlySet<number>): boolean {
    const { cells } = this
    if (this.grain === 'steps') return true
    return !touched.has(cell) && cells.isRaced(cell, this.counts.has(cell) ? 'any' : this.standOf(this.held(cell)))
  }

  /** What makes a difference to who may come first at a cell. For orders nothing does: what an event is must not depend on others. */
  private standOf(value: number | undefined): Stand {
    if (value === undefined || this.grain === 'orders' || this.untold.has(value)) return 'any'
    return this.nothing.has(value) ? 'nothing' : 'something'
  }

  /** Let the program itself do a lane's next event. */
  private further(lane: number): Omit<Event, 'before'> {
    const { program, cells, spent } = this
    const all: Done['accesses'][number][] = []
    const uses: LockUse[] = []
    const touched = new Set<number>()
    this.moves = []
    let steps = 0
    /** Locks that others use were taken, and not left. */
    let opened = 0
    /** Something was done that others could notice, but that a lock keeps them from noticing before it is left. */
    let used = false
    let noticed = false
    this.trail = []
    do {
      const whole = program.step(lane, true)
      const { accesses, lock: done, held, marks } = whole
      this.trail.push({ ...whole, standing: marks.some(({ told }) => told !== undefined) ? this.standing(all, accesses) : NO_STANDING })
      // To leave a lock is written in one way; what was left is told by how its cell was used.
      const lock = done?.how === 'leave' ? { ...done, shared: accesses.some(({ cell, mode }) => cell === done.cell && mode === 'read') } : done
      if (lock && lock.how !== 'brief') this.moves.push(lock)
      steps++
      spent.performed++
      cells.learn(lane, accesses, held)
      all.push(...accesses)
      const use = lock && cells.isShared(cells.number(lock.cell)) ? lock : undefined
      if (use) uses.push(use)
      if (use?.how === 'take') opened++
      if (use?.how === 'leave') opened--
      for (const { cell } of eachCell(cells.visible(accesses))) {
        if (cells.isLock(cell) || !this.endsAt(cell, touched)) continue
        used = true
        noticed ||= !cells.isGuarded(cell)
      }
      for (const { cell, mode } of accesses) if (mode !== 'read') touched.add(cells.number(cell))
      // A lock that is had for nothing keeps nobody from anything.
      noticed ||= (use?.how === 'leave' || use?.how === 'brief') && (used || opened !== 0 || this.grain !== 'states' || !cells.isFree(cells.number(use.cell), lane))
      const next = program.next(lane)
      // To leave a lock at once keeps nobody from anything; to hold one while another is wanted does.
      if (noticed ? next !== 'unlock' : opened > 0 && (next === 'lock' || next === undefined)) break
    } while (program.enabled(lane))
    this.written = all.filter(({ mode }) => mode === 'write').map(({ cell }) => cell)
    const footprint = cells.visible(all)
    for (const { cell, how } of netUses(this.moves)) if (how === 'take') cells.keeps(cells.number(cell), lane)
    return { lane, seq: (this.seqs[lane] as number) + 1, steps, footprint: footprint.length === 0 ? NOTHING : footprint, locks: netUses(uses) }
  }
}

/** What is left of uses of locks one after the other: what is taken and left within is brief. */
function netUses(uses: readonly LockUse[]): LockUse[] {
  const net: LockUse[] = []
  for (const use of uses) {
    const at = use.how === 'leave' ? net.findLastIndex(({ cell, how }) => cell === use.cell && how === 'take') : -1
    if (at < 0) net.push(use)
    else net[at] = { cell: use.cell, how: 'brief', shared: (net[at] as LockUse).shared }
  }
  return net
}

/** So many, or more: a step tells them apart no further. */
const SEVERAL = 2

/** Lanes, cells and locks have numbers of their own in what stands for a place. */
const CELLS = 0x1000
const LOCKS = 0x40000000

function scrambled(a: number, b: number, seed: number): number {
  let x = Math.imul(a ^ seed, 0x85ebca6b) ^ Math.imul(b + seed, 0xc2b2ae35)
  x = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d)
  x = Math.imul(x ^ (x >>> 12), 0x297a2d39)
  return x ^ (x >>> 15)
}

const taken = ({ writer, readers }: Holders, lane: number, shared: boolean): Holders => (shared ? { writer, readers: [...readers, lane].sort((a, b) => a - b) } : { writer: lane, readers })

function left({ writer, readers }: Holders, lane: number): Holders {
  if (writer === lane) return { writer: -1, readers }
  const at = readers.indexOf(lane)
  return { writer, readers: at < 0 ? readers : readers.toSpliced(at, 1) }
}

const same = (a: Footprint, b: Footprint): boolean => a.length === b.length && a.every((one, at) => one === b[at])

/** Runs by chance for each pair of lanes, to learn what they share before a search begins. */
const LEARNING_RUNS = 12

/**
 * A first idea of what lanes share: each lane after the other, in every order of lanes, and a few runs with switches at
 * places drawn from a seed. What they miss the search itself finds, and then begins again.
 */
export function learnShared(walk: Walk): void {
  const lanes = Array.from({ length: walk.program.lanes }, (_, lane) => lane)
  const orders = permutations(lanes)
  for (const order of orders) learningRun(walk, () => order)
  const random = new RandomStream(1)
  for (let run = 0; run < LEARNING_RUNS * (orders.length - 1); run++) {
    // The lane on top goes on until a toss puts another one there.
    let order = orders[random.below(orders.length)] as number[]
    learningRun(walk, () => (order = random.below(8) === 0 ? (orders[random.below(orders.length)] as number[]) : order))
  }
}

function learningRun(walk: Walk, next: () => readonly number[]): void {
  for (;;) {
    try {
      walk.restart('steps')
      for (let enabled = walk.enabled(); enabled.length > 0; enabled = walk.enabled()) {
        const lane = next().find(one => enabled.includes(one))
        walk.advance(lane ?? (enabled[0] as number))
      }
      return
    } catch (error) {
      // What was foretold was wrong: the walk knows better now.
      if (!(error instanceof Mistaken)) throw error
    }
  }
}

function permutations(items: readonly number[]): number[][] {
  if (items.length <= 1) return [[...items]]
  return items.flatMap((item, at) => permutations([...items.slice(0, at), ...items.slice(at + 1)]).map(rest => [item, ...rest]))
}

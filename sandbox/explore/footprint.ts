/**
 * Footprints as an explorer compares them: sorted numbers, one for each cell that a step used. Names of cells are
 * numbered as they come; nothing depends on the numbers but the speed.
 */
import type { Access, AccessMode } from '../sched/memory.ts'
import type { HeldLock } from './program.ts'

/** One number for each cell, ascending: four times the cell's number, and how it was used. */
export type Footprint = readonly number[]

const READ = 1
const WRITE = 2
const ADD = 3
const BITS = 4
const modeOf = { read: READ, write: WRITE, add: ADD } as const satisfies Record<AccessMode, number>

export const NOTHING: Footprint = []

/** What a cell holds, as far as it makes a difference to who may come to it first. */
export type Stand = 'any' | 'nothing' | 'something'

/** A lock is free again when an operation has ended that took it, and a pipe is as it was, or empty. */
const UNTOLD = ['lock:', 'pipe:']
/** To write these looks at nothing. */
const MARKED = ['done:', 'signal:']

/** Numbers for the names of cells, and which lanes used each cell how. */
export class Cells {
  private readonly numbers = new Map<string, number>()
  private readonly names: string[] = []
  /** By the name of a set: the cells of what may be in it. */
  private readonly members = new Map<string, number[]>()
  private readonly readers: number[] = []
  private readonly writers: number[] = []
  private readonly adders: number[] = []
  /** Cells of which two lanes use one so that their order matters. */
  private readonly conflicting: boolean[] = []
  /** Locks that whoever used a cell had, for writing it alone. */
  private readonly guards: (readonly number[] | undefined)[] = []
  /** As it was known when `adopt` was called last. */
  private shared: boolean[] = []
  private guarded: boolean[] = []
  /** Cells of one lane that are told from each other all the same: an operation changed them of which only the result is known. */
  private readonly tracked: boolean[] = []
  private remembered: boolean[] = []
  /** As `tracked`, once the lane uses them again. */
  private readonly passing: boolean[] = []
  /** Cells, and how they stood, that several lanes came to so that either could have been first. */
  private readonly raced = new Set<string>()
  /** By lock: lanes that hold it between their events, and lanes that had it for nothing as if no other did. */
  private readonly keptBy: number[] = []
  private readonly passedBy: number[] = []
  /** Cells of which more is known than was adopted. */
  private stale = new Set<number>()

  /** Note what a lane used, and which locks it had meanwhile. */
  learn(lane: number, accesses: readonly Access[], held: readonly HeldLock[]): void {
    for (const { cell, mode } of accesses) {
      const number = this.number(cell)
      const users = mode === 'read' ? this.readers : mode === 'write' ? this.writers : this.adders
      users[number] = (users[number] as number) | (1 << lane)
      if (!this.conflicting[number] && this.conflicts(number)) {
        this.conflicting[number] = true
        if (!this.shared[number]) this.stale.add(number)
      }
      this.guard(number, held, mode)
      if (this.passing[number] && (mode === 'read' || (mode === 'write' && !MARKED.some(kind => cell.startsWith(kind))))) this.track(number)
    }
  }

  /** An operation of which only the result is known left a cell changed. `onlyWhenRead`: nothing but a reader could tell. */
  leave(number: number, onlyWhenRead: boolean): void {
    if (UNTOLD.some(kind => this.name(number).startsWith(kind))) return
    if (!onlyWhenRead || this.readers[number] !== 0) this.track(number)
    else this.passing[number] = true
  }

  private track(number: number): void {
    this.tracked[number] = true
    if (!this.remembered[number]) this.stale.add(number)
  }

  /** More is known than was adopted. */
  get grown(): boolean {
    return this.stale.size > 0
  }

  /** From now on go by all that is known. @returns cells of which more is known than before */
  adopt(): ReadonlySet<number> {
    const { stale } = this
    this.stale = new Set()
    this.shared = [...this.conflicting]
    this.guarded = this.guards.map(guards => guards !== undefined && guards.length > 0)
    this.remembered = this.conflicting.map((shared, number) => shared || this.tracked[number] === true)
    return stale
  }

  /** The part of a footprint that another lane could notice. */
  visible(accesses: readonly Access[]): Footprint {
    return this.among(this.shared, accesses)
  }

  /** The part of a footprint that makes a difference: besides that the part of which an operation has told only its result. */
  different(accesses: readonly Access[]): Footprint {
    return this.among(this.remembered, accesses)
  }

  private among(chosen: readonly boolean[], accesses: readonly Access[]): Footprint {
    let cells: number[] | undefined
    for (const { cell, mode } of accesses) {
      const number = this.numbers.get(cell)
      if (number !== undefined && chosen[number]) (cells ??= []).push(number * BITS + modeOf[mode])
    }
    return cells ? joined(cells) : NOTHING
  }

  /** Is a cell only used under a lock of its own? */
  isGuarded(cell: number): boolean {
    return this.guarded[cell] === true
  }

  /** Two lanes came to a cell that stood so, and either could have been first: from now on an event ends where it is used. */
  race(cell: number, stand: Stand): void {
    const key = this.raceKey(cell, stand)
    if (this.raced.has(key)) return
    this.raced.add(key)
    this.stale.add(cell)
  }

  /** Could another lane be first at a cell that stands so? */
  isRaced(cell: number, stand: Stand): boolean {
    return this.raced.has(this.raceKey(cell, stand))
  }

  forgetRaces(): void {
    this.raced.clear()
  }

  /** Whoever adds to a cell does so however it stands. */
  private raceKey(cell: number, stand: Stand): string {
    return `${cell} ${this.adders[cell] === 0 ? stand : 'any'}`
  }

  /** A lane goes on holding a lock when an event of it is over. */
  keeps(lock: number, lane: number): void {
    this.keptBy[lock] = (this.keptBy[lock] ?? 0) | (1 << lane)
    if (((this.passedBy[lock] ?? 0) & ~(1 << lane)) === 0) return
    this.passedBy[lock] = 0
    this.stale.add(lock)
  }

  /** Is a lock always free for a lane? Then nobody notices that it was had for nothing. */
  isFree(lock: number, lane: number): boolean {
    if (((this.keptBy[lock] ?? 0) & ~(1 << lane)) !== 0) return false
    this.passedBy[lock] = (this.passedBy[lock] ?? 0) | (1 << lane)
    return true
  }

  /** The number of a cell's name. */
  number(cell: string): number {
    const known = this.numbers.get(cell)
    if (known !== undefined) return known
    const number = this.numbers.size
    this.numbers.set(cell, number)
    const set = setOf(cell)
    const members = this.members.get(set)
    if (members) members.push(number)
    else this.members.set(set, [number])
    this.names.push(cell)
    this.readers.push(0)
    this.writers.push(0)
    this.adders.push(0)
    this.conflicting.push(false)
    this.guards.push(undefined)
    return number
  }

  name(number: number): string {
    return this.names[number] as string
  }

  /** Cells of what may be in a set. */
  membersOf(set: string): readonly number[] {
    return this.members.get(set) ?? []
  }

  isShared(number: number): boolean {
    return this.shared[number] === true
  }

  /** Is it shared, or told from others all the same? */
  isRemembered(number: number): boolean {
    return this.remembered[number] === true
  }

  /** Every cell that was used so far. */
  *all(): Generator<readonly [number: number, name: string]> {
    for (const [number, name] of this.names.entries()) yield [number, name]
  }

  /** Names of cells that a lane wrote or added to, and that nothing else tells from others. */
  ownOf(lane: number): string[] {
    return this.names.filter((_, number) => !this.remembered[number] && (((this.writers[number] as number) | (this.adders[number] as number)) & (1 << lane)) !== 0)
  }

  isLock(number: number): boolean {
    return this.name(number).startsWith('lock:')
  }

  private conflicts(number: number): boolean {
    const [readers, writers, adders] = [this.readers[number] as number, this.writers[number] as number, this.adders[number] as number]
    const several = (lanes: number): boolean => (lanes & (lanes - 1)) !== 0
    return (writers !== 0 && several(readers | writers | adders)) || (readers !== 0 && adders !== 0 && several(readers | adders))
  }

  /** A lock that is held for reading keeps nobody from reading. */
  private guard(number: number, held: readonly HeldLock[], mode: AccessMode): void {
    const known = this.guards[number]
    if (known?.length === 0 || this.isLock(number)) return
    const now = held.filter(({ shared }) => !shared || mode === 'read').map(({ cell }) => this.number(cell))
    this.guards[number] = known ? known.filter(lock => now.includes(lock)) : now
    if (known && this.guards[number].length === 0 && this.guarded[number] && this.shared[number]) this.stale.add(number)
  }
}

/** The cell of the set that what a cell stands for belongs to. */
export const setOf = (name: string): string => (name.startsWith('name:') ? `entries:${name.slice('name:'.length, name.indexOf('/'))}` : `${name.slice(0, name.indexOf(':'))}s:`)

/** In ascending order; a cell that was used in two ways was written. */
function joined(cells: number[]): Footprint {
  cells.sort((a, b) => a - b)
  const result: number[] = []
  for (const cell of cells) {
    const last = result.at(-1)
    if (last === undefined || Math.floor(last / BITS) !== Math.floor(cell / BITS)) result.push(cell)
    else if (last !== cell) result[result.length - 1] = Math.floor(cell / BITS) * BITS + WRITE
  }
  return result
}

/** May two steps with these footprints change places without anybody noticing? */
export const independent = (a: Footprint, b: Footprint): boolean => !meetsAt(a, b, ANYWHERE)

/** Cells that two steps with these footprints use so that their order matters. */
export function conflicts(a: Footprint, b: Footprint): number[] {
  const cells: number[] = []
  meetsAt(a, b, cell => cells.push(cell) === 0)
  return cells
}

const ANYWHERE = (): boolean => true

/** Is there a cell that two steps use so that their order matters, and of which `enough` holds? */
function meetsAt(a: Footprint, b: Footprint, enough: (cell: number) => boolean): boolean {
  let i = 0
  let k = 0
  while (i < a.length && k < b.length) {
    const x = a[i] as number
    const y = b[k] as number
    const cell = Math.floor(x / BITS)
    const other = Math.floor(y / BITS)
    if (cell === other && (x !== y || x % BITS === WRITE) && enough(cell)) return true
    if (cell <= other) i++
    if (other <= cell) k++
  }
  return false
}

/** Cell numbers and modes, one after the other. */
export function* eachCell(footprint: Footprint): Generator<{ readonly cell: number; readonly reads: boolean; readonly adds: boolean }> {
  for (const one of footprint) yield { cell: Math.floor(one / BITS), reads: one % BITS === READ, adds: one % BITS === ADD }
}

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

/** A lock is free again when an operation has ended that took it, and a pipe is as it was, or empty. */
const UNTOLD = ['lock:', 'pipe:']
/** To write these looks at nothing. */
const MARKED = ['done:', 'signal:']

/** Numbers for the names of cells, and which lanes used each cell how. */
export class Cells {
  private readonly numbers = new Map<string, number>()
  private readonly names: string[] = []
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
  /** By cell and value: lanes that changed a cell when it held that, and lanes that read it as if no other did. */
  private readonly changedBy = new Map<string, number>()
  private readonly takenForLast = new Map<string, number>()
  /** Lanes that found it so, and lanes that changed it as if no other did. */
  private readonly foundBy = new Map<string, number>()
  private readonly takenForFirst = new Map<string, number>()
  private readonly unnoticed: number[] = []
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
      if (mode === 'add' && ((this.unnoticed[number] ?? 0) & ~(1 << lane)) !== 0) {
        this.unnoticed[number] = 0
        this.stale.add(number)
      }
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

  /** Could another lane come between what used a cell and the next? It could not when the cell is used under a lock of its own. */
  interrupts(cell: number): boolean {
    return !this.guarded[cell] && !this.isLock(cell)
  }

  /** A lane reads, changes or adds to a cell that holds `value`. */
  finds(cell: number, value: number, lane: number, reads: boolean, adds: boolean): void {
    const key = `${cell} ${value}`
    if (!reads) {
      this.changedBy.set(key, (this.changedBy.get(key) ?? 0) | (1 << lane))
      if (((this.takenForLast.get(key) ?? 0) & ~(1 << lane)) !== 0) {
        this.takenForLast.delete(key)
        this.stale.add(cell)
      }
    }
    if (adds) return
    this.foundBy.set(key, (this.foundBy.get(key) ?? 0) | (1 << lane))
    if (((this.takenForFirst.get(key) ?? 0) & ~(1 << lane)) === 0) return
    this.takenForFirst.delete(key)
    this.stale.add(cell)
  }

  /** Has no other lane found a cell as it holds `value`? Then nobody notices when that is changed. */
  isFirst(cell: number, value: number, lane: number): boolean {
    const key = `${cell} ${value}`
    if ((((this.foundBy.get(key) ?? 0) | (this.adders[cell] as number)) & ~(1 << lane)) !== 0) return false
    this.unnoticed[cell] = (this.unnoticed[cell] ?? 0) | (1 << lane)
    this.takenForFirst.set(key, (this.takenForFirst.get(key) ?? 0) | (1 << lane))
    return true
  }

  /** Does a cell that holds `value` keep it, as far as other lanes go? Then nobody notices when it is read. */
  isLast(cell: number, value: number, lane: number): boolean {
    const key = `${cell} ${value}`
    // Whoever adds to it does so whatever it holds.
    if ((((this.changedBy.get(key) ?? 0) | (this.adders[cell] as number)) & ~(1 << lane)) !== 0) return false
    this.unnoticed[cell] = (this.unnoticed[cell] ?? 0) | (1 << lane)
    this.takenForLast.set(key, (this.takenForLast.get(key) ?? 0) | (1 << lane))
    return true
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
export function independent(a: Footprint, b: Footprint): boolean {
  let i = 0
  let k = 0
  while (i < a.length && k < b.length) {
    const x = a[i] as number
    const y = b[k] as number
    const cell = Math.floor(x / BITS)
    const other = Math.floor(y / BITS)
    if (cell < other) i++
    else if (other < cell) k++
    else {
      if (x !== y || x % BITS === WRITE) return false
      i++
      k++
    }
  }
  return true
}

/** Cell numbers and modes, one after the other. */
export function* eachCell(footprint: Footprint): Generator<{ readonly cell: number; readonly reads: boolean; readonly adds: boolean }> {
  for (const one of footprint) yield { cell: Math.floor(one / BITS), reads: one % BITS === READ, adds: one % BITS === ADD }
}

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
  /** More is known than was adopted. */
  grown = false

  /** Note what a lane used, and which locks it had meanwhile. */
  learn(lane: number, accesses: readonly Access[], held: readonly HeldLock[]): void {
    for (const { cell, mode } of accesses) {
      const number = this.number(cell)
      const users = mode === 'read' ? this.readers : mode === 'write' ? this.writers : this.adders
      users[number] = (users[number] as number) | (1 << lane)
      if (!this.conflicting[number] && this.conflicts(number)) {
        this.conflicting[number] = true
        if (!this.shared[number]) this.grown = true
      }
      this.guard(number, held, mode)
    }
  }

  /** From now on go by all that is known. */
  adopt(): void {
    this.shared = [...this.conflicting]
    this.guarded = this.guards.map(guards => guards !== undefined && guards.length > 0)
    this.grown = false
  }

  /** The part of a footprint that another lane could notice. */
  visible(accesses: readonly Access[]): Footprint {
    let cells: number[] | undefined
    for (const { cell, mode } of accesses) {
      const number = this.numbers.get(cell)
      if (number !== undefined && this.shared[number]) (cells ??= []).push(number * BITS + modeOf[mode])
    }
    return cells ? joined(cells) : NOTHING
  }

  /** Could another lane come between this and the next? It could not when each cell is used under a lock of its own. */
  interrupts(footprint: Footprint): boolean {
    return footprint.some(one => {
      const cell = Math.floor(one / BITS)
      return !this.guarded[cell] && !this.isLock(cell)
    })
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

  /** Every cell that was used so far. */
  *all(): Generator<readonly [number: number, name: string]> {
    for (const [number, name] of this.names.entries()) yield [number, name]
  }

  /** Names of cells that a lane wrote or added to, and that are not shared. */
  ownOf(lane: number): string[] {
    return this.names.filter((_, number) => !this.shared[number] && (((this.writers[number] as number) | (this.adders[number] as number)) & (1 << lane)) !== 0)
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
    if (known && this.guards[number].length === 0 && this.guarded[number] && this.shared[number]) this.grown = true
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

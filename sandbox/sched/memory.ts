/**
 * The memory of a world: every change that can be taken back, and every access that an explorer must know of.
 *
 * Disk, stores, locks, pipes and terminals change their objects only through `set`, `put` and `remove`. Each change
 * leaves the old value in an undo log, so a moment of the world is a position in that log: going back costs what
 * changed since, and keeping a moment costs nothing. While `recording` is on, accesses are also noted as the footprint
 * of the current step (reference: the explorer's cells with the modes read, write and add).
 */
import { assert } from '../base/assert.ts'

/** How a step used a cell: `add` commutes with itself (a member put into a set, a counter). */
export type AccessMode = 'read' | 'write' | 'add'

/** One access of a step. `cell` is a name such as `lock:layerL`, `name:12/app`, `file:31`. */
export interface Access {
  readonly cell: string
  readonly mode: AccessMode
}

/** A moment of a world's memory. Positions taken after it become invalid when the world goes back before them. */
export type Moment = number

const ABSENT: unique symbol = Symbol('absent')

export class Memory {
  private readonly targets: object[] = []
  private readonly keys: unknown[] = []
  private readonly before: unknown[] = []
  private accesses: Access[] = []
  /** Note accesses as footprints. Off by default: it costs time. */
  recording = false
  /** Keep old values. Off for long one-way runs that nobody will take back. */
  keeping = true

  /** Assign one property, remembering its old value. */
  set<T extends object, K extends keyof T>(target: T, key: K, value: T[K]): void {
    if (this.keeping) this.note(target, key, target[key])
    target[key] = value
  }

  /** Put one entry into a map, remembering what stood there. */
  put<K, V>(map: Map<K, V>, key: K, value: V): void {
    if (this.keeping) this.note(map, key, map.has(key) ? map.get(key) : ABSENT)
    map.set(key, value)
  }

  /** Take one entry out of a map, remembering it. An absent key is no change. */
  remove<K, V>(map: Map<K, V>, key: K): void {
    if (!map.has(key)) return
    if (this.keeping) this.note(map, key, map.get(key))
    map.delete(key)
  }

  /** Empty a map, remembering its entries. */
  clear<K, V>(map: Map<K, V>): void {
    for (const key of [...map.keys()]) this.remove(map, key)
  }

  /** How often the world went back: what is remembered outside of this log is old when it has changed. */
  returns = 0

  /** Where the world's memory stands now. */
  now(): Moment {
    return this.targets.length
  }

  /** Take back everything that changed since `moment`; map entries keep no order. */
  backTo(moment: Moment): void {
    assert(moment <= this.targets.length, 'a world goes back, never forward')
    this.returns++
    for (let i = this.targets.length - 1; i >= moment; i--) {
      const target = this.targets[i] as object
      const key = this.keys[i]
      const old = this.before[i]
      if (!(target instanceof Map)) (target as Record<PropertyKey, unknown>)[key as PropertyKey] = old
      else if (old === ABSENT) target.delete(key)
      else target.set(key, old)
    }
    this.targets.length = this.keys.length = this.before.length = moment
  }

  /** Forget how to go back before now; keeps long sessions small. */
  forget(): void {
    this.targets.length = this.keys.length = this.before.length = 0
  }

  /** Note an access of the current step, when recording. */
  touch(kind: string, id: string | number, mode: AccessMode): void {
    if (this.recording) this.accesses.push({ cell: `${kind}:${id}`, mode })
  }

  /** The accesses since the last call: the footprint of the step that just ended, joined per cell. */
  takeFootprint(): readonly Access[] {
    if (this.accesses.length === 0) return NO_ACCESS
    const joined = new Map<string, AccessMode>()
    for (const { cell, mode } of this.accesses) {
      const known = joined.get(cell)
      if (known === undefined || known === mode) joined.set(cell, mode)
      else joined.set(cell, 'write')
    }
    this.accesses = []
    return Array.from(joined, ([cell, mode]) => ({ cell, mode }))
  }

  private note(target: object, key: unknown, old: unknown): void {
    this.targets.push(target)
    this.keys.push(key)
    this.before.push(old)
  }
}

const NO_ACCESS: readonly Access[] = []

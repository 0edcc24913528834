/** So many changes are kept beside the large map before both become one. */
const CHANGES_MAX = 256

/**
 * A map that is never changed: `with` and `without` give another one and cost little, whatever its size. Members come
 * in no particular order.
 */
export class ImmutableMap<K, V> implements Iterable<readonly [K, V]> {
  readonly size: number
  private readonly base: ReadonlyMap<K, V>
  private readonly changes: ReadonlyMap<K, { readonly value: V } | undefined>

  private constructor(base: ReadonlyMap<K, V>, changes: ReadonlyMap<K, { readonly value: V } | undefined>, size: number) {
    this.base = base
    this.changes = changes
    this.size = size
  }

  static of<K, V>(entries: Iterable<readonly [K, V]>): ImmutableMap<K, V> {
    const base = new Map(entries)
    return new ImmutableMap(base, new Map(), base.size)
  }

  get(key: K): V | undefined {
    return this.changes.has(key) ? this.changes.get(key)?.value : this.base.get(key)
  }

  has(key: K): boolean {
    return this.changes.has(key) ? this.changes.get(key) !== undefined : this.base.has(key)
  }

  with(key: K, value: V): ImmutableMap<K, V> {
    return this.changed(key, { value }, this.size + (this.has(key) ? 0 : 1))
  }

  without(key: K): ImmutableMap<K, V> {
    return this.has(key) ? this.changed(key, undefined, this.size - 1) : this
  }

  *[Symbol.iterator](): Iterator<readonly [K, V]> {
    for (const entry of this.base) if (!this.changes.has(entry[0])) yield entry
    for (const [key, change] of this.changes) if (change) yield [key, change.value]
  }

  *values(): Iterable<V> {
    for (const [, value] of this) yield value
  }

  private changed(key: K, change: { readonly value: V } | undefined, size: number): ImmutableMap<K, V> {
    const changes = new Map(this.changes).set(key, change)
    const next = new ImmutableMap<K, V>(this.base, changes, size)
    return changes.size <= CHANGES_MAX ? next : new ImmutableMap(new Map(next), new Map(), size)
  }
}

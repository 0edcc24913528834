import { concat, EMPTY } from '../base/bytes.ts'
import { codecs, sha256Hex } from '../base/codecs.ts'

/** Bytes that are described instead of held: a hole, or generated text of a catalogue image. */
export interface Generated {
  readonly length: number
  /** Nothing on the disk stands behind it. */
  readonly sparse?: true
  /** Hex SHA-256 of all its bytes, where that was found out before. */
  readonly sha256?: string
  /** The bytes from `from` up to `to`. */
  read(from: number, to: number): Uint8Array
}

/** Digests of what is generated: finding them out costs making all the bytes. */
const generatedDigests = new WeakMap<Generated, string>()

/** A piece of a file. Byte arrays are shared, never copied, and never changed. */
export type Extent = Uint8Array | Generated

/** A hole of zeros, which takes no place on the disk. */
export const hole = (length: number): Generated => ({ length, sparse: true, read: (from, to) => new Uint8Array(to - from) })

/** Zeros that do take their place: what `fallocate` reserves. */
export const reserved = (length: number): Generated => ({ length, read: (from, to) => new Uint8Array(to - from) })

const allocatedOf = (extent: Extent): number => (extent instanceof Uint8Array || !extent.sparse ? extent.length : 0)

const SMALL = 4096

/**
 * What a file holds: an immutable list of extents. Two contents made by different writes are different objects, which
 * is what hashes are remembered by.
 */
export class Content {
  static readonly EMPTY = new Content([], 0, 0)

  readonly extents: readonly Extent[]
  readonly size: number
  /** Without the holes: what it takes on the disk. */
  readonly allocatedBytes: number
  private whole: Uint8Array | undefined
  private digest: string | undefined

  private constructor(extents: readonly Extent[], size: number, allocatedBytes: number) {
    this.extents = extents
    this.size = size
    this.allocatedBytes = allocatedBytes
  }

  /** Content of extents in order; empty ones are left out. */
  static of(...extents: readonly Extent[]): Content {
    const kept = extents.filter(extent => extent.length > 0)
    if (kept.length === 0) return Content.EMPTY
    return new Content(kept, kept.reduce((size, extent) => size + extent.length, 0), kept.reduce((size, extent) => size + allocatedOf(extent), 0))
  }

  /** All bytes in one array. Do not change it. */
  bytes(): Uint8Array {
    this.whole ??= this.size === 0 ? EMPTY : concat(this.extents.map(extent => (extent instanceof Uint8Array ? extent : extent.read(0, extent.length))))
    return this.whole
  }

  /** The bytes of a range that lie in one piece, without copying where possible; shorter than asked at an extent's end. */
  piece(from: number, lengthMax: number): Uint8Array {
    if (this.whole) return this.whole.subarray(from, from + lengthMax)
    let start = 0
    for (const extent of this.extents) {
      const end = start + extent.length
      if (from < end) {
        const to = Math.min(from - start + lengthMax, extent.length)
        return extent instanceof Uint8Array ? extent.subarray(from - start, to) : extent.read(from - start, to)
      }
      start = end
    }
    return EMPTY
  }

  /** The content of a range. */
  slice(from: number, to: number): Content {
    if (from <= 0 && to >= this.size) return this
    const kept: Extent[] = []
    let start = 0
    for (const extent of this.extents) {
      const end = start + extent.length
      const a = Math.max(from, start) - start
      const b = Math.min(to, end) - start
      if (a < b) {
        if (extent instanceof Uint8Array) kept.push(extent.subarray(a, b))
        else kept.push({ length: b - a, ...(extent.sparse ? { sparse: true } : {}), read: (x, y) => extent.read(a + x, a + y) })
      }
      start = end
    }
    return Content.of(...kept)
  }

  /** This content with `bytes` written at `offset`; a gap before it becomes a hole. */
  write(offset: number, bytes: Extent): Content {
    if (bytes.length === 0) return this
    if (offset === this.size) return this.append(bytes)
    const before = this.slice(0, offset).extents
    const gap = offset > this.size ? [hole(offset - this.size)] : []
    const after = this.slice(offset + bytes.length, this.size).extents
    return Content.of(...before, ...gap, bytes, ...(offset + bytes.length < this.size ? after : []))
  }

  /** This content with `bytes` after it. Small tails are joined so that logs do not become long lists. */
  append(bytes: Extent): Content {
    const last = this.extents.at(-1)
    if (last instanceof Uint8Array && bytes instanceof Uint8Array && last.length + bytes.length <= SMALL) {
      return new Content([...this.extents.slice(0, -1), concat([last, bytes])], this.size + bytes.length, this.allocatedBytes + bytes.length)
    }
    return new Content([...this.extents, bytes], this.size + bytes.length, this.allocatedBytes + allocatedOf(bytes))
  }

  /** Cut or extend with zeros to `size`. */
  resize(size: number): Content {
    if (size < this.size) return this.slice(0, size)
    if (size > this.size) return Content.of(...this.extents, hole(size - this.size))
    return this
  }

  /** Hex SHA-256 of all bytes, computed once. */
  sha256(): string {
    const [only] = this.extents.length === 1 ? this.extents : []
    if (only) this.digest ??= only instanceof Uint8Array ? sha256Hex(only) : (only.sha256 ?? generatedDigests.get(only))
    if (this.digest === undefined) {
      const hash = codecs().sha256()
      for (const extent of this.extents) {
        if (extent instanceof Uint8Array) hash.update(extent)
        else for (let at = 0; at < extent.length; at += 1 << 20) hash.update(extent.read(at, Math.min(extent.length, at + (1 << 20))))
      }
      this.digest = hash.hex()
      if (only && !(only instanceof Uint8Array)) generatedDigests.set(only, this.digest)
    }
    return this.digest
  }
}

import type { File } from '../../machine/files.ts'
import type { Op } from '../../sched/op.ts'

/** Reads a file in pieces of exactly `size` bytes; the last may be shorter. */
export class BlockReader {
  private readonly file: File
  private held: Uint8Array = new Uint8Array(0)
  private ended = false

  constructor(file: File) {
    this.file = file
  }

  /** The next block; undefined at the end. */
  *next(size: number): Op<Uint8Array | undefined> {
    while (this.held.length < size && !this.ended) {
      const chunk = yield* this.file.read()
      if (!chunk) this.ended = true
      else if (this.held.length === 0) this.held = chunk
      else {
        const joined = new Uint8Array(this.held.length + chunk.length)
        joined.set(this.held)
        joined.set(chunk, this.held.length)
        this.held = joined
      }
    }
    if (this.held.length === 0) return undefined
    const block = this.held.subarray(0, size)
    this.held = this.held.subarray(size)
    return block
  }

  /** Leave out `count` bytes; how many there were. */
  *skip(count: number): Op<number> {
    let skipped = 0
    while (skipped < count) {
      const block = yield* this.next(Math.min(65536, count - skipped))
      if (!block) break
      skipped += block.length
    }
    return skipped
  }
}

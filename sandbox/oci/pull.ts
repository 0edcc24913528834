import { EMPTY } from '../base/bytes.ts'

/**
 * A stream of bytes, read by calling it: the next piece, or undefined at the end. Pieces are never written to again,
 * so whoever gets one may keep a subarray of it: that is how a file's content goes from an archive to the disk
 * without being copied.
 */
export type Pull = () => Uint8Array | undefined

/** Reads pieces that are there already. */
export function pullFrom(chunks: Iterable<Uint8Array>): Pull {
  const iterator = chunks[Symbol.iterator]()
  return () => {
    const next = iterator.next()
    return next.done ? undefined : next.value
  }
}

/** Shows each piece to `see` as it passes: a hash, a counter. */
export function tee(pull: Pull, see: (chunk: Uint8Array) => void): Pull {
  return () => {
    const chunk = pull()
    if (chunk !== undefined) see(chunk)
    return chunk
  }
}

/** Everything that is left. */
export function drain(pull: Pull): Uint8Array[] {
  const chunks: Uint8Array[] = []
  for (let chunk = pull(); chunk !== undefined; chunk = pull()) chunks.push(chunk)
  return chunks
}

/** Cuts a stream into the lengths its reader asks for. */
export class PullReader {
  readonly #pull: Pull
  #chunk: Uint8Array = EMPTY
  #at = 0

  constructor(pull: Pull) {
    this.#pull = pull
  }

  /** The next `sizeBytes` bytes in one array, fewer only at the end; copied only when they span two pieces. */
  take(sizeBytes: number): Uint8Array {
    const at = this.#at
    if (this.#chunk.length - at >= sizeBytes) {
      this.#at = at + sizeBytes
      return this.#chunk.subarray(at, at + sizeBytes)
    }
    const whole = new Uint8Array(sizeBytes)
    let filled = 0
    while (filled < sizeBytes && this.#more()) {
      const part = this.#part(sizeBytes - filled)
      whole.set(part, filled)
      filled += part.length
    }
    return whole.subarray(0, filled)
  }

  /** The next `sizeBytes` bytes as views of the pieces they are in; fewer only at the end. */
  takeChunks(sizeBytes: number): Uint8Array[] {
    const chunks: Uint8Array[] = []
    let left = sizeBytes
    while (left > 0 && this.#more()) {
      const part = this.#part(left)
      chunks.push(part)
      left -= part.length
    }
    return chunks
  }

  /** Everything after what was taken. */
  rest(): Pull {
    return () => {
      if (!this.#more()) return undefined
      return this.#part(this.#chunk.length)
    }
  }

  #more(): boolean {
    while (this.#at === this.#chunk.length) {
      const next = this.#pull()
      if (next === undefined) return false
      this.#chunk = next
      this.#at = 0
    }
    return true
  }

  #part(sizeBytesMax: number): Uint8Array {
    const part = this.#chunk.subarray(this.#at, this.#at + sizeBytesMax)
    this.#at += part.length
    return part
  }
}

/** Deterministic "random" values. Each task draws from its own stream, so values do not depend on the schedule. */

const MIX_A = 0x9e3779b1
const MIX_B = 0x85ebca6b

/** A 32-bit hash of a text, for seeds. */
export function seedOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  }
  return hash >>> 0
}

/** A small counter-based generator: value n of a stream is a mix of seed and n. */
export class RandomStream {
  private readonly seed: number
  private count = 0

  constructor(seed: number) {
    this.seed = seed >>> 0
  }

  /** How many values were drawn. */
  get drawn(): number {
    return this.count
  }

  /** Leave values out, up to so many. */
  skipTo(drawn: number): void {
    this.count = drawn
  }

  /** An integer in 0 … 2³²−1. */
  next(): number {
    this.count++
    let x = (this.seed + Math.imul(this.count, MIX_A)) >>> 0
    x = Math.imul(x ^ (x >>> 16), MIX_B)
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
    return (x ^ (x >>> 16)) >>> 0
  }

  /** An integer in 0 … limit−1. */
  below(limit: number): number {
    return this.next() % limit
  }

  /** `length` characters out of `alphabet`. */
  word(alphabet: string, length: number): string {
    let word = ''
    for (let i = 0; i < length; i++) word += alphabet[this.below(alphabet.length)]
    return word
  }
}

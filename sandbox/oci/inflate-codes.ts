/*
 * Huffman codes of deflate as tables: the next bits of the input lead to an entry with the length of the code
 * (bits 0 … 3), what it is or how many further bits it takes (4 … 7), and its value (from 8 on). 0 is no code.
 *
 * The first bits are looked up in a table that stays in the processor's nearest cache; codes that are longer have a
 * second table, to which a negative entry leads.
 */

/** In bits 4 … 7 of a length code: the value is a byte. */
export const LENGTH_LITERAL = 15
/** In bits 4 … 7 of a length code: the block ends. */
export const LENGTH_END = 14

const BITS_MAX = 15
/** Bits that are looked up at first. */
const FIRST_BITS = 10

export class HuffmanCode {
  /** Bits of the longest code. */
  readonly bits: number
  /** Bits that lead to an entry, and the mask that has them. */
  readonly firstBits: number
  readonly mask: number
  /** The mask of the bits after those, for entries that are negative: their table begins at `-entry`. */
  readonly restMask: number
  readonly table: Int32Array

  private constructor(bits: number, table: Int32Array) {
    this.bits = bits
    this.firstBits = Math.min(bits, FIRST_BITS)
    this.mask = (1 << this.firstBits) - 1
    this.restMask = (1 << (bits - this.firstBits)) - 1
    this.table = table
  }

  /**
   * @param lengths bits of each symbol's code, 0 for none
   * @param valueOf what an entry has from bit 4 on
   * @returns undefined when the lengths leave codes over or need more than there are; one single code, and no code
   *   at all, are allowed
   */
  static make(lengths: Uint8Array, valueOf: (symbol: number) => number): HuffmanCode | undefined {
    const counts = new Uint32Array(BITS_MAX + 1)
    for (const length of lengths) counts[length]!++
    counts[0] = 0
    let bits = BITS_MAX
    while (bits > 1 && counts[bits] === 0) bits--

    const next = new Uint32Array(BITS_MAX + 2)
    let code = 0
    for (let length = 1; length <= bits; length++) {
      code = (code + (counts[length - 1] as number)) * 2
      next[length] = code
    }
    const used = code + (counts[bits] as number)
    const single = bits === 1 && used === 1
    if (used !== 1 << bits && used !== 0 && !single) return undefined

    const firstBits = Math.min(bits, FIRST_BITS)
    const firstSize = 1 << firstBits
    const restSize = 1 << (bits - firstBits)
    // Long codes come last, so their first bits are one range up to the end.
    const longPrefixes = bits > firstBits ? firstSize - ((next[firstBits + 1] as number) >> 1) : 0
    const table = new Int32Array(firstSize + longPrefixes * restSize)
    let end = firstSize
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      const length = lengths[symbol] as number
      if (length === 0) continue
      const entry = (valueOf(symbol) << 4) | length
      // Codes come with their first bit lowest.
      const turned = reversed(next[length]!++, length)
      if (length <= firstBits) {
        for (let at = turned; at < firstSize; at += 1 << length) table[at] = entry
        continue
      }
      const prefix = turned & (firstSize - 1)
      if (table[prefix] === 0) {
        table[prefix] = -end
        end += restSize
      }
      const start = -(table[prefix] as number)
      for (let at = turned >> firstBits; at < restSize; at += 1 << (length - firstBits)) table[start + at] = entry
    }
    return new HuffmanCode(bits, table)
  }
}

function reversed(code: number, bits: number): number {
  let mirrored = 0
  for (let i = 0; i < bits; i++) mirrored |= ((code >> i) & 1) << (bits - 1 - i)
  return mirrored
}

/** Shortest length and further bits of the symbols from 257 on. */
const LENGTHS = steps(3, [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5])
const DISTANCES = steps(1, [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13])

function steps(first: number, extras: readonly number[]): readonly number[] {
  let base = first
  return extras.map(extra => {
    const value = (base << 4) | extra
    base += 1 << extra
    return value
  })
}

/** The longest length has a symbol of its own. */
const LONGEST = 258 << 4

/** Values of the literal and length code. */
export function lengthValues(symbol: number): number {
  if (symbol < 256) return (symbol << 4) | LENGTH_LITERAL
  if (symbol === 256) return LENGTH_END
  // The last one overlaps with the longest that 284 can say. Two more exist in the fixed code but mean nothing.
  return symbol === 285 ? LONGEST : (LENGTHS[symbol - 257] ?? LENGTH_INVALID)
}

/** Values of the distance code. */
export function distanceValues(symbol: number): number {
  return DISTANCES[symbol] ?? DISTANCE_INVALID
}

/** No copy is of length 0, so the length can say that the symbol may not occur. */
const LENGTH_INVALID = 0
/** Farther than anything can be. */
const DISTANCE_INVALID = 0xffff << 4

/** The codes of blocks that bring none. */
export const fixedLengths = HuffmanCode.make(
  Uint8Array.from({ length: 288 }, (_, symbol) => (symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8)),
  lengthValues,
) as HuffmanCode
export const fixedDistances = HuffmanCode.make(new Uint8Array(32).fill(5), distanceValues) as HuffmanCode

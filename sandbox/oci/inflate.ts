/*
 * Inflate (RFC 1951), synchronous and piece by piece. Ours, because the output is handed out without being copied
 * (whoever gets a piece may keep it), because the end of the compressed data is known to the byte, and because it is
 * two to three times as fast as the library we have.
 *
 * The hot loop needs some bytes of input ahead of it. The last few bytes of each piece are decoded a symbol at a
 * time with zeros behind them, and a symbol that used those zeros is taken back until more input is there.
 *
 * @source what is corrupt: Go compress/flate inflate.go
 */
import { EMPTY, concat } from '../base/bytes.ts'
import { ArchiveError } from './archive-error.ts'
import { HuffmanCode, LENGTH_END, LENGTH_LITERAL, distanceValues, fixedDistances, fixedLengths, lengthValues } from './inflate-codes.ts'

/** Distances reach back so far. */
const WINDOW_BYTES = 32 * 1024
/** Size of the pieces that are handed out. */
const PIECE_BYTES = 1024 * 1024
/** The longest copy. */
const COPY_BYTES_MAX = 258
/** The longest code. */
const CODE_BITS_MAX = 15
/** What the loop may read for one symbol with its distance: 48 bits, and a word of 32 where the last 13 are. */
const LOOKAHEAD_BYTES = 10

const STORED = 0
const FIXED = 1
const DYNAMIC = 2

/** The order in which a block gives the lengths of the code for the code lengths. */
const CODE_LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

/** Thrown by the block header's reader when the header goes on in the next piece. */
const MORE = Symbol('more input')

export class Inflate {
  readonly #out: (piece: Uint8Array) => void
  #state: 'header' | 'stored' | 'codes' | 'done' = 'header'
  #lastBlock = false
  #storedLeft = 0
  #lengths: HuffmanCode = fixedLengths
  #distances: HuffmanCode = fixedDistances

  #input: Uint8Array = EMPTY
  /** The next bit of the input: eight times the byte, plus the bit in it. */
  #at = 0
  /** Bytes of input before the present one. */
  #before = 0

  // The piece being filled: the window before it, then what was handed out, then what was not.
  #piece: Uint8Array = new Uint8Array(64 * 1024)
  #filled = 0
  #handed = 0

  /** @param out is given pieces that stay as they are */
  constructor(out: (piece: Uint8Array) => void) {
    this.#out = out
  }

  /**
   * Takes the next piece of input.
   *
   * @returns what follows the compressed data, once its end has been reached
   * @throws ArchiveError `flate: corrupt input before offset N`
   */
  push(bytes: Uint8Array): Uint8Array | undefined {
    const used = this.#at >> 3
    this.#before += used
    this.#input = used === this.#input.length ? bytes : concat([this.#input.subarray(used), bytes])
    this.#at &= 7
    try {
      while (this.#state !== 'done' && this.#step());
    } finally {
      this.#hand()
    }
    return this.#state === 'done' ? this.#input.subarray((this.#at + 7) >> 3) : undefined
  }

  /** @returns whether something was done; if not, more input is needed */
  #step(): boolean {
    switch (this.#state) {
      case 'header':
        return this.#header()
      case 'stored':
        return this.#stored()
      case 'codes':
        return this.#fast() || this.#careful()
      case 'done':
        return false
    }
  }

  #header(): boolean {
    const at = this.#at
    try {
      this.#lastBlock = this.#take(1) === 1
      const type = this.#take(2)
      if (type === STORED) this.#beginStored()
      else if (type === FIXED) this.#beginCodes(fixedLengths, fixedDistances)
      else if (type === DYNAMIC) this.#beginDynamic()
      else throw this.#corrupt()
      return true
    } catch (error) {
      if (error !== MORE) throw error
      this.#at = at
      return false
    }
  }

  #beginStored(): void {
    this.#at = (this.#at + 7) & ~7 // The rest of the byte is nothing.
    const size = this.#take(16)
    if (this.#take(16) !== (size ^ 0xffff)) throw this.#corrupt()
    this.#storedLeft = size
    this.#state = 'stored'
    if (size === 0) this.#endBlock()
  }

  #beginCodes(lengths: HuffmanCode, distances: HuffmanCode): void {
    this.#lengths = lengths
    this.#distances = distances
    this.#state = 'codes'
  }

  #beginDynamic(): void {
    const lengthCount = this.#take(5) + 257
    const distanceCount = this.#take(5) + 1
    const metaCount = this.#take(4) + 4
    if (lengthCount > 286 || distanceCount > 30) throw this.#corrupt()
    const meta = new Uint8Array(19)
    for (let i = 0; i < metaCount; i++) meta[CODE_LENGTH_ORDER[i] as number] = this.#take(3)
    const metaCode = this.#code(meta, i => i)

    const all = new Uint8Array(lengthCount + distanceCount)
    for (let i = 0; i < all.length; ) {
      const symbol = this.#symbol(metaCode)
      if (symbol < 16) {
        all[i++] = symbol
        continue
      }
      if (symbol === 16 && i === 0) throw this.#corrupt()
      const value = symbol === 16 ? (all[i - 1] as number) : 0
      const count = symbol === 16 ? 3 + this.#take(2) : symbol === 17 ? 3 + this.#take(3) : 11 + this.#take(7)
      if (i + count > all.length) throw this.#corrupt()
      all.fill(value, i, i + count)
      i += count
    }
    this.#beginCodes(
      this.#code(all.subarray(0, lengthCount), lengthValues),
      this.#code(all.subarray(lengthCount), distanceValues),
    )
  }

  #code(lengths: Uint8Array, valueOf: (symbol: number) => number): HuffmanCode {
    const code = HuffmanCode.make(lengths, valueOf)
    if (code === undefined) throw this.#corrupt()
    return code
  }

  /** A symbol of the code for code lengths. */
  #symbol(code: HuffmanCode): number {
    const start = this.#at
    let next = 0
    for (let bits = 0; bits < code.bits; bits++) {
      next |= this.#take(1) << bits
      const entry = code.table[next] as number
      if ((entry & 15) === bits + 1) return entry >> 4
    }
    this.#at = start
    throw this.#corrupt()
  }

  /** The next bits, at most 16. */
  #take(count: number): number {
    const end = this.#at + count
    if (end > this.#input.length * 8) throw MORE
    let value = 0
    for (let byte = (end - 1) >> 3; byte >= this.#at >> 3; byte--) value = (value << 8) | (this.#input[byte] as number)
    value = (value >>> (this.#at & 7)) & ((1 << count) - 1)
    this.#at = end
    return value
  }

  #stored(): boolean {
    const start = this.#at >> 3
    const size = Math.min(this.#storedLeft, this.#input.length - start)
    if (size === 0) return false
    for (let done = 0; done < size; ) {
      this.#room(1)
      const part = Math.min(size - done, this.#piece.length - this.#filled)
      this.#piece.set(this.#input.subarray(start + done, start + done + part), this.#filled)
      this.#filled += part
      done += part
    }
    this.#at += size * 8
    this.#storedLeft -= size
    if (this.#storedLeft === 0) this.#endBlock()
    return true
  }

  #endBlock(): void {
    this.#state = this.#lastBlock ? 'done' : 'header'
  }

  /** As many symbols as there is input for. @returns whether there were any */
  #fast(): boolean {
    const end = (this.#input.length - LOOKAHEAD_BYTES) * 8
    if (this.#at > end) return false
    this.#decode(this.#input, end, false)
    return true
  }

  /** The last bytes of the input. @returns whether at least one symbol could be read */
  #careful(): boolean {
    const start = this.#at
    const byte = start >> 3
    const left = this.#input.length * 8 - byte * 8
    const padded = concat([this.#input.subarray(byte), new Uint8Array(2 * LOOKAHEAD_BYTES)])
    this.#before += byte
    this.#at &= 7
    this.#decode(padded, left, true)
    this.#before -= byte
    this.#at += byte * 8
    return this.#at !== start
  }

  /**
   * Decodes until the end of the block or until the input is used up to the bit `end`.
   *
   * @param careful take back a symbol that goes beyond `end`; otherwise there is input enough for it
   */
  #decode(input: Uint8Array, end: number, careful: boolean): void {
    const { table: lengthTable, mask: lengthMask, firstBits: lengthBits, restMask: lengthRest } = this.#lengths
    const { table: distanceTable, mask: distanceMask, firstBits: distanceBits, restMask: distanceRest } = this.#distances
    const view = new DataView(input.buffer, input.byteOffset, input.byteLength)
    let at = this.#at
    let piece = this.#piece
    let filled = this.#filled
    let roomEnd = piece.length - COPY_BYTES_MAX

    while (at <= end) {
      if (filled > roomEnd) {
        this.#filled = filled
        this.#room(COPY_BYTES_MAX + 1)
        piece = this.#piece
        filled = this.#filled
        roomEnd = piece.length - COPY_BYTES_MAX
      }

      // At least 25 bits: enough for a code and its further bits. Reading a word anew is cheaper than asking, bit by
      // bit, whether there are enough.
      let word = view.getInt32(at >>> 3, true) >>> (at & 7)
      let entry = lengthTable[word & lengthMask] as number
      if (entry < 0) entry = lengthTable[((word >>> lengthBits) & lengthRest) - entry] as number
      let next = at + (entry & 15)
      let kind = (entry >> 4) & 15
      if (kind === LENGTH_LITERAL) {
        if (careful && next > end) break
        piece[filled++] = entry >> 8
        at = next
        // Often a second one is in the same word.
        word >>>= entry & 15
        entry = lengthTable[word & lengthMask] as number
        kind = (entry >> 4) & 15
        if (kind === LENGTH_LITERAL && entry > 0 && !careful) {
          piece[filled++] = entry >> 8
          at += entry & 15
        }
        continue
      }
      if (entry === 0) {
        if (careful && end - at < CODE_BITS_MAX) break
        this.#failAt(at)
      }
      if (kind === LENGTH_END) {
        if (careful && next > end) break
        at = next
        this.#endBlock()
        break
      }

      const length = (entry >> 8) + ((word >>> (entry & 15)) & ((1 << kind) - 1))
      next += kind
      word = view.getInt32(next >>> 3, true) >>> (next & 7)
      let far = distanceTable[word & distanceMask] as number
      if (far < 0) far = distanceTable[((word >>> distanceBits) & distanceRest) - far] as number
      next += far & 15
      const extra = (far >> 4) & 15
      word = view.getInt32(next >>> 3, true) >>> (next & 7)
      const distance = (far >> 8) + (word & ((1 << extra) - 1))
      next += extra
      if (careful && next > end) break
      if (far === 0 || distance > filled || length === 0) this.#failAt(next)
      at = next

      if (distance === 1) {
        piece.fill(piece[filled - 1] as number, filled, filled + length)
        filled += length
      } else {
        let from = filled - distance
        for (const stop = filled + length; filled < stop; ) piece[filled++] = piece[from++] as number
      }
    }
    this.#filled = filled
    this.#at = at
  }

  #failAt(at: number): never {
    this.#at = at
    throw this.#corrupt()
  }

  #corrupt(): ArchiveError {
    return new ArchiveError(`flate: corrupt input before offset ${this.#before + ((this.#at + 7) >> 3)}`)
  }

  /** Makes room: a new piece begins with the window of the old one, which is handed out and left alone. */
  #room(sizeBytes: number): void {
    if (this.#filled + sizeBytes <= this.#piece.length) return
    this.#hand()
    const window = this.#piece.subarray(Math.max(0, this.#filled - WINDOW_BYTES), this.#filled)
    this.#piece = new Uint8Array(WINDOW_BYTES + PIECE_BYTES)
    this.#piece.set(window)
    this.#filled = window.length
    this.#handed = window.length
  }

  #hand(): void {
    if (this.#handed === this.#filled) return
    const piece = this.#piece.subarray(this.#handed, this.#filled)
    this.#handed = this.#filled
    this.#out(piece)
  }
}

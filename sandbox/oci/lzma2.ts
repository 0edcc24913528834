/*
 * LZMA2, decompression only. A chunk is plain or LZMA coded: bits come out of a range coder whose probabilities are
 * learned on the way, and say whether a byte or a copy of earlier bytes follows.
 *
 * @source the .xz file format, and xz-embedded for the layout of the probabilities
 */
import { ArchiveError } from './archive-error.ts'

/** `xz -d -c -q`, which Docker runs, ends so. */
export const corruptXz = (): ArchiveError => new ArchiveError('exit status 1: xz: (stdin): Compressed data is corrupt')
export const shortXz = (): ArchiveError => new ArchiveError('exit status 1: xz: (stdin): Unexpected end of input')

// Places in the state of the range coder.
const RANGE = 0
const CODE = 1

const STATES = 12
const POS_STATES = 16
const LITERAL_SIZE = 0x300
const LITERALS_MAX = 16
/** States below this one follow a literal. */
const LITERAL_STATES = 7

// Where each kind of probability begins in the one array.
const IS_MATCH = 0
const IS_REP = IS_MATCH + STATES * POS_STATES
const IS_REP0 = IS_REP + STATES
const IS_REP1 = IS_REP0 + STATES
const IS_REP2 = IS_REP1 + STATES
const IS_REP0_LONG = IS_REP2 + STATES
const SLOT = IS_REP0_LONG + STATES * POS_STATES
const SPECIAL = SLOT + 4 * 64
const ALIGN = SPECIAL + 114
const LENGTH = ALIGN + 16
const LENGTH_SIZE = 2 + POS_STATES * 8 * 2 + 256
const REP_LENGTH = LENGTH + LENGTH_SIZE
const LITERAL = REP_LENGTH + LENGTH_SIZE
const PROBABILITIES = LITERAL + LITERALS_MAX * LITERAL_SIZE

/** Decodes the chunks of one LZMA2 stream into one growing array, which is the dictionary as well. */
export class Lzma2 {
  readonly #in: Uint8Array
  readonly #onGrow: (sizeBytes: number) => void
  /** Where the next byte of the input is. */
  at: number
  #out = new Uint8Array(1 << 16)
  #size = 0
  /** Copies cannot reach before this. */
  #dictionaryStart = 0

  readonly #probs = new Uint16Array(PROBABILITIES)
  #state = 0
  /** The four most recent distances, less one. */
  readonly #reps = new Uint32Array(4)
  #lc = 0
  #lpMask = 0
  #pbMask = 0
  /** Range and code of the range coder: in fields, numbers above 2^30 would be allocated one by one. */
  readonly #coder = new Uint32Array(2)
  #chunkEnd = 0

  /** @param onGrow is told how large the output will be, and may throw */
  constructor(bytes: Uint8Array, at: number, onGrow: (sizeBytes: number) => void) {
    this.#in = bytes
    this.at = at
    this.#onGrow = onGrow
  }

  /**
   * Everything up to the end marker.
   *
   * @throws ArchiveError when the data is damaged or ends too early
   */
  decode(): Uint8Array {
    let needsDictionary = true
    let needsProperties = true
    for (;;) {
      const control = this.#byte()
      if (control === 0) return this.#out.subarray(0, this.#size)
      const resetsDictionary = control === 1 || control >= 0xe0
      if (needsDictionary && !resetsDictionary) throw corruptXz()
      if (resetsDictionary) {
        needsDictionary = false
        this.#dictionaryStart = this.#size
      }
      if (control < 0x80) {
        if (control > 2) throw corruptXz()
        this.#copyPlain(this.#uint16() + 1)
        continue
      }
      const sizeBytes = ((control & 0x1f) << 16) + this.#uint16() + 1
      const packedBytes = this.#uint16() + 1
      const reset = (control >> 5) & 3
      if (reset >= 2) {
        this.#setProperties(this.#byte())
        needsProperties = false
      } else if (needsProperties) throw corruptXz()
      if (reset >= 1) this.#resetState()
      this.#decodeChunk(sizeBytes, packedBytes)
    }
  }

  #byte(): number {
    const byte = this.#in[this.at++]
    if (byte === undefined) throw shortXz()
    return byte
  }

  #uint16(): number {
    return this.#byte() * 256 + this.#byte()
  }

  #copyPlain(sizeBytes: number): void {
    if (this.at + sizeBytes > this.#in.length) throw shortXz()
    this.#reserve(sizeBytes)
    this.#out.set(this.#in.subarray(this.at, this.at + sizeBytes), this.#size)
    this.#size += sizeBytes
    this.at += sizeBytes
  }

  #reserve(sizeBytes: number): void {
    const needed = this.#size + sizeBytes
    this.#onGrow(needed)
    if (needed <= this.#out.length) return
    const larger = new Uint8Array(Math.max(needed, this.#out.length * 2))
    larger.set(this.#out)
    this.#out = larger
  }

  #setProperties(byte: number): void {
    if (byte >= 9 * 5 * 5) throw corruptXz()
    const lc = byte % 9
    const lp = Math.floor(byte / 9) % 5
    if (lc + lp > 4) throw corruptXz()
    this.#lc = lc
    this.#lpMask = (1 << lp) - 1
    this.#pbMask = (1 << Math.floor(byte / 45)) - 1
  }

  #resetState(): void {
    this.#state = 0
    this.#reps.fill(0)
    this.#probs.fill(1024)
  }

  #decodeChunk(sizeBytes: number, packedBytes: number): void {
    this.#chunkEnd = this.at + packedBytes
    if (this.#chunkEnd > this.#in.length) throw shortXz()
    this.at++
    let code = 0
    for (let i = 0; i < 4; i++) code = (code << 8) | this.#byte()
    this.#coder[RANGE] = 0xffffffff
    this.#coder[CODE] = code
    this.#reserve(sizeBytes)
    const end = this.#size + sizeBytes
    while (this.#size < end) {
      const posState = (this.#size - this.#dictionaryStart) & this.#pbMask
      if (this.#bit(IS_MATCH + this.#state * POS_STATES + posState) === 0) this.#literal()
      else this.#copy(this.#bit(IS_REP + this.#state) === 0 ? this.#match(posState) : this.#repeat(posState), end)
    }
    this.at = this.#chunkEnd
  }

  #normalise(): void {
    const coder = this.#coder
    if ((coder[RANGE] as number) >= 0x1000000) return
    if (this.at >= this.#chunkEnd) throw corruptXz()
    coder[RANGE] = (coder[RANGE] as number) << 8
    coder[CODE] = ((coder[CODE] as number) << 8) | (this.#in[this.at++] as number)
  }

  #bit(index: number): number {
    this.#normalise()
    const coder = this.#coder
    const probs = this.#probs
    const probability = probs[index] as number
    const bound = Math.imul((coder[RANGE] as number) >>> 11, probability) >>> 0
    if ((coder[CODE] as number) < bound) {
      coder[RANGE] = bound
      probs[index] = probability + ((2048 - probability) >> 5)
      return 0
    }
    coder[RANGE] = (coder[RANGE] as number) - bound
    coder[CODE] = (coder[CODE] as number) - bound
    probs[index] = probability - (probability >> 5)
    return 1
  }

  #tree(base: number, bits: number): number {
    let symbol = 1
    for (let i = 0; i < bits; i++) symbol = symbol * 2 + this.#bit(base + symbol)
    return symbol - (1 << bits)
  }

  /** The same with the least significant bit first. */
  #reverseTree(base: number, bits: number): number {
    let symbol = 1
    let value = 0
    for (let i = 0; i < bits; i++) {
      const bit = this.#bit(base + symbol)
      symbol = symbol * 2 + bit
      value += bit << i
    }
    return value
  }

  #literal(): void {
    const position = this.#size - this.#dictionaryStart
    const before = position === 0 ? 0 : (this.#out[this.#size - 1] as number)
    const base = LITERAL + LITERAL_SIZE * ((before >> (8 - this.#lc)) + ((position & this.#lpMask) << this.#lc))
    let symbol = 1
    if (this.#state >= LITERAL_STATES) {
      // After a copy: the byte that would have come next guides the probabilities, as long as it is right.
      let guide = this.#out[this.#size - (this.#reps[0] as number) - 1] as number
      let offset = 0x100
      while (symbol < 0x100) {
        guide <<= 1
        const expected = guide & offset
        const bit = this.#bit(base + offset + expected + symbol)
        symbol = symbol * 2 + bit
        offset &= bit === 1 ? expected : ~expected
      }
    } else while (symbol < 0x100) symbol = symbol * 2 + this.#bit(base + symbol)
    this.#out[this.#size++] = symbol
    const state = this.#state
    this.#state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6
  }

  /** @returns the length of a copy from a new distance, which becomes the first of the recent ones */
  #match(posState: number): number {
    this.#state = this.#state < LITERAL_STATES ? 7 : 10
    const length = this.#length(LENGTH, posState)
    const slot = this.#tree(SLOT + 64 * Math.min(length - 2, 3), 6)
    const distance = this.#distance(slot)
    this.#reps.copyWithin(1, 0, 3)
    this.#reps[0] = distance
    return length
  }

  #distance(slot: number): number {
    if (slot < 4) return slot
    const bits = (slot >> 1) - 1
    const top = 2 + (slot & 1)
    if (slot < 14) {
      const base = top << bits
      return base + this.#reverseTree(SPECIAL + base - slot - 1, bits)
    }
    let distance = top
    for (let i = 0; i < bits - 4; i++) {
      this.#normalise()
      const range = (this.#coder[RANGE] as number) >>> 1
      const bit = (this.#coder[CODE] as number) >= range ? 1 : 0
      if (bit === 1) this.#coder[CODE] = (this.#coder[CODE] as number) - range
      this.#coder[RANGE] = range
      distance = distance * 2 + bit
    }
    return distance * 16 + this.#reverseTree(ALIGN, 4)
  }

  /** @returns the length of a copy from a recent distance, which becomes the first */
  #repeat(posState: number): number {
    const state = this.#state
    if (this.#bit(IS_REP0 + state) === 0) {
      if (this.#bit(IS_REP0_LONG + state * POS_STATES + posState) === 0) {
        this.#state = state < LITERAL_STATES ? 9 : 11
        return 1
      }
    } else {
      const which = this.#bit(IS_REP1 + state) === 0 ? 1 : this.#bit(IS_REP2 + state) === 0 ? 2 : 3
      const distance = this.#reps[which] as number
      this.#reps.copyWithin(1, 0, which)
      this.#reps[0] = distance
    }
    this.#state = state < LITERAL_STATES ? 8 : 11
    return this.#length(REP_LENGTH, posState)
  }

  #length(base: number, posState: number): number {
    if (this.#bit(base) === 0) return 2 + this.#tree(base + 2 + posState * 8, 3)
    if (this.#bit(base + 1) === 0) return 10 + this.#tree(base + 2 + POS_STATES * 8 + posState * 8, 3)
    return 18 + this.#tree(base + 2 + POS_STATES * 16, 8)
  }

  #copy(length: number, end: number): void {
    const distance = (this.#reps[0] as number) + 1
    if (distance > this.#size - this.#dictionaryStart || this.#size + length > end) throw corruptXz()
    const out = this.#out
    let to = this.#size
    for (let from = to - distance; to < this.#size + length; from++, to++) out[to] = out[from] as number
    this.#size = to
  }
}

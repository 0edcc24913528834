/**
 * Gzip of what is described, itself described: what does not compress goes into stored blocks as it is, runs of zeros
 * become a few bits each. The bytes are those of a gzip stream like any other; only nobody has to make them all.
 *
 * @source RFC 1951 (deflate), RFC 1952 (gzip)
 */
import type { Extent } from '../../disk/content.ts'

/** A piece of what is packed: as it is, or a run of zeros. */
export type Piece = { readonly plain: Extent } | { readonly zeros: number }

const STORED_BYTES_MAX = 65_535
/** Longest repetition that deflate has a name for. */
const MATCH_BYTES = 258
/** Code of a match of that length, and of the distance 1, in the order in which bits go out. */
const MATCH = { bits: reversed(0b11000101, 8), length: 13 }
const LITERAL_ZERO = { bits: reversed(0b00110000, 8), length: 8 }
const END_OF_BLOCK = { bits: 0, length: 7 }
const FIXED_BLOCK = { bits: 0b010, length: 3 }

/**
 * @param crc32 of the pieces together
 * @returns the parts of a gzip stream
 */
export function gzipOf(pieces: readonly Piece[], crc32: number): Extent[] {
  const out: Extent[] = [Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff)]
  const bits = new Bits()
  let stored: Extent[] = []
  let storedBytes = 0
  let sizeBytes = 0
  const flush = (last: boolean): void => {
    if (storedBytes === 0 && !last) return
    bits.put(last ? 1 : 0, 3)
    bits.align()
    bits.put(storedBytes, 16)
    bits.put(~storedBytes & 0xffff, 16)
    out.push(bits.take(), ...stored)
    stored = []
    storedBytes = 0
  }
  for (const piece of pieces) {
    if ('zeros' in piece) {
      flush(false)
      sizeBytes += piece.zeros
      writeZeros(bits, piece.zeros)
      continue
    }
    const { plain } = piece
    sizeBytes += plain.length
    for (let at = 0; at < plain.length;) {
      if (storedBytes === STORED_BYTES_MAX) flush(false)
      const taken = Math.min(plain.length - at, STORED_BYTES_MAX - storedBytes)
      stored.push(part(plain, at, at + taken))
      storedBytes += taken
      at += taken
    }
  }
  flush(true)
  const trailer = new DataView(new ArrayBuffer(8))
  trailer.setUint32(0, crc32, true)
  trailer.setUint32(4, sizeBytes, true)
  return [...out, new Uint8Array(trailer.buffer)]
}

function writeZeros(bits: Bits, count: number): void {
  bits.put(FIXED_BLOCK.bits, FIXED_BLOCK.length)
  bits.put(LITERAL_ZERO.bits, LITERAL_ZERO.length)
  let left = count - 1
  for (; left >= MATCH_BYTES; left -= MATCH_BYTES) bits.put(MATCH.bits, MATCH.length)
  for (; left > 0; left--) bits.put(LITERAL_ZERO.bits, LITERAL_ZERO.length)
  bits.put(END_OF_BLOCK.bits, END_OF_BLOCK.length)
}

function part(extent: Extent, from: number, to: number): Extent {
  if (from === 0 && to === extent.length) return extent
  return extent instanceof Uint8Array ? extent.subarray(from, to) : { length: to - from, read: (a, b) => extent.read(from + a, from + b) }
}

/** Codes of deflate go out with their first bit first, numbers with their last. */
function reversed(code: number, length: number): number {
  let result = 0
  for (let i = 0; i < length; i++) result |= ((code >> i) & 1) << (length - 1 - i)
  return result
}

/** Bits, the lowest first. */
class Bits {
  private readonly bytes: number[] = []
  private pending = 0
  private count = 0

  put(bits: number, length: number): void {
    this.pending |= bits << this.count
    this.count += length
    for (; this.count >= 8; this.count -= 8) {
      this.bytes.push(this.pending & 0xff)
      this.pending >>>= 8
    }
  }

  align(): void {
    if (this.count > 0) this.put(0, 8 - this.count)
  }

  /** The whole bytes so far; what is left of a byte goes on. */
  take(): Uint8Array {
    return Uint8Array.from(this.bytes.splice(0))
  }
}

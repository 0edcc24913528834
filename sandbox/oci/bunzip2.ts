/*
 * bzip2, decompression only: blocks of up to 900 kB, each Huffman coded, move-to-front coded, sorted by
 * Burrows-Wheeler and run-length coded. Rare enough in front of `docker import` that clarity goes before speed.
 *
 * @source words of the errors: Go compress/bzip2
 */
import { ArchiveError, unexpectedEOF } from './archive-error.ts'

const BLOCK_MAGIC = 0x314159265359
const END_MAGIC = 0x177245385090
const RUN_A = 0
const RUN_B = 1
/** Symbols coded with one table before the next is chosen. */
const GROUP_SYMBOLS = 50
const CODE_BITS_MAX = 20

const invalid = (what: string): ArchiveError => new ArchiveError(`bzip2 data invalid: ${what}`)

/**
 * The blocks of one or more bzip2 streams, decompressed.
 *
 * @throws ArchiveError `bzip2 data invalid: …`, `unexpected EOF`
 */
export function* bunzip2(packed: Uint8Array): Generator<Uint8Array, void> {
  const bits = new BitReader(packed)
  for (let stream = 0; stream === 0 || !bits.atEnd(); stream++) {
    if (bits.read(16) !== 0x425a) throw invalid(stream === 0 ? 'bad magic value' : 'bad magic value in continuation file')
    if (bits.read(8) !== 0x68) throw invalid('non-Huffman entropy encoding')
    const level = bits.read(8) - 0x30
    if (level < 1 || level > 9) throw invalid('invalid compression level')

    let streamCrc = 0
    for (;;) {
      const magic = bits.read(24) * 2 ** 24 + bits.read(24)
      if (magic === END_MAGIC) break
      if (magic !== BLOCK_MAGIC) throw invalid('bad magic value found')
      const expected = bits.read32()
      const block = readBlock(bits, level * 100_000)
      const crc = blockCrc(block)
      if (crc !== expected) throw invalid('block checksum mismatch')
      streamCrc = (((streamCrc << 1) | (streamCrc >>> 31)) ^ crc) >>> 0
      yield block
    }
    if (bits.read32() !== streamCrc) throw invalid('file checksum mismatch')
    bits.align()
  }
}

/** Bits, most significant first. */
class BitReader {
  readonly #bytes: Uint8Array
  #at = 0
  #held = 0
  #count = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** @param count at most 24 */
  read(count: number): number {
    while (this.#count < count) {
      if (this.#at >= this.#bytes.length) throw unexpectedEOF()
      this.#held = ((this.#held << 8) | (this.#bytes[this.#at++] as number)) >>> 0
      this.#count += 8
    }
    const value = (this.#held >>> (this.#count - count)) & ((1 << count) - 1)
    this.skip(count)
    return value
  }

  /** The next bits without taking them; zeros after the end. @param count at most 20 */
  peek(count: number): number {
    while (this.#count < count) {
      // Beyond the end there is nothing to take: `skip` notices.
      this.#held = ((this.#held << 8) | (this.#bytes[this.#at] ?? 0)) >>> 0
      this.#at++
      this.#count += 8
    }
    return (this.#held >>> (this.#count - count)) & ((1 << count) - 1)
  }

  /** Takes bits that were peeked. */
  skip(count: number): void {
    this.#count -= count
    if (this.#at > this.#bytes.length && this.#count < (this.#at - this.#bytes.length) * 8) throw unexpectedEOF()
  }

  read32(): number {
    return this.read(16) * 65_536 + this.read(16)
  }

  align(): void {
    this.#count -= this.#count % 8
  }

  atEnd(): boolean {
    return this.#at * 8 - this.#count >= this.#bytes.length * 8
  }
}

function readBlock(bits: BitReader, sizeMax: number): Uint8Array {
  if (bits.read(1) === 1) throw invalid('deprecated randomized files')
  const origin = bits.read(24)
  const symbols = readSymbolMap(bits)
  const tableCount = bits.read(3)
  if (tableCount < 2 || tableCount > 6) throw invalid('invalid number of Huffman trees')
  const selectors = readSelectors(bits, tableCount)
  const tables = Array.from({ length: tableCount }, () => new HuffmanTable(readLengths(bits, symbols.length + 2)))
  const sorted = readSorted(bits, symbols, tables, selectors, sizeMax)
  if (sorted.length > 0 && origin >= sorted.length) throw invalid('pointer out of bounds')
  return expandRuns(unsort(sorted, origin))
}

/** The bytes that occur in the block, in two levels of sixteen bits. */
function readSymbolMap(bits: BitReader): number[] {
  const used = bits.read(16)
  const symbols: number[] = []
  for (let high = 0; high < 16; high++) {
    if (!(used & (0x8000 >> high))) continue
    const low = bits.read(16)
    for (let i = 0; i < 16; i++) if (low & (0x8000 >> i)) symbols.push(high * 16 + i)
  }
  if (symbols.length === 0) throw invalid('no symbols in input')
  return symbols
}

function readSelectors(bits: BitReader, tableCount: number): number[] {
  const count = bits.read(15)
  if (count === 0) throw invalid('no tree selectors given')
  const recent = Uint8Array.from({ length: tableCount }, (_, i) => i)
  const selectors: number[] = []
  for (let i = 0; i < count; i++) {
    let at = 0
    while (bits.read(1) === 1) if (++at >= tableCount) throw invalid('tree index too large')
    selectors.push(toFront(recent, at))
  }
  return selectors
}

function readLengths(bits: BitReader, count: number): number[] {
  const lengths: number[] = []
  let length = bits.read(5)
  for (let i = 0; i < count; i++) {
    for (;;) {
      if (length < 1 || length > CODE_BITS_MAX) throw invalid('Huffman length out of range')
      if (bits.read(1) === 0) break
      length += bits.read(1) === 1 ? -1 : 1
    }
    lengths.push(length)
  }
  return lengths
}

/** Codes up to this length are looked up at once. */
const LOOKUP_BITS = 10

/** A canonical Huffman code: by length, the first code that is longer, and where its symbols begin. */
class HuffmanTable {
  readonly #symbols: number[] = []
  readonly #limits: number[] = []
  readonly #offsets: number[] = []
  /** By the next bits: symbol * 32 + length, or 0. */
  readonly #lookup = new Uint16Array(1 << LOOKUP_BITS)

  constructor(lengths: readonly number[]) {
    let code = 0
    for (let length = 1; length <= CODE_BITS_MAX; length++) {
      this.#offsets[length] = this.#symbols.length - code
      for (const [symbol, itsLength] of lengths.entries()) {
        if (itsLength !== length) continue
        const spare = LOOKUP_BITS - length
        if (spare >= 0) this.#lookup.fill(symbol * 32 + length, code << spare, (code + 1) << spare)
        this.#symbols.push(symbol)
        code++
      }
      this.#limits[length] = code
      code *= 2
    }
  }

  read(bits: BitReader): number {
    const found = this.#lookup[bits.peek(LOOKUP_BITS)] as number
    if (found !== 0) {
      bits.skip(found & 31)
      return found >> 5
    }
    const next = bits.peek(CODE_BITS_MAX)
    for (let length = LOOKUP_BITS + 1; length <= CODE_BITS_MAX; length++) {
      const code = next >> (CODE_BITS_MAX - length)
      if (code >= (this.#limits[length] as number)) continue
      const symbol = this.#symbols[code + (this.#offsets[length] as number)]
      if (symbol === undefined) break
      bits.skip(length)
      return symbol
    }
    throw invalid('Huffman code not found')
  }
}

/** Undoes Huffman, runs of the front symbol, and move-to-front. */
function readSorted(bits: BitReader, symbols: readonly number[], tables: readonly HuffmanTable[], selectors: readonly number[], sizeMax: number): Uint8Array {
  const sorted = new Uint8Array(sizeMax)
  const recent = Uint8Array.from(symbols)
  const end = symbols.length + 1
  let size = 0
  let run = 0
  let runPlace = 1
  const fits = (count: number): void => {
    if (size + count > sizeMax) throw invalid('data exceeds block size')
  }
  for (let decoded = 0; ; decoded++) {
    const selector = selectors[Math.floor(decoded / GROUP_SYMBOLS)]
    if (selector === undefined) throw invalid('insufficient selector indices for number of decoded symbols')
    const symbol = (tables[selector] as HuffmanTable).read(bits)
    if (symbol === RUN_A || symbol === RUN_B) {
      // Digits 1 and 2 of a number to the base two, least significant first.
      run += runPlace << symbol
      runPlace *= 2
      if (run > sizeMax) throw invalid('repeat count too large')
      continue
    }
    if (run > 0) {
      fits(run)
      sorted.fill(recent[0] as number, size, size + run)
      size += run
      run = 0
      runPlace = 1
    }
    if (symbol === end) return sorted.subarray(0, size)
    fits(1)
    sorted[size++] = toFront(recent, symbol - 1)
  }
}

function toFront(recent: Uint8Array, at: number): number {
  const value = recent[at]
  if (value === undefined) throw invalid('symbol out of range')
  for (let i = at; i > 0; i--) recent[i] = recent[i - 1] as number
  recent[0] = value
  return value
}

/** Undoes the Burrows-Wheeler transform. */
function unsort(sorted: Uint8Array, origin: number): Uint8Array {
  const starts = new Uint32Array(256)
  for (const byte of sorted) starts[byte] = (starts[byte] as number) + 1
  let sum = 0
  for (const [byte, count] of starts.entries()) {
    starts[byte] = sum
    sum += count
  }
  const next = new Uint32Array(sorted.length)
  for (let i = 0; i < sorted.length; i++) {
    const byte = sorted[i] as number
    const place = starts[byte] as number
    next[place] = i
    starts[byte] = place + 1
  }
  const plain = new Uint8Array(sorted.length)
  let at = next[origin] as number
  for (let i = 0; i < plain.length; i++) {
    plain[i] = sorted[at] as number
    at = next[at] as number
  }
  return plain
}

/** Undoes the first step: four equal bytes are followed by how many more there are. */
function expandRuns(bytes: Uint8Array): Uint8Array {
  let plain: Uint8Array = new Uint8Array(bytes.length * 2 + 256)
  let size = 0
  let equal = 0
  let last = -1
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number
    if (equal === 4) {
      // This one is a count.
      if (size + byte + bytes.length > plain.length) plain = grown(plain, size + byte + bytes.length)
      plain.fill(last, size, size + byte)
      size += byte
      equal = 0
      last = -1
      continue
    }
    equal = byte === last ? equal + 1 : 1
    last = byte
    plain[size++] = byte
  }
  return plain.subarray(0, size)
}

function grown(bytes: Uint8Array, sizeMin: number): Uint8Array {
  const larger = new Uint8Array(Math.max(sizeMin, bytes.length * 2))
  larger.set(bytes)
  return larger
}

const CRC = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24
  for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1
  return crc
})

/** CRC-32 with the bits the other way round than in gzip. */
function blockCrc(bytes: Uint8Array): number {
  let crc = -1
  for (const byte of bytes) crc = (crc << 8) ^ (CRC[(crc >>> 24) ^ byte] as number)
  return ~crc >>> 0
}

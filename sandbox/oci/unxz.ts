/*
 * The .xz container, decompression only: streams of blocks, each LZMA2 with a checksum behind it.
 *
 * @source tukaani.org/xz/xz-file-format.txt
 */
import { hex, sameBytes } from '../base/bytes.ts'
import { codecs } from '../base/codecs.ts'
import { ArchiveError } from './archive-error.ts'
import { crc32 } from './crc32.ts'
import { Lzma2, corruptXz, shortXz } from './lzma2.ts'

const HEADER_MAGIC = Uint8Array.of(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0)
const LZMA2 = 0x21
const CHECK = { none: 0, crc32: 1, crc64: 4, sha256: 10 } as const
/** Bytes of the checksum by its number. */
const CHECK_BYTES = [0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64]

/**
 * The blocks of one or more .xz streams, decompressed.
 *
 * @param onGrow is told how many bytes there will be, and may throw
 * @throws ArchiveError with the words of the xz program
 */
export function* unxz(packed: Uint8Array, onGrow: (sizeBytes: number) => void): Generator<Uint8Array, void> {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength)
  const need = (end: number): void => {
    if (end > packed.length) throw shortXz()
  }
  let unpackedBytes = 0
  let at = 0
  do {
    need(at + 12)
    if (!sameBytes(packed.subarray(at, at + 6), HEADER_MAGIC)) throw corruptXz()
    if (view.getUint32(at + 8, true) !== crc32(packed.subarray(at + 6, at + 8), 0)) throw corruptXz()
    const check = (packed[at + 7] as number) & 15
    at += 12

    for (;;) {
      need(at + 1)
      const headerBytes = ((packed[at] as number) + 1) * 4
      if (packed[at] === 0) break // The index.
      need(at + headerBytes)
      checkBlockHeader(packed.subarray(at, at + headerBytes))
      const start = at + headerBytes
      const before = unpackedBytes
      const lzma = new Lzma2(packed, start, sizeBytes => onGrow(before + sizeBytes))
      const block = lzma.decode()
      at = lzma.at + ((4 - ((lzma.at - start) % 4)) % 4)
      need(at + (CHECK_BYTES[check] as number))
      const stored = packed.subarray(at, at + (CHECK_BYTES[check] as number))
      if (!isRight(check, block, stored)) throw corruptXz()
      at += stored.length
      unpackedBytes += block.length
      yield block
    }
    at = endOfStream(packed, at)
    // Streams may follow each other, with zeros in between.
    while (at + 4 <= packed.length && view.getUint32(at, true) === 0) at += 4
  } while (at < packed.length)
}

function checkBlockHeader(header: Uint8Array): void {
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength)
  const end = header.length - 4
  if (view.getUint32(end, true) !== crc32(header.subarray(0, end), 0)) throw corruptXz()
  const flags = header[1] as number
  let at = 2
  for (const flag of [0x40, 0x80]) if (flags & flag) at = variableInteger(header, at)[1]
  const [filter] = variableInteger(header, at)
  if ((flags & 3) !== 0 || filter !== LZMA2) throw new ArchiveError('exit status 1: xz: (stdin): Unsupported options')
}

/** @returns the value and where it ends: seven bits a byte, least significant first */
function variableInteger(bytes: Uint8Array, start: number): [number, number] {
  let value = 0
  for (let at = start, place = 1; at < start + 9; at++, place *= 128) {
    const byte = bytes[at]
    if (byte === undefined) throw corruptXz()
    value += (byte & 0x7f) * place
    if (byte < 0x80) return [value, at + 1]
  }
  throw corruptXz()
}

/** Over the index (only its checksum is looked at) and the footer. */
function endOfStream(packed: Uint8Array, start: number): number {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength)
  let [records, at] = variableInteger(packed, start + 1)
  for (records *= 2; records > 0; records--) at = variableInteger(packed, at)[1]
  at += (4 - ((at - start) % 4)) % 4
  if (at + 16 > packed.length) throw shortXz()
  if (view.getUint32(at, true) !== crc32(packed.subarray(start, at), 0)) throw corruptXz()
  at += 4
  if (packed[at + 10] !== 0x59 || packed[at + 11] !== 0x5a) throw corruptXz()
  if (view.getUint32(at, true) !== crc32(packed.subarray(at + 4, at + 10), 0)) throw corruptXz()
  return at + 12
}

function isRight(check: number, block: Uint8Array, stored: Uint8Array): boolean {
  if (check === CHECK.crc32) return new DataView(stored.buffer, stored.byteOffset).getUint32(0, true) === crc32(block, 0)
  if (check === CHECK.crc64) return sameBytes(stored, crc64Ecma(block))
  if (check === CHECK.sha256) {
    const hash = codecs().sha256()
    hash.update(block)
    return hash.hex() === hex(stored)
  }
  return true
}

const ECMA = makeEcmaTable()

function makeEcmaTable(): { readonly high: Int32Array; readonly low: Int32Array } {
  const table = { high: new Int32Array(256), low: new Int32Array(256) }
  for (let byte = 0; byte < 256; byte++) {
    let [high, low] = [0, byte]
    for (let bit = 0; bit < 8; bit++) {
      const odd = low & 1
      low = (low >>> 1) | (high << 31)
      high >>>= 1
      if (odd) {
        low ^= 0xd7870f42
        high ^= 0xc96c5795
      }
    }
    table.high[byte] = high
    table.low[byte] = low
  }
  return table
}

/** CRC-64 with the polynomial of ECMA-182, least significant byte first; not the one of `crc64.ts`. */
function crc64Ecma(bytes: Uint8Array): Uint8Array {
  let [high, low] = [-1, -1]
  for (const byte of bytes) {
    const index = (low ^ byte) & 0xff
    low = ((low >>> 8) | (high << 24)) ^ (ECMA.low[index] as number)
    high = (high >>> 8) ^ (ECMA.high[index] as number)
  }
  const digest = new Uint8Array(8)
  const view = new DataView(digest.buffer)
  view.setInt32(0, ~low, true)
  view.setInt32(4, ~high, true)
  return digest
}

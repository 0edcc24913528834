import { EMPTY, concat } from '../base/bytes.ts'
import type { ByteTransform } from '../base/codecs.ts'
import { ArchiveError, unexpectedEOF } from './archive-error.ts'
import { crc32 } from './crc32.ts'
import { Inflate } from './inflate.ts'

/*
 * Gzip framing around inflate: headers, checksums, and one member after the other.
 */

/** So much compressed data is inflated at once: a bomb is noticed after at most a thousand times as many bytes. */
const STEP_BYTES = 64 * 1024

const FLAG_HEADER_CRC = 2
const FLAG_EXTRA = 4
const FLAG_NAME = 8
const FLAG_COMMENT = 16

const TRAILER_BYTES = 8

/**
 * A synchronous gunzip of one or more members, as Go's compress/gzip reads them. What could be decompressed before
 * the damage is handed out before the error is thrown.
 *
 * @throws ArchiveError (from push) `unexpected EOF`, `gzip: invalid header`, `gzip: invalid checksum`,
 *   `flate: corrupt input before offset N`
 */
export function gunzipStream(out: (chunk: Uint8Array) => void): ByteTransform {
  return new Gunzip(out)
}

class Gunzip implements ByteTransform {
  readonly #out: (chunk: Uint8Array) => void
  #state: 'header' | 'body' | 'trailer' = 'header'
  #rest: Uint8Array = EMPTY
  #inflate: Inflate | undefined
  #members = 0
  #crc = 0
  #sizeBytes = 0

  constructor(out: (chunk: Uint8Array) => void) {
    this.#out = out
  }

  push(chunk: Uint8Array, last: boolean): void {
    for (let at = 0; at < chunk.length; at += STEP_BYTES) this.#take(chunk.subarray(at, at + STEP_BYTES))
    if (!last) return
    const between = this.#state === 'header' && this.#rest.length === 0 && this.#members > 0
    if (!between) throw unexpectedEOF()
  }

  #take(bytes: Uint8Array): void {
    let rest = this.#rest.length === 0 ? bytes : concat([this.#rest, bytes])
    for (;;) {
      if (this.#state === 'header') {
        const end = headerEnd(rest)
        if (end === undefined) break
        rest = rest.subarray(end)
        this.#state = 'body'
        this.#crc = 0
        this.#sizeBytes = 0
        this.#inflate = new Inflate(data => this.#hand(data))
      }
      if (this.#state === 'body') {
        const after: Uint8Array | undefined = (this.#inflate as Inflate).push(rest)
        rest = after ?? rest.subarray(rest.length)
        if (after === undefined) break
        this.#state = 'trailer'
      }
      if (rest.length < TRAILER_BYTES) break
      const trailer = new DataView(rest.buffer, rest.byteOffset)
      if (trailer.getUint32(0, true) !== this.#crc || trailer.getUint32(4, true) !== this.#sizeBytes) {
        throw new ArchiveError('gzip: invalid checksum')
      }
      rest = rest.subarray(TRAILER_BYTES)
      this.#members++
      this.#state = 'header'
    }
    this.#rest = rest
  }

  #hand(data: Uint8Array): void {
    this.#crc = crc32(data, this.#crc)
    this.#sizeBytes = (this.#sizeBytes + data.length) >>> 0
    this.#out(data)
  }
}

/** @returns where the compressed data begins, or undefined when the header is not complete yet */
function headerEnd(bytes: Uint8Array): number | undefined {
  const MAGIC = [0x1f, 0x8b, 8]
  for (const [at, byte] of MAGIC.entries()) {
    if (at < bytes.length && bytes[at] !== byte) throw new ArchiveError('gzip: invalid header')
  }
  if (bytes.length < 10) return undefined
  const flags = bytes[3] as number
  let at = 10
  if (flags & FLAG_EXTRA) {
    if (bytes.length < at + 2) return undefined
    at += 2 + ((bytes[at] as number) | ((bytes[at + 1] as number) << 8))
  }
  for (const flag of [FLAG_NAME, FLAG_COMMENT]) {
    if (!(flags & flag)) continue
    const end = bytes.indexOf(0, at)
    if (end < 0) return undefined
    at = end + 1
  }
  if (flags & FLAG_HEADER_CRC) {
    if (bytes.length < at + 2) return undefined
    const given = (bytes[at] as number) | ((bytes[at + 1] as number) << 8)
    if (given !== (crc32(bytes.subarray(0, at), 0) & 0xffff)) throw new ArchiveError('gzip: invalid header')
    at += 2
  }
  return at <= bytes.length ? at : undefined
}

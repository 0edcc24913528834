/*
 * CRC-64 with the ISO 3309 polynomial x^64 + x^4 + x^3 + x + 1, as Go's hash/crc64 computes it with `crc64.ISO`.
 *
 * The polynomial is so sparse that eight bytes need no table: multiplying by x^64 is multiplying by
 * x^4 + x^3 + x + 1, four shifts. Bit 0 of the state is the coefficient of x^63, so `x * s` shifts right; the bits
 * that fall out at the low end are again multiplied by x^4 + x^3 + x + 1, and fit into the top.
 */

/** A running CRC-64 (ISO). */
export class Crc64 {
  #high = 0xffffffff | 0
  #low = 0xffffffff | 0

  /** Take in the next bytes. */
  update(bytes: Uint8Array): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const whole = bytes.length & ~7
    let high = this.#high
    let low = this.#low
    let at = 0
    for (; at < whole; at += 8) {
      low ^= view.getInt32(at, true)
      high ^= view.getInt32(at + 4, true)
      const out = (low << 31) ^ (low << 29) ^ (low << 28)
      low = low ^ ((low >>> 1) | (high << 31)) ^ ((low >>> 3) | (high << 29)) ^ ((low >>> 4) | (high << 28))
      high = high ^ (high >>> 1) ^ (high >>> 3) ^ (high >>> 4) ^ out ^ (out >>> 1) ^ (out >>> 3) ^ (out >>> 4)
    }
    for (; at < bytes.length; at++) {
      // One byte the same way: its product with x^4 + x^3 + x + 1 fits into the top twelve bits.
      const byte = (low ^ (bytes[at] as number)) & 0xff
      low = (low >>> 8) | (high << 24)
      high = (high >>> 8) ^ (byte << 24) ^ (byte << 23) ^ (byte << 21) ^ (byte << 20)
    }
    this.#high = high
    this.#low = low
  }

  /** The checksum so far: eight bytes, most significant first. */
  digest(): Uint8Array {
    const bytes = new Uint8Array(8)
    const view = new DataView(bytes.buffer)
    view.setInt32(0, ~this.#high)
    view.setInt32(4, ~this.#low)
    return bytes
  }
}

/** CRC-64 (ISO) of the concatenation of the chunks. */
export function crc64(chunks: Iterable<Uint8Array>): Uint8Array {
  const crc = new Crc64()
  for (const chunk of chunks) crc.update(chunk)
  return crc.digest()
}

const TABLES = makeTables()

/** Eight tables: the CRC of a byte with 0 … 7 zero bytes after it, so that eight bytes are eight look-ups. */
function makeTables(): Int32Array[] {
  const first = new Int32Array(256)
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
    first[byte] = crc
  }
  const tables = [first]
  for (let zeros = 1; zeros < 8; zeros++) {
    const before = tables[zeros - 1] as Int32Array
    tables.push(before.map(crc => (crc >>> 8) ^ (first[crc & 0xff] as number)))
  }
  return tables
}

/**
 * CRC-32 (IEEE, bits reflected, as gzip and xz have it) of `bytes`, continuing from `crc`; start with 0.
 *
 * @returns an unsigned 32 bit number
 */
export function crc32(bytes: Uint8Array, crc: number): number {
  const [t0, t1, t2, t3, t4, t5, t6, t7] = TABLES as [
    Int32Array, Int32Array, Int32Array, Int32Array, Int32Array, Int32Array, Int32Array, Int32Array,
  ]
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const whole = bytes.length & ~7
  let state = ~crc
  let at = 0
  for (; at < whole; at += 8) {
    const low = state ^ view.getInt32(at, true)
    const high = view.getInt32(at + 4, true)
    state =
      (t7[low & 0xff] as number) ^ (t6[(low >>> 8) & 0xff] as number) ^
      (t5[(low >>> 16) & 0xff] as number) ^ (t4[low >>> 24] as number) ^
      (t3[high & 0xff] as number) ^ (t2[(high >>> 8) & 0xff] as number) ^
      (t1[(high >>> 16) & 0xff] as number) ^ (t0[high >>> 24] as number)
  }
  for (; at < bytes.length; at++) state = (state >>> 8) ^ (t0[(state ^ (bytes[at] as number)) & 0xff] as number)
  return ~state >>> 0
}

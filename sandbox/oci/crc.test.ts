import { crc32 as zlibCrc32 } from 'node:zlib'
import { expect, it } from 'vitest'
import { hex, utf8 } from '../base/bytes.ts'
import { crc32 } from './crc32.ts'
import { Crc64, crc64 } from './crc64.ts'

/** The definition, bit by bit: reflected, polynomial 0xD800000000000000, all ones before and after. */
function slowCrc64(bytes: Uint8Array): string {
  let crc = 0xffffffffffffffffn
  for (const byte of bytes) {
    crc ^= BigInt(byte)
    for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? (crc >> 1n) ^ 0xd800000000000000n : crc >> 1n
  }
  return (crc ^ 0xffffffffffffffffn).toString(16).padStart(16, '0')
}

it('computes the CRC-64 of tar-split\'s own test vectors', () => {
  expect([...crc64([utf8('imma hurr til I derp')])]).toEqual([2, 116, 164, 177, 171, 236, 107, 78])
  expect([...crc64([utf8('café con leche, por favor')])]).toEqual([126, 72, 89, 239, 230, 252, 160, 187])
  expect([...crc64([])]).toEqual([0, 0, 0, 0, 0, 0, 0, 0])
})

it('computes the same CRC however the bytes are cut and aligned', () => {
  const bytes = Uint8Array.from({ length: 100 }, (_, i) => (i * 151 + 7) & 0xff)
  for (let start = 0; start < 9; start++) {
    for (let end = start; end <= bytes.length; end++) {
      const part = bytes.subarray(start, end)
      expect(hex(crc64([part]))).toBe(slowCrc64(part))
      expect(crc32(part, 0)).toBe(zlibCrc32(part))
      const cut = part.length >> 1
      const crc = new Crc64()
      crc.update(part.subarray(0, cut))
      crc.update(part.subarray(cut))
      expect(hex(crc.digest())).toBe(slowCrc64(part))
      expect(crc32(part.subarray(cut), crc32(part.subarray(0, cut), 0))).toBe(zlibCrc32(part))
    }
  }
})

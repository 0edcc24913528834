import type { HashStream } from '../../base/codecs.ts'

const SHIFTS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21]
const SINES = Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32) >>> 0)

/** MD5 (RFC 1321), for `md5sum` only: nothing of an image is named by it. */
export function md5(): HashStream {
  let a0 = 0x67452301
  let b0 = 0xefcdab89 | 0
  let c0 = 0x98badcfe | 0
  let d0 = 0x10325476
  const block = new Uint8Array(64)
  const words = new Int32Array(16)
  let filled = 0
  let length = 0
  const digest = (): void => {
    for (let i = 0; i < 16; i++) words[i] = (block[4 * i] as number) | ((block[4 * i + 1] as number) << 8) | ((block[4 * i + 2] as number) << 16) | ((block[4 * i + 3] as number) << 24)
    let a = a0
    let b = b0
    let c = c0
    let d = d0
    for (let i = 0; i < 64; i++) {
      const round = i >> 4
      const f = round === 0 ? (b & c) | (~b & d) : round === 1 ? (d & b) | (~d & c) : round === 2 ? b ^ c ^ d : c ^ (b | ~d)
      const g = round === 0 ? i : round === 1 ? (5 * i + 1) & 15 : round === 2 ? (3 * i + 5) & 15 : (7 * i) & 15
      const sum = (a + f + (SINES[i] as number) + (words[g] as number)) | 0
      const shift = SHIFTS[round * 4 + (i & 3)] as number
      a = d
      d = c
      c = b
      b = (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0
    }
    a0 = (a0 + a) | 0
    b0 = (b0 + b) | 0
    c0 = (c0 + c) | 0
    d0 = (d0 + d) | 0
  }
  const update = (chunk: Uint8Array): void => {
    length += chunk.length
    for (let at = 0; at < chunk.length;) {
      const take = Math.min(64 - filled, chunk.length - at)
      block.set(chunk.subarray(at, at + take), filled)
      filled += take
      at += take
      if (filled === 64) {
        digest()
        filled = 0
      }
    }
  }
  return {
    update,
    hex() {
      const bits = length * 8
      const padding = new Uint8Array(((filled < 56 ? 56 : 120) - filled) + 8)
      padding[0] = 0x80
      for (let i = 0; i < 8; i++) padding[padding.length - 8 + i] = Math.floor(bits / 2 ** (8 * i)) & 0xff
      update(padding)
      return [a0, b0, c0, d0].map(word => Array.from({ length: 4 }, (_, i) => ((word >>> (8 * i)) & 0xff).toString(16).padStart(2, '0')).join('')).join('')
    },
  }
}

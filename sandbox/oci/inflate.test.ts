import { constants, deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { EMPTY, concat, sameBytes, utf8 } from '../base/bytes.ts'
import { Inflate } from './inflate.ts'

/** @returns the output and what came after the end; undefined while there is no end */
function inflate(bytes: Uint8Array, sizes: readonly number[]): { data: Uint8Array; after: Uint8Array | undefined } {
  const pieces: Uint8Array[] = []
  const stream = new Inflate(piece => pieces.push(piece))
  const copies: Uint8Array[] = []
  let after: Uint8Array | undefined
  for (let at = 0, i = 0; at < bytes.length && after === undefined; i++) {
    const size = sizes[i % sizes.length]!
    after = stream.push(bytes.subarray(at, at + size))
    at += size
    if (after !== undefined) after = concat([after, bytes.subarray(at)])
    while (copies.length < pieces.length) copies.push(pieces[copies.length]!.slice())
  }
  // What was handed out has stayed as it was.
  expect(sameBytes(concat([EMPTY, ...pieces]), concat([EMPTY, ...copies]))).toBe(true)
  return { data: concat([EMPTY, ...pieces]), after }
}

const text = utf8(Array.from({ length: 4000 }, (_, i) => `row ${i * 31} col ${i % 17}; `).join(''))
const noise = Uint8Array.from({ length: 100_000 }, (_, i) => Math.imul(i ^ (i >> 3), 2654435761) >>> (8 + (i % 13)))

const SAMPLES: [string, Uint8Array, Parameters<typeof deflateRawSync>[1]][] = [
  ['nothing', new Uint8Array(0), {}],
  ['one byte', utf8('a'), {}],
  ['stored blocks', noise, { level: 0 }],
  ['dynamic codes', text, { level: 9 }],
  ['fixed codes', text, { strategy: constants.Z_FIXED }],
  ['codes without copies', noise, { strategy: constants.Z_HUFFMAN_ONLY }],
  ['runs', concat([new Uint8Array(70_000), text, new Uint8Array(3000).fill(1)]), { strategy: constants.Z_RLE }],
  ['more than a piece', concat([noise, text, ...Array.from({ length: 12 }, () => noise), new Uint8Array(2_000_000)]), {}],
  ['many small blocks', concat([text, noise]), { memLevel: 1 }],
]

it.each(SAMPLES)('inflates %s, and knows where the compressed data ends', (_, sample, options) => {
  const packed = new Uint8Array(deflateRawSync(sample, options))
  for (const trailer of ['', 'x', '8 bytes.', 'and something longer than that']) {
    const { data, after } = inflate(concat([packed, utf8(trailer)]), [packed.length + trailer.length])
    expect(sameBytes(data, sample)).toBe(true)
    expect(after).toEqual(utf8(trailer))
  }
})

it('inflates the same however the input is cut', () => {
  const samples = SAMPLES.filter(([, sample]) => sample.length < 500_000)
  const sizes = fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(fc.nat(samples.length - 1), sizes, (which, cuts) => {
      const [, sample, options] = samples[which]!
      const { data, after } = inflate(concat([new Uint8Array(deflateRawSync(sample, options)), utf8('end')]), cuts)
      expect(sameBytes(data, sample)).toBe(true)
      expect(after).toEqual(utf8('end'))
    }),
    { numRuns: 60 },
  )
  const { data } = inflate(new Uint8Array(deflateRawSync(text.subarray(0, 5000))), [1])
  expect(sameBytes(data, text.subarray(0, 5000))).toBe(true)
})

it('hands out all it can when the input ends too early', () => {
  const packed = new Uint8Array(deflateRawSync(text))
  for (let end = 0; end < packed.length; end += 97) {
    const { data, after } = inflate(packed.subarray(0, end), [64])
    expect(after).toBeUndefined()
    expect(sameBytes(data, text.subarray(0, data.length))).toBe(true)
    if (end > packed.length / 2) expect(data.length).toBeGreaterThan(text.length / 4)
  }
})

it('refuses corrupt data with its place, and nothing but that', () => {
  const refusal = (...bytes: number[]): string => {
    try {
      inflate(Uint8Array.of(...bytes, ...new Array<number>(20).fill(0)), [100])
      return 'none'
    } catch (error) {
      return (error as Error).message
    }
  }
  expect(refusal(0b111)).toBe('flate: corrupt input before offset 1') // block type 3
  expect(refusal(1, 5, 0, 0, 0)).toBe('flate: corrupt input before offset 5') // length of a stored block
  expect(refusal(0b011, 0b10)).toMatch(/^flate: corrupt input/) // a copy before the start

  const packed = new Uint8Array(deflateRawSync(text))
  let corrupt = 0
  fc.assert(
    fc.property(fc.nat(packed.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const broken = packed.slice()
      broken[at]! ^= change
      try {
        inflate(broken, [1000])
      } catch (error) {
        corrupt++
        expect((error as Error).message).toMatch(/^flate: corrupt input before offset \d+$/)
      }
    }),
    { numRuns: 200 },
  )
  expect(corrupt).toBeGreaterThan(10)
})

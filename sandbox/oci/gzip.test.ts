import { deflateRawSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { concat, sameBytes, utf8 } from '../base/bytes.ts'
import type { ByteTransform } from '../base/codecs.ts'
import { nodeCodecs } from '../node/codecs.ts'
import { gunzipStream } from './gzip.ts'

type Gunzip = (out: (chunk: Uint8Array) => void) => ByteTransform

const plain = Uint8Array.from({ length: 300_000 }, (_, i) => Math.imul(i, 2654435761) >>> (20 + (i % 5)))
const packed = new Uint8Array(gzipSync(plain))

function unpack(gunzip: Gunzip, bytes: Uint8Array, step: number): { data: Uint8Array; error?: string } {
  const chunks: Uint8Array[] = []
  const stream = gunzip(chunk => chunks.push(chunk.slice()))
  try {
    for (let at = 0; at < bytes.length; at += step) stream.push(bytes.subarray(at, at + step), false)
    stream.push(new Uint8Array(0), true)
  } catch (error) {
    return { data: concat(chunks), error: (error as Error).message }
  }
  return { data: concat(chunks) }
}

describe.each<[string, Gunzip]>([['portable', gunzipStream], ['native', nodeCodecs.gunzip]])('%s gunzip', (_, gunzip) => {
  it('gives back what gzip took, whatever the size of the pieces', () => {
    for (const step of [1, 7, 1000, 65_536, 1 << 20]) {
      const bytes = step === 1 ? new Uint8Array(gzipSync(plain.subarray(0, 3000))) : packed
      const { data, error } = unpack(gunzip, bytes, step)
      expect(error).toBeUndefined()
      expect(sameBytes(data, step === 1 ? plain.subarray(0, 3000) : plain)).toBe(true)
    }
  })

  it('reads members one after the other, and optional header fields', () => {
    const raw = deflateRawSync(utf8('world'))
    const second = new Uint8Array(gzipSync(utf8('world')))
    const named = concat([
      Uint8Array.of(0x1f, 0x8b, 8, 4 + 8 + 16, 0, 0, 0, 0, 0, 3, 2, 0, 65, 66), utf8('name\0comment\0'), raw, second.subarray(-8),
    ])
    const { data, error } = unpack(gunzip, concat([new Uint8Array(gzipSync(utf8('hello '))), named]), 5)
    expect(error).toBeUndefined()
    expect(new TextDecoder().decode(data)).toBe('hello world')
  })

  it('says unexpected EOF wherever the stream is cut, and hands out what came before', () => {
    const small = new Uint8Array(gzipSync(plain.subarray(0, 2000)))
    for (let end = 0; end < small.length; end++) {
      expect(unpack(gunzip, small.subarray(0, end), 64).error, `cut at ${end}`).toBe('unexpected EOF')
    }
    const { data } = unpack(gunzip, packed.subarray(0, packed.length >> 1), 64)
    expect(data.length).toBeGreaterThan(5_000) // how much depends on where the compressor ends its blocks
    expect(sameBytes(data, plain.subarray(0, data.length))).toBe(true)
  })

  it('has Go\'s words for a bad header, a bad checksum and bad data', () => {
    expect(unpack(gunzip, utf8('not gzip at all'), 4).error).toBe('gzip: invalid header')
    for (const back of [8, 7, 4, 1]) {
      const damaged = packed.slice()
      damaged[damaged.length - back]! ^= 1
      expect(unpack(gunzip, damaged, 999).error).toBe('gzip: invalid checksum')
    }
    const junk = concat([packed, utf8('junk')])
    expect(unpack(gunzip, junk, 999).error).toBe('gzip: invalid header')
    const broken = packed.slice()
    broken[10] = 0xff
    expect(unpack(gunzip, broken, 999).error).toMatch(/^flate: corrupt input before offset \d+$/)
  })

  it('passes on the error of whoever takes the data', () => {
    const stream = gunzip(() => {
      throw new RangeError('enough')
    })
    expect(() => stream.push(packed, true)).toThrow('enough')
  })
})

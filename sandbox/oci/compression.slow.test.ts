import { spawnSync } from 'node:child_process'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { fixture } from '../../test/support/fixtures.ts'
import { concat, sameBytes, utf8 } from '../base/bytes.ts'
import { installNodeCodecs } from '../node/codecs.ts'
import { decompress, detectCompression } from './compression.ts'
import { drain, pullFrom } from './pull.ts'

beforeAll(installNodeCodecs)

const unpack = (bytes: Uint8Array): Uint8Array => concat([new Uint8Array(0), ...drain(decompress(pullFrom([bytes])))])

/** Texts that each take another way through a decompressor. */
const SAMPLES: Record<string, Uint8Array> = {
  empty: new Uint8Array(0),
  'one byte': Uint8Array.of(7),
  'four equal bytes': utf8('aaaa'),
  'runs of every length': concat(Array.from({ length: 300 }, (_, i) => new Uint8Array(i).fill(i % 3))),
  'all bytes': Uint8Array.from({ length: 70_000 }, (_, i) => (i * 7) & 0xff),
  text: utf8(Array.from({ length: 8_000 }, (_, i) => `line ${i} of ${i * i % 1000}\n`).join('')),
  noise: Uint8Array.from({ length: 100_000 }, (_, i) => Math.imul(i ^ (i << 7), 2654435761) >>> (i % 23)),
  'more than a small block': Uint8Array.from({ length: 250_000 }, (_, i) => Math.imul(i, 48_271) >>> (10 + (i % 11))),
}

describe.each([
  ['gzip', ['-9'], ['-1']],
  ['bzip2', ['-9'], ['-1']],
  ['xz', ['-6', '--check=crc64'], ['-0', '--check=crc32'], ['-3', '--check=sha256'], ['--lzma2=preset=6,lc=1,lp=3,pb=0']],
])('%s', (program, ...variants) => {
  const isThere = spawnSync(program as string, ['--version']).status === 0
  if (!isThere) console.warn(`${program} is not on this machine: nothing is compared with it`)

  it.skipIf(!isThere).each(variants.map(options => (options as string[]).join(' ')))('gives back what the program packed with %s', options => {
    let compared = 0
    for (const [name, sample] of Object.entries(SAMPLES)) {
      const packed = spawnSync(program as string, ['-c', ...options.split(' ')], { input: sample, maxBuffer: 1e8 })
      expect(packed.status).toBe(0)
      const bytes = new Uint8Array(packed.stdout)
      expect(detectCompression(bytes)).toBe(program)
      expect(sameBytes(unpack(bytes), sample), name).toBe(true)
      expect(sameBytes(unpack(concat([bytes, bytes])), concat([sample, sample])), `${name} twice`).toBe(true)
      compared++
    }
    expect(compared).toBe(Object.keys(SAMPLES).length)
  }, 30_000)

  it.skipIf(!isThere)('notices every cut and every changed byte', () => {
    const packed = new Uint8Array(spawnSync(program as string, ['-c'], { input: SAMPLES['four equal bytes'] }).stdout)
    for (let end = 10; end < packed.length; end++) expect(() => unpack(packed.subarray(0, end)), `cut at ${end}`).toThrow()
    let same = 0
    for (let at = 6; at < packed.length; at++) {
      const changed = packed.slice()
      changed[at]! ^= 0x10
      try {
        if (sameBytes(unpack(changed), SAMPLES['four equal bytes']!)) same++
      } catch {
        // Noticed.
      }
    }
    // Gzip's header has a time and a system which nobody checks; the others are covered by checksums.
    expect(same).toBeLessThanOrEqual(program === 'gzip' ? 5 : 0)
  })
})

it('unpacks the recorded archives to the same bytes', () => {
  const plain = fixture('rootfs-small.tar')
  for (const kind of ['gz', 'bz2', 'xz']) expect(sameBytes(unpack(fixture(`rootfs-small.tar.${kind}`)), plain), kind).toBe(true)
  expect(sameBytes(unpack(plain), plain)).toBe(true)
})

it('passes a plain stream on as it is, however short', () => {
  for (const text of ['', 'B', 'BZ', 'not packed at all']) expect(unpack(utf8(text))).toEqual(utf8(text))
  expect(detectCompression(Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd))).toBe('zstd')
})

it('has the words of each decompressor', () => {
  const said = (bytes: Uint8Array): string => {
    try {
      unpack(bytes)
      return ''
    } catch (error) {
      return (error as Error).message
    }
  }
  expect(said(fixture('bad-truncated.tar.gz'))).toBe('unexpected EOF')
  expect(said(fixture('rootfs-small.tar.bz2').subarray(0, 100))).toBe('unexpected EOF')
  expect(said(fixture('rootfs-small.tar.xz').subarray(0, 100))).toBe('exit status 1: xz: (stdin): Unexpected end of input')
  const changed = fixture('rootfs-small.tar.bz2').slice()
  changed[10]! ^= 1
  expect(said(changed)).toBe('bzip2 data invalid: block checksum mismatch')
})

it('hands out what it could unpack before it fails', () => {
  const packed = new Uint8Array(gzipSync(SAMPLES['noise']!))
  const pull = decompress(pullFrom([packed.subarray(0, packed.length - 10)]))
  expect(sameBytes(pull()!.subarray(0, 1000), SAMPLES['noise']!.subarray(0, 1000))).toBe(true)
  expect(() => drain(pull)).toThrow('unexpected EOF')
})

it('refuses what unpacks to far more than it is', () => {
  const bomb = new Uint8Array(gzipSync(new Uint8Array(300 * 1024 * 1024), { level: 1 }))
  expect(() => unpack(bomb)).toThrow('the archive unpacks to more than 200 times its size: more than Layerlab takes')
})

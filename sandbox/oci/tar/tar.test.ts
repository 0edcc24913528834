import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import '../../all-parts.ts'
import { fixture, fixtureNames, savedFixtures, unpackedFixture } from '../../../test/support/fixtures.ts'
import { concat, sameBytes, utf8 } from '../../base/bytes.ts'
import { EngineError } from '../../base/errors.ts'
import { ArchiveError } from '../archive-error.ts'
import { pullFrom } from '../pull.ts'
import { BLOCK_BYTES, TYPE, emptyHeader } from './header.ts'
import type { TarHeader } from './header.ts'
import { formatPaxTime } from './pax.ts'
import { TarReader, readTar } from './reader.ts'
import type { TarEntry } from './reader.ts'
import { TarWriter, headerBlocks } from './writer.ts'

function write(entries: readonly TarEntry[], format: 'any' | 'pax'): Uint8Array {
  const chunks: Uint8Array[] = []
  const writer = new TarWriter(chunk => chunks.push(chunk), { format })
  for (const { header, content } of entries) writer.add(header, content)
  writer.close()
  return concat(chunks)
}

const read = (bytes: Uint8Array): TarEntry[] => [...readTar(pullFrom([bytes]))]

const file = (name: string, change: Partial<TarHeader> = {}): TarHeader => ({ ...emptyHeader(), name, mode: 0o644, ...change })

/** The archive in pieces of these sizes, over and over. */
function* cut(bytes: Uint8Array, sizes: readonly number[]): Generator<Uint8Array, void> {
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] as number
    yield bytes.subarray(at, at + size)
    at += size
  }
}

describe('recorded archives', () => {
  it.each(savedFixtures)('writes the very bytes of %s from its members', name => {
    const bytes = unpackedFixture(name)
    const entries = read(bytes)
    expect(entries.length).toBeGreaterThan(5)
    expect(sameBytes(write(entries, 'pax'), bytes)).toBe(true)
    expect(sameBytes(write(entries, 'any'), bytes)).toBe(true)
  })

  it('reads or refuses each in Go\'s words', () => {
    const outcome = (name: string): string => {
      try {
        return `${read(unpackedFixture(name)).length} entries`
      } catch (error) {
        expect(error).toBeInstanceOf(ArchiveError)
        return (error as Error).message
      }
    }
    const names = fixtureNames.filter(name => !/\.(bz2|xz)$|truncated\.tar\.gz$/.test(name))
    expect(names.length).toBeGreaterThan(35)
    const refused = Object.fromEntries(names.map(name => [name, outcome(name)]).filter(([, is]) => !/^([1-9]\d*) entries$/.test(is!)))
    expect(refused).toEqual({
      'bad-empty.tar': '0 entries',
      'bad-short.tar': 'unexpected EOF',
      'bad-text.tar': 'archive/tar: invalid tar header',
      'bad-truncated-end.tar': 'unexpected EOF',
      'bad-truncated.tar': 'unexpected EOF',
      'bad-zeros.tar': '0 entries',
    })
  })

  it('hands out contents as views of the pieces it was given', () => {
    const bytes = fixture('base.tar')
    const contents = read(bytes).flatMap(entry => entry.content)
    expect(contents.length).toBeGreaterThan(3)
    expect(contents.every(chunk => chunk.buffer === bytes.buffer)).toBe(true)
  })
})

describe('reading', () => {
  it('gives the same entries however the stream is cut', () => {
    const bytes = unpackedFixture('multi.tar')
    const whole = read(bytes).map(({ header, content }) => ({ header, content: concat(content) }))
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 2000 }), { minLength: 1, maxLength: 5 }), sizes => {
        const entries = [...readTar(pullFrom(cut(bytes, sizes)))]
        expect(entries.map(({ header, content }) => ({ header, content: concat(content) }))).toEqual(whole)
      }),
      { numRuns: 20 },
    )
  })

  it('skips contents nobody asks for, and shows every other byte as raw', () => {
    const bytes = fixture('hello.tar')
    const raw: Uint8Array[] = []
    const reader = new TarReader(pullFrom([bytes]), chunk => raw.push(chunk))
    while (reader.next() !== undefined);
    expect(sameBytes(concat(raw), bytes)).toBe(true)
  })

  it('ends at one or two blocks of zeros, or at the end of the stream, and leaves the rest', () => {
    const [block] = headerBlocks(file('a'), { format: 'any' })
    const zero = new Uint8Array(BLOCK_BYTES)
    for (const end of [[], [zero], [zero, zero], [zero, zero, utf8('junk')]]) {
      expect(read(concat([block!, ...end])).map(entry => entry.header.name)).toEqual(['a'])
    }
    const reader = new TarReader(pullFrom([concat([zero, zero, utf8('junk')])]))
    expect(reader.next()).toBeUndefined()
    expect(reader.rest()()).toEqual(utf8('junk'))
    expect(() => read(concat([zero, block!]))).toThrow('archive/tar: invalid tar header')
    expect(() => read(concat([block!, utf8('half a block')]))).toThrow('unexpected EOF')
  })

  it('allows an archive to end in the padding of a file, not in its content', () => {
    const entry = { header: file('a', { sizeBytes: 3 }), content: [utf8('abc')] }
    const bytes = write([entry], 'any')
    expect(read(bytes.subarray(0, BLOCK_BYTES + 3))).toHaveLength(1)
    expect(() => read(bytes.subarray(0, BLOCK_BYTES + 2))).toThrow('unexpected EOF')
  })

  it('never fails but with its own errors, whatever is broken', () => {
    const bytes = write(
      [
        { header: file('x'.repeat(120), { sizeBytes: 5, xattrs: new Map([['user.a', utf8('b')]]) }), content: [utf8('12345')] },
        { header: file('ü', { mtimeSeconds: -5, mtimeNanos: 5 }), content: [] },
      ],
      'pax',
    )
    let failed = 0
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }), changes => {
        const broken = bytes.slice()
        for (const [at, byte] of changes) broken[at] = byte
        try {
          read(broken)
        } catch (error) {
          failed++
          expect(error instanceof ArchiveError || error instanceof EngineError).toBe(true)
        }
      }),
      { numRuns: 300 },
    )
    expect(failed).toBeGreaterThan(50)
  })
})

describe('writing', () => {
  const written = (header: TarHeader, format: 'any' | 'pax'): { types: string; back: TarHeader } => {
    const bytes = write([{ header, content: [new Uint8Array(header.type === TYPE.regular ? header.sizeBytes : 0)] }], format)
    let types = ''
    const spy = new TarReader(pullFrom([bytes]), raw => {
      // Only whole header blocks have a magic.
      if (raw.length === BLOCK_BYTES && raw[257] === 0x75) types += String.fromCharCode(raw[156]!)
    })
    const back = spy.next()!
    return { types, back }
  }

  it('stays with ustar as long as everything fits, then takes PAX', () => {
    const cases: [Partial<TarHeader> & { name: string }, string][] = [
      [{ name: 'a' }, '0'],
      [{ name: `${'d'.repeat(90)}/${'f'.repeat(90)}` }, '0'], // prefix and name
      [{ name: 'f'.repeat(101) }, 'x0'],
      [{ name: 'dir/Übung' }, 'x0'],
      [{ name: 'not-utf8-\udcff' }, 'x0'],
      [{ name: 'a', uid: 0o7777777 }, '0'],
      [{ name: 'a', uid: 0o10000000 }, 'x0'],
      [{ name: 'a', mtimeSeconds: -1 }, 'x0'],
      [{ name: 'a', xattrs: new Map([['security.capability', Uint8Array.of(1, 0, 0, 2)]]) }, 'x0'],
      [{ name: 'l', type: TYPE.symlink, linkname: 't'.repeat(101) }, 'x2'],
      [{ name: 'l', type: TYPE.hardlink, linkname: 't'.repeat(100) }, '1'],
      [{ name: 'd/', type: TYPE.directory, mode: 0o040755 }, '5'],
      [{ name: 'c', type: TYPE.char, devmajor: 5, devminor: 1 }, '3'],
    ]
    for (const [change, types] of cases) {
      const header = file(change.name, change)
      for (const format of ['any', 'pax'] as const) expect(written(header, format), header.name).toEqual({ types, back: header })
    }
  })

  it('takes GNU\'s format for a mode PAX cannot hold', () => {
    const header = file('a'.repeat(150), { mode: 0o10000000 })
    expect(written(header, 'any')).toEqual({ types: 'L0', back: header })
    expect(() => written(header, 'pax')).toThrow(/^archive\/tar: cannot encode header: /)
  })

  it('rounds times unless PAX is asked for', () => {
    const header = file('a', { mtimeSeconds: 10, mtimeNanos: 500_000_000 })
    expect(written(header, 'any')).toEqual({ types: '0', back: { ...header, mtimeSeconds: 11, mtimeNanos: 0 } })
    expect(written(header, 'pax')).toEqual({ types: 'x0', back: header })
    const before = file('a', { mtimeSeconds: -2, mtimeNanos: 250_000_000 })
    expect(written(before, 'pax').back).toEqual(before)
    expect([formatPaxTime(-2, 250_000_000), formatPaxTime(-1, 500_000_000), formatPaxTime(3, 1)]).toEqual(['-1.75', '-0.5', '3.000000001'])
  })

  it('refuses a content of another size, and a file whose name ends in a slash', () => {
    expect(() => write([{ header: file('a', { sizeBytes: 2 }), content: [utf8('abc')] }], 'any')).toThrow('archive/tar: write too long')
    expect(() => write([{ header: file('a', { sizeBytes: 4 }), content: [utf8('abc')] }], 'any')).toThrow('archive/tar: missed writing 1 bytes')
    expect(() => write([{ header: file('a/'), content: [] }], 'any')).toThrow('filename may not have trailing slash')
  })

  it('gives back every header it can write', () => {
    const header = fc.record({
      name: fc.string({ minLength: 1, maxLength: 300, unit: 'grapheme' }).filter(name => !name.includes('\0') && !name.endsWith('/')),
      linkname: fc.string({ maxLength: 150 }).filter(name => !name.includes('\0')),
      mode: fc.nat(0o177777),
      uid: fc.nat(2 ** 31),
      gid: fc.nat(2 ** 31),
      mtimeSeconds: fc.integer({ min: -(2 ** 40), max: 2 ** 40 }),
      mtimeNanos: fc.nat(999_999_999),
      uname: fc.string({ maxLength: 40 }).filter(name => !name.includes('\0')),
    })
    fc.assert(
      fc.property(header, fields => {
        const whole = file(fields.name, fields)
        expect(written(whole, 'pax').back).toEqual(whole)
      }),
      { numRuns: 200 },
    )
  })
})

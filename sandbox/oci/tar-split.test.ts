import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import '../all-parts.ts'
import { fixtureLayers } from '../../test/support/fixtures.ts'
import { concat, sameBytes, utf8 } from '../base/bytes.ts'
import { fromBase64, toBase64 } from './base64.ts'
import { pullFrom } from './pull.ts'
import { Disassembler, assemble, parseTarSplit } from './tar-split.ts'
import { TYPE, emptyHeader } from './tar/header.ts'
import type { TarHeader } from './tar/header.ts'
import { TarWriter } from './tar/writer.ts'

const file = (name: string, change: Partial<TarHeader> = {}): TarHeader => ({ ...emptyHeader(), name, mode: 0o644, ...change })

function archive(entries: readonly [TarHeader, Uint8Array][]): Uint8Array {
  const chunks: Uint8Array[] = []
  const writer = new TarWriter(chunk => chunks.push(chunk), { format: 'pax' })
  for (const [header, content] of entries) writer.add({ ...header, sizeBytes: content.length }, [content])
  writer.close()
  return concat(chunks)
}

function takeApart(bytes: Uint8Array): { lines: string[]; files: Map<string, Uint8Array[]> } {
  const lines: string[] = []
  const files = new Map<string, Uint8Array[]>()
  const disassembler = new Disassembler(pullFrom([bytes]), line => lines.push(line))
  for (let entry = disassembler.next(); entry !== undefined; entry = disassembler.next()) {
    files.set(entry.header.name, [...entry.content])
  }
  return { lines, files }
}

const putTogether = (lines: readonly string[], files: ReadonlyMap<string, readonly Uint8Array[]>): Uint8Array =>
  concat([...assemble(utf8(lines.join('')), name => files.get(name)!)])

function roundTrip(bytes: Uint8Array): boolean {
  const { lines, files } = takeApart(bytes)
  return sameBytes(putTogether(lines, files), bytes)
}

describe('a record', () => {
  it('has the lines the library writes', () => {
    const bytes = archive([
      [file('d/', { type: TYPE.directory }), utf8('')],
      [file('d/<a>.txt'), utf8('imma hurr til I derp')],
      [file('caf\udce9'), utf8('')],
    ])
    const { lines } = takeApart(concat([bytes, utf8('junk')]))
    const segment = (from: number, to: number): string => toBase64(bytes.subarray(from, to))
    expect(lines.join('')).toBe(
      [
        `{"type":2,"payload":"${segment(0, 512)}","position":0}`,
        '{"type":1,"name":"d/","payload":null,"position":1}',
        `{"type":2,"payload":"${segment(512, 1024)}","position":2}`,
        '{"type":1,"name":"d/\\u003ca\\u003e.txt","size":20,"payload":"AnSksavsa04=","position":3}',
        // The padding of a file and what stands before the next one are one segment.
        `{"type":2,"payload":"${segment(1024 + 20, bytes.length - 1024)}","position":4}`,
        `{"type":1,"name_raw":"${toBase64(Uint8Array.of(0x63, 0x61, 0x66, 0xe9))}","payload":null,"position":5}`,
        `{"type":2,"payload":"${segment(bytes.length - 1024, bytes.length)}","position":6}`,
        `{"type":2,"payload":"${toBase64(utf8('junk'))}","position":7}`,
        '',
      ].join('\n'),
    )
  })

  it('records what follows the end in pieces of a mebibyte', () => {
    const { lines } = takeApart(new Uint8Array(1024 + 2 * 1024 * 1024 + 5))
    const sizes = [...parseTarSplit(utf8(lines.join('')))].map(entry => entry.type === 'segment' && entry.bytes.length)
    expect(sizes).toEqual([1024, 1024 * 1024, 1024 * 1024, 5])
  })
})

describe('taking apart and putting together', () => {
  it('gives back every recorded layer', () => {
    const layers = fixtureLayers()
    expect(layers.length).toBeGreaterThan(25)
    for (const [name, bytes] of layers) expect(roundTrip(bytes), name).toBe(true)
  })

  it('gives back any archive, with odd ends and junk behind it', () => {
    const entry = fc.tuple(fc.string({ minLength: 1, maxLength: 150, unit: 'grapheme' }), fc.uint8Array({ maxLength: 1500 }))
    const archives = fc.record({
      entries: fc.uniqueArray(entry, { maxLength: 6, selector: ([name]) => name.toLowerCase() }),
      end: fc.constantFrom(0, 512, 1024, 'padding' as const),
      junk: fc.uint8Array({ maxLength: 700 }),
    })
    fc.assert(
      fc.property(archives, ({ entries, end, junk }) => {
        const bytes = archive(entries.map(([name, content], i) => [file(`${i}/${name.replaceAll(/[\0/]/g, '_')}`), content]))
        const bare = bytes.subarray(0, bytes.length - 1024)
        const cutPadding = (entries.at(-1)?.[1].length ?? 0) % 512 === 0 ? 0 : 1
        const whole =
          end === 'padding' ? bare.subarray(0, bare.length - cutPadding)
          : end === 1024 ? concat([bytes, junk])
          : concat([bare, new Uint8Array(end)])
        expect(roundTrip(whole)).toBe(true)
      }),
      { numRuns: 150 },
    )
  })

  it('notices that a file on the disk has changed', () => {
    const { lines, files } = takeApart(archive([[file('a.txt'), utf8('aaa')], [file('b"'), utf8('bbb')]]))
    expect(() => putTogether(lines, new Map([...files, ['a.txt', [utf8('axa')]]]))).toThrow('file integrity checksum failed for "a.txt"')
    expect(() => putTogether(lines, new Map([...files, ['b"', []]]))).toThrow('file integrity checksum failed for "b\\""')
  })

  it('refuses a path that occurs twice, as the library does', () => {
    const twice = archive([[file('a'), utf8('1')], [file('./x/../a'), utf8('2')]])
    expect(() => takeApart(twice)).toThrow('duplicates of file paths not supported')
    const line = '{"type":1,"name":"a","payload":null,"position":0}\n'
    expect(() => [...parseTarSplit(utf8(line + line))]).toThrow('duplicates of file paths not supported')
  })

  it('takes a damaged last line for the end, and refuses a damaged one before it', () => {
    const good = '{"type":2,"payload":"AAAA","position":0}\n'
    expect([...parseTarSplit(utf8(`${good}{"type":2,"pay`))]).toHaveLength(1)
    expect(() => [...parseTarSplit(utf8(`{"type":\n${good}`))]).toThrow()
    expect([...parseTarSplit(utf8(''))]).toEqual([])
  })

  it('does not get a sparse file back: it is put together with its holes filled', () => {
    const block = concat([...sparseArchive()])
    const { lines, files } = takeApart(block)
    const [content] = files.values()
    expect(concat(content!)).toEqual(concat([new Uint8Array(1024), utf8('data'), new Uint8Array(2044)]))
    expect(roundTrip(block)).toBe(false)
    expect(putTogether(lines, files).length).toBeGreaterThan(block.length)
  })
})

/** 4 bytes of data at offset 1024 of a file of 3072 bytes, in GNU's format 0.1. */
function* sparseArchive(): Generator<Uint8Array, void> {
  const records = new Map([['GNU.sparse.map', '1024,4'], ['GNU.sparse.numblocks', '1'], ['GNU.sparse.size', '3072'], ['GNU.sparse.name', 'sparse']])
  const text = [...records].map(([key, value]) => {
    const bare = key.length + value.length + 3
    return `${bare + 2} ${key}=${value}\n`
  })
  const header = archive([[file('p'), utf8(text.join(''))]])
  header[156] = TYPE.pax.charCodeAt(0)
  // The checksum counts the type: 'x' is 72 more than '0'.
  const sum = parseInt(String.fromCharCode(...header.subarray(148, 154)), 8) + 72
  header.set(utf8(sum.toString(8).padStart(6, '0')), 148)
  yield header.subarray(0, 1024)
  yield archive([[file('GNUSparseFile.0/sparse'), utf8('data')]])
}

it('writes base64 as everybody does', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), bytes => {
      expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'))
      expect(fromBase64(toBase64(bytes))).toEqual(bytes)
    }),
  )
  expect(() => fromBase64('AA*A')).toThrow('illegal base64 data at input byte 2')
})

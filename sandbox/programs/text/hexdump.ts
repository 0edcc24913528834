import { Failure } from '../define-program.ts'
import type { ProgramDescription } from '../define-program.ts'
import type { Op } from '../../sched/op.ts'
import type { File } from '../../machine/files.ts'
import { BlockReader } from './bytes-in.ts'
import { parseCount } from './numbers.ts'

const two = (byte: number): string => byte.toString(16).padStart(2, '0')
const printable = (bytes: Uint8Array): string => Array.from(bytes, byte => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('')

/** `hexdump`, canonical (-C) or in two-byte words. */
export const hexdump: ProgramDescription = {
  name: 'hexdump',
  usage: '[options] <file>...',
  about: 'Display file contents in hexadecimal, decimal, octal, or ascii.',
  family: 'util-linux',
  coding: 'bytes',
  shortName: true,
  options: ['b,one-byte-octal: one-byte octal display', 'c,one-byte-char: one-byte character display', 'C,canonical: canonical hex+ASCII display', 'd,two-bytes-decimal: two-byte decimal display', 'o,two-bytes-octal: two-byte octal display', 'x,two-bytes-hex: two-byte hexadecimal display', 'n,length=LENGTH: interpret only length bytes of input', 's,skip=OFFSET: skip offset bytes from the beginning', 'v,no-squeezing: output identical lines'],
  *run(run) {
    const { options } = run
    const kind = options.lastOf('b', 'c', 'C', 'd', 'o', 'x') ?? ''
    const canonical = kind === 'C'
    let left = parseCount(options.value('n') ?? '') ?? Infinity
    let skip = Number(options.value('s') ?? 0) || 0
    let at = 0
    let previous = ''
    let starred = false
    let held = new Uint8Array(0)
    let opened = 0
    const show = (bytes: Uint8Array): void => {
      const key = bytes.join()
      if (key === previous && bytes.length === 16 && !options.has('v')) {
        if (!starred) run.out.add('*\n')
        starred = true
      } else {
        previous = key
        starred = false
        run.out.add(canonical ? canonicalLine(at, bytes) : wordLine(at, bytes, kind))
      }
      at += bytes.length
    }
    const files: File[] = []
    for (const operand of run.inputs) {
      const file = yield* run.tryOpen(operand)
      if (file) files.push(file)
    }
    for (const file of files) {
      opened++
      const reader = new BlockReader(file)
      const skipped: number = yield* reader.skip(skip)
      skip -= skipped
      at += skipped
      while (left > 0) {
        const block: Uint8Array | undefined = yield* reader.next(Math.min(16 - held.length, left))
        if (!block) break
        left -= block.length
        const joined = new Uint8Array(held.length + block.length)
        joined.set(held)
        joined.set(block, held.length)
        held = joined
        if (held.length === 16) {
          show(held)
          held = new Uint8Array(0)
        }
        yield* flushFull(run.out)
      }
    }
    if (opened === 0) throw new Failure('all input file arguments failed')
    if (held.length > 0) show(held)
    if (at > 0) run.out.add(`${at.toString(16).padStart(canonical ? 8 : 7, '0')}\n`)
  },
}

function* flushFull(out: { readonly full: boolean; flush(): Op<void> }): Op<void> {
  if (out.full) yield* out.flush()
}

function canonicalLine(at: number, bytes: Uint8Array): string {
  const half = (from: number): string => Array.from({ length: 8 }, (_, i) => (bytes[from + i] === undefined ? '  ' : two(bytes[from + i] as number))).join(' ')
  return `${at.toString(16).padStart(8, '0')}  ${half(0)}  ${half(8)}  |${printable(bytes)}|\n`
}

function wordLine(at: number, bytes: Uint8Array, kind: string): string {
  const address = at.toString(16).padStart(7, '0')
  if (kind === 'b' || kind === 'c') {
    const names: Readonly<Record<number, string>> = { 0: '\\0', 7: '\\a', 8: '\\b', 9: '\\t', 10: '\\n', 11: '\\v', 12: '\\f', 13: '\\r' }
    const cells = Array.from({ length: 16 }, (_, i) => {
      const byte = bytes[i]
      if (byte === undefined) return '   '
      return kind === 'b' ? byte.toString(8).padStart(3, '0') : (names[byte] ?? (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : byte.toString(8).padStart(3, '0'))).padStart(3)
    })
    return `${address} ${cells.join(' ')}\n`
  }
  const cells = Array.from({ length: 8 }, (_, i) => {
    if (bytes[2 * i] === undefined) return kind === '' ? '    ' : '       '
    const value = (bytes[2 * i] as number) | ((bytes[2 * i + 1] ?? 0) << 8)
    if (kind === 'd') return value.toString().padStart(5, '0').padStart(7)
    if (kind === 'o') return value.toString(8).padStart(6, '0').padStart(7)
    return value.toString(16).padStart(4, '0').padStart(kind === 'x' ? 7 : 4)
  })
  return `${address} ${cells.join(' ')}\n`
}

import { SyscallError } from '../../base/errors.ts'
import type { File } from '../../machine/files.ts'
import type { Op } from '../../sched/op.ts'
import { Failure, reason } from '../define-program.ts'
import type { ProgramDescription, Run } from '../define-program.ts'
import { Output, openForWriting } from '../streams.ts'
import { BlockReader } from './bytes-in.ts'

/** `xxd`: bytes as hexadecimal, and back. */
export const xxd: ProgramDescription = {
  name: 'xxd',
  usage: '[options] [infile [outfile]]',
  about: 'Make a hexdump, or with -r make bytes of one.',
  family: 'xxd',
  coding: 'bytes',
  shortName: true,
  options: ['b: binary digits', 'c=COLS: octets per line (16; with -p 30)', 'd: offsets in decimal', 'g=BYTES: octets per group (2)', 'i: C include file style', 'l=LEN: stop after LEN octets', 'o=OFF: add OFF to the displayed position', 'p: plain hexdump', 'r: reverse', 's=SEEK: start at SEEK', 'u: upper case'],
  legacy: args => args.map(arg => (arg === '-ps' || arg === '-plain' || arg === '-postscript' ? '-p' : arg.replace(/^-(cols|groupsize|len|seek|revert|include|upper|bits)$/, (_, name: string) => `-${name[0] ?? ''}`))),
  *run(run) {
    const { options } = run
    const plain = options.has('p')
    const columns = numberOf(options.value('c')) ?? (plain ? 30 : options.has('b') ? 6 : options.has('i') ? 12 : 16)
    if (columns < 1 || columns > 256) throw new Failure(`invalid number of columns (max. 256).`)
    const input = run.operands[0] ?? '-'
    const file = yield* open(run, input)
    const target = run.operands[1]
    const out = target === undefined || target === '-' ? run.out : new Output(yield* openForWriting(run.process, target, { append: false }), 'bytes')
    if (options.has('r')) yield* reverse(run, file, out, plain)
    else yield* dump(run, file, out, { plain, columns, name: input })
    yield* out.flush()
  },
}

function numberOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const clean = text.replace(/^\+/, '')
  const value = /^-?0[0-7]+$/.test(clean) ? parseInt(clean, 8) : /^-/.test(clean) ? -Number(clean.slice(1)) : Number(clean)
  return Number.isFinite(value) ? value : 0
}

function* open(run: Run, name: string): Op<File> {
  try {
    return yield* run.open(name)
  } catch (error) {
    if (!(error instanceof SyscallError)) throw error
    throw new Failure(`${name}: ${reason(error)}`, run.style === 'busybox' ? 1 : 2)
  }
}

function* dump(run: Run, file: File, out: Output, { plain, columns, name }: { plain: boolean; columns: number; name: string }): Op<void> {
  const { options } = run
  const reader = new BlockReader(file)
  let seek = numberOf(options.value('s')) ?? 0
  if (seek < 0) seek = Math.max(0, (file.regular?.node.size ?? 0) + seek)
  yield* reader.skip(seek)
  let left = numberOf(options.value('l')) ?? Infinity
  const binary = options.has('b')
  const group = numberOf(options.value('g')) ?? (binary ? 1 : 2)
  const digit = (byte: number): string => {
    if (binary) return byte.toString(2).padStart(8, '0')
    const text = byte.toString(16).padStart(2, '0')
    return options.has('u') ? text.toUpperCase() : text
  }
  const each = binary ? 8 : 2
  const width = columns * each + (group > 0 ? Math.ceil(columns / group) : 1)
  let position = seek + (numberOf(options.value('o')) ?? 0)
  const include: string[] = []
  let total = 0
  while (left > 0) {
    const block = yield* reader.next(Math.min(columns, left))
    if (!block) break
    left -= block.length
    total += block.length
    if (options.has('i')) include.push(`  ${Array.from(block, byte => `0x${digit(byte)}`).join(', ')}`)
    else if (plain) out.add(`${Array.from(block, digit).join('')}\n`)
    else {
      let hex = ''
      for (const [i, byte] of block.entries()) hex += digit(byte) + (group > 0 && (i + 1) % group === 0 ? ' ' : '')
      const text = Array.from(block, byte => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('')
      const at = options.has('d') ? String(position).padStart(8, '0') : position.toString(16).padStart(8, '0')
      out.add(`${at}: ${hex.padEnd(width)} ${text}\n`)
      position += block.length
    }
    yield* out.settle()
  }
  if (options.has('i')) {
    const variable = name === '-' ? undefined : name.replace(/[^A-Za-z0-9]/g, '_').replace(/^(?=\d)/, '__')
    const body = include.join(',\n') + (include.length > 0 ? '\n' : '')
    out.add(variable === undefined ? body : `unsigned char ${variable}[] = {\n${body}};\nunsigned int ${variable}_len = ${total};\n`)
  }
}

function* reverse(run: Run, file: File, out: Output, plain: boolean): Op<void> {
  const lines = run.lines(file)
  let written = 0
  for (;;) {
    const line = yield* lines.next()
    if (line === undefined) return
    let digits: string
    if (plain) digits = /^[0-9A-Fa-f\s]*/.exec(line)?.[0].replace(/\s/g, '') ?? ''
    else {
      const parts = /^\s*([0-9A-Fa-f]+):(.*)$/.exec(line)
      if (!parts) continue
      const gap = parseInt(parts[1] as string, 16) - written
      if (gap > 0) {
        out.addBytes(new Uint8Array(Math.min(gap, 16 * 1024 * 1024)))
        written += gap
      }
      digits = (/^((?: [0-9A-Fa-f]+)*)/.exec((parts[2] as string).replace(/^\s?/, ' ').replace(/ {2}.*$/, ''))?.[0] ?? '').replace(/\s/g, '')
    }
    const bytes = new Uint8Array(digits.length >> 1)
    for (let i = 0; i < bytes.length; i++) bytes[i] = parseInt(digits.slice(2 * i, 2 * i + 2), 16)
    out.addBytes(bytes)
    written += bytes.length
    yield* out.settle()
  }
}

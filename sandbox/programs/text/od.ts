import { SyscallError } from '../../base/errors.ts'
import type { Op } from '../../sched/op.ts'
import { Failure, quote, quoteName, reason } from '../define-program.ts'
import type { ProgramDescription, Run } from '../define-program.ts'
import { BlockReader } from './bytes-in.ts'
import { parseCount } from './numbers.ts'

/** How the bytes of one line are shown. */
interface Format {
  /** Bytes per number. */
  readonly size: number
  /** Characters per number, without the space before. */
  readonly width: number
  readonly show: (bytes: Uint8Array) => string
  /** The text behind, of `z`. */
  readonly text: boolean
}

const NAMES = ['nul', 'soh', 'stx', 'etx', 'eot', 'enq', 'ack', 'bel', 'bs', 'ht', 'nl', 'vt', 'ff', 'cr', 'so', 'si', 'dle', 'dc1', 'dc2', 'dc3', 'dc4', 'nak', 'syn', 'etb', 'can', 'em', 'sub', 'esc', 'fs', 'gs', 'rs', 'us', 'sp']
const ESCAPES: Readonly<Record<number, string>> = { 0: '\\0', 7: '\\a', 8: '\\b', 9: '\\t', 10: '\\n', 11: '\\v', 12: '\\f', 13: '\\r' }

const unsigned = (bytes: Uint8Array): bigint => bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n)

function formatOf(type: string): Format {
  const parts = /^([acdoux])([0-9CSIL]*)(z?)$/.exec(type)
  if (!parts) throw new Failure(`invalid type string ${quote(type)}`)
  const [, kind = '', sizeText = '', z = ''] = parts
  const text = z === 'z'
  if (kind === 'a') return { size: 1, width: 3, text, show: ([byte = 0]) => ((byte & 127) === 127 ? 'del' : (NAMES[byte & 127] ?? String.fromCharCode(byte & 127))) }
  if (kind === 'c') return { size: 1, width: 3, text, show: ([byte = 0]) => ESCAPES[byte] ?? (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : byte.toString(8).padStart(3, '0')) }
  const size = ({ C: 1, S: 2, I: 4, L: 8, '': 4 } as Readonly<Record<string, number>>)[sizeText] ?? Number(sizeText)
  if (![1, 2, 4, 8].includes(size)) throw new Failure(`invalid type string ${quote(type)};\nthis system doesn't provide a ${size}-byte integral type`)
  const bits = size * 8
  switch (kind) {
    case 'x': return { size, width: size * 2, text, show: bytes => unsigned(bytes).toString(16).padStart(size * 2, '0') }
    case 'o': return { size, width: Math.ceil(bits / 3), text, show: bytes => unsigned(bytes).toString(8).padStart(Math.ceil(bits / 3), '0') }
    case 'u': return { size, width: String(2n ** BigInt(bits) - 1n).length, text, show: bytes => String(unsigned(bytes)) }
    default: return { size, width: String(2n ** BigInt(bits - 1)).length + 1, text, show: bytes => String(BigInt.asIntN(bits, unsigned(bytes))) }
  }
}

const SHORT: Readonly<Record<string, string>> = { b: 'o1', c: 'c', d: 'u2', o: 'o2', s: 'd2', x: 'x2', i: 'd4', l: 'd8', a: 'a' }

/** `od`: bytes as octal, decimal, hexadecimal numbers or characters. */
export const od: ProgramDescription = {
  name: 'od',
  usage: '[OPTION]... [FILE]...',
  about: 'Write an unambiguous representation, octal bytes by default, of FILE to standard output.',
  family: 'GNU coreutils',
  coding: 'bytes',
  options: [
    'A,address-radix=RADIX: output format for file offsets; one of [doxn]', 'j,skip-bytes=BYTES: skip BYTES input bytes first', 'N,read-bytes=BYTES: limit dump to BYTES input bytes', 't,format=TYPE: select output format or formats', 'v,output-duplicates: do not use * to mark line suppression',
    'w,width[=BYTES]: output BYTES bytes per output line; 32 is implied when BYTES is not specified', 'a: same as -t a', 'b: same as -t o1', 'c: same as -t c', 'd: same as -t u2', 'i: same as -t dI', 'l: same as -t dL', 'o: same as -t o2', 's: same as -t d2', 'x: same as -t x2',
  ],
  *run(run) {
    const { options } = run
    const types = options.given.flatMap(option => (option.key === 't' ? ((option.value ?? '').match(/[acdoux][0-9CSIL]*z?|./g) ?? []) : SHORT[option.key] !== undefined ? [SHORT[option.key] as string] : []))
    const formats = (types.length > 0 ? types : ['o2']).map(formatOf)
    const radix = options.value('A') ?? 'o'
    if (!/^[doxn]/.test(radix)) throw new Failure(`invalid output address radix '${radix}'; it must be one character from [doxn]`)
    const limit = countOf(options.value('N'), 'N') ?? Infinity
    const width = Number(options.has('w') ? (options.value('w') ?? 32) : 16) || 16
    yield* dumpAll(run, formats, { radix: radix[0] as string, skip: countOf(options.value('j'), 'j') ?? 0, limit, width, duplicates: options.has('v') })
  },
}

function countOf(text: string | undefined, option: string): number | undefined {
  if (text === undefined) return undefined
  const count = /^0[xX]/.test(text) ? Number(text) : parseCount(text)
  if (count === undefined || Number.isNaN(count)) throw new Failure(`invalid -${option} argument ${quote(text)}`)
  return count
}

interface Dump {
  readonly radix: string
  readonly skip: number
  readonly limit: number
  readonly width: number
  readonly duplicates: boolean
}

function* dumpAll(run: Run, formats: readonly Format[], dump: Dump): Op<void> {
  const address = (at: number): string => (dump.radix === 'n' ? '' : dump.radix === 'x' ? at.toString(16).padStart(6, '0') : dump.radix === 'd' ? String(at).padStart(7, '0') : at.toString(8).padStart(7, '0'))
  // Every format takes the room that the widest needs.
  const unit = Math.max(...formats.map(format => format.size))
  const room = Math.max(...formats.map(format => (format.width + 1) * (unit / format.size)))
  let at = dump.skip
  let skip = dump.skip
  let left = dump.limit
  let held: number[] = []
  let previous: string | undefined
  let starred = false
  const show = (bytes: readonly number[]): void => {
    const key = bytes.join(',')
    if (!dump.duplicates && bytes.length === dump.width && key === previous) {
      if (!starred) run.out.add('*\n')
      starred = true
      at += bytes.length
      return
    }
    previous = key
    starred = false
    for (const [i, format] of formats.entries()) {
      let line = i === 0 ? address(at) : ' '.repeat(address(at).length)
      const each = room / (unit / format.size)
      for (let from = 0; from < bytes.length; from += format.size) {
        const piece = Uint8Array.from({ length: format.size }, (_, j) => bytes[from + j] ?? 0)
        line += format.show(piece).padStart(each)
      }
      if (format.text) {
        const cells = Math.ceil(bytes.length / format.size)
        line += `${' '.repeat((dump.width / format.size - cells) * each)}  >${bytes.map(byte => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('')}<`
      }
      run.out.add(`${line}\n`)
    }
    at += bytes.length
  }
  let opened = 0
  for (const operand of run.inputs) {
    const file = yield* run.tryOpen(operand)
    if (!file) continue
    opened++
    const reader = new BlockReader(file)
    try {
      skip -= yield* reader.skip(skip)
      while (left > 0) {
        const block = yield* reader.next(Math.min(dump.width - held.length, left))
        if (!block) break
        left -= block.length
        held.push(...block)
        if (held.length === dump.width) {
          show(held)
          held = []
        }
        if (run.out.full) yield* run.out.flush()
      }
    } catch (error) {
      if (!(error instanceof SyscallError) || error.code !== 'EISDIR') throw error
      yield* run.warn(`${quoteName(operand)}: read error: ${reason(error)}`)
    }
  }
  if (opened === 0) return
  if (skip > 0) throw new Failure('cannot skip past end of combined input')
  if (held.length > 0) show(held)
  if (dump.radix !== 'n') run.out.add(`${address(at)}\n`)
}

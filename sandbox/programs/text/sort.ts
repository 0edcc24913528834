import { SyscallError } from '../../base/errors.ts'
import type { Op } from '../../sched/op.ts'
import { argumentAsBytes } from '../characters.ts'
import { Failure, quote, reason } from '../define-program.ts'
import type { ProgramDescription, Run } from '../define-program.ts'
import { openForWriting } from '../streams.ts'
import { Output } from '../streams.ts'

/** A sort keeps at most this many bytes of lines. */
const SORT_BYTES_MAX = 256 * 1024 * 1024

/** `sort`, in the C locale: by byte. */
export const sort: ProgramDescription = {
  name: 'sort',
  usage: '[OPTION]... [FILE]...',
  about: 'Write sorted concatenation of all FILE(s) to standard output.',
  family: 'GNU coreutils',
  coding: 'bytes',
  usageStatus: 2,
  options: [
    'b,ignore-leading-blanks: ignore leading blanks', 'd,dictionary-order: consider only blanks and alphanumeric characters', 'f,ignore-case: fold lower case to upper case characters',
    'g,general-numeric-sort: compare according to general numerical value', 'i,ignore-nonprinting: consider only printable characters', 'M,month-sort: compare (unknown) < JAN < ... < DEC',
    'h,human-numeric-sort: compare human readable numbers (e.g., 2K 1G)', 'n,numeric-sort: compare according to string numerical value', 'R,random-sort: shuffle, but group identical keys',
    'V,version-sort: natural sort of (version) numbers within text', 'r,reverse: reverse the result of comparisons', 'c,check[=WHEN]: check for sorted input; do not sort',
    'C: like -c, but do not report first bad line', 'k,key=KEYDEF: sort via a key; KEYDEF gives location and type', 'm,merge: merge already sorted files', 'o,output=FILE: write result to FILE',
    's,stable: stabilize sort by disabling last-resort comparison', 'S,buffer-size=SIZE: (ignored)', 't,field-separator=SEP: use SEP instead of non-blank to blank transition', 'T,temporary-directory=DIR: (ignored)',
    'parallel=N: (ignored)', 'u,unique: output only the first of an equal run', 'z,zero-terminated: line delimiter is NUL, not newline',
  ],
  *run(run) {
    const { options } = run
    const separator = fieldSeparator(options.value('t'))
    const globalLetters = options.given.filter(option => ORDER_LETTERS.includes(option.key)).map(option => option.key).join('')
    const global = orderOf(globalLetters)
    const keys = options.values('k').map(text => parseKey(text, global, globalLetters))
    if (keys.length === 0) checkOrder(globalLetters)
    const comparisons = keys.length > 0 ? keys : [{ ...WHOLE, startBlanks: global.blanks, order: global }]
    const unique = options.has('u')
    const lastResort = !options.has('s') && !unique && !isPlain(global, keys)
    const shuffle = run.process.machine.scheduler
    const salt = comparisons.some(key => key.order.kind === 'R') ? shuffle.random().next() : 0
    const compareKeys = (a: Line, b: Line): number => {
      for (const [i, key] of comparisons.entries()) {
        const found = compareOne(a.keys[i] as string, b.keys[i] as string, key.order, salt)
        if (found !== 0) return key.order.reverse ? -found : found
      }
      return 0
    }
    const compare = (a: Line, b: Line): number => {
      const found = compareKeys(a, b)
      if (found !== 0 || !lastResort) return found
      const plain = a.text < b.text ? -1 : a.text > b.text ? 1 : 0
      return global.reverse ? -plain : plain
    }
    const read = function* (operand: string, lines: Line[], left: { bytes: number }): Op<void> {
      let file
      try {
        file = yield* run.open(operand)
      } catch (error) {
        if (!(error instanceof SyscallError)) throw error
        throw new Failure(run.style === 'busybox' ? `${operand}: ${reason(error)}` : `cannot read: ${operand}: ${reason(error)}`, 2)
      }
      const reader = run.lines(file, options.has('z') ? 0 : 10)
      for (;;) {
        let text: string | undefined
        try {
          text = yield* reader.next()
        } catch (error) {
          if (!(error instanceof SyscallError)) throw error
          if (run.style === 'busybox') return
          throw new Failure(`read failed: ${operand}: ${reason(error)}`, 2)
        }
        if (text === undefined) return
        left.bytes -= text.length
        if (left.bytes < 0) throw new Failure('memory exhausted', 2)
        const line = text
        lines.push({ text: line, keys: comparisons.map(key => keyText(line, key, separator)) })
      }
    }
    const lines: Line[] = []
    const left = { bytes: SORT_BYTES_MAX }
    if (options.has('c') || options.has('C')) {
      const name = run.inputs[0] as string
      const extra = run.inputs[1]
      if (extra !== undefined) throw new Failure(`extra operand ${quote(extra)} not allowed with -c`, 2)
      yield* read(name, lines, left)
      for (let i = 1; i < lines.length; i++) {
        const found = compare(lines[i - 1] as Line, lines[i] as Line)
        if (found > 0 || (found === 0 && unique)) {
          const quiet = options.has('C') || ['quiet', 'silent'].includes(options.value('c') ?? '')
          if (!quiet) yield* run.say(`${name}:${i + 1}: disorder: ${(lines[i] as Line).text}`)
          return 1
        }
      }
      return 0
    }
    for (const operand of run.inputs) yield* read(operand, lines, left)
    lines.sort(compare)
    const end = options.has('z') ? '\0' : '\n'
    const target = options.value('o')
    const out = target === undefined ? run.out : new Output(yield* openOutput(run, target), 'bytes')
    let previous: Line | undefined
    for (const line of lines) {
      if (unique && previous && compareKeys(previous, line) === 0) continue
      previous = line
      yield* out.print(line.text + end)
    }
    yield* out.flush()
    return 0
  },
}

function* openOutput(run: Run, path: string): Op<Output['file']> {
  try {
    return yield* openForWriting(run.process, path, { append: false })
  } catch (error) {
    if (!(error instanceof SyscallError)) throw error
    throw new Failure(`open failed: ${path}: ${reason(error)}`, 2)
  }
}

interface Line {
  readonly text: string
  readonly keys: readonly string[]
}

interface Order {
  /** '' by byte, else n g h M V R. */
  readonly kind: string
  readonly reverse: boolean
  readonly fold: boolean
  readonly dictionary: boolean
  readonly printable: boolean
  readonly blanks: boolean
}

interface Key {
  readonly startField: number
  readonly startChar: number
  readonly startBlanks: boolean
  /** 0: to the end of the line. */
  readonly endField: number
  /** 0: to the end of the field. */
  readonly endChar: number
  readonly endBlanks: boolean
  readonly order: Order
}

const ORDER_LETTERS = 'bdfgiMhnRVr'
const WHOLE = { startField: 1, startChar: 1, startBlanks: false, endField: 0, endChar: 0, endBlanks: false }

/** @throws Failure when kinds of order exclude each other */
function checkOrder(letters: string): void {
  const kinds = [...new Set(letters.replace(/[^gMhnRV]/g, ''))]
  const ignoring = /[di]/.test(letters)
  // Version and random order go together with ignored characters; the others stand alone.
  const loose = kinds.filter(kind => kind === 'R' || kind === 'V')
  if (kinds.length - loose.length + (loose.length > 0 || ignoring ? 1 : 0) > 1) {
    const all = new Set(letters.replace(/[br]/g, ''))
    if (all.has('d')) all.delete('i')
    throw new Failure(`options '-${Array.from('dfghiMnRV').filter(letter => all.has(letter)).join('')}' are incompatible`, 2)
  }
}

function orderOf(letters: string): Order {
  const kinds = [...new Set(letters.replace(/[^gMhnRV]/g, ''))]
  return { kind: kinds[0] ?? '', reverse: letters.includes('r'), fold: letters.includes('f'), dictionary: letters.includes('d'), printable: letters.includes('i'), blanks: letters.includes('b') }
}

const isPlain = (order: Order, keys: readonly Key[]): boolean => keys.length === 0 && order.kind === '' && !order.fold && !order.dictionary && !order.printable && !order.blanks

function fieldSeparator(value: string | undefined): string | undefined {
  if (value === undefined) return undefined
  if (value === '') throw new Failure('empty tab', 2)
  if (value === String.raw`\0`) return '\0'
  const bytes = argumentAsBytes(value)
  if (bytes.length > 1) throw new Failure(`multi-character tab ${quote(value)}`, 2)
  return bytes
}

function parseKey(text: string, global: Order, globalLetters: string): Key {
  const parts = /^(\d+)(?:\.(\d+))?([bdfgiMhnRVr]*)(?:,(\d+)(?:\.(\d+))?([bdfgiMhnRVr]*))?$/.exec(text)
  if (!parts) {
    if (!/^\d/.test(text)) throw new Failure(`invalid number at field start: invalid count at start of ${quote(text)}`, 2)
    throw new Failure(`stray character in field spec: invalid field specification ${quote(text)}`, 2)
  }
  const [, field, char, letters = '', endField, endChar, endLetters = ''] = parts
  if (Number(field) === 0) throw new Failure(`field number is zero: invalid field specification ${quote(text)}`, 2)
  if (char !== undefined && Number(char) === 0) throw new Failure(`character offset is zero: invalid field specification ${quote(text)}`, 2)
  const own = letters + endLetters
  checkOrder(own === '' ? globalLetters : own)
  const order = own === '' ? global : orderOf(own)
  return {
    startField: Number(field), startChar: Number(char ?? 1), startBlanks: own === '' ? global.blanks : letters.includes('b'),
    endField: Number(endField ?? 0), endChar: Number(endChar ?? 0), endBlanks: own === '' ? global.blanks : endLetters.includes('b'), order,
  }
}

const isBlank = (character: string | undefined): boolean => character === ' ' || character === '\t' || character === '\n'

/** Offset where field `n` (from 1) begins; the line's length when there is none. */
function fieldStart(line: string, n: number, separator: string | undefined): number {
  let at = 0
  for (let i = 1; i < n && at < line.length; i++) {
    if (separator === undefined) {
      while (at < line.length && isBlank(line[at])) at++
      while (at < line.length && !isBlank(line[at])) at++
    } else {
      const next = line.indexOf(separator, at)
      at = next < 0 ? line.length : next + 1
    }
  }
  return at
}

function fieldEnd(line: string, n: number, separator: string | undefined): number {
  const start = fieldStart(line, n, separator)
  if (separator !== undefined) {
    const next = line.indexOf(separator, start)
    return next < 0 ? line.length : next
  }
  let at = start
  while (at < line.length && isBlank(line[at])) at++
  while (at < line.length && !isBlank(line[at])) at++
  return at
}

function keyText(line: string, key: Key, separator: string | undefined): string {
  let text = line
  if (key.startField !== 1 || key.startChar !== 1 || key.endField !== 0 || key.startBlanks) {
    let start = fieldStart(line, key.startField, separator)
    if (key.startBlanks) while (isBlank(line[start])) start++
    start = Math.min(line.length, start + key.startChar - 1)
    let end = line.length
    if (key.endField > 0) {
      if (key.endChar === 0) end = fieldEnd(line, key.endField, separator)
      else {
        end = fieldStart(line, key.endField, separator)
        if (key.endBlanks) while (isBlank(line[end])) end++
        end = Math.min(line.length, end + key.endChar)
      }
    }
    text = end > start ? line.slice(start, end) : ''
  }
  const { order } = key
  if (order.dictionary) text = text.replace(/[^A-Za-z0-9 \t]/g, '')
  else if (order.printable) text = text.replace(/[^\x20-\x7e]/g, '')
  if (order.fold) text = text.replace(/[a-z]+/g, letters => letters.toUpperCase())
  return text
}

function compareOne(a: string, b: string, order: Order, salt: number): number {
  switch (order.kind) {
    case 'n': return compareNumbers(a, b)
    case 'g': return compareGeneral(a, b)
    case 'h': return compareHuman(a, b)
    case 'M': return month(a) - month(b)
    case 'V': return compareVersions(a, b)
    case 'R': return a === b ? 0 : scramble(a, salt) - scramble(b, salt) || (a < b ? -1 : 1)
    default: return a < b ? -1 : a > b ? 1 : 0
  }
}

/** By numerical value of the beginning, whatever its length. */
export function compareNumbers(a: string, b: string): number {
  const x = /^[ \t\n]*(-?)(\d*)(?:\.(\d*))?/.exec(a)
  const y = /^[ \t\n]*(-?)(\d*)(?:\.(\d*))?/.exec(b)
  const intX = (x?.[2] ?? '').replace(/^0+/, '')
  const intY = (y?.[2] ?? '').replace(/^0+/, '')
  const fractionX = (x?.[3] ?? '').replace(/0+$/, '')
  const fractionY = (y?.[3] ?? '').replace(/0+$/, '')
  const signX = intX === '' && fractionX === '' ? 0 : x?.[1] === '-' ? -1 : 1
  const signY = intY === '' && fractionY === '' ? 0 : y?.[1] === '-' ? -1 : 1
  if (signX !== signY) return signX - signY
  if (signX === 0) return 0
  const size = intX.length - intY.length || (intX < intY ? -1 : intX > intY ? 1 : fractionX < fractionY ? -1 : fractionX > fractionY ? 1 : 0)
  return signX * size
}

function compareGeneral(a: string, b: string): number {
  const x = generalNumber(a)
  const y = generalNumber(b)
  if (x === undefined || y === undefined) return (x === undefined ? 0 : 1) - (y === undefined ? 0 : 1)
  if (Number.isNaN(x) || Number.isNaN(y)) return (Number.isNaN(x) ? 0 : 1) - (Number.isNaN(y) ? 0 : 1)
  return x < y ? -1 : x > y ? 1 : 0
}

function generalNumber(text: string): number | undefined {
  const found = /^\s*([-+]?(?:0x[\da-f]+|\d+\.?\d*(?:e[-+]?\d+)?|\.\d+(?:e[-+]?\d+)?|inf(?:inity)?|nan))/i.exec(text)?.[1]?.toLowerCase()
  if (found === undefined) return undefined
  if (found.includes('inf')) return found.startsWith('-') ? -Infinity : Infinity
  return found.startsWith('-0x') ? -Number(found.slice(1)) : Number(found.replace(/^\+/, ''))
}

const UNITS = 'KMGTPEZY'

function compareHuman(a: string, b: string): number {
  const unit = (text: string): number => {
    const found = /^[ \t]*(-?)(\d*\.?\d*)([KkMGTPEZY])?/.exec(text)
    if (!found || !/[1-9]/.test(found[2] ?? '')) return 0
    const size = found[3] === undefined ? 0 : UNITS.indexOf(found[3].toUpperCase()) + 1
    return found[1] === '-' ? -size : size
  }
  return unit(a) - unit(b) || compareNumbers(a, b)
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const month = (text: string): number => MONTHS.indexOf(text.trimStart().slice(0, 3).toUpperCase())

function scramble(text: string, salt: number): number {
  let hash = salt
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

/** GNU's version order: digits as numbers, `~` before everything, letters before other characters. */
export function compareVersions(a: string, b: string): number {
  if (a === b) return 0
  for (const special of ['', '.', '..']) if (a === special || b === special) return a === special ? -1 : 1
  if (a.startsWith('.') !== b.startsWith('.')) return a.startsWith('.') ? -1 : 1
  const suffix = /(?:\.[A-Za-z~][A-Za-z0-9~]*)*$/
  const stemA = a.replace(suffix, '')
  const stemB = b.replace(suffix, '')
  const found = stemA === stemB ? 0 : comparePieces(stemA, stemB)
  return found !== 0 ? found : comparePieces(a, b) || (a < b ? -1 : 1)
}

function comparePieces(a: string, b: string): number {
  const rank = (character: string | undefined): number =>
    character === undefined || /\d/.test(character) ? 0 : character === '~' ? -1 : /[A-Za-z]/.test(character) ? character.charCodeAt(0) : character.charCodeAt(0) + 256
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    while ((i < a.length && !/\d/.test(a[i] as string)) || (j < b.length && !/\d/.test(b[j] as string))) {
      const difference = rank(a[i]) - rank(b[j])
      if (difference !== 0) return difference
      i++
      j++
    }
    const x = (/^\d*/.exec(a.slice(i))?.[0] ?? '')
    const y = (/^\d*/.exec(b.slice(j))?.[0] ?? '')
    const left = x.replace(/^0+/, '')
    const right = y.replace(/^0+/, '')
    if (left.length !== right.length) return left.length - right.length
    if (left !== right) return left < right ? -1 : 1
    i += x.length
    j += y.length
  }
  return 0
}

/** Programs that put lines of files beside each other, and into columns. */
import { SyscallError } from '../../base/errors.ts'
import type { File } from '../../machine/files.ts'
import type { Op } from '../../sched/op.ts'
import { argumentAsBytes } from '../characters.ts'
import { Failure, quote, quoteName, reason } from '../define-program.ts'
import type { ProgramDescription, Run } from '../define-program.ts'
import type { LineReader } from '../streams.ts'

/** A table is kept in memory up to this many bytes. */
const TABLE_BYTES_MAX = 64 * 1024 * 1024

/** Open an operand or end the program. */
function* need(run: Run, operand: string): Op<File> {
  try {
    return yield* run.open(operand)
  } catch (error) {
    if (error instanceof SyscallError) throw new Failure(`${quoteName(operand)}: ${reason(error)}`)
    throw error
  }
}

/** `paste`: lines of several files side by side. */
export const paste: ProgramDescription = {
  name: 'paste',
  usage: '[OPTION]... [FILE]...',
  about: 'Write lines consisting of the sequentially corresponding lines from each FILE, separated by TABs, to standard output.',
  family: 'GNU coreutils',
  coding: 'bytes',
  options: ['d,delimiters=LIST: reuse characters from LIST instead of TABs', 's,serial: paste one file at a time instead of in parallel', 'z,zero-terminated: line delimiter is NUL, not newline'],
  *run(run) {
    const list = delimiters(argumentAsBytes(run.options.value('d') ?? '\t'))
    const end = run.options.has('z') ? '\0' : '\n'
    const shared = run.lines(run.process.stdin, end.charCodeAt(0))
    if (run.options.has('s')) {
      for (const operand of run.inputs) {
        const file = operand === '-' ? run.process.stdin : yield* run.tryOpen(operand)
        if (!file) continue
        const reader = operand === '-' ? shared : run.lines(file, end.charCodeAt(0))
        let count = 0
        for (let line = yield* reader.next(); line !== undefined; line = yield* reader.next()) yield* run.out.print((count++ === 0 ? '' : (list[(count - 2) % list.length] ?? '')) + line)
        run.out.add(end)
      }
      return
    }
    const readers: LineReader[] = []
    for (const operand of run.inputs) readers.push(operand === '-' ? shared : run.lines(yield* need(run, operand), end.charCodeAt(0)))
    for (;;) {
      const lines: (string | undefined)[] = []
      for (const reader of readers) lines.push(yield* reader.next())
      if (lines.every(line => line === undefined)) return
      yield* run.out.print(lines.map((line, i) => (line ?? '') + (i < lines.length - 1 ? (list[i % list.length] ?? '') : '')).join('') + end)
    }
  },
}

function delimiters(text: string): string[] {
  const list = [...text.matchAll(/\\(.)|[^\\]/gs)].map(([whole, escape]) => (escape === undefined ? whole : (({ n: '\n', t: '\t', '0': '', b: '\b', f: '\f', r: '\r', v: '\v' } as Readonly<Record<string, string>>)[escape] ?? escape)))
  return list.length > 0 ? list : ['']
}

/** `comm`: lines of two sorted files that are in one, the other, or both. */
export const comm: ProgramDescription = {
  name: 'comm',
  usage: '[OPTION]... FILE1 FILE2',
  about: 'Compare sorted files FILE1 and FILE2 line by line.',
  family: 'GNU coreutils',
  coding: 'bytes',
  options: ['1: suppress column 1 (lines unique to FILE1)', '2: suppress column 2 (lines unique to FILE2)', '3: suppress column 3 (lines that appear in both files)', 'check-order: check that the input is correctly sorted', 'nocheck-order: do not check', 'output-delimiter=STR: separate columns with STR', 'total: output a summary', 'z,zero-terminated: line delimiter is NUL, not newline'],
  *run(run) {
    const { options } = run
    run.needOperands(2)
    run.allowOperands(2)
    const end = options.has('z') ? '\0' : '\n'
    const glue = argumentAsBytes(options.value('output-delimiter') ?? '\t')
    const show = [!options.has('1'), !options.has('2'), !options.has('3')] as const
    const readers: LineReader[] = []
    for (const operand of run.operands) readers.push(run.lines(yield* need(run, operand), end.charCodeAt(0)))
    const [left, right] = readers as [LineReader, LineReader]
    const totals = [0, 0, 0]
    const disordered = [false, false]
    const advance = function* (which: 0 | 1, before: string | undefined): Op<string | undefined> {
      const line = yield* (which === 0 ? left : right).next()
      if (line !== undefined && before !== undefined && line < before && !disordered[which] && !options.has('nocheck-order')) {
        disordered[which] = true
        yield* run.say(`file ${which + 1} is not in sorted order`)
        if (options.has('check-order')) throw new Failure('')
      }
      return line
    }
    let a = yield* left.next()
    let b = yield* right.next()
    while (a !== undefined || b !== undefined) {
      const column = b === undefined || (a !== undefined && a < b) ? 0 : a === undefined || b < a ? 1 : 2
      totals[column] = (totals[column] ?? 0) + 1
      if (show[column]) {
        const before = column === 0 ? '' : column === 1 ? (show[0] ? glue : '') : (show[0] ? glue : '') + (show[1] ? glue : '')
        yield* run.out.print(before + String(column === 1 ? b : a) + end)
      }
      if (column !== 1) a = yield* advance(0, a)
      if (column !== 0) b = yield* advance(1, b)
    }
    if (options.has('total')) run.out.add(`${totals.join(glue)}${glue}total${end}`)
    if (disordered[0] || disordered[1]) throw new Failure('input is not in sorted order')
  },
}

/** `join`: lines of two sorted files with the same field. */
export const join: ProgramDescription = {
  name: 'join',
  usage: '[OPTION]... FILE1 FILE2',
  about: 'For each pair of input lines with identical join fields, write a line to standard output.',
  family: 'GNU coreutils',
  coding: 'bytes',
  options: ['a=FILENUM: also print unpairable lines from file FILENUM', 'e=STRING: replace missing fields with STRING', 'i,ignore-case: ignore differences in case', 'j=FIELD: equivalent to -1 FIELD -2 FIELD', 'o=FORMAT: obey FORMAT while constructing output line', 't=CHAR: use CHAR as input and output field separator', 'v=FILENUM: like -a FILENUM, but suppress joined output lines', '1=FIELD: join on this FIELD of file 1', '2=FIELD: join on this FIELD of file 2', 'check-order: check order', 'nocheck-order: do not check order', 'header: treat the first line in each file as field headers', 'z,zero-terminated: line delimiter is NUL, not newline'],
  *run(run) {
    const { options } = run
    run.needOperands(2)
    run.allowOperands(2)
    const separator = options.value('t') === undefined ? undefined : argumentAsBytes(options.value('t') ?? '')
    const glue = separator ?? ' '
    const end = options.has('z') ? '\0' : '\n'
    const field = (key: '1' | '2'): number => {
      const text = options.value(key) ?? options.value('j') ?? '1'
      if (!/^[1-9]\d*$/.test(text)) throw new Failure(`invalid field number: ${quote(text)}`)
      return Number(text) - 1
    }
    const keys = [field('1'), field('2')] as const
    const unpaired = new Set([...options.values('a'), ...options.values('v')])
    for (const number of unpaired) if (number !== '1' && number !== '2') throw new Failure(`invalid file number: ${quote(number)}`)
    const paired = !options.has('v')
    const filler = argumentAsBytes(options.value('e') ?? '')
    const format = options.value('o')?.split(/[ ,]+/)
    const split = (line: string): string[] => (separator === undefined ? line.replace(/^[ \t]+/, '').split(/[ \t]+/) : separator === '' ? [line] : line.split(separator))
    const keyOf = (fields: readonly string[], which: 0 | 1): string => {
      const key = fields[keys[which]] ?? ''
      return options.has('i') ? key.toLowerCase() : key
    }
    const readers: LineReader[] = []
    for (const operand of run.operands) readers.push(run.lines(yield* need(run, operand), end.charCodeAt(0)))
    const numbers = [0, 0]
    const warned = [false, false]
    const previous: (string | undefined)[] = [undefined, undefined]
    const next = function* (which: 0 | 1): Op<string[] | undefined> {
      const line = yield* (readers[which] as LineReader).next()
      if (line === undefined) return undefined
      numbers[which] = (numbers[which] ?? 0) + 1
      const fields = split(line)
      const key = keyOf(fields, which)
      const before = previous[which]
      if (before !== undefined && key < before && !warned[which] && !options.has('nocheck-order')) {
        warned[which] = true
        yield* run.say(`${run.operands[which] ?? ''}:${numbers[which]}: is not sorted: ${line}`)
        if (options.has('check-order')) throw new Failure('')
      }
      previous[which] = key
      return fields
    }
    const line = (a: readonly string[] | undefined, b: readonly string[] | undefined): string => {
      const value = (text: string | undefined): string => (text === undefined || text === '' ? filler : text)
      const key = a ? a[keys[0]] : b?.[keys[1]]
      if (format && format[0] !== 'auto') {
        return format.map(item => (item === '0' ? value(key) : value((item.startsWith('1') ? a : b)?.[Number(item.slice(2)) - 1]))).join(glue) + end
      }
      const rest = (fields: readonly string[] | undefined, at: number): readonly string[] => (fields ? fields.filter((_, i) => i !== at).map(value) : [])
      return [value(key), ...rest(a, keys[0]), ...rest(b, keys[1])].join(glue) + end
    }
    let a = yield* next(0)
    let b = yield* next(1)
    if (options.has('header') && (a || b)) {
      run.out.add(line(a, b))
      previous[0] = previous[1] = undefined
      a = yield* next(0)
      b = yield* next(1)
    }
    while (a !== undefined || b !== undefined) {
      const x = a && keyOf(a, 0)
      const y = b && keyOf(b, 1)
      if (a && b && x === y) {
        const group: string[][] = []
        let following: string[] | undefined = b
        while (following && keyOf(following, 1) === y) {
          group.push(following)
          following = yield* next(1)
        }
        while (a && keyOf(a, 0) === x) {
          if (paired) for (const other of group) yield* run.out.print(line(a, other))
          a = yield* next(0)
        }
        b = following
      } else if (b === undefined || (x !== undefined && y !== undefined && x < y)) {
        if (unpaired.has('1')) yield* run.out.print(line(a, undefined))
        a = yield* next(0)
      } else {
        if (unpaired.has('2')) yield* run.out.print(line(undefined, b))
        b = yield* next(1)
      }
    }
    if (warned[0] || warned[1]) throw new Failure('input is not in sorted order')
  },
}

/** `column`: a table (-t), or names in columns. */
export const column: ProgramDescription = {
  name: 'column',
  usage: '[options] [<file>...]',
  about: 'Columnate lists.',
  family: 'util-linux',
  coding: 'characters',
  shortName: true,
  options: ['t,table: create a table', 's,separator=STRING: possible table delimiters', 'o,output-separator=STRING: columns separator for table output', 'N,table-columns=NAMES: comma separated columns names', 'R,table-right=COLUMNS: right align text in these columns', 'n,table-name=NAME: (ignored)', 'c,output-width=WIDTH: width of output in number of characters', 'x,fillrows: fill rows before columns', 'e: (ignored)', 'L,keep-empty-lines: don\'t ignore empty lines'],
  *run(run) {
    const { options } = run
    const lines: string[] = []
    let bytes = 0
    for (const operand of run.inputs) {
      const file = yield* run.tryOpen(operand)
      if (!file) continue
      const reader = run.lines(file)
      for (let line = yield* reader.next(); line !== undefined; line = yield* reader.next()) {
        bytes += line.length
        if (bytes > TABLE_BYTES_MAX) throw new Failure('cannot allocate memory')
        if (line.trim() !== '' || options.has('L')) lines.push(line)
      }
    }
    if (options.has('t')) {
      for (const text of table(lines, run)) yield* run.out.print(text)
      return
    }
    const width = Number(options.value('c') ?? run.process.stdout.terminal?.columns ?? run.process.env.get('COLUMNS') ?? 80)
    const widest = Math.max(0, ...lines.map(widthOf))
    const each = Math.floor(widest / 8) * 8 + 8
    const columns = Math.max(1, Math.floor(width / each))
    const rows = Math.ceil(lines.length / columns)
    for (let row = 0; row < rows; row++) {
      const cells = Array.from({ length: columns }, (_, i) => lines[options.has('x') ? row * columns + i : i * rows + row]).filter(cell => cell !== undefined)
      yield* run.out.print(`${cells.map((cell, i) => (i < cells.length - 1 ? cell + '\t'.repeat(Math.ceil((each - widthOf(cell)) / 8)) : cell)).join('')}\n`)
    }
  },
}

/** Columns that a text takes on a terminal: wide characters take two. */
export function widthOf(text: string): number {
  let width = 0
  for (const character of text) {
    const code = character.codePointAt(0) as number
    if (code < 0x20 || (code >= 0x300 && code < 0x370)) continue
    width += (code >= 0x1100 && code <= 0x115f) || (code >= 0x2e80 && code <= 0xa4cf) || (code >= 0xac00 && code <= 0xd7a3) || (code >= 0xf900 && code <= 0xfaff) || (code >= 0xfe30 && code <= 0xfe6f) || (code >= 0xff00 && code <= 0xff60) || (code >= 0xffe0 && code <= 0xffe6) || (code >= 0x1f300 && code <= 0x1faff) || code >= 0x20000 ? 2 : 1
  }
  return width
}

function* table(lines: readonly string[], run: Run): Generator<string, void, void> {
  const { options } = run
  const separators = options.value('s')
  const glue = options.value('o') ?? '  '
  const cells = lines.map(line => {
    if (separators === undefined) return line.trim() === '' ? [''] : line.replace(/^[ \t]+|[ \t]+$/g, '').split(/[ \t]+/)
    const out = ['']
    for (const character of line) {
      if (separators.includes(character)) out.push('')
      else out[out.length - 1] += character
    }
    return out
  })
  const names = options.value('N')?.split(',')
  if (names) cells.unshift(names)
  const count = Math.max(0, ...cells.map(row => row.length))
  const widths = Array.from({ length: count }, (_, i) => Math.max(...cells.map(row => widthOf(row[i] ?? ''))))
  const right = new Set((options.value('R') ?? '').split(',').map(name => (/^\d+$/.test(name) ? Number(name) - 1 : (names?.indexOf(name) ?? -1))))
  for (const row of cells) {
    const shown = Array.from({ length: count }, (_, i) => {
      const cell = row[i] ?? ''
      const missing = ' '.repeat((widths[i] as number) - widthOf(cell))
      if (right.has(i)) return missing + cell
      return i < count - 1 ? cell + missing : cell
    })
    yield `${shown.join(glue)}\n`
  }
}

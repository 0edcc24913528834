/** Small programs that change lines one by one. */
import { SyscallError } from '../../base/errors.ts'
import type { File } from '../../machine/files.ts'
import type { Op } from '../../sched/op.ts'
import { argumentAsBytes } from '../characters.ts'
import { Failure, quote, quoteAlways, quoteName, reason } from '../define-program.ts'
import type { ProgramDescription, Run } from '../define-program.ts'
import { UsageError } from '../options.ts'
import type { LineReader } from '../streams.ts'
import { parseRegex, PosixRegex } from './posix-regex.ts'

/** Give every line of every operand to `use`. */
function* eachLine(run: Run, words: (operand: string) => string, use: (line: string, reader: LineReader) => void, separator = 10): Op<void> {
  for (const operand of run.inputs) {
    const file = yield* run.tryOpen(operand, words)
    if (!file) continue
    const reader = run.lines(file, separator)
    try {
      for (;;) {
        if (reader.empty) yield* run.out.settle()
        const line = yield* reader.next()
        if (line === undefined) break
        use(line, reader)
        if (run.out.full) yield* run.out.flush()
      }
    } catch (error) {
      if (!(error instanceof SyscallError) || error.code !== 'EISDIR') throw error
      yield* run.warn(`${words(operand)}: ${reason(error)}`)
    }
  }
}

/** `rev`: characters of each line in reverse order. */
export const rev: ProgramDescription = {
  name: 'rev',
  usage: '[options] [file ...]',
  about: 'Reverse lines characterwise.',
  family: 'util-linux',
  coding: 'characters',
  shortName: true,
  options: [],
  *run(run) {
    yield* eachLine(run, name => `cannot open ${name}`, (line, reader) => run.out.add(Array.from(line).reverse().join('') + (reader.terminated ? '\n' : '')))
  },
}

/** `tac`: lines in reverse order. */
export const tac: ProgramDescription = {
  name: 'tac',
  usage: '[OPTION]... [FILE]...',
  about: 'Write each FILE to standard output, last line first.',
  family: 'GNU coreutils',
  coding: 'bytes',
  options: ['b,before: attach the separator before instead of after', 'r,regex: (refused) interpret the separator as a regular expression', 's,separator=STRING: use STRING as the separator instead of newline'],
  *run(run) {
    if (run.options.has('r')) throw new Failure('a regular expression as separator is not simulated')
    const separator = argumentAsBytes(run.options.value('s') ?? '\n')
    for (const operand of run.inputs) {
      const file = yield* run.tryOpen(operand, name => `failed to open ${quoteAlways(name)} for reading`)
      if (!file) continue
      const lines = run.lines(file)
      const pieces: string[] = []
      let bytes = 0
      try {
        for (let line = yield* lines.next(); line !== undefined; line = yield* lines.next()) {
          pieces.push(lines.terminated ? `${line}\n` : line)
          bytes += line.length
          if (bytes > 256 * 1024 * 1024) throw new Failure('memory exhausted')
        }
      } catch (error) {
        if (!(error instanceof SyscallError) || error.code !== 'EISDIR') throw error
        yield* run.warn(`${quoteName(operand)}: read error: ${reason(error)}`)
        continue
      }
      const records = separator === '\n' ? pieces : split(pieces.join(''), separator, run.options.has('b'))
      for (const record of records.reverse()) yield* run.out.print(record)
    }
  },
}

function split(text: string, separator: string, before: boolean): string[] {
  if (separator === '') return [text]
  const parts = text.split(separator)
  const records = before ? parts.map((part, i) => (i > 0 ? separator + part : part)) : parts.map((part, i) => (i < parts.length - 1 ? part + separator : part))
  return records.filter(record => record !== '')
}

/** `fold`: lines cut to a width. */
export const fold: ProgramDescription = {
  name: 'fold',
  usage: '[OPTION]... [FILE]...',
  about: 'Wrap input lines in each FILE, writing to standard output.',
  family: 'GNU coreutils',
  coding: 'bytes',
  options: ['b,bytes: count bytes rather than columns', 's,spaces: break at spaces', 'w,width=WIDTH: use WIDTH columns instead of 80'],
  legacy: args => args.map(arg => (/^-\d+$/.test(arg) ? `-w${arg.slice(1)}` : arg)),
  *run(run) {
    const text = run.options.value('w') ?? '80'
    const width = Number(text)
    if (!/^\d+$/.test(text) || width === 0) throw new Failure(run.style === 'busybox' ? `invalid number '${text}'` : `invalid number of columns: ${quote(text)}`)
    yield* eachLine(run, quoteName, (line, reader) => {
      run.out.add(wrap(line, width, run.options.has('s'), run.options.has('b')).join('\n') + (reader.terminated ? '\n' : ''))
    })
  },
}

function wrap(line: string, width: number, spaces: boolean, bytes: boolean): string[] {
  const out: string[] = []
  let start = 0
  let column = 0
  for (let at = 0; at < line.length; at++) {
    const next = bytes ? column + 1 : line[at] === '\t' ? column + 8 - (column % 8) : line[at] === '\b' ? Math.max(0, column - 1) : line[at] === '\r' ? 0 : column + 1
    if (next > width && at > start) {
      let end = at
      if (spaces) {
        const blank = Math.max(line.lastIndexOf(' ', at - 1), line.lastIndexOf('\t', at - 1))
        if (blank >= start) end = blank + 1
      }
      out.push(line.slice(start, end))
      start = end
      at = end - 1
      column = 0
    } else column = next
  }
  out.push(line.slice(start))
  return out
}

/** `nl`: lines with numbers. */
export const nl: ProgramDescription = {
  name: 'nl',
  usage: '[OPTION]... [FILE]...',
  about: 'Write each FILE to standard output, with line numbers added.',
  family: 'GNU coreutils',
  coding: 'bytes',
  options: [
    'b,body-numbering=STYLE: use STYLE for numbering body lines', 'd,section-delimiter=CC: use CC for logical page delimiters', 'f,footer-numbering=STYLE: use STYLE for numbering footer lines', 'h,header-numbering=STYLE: use STYLE for numbering header lines',
    'i,line-increment=NUMBER: line number increment at each line', 'l,join-blank-lines=NUMBER: group of NUMBER empty lines counted as one', 'n,number-format=FORMAT: insert line numbers according to FORMAT', 'p,no-renumber: do not reset line numbers for each section',
    's,number-separator=STRING: add STRING after (possible) line number', 'v,starting-line-number=NUMBER: first line number for each section', 'w,number-width=NUMBER: use NUMBER columns for line numbers',
  ],
  *run(run) {
    const { options } = run
    const whole = (key: string, fallback: number, what: string): number => {
      const text = options.value(key)
      if (text === undefined) return fallback
      if (!/^-?\d+$/.test(text)) throw new Failure(`invalid ${what}: ${quote(text)}`)
      return Number(text)
    }
    const style = (key: string, fallback: string): ((line: string) => boolean) => {
      const text = options.value(key) ?? fallback
      if (text === 'a') return () => true
      if (text === 't') return line => line !== ''
      if (text === 'n') return () => false
      if (text.startsWith('p')) {
        const { tree, groups } = parseRegex(text.slice(1), 'basic')
        const regex = new PosixRegex(tree, groups, { ignoreCase: false, multiline: false })
        return line => regex.test(line)
      }
      throw new UsageError(`invalid ${{ b: 'body', f: 'footer', h: 'header' }[key] ?? ''} numbering style: ${quote(text)}`)
    }
    const start = whole('v', 1, 'starting line number')
    const increment = whole('i', 1, 'line number increment')
    const width = whole('w', 6, 'line number field width')
    const blanks = whole('l', 1, 'line number of blank lines')
    const separator = argumentAsBytes(options.value('s') ?? '\t')
    const format = options.value('n') ?? 'rn'
    if (!['ln', 'rn', 'rz'].includes(format)) throw new UsageError(`invalid line numbering format: ${quote(format)}`)
    const styles = { body: style('b', 't'), header: style('h', 'n'), footer: style('f', 'n') }
    const delimiter = argumentAsBytes(options.value('d') ?? '\\:').padEnd(2, ':')
    let numbered = styles.body
    let number = start
    let empty = 0
    yield* eachLine(run, quoteName, line => {
      const section = delimiter === '' ? 0 : line === delimiter.repeat(3) ? 3 : line === delimiter.repeat(2) ? 2 : line === delimiter ? 1 : 0
      if (section > 0) {
        numbered = section === 3 ? styles.header : section === 2 ? styles.body : styles.footer
        if (!options.has('p')) number = start
        run.out.add('\n')
        return
      }
      let wanted = numbered(line)
      if (line === '' && wanted && blanks > 1) wanted = ++empty % blanks === 0
      else if (line !== '') empty = 0
      if (!wanted) {
        run.out.add(`${' '.repeat(width + separator.length)}${line}\n`)
        return
      }
      const text = String(number)
      run.out.add(`${format === 'ln' ? text.padEnd(width) : format === 'rz' ? (number < 0 ? `-${text.slice(1).padStart(width - 1, '0')}` : text.padStart(width, '0')) : text.padStart(width)}${separator}${line}\n`)
      number += increment
    })
  },
}

/** `strings`: printable texts in files. */
export const strings: ProgramDescription = {
  name: 'strings',
  usage: '[option(s)] [file(s)]',
  about: 'Display printable strings in [file(s)] (stdin by default).',
  family: 'GNU binutils',
  coding: 'bytes',
  shortName: true,
  options: ['a,all: scan the entire file', 'd,data: (ignored)', 'f,print-file-name: print the name of the file before each string', 'n,bytes=NUMBER: at least NUMBER characters', 't,radix={o,d,x}: print the location of the string', 'o: an alias for --radix=o', 'w,include-all-whitespace: include all whitespace'],
  legacy: args => args.map(arg => (/^-\d+$/.test(arg) ? `-n${arg.slice(1)}` : arg)),
  *run(run) {
    const { options } = run
    const text = options.value('n') ?? '4'
    const least = Number(text)
    if (!/^\d+$/.test(text)) throw new Failure(`invalid integer argument ${text}`)
    if (least < 1) throw new Failure(`minimum string length is too small: ${text}`)
    const radix = options.has('o') ? 'o' : options.value('t')
    for (const operand of run.inputs) {
      const file = yield* openStrings(run, operand)
      if (!file) continue
      let current = ''
      let start = 0
      let at = 0
      const close = (): void => {
        if (current.length >= least) {
          const place = radix === undefined ? '' : `${start.toString(radix === 'x' ? 16 : radix === 'o' ? 8 : 10).padStart(7)} `
          run.out.add(`${options.has('f') ? `${operand === '-' ? '{standard input}' : operand}: ` : ''}${place}${current}\n`)
        }
        current = ''
      }
      for (;;) {
        const chunk = yield* file.read()
        if (!chunk) break
        for (const byte of chunk) {
          if ((byte >= 32 && byte < 127) || byte === 9 || (options.has('w') && (byte === 10 || byte === 13 || byte === 11 || byte === 12))) {
            if (current === '') start = at
            current += String.fromCharCode(byte)
          } else if (current !== '') close()
          at++
        }
        yield* run.out.settle()
      }
      close()
    }
  },
}

function* openStrings(run: Run, operand: string): Op<File | undefined> {
  if (operand === '-') return run.process.stdin
  try {
    const stat = yield* run.process.fs.stat(operand)
    if (stat.type === 'directory') {
      yield* run.say(`Warning: '${operand}' is a directory`)
      run.status = 1
      return undefined
    }
    return yield* run.open(operand)
  } catch (error) {
    if (!(error instanceof SyscallError)) throw error
    yield* run.warn(error.code === 'ENOENT' && run.style === 'gnu' ? `'${operand}': No such file` : `${operand}: ${reason(error)}`)
    return undefined
  }
}

import { SyscallError } from '../../base/errors.ts'
import type { File } from '../../machine/files.ts'
import type { Op } from '../../sched/op.ts'
import { Failure, quote, reason } from '../define-program.ts'
import type { ProgramDescription, Run } from '../define-program.ts'
import { UsageError } from '../options.ts'
import { PosixRegex, literalTree, parseRegex } from './posix-regex.ts'
import { RegexError } from './regex-tree.ts'
import type { RegexNode } from './regex-tree.ts'
import { wildcard } from './wildcard.ts'

/** `grep`, `egrep` (-E) and `fgrep` (-F): lines that match. */
const describe = (name: string): ProgramDescription => ({
  name,
  usage: '[OPTION]... PATTERNS [FILE]...',
  about: 'Search for PATTERNS in each FILE.',
  family: 'GNU grep',
  coding: 'characters',
  usageStatus: 2,
  shortName: true,
  tryHelp: name => `Usage: ${name} [OPTION]... PATTERNS [FILE]...\nTry '${name} --help' for more information.\n`,
  options: [
    'E,extended-regexp: PATTERNS are extended regular expressions', 'F,fixed-strings: PATTERNS are strings', 'G,basic-regexp: PATTERNS are basic regular expressions',
    'P,perl-regexp: PATTERNS are regular expressions of JavaScript, which are close to Perl\'s', 'e,regexp=PATTERNS: use PATTERNS for matching', 'f,file=FILE: take PATTERNS from FILE',
    'i,ignore-case: ignore case distinctions', 'y: same as -i', 'no-ignore-case: do not ignore case distinctions', 'w,word-regexp: match only whole words', 'x,line-regexp: match only whole lines', 'z,null-data: a data line ends in 0 byte, not newline',
    's,no-messages: suppress error messages', 'v,invert-match: select non-matching lines', 'm,max-count=NUM: stop after NUM selected lines', 'b,byte-offset: print the byte offset with output lines',
    'n,line-number: print line number with output lines', 'line-buffered: (ignored)', 'H,with-filename: print file name with output lines', 'h,no-filename: suppress the file name prefix on output',
    'label=LABEL: use LABEL as the standard input file name prefix', 'o,only-matching: show only nonempty parts of lines that match', 'q,quiet,silent: suppress all normal output',
    'binary-files=TYPE: assume that binary files are TYPE', 'a,text: equivalent to --binary-files=text', 'I: equivalent to --binary-files=without-match', 'd,directories=ACTION: how to handle directories',
    'r,recursive: search directories', 'R,dereference-recursive: likewise, but follow all symlinks', 'include=GLOB: search only files that match GLOB', 'exclude=GLOB: skip files that match GLOB', 'exclude-dir=GLOB: skip directories that match GLOB',
    'L,files-without-match: print only names of FILEs with no selected lines', 'l,files-with-matches: print only names of FILEs with selected lines', 'c,count: print only a count of selected lines per FILE',
    'T,initial-tab: make tabs line up', 'Z,null: print 0 byte after FILE name', 'B,before-context=NUM: print NUM lines of leading context', 'A,after-context=NUM: print NUM lines of trailing context',
    'C,context=NUM: print NUM lines of output context', 'color[=WHEN]: use markers to highlight the matching strings', 'colour[=WHEN]: likewise', 'U,binary: (ignored)',
  ],
  legacy: args => args.map(arg => (/^-\d+$/.test(arg) ? `-C${arg.slice(1)}` : arg)),
  *run(run) {
    const { options } = run
    const operands = [...run.operands]
    const patterns = yield* readPatterns(run, operands)
    let search: Search
    try {
      search = new Search(run, patterns)
    } catch (error) {
      if (error instanceof RegexError) throw new Failure(error.message, 2)
      throw error
    }
    const recursive = options.has('r') || options.has('R') || options.value('d') === 'recurse'
    const inputs = operands.length > 0 ? operands : recursive ? ['.'] : ['-']
    search.names = options.lastOf('H', 'h') === 'H' || (options.lastOf('H', 'h') !== 'h' && (inputs.length > 1 || recursive))
    const implicit = operands.length === 0
    for (const input of inputs) {
      if (input === '-') yield* search.file(run.process.stdin, options.value('label') ?? '(standard input)')
      else yield* search.path(input, recursive, implicit ? '' : input, true)
      if (search.quiet && search.found) return 0
    }
    return search.failed ? 2 : search.found ? 0 : 1
  },
})

export const grep = describe('grep')
export const egrep = describe('egrep')
export const fgrep = describe('fgrep')

function* readPatterns(run: Run, operands: string[]): Op<string[]> {
  const { options } = run
  const patterns: string[] = []
  for (const option of options.given) {
    if (option.key === 'e') patterns.push(...(option.value ?? '').split('\n'))
    if (option.key === 'f') {
      const path = option.value ?? ''
      let file: File
      try {
        file = yield* run.open(path)
      } catch (error) {
        if (error instanceof SyscallError) throw new Failure(`${path}: ${reason(error)}`, 2)
        throw error
      }
      const reader = run.lines(file)
      for (let line = yield* reader.next(); line !== undefined; line = yield* reader.next()) patterns.push(line)
    }
  }
  if (!options.has('e') && !options.has('f')) {
    const first = operands.shift()
    if (first === undefined) throw new UsageError(`Usage: ${run.name} [OPTION]... PATTERNS [FILE]...\nTry '${run.name} --help' for more information.\n`, true)
    patterns.push(...first.split('\n'))
  }
  return patterns
}

const numberOf = (run: Run, key: string, what: string): number | undefined => {
  const value = run.options.value(key)
  if (value === undefined) return undefined
  if (!/^\d+$/.test(value)) throw new Failure(`${value}: invalid ${what}`, 2)
  return Math.min(Number(value), 1e9)
}

function countMax(run: Run): number {
  const value = run.options.value('m')
  if (value === undefined) return Infinity
  if (!/^-?\d+$/.test(value)) throw new Failure('invalid max count', 2)
  return value.startsWith('-') ? Infinity : Number(value)
}

interface Matcher {
  test(text: string): boolean
  exec(text: string, from: number): { readonly start: number; readonly end: number } | undefined
}

class Search {
  names = false
  found = false
  failed = false
  readonly quiet: boolean
  private readonly run: Run
  private readonly matchers: readonly Matcher[]
  private readonly invert: boolean
  private readonly before: number
  private readonly after: number
  private readonly countMax: number
  private readonly color: boolean
  private printedGroup = false

  constructor(run: Run, patterns: readonly string[]) {
    this.run = run
    const { options } = run
    this.invert = options.has('v')
    const context = numberOf(run, 'C', 'context length argument') ?? 0
    this.before = numberOf(run, 'B', 'context length argument') ?? context
    this.after = numberOf(run, 'A', 'context length argument') ?? context
    this.countMax = countMax(run)
    this.quiet = options.has('q')
    const when = options.given.findLast(option => option.key === 'color' || option.key === 'colour')
    if (when?.value !== undefined && !['always', 'never', 'auto'].includes(when.value)) throw new UsageError(`unknown --color argument: ${when.value}`)
    this.color = when !== undefined && (when.value === 'always' || (when.value !== 'never' && run.process.stdout.terminal !== undefined))
    const ignoreCase = ['i', 'y'].includes(options.lastOf('i', 'y', 'no-ignore-case') ?? '')
    const kind = options.lastOf('E', 'F', 'G', 'P') ?? ({ egrep: 'E', fgrep: 'F' } as Readonly<Record<string, string>>)[run.name]
    this.matchers = patterns.map(pattern => {
      if (kind === 'P') return perl(pattern, ignoreCase, options.has('w'), options.has('x'))
      const parsed = kind === 'F' ? { tree: literalTree(pattern), groups: 0 } : parseRegex(pattern, kind === 'E' ? 'grep' : 'basic')
      return new PosixRegex(bounded(parsed.tree, options.has('w'), options.has('x')), parsed.groups, { ignoreCase, multiline: false })
    })
  }

  /** Search what a path names; directories when asked. */
  *path(path: string, recursive: boolean, shown: string, onCommandLine: boolean): Op<void> {
    const { run } = this
    try {
      const stat = onCommandLine || run.options.has('R') ? yield* run.process.fs.stat(path) : yield* run.process.fs.lstat(path)
      if (stat.type === 'directory') {
        if (!recursive) {
          if (run.options.value('d') !== 'skip' && run.style === 'gnu') yield* this.complain(`${path}: Is a directory`)
          return
        }
        if (!onCommandLine && run.options.values('exclude-dir').some(glob => wildcard(glob, lastPart(path)))) return
        for (const name of yield* run.process.fs.readdir(path)) {
          yield* this.path(path.endsWith('/') ? path + name : `${path}/${name}`, true, shown === '' ? name : shown.endsWith('/') ? shown + name : `${shown}/${name}`, false)
          if (this.quiet && this.found) return
        }
        return
      }
      if (!onCommandLine && stat.type !== 'file') return
      if (this.excluded(path)) return
      yield* this.file(yield* run.open(path === '-' ? './-' : path), shown)
    } catch (error) {
      if (!(error instanceof SyscallError) || error.code === 'EPIPE' || error.syscall === 'write') throw error
      yield* this.complain(`${shown === '' ? path : shown}: ${reason(error)}`, error.code === 'EISDIR')
    }
  }

  private excluded(path: string): boolean {
    const { options } = this.run
    const name = lastPart(path)
    if (options.values('exclude').some(glob => wildcard(glob, name))) return true
    const include = options.values('include')
    return include.length > 0 && !include.some(glob => wildcard(glob, name))
  }

  private *complain(message: string, harmless = false): Op<void> {
    if (!harmless) this.failed = true
    if (!this.run.options.has('s')) yield* this.run.say(message)
  }

  /** Search one open file. */
  *file(file: File, name: string): Op<void> {
    const { run } = this
    const { options } = run
    const nul = options.has('z')
    const end = nul ? '\0' : '\n'
    const reader = run.lines(file, nul ? 0 : 10)
    const listing = options.has('l') || options.has('L')
    const counting = options.has('c')
    const printing = !this.quiet && !listing && !counting
    const asText = options.has('a') || options.value('binary-files') === 'text'
    const withoutMatch = options.has('I') || options.value('binary-files') === 'without-match'
    const kept: { text: string; number: number; offset: number }[] = []
    let binary = false
    let number = 0
    let offset = 0
    let selected = 0
    let lastPrinted = 0
    let trailing = 0
    for (;;) {
      if (reader.empty) yield* run.out.settle()
      const line = yield* reader.next()
      if (line === undefined) break
      number++
      const lineOffset = offset
      if (options.has('b')) offset += decodeLength(line) + 1
      if (!asText && !binary && ((!nul && line.includes('\0')) || DAMAGED.test(line))) {
        binary = true
        if (withoutMatch) {
          selected = 0
          break
        }
      }
      if (selected >= this.countMax) {
        if (trailing <= 0 || this.matches(line) !== this.invert) break
      } else if (this.matches(line) !== this.invert) {
        selected++
        this.found = true
        if (this.quiet || listing) break
        if (printing) {
          if (binary) {
            yield* run.out.flush()
            yield* (run.style === 'busybox' ? run.process.print(`Binary file ${name} matches\n`) : run.say(`${name}: binary file matches`))
            return
          }
          const firstShown = kept[0]?.number ?? number
          if ((this.before > 0 || this.after > 0) && this.printedGroup && firstShown > lastPrinted + 1 && !options.has('o')) run.out.add(this.paint('--', '36') + '\n')
          for (const earlier of kept) this.print(earlier.text, earlier.number, earlier.offset, name, '-', end)
          kept.length = 0
          this.print(line, number, lineOffset, name, ':', end)
          this.printedGroup = true
          lastPrinted = number
          trailing = this.after
          if (run.out.full) yield* run.out.flush()
        }
        if (selected >= this.countMax && trailing <= 0) break
        continue
      }
      if (!printing) continue
      if (trailing > 0) {
        trailing--
        this.print(line, number, lineOffset, name, '-', end)
        lastPrinted = number
      } else if (this.before > 0) {
        kept.push({ text: line, number, offset: lineOffset })
        if (kept.length > this.before) kept.shift()
      }
    }
    const separator = options.has('Z') ? '\0' : ':'
    if (this.quiet) return
    if (options.has('l') ? selected > 0 : options.has('L') && selected === 0) run.out.add(`${this.paint(name, '35')}${options.has('Z') ? '\0' : '\n'}`)
    else if (counting && !listing) run.out.add(`${this.names ? name + separator : ''}${selected}\n`)
    if (options.has('L')) this.found = this.found || selected === 0
    yield* run.out.settle()
  }

  private matches(line: string): boolean {
    for (const matcher of this.matchers) if (matcher.test(line)) return true
    return false
  }

  private print(line: string, number: number, offset: number, name: string, mark: string, end: string): void {
    const { options, out } = this.run
    const prefixOf = (at: number): string => {
      let prefix = ''
      if (this.names) prefix += this.paint(name, '35') + (options.has('Z') ? '\0' : this.paint(mark, '36'))
      if (options.has('n')) prefix += this.paint(options.has('T') ? String(number).padStart(4) : String(number), '32') + this.paint(mark, '36')
      if (options.has('b')) prefix += this.paint(String(at), '32') + this.paint(mark, '36')
      return prefix === '' ? '' : prefix + (options.has('T') ? '\t' : '')
    }
    if (options.has('o')) {
      if (this.invert || mark === '-') return
      for (const [start, stop] of this.parts(line)) {
        out.add(prefixOf(options.has('b') ? offset + decodeLength(line.slice(0, start)) : 0) + this.paint(line.slice(start, stop), '01;31') + end)
      }
      return
    }
    let shown = line
    if (this.color && !this.invert && mark === ':') {
      let at = 0
      shown = ''
      for (const [start, stop] of this.parts(line)) {
        shown += line.slice(at, start) + this.paint(line.slice(start, stop), '01;31')
        at = stop
      }
      shown += line.slice(at)
    }
    out.add(prefixOf(offset) + shown + end)
  }

  private *parts(line: string): Generator<readonly [number, number], void, void> {
    for (let at = 0; at <= line.length;) {
      let best: { readonly start: number; readonly end: number } | undefined
      for (const matcher of this.matchers) {
        const found = matcher.exec(line, at)
        if (found && (!best || found.start < best.start || (found.start === best.start && found.end > best.end))) best = found
      }
      if (!best) return
      if (best.end > best.start) {
        yield [best.start, best.end]
        at = best.end
      } else at = best.end + 1
    }
  }

  private paint(text: string, color: string): string {
    return this.color ? `\x1b[${color}m\x1b[K${text}\x1b[m\x1b[K` : text
  }
}

const DAMAGED = /(?<![\ud800-\udbff])[\udc80-\udcff]/

const lastPart = (path: string): string => path.replace(/\/+$/, '').split('/').at(-1) ?? path

/** Bytes a decoded text came from. */
function decodeLength(text: string): number {
  let bytes = 0
  for (const character of text) {
    const code = character.codePointAt(0) as number
    bytes += code < 0x80 || (code >= 0xdc80 && code <= 0xdcff) ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
  }
  return bytes
}

function bounded(tree: RegexNode, word: boolean, line: boolean): RegexNode {
  if (line) return { kind: 'cat', items: [{ kind: 'assert', what: '^' }, tree, { kind: 'assert', what: '$' }] }
  if (word) return { kind: 'cat', items: [{ kind: 'assert', what: '[' }, tree, { kind: 'assert', what: ']' }] }
  return tree
}

/** A Perl expression is given to JavaScript as it is. Nested repetitions are refused: they could take forever. */
function perl(pattern: string, ignoreCase: boolean, word: boolean, line: boolean): Matcher {
  if (/[*+}]\)[*+{]/.test(pattern) || pattern.length > 4096) throw new Failure('this expression could take forever here; use -E', 2)
  let keep: RegExp
  try {
    const body = pattern.replace(/\\K/g, '').replace(/\(\?i\)/g, '').replace(/\\h/g, String.raw`[ \t]`)
    const before = /^(.*?)\\K/.exec(pattern)?.[1]
    const source = before === undefined ? body : `(?<=${before})${pattern.slice(before.length + 2)}`
    keep = new RegExp(line ? `^(?:${source})$` : word ? `(?<!\\w)(?:${source})(?!\\w)` : source, `gu${ignoreCase || pattern.startsWith('(?i)') ? 'i' : ''}`)
  } catch {
    throw new Failure(`cannot compile ${quote(pattern)} as a Perl expression here`, 2)
  }
  return {
    test(text) {
      keep.lastIndex = 0
      return keep.test(text)
    },
    exec(text, from) {
      keep.lastIndex = from
      const found = keep.exec(text)
      return found ? { start: found.index, end: found.index + found[0].length } : undefined
    },
  }
}

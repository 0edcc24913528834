import { sameBytes } from '../../base/bytes.ts'
import { SyscallError } from '../../base/errors.ts'
import type { Stat } from '../../disk/fs.ts'
import type { Op } from '../../sched/op.ts'
import { bytesAsText } from '../characters.ts'
import { Failure, localeOf, reason } from '../define-program.ts'
import type { ProgramDescription, Run } from '../define-program.ts'
import { UsageError } from '../options.ts'
import { readWhole } from '../streams.ts'
import { formatTime } from './calendar.ts'
import { diffLines } from './diff-lines.ts'
import type { Hunk } from './diff-lines.ts'
import { wildcard } from './wildcard.ts'

/** `diff`: how two files or trees differ. */
export const diff: ProgramDescription = {
  name: 'diff',
  usage: '[OPTION]... FILES',
  about: 'Compare FILES line by line.',
  family: 'GNU diffutils',
  coding: 'bytes',
  usageStatus: 2,
  tryHelp: name => `${name}: Try '${name} --help' for more information.\n`,
  options: [
    'u: output 3 lines of unified context', 'U,unified[=NUM]: output NUM (default 3) lines of unified context', 'q,brief: report only when files differ', 's,report-identical-files: report when two files are the same', 'r,recursive: recursively compare any subdirectories found',
    'N,new-file: treat absent files as empty', 'x,exclude=PAT: exclude files that match PAT', 'i,ignore-case: ignore case differences', 'b,ignore-space-change: ignore changes in the amount of white space', 'w,ignore-all-space: ignore all white space', 'B,ignore-blank-lines: ignore changes where lines are all blank',
    'a,text: treat all files as text', 'label=LABEL: use LABEL instead of file name and timestamp', 'color[=WHEN]: (ignored)', 'no-dereference: don\'t follow symbolic links', 'normal: output a normal diff (the default)', 'strip-trailing-cr: strip trailing carriage return on input', 'Z,ignore-trailing-space: ignore white space at line end',
  ],
  legacy: args => args.map(arg => (/^-U\d+$/.test(arg) ? `--unified=${arg.slice(2)}` : arg)).flatMap((arg, i, all) => (arg === '-U' ? [] : all[i - 1] === '-U' ? [`--unified=${arg}`] : [arg])),
  *run(run) {
    const [first, second, third] = run.operands
    if (first === undefined || second === undefined) throw new UsageError(`missing operand after '${first ?? run.process.argv.at(-1) ?? ''}'`)
    if (third !== undefined) throw new UsageError(`extra operand '${third}'`)
    const context = run.options.value('U')
    if (context !== undefined && !/^\d+$/.test(context)) throw new UsageError(`invalid context length '${context}'`)
    const compare = new Comparison(run)
    yield* compare.top(first, second)
    return compare.status
  },
}

interface Side {
  readonly name: string
  /** Undefined: not there. */
  readonly stat: Stat | undefined
}

/** `/dev/fd/63`: what process substitution gives. */
const isDescriptor = (name: string): boolean => /^\/(?:dev|proc\/self)\/fd\/\d+$/.test(name)

class Comparison {
  /** 0 the same, 1 different, 2 trouble. */
  status = 0
  private readonly run: Run
  private readonly unified: boolean
  private readonly context: number

  constructor(run: Run) {
    this.run = run
    this.unified = run.style === 'busybox' || run.options.has('u') || run.options.has('U')
    this.context = Number(run.options.value('U') ?? 3)
  }

  private raise(status: number): void {
    this.status = Math.max(this.status, status)
  }

  private *look(name: string): Op<Side> {
    if (name === '-' || isDescriptor(name)) return { name, stat: undefined }
    const { fs } = this.run.process
    try {
      return { name, stat: this.run.options.has('no-dereference') ? yield* fs.lstat(name) : yield* fs.stat(name) }
    } catch (error) {
      if (!(error instanceof SyscallError)) throw error
      if (error.code === 'ENOENT' && this.run.options.has('N')) return { name, stat: undefined }
      yield* this.run.say(this.run.style === 'busybox' ? `can't stat '${name}': ${reason(error)}` : `${name}: ${reason(error)}`)
      this.raise(2)
      return { name, stat: undefined }
    }
  }

  *top(first: string, second: string): Op<void> {
    let a = yield* this.look(first)
    let b = yield* this.look(second)
    if (this.status === 2) return
    // A directory and a file: the file of that name in the directory.
    if (a.stat?.type === 'directory' && b.stat !== undefined && b.stat.type !== 'directory') a = yield* this.look(`${first.replace(/\/+$/, '')}/${second.split('/').at(-1) ?? ''}`)
    else if (b.stat?.type === 'directory' && a.stat !== undefined && a.stat.type !== 'directory') b = yield* this.look(`${second.replace(/\/+$/, '')}/${first.split('/').at(-1) ?? ''}`)
    if (this.status === 2) return
    if (a.stat?.type === 'directory' && b.stat?.type === 'directory') yield* this.directories(a.name, b.name)
    else yield* this.files(a, b, false)
  }

  private *directories(first: string, second: string): Op<void> {
    const { fs } = this.run.process
    const list = function* (this: Comparison, directory: string): Op<readonly string[]> {
      const names = yield* fs.readdir(directory)
      return names.filter(name => !this.run.options.values('x').some(pattern => wildcard(pattern, name)))
    }.bind(this)
    const left = yield* list(first)
    const right = yield* list(second)
    const absent = this.run.options.has('N')
    const join = (directory: string, name: string): string => (directory.endsWith('/') ? directory + name : `${directory}/${name}`)
    for (const name of [...new Set([...left, ...right])].sort()) {
      const inA = left.includes(name)
      const inB = right.includes(name)
      if ((!inA || !inB) && !absent) {
        this.raise(1)
        yield* this.run.out.print(`Only in ${inA ? first : second}: ${name}\n`)
        continue
      }
      const a: Side = inA ? yield* this.look(join(first, name)) : { name: join(first, name), stat: undefined }
      const b: Side = inB ? yield* this.look(join(second, name)) : { name: join(second, name), stat: undefined }
      if (a.stat?.type === 'directory' && b.stat?.type === 'directory') {
        if (this.run.options.has('r')) yield* this.directories(a.name, b.name)
        else yield* this.run.out.print(`Common subdirectories: ${a.name} and ${b.name}\n`)
      } else if (a.stat && b.stat && a.stat.type !== b.stat.type) {
        this.raise(1)
        yield* this.run.out.print(`File ${a.name} is a ${typeWords(a.stat)} while file ${b.name} is a ${typeWords(b.stat)}\n`)
      } else if (a.stat?.type === 'symlink' && b.stat?.type === 'symlink') {
        if (a.stat.target !== b.stat.target) {
          this.raise(1)
          yield* this.run.out.print(`Symbolic links ${a.name} and ${b.name} differ\n`)
        }
      } else yield* this.files(a, b, true)
    }
  }

  private *read(side: Side): Op<Uint8Array> {
    if (side.name === '-' || isDescriptor(side.name)) return yield* readWhole(yield* this.run.open(side.name))
    if (!side.stat) return new Uint8Array(0)
    return yield* readWhole(yield* this.run.open(side.name))
  }

  private *files(a: Side, b: Side, inTree: boolean): Op<void> {
    const { options, out } = this.run
    let left: Uint8Array
    let right: Uint8Array
    try {
      left = yield* this.read(a)
      right = yield* this.read(b)
    } catch (error) {
      if (!(error instanceof SyscallError) || error.code === 'EPIPE') throw error
      yield* this.run.say(`${error.path === '' ? a.name : error.path}: ${reason(error)}`)
      this.raise(2)
      return
    }
    const same = (): Op<void> => (options.has('s') ? out.print(`Files ${a.name} and ${b.name} are identical\n`) : nothing())
    if (sameBytes(left, right)) return yield* same()
    const loose = options.has('i') || options.has('b') || options.has('w') || options.has('B') || options.has('Z') || options.has('strip-trailing-cr')
    if (!options.has('a') && (left.subarray(0, 8192).includes(0) || right.subarray(0, 8192).includes(0))) {
      this.raise(1)
      return yield* out.print(options.has('q') ? `Files ${a.name} and ${b.name} differ\n` : `Binary files ${a.name} and ${b.name} differ\n`)
    }
    const linesA = linesOf(bytesAsText(left))
    const linesB = linesOf(bytesAsText(right))
    const key = (line: string): string => {
      let text = options.has('strip-trailing-cr') ? line.replace(/\r(?=\n?$)/, '') : line
      if (loose) text = text.replace(/\n$/, '')
      if (options.has('w')) text = text.replace(/\s+/g, '')
      else if (options.has('b')) text = text.replace(/\s+$/, '').replace(/\s+/g, ' ')
      else if (options.has('Z')) text = text.replace(/\s+$/, '')
      return options.has('i') ? text.toLowerCase() : text
    }
    let hunks = diffLines(linesA.map(key), linesB.map(key), this.unified ? this.context : 0)
    if (options.has('B')) hunks = hunks.filter(hunk => [...linesA.slice(hunk.fromA, hunk.toA), ...linesB.slice(hunk.fromB, hunk.toB)].some(line => line.trim() !== ''))
    if (hunks.length === 0) return yield* same()
    this.raise(1)
    if (options.has('q')) return yield* out.print(`Files ${a.name} and ${b.name} differ\n`)
    if (inTree) {
      const given = this.run.process.argv.slice(1).filter(arg => arg.startsWith('-') && arg !== '-')
      out.add(`${this.run.name}${given.map(arg => ` ${arg}`).join('')} ${a.name} ${b.name}\n`)
    }
    if (this.unified) {
      const labels = options.values('label')
      const plain = this.run.style === 'busybox'
      out.add(`--- ${labels[0] ?? (plain ? a.name : header(a))}\n+++ ${labels[1] ?? (plain ? b.name : header(b))}\n`)
      for (const text of unifiedDiff(linesA, linesB, hunks, this.context)) yield* out.print(text)
    } else for (const text of normalDiff(linesA, linesB, hunks)) yield* out.print(text)
  }
}

function* nothing(): Op<void> {}

const typeWords = (stat: Stat): string => (stat.type === 'file' ? (stat.size === 0 ? 'regular empty file' : 'regular file') : stat.type === 'symlink' ? 'symbolic link' : stat.type === 'character' ? 'character special file' : stat.type === 'block' ? 'block special file' : stat.type)

function header(side: Side): string {
  const mtime = side.stat?.mtime ?? 0
  const seconds = Math.floor(mtime)
  return `${side.name}\t${formatTime('%Y-%m-%d %H:%M:%S.%N %z', { seconds, nanoseconds: Math.round((mtime - seconds) * 1e9) }, 0)}`
}

/** Lines with their ends; the last may have none. */
function linesOf(text: string): string[] {
  if (text === '') return []
  const lines = text.split('\n').map(line => `${line}\n`)
  const last = lines.pop() as string
  if (last !== '\n') lines.push(last.slice(0, -1))
  return lines
}

const marked = (mark: string, line: string): string => (line.endsWith('\n') ? mark + line : `${mark}${line}\n\\ No newline at end of file\n`)

function* normalDiff(a: readonly string[], b: readonly string[], hunks: readonly Hunk[]): Generator<string, void, void> {
  for (const { fromA, toA, fromB, toB } of hunks) {
    const range = (from: number, to: number): string => (to - from <= 1 ? String(Math.max(from + 1, to === from ? from : 0)) : `${from + 1},${to}`)
    const left = toA === fromA ? String(fromA) : range(fromA, toA)
    const right = toB === fromB ? String(fromB) : range(fromB, toB)
    yield `${left}${toA === fromA ? 'a' : toB === fromB ? 'd' : 'c'}${right}\n`
    for (const line of a.slice(fromA, toA)) yield marked('< ', line)
    if (toA > fromA && toB > fromB) yield '---\n'
    for (const line of b.slice(fromB, toB)) yield marked('> ', line)
  }
}

function* unifiedDiff(a: readonly string[], b: readonly string[], hunks: readonly Hunk[], context: number): Generator<string, void, void> {
  for (let i = 0; i < hunks.length;) {
    const first = hunks[i] as Hunk
    let last = first
    const group = [first]
    while (hunks[i + 1] && (hunks[i + 1] as Hunk).fromA - last.toA <= 2 * context) {
      last = hunks[++i] as Hunk
      group.push(last)
    }
    i++
    const startA = Math.max(0, first.fromA - context)
    const startB = Math.max(0, first.fromB - context)
    const endA = Math.min(a.length, last.toA + context)
    const endB = Math.min(b.length, last.toB + context)
    const range = (from: number, to: number): string => (to - from === 1 ? String(from + 1) : to === from ? `${from},0` : `${from + 1},${to - from}`)
    yield `@@ -${range(startA, endA)} +${range(startB, endB)} @@\n`
    let at = startA
    for (const { fromA, toA, fromB, toB } of group) {
      for (; at < fromA; at++) yield marked(' ', a[at] as string)
      for (; at < toA; at++) yield marked('-', a[at] as string)
      for (const line of b.slice(fromB, toB)) yield marked('+', line)
    }
    for (; at < endA; at++) yield marked(' ', a[at] as string)
  }
}

/** `cmp`: the first byte where two files differ. */
export const cmp: ProgramDescription = {
  name: 'cmp',
  usage: '[OPTION]... FILE1 [FILE2 [SKIP1 [SKIP2]]]',
  about: 'Compare two files byte by byte.',
  family: 'GNU diffutils',
  coding: 'bytes',
  usageStatus: 2,
  tryHelp: name => `${name}: Try '${name} --help' for more information.\n`,
  options: ['b,print-bytes: print differing bytes', 'i,ignore-initial=SKIP: skip first SKIP bytes of both inputs', 'l,verbose: output byte numbers and differing byte values', 'n,bytes=LIMIT: compare at most LIMIT bytes', 's,quiet,silent: suppress all normal output'],
  *run(run) {
    const { options } = run
    const [first, second = '-'] = run.operands
    if (first === undefined) throw new UsageError(`missing operand after '${run.process.argv.at(-1) ?? ''}'`)
    const load = function* (name: string): Op<Uint8Array> {
      try {
        return yield* readWhole(yield* run.open(name))
      } catch (error) {
        if (error instanceof SyscallError) throw new Failure(options.has('s') ? '' : `${name}: ${reason(error)}`, 2)
        throw error
      }
    }
    const skips = (options.value('i') ?? '0').split(':')
    const limit = Number(options.value('n') ?? Infinity)
    const a = (yield* load(first)).subarray(Number(run.operands[2] ?? skips[0] ?? 0)).subarray(0, limit)
    const b = (yield* load(second)).subarray(Number(run.operands[3] ?? skips[1] ?? skips[0] ?? 0)).subarray(0, limit)
    const shortest = Math.min(a.length, b.length)
    const digits = String(Math.max(a.length, b.length)).length
    let line = 1
    let different = false
    for (let i = 0; i < shortest; i++) {
      const x = a[i] as number
      const y = b[i] as number
      if (x !== y) {
        different = true
        if (options.has('s')) return 1
        const octal = (byte: number): string => byte.toString(8).padStart(3)
        if (!options.has('l')) {
          run.out.add(`${first} ${second} differ: ${options.has('b') || (run.style === 'gnu' && localeOf(run.process.env) !== 'C') ? 'byte' : 'char'} ${i + 1}, line ${line}${options.has('b') ? ` is ${octal(x)} ${visible(x)} ${octal(y)} ${visible(y)}` : ''}\n`)
          return 1
        }
        yield* run.out.print(`${String(i + 1).padStart(digits)} ${octal(x)}${options.has('b') ? ` ${visible(x).padEnd(4)}` : ''} ${octal(y)}${options.has('b') ? ` ${visible(y)}` : ''}\n`)
      }
      if (x === 10) line++
    }
    if (a.length === b.length) return different ? 1 : 0
    if (!options.has('s')) {
      const [name, bytes] = a.length < b.length ? [first, a] : [second, b]
      const ended = bytes.length > 0 && bytes.at(-1) === 10
      yield* run.say(`EOF on ${name}${bytes.length === 0 ? ' which is empty' : options.has('l') ? ` after byte ${bytes.length}` : ` after byte ${bytes.length}, ${ended ? 'line' : 'in line'} ${ended ? line - 1 : line}`}`)
    }
    return 1
  },
}

function visible(byte: number): string {
  const low = byte & 127
  const text = low < 32 ? `^${String.fromCharCode(low + 64)}` : low === 127 ? '^?' : String.fromCharCode(low)
  return byte > 127 ? `M-${text}` : text
}

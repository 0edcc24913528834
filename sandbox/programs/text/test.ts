import { SyscallError } from '../../base/errors.ts'
import type { Stat } from '../../disk/fs.ts'
import type { Process, Program } from '../../machine/process.ts'
import type { Op } from '../../sched/op.ts'
import { localised, quote } from '../define-program.ts'

/** The expression cannot be understood: status 2. */
class TestError extends Error {}

const UNARY = new Set(['-b', '-c', '-d', '-e', '-f', '-g', '-G', '-h', '-k', '-L', '-N', '-n', '-O', '-p', '-r', '-s', '-S', '-t', '-u', '-w', '-x', '-z'])
const BINARY = new Set(['=', '==', '!=', '<', '>', '-eq', '-ne', '-lt', '-le', '-gt', '-ge', '-nt', '-ot', '-ef'])

/** `test` and `[`: conditions on files, texts and numbers. Status 0 true, 1 false, 2 not understood. */
export const test: Program = function* (process) {
  const name = process.argv[0]?.split('/').at(-1) ?? 'test'
  let args = process.argv.slice(1)
  try {
    if (name === '[') {
      if (args.at(-1) !== ']') throw new TestError(`missing ${quote(']')}`)
      args = args.slice(0, -1)
    }
    return (yield* evaluate(process, args)) ? 0 : 1
  } catch (error) {
    if (!(error instanceof TestError)) throw error
    yield* process.complain(localised(`${name}: ${error.message}\n`, process.env))
    return 2
  }
}

/** POSIX decides by the number of arguments up to four; longer ones are read as an expression. */
function* evaluate(process: Process, args: readonly string[]): Op<boolean> {
  const [a = '', b = '', c = '', d = ''] = args
  switch (args.length) {
    case 0: return false
    case 1: return a !== ''
    case 2:
      if (a === '!') return b === ''
      if (UNARY.has(a)) return yield* unary(process, a, b)
      if (/^-.$/.test(a)) throw new TestError(`${quote(a)}: unary operator expected`)
      throw new TestError(`missing argument after ${quote(b)}`)
    case 3:
      if (BINARY.has(b)) return yield* binary(process, a, b, c)
      if (b === '-a') return a !== '' && c !== ''
      if (b === '-o') return a !== '' || c !== ''
      if (a === '!') return !(yield* evaluate(process, [b, c]))
      if (a === '(' && c === ')') return b !== ''
      throw new TestError(`${quote(b)}: binary operator expected`)
    case 4:
      if (a === '!') return !(yield* evaluate(process, [b, c, d]))
      if (a === '(' && d === ')') return yield* evaluate(process, [b, c])
      break
    default:
  }
  const parser = { at: 0, args }
  const value = yield* either(process, parser)
  if (parser.at < args.length) throw new TestError(`extra argument ${quote(args[parser.at] ?? '')}`)
  return value
}

interface Cursor {
  at: number
  readonly args: readonly string[]
}

function* either(process: Process, cursor: Cursor): Op<boolean> {
  let value = yield* both(process, cursor)
  while (cursor.args[cursor.at] === '-o') {
    cursor.at++
    const right = yield* both(process, cursor)
    value = value || right
  }
  return value
}

function* both(process: Process, cursor: Cursor): Op<boolean> {
  let value = yield* term(process, cursor)
  while (cursor.args[cursor.at] === '-a') {
    cursor.at++
    const right = yield* term(process, cursor)
    value = value && right
  }
  return value
}

function* term(process: Process, cursor: Cursor): Op<boolean> {
  const { args } = cursor
  const first = args[cursor.at]
  if (first === undefined) throw new TestError(`missing argument after ${quote(args.at(-1) ?? '')}`)
  if (first === '!') {
    cursor.at++
    return !(yield* term(process, cursor))
  }
  if (BINARY.has(args[cursor.at + 1] ?? '') && args[cursor.at + 2] !== undefined) {
    cursor.at += 3
    return yield* binary(process, first, args[cursor.at - 2] as string, args[cursor.at - 1] as string)
  }
  if (first === '(') {
    cursor.at++
    const value = yield* either(process, cursor)
    if (args[cursor.at++] !== ')') throw new TestError(`${quote(')')} expected`)
    return value
  }
  if (UNARY.has(first) && args[cursor.at + 1] !== undefined) {
    cursor.at += 2
    return yield* unary(process, first, args[cursor.at - 1] as string)
  }
  cursor.at++
  return first !== ''
}

function* statOf(process: Process, path: string, follow: boolean): Op<Stat | undefined> {
  try {
    return follow ? yield* process.fs.stat(path) : yield* process.fs.lstat(path)
  } catch (error) {
    if (error instanceof SyscallError) return undefined
    throw error
  }
}

function* unary(process: Process, operator: string, value: string): Op<boolean> {
  if (operator === '-n') return value !== ''
  if (operator === '-z') return value === ''
  if (operator === '-t') return process.files.get(integer(value))?.terminal !== undefined
  const stat = yield* statOf(process, value, operator !== '-h' && operator !== '-L')
  if (!stat) return false
  const { uid, gid } = process.fs.credentials
  const allowed = (bit: number): boolean => {
    if (uid === 0) return bit !== 1 || stat.type === 'directory' || (stat.mode & 0o111) !== 0
    return ((stat.mode >> (uid === stat.uid ? 6 : gid === stat.gid ? 3 : 0)) & bit) !== 0
  }
  switch (operator) {
    case '-e': return true
    case '-f': return stat.type === 'file'
    case '-d': return stat.type === 'directory'
    case '-h': case '-L': return stat.type === 'symlink'
    case '-b': return stat.type === 'block'
    case '-c': return stat.type === 'character'
    case '-p': return stat.type === 'fifo'
    case '-S': return stat.type === 'socket'
    case '-s': return stat.size > 0
    case '-r': return allowed(4)
    case '-w': return allowed(2)
    case '-x': return allowed(1)
    case '-u': return (stat.mode & 0o4000) !== 0
    case '-g': return (stat.mode & 0o2000) !== 0
    case '-k': return (stat.mode & 0o1000) !== 0
    case '-O': return stat.uid === uid
    case '-G': return stat.gid === gid
    default: return false
  }
}

function* binary(process: Process, left: string, operator: string, right: string): Op<boolean> {
  switch (operator) {
    case '=': case '==': return left === right
    case '!=': return left !== right
    case '<': return left < right
    case '>': return left > right
    case '-eq': return integer(left) === integer(right)
    case '-ne': return integer(left) !== integer(right)
    case '-lt': return integer(left) < integer(right)
    case '-le': return integer(left) <= integer(right)
    case '-gt': return integer(left) > integer(right)
    case '-ge': return integer(left) >= integer(right)
    default: break
  }
  const a = yield* statOf(process, left, true)
  const b = yield* statOf(process, right, true)
  if (operator === '-ef') return a !== undefined && b !== undefined && a.inode === b.inode
  if (operator === '-nt') return a !== undefined && (b === undefined || a.mtime > b.mtime)
  return b !== undefined && (a === undefined || a.mtime < b.mtime)
}

function integer(text: string): number {
  if (!/^\s*[-+]?\d+\s*$/.test(text)) throw new TestError(`invalid integer ${quote(text)}`)
  return Number(text)
}

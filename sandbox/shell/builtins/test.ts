/** `test`, `[` and the primaries of `[[ ]]`. */
import { SyscallError } from '../../base/errors.ts'
import type { Stat } from '../../disk/fs.ts'
import type { Op } from '../../sched/op.ts'
import { pattern } from '../expand/pattern.ts'
import type { Shell } from '../run/shell.ts'

/** What the tests look at; a program `test` gives its own process and no variables. */
export interface TestSubject {
  readonly process: Shell['process']
  readonly variables?: { find(name: string): { value: unknown } | undefined; get(name: string): string | undefined }
  has?(option: string): boolean
  readonly dialect: { readonly name: 'bash' | 'dash' | 'ash' }
  /** `=` compares with a pattern and `=~` with an expression: `[[ ]]` of busybox. */
  readonly patterns?: boolean
}

/** An expression that makes no sense; exit status 2. */
export class TestError extends Error {
  override readonly name = 'TestError'
}

const UNARY = new Set('abcdefghknoprstuvwxzGLNORS'.split('').map(letter => `-${letter}`))
const BINARY = new Set(['=', '==', '!=', '<', '>', '-eq', '-ne', '-lt', '-le', '-gt', '-ge', '-nt', '-ot', '-ef', '=~'])

/** The value of `test`'s arguments. @throws TestError */
export function* evaluateTest(subject: TestSubject, args: readonly string[]): Op<boolean> {
  const [a = '', b = '', c = '', d = ''] = args
  switch (args.length) {
    case 0: return false
    case 1: return a !== ''
    case 2:
      if (a === '!') return b === ''
      if (UNARY.has(a)) return yield* unaryTest(subject, a, b)
      if (subject.dialect.name === 'bash') throw new TestError(`${a}: unary operator expected`)
      if (BINARY.has(b)) throw new TestError(`${b}: argument expected`)
      break
    case 3: {
      const binary = b === '-a' || b === '-o' ? undefined : yield* binaryTest(subject, a, b, c)
      if (binary !== undefined) return binary
      if (b === '-a') return a !== '' && c !== ''
      if (b === '-o') return a !== '' || c !== ''
      if (a === '!') return !(yield* evaluateTest(subject, [b, c]))
      if (a === '(' && c === ')') return b !== ''
      if (subject.dialect.name === 'bash') throw new TestError(`${b}: binary operator expected`)
      break
    }
    case 4:
      if (a === '!') return !(yield* evaluateTest(subject, [b, c, d]))
      if (a === '(' && d === ')') return yield* evaluateTest(subject, [b, c])
  }
  const state = { args, at: 0 }
  const value = yield* parseOr(subject, state)
  if (state.at < args.length) {
    const { name } = subject.dialect
    throw new TestError(name === 'bash' ? 'too many arguments' : name === 'dash' ? `${args[state.at - 1] ?? ''}: unexpected operator` : `${args[state.at] ?? ''}: unknown operand`)
  }
  return value
}

interface State {
  readonly args: readonly string[]
  at: number
}

function* parseOr(subject: TestSubject, state: State): Op<boolean> {
  let value = yield* parseAnd(subject, state)
  while (state.args[state.at] === '-o') {
    state.at++
    const right = yield* parseAnd(subject, state)
    value = value || right
  }
  return value
}

function* parseAnd(subject: TestSubject, state: State): Op<boolean> {
  let value = yield* parseNot(subject, state)
  while (state.args[state.at] === '-a') {
    state.at++
    const right = yield* parseNot(subject, state)
    value = value && right
  }
  return value
}

function* parseNot(subject: TestSubject, state: State): Op<boolean> {
  const { args } = state
  const word = args[state.at]
  if (word === undefined) throw new TestError('argument expected')
  if (word === '!') {
    state.at++
    return !(yield* parseNot(subject, state))
  }
  if (word === '(' && !BINARY.has(args[state.at + 1] ?? '')) {
    state.at++
    const value = yield* parseOr(subject, state)
    if (args[state.at] !== ')') throw new TestError("`)' expected")
    state.at++
    return value
  }
  const operator = args[state.at + 1]
  const right = args[state.at + 2]
  if (operator !== undefined && BINARY.has(operator) && right !== undefined) {
    state.at += 3
    return (yield* binaryTest(subject, word, operator, right)) ?? false
  }
  if (UNARY.has(word) && operator !== undefined) {
    state.at += 2
    return yield* unaryTest(subject, word, operator)
  }
  state.at++
  return word !== ''
}

/** `-f file`, `-n text` … */
export function* unaryTest(subject: TestSubject, operator: string, operand: string): Op<boolean> {
  switch (operator) {
    case '-n': return operand !== ''
    case '-z': return operand === ''
    case '-t': return subject.process.files.get(Number(operand))?.terminal !== undefined
    case '-v': {
      const element = /^([A-Za-z_][A-Za-z0-9_]*)\[(.*)\]$/.exec(operand)
      if (!element) return subject.variables?.get(operand) !== undefined
      const value = subject.variables?.find(element[1] as string)?.value
      if (!(value instanceof Map)) return false
      return element[2] === '@' || element[2] === '*' ? value.size > 0 : value.has(element[2]) || value.has(Number(element[2]))
    }
    case '-o': return subject.has?.(operand) ?? false
    case '-R': return false
  }
  if (operator === '-h' || operator === '-L') return (yield* statOf(subject, operand, false))?.type === 'symlink'
  const stat = yield* statOf(subject, operand, true)
  if (!stat) return false
  const { credentials } = subject.process.fs
  const permitted = (bit: number): boolean => {
    if (credentials.uid === 0) return bit !== 1 || stat.type === 'directory' || (stat.mode & 0o111) !== 0
    const shift = credentials.uid === stat.uid ? 6 : credentials.gid === stat.gid ? 3 : 0
    return ((stat.mode >> shift) & bit) !== 0
  }
  switch (operator) {
    case '-a':
    case '-e': return true
    case '-f': return stat.type === 'file'
    case '-d': return stat.type === 'directory'
    case '-b': return stat.type === 'block'
    case '-c': return stat.type === 'character'
    case '-p': return stat.type === 'fifo'
    case '-S': return stat.type === 'socket'
    case '-s': return stat.size > 0
    case '-r': return permitted(4)
    case '-w': return permitted(2)
    case '-x': return permitted(1)
    case '-u': return (stat.mode & 0o4000) !== 0
    case '-g': return (stat.mode & 0o2000) !== 0
    case '-k': return (stat.mode & 0o1000) !== 0
    case '-O': return stat.uid === credentials.uid
    case '-G': return stat.gid === credentials.gid
    case '-N': return true
  }
  throw new TestError(`${operator}: unary operator expected`)
}

/** `a = b`, `a -lt b` …; undefined when the operator is none. */
export function* binaryTest(subject: TestSubject, left: string, operator: string, right: string): Op<boolean | undefined> {
  switch (operator) {
    case '=':
    case '==': return subject.patterns ? pattern(right).matches(left) : left === right
    case '!=': return subject.patterns ? !pattern(right).matches(left) : left !== right
    case '=~': return subject.patterns ? new RegExp(right, 's').test(left) : undefined
    case '<': return left < right
    case '>': return left > right
    case '-eq': return integer(subject, left) === integer(subject, right)
    case '-ne': return integer(subject, left) !== integer(subject, right)
    case '-lt': return integer(subject, left) < integer(subject, right)
    case '-le': return integer(subject, left) <= integer(subject, right)
    case '-gt': return integer(subject, left) > integer(subject, right)
    case '-ge': return integer(subject, left) >= integer(subject, right)
    case '-nt':
    case '-ot': {
      const a = yield* statOf(subject, left, true)
      const b = yield* statOf(subject, right, true)
      if (subject.dialect.name !== 'bash' && (!a || !b)) return false
      if (operator === '-nt') return a !== undefined && (b === undefined || a.mtime > b.mtime)
      return b !== undefined && (a === undefined || a.mtime < b.mtime)
    }
    case '-ef': {
      const a = yield* statOf(subject, left, true)
      const b = yield* statOf(subject, right, true)
      return a !== undefined && b !== undefined && a.inode === b.inode
    }
  }
  return undefined
}

function integer(subject: TestSubject, text: string): bigint {
  const found = /^\s*([-+]?)([0-9]+)\s*$/.exec(text)
  if (!found) throw new TestError(subject.dialect.name === 'bash' ? `${text}: integer expression expected` : subject.dialect.name === 'dash' ? `Illegal number: ${text}` : `${text}: bad number`)
  const value = BigInt(found[2] as string)
  return found[1] === '-' ? -value : value
}

function* statOf(subject: TestSubject, path: string, follow: boolean): Op<Stat | undefined> {
  const opened = /^\/dev\/(?:fd\/([0-9]+)|(stdin)|(stdout)|(stderr))$/.exec(path)
  if (opened) {
    const regular = subject.process.files.get(opened[2] ? 0 : opened[3] ? 1 : opened[4] ? 2 : Number(opened[1]))?.regular
    if (regular) path = regular.path
  }
  try {
    return follow ? yield* subject.process.fs.stat(path) : yield* subject.process.fs.lstat(path)
  } catch (error) {
    if (error instanceof SyscallError) return undefined
    throw error
  }
}

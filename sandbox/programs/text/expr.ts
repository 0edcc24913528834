import type { Process, Program } from '../../machine/process.ts'
import type { Op } from '../../sched/op.ts'
import { localised, quote } from '../define-program.ts'
import { RegexError } from './regex-tree.ts'
import { posixRegex } from './posix-regex.ts'

class ExprError extends Error {}

/** `expr`: arithmetic, comparison and texts; status 1 when the result is null or 0. */
export const expr: Program = function* (process: Process): Op<number> {
  const name = process.argv[0] ?? 'expr'
  let args = process.argv.slice(1)
  if (args[0] === '--') args = args.slice(1)
  if (args.length === 0) {
    yield* process.complain(`${name}: missing operand\nTry '${name} --help' for more information.\n`)
    return 2
  }
  if (args.length === 1 && args[0] === '--help') {
    yield* process.print(`Usage: ${name} EXPRESSION\nPrint the value of EXPRESSION: | & < <= = != >= > + - * / % : match substr index length ( )\n`)
    return 0
  }
  try {
    const parser = new Parser(args)
    const value = parser.whole()
    yield* process.print(`${value}\n`)
    return value === '' || /^-?0+$/.test(value) ? 1 : 0
  } catch (error) {
    if (!(error instanceof ExprError)) throw error
    yield* process.complain(localised(`${name}: ${error.message}\n`, process.env))
    return 2
  }
}

class Parser {
  private readonly args: readonly string[]
  private at = 0
  private depth = 0

  constructor(args: readonly string[]) {
    this.args = args
  }

  whole(): string {
    const value = this.or()
    const extra = this.args[this.at]
    if (extra !== undefined) throw new ExprError(`syntax error: unexpected argument ${quote(extra)}`)
    return value
  }

  private or(): string {
    if (++this.depth > 500) throw new ExprError('syntax error')
    let left = this.and()
    while (this.take('|')) {
      const right = this.and()
      left = isNull(left) ? (isNull(right) ? '0' : right) : left
    }
    this.depth--
    return left
  }

  private and(): string {
    let left = this.compare()
    while (this.take('&')) {
      const right = this.compare()
      left = isNull(left) || isNull(right) ? '0' : left
    }
    return left
  }

  private compare(): string {
    let left = this.sum()
    for (;;) {
      const operator = ['<', '<=', '=', '==', '!=', '>=', '>'].find(text => this.take(text))
      if (operator === undefined) return left
      const right = this.sum()
      const a = integer(left)
      const b = integer(right)
      const order = a !== undefined && b !== undefined ? (a < b ? -1 : a > b ? 1 : 0) : left < right ? -1 : left > right ? 1 : 0
      const holds = operator === '<' ? order < 0 : operator === '<=' ? order <= 0 : operator === '>' ? order > 0 : operator === '>=' ? order >= 0 : operator === '!=' ? order !== 0 : order === 0
      left = holds ? '1' : '0'
    }
  }

  private sum(): string {
    let left = this.product()
    for (;;) {
      const operator = ['+', '-'].find(text => this.take(text))
      if (operator === undefined) return left
      const [a, b] = [needInteger(left), needInteger(this.product())]
      left = String(operator === '+' ? a + b : a - b)
    }
  }

  private product(): string {
    let left = this.match()
    for (;;) {
      const operator = ['*', '/', '%'].find(text => this.take(text))
      if (operator === undefined) return left
      const [a, b] = [needInteger(left), needInteger(this.match())]
      if (operator !== '*' && b === 0n) throw new ExprError('division by zero')
      left = String(operator === '*' ? a * b : operator === '/' ? a / b : a % b)
    }
  }

  private match(): string {
    let left = this.term()
    while (this.take(':')) left = matched(left, this.term())
    return left
  }

  private term(): string {
    const word = this.args[this.at]
    if (word === undefined) throw new ExprError(`syntax error: missing argument after ${quote(this.args[this.at - 1] ?? '')}`)
    this.at++
    if (word === '(') {
      const value = this.or()
      if (!this.take(')')) throw new ExprError(this.args[this.at] === undefined ? `syntax error: expecting ')' after ${quote(this.args[this.at - 1] ?? '')}` : `syntax error: expecting ')' instead of ${quote(this.args[this.at] ?? '')}`)
      return value
    }
    if (word === ')') throw new ExprError(`syntax error: unexpected ${quote(')')}`)
    if (word === '+') return this.args[this.at++] ?? this.missing(word)
    if (word === 'length' && this.args[this.at] !== undefined) return String(Array.from(this.term()).length)
    if (word === 'match' && this.args[this.at + 1] !== undefined) return matched(this.term(), this.term())
    if (word === 'index' && this.args[this.at + 1] !== undefined) {
      const text = Array.from(this.term())
      const wanted = this.term()
      return String(text.findIndex(character => wanted.includes(character)) + 1)
    }
    if (word === 'substr' && this.args[this.at + 2] !== undefined) {
      const text = Array.from(this.term())
      const start = integer(this.term())
      const length = integer(this.term())
      if (start === undefined || length === undefined || start <= 0n || length <= 0n) return ''
      return text.slice(Number(start) - 1, Number(start) - 1 + Number(length)).join('')
    }
    return word
  }

  private missing(word: string): never {
    throw new ExprError(`syntax error: missing argument after ${quote(word)}`)
  }

  private take(text: string): boolean {
    if (this.args[this.at] !== text) return false
    this.at++
    return true
  }
}

const isNull = (text: string): boolean => text === '' || /^-?0+$/.test(text)
const integer = (text: string): bigint | undefined => (/^-?\d+$/.test(text) ? BigInt(text) : undefined)

function needInteger(text: string): bigint {
  const value = integer(text)
  if (value === undefined) throw new ExprError('non-integer argument')
  return value
}

/** `text : regex`, anchored at the beginning: the first group, or how many characters matched. */
function matched(text: string, pattern: string): string {
  try {
    const regex = posixRegex(pattern, 'basic', { ignoreCase: false, multiline: false })
    const found = posixRegex(`^\\(${pattern}\\)`, 'basic', { ignoreCase: false, multiline: false }).exec(text, 0)
    const plain = /\\[1-9]/.test(pattern) ? regex.exec(text, 0) : undefined
    if (plain) return plain.start !== 0 ? (regex.groupCount > 0 ? '' : '0') : regex.groupCount > 0 ? group(text, plain.groups[1]) : String(Array.from(text.slice(0, plain.end)).length)
    if (!found) return regex.groupCount > 0 ? '' : '0'
    return regex.groupCount > 0 ? group(text, found.groups[2]) : String(Array.from(text.slice(0, found.end)).length)
  } catch (error) {
    if (error instanceof RegexError) throw new ExprError(error.message)
    throw error
  }
}

const group = (text: string, at: readonly [number, number] | undefined): string => (at ? text.slice(at[0], at[1]) : '')

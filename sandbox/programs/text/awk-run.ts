/** Running an AWK program: a walk over its tree. Expressions without input or output are evaluated in one go. */
import { SyscallError } from '../../base/errors.ts'
import { step } from '../../sched/op.ts'
import type { Op } from '../../sched/op.ts'
import { reason } from '../define-program.ts'
import type { Run } from '../define-program.ts'
import { LineReader } from '../streams.ts'
import { BUILTINS, awkEscapes } from './awk-parse.ts'
import type { AwkProgram, Expr, Rule, Statement, Target } from './awk-parse.ts'
import { RecordReader } from './awk-records.ts'
import { AwkStreams } from './awk-streams.ts'
import { FormatError, compareValues, formatAwk, fromInput, isTrue, numberText, toNumber, toText } from './awk-values.ts'
import type { Value } from './awk-values.ts'
import { formatTime } from './calendar.ts'
import { posixRegex } from './posix-regex.ts'
import type { PosixRegex } from './posix-regex.ts'
import { RegexError } from './regex-tree.ts'

/** The program did something impossible: mawk's words. */
export class AwkError extends Error {}

/** Statements and calls between two steps, so that a loop can be stopped. */
const WORK_PER_STEP = 3000
const CALL_DEPTH_MAX = 500
const TEXT_MAX = 64 * 1024 * 1024
const FIELDS_MAX = 1_000_000

/** A variable: a value, an array, or not used yet. A parameter may stand for the caller's variable. */
interface Cell {
  value: Value
  array: Map<string, Value> | undefined
  caller: Cell | undefined
}

const newCell = (): Cell => ({ value: undefined, array: undefined, caller: undefined })

type Flow = 'go' | 'break' | 'continue' | 'next' | 'nextfile' | 'exit' | 'return'

/** Calls of functions that need the scheduler. */
const OUTSIDE = new Set(['close', 'fflush', 'system'])

export class AwkRuntime {
  private readonly run: Run
  private readonly program: AwkProgram
  private readonly globals = new Map<string, Cell>()
  private readonly streams: AwkStreams
  private frame: Cell[] = []
  private depth = 0
  private work = 0
  private record = ''
  private fields: Value[] | undefined
  private recordStale = false
  private returned: Value
  private exitStatus = 0
  private input: RecordReader | undefined
  private argument = 1
  private usedOperand = false
  private readonly active = new Set<Rule>()
  private readonly purity = new WeakMap<Expr, boolean>()
  private seed = 0
  private previousSeed = 0
  private drawn = 0
  private fieldSeparator = ' '
  private convert = '%.6g'

  constructor(run: Run, program: AwkProgram, args: readonly string[]) {
    this.run = run
    this.program = program
    this.streams = new AwkStreams(run)
    for (const [name, value] of Object.entries({ FS: ' ', OFS: ' ', ORS: '\n', RS: '\n', NF: 0, NR: 0, FNR: 0, SUBSEP: '\x1c', CONVFMT: '%.6g', OFMT: '%.6g', RSTART: 0, RLENGTH: -1, FILENAME: '', ARGC: args.length })) this.set(name, value)
    this.arrayOf(this.cell('ARGV', undefined))
    for (const [i, arg] of args.entries()) this.arrayOf(this.cell('ARGV', undefined)).set(String(i), fromInput(arg))
    for (const [name, value] of run.process.env) this.arrayOf(this.cell('ENVIRON', undefined)).set(name, fromInput(value))
    this.arrayOf(this.cell('ENVIRON', undefined))
  }

  set(name: string, value: Value): void {
    this.cell(name, undefined).value = value
    if (name === 'FS') this.fieldSeparator = toText(value, '%.6g')
    else if (name === 'CONVFMT') this.convert = toText(value, '%.6g')
  }

  /** A `var=value` argument; false when it is not one. */
  assign(text: string): boolean {
    const parts = /^([A-Za-z_]\w*)=(.*)$/s.exec(text)
    if (!parts) return false
    this.set(parts[1] as string, fromInput(awkEscapes(parts[2] as string)))
    return true
  }

  /** The whole run; its exit status. */
  *main(): Op<number> {
    const { rules } = this.program
    let flow: Flow = 'go'
    for (const rule of rules) {
      if (rule.kind === 'BEGIN' && flow !== 'exit') flow = yield* this.whole(rule.body as Statement)
    }
    const main = rules.filter(rule => rule.kind === 'main')
    const end = rules.filter(rule => rule.kind === 'END')
    if (flow !== 'exit' && (main.length > 0 || end.length > 0)) {
      while (flow !== 'exit') {
        const text = yield* this.nextRecord()
        if (text === undefined) break
        this.setRecord(text)
        flow = yield* this.oneRecord(main)
        if (flow === 'nextfile') this.input = undefined
      }
    }
    for (const rule of end) {
      const ended = yield* this.whole(rule.body as Statement)
      if (ended === 'exit') break
    }
    yield* this.streams.closeAll()
    return this.exitStatus
  }

  private *oneRecord(rules: readonly Rule[]): Op<Flow> {
    for (const rule of rules) {
      if (!(yield* this.selects(rule))) continue
      if (!rule.body) {
        yield* this.run.out.print(this.currentRecord() + this.textOf('ORS'))
        continue
      }
      const flow = yield* this.whole(rule.body)
      if (flow === 'next') return 'go'
      if (flow === 'exit' || flow === 'nextfile') return flow
    }
    return 'go'
  }

  /** An action; `exit` inside a function ends it too. */
  private *whole(body: Statement): Op<Flow> {
    try {
      return yield* this.exec(body)
    } catch (error) {
      if (!(error instanceof AwkExit)) throw error
      this.frame = []
      this.depth = 0
      return 'exit'
    }
  }

  private *selects(rule: Rule): Op<boolean> {
    if (!rule.from) return true
    if (!rule.to) return isTrue(yield* this.eval(rule.from))
    if (!this.active.has(rule)) {
      if (!isTrue(yield* this.eval(rule.from))) return false
      this.active.add(rule)
    }
    if (isTrue(yield* this.eval(rule.to))) this.active.delete(rule)
    return true
  }

  // Input

  /** The next record of the operands, or of standard input. */
  private *nextRecord(): Op<string | undefined> {
    for (;;) {
      if (!this.input) {
        const argv = this.arrayOf(this.cell('ARGV', undefined))
        const count = toNumber(this.cell('ARGC', undefined).value)
        let operand: string | undefined
        while (this.argument < count && operand === undefined) {
          const text = toText(argv.get(String(this.argument++)), '%.6g')
          if (text === '' || (!text.startsWith('/') && this.assign(text))) continue
          operand = text
        }
        if (operand === undefined) {
          if (this.usedOperand) return undefined
          operand = '-'
        }
        this.usedOperand = true
        try {
          const file = yield* this.run.open(operand)
          this.input = new RecordReader(new LineReader(file, 'characters'), file)
        } catch (error) {
          if (!(error instanceof SyscallError)) throw error
          yield* this.streams.flush()
          throw new AwkError(`cannot open ${operand} (${reason(error)})`)
        }
        this.set('FILENAME', operand === '-' ? '' : operand)
        this.set('FNR', 0)
      }
      if (this.input.empty) yield* this.run.out.settle()
      const text = yield* this.input.next(this.textOf('RS'))
      if (text !== undefined) {
        this.countRecord()
        return text
      }
      this.input = undefined
    }
  }

  private countRecord(): void {
    for (const name of ['NR', 'FNR']) {
      const cell = this.cell(name, undefined)
      cell.value = toNumber(cell.value) + 1
    }
  }

  // Fields

  private setRecord(text: string): void {
    this.record = text
    this.fields = undefined
    this.recordStale = false
  }

  private currentRecord(): string {
    if (this.recordStale) {
      const fields = this.fields as Value[]
      this.record = fields.slice(1).map(value => toText(value, this.convert)).join(this.textOf('OFS'))
      this.recordStale = false
    }
    return this.record
  }

  private split(): Value[] {
    if (!this.fields) {
      const pieces = this.pieces(this.record, this.fieldSeparator, this.textOf('RS') === '')
      this.fields = ['', ...pieces.map(fromInput)]
      this.cell('NF', undefined).value = pieces.length
    }
    return this.fields
  }

  private pieces(text: string, separator: string | PosixRegex, paragraphs: boolean): string[] {
    if (text === '') return []
    if (separator === ' ') {
      const trimmed = text.replace(/^[ \t\n]+|[ \t\n]+$/g, '')
      return trimmed === '' ? [] : trimmed.split(/[ \t\n]+/)
    }
    if (separator === '') return Array.from(text)
    if (typeof separator === 'string' && separator.length === 1 && separator !== '\\') {
      return paragraphs ? text.split(separator).flatMap(piece => piece.split('\n')) : text.split(separator)
    }
    const regex = typeof separator === 'string' ? this.regex(paragraphs ? `(${separator})|\n` : separator) : separator
    const out: string[] = []
    let from = 0
    for (let at = 0; at <= text.length;) {
      const found = regex.exec(text, at)
      if (!found) break
      if (found.end === found.start) {
        at = found.end + 1
        continue
      }
      out.push(text.slice(from, found.start))
      from = at = found.end
    }
    out.push(text.slice(from))
    return out
  }

  private getField(index: number): Value {
    if (!(index >= 0)) throw new AwkError(`run time error: negative field index $${numberText(index, '%.6g')}\n${this.where()}`)
    const i = Math.trunc(index)
    if (i === 0) return fromInput(this.currentRecord())
    return this.split()[i]
  }

  private setField(index: number, value: Value): void {
    const i = Math.trunc(index)
    if (!(i >= 0) || i > FIELDS_MAX) throw new AwkError(`run time error: negative field index $${numberText(index, '%.6g')}\n${this.where()}`)
    if (i === 0) return this.setRecord(toText(value, this.convert))
    const fields = this.split()
    while (fields.length <= i) fields.push('')
    fields[i] = value
    this.cell('NF', undefined).value = fields.length - 1
    this.recordStale = true
  }

  private setFieldCount(count: number): void {
    const fields = this.split()
    const wanted = Math.max(0, Math.min(FIELDS_MAX, Math.trunc(count))) + 1
    while (fields.length < wanted) fields.push('')
    fields.length = wanted
    this.recordStale = true
  }

  private where(): string {
    return `\tFILENAME="${this.textOf('FILENAME')}" FNR=${this.textOf('FNR')} NR=${this.textOf('NR')}`
  }

  // Variables

  private cell(name: string, local: number | undefined): Cell {
    if (local !== undefined) return this.frame[local] as Cell
    let cell = this.globals.get(name)
    if (!cell) this.globals.set(name, (cell = newCell()))
    return cell
  }

  private arrayOf(cell: Cell): Map<string, Value> {
    let root = cell
    while (!root.array && root.caller) root = root.caller
    if (root.value !== undefined) throw new AwkError('run time error: a variable is used as an array')
    root.array ??= new Map()
    cell.array = root.array
    return root.array
  }

  private textOf(name: string): string {
    return toText(this.globals.get(name)?.value, '%.6g')
  }

  private regex(source: string): PosixRegex {
    try {
      return posixRegex(source, 'awk', { ignoreCase: false, multiline: false })
    } catch (error) {
      if (error instanceof RegexError) throw new AwkError(`run time error: regular expression compile failed (${error.message})\n${source}\n${this.where()}`)
      throw error
    }
  }

  private store(target: Target, value: Value, index: number | string | undefined): void {
    if (target.type === 'field') this.setField(index as number, value)
    else if (target.type === 'index') this.arrayOf(this.cell(target.name, target.local)).set(index as string, value)
    else {
      const cell = this.cell(target.name, target.local)
      if (cell.array) throw new AwkError(`line 1: illegal reference to array ${target.name}`)
      cell.value = value
      if (target.local === undefined) {
        if (target.name === 'FS') this.fieldSeparator = toText(value, this.convert)
        else if (target.name === 'NF') this.setFieldCount(toNumber(value))
        else if (target.name === 'CONVFMT') this.convert = toText(value, '%.6g')
      }
    }
  }

  private load(target: Target, index: number | string | undefined): Value {
    if (target.type === 'field') return this.getField(index as number)
    if (target.type === 'index') {
      const array = this.arrayOf(this.cell(target.name, target.local))
      if (!array.has(index as string)) array.set(index as string, undefined)
      return array.get(index as string)
    }
    if (target.name === 'NF' && target.local === undefined) this.split()
    const cell = this.cell(target.name, target.local)
    if (cell.array) throw new AwkError(`line 1: illegal reference to array ${target.name}`)
    return cell.value
  }

  // Statements

  private *exec(statement: Statement): Op<Flow> {
    if (++this.work % WORK_PER_STEP === 0) yield step('compute', 'awk', 100_000)
    switch (statement.type) {
      case 'block':
        for (const inner of statement.body) {
          const flow = yield* this.exec(inner)
          if (flow !== 'go') return flow
        }
        return 'go'
      case 'expr':
        if (this.isPure(statement.of)) this.value(statement.of)
        else yield* this.eval(statement.of)
        return 'go'
      case 'print': case 'printf':
        yield* this.print(statement)
        return 'go'
      case 'if':
        if (isTrue(yield* this.eval(statement.test))) return yield* this.exec(statement.yes)
        return statement.no ? yield* this.exec(statement.no) : 'go'
      case 'while':
        while (isTrue(yield* this.eval(statement.test))) {
          const flow = yield* this.exec(statement.body)
          if (flow === 'break') break
          if (flow !== 'go' && flow !== 'continue') return flow
        }
        return 'go'
      case 'do':
        do {
          const flow = yield* this.exec(statement.body)
          if (flow === 'break') break
          if (flow !== 'go' && flow !== 'continue') return flow
        } while (isTrue(yield* this.eval(statement.test)))
        return 'go'
      case 'for':
        if (statement.start) yield* this.exec(statement.start)
        while (!statement.test || isTrue(yield* this.eval(statement.test))) {
          const flow = yield* this.exec(statement.body)
          if (flow === 'break') break
          if (flow !== 'go' && flow !== 'continue') return flow
          if (statement.next) yield* this.exec(statement.next)
        }
        return 'go'
      case 'for-in': {
        const array = this.arrayOf(this.cell(statement.array.name, statement.array.local))
        for (const key of [...array.keys()]) {
          if (!array.has(key)) continue
          this.store(statement.variable, fromInput(key), undefined)
          const flow = yield* this.exec(statement.body)
          if (flow === 'break') break
          if (flow !== 'go' && flow !== 'continue') return flow
        }
        return 'go'
      }
      case 'delete': {
        const array = this.arrayOf(this.cell(statement.array.name, statement.array.local))
        if (statement.keys) array.delete(yield* this.key(statement.keys))
        else array.clear()
        return 'go'
      }
      case 'exit':
        if (statement.value) this.exitStatus = Math.trunc(toNumber(yield* this.eval(statement.value))) & 255
        return 'exit'
      case 'return':
        this.returned = statement.value ? yield* this.eval(statement.value) : undefined
        return 'return'
      case 'next': case 'nextfile': case 'break': case 'continue':
        return statement.type
    }
  }

  private *print(statement: Extract<Statement, { type: 'print' | 'printf' }>): Op<void> {
    const values: Value[] = []
    for (const arg of statement.args) values.push(this.isPure(arg) ? this.value(arg) : yield* this.eval(arg))
    let text: string
    if (statement.type === 'printf') text = this.format(values, 'printf')
    else {
      const outputFormat = this.textOf('OFMT')
      text = (values.length === 0 ? this.currentRecord() : values.map(value => toText(value, outputFormat)).join(this.textOf('OFS'))) + this.textOf('ORS')
    }
    if (!statement.to) return yield* this.run.out.print(text)
    const name = toText(yield* this.eval(statement.to.target), this.convert)
    try {
      const out = yield* this.streams.writer(statement.to.kind, name)
      yield* out.print(text)
      if (name === '/dev/stderr') yield* out.flush()
    } catch (error) {
      if (!(error instanceof SyscallError) || error.code === 'EPIPE') throw error
      throw new AwkError(`cannot open "${name}" for output (${reason(error)})`)
    }
  }

  private format(values: readonly Value[], caller: string): string {
    try {
      return formatAwk(toText(values[0], this.convert), values.slice(1), this.convert)
    } catch (error) {
      if (error instanceof FormatError) throw new AwkError(`run time error: not enough arguments passed to ${caller}("${error.message}")\n${this.where()}`)
      throw error
    }
  }

  // Expressions

  /** No input, output or user function inside: may be evaluated without the scheduler. */
  private isPure(expr: Expr): boolean {
    let pure = this.purity.get(expr)
    if (pure === undefined) this.purity.set(expr, (pure = this.looksPure(expr)))
    return pure
  }

  private looksPure(expr: Expr): boolean {
    switch (expr.type) {
      case 'number': case 'string': case 'regex': case 'name': return true
      case 'index': case 'in': return expr.keys.every(key => this.isPure(key))
      case 'field': case 'unary': case 'group': return this.isPure(expr.of)
      case 'assign': return this.isPure(expr.target) && this.isPure(expr.value)
      case 'step': return this.isPure(expr.target)
      case 'binary': case 'and': case 'or': case 'match': return this.isPure(expr.left) && this.isPure(expr.right)
      case 'choice': return this.isPure(expr.test) && this.isPure(expr.yes) && this.isPure(expr.no)
      case 'builtin': return !OUTSIDE.has(expr.name) && expr.args.every(arg => this.isPure(arg))
      case 'call': case 'getline': return false
    }
  }

  private value(expr: Expr): Value {
    const op = this.compute(expr)
    const result = op.next()
    // A pure expression never asks for a step.
    return result.done ? result.value : undefined
  }

  private *eval(expr: Expr): Op<Value> {
    switch (expr.type) {
      case 'number': case 'string': return expr.value
      case 'name': return this.load(expr, undefined)
      default: return yield* this.compute(expr)
    }
  }

  private *compute(expr: Expr): Op<Value> {
    switch (expr.type) {
      case 'number': case 'string': return expr.value
      case 'regex': return expr.regex.test(this.currentRecord()) ? 1 : 0
      case 'group': return yield* this.eval(expr.of)
      case 'name': return this.load(expr, undefined)
      case 'index': case 'field': return this.load(expr, yield* this.place(expr))
      case 'assign': {
        const place = yield* this.place(expr.target)
        let value = yield* this.eval(expr.value)
        if (expr.op !== '') value = arithmetic(expr.op, toNumber(this.load(expr.target, place)), toNumber(value))
        this.store(expr.target, value, place)
        return value
      }
      case 'step': {
        const place = yield* this.place(expr.target)
        const before = toNumber(this.load(expr.target, place))
        this.store(expr.target, before + expr.by, place)
        return expr.prefix ? before + expr.by : before
      }
      case 'unary': {
        const value = yield* this.eval(expr.of)
        if (expr.op === '!') return isTrue(value) ? 0 : 1
        return expr.op === '-' ? -toNumber(value) : toNumber(value)
      }
      case 'binary': {
        const left = yield* this.eval(expr.left)
        const right = yield* this.eval(expr.right)
        switch (expr.op) {
          case ' ': {
            const text = toText(left, this.convert) + toText(right, this.convert)
            if (text.length > TEXT_MAX) throw new AwkError('run time error: string is too long')
            return text
          }
          case '<': return compareValues(left, right, this.convert) < 0 ? 1 : 0
          case '<=': return compareValues(left, right, this.convert) <= 0 ? 1 : 0
          case '>': return compareValues(left, right, this.convert) > 0 ? 1 : 0
          case '>=': return compareValues(left, right, this.convert) >= 0 ? 1 : 0
          case '==': return compareValues(left, right, this.convert) === 0 ? 1 : 0
          case '!=': return compareValues(left, right, this.convert) !== 0 ? 1 : 0
          default: return arithmetic(expr.op, toNumber(left), toNumber(right))
        }
      }
      case 'and': return isTrue(yield* this.eval(expr.left)) && isTrue(yield* this.eval(expr.right)) ? 1 : 0
      case 'or': return isTrue(yield* this.eval(expr.left)) || isTrue(yield* this.eval(expr.right)) ? 1 : 0
      case 'choice': return isTrue(yield* this.eval(expr.test)) ? yield* this.eval(expr.yes) : yield* this.eval(expr.no)
      case 'match': {
        const text = toText(yield* this.eval(expr.left), this.convert)
        const regex = yield* this.pattern(expr.right)
        return regex.test(text) !== expr.negated ? 1 : 0
      }
      case 'in': return this.arrayOf(this.cell(expr.name, expr.local)).has(yield* this.key(expr.keys)) ? 1 : 0
      case 'builtin': return yield* this.builtin(expr.name, expr.args)
      case 'call': return yield* this.call(expr.name, expr.args)
      case 'getline': return yield* this.getline(expr)
    }
  }

  private *key(keys: readonly Expr[]): Op<string> {
    const parts: string[] = []
    for (const key of keys) parts.push(toText(yield* this.eval(key), this.convert))
    return parts.length === 1 ? (parts[0] as string) : parts.join(this.textOf('SUBSEP'))
  }

  private *place(target: Target): Op<number | string | undefined> {
    if (target.type === 'field') return toNumber(yield* this.eval(target.of))
    return target.type === 'index' ? yield* this.key(target.keys) : undefined
  }

  /** An expression in the place of a regular expression. */
  private *pattern(expr: Expr): Op<PosixRegex> {
    if (expr.type === 'regex') return expr.regex
    return this.regex(toText(yield* this.eval(expr), this.convert))
  }

  private *call(name: string, args: readonly Expr[]): Op<Value> {
    const definition = this.program.functions.get(name)
    if (!definition) throw new AwkError(`function ${name} never defined`)
    if (args.length > definition.parameters) throw new AwkError(`line 1: too many arguments in call to ${name}`)
    if (++this.depth > CALL_DEPTH_MAX) throw new AwkError('run time error: function call nesting too deep')
    const frame: Cell[] = []
    for (const arg of args) {
      const cell = newCell()
      if (arg.type === 'name') {
        const given = this.cell(arg.name, arg.local)
        if (arg.name === 'NF' && arg.local === undefined) this.split()
        cell.value = given.value
        cell.caller = given
        cell.array = given.array
        if (given.value !== undefined) cell.caller = undefined
      } else cell.value = yield* this.eval(arg)
      frame.push(cell)
    }
    while (frame.length < definition.parameters) frame.push(newCell())
    const outer = this.frame
    this.frame = frame
    this.returned = undefined
    const flow = yield* this.exec(definition.body)
    this.frame = outer
    this.depth--
    const value = flow === 'return' ? this.returned : undefined
    this.returned = undefined
    if (flow === 'exit') throw new AwkExit()
    return value
  }

  private *getline(expr: Extract<Expr, { type: 'getline' }>): Op<Value> {
    let text: string | undefined
    if (expr.from === 'input') text = yield* this.nextRecord()
    else {
      const name = toText(yield* this.eval(expr.source as Expr), this.convert)
      const reader = yield* this.streams.reader(expr.from, name)
      if (!reader) return -1
      try {
        text = yield* reader.next(this.textOf('RS'))
      } catch (error) {
        if (error instanceof SyscallError && error.code === 'EISDIR') return -1
        throw error
      }
      if (text !== undefined && expr.from === 'command') this.countRecord()
    }
    if (text === undefined) return 0
    if (expr.target) this.store(expr.target, fromInput(text), yield* this.place(expr.target))
    else this.setRecord(text)
    return 1
  }

  private *builtin(name: string, args: readonly Expr[]): Op<Value> {
    const text = function* (this: AwkRuntime, i: number): Op<string> {
      const arg = args[i]
      return arg ? toText(yield* this.eval(arg), this.convert) : ''
    }.bind(this)
    const number = function* (this: AwkRuntime, i: number): Op<number> {
      const arg = args[i]
      return arg ? toNumber(yield* this.eval(arg)) : 0
    }.bind(this)
    const need = (least: number, most: number): void => {
      if (args.length < least || args.length > most) throw new AwkError(`line 1: wrong number of arguments in call to ${name}`)
    }
    switch (name) {
      case 'length': {
        need(0, 1)
        const arg = args[0]
        if (!arg) return Array.from(this.currentRecord()).length
        if (arg.type === 'name') {
          let cell: Cell | undefined = this.cell(arg.name, arg.local)
          while (cell && !cell.array && cell.caller) cell = cell.caller
          if (cell?.array) return cell.array.size
        }
        return Array.from(yield* text(0)).length
      }
      case 'substr': {
        need(2, 3)
        const characters = Array.from(yield* text(0))
        const start = roundHalfEven(yield* number(1))
        const end = args.length > 2 ? start + roundHalfEven(yield* number(2)) : Infinity
        return characters.slice(Math.max(0, start - 1), Math.max(0, end - 1)).join('')
      }
      case 'index': {
        need(2, 2)
        const whole = yield* text(0)
        const at = whole.indexOf(yield* text(1))
        return at < 0 ? 0 : Array.from(whole.slice(0, at)).length + 1
      }
      case 'split': {
        need(2, 3)
        const whole = yield* text(0)
        const into = args[1]
        if (into?.type !== 'name') throw new AwkError('line 1: type error in arg(2) in call to split')
        const third = args[2]
        const separator = !third ? this.fieldSeparator : third.type === 'regex' ? third.regex : yield* text(2)
        const array = this.arrayOf(this.cell(into.name, into.local))
        array.clear()
        const pieces = this.pieces(whole, separator, false)
        for (const [i, piece] of pieces.entries()) array.set(String(i + 1), fromInput(piece))
        return pieces.length
      }
      case 'sub': case 'gsub': {
        need(2, 3)
        const regex = yield* this.pattern(args[0] as Expr)
        const replacement = yield* text(1)
        const third: Expr = args[2] ?? { type: 'field', of: { type: 'number', value: 0 } }
        const target = third.type === 'group' ? third.of : third
        if (target.type !== 'name' && target.type !== 'index' && target.type !== 'field') {
          const { count } = substitute(regex, replacement, toText(yield* this.eval(target), this.convert), name === 'gsub')
          return count
        }
        const place = yield* this.place(target)
        const { out, count } = substitute(regex, replacement, toText(this.load(target, place), this.convert), name === 'gsub')
        if (count > 0) this.store(target, out, place)
        return count
      }
      case 'match': {
        need(2, 2)
        const whole = yield* text(0)
        const found = (yield* this.pattern(args[1] as Expr)).exec(whole, 0)
        const start = found ? Array.from(whole.slice(0, found.start)).length + 1 : 0
        this.set('RSTART', start)
        this.set('RLENGTH', found ? Array.from(whole.slice(found.start, found.end)).length : -1)
        return start
      }
      case 'sprintf': {
        const values: Value[] = []
        for (const arg of args) values.push(yield* this.eval(arg))
        return this.format(values, 'sprintf')
      }
      case 'tolower': return (yield* text(0)).replace(/[A-Z]+/g, letters => letters.toLowerCase())
      case 'toupper': return (yield* text(0)).replace(/[a-z]+/g, letters => letters.toUpperCase())
      case 'int': return Math.trunc(yield* number(0))
      case 'sqrt': return Math.sqrt(yield* number(0))
      case 'exp': return Math.exp(yield* number(0))
      case 'log': return Math.log(yield* number(0))
      case 'sin': return Math.sin(yield* number(0))
      case 'cos': return Math.cos(yield* number(0))
      case 'atan2': return Math.atan2(yield* number(0), yield* number(1))
      case 'rand': return this.random()
      case 'srand': {
        this.previousSeed = this.seed
        this.seed = args.length > 0 ? yield* number(0) : Math.trunc(this.run.process.machine.disk.nowSeconds())
        this.drawn = 0
        return this.previousSeed
      }
      case 'systime': return Math.trunc(this.run.process.machine.disk.nowSeconds())
      case 'strftime': {
        const format = args.length > 0 ? yield* text(0) : '%c'
        const seconds = args.length > 1 ? yield* number(1) : this.run.process.machine.disk.nowSeconds()
        return formatTime(format, { seconds: Math.trunc(seconds), nanoseconds: 0 }, 0)
      }
      case 'mktime': return -1
      case 'close': return yield* this.streams.close(yield* text(0))
      case 'fflush':
        yield* this.streams.flush()
        return 0
      case 'system': {
        try {
          return yield* this.streams.system(yield* text(0))
        } catch (error) {
          if (error instanceof SyscallError && error.code === 'ENOENT') return 127
          throw error
        }
      }
      default: throw new AwkError(`function ${name} is not simulated${BUILTINS.has(name) ? '' : ' at all'}`)
    }
  }

  /** A number in [0, 1), the same in every run with the same seed. */
  private random(): number {
    let x = (Math.imul(Math.trunc(this.seed) + 1, 0x9e3779b1) + Math.imul(++this.drawn, 0x85ebca6b)) >>> 0
    x = Math.imul(x ^ (x >>> 16), 0xc2b2ae35)
    x = Math.imul(x ^ (x >>> 13), 0x27d4eb2f)
    return ((x ^ (x >>> 16)) >>> 0) / 2 ** 32
  }
}

/** `exit` inside a function. */
class AwkExit extends Error {}

function arithmetic(op: string, a: number, b: number): number {
  switch (op) {
    case '+': return a + b
    case '-': return a - b
    case '*': return a * b
    case '/': return a / b
    case '%': return a % b
    default: return a ** b
  }
}

function roundHalfEven(value: number): number {
  const rounded = Math.round(value)
  return Math.abs(value % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded
}

function substitute(regex: PosixRegex, replacement: string, text: string, all: boolean): { out: string; count: number } {
  let out = ''
  let copied = 0
  let lastEnd = -1
  let count = 0
  for (let at = 0; at <= text.length;) {
    const found = regex.exec(text, at)
    if (!found) break
    const empty = found.end === found.start
    if (!(empty && found.start === lastEnd)) {
      count++
      lastEnd = found.end
      out += text.slice(copied, found.start) + expandReplacement(replacement, text.slice(found.start, found.end))
      copied = found.end
      if (!all) break
    }
    at = empty ? found.end + ((text.codePointAt(found.end) ?? 0) > 0xffff ? 2 : 1) : found.end
  }
  return { out: out + text.slice(copied), count }
}

const expandReplacement = (replacement: string, found: string): string =>
  replacement.replace(/\\\\|\\&|&/g, mark => (mark === '&' ? found : mark === '\\&' ? '&' : '\\'))

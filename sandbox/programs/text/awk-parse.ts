/** The language of AWK: from text to a tree. */
import { posixRegex } from './posix-regex.ts'
import type { PosixRegex } from './posix-regex.ts'
import { RegexError } from './regex-tree.ts'

/** A program that cannot be read. */
export class AwkSyntaxError extends Error {}

export type Expr =
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'regex'; readonly regex: PosixRegex }
  | { readonly type: 'name'; readonly name: string; readonly local: number | undefined }
  | { readonly type: 'index'; readonly name: string; readonly local: number | undefined; readonly keys: readonly Expr[] }
  | { readonly type: 'field'; readonly of: Expr }
  | { readonly type: 'assign'; readonly op: string; readonly target: Target; readonly value: Expr }
  | { readonly type: 'step'; readonly by: 1 | -1; readonly prefix: boolean; readonly target: Target }
  | { readonly type: 'unary'; readonly op: '-' | '+' | '!'; readonly of: Expr }
  | { readonly type: 'binary'; readonly op: string; readonly left: Expr; readonly right: Expr }
  | { readonly type: 'and' | 'or'; readonly left: Expr; readonly right: Expr }
  | { readonly type: 'match'; readonly negated: boolean; readonly left: Expr; readonly right: Expr }
  | { readonly type: 'in'; readonly keys: readonly Expr[]; readonly name: string; readonly local: number | undefined }
  | { readonly type: 'choice'; readonly test: Expr; readonly yes: Expr; readonly no: Expr }
  | { readonly type: 'builtin'; readonly name: string; readonly args: readonly Expr[] }
  | { readonly type: 'call'; readonly name: string; readonly args: readonly Expr[] }
  | { readonly type: 'getline'; readonly from: 'input' | 'file' | 'command'; readonly source: Expr | undefined; readonly target: Target | undefined }
  | { readonly type: 'group'; readonly of: Expr }

/** What can be assigned to. */
export type Target = Extract<Expr, { type: 'name' | 'index' | 'field' }>

export type Statement =
  | { readonly type: 'block'; readonly body: readonly Statement[] }
  | { readonly type: 'expr'; readonly of: Expr }
  | { readonly type: 'print' | 'printf'; readonly args: readonly Expr[]; readonly to: { readonly kind: '>' | '>>' | '|'; readonly target: Expr } | undefined }
  | { readonly type: 'if'; readonly test: Expr; readonly yes: Statement; readonly no: Statement | undefined }
  | { readonly type: 'while'; readonly test: Expr; readonly body: Statement }
  | { readonly type: 'do'; readonly test: Expr; readonly body: Statement }
  | { readonly type: 'for'; readonly start: Statement | undefined; readonly test: Expr | undefined; readonly next: Statement | undefined; readonly body: Statement }
  | { readonly type: 'for-in'; readonly variable: Target; readonly array: Extract<Expr, { type: 'name' }>; readonly body: Statement }
  | { readonly type: 'delete'; readonly array: Extract<Expr, { type: 'name' }>; readonly keys: readonly Expr[] | undefined }
  | { readonly type: 'next' | 'nextfile' | 'break' | 'continue' }
  | { readonly type: 'exit' | 'return'; readonly value: Expr | undefined }

export interface Rule {
  readonly kind: 'BEGIN' | 'END' | 'main'
  readonly from: Expr | undefined
  readonly to: Expr | undefined
  /** Undefined: print the record. */
  readonly body: Statement | undefined
}

export interface UserFunction {
  readonly name: string
  readonly parameters: number
  readonly body: Statement
}

export interface AwkProgram {
  readonly rules: readonly Rule[]
  readonly functions: ReadonlyMap<string, UserFunction>
}

interface Token {
  readonly kind: 'number' | 'string' | 'regex' | 'name' | 'call' | 'builtin' | 'word' | 'op' | 'newline' | 'end'
  readonly text: string
  readonly line: number
}

const KEYWORDS = new Set(['BEGIN', 'END', 'break', 'continue', 'delete', 'do', 'else', 'exit', 'for', 'function', 'func', 'getline', 'if', 'in', 'next', 'nextfile', 'print', 'printf', 'return', 'while'])
export const BUILTINS = new Set(['atan2', 'close', 'cos', 'exp', 'fflush', 'gsub', 'index', 'int', 'length', 'log', 'match', 'mktime', 'rand', 'sin', 'split', 'sprintf', 'sqrt', 'srand', 'strftime', 'sub', 'substr', 'system', 'systime', 'tolower', 'toupper'])
const OPERATORS = ['**=', '&&', '||', '==', '!=', '<=', '>=', '++', '--', '+=', '-=', '*=', '/=', '%=', '^=', '!~', '>>', '**', '{', '}', '(', ')', '[', ']', ';', ',', '+', '-', '*', '/', '%', '^', '!', '>', '<', '|', '?', ':', '~', '$', '=']

/** Escapes of a string: `\n`, `\t`, `\"`, `\/`, octal. */
export function awkEscapes(text: string): string {
  return text.replace(/\\([0-7]{1,3}|.)/gs, (whole, next: string) => {
    if (/^[0-7]/.test(next)) return String.fromCharCode(parseInt(next, 8) & 0xff)
    return ({ n: '\n', t: '\t', r: '\r', '\\': '\\', '"': '"', '/': '/', a: '\x07', b: '\b', f: '\f', v: '\v', '\n': '' } as Readonly<Record<string, string>>)[next] ?? whole
  })
}

export class AwkParser {
  private readonly source: string
  private at = 0
  private line = 1
  private token: Token
  private readonly functions = new Map<string, UserFunction>()
  private locals = new Map<string, number>()
  private readonly called = new Set<string>()
  private depth = 0
  /** Inside the list of `print`: `>` redirects. */
  private noGreater = false
  private noIn = false

  constructor(source: string) {
    this.source = source
    this.token = this.read()
  }

  /** @throws AwkSyntaxError */
  parse(): AwkProgram {
    const rules: Rule[] = []
    this.newlines()
    while (this.token.kind !== 'end') {
      if (this.isWord('function') || this.isWord('func')) this.functionDefinition()
      else rules.push(this.rule())
      while (this.token.kind === 'newline' || this.is(';')) this.advance()
    }
    for (const name of this.called) if (!this.functions.has(name)) throw new AwkSyntaxError(`line ${this.line + (this.source.endsWith('\n') ? 0 : 1)}: function ${name} never defined`)
    return { rules, functions: this.functions }
  }

  // Tokens

  private read(): Token {
    const { source } = this
    for (;;) {
      while (source[this.at] === ' ' || source[this.at] === '\t' || source[this.at] === '\r') this.at++
      if (source[this.at] === '\\' && source[this.at + 1] === '\n') {
        this.at += 2
        this.line++
      } else if (source[this.at] === '#') while (this.at < source.length && source[this.at] !== '\n') this.at++
      else break
    }
    const line = this.line
    const character = source[this.at]
    if (character === undefined) return { kind: 'end', text: 'end of file', line }
    if (character === '\n') {
      this.at++
      this.line++
      return { kind: 'newline', text: '\n', line }
    }
    const rest = source.slice(this.at, this.at + 400)
    const number = /^(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/.exec(rest)
    if (number) {
      this.at += number[0].length
      return { kind: 'number', text: number[0], line }
    }
    const word = /^[A-Za-z_][A-Za-z_0-9]*/.exec(rest)?.[0]
    if (word !== undefined) {
      this.at += word.length
      if (KEYWORDS.has(word)) return { kind: 'word', text: word, line }
      if (BUILTINS.has(word)) return { kind: 'builtin', text: word, line }
      return { kind: source[this.at] === '(' ? 'call' : 'name', text: word, line }
    }
    if (character === '"') {
      let end = this.at + 1
      while (source[end] !== '"') {
        if (source[end] === undefined || source[end] === '\n') throw new AwkSyntaxError(`line ${line}: runaway string constant ${source.slice(this.at, this.at + 20)} ...`)
        end += source[end] === '\\' ? 2 : 1
      }
      const text = awkEscapes(source.slice(this.at + 1, end))
      this.at = end + 1
      return { kind: 'string', text, line }
    }
    if (character === '/' && !this.afterValue()) return this.regexToken(line)
    for (const operator of OPERATORS) {
      if (rest.startsWith(operator)) {
        this.at += operator.length
        return { kind: 'op', text: operator === '**' ? '^' : operator === '**=' ? '^=' : operator, line }
      }
    }
    throw new AwkSyntaxError(`line ${line}: unexpected character '${character}'`)
  }

  /** After a value a slash divides; elsewhere it begins an expression. */
  private afterValue(): boolean {
    const last = this.last
    if (!last) return false
    if (last.kind === 'op') return last.text === ')' || last.text === ']' || last.text === '++' || last.text === '--' || last.text === '$'
    return last.kind === 'number' || last.kind === 'string' || last.kind === 'name' || last.kind === 'regex' || (last.kind === 'builtin' && last.text === 'length')
  }

  /** The token read last. */
  private last: Token | undefined

  private regexToken(line: number): Token {
    const { source } = this
    let end = this.at + 1
    let inBracket = false
    for (; ; end++) {
      const character = source[end]
      if (character === undefined || character === '\n') throw new AwkSyntaxError(`line ${line}: runaway regular expression ${source.slice(this.at, this.at + 20)} ...`)
      if (character === '\\') end++
      else if (character === '[' && !inBracket) {
        inBracket = true
        if (source[end + 1] === '^') end++
        if (source[end + 1] === ']') end++
      } else if (character === ']') inBracket = false
      else if (character === '/' && !inBracket) break
    }
    const text = source.slice(this.at + 1, end)
    this.at = end + 1
    return { kind: 'regex', text, line }
  }

  private advance(): Token {
    const taken = this.token
    this.last = taken
    this.token = this.read()
    return taken
  }

  private is(text: string): boolean {
    return this.token.kind === 'op' && this.token.text === text
  }

  private isWord(text: string): boolean {
    return this.token.kind === 'word' && this.token.text === text
  }

  private take(text: string): boolean {
    if (!this.is(text)) return false
    this.advance()
    return true
  }

  private need(text: string): void {
    if (!this.take(text)) throw this.unexpected()
  }

  private unexpected(): AwkSyntaxError {
    const { kind, text, line } = this.token
    const shown = kind === 'newline' ? 'end of line' : kind === 'end' ? 'end of file' : text
    return new AwkSyntaxError(`line ${line}: syntax error at or near ${shown}`)
  }

  private newlines(): void {
    while (this.token.kind === 'newline' || this.is(';')) this.advance()
  }

  private lineBreaks(): void {
    while (this.token.kind === 'newline') this.advance()
  }

  // Rules and statements

  private functionDefinition(): void {
    this.advance()
    const name = this.advance()
    if (name.kind !== 'call' && name.kind !== 'name') throw this.unexpected()
    this.need('(')
    const locals = new Map<string, number>()
    while (!this.is(')')) {
      const parameter = this.advance()
      if (parameter.kind !== 'name') throw this.unexpected()
      locals.set(parameter.text, locals.size)
      if (!this.take(',')) break
      this.lineBreaks()
    }
    this.need(')')
    this.lineBreaks()
    this.locals = locals
    if (!this.is('{')) throw this.unexpected()
    const body = this.block()
    this.locals = new Map()
    this.functions.set(name.text, { name: name.text, parameters: locals.size, body })
  }

  private rule(): Rule {
    if (this.isWord('BEGIN') || this.isWord('END')) {
      const kind = this.advance().text as 'BEGIN' | 'END'
      if (!this.is('{')) throw this.unexpected()
      return { kind, from: undefined, to: undefined, body: this.block() }
    }
    if (this.is('{')) return { kind: 'main', from: undefined, to: undefined, body: this.block() }
    const from = this.expression()
    let to: Expr | undefined
    if (this.take(',')) {
      this.lineBreaks()
      to = this.expression()
    }
    return { kind: 'main', from, to, body: this.is('{') ? this.block() : undefined }
  }

  private block(): Statement {
    this.need('{')
    const body: Statement[] = []
    for (;;) {
      this.newlines()
      if (this.take('}')) break
      if (this.token.kind === 'end') throw new AwkSyntaxError(`line ${this.token.line + (this.source.endsWith('\n') ? 0 : 1)}: missing } near end of file`)
      body.push(this.statement())
    }
    return { type: 'block', body }
  }

  private statementEnds(): boolean {
    return this.token.kind === 'newline' || this.token.kind === 'end' || this.is(';') || this.is('}')
  }

  private ends(): void {
    if (this.token.kind === 'newline' || this.is(';')) {
      this.advance()
      return
    }
    if (!this.is('}') && this.token.kind !== 'end') throw this.unexpected()
  }

  /** The statement after `if ( )`, `else`, `for ( )`. */
  private inner(): Statement {
    this.lineBreaks()
    if (this.take(';')) return { type: 'block', body: [] }
    return this.statement()
  }

  private statement(): Statement {
    if (++this.depth > 300) throw new AwkSyntaxError(`line ${this.token.line}: too deeply nested`)
    try {
      return this.oneStatement()
    } finally {
      this.depth--
    }
  }

  private oneStatement(): Statement {
    if (this.is('{')) return this.block()
    if (this.token.kind === 'word') {
      switch (this.token.text) {
        case 'if': {
          this.advance()
          this.need('(')
          const test = this.expression()
          this.need(')')
          const yes = this.inner()
          // `else` may follow newlines and one semicolon.
          const mark = { at: this.at, line: this.line, token: this.token, last: this.last }
          this.newlines()
          if (this.isWord('else')) {
            this.advance()
            return { type: 'if', test, yes, no: this.inner() }
          }
          this.at = mark.at
          this.line = mark.line
          this.token = mark.token
          this.last = mark.last
          return { type: 'if', test, yes, no: undefined }
        }
        case 'while': {
          this.advance()
          this.need('(')
          const test = this.expression()
          this.need(')')
          return { type: 'while', test, body: this.inner() }
        }
        case 'do': {
          this.advance()
          const body = this.inner()
          this.newlines()
          if (!this.isWord('while')) throw this.unexpected()
          this.advance()
          this.need('(')
          const test = this.expression()
          this.need(')')
          this.ends()
          return { type: 'do', test, body }
        }
        case 'for': return this.forStatement()
        default:
      }
    }
    const simple = this.simple()
    this.ends()
    return simple
  }

  private forStatement(): Statement {
    this.advance()
    this.need('(')
    let start: Statement | undefined
    if (!this.is(';')) {
      this.noIn = true
      const mark = { at: this.at, line: this.line, token: this.token, last: this.last }
      // for (k in a)
      if (this.token.kind === 'name') {
        const variable = this.advance()
        if (this.isWord('in')) {
          this.advance()
          const array = this.advance()
          if (array.kind === 'name' && this.is(')')) {
            this.noIn = false
            this.advance()
            return { type: 'for-in', variable: this.nameOf(variable.text), array: this.nameOf(array.text), body: this.inner() }
          }
        }
        this.at = mark.at
        this.line = mark.line
        this.token = mark.token
        this.last = mark.last
      }
      this.noIn = false
      start = this.simple()
    }
    this.need(';')
    this.lineBreaks()
    const test = this.is(';') ? undefined : this.expression()
    this.need(';')
    this.lineBreaks()
    const next = this.is(')') ? undefined : this.simple()
    this.need(')')
    return { type: 'for', start, test, next, body: this.inner() }
  }

  private simple(): Statement {
    if (this.token.kind === 'word') {
      const { text } = this.token
      switch (text) {
        case 'print': case 'printf': return this.print(text)
        case 'next': case 'nextfile': case 'break': case 'continue':
          this.advance()
          return { type: text }
        case 'exit': case 'return': {
          this.advance()
          const bare = this.statementEnds()
          return { type: text, value: bare ? undefined : this.expression() }
        }
        case 'delete': {
          this.advance()
          const name = this.advance()
          if (name.kind !== 'name') throw this.unexpected()
          const array = this.nameOf(name.text)
          return { type: 'delete', array, keys: this.take('[') ? this.list(']') : undefined }
        }
        default:
      }
    }
    return { type: 'expr', of: this.expression() }
  }

  private print(type: 'print' | 'printf'): Statement {
    this.advance()
    let args: Expr[] = []
    const nothing = this.statementEnds() || this.is('>') || this.is('>>') || this.is('|')
    if (!nothing) {
      this.noGreater = true
      args = [this.expression()]
      while (this.take(',')) {
        this.lineBreaks()
        args.push(this.expression())
      }
      this.noGreater = false
      const only = args[0]
      // print(a, b) > "file"
      if (args.length === 1 && only?.type === 'group' && only.of.type === 'in' && only.of.name === '') args = [...only.of.keys]
    }
    let to: Extract<Statement, { type: 'print' | 'printf' }>['to']
    for (const kind of ['>', '>>', '|'] as const) {
      if (this.is(kind)) {
        this.advance()
        to = { kind, target: this.concatenation() }
        break
      }
    }
    return { type, args, to }
  }

  private nameOf(name: string): Extract<Expr, { type: 'name' }> {
    return { type: 'name', name, local: this.locals.get(name) }
  }

  // Expressions, loosest first

  private expression(): Expr {
    if (++this.depth > 300) throw new AwkSyntaxError(`line ${this.token.line}: too deeply nested`)
    const left = this.ternary()
    this.depth--
    const { token } = this
    if (token.kind === 'op' && ['=', '+=', '-=', '*=', '/=', '%=', '^='].includes(token.text)) {
      const target = left
      if (target.type !== 'name' && target.type !== 'index' && target.type !== 'field') throw this.unexpected()
      this.advance()
      this.lineBreaks()
      return { type: 'assign', op: token.text.slice(0, -1), target, value: this.expression() }
    }
    return left
  }

  private ternary(): Expr {
    const test = this.or()
    if (!this.is('?')) return test
    this.advance()
    this.lineBreaks()
    const yes = this.expression()
    this.lineBreaks()
    this.need(':')
    this.lineBreaks()
    return { type: 'choice', test, yes, no: this.expression() }
  }

  private or(): Expr {
    let left = this.and()
    while (this.take('||')) {
      this.lineBreaks()
      left = { type: 'or', left, right: this.and() }
    }
    return left
  }

  private and(): Expr {
    let left = this.membership()
    while (this.take('&&')) {
      this.lineBreaks()
      left = { type: 'and', left, right: this.membership() }
    }
    return left
  }

  private membership(): Expr {
    let left = this.matching()
    while (this.isWord('in') && !this.noIn) {
      this.advance()
      const name = this.advance()
      if (name.kind !== 'name') throw this.unexpected()
      left = { type: 'in', keys: [left], name: name.text, local: this.locals.get(name.text) }
    }
    return left
  }

  private matching(): Expr {
    let left = this.comparison()
    while (this.is('~') || this.is('!~')) {
      const negated = this.advance().text === '!~'
      left = { type: 'match', negated, left, right: this.comparison() }
    }
    return left
  }

  private comparison(): Expr {
    let left = this.concatenation()
    for (;;) {
      if (this.is('|') && this.peekIsGetline()) {
        this.advance()
        this.advance()
        left = { type: 'getline', from: 'command', source: left, target: this.optionalTarget() }
        continue
      }
      const { token } = this
      if (token.kind === 'op' && (['<', '<=', '==', '!=', '>='].includes(token.text) || (token.text === '>' && !this.noGreater))) {
        this.advance()
        left = { type: 'binary', op: token.text, left, right: this.concatenation() }
        continue
      }
      return left
    }
  }

  private peekIsGetline(): boolean {
    return /^[ \t]*getline\b/.test(this.source.slice(this.at, this.at + 100))
  }

  private concatenation(): Expr {
    let left = this.additive()
    while (this.startsValue()) left = { type: 'binary', op: ' ', left, right: this.additive() }
    return left
  }

  private startsValue(): boolean {
    const { kind, text } = this.token
    if (kind === 'word') return false
    if (kind === 'op') return text === '$' || text === '!' || text === '(' || text === '-' || text === '+' || text === '++' || text === '--'
    return kind === 'number' || kind === 'string' || kind === 'regex' || kind === 'name' || kind === 'call' || kind === 'builtin'
  }

  private additive(): Expr {
    let left = this.multiplicative()
    while (this.is('+') || this.is('-')) {
      const op = this.advance().text
      left = { type: 'binary', op, left, right: this.multiplicative() }
    }
    return left
  }

  private multiplicative(): Expr {
    let left = this.unary()
    while (this.is('*') || this.is('/') || this.is('%')) {
      const op = this.advance().text
      left = { type: 'binary', op, left, right: this.unary() }
    }
    return left
  }

  private unary(): Expr {
    if (this.is('!')) {
      this.advance()
      return { type: 'unary', op: '!', of: this.unary() }
    }
    if (this.is('-') || this.is('+')) {
      const op = this.advance().text as '-' | '+'
      return { type: 'unary', op, of: this.unary() }
    }
    return this.power()
  }

  private power(): Expr {
    const left = this.postfix()
    if (!this.is('^')) return left
    this.advance()
    const right = this.is('-') || this.is('+') || this.is('!') ? this.unary() : this.power()
    return { type: 'binary', op: '^', left, right }
  }

  private postfix(): Expr {
    const of = this.primary()
    if ((of.type === 'name' || of.type === 'index' || of.type === 'field') && (this.is('++') || this.is('--'))) {
      const by = this.advance().text === '++' ? 1 : -1
      return { type: 'step', by, prefix: false, target: of }
    }
    return of
  }

  private primary(): Expr {
    const { token } = this
    switch (token.kind) {
      case 'number':
        this.advance()
        return { type: 'number', value: Number(token.text) }
      case 'string':
        this.advance()
        return { type: 'string', value: token.text }
      case 'regex':
        this.advance()
        try {
          return { type: 'regex', regex: posixRegex(token.text, 'awk', { ignoreCase: false, multiline: false }) }
        } catch (error) {
          if (error instanceof RegexError) throw new AwkSyntaxError(`line ${token.line}: regular expression compile failed (${error.message})\n${token.text}`)
          throw error
        }
      case 'name': {
        this.advance()
        const local = this.locals.get(token.text)
        if (this.take('[')) return { type: 'index', name: token.text, local, keys: this.list(']') }
        return { type: 'name', name: token.text, local }
      }
      case 'call': {
        this.advance()
        this.need('(')
        const args = this.is(')') ? [] : undefined
        if (args) this.advance()
        const given = args ?? this.list(')')
        this.called.add(token.text)
        return { type: 'call', name: token.text, args: given }
      }
      case 'builtin': return this.builtin()
      case 'word':
        if (token.text === 'getline') {
          this.advance()
          const target = this.optionalTarget()
          if (this.is('<')) {
            this.advance()
            return { type: 'getline', from: 'file', source: this.postfix(), target }
          }
          return { type: 'getline', from: 'input', source: undefined, target }
        }
        throw this.unexpected()
      case 'op': break
      case 'newline': case 'end': throw this.unexpected()
    }
    if (token.text === '$') {
      this.advance()
      if (this.is('++') || this.is('--') || this.is('-') || this.is('+') || this.is('!')) return { type: 'field', of: this.is('++') || this.is('--') ? this.primary() : this.unary() }
      return { type: 'field', of: this.primary() }
    }
    if (token.text === '++' || token.text === '--') {
      this.advance()
      const target = this.primary()
      if (target.type !== 'name' && target.type !== 'index' && target.type !== 'field') throw this.unexpected()
      return { type: 'step', by: token.text === '++' ? 1 : -1, prefix: true, target }
    }
    if (token.text === '-' || token.text === '+' || token.text === '!') return this.unary()
    if (token.text !== '(') throw this.unexpected()
    this.advance()
    const { noGreater, noIn } = this
    this.noGreater = false
    this.noIn = false
    const items = [this.expression()]
    while (this.take(',')) {
      this.lineBreaks()
      items.push(this.expression())
    }
    this.need(')')
    this.noGreater = noGreater
    this.noIn = noIn
    if (this.isWord('in') && items.length > 1) {
      this.advance()
      const name = this.advance()
      if (name.kind !== 'name') throw this.unexpected()
      return { type: 'in', keys: items, name: name.text, local: this.locals.get(name.text) }
    }
    // A list in parentheses is only good for print.
    if (items.length > 1) return { type: 'group', of: { type: 'in', keys: items, name: '', local: undefined } }
    return { type: 'group', of: items[0] as Expr }
  }

  private optionalTarget(): Target | undefined {
    if (this.token.kind !== 'name' && !this.is('$')) return undefined
    const target = this.primary()
    if (target.type !== 'name' && target.type !== 'index' && target.type !== 'field') throw this.unexpected()
    return target
  }

  private builtin(): Expr {
    const { text } = this.advance()
    if (!this.is('(')) {
      if (text !== 'length') throw this.unexpected()
      return { type: 'builtin', name: 'length', args: [] }
    }
    this.advance()
    if (this.take(')')) return { type: 'builtin', name: text, args: [] }
    return { type: 'builtin', name: text, args: this.list(')') }
  }

  private list(end: string): Expr[] {
    const { noGreater, noIn } = this
    this.noGreater = false
    this.noIn = false
    this.lineBreaks()
    const items = [this.expression()]
    while (this.take(',')) {
      this.lineBreaks()
      items.push(this.expression())
    }
    this.lineBreaks()
    this.need(end)
    this.noGreater = noGreater
    this.noIn = noIn
    return items
  }
}

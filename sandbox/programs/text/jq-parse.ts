/** The language of jq: from text to a tree. */
import type { Json } from './jq-json.ts'
import { unescapeJson } from './jq-json.ts'

/** A filter that cannot be read; `at` is where, for the line under the message. */
export class JqSyntaxError extends Error {
  readonly at: number

  constructor(message: string, at: number) {
    super(message)
    this.at = at
  }
}

export type Pattern =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'array'; readonly items: readonly Pattern[] }
  | { readonly kind: 'object'; readonly entries: readonly { readonly key: Filter; readonly name: string | undefined; readonly value: Pattern | undefined }[] }

export interface Definition {
  readonly name: string
  /** `$x` for a value, `f` for a filter. */
  readonly parameters: readonly string[]
  readonly body: Filter
}

export type Filter =
  | { readonly type: 'identity' | 'recurse' }
  | { readonly type: 'literal'; readonly value: Json }
  | { readonly type: 'text'; readonly format: string | undefined; readonly parts: readonly (string | Filter)[] }
  | { readonly type: 'format'; readonly name: string }
  | { readonly type: 'index'; readonly of: Filter; readonly key: Filter }
  | { readonly type: 'slice'; readonly of: Filter; readonly from: Filter | undefined; readonly to: Filter | undefined }
  | { readonly type: 'iterate'; readonly of: Filter }
  | { readonly type: 'array'; readonly of: Filter | undefined }
  | { readonly type: 'object'; readonly entries: readonly (readonly [Filter, Filter])[] }
  | { readonly type: 'negate'; readonly of: Filter }
  | { readonly type: 'pipe' | 'comma' | 'and' | 'or' | 'alternative'; readonly left: Filter; readonly right: Filter }
  | { readonly type: 'binary'; readonly op: string; readonly left: Filter; readonly right: Filter }
  | { readonly type: 'update'; readonly op: string; readonly left: Filter; readonly right: Filter }
  | { readonly type: 'if'; readonly test: Filter; readonly yes: Filter; readonly no: Filter | undefined }
  | { readonly type: 'try'; readonly of: Filter; readonly handler: Filter | undefined }
  | { readonly type: 'as'; readonly source: Filter; readonly patterns: readonly Pattern[]; readonly body: Filter }
  | { readonly type: 'reduce'; readonly source: Filter; readonly pattern: Pattern; readonly start: Filter; readonly update: Filter }
  | { readonly type: 'foreach'; readonly source: Filter; readonly pattern: Pattern; readonly start: Filter; readonly update: Filter; readonly extract: Filter | undefined }
  | { readonly type: 'label'; readonly name: string; readonly body: Filter }
  | { readonly type: 'break'; readonly name: string; readonly at: number }
  | { readonly type: 'variable'; readonly name: string; readonly at: number }
  | { readonly type: 'call'; readonly name: string; readonly args: readonly Filter[]; readonly at: number }
  | { readonly type: 'define'; readonly definition: Definition; readonly body: Filter }

interface Token {
  readonly kind: 'name' | 'field' | 'number' | 'string' | 'format' | 'keyword' | 'op' | 'bad' | 'end'
  readonly text: string
  readonly at: number
}

const KEYWORDS = new Set(['def', 'if', 'then', 'elif', 'else', 'end', 'as', 'reduce', 'foreach', 'try', 'catch', 'label', 'import', 'include', 'and', 'or', '__loc__'])
const OPERATORS = ['?//=', '?//', '|=', '+=', '-=', '*=', '/=', '%=', '//=', '==', '!=', '<=', '>=', '//', '..', '|', ',', '+', '-', '*', '/', '%', '=', '<', '>', '(', ')', '[', ']', '{', '}', ':', ';', '.', '?', '$']

export class JqParser {
  private readonly source: string
  private at = 0
  private token: Token
  private lastAt = 0
  private depth = 0

  constructor(source: string) {
    this.source = source
    this.token = this.read()
  }

  /** @throws JqSyntaxError */
  parse(): Filter {
    if (this.atEnd) return { type: 'identity' }
    const filter = this.pipe()
    if (!this.atEnd) throw this.unexpected('$end')
    return filter
  }

  private get atEnd(): boolean {
    return this.token.kind === 'end'
  }

  /** Definitions alone. */
  definitions(): Definition[] {
    const found: Definition[] = []
    while (this.isKeyword('def')) found.push(this.definition())
    return found
  }

  // Tokens

  private read(): Token {
    const { source } = this
    for (;;) {
      const skipped = /^(?:[ \t\r\n]+|#[^\n]*)/.exec(source.slice(this.at, this.at + 2000))
      if (!skipped) break
      this.at += skipped[0].length
    }
    const { at } = this
    const rest = source.slice(at, at + 200)
    if (rest === '') return { kind: 'end', text: '', at: this.lastAt }
    const token = (kind: Token['kind'], length: number, text: string): Token => {
      this.at += length
      return { kind, text, at }
    }
    const field = /^\.[a-zA-Z_]\w*/.exec(rest)
    if (field) return token('field', field[0].length, field[0].slice(1))
    const number = /^(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/.exec(rest)
    if (number) return token('number', number[0].length, number[0])
    const name = /^[a-zA-Z_]\w*(?:::[a-zA-Z_]\w*)*/.exec(rest)
    if (name) return token(KEYWORDS.has(name[0]) ? 'keyword' : 'name', name[0].length, name[0])
    const format = /^@[a-zA-Z0-9_]+/.exec(rest)
    if (format) return token('format', format[0].length, format[0])
    if (rest.startsWith('"')) return token('string', 1, '"')
    for (const operator of OPERATORS) if (rest.startsWith(operator)) return token('op', operator.length, operator)
    return token('bad', 1, rest[0] as string)
  }

  private advance(): Token {
    const taken = this.token
    this.lastAt = taken.at
    this.token = this.read()
    return taken
  }

  private is(text: string): boolean {
    return this.token.kind === 'op' && this.token.text === text
  }

  private isKeyword(text: string): boolean {
    return this.token.kind === 'keyword' && this.token.text === text
  }

  private take(text: string): boolean {
    if (!this.is(text)) return false
    this.advance()
    return true
  }

  private need(text: string): void {
    if (!this.take(text)) throw this.unexpected()
  }

  private needKeyword(text: string): void {
    if (!this.isKeyword(text)) throw this.unexpected()
    this.advance()
  }

  private unexpected(expecting?: string): JqSyntaxError {
    const { kind, text, at } = this.token
    let shown: string
    switch (kind) {
      case 'end': shown = '$end'; break
      case 'name': shown = 'IDENT'; break
      case 'field': shown = 'FIELD'; break
      case 'number': shown = 'LITERAL'; break
      case 'string': shown = 'QQSTRING_START'; break
      case 'format': shown = 'FORMAT'; break
      case 'keyword': shown = text; break
      case 'bad': shown = 'INVALID_CHARACTER'; break
      case 'op': shown = text.length > 1 ? (text === '..' ? '..' : text) : text === ')' || text === ']' || text === '}' ? 'INVALID_CHARACTER' : `'${text}'`; break
    }
    return new JqSyntaxError(`syntax error, unexpected ${shown}${expecting === undefined ? '' : `, expecting ${expecting}`} (Unix shell quoting issues?)`, at)
  }

  // Filters, loosest first

  private pipe(): Filter {
    if (++this.depth > 200) throw new JqSyntaxError('the filter is nested too deeply', this.token.at)
    try {
      if (this.isKeyword('def')) {
        const definition = this.definition()
        return { type: 'define', definition, body: this.pipe() }
      }
      if (this.isKeyword('label')) {
        this.advance()
        this.need('$')
        const name = this.advance().text
        this.need('|')
        return { type: 'label', name, body: this.pipe() }
      }
      const left = this.comma()
      if (this.isKeyword('as')) return this.binding(left)
      if (!this.take('|')) return left
      return { type: 'pipe', left, right: this.pipe() }
    } finally {
      this.depth--
    }
  }

  private binding(source: Filter): Filter {
    this.advance()
    const patterns = [this.pattern()]
    while (this.take('?//')) patterns.push(this.pattern())
    this.need('|')
    return { type: 'as', source, patterns, body: this.pipe() }
  }

  private comma(): Filter {
    let left = this.alternative()
    while (this.take(',')) left = { type: 'comma', left, right: this.alternative() }
    return left
  }

  private alternative(): Filter {
    const left = this.assignment()
    // `.a?//1` reads as one operator, but means two.
    if (this.take('?//')) return { type: 'alternative', left: { type: 'try', of: left, handler: undefined }, right: this.alternative() }
    if (!this.take('//')) return left
    return { type: 'alternative', left, right: this.alternative() }
  }

  private assignment(): Filter {
    const left = this.or()
    const { token } = this
    if (token.kind === 'op' && ['=', '|=', '+=', '-=', '*=', '/=', '%=', '//='].includes(token.text)) {
      this.advance()
      return { type: 'update', op: token.text, left, right: this.or() }
    }
    return left
  }

  private or(): Filter {
    let left = this.and()
    while (this.isKeyword('or')) {
      this.advance()
      left = { type: 'or', left, right: this.and() }
    }
    return left
  }

  private and(): Filter {
    let left = this.comparison()
    while (this.isKeyword('and')) {
      this.advance()
      left = { type: 'and', left, right: this.comparison() }
    }
    return left
  }

  private comparison(): Filter {
    const left = this.additive()
    const { token } = this
    if (token.kind === 'op' && ['==', '!=', '<', '<=', '>', '>='].includes(token.text)) {
      this.advance()
      return { type: 'binary', op: token.text, left, right: this.additive() }
    }
    return left
  }

  private additive(): Filter {
    let left = this.multiplicative()
    while (this.is('+') || this.is('-')) {
      const op = this.advance().text
      left = { type: 'binary', op, left, right: this.multiplicative() }
    }
    return left
  }

  private multiplicative(): Filter {
    let left = this.unary()
    while (this.is('*') || this.is('/') || this.is('%')) {
      const { text, at } = this.advance()
      const right = this.unary()
      if ((text === '/' || text === '%') && left.type === 'literal' && right.type === 'literal' && right.value === 0 && typeof left.value === 'number' && text === '/') {
        throw new JqSyntaxError('Division by zero?', Math.min(at, this.startOf(left)))
      }
      left = { type: 'binary', op: text, left, right }
    }
    return left
  }

  private readonly starts = new WeakMap<Filter, number>()

  private startOf(filter: Filter): number {
    return this.starts.get(filter) ?? 0
  }

  private unary(): Filter {
    if (this.is('-')) {
      this.advance()
      return { type: 'negate', of: this.postfix() }
    }
    if (this.isKeyword('try')) {
      this.advance()
      const of = this.postfixOrTry()
      let handler: Filter | undefined
      if (this.isKeyword('catch')) {
        this.advance()
        handler = this.postfixOrTry()
      }
      return { type: 'try', of, handler }
    }
    if (this.isKeyword('reduce') || this.isKeyword('foreach')) return this.loop()
    if (this.isKeyword('if')) return this.postfixOf(this.condition())
    if (this.isKeyword('def')) {
      const definition = this.definition()
      return { type: 'define', definition, body: this.pipe() }
    }
    const term = this.postfix()
    // `term as $x | body` binds as loosely as a pipe.
    if (this.isKeyword('as')) return this.binding(term)
    return term
  }

  private postfixOrTry(): Filter {
    return this.isKeyword('try') || this.isKeyword('reduce') || this.isKeyword('foreach') || this.isKeyword('if') || this.is('-') ? this.unary() : this.postfix()
  }

  private loop(): Filter {
    const type = this.advance().text as 'reduce' | 'foreach'
    const source = this.postfix()
    this.needKeyword('as')
    const pattern = this.pattern()
    this.need('(')
    const start = this.pipe()
    this.need(';')
    const update = this.pipe()
    if (type === 'reduce') {
      this.need(')')
      return this.postfixOf({ type, source, pattern, start, update })
    }
    const extract = this.take(';') ? this.pipe() : undefined
    this.need(')')
    return this.postfixOf({ type, source, pattern, start, update, extract })
  }

  private condition(): Filter {
    this.advance()
    const test = this.pipe()
    this.needKeyword('then')
    const yes = this.pipe()
    if (this.isKeyword('elif')) return { type: 'if', test, yes, no: this.condition() }
    let no: Filter | undefined
    if (this.isKeyword('else')) {
      this.advance()
      no = this.pipe()
    }
    this.needKeyword('end')
    return { type: 'if', test, yes, no }
  }

  private definition(): Definition {
    this.advance()
    const name = this.advance()
    if (name.kind !== 'name' && name.kind !== 'keyword') throw this.unexpected()
    const parameters: string[] = []
    if (this.take('(')) {
      for (;;) {
        const dollar = this.take('$')
        const parameter = this.advance()
        parameters.push(dollar ? `$${parameter.text}` : parameter.text)
        if (!this.take(';')) break
      }
      this.need(')')
    }
    this.need(':')
    const body = this.pipe()
    this.need(';')
    return { name: name.text, parameters, body }
  }

  private pattern(): Pattern {
    if (this.take('$')) return { kind: 'name', name: this.nameToken() }
    if (this.take('[')) {
      const items = [this.pattern()]
      while (this.take(',')) items.push(this.pattern())
      this.need(']')
      return { kind: 'array', items }
    }
    this.need('{')
    const entries: { key: Filter; name: string | undefined; value: Pattern | undefined }[] = []
    do {
      if (this.take('$')) {
        const name = this.nameToken()
        entries.push({ key: { type: 'literal', value: name }, name, value: this.take(':') ? this.pattern() : undefined })
        continue
      }
      let key: Filter
      if (this.token.kind === 'name' || this.token.kind === 'keyword') key = { type: 'literal', value: this.advance().text }
      else if (this.token.kind === 'string') key = this.text(undefined)
      else {
        this.need('(')
        key = this.pipe()
        this.need(')')
      }
      this.need(':')
      entries.push({ key, name: undefined, value: this.pattern() })
    } while (this.take(','))
    this.need('}')
    return { kind: 'object', entries }
  }

  private nameToken(): string {
    const { kind, text } = this.token
    if (kind !== 'name' && kind !== 'keyword') throw this.unexpected()
    this.advance()
    return text
  }

  private postfix(): Filter {
    return this.postfixOf(this.term())
  }

  private postfixOf(start: Filter): Filter {
    let of = start
    for (;;) {
      if (this.token.kind === 'field') of = { type: 'index', of, key: { type: 'literal', value: this.advance().text } }
      else if (this.is('.') && /^\s*["[]/.test(this.source.slice(this.at))) {
        this.advance()
        if (this.token.kind === 'string') of = { type: 'index', of, key: this.text(undefined) }
      } else if (this.is('.')) {
        this.advance()
        throw this.unexpected('FORMAT or QQSTRING_START')
      } else if (this.take('[')) of = this.bracket(of)
      else if (this.take('?')) of = { type: 'try', of, handler: undefined }
      else return of
    }
  }

  private bracket(of: Filter): Filter {
    if (this.take(']')) return { type: 'iterate', of }
    if (this.take(':')) {
      const to = this.pipe()
      this.need(']')
      return { type: 'slice', of, from: undefined, to }
    }
    const key = this.pipe()
    if (this.take(':')) {
      const to = this.is(']') ? undefined : this.pipe()
      this.need(']')
      return { type: 'slice', of, from: key, to }
    }
    this.need(']')
    return { type: 'index', of, key }
  }

  private term(): Filter {
    const { token } = this
    switch (token.kind) {
      case 'number': {
        this.advance()
        const literal: Filter = { type: 'literal', value: Number(token.text) }
        this.starts.set(literal, token.at)
        return literal
      }
      case 'string': return this.text(undefined)
      case 'format':
        this.advance()
        return this.token.kind === 'string' ? this.text(token.text) : { type: 'format', name: token.text }
      case 'field':
        this.advance()
        return { type: 'index', of: { type: 'identity' }, key: { type: 'literal', value: token.text } }
      case 'name': return this.call()
      case 'keyword':
        if (token.text === 'def' || token.text === 'if' || token.text === 'reduce' || token.text === 'foreach') return this.unary()
        throw this.unexpected()
      case 'end': case 'bad': throw this.unexpected(this.lastAt === 0 && token.kind === 'bad' && token.at === 0 ? '$end' : undefined)
      case 'op': break
    }
    switch (token.text) {
      case '.': {
        this.advance()
        if (this.token.kind === 'string') return { type: 'index', of: { type: 'identity' }, key: this.text(undefined) }
        return { type: 'identity' }
      }
      case '..':
        this.advance()
        return { type: 'recurse' }
      case '$': {
        this.advance()
        if (this.isKeyword('__loc__')) {
          this.advance()
          return { type: 'literal', value: new Map<string, Json>([['file', '<top-level>'], ['line', this.source.slice(0, token.at).split('\n').length]]) }
        }
        return { type: 'variable', name: this.nameToken(), at: token.at }
      }
      case '(': {
        this.advance()
        const of = this.pipe()
        this.need(')')
        return of
      }
      case '[': {
        this.advance()
        if (this.take(']')) return { type: 'array', of: undefined }
        const of = this.pipe()
        this.need(']')
        return { type: 'array', of }
      }
      case '{': return this.object()
      case '-': return this.unary()
      default: throw this.unexpected(token.at === 0 ? '$end' : undefined)
    }
  }

  private call(): Filter {
    const { text, at } = this.advance()
    if (!this.is('(') && (text === 'null' || text === 'true' || text === 'false')) return { type: 'literal', value: text === 'null' ? null : text === 'true' }
    if (text === 'break') {
      this.need('$')
      return { type: 'break', name: this.nameToken(), at }
    }
    const args: Filter[] = []
    if (this.take('(')) {
      do args.push(this.pipe())
      while (this.take(';'))
      this.need(')')
    }
    return { type: 'call', name: text, args, at }
  }

  private object(): Filter {
    this.advance()
    const entries: (readonly [Filter, Filter])[] = []
    while (!this.is('}')) {
      const { token } = this
      let key: Filter
      let value: Filter | undefined
      if (this.take('$')) {
        const name = this.nameToken()
        key = { type: 'literal', value: name }
        value = { type: 'variable', name, at: token.at }
      } else if (token.kind === 'name' || token.kind === 'keyword') {
        this.advance()
        key = { type: 'literal', value: token.text }
      } else if (token.kind === 'string') key = this.text(undefined)
      else if (token.kind === 'format') {
        this.advance()
        key = this.token.kind === 'string' ? this.text(token.text) : { type: 'format', name: token.text }
      } else if (token.kind === 'number') {
        this.advance()
        throw new JqSyntaxError(`Cannot use number (${token.text}) as object key`, token.at)
      } else {
        this.need('(')
        key = this.pipe()
        if (key.type === 'literal' && typeof key.value === 'number') throw new JqSyntaxError(`Cannot use number (${String(key.value)}) as object key`, token.at)
        this.need(')')
      }
      if (value === undefined) value = this.take(':') ? this.objectValue() : { type: 'index', of: { type: 'identity' }, key }
      entries.push([key, value])
      if (!this.take(',')) break
    }
    this.need('}')
    return { type: 'object', entries }
  }

  /** Terms joined by `|`, without commas. */
  private objectValue(): Filter {
    const left = this.alternative()
    return this.take('|') ? { type: 'pipe', left, right: this.objectValue() } : left
  }

  /** A string with interpolations; the opening quote is the current token. */
  private text(format: string | undefined): Filter {
    const start = this.token.at
    const parts: (string | Filter)[] = []
    let at = this.at
    let plain = ''
    for (;;) {
      const character = this.source[at]
      if (character === undefined) {
        throw new JqSyntaxError('syntax error, unexpected $end, expecting QQSTRING_TEXT or QQSTRING_INTERP_START or QQSTRING_END (Unix shell quoting issues?)', Math.min(start + 1, this.source.length - 1))
      }
      if (character === '"') break
      if (character === '\\' && this.source[at + 1] === '(') {
        parts.push(this.plain(plain, start))
        plain = ''
        this.at = at + 2
        this.token = this.read()
        parts.push(this.pipe())
        if (!this.is(')')) throw this.unexpected()
        at = this.token.at + 1
        continue
      }
      plain += character
      at++
      if (character === '\\') plain += this.source[at++] ?? ''
    }
    parts.push(this.plain(plain, start))
    this.at = at + 1
    this.lastAt = start
    this.token = this.read()
    const kept = parts.filter(part => part !== '')
    if (format === undefined && kept.every(part => typeof part === 'string')) return { type: 'literal', value: kept.join('') }
    return { type: 'text', format, parts: kept }
  }

  private plain(raw: string, at: number): string {
    const decoded = unescapeJson(raw)
    if (typeof decoded !== 'string') throw new JqSyntaxError(`${decoded.problem} at line 1, column ${raw.length + 2} (while parsing '"${raw}"')`, at + 1)
    return decoded
  }
}

/**
 * The words of a template.
 *
 * @source go/src/text/template/parse/lex.go, of Go 1.13, 1.19 and 1.24
 */
import { isAlphaNumeric, isPrint, quote, runeAt, runeToGo } from './strings.ts'

/** Go's minor versions whose templates we know: those the clients were built with. */
export type GoMinor = 13 | 17 | 19 | 24

/** What a token is. A keyword's kind is the keyword itself. */
export type TokenKind =
  | 'error' | 'bool' | 'char' | 'charConstant' | 'complex' | 'assign' | 'declare' | 'EOF' | 'field' | 'identifier'
  | 'leftDelim' | 'leftParen' | 'number' | 'pipe' | 'rawString' | 'rightDelim' | 'rightParen' | 'space' | 'string'
  | 'text' | 'variable' | Keyword
/** Words with a meaning of their own; `.` counts as one in Go's table. */
export type Keyword = 'dot' | 'block' | 'break' | 'continue' | 'define' | 'else' | 'end' | 'if' | 'range' | 'nil' | 'template' | 'with'

/** A piece of the template. */
export interface Token {
  readonly kind: TokenKind
  /** Bytes before it. */
  readonly pos: number
  /** The piece itself, or the message of an error. */
  readonly text: string
  /** Counted from 1. */
  readonly line: number
}

const KEYWORDS: Readonly<Record<string, Keyword>> = {
  block: 'block', break: 'break', continue: 'continue', define: 'define', else: 'else', end: 'end', if: 'if',
  range: 'range', nil: 'nil', template: 'template', with: 'with',
}
const KEYWORD_KINDS: ReadonlySet<string> = new Set<Keyword>([
  'dot', 'block', 'break', 'continue', 'define', 'else', 'end', 'if', 'range', 'nil', 'template', 'with',
])

/** A token in an error message: keywords in angle brackets, others quoted and cut to ten characters. */
export function describeToken({ kind, text }: Token): string {
  if (kind === 'EOF') return 'EOF'
  if (kind === 'error') return text
  if (KEYWORD_KINDS.has(kind)) return `<${text}>`
  if (text.length <= 10) return quote(text)
  let end = 0
  for (let i = 0; i < 10 && end < text.length; i++) end += runeAt(text, end).size
  return `${quote(text.slice(0, end))}...`
}

const EOF = -1
const LEFT = '{{'
const RIGHT = '}}'

type State = () => State | undefined

/** Reads tokens one by one; after an error or the end, that token repeats. */
export class Lexer {
  private readonly input: string
  private readonly go: GoMinor
  private pos = 0
  private start = 0
  private width = 0
  private parenDepth = 0
  private state: State | undefined
  private readonly queue: Token[] = []
  private last: Token = { kind: 'EOF', pos: 0, text: '', line: 1 }

  /** @param input a Go string */
  constructor(input: string, go: GoMinor) {
    this.input = input
    this.go = go
    this.state = this.lexText
  }

  /** The next token. */
  next(): Token {
    while (this.queue.length === 0 && this.state !== undefined) this.state = this.state.call(this)
    this.last = this.queue.shift() ?? this.last
    return this.last
  }

  private read(): number {
    if (this.pos >= this.input.length) {
      this.width = 0
      return EOF
    }
    const { code, size } = runeAt(this.input, this.pos)
    this.width = size
    this.pos += size
    return code
  }

  private backUp(): void {
    this.pos -= this.width
  }

  private peek(): number {
    const code = this.read()
    this.backUp()
    return code
  }

  private emit(kind: TokenKind): void {
    this.queue.push({ kind, pos: this.start, text: this.input.slice(this.start, this.pos), line: this.line() })
    this.start = this.pos
  }

  private fail(message: string): undefined {
    this.queue.push({ kind: 'error', pos: this.start, text: message, line: this.line() })
    return undefined
  }

  private line(): number {
    let line = 1
    for (let i = 0; i < this.start; i++) if (this.input[i] === '\n') line++
    return line
  }

  private accept(valid: string): boolean {
    const code = this.read()
    if (code !== EOF && valid.includes(String.fromCodePoint(code))) return true
    this.backUp()
    return false
  }

  private acceptRun(valid: string): void {
    while (this.accept(valid));
  }

  private startsWith(text: string, at = this.pos): boolean {
    return this.input.startsWith(text, at)
  }

  /** Before Go 1.16 only blanks and tabs separate, and only a blank belongs to a trim marker. */
  private isSpace(code: number): boolean {
    return code === 0x20 || code === 0x09 || (this.go >= 16 && (code === 0x0d || code === 0x0a))
  }

  private isMarkerSpace(char: string | undefined): boolean {
    return char !== undefined && (this.go >= 16 ? ' \t\r\n'.includes(char) : char === ' ')
  }

  private hasLeftTrim(at: number): boolean {
    return this.input[at] === '-' && this.isMarkerSpace(this.input[at + 1])
  }

  private hasRightTrim(at: number): boolean {
    return this.isMarkerSpace(this.input[at]) && this.input[at + 1] === '-'
  }

  private atRightDelim(): { delim: boolean; trim: boolean } {
    if (this.hasRightTrim(this.pos) && this.startsWith(RIGHT, this.pos + 2)) return { delim: true, trim: true }
    return { delim: this.startsWith(RIGHT), trim: false }
  }

  private skipSpace(): void {
    while (this.pos < this.input.length && ' \t\r\n'.includes(this.input[this.pos] as string)) this.pos++
    this.start = this.pos
  }

  private lexText(): State | undefined {
    const open = this.input.indexOf(LEFT, this.pos)
    if (open < 0) {
      this.pos = this.input.length
      if (this.pos > this.start) this.emit('text')
      this.emit('EOF')
      return undefined
    }
    let end = open
    if (this.hasLeftTrim(open + 2)) while (end > this.start && ' \t\r\n'.includes(this.input[end - 1] as string)) end--
    this.pos = end
    if (this.pos > this.start) this.emit('text')
    this.pos = this.start = open
    return this.lexLeftDelim
  }

  private lexLeftDelim(): State | undefined {
    this.pos += 2
    const marker = this.hasLeftTrim(this.pos) ? 2 : 0
    if (this.startsWith('/*', this.pos + marker)) {
      this.pos += marker
      this.start = this.pos
      return this.lexComment
    }
    this.emit('leftDelim')
    this.pos += marker
    this.start = this.pos
    this.parenDepth = 0
    return this.lexInsideAction
  }

  private lexComment(): State | undefined {
    const close = this.input.indexOf('*/', this.pos + 2)
    if (close < 0) return this.fail('unclosed comment')
    this.pos = close + 2
    const { delim, trim } = this.atRightDelim()
    if (!delim) return this.fail('comment ends before closing delimiter')
    this.pos += trim ? 4 : 2
    this.start = this.pos
    if (trim) this.skipSpace()
    return this.lexText
  }

  private lexRightDelim(): State | undefined {
    const { trim } = this.atRightDelim()
    if (trim) {
      this.pos += 2
      this.start = this.pos
    }
    this.pos += 2
    this.emit('rightDelim')
    if (trim) this.skipSpace()
    return this.lexText
  }

  private lexInsideAction(): State | undefined {
    if (this.atRightDelim().delim) return this.parenDepth === 0 ? this.lexRightDelim : this.fail('unclosed left paren')
    const code = this.read()
    if (code === EOF) return this.fail('unclosed action')
    if (this.go < 16 && (code === 0x0d || code === 0x0a)) return this.fail('unclosed action')
    if (this.isSpace(code)) {
      this.backUp()
      return this.lexSpace
    }
    const char = String.fromCodePoint(code)
    switch (char) {
      case '=':
        this.emit('assign')
        return this.lexInsideAction
      case ':':
        if (this.read() !== 0x3d) return this.fail('expected :=')
        this.emit('declare')
        return this.lexInsideAction
      case '|':
        this.emit('pipe')
        return this.lexInsideAction
      case '"':
        return this.lexQuote
      case '`':
        return this.lexRawQuote
      case '$':
        return this.lexVariable
      case "'":
        return this.lexChar
      case '(':
        this.emit('leftParen')
        this.parenDepth++
        return this.lexInsideAction
      case ')':
        this.parenDepth--
        // Until Go 1.20 the token came before the error, so that the parser saw it first.
        if (this.go < 20) {
          this.emit('rightParen')
          return this.parenDepth < 0 ? this.fail(`unexpected right paren ${describeRune(code)}`) : this.lexInsideAction
        }
        if (this.parenDepth < 0) return this.fail('unexpected right paren')
        this.emit('rightParen')
        return this.lexInsideAction
    }
    if (char === '.' && this.pos < this.input.length && !/[0-9]/.test(this.input[this.pos] as string)) return this.lexField
    if (/[.+\-0-9]/.test(char)) {
      this.backUp()
      return this.lexNumber
    }
    if (isAlphaNumeric(code)) {
      this.backUp()
      return this.lexIdentifier
    }
    if (code <= 0x7f && isPrint(code)) {
      this.emit('char')
      return this.lexInsideAction
    }
    return this.fail(`unrecognized character in action: ${describeRune(code)}`)
  }

  private lexSpace(): State | undefined {
    let count = 0
    while (this.isSpace(this.peek())) {
      this.read()
      count++
    }
    // The last blank may belong to a trimming right delimiter.
    if (this.hasRightTrim(this.pos - 1) && this.startsWith(RIGHT, this.pos + 1)) {
      this.pos--
      if (count === 1) return this.lexRightDelim
    }
    this.emit('space')
    return this.lexInsideAction
  }

  private lexIdentifier(): State | undefined {
    let code = this.read()
    while (isAlphaNumeric(code)) code = this.read()
    this.backUp()
    const word = this.input.slice(this.start, this.pos)
    if (!this.atTerminator()) return this.fail(`bad character ${describeRune(code)}`)
    const keyword = Object.hasOwn(KEYWORDS, word) ? KEYWORDS[word] : undefined
    if (keyword !== undefined && !(this.go < 18 && (keyword === 'break' || keyword === 'continue'))) this.emit(keyword)
    else if (word === 'true' || word === 'false') this.emit('bool')
    else this.emit('identifier')
    return this.lexInsideAction
  }

  private lexField(): State | undefined {
    return this.lexFieldOrVariable('field')
  }

  private lexVariable(): State | undefined {
    return this.lexFieldOrVariable('variable')
  }

  private lexFieldOrVariable(kind: 'field' | 'variable'): State | undefined {
    if (this.atTerminator()) {
      this.emit(kind === 'variable' ? 'variable' : 'dot')
      return this.lexInsideAction
    }
    let code = this.read()
    while (isAlphaNumeric(code)) code = this.read()
    this.backUp()
    if (!this.atTerminator()) return this.fail(`bad character ${describeRune(code)}`)
    this.emit(kind)
    return this.lexInsideAction
  }

  /** May an identifier end here? */
  private atTerminator(): boolean {
    const code = this.peek()
    if (this.isSpace(code) || code === EOF || code === 0x0a || code === 0x0d) return true
    if ('.,|:)('.includes(String.fromCodePoint(code))) return true
    return this.go < 16 ? code === 0x7d : this.startsWith(RIGHT)
  }

  /** Read to a closing mark that no backslash precedes. */
  private closes(mark: string): boolean {
    for (;;) {
      const code = this.read()
      if (code === 0x5c) {
        const escaped = this.read()
        if (escaped !== EOF && escaped !== 0x0a) continue
        return false
      }
      if (code === EOF || code === 0x0a) return false
      if (code === mark.charCodeAt(0)) return true
    }
  }

  private lexChar(): State | undefined {
    if (!this.closes("'")) return this.fail('unterminated character constant')
    this.emit('charConstant')
    return this.lexInsideAction
  }

  private lexQuote(): State | undefined {
    if (!this.closes('"')) return this.fail('unterminated quoted string')
    this.emit('string')
    return this.lexInsideAction
  }

  private lexRawQuote(): State | undefined {
    const close = this.input.indexOf('`', this.pos)
    if (close < 0) return this.fail('unterminated raw quoted string')
    this.pos = close + 1
    this.emit('rawString')
    return this.lexInsideAction
  }

  private lexNumber(): State | undefined {
    const bad = (): undefined => this.fail(`bad number syntax: ${quote(this.input.slice(this.start, this.pos))}`)
    if (!this.scanNumber()) return bad()
    const sign = this.peek()
    if (sign === 0x2b || sign === 0x2d) {
      // A complex constant: 1+2i, without blanks.
      if (!this.scanNumber() || this.input[this.pos - 1] !== 'i') return bad()
      this.emit('complex')
    } else this.emit('number')
    return this.lexInsideAction
  }

  private scanNumber(): boolean {
    this.accept('+-')
    let digits = '0123456789_'
    if (this.accept('0')) {
      if (this.accept('xX')) digits = '0123456789abcdefABCDEF_'
      else if (this.accept('oO')) digits = '01234567_'
      else if (this.accept('bB')) digits = '01_'
    }
    this.acceptRun(digits)
    if (this.accept('.')) this.acceptRun(digits)
    if ((digits.length === 11 && this.accept('eE')) || (digits.length === 23 && this.accept('pP'))) {
      this.accept('+-')
      this.acceptRun('0123456789_')
    }
    this.accept('i')
    if (isAlphaNumeric(this.peek())) {
      this.read()
      return false
    }
    return true
  }
}

/** Go's `%#U`: `U+007D '}'`. */
export const describeRune = (code: number): string =>
  `U+${code.toString(16).toUpperCase().padStart(4, '0')}` + (isPrint(code) ? ` '${runeToGo(code)}'` : '')

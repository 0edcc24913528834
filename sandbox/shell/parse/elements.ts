import type { ArrayLiteral, Assignment, Redirection, RedirectionOperator, Word } from './ast.ts'
import { ShellSyntaxError } from './syntax-error.ts'
import { WordParser } from './words.ts'

const RESERVED = /(?:if|then|elif|else|fi|for|while|until|do|done|case|esac|select|function|time|\{|\}|!|\[\[|\]\]|in)(?=[\s;&|<>()]|$)/y
/** Longest first. */
const OPERATOR = /&&|\|\||;;&|;;|;&|&>>|&>|\|&|<<<|<<-|<<|<&|<>|>>|>&|>\||[;&|<>()\n]/y
const REDIRECTION = /([0-9]+|\{[A-Za-z_][A-Za-z0-9_]*\})?(<<<|<<-|<<|<&|<>|<|>>|>&|>\||>|&>>|&>)/y
const ASSIGNMENT = /([A-Za-z_][A-Za-z0-9_]*)(\[)?/y

/** What commands are made of besides words: operators, assignments, redirections with their here-documents. */
export abstract class ElementParser extends WordParser {
  /** Here-documents whose bodies begin after the current line. */
  protected pendingHere: Redirection[] = []
  /** Here-documents that the end of the input cut short: a warning in bash. */
  readonly shortHere: { readonly line: number; readonly delimiter: string; readonly endLine: number }[] = []

  /** A parser for a text that was cut out of this one. */
  protected abstract part(text: string, firstLine: number): WordParser

  // Tokens

  /** Skip blanks, line continuations and a comment. */
  protected blanks(): void {
    for (;;) {
      const char = this.text.charAt(this.at)
      if (char === ' ' || char === '\t') this.at++
      else if (char === '\\' && this.text.charAt(this.at + 1) === '\n') this.at += 2
      else if (char === '\r' && this.text.charAt(this.at + 1) === '') return
      else if (char === '#') {
        const end = this.text.indexOf('\n', this.at)
        this.at = end < 0 ? this.text.length : end
      } else return
    }
  }

  /** Pass a newline, and the here-documents that begin after it. */
  protected newline(): void {
    this.at++
    this.hereBodies()
  }

  protected linebreak(): void {
    for (this.blanks(); this.startsWith('\n'); this.blanks()) this.newline()
  }

  /** The operator at the cursor; empty when there is a word or the end. */
  protected operator(): string {
    this.blanks()
    const operator = this.match(OPERATOR)?.[0] ?? ''
    // Longer operators of bash are two operators elsewhere.
    if (!this.dialect.bashisms && (operator === ';&' || operator === ';;&' || operator === '|&')) return operator.slice(0, -1)
    if (!this.dialect.extended && operator.startsWith('&>')) return '&'
    return operator
  }

  protected reserved(): string | undefined {
    return this.match(RESERVED)?.[0]
  }

  /** A complaint about the token at the cursor. */
  protected unexpected(expecting?: string): ShellSyntaxError {
    this.blanks()
    const { line } = this
    const sourceLine = this.sourceLine(this.at)
    if (this.ended) {
      const newline = this.dialect.name === 'bash' && this.wantedWord
      if (newline) return new ShellSyntaxError({ kind: 'unexpected', token: 'newline', tokenClass: 'newline', expecting, line, sourceLine })
      const endLine = this.text.endsWith('\n') || this.dialect.name !== 'bash' ? line : line + 1
      return new ShellSyntaxError({ kind: 'end', token: '', tokenClass: 'end of file', expecting, line: endLine, sourceLine })
    }
    const operator = this.operator() || undefined
    if (operator === '\n') return new ShellSyntaxError({ kind: 'unexpected', token: 'newline', tokenClass: 'newline', expecting, line, sourceLine })
    if (operator !== undefined) {
      const tokenClass = /[<>]/.test(operator) ? 'redirection' : `"${operator}"`
      return new ShellSyntaxError({ kind: 'unexpected', token: operator, tokenClass, expecting, line, sourceLine })
    }
    const reserved = this.reserved()
    const start = this.at
    const token = reserved ?? this.word()?.source ?? this.text.charAt(start)
    const closing = reserved !== undefined && reserved !== 'in' && reserved !== ']]' && reserved !== 'time'
    return new ShellSyntaxError({ kind: 'unexpected', token, tokenClass: closing ? `"${token}"` : 'word', expecting, line, sourceLine })
  }

  /** The end of the input where a word had to come is a `newline' to bash. */
  private wantedWord = false

  protected unexpectedWord(expecting?: string): ShellSyntaxError {
    this.wantedWord = true
    const error = this.unexpected(expecting)
    this.wantedWord = false
    return error
  }

  protected expect(keyword: string): void {
    this.linebreak()
    if (this.reserved() !== keyword) throw this.unexpected(keyword)
    this.at += keyword.length
  }

  // Assignments and redirections

  protected assignment(): Assignment | undefined {
    const found = this.match(ASSIGNMENT)
    if (!found) return undefined
    const start = this.at
    const [whole, name = '', bracket] = found
    this.at += whole.length
    let index: Word | undefined
    if (bracket !== undefined) {
      if (!this.dialect.bashisms) {
        this.at = start
        return undefined
      }
      const end = this.closingBracket()
      if (end < 0 || !/^\+?=/.test(this.text.slice(end + 1, end + 3))) {
        this.at = start
        return undefined
      }
      index = this.inner(this.text.slice(this.at, end))
      this.at = end + 1
    }
    const append = this.startsWith('+=') && this.dialect.bashisms
    if (!append && !this.startsWith('=')) {
      this.at = start
      return undefined
    }
    this.at += append ? 2 : 1
    if (this.startsWith('(') && this.dialect.bashisms) {
      const value = this.arrayLiteral()
      return { name, index, append, value, source: this.text.slice(start, this.at) }
    }
    const value = this.word() ?? { parts: [], source: '' }
    return { name, index, append, value, source: this.text.slice(start, this.at) }
  }

  /** Where the subscript that began before the cursor ends; -1 when it does not on this line. */
  private closingBracket(): number {
    let open = 0
    for (let i = this.at; i < this.text.length; i++) {
      const char = this.text.charAt(i)
      if (char === '\n' || (char === ' ' && open === 0 && this.text.indexOf(']', i) < 0)) return -1
      if (char === '[') open++
      else if (char === ']' && open-- === 0) return i
    }
    return -1
  }

  /** A subscript as a word. */
  private inner(text: string): Word {
    const parser = this.part(text, this.line)
    return parser.word(() => false) ?? { parts: [], source: '' }
  }

  protected arrayLiteral(): ArrayLiteral {
    const start = this.at
    const { line } = this
    this.at++
    const elements: ArrayLiteral['elements'][number][] = []
    for (;;) {
      this.linebreak()
      if (this.ended) throw this.problem('unmatched', ')', undefined, line)
      if (this.startsWith(')')) break
      let index: Word | undefined
      let append = false
      if (this.startsWith('[')) {
        const from = this.at
        this.at++
        const end = this.closingBracket()
        const operator = end < 0 ? undefined : /^\+?=/.exec(this.text.slice(end + 1, end + 3))?.[0]
        if (operator === undefined) this.at = from
        else {
          index = this.inner(this.text.slice(this.at, end))
          append = operator === '+='
          this.at = end + 1 + operator.length
        }
      }
      const value = this.word() ?? (index ? { parts: [], source: '' } : undefined)
      if (!value) throw this.unexpected()
      elements.push({ index, append, value })
    }
    this.at++
    return { elements, source: this.text.slice(start, this.at) }
  }

  protected redirections(): Redirection[] {
    const found: Redirection[] = []
    for (;;) {
      this.blanks()
      const redirection = this.redirection()
      if (!redirection) return found
      found.push(redirection)
    }
  }

  protected redirection(): Redirection | undefined {
    const found = this.match(REDIRECTION)
    if (!found) return undefined
    const { line } = this
    const start = this.at
    const [whole, prefix, operator = ''] = found
    if (prefix?.startsWith('{') && !this.dialect.bashisms) return undefined
    if (operator.startsWith('&') && prefix !== undefined) return undefined
    if (operator.startsWith('&') && !this.dialect.extended) return undefined
    if (prefix === undefined && this.dialect.extended && /^[<>]\($/.test(this.text.slice(this.at, this.at + 2))) return undefined
    if (operator === '<<<' && !this.dialect.bashisms) {
      this.at += 2
      throw this.unexpected()
    }
    this.at += whole.length
    this.blanks()
    const variable = prefix?.startsWith('{') ? prefix.slice(1, -1) : undefined
    const input = operator.startsWith('<')
    const descriptor = prefix !== undefined && variable === undefined ? Number(prefix) : input ? 0 : 1
    const target = this.word()
    if (!target) throw this.unexpectedWord()
    const redirection: Redirection = { operator: operator as RedirectionOperator, descriptor, variable, target, here: undefined, line, source: this.text.slice(start, this.at) }
    if (operator === '<<' || operator === '<<-') this.pendingHere.push(redirection)
    return redirection
  }

  /** Read the here-documents that begin at the cursor. */
  protected hereBodies(): void {
    if (this.pendingHere.length === 0) return
    for (const redirection of this.pendingHere.splice(0)) this.hereBody(redirection)
  }

  private hereBody(redirection: Redirection): void {
    const quoted = redirection.target.parts.some(part => part.kind === 'text' && part.quoted) || /['"\\]/.test(redirection.target.source)
    const delimiter = redirection.target.parts.map(part => (part.kind === 'text' ? part.text : part.kind === 'parameter' ? part.source : '')).join('')
    const tabs = redirection.operator === '<<-'
    const firstLine = this.line
    let body = ''
    for (;;) {
      if (this.ended) {
        this.shortHere.push({ line: redirection.line, delimiter, endLine: this.line })
        break
      }
      const end = this.text.indexOf('\n', this.at)
      let line = this.text.slice(this.at, end < 0 ? undefined : end)
      this.at = end < 0 ? this.text.length : end + 1
      if (tabs) line = line.replace(/^\t+/, '')
      if (line === delimiter) break
      // A backslash at the end of a line joins it with the next one, delimiter or not.
      body += line + (end < 0 && this.dialect.name !== 'bash' ? '' : '\n')
    }
    if (quoted) redirection.here = { parts: body === '' ? [] : [{ kind: 'text', text: body, quoted: true }], source: body }
    else {
      const parser = this.part(body, firstLine)
      redirection.here = parser.wholeAsQuoted()
    }
  }
}

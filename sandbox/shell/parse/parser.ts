import type { Dialect } from '../dialect.ts'
import type {
  AndOr, ArrayLiteral, Assignment, Case, Command, For, FunctionDefinition, Item, Loop, Pipeline, Redirection, RedirectionOperator, Script, Simple, Word,
} from './ast.ts'
import { parseTest } from './conditional.ts'
import { ShellSyntaxError } from './syntax-error.ts'
import { WordParser, literal, plainText } from './words.ts'

const RESERVED = /(?:if|then|elif|else|fi|for|while|until|do|done|case|esac|select|function|time|\{|\}|!|\[\[|\]\]|in)(?=[\s;&|<>()]|$)/y
/** Keywords that begin nothing: they end a list of commands. */
const CLOSING: ReadonlySet<string> = new Set(['then', 'elif', 'else', 'fi', 'do', 'done', 'esac', '}'])
const OPERATOR = /&&|\|\||;;&|;;|;&|&>>|&>|\|&|<<<|<<-|<<|<&|<>|>>|>&|>\||[;&|<>()\n]/y
const REDIRECTION = /([0-9]+|\{[A-Za-z_][A-Za-z0-9_]*\})?(<<<|<<-|<<|<&|<>|<|>>|>&|>\||>|&>>|&>)/y
const ASSIGNMENT = /([A-Za-z_][A-Za-z0-9_]*)(\[)?/y
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/
/** Built-ins whose arguments of the form `name=value` are assignments. */
const DECLARERS: ReadonlySet<string> = new Set(['export', 'readonly', 'declare', 'typeset', 'local', 'alias'])

export interface ParserOptions {
  readonly dialect: Dialect
  readonly firstLine?: number
  /** Undefined: aliases are not expanded. */
  readonly aliases?: ReadonlyMap<string, string> | undefined
  readonly extendedGlobs?: boolean
}

/**
 * A recursive-descent parser. `next()` gives one command line at a time, because a shell runs a line before it reads
 * the following one: aliases and syntax errors depend on that.
 */
export class Parser extends WordParser {
  /** Here-documents whose bodies begin after the current line. */
  private pendingHere: Redirection[] = []
  private readonly aliases: ReadonlyMap<string, string> | undefined
  /** Here-documents that the end of the input cut short: a warning in bash. */
  readonly shortHere: { readonly line: number; readonly delimiter: string; readonly endLine: number }[] = []
  private aliasNext = false

  constructor(text: string, options: ParserOptions) {
    super(text, options.dialect, options.firstLine ?? 1)
    this.aliases = options.aliases
    this.extendedGlobs = options.extendedGlobs ?? false
  }

  /** The next line of commands; undefined at the end. @throws ShellSyntaxError */
  next(): Script | undefined {
    this.blanks()
    while (this.startsWith('\n')) {
      this.newline()
      this.blanks()
    }
    if (this.ended) return undefined
    this.depth = 0
    const items: Item[] = []
    for (;;) {
      this.blanks()
      if (this.ended || this.startsWith('\n')) break
      items.push(this.item())
      const operator = this.operator()
      if (operator === ';' || operator === '&') {
        this.at++
        continue
      }
      if (operator !== '\n' && !this.ended) throw this.unexpected()
      break
    }
    if (this.startsWith('\n')) this.newline()
    else this.hereBodies()
    return { items }
  }

  /** The whole text. @throws ShellSyntaxError */
  all(): Script {
    const items: Item[] = []
    for (let script = this.next(); script; script = this.next()) items.push(...script.items)
    return { items }
  }

  // Tokens

  /** Skip blanks, line continuations and a comment. */
  private blanks(): void {
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
  private newline(): void {
    this.at++
    this.hereBodies()
  }

  private linebreak(): void {
    for (this.blanks(); this.startsWith('\n'); this.blanks()) this.newline()
  }

  /** The operator at the cursor; empty when there is a word or the end. */
  private operator(): string {
    this.blanks()
    const operator = this.match(OPERATOR)?.[0] ?? ''
    // Longer operators of bash are two operators elsewhere.
    if (!this.dialect.bashisms && (operator === ';&' || operator === ';;&' || operator === '|&')) return operator.slice(0, -1)
    if (!this.dialect.extended && operator.startsWith('&>')) return '&'
    return operator
  }

  private reserved(): string | undefined {
    return this.match(RESERVED)?.[0]
  }

  /** A complaint about the token at the cursor. */
  private unexpected(expecting?: string): ShellSyntaxError {
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

  private unexpectedWord(expecting?: string): ShellSyntaxError {
    this.wantedWord = true
    const error = this.unexpected(expecting)
    this.wantedWord = false
    return error
  }

  private expect(keyword: string): void {
    this.linebreak()
    if (this.reserved() !== keyword) throw this.unexpected(keyword)
    this.at += keyword.length
  }

  // Lists

  private item(): Item {
    const start = this.at
    const command = this.andOr()
    const source = this.text.slice(start, this.at).trim()
    return { command, background: this.operator() === '&', source }
  }

  /** Commands up to a keyword or operator that ends them; at least one. */
  private list(expecting: string): Script {
    const items: Item[] = []
    this.nest()
    this.linebreak()
    for (;;) {
      const reserved = this.reserved()
      const operator = this.operator()
      if (this.ended || (reserved !== undefined && CLOSING.has(reserved)) || operator === ')' || operator.startsWith(';;') || operator === ';&') break
      items.push(this.item())
      const separator = this.operator()
      if (separator === ';' || separator === '&') this.at++
      else if (separator !== '\n') break
      this.linebreak()
    }
    this.depth--
    if (items.length === 0) throw this.unexpected(this.ended ? expecting : undefined)
    return { items }
  }

  private andOr(): Command {
    const { line } = this
    const first = this.pipeline()
    const rest: AndOr['rest'][number][] = []
    for (;;) {
      const operator = this.operator()
      if (operator !== '&&' && operator !== '||') break
      this.at += 2
      this.linebreak()
      rest.push({ operator, command: this.pipeline() })
    }
    return rest.length === 0 ? first : { kind: 'and-or', line, first, rest }
  }

  private pipeline(): Command {
    this.blanks()
    const { line } = this
    let negated = false
    let timed: Pipeline['timed'] = false
    for (;;) {
      const reserved = this.reserved()
      if (reserved === '!') {
        if (negated && this.dialect.posix) throw this.unexpected()
        negated = !negated
        this.at++
      } else if (reserved === 'time' && this.dialect.bashisms) {
        this.at += 4
        timed = true
        this.blanks()
        if (this.match(/-p(?=\s)/y)) {
          this.at += 2
          timed = 'posix'
        }
      } else break
      this.blanks()
    }
    const prefixed = negated || timed !== false
    if (prefixed && this.dialect.name === 'bash') {
      const operator = this.operator()
      if (this.ended || operator === '\n' || operator === ';') return { kind: 'pipeline', line, stages: [], both: [], negated, timed }
    }
    const stages = [this.command()]
    const both: boolean[] = []
    for (;;) {
      const operator = this.operator()
      if (operator === '|' || (operator === '|&' && this.dialect.bashisms)) {
        this.at += operator.length
        both.push(operator === '|&')
        this.linebreak()
        stages.push(this.command())
      } else break
    }
    const [only] = stages
    if (stages.length === 1 && !prefixed && only) return only
    return { kind: 'pipeline', line, stages, both, negated, timed }
  }

  // Commands

  private command(): Command {
    this.blanks()
    this.nest()
    const command = this.commandInside()
    this.depth--
    return command
  }

  private commandInside(): Command {
    this.expandAlias()
    const { line } = this
    if (this.startsWith('(')) {
      if (this.startsWith('((') && this.dialect.bashisms) {
        const start = this.at
        this.at += 2
        const expression = this.arithmeticUntil(')')
        if (expression && this.startsWith('))')) {
          this.at += 2
          return { kind: 'arithmetic', line, expression, redirections: this.redirections() }
        }
        if (this.ended) throw this.problem('unmatched', ')', undefined, line)
        this.at = start
      }
      this.at++
      const body = this.list(')')
      if (this.operator() !== ')') throw this.unexpected(')')
      this.at++
      return { kind: 'subshell', line, body, redirections: this.redirections() }
    }
    const reserved = this.reserved()
    switch (reserved) {
      case '{': {
        this.at++
        const body = this.list('}')
        this.expect('}')
        return { kind: 'group', line, body, redirections: this.redirections() }
      }
      case 'if': return this.if()
      case 'while':
      case 'until': return this.loop(reserved)
      case 'for': return this.for(line)
      case 'select':
        if (this.dialect.bashisms) return this.for(line)
        break
      case 'case': return this.case()
      case 'function':
        if (this.dialect.extended) return this.function(line)
        break
      case '[[':
        if (this.dialect.bashisms) return this.conditional(line)
        break
      case 'then': case 'elif': case 'else': case 'fi': case 'do': case 'done': case 'esac': case '}':
        throw this.unexpected()
    }
    return this.simple()
  }

  /** Replace an alias at the cursor, as often as one stands there. */
  private expandAlias(): void {
    if (!this.aliases || this.aliases.size === 0) return
    for (;;) {
      const found = this.match(/[^\s;&|<>()'"`\\$]+(?=[\s;&|<>()]|$)/y)
      if (!found) return
      const [name] = found
      const value = this.aliases.get(name)
      if (value === undefined || this.expanding(name)) return
      const start = this.at
      this.at += name.length
      this.spliceAlias(name, start, value)
      if (/[ \t]$/.test(value)) this.aliasNext = true
      this.blanks()
    }
  }

  private simple(): Command {
    const { line } = this
    const start = this.at
    const assignments: Assignment[] = []
    const words: Word[] = []
    const redirections: Redirection[] = []
    let end = this.at
    let declaring = false
    for (;;) {
      this.blanks()
      if (this.aliasNext && words.length > 0) {
        this.aliasNext = false
        this.expandAlias()
      }
      const redirection = this.redirection()
      if (redirection) redirections.push(redirection)
      else {
        const assignment = words.length === 0 || declaring ? this.assignment() : undefined
        if (assignment && words.length === 0) {
          assignments.push(assignment)
          end = this.at
          this.blanks()
          if (redirections.length === 0) this.expandAlias()
          continue
        }
        if (assignment) words.push({ parts: [], source: assignment.source, assignment })
        else {
          const word = this.bracketOperator(words) ?? this.word()
          if (!word) break
          words.push(word)
          if (words.length === 1) {
            const name = plainText(word)
            if (this.startsWith('(') || (assignments.length === 0 && this.match(/[ \t]*\(/y))) {
              if (assignments.length > 0 || redirections.length > 0 || name === undefined) throw (this.blanks(), this.unexpected())
              return this.functionBody(name, line, start)
            }
            declaring = name !== undefined && DECLARERS.has(name) && (this.dialect.bashisms || name !== 'alias')
          }
        }
      }
      end = this.at
    }
    if (words.length === 0 && assignments.length === 0 && redirections.length === 0) throw this.unexpected()
    if (this.startsWith('(')) throw this.unexpectedCall()
    return { kind: 'simple', line, assignments, words, redirections, source: this.text.slice(start, end) } satisfies Simple
  }

  /** ash has no grammar for `[[ ]]`; inside, `&&` and `||` are words all the same. */
  private bracketOperator(words: readonly Word[]): Word | undefined {
    const [first] = words
    if (this.dialect.name !== 'ash' || !first || plainText(first) !== '[[' || plainText(words[words.length - 1] ?? first) === ']]') return undefined
    const operator = this.match(/&&|\|\|/y)?.[0]
    if (operator === undefined) return undefined
    this.at += operator.length
    return literal(operator)
  }

  /** `echo (`: bash names what follows the parenthesis only when it could begin a function. */
  private unexpectedCall(): ShellSyntaxError {
    return this.unexpected()
  }

  private functionBody(name: string, line: number, start: number): Command {
    this.blanks()
    this.at++
    this.blanks()
    if (!this.startsWith(')')) throw this.unexpectedWord(')')
    this.at++
    if (this.dialect.name !== 'bash' && !NAME.test(name)) throw this.problem('message', 'bad function name')
    return this.functionRest(name, line, start)
  }

  private functionRest(name: string, line: number, start: number): Command {
    this.linebreak()
    if (this.ended) throw this.unexpected()
    const body = this.command()
    if (body.kind === 'simple' && this.dialect.name === 'bash') throw this.problem('message', `syntax error near unexpected token \`${body.source.split(/\s/)[0] ?? ''}'`)
    return { kind: 'function', line, name, body, redirections: [], source: this.text.slice(start, this.at) } satisfies FunctionDefinition
  }

  private function(line: number): Command {
    const start = this.at
    this.at += 'function'.length
    this.blanks()
    const word = this.word()
    const name = word && plainText(word)
    if (name === undefined) throw this.unexpectedWord()
    this.blanks()
    if (this.match(/\([ \t]*\)/y)) this.at = this.text.indexOf(')', this.at) + 1
    return this.functionRest(name, line, start)
  }

  private if(): Command {
    const { line } = this
    const branches: { condition: Script; body: Script }[] = []
    let otherwise: Script | undefined
    this.at += 2
    for (;;) {
      const condition = this.list('then')
      this.expect('then')
      branches.push({ condition, body: this.list('fi') })
      const reserved = this.reserved()
      if (reserved === 'elif') {
        this.at += 4
        continue
      }
      if (reserved === 'else') {
        this.at += 4
        otherwise = this.list('fi')
      }
      this.expect('fi')
      return { kind: 'if', line, branches, otherwise, redirections: this.redirections() }
    }
  }

  private loop(keyword: 'while' | 'until'): Command {
    const { line } = this
    this.at += keyword.length
    const condition = this.list('do')
    const body = this.doGroup()
    return { kind: 'loop', line, until: keyword === 'until', condition, body, redirections: this.redirections() } satisfies Loop
  }

  private doGroup(): Script {
    this.expect('do')
    const body = this.list('done')
    this.expect('done')
    return body
  }

  private for(line: number): Command {
    const kind = this.startsWith('for') ? 'for' : 'select'
    this.at += kind.length
    this.blanks()
    if (kind === 'for' && this.startsWith('((') && this.dialect.bashisms) return this.arithmeticFor(line)
    if (this.ended || this.operator() !== '') {
      if (this.dialect.name === 'bash') throw this.unexpectedWord()
      throw this.problem('message', this.dialect.name === 'dash' ? 'Bad for loop variable' : 'bad for loop variable')
    }
    const word = this.word()
    const name = (word && plainText(word)) ?? ''
    if (!NAME.test(name) && this.dialect.name !== 'bash') throw this.problem('message', 'bad for loop variable')
    let words: Word[] | undefined
    this.linebreakOrSemicolon()
    if (this.reserved() === 'in') {
      this.at += 2
      words = []
      for (;;) {
        this.blanks()
        const item = this.word()
        if (!item) break
        words.push(item)
      }
      const operator = this.operator()
      if (operator === ';') this.at++
      else if (operator !== '\n') throw this.unexpected()
      this.linebreak()
    }
    let body: Script
    if (this.dialect.bashisms && this.reserved() === '{') {
      this.at++
      body = this.list('}')
      this.expect('}')
    } else body = this.doGroup()
    return { kind, line, name, words, body, redirections: this.redirections() } satisfies For | { kind: 'select' }
  }

  /** `for x; do` and `for x` newline `in …`. */
  private linebreakOrSemicolon(): void {
    this.linebreak()
    if (this.operator() === ';') {
      this.at++
      this.linebreak()
    }
  }

  private arithmeticFor(line: number): Command {
    this.at += 2
    const parts: Word[] = []
    for (const close of [';', ';', ')']) {
      const expression = this.arithmeticUntil(close)
      if (!expression || this.ended) throw this.problem('unmatched', ')', undefined, line)
      if (!this.startsWith(close)) throw this.problem('message', 'syntax error: arithmetic expression required')
      this.at++
      parts.push(expression)
    }
    if (!this.startsWith(')')) throw this.unexpected()
    this.at++
    this.linebreakOrSemicolon()
    let body: Script
    if (this.reserved() === '{') {
      this.at++
      body = this.list('}')
      this.expect('}')
    } else body = this.doGroup()
    const [start = literal(''), condition = literal(''), next = literal('')] = parts
    return { kind: 'arithmetic-for', line, start, condition, next, body, redirections: this.redirections() }
  }

  private case(): Command {
    const { line } = this
    this.at += 4
    this.blanks()
    const subject = this.word()
    if (!subject) throw this.unexpectedWord()
    this.linebreak()
    if (this.reserved() !== 'in') throw this.unexpected('in')
    this.at += 2
    const arms: Case['arms'][number][] = []
    for (;;) {
      this.linebreak()
      if (this.reserved() === 'esac') break
      if (this.ended) throw this.unexpected(')')
      if (this.startsWith('(')) this.at++
      const patterns: Word[] = []
      for (;;) {
        this.blanks()
        const pattern = this.word()
        if (!pattern) throw this.unexpected(this.ended ? ')' : undefined)
        patterns.push(pattern)
        const operator = this.operator()
        if (operator === '|') this.at++
        else if (operator === ')') break
        else throw this.unexpected(')')
      }
      this.at++
      this.linebreak()
      const empty = this.startsWith(';;') || this.startsWith(';&') || this.reserved() === 'esac'
      const body = empty ? { items: [] } : this.list(';;')
      this.linebreak()
      const operator = this.operator()
      if (operator === ';;' || (operator === ';&' && this.dialect.bashisms) || (operator === ';;&' && this.dialect.bashisms)) {
        this.at += operator.length
        arms.push({ patterns, body, end: operator })
      } else {
        arms.push({ patterns, body, end: ';;' })
        if (this.reserved() !== 'esac') throw this.unexpected(';;')
      }
    }
    this.at += 4
    return { kind: 'case', line, subject, arms, redirections: this.redirections() }
  }

  private conditional(line: number): Command {
    const start = this.at
    this.at += 2
    const test = parseTest({
      skip: () => this.linebreak(),
      at: token => this.startsWith(token),
      take: length => {
        this.at += length
      },
      match: expression => this.match(expression)?.[0],
      ended: () => this.ended,
      word: () => this.word(),
      pattern: () => this.patternWord(),
      regex: () => this.regexWord(),
      unexpected: () => this.unexpectedWord(),
      message: sentence => this.problem('message', sentence),
      line: () => this.line,
      nest: levels => {
        if (levels > 0) this.nest()
        else this.depth--
      },
    })
    return { kind: 'conditional', line, test, source: this.text.slice(start, this.at), redirections: this.redirections() }
  }

  /** The right side of `==` in `[[ ]]`, where extended globs are always known. */
  private patternWord(): Word | undefined {
    const before = this.extendedGlobs
    this.extendedGlobs = true
    const word = this.word()
    this.extendedGlobs = before
    return word
  }

  /** The right side of `=~`: parentheses and bars belong to the word. */
  private regexWord(): Word | undefined {
    let open = 0
    return this.word(cursor => {
      const char = cursor.text.charAt(cursor.at)
      if (char === '(') open++
      else if (char === ')' && open-- === 0) return true
      return open === 0 ? /[\s;&<>]/.test(char) || cursor.startsWith('||') : char === '\n'
    })
  }

  // Assignments and redirections

  private assignment(): Assignment | undefined {
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
    const parser = new Parser(text, { dialect: this.dialect, firstLine: this.line })
    return parser.word(() => false) ?? { parts: [], source: '' }
  }

  private arrayLiteral(): ArrayLiteral {
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

  private redirections(): Redirection[] {
    const found: Redirection[] = []
    for (;;) {
      this.blanks()
      const redirection = this.redirection()
      if (!redirection) return found
      found.push(redirection)
    }
  }

  private redirection(): Redirection | undefined {
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
  private hereBodies(): void {
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
      const parser = new Parser(body, { dialect: this.dialect, firstLine })
      redirection.here = parser.wholeAsQuoted()
    }
  }

  // Substitutions

  protected override parseUntilParenthesis(start: number): Script {
    const line = this.lineAt(start)
    const pending = this.pendingHere
    this.pendingHere = []
    const items: Item[] = []
    this.linebreak()
    while (!this.startsWith(')')) {
      if (this.ended) throw this.problem('unmatched', ')', undefined, this.dialect.name === 'bash' ? this.line + 1 : line)
      const reserved = this.reserved()
      if (reserved !== undefined && CLOSING.has(reserved)) throw this.unexpected()
      items.push(this.item())
      const separator = this.operator()
      if (separator === ';' || separator === '&') this.at++
      else if (separator !== '\n' && separator !== ')' && !this.ended) throw this.unexpected(')')
      this.linebreak()
    }
    this.hereBodies()
    this.pendingHere = pending
    return { items }
  }

  protected override parseInner(text: string, line: number): Script {
    const parser = new Parser(text, { dialect: this.dialect, firstLine: line, aliases: this.aliases, extendedGlobs: this.extendedGlobs })
    parser.depth = this.depth + 1
    if (parser.depth > 100) throw this.problem('message', 'maximum nesting level exceeded')
    return parser.all()
  }
}

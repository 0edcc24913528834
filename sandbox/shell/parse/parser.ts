import type { Dialect } from '../dialect.ts'
import type {
  AndOr, Assignment, Case, Command, For, FunctionDefinition, Item, Loop, Pipeline, Redirection, Script, Simple, Word,
} from './ast.ts'
import { moreOfShell } from '../more.ts'
import { ShellSyntaxError } from './syntax-error.ts'
import { ElementParser } from './elements.ts'
import { literal, plainText } from './words.ts'

/** Keywords that begin nothing: they end a list of commands. */
const CLOSING: ReadonlySet<string> = new Set(['then', 'elif', 'else', 'fi', 'do', 'done', 'esac', '}'])
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
export class Parser extends ElementParser {
  private readonly aliases: ReadonlyMap<string, string> | undefined
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
    const test = moreOfShell.content.parseTest({
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

  // Substitutions

  protected override part(text: string, firstLine: number): Parser {
    return new Parser(text, { dialect: this.dialect, firstLine })
  }

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

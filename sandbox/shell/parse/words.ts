import type { Dialect } from '../dialect.ts'
import type { ArithmeticPart, Operation, ParameterPart, Part, Script, TextPart, Word } from './ast.ts'
import { Cursor } from './cursor.ts'
import { moreOfShell } from '../more.ts'
import { ShellSyntaxError } from './syntax-error.ts'

/** Ends a word outside quotes. */
const META = /[\s;&|<>()]/
const PLAIN = /[^\s;&|<>()'"`\\$]+/y
const PLAIN_IN_QUOTES = /[^"`\\$]+/y
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y
const SPECIAL = /[0-9@*#?$!-]/
const EXTENDED_GLOB = /[?*+@!]\(/y

/** Where a word stands decides what ends it and what quotes mean. */
interface Context {
  /** Ends the word when met outside quotes and nesting. */
  readonly stop: (cursor: Cursor) => boolean
  /** Inside double quotes: only `$`, backquote and some backslashes are special. */
  readonly quoted: boolean
  /** A here-document: quotes are plain characters. */
  readonly here?: boolean
  /** Single quotes quote also inside double quotes: the pattern of `"${x#'*'}"`. */
  readonly pattern?: boolean
  /** Parentheses belong to the word: arithmetic, regular expressions. */
  readonly spaces?: boolean
}

const atMeta = (cursor: Cursor): boolean => META.test(cursor.text.charAt(cursor.at)) && !(PROCESS.test(cursor.text.slice(cursor.at, cursor.at + 2)) && (cursor as WordParser).dialect.extended)
const PROCESS = /^[<>]\(/

/** Words with their quoting and substitutions. */
export abstract class WordParser extends Cursor {
  readonly dialect: Dialect
  /** `?(a|b)` and the like are part of words. */
  extendedGlobs = false

  constructor(text: string, dialect: Dialect, firstLine: number) {
    super(text, firstLine)
    this.dialect = dialect
  }

  /** The commands of `$( )`, up to the closing parenthesis, which is left. */
  protected abstract parseUntilParenthesis(start: number): Script
  /** The commands of a backquoted text. */
  protected abstract parseInner(text: string, line: number): Script

  /** One word at the cursor; undefined when there is none. */
  word(stop: (cursor: Cursor) => boolean = atMeta): Word | undefined {
    const start = this.at
    const parts = this.parts({ stop, quoted: false })
    if (this.at === start) return undefined
    return { parts, source: this.text.slice(start, this.at) }
  }

  /** A text that is already cut out, read as the inside of double quotes: here-documents, prompts, arithmetic. */
  wholeAsQuoted(): Word {
    const parts = this.parts({ stop: () => false, quoted: true, here: true })
    return { parts, source: this.text }
  }

  protected parts(context: Context): Part[] {
    const parts: Part[] = []
    const add = (text: string, quoted: boolean): void => {
      const last = parts[parts.length - 1]
      if (last?.kind === 'text' && last.quoted === quoted) parts[parts.length - 1] = { kind: 'text', text: last.text + text, quoted }
      else parts.push({ kind: 'text', text, quoted })
    }
    const { quoted } = context
    const plain = context.here || context.spaces ? HERE_PLAIN : quoted ? PLAIN_IN_BRACES : PLAIN
    while (!this.ended && !context.stop(this)) {
      const char = this.text.charAt(this.at)
      if (char === '\\') {
        const next = this.text.charAt(this.at + 1)
        if (next === '\n') this.at += 2
        else if (next === '') {
          add('\\', true)
          this.at++
        } else if (quoted && !(next === '$' || next === '`' || next === '\\' || (next === '"' && !context.here) || (next === '}' && !context.here))) {
          add('\\' , true)
          this.at++
        } else {
          add(next, true)
          this.at += 2
        }
      } else if (char === "'" && (!quoted || context.pattern) && !context.here) {
        add(this.singleQuoted(), true)
      } else if (char === '"' && !context.here) {
        const inner = this.doubleQuoted()
        if (inner.length === 0) add('', true)
        for (const part of inner) {
          if (part.kind === 'text') add(part.text, true)
          else parts.push(part)
        }
      } else if (char === '`') parts.push(this.backquoted(quoted))
      else if (char === '$') {
        const part = this.dollar(quoted, context.here ?? false)
        if (part.kind === 'text') add(part.text, part.quoted)
        else parts.push(part)
      } else if (!quoted && (char === '<' || char === '>') && this.text.charAt(this.at + 1) === '(' && this.dialect.extended && !context.spaces) {
        parts.push(this.process(char))
      } else if (this.extendedGlobs && !quoted && this.match(EXTENDED_GLOB)) {
        const from = this.at
        this.at += 2
        add(this.text.slice(from, this.at), false)
        this.nest()
        for (;;) {
          for (const part of this.parts({ stop: cursor => cursor.startsWith('|') || cursor.startsWith(')'), quoted: false, spaces: true })) {
            if (part.kind === 'text') add(part.text, part.quoted)
            else parts.push(part)
          }
          if (this.ended) throw this.problem('unmatched', ')')
          add(this.text.charAt(this.at), false)
          if (this.text.charAt(this.at++) === ')') break
        }
        this.depth--
      } else {
        let run = this.match(plain)?.[0] ?? char
        if (this.extendedGlobs && !quoted && run.length > 1 && this.text.charAt(this.at + run.length) === '(' && /[?*+@!]$/.test(run)) run = run.slice(0, -1)
        // A run may pass the place where the context ends: take it character by character then.
        const length = context.stop === atMeta ? run.length : this.untilStop(run, context.stop)
        add(run.slice(0, length), quoted)
        this.at += length
      }
    }
    return parts
  }

  /** How much of a run stands before the context's end; at least one character. */
  private untilStop(run: string, stop: (cursor: Cursor) => boolean): number {
    const from = this.at
    let length = 1
    for (this.at++; length < run.length && !stop(this); length++) this.at++
    this.at = from
    return length
  }

  private singleQuoted(): string {
    const line = this.line
    const end = this.text.indexOf("'", this.at + 1)
    if (end < 0) throw this.problem('unmatched', "'", undefined, line)
    const inner = this.text.slice(this.at + 1, end)
    this.at = end + 1
    return inner
  }

  private doubleQuoted(): Part[] {
    const line = this.line
    const parts: Part[] = []
    let run = ''
    let any = false
    const flush = (): void => {
      if (run !== '') parts.push({ kind: 'text', text: run, quoted: true })
      run = ''
    }
    this.at++
    for (;;) {
      if (this.ended) throw this.problem('unmatched', '"', undefined, line)
      const char = this.text.charAt(this.at)
      if (char === '"') break
      if (char === '\\') {
        const next = this.text.charAt(this.at + 1)
        if (next === '\n') this.at += 2
        else if (next === '$' || next === '`' || next === '"' || next === '\\') {
          run += next
          this.at += 2
        } else {
          run += '\\'
          this.at++
        }
      } else if (char === '`') {
        flush()
        parts.push(this.backquoted(true))
      } else if (char === '$') {
        const part = this.dollar(true, true)
        if (part.kind === 'text') run += part.text
        else {
          flush()
          parts.push(part)
        }
        any = true
      } else {
        const plain = this.match(PLAIN_IN_QUOTES)?.[0] ?? char
        run += plain
        this.at += plain.length
      }
    }
    this.at++
    flush()
    if (!any && parts.length === 0) return []
    return parts
  }

  /** What begins with a dollar sign. `here`: a quote after it is plain. */
  private dollar(quoted: boolean, here: boolean): Part {
    const next = this.text.charAt(this.at + 1)
    if (next === '(') {
      if (this.text.charAt(this.at + 2) === '(') {
        const arithmetic = this.tryArithmetic(quoted)
        if (arithmetic) return arithmetic
      }
      return this.substitution(quoted)
    }
    if (next === '{') return this.braced(quoted)
    if (next === '[' && this.dialect.bashisms) return this.oldArithmetic(quoted)
    if (next === "'" && !here && !quoted && this.dialect.extended) {
      this.at++
      return { kind: 'text', text: this.ansiQuoted(), quoted: true }
    }
    if (next === '"' && !here && !quoted && this.dialect.bashisms) {
      this.at++
      return { kind: 'text', text: '', quoted: true }
    }
    if (SPECIAL.test(next)) {
      this.at += 2
      return { kind: 'parameter', name: next, quoted, index: undefined, indirect: false, operation: undefined, source: `$${next}` }
    }
    NAME.lastIndex = this.at + 1
    const name = NAME.exec(this.text)?.[0]
    if (name !== undefined) {
      this.at += 1 + name.length
      return { kind: 'parameter', name, quoted, index: undefined, indirect: false, operation: undefined, source: `$${name}` }
    }
    this.at++
    return { kind: 'text', text: '$', quoted }
  }

  /** `$'..'`, the cursor on the quote. */
  private ansiQuoted(): string {
    const line = this.line
    let end = this.at + 1
    for (; end < this.text.length && this.text.charAt(end) !== "'"; end++) if (this.text.charAt(end) === '\\') end++
    if (end >= this.text.length) throw this.problem('unmatched', "'", undefined, line)
    const inner = this.text.slice(this.at + 1, end)
    this.at = end + 1
    return moreOfShell.content.unescapeDollarQuote(inner)
  }

  private substitution(quoted: boolean): Part {
    const start = this.at
    this.nest()
    this.at += 2
    const body = this.parseUntilParenthesis(start)
    this.at++
    this.depth--
    return { kind: 'command', body, quoted }
  }

  private process(char: '<' | '>'): Part {
    const start = this.at
    this.nest()
    this.at += 2
    const body = this.parseUntilParenthesis(start)
    this.at++
    this.depth--
    return { kind: 'process', direction: char === '<' ? 'in' : 'out', body }
  }

  private backquoted(quoted: boolean): Part {
    const line = this.line
    let inner = ''
    for (this.at++; ; this.at++) {
      if (this.ended) throw this.problem('unmatched', '`', undefined, line)
      const char = this.text.charAt(this.at)
      if (char === '`') break
      if (char === '\\') {
        const next = this.text.charAt(this.at + 1)
        if (next === '`' || next === '\\' || next === '$' || (quoted && next === '"')) {
          inner += next
          this.at++
          continue
        }
      }
      inner += char
    }
    this.at++
    return { kind: 'command', body: this.parseInner(inner, line), quoted }
  }

  /** `$(( ))`; undefined when the text turns out to be a command substitution that begins with a subshell. */
  private tryArithmetic(quoted: boolean): ArithmeticPart | undefined {
    const start = this.at
    this.at += 3
    const expression = this.arithmeticUntil(')')
    if (expression && this.startsWith('))')) {
      this.at += 2
      return { kind: 'arithmetic', expression, quoted }
    }
    if (this.ended) throw this.problem('unmatched', this.dialect.name === 'bash' ? ')' : '))', undefined, this.lineAt(start))
    this.at = start
    return undefined
  }

  private oldArithmetic(quoted: boolean): Part {
    const start = this.at
    this.at += 2
    const expression = this.arithmeticUntil(']')
    if (!expression || this.ended) throw this.problem('unmatched', ']', undefined, this.lineAt(start))
    this.at++
    return { kind: 'arithmetic', expression, quoted }
  }

  /** An arithmetic expression up to `close` outside of nesting; the cursor stays on it. */
  arithmeticUntil(close: string): Word | undefined {
    const start = this.at
    let open = 0
    this.nest()
    const stop = (cursor: Cursor): boolean => {
      const char = cursor.text.charAt(cursor.at)
      if (char === close && open === 0) return true
      if (close === ';' && char === ')' && open === 0) return true
      if (char === '(') open++
      else if (char === ')') open--
      return open < 0
    }
    let parts: Part[]
    try {
      parts = this.parts({ stop: once(stop), quoted: true, spaces: true, here: false })
    } catch (error) {
      if (error instanceof ShellSyntaxError && close === ')') return undefined
      throw error
    } finally {
      this.depth--
    }
    return { parts, source: this.text.slice(start, this.at) }
  }

  private braced(quoted: boolean): ParameterPart {
    const start = this.at
    const line = this.line
    this.nest()
    this.at += 2
    const part = this.bracedInside(quoted, start, line)
    this.depth--
    return part
  }

  private bracedInside(quoted: boolean, start: number, line: number): ParameterPart {
    let indirect = false
    let index: Word | undefined
    let operation: Operation | undefined
    const finish = (name: string): ParameterPart => {
      if (this.ended) throw this.problem('unmatched', '}', undefined, line)
      if (this.text.charAt(this.at) !== '}') {
        operation = { kind: 'bad' }
        this.parts({ stop: cursor => cursor.startsWith('}'), quoted })
        if (this.ended) throw this.problem('unmatched', '}', undefined, line)
      }
      this.at++
      return { kind: 'parameter', name, quoted, index, indirect, operation, source: this.text.slice(start, this.at) }
    }
    const nameHere = (): string => {
      const char = this.text.charAt(this.at)
      NAME.lastIndex = this.at
      DIGITS.lastIndex = this.at
      const name = NAME.exec(this.text)?.[0] ?? DIGITS.exec(this.text)?.[0] ?? (SPECIAL.test(char) ? char : '')
      this.at += name.length
      return name
    }
    const first = this.text.charAt(this.at)
    const second = this.text.charAt(this.at + 1)
    if (first === '#' && second !== '}' && !/[-=?+#%:]/.test(second)) {
      this.at++
      const name = nameHere()
      index = this.index()
      operation = name === '' ? { kind: 'bad' } : { kind: 'length' }
      return finish(name)
    }
    if (first === '#' && (second === '#' || second === '?' || second === '-') && this.text.charAt(this.at + 2) === '}') {
      this.at += 2
      operation = { kind: 'length' }
      return finish(second)
    }
    if (first === '!' && this.dialect.bashisms && second !== '}' && !/[-=?+#%:]/.test(second)) {
      this.at++
      indirect = true
    }
    const name = nameHere()
    if (name === '') {
      operation = { kind: 'bad' }
      return finish('')
    }
    index = this.index()
    if (indirect) {
      const end = this.match(/[*@](?=\})/y)
      if (end) {
        this.at++
        operation = { kind: 'names' }
        return finish(name)
      }
      if (this.startsWith('}') && index && (index.source === '@' || index.source === '*')) {
        operation = { kind: 'names' }
        return finish(name)
      }
    }
    operation = this.operation(quoted, line)
    return finish(name)
  }

  private index(): Word | undefined {
    if (!this.dialect.bashisms || this.text.charAt(this.at) !== '[') return undefined
    const line = this.line
    const start = ++this.at
    let open = 0
    const stop = (cursor: Cursor): boolean => {
      const char = cursor.text.charAt(cursor.at)
      if (char === ']' && open === 0) return true
      if (char === '[') open++
      else if (char === ']') open--
      return false
    }
    const parts = this.parts({ stop: once(stop), quoted: false, spaces: true })
    if (this.ended) throw this.problem('unmatched', ']', undefined, line)
    const word = { parts, source: this.text.slice(start, this.at) }
    this.at++
    return word
  }

  private operation(quoted: boolean, line: number): Operation | undefined {
    const char = this.text.charAt(this.at)
    const next = this.text.charAt(this.at + 1)
    const { extended, bashisms } = this.dialect
    if (char === '}' || char === '') return undefined
    if (char === ':' && /[-=?+]/.test(next)) {
      this.at += 2
      return { kind: 'default', op: next as '-', colon: true, word: this.operand(quoted, false, line) }
    }
    if (/[-=?+]/.test(char)) {
      this.at++
      return { kind: 'default', op: char as '-', colon: false, word: this.operand(quoted, false, line) }
    }
    if (char === '#' || char === '%') {
      const longest = next === char
      this.at += longest ? 2 : 1
      return { kind: 'trim', end: char === '#' ? 'front' : 'back', longest, pattern: this.operand(quoted, true, line) }
    }
    if (char === ':' && extended) {
      this.at++
      const offset = this.sliceOperand(line)
      let length: Word | undefined
      if (this.startsWith(':')) {
        this.at++
        length = this.sliceOperand(line)
      }
      return { kind: 'slice', offset, length }
    }
    if (char === '/' && extended) {
      this.at++
      const all = this.startsWith('/')
      if (all) this.at++
      const anchor = all ? undefined : this.startsWith('#') ? 'front' : this.startsWith('%') ? 'back' : undefined
      if (anchor) this.at++
      const pattern = this.operand(quoted, true, line, '/')
      let by: Word = { parts: [], source: '' }
      if (this.startsWith('/')) {
        this.at++
        by = this.operand(quoted, true, line)
      }
      return { kind: 'replace', all, anchor, pattern, by }
    }
    if ((char === '^' || char === ',') && bashisms) {
      const all = next === char
      this.at += all ? 2 : 1
      const pattern = this.startsWith('}') ? undefined : this.operand(quoted, true, line)
      return { kind: 'case', upper: char === '^', all, pattern }
    }
    if (char === '@' && bashisms && /[QEPAKakuUL]/.test(next) && this.text.charAt(this.at + 2) === '}') {
      this.at += 2
      return { kind: 'transform', letter: next }
    }
    return { kind: 'bad' }
  }

  private operand(quoted: boolean, pattern: boolean, line: number, end = '}'): Word {
    const start = this.at
    const parts = this.parts({ stop: cursor => cursor.startsWith('}') || (end !== '}' && cursor.startsWith(end)), quoted: quoted && !pattern, pattern, spaces: true })
    if (this.ended) throw this.problem('unmatched', '}', undefined, line)
    return { parts, source: this.text.slice(start, this.at) }
  }

  private sliceOperand(line: number): Word {
    const start = this.at
    let open = 0
    let questions = 0
    const stop = (cursor: Cursor): boolean => {
      const char = cursor.text.charAt(cursor.at)
      if (char === '}' && open === 0) return true
      if (char === ':' && open === 0) {
        if (questions === 0) return true
        questions--
      }
      if (char === '?') questions++
      if (char === '(') open++
      else if (char === ')') open--
      return false
    }
    const parts = this.parts({ stop: once(stop), quoted: false, spaces: true })
    if (this.ended) throw this.problem('unmatched', '}', undefined, line)
    return { parts, source: this.text.slice(start, this.at) }
  }
}

const DIGITS = /[0-9]+/y
/** Blanks and operators are plain inside `${x:-…}`, arithmetic, here-documents; closing characters are looked at by `stop`. */
const HERE_PLAIN = /[^'"`\\$]+/y
const PLAIN_IN_BRACES = /[^"`\\$']+/y

/** A stop test with state (nesting) must see each position once. */
function once(stop: (cursor: Cursor) => boolean): (cursor: Cursor) => boolean {
  let asked = -1
  let answer = false
  return cursor => {
    if (cursor.at !== asked) {
      asked = cursor.at
      answer = stop(cursor)
    }
    return answer
  }
}

/** A word that is one plain text without quotes; what keywords, aliases and function names must be. */
export function plainText(word: Word): string | undefined {
  const [part, more] = word.parts
  return part?.kind === 'text' && !part.quoted && more === undefined ? part.text : undefined
}

/** A text as a word without any quoting left to do. */
export const literal = (text: string): Word => ({ parts: [{ kind: 'text', text, quoted: true } satisfies TextPart], source: text })

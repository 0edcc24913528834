/** The language of `sed`: scripts as commands. */
import { posixRegex } from './posix-regex.ts'
import type { PosixRegex } from './posix-regex.ts'
import { RegexError } from './regex-tree.ts'

/** A script that cannot be read; `at` counts characters of the expression up to where it was noticed. */
export class ScriptError extends Error {
  readonly at: number

  constructor(message: string, at: number) {
    super(message)
    this.at = at
  }
}

export type Address =
  | { readonly kind: 'line'; readonly number: number }
  | { readonly kind: 'last' }
  /** Every `step` lines from `first`. */
  | { readonly kind: 'step'; readonly first: number; readonly step: number }
  /** Undefined: the expression used last. */
  | { readonly kind: 'regex'; readonly regex: PosixRegex | undefined }
  | { readonly kind: 'plus'; readonly count: number }
  | { readonly kind: 'multiple'; readonly of: number }

/** A piece of a replacement: text, or a group; changed in case. */
export type ReplacementPart = { readonly text: string } | { readonly group: number } | { readonly turn: 'L' | 'U' | 'l' | 'u' | 'E' }

export interface Substitution {
  readonly regex: PosixRegex | undefined
  readonly parts: readonly ReplacementPart[]
  readonly global: boolean
  /** Which match to begin with. */
  readonly nth: number
  readonly print: boolean
  readonly file: string | undefined
}

export interface SedCommand {
  readonly from: Address | undefined
  readonly to: Address | undefined
  readonly negated: boolean
  readonly name: string
  /** Text of a, i, c; file of r, R, w, W; label. */
  readonly text: string
  readonly number: number | undefined
  readonly substitution: Substitution | undefined
  /** Character by character, of `y`. */
  readonly map: ReadonlyMap<string, string> | undefined
  /** Index to go on at: the end of a block, the target of a branch. */
  jump: number
}

const AFTER_TEXT = "expected \\ after `a', `c' or `i'"

export class ScriptParser {
  private readonly text: string
  private readonly extended: boolean
  private at = 0
  readonly commands: SedCommand[] = []
  private readonly blocks: { index: number; at: number }[] = []
  private readonly labels = new Map<string, number>()

  constructor(text: string, extended: boolean) {
    this.text = text
    this.extended = extended
  }

  /** @throws ScriptError */
  parse(): readonly SedCommand[] {
    for (;;) {
      while (/[\s;]/.test(this.text[this.at] ?? 'x')) this.at++
      if (this.at >= this.text.length) break
      this.command()
    }
    const open = this.blocks.at(-1)
    if (open) throw new ScriptError('unmatched `{\'', 0)
    for (const command of this.commands) {
      if (!['b', 't', 'T'].includes(command.name)) continue
      const target = command.text === '' ? this.commands.length : this.labels.get(command.text)
      if (target === undefined) throw new ScriptError(`can't find label for jump to \`${command.text}'`, -1)
      command.jump = target
    }
    return this.commands
  }

  private fail(message: string): ScriptError {
    return new ScriptError(message, this.at)
  }

  private blanks(): void {
    while (/[ \t]/.test(this.text[this.at] ?? 'x')) this.at++
  }

  private command(): void {
    const from = this.address()
    let to: Address | undefined
    this.blanks()
    if (from && this.text[this.at] === ',') {
      this.at++
      this.blanks()
      to = this.address(true)
      if (!to) {
        this.at++
        throw this.fail('unexpected `,\'')
      }
    }
    if (from?.kind === 'line' && from.number === 0 && to?.kind !== 'regex') {
      this.at++
      throw this.fail('invalid usage of line address 0')
    }
    this.blanks()
    let negated = false
    while (this.text[this.at] === '!') {
      negated = true
      this.at++
      this.blanks()
      if (this.text[this.at] === '!') {
        this.at++
        throw this.fail('multiple `!\'s')
      }
    }
    const name = this.text[this.at]
    this.at++
    if (name === undefined || name === '\n' || name === ';') throw this.fail('missing command')
    const add = (extra: Partial<SedCommand>): SedCommand => {
      const command: SedCommand = { from, to, negated, name, text: '', number: undefined, substitution: undefined, map: undefined, jump: 0, ...extra }
      this.commands.push(command)
      return command
    }
    switch (name) {
      case '#':
        if (from) throw this.fail('comments don\'t accept any addresses')
        while (this.at < this.text.length && this.text[this.at] !== '\n') this.at++
        return
      case ':': {
        if (from) throw this.fail(': doesn\'t want any addresses')
        this.blanks()
        const label = this.word(/[\s;]/)
        if (label === '') throw this.fail('":" lacks a label')
        this.labels.set(label, this.commands.length)
        return
      }
      case '{':
        this.blocks.push({ index: this.commands.length, at: this.at })
        add({})
        return
      case '}': {
        const block = this.blocks.pop()
        if (!block) throw this.fail('unexpected `}\'')
        if (from) throw this.fail('} doesn\'t want any addresses')
        ;(this.commands[block.index] as SedCommand).jump = this.commands.length
        this.end()
        return
      }
      case 'a': case 'i': case 'c':
        add({ text: this.insertedText() })
        return
      case 'b': case 't': case 'T': {
        this.blanks()
        add({ text: this.word(/[\s;}]/) })
        this.end()
        return
      }
      case 'r': case 'R': case 'w': case 'W': {
        this.blanks()
        const file = this.word(/\n/)
        if (file === '') throw this.fail('missing filename in r/R/w/W commands')
        add({ text: file })
        return
      }
      case 's':
        add({ substitution: this.substitution() })
        this.end()
        return
      case 'y':
        add({ map: this.transliteration() })
        this.end()
        return
      case 'q': case 'Q': case 'l': case 'L': {
        if ((name === 'q' || name === 'Q') && to) throw this.fail('command only uses one address')
        this.blanks()
        const number = this.word(/[^\d]/)
        add({ number: number === '' ? undefined : Number(number) })
        this.end()
        return
      }
      case 'v':
        this.word(/[\n;]/)
        return
      case 'e':
        throw this.fail('e/r/w commands disabled in sandbox mode')
      case '=': case 'd': case 'D': case 'F': case 'g': case 'G': case 'h': case 'H': case 'n': case 'N': case 'p': case 'P': case 'x': case 'z':
        add({})
        this.end()
        return
      default:
        throw this.fail(`unknown command: \`${name}'`)
    }
  }

  /** A command ends at a newline, a semicolon, a closing brace or a comment. */
  private end(): void {
    this.blanks()
    const next = this.text[this.at]
    if (next === undefined || next === '}' || next === '#') return
    this.at++
    if (next !== '\n' && next !== ';') throw this.fail('extra characters after command')
  }

  private word(end: RegExp): string {
    const start = this.at
    while (this.at < this.text.length && !end.test(this.text[this.at] as string)) this.at++
    return this.text.slice(start, this.at)
  }

  private address(second = false): Address | undefined {
    const character = this.text[this.at] ?? ''
    if (/\d/.test(character)) {
      const number = Number(this.word(/[^\d]/))
      this.blanks()
      if (this.text[this.at] === '~' && !second) {
        this.at++
        return { kind: 'step', first: number, step: Number(this.word(/[^\d]/) || 0) }
      }
      return { kind: 'line', number }
    }
    if (second && (character === '+' || character === '~')) {
      this.at++
      const digits = this.word(/[^\d]/)
      if (digits === '') throw this.fail('expected number')
      return character === '+' ? { kind: 'plus', count: Number(digits) } : { kind: 'multiple', of: Number(digits) }
    }
    if (character === '$') {
      this.at++
      return { kind: 'last' }
    }
    if (character !== '/' && character !== '\\') return undefined
    this.at++
    let delimiter = '/'
    if (character === '\\') delimiter = this.text[this.at++] ?? ''
    const pattern = this.delimited(delimiter, true)
    if (pattern === undefined) throw this.fail('unterminated address regex')
    let ignoreCase = false
    let multiline = false
    for (;;) {
      if (this.text[this.at] === 'I') ignoreCase = true
      else if (this.text[this.at] === 'M') multiline = true
      else break
      this.at++
    }
    return { kind: 'regex', regex: this.compile(pattern, ignoreCase, multiline) }
  }

  private compile(pattern: string, ignoreCase: boolean, multiline: boolean): PosixRegex | undefined {
    if (pattern === '') return undefined
    try {
      return posixRegex(pattern, this.extended ? 'extended' : 'basic', { ignoreCase, multiline })
    } catch (error) {
      if (error instanceof RegexError) throw this.fail(error.message)
      throw error
    }
  }

  /** Text up to the delimiter, which is skipped. A delimiter behind a backslash is the plain character. */
  private delimited(delimiter: string, regex: boolean): string | undefined {
    let out = ''
    for (;;) {
      const character = this.text[this.at]
      if (character === undefined || (character === '\n' && regex)) return undefined
      this.at++
      if (character === delimiter) return out
      if (character === '\\') {
        const next = this.text[this.at]
        if (next === undefined) return undefined
        this.at++
        if (next === delimiter) out += regex && /[.*[\]^$+?(){}|]/.test(delimiter) && delimiter !== '/' ? `[${delimiter}]`.replace('[^]', '\\^') : regex || delimiter !== '&' ? next : '\\&'
        else if (next === '\n' && regex) out += '\n'
        else out += character + next
      } else if (character === '[' && regex) {
        // The delimiter is an ordinary character inside brackets.
        const bracket = /^\^?\]?(?:\[([:.=]).*?\1\]|[^\]\n])*\]/.exec(this.text.slice(this.at))
        if (!bracket) {
          this.at = this.text.length
          return undefined
        }
        out += character + bracket[0]
        this.at += bracket[0].length
      } else out += character
    }
  }

  private substitution(): Substitution {
    const delimiter = this.text[this.at++] ?? ''
    const bad = (): ScriptError => this.fail('unterminated `s\' command')
    if (delimiter === '' || delimiter === '\n' || delimiter === '\\') throw bad()
    const pattern = this.delimited(delimiter, true)
    if (pattern === undefined) throw bad()
    const replacement = this.delimited(delimiter, false)
    if (replacement === undefined) throw bad()
    let global = false
    let print = false
    let ignoreCase = false
    let multiline = false
    let nth = 0
    let file: string | undefined
    flags: for (;;) {
      const flag = this.text[this.at]
      switch (flag) {
        case 'g':
          if (global) {
            this.at++
            throw this.fail('multiple `g\' options to `s\' command')
          }
          global = true
          break
        case 'p':
          if (print) {
            this.at++
            throw this.fail('multiple `p\' options to `s\' command')
          }
          print = true
          break
        case 'i': case 'I':
          ignoreCase = true
          break
        case 'm': case 'M':
          multiline = true
          break
        case 'e':
          this.at++
          throw this.fail('e/r/w commands disabled in sandbox mode')
        case 'w':
          this.at++
          this.blanks()
          file = this.word(/\n/)
          if (file === '') throw this.fail('missing filename in r/R/w/W commands')
          break flags
        case undefined: case '\n': case ';': case '}': case '#': case ' ': case '\t': case '\r':
          break flags
        default:
          if (/\d/.test(flag)) {
            const digits = this.word(/[^\d]/)
            if (nth > 0) throw this.fail('multiple number options to `s\' command')
            nth = Number(digits)
            if (nth === 0) throw this.fail('number option to `s\' command may not be zero')
            continue
          }
          this.at++
          throw this.fail('unknown option to `s\'')
      }
      this.at++
    }
    const regex = this.compile(pattern, ignoreCase, multiline)
    const parts = replacementParts(replacement)
    for (const part of parts) {
      if ('group' in part && regex && part.group > regex.groupCount) throw this.fail(`invalid reference \\${part.group} on \`s' command's RHS`)
    }
    return { regex, parts, global, nth: nth === 0 ? 1 : nth, print, file }
  }

  private transliteration(): ReadonlyMap<string, string> {
    const delimiter = this.text[this.at++] ?? ''
    const from = this.delimited(delimiter, false)
    const to = from === undefined ? undefined : this.delimited(delimiter, false)
    if (from === undefined || to === undefined) throw this.fail('unterminated `y\' command')
    const plain = (text: string): string[] => Array.from(text.replace(/\\(.)/gs, (whole, next: string) => (next === '\\' ? '\\' : next === 'n' ? '\n' : next === 't' ? '\t' : next === '\n' ? '\n' : whole)))
    const a = plain(from)
    const b = plain(to)
    if (a.length !== b.length) throw this.fail('strings for `y\' command are different lengths')
    const map = new Map<string, string>()
    for (const [i, character] of a.entries()) if (!map.has(character)) map.set(character, b[i] as string)
    return map
  }

  /** Text of a, i, c: on the next lines after a backslash, or on the same line. */
  private insertedText(): string {
    this.blanks()
    if (this.at >= this.text.length) throw this.fail(AFTER_TEXT)
    if (this.text[this.at] === '\\') {
      this.at++
      const mark = this.at
      this.blanks()
      if (this.text[this.at] === '\n') this.at++
      else this.at = mark
      if (this.at >= this.text.length) throw this.fail(AFTER_TEXT)
    } else if (this.text[this.at] === '\n') {
      this.at++
      throw this.fail(AFTER_TEXT)
    }
    let out = ''
    for (;;) {
      const character = this.text[this.at]
      if (character === undefined) break
      this.at++
      if (character === '\n') break
      if (character === '\\') {
        const next = this.text[this.at]
        if (next === undefined) break
        this.at++
        out += next
      } else out += character
    }
    return `${out}\n`
  }
}

function replacementParts(text: string): ReplacementPart[] {
  const parts: ReplacementPart[] = []
  let plain = ''
  const flush = (): void => {
    if (plain !== '') parts.push({ text: plain })
    plain = ''
  }
  for (let at = 0; at < text.length; at++) {
    const character = text[at] as string
    if (character === '&') {
      flush()
      parts.push({ group: 0 })
    } else if (character === '\\') {
      const next = text[++at] ?? ''
      if (/\d/.test(next)) {
        flush()
        parts.push({ group: Number(next) })
      } else if (/[LUluE]/.test(next)) {
        flush()
        parts.push({ turn: next as 'L' })
      } else plain += SPECIAL[next] ?? next
    } else plain += character
  }
  flush()
  return parts
}

const SPECIAL: Readonly<Record<string, string>> = { n: '\n', t: '\t', a: '\x07', f: '\f', r: '\r', v: '\v' }

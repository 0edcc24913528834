/**
 * Shell patterns: `*`, `?`, `[..]`, backslash, and with `extglob` `?( ) *( ) +( ) @( ) !( )`. A pattern is matched by
 * following all its positions at once, so no pattern takes more than length × length of pattern; extended ones become
 * regular expressions.
 */

type Token =
  | { readonly kind: 'char'; readonly char: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'star' }
  | { readonly kind: 'set'; readonly negated: boolean; readonly test: (char: string) => boolean }

const CLASSES: Readonly<Record<string, RegExp>> = {
  alpha: /\p{L}/u, digit: /[0-9]/, alnum: /[\p{L}0-9]/u, upper: /\p{Lu}/u, lower: /\p{Ll}/u, space: /[ \t\n\r\f\v]/, blank: /[ \t]/,
  punct: /[!-/:-@[-`{-~]/, print: /[^\x00-\x1f\x7f]/, graph: /[^\x00-\x20\x7f]/, cntrl: /[\x00-\x1f\x7f]/, xdigit: /[0-9A-Fa-f]/, word: /[\p{L}0-9_]/u,
}

const EXTENDED = /[?*+@!]\(/

export class Pattern {
  private readonly tokens: readonly Token[]
  private readonly expression: RegExp | undefined
  /** Set when the pattern is one plain text. */
  readonly plain: string | undefined

  constructor(source: string, options: { ignoreCase?: boolean; extended?: boolean } = {}) {
    const ignoreCase = options.ignoreCase ?? false
    this.expression = options.extended && EXTENDED.test(source) ? new RegExp(`^(?:${toExpression(source)})$`, ignoreCase ? 'isu' : 'su') : undefined
    this.tokens = tokens(source, ignoreCase)
    this.plain = !this.expression && !ignoreCase && this.tokens.every(token => token.kind === 'char') ? this.tokens.map(token => (token as { char: string }).char).join('') : undefined
  }

  /** Does the whole text match? */
  matches(text: string): boolean {
    if (this.expression) return this.expression.test(text)
    if (this.plain !== undefined) return text === this.plain
    const chars = characters(text)
    return this.ends(chars, 0, true).has(chars.length)
  }

  /** Lengths (in UTF-16 units) of the beginnings that match: the shortest or the longest; undefined when none does. */
  front(text: string, longest: boolean, from = 0): number | undefined {
    if (this.plain !== undefined) return text.startsWith(this.plain, from) ? this.plain.length : undefined
    if (this.expression) {
      const rest = text.slice(from)
      return pick(lengths(rest).filter(length => this.expression?.test(rest.slice(0, length))), longest)
    }
    const chars = characters(from === 0 ? text : text.slice(from))
    const count = pick([...this.ends(chars, 0, false)], longest)
    return count === undefined ? undefined : chars.slice(0, count).join('').length
  }

  /** Like `front`, for the end of the text. */
  back(text: string, longest: boolean): number | undefined {
    if (this.plain !== undefined) return text.endsWith(this.plain) ? this.plain.length : undefined
    if (this.expression) return pick(lengths(text).map(length => text.length - length).filter(length => this.expression?.test(text.slice(text.length - length))), longest)
    const chars = characters(text).reverse()
    const count = pick([...follow([...this.tokens].reverse(), chars, 0, false)], longest)
    return count === undefined ? undefined : chars.slice(0, count).join('').length
  }

  private ends(chars: readonly string[], from: number, whole: boolean): Set<number> {
    return follow(this.tokens, chars, from, whole)
  }
}

const pick = (lengthsFound: number[], longest: boolean): number | undefined => (lengthsFound.length === 0 ? undefined : longest ? Math.max(...lengthsFound) : Math.min(...lengthsFound))

/** Positions between characters. */
function lengths(text: string): number[] {
  const found = [0]
  for (const char of text) found.push((found[found.length - 1] as number) + char.length)
  return found
}

/** Characters of a text; an array of code points. */
const characters = (text: string): string[] => (/[\ud800-\udfff]/.test(text) ? [...text] : text.split(''))

/** All counts of characters after which the tokens are used up. `whole`: only the end of the text counts. */
function follow(list: readonly Token[], chars: readonly string[], from: number, whole: boolean): Set<number> {
  const ends = new Set<number>()
  const size = list.length
  let active: boolean[] = new Array<boolean>(size + 1).fill(false)
  const enter = (states: boolean[], at: number): void => {
    let state = at
    states[state] = true
    while (list[state]?.kind === 'star') states[++state] = true
  }
  enter(active, 0)
  let longestRun = -1
  for (let i = from; ; i++) {
    if (active[size] && (!whole || i === chars.length)) {
      if (whole || ends.size < 2) ends.add(i)
      else longestRun = i
    }
    const char = chars[i]
    if (char === undefined) break
    const next: boolean[] = new Array<boolean>(size + 1).fill(false)
    let alive = false
    for (let state = 0; state < size; state++) {
      if (!active[state]) continue
      const token = list[state] as Token
      if (token.kind === 'star') {
        enter(next, state)
        alive = true
      } else if (token.kind === 'any' || (token.kind === 'char' ? token.char === char : token.test(char) !== token.negated)) {
        enter(next, state + 1)
        alive = true
      }
    }
    if (!alive) break
    active = next
  }
  // Only the shortest and the longest are ever asked for.
  if (longestRun >= 0) ends.add(longestRun)
  return ends
}

function tokens(source: string, ignoreCase: boolean): Token[] {
  const list: Token[] = []
  for (let at = 0; at < source.length;) {
    const char = String.fromCodePoint(source.codePointAt(at) as number)
    at += char.length
    if (char === '*') {
      if (list[list.length - 1]?.kind !== 'star') list.push({ kind: 'star' })
    } else if (char === '?') list.push({ kind: 'any' })
    else if (char === '[') {
      const set = bracket(source, at, ignoreCase)
      if (set) {
        list.push(set.token)
        at = set.end
      } else list.push({ kind: 'char', char })
    } else if (char === '\\' && at < source.length) {
      const next = String.fromCodePoint(source.codePointAt(at) as number)
      at += next.length
      list.push(charToken(next, ignoreCase))
    } else list.push(charToken(char, ignoreCase))
  }
  return list
}

function charToken(char: string, ignoreCase: boolean): Token {
  const lower = char.toLowerCase()
  if (!ignoreCase || lower === char.toUpperCase()) return { kind: 'char', char }
  return { kind: 'set', negated: false, test: other => other.toLowerCase() === lower }
}

/** A bracket expression whose text begins at `at`; undefined when it is not closed. */
function bracket(source: string, at: number, ignoreCase: boolean): { token: Token; end: number } | undefined {
  let i = at
  let negated = false
  if (source[i] === '!' || source[i] === '^') {
    negated = true
    i++
  }
  const tests: ((char: string) => boolean)[] = []
  for (let first = true; ; first = false) {
    const char = i < source.length ? String.fromCodePoint(source.codePointAt(i) as number) : ''
    if (char === '' || char === '/') return undefined
    if (char === ']' && !first) break
    const named = char === '[' ? /^\[:([a-z]+):\]/.exec(source.slice(i, i + 16)) : null
    if (named) {
      const expression = CLASSES[named[1] as string]
      if (expression) tests.push(other => expression.test(other))
      i += named[0].length
      continue
    }
    const equal = char === '[' ? /^\[([=.])([^])\1\]/.exec(source.slice(i, i + 6)) : null
    let low = char
    if (equal) {
      low = equal[2] as string
      i += equal[0].length
    } else if (char === '\\' && i + 1 < source.length) {
      low = String.fromCodePoint(source.codePointAt(i + 1) as number)
      i += 1 + low.length
    } else i += char.length
    if (source[i] === '-' && source[i + 1] !== ']' && i + 1 < source.length) {
      let high = String.fromCodePoint(source.codePointAt(i + 1) as number)
      i += 1 + high.length
      if (high === '\\' && i < source.length) {
        high = String.fromCodePoint(source.codePointAt(i) as number)
        i += high.length
      }
      const a = low.codePointAt(0) as number
      const b = high.codePointAt(0) as number
      const within = (other: string): boolean => {
        const code = other.codePointAt(0) as number
        return code >= a && code <= b
      }
      tests.push(ignoreCase ? other => within(other.toLowerCase()) || within(other.toUpperCase()) : within)
    } else tests.push(ignoreCase ? other => other.toLowerCase() === low.toLowerCase() : other => other === low)
  }
  return { token: { kind: 'set', negated, test: char => tests.some(test => test(char)) }, end: i + 1 }
}

/** A pattern with extended parts as a regular expression. */
function toExpression(source: string): string {
  let out = ''
  const closers: string[] = []
  for (let at = 0; at < source.length;) {
    const char = String.fromCodePoint(source.codePointAt(at) as number)
    if (/[?*+@!]/.test(char) && source[at + 1] === '(') {
      if (char === '!') {
        const end = closing(source, at + 2)
        const inner = alternatives(source.slice(at + 2, end)).map(toExpression).join('|')
        const rest = toExpression(source.slice(end + 1))
        return `${out}(?!(?:${inner})${rest}$).*?${rest}`
      }
      out += '(?:'
      closers.push(char === '@' ? ')' : `)${char}`)
      at += 2
      continue
    }
    at += char.length
    if (char === ')' && closers.length > 0) out += closers.pop() as string
    else if (char === '|' && closers.length > 0) out += '|'
    else if (char === '*') out += '.*'
    else if (char === '?') out += '.'
    else if (char === '[') {
      const set = bracket(source, at, false)
      if (set) {
        out += setExpression(source.slice(at, set.end - 1))
        at = set.end
      } else out += '\\['
    } else if (char === '\\' && at < source.length) out += quote(source[at++] as string)
    else out += quote(char)
  }
  return out + closers.map(() => ')').join('')
}

function setExpression(inside: string): string {
  const negated = /^[!^]/.test(inside)
  const body = (negated ? inside.slice(1) : inside).replace(/\[:([a-z]+):\]|\\([^])|([[\]^])/g, (_, name?: string, escaped?: string, special?: string) => {
    if (name !== undefined) return (CLASSES[name]?.source ?? '').replace(/^\[|\]$/g, '')
    return `\\${escaped ?? special ?? ''}`
  })
  return `[${negated ? '^' : ''}${body}]`
}

const quote = (char: string): string => (/[\\^$.*+?()[\]{}|/]/.test(char) ? `\\${char}` : char)

function closing(source: string, from: number): number {
  let open = 0
  for (let i = from; i < source.length; i++) {
    if (source[i] === '\\') i++
    else if (source[i] === '(') open++
    else if (source[i] === ')' && open-- === 0) return i
  }
  return source.length
}

function alternatives(source: string): string[] {
  const found: string[] = []
  let open = 0
  let start = 0
  for (let i = 0; i < source.length; i++) {
    if (source[i] === '\\') i++
    else if (source[i] === '(') open++
    else if (source[i] === ')') open--
    else if (source[i] === '|' && open === 0) {
      found.push(source.slice(start, i))
      start = i + 1
    }
  }
  return [...found, source.slice(start)]
}

const compiled = new Map<string, Pattern>()

/** A compiled pattern; the last ones are remembered. */
export function pattern(source: string, extended = false, ignoreCase = false): Pattern {
  const key = `${extended ? 'e' : 'p'}${ignoreCase ? 'i' : 's'}${source}`
  let found = compiled.get(key)
  if (!found) {
    if (compiled.size > 500) compiled.clear()
    compiled.set(key, (found = new Pattern(source, { extended, ignoreCase })))
  }
  return found
}

/** `${text/pattern/by}`; `&` in `by` has been dealt with. */
export function replacePattern(text: string, source: string, by: (matched: string) => string, options: { all: boolean; anchor: 'front' | 'back' | undefined; extended: boolean }): string {
  const compiledPattern = pattern(source, options.extended)
  if (source === '' && options.anchor === undefined) return text
  if (options.anchor === 'back') {
    const length = compiledPattern.back(text, true)
    return length === undefined ? text : text.slice(0, text.length - length) + by(text.slice(text.length - length))
  }
  if (options.anchor === 'front') {
    const length = compiledPattern.front(text, true)
    return length === undefined ? text : by(text.slice(0, length)) + text.slice(length)
  }
  const { plain } = compiledPattern
  if (plain !== undefined && plain !== '') {
    if (options.all) return text.split(plain).join(by(plain))
    const at = text.indexOf(plain)
    return at < 0 ? text : text.slice(0, at) + by(plain) + text.slice(at + plain.length)
  }
  let out = ''
  for (let at = 0; at <= text.length;) {
    const length = compiledPattern.front(text, true, at)
    if (length === undefined || (length === 0 && (at === text.length || options.all))) {
      if (length === 0 && text === '' ) return by('')
      if (at >= text.length) break
      out += text.charAt(at++)
      continue
    }
    out += by(text.slice(at, at + length))
    at += Math.max(length, 0)
    if (!options.all) return out + text.slice(at)
    if (length === 0) out += text.charAt(at++)
  }
  return out
}

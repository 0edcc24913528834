/**
 * POSIX regular expressions, basic and extended, with GNU's additions.
 *
 * An expression is parsed into a tree. Usually the tree becomes a JavaScript RegExp. Two things need our own matcher
 * (`regex-machine.ts`), which takes time linear in the text: finding the *longest* match where JavaScript would take the
 * first alternative, and expressions for which backtracking could take forever.
 */
import { RegexMachine } from './regex-machine.ts'
import { RegexError } from './regex-tree.ts'
import type { RegexMatch, RegexNode, RegexOptions } from './regex-tree.ts'

/** `grep` is extended, with an ordinary `)` where no group is open. */
export type Flavour = 'basic' | 'extended' | 'grep' | 'awk'

/** Longer expressions are refused. */
const PATTERN_MAX = 32 * 1024
/** glibc's RE_DUP_MAX. */
const REPEAT_MAX = 32767
/** Steps a backtracking match may be expected to take before the linear matcher is used instead. */
const BACKTRACK_BUDGET = 2e9
/** Longest text for an expression with back references that could blow up. */
const BACKREFERENCE_TEXT_MAX = 2000

const CLASSES: Readonly<Record<string, string>> = {
  alpha: String.raw`\p{L}`, digit: '0-9', alnum: String.raw`\p{L}\p{N}`, upper: String.raw`\p{Lu}`, lower: String.raw`\p{Ll}`,
  space: String.raw` \t\n\r\f\v`, blank: String.raw` \t`, punct: String.raw`!-\/:-@\[-\x60\{-~\p{P}\p{S}`, cntrl: String.raw`\x00-\x1f\x7f`,
  print: String.raw`\x20-\x7e\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}`, graph: String.raw`\x21-\x7e\p{L}\p{M}\p{N}\p{P}\p{S}`, xdigit: '0-9A-Fa-f',
}

const WORD = String.raw`[\p{L}\p{N}_]`

/** A character as it stands in a JavaScript expression with the `u` flag. */
function literal(character: string): string {
  const code = character.codePointAt(0) as number
  if (/[A-Za-z0-9_]/.test(character) || code > 0x7f && !(code >= 0xd800 && code <= 0xdfff)) return character
  return `\\u{${code.toString(16)}}`
}

/** A literal text as a tree: `grep -F`, `fixed` separators. */
export function literalTree(text: string): RegexNode {
  return { kind: 'cat', items: Array.from(text, character => ({ kind: 'set', source: literal(character) })) }
}

class Parser {
  private readonly text: readonly string[]
  private readonly flavour: Flavour
  private at = 0
  private depth = 0
  private open = 0
  groups = 0
  private readonly closed = new Set<number>()

  constructor(pattern: string, flavour: Flavour) {
    if (pattern.length > PATTERN_MAX) throw new RegexError('Regular expression too big')
    this.text = Array.from(pattern)
    this.flavour = flavour
  }

  parse(): RegexNode {
    const tree = this.alternatives()
    if (this.at < this.text.length) throw new RegexError('Unmatched ) or \\)')
    return tree
  }

  private sees(token: string): boolean {
    if (token === ')' && this.flavour === 'grep' && this.open === 0) return false
    const extended = this.flavour !== 'basic'
    if (extended) return this.text[this.at] === token
    return this.text[this.at] === '\\' && this.text[this.at + 1] === token
  }

  private skip(): void {
    this.at += this.flavour === 'basic' ? 2 : 1
  }

  private alternatives(): RegexNode {
    if (++this.depth > 200) throw new RegexError('Regular expression too big')
    const items = [this.sequence()]
    while (this.sees('|')) {
      this.skip()
      items.push(this.sequence())
    }
    this.depth--
    return items.length === 1 ? (items[0] as RegexNode) : { kind: 'alt', items }
  }

  private sequence(): RegexNode {
    const items: RegexNode[] = []
    let first = true
    while (this.at < this.text.length && !this.sees('|') && !this.sees(')')) {
      const item = this.atom(first)
      first = false
      items.push(this.repeated(item))
    }
    if (this.sees(')') && this.depth <= 1) throw new RegexError('Unmatched ) or \\)')
    return items.length === 1 ? (items[0] as RegexNode) : { kind: 'cat', items }
  }

  private atom(first: boolean): RegexNode {
    const basic = this.flavour === 'basic'
    const character = this.text[this.at] as string
    if (this.sees('(')) {
      this.skip()
      const index = ++this.groups
      this.open++
      const item = this.alternatives()
      if (!this.sees(')')) throw new RegexError('Unmatched ( or \\(')
      this.skip()
      this.open--
      this.closed.add(index)
      return { kind: 'group', item, index }
    }
    if (character === '.') return this.one({ kind: 'any' })
    if (character === '[') return this.bracket()
    if (character === '^' && (!basic || first)) return this.one({ kind: 'assert', what: '^' })
    if (character === '$' && (!basic || this.endsHere())) return this.one({ kind: 'assert', what: '$' })
    if (character === '*' && basic && first) return this.one({ kind: 'set', source: literal('*') })
    if (!basic && (character === '*' || character === '+' || character === '?') ) {
      // At the beginning of an extended expression these repeat nothing.
      if (first) return { kind: 'cat', items: [] }
    }
    if (!basic && character === '{' && first && this.interval(this.at)) throw new RegexError('Invalid preceding regular expression')
    if (character === '\\') return this.escape()
    return this.one({ kind: 'set', source: literal(character) })
  }

  private one(node: RegexNode): RegexNode {
    this.at++
    return node
  }

  private endsHere(): boolean {
    const next = this.text[this.at + 1]
    return next === undefined || (next === '\\' && (this.text[this.at + 2] === ')' || this.text[this.at + 2] === '|'))
  }

  private escape(): RegexNode {
    const next = this.text[this.at + 1]
    if (next === undefined) {
      if (this.flavour === 'awk') return this.one({ kind: 'set', source: literal('\\') })
      throw new RegexError('Trailing backslash')
    }
    this.at += 2
    if (this.flavour === 'awk') {
      const octal = /^[0-7]{1,3}/.exec(this.text.slice(this.at - 1, this.at + 2).join(''))?.[0]
      if (octal !== undefined) {
        this.at += octal.length - 1
        return { kind: 'set', source: literal(String.fromCharCode(parseInt(octal, 8) & 0xff)) }
      }
      const control = AWK_ESCAPES[next]
      if (control !== undefined) return { kind: 'set', source: literal(control) }
    }
    if (/[1-9]/.test(next)) {
      const index = Number(next)
      if (!this.closed.has(index)) throw new RegexError('Invalid back reference')
      return { kind: 'back', index }
    }
    switch (next) {
      case 'w': return { kind: 'set', source: WORD }
      case 'W': return { kind: 'set', source: String.raw`[^\p{L}\p{N}_]` }
      case 's': return { kind: 'set', source: String.raw`[ \t\n\r\f\v]` }
      case 'S': return { kind: 'set', source: String.raw`[^ \t\n\r\f\v]` }
      case 'b': case 'B': case '<': case '>': case '`': case "'": return { kind: 'assert', what: next }
      case 'n': return { kind: 'set', source: String.raw`\n` }
      case 't': return { kind: 'set', source: String.raw`\t` }
      default: return { kind: 'set', source: literal(next) }
    }
  }

  private repeated(atom: RegexNode): RegexNode {
    let node = atom
    const basic = this.flavour === 'basic'
    for (;;) {
      const character = this.text[this.at]
      if (character === '*' && !(node.kind === 'assert' && basic && node.what === '^')) {
        this.at++
        node = repeat(node, 0, Infinity)
      } else if (this.sees('+')) {
        this.skip()
        node = repeat(node, 1, Infinity)
      } else if (this.sees('?')) {
        this.skip()
        node = repeat(node, 0, 1)
      } else if (this.sees('{')) {
        const found = this.interval(this.at)
        if (!found) {
          if (!basic) return node // an ordinary brace
          throw new RegexError(this.text.slice(this.at).join('').includes('\\}') ? 'Invalid content of \\{\\}' : 'Unmatched \\{')
        }
        if (found.max < found.min) throw new RegexError('Invalid content of \\{\\}')
        if ((found.max === Infinity ? found.min : found.max) > REPEAT_MAX) throw new RegexError('Regular expression too big')
        this.at = found.end
        node = repeat(node, found.min, found.max)
      } else return node
    }
  }

  /** `{2}`, `{2,}`, `{,3}`, `{2,3}` at `at`, or undefined. */
  private interval(at: number): { min: number; max: number; end: number } | undefined {
    const basic = this.flavour === 'basic'
    const found = (basic ? /^\\\{(\d*)(,?)(\d*)\\\}/ : /^\{(\d*)(,?)(\d*)\}/).exec(this.text.slice(at, at + 20).join(''))
    if (!found || (found[1] === '' && found[2] === '')) return undefined
    const min = Number(found[1])
    const max = found[2] === '' ? min : found[3] === '' ? Infinity : Number(found[3])
    return { min, max, end: at + found[0].length }
  }

  private bracket(): RegexNode {
    let at = this.at + 1
    const negated = this.text[at] === '^'
    if (negated) at++
    let source = ''
    for (let first = true; ; first = false) {
      const character = this.text[at]
      if (character === undefined) throw new RegexError('Unmatched [, [^, [:, [., or [=')
      if (character === ']' && !first) break
      if (character === '[' && [':', '.', '='].includes(this.text[at + 1] ?? '')) {
        const mark = this.text[at + 1] as string
        let end = at + 2
        while (end < this.text.length && !(this.text[end] === mark && this.text[end + 1] === ']')) end++
        if (end >= this.text.length) throw new RegexError('Unmatched [, [^, [:, [., or [=')
        const name = this.text.slice(at + 2, end).join('')
        at = end + 2
        if (mark === ':') {
          const found = CLASSES[name]
          if (found === undefined) throw new RegexError('Invalid character class name')
          source += found
          continue
        }
        if (Array.from(name).length !== 1) throw new RegexError('Invalid collation character')
        source += literal(name)
        continue
      }
      let low = character
      if (this.flavour === 'awk' && character === '\\' && this.text[at + 1] !== undefined) {
        at++
        low = AWK_ESCAPES[this.text[at] as string] ?? (this.text[at] as string)
      } else if (character === '\\' && (this.text[at + 1] === 'n' || this.text[at + 1] === 't')) {
        // GNU sed understands \n and \t inside brackets.
        at++
        low = this.text[at] === 'n' ? '\n' : '\t'
      }
      if (this.text[at + 1] === '-' && this.text[at + 2] !== undefined && this.text[at + 2] !== ']') {
        let high = this.text[at + 2] as string
        let end = at + 3
        if (high === '[' && this.text[at + 3] === '.') {
          high = this.text[at + 4] as string
          end = at + 7
        } else if (this.flavour === 'awk' && high === '\\') {
          high = AWK_ESCAPES[this.text[at + 3] as string] ?? (this.text[at + 3] as string)
          end = at + 4
        }
        if ((low.codePointAt(0) as number) > (high.codePointAt(0) as number)) throw new RegexError('Invalid range end')
        source += `${literal(low)}-${literal(high)}`
        at = end
      } else {
        source += literal(low)
        at++
      }
    }
    this.at = at + 1
    return { kind: 'set', source: `[${negated ? '^' : ''}${source}]` }
  }
}

const AWK_ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', f: '\f', v: '\v', a: '\x07', b: '\b', '/': '/', '"': '"' }

function repeat(item: RegexNode, min: number, max: number): RegexNode {
  if (item.kind === 'repeat' && item.min === 0 && item.max === Infinity) return min === 0 || max === Infinity ? item : { kind: 'repeat', item, min, max }
  return { kind: 'repeat', item, min, max }
}

/** The JavaScript source of a tree. */
export function toSource(node: RegexNode, multiline: boolean): string {
  switch (node.kind) {
    case 'set': return node.source
    case 'any': return '.'
    case 'cat': return node.items.map(item => (item.kind === 'alt' ? `(?:${toSource(item, multiline)})` : toSource(item, multiline))).join('')
    case 'alt': return node.items.map(item => toSource(item, multiline)).join('|')
    case 'group': return `(${toSource(node.item, multiline)})`
    case 'repeat': {
      const bare = node.item.kind === 'set' || node.item.kind === 'any' || node.item.kind === 'group' || node.item.kind === 'back'
      const item = bare ? toSource(node.item, multiline) : `(?:${toSource(node.item, multiline)})`
      if (node.min === 0 && node.max === Infinity) return `${item}*`
      if (node.min === 1 && node.max === Infinity) return `${item}+`
      if (node.min === 0 && node.max === 1) return `${item}?`
      return `${item}{${node.min}${node.max === node.min ? '' : `,${node.max === Infinity ? '' : node.max}`}}`
    }
    case 'assert':
      switch (node.what) {
        case '^': return multiline ? String.raw`(?<![^\n])` : '^'
        case '$': return multiline ? String.raw`(?![^\n])` : '$'
        case '`': return '^'
        case "'": return '$'
        case 'b': return `(?:(?<=${WORD})(?!${WORD})|(?<!${WORD})(?=${WORD}))`
        case 'B': return `(?:(?<=${WORD})(?=${WORD})|(?<!${WORD})(?!${WORD}))`
        case '<': return `(?:(?<!${WORD})(?=${WORD}))`
        case '>': return `(?:(?<=${WORD})(?!${WORD}))`
        case '[': return `(?<!${WORD})`
        case ']': return `(?!${WORD})`
      }
      return ''
    case 'back': return `(?:\\${node.index})`
  }
}

interface Shape {
  /** Repetitions without end. */
  loops: number
  /** A loop inside a loop, or a choice inside one. */
  nested: boolean
  choice: boolean
  groupRepeats: number
  repeats: number
  back: boolean
}

function shapeOf(node: RegexNode, shape: Shape, inLoop: boolean): void {
  switch (node.kind) {
    case 'cat': case 'alt':
      if (node.kind === 'alt') {
        shape.choice = true
        if (inLoop) shape.nested = true
      }
      for (const item of node.items) shapeOf(item, shape, inLoop)
      return
    case 'group': return shapeOf(node.item, shape, inLoop)
    case 'repeat': {
      const loop = node.max === Infinity || node.max > 8
      shape.repeats++
      if (loop) {
        shape.loops++
        if (inLoop) shape.nested = true
      }
      if (node.item.kind !== 'set' && node.item.kind !== 'any') {
        shape.groupRepeats++
        if (inLoop) shape.nested = true
      }
      return shapeOf(node.item, shape, inLoop || loop)
    }
    case 'back':
      shape.back = true
      return
    case 'set': case 'any': case 'assert':
      return
  }
}

/** A compiled expression. */
export class PosixRegex {
  readonly groupCount: number
  private readonly tree: RegexNode
  private readonly options: RegexOptions
  private readonly native: RegExp
  private readonly shape: Shape = { loops: 0, nested: false, choice: false, groupRepeats: 0, repeats: 0, back: false }
  private readonly needsLongest: boolean
  private machine: RegexMachine | undefined

  constructor(tree: RegexNode, groupCount: number, options: RegexOptions) {
    this.tree = tree
    this.groupCount = groupCount
    this.options = options
    shapeOf(tree, this.shape, false)
    this.needsLongest = !this.shape.back && (this.shape.choice || (this.shape.groupRepeats > 0 && this.shape.repeats > 1))
    try {
      this.native = new RegExp(toSource(tree, options.multiline), `gsu${groupCount > 0 ? 'd' : ''}${options.ignoreCase ? 'i' : ''}`)
    } catch {
      throw new RegexError('Invalid regular expression')
    }
  }

  /** Does it match anywhere? */
  test(text: string): boolean {
    if (this.tooSlow(text.length)) return this.linear().exec(text, 0, false) !== undefined
    this.native.lastIndex = 0
    return this.native.test(text)
  }

  /** The leftmost longest match at or after `from`. */
  exec(text: string, from: number): RegexMatch | undefined {
    if (this.tooSlow(text.length)) return this.linear().exec(text, from, true)
    this.native.lastIndex = from
    const found = this.native.exec(text)
    if (!found) return undefined
    if (this.needsLongest) {
      const longest = this.linear().execAt(text, found.index)
      if (longest && longest.end > found.index + found[0].length) return longest
    }
    const groups: (readonly [number, number] | undefined)[] = [[found.index, found.index + found[0].length]]
    if (this.groupCount > 0) for (let i = 1; i <= this.groupCount; i++) groups.push(found.indices?.[i])
    return { start: found.index, end: found.index + found[0].length, groups }
  }

  private tooSlow(length: number): boolean {
    const { nested, loops, back } = this.shape
    if (back) {
      if ((nested || loops > 2) && length > BACKREFERENCE_TEXT_MAX) throw new RegexError('Regular expression too big')
      return false
    }
    if (nested) return length > 12
    return loops > 0 && length ** (loops + 1) > BACKTRACK_BUDGET
  }

  private linear(): RegexMachine {
    return (this.machine ??= new RegexMachine(this.tree, this.groupCount, this.options))
  }
}

const compiled = new Map<string, PosixRegex>()

/**
 * Compile an expression.
 *
 * @throws RegexError with glibc's words
 */
export function posixRegex(pattern: string, flavour: Flavour, options: RegexOptions): PosixRegex {
  const key = `${flavour}${options.ignoreCase ? 'i' : ''}${options.multiline ? 'm' : ''}:${pattern}`
  let regex = compiled.get(key)
  if (!regex) {
    const parser = new Parser(pattern, flavour)
    const tree = parser.parse()
    regex = new PosixRegex(tree, parser.groups, options)
    if (compiled.size > 500) compiled.clear()
    compiled.set(key, regex)
  }
  return regex
}

/** Parse without compiling; for programs that put a tree into a larger one (`grep -w -x`). */
export function parseRegex(pattern: string, flavour: Flavour): { readonly tree: RegexNode; readonly groups: number } {
  const parser = new Parser(pattern, flavour)
  const tree = parser.parse()
  return { tree, groups: parser.groups }
}

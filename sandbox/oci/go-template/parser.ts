/**
 * From the text of a template to its tree.
 *
 * @source go/src/text/template/parse/parse.go, of Go 1.13, 1.19 and 1.24
 */
import { Lexer, describeToken, type GoMinor, type Token, type TokenKind } from './lexer.ts'
import {
  isEmptyList, sourceOf,
  type BranchNode, type CommandNode, type ListNode, type Operand, type PipeNode, type Statement, type TemplateNode, type VariableNode,
} from './nodes.ts'
import { parseNumber } from './numbers.ts'
import { fromGo, quote, unquote } from './strings.ts'

/** The template does not parse: `template: NAME:LINE: MESSAGE`. */
export class TemplateParseError extends Error {
  override readonly name = 'TemplateParseError'
}

/** What a template and its definitions parse to, by name. */
export type Trees = Map<string, ListNode>

/** What the parser is told about its surroundings. */
export interface ParseOptions {
  readonly name: string
  readonly go: GoMinor
  readonly hasFunction: (name: string) => boolean
}

/**
 * Parse a template.
 *
 * @param text a Go string
 * @throws TemplateParseError
 */
export function parseTemplate(text: string, options: ParseOptions): Trees {
  const trees: Trees = new Map()
  const parser = new Parser(options.name, new Lexer(text, options.go), trees, options)
  parser.parseTop()
  return trees
}

/** `{{end}}` and `{{else}}` end lists; they are in no tree. */
type Ending = { readonly kind: 'end' | 'else'; readonly pos: number }
const isEnding = (node: Statement | Ending): node is Ending => node.kind === 'end' || node.kind === 'else'

const OPERAND_STARTS: ReadonlySet<TokenKind> = new Set<TokenKind>([
  'bool', 'charConstant', 'complex', 'dot', 'field', 'identifier', 'number', 'nil', 'rawString', 'string', 'variable', 'leftParen',
])

class Parser {
  private name: string
  private readonly lexer: Lexer
  private readonly trees: Trees
  private readonly options: ParseOptions
  /** Up to three tokens of look-ahead; the most recently read one is always at 0, and its line is an error's line. */
  private readonly token: Token[] = []
  private peekCount = 0
  private vars = ['$']
  private rangeDepth = 0
  private actionLine = 0

  constructor(name: string, lexer: Lexer, trees: Trees, options: ParseOptions) {
    this.name = name
    this.lexer = lexer
    this.trees = trees
    this.options = options
  }

  private get go(): GoMinor {
    return this.options.go
  }

  private next(): Token {
    if (this.peekCount > 0) this.peekCount--
    else this.token[0] = this.lexer.next()
    return this.token[this.peekCount] as Token
  }

  private backUp(): void {
    this.peekCount++
  }

  private backUp2(first: Token): void {
    this.token[1] = first
    this.peekCount = 2
  }

  private backUp3(second: Token, first: Token): void {
    this.token[1] = first
    this.token[2] = second
    this.peekCount = 3
  }

  private peek(): Token {
    if (this.peekCount > 0) return this.token[this.peekCount - 1] as Token
    this.peekCount = 1
    return (this.token[0] = this.lexer.next())
  }

  private nextNonSpace(): Token {
    let token = this.next()
    while (token.kind === 'space') token = this.next()
    return token
  }

  private peekNonSpace(): Token {
    const token = this.nextNonSpace()
    this.backUp()
    return token
  }

  private fail(message: string): never {
    throw new TemplateParseError(fromGo(`template: ${this.options.name}:${this.token[0]?.line ?? 0}: ${message}`))
  }

  private expect(kind: TokenKind, context: string): Token {
    const token = this.nextNonSpace()
    if (token.kind !== kind) this.unexpected(token, context)
    return token
  }

  private unexpected(token: Token, context: string): never {
    if (token.kind === 'error' && this.go >= 16) {
      let extra = ''
      if (this.actionLine !== 0 && this.actionLine !== token.line) {
        extra = ` in action started at ${this.options.name}:${this.actionLine}`
        if (token.text.endsWith(' action')) extra = extra.slice(' in action'.length)
      }
      this.fail(token.text + extra)
    }
    this.fail(`unexpected ${describeToken(token)} in ${context}`)
  }

  /** A definition of the same name counts only once, unless one of them is empty. */
  private add(root: ListNode): void {
    const known = this.trees.get(this.name)
    if (known === undefined || isEmptyList(known)) this.trees.set(this.name, root)
    else if (!isEmptyList(root)) this.fail(`template: multiple definition of template ${quote(this.name)}`)
  }

  parseTop(): void {
    const pos = this.peek().pos
    const nodes: Statement[] = []
    while (this.peek().kind !== 'EOF') {
      if (this.peek().kind === 'leftDelim') {
        const delim = this.next()
        if (this.nextNonSpace().kind === 'define') {
          new Parser('definition', this.lexer, this.trees, this.options).parseDefinition()
          continue
        }
        this.backUp2(delim)
      }
      const node = this.textOrAction()
      if (isEnding(node)) this.fail(`unexpected {{${node.kind}}}`)
      nodes.push(node)
    }
    this.add({ kind: 'list', pos, nodes })
  }

  private parseDefinition(): void {
    const context = 'define clause'
    const name = this.nextNonSpace()
    if (name.kind !== 'string' && name.kind !== 'rawString') this.unexpected(name, context)
    this.name = this.unquoted(name)
    this.expect('rightDelim', context)
    const { list, ending } = this.itemList()
    if (ending.kind !== 'end') this.fail(`unexpected {{${ending.kind}}} in ${context}`)
    this.add(list)
  }

  private unquoted(token: Token): string {
    return unquote(token.text) ?? this.fail('invalid syntax')
  }

  private itemList(): { list: ListNode; ending: Ending } {
    const pos = this.peekNonSpace().pos
    const nodes: Statement[] = []
    while (this.peekNonSpace().kind !== 'EOF') {
      const node = this.textOrAction()
      if (isEnding(node)) return { list: { kind: 'list', pos, nodes }, ending: node }
      nodes.push(node)
    }
    return this.fail('unexpected EOF')
  }

  private textOrAction(): Statement | Ending {
    const token = this.nextNonSpace()
    if (token.kind === 'text') return { kind: 'text', pos: token.pos, text: token.text }
    if (token.kind !== 'leftDelim') this.unexpected(token, 'input')
    this.actionLine = token.line
    const action = this.action()
    this.actionLine = 0
    return action
  }

  private action(): Statement | Ending {
    const token = this.nextNonSpace()
    switch (token.kind) {
      case 'block':
        return this.block()
      case 'break':
      case 'continue':
        return this.leave(token, token.kind)
      case 'else':
        return this.elseEnding()
      case 'end':
        return { kind: 'end', pos: this.expect('rightDelim', 'end').pos }
      case 'if':
      case 'range':
      case 'with':
        return this.control(token.kind)
      case 'template':
        return this.template()
    }
    this.backUp()
    return { kind: 'action', pos: this.peek().pos, pipe: this.pipeline('command', 'rightDelim') }
  }

  private leave(token: Token, kind: 'break' | 'continue'): Statement {
    const after = this.nextNonSpace()
    if (after.kind !== 'rightDelim') this.unexpected(after, `{{${kind}}}`)
    if (this.rangeDepth === 0) this.fail(`{{${kind}}} outside {{range}}`)
    return { kind, pos: token.pos }
  }

  private pipeline(context: string, end: 'rightDelim' | 'rightParen'): PipeNode {
    const pos = this.peekNonSpace().pos
    const { declared, isAssign } = this.declarations(context)
    const commands: CommandNode[] = []
    for (;;) {
      const token = this.nextNonSpace()
      // Before Go 1.16 either closing sign ended a pipeline.
      if (token.kind === end || (this.go < 16 && (token.kind === 'rightDelim' || token.kind === 'rightParen'))) {
        this.checkPipeline(commands, context)
        if (this.go < 16 && token.kind === 'rightParen') this.backUp()
        return { kind: 'pipe', pos, declared, isAssign, commands }
      }
      if (!OPERAND_STARTS.has(token.kind)) this.unexpected(token, context)
      this.backUp()
      commands.push(this.command())
    }
  }

  private declarations(context: string): { declared: VariableNode[]; isAssign: boolean } {
    const declared: VariableNode[] = []
    let isAssign = false
    const declare = (token: Token): void => {
      this.nextNonSpace()
      declared.push({ kind: 'variable', pos: token.pos, names: token.text.split('.') })
      this.vars.push(token.text)
    }
    for (;;) {
      const variable = this.peekNonSpace()
      if (variable.kind !== 'variable') return { declared, isAssign }
      this.next()
      // "$x foo" needs three tokens to tell an argument from a declaration: keep the one next to the variable.
      const adjacent = this.peek()
      const after = this.peekNonSpace()
      if (after.kind === 'assign' || after.kind === 'declare') {
        isAssign = after.kind === 'assign'
        declare(variable)
        return { declared, isAssign }
      }
      if (after.kind === 'char' && after.text === ',') {
        declare(variable)
        if (context !== 'range' || declared.length >= 2) this.fail(`too many declarations in ${context}`)
        const kind = this.peekNonSpace().kind
        if (kind === 'variable' || kind === 'rightDelim' || kind === 'rightParen') continue
        this.fail('range can only initialize variables')
      }
      if (adjacent.kind === 'space') this.backUp3(variable, adjacent)
      else this.backUp2(variable)
      return { declared, isAssign }
    }
  }

  private checkPipeline(commands: readonly CommandNode[], context: string): void {
    if (commands.length === 0) this.fail(`missing value for ${context}`)
    commands.slice(1).forEach((command, i) => {
      const first = command.args[0]?.kind
      if (first === 'bool' || first === 'dot' || first === 'nil' || first === 'number' || first === 'string') {
        this.fail(`non executable command in pipeline stage ${i + 2}`)
      }
    })
  }

  private control(kind: BranchNode['kind']): BranchNode {
    const scope = this.vars.length
    const pipe = this.pipeline(kind, 'rightDelim')
    if (kind === 'range') this.rangeDepth++
    const { list, ending } = this.itemList()
    if (kind === 'range') this.rangeDepth--
    const elseList = ending.kind === 'else' ? this.elseList(kind, ending) : undefined
    this.vars.length = scope
    return { kind, pos: pipe.pos, pipe, list, ...(elseList === undefined ? {} : { elseList }) }
  }

  private elseList(kind: BranchNode['kind'], ending: Ending): ListNode {
    // {{else if}} is {{else}}{{if}} with one {{end}} for both; {{else with}} came with Go 1.23.
    const next = this.peek().kind
    if ((kind === 'if' && next === 'if') || (kind === 'with' && next === 'with' && this.go >= 23)) {
      this.next()
      return { kind: 'list', pos: ending.pos, nodes: [this.control(kind)] }
    }
    const { list, ending: last } = this.itemList()
    if (last.kind !== 'end') this.fail(`expected end; found {{${last.kind}}}`)
    return list
  }

  private elseEnding(): Ending {
    const next = this.peekNonSpace()
    if (next.kind === 'if' || (next.kind === 'with' && this.go >= 23)) return { kind: 'else', pos: next.pos }
    return { kind: 'else', pos: this.expect('rightDelim', 'else').pos }
  }

  private block(): TemplateNode {
    const context = 'block clause'
    const token = this.nextNonSpace()
    const name = this.templateName(token, context)
    const pipe = this.pipeline(context, 'rightDelim')
    const inner = new Parser(name, this.lexer, this.trees, this.options)
    const { list, ending } = inner.itemList()
    if (ending.kind !== 'end') this.fail(`unexpected {{${ending.kind}}} in ${context}`)
    inner.add(list)
    return { kind: 'template', pos: token.pos, name, pipe }
  }

  private template(): TemplateNode {
    const context = 'template clause'
    const token = this.nextNonSpace()
    const name = this.templateName(token, context)
    if (this.nextNonSpace().kind === 'rightDelim') return { kind: 'template', pos: token.pos, name }
    this.backUp()
    return { kind: 'template', pos: token.pos, name, pipe: this.pipeline(context, 'rightDelim') }
  }

  private templateName(token: Token, context: string): string {
    if (token.kind !== 'string' && token.kind !== 'rawString') this.unexpected(token, context)
    return this.unquoted(token)
  }

  private command(): CommandNode {
    const pos = this.peekNonSpace().pos
    const args: Operand[] = []
    for (;;) {
      this.peekNonSpace()
      const operand = this.operand()
      if (operand !== undefined) args.push(operand)
      const token = this.next()
      if (token.kind === 'space') continue
      if (token.kind === 'rightDelim' || token.kind === 'rightParen') this.backUp()
      else if (token.kind === 'error') this.fail(this.go < 16 ? token.text : this.unexpected(token, 'operand'))
      else if (token.kind !== 'pipe') this.unexpected(token, 'operand')
      break
    }
    if (args.length === 0) this.fail('empty command')
    return { kind: 'command', pos, args }
  }

  private operand(): Operand | undefined {
    const node = this.term()
    if (node === undefined || this.peek().kind !== 'field') return node
    const pos = this.peek().pos
    const names: string[] = []
    while (this.peek().kind === 'field') names.push(this.next().text.slice(1))
    switch (node.kind) {
      case 'field':
      case 'variable':
        return { ...node, pos, names: [...node.names, ...names] }
      case 'bool':
      case 'string':
      case 'number':
      case 'nil':
      case 'dot':
        return this.fail(`unexpected . after term ${quote(sourceOf(node))}`)
    }
    return { kind: 'chain', pos, node, names }
  }

  private term(): Operand | undefined {
    const token = this.nextNonSpace()
    const { pos, text } = token
    switch (token.kind) {
      case 'error':
        if (this.go < 16) this.fail(text)
        break
      case 'identifier':
        if (!this.options.hasFunction(text)) this.fail(`function ${quote(text)} not defined`)
        return { kind: 'identifier', pos, name: text }
      case 'dot':
      case 'nil':
        return { kind: token.kind, pos }
      case 'variable':
        if (!this.vars.includes(text)) this.fail(`undefined variable ${quote(text)}`)
        return { kind: 'variable', pos, names: [text] }
      case 'field':
        return { kind: 'field', pos, names: [text.slice(1)] }
      case 'bool':
        return { kind: 'bool', pos, value: text === 'true' }
      case 'charConstant':
      case 'complex':
      case 'number': {
        const values = parseNumber(text, token.kind)
        return typeof values === 'string' ? this.fail(values) : { kind: 'number', pos, text, ...values }
      }
      case 'leftParen': {
        const pipe = this.pipeline('parenthesized pipeline', 'rightParen')
        if (this.go < 16) {
          const close = this.next()
          if (close.kind !== 'rightParen') this.fail(`unclosed right paren: unexpected ${describeToken(close)}`)
        }
        return pipe
      }
      case 'string':
      case 'rawString':
        return { kind: 'string', pos, quoted: text, text: this.unquoted(token) }
    }
    this.backUp()
    return undefined
  }
}

/**
 * The tree of a parsed template, and a node's source text as error messages quote it.
 *
 * @source go/src/text/template/parse/node.go
 */
import { quote } from './strings.ts'

interface At {
  /** Bytes before it in the template. */
  readonly pos: number
}

/** A constant number under every type that can hold it. */
export interface NumberNode extends At {
  readonly kind: 'number'
  readonly text: string
  readonly int?: bigint
  readonly uint?: bigint
  readonly float?: number
  /** Real and imaginary part. */
  readonly complex?: readonly [number, number]
}

/** `.A.B`: fields of dot. */
export interface FieldNode extends At {
  readonly kind: 'field'
  readonly names: readonly string[]
}
/** `$x.A.B`: the first name has its dollar. */
export interface VariableNode extends At {
  readonly kind: 'variable'
  readonly names: readonly string[]
}
/** `(…).A.B` or `function.A` */
export interface ChainNode extends At {
  readonly kind: 'chain'
  readonly node: Operand
  readonly names: readonly string[]
}
/** A function's name. */
export interface IdentifierNode extends At {
  readonly kind: 'identifier'
  readonly name: string
}
/** A quoted text: as written, and what it means. */
export interface StringNode extends At {
  readonly kind: 'string'
  readonly quoted: string
  readonly text: string
}

/** What a command is made of. */
export type Operand =
  | FieldNode
  | VariableNode
  | ChainNode
  | IdentifierNode
  | StringNode
  | NumberNode
  | PipeNode
  | (At & { readonly kind: 'bool'; readonly value: boolean })
  | (At & { readonly kind: 'dot' })
  | (At & { readonly kind: 'nil' })

/** An operand and its arguments. */
export interface CommandNode extends At {
  readonly kind: 'command'
  readonly args: readonly Operand[]
}

/** Commands joined by `|`, with the variables they give a value to. */
export interface PipeNode extends At {
  readonly kind: 'pipe'
  readonly declared: readonly VariableNode[]
  readonly isAssign: boolean
  readonly commands: readonly CommandNode[]
}

/** Statements in order. */
export interface ListNode extends At {
  readonly kind: 'list'
  readonly nodes: readonly Statement[]
}

/** `if`, `with` and `range`. */
export interface BranchNode extends At {
  readonly kind: 'if' | 'with' | 'range'
  readonly pipe: PipeNode
  readonly list: ListNode
  readonly elseList?: ListNode
}

/** `{{template "name" pipe}}` */
export interface TemplateNode extends At {
  readonly kind: 'template'
  readonly name: string
  readonly pipe?: PipeNode
}

/** What a list is made of. */
export type Statement =
  | (At & { readonly kind: 'text'; readonly text: string })
  | (At & { readonly kind: 'action'; readonly pipe: PipeNode })
  | (At & { readonly kind: 'break' | 'continue' })
  | BranchNode
  | TemplateNode

/** Any node. */
export type Node = Statement | Operand | CommandNode | ListNode

/** The node's source, one blank between arguments. */
export function sourceOf(node: Node): string {
  switch (node.kind) {
    case 'text':
      return node.text
    case 'action':
      return `{{${sourceOf(node.pipe)}}}`
    case 'break':
    case 'continue':
      return `{{${node.kind}}}`
    case 'if':
    case 'with':
    case 'range':
      return (
        `{{${node.kind} ${sourceOf(node.pipe)}}}${sourceOf(node.list)}` +
        (node.elseList === undefined ? '' : `{{else}}${sourceOf(node.elseList)}`) +
        '{{end}}'
      )
    case 'template':
      return `{{template ${quote(node.name)}${node.pipe === undefined ? '' : ' ' + sourceOf(node.pipe)}}}`
    case 'list':
      return node.nodes.map(sourceOf).join('')
    case 'pipe': {
      const declared = node.declared.map(sourceOf).join(', ')
      const commands = node.commands.map(sourceOf).join(' | ')
      return declared === '' ? commands : `${declared} ${node.isAssign ? '=' : ':='} ${commands}`
    }
    case 'command':
      return node.args.map(arg => (arg.kind === 'pipe' ? `(${sourceOf(arg)})` : sourceOf(arg))).join(' ')
    case 'field':
      return node.names.map(name => '.' + name).join('')
    case 'variable':
      return node.names.join('.')
    case 'chain':
      return (node.node.kind === 'pipe' ? `(${sourceOf(node.node)})` : sourceOf(node.node)) + node.names.map(name => '.' + name).join('')
    case 'identifier':
      return node.name
    case 'string':
      return node.quoted
    case 'number':
      return node.text
    case 'bool':
      return String(node.value)
    case 'dot':
      return '.'
    case 'nil':
      return 'nil'
  }
}

/** Is there nothing but white space in it? Such a definition may be replaced. */
export const isEmptyList = (list: ListNode): boolean => list.nodes.every(node => node.kind === 'text' && node.text.trim() === '')

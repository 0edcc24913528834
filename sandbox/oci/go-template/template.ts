/**
 * Templates: parse once, execute on values.
 *
 * @source go/src/text/template/exec.go, of Go 1.13, 1.19 and 1.24
 */
import { assert } from '../../base/assert.ts'
import { sprint, sprintf } from './fmt.ts'
import { BUILTINS, CallError, isTrue, type Argument, type FunctionTable, type GoFunction, type Parameter } from './functions.ts'
import type { GoMinor } from './lexer.ts'
import { sourceOf, type BranchNode, type ChainNode, type CommandNode, type FieldNode, type IdentifierNode, type ListNode, type Node, type NumberNode, type Operand, type PipeNode, type Statement, type TemplateNode, type VariableNode } from './nodes.ts'
import { parseTemplate, type Trees } from './parser.ts'
import { fromGo, quote, toGo } from './strings.ts'
import {
  ANY, COMPLEX128, FLOAT64, INT, STRING, bool, goString, hasMember, indirect, int, memberOf, sortedEntries, unwrap, zero,
  type GoType, type Value,
} from './values.ts'

export { TemplateParseError } from './parser.ts'
export { DOCKER_FUNCTIONS, HEADER_FUNCTIONS } from './functions.ts'
export type { GoMinor } from './lexer.ts'

/** What came of running a template. On an error `output` is what was written before it. */
export interface Execution {
  readonly output: string
  /** `template: NAME:LINE:COL: executing "NAME" at <NODE>: MESSAGE` */
  readonly error?: string
}

/** A parsed template. */
export class Template {
  /** A key that a map lacks is an error, and not no value. */
  missingKeyIsError = false
  private readonly name: string
  private readonly text: string
  private readonly go: GoMinor
  private readonly trees: Trees

  /**
   * Parse.
   *
   * @param functions names known besides the built-in ones
   * @throws TemplateParseError
   */
  constructor(text: string, options: { readonly name: string; readonly go: GoMinor; readonly functions: FunctionTable }) {
    this.name = toGo(options.name)
    this.text = toGo(text)
    this.go = options.go
    this.trees = parseTemplate(this.text, {
      name: this.name,
      go: this.go,
      hasFunction: name => Object.hasOwn(options.functions, name) || Object.hasOwn(BUILTINS, name),
    })
  }

  /** Run on a value. The functions may be others of the same names than those given for parsing. */
  execute(data: Argument, functions: FunctionTable): Execution {
    const out: string[] = []
    const run = new Run({ text: this.text, top: this.name, go: this.go, trees: this.trees, missingKeyIsError: this.missingKeyIsError, functions, out })
    const error = run.start(data)
    const output = fromGo(out.join(''))
    return error === undefined ? { output } : { output, error: fromGo(error) }
  }
}

interface Surroundings {
  readonly text: string
  readonly top: string
  readonly go: GoMinor
  readonly trees: Trees
  readonly missingKeyIsError: boolean
  readonly functions: FunctionTable
  readonly out: string[]
}

class ExecError extends Error {}

/** There is no value before the first command of a pipeline. */
const MISSING = Symbol('missing')
type Final = Argument | typeof MISSING

type Leave = 'break' | 'continue' | undefined

/** Go allows 100000 templates inside each other; data never goes that deep, so anything near this is endless. */
const DEPTH_MAX = 300
const DEPTH_MAX_OF_GO = 100000

class Run {
  private readonly around: Surroundings
  private name: string
  private depth = 0
  private node: Node | undefined
  private vars: { readonly name: string; value: Argument }[] = []

  constructor(around: Surroundings) {
    this.around = around
    this.name = around.top
  }

  start(data: Argument): string | undefined {
    try {
      this.vars = [{ name: '$', value: data }]
      const root = this.around.trees.get(this.name)
      if (root === undefined) this.fail(`${quote(this.name)} is an incomplete or empty template`)
      this.walkList(data, root as ListNode)
    } catch (error) {
      if (error instanceof ExecError) return error.message
      throw error
    }
    return undefined
  }

  private at(node: Node): void {
    this.node = node
  }

  private fail(message: string): never {
    if (this.node === undefined) throw new ExecError(`template: ${this.name}: ${message}`)
    const before = this.around.text.slice(0, this.node.pos)
    const line = before.split('\n').length
    const column = before.length - (before.lastIndexOf('\n') + 1)
    throw new ExecError(`template: ${this.around.top}:${line}:${column}: executing ${quote(this.name)} at <${sourceOf(this.node)}>: ${message}`)
  }

  private walkList(dot: Argument, list: ListNode): Leave {
    this.at(list)
    for (const node of list.nodes) {
      const leave = this.walk(dot, node)
      if (leave !== undefined) return leave
    }
    return undefined
  }

  private walk(dot: Argument, node: Statement): Leave {
    this.at(node)
    switch (node.kind) {
      case 'text':
        this.around.out.push(node.text)
        return undefined
      case 'action': {
        const value = this.pipeline(dot, node.pipe)
        if (node.pipe.declared.length === 0) this.print(node, value)
        return undefined
      }
      case 'break':
      case 'continue':
        return node.kind
      case 'if':
      case 'with':
        return this.walkIfOrWith(dot, node)
      case 'range':
        return this.walkRange(dot, node)
      case 'template':
        this.walkTemplate(dot, node)
        return undefined
    }
  }

  private print(node: Node, value: Argument): void {
    this.at(node)
    const shown = value?.kind === 'pointer' ? indirect(value).value : value
    this.around.out.push(shown === undefined ? '<no value>' : sprint([shown]))
  }

  private walkIfOrWith(dot: Argument, node: BranchNode): Leave {
    const scope = this.vars.length
    const value = this.pipeline(dot, node.pipe)
    let leave: Leave
    if (isTrue(unwrap(value))) leave = this.walkList(node.kind === 'with' ? value : dot, node.list)
    else if (node.elseList !== undefined) leave = this.walkList(dot, node.elseList)
    this.vars.length = scope
    return leave
  }

  private walkRange(dot: Argument, node: BranchNode): Leave {
    this.at(node)
    const scope = this.vars.length
    const value = indirect(this.pipeline(dot, node.pipe)).value
    const leave = this.rangeOver(value, node)
    const outer = leave === 'empty' && node.elseList !== undefined ? this.walkList(dot, node.elseList) : undefined
    this.vars.length = scope
    return outer
  }

  private rangeOver(value: Argument, node: BranchNode): 'done' | 'empty' {
    const mark = this.vars.length
    const names = node.pipe.declared.map(variable => variable.names[0] as string)
    const set = (fromTop: number, name: string | undefined, to: Argument): void => {
      if (node.pipe.isAssign) this.setVariable(name as string, to)
      else (this.vars[mark - fromTop] as { value: Argument }).value = to
    }
    const each = (pairs: Iterable<readonly [Argument, Argument]>): 'done' => {
      for (const [index, element] of pairs) {
        if (names.length === 1) set(1, names[0], element)
        else if (names.length > 1) {
          set(1, names[1], element)
          set(2, names[0], index)
        }
        const leave = this.walkList(element, node.list)
        this.vars.length = mark
        if (leave === 'break') break
      }
      return 'done'
    }
    switch (value?.kind) {
      case undefined:
        return 'empty'
      case 'slice':
        if (value.items === null || value.items.length === 0) return 'empty'
        return each(value.items.map((item, i) => [int(i), item] as const))
      case 'map':
        if (value.entries === null || value.entries.size === 0) return 'empty'
        return each(sortedEntries(value.entries).map(([key, item]) => [goString(key, value.type.key as GoType), item] as const))
      case 'int':
      case 'uint':
        if (this.around.go < 22) break
        if (names.length > 1) this.fail(`can't use ${value.value} to iterate over more than one variable`)
        if (value.value <= 0n) return 'empty'
        return each(countTo(value))
    }
    return this.fail(sprintf("range can't iterate over %v", [value]))
  }

  private walkTemplate(dot: Argument, node: TemplateNode): void {
    this.at(node)
    const tree = this.around.trees.get(node.name)
    if (tree === undefined) this.fail(`template ${quote(node.name)} not defined`)
    if (this.depth === DEPTH_MAX) this.fail(`exceeded maximum template depth (${DEPTH_MAX_OF_GO})`)
    const inner = new Run(this.around)
    inner.name = node.name
    inner.depth = this.depth + 1
    const value = node.pipe === undefined ? undefined : this.pipeline(dot, node.pipe)
    inner.vars = [{ name: '$', value }]
    inner.walkList(value, tree as ListNode)
  }

  private setVariable(name: string, value: Argument): void {
    const variable = this.vars.findLast(known => known.name === name)
    if (variable === undefined) this.fail(`undefined variable: ${name}`)
    ;(variable as { value: Argument }).value = value
  }

  private pipeline(dot: Argument, pipe: PipeNode): Argument {
    this.at(pipe)
    let value: Final = MISSING
    for (const command of pipe.commands) value = unwrap(this.command(dot, command, value))
    const result = value === MISSING ? undefined : value
    for (const variable of pipe.declared) {
      const name = variable.names[0] as string
      if (pipe.isAssign) this.setVariable(name, result)
      else this.vars.push({ name, value: result })
    }
    return result
  }

  private notAFunction(args: readonly Operand[], final: Final): void {
    if (args.length > 1 || final !== MISSING) this.fail(`can't give argument to non-function ${sourceOf(args[0] as Operand)}`)
  }

  private command(dot: Argument, command: CommandNode, final: Final): Argument {
    const first = command.args[0] as Operand
    switch (first.kind) {
      case 'field':
        return this.fieldNode(dot, first, command.args, final)
      case 'chain':
        return this.chainNode(dot, first, command.args, final)
      case 'identifier':
        return this.functionNode(dot, first, command, command.args, final)
      case 'pipe':
        this.notAFunction(command.args, final)
        return this.pipeline(dot, first)
      case 'variable':
        return this.variableNode(dot, first, command.args, final)
    }
    this.at(first)
    this.notAFunction(command.args, final)
    switch (first.kind) {
      case 'bool':
        return bool(first.value)
      case 'dot':
        return dot
      case 'nil':
        return this.fail('nil is not a command')
      case 'number':
        return this.constant(first)
      case 'string':
        return goString(first.text)
    }
  }

  /** The value of a number where no type is asked for: its spelling decides. */
  private constant(node: NumberNode): Value {
    this.at(node)
    if (node.complex !== undefined) return { kind: 'complex', type: COMPLEX128, value: node.complex }
    const isHex = /^0[xX]./.test(node.text) && !/[pP]/.test(node.text)
    if (node.float !== undefined && !isHex && node.text[0] !== "'" && /[.eEpP]/.test(node.text)) return { kind: 'float', type: FLOAT64, value: node.float }
    if (node.int !== undefined) return { kind: 'int', type: INT, value: node.int }
    return this.fail(`${node.text} overflows int`)
  }

  private fieldNode(dot: Argument, node: FieldNode, args: readonly Operand[] | undefined, final: Final): Argument {
    this.at(node)
    return this.fieldChain(dot, dot, node, node.names, args, final)
  }

  private chainNode(dot: Argument, node: ChainNode, args: readonly Operand[] | undefined, final: Final): Argument {
    this.at(node)
    const value = this.argument(dot, undefined, node.node)
    return this.fieldChain(dot, value, node, node.names, args, final)
  }

  private variableNode(dot: Argument, node: VariableNode, args: readonly Operand[] | undefined, final: Final): Argument {
    this.at(node)
    const [name = '', ...names] = node.names
    const variable = this.vars.findLast(known => known.name === name)
    if (variable === undefined) this.fail(`undefined variable: ${name}`)
    const value = variable?.value
    if (names.length === 0) {
      this.notAFunction(args ?? [node], final)
      return value
    }
    return this.fieldChain(dot, value, node, names, args, final)
  }

  private fieldChain(dot: Argument, receiver: Argument, node: Node, names: readonly string[], args: readonly Operand[] | undefined, final: Final): Argument {
    let value = receiver
    for (const name of names.slice(0, -1)) value = this.field(dot, name, node, undefined, MISSING, value)
    return this.field(dot, names.at(-1) as string, node, args, final, value)
  }

  private functionNode(dot: Argument, node: IdentifierNode, command: Node, args: readonly Operand[] | undefined, final: Final): Argument {
    this.at(node)
    const own = Object.hasOwn(this.around.functions, node.name) ? this.around.functions[node.name] : undefined
    const found = own ?? BUILTINS[node.name]
    assert(found, `the parser knows the function ${node.name}`)
    return this.call(dot, found, command, node.name, args, final)
  }

  private field(dot: Argument, name: string, node: Node, args: readonly Operand[] | undefined, final: Final, receiver: Argument): Argument {
    if (receiver === undefined) {
      if (this.around.missingKeyIsError) this.fail(`nil data; no entry for key ${quote(name)}`)
      return undefined
    }
    const type = receiver.type
    const { value, isNil } = indirect(receiver)
    if (value === undefined || (value.kind === 'interface' && isNil)) return this.fail(`nil pointer evaluating ${type.name}.${name}`)
    const methods = value.type.methods
    if (!isNil && methods !== undefined && Object.hasOwn(methods, name)) {
      const method = methods[name]
      assert(method, 'an own member is there')
      return this.call(dot, { parameters: method.parameters, call: given => method.call(value, given) }, node, name, args, final)
    }
    const hasArguments = (args?.length ?? 0) > 1 || final !== MISSING
    switch (value.kind) {
      case 'struct': {
        const member = memberOf(value, name)
        if (member === undefined) break
        if (hasArguments) this.fail(`${name} has arguments but cannot be invoked as function`)
        return member
      }
      case 'map': {
        if (value.type.key !== STRING) break
        if (hasArguments) this.fail(`${name} is not a method but has arguments`)
        const member = value.entries?.get(name)
        if (member === undefined && this.around.missingKeyIsError) this.fail(`map has no entry for key ${quote(name)}`)
        return member
      }
      case 'pointer': {
        const target = value.type.element as GoType
        if (target.kind === 'struct' && !hasMember(target, name)) break
        return this.fail(`nil pointer evaluating ${type.name}.${name}`)
      }
    }
    return this.fail(`can't evaluate field ${name} in type ${type.name}`)
  }

  private call(dot: Argument, callee: GoFunction, node: Node, name: string, given: readonly Operand[] | undefined, final: Final): Argument {
    // The first of them is the function itself.
    const args = given?.slice(1) ?? []
    const { parameters } = callee
    const count = args.length + (final === MISSING ? 0 : 1)
    const fixed = callee.variadic === true ? parameters.length - 1 : parameters.length
    if (callee.variadic === true) {
      if (count < fixed) this.fail(`wrong number of args for ${name}: want at least ${fixed} got ${args.length}`)
    } else if (count !== fixed) this.fail(`wrong number of args for ${name}: want ${fixed} got ${count}`)
    const parameter = (i: number): Parameter => parameters[Math.min(i, parameters.length - 1)] as Parameter

    // From Go 1.18 on `and` and `or` stop evaluating once they are decided.
    if (this.around.go >= 18 && (callee.special === 'and' || callee.special === 'or')) {
      let value: Argument
      for (const arg of args) {
        value = this.argument(dot, 'value', arg)
        if (isTrue(unwrap(value)) === (callee.special === 'or')) return value
      }
      return final === MISSING ? value : this.validated(final, 'value')
    }
    const values = args.map((arg, i) => this.argument(dot, parameter(i), arg))
    if (final !== MISSING) values.push(this.validated(final, parameter(count - 1)))
    try {
      if (callee.special === 'call' && this.around.go >= 23) this.callNothing(values[0], args[0], final)
      return callee.call(values, this.around.go)
    } catch (error) {
      if (!(error instanceof CallError)) throw error
      this.at(node)
      return this.fail(`error calling ${name}: ${error.message}`)
    }
  }

  /** `call` names what it was given, since Go 1.23; nothing a template can reach is a function. */
  private callNothing(callee: Argument, source: Operand | undefined, final: Final): never {
    const value = unwrap(callee)
    const shown = source !== undefined ? sourceOf(source) : final === MISSING || final === undefined ? '<invalid Value>' : final.kind === 'string' ? final.value : `<${final.type.name} Value>`
    throw new CallError(value === undefined ? 'call of nil' : `non-function ${shown} of type ${value.type.name}`)
  }

  /** Make sure the value can be given for the parameter. */
  private validated(value: Argument, type: Parameter | undefined): Argument {
    if (value === undefined) {
      if (type === undefined || type === 'value') return undefined
      if (canBeNil(type)) return zero(type)
      return this.fail(`invalid value; expected ${type.name}`)
    }
    if (type === undefined || type === 'value' || isAssignable(value.type, type)) return value
    let given = value
    if (given.kind === 'interface' && given.inner !== null) {
      given = given.inner
      if (isAssignable(given.type, type)) return given
    }
    if (given.kind === 'pointer' && isAssignable(given.type.element as GoType, type)) {
      return given.target ?? this.fail(`dereference of nil pointer of type ${type.name}`)
    }
    return this.fail(`wrong type for value; expected ${type.name}; got ${given.type.name}`)
  }

  private argument(dot: Argument, type: Parameter | undefined, node: Operand): Argument {
    this.at(node)
    switch (node.kind) {
      case 'dot':
        return this.validated(dot, type)
      case 'nil':
        if (type === undefined || type === 'value') return undefined
        if (canBeNil(type)) return zero(type)
        return this.fail(`cannot assign nil to ${type.name}`)
      case 'field':
        return this.validated(this.fieldNode(dot, node, [node], MISSING), type)
      case 'variable':
        return this.validated(this.variableNode(dot, node, undefined, MISSING), type)
      case 'pipe':
        return this.validated(this.pipeline(dot, node), type)
      case 'identifier':
        return this.validated(this.functionNode(dot, node, node, undefined, MISSING), type)
      case 'chain':
        return this.validated(this.chainNode(dot, node, undefined, MISSING), type)
    }
    assert(type !== undefined, 'the parser refuses fields of constants')
    if (type === 'value' || type === ANY) {
      switch (node.kind) {
        case 'bool':
          return bool(node.value)
        case 'number':
          return this.constant(node)
        case 'string':
          return goString(node.text)
      }
    }
    const source = sourceOf(node)
    switch (type.kind) {
      case 'bool':
        return node.kind === 'bool' ? bool(node.value) : this.fail(`expected bool; found ${source}`)
      case 'string':
        return node.kind === 'string' ? goString(node.text, type) : this.fail(`expected string; found ${source}`)
      case 'int':
        return node.kind === 'number' && node.int !== undefined ? { kind: 'int', type, value: node.int } : this.fail(`expected integer; found ${source}`)
      case 'uint':
        return node.kind === 'number' && node.uint !== undefined ? { kind: 'uint', type, value: node.uint } : this.fail(`expected unsigned integer; found ${source}`)
      case 'float':
        return node.kind === 'number' && node.float !== undefined ? { kind: 'float', type, value: node.float } : this.fail(`expected float; found ${source}`)
    }
    return this.fail(`can't handle ${source} for arg of type ${type.name}`)
  }
}

function* countTo(limit: Value & { kind: 'int' | 'uint' }): Generator<readonly [Argument, Argument]> {
  for (let i = 0n; i < limit.value; i++) yield [undefined, { kind: limit.kind, type: limit.type, value: i }]
}

const canBeNil = (type: GoType): boolean => type.kind === 'interface' || type.kind === 'map' || type.kind === 'pointer' || type.kind === 'slice'

/** A list or map type without a name of its own takes the named ones of the same make. */
function isAssignable(from: GoType, to: GoType): boolean {
  if (from === to || to === ANY) return true
  const unnamed = (type: GoType): boolean => type.name.startsWith('[]') || type.name.startsWith('map[')
  return from.kind === to.kind && (from.kind === 'slice' || from.kind === 'map') && from.element === to.element && from.key === to.key && (unnamed(from) || unnamed(to))
}

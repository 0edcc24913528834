/** Evaluating jq filters: each filter turns one input into a stream of outputs, with their paths when those are asked for. */
import { compactJson } from './jq-json.ts'
import type { Json } from './jq-json.ts'
import { PRELUDE, VALUE_FUNCTIONS } from './jq-builtins.ts'
import { applyFormat } from './jq-formats.ts'
import { JqParser, JqSyntaxError } from './jq-parse.ts'
import type { Definition, Filter, Pattern } from './jq-parse.ts'
import { jqMatch, jqReplace, jqSplit } from './jq-regex.ts'
import { JqError, deletePaths, getIndex, getPath, getSlice, isArray, isObject, isTrue, operate, setPath, shown } from './jq-values.ts'

/** More steps than this end the filter. */
const STEPS_MAX = 20_000_000

/** `break $label`. */
class JqBreak extends Error {
  readonly label: object

  constructor(label: object) {
    super('break')
    this.label = label
  }
}

/** `halt` and `halt_error`. */
export class JqHalt extends Error {
  readonly output: Json | undefined
  readonly status: number

  constructor(output: Json | undefined, status: number) {
    super('halt')
    this.output = output
    this.status = status
  }
}

/** An output. The path is undefined when nobody asked, and 'lost' when the value is not part of the input. */
interface Output {
  readonly value: Json
  readonly path: readonly Json[] | undefined | 'lost'
}

type Path = Output['path']
type Outputs = Generator<Output, void, void>

type Binding =
  | { readonly kind: 'value'; readonly name: string; readonly value: Json }
  | { readonly kind: 'function'; readonly name: string; readonly definition: Definition }
  | { readonly kind: 'closure'; readonly name: string; readonly filter: Filter; readonly scope: Scope | undefined }
  | { readonly kind: 'label'; readonly name: string; readonly label: object }

interface Scope {
  readonly binding: Binding
  readonly outer: Scope | undefined
}

const bind = (outer: Scope | undefined, binding: Binding): Scope => ({ binding, outer })

/** What a filter can ask of the program around it. */
export interface JqWorld {
  /** The next input; undefined at the end. */
  readonly input: () => Json | undefined
  readonly inputFilename: () => Json
  readonly inputLine: () => number
  readonly now: () => number
  readonly debug: (text: string) => void
}

const prelude = new Map<string, Definition>()

function library(): ReadonlyMap<string, Definition> {
  if (prelude.size === 0) for (const definition of new JqParser(PRELUDE).definitions()) prelude.set(`${definition.name}/${definition.parameters.length}`, definition)
  return prelude
}

const NATIVE = new Set(['empty/0', 'error/0', 'error/1', 'select/1', 'recurse/1', 'path/1', 'getpath/1', 'range/1', 'range/2', 'range/3', 'first/1', 'last/1', 'limit/2', 'isempty/1', 'input/0', 'inputs/0', 'input_filename/0', 'input_line_number/0', 'now/0', 'debug/0', 'stderr/0', 'halt/0', 'halt_error/1', 'match/2', 'test/2', 'sub/2', 'sub/3', 'gsub/2', 'gsub/3', 'split/2', 'builtins/0'])

export class JqProgram {
  private readonly filter: Filter
  private readonly scope: Scope | undefined
  private readonly world: JqWorld
  private steps = 0

  /** @throws JqSyntaxError also for names that are not defined */
  constructor(source: string, variables: ReadonlyMap<string, Json>, world: JqWorld) {
    this.filter = new JqParser(source).parse()
    let scope: Scope | undefined
    for (const [name, value] of variables) scope = bind(scope, { kind: 'value', name, value })
    this.scope = scope
    this.world = world
    check(this.filter, { values: new Set([...variables.keys()]), functions: new Set(), labels: new Set() })
  }

  /** The outputs for one input. @throws JqError, JqHalt */
  *run(input: Json): Generator<Json, void, void> {
    this.steps = 0
    try {
      for (const { value } of this.evaluate(this.filter, this.scope, { value: input, path: undefined })) yield value
    } catch (error) {
      if (error instanceof JqBreak) throw new JqError('break')
      if (error instanceof RangeError) throw new JqError('the filter recurses too deeply')
      throw error
    }
  }

  private lookup(scope: Scope | undefined, kind: Binding['kind'], name: string): { binding: Binding; scope: Scope } | undefined {
    for (let at = scope; at; at = at.outer) {
      const { binding } = at
      if (binding.name === name && (binding.kind === kind || (kind === 'function' && binding.kind === 'closure'))) return { binding, scope: at }
    }
    return undefined
  }

  private *evaluate(filter: Filter, scope: Scope | undefined, input: Output): Outputs {
    if (++this.steps > STEPS_MAX) throw new JqHalt('jq: this filter takes too many steps here\n', 5)
    const { value, path } = input
    const lost: Path = path === undefined ? undefined : 'lost'
    switch (filter.type) {
      case 'identity':
        yield input
        return
      case 'recurse':
        yield* this.recurse({ type: 'try', of: { type: 'iterate', of: { type: 'identity' } }, handler: undefined }, scope, input)
        return
      case 'literal':
        yield { value: filter.value, path: filter.value === null && path !== undefined ? 'lost' : lost }
        return
      case 'text':
        for (const text of this.text(filter, 0, scope, value)) yield { value: text, path: lost }
        return
      case 'format':
        yield { value: applyFormat(filter.name, value), path: lost }
        return
      case 'index':
        for (const target of this.evaluate(filter.of, scope, input)) {
          for (const key of this.values(filter.key, scope, value)) yield this.step(target, key, () => getIndex(target.value, key))
        }
        return
      case 'slice':
        for (const target of this.evaluate(filter.of, scope, input)) {
          for (const to of filter.to ? this.values(filter.to, scope, value) : [null]) {
            for (const from of filter.from ? this.values(filter.from, scope, value) : [null]) {
              yield this.step(target, new Map([['start', from], ['end', to]]), () => getSlice(target.value, from, to))
            }
          }
        }
        return
      case 'iterate':
        for (const target of this.evaluate(filter.of, scope, input)) {
          const whole = target.value
          if (isArray(whole)) for (const [i, member] of whole.entries()) yield this.step(target, i, () => member)
          else if (isObject(whole)) for (const [key, member] of whole) yield this.step(target, key, () => member)
          else throw new JqError(`Cannot iterate over ${shown(whole)}`)
        }
        return
      case 'array': {
        const items: Json[] = []
        if (filter.of) for (const item of this.values(filter.of, scope, value)) items.push(item)
        yield { value: items, path: lost }
        return
      }
      case 'object':
        for (const object of this.objects(filter.entries, 0, scope, value)) yield { value: object, path: lost }
        return
      case 'negate':
        for (const item of this.values(filter.of, scope, value)) {
          if (typeof item !== 'number') throw new JqError(`${shown(item)} cannot be negated`)
          yield { value: -item, path: lost }
        }
        return
      case 'pipe':
        for (const middle of this.evaluate(filter.left, scope, input)) yield* this.evaluate(filter.right, scope, middle)
        return
      case 'comma':
        yield* this.evaluate(filter.left, scope, input)
        yield* this.evaluate(filter.right, scope, input)
        return
      case 'and': case 'or':
        for (const left of this.values(filter.left, scope, value)) {
          if (isTrue(left) === (filter.type === 'or')) yield { value: filter.type === 'or', path: lost }
          else for (const right of this.values(filter.right, scope, value)) yield { value: isTrue(right), path: lost }
        }
        return
      case 'alternative': {
        let any = false
        try {
          for (const output of this.evaluate(filter.left, scope, input)) {
            if (!isTrue(output.value)) continue
            any = true
            yield output
          }
        } catch (error) {
          if (!(error instanceof JqError)) throw error
        }
        if (!any) yield* this.evaluate(filter.right, scope, input)
        return
      }
      case 'binary':
        for (const right of this.values(filter.right, scope, value)) {
          for (const left of this.values(filter.left, scope, value)) yield { value: operate(filter.op, left, right), path: lost }
        }
        return
      case 'update':
        for (const updated of this.update(filter, scope, value)) yield { value: updated, path: lost }
        return
      case 'if':
        for (const test of this.values(filter.test, scope, value)) {
          if (isTrue(test)) yield* this.evaluate(filter.yes, scope, input)
          else if (filter.no) yield* this.evaluate(filter.no, scope, input)
          else yield input
        }
        return
      case 'try': {
        const outputs = this.evaluate(filter.of, scope, input)
        for (;;) {
          let next: IteratorResult<Output, void>
          try {
            next = outputs.next()
          } catch (error) {
            if (!(error instanceof JqError)) throw error
            if (filter.handler) yield* this.evaluate(filter.handler, scope, { value: error.value, path: lost })
            return
          }
          if (next.done) return
          yield next.value
        }
      }
      case 'as':
        for (const source of this.values(filter.source, scope, value)) {
          for (const [i, pattern] of filter.patterns.entries()) {
            try {
              for (const inner of this.destructure(pattern, source, this.unset(filter.patterns, scope), value)) yield* this.evaluate(filter.body, inner, input)
              break
            } catch (error) {
              if (!(error instanceof JqError) || i === filter.patterns.length - 1) throw error
            }
          }
        }
        return
      case 'reduce':
        for (const start of this.evaluate(filter.start, scope, input)) {
          let state: Output | undefined = start
          for (const source of this.values(filter.source, scope, value)) {
            for (const inner of this.destructure(filter.pattern, source, scope, value)) {
              const before: Output = state ?? { value: null, path: lost }
              state = undefined
              for (const output of this.evaluate(filter.update, inner, before)) state = output
            }
          }
          yield state ?? { value: null, path: lost }
        }
        return
      case 'foreach':
        for (const start of this.evaluate(filter.start, scope, input)) {
          let state = start
          for (const source of this.values(filter.source, scope, value)) {
            for (const inner of this.destructure(filter.pattern, source, scope, value)) {
              for (const output of this.evaluate(filter.update, inner, state)) {
                state = output
                if (filter.extract) yield* this.evaluate(filter.extract, inner, output)
                else yield output
              }
            }
          }
        }
        return
      case 'label': {
        const label = {}
        try {
          yield* this.evaluate(filter.body, bind(scope, { kind: 'label', name: filter.name, label }), input)
        } catch (error) {
          if (!(error instanceof JqBreak) || error.label !== label) throw error
        }
        return
      }
      case 'break': {
        const found = this.lookup(scope, 'label', filter.name)
        throw new JqBreak(found?.binding.kind === 'label' ? found.binding.label : {})
      }
      case 'variable': {
        const found = this.lookup(scope, 'value', filter.name)
        yield { value: found?.binding.kind === 'value' ? found.binding.value : null, path: lost }
        return
      }
      case 'define':
        yield* this.evaluate(filter.body, bind(scope, { kind: 'function', name: `${filter.definition.name}/${filter.definition.parameters.length}`, definition: filter.definition }), input)
        return
      case 'call':
        yield* this.call(filter, scope, input)
    }
  }

  /** The outputs as values, when paths do not matter. */
  private *values(filter: Filter, scope: Scope | undefined, input: Json): Generator<Json, void, void> {
    if (filter.type === 'literal') {
      yield filter.value
      return
    }
    for (const { value } of this.evaluate(filter, scope, { value: input, path: undefined })) yield value
  }

  private step(target: Output, key: Json, get: () => Json): Output {
    if (target.path === undefined) return { value: get(), path: undefined }
    if (target.path === 'lost') {
      if (target.value === null) return { value: get(), path: 'lost' }
      throw new JqError(`Invalid path expression with result ${cutTo(target.value)}`)
    }
    return { value: get(), path: [...target.path, key] }
  }

  private *text(filter: Extract<Filter, { type: 'text' }>, at: number, scope: Scope | undefined, input: Json): Generator<string, void, void> {
    const part = filter.parts[at]
    if (part === undefined) {
      yield ''
      return
    }
    for (const rest of this.text(filter, at + 1, scope, input)) {
      if (typeof part === 'string') yield part + rest
      else for (const value of this.values(part, scope, input)) yield applyFormat(filter.format ?? '@text', value) + rest
    }
  }

  private *objects(entries: readonly (readonly [Filter, Filter])[], at: number, scope: Scope | undefined, input: Json): Generator<ReadonlyMap<string, Json>, void, void> {
    if (at === entries.length) {
      yield new Map()
      return
    }
    for (const start of this.objects(entries.slice(0, -1), 0, scope, input)) {
      const [keyFilter, valueFilter] = entries.at(-1) as readonly [Filter, Filter]
      for (const key of this.values(keyFilter, scope, input)) {
        if (typeof key !== 'string') throw new JqError(`Object keys must be strings`)
        for (const value of this.values(valueFilter, scope, input)) yield new Map(start).set(key, value)
      }
    }
  }

  private *paths(filter: Filter, scope: Scope | undefined, input: Json): Generator<readonly Json[], void, void> {
    for (const { value, path } of this.evaluate(filter, scope, { value: input, path: [] })) {
      if (path === 'lost' || path === undefined) throw new JqError(`Invalid path expression with result ${cutTo(value)}`)
      yield path
    }
  }

  private *update(filter: Extract<Filter, { type: 'update' }>, scope: Scope | undefined, input: Json): Generator<Json, void, void> {
    const { op, left, right } = filter
    if (op === '|=') {
      let whole = input
      const deleted: Json[] = []
      for (const path of [...this.paths(left, scope, input)]) {
        const first = this.values(right, scope, getPath(whole, path)).next()
        if (first.done) deleted.push(path)
        else whole = setPath(whole, path, first.value)
      }
      yield deleted.length > 0 ? deletePaths(whole, deleted) : whole
      return
    }
    for (const value of this.values(right, scope, input)) {
      let whole = input
      for (const path of [...this.paths(left, scope, input)]) {
        const before = getPath(whole, path)
        const after = op === '=' ? value : op === '//=' ? (isTrue(before) ? before : value) : operate(op.slice(0, -1), before, value)
        whole = setPath(whole, path, after)
      }
      yield whole
    }
  }

  /** With several patterns, names that a pattern does not have are null. */
  private unset(patterns: readonly Pattern[], scope: Scope | undefined): Scope | undefined {
    if (patterns.length === 1) return scope
    return patterns.flatMap(namesOf).reduce<Scope | undefined>((inner, name) => bind(inner, { kind: 'value', name, value: null }), scope)
  }

  private *destructure(pattern: Pattern, value: Json, scope: Scope | undefined, input: Json): Generator<Scope | undefined, void, void> {
    if (pattern.kind === 'name') {
      yield bind(scope, { kind: 'value', name: pattern.name, value })
      return
    }
    if (pattern.kind === 'array') {
      yield* this.destructureItems(pattern.items, 0, value, scope, input)
      return
    }
    yield* this.destructureEntries(pattern.entries, 0, value, scope, input)
  }

  private *destructureItems(items: readonly Pattern[], at: number, value: Json, scope: Scope | undefined, input: Json): Generator<Scope | undefined, void, void> {
    const item = items[at]
    if (!item) {
      yield scope
      return
    }
    for (const inner of this.destructure(item, getIndex(value, at), scope, input)) yield* this.destructureItems(items, at + 1, value, inner, input)
  }

  private *destructureEntries(entries: Extract<Pattern, { kind: 'object' }>['entries'], at: number, value: Json, scope: Scope | undefined, input: Json): Generator<Scope | undefined, void, void> {
    const entry = entries[at]
    if (!entry) {
      yield scope
      return
    }
    for (const key of this.values(entry.key, scope, input)) {
      if (typeof key !== 'string') throw new JqError(`Cannot index ${shown(value).split(' ')[0] ?? ''} with ${shown(key).split(' ')[0] ?? ''}`)
      const member = getIndex(value, key)
      const named = entry.name === undefined ? scope : bind(scope, { kind: 'value', name: entry.name, value: member })
      if (!entry.value) yield* this.destructureEntries(entries, at + 1, value, named, input)
      else for (const inner of this.destructure(entry.value, member, named, input)) yield* this.destructureEntries(entries, at + 1, value, inner, input)
    }
  }

  private *recurse(step: Filter, scope: Scope | undefined, input: Output): Outputs {
    yield input
    for (const next of this.evaluate(step, scope, input)) yield* this.recurse(step, scope, next)
  }

  // Functions

  private *call(filter: Extract<Filter, { type: 'call' }>, scope: Scope | undefined, input: Output): Outputs {
    const key = `${filter.name}/${filter.args.length}`
    const found = this.lookup(scope, 'function', key)
    if (found?.binding.kind === 'closure') return yield* this.evaluate(found.binding.filter, found.binding.scope, input)
    if (found?.binding.kind === 'function') return yield* this.apply(found.binding.definition, found.scope, filter.args, scope, input, 0, found.scope)
    const compute = VALUE_FUNCTIONS[key]
    if (compute) {
      for (const args of this.cartesian(filter.args, scope, input.value)) yield { value: compute(input.value, ...args), path: input.path === undefined ? undefined : 'lost' }
      return
    }
    const definition = library().get(key)
    if (definition) {
      const own = bind(undefined, { kind: 'function', name: key, definition })
      return yield* this.apply(definition, this.withVariables(own), filter.args, scope, input, 0, this.withVariables(own))
    }
    yield* this.native(key, filter.args, scope, input)
  }

  /** Functions of the library see `$ENV` and themselves. */
  private withVariables(scope: Scope): Scope {
    const found = this.lookup(this.scope, 'value', 'ENV')
    return found ? bind(scope, found.binding) : scope
  }

  private *apply(definition: Definition, home: Scope | undefined, args: readonly Filter[], caller: Scope | undefined, input: Output, at: number, inner: Scope | undefined): Outputs {
    const parameter = definition.parameters[at]
    if (parameter === undefined) return yield* this.evaluate(definition.body, inner, input)
    const arg = args[at] as Filter
    if (!parameter.startsWith('$')) {
      return yield* this.apply(definition, home, args, caller, input, at + 1, bind(inner, { kind: 'closure', name: `${parameter}/0`, filter: arg, scope: caller }))
    }
    for (const value of this.values(arg, caller, input.value)) {
      const named = bind(bind(inner, { kind: 'closure', name: `${parameter.slice(1)}/0`, filter: { type: 'literal', value }, scope: undefined }), { kind: 'value', name: parameter.slice(1), value })
      yield* this.apply(definition, home, args, caller, input, at + 1, named)
    }
  }

  /** Every choice of argument values; the last argument changes slowest. */
  private *cartesian(args: readonly Filter[], scope: Scope | undefined, input: Json): Generator<readonly Json[], void, void> {
    const last = args.at(-1)
    if (!last) {
      yield []
      return
    }
    for (const value of this.values(last, scope, input)) {
      for (const before of this.cartesian(args.slice(0, -1), scope, input)) yield [...before, value]
    }
  }

  private *native(key: string, args: readonly Filter[], scope: Scope | undefined, input: Output): Outputs {
    const { value, path } = input
    const lost: Path = path === undefined ? undefined : 'lost'
    const [a, b, c] = args as [Filter, Filter, Filter]
    const give = (result: Json): Output => ({ value: result, path: lost })
    switch (key) {
      case 'empty/0': return
      case 'error/0': throw new JqError(value)
      case 'error/1':
        for (const message of this.values(a, scope, value)) throw new JqError(message)
        return
      case 'select/1':
        for (const test of this.values(a, scope, value)) if (isTrue(test)) yield input
        return
      case 'recurse/1': return yield* this.recurse(a, scope, input)
      case 'path/1':
        for (const found of this.paths(a, scope, value)) yield give(found)
        return
      case 'getpath/1':
        for (const found of this.values(a, scope, value)) {
          if (!isArray(found)) throw new JqError('Path must be specified as an array')
          let member: Json
          try {
            member = getPath(value, found)
          } catch (error) {
            if (path === undefined || !(error instanceof JqError)) throw error
            member = null
          }
          yield { value: member, path: path === undefined || path === 'lost' ? path : [...path, ...found] }
        }
        return
      case 'range/1':
        for (const to of this.values(a, scope, value)) yield* this.range(0, to, 1, lost)
        return
      case 'range/2':
        for (const from of this.values(a, scope, value)) for (const to of this.values(b, scope, value)) yield* this.range(from, to, 1, lost)
        return
      case 'range/3':
        for (const from of this.values(a, scope, value)) for (const to of this.values(b, scope, value)) for (const by of this.values(c, scope, value)) yield* this.range(from, to, by, lost)
        return
      case 'first/1':
        for (const output of this.evaluate(a, scope, input)) {
          yield output
          return
        }
        return
      case 'last/1': {
        let last: Output | undefined
        for (const output of this.evaluate(a, scope, input)) last = output
        if (last) yield last
        return
      }
      case 'limit/2':
        for (const count of this.values(a, scope, value)) {
          let left = typeof count === 'number' ? count : Infinity
          // jq 1.6 gives everything for a limit of zero or less.
          if (left <= 0) {
            yield* this.evaluate(b, scope, input)
            continue
          }
          for (const output of this.evaluate(b, scope, input)) {
            yield output
            if (--left <= 0) break
          }
        }
        return
      case 'isempty/1': {
        for (const output of this.evaluate(a, scope, input)) {
          void output
          yield give(false)
          return
        }
        yield give(true)
        return
      }
      case 'input/0': {
        const next = this.world.input()
        if (next === undefined) throw new JqError('break')
        yield give(next)
        return
      }
      case 'inputs/0':
        for (let next = this.world.input(); next !== undefined; next = this.world.input()) yield give(next)
        return
      case 'input_filename/0': return yield give(this.world.inputFilename())
      case 'input_line_number/0': return yield give(this.world.inputLine())
      case 'now/0': return yield give(this.world.now())
      case 'debug/0':
        this.world.debug(`${compactJson(['DEBUG:', value])}\n`)
        return yield input
      case 'stderr/0':
        this.world.debug(compactJson(value))
        return yield input
      case 'halt/0': throw new JqHalt(undefined, 0)
      case 'halt_error/1':
        for (const status of this.values(a, scope, value)) throw new JqHalt(typeof value === 'string' ? value : `${compactJson(value)}\n`, Number(status))
        return
      case 'match/2': case 'test/2': {
        for (const flags of this.values(b, scope, value)) {
          for (const pattern of this.values(a, scope, value)) {
            if (key === 'test/2') yield give(jqMatch(value, pattern, flags).length > 0)
            else for (const found of jqMatch(value, pattern, flags)) yield give(found)
          }
        }
        return
      }
      case 'sub/2': case 'sub/3': case 'gsub/2': case 'gsub/3': {
        for (const flags of c ? this.values(c, scope, value) : ['']) {
          for (const pattern of this.values(a, scope, value)) {
            const all = key.startsWith('g') ? 'g' : ''
            yield give(jqReplace(value, pattern, `${all}${String(flags ?? '')}`, captures => {
              for (const text of this.values(b, scope, captures)) return text
              return ''
            }))
          }
        }
        return
      }
      case 'split/2':
        for (const flags of this.values(b, scope, value)) for (const pattern of this.values(a, scope, value)) yield give(jqSplit(value, pattern, flags))
        return
      case 'builtins/0': return yield give([...NATIVE, ...Object.keys(VALUE_FUNCTIONS), ...library().keys()].filter(name => !name.startsWith('_')))
      default: throw new JqError(`${key} is not simulated`)
    }
  }

  private *range(from: Json, to: Json, by: Json, path: Path): Outputs {
    if (typeof from !== 'number' || typeof to !== 'number' || typeof by !== 'number') throw new JqError('Range bounds must be numeric')
    if (by === 0 && from < to) throw new JqError('Range step is zero')
    for (let at = from; by > 0 ? at < to : at > to; at += by) {
      if (++this.steps > STEPS_MAX) throw new JqHalt('jq: this filter takes too many steps here\n', 5)
      yield { value: at, path }
    }
  }
}

const cutTo = (value: Json): string => shown(value).replace(/^\w+ \((.*)\)$/s, '$1')

function namesOf(pattern: Pattern): string[] {
  if (pattern.kind === 'name') return [pattern.name]
  if (pattern.kind === 'array') return pattern.items.flatMap(namesOf)
  return pattern.entries.flatMap(entry => [...(entry.name === undefined ? [] : [entry.name]), ...(entry.value ? namesOf(entry.value) : [])])
}

interface Known {
  readonly values: ReadonlySet<string>
  readonly functions: ReadonlySet<string>
  readonly labels: ReadonlySet<string>
}

const withValues = (known: Known, names: readonly string[]): Known => ({ ...known, values: new Set([...known.values, ...names]) })

/** Are all names defined? jq says so before it runs anything. @throws JqSyntaxError */
function check(filter: Filter, known: Known): void {
  const both = (...filters: readonly (Filter | undefined)[]): void => {
    for (const inner of filters) if (inner) check(inner, known)
  }
  switch (filter.type) {
    case 'identity': case 'recurse': case 'literal': case 'format': return
    case 'text': return both(...filter.parts.filter(part => typeof part !== 'string'))
    case 'index': return both(filter.of, filter.key)
    case 'slice': return both(filter.of, filter.from, filter.to)
    case 'iterate': case 'array': case 'negate': return both(filter.of)
    case 'object': return both(...filter.entries.flat())
    case 'pipe': case 'comma': case 'and': case 'or': case 'alternative': case 'binary': case 'update': return both(filter.left, filter.right)
    case 'if': return both(filter.test, filter.yes, filter.no)
    case 'try': return both(filter.of, filter.handler)
    case 'as':
      check(filter.source, known)
      return check(filter.body, withValues(known, filter.patterns.flatMap(namesOf)))
    case 'reduce': case 'foreach': {
      both(filter.source, filter.start)
      const inner = withValues(known, namesOf(filter.pattern))
      check(filter.update, inner)
      if (filter.type === 'foreach' && filter.extract) check(filter.extract, inner)
      return
    }
    case 'label': return check(filter.body, { ...known, labels: new Set([...known.labels, filter.name]) })
    case 'break':
      if (!known.labels.has(filter.name)) throw new JqSyntaxError(`$*label-${filter.name} is not defined`, filter.at)
      return
    case 'variable':
      if (!known.values.has(filter.name)) throw new JqSyntaxError(`$${filter.name} is not defined`, filter.at)
      return
    case 'define': {
      const { name, parameters, body } = filter.definition
      const own = new Set([...known.functions, `${name}/${parameters.length}`])
      check(body, { values: new Set([...known.values, ...parameters.filter(p => p.startsWith('$')).map(p => p.slice(1))]), functions: new Set([...own, ...parameters.map(p => `${p.replace('$', '')}/0`)]), labels: known.labels })
      return check(filter.body, { ...known, functions: own })
    }
    case 'call': {
      const key = `${filter.name}/${filter.args.length}`
      if (!known.functions.has(key) && !Object.hasOwn(VALUE_FUNCTIONS, key) && !library().has(key) && !NATIVE.has(key)) throw new JqSyntaxError(`${key} is not defined`, filter.at)
      both(...filter.args)
    }
  }
}

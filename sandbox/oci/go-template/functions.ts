/**
 * The functions of templates: those of `text/template`, and those docker adds.
 *
 * @source go/src/text/template/funcs.go; docker/cli/templates/templates.go
 */
import { encode } from '../go-json.ts'
import { sprint, sprintf, sprintln } from './fmt.ts'
import type { GoMinor } from './lexer.ts'
import { fromGo, isPrint, isUnicodeSpace, runeAt, runeToGo, runesOf, toGo } from './strings.ts'
import {
  ANY, INT, STRING, STRING_SLICE, UINT8, bool, goString, indirect, int, isComparable, jsonOf, textOf, unwrap, zero,
  type GoType, type Value,
} from './values.ts'

/** An argument: undefined is the absent value. */
export type Argument = Value | undefined

/** What a parameter takes: a type, or anything as it is (Go's `reflect.Value`). */
export type Parameter = GoType | 'value'

/** A function callable from a template. */
export interface GoFunction {
  readonly parameters: readonly Parameter[]
  /** The last parameter takes any number of arguments. */
  readonly variadic?: boolean
  /** `and`, `or` and `call` are treated specially by the executor. */
  readonly special?: 'and' | 'or' | 'call'
  /** @throws CallError */
  readonly call: (args: readonly Argument[], go: GoMinor) => Argument
}

/** Functions by name. */
export type FunctionTable = Readonly<Record<string, GoFunction>>

/** A function failed (or panicked): the words after `error calling NAME: `. */
export class CallError extends Error {
  override readonly name = 'CallError'
}

const fail = (message: string): never => {
  throw new CallError(message)
}

/** Is the value true in the sense of `if`? */
export function isTrue(value: Argument): boolean {
  if (value === undefined) return false
  switch (value.kind) {
    case 'bool':
      return value.value
    case 'int':
    case 'uint':
      return value.value !== 0n
    case 'float':
      return value.value !== 0
    case 'complex':
      return value.value[0] !== 0 || value.value[1] !== 0
    case 'string':
      return value.value.length > 0
    case 'slice':
      return (value.items?.length ?? 0) > 0
    case 'map':
      return (value.entries?.size ?? 0) > 0
    case 'pointer':
      return value.target !== null
    case 'interface':
      return value.inner !== null
    case 'struct':
      return true
  }
}

/** A place in a list or string. Only `index` looks into interfaces; `slice` takes the value as it is. */
function position(value: Argument, limit: number): number {
  if (value === undefined) return fail('cannot index slice/array with nil')
  if (value.kind !== 'int' && value.kind !== 'uint') return fail(`cannot index slice/array with type ${value.type.name}`)
  if (value.value < 0n || value.value > BigInt(limit)) return fail(`index out of range: ${value.value}`)
  return Number(value.value)
}

function indexInto(item: Argument, indexes: readonly Argument[]): Argument {
  let at = unwrap(item)
  if (at === undefined) return fail('index of untyped nil')
  for (const index of indexes) {
    const { value, isNil } = indirect(at)
    if (isNil || value === undefined) return fail('index of nil pointer')
    switch (value.kind) {
      case 'slice': {
        const items = value.items ?? []
        at = items[position(unwrap(index), items.length)] ?? fail('reflect: slice index out of range')
        break
      }
      case 'string': {
        const i = position(unwrap(index), value.value.length)
        if (i === value.value.length) return fail('reflect: string index out of range')
        at = { kind: 'uint', type: UINT8, value: BigInt(value.value.charCodeAt(i)) }
        break
      }
      case 'map': {
        const key = unwrap(index)
        const keyType = value.type.key as GoType
        if (key === undefined) return fail(`value is nil; should be of type ${keyType.name}`)
        if (key.kind !== 'string' || key.type !== keyType) return fail(`value has type ${key.type.name}; should be ${keyType.name}`)
        at = value.entries?.get(key.value) ?? zero(value.type.element as GoType)
        break
      }
      default:
        return fail(`can't index item of type ${value.type.name}`)
    }
  }
  return at
}

function sliceOfItem(item: Argument, indexes: readonly Argument[]): Argument {
  const value = unwrap(item)
  if (value === undefined) return fail('slice of untyped nil')
  if (indexes.length > 3) return fail(`too many slice indexes: ${indexes.length}`)
  if (value.kind !== 'string' && value.kind !== 'slice') return fail(`can't slice item of type ${value.type.name}`)
  if (value.kind === 'string' && indexes.length === 3) return fail('cannot 3-index slice a string')
  const length = value.kind === 'string' ? value.value.length : (value.items?.length ?? 0)
  const capacity = value.kind === 'string' ? length : value.capacity
  const [from = 0, to = length, end = capacity] = indexes.map(index => position(index, capacity))
  if (from > to) return fail(`invalid slice index: ${from} > ${to}`)
  if (indexes.length === 3 && to > end) return fail(`invalid slice index: ${to} > ${end}`)
  if (value.kind === 'string') return goString(value.value.slice(from, to), value.type)
  const items = [...(value.items ?? [])]
  // Up to its capacity a list can be made longer; what comes to light is zero.
  while (items.length < to) items.push(zero(value.type.element as GoType))
  return { kind: 'slice', type: value.type, items: items.slice(from, to), capacity: end - from }
}

function lengthOf(item: Argument): number {
  const { value, isNil } = indirect(item)
  if (isNil) return fail('len of nil pointer')
  if (value === undefined) return fail('reflect: call of reflect.Value.Type on zero Value')
  switch (value.kind) {
    case 'string':
      return value.value.length
    case 'slice':
      return value.items?.length ?? 0
    case 'map':
      return value.entries?.size ?? 0
    default:
      return fail(`len of type ${value.type.name}`)
  }
}

const BASIC_KINDS: ReadonlySet<string> = new Set(['bool', 'int', 'uint', 'float', 'complex', 'string'])
const basicKind = (value: Argument): string | undefined => (value !== undefined && BASIC_KINDS.has(value.kind) ? value.kind : undefined)
const isNilValue = (value: Argument): boolean =>
  value === undefined ||
  (value.kind === 'pointer' && value.target === null) ||
  (value.kind === 'map' && value.entries === null) ||
  (value.kind === 'slice' && value.items === null) ||
  (value.kind === 'interface' && value.inner === null)

const INCOMPATIBLE = 'incompatible types for comparison'

function equals(first: Argument, others: readonly Argument[], go: GoMinor): boolean {
  const a = unwrap(first)
  const notComparable = (value: Value): never =>
    fail(go < 18 ? sprintf('uncomparable type %s: %v', [goString(value.type.name), value]) : sprintf('non-comparable type %s: %v', [value, goString(value.type.name)]))
  // In old Go the first argument had to be comparable in any case.
  if (go < 18 && a !== undefined && !isComparable(a.type)) notComparable(a)
  if (others.length === 0) return fail('missing argument for comparison')
  for (const other of others) {
    const b = unwrap(other)
    const kinds = [basicKind(a), basicKind(b)]
    if (kinds[0] !== kinds[1]) {
      const integers = (kinds[0] === 'int' && kinds[1] === 'uint') || (kinds[0] === 'uint' && kinds[1] === 'int')
      if (integers) {
        if (sameBasic(a as Value, b as Value)) return true
      } else if (go < 18 || (a !== undefined && b !== undefined)) return fail(INCOMPATIBLE)
    } else if (kinds[0] !== undefined) {
      if (sameBasic(a as Value, b as Value)) return true
    } else if (go < 18) {
      if (b === undefined ? a === undefined : isComparable(b.type) ? a !== undefined && sameValue(a, b) : notComparable(b)) return true
    } else {
      if (a !== undefined && b !== undefined && a.kind !== b.kind) {
        return fail(sprintf('non-comparable types %s: %s, %s: %v', [a, goString(a.type.name), goString(b.type.name), b]))
      }
      if (isNilValue(a) || isNilValue(b)) {
        if (isNilValue(a) === isNilValue(b)) return true
      } else if (!isComparable((b as Value).type)) notComparable(b as Value)
      else if (sameValue(a as Value, b as Value)) return true
    }
  }
  return false
}

function sameBasic(a: Value, b: Value): boolean {
  if (a.kind === 'complex' && b.kind === 'complex') return a.value[0] === b.value[0] && a.value[1] === b.value[1]
  return 'value' in a && 'value' in b && a.value === b.value
}

/** Go's `==` on values that are no basic ones. */
function sameValue(a: Value, b: Value): boolean {
  if (a.type !== b.type) return false
  if (a.kind === 'pointer' && b.kind === 'pointer') return a.target === b.target
  if (a.kind === 'interface' && b.kind === 'interface') return a.inner === null || b.inner === null ? a.inner === b.inner : sameValue(a.inner, b.inner)
  if (a.kind === 'struct' && b.kind === 'struct') {
    return sprint([a]) === sprint([b]) && a.fields.every((member, i) => sameValue(member, b.fields[i] as Value))
  }
  return sameBasic(a, b)
}

function isLess(first: Argument, second: Argument): boolean {
  const a = unwrap(first)
  const b = unwrap(second)
  if (basicKind(a) === undefined || basicKind(b) === undefined) return fail('invalid type for comparison')
  const numbers = (value: Argument): boolean => value?.kind === 'int' || value?.kind === 'uint'
  if ((a as Value).kind !== (b as Value).kind && !(numbers(a) && numbers(b))) return fail(INCOMPATIBLE)
  if (a?.kind === 'bool' || a?.kind === 'complex') return fail('invalid type for comparison')
  return 'value' in (a as object) && (a as { value: bigint }).value < (b as { value: bigint }).value
}

/** What a value is printed as inside `html`, `js` and `urlquery`. */
function printed(args: readonly Argument[]): string {
  return sprint(
    args.map(arg => {
      const value = arg?.kind === 'pointer' ? indirect(arg).value : arg
      return value ?? goString('<no value>')
    }),
  )
}

const HTML: Readonly<Record<string, string>> = { '"': '&#34;', "'": '&#39;', '&': '&amp;', '<': '&lt;', '>': '&gt;', '\0': '\u00ef\u00bf\u00bd' }

function escapeJs(text: string, go: GoMinor): string {
  let out = ''
  for (let at = 0; at < text.length; ) {
    const { code, size } = runeAt(text, at)
    const raw = text.slice(at, at + size)
    at += size
    if (raw === '\\' || raw === "'" || raw === '"') out += '\\' + raw
    else if (go < 14 && (raw === '<' || raw === '>')) out += `\\x${code.toString(16).toUpperCase()}`
    else if (code < 0x20 || '<>&='.includes(raw)) out += `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`
    else if (code < 0x80 || isPrint(code)) out += raw
    else out += `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`
  }
  return out
}

const escapeQuery = (text: string): string =>
  text.replace(/[^A-Za-z0-9\-_.~]/g, byte => (byte === ' ' ? '+' : `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`))

/** `strings.Title`: the first letter of every word in upper case. */
function title(text: string): string {
  let previous = 0x20
  let out = ''
  for (const { code } of runesOf(text)) {
    const isPart = previous < 0x80 ? /[A-Za-z0-9_]/.test(String.fromCharCode(previous)) : /[\p{L}\p{N}]/u.test(String.fromCodePoint(previous)) || !isUnicodeSpace(previous)
    out += isPart ? runeToGo(code) : titleCase(runeToGo(code))
    previous = code
  }
  return out
}

// Go maps each character by itself: none becomes two, as ß would.
const TITLES: Readonly<Record<string, string>> = { 'Ǆ': 'ǅ', 'ǆ': 'ǅ', 'Ǉ': 'ǈ', 'ǉ': 'ǈ', 'Ǌ': 'ǋ', 'ǌ': 'ǋ', 'Ǳ': 'ǲ', 'ǳ': 'ǲ' }
const mapRunes = (text: string, map: (char: string) => string): string =>
  toGo([...fromGo(text)].map(char => { const mapped = map(char); return [...mapped].length === 1 ? mapped : char }).join(''))
const upper = (text: string): string => mapRunes(text, char => char.toUpperCase())
const lower = (text: string): string => mapRunes(text, char => (char === 'İ' ? 'i' : char.toLowerCase()))
const titleCase = (text: string): string => mapRunes(text, char => TITLES[char] ?? char.toUpperCase())

const onStrings = (map: (text: string) => string): GoFunction => ({ parameters: [STRING], call: ([text]) => goString(map(textOf(text as Value))) })
const onPrinted = (map: (text: string, go: GoMinor) => string): GoFunction => ({
  parameters: [ANY],
  variadic: true,
  call: (args, go) => goString(map(printed(args.map(unwrap)), go)),
})
const comparing = (compare: (a: Argument, b: Argument, go: GoMinor) => boolean): GoFunction => ({
  parameters: ['value', 'value'],
  call: ([a, b], go) => bool(compare(a, b, go)),
})
const isLessOrEqual = (a: Argument, b: Argument, go: GoMinor): boolean => isLess(a, b) || equals(a, [b], go)

/** The functions every template has. */
export const BUILTINS: FunctionTable = {
  and: { parameters: ['value', 'value'], variadic: true, special: 'and', call: args => args.find(arg => !isTrue(unwrap(arg))) ?? args.at(-1) },
  or: { parameters: ['value', 'value'], variadic: true, special: 'or', call: args => args.find(arg => isTrue(unwrap(arg))) ?? args.at(-1) },
  not: { parameters: ['value'], call: ([value]) => bool(!isTrue(unwrap(value))) },
  call: {
    parameters: ['value', 'value'],
    variadic: true,
    special: 'call',
    call: ([callee]) => {
      const value = unwrap(callee)
      return value === undefined ? fail('call of nil') : fail(`non-function of type ${value.type.name}`)
    },
  },
  html: onPrinted(text => text.replace(/["'&<>\0]/g, char => HTML[char] as string)),
  js: onPrinted(escapeJs),
  urlquery: onPrinted(escapeQuery),
  index: { parameters: ['value', 'value'], variadic: true, call: ([item, ...indexes]) => indexInto(item, indexes) },
  slice: { parameters: ['value', 'value'], variadic: true, call: ([item, ...indexes]) => sliceOfItem(item, indexes) },
  len: { parameters: ['value'], call: ([item]) => int(lengthOf(item)) },
  print: { parameters: [ANY], variadic: true, call: args => goString(sprint(args.map(unwrap))) },
  println: { parameters: [ANY], variadic: true, call: args => goString(sprintln(args.map(unwrap))) },
  printf: { parameters: [STRING, ANY], variadic: true, call: ([format, ...args]) => goString(sprintf(textOf(format as Value), args.map(unwrap))) },
  eq: { parameters: ['value', 'value'], variadic: true, call: ([first, ...others], go) => bool(equals(first, others, go)) },
  ne: comparing((a, b, go) => !equals(a, [b], go)),
  lt: comparing((a, b) => isLess(a, b)),
  le: comparing(isLessOrEqual),
  gt: comparing((a, b, go) => !isLessOrEqual(a, b, go)),
  ge: comparing((a, b) => !isLess(a, b)),
}

const amount = (value: Argument): number => Number((value as Value & { kind: 'int' }).value)
function blanks(count: number): string {
  return count < 0 ? fail('strings: negative Repeat count') : ' '.repeat(count)
}

function join(list: Argument, separator: Argument): string {
  const items = list?.kind === 'slice' ? (list.items ?? []) : []
  return items.map(textOf).join(textOf(separator as Value))
}

function split(text: string, separator: string): Value {
  const parts = separator === '' ? [...runesOf(text)].reduce<{ at: number; parts: string[] }>(({ at, parts }, { size }) => ({ at: at + size, parts: [...parts, text.slice(at, at + size)] }), { at: 0, parts: [] }).parts : text.split(separator)
  return { kind: 'slice', type: STRING_SLICE, items: parts.map(part => goString(part)), capacity: parts.length }
}

function truncate(text: string, length: number): string {
  if (text.length < length) return text
  return length < 0 ? fail(`runtime error: slice bounds out of range [:${length}]`) : text.slice(0, length)
}

/** The functions docker adds. */
export const DOCKER_FUNCTIONS: FunctionTable = {
  json: {
    parameters: [ANY],
    call: ([value], go) => {
      try {
        return string(encode(jsonOf(unwrap(value)), { escapeHtml: false, shortControls: go >= 22 }))
      } catch (error) {
        if (!(error instanceof TypeError)) throw error
        // The clients built with old Go do not look at the encoder's error.
        return go < 20 ? goString('') : fail(error.message)
      }
    },
  },
  split: { parameters: [STRING, STRING], call: ([text, separator]) => split(textOf(text as Value), textOf(separator as Value)) },
  join: { parameters: [STRING_SLICE, STRING], call: ([list, separator]) => goString(join(list, separator)) },
  title: onStrings(title),
  lower: onStrings(lower),
  upper: onStrings(upper),
  pad: {
    parameters: [STRING, INT, INT],
    call: ([text, left, right]) => {
      const inner = textOf(text as Value)
      return goString(inner === '' ? '' : blanks(amount(left)) + inner + blanks(amount(right)))
    },
  },
  truncate: { parameters: [STRING, INT], call: ([text, length]) => goString(truncate(textOf(text as Value), amount(length))) },
}

const titleOnly = (...more: Parameter[]): GoFunction => ({ parameters: [STRING, ...more], call: ([text]) => text })

/** The functions of a table's header row: titles stay as they are. */
export const HEADER_FUNCTIONS: FunctionTable = {
  ...DOCKER_FUNCTIONS,
  json: titleOnly(),
  split: titleOnly(STRING),
  join: titleOnly(STRING),
  title: titleOnly(),
  lower: titleOnly(),
  upper: titleOnly(),
  truncate: titleOnly(INT),
}

const string = (text: string): Value => goString(toGo(text))

/**
 * Go's types and values as far as templates can see them (what `reflect` would show).
 *
 * A value carries its static type: the element of a `map[string]interface {}` is of kind `interface` with a value
 * inside, and error messages name the type that way. The absent value (Go's invalid `reflect.Value`) is undefined.
 * Strings are Go strings (`strings.ts`).
 */
import { assert } from '../../base/assert.ts'
import { JsonNumber, compareUtf8, decode, encode, type Json } from '../go-json.ts'
import { RUNE_ERROR, fromGo, runesOf, toGo } from './strings.ts'

/** What a type is made like. */
export type GoKind = Value['kind']

/** A method callable from a template. */
export interface GoMethod {
  readonly parameters: readonly GoType[]
  readonly call: (receiver: Value, args: readonly (Value | undefined)[]) => Value
}

/** A member of a structure. */
export interface GoField {
  readonly name: string
  readonly type: GoType
  /** Its name in JSON. */
  readonly json: string
  /** Left out of JSON when empty. */
  readonly omitEmpty: boolean
  /** Its own members belong to the outer structure too. */
  readonly embedded: boolean
}

/** A type; two types are the same if they are the same object. */
export interface GoType {
  readonly kind: GoKind
  /** As `reflect` and `%T` print it. */
  readonly name: string
  readonly element?: GoType
  readonly key?: GoType
  readonly fields?: readonly GoField[]
  readonly methods?: Readonly<Record<string, GoMethod>>
  /** What its `String()` gives, for types that have it. */
  readonly string?: (value: Value) => string
  /** What its `MarshalJSON()` gives, for types that have it. */
  readonly marshal?: (value: Value) => unknown
}

interface Of<Kind extends string> {
  readonly kind: Kind
  readonly type: GoType
}

/** A value. */
export type Value =
  | (Of<'bool'> & { readonly value: boolean })
  | (Of<'int'> & { readonly value: bigint })
  | (Of<'uint'> & { readonly value: bigint })
  | (Of<'float'> & { readonly value: number })
  | (Of<'complex'> & { readonly value: readonly [number, number] })
  | (Of<'string'> & { readonly value: string })
  | (Of<'slice'> & { readonly items: readonly Value[] | null; /** Go lets `slice` reach up to here. */ readonly capacity: number })
  | (Of<'map'> & { readonly entries: ReadonlyMap<string, Value> | null })
  | (Of<'pointer'> & { readonly target: Value | null })
  | (Of<'struct'> & { readonly fields: readonly Value[]; /** What the type's methods work on. */ readonly self?: unknown })
  | (Of<'interface'> & { readonly inner: Value | null })

const basic = (kind: GoKind, name: string): GoType => ({ kind, name })

export const BOOL = basic('bool', 'bool')
export const INT = basic('int', 'int')
export const INT64 = basic('int', 'int64')
export const UINT8 = basic('uint', 'uint8')
export const FLOAT64 = basic('float', 'float64')
export const COMPLEX128 = basic('complex', 'complex128')
export const STRING = basic('string', 'string')
/** `interface {}` */
export const ANY = basic('interface', 'interface {}')

const slices = new Map<GoType, GoType>()
const pointers = new Map<GoType, GoType>()
const maps = new Map<GoType, Map<GoType, GoType>>()

/** `[]T` */
export const sliceOf = (element: GoType): GoType => remembered(slices, element, () => ({ kind: 'slice', name: `[]${element.name}`, element }))
/** `*T` */
export const pointerTo = (element: GoType): GoType => remembered(pointers, element, () => ({ kind: 'pointer', name: `*${element.name}`, element }))
/** `map[K]V`; keys are strings. */
export const mapOf = (key: GoType, element: GoType): GoType =>
  remembered(remembered(maps, key, () => new Map<GoType, GoType>()), element, () => ({ kind: 'map', name: `map[${key.name}]${element.name}`, key, element }))

function remembered<K, V>(known: Map<K, V>, key: K, make: () => V): V {
  const old = known.get(key)
  if (old !== undefined) return old
  const made = make()
  known.set(key, made)
  return made
}

/** A structure's member; its JSON name is its own unless given. */
export const field = (name: string, type: GoType, options: { json?: string; omitEmpty?: boolean; embedded?: boolean } = {}): GoField => ({
  name,
  type,
  json: options.json ?? name,
  omitEmpty: options.omitEmpty ?? false,
  embedded: options.embedded ?? false,
})

/** A structure type. */
export const structOf = (name: string, fields: readonly GoField[]): GoType => ({ kind: 'struct', name, fields })

/** `struct {}`, the element of sets. */
export const EMPTY_STRUCT = structOf('struct {}', [])

/** A number as text: what raw data has for numbers. */
export const JSON_NUMBER: GoType = {
  kind: 'string',
  name: 'json.Number',
  string: value => textOf(value),
  marshal: value => new JsonNumber(fromGo(textOf(value))),
}

/** The lists and maps of raw data. */
export const ANY_SLICE = sliceOf(ANY)
export const ANY_MAP = mapOf(STRING, ANY)
export const STRING_SLICE = sliceOf(STRING)

/** A bool. */
export const bool = (value: boolean): Value => ({ kind: 'bool', type: BOOL, value })
/** An int. */
export const int = (value: number | bigint): Value => ({ kind: 'int', type: INT, value: BigInt(value) })
/** A Go string that is already in bytes. */
export const goString = (value: string, type: GoType = STRING): Value => ({ kind: 'string', type, value })
/** A JavaScript text as a Go string. */
export const string = (value: string, type: GoType = STRING): Value => goString(toGo(value), type)

/** The bytes of a value of kind string. */
export function textOf(value: Value): string {
  assert(value.kind === 'string', 'the value is a string')
  return value.value
}

/** The value in an interface of type `interface {}`. */
export const inInterface = (inner: Value | undefined, type: GoType = ANY): Value => ({ kind: 'interface', type, inner: inner ?? null })

/** What is in an interface; the value itself if it is none. */
export const unwrap = (value: Value | undefined): Value | undefined => (value?.kind === 'interface' ? (value.inner ?? undefined) : value)

/** Follow pointers and interfaces to their end; `isNil` if the way ends at a nil one. */
export function indirect(value: Value | undefined): { value: Value | undefined; isNil: boolean } {
  let at = value
  while (at?.kind === 'pointer' || at?.kind === 'interface') {
    const next: Value | null = at.kind === 'pointer' ? at.target : at.inner
    if (next === null) return { value: at, isNil: true }
    at = next
  }
  return { value: at, isNil: false }
}

/** The zero value of a type. */
export function zero(type: GoType): Value {
  switch (type.kind) {
    case 'bool':
      return { kind: 'bool', type, value: false }
    case 'int':
    case 'uint':
      return { kind: type.kind, type, value: 0n }
    case 'float':
      return { kind: 'float', type, value: 0 }
    case 'complex':
      return { kind: 'complex', type, value: [0, 0] }
    case 'string':
      return { kind: 'string', type, value: '' }
    case 'slice':
      return { kind: 'slice', type, items: null, capacity: 0 }
    case 'map':
      return { kind: 'map', type, entries: null }
    case 'pointer':
      return { kind: 'pointer', type, target: null }
    case 'interface':
      return { kind: 'interface', type, inner: null }
    case 'struct':
      return { kind: 'struct', type, fields: (type.fields ?? []).map(member => zero(member.type)) }
  }
}

/** Entries in the order of their keys. */
export const sortedEntries = (entries: ReadonlyMap<string, Value>): [string, Value][] => [...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))

/** A member of a structure by name, also through embedded structures. Undefined if there is none. */
export function memberOf(value: Value & { kind: 'struct' }, name: string): Value | undefined {
  const fields = value.type.fields ?? []
  const at = fields.findIndex(member => member.name === name)
  if (at >= 0) return value.fields[at]
  for (const [i, member] of fields.entries()) {
    if (!member.embedded) continue
    const inner = indirect(value.fields[i]).value
    const found = inner?.kind === 'struct' ? memberOf(inner, name) : undefined
    if (found !== undefined) return found
  }
  return undefined
}

/** Does a structure type have such a member? */
export const hasMember = (type: GoType, name: string): boolean =>
  (type.fields ?? []).some(member => member.name === name || (member.embedded && hasMember(member.type.element ?? member.type, name)))

/** Can values of the type be compared with `==`? */
export const isComparable = (type: GoType): boolean =>
  type.kind !== 'slice' && type.kind !== 'map' && (type.fields ?? []).every(member => isComparable(member.type))

/** How the decoder of a Go version lets the capacity of a list grow. */
export type Growth = (length: number) => number

/** The smallest power of two: how `append` and, from Go 1.20, the JSON decoder grow a list. */
export const doubling: Growth = length => (length === 0 ? 0 : 2 ** Math.ceil(Math.log2(length)))

/** At least four, then by half each time: the JSON decoder to Go 1.19. */
export const byHalf: Growth = length => {
  let capacity = 0
  while (capacity < length) capacity = Math.max(4, capacity + Math.trunc(capacity / 2))
  return capacity
}

/** Raw data: objects become maps, arrays lists, numbers stay text (`UseNumber`). */
export function rawValue(json: Json): Value | undefined {
  if (json === null) return undefined
  if (typeof json === 'boolean') return bool(json)
  if (typeof json === 'string') return string(json)
  if (json instanceof JsonNumber) return string(json.text, JSON_NUMBER)
  if (Array.isArray(json)) return { kind: 'slice', type: ANY_SLICE, items: json.map(item => inInterface(rawValue(item))), capacity: doubling(json.length) }
  return { kind: 'map', type: ANY_MAP, entries: new Map([...json].map(([key, member]) => [toGo(key), inInterface(rawValue(member))])) }
}

/** Data decoded into a type, as `json.Unmarshal` does; unknown members are dropped, null leaves the zero value. */
export function typedValue(json: Json | undefined, type: GoType, growth: Growth): Value {
  if (json === null || json === undefined) return zero(type)
  const decode = DECODERS.get(type)
  if (decode !== undefined && typeof json === 'string') return decode(json)
  switch (type.kind) {
    case 'bool':
      return json === true ? { kind: 'bool', type, value: true } : zero(type)
    case 'int':
    case 'uint':
      return json instanceof JsonNumber && /^-?[0-9]+$/.test(json.text) ? { kind: type.kind, type, value: BigInt(json.text) } : zero(type)
    case 'float':
      return json instanceof JsonNumber ? { kind: 'float', type, value: json.toNumber() } : zero(type)
    case 'string':
      return typeof json === 'string' ? string(json, type) : zero(type)
    case 'slice': {
      const element = type.element as GoType
      return Array.isArray(json) ? { kind: 'slice', type, items: json.map(item => typedValue(item, element, growth)), capacity: growth(json.length) } : zero(type)
    }
    case 'map': {
      const element = type.element as GoType
      return json instanceof Map
        ? { kind: 'map', type, entries: new Map([...json].map(([key, member]) => [toGo(key), typedValue(member, element, growth)])) }
        : zero(type)
    }
    case 'pointer':
      return { kind: 'pointer', type, target: typedValue(json, type.element as GoType, growth) }
    case 'interface':
      return inInterface(looseValue(json), type)
    case 'struct': {
      if (!(json instanceof Map)) return zero(type)
      return { kind: 'struct', type, fields: (type.fields ?? []).map(member => typedValue(member.embedded ? json : memberNamed(json, member.json), member.type, growth)) }
    }
    case 'complex':
      return zero(type)
  }
}

/** Inside typed data an `interface {}` gets numbers as floats. */
function looseValue(json: Json): Value | undefined {
  if (json instanceof JsonNumber) return { kind: 'float', type: FLOAT64, value: json.toNumber() }
  if (Array.isArray(json)) return { kind: 'slice', type: ANY_SLICE, items: json.map(item => inInterface(looseValue(item))), capacity: doubling(json.length) }
  if (json instanceof Map) return { kind: 'map', type: ANY_MAP, entries: new Map([...json].map(([key, member]) => [toGo(key), inInterface(looseValue(member))])) }
  return rawValue(json)
}

/** Go takes a member whose name differs only in case if there is no exact one. */
function memberNamed(json: Map<string, Json>, name: string): Json | undefined {
  if (json.has(name)) return json.get(name)
  const lower = name.toLowerCase()
  for (const [key, member] of json) if (key.toLowerCase() === lower) return member
  return undefined
}

const DECODERS = new Map<GoType, (text: string) => Value>()

/** Say how a type reads itself from a JSON string. */
export const decodesFrom = (type: GoType, decode: (text: string) => Value): void => void DECODERS.set(type, decode)

/** A value for the JSON encoder: structures in member order with their rules of omission, maps sorted. */
export function jsonOf(value: Value | undefined): unknown {
  if (value === undefined) return null
  if (value.type.marshal !== undefined) return value.type.marshal(value)
  switch (value.kind) {
    case 'bool':
    case 'int':
    case 'uint':
    case 'float':
      return value.value
    case 'string':
      return jsonText(value.value)
    case 'complex':
      throw new TypeError('json: unsupported type: complex128')
    case 'slice':
      return value.items === null ? null : value.items.map(jsonOf)
    case 'map':
      return value.entries === null
        ? null
        : new Map([...value.entries].map(([key, member]): [string, unknown] => [jsonText(key), jsonOf(member)]).sort(([a], [b]) => compareUtf8(a, b)))
    case 'pointer':
      return value.target === null ? null : jsonOf(value.target)
    case 'interface':
      return value.inner === null ? null : jsonOf(value.inner)
    case 'struct': {
      const members = new Map<string, unknown>()
      addMembers(value, members)
      return members
    }
  }
}

/** A lone surrogate stands for a broken byte: the encoder writes it as `\ufffd`, as Go does. */
function jsonText(bytes: string): string {
  const text = fromGo(bytes)
  if (!text.includes('\ufffd')) return text
  let exact = ''
  for (const { code, size } of runesOf(bytes)) exact += code === RUNE_ERROR && size === 1 ? '\ud800' : String.fromCodePoint(code)
  return exact
}

function addMembers(value: Value & { kind: 'struct' }, members: Map<string, unknown>): void {
  value.type.fields?.forEach((member, i) => {
    const content = value.fields[i] as Value
    if (member.embedded) {
      const inner = indirect(content).value
      if (inner?.kind === 'struct') addMembers(inner, members)
    } else if (!(member.omitEmpty && isEmpty(content))) members.set(member.json, jsonOf(content))
  })
}

/** Is it what `omitempty` leaves out? Structures never are. */
function isEmpty(value: Value): boolean {
  switch (value.kind) {
    case 'bool':
      return !value.value
    case 'int':
    case 'uint':
      return value.value === 0n
    case 'float':
      return value.value === 0
    case 'string':
      return value.value === ''
    case 'slice':
      return value.items === null || value.items.length === 0
    case 'map':
      return value.entries === null || value.entries.size === 0
    case 'pointer':
      return value.target === null
    case 'interface':
      return value.inner === null
    case 'struct':
    case 'complex':
      return false
  }
}

/** An API object as a structure of that type. */
export const apiValue = (data: unknown, type: GoType): Value => typedValue(decode(encode(data)), type, doubling)

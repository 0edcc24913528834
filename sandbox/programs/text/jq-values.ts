/** What jq does with values: arithmetic, indexing, paths. Errors carry jq 1.6's words. */
import { utf8 } from '../../base/bytes.ts'
import { decodeText } from '../characters.ts'
import { byCodePoint, compactJson, compareJson, typeName } from './jq-json.ts'
import type { Json, JsonObject } from './jq-json.ts'

/** An error that `try` can catch. */
export class JqError extends Error {
  readonly value: Json

  constructor(value: Json) {
    super(typeof value === 'string' ? value : compactJson(value))
    this.value = value
  }
}

/** A list or object may grow to this many members by an index. */
const INDEX_MAX = 10_000_000

export const isArray = (value: Json): value is readonly Json[] => Array.isArray(value)
export const isObject = (value: Json): value is JsonObject => value instanceof Map
export const isTrue = (value: Json): boolean => value !== null && value !== false

/** A value in a message, cut as jq cuts it. */
export function shown(value: Json): string {
  const text = compactJson(value)
  const bytes = utf8(text)
  return `${typeName(value)} (${bytes.length <= 14 ? text : `${decodeText(bytes.subarray(0, 11)).replace(/[\udc80-\udcff]+$/, '')}...`})`
}

function refuse(a: Json, b: Json, what: string): JqError {
  return new JqError(`${shown(a)} and ${shown(b)} cannot be ${what}`)
}

/** `+ - * / %` and comparisons. @throws JqError */
export function operate(op: string, a: Json, b: Json): Json {
  switch (op) {
    case '+':
      if (a === null) return b
      if (b === null) return a
      if (typeof a === 'number' && typeof b === 'number') return a + b
      if (typeof a === 'string' && typeof b === 'string') return a + b
      if (isArray(a) && isArray(b)) return [...a, ...b]
      if (isObject(a) && isObject(b)) return new Map([...a, ...b])
      throw refuse(a, b, 'added')
    case '-':
      if (typeof a === 'number' && typeof b === 'number') return a - b
      if (isArray(a) && isArray(b)) return a.filter(item => !b.some(other => compareJson(item, other) === 0))
      throw refuse(a, b, 'subtracted')
    case '*':
      if (typeof a === 'number' && typeof b === 'number') return a * b
      if ((typeof a === 'string' && typeof b === 'number') || (typeof a === 'number' && typeof b === 'string')) {
        const text = typeof a === 'string' ? a : (b as string)
        const count = typeof a === 'number' ? a : (b as number)
        if (!(count >= 1)) return null
        if (text.length * count > 50_000_000) throw new JqError('Repeat string result too long')
        return text.repeat(Math.trunc(count))
      }
      if (isObject(a) && isObject(b)) return merge(a, b)
      throw refuse(a, b, 'multiplied')
    case '/':
      if (typeof a === 'number' && typeof b === 'number') {
        if (b === 0) throw refuse(a, b, 'divided because the divisor is zero')
        return a / b
      }
      if (typeof a === 'string' && typeof b === 'string') return splitText(a, b)
      throw refuse(a, b, 'divided')
    case '%':
      if (typeof a === 'number' && typeof b === 'number') {
        const divisor = Math.trunc(b)
        if (divisor === 0 || Number.isNaN(b)) throw refuse(a, b, 'divided (remainder) because the divisor is zero')
        return Math.trunc(a) % Math.abs(divisor) + 0
      }
      throw refuse(a, b, 'divided')
    case '==': return compareJson(a, b) === 0
    case '!=': return compareJson(a, b) !== 0
    case '<': return compareJson(a, b) < 0
    case '<=': return compareJson(a, b) <= 0
    case '>': return compareJson(a, b) > 0
    default: return compareJson(a, b) >= 0
  }
}

function merge(a: JsonObject, b: JsonObject): JsonObject {
  const out = new Map(a)
  for (const [key, value] of b) {
    const known = out.get(key)
    out.set(key, known !== undefined && isObject(known) && isObject(value) ? merge(known, value) : value)
  }
  return out
}

/** Pieces of a text. */
export const splitText = (text: string, separator: string): Json[] => (text === '' ? [] : separator === '' ? Array.from(text) : text.split(separator))

/** `.[key]`. @throws JqError */
export function getIndex(value: Json, key: Json): Json {
  if (typeof key === 'string') {
    if (isObject(value)) return value.get(key) ?? null
    if (value === null) return null
    throw new JqError(`Cannot index ${typeName(value)} with string "${key}"`)
  }
  if (typeof key === 'number') {
    if (value === null) return null
    if (!isArray(value)) throw new JqError(`Cannot index ${typeName(value)} with number`)
    if (!Number.isInteger(key)) return null
    const index = key
    return value[index < 0 ? value.length + index : index] ?? null
  }
  if (isObject(key)) return getSlice(value, key.get('start') ?? null, key.get('end') ?? null)
  if (isArray(key) && isArray(value)) {
    if (key.length === 0) return null
    return value.flatMap((_, i) => (key.every((item, j) => value[i + j] !== undefined && compareJson(value[i + j] as Json, item) === 0) ? [i] : []))
  }
  if (isArray(key)) throw new JqError(`Cannot index ${typeName(value)} with array`)
  throw new JqError(`Cannot index ${typeName(value)} with ${typeName(key)}`)
}

function sliceBounds(length: number, from: Json, to: Json): [number, number] {
  if ((from !== null && typeof from !== 'number') || (to !== null && typeof to !== 'number')) throw new JqError('Start and end indices of an array slice must be numbers')
  const clamp = (index: number): number => Math.min(length, Math.max(0, index < 0 ? length + index : index))
  const start = clamp(from === null ? 0 : Math.floor(from))
  return [start, Math.max(start, clamp(to === null ? length : Math.ceil(to)))]
}

/** `.[from:to]`. @throws JqError */
export function getSlice(value: Json, from: Json, to: Json): Json {
  if (value === null) return null
  if (typeof value === 'string') {
    const characters = Array.from(value)
    const [start, end] = sliceBounds(characters.length, from, to)
    return characters.slice(start, end).join('')
  }
  if (!isArray(value)) throw new JqError(`Cannot index ${typeName(value)} with object`)
  const [start, end] = sliceBounds(value.length, from, to)
  return value.slice(start, end)
}

/** The value with one member changed. @throws JqError */
export function setIndex(value: Json, key: Json, member: Json): Json {
  if (typeof key === 'string') {
    if (value !== null && !isObject(value)) throw new JqError(`Cannot index ${typeName(value)} with string "${key}"`)
    return new Map(value ?? []).set(key, member)
  }
  if (typeof key === 'number') {
    if (value !== null && !isArray(value)) throw new JqError(`Cannot index ${typeName(value)} with number`)
    const items = [...(value ?? [])]
    const index = key < 0 ? items.length + Math.floor(key) : Math.floor(key)
    if (index < 0) throw new JqError('Out of bounds negative array index')
    if (index > INDEX_MAX) throw new JqError('Array index too large')
    while (items.length < index) items.push(null)
    items[index] = member
    return items
  }
  if (isObject(key)) {
    if (value !== null && !isArray(value)) throw new JqError(`Cannot update field at object index of ${typeName(value)}`)
    if (!isArray(member)) throw new JqError('A slice of an array can only be assigned another array')
    const items = value ?? []
    const [start, end] = sliceBounds(items.length, key.get('start') ?? null, key.get('end') ?? null)
    return [...items.slice(0, start), ...member, ...items.slice(end)]
  }
  throw new JqError(`Cannot index ${typeName(value)} with ${typeName(key)}`)
}

/** @throws JqError */
export function getPath(value: Json, path: readonly Json[]): Json {
  let at = value
  for (const key of path) {
    if (at === null) return null
    at = getIndex(at, key)
  }
  return at
}

/** @throws JqError */
export function setPath(value: Json, path: readonly Json[], member: Json): Json {
  const [key, ...rest] = path
  if (key === undefined) return member
  return setIndex(value, key, setPath(getIndex(value, key), rest, member))
}

/** Without the members at these paths. @throws JqError */
export function deletePaths(value: Json, paths: readonly Json[]): Json {
  // Later members first, so that earlier indices stay true.
  const ordered = [...paths].sort(compareJson).reverse()
  return ordered.reduce<Json>((whole, path) => {
    if (!isArray(path)) throw new JqError('Path must be specified as an array')
    return deletePath(whole, path)
  }, value)
}

function deletePath(value: Json, path: readonly Json[]): Json {
  const [key, ...rest] = path
  if (key === undefined || value === null) return null
  if (rest.length > 0) {
    const inner = getIndex(value, key)
    return inner === null ? value : setIndex(value, key, deletePath(inner, rest))
  }
  if (isObject(value)) {
    if (typeof key !== 'string') throw new JqError(`Cannot delete field at array index of object`)
    const out = new Map(value)
    out.delete(key)
    return out
  }
  if (isArray(value)) {
    if (typeof key === 'number') {
      const index = Math.floor(key) < 0 ? value.length + Math.floor(key) : Math.floor(key)
      return value.filter((_, i) => i !== index)
    }
    if (isObject(key)) return setIndex(value, key, [])
    throw new JqError('Cannot delete field at object index of array')
  }
  throw new JqError(`Cannot delete ${typeof key === 'string' ? 'field at object index' : 'field at array index'} of ${typeName(value)}`)
}

/** Keys in order. @throws JqError */
export function keysOf(value: Json): Json[] {
  if (isArray(value)) return value.map((_, i) => i)
  if (isObject(value)) return [...value.keys()].sort(byCodePoint)
  throw new JqError(`${shown(value)} has no keys`)
}

/** @throws JqError */
export function lengthOf(value: Json): number {
  if (value === null) return 0
  if (typeof value === 'number') return Math.abs(value)
  if (typeof value === 'string') return Array.from(value).length
  if (isArray(value)) return value.length
  if (isObject(value)) return value.size
  throw new JqError(`${shown(value)} has no length`)
}

/** @throws JqError */
export function contains(a: Json, b: Json): boolean {
  if (isObject(a) && isObject(b)) return [...b].every(([key, value]) => a.has(key) && contains(a.get(key) as Json, value))
  if (isArray(a) && isArray(b)) return b.every(wanted => a.some(item => typeName(item) === typeName(wanted) && contains(item, wanted)))
  if (typeof a === 'string' && typeof b === 'string') return a.includes(b)
  if (typeName(a) === typeName(b)) return compareJson(a, b) === 0
  throw new JqError(`${shown(a)} and ${shown(b)} cannot have their containment checked`)
}

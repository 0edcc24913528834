/** Assigning variables with their attributes: integer, letters, read-only, arrays. */
import { utf8 } from '../../base/bytes.ts'
import type { Shell } from '../run/shell.ts'
import { newVariable } from '../run/variables.ts'
import type { Variable } from '../run/variables.ts'
import { ExpansionError } from '../run/control.ts'
import { moreOfShell } from '../more.ts'
import type { Names } from './arithmetic.ts'

/** The names of a shell as arithmetic sees them. */
export function arithmeticNames(shell: Shell): Names {
  return {
    bash: shell.dialect.name === 'bash',
    dash: shell.dialect.name === 'dash',
    strict: shell.has('nounset'),
    get(name, index) {
      if (index === undefined) return shell.variables.get(name)
      return elementOf(shell, name, index)
    },
    set(name, index, value) {
      assignVariable(shell, name, index, value, false)
    },
  }
}

/** The value of an arithmetic text. @throws ExpansionError */
export const arithmetic = (shell: Shell, text: string): bigint => (/^[1-9][0-9]{0,8}$|^0$/.test(text) ? BigInt(text) : moreOfShell.content.evaluate(text, arithmeticNames(shell)))

/** An element by its subscript; undefined when it is not set. */
export function elementOf(shell: Shell, name: string, index: string): string | undefined {
  const variable = shell.variables.find(name)
  if (!variable) return undefined
  if (variable.kind === 'map') return (variable.value as Map<string, string>).get(index)
  const at = Number(arithmetic(shell, index))
  if (!(variable.value instanceof Map)) return at === 0 || at === -1 ? variable.value : undefined
  const map = variable.value as Map<number, string>
  return map.get(at < 0 ? lastIndex(map) + 1 + at : at)
}

/** All elements of an array (or a scalar as its only one). */
export function elementsOf(variable: Variable | undefined): string[] {
  if (variable?.value === undefined) return []
  if (typeof variable.value === 'string') return [variable.value]
  if (variable.kind === 'array') return sortedEntries(variable.value as Map<number, string>).map(([, value]) => value)
  const map = variable.value as Map<string, string>
  return hashOrder(map).map(key => map.get(key) as string)
}

/** Keys in the order in which bash walks its hash table: by bucket, the newest first. */
function hashOrder(map: Map<string, string>): string[] {
  const buckets = new Map<number, string[]>()
  for (const key of map.keys()) {
    let hash = 2166136261
    for (const byte of utf8(key)) hash = (Math.imul(hash, 16777619) ^ byte) >>> 0
    const bucket = hash & (MAP_BUCKETS - 1)
    const chain = buckets.get(bucket)
    if (chain) chain.unshift(key)
    else buckets.set(bucket, [key])
  }
  return [...buckets.keys()].sort((a, b) => a - b).flatMap(bucket => buckets.get(bucket) ?? [])
}

const MAP_BUCKETS = 1024

/** Subscripts of an array. */
export function keysOf(variable: Variable | undefined): string[] {
  if (variable?.value === undefined) return []
  if (typeof variable.value === 'string') return ['0']
  if (variable.kind === 'array') return sortedEntries(variable.value as Map<number, string>).map(([index]) => String(index))
  return hashOrder(variable.value as Map<string, string>)
}

export const sortedEntries = (map: Map<number, string>): [number, string][] => [...map].sort((a, b) => a[0] - b[0])

/** Where arrays end, so that appending to a long one stays cheap. Forgotten when an element goes. */
const ends = new WeakMap<Map<number, string>, { readonly size: number; readonly last: number }>()

function lastIndex(map: Map<number, string>): number {
  const known = ends.get(map)
  if (known?.size === map.size && map.has(known.last)) return known.last
  let last = -1
  for (const index of map.keys()) if (index > last) last = index
  ends.set(map, { size: map.size, last })
  return last
}

/** Set an element and remember where the array ends. */
function putElement(map: Map<number, string>, at: number, value: string): void {
  const last = Math.max(lastIndex(map), at)
  map.set(at, value)
  ends.set(map, { size: map.size, last })
}

const VARIABLE_BYTES_MAX = 64 * 1024 * 1024

/**
 * Assign a variable or one element.
 *
 * @throws ExpansionError when it is read-only or the value is no number of an integer variable
 */
export function assignVariable(shell: Shell, name: string, index: string | undefined, value: string, append: boolean): void {
  const { variables } = shell
  if (variables.computed.has(name) && index === undefined) {
    if (name === 'SECONDS') shell.startedAtTick = shell.process.machine.scheduler.now() - Number(value) * 1_000_000_000
    return
  }
  let variable = variables.ensure(name, index === undefined ? 'scalar' : 'array')
  if (variable.readonly) throw readOnly(shell, name)
  if (shell.has('allexport') && !variable.exported) variable.exported = true
  if (index !== undefined && variable.kind === 'scalar') {
    const array: Variable = { ...variable, kind: 'array', value: new Map(variable.value === undefined ? [] : [[0, variable.value as string]]) }
    variables.replace(name, array)
    variable = array
  }
  if (variable.kind === 'scalar') variable.value = converted(shell, variable, variable.value as string | undefined, value, append)
  else if (variable.kind === 'map') {
    const map = variable.value as Map<string, string>
    map.set(index ?? '0', converted(shell, variable, map.get(index ?? '0'), value, append))
  } else {
    const map = variable.value as Map<number, string>
    let at = index === undefined ? 0 : Number(arithmetic(shell, index))
    if (at < 0) {
      at = lastIndex(map) + 1 + at
      if (at < 0) throw new ExpansionError(`${name}[${index ?? ''}]: bad array subscript`)
    }
    putElement(map, at, converted(shell, variable, map.get(at), value, append))
  }
  if (name === 'OPTIND') shell.getoptsAt = 1
  if (name === 'PATH') shell.hashed.clear()
}

/** Replace or extend a whole array. */
export function assignArray(shell: Shell, name: string, elements: readonly { key: string | undefined; value: string; append: boolean }[], append: boolean): void {
  const { variables } = shell
  const known = variables.ensure(name, 'array')
  if (known.readonly) throw readOnly(shell, name)
  const variable: Variable = known.kind === 'scalar' ? { ...known, kind: 'array', value: new Map(append && typeof known.value === 'string' ? [[0, known.value]] : []) } : known
  if (known.kind === 'scalar') variables.replace(name, variable)
  const before = variable.value as Map<string | number, string>
  const map = append ? before : new Map<string | number, string>()
  if (variable.kind === 'map') {
    for (let i = 0; i < elements.length; i++) {
      const element = elements[i] as { key: string | undefined; value: string; append: boolean }
      if (element.key !== undefined) map.set(element.key, converted(shell, variable, map.get(element.key), element.value, element.append))
      else map.set(element.value, elements[++i]?.value ?? '')
    }
  } else {
    let next = append ? lastIndex(map as Map<number, string>) + 1 : 0
    for (const element of elements) {
      const at: number = element.key === undefined ? next : Number(arithmetic(shell, element.key))
      putElement(map as Map<number, string>, at, converted(shell, variable, map.get(at), element.value, element.append))
      next = at + 1
    }
  }
  variable.value = map as Map<number, string>
}

function converted(shell: Shell, variable: Variable, before: string | undefined, value: string, append: boolean): string {
  if (variable.integer) {
    const number = arithmetic(shell, value)
    return String(append ? BigInt.asIntN(64, arithmetic(shell, before ?? '0') + number) : number)
  }
  const text = append ? (before ?? '') + value : value
  if (text.length > VARIABLE_BYTES_MAX) throw new ExpansionError('xrealloc: cannot allocate more than 64 MiB for a variable')
  return variable.letters === 'upper' ? text.toUpperCase() : variable.letters === 'lower' ? text.toLowerCase() : text
}

/** The refusal to change a read-only variable. */
export function readOnly(shell: Shell, name: string): ExpansionError {
  if (shell.dialect.name === 'bash') return new ExpansionError(`${name}: readonly variable`)
  return new ExpansionError(`${name}: is read only`, { status: 2, fatal: true })
}

/** Make `name` an array or map before elements are assigned. */
export function declareKind(shell: Shell, name: string, kind: 'array' | 'map', local: boolean): Variable {
  const { variables } = shell
  const known = local ? (variables.isLocal(name) ? variables.find(name) : undefined) : variables.find(name)
  if (known && known.kind === kind) return known
  const made = newVariable(kind)
  if (known && kind === 'array' && typeof known.value === 'string') (made.value as Map<number, string>).set(0, known.value)
  if (local) variables.local(name, made)
  else variables.replace(name, made)
  return made
}

/** Built-ins that declare, list and forget variables and functions. */
import type { Op } from '../../sched/op.ts'
import { assignArray, assignVariable, declareKind, keysOf, readOnly, elementsOf } from '../expand/assign.ts'
import { attributesOf } from '../expand/operate.ts'
import { doubleQuote, quoteWord, singleQuote } from '../expand/quote.ts'
import { printFunction } from '../parse/print.ts'
import { ExitShell, ExpansionError } from '../run/control.ts'
import type { Shell } from '../run/shell.ts'
import { newVariable } from '../run/variables.ts'
import type { Variable } from '../run/variables.ts'
import { badName, badOption, readLetters } from './usage.ts'

/** `name`, `name=value`, `name+=value`, `name[index]=value`. */
interface Target {
  readonly name: string
  readonly index: string | undefined
  readonly value: string | undefined
  readonly append: boolean
}

function parseTarget(text: string): Target | undefined {
  const found = /^([A-Za-z_][A-Za-z0-9_]*)(?:\[([^]*?)\])?(?:(\+?)=([^]*))?$/.exec(text)
  if (!found) return undefined
  return { name: found[1] as string, index: found[2], value: found[4], append: found[3] === '+' }
}

/** A special built-in that failed ends a POSIX script. */
function failure(shell: Shell, status: number): number {
  if (shell.dialect.posix && !shell.interactive) throw new ExitShell(status)
  return status
}

export function* export_(shell: Shell, args: readonly string[]): Op<number> {
  const options = readLetters(args, 'fnp')
  if (options.bad !== undefined) return failure(shell, yield* badOption(shell, 'export', options.bad))
  if (options.rest.length === 0) return yield* listExported(shell, 'exported')
  let status = 0
  for (const [at, text] of options.rest.entries()) {
    if (options.letters.has('f')) {
      if (!shell.functions.has(text)) {
        yield* shell.complain(`${text}: not a function`, 'export')
        status = 1
      }
      continue
    }
    const target = parseTarget(text)
    if (!target) {
      status = failure(shell, yield* badName(shell, 'export', text))
      continue
    }
    yield* assignTarget(shell, target, args.length - options.rest.length + at)
    const variable = shell.variables.ensure(target.name)
    variable.exported = !options.letters.has('n')
    shell.variables.touch()
  }
  return status
}

function* assignTarget(shell: Shell, target: Target, argument: number): Op<void> {
  const array = shell.arrays.get(argument + 1)
  if (array) assignArray(shell, target.name, array.elements, array.append)
  else if (target.value !== undefined) assignVariable(shell, target.name, target.index, target.value, target.append)
}

function* listExported(shell: Shell, kind: 'exported' | 'readonly'): Op<number> {
  for (const name of shell.variables.names()) {
    const variable = shell.variables.findExact(name)
    if (!variable || !variable[kind]) continue
    if (shell.dialect.name === 'bash') yield* shell.print(`${describeVariable(shell, name, variable)}\n`)
    else yield* shell.print(`${kind === 'exported' ? 'export' : 'readonly'} ${name}${typeof variable.value === 'string' ? `=${singleQuote(variable.value)}` : ''}\n`)
  }
  return 0
}

/** As `declare -p` prints it. */
function describeVariable(shell: Shell, name: string, variable: Variable): string {
  const letters = attributesOf(shell, name)
  const head = `declare -${letters === '' ? '-' : letters} ${name}`
  if (variable.value === undefined) return head
  if (typeof variable.value === 'string') return `${head}=${doubleQuote(variable.value)}`
  const keys = keysOf(variable)
  const values = elementsOf(variable)
  if (variable.kind === 'map') return `${head}=(${keys.map((key, at) => `[${/^[A-Za-z0-9_.-]+$/.test(key) ? key : doubleQuote(key)}]=${doubleQuote(values[at] ?? '')} `).join('')})`
  return `${head}=(${keys.map((key, at) => `[${key}]=${doubleQuote(values[at] ?? '')}`).join(' ')})`
}

export function* readonly_(shell: Shell, args: readonly string[]): Op<number> {
  const options = readLetters(args, 'aAfp')
  if (options.bad !== undefined) return failure(shell, yield* badOption(shell, 'readonly', options.bad))
  if (options.rest.length === 0) return yield* listExported(shell, 'readonly')
  let status = 0
  for (const [at, text] of options.rest.entries()) {
    const target = parseTarget(text)
    if (!target) {
      status = failure(shell, yield* badName(shell, 'readonly', text))
      continue
    }
    if (options.letters.has('a')) declareKind(shell, target.name, 'array', false)
    if (options.letters.has('A')) declareKind(shell, target.name, 'map', false)
    yield* assignTarget(shell, target, args.length - options.rest.length + at)
    shell.variables.ensure(target.name).readonly = true
  }
  return status
}

export function* unset(shell: Shell, args: readonly string[]): Op<number> {
  const options = readLetters(args, 'fvn')
  if (options.bad !== undefined) return failure(shell, yield* badOption(shell, 'unset', options.bad))
  let status = 0
  for (const text of options.rest) {
    if (options.letters.has('f')) {
      shell.functions.delete(text)
      continue
    }
    const target = parseTarget(text)
    if (!target || target.value !== undefined) {
      if (shell.dialect.posix) failure(shell, yield* badName(shell, 'unset', text))
      else if (options.letters.has('v')) status = yield* badName(shell, 'unset', text)
      else shell.functions.delete(text)
      continue
    }
    const variable = shell.variables.find(target.name)
    if (variable?.readonly) {
      yield* shell.complainAs({ bash: `${text}: cannot unset: readonly variable`, ash: `${text}: is read only` }, 'unset')
      status = failure(shell, shell.dialect.name === 'bash' ? 1 : 2)
      continue
    }
    if (target.index !== undefined && variable?.value instanceof Map) {
      if (target.index === '@' || target.index === '*') (variable.value as Map<unknown, string>).clear()
      else if (variable.kind === 'map') (variable.value as Map<string, string>).delete(target.index)
      else (variable.value as Map<number, string>).delete(Number(target.index))
      continue
    }
    if (!variable && !shell.variables.computed.has(target.name) && !options.letters.has('v')) shell.functions.delete(text)
    else shell.variables.unset(target.name)
    if (target.name === 'PATH') shell.hashed.clear()
  }
  return status
}

export function* local(shell: Shell, args: readonly string[]): Op<number> {
  if (shell.functionDepth === 0) {
    if (shell.dialect.name === 'bash') {
      yield* shell.complain('can only be used in a function', 'local')
      return 1
    }
    yield* shell.complain('not in a function', 'local')
    return failure(shell, 2)
  }
  return yield* declare(shell, args, 'local')
}

export function* declare(shell: Shell, args: readonly string[], name = 'declare'): Op<number> {
  const plus = new Set<string>()
  const plain: string[] = []
  let shift = 0
  for (const arg of args) {
    if (/^\+[a-zA-Z]+$/.test(arg)) {
      for (const letter of arg.slice(1)) plus.add(letter)
      shift++
    } else plain.push(arg)
  }
  const options = readLetters(plain, 'aAfFgiIlnrtuxp')
  if (options.bad !== undefined) return yield* badOption(shell, name, options.bad)
  const { letters, rest } = options
  if (letters.has('f') || letters.has('F')) return yield* listFunctions(shell, rest, letters.has('F'))
  if (letters.has('p') || rest.length === 0) return yield* listVariables(shell, rest, letters, name)
  const inFunction = shell.functionDepth > 0 && !letters.has('g')
  let status = 0
  for (const [at, text] of rest.entries()) {
    const target = parseTarget(text)
    if (!target) {
      status = yield* badName(shell, name, text)
      if (shell.dialect.posix) failure(shell, status)
      continue
    }
    const array = shell.arrays.get(plain.length - rest.length + at + 1 + shift)
    const kind = letters.has('A') ? 'map' : letters.has('a') || array || target.index !== undefined ? 'array' : 'scalar'
    const known = shell.variables.findExact(target.name)
    if (known?.readonly && (target.value !== undefined || array || inFunction)) {
      if (inFunction && !shell.variables.isLocal(target.name) && shell.dialect.name === 'bash') {
        yield* shell.complain(`${target.name}: readonly variable`, name)
        status = 1
        continue
      }
      if (shell.dialect.name !== 'bash') throw readOnly(shell, target.name)
      yield* shell.complain(`${target.name}: readonly variable`, name)
      status = 1
      continue
    }
    if (inFunction && !shell.variables.isLocal(target.name)) {
      const made = newVariable(kind)
      // dash: a local begins with the value outside.
      if (shell.dialect.name === 'dash' && known && kind === 'scalar') made.value = known.value
      if (shell.dialect.name !== 'bash' && known) made.exported = known.exported
      if (known?.exported) made.exported = true
      shell.variables.local(target.name, made)
    } else if (kind !== 'scalar' && known && known.kind !== kind && known.value !== undefined && kind === 'map') {
      yield* shell.complain(`${target.name}: cannot convert indexed to associative array`, name)
      status = 1
      continue
    } else if (kind !== 'scalar' && !(known?.kind === 'map' && !letters.has('a'))) declareKind(shell, target.name, kind, inFunction)
    else if (!known) shell.variables.ensure(target.name)
    const variable = shell.variables.findExact(target.name) as Variable
    if (letters.has('n')) {
      variable.value = target.value
      variable.reference = true
      continue
    }
    if (letters.has('i')) variable.integer = true
    if (plus.has('i')) variable.integer = false
    if (letters.has('u')) variable.letters = 'upper'
    if (letters.has('l')) variable.letters = 'lower'
    if (plus.has('u') || plus.has('l')) variable.letters = undefined
    if (letters.has('x')) variable.exported = true
    if (plus.has('x')) variable.exported = false
    try {
      if (array) assignArray(shell, target.name, array.elements, array.append)
      else if (target.value !== undefined) {
        if (kind !== 'scalar' && target.index === undefined && /^\(.*\)$/s.test(target.value)) assignArray(shell, target.name, target.value.slice(1, -1).trim().split(/\s+/).filter(word => word !== '').map(value => ({ key: undefined, value, append: false })), target.append)
        else assignVariable(shell, target.name, target.index, target.value, target.append)
      }
    } catch (error) {
      if (!(error instanceof ExpansionError) || error.fatal) throw error
      yield* shell.complain(error.message, name)
      status = 1
    }
    if (letters.has('r')) variable.readonly = true
    if (letters.has('r')) (shell.variables.findExact(target.name) as Variable).readonly = true
    shell.variables.touch()
  }
  return status
}

function* listFunctions(shell: Shell, names: readonly string[], namesOnly: boolean): Op<number> {
  const all = names.length > 0 ? names : [...shell.functions.keys()].sort()
  let status = 0
  for (const name of all) {
    const definition = shell.functions.get(name)
    if (!definition) status = 1
    else if (namesOnly) yield* shell.print(names.length > 0 ? `${name}\n` : `declare -f ${name}\n`)
    else yield* shell.print(`${printFunction(definition)}\n`)
  }
  return status
}

function* listVariables(shell: Shell, names: readonly string[], letters: ReadonlySet<string>, builtin: string): Op<number> {
  let status = 0
  if (names.length > 0) {
    for (const name of names) {
      const variable = shell.variables.findExact(name)
      if (variable) yield* shell.print(`${describeVariable(shell, name, variable)}\n`)
      else if (shell.variables.computed.has(name)) yield* shell.print(`declare -i ${name}="${shell.variables.get(name) ?? ''}"\n`)
      else {
        yield* shell.complain(`${name}: not found`, builtin)
        status = 1
      }
    }
    return status
  }
  for (const name of shell.variables.names()) {
    const variable = shell.variables.findExact(name) as Variable
    if (builtin === 'local' && !shell.variables.isLocal(name)) continue
    if ((letters.has('x') && !variable.exported) || (letters.has('r') && !variable.readonly) || (letters.has('i') && !variable.integer) || (letters.has('a') && variable.kind !== 'array') || (letters.has('A') && variable.kind !== 'map')) continue
    if (letters.size > 0) yield* shell.print(`${describeVariable(shell, name, variable)}\n`)
    else yield* shell.print(setLine(name, variable))
  }
  return 0
}

/** A line of `set`. */
export function setLine(name: string, variable: Variable): string {
  if (variable.value === undefined) return ''
  if (typeof variable.value === 'string') return `${name}=${variable.value === '' ? '' : quoteWord(variable.value)}\n`
  const keys = keysOf(variable)
  const values = elementsOf(variable)
  return `${name}=(${keys.map((key, at) => `[${key}]=${doubleQuote(values[at] ?? '')}`).join(' ')})\n`
}


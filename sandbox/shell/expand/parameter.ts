/** Parameters and the operations of `${ }`. */
import type { Op } from '../../sched/op.ts'
import type { ParameterPart, Word } from '../parse/ast.ts'
import { unescapeDollarQuote } from '../parse/escapes.ts'
import { ExpansionError } from '../run/control.ts'
import type { Shell } from '../run/shell.ts'
import { arithmetic, assignVariable, elementOf, elementsOf, keysOf } from './assign.ts'
import { pattern, replacePattern, unescapePattern } from './pattern.ts'
import { doubleQuote, quoteValue } from './quote.ts'

/** What a parameter is: one text or none, or a list (`$@`, `${a[*]}`). */
export type Value =
  | { readonly list: undefined; readonly text: string | undefined }
  | { readonly list: readonly string[]; readonly star: boolean }

/** How the parts of an operation are expanded; given by the word expander. */
export interface Expander {
  text(shell: Shell, word: Word): Op<string>
  pattern(shell: Shell, word: Word): Op<string>
}

/** The value of a special or positional parameter; undefined for other names. */
export function specialParameter(shell: Shell, name: string): Value | undefined {
  const first = name.charCodeAt(0)
  if (first >= 48 && first <= 57) {
    const at = Number(name)
    return { list: undefined, text: at === 0 ? shell.name : shell.positional[at - 1] }
  }
  switch (name) {
    case '@': return { list: shell.positional, star: false }
    case '*': return { list: shell.positional, star: true }
    case '#': return { list: undefined, text: String(shell.positional.length) }
    case '?': return { list: undefined, text: String(shell.status) }
    case '$': return { list: undefined, text: String(shell.pid) }
    case '!': return { list: undefined, text: shell.lastBackground === undefined ? undefined : String(shell.lastBackground) }
    case '-': return { list: undefined, text: optionLetters(shell) }
  }
  return undefined
}

const OPTION_LETTERS: readonly (readonly [string, string])[] = [
  ['allexport', 'a'], ['notify', 'b'], ['errexit', 'e'], ['noglob', 'f'], ['hashall', 'h'], ['monitor', 'm'], ['noexec', 'n'], ['nounset', 'u'],
  ['verbose', 'v'], ['xtrace', 'x'], ['braceexpand', 'B'], ['noclobber', 'C'],
]

/** `$-`. */
export function optionLetters(shell: Shell): string {
  let letters = ''
  for (const [name, letter] of OPTION_LETTERS) if (shell.has(name)) letters += letter
  if (shell.interactive) letters = shell.dialect.name === 'bash' ? letters.replace(/(?=[m-zA-Z]|$)/, 'i') : letters + 'i'
  if (shell.dialect.name === 'bash') letters += shell.input === 'command' ? 'c' : shell.input === 'file' ? '' : 's'
  return letters
}

/** Variables that bash always has and that are arrays. */
function arrayParameter(shell: Shell, name: string): readonly string[] | undefined {
  if (shell.dialect.name !== 'bash') return undefined
  if (name === 'PIPESTATUS') return shell.pipeStatus.map(String)
  if (name === 'FUNCNAME') return shell.calls.map(call => call.name).reverse()
  if (name === 'BASH_LINENO') return shell.calls.map(call => String(call.line)).reverse()
  if (name === 'BASH_SOURCE') return shell.calls.map(() => shell.name)
  if (name === 'DIRSTACK') return [shell.variables.get('PWD') ?? '', ...shell.directories]
  return undefined
}

/** The value of a parameter without its operation. */
export function* parameterValue(shell: Shell, part: ParameterPart, expander: Expander): Op<Value> {
  let { name } = part
  let indexText: string | undefined
  let { index } = part
  if (part.indirect && part.operation?.kind !== 'names') {
    const first = yield* valueOf(shell, name, index, undefined, expander)
    const target = first.list ? first.list.join(' ') : first.text
    if (target === undefined || target === '') throw new ExpansionError(target === undefined ? `${part.name}: invalid indirect expansion` : `${target}: invalid variable name`)
    const element = /^([A-Za-z_][A-Za-z0-9_]*)\[(.*)\]$/.exec(target)
    name = element?.[1] ?? target
    indexText = element?.[2]
    index = undefined
    if (!/^(?:[A-Za-z_][A-Za-z0-9_]*|[0-9]+|[@*#?$!-])$/.test(name)) throw new ExpansionError(`${target}: invalid variable name`)
  }
  return yield* valueOf(shell, name, index, indexText, expander)
}

function* valueOf(shell: Shell, name: string, index: Word | undefined, indexText: string | undefined, expander: Expander): Op<Value> {
  const special = specialParameter(shell, name)
  if (special) return special
  const array = arrayParameter(shell, name)
  const text = index ? (index.source === '@' || index.source === '*' ? index.source : yield* expander.text(shell, index)) : indexText
  if (text === undefined) return { list: undefined, text: array ? array[0] : shell.variables.get(name) }
  if (text === '@' || text === '*') return { list: array ?? elementsOf(shell.variables.find(name)), star: text === '*' }
  if (array) return { list: undefined, text: array[Number(arithmetic(shell, text))] }
  if (text === '') throw new ExpansionError(`${name}: bad array subscript`)
  return { list: undefined, text: elementOf(shell, name, text) }
}

/** How a parameter is named in `x: unbound variable`. */
const shown = (part: ParameterPart): string => (part.index ? `${part.name}[${part.index.source}]` : part.name)

/** Under `set -u`, a parameter that is not set is an error. */
export function checkSet(shell: Shell, part: ParameterPart, value: Value): void {
  if (value.list || value.text !== undefined || !shell.has('nounset')) return
  if (shell.dialect.name === 'bash') throw new ExpansionError(`${/^[0-9]+$/.test(part.name) ? `$${part.name}` : shown(part)}: unbound variable`, { fatal: true, status: 127 })
  throw new ExpansionError(`${part.name}: parameter not set`, { fatal: true, status: 2 })
}

/** Apply `${x…}`'s operation, except the defaults, which the word expander does because they make fields. */
export function* operate(shell: Shell, part: ParameterPart, value: Value, expander: Expander): Op<Value> {
  const { operation } = part
  if (!operation) return value
  switch (operation.kind) {
    case 'bad':
      throw new ExpansionError(shell.dialect.name === 'bash' ? `${part.source}: bad substitution` : shell.dialect.name === 'dash' ? 'Bad substitution' : 'syntax error: bad substitution', shell.dialect.name === 'bash' ? {} : { fatal: true, status: 2 })
    case 'default':
      return value
    case 'names': {
      if (part.index) return { list: keysOf(shell.variables.find(part.name)), star: part.index.source === '*' }
      return { list: shell.variables.names().filter(name => name.startsWith(part.name) && shell.variables.find(name)?.value !== undefined), star: !part.source.endsWith('@}') }
    }
    case 'length':
      if (value.list) return one(String(value.list.length))
      checkSet(shell, part, value)
      return one(String(lengthOf(value.text ?? '')))
    case 'trim': {
      const source = yield* expander.pattern(shell, operation.pattern)
      const compiled = pattern(source, shell.shopts.has('extglob'))
      return each(value, text => {
        if (operation.end === 'front') {
          const length = compiled.front(text, operation.longest)
          return length === undefined ? text : text.slice(length)
        }
        const length = compiled.back(text, operation.longest)
        return length === undefined ? text : text.slice(0, text.length - length)
      })
    }
    case 'replace': {
      const source = yield* expander.pattern(shell, operation.pattern)
      const by = yield* expander.pattern(shell, operation.by)
      // An unquoted & in the replacement is the matched text (bash 5.2); a quoted one is plain.
      const replacement = (matched: string): string => (by.includes('&') || by.includes('\\') ? by.replace(/\\([^])|&/g, (whole, escaped?: string) => escaped ?? (whole === '&' ? matched : whole)) : by)
      const plain = shell.dialect.name === 'bash' ? replacement : () => unescapePattern(by)
      return each(value, text => replacePattern(text, source, plain, { all: operation.all, anchor: operation.anchor, extended: shell.shopts.has('extglob') }))
    }
    case 'slice': {
      const offset = Number(arithmetic(shell, yield* expander.text(shell, operation.offset)))
      const length = operation.length ? Number(arithmetic(shell, yield* expander.text(shell, operation.length))) : undefined
      return slice(shell, part, value, offset, length)
    }
    case 'case': {
      const source = operation.pattern ? yield* expander.pattern(shell, operation.pattern) : '?'
      const compiled = pattern(source === '' ? '?' : source)
      const change = (char: string): string => (compiled.matches(char) ? (operation.upper ? char.toUpperCase() : char.toLowerCase()) : char)
      return each(value, text => {
        const chars = [...text]
        return operation.all ? chars.map(change).join('') : chars.map((char, at) => (at === 0 ? change(char) : char)).join('')
      })
    }
    case 'transform':
      return yield* transform(shell, part, value, operation.letter)
  }
}

const one = (text: string | undefined): Value => ({ list: undefined, text })

const each = (value: Value, change: (text: string) => string): Value => (value.list ? { list: value.list.map(change), star: value.star } : one(value.text === undefined ? undefined : change(value.text)))

/** Characters, not UTF-16 units. */
export const lengthOf = (text: string): number => (/[\ud800-\udfff]/.test(text) ? [...text].length : text.length)

function slice(shell: Shell, part: ParameterPart, value: Value, offset: number, length: number | undefined): Value {
  const bad = (): ExpansionError => new ExpansionError(`${part.operation?.kind === 'slice' ? (part.operation.length?.source ?? '') : ''}: substring expression < 0`)
  if (value.list) {
    const positional = part.name === '@' || part.name === '*'
    const list = positional && offset <= 0 ? [shell.name, ...value.list] : positional ? ['', ...value.list] : value.list
    let from = offset
    if (from < 0) from += positional ? value.list.length + 1 : list.length
    if (from < 0) return { list: [], star: value.star }
    if (length !== undefined && length < 0) throw bad()
    return { list: list.slice(from, length === undefined ? undefined : from + length), star: value.star }
  }
  if (value.text === undefined) return value
  const chars = /[\ud800-\udfff]/.test(value.text) ? [...value.text] : value.text
  const from = offset < 0 ? chars.length + offset : offset
  if (from < 0 || from > chars.length) return one('')
  let to = chars.length
  if (length !== undefined) {
    to = length < 0 ? chars.length + length : from + length
    if (to < from) throw bad()
  }
  const cut = chars.slice(from, to)
  return one(typeof cut === 'string' ? cut : cut.join(''))
}

function* transform(shell: Shell, part: ParameterPart, value: Value, letter: string): Op<Value> {
  switch (letter) {
    case 'Q': return each(value, quoteValue)
    case 'U': return each(value, text => text.toUpperCase())
    case 'u': return each(value, text => text.charAt(0).toUpperCase() + text.slice(1))
    case 'L': return each(value, text => text.toLowerCase())
    case 'E': return each(value, unescapeDollarQuote)
    case 'a': return one(attributesOf(shell, part.name))
    case 'A': {
      const attributes = attributesOf(shell, part.name)
      if (value.list) {
        const keys = keysOf(shell.variables.find(part.name))
        return one(value.list.length === 0 ? undefined : `declare -${attributes} ${part.name}=(${value.list.map((text, at) => `[${keys[at] ?? at}]=${doubleQuote(text)}`).join(' ')})`)
      }
      return one(value.text === undefined ? undefined : `${attributes === '' ? '' : `declare -${attributes} `}${part.name}=${quoteValue(value.text)}`)
    }
    case 'P': return each(value, text => text)
    case 'K':
    case 'k': {
      const variable = shell.variables.find(part.name)
      const keys = keysOf(variable)
      if (!value.list) return each(value, quoteValue)
      return one(value.list.map((text, at) => `${keys[at] ?? at} ${quoteValue(text)}`).join(' '))
    }
  }
  return value
}

/** Letters of `declare`. */
export function attributesOf(shell: Shell, name: string): string {
  const variable = shell.variables.findExact(name)
  if (!variable) return ''
  return `${variable.kind === 'array' ? 'a' : variable.kind === 'map' ? 'A' : ''}${variable.integer ? 'i' : ''}${variable.letters === 'lower' ? 'l' : ''}${variable.reference ? 'n' : ''}${variable.readonly ? 'r' : ''}${variable.letters === 'upper' ? 'u' : ''}${variable.exported ? 'x' : ''}`
}

/** Assign for `${x:=word}`. */
export function assignDefault(shell: Shell, part: ParameterPart, value: string): void {
  if (specialParameter(shell, part.name)) {
    if (shell.dialect.name === 'bash') throw new ExpansionError(`$${part.name}: cannot assign in this way`)
    throw new ExpansionError(`${part.name}: bad variable name`, { fatal: true, status: 2 })
  }
  assignVariable(shell, part.name, part.index?.source, value, false)
}

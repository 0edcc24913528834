/** The operations of `${ }`. */
import type { Op } from '../../sched/op.ts'
import type { ParameterPart } from '../parse/ast.ts'
import { unescapeDollarQuote } from '../parse/unescape.ts'
import { ExpansionError } from '../run/control.ts'
import type { Shell } from '../run/shell.ts'
import { arithmetic, keysOf } from './assign.ts'
import { checkSet, lengthOf } from './parameter.ts'
import type { Expander, Value } from './parameter.ts'
import { unescapePattern } from './magic.ts'
import { pattern, replacePattern } from './pattern.ts'
import { doubleQuote, quoteValue } from './quote.ts'

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

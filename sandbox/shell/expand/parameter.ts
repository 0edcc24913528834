/** Parameters. */
import type { Op } from '../../sched/op.ts'
import type { ParameterPart, Word } from '../parse/ast.ts'
import { ExpansionError } from '../run/control.ts'
import type { Shell } from '../run/shell.ts'
import { arithmetic, assignVariable, elementOf, elementsOf } from './assign.ts'

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

/** Characters, not UTF-16 units. */
export const lengthOf = (text: string): number => (/[\ud800-\udfff]/.test(text) ? [...text].length : text.length)

/** Assign for `${x:=word}`. */
export function assignDefault(shell: Shell, part: ParameterPart, value: string): void {
  if (specialParameter(shell, part.name)) {
    if (shell.dialect.name === 'bash') throw new ExpansionError(`$${part.name}: cannot assign in this way`)
    throw new ExpansionError(`${part.name}: bad variable name`, { fatal: true, status: 2 })
  }
  assignVariable(shell, part.name, part.index?.source, value, false)
}

/** Words to fields: tilde, parameters, commands, arithmetic, splitting, paths, in this order. */
import { SyscallError } from '../../base/errors.ts'
import type { Op } from '../../sched/op.ts'
import type { ParameterPart, Part, Word } from '../parse/ast.ts'
import { ExpansionError } from '../run/control.ts'
import type { Shell } from '../run/shell.ts'
import { arithmetic } from './assign.ts'
import { Fields } from './fields.ts'
import type { Field } from './fields.ts'
import { assignDefault, checkSet, parameterValue } from './parameter.ts'
import type { Expander } from './parameter.ts'
import { moreOfShell } from '../more.ts'
import { hasMagic } from './magic.ts'

/** Where a word stands. */
interface Mode {
  /** Unquoted expansions are split into fields. */
  readonly split: boolean
  /** A tilde also counts after `:` and `=`: assignments. */
  readonly tildes: 'start' | 'assignment' | 'none'
}

const FIELDS: Mode = { split: true, tildes: 'start' }
const STRING: Mode = { split: false, tildes: 'start' }
const VALUE: Mode = { split: false, tildes: 'assignment' }
const PLAIN: Mode = { split: false, tildes: 'none' }

/** Arguments of a command: everything a word can become. */
export function* expandWords(shell: Shell, words: readonly Word[]): Op<string[]> {
  const results: string[] = []
  for (const word of words) {
    const [only, more] = word.parts
    if (only?.kind === 'text' && more === undefined && (only.quoted || !/[~*?[{]|[+@!]\(/.test(only.text))) {
      results.push(only.text)
      continue
    }
    const list = shell.dialect.braces && shell.has('braceexpand') && hasBrace(word) ? moreOfShell.content.expandBraces(word) : [word]
    for (const one of list) yield* expandInto(shell, one, results)
  }
  return results
}

/** Could there be a list in braces? */
const hasBrace = ({ parts }: Word): boolean => parts.some(part => part.kind === 'text' && !part.quoted && part.text.includes('{'))

function* expandInto(shell: Shell, word: Word, results: string[]): Op<void> {
  const fields = new Fields()
  yield* expandParts(shell, word.parts, fields, FIELDS)
  fields.end()
  for (const field of fields.done) yield* paths(shell, field, results)
}

function* paths(shell: Shell, field: Field, results: string[]): Op<void> {
  if (!hasMagic(field.pattern) || shell.has('noglob') || !isActive(field.pattern)) {
    results.push(field.text)
    return
  }
  const found = yield* moreOfShell.content.globPaths(shell, field.pattern)
  if (found.length > 0) for (const path of found) results.push(path)
  else if (shell.shopts.has('failglob')) throw new ExpansionError(`no match: ${field.text}`)
  else if (!shell.shopts.has('nullglob')) results.push(field.text)
}

/** Is some magic character not escaped? */
function isActive(source: string): boolean {
  const stripped = source.replace(/\\[^]/g, '')
  return /[*?]|\[.*\]|[+@!]\(/s.test(stripped)
}

/** One text without splitting or paths: `case` subjects, here-documents, redirection targets of POSIX shells. */
export function* expandText(shell: Shell, word: Word): Op<string> {
  return yield* joined(shell, word, STRING)
}

/** The value of an assignment. */
export function* expandValue(shell: Shell, word: Word): Op<string> {
  return yield* joined(shell, word, VALUE)
}

/** A text in which a tilde is plain: inside quotes, arithmetic, here-documents. */
export function* expandPlain(shell: Shell, word: Word): Op<string> {
  return yield* joined(shell, word, PLAIN)
}

function* joined(shell: Shell, word: Word, mode: Mode): Op<string> {
  const [only, more] = word.parts
  if (only === undefined) return ''
  if (only.kind === 'text' && more === undefined && (only.quoted || !only.text.includes('~'))) return only.text
  const fields = new Fields()
  yield* expandParts(shell, word.parts, fields, mode)
  fields.end()
  return fields.done.length === 1 ? (fields.done[0] as Field).text : fields.done.map(field => field.text).join(' ')
}

/** A pattern: what was quoted stands for itself. */
export function* expandPattern(shell: Shell, word: Word): Op<string> {
  const fields = new Fields()
  yield* expandParts(shell, word.parts, fields, STRING)
  fields.end()
  return fields.done.map(field => field.pattern).join(' ')
}

/** Fields of a word without paths: redirection targets of bash. */
export function* expandFields(shell: Shell, word: Word): Op<string[]> {
  const results: string[] = []
  yield* expandInto(shell, word, results)
  return results
}

const expander: Expander = { text: expandPlain, pattern: expandPattern }

/** The value of an arithmetic word. */
export function* expandArithmetic(shell: Shell, word: Word): Op<bigint> {
  const text = yield* expandPlain(shell, word)
  return arithmetic(shell, text)
}

const separatorsOf = (shell: Shell): string => shell.variables.get('IFS') ?? ' \t\n'

function* expandParts(shell: Shell, parts: readonly Part[], fields: Fields, mode: Mode): Op<void> {
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] as Part
    switch (part.kind) {
      case 'text':
        if (part.quoted) fields.addQuoted(part.text)
        else if (mode.tildes !== 'none' && part.text.includes('~')) yield* addTildes(shell, part.text, i === 0, parts[i + 1], fields, mode)
        else fields.addActive(part.text)
        break
      case 'parameter':
        yield* expandParameter(shell, part, fields, mode)
        break
      case 'command': {
        const output = yield* shell.runtime.substitute(shell, part.body)
        add(shell, output, part.quoted, fields, mode)
        break
      }
      case 'arithmetic': {
        const value = yield* expandArithmetic(shell, part.expression)
        add(shell, value.toString(), part.quoted, fields, mode)
        break
      }
      case 'process':
        fields.addQuoted(yield* shell.runtime.processSubstitution(shell, part.body, part.direction))
        break
    }
  }
}

function add(shell: Shell, text: string, quoted: boolean, fields: Fields, mode: Mode): void {
  if (quoted) fields.addQuoted(text)
  else if (mode.split) fields.addSplit(text, separatorsOf(shell))
  else fields.addExpanded(text)
}

function* expandParameter(shell: Shell, part: ParameterPart, fields: Fields, mode: Mode): Op<void> {
  let value = yield* parameterValue(shell, part, expander)
  const { operation } = part
  if (operation?.kind === 'default') {
    const empty = value.list ? value.list.length === 0 || (operation.colon && value.list.length === 1 && value.list[0] === '') : value.text === undefined || (operation.colon && value.text === '')
    switch (operation.op) {
      case '+':
        if (empty) {
          if (part.quoted && !value.list) fields.addQuoted('')
          return
        }
        yield* expandOperand(shell, operation.word, part.quoted, fields, mode)
        return
      case '-':
        if (!empty) break
        yield* expandOperand(shell, operation.word, part.quoted, fields, mode)
        return
      case '=': {
        if (!empty) break
        const text = yield* expandPlain(shell, operation.word)
        assignDefault(shell, part, text)
        value = { list: undefined, text }
        break
      }
      case '?': {
        if (!empty) break
        const bash = shell.dialect.name === 'bash'
        const message = operation.word.parts.length > 0 ? yield* expandPlain(shell, operation.word) : bash ? (operation.colon ? 'parameter null or not set' : 'parameter not set') : operation.colon ? 'parameter not set or null' : 'parameter not set'
        throw new ExpansionError(`${part.name}: ${message}`, { fatal: true, status: bash ? 127 : 2 })
      }
    }
  } else if (operation) {
    if (operation.kind !== 'names' && operation.kind !== 'bad') checkSet(shell, part, value)
    value = yield* moreOfShell.content.operate(shell, part, value, expander)
  } else checkSet(shell, part, value)
  if (!value.list) {
    if (value.text !== undefined) add(shell, value.text, part.quoted, fields, mode)
    else if (part.quoted) fields.addQuoted('')
    return
  }
  const separators = separatorsOf(shell)
  if (part.quoted && value.star) {
    fields.addQuoted(value.list.join(separators.charAt(0)))
    return
  }
  if (!mode.split) {
    const text = value.list.join(value.star ? separators.charAt(0) : ' ')
    if (part.quoted) fields.addQuoted(text)
    else fields.addExpanded(text)
    return
  }
  for (let i = 0; i < value.list.length; i++) {
    if (i > 0) fields.end()
    const text = value.list[i] as string
    if (part.quoted) fields.addQuoted(text)
    else fields.addSplit(text, separators)
  }
}

/** The word of `${x:-word}`: it stands where the parameter stood, so its unquoted text is split too. */
function* expandOperand(shell: Shell, word: Word, quoted: boolean, fields: Fields, mode: Mode): Op<void> {
  if (quoted && word.parts.length === 0) fields.addQuoted('')
  if (quoted || !mode.split) {
    yield* expandParts(shell, word.parts, fields, quoted ? { ...mode, tildes: 'none' } : mode)
    return
  }
  const separators = separatorsOf(shell)
  for (let i = 0; i < word.parts.length; i++) {
    const part = word.parts[i] as Part
    if (part.kind === 'text' && !part.quoted) {
      if (i === 0 && part.text.startsWith('~')) yield* addTildes(shell, part.text, true, word.parts[1], fields, mode)
      else fields.addSplit(part.text, separators)
    } else yield* expandParts(shell, [part], fields, mode)
  }
}

// Tilde

function* addTildes(shell: Shell, text: string, first: boolean, next: Part | undefined, fields: Fields, mode: Mode): Op<void> {
  const equals = mode.tildes === 'start' && first && shell.dialect.name === 'bash' ? /^[A-Za-z_][A-Za-z0-9_]*=/.exec(text)?.[0] : undefined
  const pieces = mode.tildes === 'assignment' ? text.split(/(?<=:)/) : equals !== undefined ? [equals, ...text.slice(equals.length).split(/(?<=:)/)] : [text]
  for (let i = 0; i < pieces.length; i++) {
    const piece = pieces[i] as string
    const begins = i > 0 || first
    const found = begins ? /^~([A-Za-z0-9_.+-]*)(?=\/|:|$)/.exec(piece) : null
    const whole = found && (found[0].length < piece.length || i < pieces.length - 1 || next === undefined)
    const home = whole ? yield* homeOf(shell, found[1] as string) : undefined
    if (found && home !== undefined) {
      fields.addQuoted(home)
      fields.addActive(piece.slice(found[0].length))
    } else fields.addActive(piece)
  }
}

function* homeOf(shell: Shell, user: string): Op<string | undefined> {
  if (user === '') return shell.variables.get('HOME') ?? (shell.process.fs.credentials.uid === 0 ? '/root' : undefined)
  if (user === '+') return shell.variables.get('PWD')
  if (user === '-') return shell.variables.get('OLDPWD')
  try {
    for (const line of (yield* shell.process.fs.readText('/etc/passwd')).split('\n')) {
      const columns = line.split(':')
      if (columns[0] === user) return columns[5]
    }
  } catch (error) {
    if (!(error instanceof SyscallError)) throw error
  }
  return undefined
}

/** Built-ins that take input apart: `read`, `mapfile`, `getopts`, `history`. */
import { SyscallError } from '../../base/errors.ts'
import type { File } from '../../machine/files.ts'
import { SECOND } from '../../sched/op.ts'
import type { Op } from '../../sched/op.ts'
import { assignArray, assignVariable, readOnly } from '../expand/assign.ts'
import { decode, encode } from '../parse/escapes.ts'
import { LineReader } from '../run/lines.ts'
import { ERROR_WORDS } from '../run/redirect.ts'
import type { Shell } from '../run/shell.ts'
import { badName, badOption, isName, readLetters, sayUsage } from './usage.ts'
import { complainApplet } from './output.ts'

/** One character of a line, and whether a backslash stood before it. */
interface Char {
  readonly char: string
  readonly escaped: boolean
}

/**
 * Split a line for `read`: all but the last name get one field each, the last the rest.
 *
 * @param count how many names; Infinity for an array
 */
export function splitForRead(chars: readonly Char[], separators: string, count: number): string[] {
  const white = ({ char, escaped }: Char): boolean => !escaped && (char === ' ' || char === '\t' || char === '\n') && separators.includes(char)
  const separator = ({ char, escaped }: Char): boolean => !escaped && separators.includes(char)
  let start = 0
  let end = chars.length
  while (start < end && white(chars[start] as Char)) start++
  while (end > start && white(chars[end - 1] as Char)) end--
  const fields: string[] = []
  let at = start
  while (at < end && fields.length < count - 1) {
    let field = ''
    while (at < end && !separator(chars[at] as Char)) field += (chars[at++] as Char).char
    fields.push(field)
    while (at < end && white(chars[at] as Char)) at++
    if (at < end && separator(chars[at] as Char)) {
      at++
      while (at < end && white(chars[at] as Char)) at++
    }
  }
  if (at < end && Number.isFinite(count)) {
    // A single separator at the end of the last field goes, as long as it is the only one.
    const rest = chars.slice(at, end)
    let stop = rest.length
    if (stop > 0 && separator(rest[stop - 1] as Char) && !white(rest[stop - 1] as Char)) {
      const inner = rest.slice(0, stop - 1)
      if (!inner.some(separator)) {
        stop--
        while (stop > 0 && white(rest[stop - 1] as Char)) stop--
      }
    }
    fields.push(rest.slice(0, stop).map(one => one.char).join(''))
  }
  return fields
}

export function* read(shell: Shell, args: readonly string[]): Op<number> {
  const { dialect } = shell
  const options = readLetters(args, 'ers', dialect.name === 'dash' ? 'p' : dialect.name === 'ash' ? 'pntdu' : 'adinNptu')
  if (options.bad !== undefined) return yield* badOption(shell, 'read', options.bad)
  if (options.missing !== undefined) {
    yield* shell.complain(`-${options.missing}: option requires an argument`, 'read')
    return yield* sayUsage(shell, 'read')
  }
  const { letters, values, rest } = options
  const array = values.get('a')
  const names = rest
  for (const name of array === undefined ? names : [array]) {
    if (isName(name.replace(/\[.*\]$/, ''))) continue
    if (dialect.name === 'ash') {
      yield* complainApplet(shell, `read: '${name}': bad variable name`, 'read')
      return 1
    }
    return yield* badName(shell, 'read', name)
  }
  if (names.length === 0 && dialect.name === 'dash') {
    yield* shell.complain('arg count', 'read')
    return 2
  }
  const descriptor = Number(values.get('u') ?? 0)
  const file = shell.process.files.get(descriptor)
  if (!file) {
    yield* shell.complain(values.has('u') ? `${descriptor}: invalid file descriptor: ${ERROR_WORDS.EBADF}` : `read error: ${descriptor}: ${ERROR_WORDS.EBADF}`, 'read')
    return 1
  }
  const prompt = values.get('p')
  if (prompt !== undefined && file.terminal) yield* (shell.process.files.get(2) ?? file).write(encode(prompt))
  const limit = values.get('N') ?? values.get('n')
  const delimiter = values.has('d') ? (values.get('d') as string).charAt(0) || '\0' : '\n'
  const timeout = values.get('t')
  if (timeout !== undefined && Number(timeout) === 0) return 0
  const outcome = yield* readChars(shell, file, {
    raw: letters.has('r'), delimiter, limit: limit === undefined ? Infinity : Number(limit), exact: values.has('N'),
    deadline: timeout === undefined ? undefined : shell.process.machine.scheduler.now() + Number(timeout) * SECOND,
  })
  const { chars } = outcome
  const separators = values.has('N') ? '' : (shell.variables.get('IFS') ?? ' \t\n')
  if (array !== undefined) assignArray(shell, array, splitForRead(chars, separators, Infinity).map(value => ({ key: undefined, value, append: false })), false)
  else if (names.length === 0) assignVariable(shell, 'REPLY', undefined, chars.map(one => one.char).join(''), false)
  else {
    const fields = splitForRead(chars, separators, names.length)
    for (const [at, name] of names.entries()) {
      if (shell.variables.find(name)?.readonly) throw readOnly(shell, name)
      const element = /^([^[]*)\[(.*)\]$/.exec(name)
      assignVariable(shell, element?.[1] ?? name, element?.[2], fields[at] ?? '', false)
    }
  }
  if (outcome.timedOut) return 142
  return outcome.ended ? 1 : 0
}

interface ReadOptions {
  readonly raw: boolean
  readonly delimiter: string
  readonly limit: number
  readonly exact: boolean
  readonly deadline: number | undefined
}

function* readChars(shell: Shell, file: File, options: ReadOptions): Op<{ chars: Char[]; ended: boolean; timedOut: boolean }> {
  const chars: Char[] = []
  const delimiterByte = options.delimiter.charCodeAt(0)
  if (Number.isFinite(options.limit)) {
    // Characters one at a time.
    while (chars.length < options.limit) {
      const bytes = yield* file.read(1)
      if (!bytes) return { chars, ended: true, timedOut: false }
      let piece = bytes
      while ((piece[0] as number) >= 0xc0 && piece.length < ((piece[0] as number) >= 0xf0 ? 4 : (piece[0] as number) >= 0xe0 ? 3 : 2)) {
        const more = yield* file.read(1)
        if (!more) break
        piece = Uint8Array.from([...piece, ...more])
      }
      const char = decode(piece)
      if (char === options.delimiter && !options.exact) return { chars, ended: false, timedOut: false }
      if (char === '\\' && !options.raw) {
        const next = yield* file.read(1)
        if (next && decode(next) !== '\n') chars.push({ char: decode(next), escaped: true })
        continue
      }
      chars.push({ char, escaped: false })
    }
    return { chars, ended: false, timedOut: false }
  }
  const reader = new LineReader(file)
  for (;;) {
    if (options.deadline !== undefined && shell.process.machine.scheduler.now() > options.deadline) return { chars, ended: true, timedOut: true }
    const bytes = yield* reader.until(delimiterByte)
    if (bytes === undefined) return { chars, ended: true, timedOut: false }
    const line = decode(bytes)
    const complete = line.endsWith(options.delimiter)
    const body = (complete ? line.slice(0, -1) : line).replace(/\0/g, '')
    if (options.raw || !body.includes('\\')) {
      for (const char of body) chars.push({ char, escaped: false })
      return { chars, ended: !complete, timedOut: false }
    }
    let continued = false
    const points = [...body]
    for (let i = 0; i < points.length; i++) {
      const char = points[i] as string
      if (char !== '\\') chars.push({ char, escaped: false })
      else if (i + 1 < points.length) {
        i++
        if (points[i] !== '\n') chars.push({ char: points[i] as string, escaped: true })
      } else continued = complete
    }
    if (!continued || options.delimiter !== '\n') return { chars, ended: !complete, timedOut: false }
  }
}

export function* mapfile(shell: Shell, args: readonly string[], name: string): Op<number> {
  const options = readLetters(args, 't', 'dnOsuCc')
  if (options.bad !== undefined) return yield* badOption(shell, name, options.bad)
  const { letters, values } = options
  const array = options.rest[0] ?? 'MAPFILE'
  if (!isName(array)) return yield* badName(shell, name, array)
  const file = shell.process.files.get(Number(values.get('u') ?? 0))
  if (!file) throw new SyscallError('EBADF', 'read', '')
  const delimiter = values.has('d') ? ((values.get('d') as string).charCodeAt(0) || 0) : 10
  const reader = new LineReader(file)
  const limit = Number(values.get('n') ?? 0) || Infinity
  const origin = Number(values.get('O') ?? 0)
  const elements: { key: string; value: string; append: boolean }[] = []
  let skip = Number(values.get('s') ?? 0)
  while (elements.length < limit) {
    const bytes = yield* reader.until(delimiter)
    if (bytes === undefined) break
    if (skip-- > 0) continue
    const end = letters.has('t') && bytes[bytes.length - 1] === delimiter ? bytes.length - 1 : bytes.length
    elements.push({ key: String(origin + elements.length), value: decode(bytes.subarray(0, end)), append: false })
  }
  assignArray(shell, array, elements, values.has('O'))
  return 0
}

export function* getopts(shell: Shell, args: readonly string[]): Op<number> {
  const [spec, name, ...given] = args
  if (spec === undefined || name === undefined) {
    if (shell.dialect.name === 'bash') return yield* sayUsage(shell, 'getopts')
    yield* shell.complain(shell.dialect.name === 'dash' ? 'Usage: getopts optstring var [arg...]' : 'usage: getopts optstring var [arg]', 'getopts')
    return 2
  }
  if (!isName(name)) return yield* badName(shell, 'getopts', name)
  const words = args.length > 2 ? given : shell.positional
  const bash = shell.dialect.name === 'bash'
  let at = shell.getoptsAt
  // dash and ash count a word as done as soon as they have begun it.
  let index = (Number(shell.variables.get('OPTIND') ?? 1) || 1) - (!bash && at > 1 ? 1 : 0)
  const silent = spec.startsWith(':') || shell.variables.get('OPTERR') === '0'
  const word = words[index - 1]
  const finish = (): number => {
    assignVariable(shell, name, undefined, '?', false)
    shell.variables.unset('OPTARG')
    shell.variables.set('OPTIND', String(index))
    shell.getoptsAt = 1
    return 1
  }
  if (word === undefined || !/^-./.test(word)) return finish()
  if (word === '--') {
    index++
    return finish()
  }
  const letter = word.charAt(at)
  at++
  const position = letter === ':' ? -1 : spec.indexOf(letter)
  const advance = (): void => {
    if (at >= word.length) {
      index++
      at = 1
    }
  }
  let result = letter
  let argument: string | undefined
  let message: string | undefined
  if (position < 0) {
    result = '?'
    if (spec.startsWith(':')) argument = letter
    else message = shell.dialect.name === 'bash' ? `illegal option -- ${letter}` : `Illegal option -${letter}`
    advance()
  } else if (spec.charAt(position + 1) === ':') {
    if (at < word.length) argument = word.slice(at)
    else argument = words[index++]
    index++
    if (at >= word.length && argument === undefined) {
      index--
      if (spec.startsWith(':')) {
        result = ':'
        argument = letter
      } else {
        result = '?'
        message = shell.dialect.name === 'bash' ? `option requires an argument -- ${letter}` : `No arg for -${letter} option`
      }
    } else if (at < word.length) index += 0
    at = 1
  } else advance()
  if (message !== undefined && !silent) yield* shell.say(shell.dialect.name === 'bash' ? `${shell.name}: ${message}` : message)
  assignVariable(shell, name, undefined, result, false)
  if (argument === undefined && bash) shell.variables.unset('OPTARG')
  else if (argument === undefined) assignVariable(shell, 'OPTARG', undefined, '', false)
  else assignVariable(shell, 'OPTARG', undefined, argument, false)
  shell.variables.set('OPTIND', String(index + (!bash && at > 1 ? 1 : 0)))
  shell.getoptsAt = at
  return 0
}

export function* history(shell: Shell, args: readonly string[]): Op<number> {
  if (args[0] === '-c') {
    shell.history.length = 0
    return 0
  }
  const count = args[0] === undefined ? shell.history.length : Number(args[0])
  if (!Number.isInteger(count)) {
    yield* shell.complain(`${args[0] ?? ''}: numeric argument required`, 'history')
    return 1
  }
  const from = Math.max(0, shell.history.length - count)
  yield* shell.print(shell.history.slice(from).map((line, at) => `${String(from + at + 1).padStart(5)}  ${line}\n`).join(''))
  return 0
}

import { concat } from '../../base/bytes.ts'
import { SyscallError } from '../../base/errors.ts'
import { openFile } from '../../machine/open.ts'
import type { Op } from '../../sched/op.ts'
import { decode } from '../parse/escapes.ts'
import { arithmetic } from '../expand/assign.ts'
import { ExitShell, ExpansionError } from '../run/control.ts'
import { errorWords } from '../run/redirect.ts'
import type { Shell } from '../run/shell.ts'
import { sayUsage } from './usage.ts'

/** A status given as an argument; undefined when it is no number (which has been said). */
function* statusArgument(shell: Shell, text: string | undefined, name: string): Op<number | undefined> {
  if (text === undefined) return shell.status
  if (/^\s*[-+]?[0-9]+\s*$/.test(text) && (shell.dialect.name === 'bash' || !text.trim().startsWith('-'))) return Number(text) & 255
  yield* shell.complainAs({ bash: `${text}: numeric argument required`, ash: `Illegal number: ${text}` }, name)
  return undefined
}

export function* exit(shell: Shell, args: readonly string[]): Op<number> {
  const [first, second] = args[0] === '--' ? args.slice(1) : args
  if (shell.interactive && shell.subshellLevel === 0 && shell.dialect.name === 'bash') yield* shell.say(shell.farewell)
  const status = yield* statusArgument(shell, first, 'exit')
  if (status === undefined) throw new ExitShell(2)
  if (second !== undefined && shell.dialect.name === 'bash') {
    yield* shell.complain('too many arguments', 'exit')
    return 1
  }
  throw new ExitShell(status)
}

export function* return_(shell: Shell, args: readonly string[]): Op<number> {
  if (shell.functionDepth === 0 && shell.sourceDepth === 0) {
    if (shell.dialect.name === 'bash') {
      yield* shell.complain("can only `return' from a function or sourced script", 'return')
      return 2
    }
    const status = yield* statusArgument(shell, args[0], 'return')
    throw new ExitShell(status ?? 2)
  }
  const given = yield* statusArgument(shell, args[0], 'return')
  const status = given !== undefined && shell.dialect.name === 'dash' && args[0] !== undefined ? Number(args[0]) : given
  if (status === undefined && shell.dialect.posix) throw new ExitShell(2)
  shell.unwinding = { kind: 'return' }
  shell.status = status ?? 2
  return shell.status
}

export function* breakOrContinue(shell: Shell, args: readonly string[], name: string): Op<number> {
  const [text] = args
  const bash = shell.dialect.name === 'bash'
  if (shell.loopDepth === 0) {
    if (bash) yield* shell.complain("only meaningful in a `for', `while', or `until' loop", name)
    else if (text !== undefined && !/^[1-9][0-9]*$/.test(text)) {
      yield* shell.complain(`Illegal number: ${text}`, name)
      throw new ExitShell(2)
    }
    return 0
  }
  let levels = 1
  if (text !== undefined) {
    if (!/^[-+]?[0-9]+$/.test(text) || (!bash && Number(text) < 1)) {
      yield* shell.complainAs({ bash: `${text}: numeric argument required`, ash: `Illegal number: ${text}` }, name)
      throw new ExitShell(bash ? 128 : 2)
    }
    levels = Number(text)
    if (levels < 1) {
      yield* shell.complain(`${text}: loop count out of range`, name)
      shell.unwinding = { kind: 'break', levels: shell.loopDepth }
      return 1
    }
  }
  shell.unwinding = { kind: name === 'break' ? 'break' : 'continue', levels: Math.min(levels, shell.loopDepth) }
  return 0
}

export function* eval_(shell: Shell, args: readonly string[]): Op<number> {
  const words = args[0] === '--' ? args.slice(1) : args
  if (words.length === 0) return 0
  return yield* shell.runtime.runText(shell, words.join(' '), { kind: 'eval', name: 'eval' })
}

export function* source(shell: Shell, args: readonly string[], name: string): Op<number> {
  const bash = shell.dialect.name === 'bash'
  const rest = args[0] === '--' ? args.slice(1) : args
  const [path, ...positional] = rest
  if (path === undefined) {
    if (!bash) return 0
    yield* shell.complain('filename argument required', name)
    return yield* sayUsage(shell, name)
  }
  let found = path
  if (!path.includes('/')) {
    const inPath = yield* findSource(shell, path)
    if (inPath !== undefined) found = inPath
    else if (!bash) {
      yield* shell.complain(`${path}: not found`, name)
      throw new ExitShell(2)
    }
  }
  let text: string
  try {
    const file = yield* openFile(shell.process, found, {})
    const chunks: Uint8Array[] = []
    for (let chunk = yield* file.read(); chunk; chunk = yield* file.read()) chunks.push(chunk)
    text = decode(concat(chunks))
  } catch (error) {
    if (!(error instanceof SyscallError)) throw error
    if (bash) {
      if (error.code === 'EISDIR') yield* shell.complain(`${path}: is a directory`, name)
      else yield* shell.complain(`${path}: ${errorWords(error)}`)
      return 1
    }
    yield* shell.complainAs({ bash: '', ash: `can't open '${path}': ${errorWords(error)}`, dash: `cannot open ${path}: ${error.code === 'ENOENT' ? 'No such file' : errorWords(error)}` }, name)
    throw new ExitShell(2)
  }
  const { positional: before, sourceName } = shell
  if (positional.length > 0 && shell.dialect.name !== 'dash') shell.positional = positional
  shell.sourceName = path
  try {
    const status = yield* shell.runtime.runText(shell, text, { kind: 'source', name: path })
    if (shell.unwinding?.kind === 'return') {
      shell.unwinding = undefined
      return shell.status
    }
    return status
  } finally {
    shell.sourceName = sourceName
    if (positional.length > 0 && shell.positional === positional) shell.positional = before
  }
}

function* findSource(shell: Shell, name: string): Op<string | undefined> {
  for (const directory of (shell.variables.get('PATH') ?? '').split(':')) {
    const candidate = `${directory === '' ? '.' : directory}/${name}`
    if (yield* shell.process.fs.exists(candidate)) return candidate
  }
  if (shell.dialect.name === 'bash' && (yield* shell.process.fs.exists(name))) return name
  return undefined
}

export function* shift(shell: Shell, args: readonly string[]): Op<number> {
  const [text] = args
  const bash = shell.dialect.name === 'bash'
  if (text !== undefined && !/^[-+]?[0-9]+$/.test(text)) {
    yield* shell.complainAs({ bash: `${text}: numeric argument required`, ash: `Illegal number: ${text}` }, 'shift')
    if (bash) return 1
    throw new ExitShell(2)
  }
  const count = text === undefined ? 1 : Number(text)
  if (count < 0 && bash) {
    yield* shell.complain(`${text ?? ''}: shift count out of range`, 'shift')
    return 1
  }
  if (count > shell.positional.length) {
    if (shell.dialect.name === 'dash') {
      yield* shell.complain("can't shift that many", 'shift')
      throw new ExitShell(2)
    }
    return 1
  }
  shell.positional = shell.positional.slice(count)
  return 0
}

export function* let_(shell: Shell, args: readonly string[]): Op<number> {
  const words = args[0] === '--' ? args.slice(1) : args
  if (words.length === 0) {
    yield* shell.complain('expression expected', 'let')
    return shell.dialect.name === 'bash' ? 1 : 2
  }
  let value = 0n
  for (const word of words) {
    try {
      value = arithmetic(shell, word)
    } catch (error) {
      if (!(error instanceof ExpansionError) || error.fatal) throw error
      yield* shell.complain(error.message, 'let')
      return 1
    }
  }
  return value === 0n ? 1 : 0
}


/** Redirections: what a command's descriptors become. */
import { SyscallError } from '../../base/errors.ts'
import type { Errno } from '../../base/errors.ts'
import { bytesFile } from '../../machine/files.ts'
import type { File } from '../../machine/files.ts'
import { openFile } from '../../machine/open.ts'
import type { Op } from '../../sched/op.ts'
import type { Redirection } from '../parse/ast.ts'
import { encode } from '../parse/escapes.ts'
import { expandFields, expandPlain, expandText } from '../expand/word.ts'
import { Become } from './control.ts'
import type { Shell } from './shell.ts'

/** A redirection that failed: the command does not run. The message is still to be said. */
export class RedirectionError extends Error {
  override readonly name = 'RedirectionError'
}

/** The words of C's `strerror`. */
export const ERROR_WORDS: Readonly<Record<Errno, string>> = {
  ENOENT: 'No such file or directory', EEXIST: 'File exists', ENOTDIR: 'Not a directory', EISDIR: 'Is a directory', ENOTEMPTY: 'Directory not empty',
  EACCES: 'Permission denied', EPERM: 'Operation not permitted', EINVAL: 'Invalid argument', ELOOP: 'Too many levels of symbolic links',
  ENOSPC: 'No space left on device', EIO: 'Input/output error', EROFS: 'Read-only file system', EBUSY: 'Device or resource busy',
  EXDEV: 'Invalid cross-device link', ENAMETOOLONG: 'File name too long', EPIPE: 'Broken pipe', ENOEXEC: 'Exec format error', EBADF: 'Bad file descriptor',
  ESRCH: 'No such process', ENODATA: 'No data available', ENXIO: 'No such device or address', E2BIG: 'Argument list too long', EAGAIN: 'Resource temporarily unavailable',
}

/** What a failed system call is called. */
export const errorWords = (error: SyscallError): string => ERROR_WORDS[error.code]

/** Descriptors that stay in the background: `{name}>file` gets the first free one from here. */
const VARIABLE_DESCRIPTOR_MIN = 10

/**
 * Apply redirections to a table of descriptors, from left to right.
 *
 * @throws RedirectionError with the message, without the shell's prefix
 */
export function* applyRedirections(shell: Shell, redirections: readonly Redirection[], files: Map<number, File>): Op<void> {
  for (const redirection of redirections) {
    shell.line = redirection.line
    yield* applyOne(shell, redirection, files)
  }
}

function* applyOne(shell: Shell, redirection: Redirection, files: Map<number, File>): Op<void> {
  const { operator } = redirection
  let { descriptor } = redirection
  if (redirection.variable !== undefined) {
    if (operator !== '<&' && operator !== '>&') {
      for (descriptor = VARIABLE_DESCRIPTOR_MIN; files.has(descriptor);) descriptor++
      shell.variables.set(redirection.variable, String(descriptor))
    } else descriptor = Number(shell.variables.get(redirection.variable) ?? '')
  }
  switch (operator) {
    case '<<':
    case '<<-': {
      const body = redirection.here ? yield* expandPlain(shell, redirection.here) : ''
      files.set(descriptor, bytesFile(encode(body)))
      return
    }
    case '<<<': {
      const body = yield* expandPlain(shell, redirection.target)
      files.set(descriptor, bytesFile(encode(`${body}\n`)))
      return
    }
    case '<&':
    case '>&': {
      const target = yield* targetOf(shell, redirection)
      if (target === '-') {
        files.delete(descriptor)
        return
      }
      const moved = /^([0-9]+)(-?)$/.exec(target)
      if (!moved) {
        if (operator === '>&' && redirection.descriptor === 1 && shell.dialect.extended) {
          const file = yield* open(shell, target, '>')
          files.set(1, file)
          files.set(2, file)
          return
        }
        throw new RedirectionError(shell.dialect.name === 'bash' ? `${target}: ambiguous redirect` : shell.dialect.name === 'dash' ? `Syntax error: Bad fd number` : `syntax error: bad fd number`)
      }
      const from = Number(moved[1])
      const file = files.get(from)
      if (!file) throw new RedirectionError(`${from}: Bad file descriptor`)
      files.set(descriptor, file)
      if (moved[2] === '-' && from !== descriptor) files.delete(from)
      return
    }
    case '&>':
    case '&>>': {
      const file = yield* open(shell, yield* targetOf(shell, redirection), operator === '&>' ? '>' : '>>')
      files.set(1, file)
      files.set(2, file)
      return
    }
    case '<': case '>': case '>>': case '>|': case '<>':
      files.set(descriptor, yield* open(shell, yield* targetOf(shell, redirection), operator))
  }
}

/** bash lets a target become anything but exactly one word must come out; the others do not split it. */
function* targetOf(shell: Shell, redirection: Redirection): Op<string> {
  if (shell.dialect.name !== 'bash') return yield* expandText(shell, redirection.target)
  const fields = yield* expandFields(shell, redirection.target)
  if (fields.length !== 1) throw new RedirectionError(`${redirection.target.source}: ambiguous redirect`)
  return fields[0] as string
}

function* open(shell: Shell, path: string, operator: '<' | '>' | '>>' | '>|' | '<>'): Op<File> {
  const { process, dialect } = shell
  const reading = operator === '<'
  try {
    if (path === '') throw new SyscallError('ENOENT', 'open', path)
    if (operator === '>' && shell.has('noclobber')) {
      const known = yield* process.fs.look(path)
      if (known?.type === 'file') {
        throw new RedirectionError(dialect.name === 'bash' ? `${path}: cannot overwrite existing file` : dialect.name === 'dash' ? `cannot create ${path}: File exists` : `can't create ${path}: File exists`)
      }
    }
    if (reading) return yield* openFile(process, path, {})
    return yield* openFile(process, path, { write: true, create: true, truncate: operator === '>' || operator === '>|', append: operator === '>>', mode: 0o666 })
  } catch (error) {
    if (!(error instanceof SyscallError)) throw error
    const missing = error.code === 'ENOENT' || error.code === 'ENOTDIR'
    switch (dialect.name) {
      case 'bash': throw new RedirectionError(`${path}: ${errorWords(error)}`)
      case 'dash': throw new RedirectionError(`cannot ${reading ? 'open' : 'create'} ${path}: ${missing ? (reading ? 'No such file' : 'Directory nonexistent') : errorWords(error)}`)
      case 'ash': throw new RedirectionError(`can't ${reading ? 'open' : 'create'} ${path}: ${missing ? (reading ? 'no such file' : 'nonexistent directory') : errorWords(error)}`)
    }
  }
}

/**
 * Run something with redirections of the shell's own descriptors, and put them back.
 *
 * @returns undefined when a redirection failed; the message has been said
 */
export function* withRedirections<T>(shell: Shell, redirections: readonly Redirection[], body: () => Op<T>): Op<T | undefined> {
  if (redirections.length === 0) return yield* body()
  const { process } = shell
  const files = new Map(process.files)
  try {
    yield* applyRedirections(shell, redirections, files)
  } catch (error) {
    if (!(error instanceof RedirectionError)) throw error
    yield* shell.complain(error.message)
    return undefined
  }
  const before = new Map<number, File | undefined>()
  for (const descriptor of new Set([...process.files.keys(), ...files.keys()])) {
    const old = process.files.get(descriptor)
    const next = files.get(descriptor)
    if (old === next) continue
    old?.retain()
    before.set(descriptor, old)
    process.redirect(descriptor, next)
  }
  let keep = false
  try {
    return yield* body()
  } catch (error) {
    keep = error instanceof Become
    throw error
  } finally {
    for (const [descriptor, old] of before) {
      const stays = keep || redirections.some(redirection => redirection.variable !== undefined && shell.variables.get(redirection.variable) === String(descriptor))
      if (!stays) process.redirect(descriptor, old)
      old?.release()
    }
  }
}

/** Make redirections permanent: `exec >file`, and a process about to become another program. */
export function install(shell: Shell, files: ReadonlyMap<number, File>): void {
  const { process } = shell
  for (const descriptor of new Set([...process.files.keys(), ...files.keys()])) {
    const next = files.get(descriptor)
    if (process.files.get(descriptor) !== next) process.redirect(descriptor, next)
  }
}

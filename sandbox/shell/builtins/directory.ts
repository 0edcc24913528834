/** `cd`, `pwd` and the stack of directories. */
import { SyscallError } from '../../base/errors.ts'
import { step } from '../../sched/op.ts'
import type { Op } from '../../sched/op.ts'
import { errorWords } from '../run/redirect.ts'
import type { Shell } from '../run/shell.ts'
import { shortDirectory } from '../run/prompt.ts'
import { badOption, readLetters, sayUsage } from './usage.ts'

/** `.` and `..` taken out of an absolute path, as text. */
export function normalise(path: string): string {
  const kept: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..') kept.pop()
    else kept.push(part)
  }
  return `/${kept.join('/')}`
}

/** Change the working directory. @throws SyscallError */
function* change(shell: Shell, target: string, physical: boolean): Op<void> {
  const { fs } = shell.process
  const logical = shell.variables.get('PWD') ?? fs.cwd
  const absolute = target.startsWith('/') ? target : `${logical === '/' ? '' : logical}/${target}`
  // The logical path may lead nowhere although the physical one exists: then the directory is taken as it is.
  yield step('stat', target, 1000)
  const look = (path: string): string => {
    const { node, path: real } = fs.find(path, true, 'chdir')
    if (node.type !== 'directory') throw new SyscallError('ENOTDIR', 'chdir', target)
    fs.permit(node, 1, 'chdir', target)
    return real
  }
  let shown = normalise(absolute)
  let real: string
  if (physical) shown = real = look(target)
  else {
    look(absolute)
    real = look(shown)
  }
  fs.cwd = real
  shell.variables.set('OLDPWD', logical)
  shell.variables.set('PWD', shown)
  const pwd = shell.variables.find('PWD')
  const old = shell.variables.find('OLDPWD')
  if (pwd) pwd.exported = true
  if (old) old.exported = true
  shell.variables.touch()
}

export function* cd(shell: Shell, args: readonly string[]): Op<number> {
  const { dialect, variables } = shell
  const options = readLetters(args, dialect.name === 'bash' ? 'LPe@' : 'LP')
  if (options.bad !== undefined && options.bad !== '-') return yield* badOption(shell, 'cd', options.bad)
  const [first, second] = options.rest
  if (second !== undefined && dialect.name === 'bash') {
    yield* shell.complain('too many arguments', 'cd')
    return 1
  }
  let target = first
  let tell = false
  if (target === undefined) {
    target = variables.get('HOME')
    if (target === undefined) {
      if (dialect.name !== 'bash') return 0
      yield* shell.complain('HOME not set', 'cd')
      return 1
    }
  } else if (target === '-') {
    target = variables.get('OLDPWD')
    if (target === undefined) {
      yield* shell.complainAs({ bash: 'OLDPWD not set', ash: 'OLDPWD not set', dash: 'OLDPWD not set' }, 'cd')
      return dialect.name === 'bash' ? 1 : 2
    }
    tell = true
  }
  if (target === '') {
    if (tell) yield* shell.print('\n')
    return 0
  }
  const physical = options.letters.has('P') || shell.has('physical')
  const cdpath = variables.get('CDPATH')
  const candidates = cdpath !== undefined && !/^\.{0,2}(?:\/|$)/.test(target) ? cdpath.split(':') : ['']
  let failed: SyscallError | undefined
  for (const base of [...candidates, ...(candidates.includes('') ? [] : [''])]) {
    try {
      yield* change(shell, base === '' ? target : `${base}/${target}`, physical)
      if (tell || base !== '') yield* shell.print(`${variables.get('PWD') ?? ''}\n`)
      return 0
    } catch (error) {
      if (!(error instanceof SyscallError)) throw error
      failed = error
    }
  }
  const words = failed ? errorWords(failed) : ''
  yield* shell.complainAs({ bash: `${target}: ${words}`, ash: `can't cd to ${target}: ${words}`, dash: `can't cd to ${target}` }, 'cd')
  return dialect.name === 'bash' ? 1 : 2
}

export function* pwd(shell: Shell, args: readonly string[]): Op<number> {
  const options = readLetters(args, 'LP')
  if (options.bad !== undefined) return yield* badOption(shell, 'pwd', options.bad)
  const physical = options.letters.has('P') || shell.has('physical')
  yield* shell.print(`${physical ? shell.process.fs.cwd : (shell.variables.get('PWD') ?? shell.process.fs.cwd)}\n`)
  return 0
}

const current = (shell: Shell): string => shell.variables.get('PWD') ?? shell.process.fs.cwd

function shorten(shell: Shell, path: string): string {
  const home = shell.variables.get('HOME')
  if (path === current(shell)) return shortDirectory(shell)
  if (home !== undefined && home !== '/' && (path === home || path.startsWith(`${home}/`))) return `~${path.slice(home.length)}`
  return path
}

export function* dirs(shell: Shell, args: readonly string[]): Op<number> {
  const options = readLetters(args, 'clpv')
  if (options.bad !== undefined) return yield* badOption(shell, 'dirs', options.bad)
  if (options.letters.has('c')) {
    shell.directories = []
    return 0
  }
  const all = [current(shell), ...shell.directories].map(path => (options.letters.has('l') ? path : shorten(shell, path)))
  if (options.letters.has('v')) yield* shell.print(all.map((path, at) => `${String(at).padStart(2)}  ${path}\n`).join(''))
  else if (options.letters.has('p')) yield* shell.print(all.map(path => `${path}\n`).join(''))
  else yield* shell.print(`${all.join(' ')}\n`)
  return 0
}

export function* pushd(shell: Shell, args: readonly string[]): Op<number> {
  const here = current(shell)
  const [target] = args
  const stack = [here, ...shell.directories]
  if (target === undefined || /^[-+][0-9]+$/.test(target)) {
    const count = target === undefined ? 1 : target.startsWith('+') ? Number(target.slice(1)) : stack.length - 1 - Number(target.slice(1))
    if (stack.length < 2 || count < 0 || count >= stack.length) {
      yield* shell.complain(stack.length < 2 ? 'no other directory' : `${target ?? ''}: directory stack index out of range`, 'pushd')
      return 1
    }
    const turned = target === undefined ? [stack[1] as string, here, ...stack.slice(2)] : [...stack.slice(count), ...stack.slice(0, count)]
    return yield* moveTo(shell, turned, 'pushd')
  }
  return yield* moveTo(shell, [target, ...stack], 'pushd')
}

export function* popd(shell: Shell, args: readonly string[]): Op<number> {
  const stack = [current(shell), ...shell.directories]
  const [target] = args
  if (stack.length < 2) {
    yield* shell.complain('directory stack empty', 'popd')
    return 1
  }
  if (target !== undefined) {
    if (!/^[-+][0-9]+$/.test(target)) return yield* sayUsage(shell, 'popd')
    const at = target.startsWith('+') ? Number(target.slice(1)) : stack.length - 1 - Number(target.slice(1))
    return yield* moveTo(shell, stack.filter((_, index) => index !== at), 'popd')
  }
  return yield* moveTo(shell, stack.slice(1), 'popd')
}

function* moveTo(shell: Shell, stack: readonly string[], name: string): Op<number> {
  const [target = '', ...rest] = stack
  try {
    yield* change(shell, target, false)
  } catch (error) {
    if (!(error instanceof SyscallError)) throw error
    yield* shell.complain(`${target}: ${errorWords(error)}`, name)
    return 1
  }
  shell.directories = rest
  return yield* dirs(shell, [])
}

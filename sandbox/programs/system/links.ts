import { SyscallError } from '../../base/errors.ts'
import type { Op } from '../../sched/op.ts'
import { quoteName, reason } from '../define-program.ts'
import type { ProgramDescription, Run } from '../define-program.ts'
import { relativeTo } from './mv.ts'

export const readlink: ProgramDescription = {
  name: 'readlink',
  usage: '[OPTION]... FILE...',
  about: 'Print value of a symbolic link or canonical file name.',
  family: 'GNU coreutils',
  coding: 'characters',
  options: ['f,canonicalize: follow every link, the last part may be missing', 'e,canonicalize-existing: all parts must exist', 'm,canonicalize-missing: no part needs to exist', 'n,no-newline: ', 'q,quiet,s,silent: ', 'v,verbose: report errors', 'z,zero: '],
  *run(run) {
    run.needOperands(1)
    const { options } = run
    const mode = options.lastOf('f', 'e', 'm')
    for (const operand of run.operands) {
      try {
        const found = mode === undefined ? yield* run.process.fs.readlink(operand) : yield* canonical(run, operand, mode === 'e' ? 'all' : mode === 'f' ? 'parents' : 'none')
        yield* run.out.print(found + (options.has('n') && run.operands.length === 1 ? '' : options.has('z') ? '\0' : '\n'))
      } catch (error) {
        if (!(error instanceof SyscallError)) throw error
        if (options.has('v')) yield* run.warn(`${quoteName(operand)}: ${reason(error)}`)
        else run.status = 1
      }
    }
  },
}

export const realpath: ProgramDescription = {
  name: 'realpath',
  usage: '[OPTION]... FILE...',
  about: 'Print the resolved absolute file name.',
  family: 'GNU coreutils',
  coding: 'characters',
  options: ['e,canonicalize-existing: ', 'm,canonicalize-missing: ', 'L,logical: ', 'P,physical: ', 'q,quiet: ', 'relative-to=DIR: ', 'relative-base=DIR: ', 's,strip,no-symlinks: ', 'z,zero: '],
  *run(run) {
    run.needOperands(1)
    const { options } = run
    for (const operand of run.operands) {
      try {
        let found = options.has('s') ? plain(run, operand) : yield* canonical(run, operand, options.has('e') || run.style === 'busybox' ? 'all' : options.has('m') ? 'none' : 'parents')
        const base = options.value('relative-to')
        if (base !== undefined) found = relativeTo(found, `${yield* canonical(run, base, 'none')}/x`)
        yield* run.out.print(found + (options.has('z') ? '\0' : '\n'))
      } catch (error) {
        if (!(error instanceof SyscallError)) throw error
        if (options.has('q')) run.status = 1
        else yield* run.warn(`${quoteName(operand)}: ${reason(error)}`)
      }
    }
  },
}

function plain(run: Run, path: string): string {
  const parts: string[] = []
  for (const part of (path.startsWith('/') ? path : `${run.process.fs.cwd}/${path}`).split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return `/${parts.join('/')}`
}

/** The path without links. `needed` says which parts must exist. @throws SyscallError ENOENT, ENOTDIR, ELOOP */
export function* canonical(run: Run, path: string, needed: 'all' | 'parents' | 'none'): Op<string> {
  const { fs } = run.process
  try {
    return yield* fs.realpath(path)
  } catch (error) {
    if (!(error instanceof SyscallError) || needed === 'all' || error.code === 'ELOOP') throw error
    if (needed === 'parents') {
      if (error.code !== 'ENOENT') throw error
      return fs.namespace.place(path.replace(/(.)\/+$/, '$1'), fs.cwd, true, 'stat').path
    }
    const absolute = plain(run, path)
    const slash = absolute.lastIndexOf('/')
    const parent = slash <= 0 ? '/' : yield* canonical(run, absolute.slice(0, slash), 'none')
    return `${parent === '/' ? '' : parent}${absolute.slice(slash)}`
  }
}

export const pwd: ProgramDescription = {
  name: 'pwd',
  usage: '[OPTION]...',
  about: 'Print the full filename of the current working directory.',
  family: 'GNU coreutils',
  coding: 'characters',
  options: ['L,logical: use PWD from environment', 'P,physical: resolve all links'],
  *run(run) {
    const { env, fs } = run.process
    const logical = env.get('PWD')
    let shown = fs.cwd
    if (run.options.lastOf('L', 'P') === 'L' && logical?.startsWith('/') && !/\/\.\.?(\/|$)/.test(logical)) {
      try {
        if ((yield* fs.realpath(logical)) === fs.cwd) shown = logical
      } catch (error) {
        if (!(error instanceof SyscallError)) throw error
      }
    }
    yield* run.out.print(`${shown}\n`)
  },
}

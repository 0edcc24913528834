import { SyscallError } from '../../base/errors.ts'
import { reserved } from '../../disk/content.ts'
import type { Op } from '../../sched/op.ts'
import { UsageError } from '../options.ts'
import { Failure, quoteAlways, reason } from '../define-program.ts'
import type { ProgramDescription, Run } from '../define-program.ts'
import { parseMode } from './modes.ts'
import { humanSize, parseSize } from './sizes.ts'
import { parseTime } from './times.ts'

export const mkdir: ProgramDescription = {
  name: 'mkdir',
  usage: '[OPTION]... DIRECTORY...',
  about: 'Create the DIRECTORY(ies), if they do not already exist.',
  family: 'GNU coreutils',
  coding: 'characters',
  options: ['m,mode=MODE: permission bits, as in chmod', 'p,parents: no error if existing, make parents as needed', 'v,verbose: say what is done', 'Z,context[=CTX]: '],
  *run(run) {
    run.needOperands(1)
    const { fs } = run.process
    const words = run.options.value('m')
    const change = words === undefined ? undefined : parseMode(words, fs.umask)
    if (words !== undefined && !change) throw new Failure(`invalid mode ‘${words}’`)
    for (const operand of run.operands) {
      try {
        if (run.options.has('p')) yield* withParents(run, operand)
        else {
          yield* fs.mkdir(operand, 0o777)
          if (run.options.has('v')) yield* say(run, operand)
        }
        if (change) yield* fs.chmod(operand, change(0o777, true))
      } catch (error) {
        if (!(error instanceof SyscallError)) throw error
        const path = error.path === '' ? operand : error.path
        yield* run.warn(run.style === 'busybox' ? `can't create directory '${operand}': ${reason(error)}` : `cannot create directory ${quoteLocale(path)}: ${reason(error)}`)
      }
    }
  },
}

/** GNU prints these names in the quotes of the locale: in C.UTF-8 they are typographic. */
const quoteLocale = (path: string): string => `‘${path}’`

const say = (run: Run, path: string): Op<void> => run.out.print(`${run.name}: created directory '${path}'\n`)

function* withParents(run: Run, operand: string): Op<void> {
  const { fs } = run.process
  let path = operand.startsWith('/') ? '/' : ''
  for (const part of operand.split('/').filter(each => each !== '')) {
    path += path === '' || path.endsWith('/') ? part : `/${part}`
    let exists = false
    try {
      const stat = yield* fs.stat(path)
      if (stat.type !== 'directory') throw new SyscallError(path.length >= operand.replace(/\/+$/, '').length ? 'EEXIST' : 'ENOTDIR', 'mkdir', path)
      exists = true
    } catch (error) {
      if (!(error instanceof SyscallError && error.code === 'ENOENT')) throw error
    }
    if (exists) continue
    yield* fs.mkdir(path, 0o777)
    if (run.options.has('v')) yield* say(run, path)
  }
}

export const mktemp: ProgramDescription = {
  name: 'mktemp',
  usage: '[OPTION]... [TEMPLATE]',
  about: 'Create a temporary file or directory, safely, and print its name.',
  family: 'GNU coreutils',
  coding: 'characters',
  options: ['d,directory: create a directory', 'u,dry-run: do not create anything', 'q,quiet: ', 'suffix=SUFF: ', 'p=DIR: interpret TEMPLATE relative to DIR', 'tmpdir[=DIR]: ', 't: '],
  *run(run) {
    const { fs, env, machine } = run.process
    const { options } = run
    const [given] = run.operands
    run.allowOperands(1)
    const template = (given ?? 'tmp.XXXXXXXXXX') + (options.value('suffix') ?? '')
    const temporary = env.get('TMPDIR') ?? '/tmp'
    const directory = options.has('p') || options.has('tmpdir') ? (options.value('p') ?? options.value('tmpdir') ?? temporary) : given === undefined || options.has('t') ? temporary : ''
    const xs = /X{3,}(?=[^X]*$)/.exec(template)
    if (!xs) throw new Failure(run.style === 'busybox' ? `${template}: Invalid argument` : `too few X's in template ‘${template}’`)
    for (let tries = 0; tries < 100; tries++) {
      const word = machine.scheduler.random().word('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789', xs[0].length)
      const name = template.slice(0, xs.index) + word + template.slice(xs.index + xs[0].length)
      const path = directory === '' ? name : `${directory}/${name}`
      try {
        if (options.has('u')) {
          if (yield* fs.exists(path)) continue
        } else if (options.has('d')) {
          yield* fs.mkdir(path, 0o700)
        } else yield* fs.open(path, { write: true, create: true, exclusive: true, mode: 0o600 })
        yield* run.out.print(`${path}\n`)
        return
      } catch (error) {
        if (!(error instanceof SyscallError)) throw error
        if (error.code === 'EEXIST') continue
        if (options.has('q')) return 1
        throw new Failure(run.style === 'busybox' ? `${path}: ${reason(error)}` : `failed to create ${options.has('d') ? 'directory' : 'file'} via template ‘${directory === '' ? template : `${directory}/${template}`}’: ${reason(error)}`)
      }
    }
    return 1
  },
}

export const touch: ProgramDescription = {
  name: 'touch',
  usage: '[OPTION]... FILE...',
  about: 'Update the modification time of each FILE to the current time; create what is not there.',
  family: 'GNU coreutils',
  coding: 'characters',
  options: ['a: ', 'c,no-create: do not create files', 'd,date=STRING: parse STRING and use it', 'f: ', 'h,no-dereference: ', 'm: ', 'r,reference=FILE: use the times of FILE', 't=STAMP: use [[CC]YY]MMDDhhmm[.ss]', 'time=WORD: '],
  *run(run) {
    if (run.operands.length === 0) throw new UsageError('missing file operand')
    const { fs, machine } = run.process
    const { options } = run
    const now = machine.disk.nowSeconds()
    let time = now
    const reference = options.value('r')
    const date = options.value('d')
    const stamp = options.value('t')
    if (reference !== undefined) {
      try {
        time = (yield* fs.stat(reference)).mtime
      } catch (error) {
        if (!(error instanceof SyscallError)) throw error
        throw new Failure(`failed to get attributes of ${quoteAlways(reference)}: ${reason(error)}`)
      }
    }
    if (date !== undefined) {
      const parsed = parseTime(date, time)
      if (parsed === undefined) throw new Failure(`invalid date format ‘${date}’`)
      time = parsed
    }
    if (stamp !== undefined) {
      const form = /^(\d\d)?(\d\d)?(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d\d))?$/.exec(stamp)
      if (!form) throw new Failure(`invalid date format ‘${stamp}’`)
      const [, first, second, month, day, hour, minute, seconds = '0'] = form
      const short = second ?? first
      const year = second !== undefined && first !== undefined ? Number(first + second) : short === undefined ? new Date(now * 1000).getUTCFullYear() : Number(short) + (Number(short) < 69 ? 2000 : 1900)
      time = Date.UTC(year, Number(month) - 1, Number(day), Number(hour), Number(minute), Number(seconds)) / 1000
    }
    for (const operand of run.operands) {
      try {
        // A link is followed: its target's time changes.
        let path = operand
        if (!options.has('h')) {
          const place = fs.namespace.place(operand, fs.cwd, true, 'open')
          if (place.found) path = place.path
          else if (options.has('c')) continue
          else {
            yield* fs.open(operand, { write: true, create: true, mode: 0o666 })
            path = fs.find(operand, true, 'open').path
            if (date === undefined && reference === undefined && stamp === undefined) continue
          }
        }
        if (!options.has('a') || options.has('m')) yield* fs.utimes(path, time)
      } catch (error) {
        if (!(error instanceof SyscallError)) throw error
        if (options.has('c') && error.code === 'ENOENT') continue
        yield* run.warn(run.style === 'busybox' ? `${operand}: ${reason(error)}` : error.syscall === 'utimes' ? `setting times of ${quoteAlways(operand)}: ${reason(error)}` : `cannot touch ${quoteAlways(operand)}: ${reason(error)}`)
      }
    }
  },
}

export const truncate: ProgramDescription = {
  name: 'truncate',
  usage: 'OPTION... FILE...',
  about: 'Shrink or extend the size of each FILE to the specified size.',
  family: 'GNU coreutils',
  coding: 'characters',
  options: ['c,no-create: do not create any files', 'o,io-blocks: SIZE is a number of blocks', 'r,reference=RFILE: base size on RFILE', 's,size=SIZE: set or adjust the size'],
  *run(run) {
    const { fs } = run.process
    const { options } = run
    const words = options.value('s')
    const reference = options.value('r')
    if (words === undefined && reference === undefined) throw new Failure(`you must specify either ‘--size’ or ‘--reference’\nTry '${run.name} --help' for more information.`)
    run.needOperands(1)
    const form = words === undefined ? undefined : /^([-+<>/%]?)(.*)$/.exec(words.trim())
    const amount = form ? parseSize(form[2] ?? '') : 0
    if (amount === undefined) throw new Failure(`Invalid number: ‘${words}’`)
    const base = reference === undefined ? undefined : (yield* fs.stat(reference)).size
    const unit = options.has('o') ? 4096 : 1
    for (const operand of run.operands) {
      try {
        if (options.has('c') && !(yield* fs.exists(operand))) continue
        const file = yield* fs.open(operand, { write: true, create: true, mode: 0o666 })
        const from = base ?? file.node.size
        yield* file.truncate(form ? Math.max(0, adjusted(form[1] ?? '', from, amount * unit)) : from)
      } catch (error) {
        if (!(error instanceof SyscallError)) throw error
        yield* run.warn(error.syscall === 'truncate' ? `failed to truncate ${quoteAlways(operand)} at ${amount} bytes: ${reason(error)}` : `cannot open ${quoteAlways(operand)} for writing: ${reason(error)}`)
      }
    }
  },
}

function adjusted(sign: string, from: number, amount: number): number {
  switch (sign) {
    case '+':
      return from + amount
    case '-':
      return from - amount
    case '<':
      return Math.min(from, amount)
    case '>':
      return Math.max(from, amount)
    case '/':
      return Math.floor(from / amount) * amount
    case '%':
      return Math.ceil(from / amount) * amount
    default:
      return amount
  }
}

export const fallocate: ProgramDescription = {
  name: 'fallocate',
  usage: '[options] <filename>',
  about: 'Preallocate space to a file.',
  family: 'util-linux',
  coding: 'characters',
  options: ['l,length=NUM: how much', 'o,offset=NUM: where it begins', 'x,posix: ', 'v,verbose: '],
  *run(run) {
    const [path] = run.operands
    const words = run.options.value('l')
    if (words === undefined) throw new Failure('no length argument specified')
    const length = parseSize(words)
    const offset = parseSize(run.options.value('o') ?? '0')
    if (length === undefined || offset === undefined || length === 0) throw new Failure('invalid length value specified')
    if (path === undefined) throw new Failure('no filename specified')
    const file = yield* run.process.fs.open(path, { write: true, create: true, append: true, mode: 0o666 })
    const missing = offset + length - file.node.size
    try {
      if (missing > 0) yield* file.write(reserved(missing))
    } catch (error) {
      if (error instanceof SyscallError) throw new Failure(`fallocate failed: ${reason(error)}`)
      throw error
    }
    if (run.options.has('v')) yield* run.out.print(`${path}: ${humanSize(length)} (${length} bytes) allocated.\n`)
  },
}

import { SyscallError } from '../../base/errors.ts'
import type { Op } from '../../sched/op.ts'
import { Failure, quoteAlways, reason } from '../define-program.ts'
import type { ProgramDescription, Run } from '../define-program.ts'
import { agreed, refuseOptions } from './asking.ts'
import { copy } from './cp.ts'
import { pairs, statOr } from './targets.ts'

export const mv: ProgramDescription = {
  name: 'mv',
  usage: '[OPTION]... SOURCE... DEST',
  about: 'Rename SOURCE to DEST, or move SOURCE(s) to DIRECTORY.',
  family: 'GNU coreutils',
  coding: 'characters',
  options: ['b: ', 'backup[=CONTROL]: ', 'f,force: do not ask', 'i,interactive: ', 'n,no-clobber: do not overwrite', 'strip-trailing-slashes: ', 't,target-directory=DIRECTORY: ', 'T,no-target-directory: ', 'u,update: move only what is newer', 'v,verbose: say what is done'],
  *run(run) {
    refuseOptions(run, 'b', 'backup')
    for (const [source, target] of yield* pairs(run, { onlySource: 'refused' })) yield* move(run, source, target)
  },
}

function* move(run: Run, source: string, target: string): Op<void> {
  const { fs } = run.process
  const { options } = run
  try {
    const stat = yield* statOr(run, source, false)
    if (!stat) {
      yield* run.warn(run.style === 'busybox' ? `can't rename '${source}': No such file or directory` : `cannot stat ${quoteAlways(source)}: No such file or directory`)
      return
    }
    const old = yield* statOr(run, target, false)
    if (old) {
      if (options.has('n') || (options.has('u') && old.mtime >= stat.mtime)) return
      if (options.lastOf('i', 'f', 'n') === 'i' && !(yield* agreed(run, `overwrite ${quoteAlways(target)}?`))) return
      if (old.inode === stat.inode && stat.linkCount === 1) return yield* run.warn(`${quoteAlways(source)} and ${quoteAlways(target)} are the same file`)
      if (old.type === 'directory' && stat.type !== 'directory') return yield* run.warn(`cannot overwrite directory ${quoteAlways(target)} with non-directory`)
      if (old.type !== 'directory' && stat.type === 'directory') return yield* run.warn(`cannot overwrite non-directory ${quoteAlways(target)} with directory ${quoteAlways(source)}`)
    }
    try {
      yield* fs.rename(source, target)
      if (options.has('v')) yield* run.out.print(`renamed ${quoteAlways(source)} -> ${quoteAlways(target)}\n`)
    } catch (error) {
      if (!(error instanceof SyscallError && error.code === 'EXDEV')) throw error
      yield* moveAcross(run, source, target)
    }
  } catch (error) {
    if (!(error instanceof SyscallError)) throw error
    if (run.style === 'busybox') yield* run.warn(`can't rename '${source}': ${reason(error)}`)
    else if (error.code === 'EINVAL') yield* run.warn(`cannot move ${quoteAlways(source)} to a subdirectory of itself, ${quoteAlways(target)}`)
    else yield* run.warn(`cannot move ${quoteAlways(source)} to ${quoteAlways(target)}: ${reason(error)}`)
  }
}

/** To another file system, or a directory of a lower layer: copy, then remove. */
function* moveAcross(run: Run, source: string, target: string): Op<void> {
  const everything = { recursive: true, keepLinks: true, keepMode: true, keepOwner: true, keepTimes: true, keepHardLinks: true, instead: 'copy', force: true, noClobber: false, onlyNewer: false, verbose: false } as const
  if (!(yield* copy(run, source, target, everything, new Map(), true))) return
  yield* run.process.fs.removeAll(source)
  if (run.options.has('v')) yield* run.out.print(`copied ${quoteAlways(source)} -> ${quoteAlways(target)}\nremoved ${quoteAlways(source)}\n`)
}

export const ln: ProgramDescription = {
  name: 'ln',
  usage: '[OPTION]... TARGET LINK_NAME',
  about: 'Create a link to TARGET with the name LINK_NAME; symbolic links with -s.',
  family: 'GNU coreutils',
  coding: 'characters',
  options: ['b: ', 'd,F,directory: ', 'f,force: remove existing destination files', 'i,interactive: ', 'L,logical: ', 'n,no-dereference: treat LINK_NAME as a file if it is a link', 'P,physical: ', 'r,relative: ', 's,symbolic: make symbolic links', 'S,suffix=SUFFIX: ', 't,target-directory=DIRECTORY: ', 'T,no-target-directory: ', 'v,verbose: say what is done'],
  *run(run) {
    refuseOptions(run, 'b', 'S', 'd', 'i')
    const { fs } = run.process
    const { options } = run
    const symbolic = options.has('s')
    const kind = symbolic ? 'symbolic' : 'hard'
    for (const [source, target] of yield* pairs(run, { onlySource: 'here' })) {
      try {
        const old = yield* statOr(run, target, false)
        if (!symbolic) {
          const from = yield* statOr(run, source, false)
          if (!from) throw new Failure(run.style === 'busybox' ? `${source}: No such file or directory` : `failed to access ${quoteAlways(source)}: No such file or directory`)
          if (from.type === 'directory') {
            yield* run.warn(`${source}: hard link not allowed for directory`)
            continue
          }
          if (old && old.inode === from.inode && options.has('f') && fs.find(source, false, 'stat').path === fs.find(target, false, 'stat').path) {
            yield* run.warn(`${quoteAlways(source)} and ${quoteAlways(target)} are the same file`)
            continue
          }
        }
        if (old && options.has('f') && old.type !== 'directory') yield* fs.unlink(target)
        if (symbolic) yield* fs.symlink(options.has('r') ? relativeTo(fs.namespace.place(source, fs.cwd, true, 'stat').path, fs.namespace.place(target, fs.cwd, false, 'stat').path) : source, target)
        else yield* fs.link(source, target)
        if (options.has('v')) yield* run.out.print(`${quoteAlways(target)} ${symbolic ? '->' : '=>'} ${quoteAlways(source)}\n`)
      } catch (error) {
        if (!(error instanceof SyscallError)) throw error
        const to = symbolic ? '' : ` => ${quoteAlways(source)}`
        yield* run.warn(run.style === 'busybox' ? `${target}: ${reason(error)}` : `failed to create ${kind} link ${quoteAlways(target)}${error.code === 'EEXIST' ? '' : to}: ${reason(error)}`)
      }
    }
  },
}

/** How to get from the directory of one absolute path to another. */
export function relativeTo(path: string, from: string): string {
  const goal = path.split('/').filter(part => part !== '')
  const here = from.split('/').filter(part => part !== '').slice(0, -1)
  let common = 0
  while (common < goal.length && common < here.length && goal[common] === here[common]) common++
  return [...here.slice(common).map(() => '..'), ...goal.slice(common)].join('/') || '.'
}

export const link: ProgramDescription = {
  name: 'link',
  usage: 'FILE1 FILE2',
  about: 'Call the link function to create a link named FILE2 to an existing FILE1.',
  family: 'GNU coreutils',
  coding: 'characters',
  options: [],
  *run(run) {
    run.needOperands(2)
    run.allowOperands(2)
    const [from = '', to = ''] = run.operands
    try {
      yield* run.process.fs.link(from, to)
    } catch (error) {
      if (!(error instanceof SyscallError)) throw error
      throw new Failure(`cannot create link ${quoteAlways(to)} to ${quoteAlways(from)}: ${reason(error)}`)
    }
  },
}


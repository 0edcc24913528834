import { SyscallError } from '../../base/errors.ts'
import type { Op } from '../../sched/op.ts'
import { quoteAlways, reason } from '../define-program.ts'
import type { ProgramDescription, Run } from '../define-program.ts'
import { agreed } from './asking.ts'
import { typeName } from './modes.ts'

export const rm: ProgramDescription = {
  name: 'rm',
  usage: '[OPTION]... [FILE]...',
  about: 'Remove (unlink) the FILE(s).',
  family: 'GNU coreutils',
  coding: 'characters',
  options: ['f,force: ignore what is not there, never ask', 'i: ', 'I: ', 'interactive[=WHEN]: ', 'one-file-system: ', 'no-preserve-root: ', 'preserve-root[=all]: ', 'r,R,recursive: remove directories and their contents', 'd,dir: remove empty directories', 'v,verbose: say what is done'],
  *run(run) {
    const force = run.options.lastOf('f', 'i', 'I', 'interactive') === 'f'
    if (run.options.has('I') && !force && (run.operands.length > 3 || run.options.has('r'))) {
      if (!(yield* agreed(run, `remove ${run.operands.length} argument${run.operands.length === 1 ? '' : 's'}${run.options.has('r') ? ' recursively' : ''}?`))) return
    }
    if (run.operands.length === 0) {
      if (force) return
      run.needOperands(1)
    }
    for (const operand of run.operands) {
      const last = operand.replace(/\/+$/, '')
      if (run.options.has('r') && /(^|\/)\.\.?$/.test(last)) {
        yield* run.warn(`refusing to remove '.' or '..' directory: skipping ${quoteAlways(operand)}`)
        continue
      }
      if (last === '' && run.options.has('r') && !run.options.has('no-preserve-root')) {
        yield* run.warn("it is dangerous to operate recursively on '/'")
        yield* run.say('use --no-preserve-root to override this failsafe')
        continue
      }
      yield* remove(run, operand, force)
    }
  },
}

/** True when the path is gone. */
function* remove(run: Run, path: string, force: boolean): Op<boolean> {
  const { fs } = run.process
  const asks = !force && (run.options.has('i') || (run.options.has('interactive') && run.options.value('interactive') !== 'never' && run.options.value('interactive') !== 'once'))
  try {
    const stat = yield* fs.lstat(path)
    if (stat.type !== 'directory') {
      if (asks && !(yield* agreed(run, run.style === 'busybox' ? `remove '${path}'?` : `remove ${typeName(stat)} ${quoteAlways(path)}?`))) return false
      yield* fs.unlink(path)
      if (run.options.has('v')) yield* run.out.print(`removed ${quoteAlways(path)}\n`)
      return true
    }
    if (!run.options.has('r')) {
      if (!run.options.has('d')) {
        yield* run.warn(run.style === 'busybox' ? `'${path}' is a directory` : `cannot remove ${quoteAlways(path)}: Is a directory`)
        return false
      }
    } else {
      const names = yield* fs.readdir(path)
      if (asks && names.length > 0 && !(yield* agreed(run, run.style === 'busybox' ? `descend into directory '${path}'?` : `descend into directory ${quoteAlways(path)}?`))) return false
      let all = true
      for (const name of names) all = (yield* remove(run, path.endsWith('/') ? `${path}${name}` : `${path}/${name}`, force)) && all
      if (!all) return false
    }
    if (asks && !(yield* agreed(run, run.style === 'busybox' ? `remove '${path}'?` : `remove directory ${quoteAlways(path)}?`))) return false
    yield* fs.rmdir(path)
    if (run.options.has('v')) yield* run.out.print(`removed directory ${quoteAlways(path)}\n`)
    return true
  } catch (error) {
    if (!(error instanceof SyscallError)) throw error
    if (force && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return true
    yield* run.warn(run.style === 'busybox' ? `can't remove '${path}': ${reason(error)}` : `cannot remove ${quoteAlways(path)}: ${reason(error)}`)
    return false
  }
}

export const rmdir: ProgramDescription = {
  name: 'rmdir',
  usage: '[OPTION]... DIRECTORY...',
  about: 'Remove the DIRECTORY(ies), if they are empty.',
  family: 'GNU coreutils',
  coding: 'characters',
  options: ['ignore-fail-on-non-empty: ', 'p,parents: remove parents too', 'v,verbose: say what is done'],
  *run(run) {
    run.needOperands(1)
    for (const operand of run.operands) {
      let path = operand.replace(/(.)\/+$/, '$1')
      for (;;) {
        try {
          if (run.options.has('v')) yield* run.out.print(`${run.name}: removing directory, ${quoteAlways(path)}\n`)
          yield* run.process.fs.rmdir(path)
        } catch (error) {
          if (!(error instanceof SyscallError)) throw error
          if (error.code === 'ENOTEMPTY' && run.options.has('ignore-fail-on-non-empty')) break
          yield* run.warn(run.style === 'busybox' ? `'${path}': ${reason(error)}` : `failed to remove ${path === operand ? '' : 'directory '}${quoteAlways(path)}: ${reason(error)}`)
          break
        }
        const slash = path.lastIndexOf('/')
        if (!run.options.has('p') || slash <= 0) break
        path = path.slice(0, slash)
      }
    }
  },
}

export const unlink: ProgramDescription = {
  name: 'unlink',
  usage: 'FILE',
  about: 'Call the unlink function to remove the specified FILE.',
  family: 'GNU coreutils',
  coding: 'characters',
  options: [],
  *run(run) {
    run.needOperands(1)
    run.allowOperands(1)
    const [path = ''] = run.operands
    try {
      yield* run.process.fs.unlink(path)
    } catch (error) {
      if (!(error instanceof SyscallError)) throw error
      yield* run.warn(`cannot unlink ${quoteAlways(path)}: ${reason(error)}`)
    }
  },
}

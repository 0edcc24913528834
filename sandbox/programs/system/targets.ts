import { SyscallError } from '../../base/errors.ts'
import type { Stat } from '../../disk/fs.ts'
import { UsageError } from '../options.ts'
import { Failure, quoteAlways, reason } from '../define-program.ts'
import type { Run } from '../define-program.ts'
import type { Op } from '../../sched/op.ts'

/** The last part of a path, without slashes at its end. */
export function lastPart(path: string): string {
  const trimmed = path.replace(/(.)\/+$/, '$1')
  return trimmed.slice(trimmed.lastIndexOf('/') + 1) || '/'
}

export const under = (directory: string, name: string): string => (directory.endsWith('/') ? `${directory}${name}` : `${directory}/${name}`)

/** `stat` without a complaint: undefined when there is nothing. @throws SyscallError for other reasons */
export function* statOr(run: Run, path: string, follow: boolean): Op<Stat | undefined> {
  try {
    return follow ? yield* run.process.fs.stat(path) : yield* run.process.fs.lstat(path)
  } catch (error) {
    if (error instanceof SyscallError && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return undefined
    throw error
  }
}

/**
 * What `cp`, `mv`, `ln` and `install` make of their operands: pairs of a source and the path it goes to. `-t` names the
 * directory, `-T` takes the last operand as the path itself.
 *
 * @throws UsageError, Failure in coreutils' words
 */
export function* pairs(run: Run, words: { onlySource: 'here' | 'refused' }): Op<readonly (readonly [source: string, target: string])[]> {
  const { operands, options } = run
  const into = options.value('t')
  if (into !== undefined) {
    if (operands.length === 0) throw new UsageError('missing file operand')
    const stat = yield* statOr(run, into, true)
    if (stat?.type !== 'directory') throw new Failure(`target directory ${quoteAlways(into)}: ${stat ? 'Not a directory' : 'No such file or directory'}`)
    return operands.map(source => [source, under(into, lastPart(source))])
  }
  const [first, second] = operands
  if (first === undefined) throw new UsageError('missing file operand')
  if (second === undefined) {
    if (words.onlySource === 'here') return [[first, under('.', lastPart(first))]]
    throw new UsageError(`missing destination file operand after ${quoteAlways(first)}`)
  }
  const target = operands[operands.length - 1] as string
  if (options.has('T')) {
    if (operands.length > 2) throw new UsageError(`extra operand ${quoteAlways(operands[2] as string)}`)
    return [[first, target]]
  }
  let stat: Stat | undefined
  try {
    stat = yield* statOr(run, target, true)
  } catch (error) {
    if (!(error instanceof SyscallError)) throw error
    throw new Failure(`failed to access ${quoteAlways(target)}: ${reason(error)}`)
  }
  if (stat?.type === 'directory') {
    // A link to a directory that is replaced itself: ln -n.
    if (!(options.has('n') && run.options.has('s') && operands.length === 2 && (yield* statOr(run, target, false))?.type === 'symlink')) {
      return operands.slice(0, -1).map(source => [source, under(target, lastPart(source))])
    }
    return [[first, target]]
  }
  if (operands.length > 2) throw new Failure(`target ${quoteAlways(target)}: ${stat ? 'Not a directory' : 'No such file or directory'}`)
  return [[first, target]]
}

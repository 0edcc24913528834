/** Starting other programs from a program: what execvp does for env, xargs, timeout. */
import { SyscallError } from '../base/errors.ts'
import { nullFile } from '../machine/files.ts'
import type { File } from '../machine/files.ts'
import type { Process } from '../machine/process.ts'
import type { Op } from '../sched/op.ts'

const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** Replace what a new process gets. */
export interface CommandOptions {
  readonly env?: ReadonlyMap<string, string>
  readonly stdin?: 'null'
  readonly files?: ReadonlyMap<number, File>
}

/**
 * Start a command, found along PATH, with this process's descriptors.
 *
 * @throws SyscallError ENOENT when there is no such program, EACCES when it may not be run
 */
export function* startCommand(process: Process, argv: readonly string[], options: CommandOptions): Op<Process> {
  const env = options.env ?? process.env
  const name = argv[0] ?? ''
  const files = new Map(options.files ?? process.files)
  if (options.stdin === 'null') files.set(0, nullFile)
  const spawn = { argv, env, fs: process.fs.fork(), files, group: process.group }
  if (name.includes('/')) return yield* process.machine.spawn(process, name, spawn)
  let denied: SyscallError | undefined
  for (const directory of (env.get('PATH') ?? DEFAULT_PATH).split(':')) {
    try {
      return yield* process.machine.spawn(process, `${directory === '' ? '.' : directory}/${name}`, spawn)
    } catch (error) {
      if (!(error instanceof SyscallError)) throw error
      if (error.code === 'EACCES') denied = error
      else if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error
    }
  }
  throw denied ?? new SyscallError('ENOENT', 'exec', name)
}

/** Start a command and wait for its exit status. @throws SyscallError as `startCommand` */
export function* runCommand(process: Process, argv: readonly string[], options: CommandOptions): Op<number> {
  const child = yield* startCommand(process, argv, options)
  return yield* process.machine.wait(child)
}

import { SyscallError } from '../../base/errors.ts'
import type { Credentials, Fs } from '../../disk/fs.ts'
import { DEFAULT_PATH } from '../../machine/furnish.ts'
import type { Process } from '../../machine/process.ts'
import type { Op } from '../../sched/op.ts'
import { Interrupted } from '../../sched/scheduler.ts'

/** How a command differs from the process that starts it. */
export interface StartAs {
  readonly env: ReadonlyMap<string, string>
  readonly credentials?: Credentials | undefined
  readonly cwd?: string | undefined
  /** Another view of the files; the process's own by default. */
  readonly fs?: Fs | undefined
}

/**
 * Run a command as another user, in another directory or root, and wait for it. Signals that end the caller end it too.
 *
 * @throws SyscallError ENOENT when there is no such program, EACCES, ENOEXEC
 */
export function* startAs(process: Process, argv: readonly string[], { env, credentials, cwd, fs: given }: StartAs): Op<number> {
  const fs = (given ?? process.fs).fork()
  if (credentials) fs.credentials = credentials
  if (cwd !== undefined) fs.cwd = fs.find(cwd, true, 'chdir').path
  const options = { argv, env, fs, files: process.files, group: process.group }
  const name = argv[0] ?? ''
  const paths = name.includes('/') ? [name] : (env.get('PATH') ?? DEFAULT_PATH).split(':').map(directory => `${directory === '' ? '.' : directory}/${name}`)
  let child: Process | undefined
  for (const path of paths) {
    try {
      child = yield* process.machine.spawn(process, path, options)
      break
    } catch (error) {
      if (!(error instanceof SyscallError) || name.includes('/') || (error.code !== 'ENOENT' && error.code !== 'ENOTDIR')) throw error
    }
  }
  if (!child) throw new SyscallError('ENOENT', 'exec', name)
  try {
    return yield* process.machine.wait(child)
  } catch (error) {
    if (error instanceof Interrupted) process.machine.signal(child, error.signal)
    throw error
  }
}

import { SyscallError } from '../base/errors.ts'
import type { Process } from '../machine/process.ts'
import type { Op } from '../sched/op.ts'
import { Failure } from './client.ts'

/**
 * Open a file to send it to the daemon, piece by piece. A directory opens too; reading it is what fails.
 *
 * @throws Failure with Go's words
 */
export function* openInput(process: Process, path: string): Op<'directory' | (() => Op<Uint8Array | undefined>)> {
  try {
    if ((yield* process.fs.stat(path)).type === 'directory') return 'directory'
    const file = yield* process.fs.open(path, {})
    return function* () {
      const piece = yield* file.read(1 << 20)
      return piece.length > 0 ? piece : undefined
    }
  } catch (error) {
    if (error instanceof SyscallError) throw new Failure(error.message.replace(/^stat /, 'open '))
    throw error
  }
}

import { SyscallError } from '../../base/errors.ts'
import { reason } from '../define-program.ts'
import type { ProgramDescription } from '../define-program.ts'

export const sync: ProgramDescription = {
  name: 'sync',
  usage: '[OPTION] [FILE]...',
  about: 'Synchronize cached writes to persistent storage.',
  family: 'GNU coreutils',
  coding: 'characters',
  options: ['d,data: ', 'f,file-system: '],
  *run(run) {
    const { fs } = run.process
    if (run.operands.length === 0) {
      yield* fs.sync()
      return
    }
    for (const operand of run.operands) {
      try {
        if (run.options.has('f')) yield* fs.sync()
        else yield* fs.fsync(operand)
      } catch (error) {
        if (!(error instanceof SyscallError)) throw error
        yield* run.warn(error.syscall === 'fsync' ? `error syncing '${operand}': ${reason(error)}` : `error opening '${operand}': ${reason(error)}`)
      }
    }
  },
}

import { SyscallError } from '../../base/errors.ts'
import type { File } from '../../machine/files.ts'
import { quoteName, reason } from '../define-program.ts'
import type { ProgramDescription } from '../define-program.ts'
import { openForWriting } from '../streams.ts'

/** `tee`: standard input to standard output and to files. */
export const tee: ProgramDescription = {
  name: 'tee',
  usage: '[OPTION]... [FILE]...',
  about: 'Copy standard input to each FILE, and also to standard output.',
  family: 'GNU coreutils',
  coding: 'bytes',
  options: ['a,append: append to the given FILEs, do not overwrite', 'i,ignore-interrupts: ignore interrupt signals', 'p: operate in a more appropriate MODE with pipes', 'output-error[=MODE]: set behavior on write error'],
  *run(run) {
    if (run.options.has('i')) run.process.ignored.add('INT')
    const files: { file: File; name: string }[] = [{ file: run.process.stdout, name: 'standard output' }]
    for (const name of run.operands) {
      try {
        files.push({ file: yield* openForWriting(run.process, name, { append: run.options.has('a') }), name })
      } catch (error) {
        if (!(error instanceof SyscallError)) throw error
        yield* run.warn(`${quoteName(name)}: ${reason(error)}`)
      }
    }
    for (;;) {
      const chunk = yield* run.process.stdin.read()
      if (!chunk) return
      for (const target of [...files]) {
        try {
          yield* target.file.write(chunk)
        } catch (error) {
          if (!(error instanceof SyscallError) || (error.code === 'EPIPE' && !run.options.has('p') && !run.options.has('output-error'))) throw error
          files.splice(files.indexOf(target), 1)
          if (error.code !== 'EPIPE') yield* run.warn(`${quoteName(target.name)}: ${reason(error)}`)
          else run.status = 0
        }
      }
      if (files.length === 0) return
    }
  },
}

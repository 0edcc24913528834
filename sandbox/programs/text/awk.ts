import { SyscallError } from '../../base/errors.ts'
import { Failure, reason } from '../define-program.ts'
import type { ProgramDescription, Run } from '../define-program.ts'
import type { Op } from '../../sched/op.ts'
import { UsageError } from '../options.ts'
import { AwkRuntime, AwkError } from './awk-run.ts'
import { AwkParser, AwkSyntaxError, awkEscapes } from './awk-parse.ts'
import type { AwkProgram } from './awk-parse.ts'

/** `awk`: patterns and actions. POSIX's language, with mawk's words for errors (Debian's awk is mawk). */
export const awk: ProgramDescription = {
  name: 'awk',
  usage: "[-F value] [-v var=value] ['program' | -f program-file] [file ...]",
  about: 'Scan files for patterns and process them.',
  family: 'mawk',
  coding: 'characters',
  usageStatus: 2,
  shortName: true,
  stopAtOperand: true,
  options: ['F,field-separator=FS: set the field separator', 'v,assign=VAR=VALUE: assign a value to a variable before the program runs', 'f,file=FILE: read the program from a file', 'W=OPTION: (ignored)'],
  *run(run) {
    const { options } = run
    const operands = [...run.operands]
    let source: string
    if (options.has('f')) source = yield* readSource(run)
    else {
      const text = operands.shift()
      if (text === undefined) throw new UsageError(`Usage: ${run.name} [-F value] [-v var=value] ['program' | -f program-file] [file ...]\n`, true)
      source = text
    }
    let program: AwkProgram
    try {
      program = new AwkParser(source).parse()
    } catch (error) {
      if (error instanceof AwkSyntaxError) throw new Failure(error.message, 2)
      throw error
    }
    const runtime = new AwkRuntime(run, program, ['awk', ...operands])
    for (const option of options.given) {
      if (option.key === 'F') runtime.set('FS', option.value === 't' ? '\t' : awkEscapes(option.value ?? ''))
      if (option.key === 'v' && !runtime.assign(option.value ?? '')) throw new Failure(`improper assignment: -v ${option.value ?? ''}`, 2)
    }
    try {
      return yield* runtime.main()
    } catch (error) {
      if (error instanceof AwkError) {
        yield* run.out.flush()
        yield* run.process.complain(`${run.name}: ${error.message}\n`)
        return 2
      }
      throw error
    }
  },
}

function* readSource(run: Run): Op<string> {
  const parts: string[] = []
  for (const path of run.options.values('f')) {
    try {
      const reader = run.lines(yield* run.open(path))
      for (let line = yield* reader.next(); line !== undefined; line = yield* reader.next()) parts.push(line)
    } catch (error) {
      if (error instanceof SyscallError) throw new Failure(`cannot open ${path} (${reason(error)})`, 2)
      throw error
    }
  }
  return `${parts.join('\n')}\n`
}

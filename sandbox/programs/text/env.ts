import { SyscallError } from '../../base/errors.ts'
import { Failure, quote, reason } from '../define-program.ts'
import type { ProgramDescription } from '../define-program.ts'
import { UsageError } from '../options.ts'
import { runCommand } from '../run-command.ts'

/** `env`: run a command with a changed environment, or print the environment. */
export const env: ProgramDescription = {
  name: 'env',
  usage: '[OPTION]... [-] [NAME=VALUE]... [COMMAND [ARG]...]',
  about: 'Set each NAME to VALUE in the environment and run COMMAND.',
  family: 'GNU coreutils',
  coding: 'characters',
  usageStatus: 125,
  stopAtOperand: true,
  options: ['i,ignore-environment: start with an empty environment', '0,null: end each output line with NUL, not newline', 'u,unset=NAME: remove variable from the environment', 'C,chdir=DIR: change working directory to DIR', 'S,split-string=S: process and split S into separate arguments'],
  *run(run) {
    const { options } = run
    let operands = [...(options.value('S')?.split(/\s+/).filter(word => word !== '') ?? []), ...run.operands]
    let clear = options.has('i')
    if (operands[0] === '-') {
      clear = true
      operands = operands.slice(1)
    }
    const variables = new Map(clear ? [] : run.process.env)
    for (const name of options.values('u')) variables.delete(name)
    while (operands[0]?.includes('=')) {
      const pair = operands.shift() as string
      variables.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
    }
    if (operands.length === 0) {
      for (const [name, value] of variables) yield* run.out.print(`${name}=${value}${options.has('0') ? '\0' : '\n'}`)
      return 0
    }
    if (options.has('0')) throw new UsageError('cannot specify --null (-0) with command')
    const directory = options.value('C')
    if (directory !== undefined) {
      try {
        const stat = yield* run.process.fs.stat(directory)
        if (stat.type !== 'directory') throw new SyscallError('ENOTDIR', 'chdir', directory)
        run.process.fs.cwd = yield* run.process.fs.realpath(directory)
      } catch (error) {
        if (error instanceof SyscallError) throw new Failure(`cannot change directory to ${quote(directory)}: ${reason(error)}`, 125)
        throw error
      }
    }
    try {
      return yield* runCommand(run.process, operands, { env: variables })
    } catch (error) {
      if (!(error instanceof SyscallError) || error.code === 'EPIPE') throw error
      throw new Failure(`${run.style === 'busybox' ? "can't execute " : ''}${quote(operands[0] as string)}: ${reason(error)}`, error.code === 'ENOENT' ? 127 : 126)
    }
  },
}

/** `printenv`: values of variables. */
export const printenv: ProgramDescription = {
  name: 'printenv',
  usage: '[OPTION]... [VARIABLE]...',
  about: 'Print the values of the specified environment VARIABLE(s). If no VARIABLE is specified, print name and value pairs for them all.',
  family: 'GNU coreutils',
  coding: 'characters',
  usageStatus: 2,
  stopAtOperand: true,
  options: ['0,null: end each output line with NUL, not newline'],
  *run(run) {
    const end = run.options.has('0') ? '\0' : '\n'
    if (run.operands.length === 0) for (const [name, value] of run.process.env) yield* run.out.print(`${name}=${value}${end}`)
    for (const name of run.operands) {
      const value = run.process.env.get(name)
      if (value === undefined) run.status = 1
      else run.out.add(value + end)
    }
  },
}

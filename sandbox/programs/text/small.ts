/** Programs of a few lines each. */
import { utf8 } from '../../base/bytes.ts'
import type { Program } from '../../machine/process.ts'
import { step } from '../../sched/op.ts'
import { Failure, quote } from '../define-program.ts'
import type { ProgramDescription } from '../define-program.ts'

/** `yes`: a line again and again, until nobody reads any more. */
export const yes: ProgramDescription = {
  name: 'yes',
  usage: '[STRING]...',
  about: "Repeatedly output a line with all specified STRING(s), or 'y'.",
  family: 'GNU coreutils',
  coding: 'bytes',
  options: [],
  *run(run) {
    const line = `${run.operands.length > 0 ? run.operands.join(' ') : 'y'}\n`
    const block = utf8(line.repeat(Math.max(1, Math.floor(4096 / line.length))))
    for (;;) {
      yield step('compute', 'yes', 10_000)
      yield* run.process.stdout.write(block)
    }
  },
}

/** `nproc`: the processors of the machine. */
export const nproc: ProgramDescription = {
  name: 'nproc',
  usage: '[OPTION]...',
  about: 'Print the number of processing units available to the current process.',
  family: 'GNU coreutils',
  coding: 'characters',
  options: ['all: print the number of installed processors', 'ignore=N: if possible, exclude N processing units'],
  *run(run) {
    run.allowOperands(0)
    const ignore = run.options.value('ignore') ?? '0'
    if (!/^\d+$/.test(ignore)) throw new Failure(`${quote(ignore)}: invalid number to ignore`)
    run.out.add(`${Math.max(1, run.process.machine.facts.cpus - Number(ignore))}\n`)
  },
}

/** `tty`: the terminal on standard input. */
export const tty: ProgramDescription = {
  name: 'tty',
  usage: '[OPTION]...',
  about: 'Print the file name of the terminal connected to standard input.',
  family: 'GNU coreutils',
  coding: 'characters',
  usageStatus: 2,
  options: ['s,silent,quiet: print nothing, only return an exit status'],
  *run(run) {
    run.allowOperands(0)
    const { terminal } = run.process.stdin
    if (!run.options.has('s')) run.out.add(terminal ? `${terminal.name.startsWith('/') ? terminal.name : '/dev/pts/0'}\n` : 'not a tty\n')
    return terminal ? 0 : 1
  },
}

/** `clear`: an empty screen. */
export const clear: Program = function* (process) {
  yield* process.print('\x1b[H\x1b[2J\x1b[3J')
  return 0
}

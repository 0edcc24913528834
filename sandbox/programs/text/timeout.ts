import { SyscallError } from '../../base/errors.ts'
import { SIGNAL_NUMBERS } from '../../machine/machine.ts'
import { SECOND, sleep as pass } from '../../sched/op.ts'
import { Failure, quote, reason } from '../define-program.ts'
import type { ProgramDescription } from '../define-program.ts'
import { UsageError } from '../options.ts'
import { startCommand } from '../run-command.ts'
import { SECONDS_MAX, parseDuration } from './sleep.ts'

/** `timeout`: run a command and stop it when it takes too long. */
export const timeout: ProgramDescription = {
  name: 'timeout',
  usage: '[OPTION] DURATION COMMAND [ARG]...',
  about: 'Start COMMAND, and kill it if still running after DURATION.',
  family: 'GNU coreutils',
  coding: 'characters',
  usageStatus: 125,
  stopAtOperand: true,
  options: ['preserve-status: exit with the same status as COMMAND', 'foreground: (ignored)', 'k,kill-after=DURATION: also send a KILL signal if COMMAND is still running', 's,signal=SIGNAL: specify the signal to be sent on timeout', 'v,verbose: diagnose to stderr any signal sent upon timeout'],
  *run(run) {
    const { options, process } = run
    if (run.operands.length < 2) throw new UsageError(`Try '${run.name} --help' for more information.\n`, true)
    const [duration = '', ...command] = run.operands
    const seconds = parseDuration(duration)
    if (seconds === undefined && run.style === 'busybox') throw new Failure(`invalid number '${duration}'`)
    if (seconds === undefined) throw new UsageError(`invalid time interval ${quote(duration)}`)
    const killText = options.value('k')
    const killAfter = killText === undefined ? undefined : parseDuration(killText)
    if (killText !== undefined && killAfter === undefined) throw new UsageError(`invalid time interval ${quote(killText)}`)
    const asked = options.value('s') ?? 'TERM'
    const signal = signalName(asked)
    if (signal === undefined) throw new UsageError(`${quote(asked)}: invalid signal`)
    let child
    try {
      child = yield* startCommand(process, command, {})
    } catch (error) {
      if (!(error instanceof SyscallError)) throw error
      throw new Failure(`failed to run command ${quote(command[0] as string)}: ${reason(error)}`, error.code === 'ENOENT' ? 127 : 126)
    }
    const { machine } = process
    const { scheduler } = machine
    const running = child
    const task = child.task
    const ended = (): boolean => task === undefined || task.ended
    // The watcher is a task of its own, so that it sleeps while this one waits.
    let timedOut = false
    const watch = scheduler.spawn((function* () {
      yield* pass(Math.min(seconds, SECONDS_MAX) * SECOND, 'timeout')
      if (ended()) return
      timedOut = true
      if (options.has('v')) yield* run.say(`sending signal ${signal} to command ${quote(command[0] as string)}`)
      machine.signal(running, signal)
      if (killAfter === undefined) return
      yield* pass(killAfter * SECOND, 'timeout')
      if (!ended()) machine.signal(running, 'KILL')
    })(), 'timer')
    let status: number
    try {
      status = seconds === 0 ? ((scheduler.kill(watch), yield* machine.wait(running))) : yield* machine.wait(running)
    } finally {
      scheduler.kill(watch)
    }
    return timedOut && !options.has('preserve-status') ? (status === 137 ? 137 : 124) : status
  },
}

function signalName(text: string): string | undefined {
  const name = text.toUpperCase().replace(/^SIG/, '')
  if (name in SIGNAL_NUMBERS) return name
  return Object.entries(SIGNAL_NUMBERS).find(([, number]) => String(number) === text)?.[0]
}

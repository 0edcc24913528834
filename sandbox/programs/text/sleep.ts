import { SECOND, sleep as pass } from '../../sched/op.ts'
import { SyscallError } from '../../base/errors.ts'
import { Failure, quote, reason } from '../define-program.ts'
import type { ProgramDescription } from '../define-program.ts'
import { UsageError } from '../options.ts'
import { startCommand } from '../run-command.ts'
import { SIGNAL_NUMBERS } from '../../machine/machine.ts'

const UNITS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86400 }

/** Seconds of a duration (`1.5`, `2m`, `inf`); undefined when it is not one. */
export function parseDuration(text: string): number | undefined {
  const parts = /^(\d+\.?\d*(?:e[-+]?\d+)?|\.\d+(?:e[-+]?\d+)?|inf(?:inity)?)([smhd]?)$/i.exec(text)
  const unit = UNITS[parts?.[2] ?? '']
  if (!parts || unit === undefined) return undefined
  return (parts[1]?.toLowerCase().startsWith('inf') ? Infinity : Number(parts[1])) * unit
}

/** A hundred years are enough of virtual time. */
const SECONDS_MAX = 3_155_760_000

/** `sleep`: let virtual time pass. */
export const sleep: ProgramDescription = {
  name: 'sleep',
  usage: 'NUMBER[SUFFIX]...',
  about: 'Pause for NUMBER seconds, or minutes (m), hours (h), days (d). Given several, pause for their sum.',
  family: 'GNU coreutils',
  coding: 'characters',
  options: [],
  *run(run) {
    run.needOperands(1)
    let seconds = 0
    for (const operand of run.operands) {
      const duration = parseDuration(operand)
      if (duration === undefined) {
        if (run.style === 'busybox') throw new Failure(`invalid number '${operand}'`)
        yield* run.warn(`invalid time interval ${quote(operand)}`)
      } else seconds += duration
    }
    if (run.status !== 0) throw new UsageError(`Try '${run.name} --help' for more information.\n`, true)
    yield* pass(Math.min(seconds, SECONDS_MAX) * SECOND, 'sleep')
  },
}

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

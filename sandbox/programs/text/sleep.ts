import { SECOND, sleep as pass } from '../../sched/op.ts'
import { Failure, quote } from '../define-program.ts'
import type { ProgramDescription } from '../define-program.ts'
import { UsageError } from '../options.ts'

const UNITS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86400 }

/** Seconds of a duration (`1.5`, `2m`, `inf`); undefined when it is not one. */
export function parseDuration(text: string): number | undefined {
  const parts = /^(\d+\.?\d*(?:e[-+]?\d+)?|\.\d+(?:e[-+]?\d+)?|inf(?:inity)?)([smhd]?)$/i.exec(text)
  const unit = UNITS[parts?.[2] ?? '']
  if (!parts || unit === undefined) return undefined
  return (parts[1]?.toLowerCase().startsWith('inf') ? Infinity : Number(parts[1])) * unit
}

/** A hundred years are enough of virtual time. */
export const SECONDS_MAX = 3_155_760_000

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

import { SyscallError } from '../../base/errors.ts'
import type { Op } from '../../sched/op.ts'
import { Failure, quote, reason } from '../define-program.ts'
import type { ProgramDescription, Run } from '../define-program.ts'
import { UsageError } from '../options.ts'
import { formatTime } from './calendar.ts'
import type { Instant } from './calendar.ts'
import { parseDate } from './date-text.ts'

const RFC_3339: Readonly<Record<string, string>> = { date: '%Y-%m-%d', seconds: '%Y-%m-%d %H:%M:%S%:z', ns: '%Y-%m-%d %H:%M:%S.%N%:z' }
const ISO_8601: Readonly<Record<string, string>> = { date: '%Y-%m-%d', hours: '%Y-%m-%dT%H%:z', minutes: '%Y-%m-%dT%H:%M%:z', seconds: '%Y-%m-%dT%H:%M:%S%:z', ns: '%Y-%m-%dT%H:%M:%S,%N%:z' }

/** `date`: the virtual clock of the machine, or another moment, in UTC. */
export const date: ProgramDescription = {
  name: 'date',
  usage: '[OPTION]... [+FORMAT]',
  about: 'Display the time of the machine\'s virtual clock in the given FORMAT. The time zone is UTC.',
  family: 'GNU coreutils',
  coding: 'characters',
  options: [
    'd,date=STRING: display time described by STRING, not \'now\'', 'f,file=DATEFILE: like --date; once for each line of DATEFILE', 'I,iso-8601[=FMT]: output date/time in ISO 8601 format', 'R,rfc-email,rfc-2822: output date and time in RFC 5322 format',
    'rfc-3339=FMT: output date/time in RFC 3339 format', 'r,reference=FILE: display the last modification time of FILE', 's,set=STRING: refused: the clock moves by work only', 'u,utc,universal: print Coordinated Universal Time',
  ],
  *run(run) {
    const { options, operands } = run
    const formats = operands.filter(operand => operand.startsWith('+'))
    const others = operands.filter(operand => !operand.startsWith('+'))
    if (options.has('s') || others.length > 0 && /^\d{4,}(\.\d\d)?$/.test(others[0] ?? '')) throw new Failure('cannot set date: Operation not permitted')
    if (others[0] !== undefined) throw new Failure(`invalid date ${quote(others[0])}`)
    if (formats[1] !== undefined) throw new UsageError(`extra operand ${quote(formats[1])}`)
    const format = chooseFormat(run, formats[0])
    const now = yield* clock(run)
    const path = options.value('f')
    if (path !== undefined) {
      const reader = run.lines(yield* run.open(path))
      for (let line = yield* reader.next(); line !== undefined; line = yield* reader.next()) {
        const found = parseDate(line, now)
        if (!found) yield* run.warn(`invalid date ${quote(line)}`)
        else yield* run.out.print(`${formatTime(format, found, 0)}\n`)
      }
      return
    }
    let instant = now
    const text = options.value('d')
    const reference = options.value('r')
    if (text !== undefined) {
      const found = parseDate(text, now)
      if (!found) throw new Failure(`invalid date ${quote(text)}`)
      instant = found
    } else if (reference !== undefined) {
      try {
        const { mtime } = yield* run.process.fs.stat(reference)
        instant = { seconds: Math.floor(mtime), nanoseconds: Math.round((mtime - Math.floor(mtime)) * 1e9) }
      } catch (error) {
        if (error instanceof SyscallError) throw new Failure(`${reference}: ${reason(error)}`)
        throw error
      }
    }
    run.out.add(`${formatTime(format, instant, 0)}\n`)
  },
}

/** The time now, from whole virtual nanoseconds so that no digit is lost. */
function* clock(run: Run): Op<Instant> {
  yield { kind: 'compute', target: 'clock', ticks: 1000 }
  const { disk, scheduler } = run.process.machine
  const ticks = scheduler.now()
  const start = Math.round((disk.nowSeconds() - ticks / 1e9) * 1e3) / 1e3
  const whole = Math.floor(start)
  const nanoseconds = Math.round((start - whole) * 1e9) + (ticks % 1e9)
  return { seconds: whole + Math.floor(ticks / 1e9) + Math.floor(nanoseconds / 1e9), nanoseconds: nanoseconds % 1e9 }
}

function chooseFormat(run: Run, given: string | undefined): string {
  const { options } = run
  const pick = (table: Readonly<Record<string, string>>, value: string, option: string): string => {
    const names = Object.keys(table).filter(name => name.startsWith(value))
    const found = value === '' ? undefined : names[0]
    if (found === undefined) {
      throw new UsageError(`invalid argument ${quote(value)} for '${option}'\nValid arguments are:\n${Object.keys(table).map(name => `  - '${name}'`).join('\n')}`)
    }
    return table[found] as string
  }
  if (options.has('I')) return pick(ISO_8601, options.value('I') ?? 'date', '--iso-8601')
  if (options.has('R')) return '%a, %d %b %Y %H:%M:%S %z'
  if (options.has('rfc-3339')) return pick(RFC_3339, options.value('rfc-3339') ?? '', '--rfc-3339')
  return given === undefined ? '%a %b %e %H:%M:%S %Z %Y' : given.slice(1)
}

import { SyscallError } from '../../base/errors.ts'
import type { File } from '../../machine/files.ts'
import { SECOND, sleep } from '../../sched/op.ts'
import type { Op } from '../../sched/op.ts'
import { Failure, quote, quoteAlways, reason } from '../define-program.ts'
import type { ProgramDescription, Run } from '../define-program.ts'
import { requireCount } from './numbers.ts'

/** `tail -f` looks this often before it gives up: an hour of virtual time without change. */
const FOLLOW_IDLE_SECONDS_MAX = 3600

/** `tail`: the last lines or bytes, and what is added later. */
export const tail: ProgramDescription = {
  name: 'tail',
  usage: '[OPTION]... [FILE]...',
  about: 'Print the last 10 lines of each FILE to standard output.',
  family: 'GNU coreutils',
  coding: 'bytes',
  options: [
    'c,bytes=[+]NUM: output the last NUM bytes; or from byte NUM of each file',
    'f,follow[=HOW]: output appended data as the file grows (here at most an hour of virtual time without change)', 'F: same as --follow=name --retry',
    'n,lines=[+]NUM: output the last NUM lines; or from line NUM on', 'pid=PID: with -f, terminate after process ID dies',
    'q,quiet,silent: never output headers', 'retry: keep trying to open a file', 's,sleep-interval=N: with -f, sleep N seconds between looks',
    'v,verbose: always output headers', 'z,zero-terminated: line delimiter is NUL, not newline',
  ],
  legacy: args => args.flatMap((arg, i) => {
    const old = i === 0 ? /^([-+])(\d+)([cl]?)(f?)$/.exec(arg) : null
    if (!old) return arg === '-f' ? ['--follow'] : [arg]
    const count = `${old[3] === 'c' ? '-c' : '-n'}${old[1] === '+' ? '+' : ''}${old[2]}`
    return old[4] === 'f' ? [count, '--follow'] : [count]
  }),
  *run(run) {
    const { options } = run
    const unit = options.lastOf('c', 'n') === 'c' ? 'bytes' : 'lines'
    const asked = options.value(unit === 'bytes' ? 'c' : 'n') ?? '10'
    const fromStart = asked.startsWith('+')
    const count = requireCount(asked.replace(/^[-+]/, ''), `number of ${unit}`, run.style)
    const headers = options.lastOf('q', 'v') === 'v' || (options.lastOf('q', 'v') !== 'q' && run.operands.length > 1)
    const separator = options.has('z') ? 0 : 10
    const followed: Followed[] = []
    let first = true
    for (const operand of run.inputs) {
      const file = yield* run.tryOpen(operand, name => `cannot open ${quoteAlways(name)} for reading`)
      if (!file) continue
      if (headers) run.out.add(`${first ? '' : '\n'}==> ${operand === '-' ? 'standard input' : operand} <==\n`)
      first = false
      try {
        if (fromStart) yield* unit === 'bytes' ? fromByte(run, file, Math.max(0, count - 1)) : fromLine(run, file, Math.max(0, count - 1), separator)
        else yield* unit === 'bytes' ? lastBytes(run, file, count) : lastLines(run, file, count, separator)
        if (file.regular) followed.push({ operand, file })
      } catch (error) {
        if (!(error instanceof SyscallError) || error.code !== 'EISDIR') throw error
        yield* run.warn(run.style === 'busybox' ? `read error: ${reason(error)}` : `error reading ${quoteAlways(operand)}: ${reason(error)}`)
      }
    }
    if (run.style === 'busybox' && first) throw new Failure('no files')
    if (options.has('f') || options.has('F')) yield* follow(run, followed, headers)
  },
}

interface Followed {
  readonly operand: string
  file: File
}

function* follow(run: Run, followed: Followed[], headers: boolean): Op<void> {
  const interval = run.options.value('s') ?? '1'
  const seconds = Number(interval)
  if (!(seconds >= 0)) throw new Failure(`invalid number of seconds: ${quote(interval)}`)
  const pause = Math.max(0.01, seconds)
  if (followed.length === 0) throw new Failure(run.operands.length > 0 ? 'no files remaining' : '')
  let last = followed.at(-1)
  for (let idle = 0; idle < FOLLOW_IDLE_SECONDS_MAX; idle += pause) {
    yield* run.out.flush()
    yield* sleep(pause * SECOND, 'tail -f')
    for (const entry of followed) {
      const open = entry.file.regular
      if (open && open.node.size < open.offset) {
        yield* run.say(`${entry.operand}: file truncated`)
        open.offset = 0
      }
      for (;;) {
        const chunk = yield* entry.file.read()
        if (!chunk) break
        idle = 0
        if (headers && entry !== last) run.out.add(`\n==> ${entry.operand} <==\n`)
        last = entry
        run.out.addBytes(chunk)
      }
    }
  }
}

function* fromByte(run: Run, file: File, skip: number): Op<void> {
  if (file.regular) file.regular.offset = Math.min(file.regular.offset + skip, Math.max(file.regular.offset, file.regular.node.size))
  let left = file.regular ? 0 : skip
  for (;;) {
    const chunk = yield* file.read()
    if (!chunk) return
    if (left >= chunk.length) left -= chunk.length
    else {
      run.out.addBytes(chunk.subarray(left))
      left = 0
      yield* run.out.settle()
    }
  }
}

function* fromLine(run: Run, file: File, skip: number, separator: number): Op<void> {
  let left = skip
  for (;;) {
    const chunk = yield* file.read()
    if (!chunk) return
    let at = 0
    while (left > 0) {
      const next = chunk.indexOf(separator, at)
      if (next < 0) {
        at = chunk.length
        break
      }
      at = next + 1
      left--
    }
    run.out.addBytes(chunk.subarray(at))
    yield* run.out.settle()
  }
}

function* lastBytes(run: Run, file: File, count: number): Op<void> {
  if (file.regular) {
    file.regular.offset = Math.max(file.regular.offset, file.regular.node.size - count)
    return yield* fromByte(run, file, 0)
  }
  const kept: Uint8Array[] = []
  let bytes = 0
  for (;;) {
    const chunk = yield* file.read()
    if (!chunk) break
    kept.push(chunk)
    bytes += chunk.length
    while (kept[0] && bytes - kept[0].length >= count) bytes -= (kept.shift() as Uint8Array).length
  }
  for (const chunk of kept) {
    const drop = Math.max(0, bytes - count)
    run.out.addBytes(chunk.subarray(Math.min(drop, chunk.length)))
    bytes -= Math.min(drop, chunk.length)
  }
}

function* lastLines(run: Run, file: File, count: number, separator: number): Op<void> {
  const reader = run.lines(file, separator)
  const end = String.fromCharCode(separator)
  let kept: string[] = []
  for (;;) {
    const line = yield* reader.next()
    if (line === undefined) break
    kept.push(reader.terminated ? line + end : line)
    if (kept.length > 2 * count + 1000) kept = kept.slice(-count)
  }
  for (const line of count === 0 ? [] : kept.slice(-count)) yield* run.out.print(line)
}

import { SyscallError } from '../../base/errors.ts'
import type { File } from '../../machine/files.ts'
import type { Op } from '../../sched/op.ts'
import { quoteAlways, reason } from '../define-program.ts'
import type { ProgramDescription, Run } from '../define-program.ts'
import { requireCount } from './numbers.ts'

/** `head`: the first lines or bytes. It stops reading as soon as it has them. */
export const head: ProgramDescription = {
  name: 'head',
  usage: '[OPTION]... [FILE]...',
  about: 'Print the first 10 lines of each FILE to standard output.',
  family: 'GNU coreutils',
  coding: 'bytes',
  options: [
    'c,bytes=[-]NUM: print the first NUM bytes of each file; with -, all but the last NUM',
    'n,lines=[-]NUM: print the first NUM lines; with -, all but the last NUM',
    'q,quiet,silent: never print headers', 'v,verbose: always print headers', 'z,zero-terminated: line delimiter is NUL, not newline',
  ],
  legacy: args => args.map((arg, i) => (i === 0 && /^-\d+$/.test(arg) ? `-n${arg.slice(1)}` : arg)),
  *run(run) {
    const { options } = run
    const unit = options.lastOf('c', 'n') === 'c' ? 'bytes' : 'lines'
    const asked = options.value(unit === 'bytes' ? 'c' : 'n') ?? '10'
    const fromEnd = asked.startsWith('-')
    const count = requireCount(asked.replace(/^[-+]/, ''), `number of ${unit}`, run.style)
    const headers = options.lastOf('q', 'v') === 'v' || (options.lastOf('q', 'v') !== 'q' && run.operands.length > 1)
    const separator = options.has('z') ? 0 : 10
    let first = true
    for (const operand of run.inputs) {
      const file = yield* run.tryOpen(operand, name => `cannot open ${quoteAlways(name)} for reading`)
      if (!file) continue
      if (headers) run.out.add(`${first ? '' : '\n'}==> ${operand === '-' ? 'standard input' : operand} <==\n`)
      first = false
      try {
        if (unit === 'bytes') yield* fromEnd ? allButBytes(run, file, count) : firstBytes(run, file, count)
        else yield* fromEnd ? allButLines(run, file, count, separator) : firstLines(run, file, count, separator)
      } catch (error) {
        if (!(error instanceof SyscallError) || error.code !== 'EISDIR') throw error
        yield* run.warn(run.style === 'busybox' ? `${operand}: Input/output error` : `error reading ${quoteAlways(operand)}: ${reason(error)}`)
      }
    }
  },
}

function* firstBytes(run: Run, file: File, count: number): Op<void> {
  let left = count
  while (left > 0) {
    const chunk = yield* file.read(Math.min(left, 65536))
    if (!chunk) return
    left -= chunk.length
    run.out.addBytes(chunk)
    yield* run.out.settle()
  }
}

function* firstLines(run: Run, file: File, count: number, separator: number): Op<void> {
  let left = count
  while (left > 0) {
    const chunk = yield* file.read()
    if (!chunk) return
    let end = 0
    while (left > 0) {
      const next = chunk.indexOf(separator, end)
      if (next < 0) {
        end = chunk.length
        break
      }
      end = next + 1
      left--
    }
    // What was read too much goes back, so that the next program on the same file finds it.
    if (file.regular && left === 0) file.regular.offset -= chunk.length - end
    run.out.addBytes(chunk.subarray(0, end))
    yield* run.out.settle()
  }
}

function* allButBytes(run: Run, file: File, count: number): Op<void> {
  const kept: Uint8Array[] = []
  let bytes = 0
  for (;;) {
    const chunk = yield* file.read()
    if (!chunk) return
    kept.push(chunk)
    bytes += chunk.length
    while (bytes > count) {
      const oldest = kept[0] as Uint8Array
      const free = Math.min(oldest.length, bytes - count)
      run.out.addBytes(oldest.subarray(0, free))
      if (free === oldest.length) kept.shift()
      else kept[0] = oldest.subarray(free)
      bytes -= free
    }
    yield* run.out.settle()
  }
}

function* allButLines(run: Run, file: File, count: number, separator: number): Op<void> {
  const reader = run.lines(file, separator)
  const kept: string[] = []
  const end = String.fromCharCode(separator)
  for (;;) {
    if (reader.empty) yield* run.out.settle()
    const line = yield* reader.next()
    if (line === undefined) return
    kept.push(reader.terminated ? line + end : line)
    if (kept.length > count) yield* run.out.print(kept.shift() as string)
  }
}

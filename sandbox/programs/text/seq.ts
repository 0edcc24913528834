import { Failure, quote } from '../define-program.ts'
import type { ProgramDescription } from '../define-program.ts'
import { UsageError } from '../options.ts'
import { formatFloat, readConversion } from './printf-format.ts'

/** `seq`: numbers from first to last. Integers count exactly. */
export const seq: ProgramDescription = {
  name: 'seq',
  usage: '[OPTION]... [FIRST [INCREMENT]] LAST',
  about: 'Print numbers from FIRST to LAST, in steps of INCREMENT.',
  family: 'GNU coreutils',
  coding: 'bytes',
  stopAtOperand: true,
  options: ['f,format=FORMAT: use printf style floating-point FORMAT', 's,separator=STRING: use STRING to separate numbers', 'w,equal-width: equalize width by padding with leading zeroes'],
  legacy: args => {
    // Negative numbers are operands.
    const first = args.findIndex((arg, i) => /^-?[\d.]/.test(arg) && !['-s', '-f'].includes(args[i - 1] ?? ''))
    return first < 0 || args.slice(0, first).includes('--') ? args : [...args.slice(0, first), '--', ...args.slice(first)]
  },
  *run(run) {
    const { options, operands } = run
    run.needOperands(1)
    run.allowOperands(3)
    for (const operand of operands) if (!/^\s*[-+]?(\d+\.?\d*([eE][-+]?\d+)?|\.\d+([eE][-+]?\d+)?|inf(inity)?)$/i.test(operand)) throw new UsageError(`invalid floating point argument: ${quote(operand)}`)
    const first = operands.length > 1 ? (operands[0] as string) : '1'
    const increment = operands.length > 2 ? (operands[1] as string) : '1'
    const last = operands.at(-1) as string
    if (Number(increment) === 0) throw new UsageError(`invalid Zero increment value: ${quote(increment)}`)
    const separator = options.value('s') ?? '\n'
    const format = options.value('f')
    const write = writer(format, first, increment, last, options.has('w'))
    const up = Number(increment) > 0
    const decimals = Math.max(decimalsOf(first), decimalsOf(increment))
    // Exact steps: everything is counted in units of the last decimal place.
    const scale = 10 ** decimals
    const start = Math.round(Number(first) * scale)
    const step = Math.round(Number(increment) * scale)
    const end = Number(last) * scale
    let any = false
    for (let value = start; up ? value <= end + 1e-9 : value >= end - 1e-9; value += step) {
      if (any) run.out.add(separator)
      any = true
      run.out.add(write(value / scale))
      if (run.out.full) {
        yield* run.out.flush()
        if (run.process.stdout.terminal === undefined) yield { kind: 'compute', target: 'seq', ticks: 1000 }
      }
    }
    if (any) run.out.add('\n')
  },
}

const decimalsOf = (text: string): number => /\.(\d*)/.exec(text)?.[1]?.length ?? 0

function writer(format: string | undefined, first: string, increment: string, last: string, equalWidth: boolean): (value: number) => string {
  if (format !== undefined) {
    const at = format.replaceAll('%%', '\0\0').indexOf('%')
    if (at < 0) throw new Failure(`format ${quote(format)} has no % directive`)
    const read = readConversion(format, at, () => 0)
    if (!read || !/[aAeEfFgG]/.test(read.conversion.letter)) throw new Failure(`format ${quote(format)} has unknown %${read?.conversion.letter ?? ''} directive`)
    const before = format.slice(0, at).replaceAll('%%', '%')
    const after = format.slice(read.end).replaceAll('%%', '%')
    if (after.replaceAll('%%', '').includes('%')) throw new Failure(`format ${quote(format)} has too many % directives`)
    return value => before + formatFloat(value, read.conversion) + after
  }
  const decimals = Math.max(decimalsOf(first), decimalsOf(increment))
  const plain = (value: number): string => (decimals > 0 ? value.toFixed(decimals) : Number.isInteger(value) ? String(BigInt(value)) : String(value)).replace(/^-(0(\.0*)?)$/, (_, zero: string) => (first.startsWith('-0') ? `-${zero}` : zero))
  if (!equalWidth) return plain
  const lastText = Number.isFinite(Number(last)) ? (decimals > 0 ? Number(last).toFixed(decimals) : String(Math.trunc(Number(last)))) : ''
  const width = Math.max(plain(Number(first)).length, lastText.length)
  return value => {
    const text = plain(value)
    return text.startsWith('-') ? `-${text.slice(1).padStart(width - 1, '0')}` : text.padStart(width, '0')
  }
}

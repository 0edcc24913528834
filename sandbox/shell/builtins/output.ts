import type { Op } from '../../sched/op.ts'
import { assignVariable } from '../expand/assign.ts'
import type { Shell } from '../run/shell.ts'
import { printfText } from './printf.ts'
import { TestError, evaluateTest } from './test.ts'
import { badName, badOption, isName, readLetters, sayUsage } from './usage.ts'

/** Complaints of programs inside busybox begin with the name of the shell only. */
export function* complainApplet(shell: Shell, message: string, builtin: string): Op<void> {
  if (shell.dialect.name === 'ash') yield* shell.say(`${shell.name.replace(/^.*\//, '').replace(/^-/, '')}: ${message}`)
  else yield* shell.complain(message, builtin)
}

export function* printf(shell: Shell, args: readonly string[]): Op<number> {
  let rest = args
  let variable: string | undefined
  const { name: dialect } = shell.dialect
  if (dialect === 'bash') {
    const options = readLetters(args, '', 'v')
    if (options.bad !== undefined) return yield* badOption(shell, 'printf', options.bad)
    variable = options.values.get('v')
    rest = options.rest
    if (variable !== undefined && !isName(variable.replace(/\[.*\]$/, ''))) return yield* badName(shell, 'printf', variable)
  } else if (rest[0] === '--') rest = rest.slice(1)
  const [format, ...values] = rest
  if (format === undefined) {
    if (dialect === 'bash') return yield* sayUsage(shell, 'printf')
    yield* complainApplet(shell, dialect === 'dash' ? 'usage: printf format [arg ...]' : 'usage: printf FORMAT [ARGUMENT...]', 'printf')
    return 2
  }
  const result = printfText(format, values, { now: shell.process.machine.disk.nowSeconds(), hexEscapes: dialect !== 'dash', missingIsError: dialect === 'ash', stopInFormat: dialect === 'ash', quoting: dialect === 'bash', badNumberIsZero: dialect === 'ash' })
  for (const { kind, argument, directive = '', rest: remainder = '' } of result.complaints) {
    const shown = argument === '\u0000' ? '%' : argument
    const message = kind === 'number'
      ? dialect === 'bash' ? `${argument}: invalid number` : dialect === 'dash' ? `${argument}: ${/^\s*[-+]?[0-9]/.test(argument) ? 'not completely converted' : 'expected numeric value'}` : `invalid number '${argument}'`
      : kind === 'range' ? `warning: ${argument}: Numerical result out of range`
        : argument === '\u0000' ? "`%': missing format character" : dialect === 'bash' ? `\`${shown}': invalid format character` : dialect === 'dash' ? `${directive}: invalid directive` : `${remainder}: invalid format`
    yield* complainApplet(shell, message, 'printf')
  }
  if (variable === undefined) yield* shell.print(result.text)
  else {
    const element = /^([^[]*)\[(.*)\]$/.exec(variable)
    assignVariable(shell, element?.[1] ?? variable, element?.[2], result.text, false)
  }
  return dialect === 'dash' && result.complaints.some(complaint => complaint.kind === 'format') ? 2 : result.status
}

export function* test(shell: Shell, args: readonly string[], name: string): Op<number> {
  let rest = args
  if (name === '[') {
    if (args[args.length - 1] !== ']') {
      yield* complainApplet(shell, shell.dialect.name === 'bash' ? "missing `]'" : 'missing ]', '[')
      return 2
    }
    rest = args.slice(0, -1)
  }
  if (name === '[[') {
    if (args[args.length - 1] !== ']]') {
      yield* complainApplet(shell, 'missing ]]', '[[')
      return 2
    }
    rest = args.slice(0, -1).map(word => (word === '&&' ? '-a' : word === '||' ? '-o' : word))
  }
  try {
    return (yield* evaluateTest(name === '[[' ? { process: shell.process, variables: shell.variables, dialect: shell.dialect, patterns: true } : shell, rest)) ? 0 : 1
  } catch (error) {
    if (!(error instanceof TestError)) throw error
    yield* complainApplet(shell, error.message, name)
    return 2
  }
}

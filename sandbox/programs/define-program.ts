/**
 * What programs of the simulated machine share: reading the command line, `--help` and `--version`, buffered output,
 * and the way errors are told: GNU's, or BusyBox's when the same program is an applet.
 */
import { ERRNO_TEXT, SyscallError } from '../base/errors.ts'
import type { File } from '../machine/files.ts'
import { baseName } from '../machine/process.ts'
import type { Process, Program } from '../machine/process.ts'
import type { Op } from '../sched/op.ts'
import { Interrupted } from '../sched/scheduler.ts'
import { Options, UsageError, describeOptions, parseOptions } from './options.ts'
import type { OptionTable } from './options.ts'
import { LineReader, Output, openForReading } from './streams.ts'
import type { Coding } from './streams.ts'

/** Whose words a program uses. */
export type Style = 'gnu' | 'busybox'

/** A program ends with a message on standard error: `name: message`. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly status: number

  constructor(message: string, status = 1) {
    super(message)
    this.status = status
  }
}

/** A program, described. */
export interface ProgramDescription {
  readonly name: string
  /** What follows the name in the usage line. */
  readonly usage: string
  /** One sentence. */
  readonly about: string
  /** `GNU coreutils`, `GNU grep` …: for `--version`. */
  readonly family: string
  readonly options: OptionTable
  readonly coding: Coding
  /** Exit status of a command line that does not parse; 1 when absent. */
  readonly usageStatus?: number
  /** The first operand ends the options. */
  readonly stopAtOperand?: true
  /** Rewrite old forms (`head -5`) before the options are read. */
  readonly legacy?: (args: readonly string[], style: Style) => readonly string[]
  /** Messages carry the program's name as it was typed (coreutils), or its last part (others). */
  readonly shortName?: true
  /** What follows a usage error, when it is not "Try 'x --help' for more information." */
  readonly tryHelp?: (name: string) => string
  /** Undefined means the status that warnings left. */
  readonly run: (run: Run) => Op<number | void>
}

/** BusyBox applets whose complaint begins with "can't open"; the others give the name alone. */
const SAYS_CANNOT_OPEN = new Set(['cat', 'less', 'md5sum', 'sha256sum', 'tail', 'uniq'])

/** Standard output of a process: writing to nobody ends it, whatever it does about other errors. */
class SignalledOutput extends Output {
  private readonly process: Process

  constructor(process: Process, coding: Coding) {
    super(process.stdout, coding)
    this.process = process
  }

  override *flush(): Op<void> {
    try {
      yield* super.flush()
    } catch (error) {
      if (error instanceof SyscallError && error.code === 'EPIPE' && !this.process.withstands('PIPE')) throw new Interrupted('PIPE')
      throw error
    }
  }
}

/** One run of a program. */
export class Run {
  readonly process: Process
  /** As messages begin. */
  readonly name: string
  readonly style: Style
  readonly options: Options
  readonly operands: readonly string[]
  readonly out: Output
  readonly coding: Coding
  /** What the program ends with; warnings raise it. */
  status = 0

  constructor(process: Process, name: string, style: Style, options: Options, coding: Coding) {
    this.process = process
    this.name = name
    this.style = style
    this.options = options
    this.operands = options.operands
    this.coding = coding
    this.out = new SignalledOutput(process, coding)
  }

  /** Say `name: message` on standard error, after what was printed so far, and go on; the run will fail. */
  *warn(message: string, status = 1): Op<void> {
    yield* this.say(message)
    this.status = Math.max(this.status, status)
  }

  /** Say `name: message` on standard error; the status stays. */
  *say(message: string): Op<void> {
    yield* this.out.flush()
    yield* this.process.complain(localised(`${this.name}: ${message}\n`, this.process.env))
  }

  /** Open an operand for reading; `-` is standard input. @throws SyscallError of open */
  *open(operand: string): Op<File> {
    if (operand === '-') return this.process.stdin
    return yield* openForReading(this.process, operand)
  }

  /** Open an operand, or say why not (`words` put GNU's message around the name). Undefined when it was not possible. */
  *tryOpen(operand: string, words: (operand: string) => string = quoteName): Op<File | undefined> {
    try {
      return yield* this.open(operand)
    } catch (error) {
      if (!(error instanceof SyscallError)) throw error
      yield* this.warn(this.style === 'busybox' ? (SAYS_CANNOT_OPEN.has(this.name) ? `can't open '${operand}': ${reason(error)}` : `${operand}: ${reason(error)}`) : `${words(operand)}: ${reason(error)}`)
      return undefined
    }
  }

  /** The operands, or standard input when there are none. */
  get inputs(): readonly string[] {
    return this.operands.length > 0 ? this.operands : ['-']
  }

  lines(file: File, separator = 10): LineReader {
    return new LineReader(file, this.coding, separator)
  }

  /** @throws UsageError GNU's `missing operand` */
  needOperands(count: number): void {
    if (this.operands.length >= count) return
    const last = this.operands.at(-1)
    throw new UsageError(last === undefined ? 'missing operand' : `missing operand after ${quote(last)}`)
  }

  /** @throws UsageError GNU's `extra operand` */
  allowOperands(count: number): void {
    const extra = this.operands[count]
    if (extra !== undefined) throw new UsageError(`extra operand ${quote(extra)}`)
  }
}

/** Make a program of its description, in one of the two styles. */
export function makeProgram(description: ProgramDescription, style: Style): Program {
  return function* (process) {
    const typed = process.argv[0] ?? description.name
    const name = style === 'busybox' ? description.name : description.shortName ? baseName(typed) : typed
    let options: Options | undefined
    try {
      const args = process.argv.slice(1)
      const table = style === 'gnu' ? [...description.options, ...COMMON] : [...description.options, 'help']
      options = parseOptions(tableOf(table, description, style), description.legacy?.(args, style) ?? args, { stopAtOperand: description.stopAtOperand ?? false })
      if (options.has('help')) {
        yield* process.print(style === 'busybox' ? busyboxUsage(description) : `Usage: ${typed} ${description.usage}\n${description.about}\n\n${describeOptions(description.options)}${'      --help                  show this help\n      --version               show what this is\n'}`)
        return 0
      }
      if (options.has('version')) {
        yield* process.print(`${description.name} (Layerlab) simulating ${description.family}\n`)
        return 0
      }
    } catch (error) {
      if (error instanceof UsageError) return yield* usageFailure(process, description, name, style, error)
      throw error
    }
    const run = new Run(process, name, style, options, description.coding)
    try {
      const status = yield* description.run(run)
      yield* run.out.flush()
      return status ?? run.status
    } catch (error) {
      if (error instanceof UsageError) {
        yield* run.out.flush()
        return yield* usageFailure(process, description, name, style, error)
      }
      if (error instanceof Failure) {
        yield* run.out.flush()
        if (error.message !== '') yield* process.complain(localised(`${name}: ${error.message}\n`, process.env))
        return error.status
      }
      if (error instanceof SyscallError && error.code !== 'EPIPE') {
        const what = error.syscall === 'write' ? 'write error' : error.path === '' ? error.syscall : quoteName(error.path)
        yield* process.complain(`${name}: ${what}: ${reason(error)}\n`)
        return description.usageStatus ?? 1
      }
      throw error
    }
  }
}

const COMMON: OptionTable = ['help: show this help', 'version: show what this is']

const tables = new Map<ProgramDescription, Map<Style, OptionTable>>()

/** The same table each time, so that it is read once. */
function tableOf(table: OptionTable, description: ProgramDescription, style: Style): OptionTable {
  let known = tables.get(description)
  if (!known) tables.set(description, (known = new Map()))
  let kept = known.get(style)
  if (!kept) known.set(style, (kept = table))
  return kept
}

function* usageFailure(process: Process, description: ProgramDescription, name: string, style: Style, error: UsageError): Op<number> {
  const status = description.usageStatus ?? 1
  const message = localised(error.message, process.env)
  if (error.bare) yield* process.complain(message)
  else if (style === 'busybox') yield* process.complain(`${/^missing|^you must/.test(message) ? '' : `${name}: ${message}\n`}${busyboxUsage(description)}`)
  else yield* process.complain(`${name}: ${message}\n${description.tryHelp?.(name) ?? `Try '${name} --help' for more information.\n`}`)
  return style === 'busybox' && status > 2 ? 1 : status
}

/** BusyBox's banner: Debian's, which the images of the recordings carry. */
export const BUSYBOX_BANNER = 'BusyBox v1.35.0 (Debian 1:1.35.0-4+deb12u1+b1) multi-call binary.'

const busyboxUsage = (description: ProgramDescription): string =>
  `${BUSYBOX_BANNER}\n\nUsage: ${description.name} ${description.usage}\n\n${description.about}\n`

/** An errno in C's words. */
export function reason(error: SyscallError): string {
  const words = ERRNO_TEXT[error.code]
  return words === 'input/output error' ? 'Input/output error' : words[0]?.toUpperCase() + words.slice(1)
}

/** A file name in a message: quoted only when a shell would need it. */
export function quoteName(name: string): string {
  return name !== '' && /^[^\s'"\\$`!*?[()<>|&;=^]+$/.test(name) && !/^[#~]/.test(name) ? name : quoteAlways(name)
}

/** A file name in quotes that a shell would read back. */
export const quoteAlways = (name: string): string => (name.includes("'") && !/["$`\\!]/.test(name) ? `"${name}"` : shellQuoted(name))

/** A text in single quotes for a shell. */
const shellQuoted = (words: string): string => `'${words.replaceAll("'", String.raw`'\''`)}'`

/** Stand for quotation marks until it is known which the locale has. */
const OPEN = '\ue0b8'
const CLOSE = '\ue0b9'

/** A text in quotation marks of the locale, for messages that `Run` or `makeProgram` prints. */
export const quote = (words: string): string => `${OPEN}${words}${CLOSE}`

/** The locale that decides about characters; C when none is set. */
export const localeOf = (env: ReadonlyMap<string, string>): string => env.get('LC_ALL') || env.get('LC_CTYPE') || env.get('LANG') || 'C'

/** A message with the quotation marks of the locale: ‘ ’ where it is UTF-8, ' ' elsewhere. */
export function localised(message: string, env: ReadonlyMap<string, string>): string {
  if (!message.includes(OPEN)) return message
  if (/utf-?8/i.test(localeOf(env))) return message.replaceAll(OPEN, '‘').replaceAll(CLOSE, '’')
  return message.replace(new RegExp(`${OPEN}([^${CLOSE}]*)${CLOSE}`, 'gu'), (_, words: string) => `'${words.replaceAll("'", String.raw`\'`)}'`)
}

/**
 * A terminal's shell that lives from line to line without a process in between: each line is a program that begins with
 * the state the last one left. So a world can be taken back to any moment between two lines.
 */
import { SyscallError } from '../../base/errors.ts'
import type { Process, Program } from '../../machine/process.ts'
import type { Op } from '../../sched/op.ts'
import { Interrupted } from '../../sched/scheduler.ts'
import { BASH } from '../dialect.ts'
import type { Dialect } from '../dialect.ts'
import { Parser } from '../parse/parser.ts'
import { ShellSyntaxError, describeSyntaxError } from '../parse/syntax-error.ts'
import { AbortCommand, ExitShell } from './control.ts'
import { runScript } from './execute.ts'
import { describeJob, isRunning } from './jobs.ts'
import { remember } from './history.ts'
import { live } from './processes.ts'
import { createShell } from './program.ts'
import { expandPrompt } from './prompt.ts'
import type { Shell } from './shell.ts'

/** A moment of a session, to come back to. */
export interface SessionMoment {
  readonly shell: Shell | undefined
  readonly directory: string | undefined
  readonly status: number
  readonly ended: boolean
  readonly history: readonly string[]
  readonly promptText: string | undefined
}

export class ShellSession {
  readonly dialect: Dialect
  private shell: Shell | undefined
  private directory: string | undefined
  /** `$?` of the last line. */
  status = 0
  /** The shell has been left with `exit`. */
  ended = false
  /** Lines that were typed, oldest first. */
  history: string[] = []
  private promptText: string | undefined

  constructor(dialect: Dialect = BASH) {
    this.dialect = dialect
  }

  /** What stands before the next line; undefined before the first line has run. */
  get prompt(): string | undefined {
    return this.promptText
  }

  /** The working directory after the last line; undefined before the first. */
  get workingDirectory(): string | undefined {
    return this.directory
  }

  /** The value of a variable after the last line. */
  variable(name: string): string | undefined {
    return this.shell?.variables.get(name)
  }

  /** Names that completion offers besides files: built-ins are known to it; here are functions and aliases. */
  commandNames(): string[] {
    return [...(this.shell?.functions.keys() ?? []), ...(this.shell?.aliases.keys() ?? [])]
  }

  /** Names of variables. */
  variableNames(): string[] {
    return this.shell?.variables.names() ?? []
  }

  /** Does the text end inside a command, so that another line must follow? */
  isIncomplete(text: string): boolean {
    if (/(?:^|[^\\])(?:\\\\)*\\\n?$/.test(text)) return true
    try {
      const parser = new Parser(text, { dialect: this.dialect, aliases: this.shell?.aliases })
      parser.all()
      return parser.shortHere.length > 0
    } catch (error) {
      return error instanceof ShellSyntaxError && error.incomplete
    }
  }

  /** A program that runs a line (or several) as if it had been typed. */
  program(line: string): Program {
    const run = (process: Process): Op<number> => this.run(process, line)
    return function* (process) {
      return yield* run(process)
    }
  }

  /** Where the session stands; nothing that runs is part of it. */
  moment(): SessionMoment {
    return { shell: this.shell?.copy(), directory: this.directory, status: this.status, ended: this.ended, history: [...this.history], promptText: this.promptText }
  }

  /** Go back to a moment, any number of times. */
  backTo(moment: SessionMoment): void {
    this.shell = moment.shell?.copy()
    this.directory = moment.directory
    this.status = moment.status
    this.ended = moment.ended
    this.history = [...moment.history]
    this.promptText = moment.promptText
  }

  private *run(process: Process, line: string): Op<number> {
    const shell = this.shell ?? createShell(process, this.dialect, this.dialect.name === 'bash' ? 'bash' : 'sh', 'interactive')
    this.shell = shell
    shell.process = process
    shell.interactive = true
    shell.shopts.add('expand_aliases')
    const terminal = process.files.get(0)?.terminal
    shell.jobControl = terminal !== undefined
    shell.history = this.history
    if (terminal) terminal.foreground = process
    this.enterDirectory(process)
    remember(shell, line)
    const status = yield* live(shell, () => this.runLine(shell, line), () => this.ended)
    process.env = new Map(shell.variables.environment())
    return status
  }

  private enterDirectory(process: Process): void {
    if (this.directory === undefined) return
    try {
      if (process.fs.find(this.directory, true, 'chdir').node.type === 'directory') process.fs.cwd = this.directory
    } catch (error) {
      if (!(error instanceof SyscallError)) throw error
    }
  }

  private *runLine(shell: Shell, line: string): Op<number> {
    try {
      const parser = new Parser(line.endsWith('\n') ? line : `${line}\n`, { dialect: this.dialect, aliases: shell.aliases, extendedGlobs: shell.shopts.has('extglob') })
      for (let script = parser.next(); script; script = parser.next()) {
        yield* runScript(shell, script)
        shell.unwinding = undefined
      }
    } catch (error) {
      if (error instanceof ShellSyntaxError) {
        yield* shell.say(describeSyntaxError(error.problem, this.dialect, shell.name, true))
        shell.status = 2
      } else if (error instanceof AbortCommand) shell.status = error.status
      else if (error instanceof Interrupted && error.signal === 'INT') {
        yield* shell.say('')
        shell.status = 130
      } else if (error instanceof ExitShell) {
        this.ended = true
        this.keep(shell)
        throw error
      } else throw error
      shell.condition = shell.loopDepth = 0
      shell.unwinding = undefined
    }
    for (const job of shell.jobs) if (!isRunning(job) && !job.told) yield* shell.say(describeJob(shell, job))
    shell.jobs = shell.jobs.filter(isRunning)
    this.promptText = yield* expandPrompt(shell, shell.variables.get('PS1') ?? '\\u@\\h:\\w\\$ ')
    this.keep(shell)
    return shell.status
  }

  private keep(shell: Shell): void {
    this.status = shell.status
    this.directory = shell.process.fs.cwd
  }
}

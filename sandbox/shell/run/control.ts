/** How a script leaves the ordinary flow. */

/** `exit`, and what ends a shell like it. */
export class ExitShell extends Error {
  override readonly name = 'ExitShell'
  readonly status: number

  constructor(status: number) {
    super(`exit ${status}`)
    this.status = status
  }
}

/** The process becomes another program: `exec`, and the last command of a pipeline stage. */
export class Become extends Error {
  override readonly name = 'Become'
  readonly path: string
  readonly argv: readonly string[]
  readonly env: Map<string, string>
  readonly line: number

  constructor(path: string, argv: readonly string[], env: Map<string, string>, line: number) {
    super(`exec ${path}`)
    this.path = path
    this.argv = argv
    this.env = env
    this.line = line
  }
}

/**
 * A command cannot go on: an expansion failed, a variable is read-only. The message has been said already. What ends
 * with it depends on the dialect: the line, the script, the shell.
 */
export class AbortCommand extends Error {
  override readonly name = 'AbortCommand'
  readonly status: number
  /** Also ends a shell that runs a file or a `-c` line; otherwise only the current line. */
  readonly fatal: boolean

  constructor(status: number, fatal: boolean) {
    super('command given up')
    this.status = status
    this.fatal = fatal
  }
}

/** An error of an expansion or a redirection that is still to be said. */
export class ExpansionError extends Error {
  override readonly name = 'ExpansionError'
  readonly fatal: boolean
  readonly status: number

  constructor(message: string, options: { fatal?: boolean; status?: number } = {}) {
    super(message)
    this.fatal = options.fatal ?? false
    this.status = options.status ?? 1
  }
}

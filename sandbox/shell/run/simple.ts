/** Simple commands: assignments, then a function, a built-in or a program. */
import { SyscallError } from '../../base/errors.ts'
import type { Op } from '../../sched/op.ts'
import type { Assignment, Simple } from '../parse/ast.ts'
import { encode } from '../parse/escapes.ts'
import { BUILTINS, SPECIAL_BUILTINS } from '../builtins/table.ts'
import { moreOfShell } from '../more.ts'
import type { Builtin } from '../builtins/table.ts'
import { assignArray, assignVariable, readOnly } from '../expand/assign.ts'
import { quoteWord, singleQuote } from '../expand/quote.ts'
import { expandText, expandValue, expandWords } from '../expand/word.ts'
import { Become, ExitShell, ExpansionError } from './control.ts'
import { isRunning } from './jobs.ts'
import { checkProcesses, findInPath, inForeground, resolve, waitForeground } from './processes.ts'
import { RedirectionError, applyRedirections, errorWords, install, withRedirections } from './redirect.ts'
import { CALLS_MAX } from './shell.ts'
import type { ArrayArgument, Shell } from './shell.ts'
import { newVariable } from './variables.ts'

const DECLARERS: ReadonlySet<string> = new Set(['export', 'readonly', 'declare', 'typeset', 'local'])

interface Value {
  readonly assignment: Assignment
  /** The subscript, expanded. */
  readonly index: string | undefined
  readonly value: string | ArrayArgument
}

export function* runSimple(shell: Shell, command: Simple): Op<number> {
  const descriptors = shell.substitutionDescriptors
  shell.substitutionDescriptors = []
  let becomes = false
  try {
    return yield* runExpanded(shell, command)
  } catch (error) {
    becomes = error instanceof Become
    throw error
  } finally {
    if (!becomes) for (const descriptor of shell.substitutionDescriptors) shell.process.redirect(descriptor, undefined)
    shell.substitutionDescriptors = descriptors
  }
}

function* runExpanded(shell: Shell, command: Simple): Op<number> {
  const mayBecome = shell.mayBecome || (shell.lastCommands.has(command) && shell.traps.size === 0 && (shell.dialect.name !== 'bash' || !shell.jobs.some(isRunning)))
  shell.mayBecome = false
  shell.line = command.line
  shell.substitutionStatus = undefined
  shell.arrays.clear()
  yield* shell.breathe()
  const args = yield* argumentsOf(shell, command)
  const [name] = args
  if (name === undefined) return yield* assignOnly(shell, command)
  const values = command.assignments.length > 0 ? yield* expandAssignments(shell, command.assignments) : NO_VALUES
  if (shell.has('xtrace')) yield* trace(shell, values, args)
  const func = shell.functions.get(name)
  const special = SPECIAL_BUILTINS.has(name)
  if (func && !(special && shell.dialect.posix)) return yield* callFunction(shell, command, args, values)
  const builtin = builtinOf(shell, name)
  if (builtin) return yield* callBuiltin(shell, command, builtin, args, values, special)
  return yield* runProgram(shell, command, args, values, mayBecome && !shell.traps.has('EXIT'))
}

const NO_VALUES: readonly Value[] = []

/** The built-in of a name, where this dialect has it. */
export function builtinOf(shell: Shell, name: string): Builtin | undefined {
  const found = BUILTINS.get(name)
  return found && (found.dialects === undefined || found.dialects.includes(shell.dialect.name)) ? found.run : undefined
}

// Expanding

function* argumentsOf(shell: Shell, command: Simple): Op<string[]> {
  const { words } = command
  if (!words.some(word => word.assignment)) return yield* expandWords(shell, words)
  const args: string[] = []
  for (const word of words) {
    const { assignment } = word
    if (!assignment) {
      args.push(...(yield* expandWords(shell, [word])))
      continue
    }
    if (!DECLARERS.has(args[0] ?? '')) {
      args.push(assignment.value && 'parts' in assignment.value ? `${assignment.source.slice(0, assignment.source.length - assignment.value.source.length)}${yield* expandValue(shell, assignment.value)}` : assignment.source)
      continue
    }
    const [value] = yield* expandAssignments(shell, [assignment])
    if (!value) continue
    const subscript = value.index === undefined ? '' : `[${value.index}]`
    if (typeof value.value === 'string') args.push(`${assignment.name}${subscript}${assignment.append ? '+' : ''}=${value.value}`)
    else {
      shell.arrays.set(args.length, value.value)
      args.push(assignment.name)
    }
  }
  return args
}

function* expandAssignments(shell: Shell, assignments: readonly Assignment[]): Op<Value[]> {
  const values: Value[] = []
  for (const assignment of assignments) values.push(yield* expandAssignment(shell, assignment))
  return values
}

function* expandAssignment(shell: Shell, assignment: Assignment): Op<Value> {
  const index = assignment.index ? yield* expandText(shell, assignment.index) : undefined
  if ('parts' in assignment.value) return { assignment, index, value: yield* expandValue(shell, assignment.value) }
  const elements: ArrayArgument['elements'][number][] = []
  for (const element of assignment.value.elements) {
    if (element.index) elements.push({ key: yield* expandText(shell, element.index), value: yield* expandValue(shell, element.value), append: element.append })
    else for (const value of yield* expandWords(shell, [element.value])) elements.push({ key: undefined, value, append: false })
  }
  return { assignment, index, value: { elements, append: assignment.append } }
}

function assign(shell: Shell, { assignment, index, value }: Value): void {
  if (typeof value === 'string') assignVariable(shell, assignment.name, index, value, assignment.append)
  else assignArray(shell, assignment.name, value.elements, value.append)
}

function* assignOnly(shell: Shell, command: Simple): Op<number> {
  for (const assignment of command.assignments) {
    const value = yield* expandAssignment(shell, assignment)
    if (shell.has('xtrace')) yield* trace(shell, [value], [])
    assign(shell, value)
  }
  const status = shell.substitutionStatus ?? 0
  if (command.redirections.length === 0) return status
  const done = yield* withRedirections(shell, command.redirections, function* () {
    return status
  })
  return done ?? failedRedirection(shell)
}

const failedRedirection = (shell: Shell): number => (shell.dialect.name === 'dash' ? 2 : 1)

function* trace(shell: Shell, values: readonly Value[], args: readonly string[]): Op<void> {
  const shown = values.map(({ assignment, index, value }) => {
    const target = `${assignment.name}${index === undefined ? '' : `[${index}]`}${assignment.append ? '+=' : '='}`
    return typeof value === 'string' ? target + (value === '' ? '' : quoteWord(value)) : target + (assignment.value.source)
  })
  const quoted = args.map(shell.dialect.name === 'bash' ? quoteWord : shell.dialect.name === 'ash' ? quoteForAsh : argument => argument)
  if (shown.length > 0 && shell.dialect.name === 'bash') for (const one of shown) yield* shell.trace(one)
  else quoted.unshift(...shown)
  if (quoted.length > 0) yield* shell.trace(quoted.join(' '))
  if (shell.dialect.name === 'bash' && (args[0] === 'export' || args[0] === 'readonly')) {
    for (const argument of args.slice(1)) {
      const found = /^([A-Za-z_][A-Za-z0-9_]*\+?=)([^]*)$/.exec(argument)
      if (found) yield* shell.trace((found[1] as string) + (found[2] === '' ? '' : quoteWord(found[2] as string)))
    }
  }
}

const quoteForAsh = (argument: string): string => (argument === '' || /[\s!"#$&'()*;<=>?[\\`|~]/.test(argument) ? singleQuote(argument) : argument)

// Functions

function* callFunction(shell: Shell, command: Simple, args: readonly string[], values: readonly Value[]): Op<number> {
  const [name = '', ...rest] = args
  const definition = shell.functions.get(name)
  if (!definition) return 127
  if (shell.calls.length >= CALLS_MAX) throw new ExpansionError(`${name}: maximum function nesting level exceeded (${CALLS_MAX})`)
  const done = yield* withRedirections(shell, command.redirections, function* () {
    const { positional, loopDepth, getoptsAt } = shell
    shell.variables.pushScope()
    temporary(shell, values)
    shell.positional = rest
    shell.loopDepth = 0
    shell.calls.push({ name, line: shell.line })
    shell.functionDepth++
    try {
      const status = yield* shell.runtime.runCommand(shell, definition.body)
      if (shell.unwinding?.kind === 'return') {
        shell.unwinding = undefined
        return shell.status
      }
      return status
    } finally {
      shell.functionDepth--
      shell.calls.pop()
      shell.variables.popScope()
      shell.positional = positional
      shell.loopDepth = loopDepth
      shell.getoptsAt = getoptsAt
    }
  })
  return done ?? failedRedirection(shell)
}

/** Assignments before a command: exported variables of a scope that lasts as long as the command. */
function temporary(shell: Shell, values: readonly Value[]): void {
  for (const value of values) {
    const { name } = value.assignment
    const known = shell.variables.find(name)
    if (known?.readonly) throw readOnly(shell, name)
    const made = newVariable()
    made.exported = true
    const before = typeof known?.value === 'string' ? known.value : ''
    made.value = typeof value.value === 'string' ? (value.assignment.append ? before + value.value : value.value) : ''
    shell.variables.local(name, made)
    if (name === 'PATH') shell.hashed.clear()
  }
}

// Built-ins

function* callBuiltin(shell: Shell, command: Simple, builtin: Builtin, args: readonly string[], values: readonly Value[], special: boolean): Op<number> {
  const [name = '', ...rest] = args
  const { line } = shell
  if (name === 'exec') return yield* exec(shell, command, rest, values)
  if (values.length === 0 && command.redirections.length === 0) {
    const status = yield* invoke(shell, name, builtin, rest)
    shell.lastArgument = args[args.length - 1] ?? ''
    return status
  }
  const body = function* (): Op<number> {
    shell.line = line
    if (values.length === 0) return yield* invoke(shell, name, builtin, rest)
    if (special && shell.dialect.posix) {
      for (const value of values) assign(shell, value)
      return yield* invoke(shell, name, builtin, rest)
    }
    shell.variables.pushScope()
    try {
      temporary(shell, values)
      return yield* invoke(shell, name, builtin, rest)
    } finally {
      shell.variables.popScope()
    }
  }
  const done = yield* withRedirections(shell, command.redirections, body)
  shell.lastArgument = args[args.length - 1] ?? ''
  if (done !== undefined) return done
  if (special && shell.dialect.posix && !shell.interactive) throw new ExitShell(failedRedirection(shell))
  return failedRedirection(shell)
}

/** Run a built-in; a failed write is its own complaint. */
export function* invoke(shell: Shell, name: string, builtin: Builtin, args: readonly string[]): Op<number> {
  try {
    return yield* builtin(shell, args, name)
  } catch (error) {
    if (!(error instanceof SyscallError)) throw error
    if (error.code === 'EPIPE' && !shell.process.withstands('PIPE')) throw error
    yield* shell.complain(`write error: ${errorWords(error)}`, name)
    return 1
  }
}

/** `exec`: keep the redirections, and become the program. */
function* exec(shell: Shell, command: Simple, args: readonly string[], values: readonly Value[]): Op<number> {
  const files = new Map(shell.process.files)
  try {
    yield* applyRedirections(shell, command.redirections, files)
  } catch (error) {
    if (!(error instanceof RedirectionError)) throw error
    yield* shell.complain(error.message)
    if (shell.interactive || shell.dialect.name === 'bash') return 1
    throw new ExitShell(failedRedirection(shell))
  }
  let rest = args
  let argv0: string | undefined
  let empty = false
  while (shell.dialect.name !== 'dash' && /^-[acl]/.test(rest[0] ?? '')) {
    const flag = rest[0] as string
    if (flag.includes('c')) empty = true
    if (flag.includes('a')) {
      argv0 = rest[1]
      rest = rest.slice(1)
    }
    rest = rest.slice(1)
  }
  if (rest[0] === '--') rest = rest.slice(1)
  const [name] = rest
  if (name === undefined) {
    for (const value of values) assign(shell, value)
    install(shell, files)
    return 0
  }
  const { line } = shell
  const env = environment(shell, values)
  const found = yield* findInPath(shell, name)
  const outcome = found ? yield* resolve(shell, found.path, rest, env) : undefined
  const refused = outcome && 'status' in outcome ? outcome : undefined
  if (!found || refused) {
    const missing = !refused || refused.status === 127
    const words = !found ? 'not found' : (refused?.message ?? '').slice(shell.prefix().length + name.length + 2)
    if (shell.dialect.name === 'bash' && found) yield* shell.complain(`${name}: cannot execute: ${words}`, 'exec')
    else yield* shell.complain(`${name}: ${words}`, 'exec')
    if (shell.interactive) return missing ? 127 : 126
    throw new ExitShell(missing ? 127 : 126)
  }
  install(shell, files)
  throw new Become(found.path, [argv0 ?? name, ...rest.slice(1)], empty ? new Map() : env, line)
}

// Programs

function environment(shell: Shell, values: readonly Value[]): Map<string, string> {
  const env = new Map(shell.variables.environment())
  for (const { assignment, value } of values) {
    if (typeof value !== 'string') continue
    env.set(assignment.name, assignment.append ? (shell.variables.get(assignment.name) ?? '') + value : value)
  }
  return env
}

function* runProgram(shell: Shell, command: Simple, args: readonly string[], values: readonly Value[], mayBecome: boolean): Op<number> {
  const { process } = shell
  const { line } = shell
  for (const { assignment } of values) if (shell.variables.find(assignment.name)?.readonly) throw readOnly(shell, assignment.name)
  let { files } = process
  if (command.redirections.length > 0) {
    files = new Map(process.files)
    try {
      yield* applyRedirections(shell, command.redirections, files)
    } catch (error) {
      if (!(error instanceof RedirectionError)) throw error
      yield* shell.complain(error.message)
      return failedRedirection(shell)
    }
  }
  shell.line = line
  const name = args[0] as string
  shell.lastArgument = args[args.length - 1] ?? ''
  const pathBefore = values.find(value => value.assignment.name === 'PATH')
  const found = yield* findInPath(shell, name, typeof pathBefore?.value === 'string' ? pathBefore.value : undefined)
  const complain = function* (message: string): Op<void> {
    const stderr = files.get(2)
    if (stderr) yield* stderr.write(encode(`${message}\n`))
  }
  const applet = !found && shell.dialect.name === 'ash' && !name.includes('/') ? process.machine.programs.get(`busybox:${name}`) : undefined
  if (applet) {
    // busybox runs its applets itself where no file of that name is found.
    const child = process.machine.start(process, applet, { argv: args, env: environment(shell, values), fs: process.fs.fork(), files, group: process.group })
    const [status = 0] = yield* waitForeground(shell, [child], () => moreOfShell.content.printCommand(command), files.get(2))
    return status
  }
  if (!found) {
    yield* complain(name === '' && shell.dialect.posix ? `${shell.prefix()}: Permission denied` : notFound(shell, name))
    return 127
  }
  if (!found.executable) {
    yield* complain(`${shell.prefix()}${shell.dialect.name === 'bash' ? found.path : name}: Permission denied`)
    return 126
  }
  shell.used.set(name, (shell.used.get(name) ?? 0) + 1)
  const env = environment(shell, values)
  if (mayBecome) {
    install(shell, files)
    throw new Become(found.path, args, env, line)
  }
  const outcome = yield* resolve(shell, found.path, args, env)
  if ('status' in outcome) {
    yield* complain(outcome.message)
    return outcome.status
  }
  checkProcesses(shell)
  const child = process.machine.start(process, outcome.program, { argv: outcome.argv, env, fs: process.fs.fork(), files, ...(shell.jobControl ? {} : { group: process.group }) })
  const [status = 0] = yield* inForeground(shell, shell.jobControl ? child.group : undefined, () => waitForeground(shell, [child], () => moreOfShell.content.printCommand(command), files.get(2)))
  shell.pipeStatus = [status]
  return status
}

const notFound = (shell: Shell, name: string): string => `${shell.prefix()}${name}: ${shell.dialect.name === 'bash' ? 'command not found' : 'not found'}`

/** Run a command that is already expanded: `command`, `builtin`, `select`. */
export function* runArguments(shell: Shell, args: readonly string[], lookIn: { readonly functions: boolean; readonly programs: boolean; readonly standardPath?: boolean }): Op<number> {
  const [name = '', ...rest] = args
  const command: Simple = { kind: 'simple', line: shell.line, assignments: [], words: [], redirections: [], source: args.join(' ') }
  if (lookIn.functions && shell.functions.has(name)) return yield* callFunction(shell, command, args, [])
  const builtin = builtinOf(shell, name)
  if (builtin) return name === 'exec' ? yield* exec(shell, command, rest, []) : yield* invoke(shell, name, builtin, rest)
  if (!lookIn.programs) return 127
  return yield* runProgram(shell, command, args, [], false)
}



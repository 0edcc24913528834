/** A shell as a program: its arguments, where its commands come from, and its life. */
import { SyscallError } from '../../base/errors.ts'
import { pidSeenFrom } from '../../machine/pids.ts'
import type { Process, Program } from '../../machine/process.ts'
import type { Op } from '../../sched/op.ts'
import { Interrupted } from '../../sched/scheduler.ts'
import { ASH, BASH, DASH } from '../dialect.ts'
import type { Dialect } from '../dialect.ts'
import { decode, encode } from '../parse/escapes.ts'
import { Parser } from '../parse/parser.ts'
import { ShellSyntaxError, describeSyntaxError } from '../parse/syntax-error.ts'
import { AbortCommand } from './control.ts'
import { runScript } from './execute.ts'
import { markLast } from './last.ts'
import { describeJob, isRunning } from './jobs.ts'
import { LineReader } from './lines.ts'
import { OPTIONS } from './options.ts'
import { findInPath, live } from './processes.ts'
import { expandPrompt } from './prompt.ts'
import { errorWords } from './redirect.ts'
import { remember } from './history.ts'
import { runtime } from './runtime.ts'
import { Shell } from './shell.ts'
import type { Input } from './shell.ts'
import { newVariable } from './variables.ts'

const DEFAULT_PATHS: Readonly<Record<string, string>> = {
  bash: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  dash: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  ash: '/sbin:/usr/sbin:/bin:/usr/bin',
}

interface Arguments {
  command: string | undefined
  interactive: boolean
  login: boolean
  readsInput: boolean
  options: Set<string>
  shopts: Set<string>
  rest: readonly string[]
  refused: string | undefined
}

function parseArguments(argv: readonly string[], dialect: Dialect): Arguments {
  const parsed: Arguments = { command: undefined, interactive: false, login: (argv[0] ?? '').startsWith('-'), readsInput: false, options: new Set(), shopts: new Set(), rest: [], refused: undefined }
  let wantsCommand = false
  let at = 1
  for (; at < argv.length; at++) {
    const word = argv[at] as string
    if (word === '--' || word === '-') {
      at++
      break
    }
    if (word === '-o' || word === '+o') {
      const name = argv[++at] ?? ''
      if (!OPTIONS.some(option => option.name === name)) {
        parsed.refused = `${name}: invalid option name`
        return parsed
      }
      if (word === '-o') parsed.options.add(name)
      else parsed.options.delete(name)
      continue
    }
    if (word === '-O' && dialect.name === 'bash') {
      parsed.shopts.add(argv[++at] ?? '')
      continue
    }
    if (word.startsWith('--') && dialect.name === 'bash') {
      if (word === '--login') parsed.login = true
      else if (word !== '--norc' && word !== '--noprofile' && word !== '--posix') {
        parsed.refused = `${word}: invalid option`
        return parsed
      }
      continue
    }
    if (!/^[-+]./.test(word)) break
    for (const letter of word.slice(1)) {
      if (letter === 'c') wantsCommand = true
      else if (letter === 'i') parsed.interactive = true
      else if (letter === 'l') parsed.login = true
      else if (letter === 's') parsed.readsInput = true
      else {
        const option = OPTIONS.find(candidate => candidate.letter === letter)
        if (!option) {
          parsed.refused = `-${letter}: invalid option`
          return parsed
        }
        if (word.startsWith('-')) parsed.options.add(option.name)
        else parsed.options.delete(option.name)
      }
    }
  }
  parsed.rest = argv.slice(at)
  if (wantsCommand) {
    if (parsed.rest.length === 0) parsed.refused = '-c: option requires an argument'
    else {
      parsed.command = parsed.rest[0]
      parsed.rest = parsed.rest.slice(1)
    }
  }
  return parsed
}

/** Make a shell for a process, with the variables of its environment. */
export function createShell(process: Process, dialect: Dialect, name: string, input: Input): Shell {
  const shell = new Shell(process, dialect, runtime, name, input)
  const { variables } = shell
  for (const [key, value] of process.env) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(key) || key === '_') continue
    const variable = variables.ensure(key)
    variable.value = value
    variable.exported = true
  }
  const preset = (key: string, value: string): void => {
    if (variables.get(key) === undefined) variables.set(key, value)
  }
  variables.set('IFS', ' \t\n')
  preset('PATH', DEFAULT_PATHS[dialect.name] ?? '')
  preset('PS4', '+ ')
  variables.set('OPTIND', '1')
  const { parent } = process
  preset('PPID', String(parent && parent.container === process.container ? pidSeenFrom(process.machine, process.container, parent) : 0))
  // PWD of the environment holds when it names the directory we are in.
  const pwd = variables.get('PWD')
  if (pwd === undefined || !namesDirectory(process, pwd)) {
    variables.set('PWD', process.fs.cwd)
    variables.ensure('PWD').exported = true
  } else variables.ensure('PWD').exported = true
  if (dialect.name === 'bash') {
    const level = Number(variables.get('SHLVL') ?? 0)
    variables.set('SHLVL', String(Number.isFinite(level) ? level + 1 : 1))
    variables.ensure('SHLVL').exported = true
    const { uid } = process.fs.credentials
    for (const key of ['UID', 'EUID']) variables.local(key, { ...newVariable(), value: String(uid), readonly: true, integer: true })
    variables.set('BASH', '/bin/bash')
    variables.set('BASH_VERSION', '5.2.15(1)-release')
    variables.local('BASH_VERSINFO', { ...newVariable('array'), value: new Map([[0, '5'], [1, '2'], [2, '15'], [3, '1'], [4, 'release'], [5, 'x86_64-pc-linux-gnu']]), readonly: true })
    preset('HOSTNAME', process.machine.facts.hostname)
    preset('HOSTTYPE', 'x86_64')
    preset('OSTYPE', 'linux-gnu')
    preset('MACHTYPE', 'x86_64-pc-linux-gnu')
    variables.set('OPTERR', '1')
    shell.options.add('braceexpand')
    shell.options.add('hashall')
    shell.shopts = new Set(['checkwinsize', 'cmdhist', 'complete_fullquote', 'extquote', 'force_fignore', 'globasciiranges', 'globskipdots', 'hostcomplete', 'interactive_comments', 'patsub_replacement', 'progcomp', 'promptvars', 'sourcepath'])
    const { terminal } = process.files.get(0) ?? {}
    if (terminal) {
      variables.set('COLUMNS', String(terminal.columns))
      variables.set('LINES', String(terminal.rows))
    }
  } else shell.shopts.add('globskipdots')
  return shell
}

function namesDirectory(process: Process, path: string): boolean {
  if (!path.startsWith('/')) return false
  try {
    return process.fs.find(path, true, 'stat').path === process.fs.cwd
  } catch (error) {
    if (error instanceof SyscallError) return false
    throw error
  }
}

/** The program of a dialect. */
const shellProgram = (dialect: Dialect): Program => function* (process) {
  const argv0 = process.argv[0] ?? dialect.name
  const parsed = parseArguments(process.argv, dialect)
  const [first, ...others] = parsed.rest
  const input: Input = parsed.command !== undefined ? 'command' : first !== undefined && !parsed.readsInput ? 'file' : 'stdin'
  const name = input === 'stdin' ? argv0 : (first ?? argv0)
  const shell = createShell(process, dialect, name, input)
  shell.positional = input === 'stdin' ? parsed.rest : others
  shell.named = input !== 'stdin' && first !== undefined
  for (const option of parsed.options) shell.options.add(option)
  for (const option of parsed.shopts) shell.shopts.add(option)
  if (parsed.refused !== undefined) {
    yield* shell.say(`${argv0}: ${parsed.refused}`)
    return 2
  }
  const onTerminal = process.files.get(0)?.terminal !== undefined && process.files.get(2)?.terminal !== undefined
  if (parsed.interactive || (input === 'stdin' && onTerminal)) {
    shell.interactive = true
    shell.jobControl = onTerminal
    shell.shopts.add('expand_aliases')
    if (onTerminal) shell.options.add('monitor')
  }
  if (input === 'file') {
    const script = yield* readScript(shell, argv0, name)
    if (typeof script === 'number') return script
    return yield* live(shell, () => runSource(shell, script, ''))
  }
  if (parsed.command !== undefined) {
    const { command } = parsed
    return yield* live(shell, () => runSource(shell, command, dialect.name === 'bash' ? ': -c' : ''))
  }
  shell.input = shell.interactive ? 'interactive' : 'stdin'
  return yield* live(shell, () => runInput(shell))
}

function* readScript(shell: Shell, argv0: string, path: string): Op<string | number> {
  const { fs } = shell.process
  try {
    let found = path
    if (!path.includes('/') && !(yield* fs.exists(path))) found = (yield* findInPath(shell, path))?.path ?? path
    const content = yield* fs.readFile(found)
    const bytes = content.bytes()
    const head = bytes.subarray(0, 80)
    const line = head.indexOf(10)
    if (head.subarray(0, line < 0 ? head.length : line).includes(0) && head[0] === 0x7f) {
      yield* shell.say(`${path}: ${path}: cannot execute binary file`)
      return 126
    }
    return decode(bytes)
  } catch (error) {
    if (!(error instanceof SyscallError)) throw error
    if (shell.dialect.name === 'bash') yield* shell.say(error.code === 'EISDIR' ? `${argv0}: ${path}: Is a directory` : `${argv0}: ${path}: ${errorWords(error)}`)
    // A directory opens, and then there is nothing in it to read.
    else if (error.code === 'EISDIR') return 0
    else if (shell.dialect.name === 'dash') yield* shell.say(`${argv0}: 0: cannot open ${path}: ${error.code === 'ENOENT' ? 'No such file' : errorWords(error)}`)
    else yield* shell.say(`${argv0}: can't open '${path}': ${errorWords(error)}`)
    return error.code === 'ENOENT' ? (shell.dialect.name === 'bash' ? 127 : 2) : shell.dialect.name === 'bash' ? 126 : 2
  }
}

function parserFor(shell: Shell, text: string, firstLine: number): Parser {
  return new Parser(text, {
    dialect: shell.dialect, firstLine, extendedGlobs: shell.shopts.has('extglob'),
    aliases: shell.dialect.aliasesInScripts || shell.shopts.has('expand_aliases') ? shell.aliases : undefined,
  })
}

/** Run a whole script, line by line. `suffix` stands behind the name in syntax errors. */
function* runSource(shell: Shell, text: string, suffix: string): Op<number> {
  const { dialect } = shell
  let parser = parserFor(shell, text, 1)
  let status = 0
  for (;;) {
    try {
      if (shell.shopts.has('expand_aliases') && shell.dialect.name === 'bash') {
        const { at, text: rest } = parser
        const { line } = parser
        parser = parserFor(shell, rest.slice(at), line)
      }
      parser.extendedGlobs = shell.shopts.has('extglob')
      const script = parser.next()
      for (const here of parser.shortHere.splice(0)) {
        if (shell.dialect.name === 'bash') yield* shell.say(`${shell.name}: line ${here.endLine}: warning: here-document at line ${here.line} delimited by end-of-file (wanted \`${here.delimiter}')`)
      }
      if (!script) break
      if (shell.has('noexec')) continue
      if (shell.input === 'command' && parser.ended) markLast(script, dialect, shell.lastCommands)
      status = yield* runScript(shell, script)
      if (shell.unwinding) {
        shell.unwinding = undefined
        if (shell.dialect.name !== 'bash') break
      }
    } catch (error) {
      if (error instanceof ShellSyntaxError) {
        const prefix = shell.dialect.name === 'ash' && (shell.input === 'file' || shell.named) ? `${shell.name}: line ${shell.input === 'file' ? error.problem.line : 0}` : shell.name + suffix
        yield* shell.say(describeSyntaxError(error.problem, shell.dialect, prefix, false))
        // bash leaves `$?` alone after an error inside [[ ]], but not when it only wanted more.
        return error.problem.kind === 'message' && error.problem.token.includes('conditional') && !error.problem.token.includes('newline') ? shell.status : 2
      }
      if (error instanceof AbortCommand && !error.fatal && shell.input === 'file') {
        status = shell.status = error.status
        continue
      }
      throw error
    }
  }
  return status
}

/** Commands from standard input: a pipe, a file, a terminal. */
function* runInput(shell: Shell): Op<number> {
  const reader = new LineReader(shell.process.stdin)
  const { interactive } = shell
  const terminal = shell.process.files.get(0)?.terminal
  if (terminal && interactive) {
    terminal.foreground = shell.process
    shell.process.unhandled.delete('INT')
  }
  let buffer = ''
  let firstLine = 1
  let lines = 0
  for (;;) {
    if (interactive) {
      if (buffer === '') yield* tellJobs(shell)
      const prompt = shell.variables.get(buffer === '' ? 'PS1' : 'PS2') ?? defaultPrompt(shell, buffer !== '')
      yield* showPrompt(shell, prompt)
    }
    let line: string | undefined
    try {
      line = yield* reader.line()
    } catch (error) {
      if (!(error instanceof Interrupted) || error.signal !== 'INT' || !interactive) throw error
      yield* shell.say('')
      buffer = ''
      shell.status = 130
      continue
    }
    if (line === undefined) {
      if (buffer === '') break
      const parser = parserFor(shell, buffer, firstLine)
      try {
        parser.next()
      } catch (error) {
        if (!(error instanceof ShellSyntaxError)) throw error
        yield* shell.say(describeSyntaxError(error.problem, shell.dialect, shell.name, interactive))
        return 2
      }
      break
    }
    lines++
    if (shell.has('verbose')) yield* shell.say(line.replace(/\n$/, ''))
    buffer += line
    if (buffer.endsWith('\\\n')) continue
    const parser = parserFor(shell, buffer, firstLine)
    let script
    try {
      script = parser.next()
      if (parser.shortHere.length > 0 && line.endsWith('\n')) continue
    } catch (error) {
      if (!(error instanceof ShellSyntaxError)) throw error
      if (error.incomplete) continue
      yield* shell.say(describeSyntaxError(error.problem, shell.dialect, shell.name, interactive))
      shell.status = 2
      if (interactive) remember(shell, buffer)
      buffer = ''
      firstLine = lines + 1
      if (!interactive && shell.dialect.name !== 'bash') return 2
      continue
    }
    if (interactive) remember(shell, buffer)
    buffer = ''
    firstLine = lines + 1
    if (!script || shell.has('noexec')) continue
    try {
      yield* runScript(shell, script)
      shell.unwinding = undefined
    } catch (error) {
      if (error instanceof AbortCommand && (interactive || !error.fatal)) shell.status = error.status
      else if (error instanceof Interrupted && error.signal === 'INT' && interactive) {
        yield* shell.say('')
        shell.status = 130
        shell.condition = shell.loopDepth = 0
      } else throw error
    }
  }
  if (interactive) yield* shell.say(shell.dialect.name === 'bash' ? shell.farewell : '')
  return shell.status
}


function* tellJobs(shell: Shell): Op<void> {
  for (const job of shell.jobs) if (!isRunning(job) && !job.told) yield* shell.say(describeJob(shell, job))
  shell.jobs = shell.jobs.filter(isRunning)
}

const defaultPrompt = (shell: Shell, continued: boolean): string => (continued ? '> ' : shell.dialect.name === 'bash' ? '\\u@\\h:\\w\\$ ' : shell.dialect.name === 'ash' ? '\\w \\$ ' : shell.process.fs.credentials.uid === 0 ? '# ' : '$ ')

function* showPrompt(shell: Shell, source: string): Op<void> {
  const stderr = shell.process.files.get(2)
  if (stderr) yield* stderr.write(encode(yield* expandPrompt(shell, source)))
}

/** The shells, by the names under which a machine finds its programs. */
export const shellPrograms: ReadonlyMap<string, Program> = new Map([
  ['bash', shellProgram(BASH)],
  ['sh', shellProgram(DASH)],
  ['dash', shellProgram(DASH)],
  ['busybox:sh', shellProgram(ASH)],
  ['busybox:ash', shellProgram(ASH)],
])

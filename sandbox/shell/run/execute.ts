/** Running the syntax tree. */
import { MILLISECOND } from '../../sched/op.ts'
import type { Op } from '../../sched/op.ts'
import type {
  AndOr, ArithmeticFor, Case, Command, For, FunctionDefinition, If, Item, Loop, Pipeline, Redirection, Script, Select, Subshell, Word,
} from '../parse/ast.ts'
import { pipe } from '../../machine/files.ts'
import type { File } from '../../machine/files.ts'
import type { Process } from '../../machine/process.ts'
import { assignVariable } from '../expand/assign.ts'
import { expandArithmetic, expandPattern, expandText, expandWords } from '../expand/word.ts'
import { moreOfShell } from '../more.ts'
import { AbortCommand, ExitShell, ExpansionError } from './control.ts'
import { addJob } from './jobs.ts'
import { inForeground, startSubshell, waitForeground } from './processes.ts'
import { withRedirections } from './redirect.ts'
import type { Shell } from './shell.ts'
import { runTraps } from './signals.ts'
import { runSimple } from './simple.ts'
import { formatTimes } from './times.ts'

/** Run the items of a script or body; the status of the last. */
export function* runScript(shell: Shell, script: Script): Op<number> {
  let status = 0
  for (const item of script.items) {
    status = yield* runItem(shell, item)
    if (shell.unwinding) break
  }
  return status
}

function* runItem(shell: Shell, item: Item): Op<number> {
  if (item.background) {
    yield* startBackground(shell, item)
    shell.status = 0
    return 0
  }
  return yield* runCommand(shell, item.command)
}

/** Run one command; its status is also `$?`. */
export function* runCommand(shell: Shell, command: Command): Op<number> {
  let status: number
  try {
    if (shell.traps.has('DEBUG')) yield* beforeCommand(shell, command)
    status = yield* dispatch(shell, command)
  } catch (error) {
    if (!(error instanceof ExpansionError)) throw error
    yield* shell.complain(error.message)
    // The status of an unset parameter is 127 only for a line given with -c.
    const status = error.status === 127 && (shell.input !== 'command' || shell.subshellLevel > 0) ? 1 : error.status
    throw new AbortCommand(status, error.fatal || shell.dialect.posix)
  }
  shell.status = status
  if (shell.pendingTraps.length > 0) yield* runTraps(shell)
  if (status !== 0) yield* afterFailure(shell, command, status)
  return status
}

/** The DEBUG trap, which knows what is about to run. */
function* beforeCommand(shell: Shell, command: Command): Op<void> {
  const { kind } = command
  const action = shell.traps.get('DEBUG')
  if (shell.inDebugTrap || action === undefined || action === '' || (shell.functionDepth > 0 && !shell.has('functrace'))) return
  if (kind !== 'simple' && kind !== 'conditional' && kind !== 'arithmetic' && kind !== 'case' && kind !== 'for' && kind !== 'select') return
  const { status } = shell
  shell.line = command.line
  shell.commandText = moreOfShell.content.printCommand(command)
  shell.inDebugTrap = true
  try {
    yield* shell.runtime.runText(shell, action, { kind: 'trap', name: 'DEBUG' })
  } finally {
    shell.inDebugTrap = false
  }
  shell.status = status
}

/** `set -e` and the ERR trap: only for commands whose failure nothing asks for. */
function* afterFailure(shell: Shell, command: Command, status: number): Op<void> {
  if (shell.condition > 0 || shell.unwinding) return
  const { kind } = command
  const counts = kind === 'simple' || kind === 'subshell' || kind === 'conditional' || kind === 'arithmetic' || (kind === 'pipeline' && !command.negated)
  if (!counts) return
  const action = shell.traps.get('ERR')
  if (action !== undefined && action !== '' && (shell.functionDepth === 0 || shell.has('errtrace'))) {
    shell.condition++
    if (command.kind === 'simple') shell.line = command.line
    yield* shell.runtime.runText(shell, action, { kind: 'trap', name: 'ERR' })
    shell.condition--
    shell.status = status
  }
  if (shell.has('errexit')) throw new ExitShell(status)
}

function* dispatch(shell: Shell, command: Command): Op<number> {
  switch (command.kind) {
    case 'simple': return yield* runSimple(shell, command)
    case 'pipeline': return yield* runPipeline(shell, command)
    case 'and-or': return yield* runAndOr(shell, command)
    case 'function': return yield* define(shell, command)
    case 'group': return yield* redirected(shell, command.redirections, () => runScript(shell, command.body))
    case 'subshell': return yield* runSubshell(shell, command)
    case 'if': return yield* redirected(shell, command.redirections, () => runIf(shell, command))
    case 'loop': return yield* redirected(shell, command.redirections, () => runLoop(shell, command))
    case 'for': return yield* redirected(shell, command.redirections, () => runFor(shell, command))
    case 'arithmetic-for': return yield* redirected(shell, command.redirections, () => runArithmeticFor(shell, command))
    case 'select': return yield* redirected(shell, command.redirections, () => runSelect(shell, command))
    case 'case': return yield* redirected(shell, command.redirections, () => runCase(shell, command))
    case 'conditional': {
      shell.line = command.line
      return yield* redirected(shell, command.redirections, function* () {
        return (yield* moreOfShell.content.evaluateConditional(shell, command.test)) ? 0 : 1
      })
    }
    case 'arithmetic': {
      shell.line = command.line
      return yield* redirected(shell, command.redirections, function* () {
        try {
          if (shell.has('xtrace')) yield* shell.trace(`(( ${command.expression.source} ))`)
          return (yield* expandArithmetic(shell, command.expression)) === 0n ? 1 : 0
        } catch (error) {
          if (!(error instanceof ExpansionError) || error.fatal) throw error
          yield* shell.complain(`((: ${error.message}`)
          return 1
        }
      })
    }
  }
}

function* redirected(shell: Shell, redirections: readonly Redirection[], body: () => Op<number>): Op<number> {
  if (redirections.length === 0) return yield* body()
  return (yield* withRedirections(shell, redirections, body)) ?? (shell.dialect.name === 'dash' ? 2 : 1)
}

// Lists

function* runAndOr(shell: Shell, { first, rest }: AndOr): Op<number> {
  let status = yield* conditional(shell, () => runCommand(shell, first), rest.length > 0)
  for (let i = 0; i < rest.length; i++) {
    if (shell.unwinding) break
    const { operator, command } = rest[i] as AndOr['rest'][number]
    if ((operator === '&&') !== (status === 0)) continue
    status = yield* conditional(shell, () => runCommand(shell, command), i < rest.length - 1)
  }
  return status
}

/** Run something whose failure is asked for. */
function* conditional(shell: Shell, body: () => Op<number>, asked: boolean): Op<number> {
  if (!asked) return yield* body()
  shell.condition++
  try {
    return yield* body()
  } finally {
    shell.condition--
  }
}

function* define(shell: Shell, definition: FunctionDefinition): Op<number> {
  shell.functions.set(definition.name, definition)
  return 0
}

// Subshells and pipelines

function* runSubshell(shell: Shell, command: Subshell): Op<number> {
  const process = startSubshell(shell, { label: 'subshell', group: shell.process.group }, function* (twin) {
    twin.loopDepth = 0
    return yield* redirected(twin, command.redirections, () => runBody(twin, command.body))
  })
  const [status = 0] = yield* waitForeground(shell, [process], () => moreOfShell.content.printCommand(command))
  return status
}

/** The body of a subshell: a single command may take the process over. */
function* runBody(twin: Shell, body: Script): Op<number> {
  const [only, more] = body.items
  if (only && !more && !only.background && only.command.kind === 'simple') twin.mayBecome = true
  return yield* runScript(twin, body)
}

/** A command as a process of its own: a stage of a pipeline, a background job. */
export function* runAlone(twin: Shell, command: Command): Op<number> {
  twin.loopDepth = 0
  if (command.kind === 'simple') twin.mayBecome = true
  else if (command.kind === 'subshell') return yield* redirected(twin, command.redirections, () => runBody(twin, command.body))
  return yield* runCommand(twin, command)
}

/** What a lane of a process is called before it knows better. */
const labelOf = (command: Command): string => (command.kind === 'simple' ? (/^[A-Za-z0-9_./-]+/.exec(command.words[0]?.source ?? '')?.[0]?.replace(/^.*\//, '') ?? 'sh') : command.kind)

/** Start all stages, connected; the last writes to `files`' standard output. */
function startStages(shell: Shell, stages: readonly Command[], both: readonly boolean[], background: boolean): { processes: Process[]; group: number | undefined } {
  const { scheduler } = shell.process.machine
  const processes: Process[] = []
  let group = shell.jobControl ? undefined : shell.process.group
  let input: File | undefined
  for (let i = 0; i < stages.length; i++) {
    const stage = stages[i] as Command
    const files = new Map(shell.process.files)
    const owned: File[] = []
    if (input) {
      files.set(0, input)
      owned.push(input)
    }
    let next: File | undefined
    if (i < stages.length - 1) {
      const { reader, writer } = pipe(scheduler, shell.pipeName())
      files.set(1, writer)
      if (both[i]) files.set(2, writer)
      owned.push(writer)
      next = reader
    }
    const process = startSubshell(shell, { files, group, label: labelOf(stage), background }, twin => runAlone(twin, stage))
    group ??= process.group
    processes.push(process)
    for (const file of owned) file.release()
    input = next
  }
  return { processes, group: shell.jobControl ? group : undefined }
}


function* runPipeline(shell: Shell, command: Pipeline): Op<number> {
  const { stages } = command
  const startTick = shell.process.machine.scheduler.now()
  let status = 0
  const [only, more] = stages
  if (only && !more) status = yield* conditional(shell, () => runCommand(shell, only), command.negated)
  else if (only) status = yield* runStages(shell, command)
  if (command.timed) {
    const ticks = shell.process.machine.scheduler.now() - startTick
    yield* shell.say(formatTimes(Math.round(ticks / MILLISECOND), command.timed === 'posix'))
  }
  return command.negated ? (status === 0 ? 1 : 0) : status
}

function* runStages(shell: Shell, command: Pipeline): Op<number> {
  const { processes, group } = startStages(shell, command.stages, command.both, false)
  const statuses = yield* inForeground(shell, group, () => waitForeground(shell, processes, () => moreOfShell.content.printCommand(command)))
  shell.pipeStatus = statuses
  const last = statuses[statuses.length - 1] ?? 0
  if (!shell.has('pipefail')) return last
  let failed = 0
  for (const status of statuses) if (status !== 0) failed = status
  return failed
}

function* startBackground(shell: Shell, item: Item): Op<void> {
  const { command } = item
  let started: { processes: Process[]; group: number | undefined }
  if (command.kind === 'pipeline' && command.stages.length > 1 && !command.negated && !command.timed) {
    started = startStages(shell, command.stages, command.both, true)
  } else {
    const process = startSubshell(shell, { label: labelOf(command), background: true, group: shell.jobControl ? undefined : shell.process.group }, function* (twin) {
      if (!shell.jobControl) yield* detachInput(twin)
      return yield* runAlone(twin, command)
    })
    started = { processes: [process], group: shell.jobControl ? process.group : undefined }
  }
  const last = started.processes[started.processes.length - 1] as Process
  shell.lastBackground = shell.pidOf(last)
  const job = addJob(shell, started.processes, moreOfShell.content.printCommand(command), started.group)
  if (shell.interactive) yield* shell.say(`[${job.number}] ${shell.pidOf(last)}`)
}

/** Without job control a background command does not read the shell's input. */
function* detachInput(twin: Shell): Op<void> {
  const { process } = twin
  if (process.files.has(0)) process.redirect(0, EMPTY_INPUT)
}

const EMPTY_INPUT: File = {
  terminal: undefined,
  regular: undefined,
  *read() {
    return undefined
  },
  *write() {},
  retain() {},
  release() {},
}

// Compound commands

function* runIf(shell: Shell, { branches, otherwise }: If): Op<number> {
  for (const { condition, body } of branches) {
    const status = yield* conditional(shell, () => runScript(shell, condition), true)
    if (shell.unwinding) return status
    if (status === 0) return yield* runScript(shell, body)
  }
  return otherwise ? yield* runScript(shell, otherwise) : 0
}

/** After a turn of a loop: does the loop end here? */
function leaves(shell: Shell): boolean {
  const { unwinding } = shell
  if (!unwinding) return false
  if (unwinding.kind === 'return') return true
  if (unwinding.levels > 1) {
    shell.unwinding = { kind: unwinding.kind, levels: unwinding.levels - 1 }
    return true
  }
  shell.unwinding = undefined
  return unwinding.kind === 'break'
}

function* runLoop(shell: Shell, { until, condition, body }: Loop): Op<number> {
  let status = 0
  shell.loopDepth++
  try {
    for (;;) {
      const asked = yield* conditional(shell, () => runScript(shell, condition), true)
      if (shell.unwinding ? leaves(shell) : (asked === 0) === until) return status
      status = yield* runScript(shell, body)
      yield* shell.breathe()
      if (leaves(shell)) return status
    }
  } finally {
    shell.loopDepth--
  }
}

function* runFor(shell: Shell, { name, words, body, line }: For): Op<number> {
  shell.line = line
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    yield* shell.complain(`\`${name}': not a valid identifier`)
    return 1
  }
  const values = words ? yield* expandWords(shell, words) : shell.positional
  let status = 0
  shell.loopDepth++
  try {
    for (const value of values) {
      assignVariable(shell, name, undefined, value, false)
      if (shell.has('xtrace') && shell.dialect.name === 'bash') yield* shell.trace(`for ${name} in ${words ? words.map(word => word.source).join(' ') : '"$@"'}`)
      status = yield* runScript(shell, body)
      yield* shell.breathe()
      if (leaves(shell)) break
    }
    return status
  } finally {
    shell.loopDepth--
  }
}

function* runArithmeticFor(shell: Shell, { start, condition, next, body, line }: ArithmeticFor): Op<number> {
  shell.line = line
  const evaluate = function* (word: Word): Op<bigint> {
    if (shell.has('xtrace')) yield* shell.trace(`(( ${word.source.trim()} ))`)
    return yield* expandArithmetic(shell, word)
  }
  yield* evaluate(start)
  let status = 0
  shell.loopDepth++
  try {
    for (;;) {
      if (condition.source.trim() !== '' && (yield* evaluate(condition)) === 0n) return status
      status = yield* runScript(shell, body)
      yield* shell.breathe()
      if (leaves(shell)) return status
      yield* evaluate(next)
    }
  } finally {
    shell.loopDepth--
  }
}

function* runSelect(shell: Shell, { name, words, body, line }: Select): Op<number> {
  shell.line = line
  const values = words ? yield* expandWords(shell, words) : shell.positional
  let status = 0
  if (values.length === 0) return 0
  let showing = true
  shell.loopDepth++
  try {
    for (;;) {
      for (let i = 0; i < values.length && showing; i++) yield* shell.say(`${i + 1}) ${values[i] ?? ''}`)
      const stderr = shell.process.files.get(2)
      if (stderr) yield* stderr.write(new Uint8Array([...(shell.variables.get('PS3') ?? '#? ')].map(char => char.charCodeAt(0))))
      const read = yield* shell.runtime.runArguments(shell, ['read', '-r', 'REPLY'], { functions: false, programs: false })
      if (read !== 0) return 1
      const reply = shell.variables.get('REPLY') ?? ''
      showing = reply === ''
      if (showing) continue
      assignVariable(shell, name, undefined, values[Number(reply) - 1] ?? '', false)
      status = yield* runScript(shell, body)
      if (leaves(shell)) return status
    }
  } finally {
    shell.loopDepth--
  }
}

function* runCase(shell: Shell, { subject, arms, line }: Case): Op<number> {
  shell.line = line
  const text = yield* expandText(shell, subject)
  if (shell.has('xtrace') && shell.dialect.name === 'bash') yield* shell.trace(`case ${subject.source} in`)
  const extended = shell.shopts.has('extglob')
  let status = 0
  let falling = false
  for (const arm of arms) {
    let matched = falling
    for (const candidate of arm.patterns) {
      if (matched) break
      matched = moreOfShell.content.pattern(yield* expandPattern(shell, candidate), extended, shell.shopts.has('nocasematch')).matches(text)
    }
    if (!matched) continue
    status = yield* runScript(shell, arm.body)
    if (shell.unwinding || arm.end === ';;') return status
    falling = arm.end === ';&'
  }
  return status
}

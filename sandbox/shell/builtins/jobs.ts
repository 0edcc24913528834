/** Jobs, signals, and what of the process a shell can change. */
import { SIGNAL_NUMBERS } from '../../machine/machine.ts'
import { findProcess, maySignal, processesSeenFrom, sendSignal } from '../../machine/pids.ts'
import type { Process } from '../../machine/process.ts'
import { MILLISECOND } from '../../sched/op.ts'
import type { Op } from '../../sched/op.ts'
import { Interrupted } from '../../sched/scheduler.ts'
import { singleQuote } from '../expand/quote.ts'
import { describeJob, findJob, isRunning, statusOf } from '../run/jobs.ts'
import type { Job } from '../run/jobs.ts'
import { inForeground, tellDeath, waitForeground } from '../run/processes.ts'
import { clockTime } from '../run/times.ts'
import type { Shell } from '../run/shell.ts'
import { complainApplet } from './output.ts'
import { badOption, readLetters, sayUsage } from './usage.ts'

/** Names of signals by number, as Linux has them on our processors. */
const SIGNALS: readonly string[] = ['EXIT', 'HUP', 'INT', 'QUIT', 'ILL', 'TRAP', 'ABRT', 'BUS', 'FPE', 'KILL', 'USR1', 'SEGV', 'USR2', 'PIPE', 'ALRM', 'TERM', 'STKFLT', 'CHLD', 'CONT', 'STOP', 'TSTP', 'TTIN', 'TTOU', 'URG', 'XCPU', 'XFSZ', 'VTALRM', 'PROF', 'WINCH', 'IO', 'PWR', 'SYS']

/** The name of a signal given by name or number; undefined when there is none. */
export function signalName(text: string): string | undefined {
  if (/^[0-9]+$/.test(text)) return SIGNALS[Number(text)]
  const name = text.toUpperCase().replace(/^SIG/, '')
  return SIGNALS.includes(name) ? name : undefined
}

export function* jobs(shell: Shell, args: readonly string[]): Op<number> {
  const options = readLetters(args, 'lnprs')
  if (options.bad !== undefined) return yield* badOption(shell, 'jobs', options.bad)
  const chosen = options.rest.length > 0 ? options.rest.map(name => findJob(shell, name)) : shell.jobs
  let status = 0
  for (const [at, job] of chosen.entries()) {
    if (!job) {
      yield* shell.complain(`${options.rest[at] ?? ''}: no such job`, 'jobs')
      status = 1
      continue
    }
    if (options.letters.has('r') && !isRunning(job)) continue
    if (options.letters.has('s')) continue
    const over = !isRunning(job)
    yield* shell.print(options.letters.has('p') ? `${job.pids[0] ?? ''}\n` : `${describeJob(shell, job, options.letters.has('l'))}\n`)
    if (over) job.told = true
  }
  shell.jobs = shell.jobs.filter(job => isRunning(job) || !job.told)
  return status
}

function* noSuchJob(shell: Shell, name: string, builtin: string): Op<void> {
  yield* shell.complainAs({ bash: `${name}: no such job`, ash: `${name}: no such job`, dash: `No such job: ${name}` }, builtin)
}

/** Wait until something is over, unless a trapped signal comes first: its status then. */
function* until(shell: Shell, target: string, over: () => boolean, tick: () => number): Op<number | undefined> {
  shell.interruptible = true
  try {
    if (!over()) yield { kind: 'wait', target, ticks: 0, blocked: () => !over(), readyAtTick: tick }
    return undefined
  } catch (error) {
    if (error instanceof Interrupted && shell.pendingTraps.includes(error.signal)) return 128 + (SIGNAL_NUMBERS[error.signal] ?? 0)
    throw error
  } finally {
    shell.interruptible = false
  }
}

const endTick = (processes: readonly Process[]): number => Math.max(0, ...processes.map(process => process.task?.atTick ?? 0))

export function* wait(shell: Shell, args: readonly string[]): Op<number> {
  const options = readLetters(args, 'fn', 'p')
  if (options.bad !== undefined) return yield* badOption(shell, 'wait', options.bad)
  const named: { readonly name: string; readonly job: Job | undefined; readonly process: Process | undefined }[] = []
  let status = 0
  for (const name of options.rest) {
    if (name.startsWith('%')) {
      const job = findJob(shell, name)
      if (!job) {
        yield* noSuchJob(shell, name, 'wait')
        if (shell.dialect.posix) return 2
        status = 127
      }
      named.push({ name, job, process: undefined })
    } else if (/^[0-9]+$/.test(name)) {
      const job = shell.jobs.find(candidate => candidate.pids.includes(Number(name)))
      const process = job?.processes[job.pids.indexOf(Number(name))]
      if (!process && !shell.waited.has(Number(name))) {
        if (shell.dialect.name === 'bash') yield* shell.complain(`pid ${name} is not a child of this shell`, 'wait')
        status = 127
      }
      named.push({ name, job: undefined, process })
    } else {
      yield* shell.complain(shell.dialect.name === 'bash' ? `\`${name}': not a pid or valid job spec` : `Illegal number: ${name}`, 'wait')
      status = shell.dialect.name === 'bash' ? 1 : 2
    }
  }
  if (options.letters.has('n')) return yield* waitNext(shell, named.map(one => one.job ?? shell.jobs.find(job => one.process && job.processes.includes(one.process))).filter(job => job !== undefined))
  if (options.rest.length === 0) {
    const waiting = [...shell.jobs]
    const processes = waiting.flatMap(job => job.processes)
    const interrupted = yield* until(shell, 'jobs', () => !waiting.some(isRunning), () => endTick(processes))
    if (interrupted !== undefined) return interrupted
    for (const job of waiting) {
      rememberEnd(shell, job)
      if (shell.dialect.name === 'bash') for (const process of job.processes) yield* tellWaitedDeath(shell, process, job)
    }
    if (!shell.dialect.posix) yield* forget(shell, waiting)
    return 0
  }
  for (const one of named) {
    const processes = one.job ? one.job.processes : one.process ? [one.process] : []
    if (processes.length === 0) {
      const known = shell.waited.get(Number(one.name))
      if (known !== undefined) status = known
      continue
    }
    const interrupted = yield* until(shell, one.name, () => processes.every(process => process.task?.ended ?? true), () => endTick(processes))
    if (interrupted !== undefined) return interrupted
    status = one.job ? statusOf(one.job) : (one.process?.exitStatus ?? 0)
    for (const process of processes) yield* tellWaitedDeath(shell, process, one.job ?? shell.jobs.find(job => job.processes.includes(process)))
    for (const job of [...shell.jobs]) {
      if (isRunning(job) || !(job === one.job || job.processes.includes(processes[0] as Process))) continue
      rememberEnd(shell, job)
      yield* forget(shell, [job])
    }
  }
  return status
}

/** Take jobs that ended out of the table; a terminal is told of them. */
function* forget(shell: Shell, ended: readonly Job[]): Op<void> {
  if (shell.interactive) for (const job of ended) if (!job.told) yield* shell.say(describeJob(shell, job))
  shell.jobs = shell.jobs.filter(job => !ended.includes(job))
}

/** A background process that a signal ended is told of when it is waited for; bash keeps quiet about TERM. */
function* tellWaitedDeath(shell: Shell, process: Process, job: Job | undefined): Op<void> {
  if (process.endedBy === undefined || shell.interactive || process.endedBy === 'INT' || process.endedBy === 'PIPE') return
  if (shell.dialect.name === 'bash' && process.endedBy === 'TERM') return
  yield* tellDeath(shell, process, job?.text ?? '')
}

/** Keep the status for another `wait` with the same process. */
function rememberEnd(shell: Shell, job: Job): void {
  for (const [at, process] of job.processes.entries()) shell.waited.set(job.pids[at] ?? 0, process.exitStatus ?? 0)
}

function* waitNext(shell: Shell, among: readonly Job[]): Op<number> {
  const waiting = among.length > 0 ? among : [...shell.jobs]
  if (waiting.length === 0) return 127
  const done = (): Job | undefined => waiting.find(job => !isRunning(job))
  const interrupted = yield* until(shell, 'jobs', () => done() !== undefined, () => {
    const job = done()
    return job ? endTick(job.processes) : 0
  })
  if (interrupted !== undefined) return interrupted
  const job = done() as Job
  rememberEnd(shell, job)
  shell.jobs = shell.jobs.filter(other => other !== job)
  return statusOf(job)
}

export function* fg(shell: Shell, args: readonly string[], name: string): Op<number> {
  if (!shell.jobControl && shell.dialect.name === 'bash') {
    yield* shell.complain('no job control', name)
    return 1
  }
  const job = findJob(shell, args[0] ?? '%+')
  if (!job) {
    yield* shell.complainAs({ bash: `${args[0] ?? 'current'}: no such job`, ash: args[0] === undefined ? 'No current job' : `${args[0]}: no such job`, dash: args[0] === undefined ? 'No current job' : `No such job: ${args[0]}` }, name)
    return shell.dialect.name === 'bash' ? 1 : 2
  }
  if (name === 'bg') {
    if (isRunning(job)) yield* shell.complain(`job ${job.number} already in background`, 'bg')
    return 0
  }
  yield* shell.print(`${job.text}\n`)
  job.told = true
  const statuses = yield* inForeground(shell, job.group, () => waitForeground(shell, job.processes, () => job.text))
  shell.jobs = shell.jobs.filter(other => other !== job)
  return statuses[statuses.length - 1] ?? 0
}

export function* disown(shell: Shell, args: readonly string[]): Op<number> {
  const options = readLetters(args, 'har')
  if (options.bad !== undefined) return yield* badOption(shell, 'disown', options.bad)
  if (options.letters.has('a')) shell.jobs = []
  for (const name of options.rest.length > 0 ? options.rest : options.letters.size > 0 ? [] : ['%+']) {
    const job = name.startsWith('%') ? findJob(shell, name) : shell.jobs.find(candidate => candidate.pids.includes(Number(name)))
    if (!job) {
      yield* shell.complain(`${name === '%+' ? 'current' : name}: no such job`, 'disown')
      return 1
    }
    shell.jobs = shell.jobs.filter(other => other !== job)
  }
  return 0
}

export function* kill(shell: Shell, args: readonly string[]): Op<number> {
  const bash = shell.dialect.name === 'bash'
  let signal = 'TERM'
  let rest = args
  const [first = ''] = args
  if (first === '-l' || first === '-L') return yield* listSignals(shell, args.slice(1))
  if (first === '-s' || first === '-n') {
    const name = signalName(args[1] ?? '')
    if (name === undefined) {
      yield* complainApplet(shell, bash ? `${args[1] ?? ''}: invalid signal specification` : `invalid signal '${args[1] ?? ''}'`, 'kill')
      return 1
    }
    signal = name
    rest = args.slice(2)
  } else if (first === '--') rest = args.slice(1)
  else if (/^-./.test(first)) {
    const name = signalName(first.slice(1))
    if (name === undefined) {
      yield* complainApplet(shell, bash ? `${first.slice(1)}: invalid signal specification` : shell.dialect.name === 'dash' ? `Illegal option ${first.slice(0, 2)}` : `bad signal name '${first.slice(1)}'`, 'kill')
      return shell.dialect.name === 'dash' ? 2 : 1
    }
    signal = name
    rest = args.slice(1)
  }
  if (rest[0] === '--') rest = rest.slice(1)
  if (rest.length === 0) {
    if (bash) return yield* sayUsage(shell, 'kill')
    yield* complainApplet(shell, shell.dialect.name === 'dash' ? 'Usage: kill [-s sigspec | -signum | -sigspec] [pid | job]... or\nkill -l [exitstatus]' : 'you need to specify whom to kill', 'kill')
    return shell.dialect.name === 'dash' ? 2 : 1
  }
  let status = 0
  for (const target of rest) {
    const failed = yield* killOne(shell, target, signal)
    if (failed !== 0) status = failed
  }
  return status
}

function* killOne(shell: Shell, target: string, signal: string): Op<number> {
  const bash = shell.dialect.name === 'bash'
  const { machine } = shell.process
  yield { kind: 'signal', target: `${signal} ${target}`, ticks: 1000 }
  if (target.startsWith('%')) {
    const job = findJob(shell, target)
    if (!job) {
      yield* noSuchJob(shell, target, 'kill')
      return bash ? 1 : 2
    }
    for (const process of job.processes) deliver(shell, process, signal)
    return 0
  }
  if (!/^-?[0-9]+$/.test(target)) {
    if (bash) yield* shell.complain(`${target}: arguments must be process or job IDs`, 'kill')
    else yield* complainApplet(shell, shell.dialect.name === 'dash' ? `Illegal number: ${target}` : `invalid number '${target}'`, 'kill')
    return shell.dialect.name === 'dash' ? 2 : 1
  }
  const number = Number(target)
  const { container } = shell.process
  const visible = processesSeenFrom(machine, container)
  const leader = number < -1 ? findProcess(machine, container, -number) : undefined
  const chosen = number < -1 ? visible.filter(process => process.group === leader?.group)
    : number === -1 ? visible.filter(process => process !== shell.process && shell.pidOf(process) !== 1)
      : number === 0 ? visible.filter(process => process.group === shell.process.group)
        : visible.filter(process => shell.pidOf(process) === number)
  if (chosen.length === 0) {
    // init is there, and takes no signal that ends it.
    if (number === 1 && container === undefined) {
      if (shell.process.fs.credentials.uid === 0) return 0
      yield* complainApplet(shell, bash ? `(${target}) - Operation not permitted` : shell.dialect.name === 'dash' ? 'Operation not permitted\n' : `can't kill pid ${target}: Operation not permitted`, 'kill')
      return 1
    }
    if (shell.waited.has(number) || shell.jobs.some(job => job.pids.includes(number))) {
      if (bash) yield* shell.complain(`(${target}) - No such process`, 'kill')
      return 1
    }
    yield* complainApplet(shell, bash ? `(${target}) - No such process` : shell.dialect.name === 'dash' ? 'No such process\n' : `can't kill pid ${target}: No such process`, 'kill')
    return 1
  }
  let status = 0
  for (const process of chosen) {
    if (maySignal(shell.process, process)) deliver(shell, process, signal)
    else {
      yield* complainApplet(shell, bash ? `(${target}) - Operation not permitted` : shell.dialect.name === 'dash' ? 'Operation not permitted\n' : `can't kill pid ${target}: Operation not permitted`, 'kill')
      status = 1
    }
  }
  return status
}

function deliver(shell: Shell, process: Process, signal: string): void {
  if (signal === 'EXIT') return
  if (process === shell.process) {
    const action = shell.traps.get(signal)
    if (action !== undefined && signal !== 'KILL') {
      if (action !== '') shell.pendingTraps.push(signal)
      return
    }
    if (signal === 'CHLD' || signal === 'CONT' || signal === 'WINCH' || signal === 'URG') return
    // The first process of a container only hears what it has a trap for.
    if (process.container !== undefined && process.ownPid === 1) return
    if (shell.interactive && (signal === 'TERM' || signal === 'INT' || signal === 'QUIT')) return
    if (signal !== 'KILL') throw new Interrupted(signal)
  }
  sendSignal(shell.process, process, signal)
}

function* listSignals(shell: Shell, args: readonly string[]): Op<number> {
  if (args.length === 0) {
    if (shell.dialect.name !== 'bash') {
      yield* shell.print(`0\n${SIGNALS.slice(1).join('\n')}\n`)
      return 0
    }
    let text = ''
    for (let number = 1; number < SIGNALS.length; number++) text += `${String(number).padStart(2)}) SIG${SIGNALS[number] ?? ''}${number % 5 === 0 || number === SIGNALS.length - 1 ? '\n' : '\t'}`
    yield* shell.print(text)
    return 0
  }
  for (const argument of args) {
    const number = Number(argument)
    if (/^[0-9]+$/.test(argument)) {
      const name = SIGNALS[number > 128 ? number - 128 : number]
      if (name === undefined) {
        yield* shell.complain(`${argument}: invalid signal specification`, 'kill')
        return 1
      }
      yield* shell.print(`${number === 0 ? 'EXIT' : name}\n`)
      continue
    }
    const name = signalName(argument)
    if (name === undefined) {
      yield* shell.complain(`${argument}: invalid signal specification`, 'kill')
      return 1
    }
    yield* shell.print(`${SIGNALS.indexOf(name)}\n`)
  }
  return 0
}

const PSEUDO: ReadonlySet<string> = new Set(['EXIT', 'ERR', 'DEBUG', 'RETURN'])

export function* trap(shell: Shell, args: readonly string[]): Op<number> {
  const bash = shell.dialect.name === 'bash'
  let rest = args
  if (bash) {
    const options = readLetters(args, 'lp')
    if (options.bad !== undefined && !/^-[0-9]?$/.test(options.bad)) return yield* badOption(shell, 'trap', options.bad)
    if (options.letters.has('l')) return yield* listSignals(shell, [])
    if (options.letters.has('p')) return yield* listTraps(shell, options.rest)
    if (args[0] === '--') rest = args.slice(1)
  } else if (args[0] === '--') rest = args.slice(1)
  if (rest.length === 0) return yield* listTraps(shell, [])
  let action: string | undefined = rest[0]
  let signals = rest.slice(1)
  if (rest.length === 1 || /^[0-9]+$/.test(action ?? '')) {
    signals = [...rest]
    action = undefined
  } else if (action === '-') action = undefined
  let status = 0
  for (const text of signals) {
    const upper = text.toUpperCase()
    const name = PSEUDO.has(upper) && (bash || (upper === 'ERR' && shell.dialect.name === 'ash')) ? upper : signalName(text)
    if (name === undefined) {
      if (shell.dialect.name === 'dash') yield* shell.say(`trap: ${text}: bad trap`)
      else yield* shell.complain(`${text}: invalid signal specification`, 'trap')
      status = 1
      continue
    }
    shell.inheritedTraps = undefined
    if (action === undefined) {
      shell.traps.delete(name)
      shell.process.ignored.delete(name)
    } else {
      shell.traps.set(name, action)
      shell.process.unhandled.delete(name)
      if (action === '') shell.process.ignored.add(name)
      else shell.process.ignored.delete(name)
    }
  }
  return status
}

function* listTraps(shell: Shell, names: readonly string[]): Op<number> {
  const wanted = names.map(name => signalName(name) ?? name.toUpperCase())
  const order = [...SIGNALS, 'DEBUG', 'ERR', 'RETURN']
  for (const name of order) {
    const action = (shell.inheritedTraps ?? shell.traps).get(name)
    if (action === undefined || (wanted.length > 0 && !wanted.includes(name))) continue
    yield* shell.print(`trap -- ${singleQuote(action)} ${PSEUDO.has(name) || shell.dialect.name !== 'bash' ? name : `SIG${name}`}\n`)
  }
  return 0
}

export function* times(shell: Shell): Op<number> {
  const ticks = shell.process.machine.scheduler.now() - shell.startedAtTick
  const own = clockTime(Math.round(ticks / MILLISECOND))
  yield* shell.print(`${own} 0m0.000s\n0m0.000s 0m0.000s\n`)
  return 0
}

export function* umask(shell: Shell, args: readonly string[]): Op<number> {
  const options = readLetters(args, 'pS')
  if (options.bad !== undefined) return yield* badOption(shell, 'umask', options.bad)
  const { fs } = shell.process
  const [mode] = options.rest
  const octal = (): string => fs.umask.toString(8).padStart(4, '0')
  const symbolic = (): string => ['u', 'g', 'o'].map((who, at) => `${who}=${'rwx'.split('').filter((_, bit) => (fs.umask & (0o400 >> (at * 3 + bit))) === 0).join('')}`).join(',')
  if (mode === undefined) {
    yield* shell.print(`${options.letters.has('p') ? 'umask ' : ''}${options.letters.has('S') ? (options.letters.has('p') ? '-S ' : '') + symbolic() : octal()}\n`)
    return 0
  }
  if (/^[0-9]/.test(mode)) {
    if (!/^[0-7]{1,4}$/.test(mode)) {
      yield* shell.complainAs({ bash: `${mode}: octal number out of range`, ash: `illegal mode: ${mode}`, dash: `Illegal number: ${mode}` }, 'umask')
      return shell.dialect.posix ? 2 : 1
    }
    fs.umask = parseInt(mode, 8) & 0o777
    return 0
  }
  let allowed = ~fs.umask & 0o777
  for (const clause of mode.split(',')) {
    const found = /^([ugoa]*)([-+=])([rwxX]*)$/.exec(clause)
    if (!found) {
      yield* shell.complainAs({ bash: `\`${clause.charAt(0)}': invalid symbolic mode operator`, ash: `illegal mode: ${mode}`, dash: `Illegal mode: ${mode}` }, 'umask')
      return 1
    }
    const [, who = '', operator, letters = ''] = found
    let bits = 0
    for (const letter of letters) bits |= letter === 'r' ? 4 : letter === 'w' ? 2 : 1
    for (const [one, shift] of [['u', 6], ['g', 3], ['o', 0]] as const) {
      if (who !== '' && !who.includes(one) && !who.includes('a')) continue
      const mask = bits << shift
      if (operator === '+') allowed |= mask
      else if (operator === '-') allowed &= ~mask
      else allowed = (allowed & ~(7 << shift)) | mask
    }
  }
  fs.umask = ~allowed & 0o777
  return 0
}

export function* ulimit(shell: Shell, args: readonly string[]): Op<number> {
  if (args.length === 0 || args.join(' ') === '-f') {
    yield* shell.print('unlimited\n')
    return 0
  }
  if (args.length === 1 && args[0] === '-n') {
    yield* shell.print('1024\n')
    return 0
  }
  yield* shell.complain('limits are not simulated', 'ulimit')
  return 1
}

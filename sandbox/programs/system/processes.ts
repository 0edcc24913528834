import type { Machine } from '../../machine/machine.ts'
import { SIGNAL_NUMBERS } from '../../machine/machine.ts'
import { findProcess, maySignal, pidSeenFrom, processesSeenFrom, sendSignal } from '../../machine/pids.ts'
import { executablePath, memoryKilobytes } from '../../machine/proc-fs.ts'
import type { Process } from '../../machine/process.ts'
import { SECOND } from '../../sched/op.ts'
import type { Op } from '../../sched/op.ts'
import { UsageError } from '../options.ts'
import { Failure } from '../define-program.ts'
import type { ProgramDescription, Run } from '../define-program.ts'
import { readAccounts } from './accounts.ts'
import type { Accounts } from './accounts.ts'
import { clock } from './times.ts'

/** A line of `ps`. */
interface Row {
  readonly pid: number
  readonly ppid: number
  readonly user: string
  readonly uid: number
  readonly tty: string
  readonly group: number
  readonly stat: string
  readonly start: string
  readonly name: string
  readonly command: string
  readonly self: boolean
  readonly sameTerminal: boolean
  readonly kilobytes: number
}

const terminalOf = (process: Process): string => [0, 1, 2].map(descriptor => process.files.get(descriptor)?.terminal?.name).find(name => name !== undefined) ?? ''

/** Terminals are `pts/N` to `ps`, in the order of their names. */
function ttyName(machine: Machine, terminal: string): string {
  if (terminal === '') return '?'
  const names = [...new Set([...machine.processes.values()].map(terminalOf))].filter(name => name !== '').sort()
  return `pts/${names.indexOf(terminal)}`
}

/** Size of a process in kB: what its kind of program usually takes. */
const kilobytesOf = (name: string): number => ({ dockerd: 81_200, bash: 5_400, sh: 1_900, ps: 4_100 })[name] ?? 3_200

function rows(run: Run, accounts: Accounts): Row[] {
  const { process: own } = run
  const { machine, container } = own
  const myTerminal = terminalOf(own)
  const all = processesSeenFrom(machine, container).map((process): Row => {
    const { uid } = process.fs.credentials
    const terminal = terminalOf(process)
    const parent = process.parent
    return {
      pid: pidSeenFrom(machine, container, process), ppid: !parent || parent.exitStatus !== undefined ? (container ? 0 : 1) : parent.container === container || !container ? pidSeenFrom(machine, container, parent) : 0,
      user: accounts.userName(uid), uid, tty: ttyName(machine, terminal), group: process.group, stat: process === own ? 'R+' : process.parent ? 'S' : 'Ss',
      start: clock(machine.disk.epochSeconds + process.startedAtTick / SECOND), name: process.name, command: process.argv.join(' '), self: process === own, sameTerminal: terminal === myTerminal, kilobytes: kilobytesOf(process.name),
    }
  })
  if (container !== undefined || all.some(row => row.pid === 1)) return all
  const boot = clock(machine.disk.epochSeconds)
  return [{ pid: 1, ppid: 0, user: 'root', uid: 0, tty: '?', group: 1, stat: 'Ss', start: boot, name: 'systemd', command: '/sbin/init', self: false, sameTerminal: false, kilobytes: 12_908 }, ...all]
}

/** BSD style: letters without a dash, some with another meaning. */
const bsdLetter = (letter: string): string[] => (letter === 'u' ? ['-o', BSD_USER] : letter === 'e' || letter === 'f' ? [] : [`-${letter}`])
const BSD_USER = 'bsd-user'

export const ps: ProgramDescription = {
  name: 'ps',
  usage: '[options]',
  about: 'Report a snapshot of the current processes.',
  family: 'procps-ng',
  coding: 'characters',
  options: ['A,e: all processes', 'a: all with a terminal', 'x: without a terminal too', 'u: for people, or of a user', 'f: full format', 'l: long format', 'w: wide', 'o=FORMAT: the columns', 'p=PID: these processes', 'C=NAME: by name', 'H,forest: ', 'no-headers: ', 'sort=KEY: ', 'T: ', 'L: ', 'r: ', 'g: ', 'd: '],
  legacy: args => args.flatMap(arg => (/^[auxfewlr]+$/.test(arg) ? [...arg].flatMap(bsdLetter) : [arg])),
  *run(run) {
    const { options } = run
    const accounts = yield* readAccounts(run.process)
    let shown = rows(run, accounts)
    if (run.style === 'busybox') {
      const chosen = options.values('o').flatMap(words => words.split(',')).map(name => APPLET_COLUMNS[name])
      if (chosen.includes(undefined)) throw new Failure(`bad -o argument '${options.value('o') ?? ''}', supported arguments: ${Object.keys(APPLET_COLUMNS).join(',')}`)
      const columns = chosen.filter(each => each !== undefined)
      if (columns.length > 0) {
        const line = (cells: readonly string[]): string => `${cells.map((cell, i) => (i === cells.length - 1 ? cell : cell.padEnd(columns[i]?.width ?? 0))).join(' ')}\n`
        yield* run.out.print(line(columns.map(({ title }) => title)))
        for (const row of shown) yield* run.out.print(line(columns.map(({ of, width, right }) => (right ? of(row, 1).padStart(width) : of(row, 1)))))
        return
      }
      yield* run.out.print('PID   USER     TIME  COMMAND\n')
      for (const row of shown) yield* run.out.print(`${String(row.pid).padStart(5)} ${row.user.slice(0, 8).padEnd(8)}  0:00 ${row.command}\n`)
      return
    }
    const everything = options.has('A') || (options.has('a') && options.has('x')) || options.has('x')
    const pids = options.values('p').flatMap(words => words.split(/[ ,]+/)).concat(run.operands)
    const names = options.values('C')
    if (pids.length > 0) shown = shown.filter(row => pids.includes(String(row.pid)))
    else if (names.length > 0) shown = shown.filter(row => names.includes(row.name))
    else if (!everything) shown = shown.filter(row => row.uid === run.process.fs.credentials.uid && row.sameTerminal && (row.tty !== '?' || options.has('a') || terminalOf(run.process) === ''))
    const format = options.values('o').join(',')
    const columns = format === BSD_USER ? BSD : format !== '' ? customColumns(format) : options.has('f') ? FULL : options.has('l') ? LONG : SHORT
    const total = memoryKilobytes(run.process.machine).total
    const cells = shown.map(row => columns.map(column => column.of(row, total)))
    const widths = columns.map((column, i) => Math.max(column.width, column.title.length, column.grows ? Math.max(0, ...cells.map(line => (line[i] ?? '').length)) : 0))
    const line = (texts: readonly string[]): string => texts.map((words, i) => {
      const last = i === columns.length - 1
      return columns[i]?.right ? words.padStart(widths[i] ?? 0) : last ? words : words.padEnd(widths[i] ?? 0)
    }).join(' ')
    const limit = run.process.stdout.terminal && !options.has('w') ? run.process.stdout.terminal.columns : Infinity
    const titles = columns.map(column => column.title)
    if (!options.has('no-headers') && titles.some(title => title !== '')) yield* run.out.print(`${line(titles)}\n`)
    for (const each of cells) yield* run.out.print(`${line(each).slice(0, limit)}\n`)
    return shown.length === 0 ? 1 : 0
  },
}

interface Column {
  readonly title: string
  readonly width: number
  readonly right: boolean
  readonly grows?: boolean
  of(row: Row, totalKilobytes: number): string
}

const column = (title: string, width: number, right: boolean, of: Column['of'], grows = false): Column => ({ title, width, right, of, grows })

const PID = column('PID', 7, true, row => String(row.pid))
const PPID = column('PPID', 7, true, row => String(row.ppid))
const TTY = column('TTY', 8, false, row => row.tty)
const TIME = column('TIME', 8, true, () => '00:00:00')
const SHORT: readonly Column[] = [PID, TTY, TIME, column('CMD', 3, false, row => row.name)]
const FULL: readonly Column[] = [column('UID', 8, false, row => row.user.slice(0, 8)), PID, PPID, column('C', 2, true, () => '0'), column('STIME', 5, false, row => row.start), TTY, TIME, column('CMD', 3, false, row => row.command)]
const LONG: readonly Column[] = [column('F', 1, true, () => '4'), column('S', 1, false, row => row.stat[0] ?? 'S'), column('UID', 5, true, row => String(row.uid)), PID, PPID, column('C', 2, true, () => '0'), column('PRI', 3, true, () => '80'), column('NI', 3, true, () => '0'), column('ADDR', 4, false, () => '-'), column('SZ', 5, true, row => String(Math.ceil(row.kilobytes / 4))), column('WCHAN', 6, false, () => '-'), TTY, TIME, column('CMD', 3, false, row => row.name)]
const BSD: readonly Column[] = [
  column('USER', 8, false, row => row.user.slice(0, 8)), PID, column('%CPU', 4, true, () => '0.0'), column('%MEM', 4, true, (row, total) => ((row.kilobytes / total) * 100).toFixed(1)), column('VSZ', 6, true, row => String(row.kilobytes * 13)), column('RSS', 5, true, row => String(row.kilobytes)),
  TTY, column('STAT', 4, false, row => row.stat), column('START', 5, false, row => row.start), column('TIME', 6, true, () => '0:00'), column('COMMAND', 3, false, row => row.command),
]

/** What the applet's -o knows. */
const APPLET_COLUMNS: Readonly<Record<string, Column>> = {
  user: column('USER', 8, false, row => row.user), group: column('GROUP', 8, false, row => row.user), comm: column('COMMAND', 16, false, row => row.name), args: column('COMMAND', 256, false, row => row.command), pid: column('PID', 5, true, row => String(row.pid)),
  ppid: column('PPID', 5, true, row => String(row.ppid)), pgid: column('PGID', 5, true, row => String(row.group)), time: column('TIME', 5, false, () => '0:00'), vsz: column('VSZ', 4, true, row => String(row.kilobytes)), stat: column('STAT', 4, false, row => row.stat), rss: column('RSS', 4, true, row => String(row.kilobytes)), tty: column('TT', 6, false, row => row.tty),
}

const NAMED: Readonly<Record<string, Column>> = {
  pid: PID, ppid: PPID, tty: column('TT', 8, false, row => row.tty), tt: column('TT', 8, false, row => row.tty), time: TIME, comm: column('COMMAND', 15, false, row => row.name), cmd: column('CMD', 27, false, row => row.command), args: column('COMMAND', 27, false, row => row.command), command: column('COMMAND', 27, false, row => row.command),
  user: column('USER', 8, false, row => row.user.slice(0, 8)), uid: column('UID', 5, true, row => String(row.uid)), stat: column('STAT', 4, false, row => row.stat), state: column('S', 1, false, row => row.stat[0] ?? 'S'), s: column('S', 1, false, row => row.stat[0] ?? 'S'), pgid: column('PGID', 7, true, row => String(row.group)), rss: column('RSS', 5, true, row => String(row.kilobytes)), vsz: column('VSZ', 6, true, row => String(row.kilobytes * 13)),
  start: column('STARTED', 8, true, row => `${row.start}:00`), stime: column('STIME', 5, false, row => row.start), pcpu: column('%CPU', 4, true, () => '0.0'), '%cpu': column('%CPU', 4, true, () => '0.0'), pmem: column('%MEM', 4, true, (row, total) => ((row.kilobytes / total) * 100).toFixed(1)), '%mem': column('%MEM', 4, true, (row, total) => ((row.kilobytes / total) * 100).toFixed(1)), etime: column('ELAPSED', 11, true, () => '00:00'), ni: column('NI', 3, true, () => '0'),
}

function customColumns(format: string): Column[] {
  return format.split(/[ ,]+/).filter(word => word !== '').map(word => {
    const [name = '', title] = word.split('=')
    const known = NAMED[name.toLowerCase()]
    if (!known) throw new UsageError(`error: unknown user-defined format specifier "${name}"\n\nUsage:\n ps [options]\n\n Try 'ps --help <simple|list|output|threads|misc|all>'\n  or 'ps --help <s|l|o|t|m|a>'\n for additional help text.\n\nFor more details see ps(1).\n`, true)
    return title === undefined ? known : { ...known, title, width: title === '' ? Math.min(known.width, 1) : known.width, grows: true }
  })
}

/** A signal by name or number; undefined when there is none such. 0 only asks whether the process is there. */
export function signalName(words: string): string | undefined {
  const name = words.toUpperCase().replace(/^SIG/, '')
  if (name in SIGNAL_NUMBERS || name === '0') return name
  const found = Object.entries(SIGNAL_NUMBERS).find(([, number]) => String(number) === words)
  return found?.[0] ?? (/^(0|EXIT)$/.test(name) ? '0' : undefined)
}

/** `-9` and `-KILL` among the arguments become `-s`. */
const signalOption = (args: readonly string[]): readonly string[] => args.flatMap((arg, i) => (!args.slice(0, i).includes('--') && /^-(\d+|[A-Z][A-Z0-9]+|SIG[A-Z0-9]+)$/.test(arg) && signalName(arg.slice(1)) !== undefined ? ['-s', arg.slice(1)] : [arg]))

export const kill: ProgramDescription = {
  name: 'kill',
  usage: '[options] <pid> [...]',
  about: 'Send a signal to processes.',
  family: 'procps-ng',
  coding: 'characters',
  options: ['s,signal=SIGNAL: which one; TERM by default', 'l,list: names of signals', 'L,table: '],
  legacy: args => signalOption(args),
  *run(run) {
    const { machine, container } = run.process
    if (run.options.has('l') || run.options.has('L')) {
      yield* run.out.print(`${Object.keys(SIGNAL_NUMBERS).join(' ')}\n`)
      return
    }
    const words = run.options.value('s') ?? 'TERM'
    const signal = signalName(words)
    if (signal === undefined) throw new Failure(`unknown signal name ${words}`)
    if (run.operands.length === 0) throw new UsageError(`\nUsage:\n kill [options] <pid> [...]\n`, true)
    for (const operand of run.operands) {
      const number = Number(operand)
      if (!Number.isInteger(number)) {
        yield* run.warn(run.style === 'busybox' ? `invalid number '${operand}'` : `failed to parse argument: '${operand}'`)
        continue
      }
      const targets = number < 0 ? [...machine.processes.values()].filter(process => (number === -1 ? process !== run.process : process.group === -number)) : [findProcess(machine, container, number)].filter(process => process !== undefined)
      if (targets.length === 0) yield* run.warn(run.style === 'busybox' ? `can't kill pid ${operand}: No such process` : `(${operand}): No such process`)
      for (const target of targets) {
        if (!maySignal(run.process, target)) yield* run.warn(`(${operand}): Operation not permitted`)
        else if (signal !== '0') sendSignal(run.process, target, signal)
      }
    }
  },
}

export const killall: ProgramDescription = {
  name: 'killall',
  usage: '[OPTION]... NAME...',
  about: 'Kill processes by name.',
  family: 'PSmisc',
  coding: 'characters',
  options: ['s,signal=SIGNAL: ', 'q,quiet: ', 'e,exact: ', 'I,ignore-case: ', 'v,verbose: ', 'w,wait: ', 'u,user=USER: ', 'r,regexp: ', 'g,process-group: '],
  legacy: args => signalOption(args),
  *run(run) {
    const { machine, container } = run.process
    const signal = signalName(run.options.value('s') ?? 'TERM')
    if (signal === undefined) throw new Failure(`${run.options.value('s') ?? ''}: unknown signal`)
    for (const name of run.operands) {
      const targets = processesSeenFrom(machine, container).filter(process => process !== run.process && process.name === name)
      if (targets.length === 0) {
        run.status = 1
        if (!run.options.has('q')) yield* run.process.complain(run.style === 'busybox' ? `killall: ${name}: no process killed\n` : `${name}: no process found\n`)
      }
      for (const target of targets) {
        if (!maySignal(run.process, target)) {
          yield* run.process.complain(`${name}(${pidSeenFrom(machine, container, target)}): Operation not permitted\n`)
          run.status = 1
          continue
        }
        if (run.options.has('v')) yield* run.process.complain(`Killed ${name}(${pidSeenFrom(machine, container, target)}) with signal ${SIGNAL_NUMBERS[signal] ?? 0}\n`)
        sendSignal(run.process, target, signal)
        if (run.options.has('w')) yield* machine.wait(target)
      }
    }
  },
}

const MATCH_OPTIONS = ['s,signal=SIGNAL: ', 'f,full: match the whole command line', 'x,exact: match exactly', 'u,euid=USER: ', 'l,list-name: ', 'a,list-full: ', 'c,count: ', 'n,newest: ', 'o,oldest: ', 'v,inverse: ', 'i,ignore-case: ', 'd,delimiter=TEXT: ', 'P,parent=PID: ', 'e,echo: ']

function* matching(run: Run): Op<Process[]> {
  const { machine, container } = run.process
  const { options } = run
  const [pattern] = run.operands
  if (pattern === undefined && !options.has('u') && !options.has('P')) throw new UsageError('no matching criteria specified\nTry `' + run.name + " --help' for more information.", true)
  run.allowOperands(1)
  const accounts = yield* readAccounts(run.process)
  const uids = options.values('u').flatMap(words => words.split(',')).map(name => accounts.uid(name))
  let regex: RegExp
  try {
    regex = new RegExp(options.has('x') ? `^(?:${pattern ?? ''})$` : (pattern ?? ''), options.has('i') ? 'i' : '')
  } catch {
    throw new Failure(`invalid regular expression`, 2)
  }
  let found = processesSeenFrom(machine, container).filter(process => process !== run.process && process !== run.process.parent?.parent)
    .filter(process => regex.test(options.has('f') ? process.argv.join(' ') : process.name.slice(0, 15)) !== options.has('v'))
    .filter(process => uids.length === 0 || uids.includes(process.fs.credentials.uid))
    .filter(process => !options.has('P') || String(process.parent && pidSeenFrom(machine, container, process.parent)) === options.value('P'))
  if (options.has('n')) found = found.slice(-1)
  if (options.has('o')) found = found.slice(0, 1)
  return found
}

export const pgrep: ProgramDescription = {
  name: 'pgrep',
  usage: '[options] <pattern>',
  about: 'Look up processes by name.',
  family: 'procps-ng',
  coding: 'characters',
  usageStatus: 2,
  options: MATCH_OPTIONS,
  *run(run) {
    const { machine, container } = run.process
    const found = yield* matching(run)
    const line = (process: Process): string => `${pidSeenFrom(machine, container, process)}${run.options.has('a') ? ` ${process.argv.join(' ')}` : run.options.has('l') ? ` ${process.name}` : ''}`
    if (run.options.has('c')) yield* run.out.print(`${found.length}\n`)
    else if (found.length > 0) yield* run.out.print(`${found.map(line).join(run.options.value('d') ?? '\n')}\n`)
    return found.length > 0 ? 0 : 1
  },
}

export const pkill: ProgramDescription = {
  name: 'pkill',
  usage: '[options] <pattern>',
  about: 'Signal processes by name.',
  family: 'procps-ng',
  coding: 'characters',
  usageStatus: 2,
  options: MATCH_OPTIONS,
  legacy: args => signalOption(args),
  *run(run) {
    const signal = signalName(run.options.value('s') ?? 'TERM')
    if (signal === undefined) throw new Failure(`unknown signal name ${run.options.value('s') ?? ''}`, 2)
    const found = yield* matching(run)
    for (const process of found) {
      if (!maySignal(run.process, process)) yield* run.warn(`killing pid ${process.pid} failed: Operation not permitted`)
      else {
        if (run.options.has('e')) yield* run.out.print(`${process.name} killed (pid ${process.pid})\n`)
        sendSignal(run.process, process, signal)
      }
    }
    return found.length > 0 ? run.status : 1
  },
}

export const pidof: ProgramDescription = {
  name: 'pidof',
  usage: '[options] [program [...]]',
  about: 'Find the process IDs of running programs.',
  family: 'procps-ng',
  coding: 'characters',
  options: ['s,single-shot: ', 'c,check-root: ', 'q: ', 'w,with-workers: ', 'x: scripts too', 'o,omit-pid=PID: ', 'S,separator=TEXT: '],
  *run(run) {
    const { machine, container } = run.process
    const omitted = run.options.values('o').flatMap(words => words.split(','))
    let found = processesSeenFrom(machine, container)
      .filter(process => process !== run.process && run.operands.some(name => process.name === name || executablePath(process) === name || (run.options.has('x') && process.argv.slice(1).some(arg => arg === name || arg.endsWith(`/${name}`)))))
      .map(process => String(pidSeenFrom(machine, container, process))).filter(pid => !omitted.includes(pid)).reverse()
    if (run.options.has('s')) found = found.slice(0, 1)
    if (found.length > 0 && !run.options.has('q')) yield* run.out.print(`${found.join(run.options.value('S') ?? ' ')}\n`)
    return found.length > 0 ? 0 : 1
  },
}

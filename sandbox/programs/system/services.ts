import { EngineError } from '../../base/errors.ts'
import type { LogLine, Machine, Service } from '../../machine/machine.ts'
import { SECOND } from '../../sched/op.ts'
import type { Op } from '../../sched/op.ts'
import { Failure } from '../define-program.ts'
import type { ProgramDescription, Run } from '../define-program.ts'
import { goDown } from './power.ts'
import { signalName } from './processes.ts'
import { isoDate, clockSeconds, logTime, parseTime, unitTime } from './times.ts'

const WANTS = '/etc/systemd/system/multi-user.target.wants'

/** `docker` and `docker.service` are the same unit. */
const unitOf = (words: string): string => words.replace(/\.service$/, '')

/** What systemd says of the end of a unit, as far as the log shows it. */
type State = 'active' | 'inactive' | 'failed'

function stateOf(machine: Machine, name: string, service: Service): State {
  if (service.active()) return 'active'
  const last = machine.journal.findLast(({ unit, line }) => unit === name && /^failed to start daemon|^systemd: (Stopped|Failed|Started)/.test(line))
  // Started, never stopped, and not there any more: it was killed.
  return last && !last.line.startsWith('systemd: Stopped') ? 'failed' : 'inactive'
}

/** A line of the log from systemd itself about a unit. */
const note = (machine: Machine, name: string, line: string): void => machine.log(name, `systemd: ${line}`)

export const systemctl: ProgramDescription = {
  name: 'systemctl',
  usage: '[OPTIONS...] COMMAND ...',
  about: 'Query or send control commands to the system manager.',
  family: 'systemd',
  coding: 'characters',
  shortName: true,
  options: ['no-pager: ', 'q,quiet: ', 'now: also start or stop', 'a,all: ', 't,type=TYPE: ', 'state=STATE: ', 'l,full: ', 'n,lines=N: ', 'p,property=NAME: ', 'value: ', 's,signal=SIGNAL: ', 'kill-who=WHO: ', 'f,force: ', 'no-block: ', 'user: ', 'system: ', 'no-legend: ', 'plain: ', 'no-wall: '],
  *run(run) {
    const [verb = 'list-units', ...names] = run.operands
    const { machine } = run.process
    if (run.process.container !== undefined) {
      yield* run.process.complain('System has not been booted with systemd as init system (PID 1). Can\'t operate.\nFailed to connect to bus: Host is down\n')
      return 1
    }
    switch (verb) {
      case 'start':
      case 'stop':
      case 'restart':
      case 'try-restart':
      case 'reload':
      case 'reload-or-restart':
      case 'kill':
        return yield* control(run, verb, names)
      case 'status':
        return yield* status(run, names.length > 0 ? names : [...machine.services.keys()].sort())
      case 'is-active':
      case 'is-failed':
        return yield* report(run, names, name => {
          const service = machine.services.get(name)
          const state = service ? stateOf(machine, name, service) : 'inactive'
          return { words: state, status: (verb === 'is-active' ? state === 'active' : state === 'failed') ? 0 : verb === 'is-active' ? 3 : 1 }
        })
      case 'is-enabled':
        for (const given of names) {
          const name = unitOf(given)
          if (!machine.services.has(name)) {
            yield* run.process.complain(`Failed to get unit file state for ${name}.service: No such file or directory\n`)
            run.status = 1
            continue
          }
          const enabled = yield* isEnabled(run, name)
          if (!run.options.has('q')) yield* run.out.print(enabled ? 'enabled\n' : 'disabled\n')
          if (!enabled) run.status = 1
        }
        return run.status
      case 'enable':
      case 'disable':
        return yield* enable(run, verb, names)
      case 'list-units':
      case 'list-unit-files':
        return yield* list(run, verb)
      case 'show':
        return yield* show(run, names)
      case 'cat':
        for (const given of names) {
          const name = unitOf(given)
          if (!machine.services.has(name)) throw new Failure(`No files found for ${name}.service.`)
          yield* run.out.print(`# /lib/systemd/system/${name}.service\n${yield* run.process.fs.readText(`/lib/systemd/system/${name}.service`)}`)
        }
        return 0
      case 'daemon-reload':
      case 'daemon-reexec':
      case 'reset-failed':
        return 0
      case 'reboot':
      case 'poweroff':
      case 'halt':
        return yield* goDown(run, verb === 'reboot' ? 'boot' : 'dark', { orderly: !run.options.has('f'), sync: true })
      case 'is-system-running':
        yield* run.out.print('running\n')
        return 0
      default:
        yield* run.process.complain(`Unknown command verb ${verb}.\n`)
        return 1
    }
  },
}

function* control(run: Run, verb: string, names: readonly string[]): Op<number> {
  const { machine } = run.process
  if (names.length === 0) {
    yield* run.process.complain('Too few arguments.\n')
    return 1
  }
  let status = 0
  for (const given of names) {
    const name = unitOf(given)
    const service = machine.services.get(name)
    if (!service) {
      yield* run.process.complain(`Failed to ${verb === 'kill' ? 'kill unit' : verb} ${name}.service: Unit ${name}.service not ${verb === 'stop' || verb === 'kill' ? 'loaded' : 'found'}.\n`)
      status = verb === 'kill' ? 1 : 5
      continue
    }
    if (run.process.fs.credentials.uid !== 0) {
      yield* run.process.complain(`Failed to ${verb} ${name}.service: Interactive authentication required.\nSee system logs and 'systemctl status ${name}.service' for details.\n`)
      status = 1
      continue
    }
    if (verb === 'reload') {
      const pid = service.mainPid()
      const main = pid === undefined ? undefined : machine.processes.get(pid)
      if (!main) {
        yield* run.process.complain(`${name}.service is not active, cannot reload.\n`)
        status = 1
      }
      continue
    }
    if (verb === 'kill') {
      const signal = signalName(run.options.value('s') ?? 'TERM') ?? 'TERM'
      const main = machine.processes.get(service.mainPid() ?? -1)
      if (main) machine.signal(main, signal)
      continue
    }
    if (verb === 'try-restart' && !service.active()) continue
    const running = service.active()
    if (verb === 'stop' || (verb !== 'start' && running)) {
      yield* service.stop()
      if (running) note(machine, name, `Stopped ${name}.service - ${service.description}.`)
    }
    if (verb === 'stop' || service.active()) continue
    try {
      yield* service.start()
      note(machine, name, `Started ${name}.service - ${service.description}.`)
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      note(machine, name, `Failed to start ${name}.service - ${service.description}.`)
      yield* run.process.complain(`Job for ${name}.service failed because the control process exited with error code.\nSee "systemctl status ${name}.service" and "journalctl -xeu ${name}.service" for details.\n`)
      status = 1
    }
  }
  return status
}

function* report(run: Run, names: readonly string[], of: (name: string) => { words: string; status: number }): Op<number> {
  let best: number | undefined
  for (const given of names) {
    const { words, status } = of(unitOf(given))
    if (!run.options.has('q')) yield* run.out.print(`${words}\n`)
    best = best === undefined ? status : Math.min(best, status)
  }
  return best ?? 1
}

function* isEnabled(run: Run, name: string): Op<boolean> {
  return yield* run.process.fs.exists(`${WANTS}/${name}.service`)
}

function* enable(run: Run, verb: 'enable' | 'disable', names: readonly string[]): Op<number> {
  const { fs, machine } = run.process
  for (const given of names) {
    const name = unitOf(given)
    const link = `${WANTS}/${name}.service`
    if (!machine.services.has(name)) {
      yield* run.process.complain(`Failed to ${verb} unit: Unit file ${name}.service does not exist.\n`)
      return 1
    }
    const there = yield* isEnabled(run, name)
    if (verb === 'enable' && !there) {
      yield* fs.mkdirAll(WANTS, 0o755)
      yield* fs.symlink(`/lib/systemd/system/${name}.service`, link)
      yield* run.process.complain(`Created symlink ${link} → /lib/systemd/system/${name}.service.\n`)
    } else if (verb === 'disable' && there) {
      yield* fs.unlink(link)
      yield* run.process.complain(`Removed "${link}".\n`)
    }
  }
  return run.options.has('now') ? yield* control(run, verb === 'enable' ? 'start' : 'stop', names) : 0
}

function* status(run: Run, names: readonly string[]): Op<number> {
  const { machine } = run.process
  let code = 0
  for (const [i, given] of names.entries()) {
    const name = unitOf(given)
    const service = machine.services.get(name)
    if (!service) {
      yield* run.process.complain(`Unit ${name}.service could not be found.\n`)
      code = 4
      continue
    }
    const state = stateOf(machine, name, service)
    const pid = service.mainPid()
    const main = pid === undefined ? undefined : machine.processes.get(pid)
    const since = main ? main.startedAtTick : (machine.journal.findLast(({ unit }) => unit === name)?.tick ?? 0)
    const seconds = machine.disk.epochSeconds + since / SECOND
    const enabled = (yield* isEnabled(run, name)) ? 'enabled' : 'disabled'
    const active = state === 'active' ? 'active (running)' : state === 'failed' ? `failed (Result: ${machine.journal.findLast(({ unit, line }) => unit === name && line.startsWith('systemd: '))?.line.startsWith('systemd: Started') ? 'signal' : 'exit-code'})` : 'inactive (dead)'
    const ago = `since ${unitTime(seconds)}; ${age(machine.disk.nowSeconds() - seconds)} ago`
    const lines = [
      `${state === 'active' ? '●' : state === 'failed' ? '×' : '○'} ${name}.service - ${service.description}`,
      `     Loaded: loaded (/lib/systemd/system/${name}.service; ${enabled}; preset: enabled)`,
      `     Active: ${active} ${ago}`,
      ...(name === 'docker' ? ['       Docs: https://docs.docker.com'] : []),
      ...(main ? [`   Main PID: ${main.pid} (${main.name})`, `     CGroup: /system.slice/${name}.service`, `             └─${main.pid} ${main.argv.join(' ')}`] : []),
    ]
    yield* run.out.print(`${i > 0 ? '\n' : ''}${lines.join('\n')}\n`)
    const count = Number(run.options.value('n') ?? 10)
    const log = machine.journal.filter(({ unit }) => unit === name).slice(-count)
    if (log.length > 0 && count > 0) yield* run.out.print(`\n${log.map(line => logLine(machine, line)).join('')}`)
    if (state !== 'active' && code === 0) code = 3
  }
  return code
}

function age(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  if (whole < 60) return `${whole}s`
  if (whole < 3600) return `${Math.floor(whole / 60)}min${whole % 60 > 0 && whole < 600 ? ` ${whole % 60}s` : ''}`
  return `${Math.floor(whole / 3600)}h ${Math.floor((whole % 3600) / 60)}min`
}

function* list(run: Run, verb: string): Op<number> {
  const { machine } = run.process
  const names = [...machine.services.keys()].sort()
  if (verb === 'list-unit-files') {
    yield* run.out.print('UNIT FILE        STATE    PRESET\n')
    for (const name of names) yield* run.out.print(`${`${name}.service`.padEnd(16)} ${(yield* isEnabled(run, name)) ? 'enabled ' : 'disabled'} enabled\n`)
    yield* run.out.print(`\n${names.length} unit files listed.\n`)
    return 0
  }
  const rows = names.map(name => ({ name, service: machine.services.get(name) as Service })).filter(({ service }) => service.active() || run.options.has('a'))
  yield* run.out.print('  UNIT             LOAD   ACTIVE SUB     DESCRIPTION\n')
  for (const { name, service } of rows) yield* run.out.print(`  ${`${name}.service`.padEnd(16)} loaded ${service.active() ? 'active running' : 'inactive dead '} ${service.description}\n`)
  yield* run.out.print(`\nLOAD   = Reflects whether the unit definition was properly loaded.\nACTIVE = The high-level unit activation state, i.e. generalization of SUB.\nSUB    = The low-level unit activation state, values depend on unit type.\n${rows.length} loaded units listed.${run.options.has('a') ? '' : ' Pass --all to see loaded but inactive units, too.'}\nTo show all installed unit files use 'systemctl list-unit-files'.\n`)
  return 0
}

function* show(run: Run, names: readonly string[]): Op<number> {
  const { machine } = run.process
  for (const given of names) {
    const name = unitOf(given)
    const service = machine.services.get(name)
    const state = service ? stateOf(machine, name, service) : 'inactive'
    const all: Readonly<Record<string, string>> = {
      Type: 'notify', Restart: 'always', MainPID: String(service?.mainPid() ?? 0), Result: state === 'failed' ? 'exit-code' : 'success', Id: `${name}.service`, Names: `${name}.service`, Description: service?.description ?? `${name}.service`,
      LoadState: service ? 'loaded' : 'not-found', ActiveState: state, SubState: state === 'active' ? 'running' : state === 'failed' ? 'failed' : 'dead', UnitFileState: (yield* isEnabled(run, name)) ? 'enabled' : 'disabled',
    }
    const wanted = run.options.values('p').flatMap(words => words.split(','))
    for (const [key, value] of Object.entries(all)) if (wanted.length === 0 || wanted.includes(key)) yield* run.out.print(run.options.has('value') ? `${value}\n` : `${key}=${value}\n`)
  }
  return 0
}

/** `Nov 21 00:00:01 host dockerd[12]: message` */
function logLine(machine: Machine, { tick, unit, line }: LogLine, form: 'short' | 'iso' | 'full' = 'short'): string {
  const seconds = machine.disk.epochSeconds + tick / SECOND
  const time = form === 'iso' ? `${isoDate(seconds)}T${clockSeconds(seconds)}+0000` : form === 'full' ? `${unitTime(seconds)}` : logTime(seconds)
  const systemd = /^systemd: (.*)$/s.exec(line)
  const pid = machine.services.get(unit)?.mainPid()
  const who = systemd ? 'systemd[1]' : unit === 'docker' ? `dockerd${pid === undefined ? '' : `[${pid}]`}` : unit
  return `${time} ${machine.facts.hostname} ${who}: ${systemd?.[1] ?? line}\n`
}

const PRIORITIES = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug']

/** The priority of a line, from what logrus put into it. */
function priorityOf({ line }: LogLine): number {
  if (/level=(fatal|panic)|^failed to start daemon|^systemd: Failed/.test(line)) return 3
  if (line.includes('level=error')) return 3
  return line.includes('level=warning') ? 4 : 6
}

export const journalctl: ProgramDescription = {
  name: 'journalctl',
  usage: '[OPTIONS...] [MATCHES...]',
  about: 'Query the journal.',
  family: 'systemd',
  coding: 'characters',
  options: ['u,unit=UNIT: ', 'n,lines[=N]: ', 'f,follow: ', 'no-pager: ', 'b,boot[=ID]: ', 'p,priority=RANGE: ', 'k,dmesg: ', 'r,reverse: ', 'o,output=STRING: ', 'S,since=DATE: ', 'U,until=DATE: ', 'g,grep=PATTERN: ', 'e,pager-end: ', 'x,catalog: ', 'q,quiet: ', 'a,all: ', 't,identifier=STRING: ', 'no-hostname: ', 'utc: ', 'l,full: ', 'no-full: ', 'system: ', 'no-tail: '],
  // `-n 5` and `-xeu docker`: a number after -n is its argument.
  legacy: args => args.flatMap((arg, i) => (/^\d+$/.test(arg) && args[i - 1] === '-n' ? [] : arg === '-n' && /^\d+$/.test(args[i + 1] ?? '') ? [`-n${args[i + 1] ?? ''}`] : [arg])),
  *run(run) {
    const { machine } = run.process
    const { options } = run
    if (run.process.container !== undefined) {
      yield* run.out.print('No journal files were found.\n-- No entries --\n')
      return
    }
    const now = machine.disk.nowSeconds()
    const since = options.has('S') ? parseTime(options.value('S') ?? '', now) : undefined
    const until = options.has('U') ? parseTime(options.value('U') ?? '', now) : undefined
    if ((options.has('S') && since === undefined) || (options.has('U') && until === undefined)) throw new Failure(`Failed to parse timestamp: ${options.value('S') ?? options.value('U') ?? ''}`)
    const units = [...options.values('u').map(unitOf), ...options.values('t')]
    const limit = options.has('p') ? Math.max(...(options.value('p') ?? '').split('..').map(word => (/^\d$/.test(word) ? Number(word) : PRIORITIES.indexOf(word.replace(/^error$/, 'err').replace(/^warn$/, 'warning'))))) : 7
    if (limit < 0) throw new Failure(`Unknown log level ${options.value('p') ?? ''}`)
    const wanted = (line: LogLine): boolean => {
      const seconds = machine.disk.epochSeconds + line.tick / SECOND
      return (units.length === 0 || units.includes(line.unit)) && (!options.has('k') || line.unit === 'kernel') && priorityOf(line) <= limit &&
        (since === undefined || seconds >= since) && (until === undefined || seconds <= until) && (!options.has('g') || new RegExp(options.value('g') ?? '').test(line.line))
    }
    const output = options.value('o')
    const shown = (line: LogLine): string => {
      if (output === 'cat') return `${line.line.replace(/^systemd: /, '')}\n`
      if (output === 'json') return `${JSON.stringify({ __REALTIME_TIMESTAMP: String(Math.round((machine.disk.epochSeconds + line.tick / SECOND) * 1e6)), _HOSTNAME: machine.facts.hostname, _SYSTEMD_UNIT: `${line.unit}.service`, PRIORITY: String(priorityOf(line)), MESSAGE: line.line })}\n`
      return logLine(machine, line, output === 'short-iso' ? 'iso' : output === 'short-full' ? 'full' : 'short')
    }
    let lines = machine.journal.filter(wanted)
    if (options.has('n') || options.has('f')) {
      const count = options.value('n') ?? '10'
      if (count !== 'all' && !options.has('no-tail')) lines = Number(count) === 0 ? [] : lines.slice(-Number(count))
    }
    if (options.has('r')) lines.reverse()
    if (lines.length === 0 && !options.has('q') && !options.has('f')) yield* run.out.print('-- No entries --\n')
    for (const line of lines) yield* run.out.print(shown(line))
    if (options.has('f')) yield* follow(run, wanted, shown)
  },
}

/** Show what is added, until a signal comes. */
function* follow(run: Run, wanted: (line: LogLine) => boolean, shown: (line: LogLine) => string): Op<void> {
  const { machine } = run.process
  let seen = machine.journal.length
  for (;;) {
    yield* run.out.flush()
    const from = seen
    yield { kind: 'wait', target: 'journal', ticks: 0, blocked: () => machine.journal.length <= from, readyAtTick: () => machine.journal[from]?.tick ?? 0 }
    seen = machine.journal.length
    for (const line of machine.journal.slice(from, seen)) if (wanted(line)) run.out.add(shown(line))
  }
}

export const service: ProgramDescription = {
  name: 'service',
  usage: 'SERVICE COMMAND',
  about: 'Run a System V init script.',
  family: 'init-system-helpers',
  coding: 'characters',
  options: [],
  *run(run) {
    const [name = '', verb = ''] = run.operands
    if (!run.process.machine.services.has(name)) throw new Failure(`${name}: unrecognized service`)
    return verb === 'status' ? yield* status(run, [name]) : yield* control(run, verb, [name])
  },
}

import { SyscallError } from '../../base/errors.ts'
import { hostnameOf, memoryKilobytes, moduleBytes } from '../../machine/proc-fs.ts'
import type { Machine } from '../../machine/machine.ts'
import { SECOND } from '../../sched/op.ts'
import type { Op } from '../../sched/op.ts'
import { Failure } from '../define-program.ts'
import type { ProgramDescription, Run } from '../define-program.ts'
import { clockSeconds } from './times.ts'

/** `uname -m` of an architecture in Go's words. */
export const machineName = (architecture: string): string => ({ amd64: 'x86_64', arm64: 'aarch64', arm: 'armv7l', '386': 'i686' })[architecture] ?? architecture

export const uname: ProgramDescription = {
  name: 'uname',
  usage: '[OPTION]...',
  about: 'Print certain system information. With no OPTION, same as -s.',
  family: 'GNU coreutils',
  coding: 'characters',
  options: ['a,all: print all', 's,kernel-name: ', 'n,nodename: ', 'r,kernel-release: ', 'v,kernel-version: ', 'm,machine: ', 'p,processor: ', 'i,hardware-platform: ', 'o,operating-system: '],
  *run(run) {
    run.allowOperands(0)
    const { machine } = run.process
    const { options } = run
    const values: readonly (readonly [string, string])[] = [
      ['s', 'Linux'], ['n', hostnameOf(machine, run.process)], ['r', machine.facts.kernelRelease], ['v', machine.facts.kernelRelease.startsWith('6.1.0-18-') ? '#1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1 (2024-02-01)' : '#1 SMP'], ['m', machineName(machine.facts.architecture)],
      ...(options.has('p') ? [['p', 'unknown'] as const] : []), ...(options.has('i') ? [['i', 'unknown'] as const] : []), ['o', 'GNU/Linux'],
    ]
    const all = options.has('a')
    const wanted = values.filter(([letter]) => all || options.has(letter) || (options.given.length === 0 && letter === 's'))
    yield* run.out.print(`${wanted.map(([, value]) => value).join(' ')}\n`)
  },
}

export const arch: ProgramDescription = {
  name: 'arch',
  usage: '',
  about: 'Print machine architecture.',
  family: 'GNU coreutils',
  coding: 'characters',
  options: [],
  *run(run) {
    yield* run.out.print(`${machineName(run.process.machine.facts.architecture)}\n`)
  },
}

export const hostname: ProgramDescription = {
  name: 'hostname',
  usage: '[-s|-f|-i|-I]',
  about: 'Show the host name.',
  family: 'hostname',
  coding: 'characters',
  options: ['s,short: ', 'f,fqdn,long: ', 'i,ip-address: ', 'I,all-ip-addresses: ', 'd,domain: ', 'F,file=FILE: ', 'b,boot: '],
  *run(run) {
    const name = hostnameOf(run.process.machine, run.process)
    if (run.operands.length > 0) throw new Failure(run.process.fs.credentials.uid === 0 ? 'changing the name of a host is not simulated here' : 'you must be root to change the host name')
    if (run.options.has('i') || run.options.has('I')) yield* run.out.print('127.0.1.1\n')
    else yield* run.out.print(run.options.has('s') ? `${name.split('.')[0] ?? name}\n` : run.options.has('d') ? '\n' : `${name}\n`)
  },
}

export const lsmod: ProgramDescription = {
  name: 'lsmod',
  usage: '',
  about: 'Show the status of modules in the Linux Kernel.',
  family: 'kmod',
  coding: 'characters',
  options: [],
  *run(run) {
    yield* run.out.print('Module                  Size  Used by\n')
    for (const name of [...run.process.machine.modules].sort().reverse()) yield* run.out.print(`${name.padEnd(19)} ${String(moduleBytes(name)).padStart(8)}  0\n`)
  },
}

/** Modules that the kernels of the simulated hosts come with, loaded or not. */
const AVAILABLE = new Set(['overlay', 'br_netfilter', 'nf_nat', 'ip_tables', 'iptable_nat', 'veth', 'bridge', 'xfs', 'btrfs', 'fuse', 'loop', 'dm_mod', 'aufs', 'nbd', 'tun', 'ipvlan', 'macvlan', 'vxlan', 'wireguard', 'zfs'].filter(name => name !== 'aufs' && name !== 'zfs'))

export const modprobe: ProgramDescription = {
  name: 'modprobe',
  usage: '[-r] MODULE...',
  about: 'Add and remove modules from the Linux Kernel.',
  family: 'kmod',
  coding: 'characters',
  shortName: true,
  options: ['a,all: ', 'r,remove: remove instead', 'n,dry-run: ', 'v,verbose: ', 'q,quiet: ', 'f,force: ', 'i,ignore-install: ', 'D,show-depends: ', 'first-time: ', 'c,showconfig: '],
  *run(run) {
    const { machine } = run.process
    const [first] = run.operands
    if (first === undefined) throw new Failure('ERROR: missing parameters. See -h.')
    const names = run.options.has('a') || run.options.has('r') ? run.operands : [first]
    for (const given of names) {
      const name = given.replaceAll('-', '_')
      if (run.options.has('r')) {
        if (!machine.modules.has(name)) yield* run.warn(`FATAL: Module ${given} is not currently loaded.`)
        else if (yield* permitted(run, given)) setModules(machine, [...machine.modules].filter(each => each !== name))
        continue
      }
      if (machine.modules.has(name) || run.options.has('n')) continue
      if (!AVAILABLE.has(name)) {
        run.status = 1
        if (!run.options.has('q')) yield* run.warn(`FATAL: Module ${given} not found in directory /lib/modules/${machine.facts.kernelRelease}`)
      } else if (yield* permitted(run, given)) {
        setModules(machine, [...machine.modules, name])
        machine.log('kernel', `${name}: module loaded`)
      }
    }
  },
}

/** Modules are part of the world that can be taken back. */
function setModules(machine: Machine, names: readonly string[]): void {
  machine.scheduler.memory.set(machine as { modules: Set<string> }, 'modules', new Set(names))
}

function* permitted(run: Run, name: string): Op<boolean> {
  if (run.process.fs.credentials.uid === 0 && run.process.container === undefined) return true
  yield* run.warn(`ERROR: could not ${run.options.has('r') ? 'remove' : 'insert'} '${name}': Operation not permitted`)
  return false
}

export const free: ProgramDescription = {
  name: 'free',
  usage: '[options]',
  about: 'Display amount of free and used memory in the system.',
  family: 'procps-ng',
  coding: 'characters',
  options: ['b,bytes: ', 'k,kibi: ', 'm,mebi: ', 'g,gibi: ', 'h,human: ', 'si: ', 't,total: ', 'w,wide: ', 'l,lohi: '],
  *run(run) {
    const { total, free: unused, available, buffers, cached } = memoryKilobytes(run.process.machine)
    const { options } = run
    const shown = (kilobytes: number): string => (options.has('h') ? human(kilobytes * 1024) : String(options.has('b') ? kilobytes * 1024 : Math.floor(kilobytes / (options.has('g') ? 1024 ** 2 : options.has('m') ? 1024 : 1))))
    const line = (title: string, values: readonly number[]): string => `${title.padEnd(8)}${values.map(value => shown(value).padStart(12)).join('')}\n`
    const used = total - available
    yield* run.out.print(`${' '.repeat(8)}${['total', 'used', 'free', 'shared', 'buff/cache', 'available'].map(title => title.padStart(12)).join('')}\n`.replace(/^ {8}/, '        '))
    yield* run.out.print(line('Mem:', [total, used, unused, 0, buffers + cached, available]))
    yield* run.out.print(line('Swap:', [0, 0, 0]))
    if (options.has('t')) yield* run.out.print(line('Total:', [total, used, unused]))
  },
}

function human(bytes: number): string {
  const units = ['B', 'Ki', 'Mi', 'Gi', 'Ti']
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1024
    unit++
  }
  return unit === 0 ? `${bytes}B` : `${value < 9.95 ? value.toFixed(1) : Math.floor(value)}${units[unit] ?? ''}`
}

export const uptime: ProgramDescription = {
  name: 'uptime',
  usage: '[options]',
  about: 'Tell how long the system has been running.',
  family: 'procps-ng',
  coding: 'characters',
  options: ['p,pretty: ', 's,since: '],
  *run(run) {
    const { disk, scheduler } = run.process.machine
    const seconds = Math.floor(scheduler.now() / SECOND)
    const days = Math.floor(seconds / 86400)
    const hours = Math.floor(seconds / 3600) % 24
    const minutes = Math.floor(seconds / 60) % 60
    if (run.options.has('p')) {
      const parts = [days && `${days} day${days === 1 ? '' : 's'}`, hours && `${hours} hour${hours === 1 ? '' : 's'}`, `${minutes} minute${minutes === 1 ? '' : 's'}`].filter(part => part !== 0)
      yield* run.out.print(`up ${parts.join(', ')}\n`)
      return
    }
    const up = `${days > 0 ? `${days} day${days === 1 ? '' : 's'}, ` : ''}${hours > 0 ? `${String(hours).padStart(2)}:${String(minutes).padStart(2, '0')}` : `${minutes} min`}`
    yield* run.out.print(` ${clockSeconds(disk.nowSeconds())} up ${up},  1 user,  load average: 0.00, 0.01, 0.00\n`)
  },
}

export const vmstat: ProgramDescription = {
  name: 'vmstat',
  usage: '[options] [delay [count]]',
  about: 'Report virtual memory statistics.',
  family: 'procps-ng',
  coding: 'characters',
  options: ['a,active: ', 's,stats: ', 'w,wide: ', 'n,one-header: ', 'S,unit=UNIT: ', 't,timestamp: '],
  *run(run) {
    const { free: unused, buffers, cached } = memoryKilobytes(run.process.machine)
    const widths = [2, 2, 6, 6, 6, 6, 4, 4, 5, 5, 4, 4, 2, 2, 2, 2, 2]
    const values = [1, 0, 0, unused, buffers, cached, 0, 0, 0, 0, 100, 200, 1, 1, 98, 0, 0]
    yield* run.out.print('procs -----------memory---------- ---swap-- -----io---- -system-- ------cpu-----\n r  b   swpd   free   buff  cache   si   so    bi    bo   in   cs us sy id wa st\n')
    yield* run.out.print(`${values.map((value, i) => String(value).padStart(widths[i] ?? 2)).join(' ')}\n`)
  },
}

export const lscpu: ProgramDescription = {
  name: 'lscpu',
  usage: '',
  about: 'Display information about the CPU architecture.',
  family: 'util-linux',
  coding: 'characters',
  options: [],
  *run(run) {
    const { architecture, cpus } = run.process.machine.facts
    const lines: readonly (readonly [string, string])[] = [
      ['Architecture:', machineName(architecture)], ...(architecture === 'amd64' ? [['CPU op-mode(s):', '32-bit, 64-bit'] as const] : []), ['Byte Order:', 'Little Endian'], ['CPU(s):', String(cpus)], ['On-line CPU(s) list:', cpus === 1 ? '0' : `0-${cpus - 1}`],
      ['Vendor ID:', architecture === 'arm64' ? 'ARM' : 'GenuineIntel'], ['Model name:', 'Layerlab simulated processor'], ['Thread(s) per core:', '1'], ['Core(s) per socket:', String(cpus)], ['Socket(s):', '1'],
    ]
    for (const [title, value] of lines) yield* run.out.print(`${title.padEnd(23)}${value}\n`)
  },
}

const CONFIGURATION: Readonly<Record<string, string>> = { PAGESIZE: '4096', PAGE_SIZE: '4096', ARG_MAX: '2097152', NAME_MAX: '255', PATH_MAX: '4096', CLK_TCK: '100', LONG_BIT: '64', OPEN_MAX: '1024', HOST_NAME_MAX: '64', GNU_LIBC_VERSION: 'glibc 2.36' }

export const getconf: ProgramDescription = {
  name: 'getconf',
  usage: 'VARIABLE [PATH]',
  about: 'Get the value of a system configuration variable.',
  family: 'GNU libc',
  coding: 'characters',
  options: [],
  *run(run) {
    const [name = ''] = run.operands
    const cpus = String(run.process.machine.facts.cpus)
    const value = /^_?_?(SC_)?NPROCESSORS_(ONLN|CONF)$/.test(name.replace(/^_/, '')) ? cpus : CONFIGURATION[name]
    if (value === undefined) throw new Failure(`Unrecognized variable \`${name}'`, 2)
    yield* run.out.print(`${value}\n`)
  },
}

export const logger: ProgramDescription = {
  name: 'logger',
  usage: '[options] [<message>]',
  about: 'Enter messages into the system log.',
  family: 'util-linux',
  coding: 'characters',
  options: ['t,tag=TAG: mark every line with this tag', 'p,priority=PRIORITY: ', 's,stderr: on standard error as well', 'i: ', 'f,file=FILE: '],
  *run(run) {
    const tag = run.options.value('t') ?? run.process.env.get('USER') ?? 'root'
    const lines: string[] = []
    if (run.operands.length > 0) lines.push(run.operands.join(' '))
    else {
      const reader = run.lines(run.process.stdin)
      for (let line = yield* reader.next(); line !== undefined; line = yield* reader.next()) lines.push(line)
    }
    for (const line of lines) {
      run.process.machine.log(tag, line)
      if (run.options.has('s')) yield* run.process.complain(`<13>${tag}: ${line}\n`)
    }
  },
}

export const dmesg: ProgramDescription = {
  name: 'dmesg',
  usage: '[options]',
  about: 'Print the kernel ring buffer.',
  family: 'util-linux',
  coding: 'characters',
  options: ['T,ctime: ', 'H,human: ', 'w,follow: ', 'l,level=LIST: ', 'k,kernel: ', 'c,read-clear: ', 'C,clear: ', 't,notime: '],
  *run(run) {
    if (run.process.fs.credentials.uid !== 0) throw new SyscallError('EPERM', 'read kernel buffer failed', '')
    for (const { tick, unit, line } of run.process.machine.journal) {
      if (unit !== 'kernel') continue
      yield* run.out.print(run.options.has('t') ? `${line}\n` : `[${(tick / SECOND).toFixed(6).padStart(12)}] ${line}\n`)
    }
  },
}

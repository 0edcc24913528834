/** `/proc`: what the kernel tells about itself and its processes, and the files that give it orders. */
import { SyscallError } from '../base/errors.ts'
import { text } from '../base/bytes.ts'
import type { Mount, Namespace } from '../disk/file-system.ts'
import { SECOND } from '../sched/op.ts'
import type { Machine } from './machine.ts'
import { madeDirectory, madeText } from './made-fs.ts'
import type { MadeFile } from './made-fs.ts'
import { findProcess, pidSeenFrom, processesSeenFrom } from './pids.ts'
import { Process } from './process.ts'

/**
 * The root of a machine's proc file system.
 *
 * @param container its processes only, counted from 1; undefined for the host's own
 */
export function makeProcRoot(machine: Machine, container: object | undefined): MadeFile {
  const current = (): Process | undefined => {
    const owner = machine.scheduler.current?.owner
    return owner instanceof Process ? owner : undefined
  }
  const link = (target: () => string): MadeFile => ({ type: 'symlink', mode: 0o777, target })
  const fixed = madeDirectory
  const entries: Record<string, MadeFile> = {
    cmdline: madeText(() => 'BOOT_IMAGE=/boot/vmlinuz root=/dev/sda1 ro quiet\n'),
    cpuinfo: madeText(() => cpuinfo(machine)),
    filesystems: madeText(() => 'nodev\tsysfs\nnodev\ttmpfs\nnodev\tproc\nnodev\tdevtmpfs\n\text4\n' + (machine.modules.has('overlay') ? 'nodev\toverlay\n' : '')),
    loadavg: madeText(() => loadavg(machine)),
    meminfo: madeText(() => meminfo(machine)),
    modules: madeText(() => [...machine.modules].sort().map(name => `${name} ${moduleBytes(name)} 0 - Live 0x0000000000000000\n`).join('')),
    mounts: link(() => 'self/mounts'),
    self: link(() => {
      const process = current()
      return process ? String(pidSeenFrom(machine, container, process)) : ''
    }),
    sys: fixed({
      fs: fixed({ 'file-max': madeText(() => '1048576\n', 0o644) }),
      kernel: fixed({
        hostname: madeText(() => `${hostnameOf(machine, current())}\n`, 0o644),
        osrelease: madeText(() => `${machine.facts.kernelRelease}\n`),
        ostype: madeText(() => 'Linux\n'),
        panic: madeText(() => '0\n', 0o644),
        pid_max: madeText(() => '4194304\n', 0o644),
        random: fixed({ boot_id: madeText(() => `${uuid(() => 0x5eed_1234)}\n`), uuid: madeText(() => `${uuid(() => machine.scheduler.random().next())}\n`) }),
        sysrq: { ...madeText(() => '1\n', 0o644), write() {} },
      }),
      net: fixed({ ipv4: fixed({ ip_forward: { ...madeText(() => '1\n', 0o644), write() {} } }) }),
      vm: fixed({
        dirty_background_ratio: madeText(() => '10\n', 0o644),
        dirty_expire_centisecs: madeText(() => '3000\n', 0o644),
        dirty_ratio: madeText(() => '20\n', 0o644),
        dirty_writeback_centisecs: madeText(() => '500\n', 0o644),
        // Clean pages only are dropped, and nobody can see that.
        drop_caches: { type: 'file', mode: 0o200, write() {} },
        swappiness: madeText(() => '60\n', 0o644),
      }),
    }),
    'sysrq-trigger': { type: 'file', mode: 0o200, write: keys => sysrq(machine, keys) },
    uptime: madeText(() => `${seconds(machine).toFixed(2)} ${(seconds(machine) * machine.facts.cpus * 0.9).toFixed(2)}\n`),
    version: madeText(() => `Linux version ${machine.facts.kernelRelease} (layerlab) #1 SMP\n`),
  }
  const processes = new WeakMap<Process, MadeFile>()
  const processDirectory = (process: Process): MadeFile => {
    let made = processes.get(process)
    if (!made) processes.set(process, (made = describeProcess(machine, container, process)))
    return made
  }
  return {
    type: 'directory',
    mode: 0o555,
    names: () => [...Object.keys(entries), ...processesSeenFrom(machine, container).map(process => String(pidSeenFrom(machine, container, process)))],
    child(name) {
      if (Object.hasOwn(entries, name)) return entries[name]
      const process = /^[1-9]\d*$/.test(name) ? findProcess(machine, container, Number(name)) : undefined
      return process && processDirectory(process)
    },
  }
}

function describeProcess(machine: Machine, container: object | undefined, process: Process): MadeFile {
  const pid = pidSeenFrom(machine, container, process)
  const parent = process.parent && process.parent.container === container ? pidSeenFrom(machine, container, process.parent) : container ? 0 : (process.parent?.pid ?? 1)
  const link = (target: () => string): MadeFile => ({ type: 'symlink', mode: 0o777, target })
  return madeDirectory({
    cmdline: madeText(() => process.argv.map(arg => `${arg}\0`).join('')),
    comm: madeText(() => `${process.name.slice(0, 15)}\n`),
    cwd: link(() => process.fs.cwd),
    environ: madeText(() => [...process.env].map(([name, value]) => `${name}=${value}\0`).join(''), 0o400),
    exe: link(() => executablePath(process)),
    mounts: madeText(() => mountLines(process.fs.namespace)),
    root: link(() => '/'),
    stat: madeText(() => `${pid} (${process.name.slice(0, 15)}) S ${parent} ${process.group} ${process.group} 0 -1 4194304 0 0 0 0 0 0 0 0 20 0 1 0 ${Math.floor(process.startedAtTick / 10_000_000)} 0 0\n`),
    status: madeText(() => {
      const { uid, gid } = process.fs.credentials
      return `Name:\t${process.name.slice(0, 15)}\nUmask:\t${process.fs.umask.toString(8).padStart(4, '0')}\nState:\tS (sleeping)\nTgid:\t${pid}\nPid:\t${pid}\nPPid:\t${parent}\n` +
        `Uid:\t${uid}\t${uid}\t${uid}\t${uid}\nGid:\t${gid}\t${gid}\t${gid}\t${gid}\nThreads:\t1\n`
    }),
  })
}

/** The file a process runs, as well as it can be told from its arguments. */
export function executablePath(process: Process): string {
  const [first = ''] = process.argv
  return first.startsWith('/') ? first : `/usr/bin/${process.name}`
}

/** The name of the host, or of the container that a process runs in. */
export function hostnameOf(machine: Machine, process: Process | undefined): string {
  if (process?.container === undefined) return machine.facts.hostname
  try {
    const { node } = process.fs.find('/etc/hostname', true, 'open')
    return text(node.content.bytes()).trim() || machine.facts.hostname
  } catch (error) {
    if (error instanceof SyscallError) return machine.facts.hostname
    throw error
  }
}

/** All mounts of a namespace, the root first. */
export function mountsOf(namespace: Namespace): Mount[] {
  return [namespace.rootMount, ...namespace.covered.values()]
}

/** As `/proc/mounts` lists them. */
function mountLines(namespace: Namespace): string {
  return mountsOf(namespace).map(({ source, path, fs, options }) => `${source} ${path.replaceAll(' ', '\\040')} ${fs.kind} ${options} 0 0\n`).join('')
}

const seconds = (machine: Machine): number => machine.scheduler.now() / SECOND

/** Processes that can run now, as the load; a simulated host is never busy for long. */
function loadavg(machine: Machine): string {
  const count = machine.processes.size
  return `0.00 0.01 0.00 1/${count} ${Math.max(0, ...machine.processes.keys())}\n`
}

/** Memory in kB, as `/proc/meminfo` and `free` show it. */
export function memoryKilobytes(machine: Machine): { total: number; free: number; available: number; buffers: number; cached: number; dirty: number } {
  const total = Math.floor(machine.facts.memoryBytes / 1024)
  let dirty = 0
  for (const inode of machine.disk.dirty.keys()) dirty += Math.ceil(inode.content.size / 4096) * 4
  const used = Math.floor(total * 0.08) + machine.processes.size * 2048
  const cached = Math.min(Math.floor(total * 0.4), machine.disk.usedBlocks * 4)
  const buffers = Math.min(65536, Math.floor(total * 0.01))
  const free = Math.max(0, total - used - cached - buffers)
  return { total, free, available: free + Math.floor((cached + buffers) * 0.95), buffers, cached, dirty }
}

function meminfo(machine: Machine): string {
  const { total, free, available, buffers, cached, dirty } = memoryKilobytes(machine)
  const lines: readonly (readonly [string, number])[] = [
    ['MemTotal', total], ['MemFree', free], ['MemAvailable', available], ['Buffers', buffers], ['Cached', cached],
    ['SwapCached', 0], ['SwapTotal', 0], ['SwapFree', 0], ['Dirty', dirty], ['Writeback', 0],
  ]
  return lines.map(([name, value]) => `${`${name}:`.padEnd(15)} ${String(value).padStart(8)} kB\n`).join('')
}

function cpuinfo(machine: Machine): string {
  const { cpus, architecture } = machine.facts
  let out = ''
  for (let i = 0; i < cpus; i++) {
    out += architecture === 'arm64'
      ? `processor\t: ${i}\nBogoMIPS\t: 50.00\nFeatures\t: fp asimd evtstrm aes pmull sha1 sha2 crc32\nCPU architecture: 8\n\n`
      : `processor\t: ${i}\nvendor_id\t: GenuineIntel\nmodel name\t: Layerlab simulated processor\ncpu MHz\t\t: 2000.000\ncpu cores\t: ${cpus}\nflags\t\t: fpu sse sse2\n\n`
  }
  return out
}

/** A plausible size for a module: `lsmod` prints one. */
export function moduleBytes(name: string): number {
  let sum = 0
  for (const char of name) sum = (sum * 31 + char.charCodeAt(0)) % 40
  return (sum + 4) * 4096
}

function uuid(next: () => number): string {
  let digits = ''
  for (let i = 0; i < 4; i++) digits += next().toString(16).padStart(8, '0')
  digits = `${digits.slice(0, 12)}4${digits.slice(13, 16)}8${digits.slice(17)}`
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join('-')
}

/**
 * A key for the kernel itself. Only the first character counts.
 *
 * @source linux Documentation/admin-guide/sysrq.rst
 */
function sysrq(machine: Machine, keys: string): void {
  const say = (line: string): void => machine.log('kernel', `sysrq: ${line}`)
  switch (keys[0]) {
    case 'b':
      return machine.crash('reset', 'boot')
    case 'c':
      say('Trigger a crash')
      return machine.crash('panic', 'dark')
    case 'o':
      return machine.crash('power off', 'dark')
    case 's':
      say('Emergency Sync')
      machine.disk.sync()
      return say('Emergency Sync complete')
    case 'u':
      return say('Emergency Remount R/O')
    case 'h':
    default:
      return say('HELP : loglevel(0-9) reboot(b) crash(c) poweroff(o) sync(s) unmount(u)')
  }
}

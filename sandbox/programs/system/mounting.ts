import { SyscallError } from '../../base/errors.ts'
import type { Mount } from '../../disk/file-system.ts'
import { makeDevFs } from '../../machine/dev-fs.ts'
import { mountOverlay } from '../../machine/overlay-fs.ts'
import { mountsOf } from '../../machine/proc-fs.ts'
import { makeProcFs } from '../../machine/proc.ts'
import { step } from '../../sched/op.ts'
import type { Op } from '../../sched/op.ts'
import { Failure, reason } from '../define-program.ts'
import type { ProgramDescription, Run } from '../define-program.ts'
import { UsageError } from '../options.ts'

/** A mount that did not work ends with this. */
const FAILED = 32

export const mount: ProgramDescription = {
  name: 'mount',
  usage: '[-t TYPE] [-o OPTIONS] [SOURCE] DIRECTORY',
  about: 'Mount a filesystem, or list what is mounted.',
  family: 'util-linux',
  coding: 'characters',
  shortName: true,
  options: ['a,all: ', 'B,bind: ', 'R,rbind: ', 'M,move: ', 't,types=LIST: ', 'o,options=LIST: ', 'r,read-only: ', 'w,rw,read-write: ', 'v,verbose: ', 'l,show-labels: ', 'make-private: ', 'make-rprivate: ', 'make-shared: ', 'make-rshared: ', 'n,no-mtab: '],
  *run(run) {
    const { fs, machine } = run.process
    const { options, operands } = run
    if (operands.length === 0) {
      const kinds = options.value('t')?.split(',')
      for (const each of mountsOf(fs.namespace)) if (!kinds || kinds.includes(each.fs.kind)) yield* run.out.print(`${each.source} on ${each.path} type ${each.fs.kind} (${each.options})\n`)
      return undefined
    }
    const words = options.values('o').flatMap(list => list.split(','))
    const flags = new Set(words)
    if (options.has('r')) flags.add('ro')
    const target = operands[operands.length - 1] as string
    const source = operands.length > 1 ? (operands[0] as string) : undefined
    if (fs.credentials.uid !== 0) throw new Failure(`${target}: must be superuser to use mount.`, FAILED)
    if (flags.has('remount')) return yield* remount(run, target, flags)
    if (source === undefined) throw new Failure(`${target}: can't find in /etc/fstab.`, 1)
    const point = yield* pointOf(run, target)
    const bind = options.has('B') || options.has('R') || flags.has('bind') || flags.has('rbind')
    const kind = options.value('t')
    if (bind) {
      try {
        yield step('mount', target, 100_000)
        const from = fs.find(source, true, 'mount')
        if ((from.node.type === 'directory') !== (point.node.type === 'directory')) throw new SyscallError(point.node.type === 'directory' ? 'ENOTDIR' : 'ENOTDIR', 'mount', target)
        const readOnly = flags.has('ro') || from.mount.readOnly
        machine.mount(fs.namespace, point, { fs: from.mount.fs, root: from.node, path: point.path, source: from.mount.source, options: withAccess(from.mount.options, readOnly), readOnly })
        return undefined
      } catch (error) {
        return yield* failed(run, point.path, source, error, true)
      }
    }
    switch (kind) {
      case 'overlay': {
        const value = (name: string): string | undefined => words.find(word => word.startsWith(`${name}=`))?.slice(name.length + 1)
        const lowerdir = value('lowerdir')
        const upperdir = value('upperdir')
        const workdir = value('workdir')
        try {
          if (lowerdir === undefined) throw new SyscallError('EINVAL', 'mount', target)
          if (!machine.modules.has('overlay')) throw new SyscallError('ENXIO', 'mount', target)
          yield* mountOverlay(machine, fs, { lowerdir, ...(upperdir === undefined ? {} : { upperdir }), ...(workdir === undefined ? {} : { workdir }) }, target)
          return undefined
        } catch (error) {
          return yield* failed(run, point.path, source, error, false)
        }
      }
      case 'proc':
      case 'devtmpfs': {
        const made = kind === 'proc' ? makeProcFs(machine, run.process.container) : makeDevFs(machine, { container: false })
        yield step('mount', target, 100_000)
        machine.mount(fs.namespace, point, { fs: made, root: made.root, path: point.path, source, options: 'rw,relatime', readOnly: false })
        return undefined
      }
      case 'tmpfs':
      case 'sysfs':
      case 'nfs':
        throw new Failure(`file systems of type ${kind} are not simulated here`, FAILED)
      default:
        return yield* failed(run, point.path, source, new SyscallError('ENOENT', 'mount', source), false)
    }
  },
}

function withAccess(options: string, readOnly: boolean): string {
  return options.replace(/^(rw|ro)\b/, readOnly ? 'ro' : 'rw')
}

function* pointOf(run: Run, target: string): Op<ReturnType<typeof run.process.fs.find>> {
  yield step('stat', target, 1000)
  try {
    return run.process.fs.find(target, true, 'mount')
  } catch (error) {
    if (error instanceof SyscallError) throw new Failure(`${target}: mount point does not exist.\n       dmesg(1) may have more information after failed mount system call.`, FAILED)
    throw error
  }
}

/** A mount keeps its place and gets other options. The root file system stays as it is. */
function* remount(run: Run, target: string, flags: ReadonlySet<string>): Op<number> {
  const { fs, machine } = run.process
  const point = yield* pointOf(run, target)
  const covered = [...fs.namespace.covered].find(([, each]) => each === point.mount)
  if (point.mount.path !== point.path) throw new Failure(`${target}: mount point not mounted or bad option.\n       dmesg(1) may have more information after failed mount system call.`, FAILED)
  if (!covered) {
    if (flags.has('ro')) throw new Failure(`${target}: mount point is busy.`, FAILED)
    return 0
  }
  const readOnly = flags.has('ro')
  machine.scheduler.memory.put(fs.namespace.covered, covered[0], { ...point.mount, readOnly, options: withAccess(point.mount.options, readOnly) })
  return 0
}

function* failed(run: Run, target: string, source: string, error: unknown, bind: boolean): Op<number> {
  if (!(error instanceof SyscallError)) throw error
  const words = error.code === 'ENOENT' ? `special device ${source} does not exist.` : error.code === 'EINVAL' ? 'wrong fs type, bad option, bad superblock on ' + `${source}, missing codepage or helper program, or other error.`
    : error.code === 'ENXIO' ? `unknown filesystem type 'overlay'.` : error.code === 'ENOTDIR' && bind ? 'mount(2) system call failed: Not a directory.' : `mount(2) system call failed: ${reason(error)}.`
  yield* run.warn(`${target}: ${words}\n       dmesg(1) may have more information after failed mount system call.`, FAILED)
  return FAILED
}

export const umount: ProgramDescription = {
  name: 'umount',
  usage: '[-fl] DIRECTORY...',
  about: 'Unmount filesystems.',
  family: 'util-linux',
  coding: 'characters',
  shortName: true,
  options: ['f,force: ', 'l,lazy: detach now, clean up later', 'R,recursive: ', 'v,verbose: ', 'a,all: ', 'n,no-mtab: ', 'q,quiet: '],
  *run(run) {
    const { fs, machine } = run.process
    if (run.operands.length === 0) throw new UsageError('bad usage')
    for (const operand of run.operands) {
      yield step('umount', operand, 8_000_000)
      if (fs.credentials.uid !== 0) {
        yield* run.warn(`${operand}: must be superuser to unmount.`, FAILED)
        continue
      }
      let found: Mount | undefined
      let shown = operand
      try {
        const { path, mount: at } = fs.find(operand, true, 'umount')
        shown = path
        found = at.path === path ? at : undefined
      } catch (error) {
        if (!(error instanceof SyscallError)) throw error
        yield* run.warn(`${operand}: no mount point specified.`, FAILED)
        continue
      }
      if (!found) {
        yield* run.warn(`${shown}: not mounted.`, FAILED)
        continue
      }
      const { path } = found
      const busy = path === '/' || [...machine.processes.values()].some(({ fs: { cwd, namespace } }) => namespace === fs.namespace && `${cwd}/`.startsWith(`${path}/`)) || [...fs.namespace.covered.values()].some(other => other.path.startsWith(`${path}/`))
      if (busy && !run.options.has('l')) {
        yield* run.warn(`${shown}: target is busy.`, FAILED)
        continue
      }
      found.fs.sync()
      machine.unmount(path, fs.namespace)
    }
  },
}

export const mountpoint: ProgramDescription = {
  name: 'mountpoint',
  usage: '[-qd] DIRECTORY',
  about: 'Check whether a directory or file is a mountpoint.',
  family: 'util-linux',
  coding: 'characters',
  options: ['q,quiet: ', 'd,fs-devno: ', 'x,devno: '],
  *run(run) {
    const [operand = ''] = run.operands
    yield step('stat', operand, 1000)
    try {
      const { path, mount: at } = run.process.fs.find(operand, true, 'stat')
      const is = at.path === path
      if (!run.options.has('q')) yield* run.out.print(`${operand} is ${is ? 'a' : 'not a'} mountpoint\n`)
      return is ? 0 : FAILED
    } catch (error) {
      if (!(error instanceof SyscallError)) throw error
      if (!run.options.has('q')) yield* run.warn(`${operand}: ${reason(error)}`)
      return 1
    }
  },
}

export const findmnt: ProgramDescription = {
  name: 'findmnt',
  usage: '[-n] [-o LIST] [DIRECTORY]',
  about: 'Find a filesystem.',
  family: 'util-linux',
  coding: 'characters',
  options: ['n,noheadings: ', 'o,output=LIST: ', 't,types=LIST: ', 'l,list: ', 'r,raw: ', 'T,target=PATH: '],
  *run(run) {
    const wanted = run.operands[0]
    const kinds = run.options.value('t')?.split(',')
    const rows = mountsOf(run.process.fs.namespace).filter(each => (wanted === undefined || each.path === wanted || each.source === wanted) && (!kinds || kinds.includes(each.fs.kind)))
    if (rows.length === 0) return 1
    const columns = (run.options.value('o') ?? 'TARGET,SOURCE,FSTYPE,OPTIONS').toUpperCase().split(',')
    const cells = [...(run.options.has('n') ? [] : [columns]), ...rows.map(each => columns.map(name => ({ TARGET: each.path, SOURCE: each.source, FSTYPE: each.fs.kind, OPTIONS: each.options })[name] ?? ''))]
    const widths = columns.map((_, i) => Math.max(...cells.map(row => (row[i] ?? '').length)))
    for (const row of cells) yield* run.out.print(`${row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i] ?? 0))).join(' ')}\n`)
    return 0
  },
}

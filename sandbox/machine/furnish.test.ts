import { beforeAll, expect, it } from 'vitest'
import { SyscallError } from '../base/errors.ts'
import { SimDisk } from '../disk/sim-disk.ts'
import { Memory } from '../sched/memory.ts'
import type { Op } from '../sched/op.ts'
import { foreground } from '../sched/policies/foreground.ts'
import { Scheduler } from '../sched/scheduler.ts'
import { utf8 } from '../base/bytes.ts'
import { furnishHost } from './furnish.ts'
import { Machine } from './machine.ts'
import type { Program } from './process.ts'
import { makeProcRoot } from './proc-fs.ts'
import { procFiles } from './proc.ts'

beforeAll(() => procFiles.install({ makeProcRoot }))

const nothing: Program = function* () {
  return 0
}

function host() {
  const scheduler = new Scheduler(new Memory(), 1)
  const disk = new SimDisk(scheduler, { model: 'ext4', capacityBytes: 1 << 30, epochSeconds: 1_795_219_200 })
  const facts = { hostname: 'host-a', architecture: 'amd64', kernelRelease: '5.10.0-20-amd64', operatingSystem: 'Debian GNU/Linux 11 (bullseye)', cpus: 2, memoryBytes: 2 << 30, modules: ['overlay', 'ext4'] }
  const programs = new Map(Array.from({ length: 200 }, (_, i) => [`program-${i}`, nothing]))
  const machine = new Machine(scheduler, disk, facts, programs)
  furnishHost(machine, { user: { name: 'user', home: '/home/user', uid: 1000 }, directories: [{ path: '/home/user/work', uid: 1000 }] })
  const fs = machine.fs({ uid: 0, gid: 0 })
  const run = <T>(op: Op<T>): T => {
    const task = scheduler.spawn(op, 'test')
    scheduler.run(foreground)
    if (task.error) throw task.error
    return task.result as T
  }
  return { machine, disk, fs, run }
}

it('furnishes a host durably, programs and accounts included', () => {
  const { disk, fs, run } = host()
  expect(disk.dirty.size).toBe(0)
  expect(disk.journal).toBeUndefined()
  expect(run(fs.readText('/etc/hostname'))).toBe('host-a\n')
  expect(run(fs.stat('/bin/program-7'))).toMatchObject({ type: 'file', mode: 0o755 })
  expect(run(fs.stat('/home/user/work')).uid).toBe(1000)
  expect(run(fs.stat('/tmp')).mode).toBe(0o1777)
  expect(run(fs.realpath('/sbin'))).toBe('/usr/sbin')
})

it('tells in /proc what the kernel knows, and counts dirty data', () => {
  const { fs, run } = host()
  expect(run(fs.readText('/proc/sys/kernel/osrelease'))).toBe('5.10.0-20-amd64\n')
  expect(run(fs.readText('/proc/modules'))).toContain('overlay ')
  const dirty = (): string | undefined => /Dirty: +(\d+) kB/.exec(run(fs.readText('/proc/meminfo')))?.[1]
  expect(dirty()).toBe('0')
  run(fs.writeFile('/tmp/x', utf8('data'), 0o644))
  expect(dirty()).toBe('4')
  expect(run(fs.readdir('/proc'))).toContain('sysrq-trigger')
})

it('obeys the keys of sysrq', () => {
  const { machine, disk, fs, run } = host()
  run(fs.writeFile('/tmp/x', utf8('data'), 0o644))
  run(fs.writeFile('/proc/sysrq-trigger', utf8('s'), 0o644))
  expect(disk.dirty.size).toBe(0)
  const crashes: string[] = []
  machine.onCrash = (cause, after) => crashes.push(`${cause} ${after}`)
  // After a crash nothing is mounted any more, /proc neither: the next key needs a host of its own.
  run(fs.writeFile('/proc/sysrq-trigger', utf8('c\n'), 0o644))
  const second = host()
  second.machine.onCrash = machine.onCrash
  second.run(second.fs.writeFile('/proc/sysrq-trigger', utf8('b\n'), 0o644))
  expect(crashes).toEqual(['panic dark', 'reset boot'])
  expect(machine.journal.map(({ line }) => line)).toContain('sysrq: Trigger a crash')
})

it('does not let anything be made in /proc and /dev', () => {
  const { fs, run } = host()
  expect(() => run(fs.mkdir('/proc/x', 0o755))).toThrow(SyscallError)
  expect(() => run(fs.unlink('/dev/null'))).toThrow(SyscallError)
  run(fs.writeFile('/dev/null', utf8('gone'), 0o644))
  expect(run(fs.lstat('/dev/null'))).toMatchObject({ type: 'character', device: { major: 1, minor: 3 } })
})

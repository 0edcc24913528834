import { concat, text } from '../../sandbox/base/bytes.ts'
import { SimDisk } from '../../sandbox/disk/sim-disk.ts'
import type { Inode } from '../../sandbox/disk/inode.ts'
import { Content } from '../../sandbox/disk/content.ts'
import { standIn } from '../../sandbox/machine/executable.ts'
import { Terminal, bytesFile, collector, nullFile } from '../../sandbox/machine/files.ts'
import type { File } from '../../sandbox/machine/files.ts'
import { Machine } from '../../sandbox/machine/machine.ts'
import type { Process, Program } from '../../sandbox/machine/process.ts'
import { Memory } from '../../sandbox/sched/memory.ts'
import { foreground } from '../../sandbox/sched/policies/foreground.ts'
import { Scheduler } from '../../sandbox/sched/scheduler.ts'
import '../../sandbox/all-parts.ts'
import { programs } from '../../sandbox/programs/index.ts'
import { shellPrograms } from '../../sandbox/shell/index.ts'

/** What a run left behind. */
export interface Outcome {
  readonly stdout: string
  readonly stderr: string
  readonly exit: number | undefined
}

/** A machine with the shells, the other programs and an empty working directory. */
export class ShellWorld {
  readonly scheduler = new Scheduler(new Memory(), 1)
  readonly machine: Machine
  readonly disk: SimDisk

  constructor(options: { readonly busybox?: boolean; readonly extra?: Readonly<Record<string, Program>> } = {}) {
    this.disk = new SimDisk(this.scheduler, { model: 'ext4', capacityBytes: 1 << 30, epochSeconds: 1795219200 })
    const all = new Map<string, Program>([...programs, ...shellPrograms, ...Object.entries(options.extra ?? {})])
    this.machine = new Machine(this.scheduler, this.disk, {
      hostname: 'docker-host', architecture: 'amd64', kernelRelease: '6.1.0', operatingSystem: 'Debian', cpus: 2, memoryBytes: 4 << 30, modules: [],
    }, all)
    const { root } = this.disk
    const usr = this.directory(root, 'usr')
    const bin = this.directory(usr, 'bin')
    this.disk.create(root, 'bin', 'symlink', { mode: 0o777, uid: 0, gid: 0 }, { target: 'usr/bin' })
    for (const name of all.keys()) if (!name.includes(':')) this.file(bin, name, standIn(options.busybox ? 'busybox' : name, 'amd64'), 0o755)
    if (!all.has('busybox')) this.file(bin, 'busybox', standIn('busybox', 'amd64'), 0o755)
    this.directory(root, 'tmp')
    this.directory(this.directory(this.directory(root, 'home'), 'user'), 'work')
    this.directory(root, 'root')
    const dev = this.directory(root, 'dev')
    for (const [name, major, minor] of [['null', 1, 3], ['zero', 1, 5], ['full', 1, 7], ['urandom', 1, 9], ['tty', 5, 0]] as const) {
      this.disk.create(dev, name, 'character', { mode: 0o666, uid: 0, gid: 0 }, { device: { major, minor } })
    }
    const etc = this.directory(root, 'etc')
    this.file(etc, 'passwd', new TextEncoder().encode('root:x:0:0:root:/root:/bin/bash\n'), 0o644)
  }

  directory(parent: Inode, name: string): Inode {
    return this.disk.create(parent, name, 'directory', { mode: 0o755, uid: 0, gid: 0 })
  }

  file(parent: Inode, name: string, bytes: Uint8Array, mode: number): void {
    this.disk.setContent(this.disk.create(parent, name, 'file', { mode, uid: 0, gid: 0 }), Content.of(bytes))
  }

  /** Start a program with its output collected. */
  start(program: string, args: readonly string[], options: { stdin?: string | File; cwd?: string; env?: Readonly<Record<string, string>> } = {}): { process: Process; outcome: () => Outcome } {
    const out: Uint8Array[] = []
    const err: Uint8Array[] = []
    const stdin = options.stdin === undefined ? nullFile : typeof options.stdin === 'string' ? bytesFile(new TextEncoder().encode(options.stdin)) : options.stdin
    const found = this.machine.programs.get(program)
    if (!found) throw new Error(`no program ${program}`)
    const process = this.machine.start(undefined, found, {
      argv: [program.replace(/^.*:/, ''), ...args],
      env: new Map(Object.entries({ PATH: '/usr/bin:/bin', HOME: '/home/user', LANG: 'C.UTF-8', TZ: 'UTC', ...options.env })),
      fs: this.machine.fs({ uid: 0, gid: 0 }, options.cwd ?? '/home/user/work'),
      files: new Map([[0, stdin], [1, collector(bytes => out.push(bytes.slice()))], [2, collector(bytes => err.push(bytes.slice()))]]),
    })
    return {
      process,
      outcome: () => {
        const { task } = process
        if (task?.state === 'failed') throw task.error
        return { stdout: text(concat(out)), stderr: text(concat(err)), exit: process.exitStatus }
      },
    }
  }

  /** Start a shell at a terminal; `type` enters a line and lets everything run, `screen` is what was shown. */
  atTerminal(program = 'bash', env: Readonly<Record<string, string>> = {}): { process: Process; terminal: Terminal; type: (keys: string) => void; interrupt: () => void; screen: () => string } {
    const shown: Uint8Array[] = []
    const terminal = new Terminal(this.scheduler, 'terminal1', { columns: 100, rows: 30 }, bytes => shown.push(bytes.slice()))
    const found = this.machine.programs.get(program)
    if (!found) throw new Error(`no program ${program}`)
    const process = this.machine.start(undefined, found, {
      argv: [program.replace(/^.*:/, '')], env: new Map(Object.entries({ PATH: '/usr/bin:/bin', HOME: '/root', ...env })),
      fs: this.machine.fs({ uid: 0, gid: 0 }, '/root'), files: new Map([[0, terminal.file], [1, terminal.file], [2, terminal.file]]),
    })
    this.settle()
    return {
      process, terminal,
      type: keys => {
        terminal.type(new TextEncoder().encode(keys))
        this.settle()
        if (process.task?.state === 'failed') throw process.task.error
      },
      interrupt: () => {
        this.machine.interrupt(terminal)
        this.settle()
      },
      screen: () => text(concat(shown)).replaceAll('\r\n', '\n'),
    }
  }

  /** Run everything that can run. */
  settle(): void {
    this.scheduler.run(foreground)
  }

  /** Run a line with `-c` to its end. */
  line(line: string, options: { shell?: string; stdin?: string; args?: readonly string[]; env?: Readonly<Record<string, string>> } = {}): Outcome {
    const { process, outcome } = this.start(options.shell ?? 'bash', ['-c', line, ...(options.args ?? [])], options)
    this.scheduler.run(foreground, () => process.task?.ended ?? false)
    return outcome()
  }
}

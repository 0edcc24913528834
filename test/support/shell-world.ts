import { concat, text } from '../../sandbox/base/bytes.ts'
import { SimDisk } from '../../sandbox/disk/sim-disk.ts'
import type { Inode } from '../../sandbox/disk/inode.ts'
import { Content } from '../../sandbox/disk/content.ts'
import { standIn } from '../../sandbox/machine/executable.ts'
import { bytesFile, collector, nullFile } from '../../sandbox/machine/files.ts'
import type { File } from '../../sandbox/machine/files.ts'
import { openFile } from '../../sandbox/machine/open.ts'
import { Machine } from '../../sandbox/machine/machine.ts'
import type { Process, Program } from '../../sandbox/machine/process.ts'
import { Memory } from '../../sandbox/sched/memory.ts'
import { SECOND, sleep } from '../../sandbox/sched/op.ts'
import { foreground } from '../../sandbox/sched/policies/foreground.ts'
import { Scheduler } from '../../sandbox/sched/scheduler.ts'
import { shellPrograms } from '../../sandbox/shell/index.ts'

/** What a run left behind. */
export interface Outcome {
  readonly stdout: string
  readonly stderr: string
  readonly exit: number | undefined
}

/** Tiny stand-ins for the programs that the snippets of the shell's tests use. */
const PROGRAMS: Readonly<Record<string, Program>> = {
  *cat(process) {
    const paths = process.argv.slice(1).filter(argument => argument !== '-')
    const sources: File[] = []
    if (paths.length === 0) sources.push(process.stdin)
    let status = 0
    for (const path of paths) {
      try {
        sources.push(yield* openFile(process, path, {}))
      } catch {
        yield* process.complain(`cat: ${path}: No such file or directory\n`)
        status = 1
      }
    }
    for (const source of sources) for (let chunk = yield* source.read(); chunk; chunk = yield* source.read()) yield* process.stdout.write(chunk)
    return status
  },
  *sort(process) {
    const lines = text(concat(yield* process.readAll())).split('\n')
    if (lines.at(-1) === '') lines.pop()
    yield* process.print(lines.sort().map(line => `${line}\n`).join(''))
    return 0
  },
  *wc(process) {
    const all = text(concat(yield* process.readAll()))
    yield* process.print(`${process.argv.includes('-c') ? all.length : all.split('\n').length - 1}\n`)
    return 0
  },
  *head(process) {
    const count = Number((process.argv[1] ?? '-10').replace('-n', '').replace('-', '') || process.argv[2])
    let seen = ''
    for (let chunk = yield* process.stdin.read(); chunk; chunk = yield* process.stdin.read()) {
      seen += text(chunk)
      if (seen.split('\n').length > count) break
    }
    yield* process.print(`${seen.split('\n').slice(0, count).join('\n')}\n`)
    return 0
  },
  *yes(process) {
    for (;;) yield* process.print('y\n'.repeat(512))
  },
  *sleep(process) {
    yield* sleep(Number(process.argv[1]) * SECOND)
    return 0
  },
  *env(process) {
    for (const [name, value] of process.env) yield* process.print(`${name}=${value}\n`)
    return 0
  },
  *rm(process) {
    for (const path of process.argv.slice(1)) if (!path.startsWith('-')) yield* process.fs.removeAll(path)
    return 0
  },
  *mkdir(process) {
    for (const path of process.argv.slice(1)) if (!path.startsWith('-')) yield* process.fs.mkdirAll(path, 0o777)
    return 0
  },
  *touch(process) {
    for (const path of process.argv.slice(1)) yield* process.fs.writeFile(path, new Uint8Array(0), 0o666)
    return 0
  },
  *ln(process) {
    yield* process.fs.symlink(process.argv[2] ?? '', process.argv[3] ?? '')
    return 0
  },
  *chmod(process) {
    yield* process.fs.chmod(process.argv[2] ?? '', parseInt(process.argv[1] ?? '', 8))
    return 0
  },
}

/** A machine with the shells, a few stand-in programs and an empty working directory. */
export class ShellWorld {
  readonly scheduler = new Scheduler(new Memory(), 1)
  readonly machine: Machine
  readonly disk: SimDisk

  constructor(extra: Readonly<Record<string, Program>> = {}) {
    this.disk = new SimDisk(this.scheduler, { model: 'ext4', capacityBytes: 1 << 30, epochSeconds: 1795219200 })
    const programs = new Map<string, Program>([...shellPrograms, ...Object.entries(PROGRAMS), ...Object.entries(extra)])
    this.machine = new Machine(this.scheduler, this.disk, {
      hostname: 'docker-host', architecture: 'amd64', kernelRelease: '6.1.0', operatingSystem: 'Debian', cpus: 2, memoryBytes: 4 << 30, modules: [],
    }, programs)
    const { root } = this.disk
    const bin = this.directory(root, 'bin')
    const usr = this.directory(root, 'usr')
    this.directory(usr, 'bin')
    for (const name of programs.keys()) if (!name.includes(':')) this.file(bin, name, standIn(name, 'amd64'), 0o755)
    this.file(bin, 'busybox', standIn('busybox', 'amd64'), 0o755)
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

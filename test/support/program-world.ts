/** Runs one program on a simulated machine: argv, standard input and files in; output, status and files out. */
import { concat, text, utf8 } from '../../sandbox/base/bytes.ts'
import { SimDisk } from '../../sandbox/disk/sim-disk.ts'
import { bytesFile, collector, Terminal } from '../../sandbox/machine/files.ts'
import type { File } from '../../sandbox/machine/files.ts'
import { furnishHost } from '../../sandbox/machine/furnish.ts'
import { Machine } from '../../sandbox/machine/machine.ts'
import type { Program } from '../../sandbox/machine/process.ts'
import { installNodeCodecs } from '../../sandbox/node/codecs.ts'
import { Memory } from '../../sandbox/sched/memory.ts'
import type { Op } from '../../sandbox/sched/op.ts'
import { foreground } from '../../sandbox/sched/policies/foreground.ts'
import { Scheduler } from '../../sandbox/sched/scheduler.ts'

export interface ProgramRun {
  readonly argv: readonly string[]
  readonly stdin?: string | Uint8Array
  /** Below the working directory. A name that ends with `/` is a directory; `-> target` as text makes a link. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>
  readonly env?: Readonly<Record<string, string>>
  /** Standard output is a terminal. */
  readonly terminal?: true
}

export interface ProgramResult {
  readonly stdout: string
  readonly stderr: string
  readonly status: number
  /** Standard output as bytes. */
  readonly bytes: Uint8Array
  /** Virtual seconds that passed. */
  readonly seconds: number
  /** The text of a file below the working directory after the run; undefined when it is not there. */
  readonly file: (name: string) => string | undefined
  /** A world that is still there, to look into. */
  readonly machine: Machine
}

const DIRECTORY = '/home/user/work'

/** 2026-11-21 00:00:00 UTC. */
export const EPOCH_SECONDS = 1_795_219_200

/** Run a program by name, found along PATH as a shell would. */
export function runProgramIn(programs: ReadonlyMap<string, Program>, run: ProgramRun): ProgramResult {
  installNodeCodecs()
  const scheduler = new Scheduler(new Memory(), 1)
  scheduler.tracing = false
  const disk = new SimDisk(scheduler, { model: 'ext4', capacityBytes: 1 << 30, epochSeconds: EPOCH_SECONDS })
  const facts = { hostname: 'host-a', architecture: 'amd64', kernelRelease: '5.10.0-20-amd64', operatingSystem: 'Debian GNU/Linux 12 (bookworm)', cpus: 2, memoryBytes: 2 ** 31, modules: ['overlay'] }
  const machine = new Machine(scheduler, disk, facts, programs)
  furnishHost(machine, { directories: [{ path: DIRECTORY, uid: 0 }] })
  const fs = machine.fs({ uid: 0, gid: 0 }, DIRECTORY)
  const drive = <T>(op: Op<T>): T => {
    const task = scheduler.spawn(op, 'test')
    scheduler.run(foreground, () => task.ended)
    if (task.error) throw task.error
    return task.result as T
  }
  for (const [name, content] of Object.entries(run.files ?? {})) {
    drive((function* (): Op<void> {
      const directory = name.endsWith('/') ? name.slice(0, -1) : name.split('/').slice(0, -1).join('/')
      if (directory !== '') yield* fs.mkdirAll(directory, 0o755)
      if (name.endsWith('/')) return
      if (typeof content === 'string' && content.startsWith('-> ')) yield* fs.symlink(content.slice(3), name)
      else yield* fs.writeFile(name, typeof content === 'string' ? utf8(content) : content, 0o644)
    })())
  }
  const out: Uint8Array[] = []
  const err: Uint8Array[] = []
  const stdout: File = run.terminal ? new Terminal(scheduler, 'tty1', { columns: 80, rows: 24 }, bytes => out.push(bytes)).file : collector(bytes => out.push(bytes))
  const startTick = scheduler.nowTick
  const name = run.argv[0] ?? ''
  const status = drive((function* (): Op<number> {
    const process = yield* machine.spawn(undefined, name.includes('/') ? name : `/bin/${name}`, {
      argv: run.argv,
      env: new Map(Object.entries({ PATH: '/usr/bin:/bin', HOME: '/root', ...run.env })),
      fs: fs.fork(),
      files: new Map<number, File>([[0, bytesFile(typeof run.stdin === 'string' ? utf8(run.stdin) : (run.stdin ?? new Uint8Array(0)))], [1, stdout], [2, collector(bytes => err.push(bytes))]]),
    })
    const status = yield* machine.wait(process)
    if (process.task?.error) throw process.task.error
    return status
  })())
  const bytes = concat(out)
  return {
    stdout: text(bytes), stderr: text(concat(err)), status, bytes, machine, seconds: (scheduler.nowTick - startTick) / 1e9,
    file: path => drive((function* (): Op<string | undefined> {
      return (yield* fs.exists(path)) ? yield* fs.readText(path) : undefined
    })()),
  }
}

import { utf8 } from '../base/bytes.ts'
import { SyscallError } from '../base/errors.ts'
import type { Fs } from '../disk/fs.ts'
import type { Op } from '../sched/op.ts'
import type { Task } from '../sched/scheduler.ts'
import type { File } from './files.ts'
import type { Machine } from './machine.ts'
import { pidSeenFrom } from './pids.ts'

/** A program: runs in a process and ends with an exit status (0 … 255). */
export type Program = (process: Process) => Op<number>

/** What a new process is given. Descriptors are retained for it and released when it ends. */
export interface SpawnOptions {
  readonly argv: readonly string[]
  readonly env: ReadonlyMap<string, string>
  readonly fs: Fs
  readonly files: ReadonlyMap<number, File>
  /** The process group that Ctrl-C reaches; a new one by default. */
  readonly group?: number
  /** Lane name of the task; the program's name by default. */
  readonly label?: string
}

/** A running program of a machine. */
export class Process {
  readonly machine: Machine
  readonly pid: number
  readonly parent: Process | undefined
  readonly group: number
  /** Changed only by `exec`. */
  argv: readonly string[]
  env: Map<string, string>
  /** Its view of the files: root, working directory, credentials. */
  readonly fs: Fs
  readonly files: Map<number, File>
  task: Task | undefined
  /** Signals it ignores (nohup, `trap ''`); its children begin with the same ones. */
  readonly ignored: Set<string>
  /** Signals that do not reach it though it does not ignore them: the first process of a PID namespace gets only those it handles. */
  readonly unhandled = new Set<string>()
  /** The signal that ended it. */
  endedBy: string | undefined
  /** Handlers by signal; they run inside the signalled process at its next step. */
  exitStatus: number | undefined
  /** Name in `ps` and `pidof`. */
  name: string
  /** Where its shell stood when the last program took the shell's place; that program may go elsewhere. */
  shellDirectory: string | undefined
  /** The container it runs in, for `ps` and signals; an opaque key. */
  readonly container: object | undefined
  startedAtTick = 0
  /** Stopped by the freezer of its control group: takes no step until it is thawed. */
  frozen = false

  constructor(machine: Machine, pid: number, parent: Process | undefined, options: SpawnOptions, container: object | undefined) {
    this.machine = machine
    this.pid = pid
    this.parent = parent
    this.group = options.group ?? pid
    this.ignored = new Set(parent?.ignored)
    this.argv = options.argv
    this.env = new Map(options.env)
    this.fs = options.fs
    this.files = new Map(options.files)
    this.name = baseName(options.argv[0] ?? '')
    this.container = container
    for (const file of this.files.values()) file.retain()
  }

  /** Its number where it runs: a container counts its own processes from 1. */
  get ownPid(): number {
    return pidSeenFrom(this.machine, this.container, this)
  }

  /** Does a signal that does not come from the kernel itself leave it as it is? */
  withstands(signal: string): boolean {
    return this.ignored.has(signal) || this.unhandled.has(signal)
  }

  get stdin(): File {
    return this.file(0)
  }

  get stdout(): File {
    return this.file(1)
  }

  get stderr(): File {
    return this.file(2)
  }

  /** @throws SyscallError EBADF when the descriptor is closed */
  file(descriptor: number): File {
    const file = this.files.get(descriptor)
    if (!file) throw new SyscallError('EBADF', 'write', '')
    return file
  }

  /** Write text to standard output. */
  *print(line: string): Op<void> {
    if (line !== '') yield* this.stdout.write(utf8(line))
  }

  /** Write text to standard error. */
  *complain(line: string): Op<void> {
    if (line !== '') yield* this.stderr.write(utf8(line))
  }

  /** All of standard input, up to `bytesMax`. */
  *readAll(bytesMax = 256 * 1024 * 1024): Op<Uint8Array[]> {
    const chunks: Uint8Array[] = []
    let bytes = 0
    for (;;) {
      const chunk = yield* this.stdin.read()
      if (!chunk) return chunks
      bytes += chunk.length
      if (bytes > bytesMax) throw new SyscallError('ENOSPC', 'read', '')
      chunks.push(chunk)
    }
  }

  /** Put another file behind a descriptor (or close it): the old one is released, the new one retained. */
  redirect(descriptor: number, file: File | undefined): void {
    file?.retain()
    this.files.get(descriptor)?.release()
    if (file) this.files.set(descriptor, file)
    else this.files.delete(descriptor)
  }

  /** What the kernel does when a process ends. */
  closeAll(): void {
    for (const file of this.files.values()) file.release()
    this.files.clear()
  }
}

export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

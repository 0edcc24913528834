/**
 * What the harness drives: one simulated machine with an engine on it, or a recording played back. The harness knows
 * nothing else of the simulator.
 *
 * The world: host `docker-host`, user `user` with HOME=/home/user, working directory /home/user/work, root by `sudo`,
 * TZ=UTC, LANG=C.UTF-8, DOCKER_BUILDKIT=0, clock at 2026-11-21T00:00:00Z, terminal of 100 × 30, data root
 * /var/lib/docker, an engine that has just started on an empty data root. All is synchronous.
 */
import type { CellValues } from '../../sandbox/explore/values.ts'
import type { Memory } from '../../sandbox/sched/memory.ts'
import type { Scheduler, Task } from '../../sandbox/sched/scheduler.ts'
import type { PowerLossChoice } from '../../sandbox/disk/power.ts'
import type { Chunk, CommandOutput, EngineAction } from './recording.ts'

/** What a new subject is made of. */
export interface SubjectOptions {
  /** Version of the command line client: `20.10.24`, `28.2.2`, `19.03.15`. */
  readonly client: string
  /** Text files of the working directory: mode 0644 (`.sh` 0755), mtime 2020-03-20T19:20:22Z, owner user. */
  readonly files: Readonly<Record<string, string>>
  /**
   * Archives of the working directory, by name; the same mode and mtime. The same array of bytes is given to each
   * subject, so digests may be remembered by identity.
   */
  readonly fixtures: ReadonlyMap<string, Uint8Array>
  /** Undefined: every connection is refused, as on a machine without network. */
  readonly registry: RegistryFixture | undefined
  /** Seed of everything random. */
  readonly seed: number
}

/** What the stand-in registry holds at the start, behind registry-1.docker.io, auth.docker.io and 127.0.0.1:5000. */
export interface RegistryFixture {
  /** `index.json` of the fixtures as it is: tags of each repository, media type of each manifest. */
  readonly index: unknown
  /** A blob by its 64 digits. */
  blob(hex: string): Uint8Array | undefined
}

export interface RunOptions {
  /** Standard output and error on a terminal of 100 × 30 (input from /dev/null all the same); `raw` is its output. */
  readonly tty: boolean
  /** As root instead of the user. */
  readonly asRoot?: boolean
  /** Instead of /home/user/work. */
  readonly cwd?: string
}

export interface RunResult extends CommandOutput {
  /** Both streams in order of arrival; neighbours of one stream joined. */
  readonly interleaved: readonly Chunk[]
  /** With `tty`: what the terminal got, byte for byte; `stdout` and `stderr` are not looked at then. */
  readonly raw?: string
}

/** What an action on the engine gave. */
export interface EngineResult {
  /** start, restart: did it come up? */
  readonly started?: boolean
  /** stop, restart: exit status of the engine that ended; also of one that refused to start. */
  readonly exit?: number
}

/** A file as `lstat` and the extended attributes tell. */
export interface FileStatus {
  readonly type: 'file' | 'directory' | 'symlink' | 'character' | 'block' | 'fifo' | 'socket'
  /** Permission bits with set-id and sticky: 0 … 0o7777. */
  readonly mode: number
  readonly size: number
  /** Of a link. */
  readonly target?: string
  /** Of a device. */
  readonly device?: { readonly major: number; readonly minor: number }
  /** Names with their values as text, such as `trusted.overlay.opaque` = `y`. */
  readonly xattrs: ReadonlyMap<string, string>
}

/** Reads the data root behind the back of everybody: no step, no time, no access noted. Paths are relative to it. */
export interface StoreReader {
  /** Names in a directory, sorted or not; undefined when it is not a directory. */
  list(path: string): readonly string[] | undefined
  readText(path: string): string | undefined
  lstat(path: string): FileStatus | undefined
}

/** A command that was started and runs only as far as the scheduler is stepped. */
export interface Lane {
  /** Its first task (the shell). It has done nothing yet. */
  readonly task: Task
  /** Does a task work for this command: shell, children, client, and the engine's side of its requests? */
  owns(task: Task): boolean
  /** What it gave, once it has ended and its output was taken; undefined before. */
  result(): RunResult | undefined
}

/** A file whose data a power loss may take. */
export interface DirtyFile {
  /** As `PowerLossChoice.keptFiles` wants it. */
  readonly inode: number
  /** A path it has now, relative to the data root; undefined when it has none there. */
  readonly path: string | undefined
  readonly sizeBytes: number
}

/** What a power loss at this moment would have to decide. */
export interface Undecided {
  /** Entries of the running journal transaction, of which any prefix may survive. */
  readonly journalEntries: number
  readonly dirtyFiles: readonly DirtyFile[]
}

/** One world for one scenario. */
export interface GoldenSubject {
  /**
   * `bash -c LINE` to its end, with input from /dev/null. Background jobs of the line live on. Tasks that are under way
   * elsewhere (a container, a job) go on meanwhile, by virtual time.
   */
  run(line: string, options: RunOptions): RunResult
  /** `kill`: SIGKILL to the engine and its containers at once. */
  engine(action: EngineAction): EngineResult
  /** `slow`, `429`, `500`, `corrupt`, `404blob`, `badconfig`, `cut`, `badauth`, `ok`. */
  registryMode(mode: string): void
  /**
   * Lines `level=error msg="…" key=value` (warnings and errors, without `time=`) since the last call; and the line
   * `failed to start daemon: …` of an engine that refused to start.
   */
  daemonLog(): readonly string[]
  /** Container names the engine drew by itself, in order, also of containers that are gone. */
  randomNames(): readonly string[]
  readonly store: StoreReader
  /** Nobody does anything for so long; journal and write-back do. */
  advanceSeconds(seconds: number): void

  // For races and kills: exploring by re-execution.
  readonly scheduler: Scheduler
  readonly memory: Memory
  /** Prepare a command as a task and do none of its steps. Two lanes have terminals, pipes and names of their own. */
  spawn(line: string): Lane
  /**
   * A moment to come back to, taken while no command runs; `backTo` may be called any number of times. It brings
   * back the disk, the engine (running or not), its memory, the registry, processes (lanes that still ran are killed)
   * and `daemonLog`; virtual time too, or at least never such that results depend on it.
   */
  moment(): unknown
  backTo(moment: unknown): void

  /** What cells hold, for an explorer; without it cells are known by who wrote them. */
  readonly values?: Pick<CellValues, 'of' | 'member' | 'counter'>

  // For power cuts.
  undecided(): Undecided
  /** The power goes: nothing runs any more, the disk is what `choice` left of it. Journal replay included. */
  cut(choice: PowerLossChoice): void
  /** Power comes back: machine and engine start. The log is that of the engine's start, as `daemonLog` gives lines. */
  boot(): { readonly started: boolean; readonly log: readonly string[] }
}

export type CreateSubject = (options: SubjectOptions) => GoldenSubject

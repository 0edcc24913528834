import type { Process } from '../machine/process.ts'
import type { File } from '../machine/files.ts'
import type { Memory } from '../sched/memory.ts'
import type { Digest } from '../store/layout.ts'
import { CONTAINERS } from '../store/layout.ts'
import type { ContainerConfig, HostConfig } from './api.ts'

/** What `docker inspect` shows as State. Times are RFC 3339 with nanoseconds. */
export interface State {
  Running: boolean
  Paused: boolean
  Restarting: boolean
  OOMKilled: boolean
  RemovalInProgress: boolean
  Dead: boolean
  Pid: number
  ExitCode: number
  Error: string
  StartedAt: string
  FinishedAt: string
}

/** Where a client gets a container's output. */
export interface Attached {
  readonly stdout: File | undefined
  readonly stderr: File | undefined
}

/** Never started, never finished. */
export const NEVER = '0001-01-01T00:00:00Z'

/** A place of the container that shows a host directory or a volume. */
export interface ContainerMount {
  readonly source: string
  readonly destination: string
  readonly readWrite: boolean
  /** As it was typed after the second colon; empty without one. */
  readonly mode: string
  /** Name of the volume; undefined for a bind. */
  readonly volume: string | undefined
}

/** A container in the daemon's memory; what of it must last is in `config.v2.json` and `hostconfig.json`. */
export class Container {
  readonly id: string
  name: string
  readonly created: string
  readonly path: string
  readonly args: readonly string[]
  readonly config: ContainerConfig
  readonly hostConfig: HostConfig
  readonly imageID: Digest
  readonly mounts: readonly ContainerMount[]
  state: State
  /** Its first process while it runs. */
  process: Process | undefined
  /** Where attached clients can type, while it runs with its standard input kept open and nobody brought one. */
  stdin: File | undefined
  /** Clients that see its output. */
  attached: readonly Attached[] = []
  /** Set when somebody asked it to stop: its exit is then expected. */
  manuallyStopped = false
  /** How often its exit has been dealt with; `docker wait` waits for the next. */
  exits = 0
  /** Counts how the last exit was waited for: virtual time of the exit. */
  exitedAtTick = 0

  constructor(facts: Pick<Container, 'id' | 'name' | 'created' | 'path' | 'args' | 'config' | 'hostConfig' | 'imageID' | 'mounts' | 'state'>) {
    this.id = facts.id
    this.name = facts.name
    this.created = facts.created
    this.path = facts.path
    this.args = facts.args
    this.config = facts.config
    this.hostConfig = facts.hostConfig
    this.imageID = facts.imageID
    this.mounts = facts.mounts
    this.state = facts.state
  }

  /** Change what the world can take back. */
  update(memory: Memory, change: Partial<Pick<Container, 'state' | 'process' | 'stdin' | 'attached' | 'manuallyStopped' | 'exits' | 'exitedAtTick' | 'name'>>): void {
    memory.touch('container', this.id, 'write')
    for (const [key, value] of Object.entries(change)) memory.set(this as unknown as Record<string, unknown>, key, value)
  }

  get home(): string {
    return `${CONTAINERS}/${this.id}`
  }

  /** Empty when its output is not kept, as that of a build's steps. */
  get logPath(): string {
    return this.hostConfig.LogConfig?.Type === 'none' ? '' : `${this.home}/${this.id}-json.log`
  }

  /** `created`, `running`, `exited` … */
  get status(): string {
    const { state } = this
    if (state.Running) return state.Paused ? 'paused' : state.Restarting ? 'restarting' : 'running'
    if (state.RemovalInProgress) return 'removing'
    if (state.Dead) return 'dead'
    return state.StartedAt === NEVER ? 'created' : 'exited'
  }
}

/** A container that has not been started. */
export const newState = (): State => ({
  Running: false, Paused: false, Restarting: false, OOMKilled: false, RemovalInProgress: false, Dead: false, Pid: 0, ExitCode: 0,
  Error: '', StartedAt: NEVER, FinishedAt: NEVER,
})

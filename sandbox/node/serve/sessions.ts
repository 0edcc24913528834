/** What one request leaves for another: clients that attached before the start, commands of `exec`, terminals. */
import type { PreparedExec } from '../../commands/exec.ts'
import type { Process } from '../../machine/process.ts'
import type { Connection } from './connection.ts'

/** A command of `docker exec`, from its making on. */
export interface Exec {
  readonly prepared: PreparedExec
  readonly stdin: boolean
  /** Once it runs, and afterwards. */
  process: Process | undefined
  /** When it could not be started: its exit status all the same. */
  failed: number | undefined
  connection: Connection | undefined
}

export class Sessions {
  /** Clients of a container that has not been started, by its ID: the first one that types is its standard input. */
  private readonly waiting = new Map<string, Connection[]>()
  /** Clients of containers, by ID, for the size of their windows. */
  private readonly attached = new Map<string, Set<Connection>>()
  readonly execs = new Map<string, Exec>()

  add(containerID: string, connection: Connection, waits: boolean): void {
    if (waits) this.waiting.set(containerID, [...(this.waiting.get(containerID) ?? []), connection])
    const all = this.attached.get(containerID) ?? new Set()
    this.attached.set(containerID, all.add(connection))
  }

  remove(containerID: string, connection: Connection): void {
    const waiting = this.waiting.get(containerID)?.filter(other => other !== connection) ?? []
    if (waiting.length > 0) this.waiting.set(containerID, waiting)
    else this.waiting.delete(containerID)
    this.attached.get(containerID)?.delete(connection)
    if (this.attached.get(containerID)?.size === 0) this.attached.delete(containerID)
  }

  /** The clients that waited for a start, which is now. */
  take(containerID: string): readonly Connection[] {
    const waiting = this.waiting.get(containerID) ?? []
    this.waiting.delete(containerID)
    return waiting
  }

  of(containerID: string): Iterable<Connection> {
    return this.attached.get(containerID) ?? []
  }
}

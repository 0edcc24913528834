import type { Fs } from '../disk/fs.ts'
import type { Machine } from '../machine/machine.ts'
import type { Scheduler } from '../sched/scheduler.ts'
import type { StoreBehaviour } from './store-behaviour.ts'

export type LogLevel = 'debug' | 'info' | 'warning' | 'error' | 'fatal'

/** What the stores need of the daemon they belong to. */
export interface StoreHost {
  readonly machine: Machine
  readonly scheduler: Scheduler
  /** The daemon's own view of the files: root. */
  readonly fs: Fs
  /** What this product's stores do. */
  readonly behaviour: StoreBehaviour
  /** Write a line to the daemon's log; fields follow the message as logrus prints them. */
  log(level: LogLevel, message: string, fields?: Readonly<Record<string, string>>): void
}

import type { Machine } from '../machine/machine.ts'
import type { EventMessage } from './api.ts'
import { unixNanos } from './time.ts'

/** The daemon remembers this many events for `docker events --since`. */
const EVENTS_MAX = 256

/** What happened in the daemon, for `docker events`. */
export class Events {
  private readonly machine: Machine
  readonly past: EventMessage[] = []

  constructor(machine: Machine) {
    this.machine = machine
  }

  /** Note an event. Attributes are sent with sorted keys. */
  push(type: string, action: string, id: string, attributes: Readonly<Record<string, string>>): void {
    const nanos = unixNanos(this.machine)
    this.machine.scheduler.memory.touch('events', '', 'add')
    const legacy = type === 'image' || type === 'container' ? { status: action, id, ...(attributes['image'] !== undefined && type === 'container' ? { from: attributes['image'] } : {}) } : {}
    this.past.push({
      ...legacy, Type: type, Action: action, Actor: { ID: id, Attributes: attributes }, scope: 'local',
      time: Number(nanos / 1_000_000_000n), timeNano: nanos,
    })
    if (this.past.length > EVENTS_MAX) this.past.shift()
  }
}

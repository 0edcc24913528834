import type { Machine } from '../machine/machine.ts'
import type { EventMessage } from './api.ts'
import { unixNanos } from './time.ts'

/** The daemon remembers this many events for `docker events --since`. */
const EVENTS_MAX = 256

/** What happened in the daemon, for `docker events`. Positions count from its start. */
export class Events {
  private readonly machine: Machine
  private readonly state: { kept: readonly EventMessage[]; count: number; lastTick: number } = { kept: [], count: 0, lastTick: 0 }

  constructor(machine: Machine) {
    this.machine = machine
  }

  /** How many events there have been. */
  get count(): number {
    return this.state.count
  }

  /** When the last one happened. */
  get lastTick(): number {
    return this.state.lastTick
  }

  /** Note an event. Attributes are sent with sorted keys. */
  push(type: string, action: string, id: string, attributes: Readonly<Record<string, string>>): void {
    const nanos = unixNanos(this.machine)
    const { scheduler } = this.machine
    scheduler.memory.touch('events', '', 'add')
    const from = attributes['image']
    const legacy = type === 'image' ? { status: action, id } : type === 'container' ? { status: action, id, ...(from === undefined ? {} : { from }) } : {}
    const event: EventMessage = {
      ...legacy, Type: type, Action: action, Actor: { ID: id, Attributes: attributes }, scope: 'local',
      time: Number(nanos / 1_000_000_000n), timeNano: nanos,
    }
    const { memory } = scheduler
    const { kept, count } = this.state
    memory.set(this.state, 'kept', [...kept.slice(kept.length >= EVENTS_MAX ? 1 : 0), event])
    memory.set(this.state, 'count', count + 1)
    memory.set(this.state, 'lastTick', scheduler.now())
  }

  /** The event at a position; undefined when it has not happened or is forgotten. */
  at(position: number): EventMessage | undefined {
    return this.state.kept[position - (this.count - this.state.kept.length)]
  }

  /** The position of the first event at or after a time in nanoseconds since 1970. */
  firstSince(nanos: bigint): number {
    const index = this.state.kept.findIndex(event => (event.timeNano ?? 0n) >= nanos)
    return index < 0 ? this.count : this.count - this.state.kept.length + index
  }
}

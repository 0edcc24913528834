/** `docker events`. @source moby daemon/events.go, daemon/events/filter.go (20.10) */
import type { EventMessage } from '../engine/api.ts'
import type { Engine } from '../engine/engine.ts'
import type { Filters } from '../engine/filters.ts'
import { parseTimestamp } from '../engine/until.ts'
import { SECOND } from '../sched/op.ts'
import type { Op } from '../sched/op.ts'

export interface ListEventsArgs {
  readonly since: string | undefined
  /** Without it events are streamed for ever. */
  readonly until: string | undefined
  readonly filters: Filters
  readonly emit: (event: EventMessage) => Op<void>
}

/** Past events since a time, then new ones until a time; without an end until the client goes away. */
export function* listEvents(engine: Engine, { since, until, filters, emit }: ListEventsArgs): Op<void> {
  const from = since === undefined ? undefined : parseTimestamp(engine, since)
  const to = until === undefined ? undefined : parseTimestamp(engine, until)
  const { events, machine, scheduler } = engine
  let at = from === undefined ? events.count : events.firstSince(from)
  for (;;) {
    for (let event = events.at(at); event; event = events.at(++at)) {
      if (to !== undefined && (event.timeNano ?? 0n) > to) return
      if (matches(event, filters)) yield* emit(event)
    }
    if (to !== undefined) {
      const endTick = Number(to - BigInt(machine.disk.epochSeconds) * 1_000_000_000n)
      if (endTick <= scheduler.now()) return
      const seen = at
      yield { kind: 'wait', target: 'events', ticks: 0, readyAtTick: () => (events.count > seen ? 0 : Math.min(endTick, scheduler.nowTick + SECOND)) }
    } else {
      const seen = at
      yield { kind: 'wait', target: 'events', ticks: 0, blocked: () => events.count <= seen, readyAtTick: () => events.lastTick }
    }
  }
}

function matches(event: EventMessage, filters: Filters): boolean {
  const { Type: type, Action: action, Actor } = event
  const attributes = Actor.Attributes ?? {}
  const fits = (key: string, test: (wanted: string) => boolean): boolean => {
    const wanted = filters[key]
    return wanted === undefined || wanted.some(test)
  }
  const names = (kind: string) => (wanted: string): boolean => type === kind && (Actor.ID === wanted || attributes['name'] === wanted || Actor.ID.startsWith(wanted) || attributes['image'] === wanted)
  return fits('type', wanted => wanted === type) && fits('event', wanted => action === wanted || action.startsWith(`${wanted}:`))
    && fits('image', wanted => names('image')(wanted) || attributes['image'] === wanted) && fits('container', names('container'))
    && fits('label', wanted => (wanted.includes('=') ? attributes[wanted.split('=')[0] as string] === wanted.slice(wanted.indexOf('=') + 1) : wanted in attributes))
    && fits('scope', wanted => wanted === event.scope) && fits('daemon', () => true)
}

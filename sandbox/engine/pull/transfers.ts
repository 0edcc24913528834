/**
 * Downloads under way. Pulls that want the same layer on the same layers below share one transfer: it goes on while
 * anybody watches it, and the layer it made is held until the last watcher has left.
 *
 * @source moby distribution/xfer/transfer.go (20.10)
 */
import type { Op } from '../../sched/op.ts'
import type { LayerHandle } from '../../store/layer-store.ts'
import type { StreamMessage } from '../api.ts'
import type { Engine } from '../engine.ts'

/** How many downloads run at a time. */
const CONCURRENT_MAX = 3

/** Where the messages of one pull collect until its client has printed them. */
export interface Progress {
  messages: readonly StreamMessage[]
  /** When the last one came. */
  atTick: number
}

export class Transfer {
  readonly key: string
  /** Pulls that wait for it. */
  readonly watchers = new Map<Progress, true>()
  /** It has a slot, or had one. */
  started = false
  /** It has given its slot back. */
  idle = false
  done = false
  /** Nobody watches any more: it ends as soon as it notices. */
  cancelled = false
  handle: LayerHandle | undefined
  error: Error | undefined
  /** What a pull that joins later is shown first. */
  last: StreamMessage | undefined
  /** When it ended. */
  doneAtTick = 0
  /** When it got its slot. */
  startedAtTick = 0

  constructor(key: string) {
    this.key = key
  }
}

export class Transfers {
  private readonly engine: Engine
  private readonly byKey = new Map<string, Transfer>()
  /** `active` ones have a slot; the others wait in order. */
  private readonly slots: { active: number; waiting: readonly Transfer[] } = { active: 0, waiting: [] }

  constructor(engine: Engine) {
    this.engine = engine
  }

  /** Watch the transfer of this key, starting it when there is none. One that is being cancelled is waited for. */
  *watch(key: string, progress: Progress, run: (transfer: Transfer) => Op<void>): Op<Transfer> {
    const { scheduler } = this.engine
    const { memory } = scheduler
    for (;;) {
      memory.touch('transfer', key, 'write')
      const present = this.byKey.get(key)
      if (present && !present.cancelled) {
        memory.put(present.watchers, progress, true)
        if (present.last) tell(this.engine, progress, present.last)
        return present
      }
      if (present) {
        yield { kind: 'wait', target: `transfer ${key}`, ticks: 0, blocked: () => !present.done, readyAtTick: () => present.doneAtTick }
        continue
      }
      const transfer = new Transfer(key)
      memory.put(this.byKey, key, transfer)
      memory.put(transfer.watchers, progress, true)
      memory.touch('slots', '', 'write')
      if (this.slots.active < CONCURRENT_MAX) this.give(transfer, this.slots.active + 1)
      else memory.set(this.slots, 'waiting', [...this.slots.waiting, transfer])
      scheduler.spawn(this.carryOut(transfer, run), 'download', { owner: this.engine.process })
      return transfer
    }
  }

  private *carryOut(transfer: Transfer, run: (transfer: Transfer) => Op<void>): Op<void> {
    const { scheduler, layers } = this.engine
    const { memory } = scheduler
    try {
      yield* run(transfer)
    } catch (error) {
      if (!(error instanceof Error) || error.name === 'InvariantError') throw error
      memory.set(transfer, 'error', error)
    }
    this.giveBack(transfer)
    memory.touch('transfer', transfer.key, 'write')
    if (this.byKey.get(transfer.key) === transfer) memory.remove(this.byKey, transfer.key)
    memory.set(transfer, 'doneAtTick', scheduler.now())
    memory.set(transfer, 'done', true)
    const { handle } = transfer
    if (transfer.watchers.size > 0 || !handle) return
    memory.set(transfer, 'handle', undefined)
    yield* layers.release(handle)
  }

  /** A download has ended: the next one may begin. */
  giveBack(transfer: Transfer): void {
    if (transfer.idle) return
    const { memory } = this.engine.scheduler
    memory.touch('slots', '', 'write')
    memory.set(transfer, 'idle', true)
    if (!transfer.started) {
      memory.set(this.slots, 'waiting', this.slots.waiting.filter(other => other !== transfer))
      return
    }
    const [next, ...rest] = this.slots.waiting
    memory.set(this.slots, 'waiting', rest)
    if (next) this.give(next, this.slots.active)
    else memory.set(this.slots, 'active', this.slots.active - 1)
  }

  private give(transfer: Transfer, active: number): void {
    const { memory } = this.engine.scheduler
    memory.set(this.slots, 'active', active)
    memory.set(transfer, 'started', true)
    memory.set(transfer, 'startedAtTick', this.engine.scheduler.now())
  }

  /** Leave without a step: what happens when a client dies. Gives the layer that must now be released, if any. */
  leaveNow(transfer: Transfer, progress: Progress): LayerHandle | undefined {
    const { memory } = this.engine.scheduler
    if (!transfer.watchers.has(progress)) return undefined
    memory.touch('transfer', transfer.key, 'write')
    memory.remove(transfer.watchers, progress)
    if (transfer.watchers.size > 0) return undefined
    if (!transfer.done) memory.set(transfer, 'cancelled', true)
    const { handle } = transfer
    if (!transfer.done || !handle) return undefined
    memory.set(transfer, 'handle', undefined)
    return handle
  }

  /** Stop watching; the last one to leave releases the layer. */
  *leave(transfer: Transfer, progress: Progress): Op<void> {
    const handle = this.leaveNow(transfer, progress)
    if (handle) yield* this.engine.layers.release(handle)
  }

  /** Tell everybody who watches. */
  report(transfer: Transfer, message: StreamMessage): void {
    const { memory } = this.engine.scheduler
    memory.touch('transfer', transfer.key, 'write')
    memory.set(transfer, 'last', message)
    for (const progress of transfer.watchers.keys()) tell(this.engine, progress, message)
  }
}

/** Add a message to what a client will print. */
export function tell(engine: Engine, progress: Progress, message: StreamMessage): void {
  const { memory } = engine.scheduler
  memory.set(progress, 'messages', [...progress.messages, message])
  memory.set(progress, 'atTick', engine.scheduler.now())
}

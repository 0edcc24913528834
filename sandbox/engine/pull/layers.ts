/** The layers of one image: those that are there are held, the others come by transfers that other pulls may share. */
import type { Descriptor } from '../../registry/registry.ts'
import { EngineError } from '../../base/errors.ts'
import type { Op } from '../../sched/op.ts'
import { extendChain } from '../../store/image-config.ts'
import { shortID } from '../../store/layout.ts'
import type { Digest } from '../../store/layout.ts'
import type { Layer, LayerHandle } from '../../store/layer-store.ts'
import type { StreamMessage } from '../api.ts'
import type { Engine } from '../engine.ts'
import { downloadLayer, registerAgain } from './download.ts'
import type { Source } from './download.ts'
import { tell } from './transfers.ts'
import type { Progress, Transfer } from './transfers.ts'

/** What a pull has hold of until its image exists. */
export class Held {
  readonly progress: Progress = { messages: [], atTick: 0 }
  private readonly engine: Engine
  private readonly emit: (message: StreamMessage) => Op<void>
  private transfers: Transfer[] = []
  private top: LayerHandle | undefined
  /** DiffIDs of the layers that were there, bottom first. */
  private readonly present: Digest[] = []

  constructor(engine: Engine, emit: (message: StreamMessage) => Op<void>) {
    this.engine = engine
    this.emit = emit
    // A client that is killed leaves without a word; what it held must not stay held.
    engine.scheduler.current?.onEnd(() => this.abandon())
  }

  /** Look at each layer from the bottom up; start or join a transfer for the first that is missing and all above. */
  *start(layers: readonly Descriptor[], source: Source): Op<void> {
    const { engine, progress } = this
    let key = ''
    let chainID: Digest | undefined
    let below: Transfer | undefined
    const byBlob = new Map<Digest, Transfer>()
    for (const layer of layers) {
      key += `v2:${layer.digest}`
      if (!below) {
        const diffID = yield* engine.distribution.diffID(layer.digest)
        const handle = diffID === undefined ? undefined : yield* this.tryGet(extendChain(chainID, diffID))
        if (handle && diffID !== undefined) {
          tell(engine, progress, { status: 'Already exists', progressDetail: {}, id: shortID(layer.digest) })
          const former = this.top
          this.top = handle
          if (former) yield* engine.layers.release(former)
          this.present.push(diffID)
          chainID = handle.layer.chainID
          yield* engine.distribution.add(diffID, { Digest: layer.digest, SourceRepository: source.name, HMAC: '' })
          yield* this.flush()
          continue
        }
      }
      const first = byBlob.get(layer.digest)
      const on = { chainID, transfer: below }
      if (!first) tell(engine, progress, { status: 'Pulling fs layer', progressDetail: {}, id: shortID(layer.digest) })
      const transfer: Transfer = yield* engine.transfers.watch(key, progress, it => first ? registerAgain(engine, it, source, layer, first, on) : downloadLayer(engine, it, source, layer, on))
      this.transfers.push(transfer)
      if (!first) byBlob.set(layer.digest, transfer)
      below = transfer
      yield* this.flush()
    }
  }

  private *tryGet(chainID: Digest): Op<LayerHandle | undefined> {
    try {
      return yield* this.engine.layers.get(chainID)
    } catch (error) {
      if (error instanceof EngineError && error.message === 'layer does not exist') return undefined
      throw error
    }
  }

  /** Show messages until the top layer is there, or `stop` says that it is no longer wanted. */
  *wait(stop: () => boolean): Op<void> {
    const { progress, engine } = this
    const top = this.transfers.at(-1)
    for (;;) {
      yield* this.flush()
      if (!top || top.done || stop()) return yield* this.flush()
      yield {
        kind: 'wait', target: 'layers', ticks: 0, blocked: () => engine.alive && progress.messages.length === 0 && !top.done && !stop(),
        readyAtTick: () => (progress.messages.length > 0 ? progress.atTick : top.done ? top.doneAtTick : 0),
      }
    }
  }

  /** The DiffIDs that were registered, bottom first. @throws Error of the transfer that failed */
  diffIDs(): readonly Digest[] {
    const top = this.transfers.at(-1)
    if (!top) return this.present
    if (top.error) throw top.error
    const ids: Digest[] = []
    for (let layer: Layer | undefined = top.handle?.layer; layer; layer = layer.parent) ids.unshift(layer.diffID)
    return ids
  }

  /** Let everything go: layers that nobody else uses are deleted. */
  *release(): Op<void> {
    const { transfers, top } = this
    this.transfers = []
    this.top = undefined
    for (const transfer of transfers) yield* this.engine.transfers.leave(transfer, this.progress)
    // Those that nobody wants any more notice it at their next step; nothing of them outlives the command.
    const ending = transfers.filter(transfer => transfer.cancelled && !transfer.done)
    if (ending.length > 0) yield { kind: 'wait', target: 'cancelled downloads', ticks: 0, blocked: () => this.engine.alive && ending.some(transfer => !transfer.done) }
    if (top) yield* this.engine.layers.release(top)
  }

  private abandon(): void {
    const { engine, transfers, top } = this
    this.transfers = []
    this.top = undefined
    const handles = transfers.map(transfer => engine.transfers.leaveNow(transfer, this.progress)).filter(handle => handle !== undefined)
    if (top) handles.push(top)
    if (handles.length > 0 && engine.alive) engine.scheduler.spawn(releaseAll(engine, handles), 'release', { owner: engine.process })
  }

  private *flush(): Op<void> {
    const { memory } = this.engine.scheduler
    for (let message = this.progress.messages[0]; message; message = this.progress.messages[0]) {
      memory.set(this.progress, 'messages', this.progress.messages.slice(1))
      yield* this.emit(message)
    }
  }
}

function* releaseAll(engine: Engine, handles: readonly LayerHandle[]): Op<void> {
  for (const handle of handles) yield* engine.layers.release(handle)
}

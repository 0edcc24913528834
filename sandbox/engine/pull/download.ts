/**
 * One layer's transfer: the blob is downloaded into a scratch file while others are, and registered once the layer below
 * is there.
 *
 * @source moby distribution/xfer/download.go, distribution/pull_v2.go (20.10)
 */
import { concat } from '../../base/bytes.ts'
import { EngineError, SyscallError } from '../../base/errors.ts'
import { Content } from '../../disk/content.ts'
import type { OpenFile } from '../../disk/fs.ts'
import { decompress } from '../../oci/compression.ts'
import { drain, pullFrom } from '../../oci/pull.ts'
import { describedLayer } from '../../registry/described-layer.ts'
import { RegistryError } from '../../registry/registry.ts'
import type { Descriptor } from '../../registry/registry.ts'
import { MILLISECOND, SECOND, sleep, step } from '../../sched/op.ts'
import type { Op } from '../../sched/op.ts'
import { tempDigits } from '../../store/atomic-write.ts'
import { contentPull } from '../../store/content-pull.ts'
import { TMP, hexOf, shortID } from '../../store/layout.ts'
import type { Digest } from '../../store/layout.ts'
import type { LayerHandle } from '../../store/layer-store.ts'
import type { ByteSource } from '../../store/unpack-layer.ts'
import type { Engine } from '../engine.ts'
import { ROUND_TRIP } from './endpoint.ts'
import type { Endpoint } from './endpoint.ts'
import type { Transfer } from './transfers.ts'

/** A repository at a registry. */
export interface Source {
  readonly endpoint: Endpoint
  /** `library/ubuntu` */
  readonly path: string
  /** `docker.io/library/ubuntu` */
  readonly name: string
}

/** What a layer goes on top of: a layer that is there, or one that is on its way. */
export interface Below {
  readonly chainID: Digest | undefined
  readonly transfer: Transfer | undefined
}

/** Further tries after the first. */
const RETRIES_MAX = 5
const CHUNK_BYTES = 256 * 1024
const SLOW_CHUNK_BYTES = 16 * 1024
/** A progress reader reports at most this often. @source moby pkg/progress */
const REPORT_TICKS = 100 * MILLISECOND
const COPY_BYTES = 32 * 1024

/** The error of trying again would not help. */
class Final extends Error {}

/** Download and register. @throws Error with Docker's words */
export function* downloadLayer(engine: Engine, transfer: Transfer, source: Source, layer: Descriptor, below: Below): Op<void> {
  const { transfers, fs } = engine
  const id = shortID(layer.digest)
  yield step('network', `blob ${id}`, 0)
  if (!transfer.started) {
    transfers.report(transfer, { status: 'Waiting', progressDetail: {}, id })
    yield { kind: 'wait', target: 'download slot', ticks: 0, blocked: () => !transfer.started && !transfer.cancelled, readyAtTick: () => transfer.startedAtTick }
  }
  checkWanted(transfer)
  if (below.transfer?.error) throw below.transfer.error
  const scratch = `${TMP}/GetImageBlob${tempDigits(engine.scheduler)}`
  const file = yield* fs.open(scratch, { write: true, create: true, exclusive: true, mode: 0o600 })
  try {
    const blob = yield* receiveWithRetries(engine, transfer, source, layer, file)
    transfers.giveBack(transfer)
    const parent = yield* waitForParent(transfer, below)
    yield* fs.readFile(scratch)
    const handle = yield* register(engine, transfer, blob, id, parent)
    engine.scheduler.memory.set(transfer, 'handle', handle)
    transfers.report(transfer, { status: 'Pull complete', progressDetail: {}, id })
    yield* engine.distribution.add(handle.layer.diffID, { Digest: layer.digest, SourceRepository: source.name, HMAC: '' })
  } finally {
    if (yield* fs.exists(scratch)) yield* fs.unlink(scratch)
  }
}

/** The same blob further down in the same image: its tar is registered again on another layer. */
export function* registerAgain(engine: Engine, transfer: Transfer, source: Source, layer: Descriptor, first: Transfer, below: Below): Op<void> {
  yield { kind: 'wait', target: 'download slot', ticks: 0, blocked: () => !transfer.started && !transfer.cancelled, readyAtTick: () => transfer.startedAtTick }
  engine.transfers.giveBack(transfer)
  const parent = yield* waitForParent(transfer, below)
  if (first.error) throw first.error
  if (!first.handle) throw cancelled()
  const pieces: Uint8Array[] = []
  yield* engine.layers.writeTar(first.handle.layer, function* (piece) {
    pieces.push(piece)
  })
  const handle = yield* registerTar(engine, transfer, sourceOf(concat(pieces)), parent)
  engine.scheduler.memory.set(transfer, 'handle', handle)
  yield* engine.distribution.add(handle.layer.diffID, { Digest: layer.digest, SourceRepository: source.name, HMAC: '' })
}

const cancelled = (): EngineError => new EngineError('System', 'layer registration cancelled')

function checkWanted(transfer: Transfer): void {
  if (transfer.cancelled) throw new EngineError('System', 'context canceled')
}

function* waitForParent(transfer: Transfer, { transfer: parent, chainID }: Below): Op<Digest | undefined> {
  if (!parent) return chainID
  yield { kind: 'wait', target: 'layer below', ticks: 0, blocked: () => !parent.done && !transfer.cancelled, readyAtTick: () => parent.doneAtTick }
  if (transfer.cancelled) throw cancelled()
  if (parent.error) throw parent.error
  if (!parent.handle) throw cancelled()
  return parent.handle.layer.chainID
}

function* receiveWithRetries(engine: Engine, transfer: Transfer, source: Source, layer: Descriptor, file: OpenFile): Op<Content> {
  const id = shortID(layer.digest)
  let pieces: Content[] = []
  for (let failures = 1; ; failures++) {
    try {
      const resumed = pieces.length > 0
      yield* receive(engine, transfer, source, layer, file, pieces)
      const [first] = pieces
      // What came in one piece is the registry's own: what is known of it is remembered.
      const blob = first && pieces.length === 1 ? first : Content.of(...pieces.flatMap(({ extents }) => extents))
      engine.transfers.report(transfer, { status: 'Verifying Checksum', progressDetail: {}, id })
      yield step('compute', `checksum of ${id}`, MILLISECOND)
      if (blob.sha256() === hexOf(layer.digest)) {
        engine.transfers.report(transfer, { status: 'Download complete', progressDetail: {}, id })
        return blob
      }
      const message = `filesystem layer verification failed for digest ${layer.digest}`
      engine.log('error', message)
      if (!resumed) throw new Final(message)
      // What had come before may be what is wrong: begin anew.
      pieces = []
      yield* file.truncate(0)
      throw new EngineError('System', message)
    } catch (error) {
      if (error instanceof SyscallError || !(error instanceof Error) || error.name === 'InvariantError') throw error
      if (transfer.cancelled) throw error
      if (isFinal(error) || failures > RETRIES_MAX) {
        engine.log('error', `Download failed after ${failures} attempts: ${error.message}`)
        throw error instanceof Final ? new EngineError('System', error.message) : error
      }
      engine.log('info', `Download failed, retrying (${failures}/${RETRIES_MAX}): ${error.message}`)
      yield* delay(engine, transfer, id, failures * 5)
    }
  }
}

const isFinal = (error: Error): boolean => error instanceof Final || error instanceof RegistryError

function* delay(engine: Engine, transfer: Transfer, id: string, seconds: number): Op<void> {
  for (let left = seconds; left > 0; left--) {
    engine.transfers.report(transfer, { status: `Retrying in ${left} second${left === 1 ? '' : 's'}`, progressDetail: {}, id })
    yield* sleep(SECOND, 'retry')
    if (transfer.cancelled) throw new EngineError('System', 'download cancelled during retry delay')
  }
}

/** Take in the blob from where it broke off. */
function* receive(engine: Engine, transfer: Transfer, { endpoint, path }: Source, layer: Descriptor, file: OpenFile, pieces: Content[]): Op<void> {
  const { registry, access, url } = endpoint
  yield step('network', `${url}/v2/${path}/blobs/${layer.digest}`, ROUND_TRIP)
  checkWanted(transfer)
  let had = pieces.reduce((sum, piece) => sum + piece.size, 0)
  const { content, totalBytes, cut } = registry.blob(access, path, layer.digest, 'layer', had)
  const chunkBytes = registry.mode === 'slow' ? SLOW_CHUNK_BYTES : CHUNK_BYTES
  const id = shortID(layer.digest)
  let reportedAt: number | undefined
  for (let at = 0; at < content.size; at += chunkBytes) {
    const chunk = content.slice(at, Math.min(at + chunkBytes, content.size))
    yield step('network', `blob ${id}`, Math.ceil((chunk.size * SECOND) / registry.bytesPerSecond))
    checkWanted(transfer)
    for (const extent of chunk.extents) yield* file.write(extent)
    had += chunk.size
    const now = engine.scheduler.now()
    if (reportedAt !== undefined && now - reportedAt < REPORT_TICKS && had < totalBytes) continue
    reportedAt = now
    engine.transfers.report(transfer, { status: 'Downloading', progressDetail: { current: had, total: totalBytes }, id })
  }
  pieces.push(content)
  if (cut) throw new EngineError('System', 'unexpected EOF')
}

const tars = new WeakMap<Content, Uint8Array>()

/** The tar in a blob, remembered: running again must cost no inflating. */
function inflated(blob: Content): Uint8Array {
  let tar = tars.get(blob)
  if (!tar) {
    tar = concat(drain(decompress(contentPull(blob))))
    tars.set(blob, tar)
  }
  return tar
}

function* register(engine: Engine, transfer: Transfer, blob: Content, id: string, parent: Digest | undefined): Op<LayerHandle> {
  const total = blob.size
  const report = (current: number): void => engine.transfers.report(transfer, { status: 'Extracting', progressDetail: { current, total }, id })
  report(Math.min(COPY_BYTES, total))
  let source: ByteSource
  const described = describedLayer(blob)
  try {
    source = described ? { described } : sourceOf(inflated(blob))
  } catch (error) {
    throw new EngineError('System', `failed to register layer: ${(error as Error).message}`)
  }
  const handle = yield* registerTar(engine, transfer, source, parent)
  report(total)
  return handle
}

const sourceOf = (tar: Uint8Array): ByteSource => ({ pull: pullFrom([tar]), whole: tar })

function* registerTar(engine: Engine, transfer: Transfer, source: ByteSource, parent: Digest | undefined): Op<LayerHandle> {
  try {
    return yield* engine.layers.register({
      ...source,
      *afterEntry() {
        if (transfer.cancelled) throw cancelled()
      },
    }, parent)
  } catch (error) {
    if (transfer.cancelled) throw cancelled()
    if (error instanceof EngineError || error instanceof SyscallError) throw new EngineError('System', `failed to register layer: ${error.message}`)
    throw error
  }
}

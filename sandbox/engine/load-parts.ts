/** What loading a new archive and loading a legacy one have in common. */
import { EngineError } from '../base/errors.ts'
import { decompress, detectCompression } from '../oci/compression.ts'
import { familiarName, familiarString } from '../oci/reference.ts'
import type { Reference } from '../oci/reference.ts'
import { tee } from '../oci/pull.ts'
import { MILLISECOND } from '../sched/op.ts'
import type { Op } from '../sched/op.ts'
import { contentPull } from '../store/content-pull.ts'
import type { LayerHandle } from '../store/layer-store.ts'
import { shortID } from '../store/layout.ts'
import type { Digest } from '../store/layout.ts'
import type { StreamMessage } from './api.ts'
import type { Engine } from './engine.ts'

export interface LoadArgs {
  /** The archive as it arrives; undefined at its end. */
  readonly body: () => Op<Uint8Array | undefined>
  /** No progress messages. */
  readonly quiet: boolean
  /** Tell for a partial image which of its parts is missing first. */
  readonly toBePulled?: boolean
  /** Where messages for the client go. */
  readonly emit: (message: StreamMessage) => Op<void>
}

/** A progress reader reports its first piece, then at most ten times a second, then the end. @source moby pkg/progress */
const REPORT_TICKS = 100 * MILLISECOND
/** What the engine reads from a file at once. */
const COPY_BYTES = 32 * 1024

/** Unpack one layer of an archive on top of `parent`, telling the client how far it is. */
export function* loadLayer(engine: Engine, path: string, diffID: Digest, parent: Digest | undefined, { quiet, emit }: LoadArgs): Op<LayerHandle> {
  const content = yield* engine.fs.readFile(path)
  const total = content.size
  let read = 0
  const pull = decompress(tee(contentPull(content), piece => (read += piece.length)))
  const [only] = content.extents
  const whole = content.extents.length === 1 && only instanceof Uint8Array && detectCompression(only) === 'none' ? only : undefined
  if (quiet) return yield* engine.layers.register({ pull, whole }, parent)

  const report = (current: number): Op<void> => emit({ status: 'Loading layer', progressDetail: { current, total }, id: shortID(diffID) })
  yield* report(Math.min(COPY_BYTES, total))
  let reportedAt = engine.scheduler.now()
  const handle = yield* engine.layers.register({
    pull, whole,
    *afterEntry() {
      if (engine.scheduler.now() - reportedAt < REPORT_TICKS || read >= total) return
      reportedAt = engine.scheduler.now()
      yield* report(read)
    },
  }, parent)
  yield* report(total)
  return handle
}

/** Give a name to a loaded image; an error of the reference store is ignored. */
export function* moveTag(engine: Engine, reference: Reference, id: Digest, { emit }: LoadArgs): Op<void> {
  const name = familiarString(reference)
  const old = yield* engine.references.get(name, familiarName(reference))
  if (old !== undefined && old !== id) {
    yield* emit({ stream: `The image ${name} already exists, renaming the old one with ID ${old} to empty string\n` })
  }
  try {
    yield* engine.references.addTag(reference, id, { force: true })
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
  }
}

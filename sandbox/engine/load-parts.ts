/** What loading a new archive and loading a legacy one have in common. */
import { EngineError } from '../base/errors.ts'
import { decompress } from '../oci/compression.ts'
import { familiarName, familiarString } from '../oci/reference.ts'
import type { Reference } from '../oci/reference.ts'
import type { Op } from '../sched/op.ts'
import { contentPull } from '../store/content-pull.ts'
import type { LayerHandle } from '../store/layer-store.ts'
import { shortID } from '../store/layout.ts'
import type { Digest } from '../store/layout.ts'
import type { StreamMessage } from './api.ts'
import type { Engine } from './engine.ts'
import { symlinkInScope } from './scope.ts'

export interface LoadArgs {
  /** The archive as it arrives; undefined at its end. */
  readonly body: () => Op<Uint8Array | undefined>
  /** No progress messages. */
  readonly quiet: boolean
  /** Where messages for the client go. */
  readonly emit: (message: StreamMessage) => Op<void>
}

/** So often does a progress reader report: every 512 kB, and at the end. @source moby pkg/progress/progressreader.go */
const PROGRESS_BYTES = 512 * 1024
/** What the engine reads from a file at once. */
const COPY_BYTES = 32 * 1024

export function* loadLayer(engine: Engine, scratch: string, path: string, diffID: Digest, parent: Digest | undefined, { quiet, emit }: LoadArgs): Op<LayerHandle> {
  const content = yield* engine.fs.readFile(yield* symlinkInScope(engine.fs, scratch, path))
  const total = content.size
  const progress = function* (current: number): Op<void> {
    yield* emit({ status: 'Loading layer', progressDetail: { current, total }, id: shortID(diffID) })
  }
  if (!quiet) {
    // The reader reports its first piece, then at each half megabyte, then the end.
    yield* progress(Math.min(COPY_BYTES, total))
    let reported = Math.min(COPY_BYTES, total)
    for (let at = reported; at < total; at += COPY_BYTES) {
      if (at - reported <= PROGRESS_BYTES) continue
      reported = at
      yield* progress(at)
    }
  }
  const handle = yield* engine.layers.register({ pull: decompress(contentPull(content)) }, parent)
  if (!quiet) yield* progress(total)
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

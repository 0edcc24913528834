import { EngineError, SyscallError } from '../base/errors.ts'
import { concat } from '../base/bytes.ts'
import { codecs } from '../base/codecs.ts'
import { READ_CHUNK } from '../disk/fs.ts'
import { ArchiveError } from '../oci/archive-error.ts'
import { checkFile, parseTarSplit } from '../oci/tar-split.ts'
import type { Op } from '../sched/op.ts'
import { clean } from './extract.ts'
import type { Layer } from './layer-store.ts'
import { LAYERS, hexOf } from './layout.ts'
import type { Overlay2 } from './overlay2.ts'
import type { StoreHost } from './store-host.ts'

/**
 * Give out a layer's tar, byte for byte as it came in. This is the only place where layer data is checked: each file
 * against the recipe's checksum, and the whole stream against the DiffID.
 *
 * @param write takes the pieces in order
 * @throws EngineError with the words for each kind of damage
 * @source moby layer/layer_store.go `assembleTarTo`, layer/ro_layer.go `verifiedReadCloser`
 */
export function* writeLayerTar(host: StoreHost, driver: Overlay2, layer: Layer, write: (piece: Uint8Array) => Op<void>): Op<void> {
  const { fs } = host
  const packed = yield* fs.readFile(`${LAYERS}/${hexOf(layer.chainID)}/tar-split.json.gz`)
  const recipe = unpackRecipe(packed.bytes())
  const root = yield* driver.get(layer.cacheID)
  const hash = codecs().sha256()
  const emit = function* (piece: Uint8Array): Op<void> {
    hash.update(piece)
    yield* write(piece)
  }
  try {
    for (const entry of entriesOf(recipe)) {
      if (entry.type === 'segment') {
        yield* emit(entry.bytes)
        continue
      }
      if (entry.sizeBytes === 0) continue
      const file = yield* fs.open(`${root}/${clean(entry.name)}`, {})
      const pieces: Uint8Array[] = []
      for (let piece = yield* file.read(READ_CHUNK); piece.length > 0; piece = yield* file.read(1 << 20)) pieces.push(piece)
      for (const piece of pieces) yield* emit(piece)
      try {
        checkFile(entry, pieces)
      } catch (error) {
        throw asEngineError(error)
      }
    }
  } catch (error) {
    throw error instanceof SyscallError ? new EngineError('System', error.message) : error
  } finally {
    yield* driver.put(layer.cacheID)
  }
  if (`sha256:${hash.hex()}` !== layer.diffID) {
    throw new EngineError('System', `could not verify layer data for: ${layer.diffID}. This may be because internal files in the layer store were modified. Re-pulling or rebuilding this image may resolve the issue`)
  }
}

function unpackRecipe(packed: Uint8Array): Uint8Array {
  if (packed.length === 0) throw new EngineError('System', 'EOF')
  const chunks: Uint8Array[] = []
  try {
    codecs().gunzip(chunk => chunks.push(chunk)).push(packed, true)
  } catch (error) {
    throw asEngineError(error)
  }
  return concat(chunks)
}

function* entriesOf(recipe: Uint8Array): ReturnType<typeof parseTarSplit> {
  try {
    yield* parseTarSplit(recipe)
  } catch (error) {
    throw asEngineError(error)
  }
}

const asEngineError = (error: unknown): unknown => (error instanceof ArchiveError ? new EngineError('System', error.message) : error)

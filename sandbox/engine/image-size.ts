import { EngineError } from '../base/errors.ts'
import type { Op } from '../sched/op.ts'
import { chainIDOf } from '../store/image-config.ts'
import type { Image } from '../store/image-store.ts'
import type { Engine } from './engine.ts'

/** Bytes of all layers of an image; undefined when its top layer is not known. */
export function* imageSize(engine: Engine, image: Image): Op<number | undefined> {
  const chainID = chainIDOf(image.config)
  if (chainID === undefined) return 0
  try {
    const handle = yield* engine.layers.get(chainID)
    const sizeBytes = handle.layer.chainBytes
    yield* engine.layers.release(handle)
    return sizeBytes
  } catch (error) {
    if (error instanceof EngineError && error.message === 'layer does not exist') return undefined
    throw error
  }
}

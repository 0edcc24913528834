import { SyscallError } from '../base/errors.ts'
import type { Op } from '../sched/op.ts'
import { OVERLAY } from '../store/layout.ts'
import { bytesBelow } from '../store/unpack-layer.ts'
import type { Container } from './container.ts'
import type { Engine } from './engine.ts'

/**
 * Bytes of a container's own changes, and of its whole tree. Both are 0 without a layer; where the layer's data is
 * gone, its own are -1, as Docker has it.
 *
 * @source moby daemon/images/image_unix.go `GetContainerLayerSize` (20.10)
 */
export function* containerSizes(engine: Engine, container: Container): Op<{ rw: number; rootFs: number }> {
  const mounted = engine.layers.mountsNow().get(container.id)
  if (!mounted) return { rw: 0, rootFs: 0 }
  const parentBytes = mounted.parent?.chainBytes ?? 0
  try {
    const rw = yield* bytesBelow(engine, `${OVERLAY}/${mounted.mountID}/diff`)
    return { rw, rootFs: rw + parentBytes }
  } catch (error) {
    if (!(error instanceof SyscallError)) throw error
    engine.log('error', `Driver overlay2 couldn't return diff size of container ${container.id}: ${error.message}`)
    return { rw: -1, rootFs: parentBytes }
  }
}

import type { Op } from '../sched/op.ts'
import { OVERLAY } from '../store/layout.ts'
import { bytesBelow } from '../store/unpack-layer.ts'
import type { Container } from './container.ts'
import type { Engine } from './engine.ts'

/** Bytes of a container's own changes, and of its whole tree. */
export function* containerSizes(engine: Engine, container: Container): Op<{ rw: number; rootFs: number }> {
  const mounted = engine.layers.mountsNow().get(container.id)
  if (!mounted) return { rw: -1, rootFs: -1 }
  const rw = yield* bytesBelow(engine, `${OVERLAY}/${mounted.mountID}/diff`)
  return { rw, rootFs: rw + (mounted.parent?.chainBytes ?? 0) }
}

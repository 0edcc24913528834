/** `docker export`. @source moby daemon/export.go (20.10) */
import { EngineError } from '../base/errors.ts'
import { containerEvent } from '../engine/container-event.ts'
import type { Engine } from '../engine/engine.ts'
import { MICROSECOND, step } from '../sched/op.ts'
import type { Op } from '../sched/op.ts'
import { treeTar } from '../store/tree-tar.ts'

export interface ExportArgs {
  readonly container: string
  /** Where the archive goes, entry by entry. */
  readonly write: (piece: Uint8Array) => Op<void>
}

/**
 * Write a container's whole tree as an archive, while it may be running. Volumes are not part of it, only the empty
 * directories they are mounted on.
 *
 * @throws EngineError NotFound, Conflict, or damage found while mounting
 */
export function* exportContainer(engine: Engine, { container: name, write }: ExportArgs): Op<void> {
  const container = engine.containers.get(name)
  if (container.state.Dead) throw new EngineError('Conflict', `You cannot export container ${container.id} which is Dead`)
  if (container.state.RemovalInProgress) throw new EngineError('Conflict', `You cannot export container ${container.id} which is being removed`)
  const { driver } = engine.layers
  const { mountID } = engine.layers.getRW(container.id)
  const root = yield* driver.get(mountID)
  try {
    const { mount, node } = engine.fs.find(root, true, 'open')
    for (const { path, bytes } of treeTar(mount.fs, node, { whiteouts: false })) {
      const length = bytes.reduce((sum, piece) => sum + piece.length, 0)
      if (path !== undefined) yield step('read', `${root}/${path}`, MICROSECOND + Math.ceil(length / 2))
      for (const piece of bytes) yield* write(piece)
    }
  } finally {
    yield* driver.put(mountID)
  }
  containerEvent(engine, container, 'export')
}

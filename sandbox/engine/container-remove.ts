import { EngineError } from '../base/errors.ts'
import { concluded } from '../sched/conclude.ts'
import type { Op } from '../sched/op.ts'
import { VOLUMES } from '../store/layout.ts'
import type { Container } from './container.ts'
import { containerEvent } from './container-event.ts'
import type { Engine } from './engine.ts'

/**
 * Remove a stopped container: state file, writable layer, its directory, and only then from the list.
 *
 * @throws EngineError Conflict when it is being removed already
 * @source moby daemon/delete.go `cleanupContainer`
 */
export function removeContainer(engine: Engine, container: Container, options: { volumes: boolean }): Op<void> {
  return concluded(engine.scheduler, cleanUp(engine, container, options))
}

function* cleanUp(engine: Engine, container: Container, { volumes }: { volumes: boolean }): Op<void> {
  if (container.state.RemovalInProgress) throw new EngineError('Conflict', `removal of container ${container.id} is already in progress`)
  // Saved as dead: a daemon that starts in the middle must not bring it back to life.
  container.update(engine.scheduler.memory, { state: { ...container.state, RemovalInProgress: true, Dead: true } })
  yield* engine.containers.save(container)
  yield* engine.layers.releaseRW(container.id)
  yield* engine.fs.removeAll(container.home)
  engine.containers.unregister(container)
  if (volumes) {
    for (const { volume } of container.mounts) if (volume !== undefined && /^[0-9a-f]{64}$/.test(volume)) yield* engine.fs.removeAll(`${VOLUMES}/${volume}`)
  }
  containerEvent(engine, container, 'destroy')
}

/** `docker rm`. @source moby daemon/delete.go `ContainerRm` (20.10) */
import { EngineError } from '../base/errors.ts'
import { removeContainer as cleanUp } from '../engine/container-remove.ts'
import { killContainer, waitForExit } from '../engine/container-stop.ts'
import type { Engine } from '../engine/engine.ts'
import type { Op } from '../sched/op.ts'

/**
 * Remove a container; with `force` a running one is killed first.
 *
 * @throws EngineError NotFound, Conflict
 */
export function* removeContainer(engine: Engine, name: string, { force, volumes }: { readonly force: boolean; readonly volumes: boolean }): Op<void> {
  const container = engine.containers.get(name)
  if (container.state.Running) {
    if (!force) {
      const procedure = container.state.Paused ? 'Unpause and then stop' : 'Stop'
      throw new EngineError('Conflict', `You cannot remove a ${container.status} container ${container.id}. ${procedure} the container before attempting removal or force remove`)
    }
    const { exits } = container
    killContainer(engine, container)
    yield* waitForExit(container, exits)
  }
  yield* cleanUp(engine, container, { volumes })
}

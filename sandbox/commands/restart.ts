/** `docker stop` and `docker restart`. @source moby daemon/stop.go, daemon/restart.go (20.10) */
import { containerEvent } from '../engine/container-event.ts'
import { startContainer } from '../engine/container-run.ts'
import { stopContainer } from '../engine/container-stop.ts'
import type { Engine } from '../engine/engine.ts'
import type { Op } from '../sched/op.ts'

/** How long a container may take to end by itself when nobody said. */
const STOP_SECONDS = 10

/** @throws EngineError NotFound */
export function* stop(engine: Engine, name: string, seconds: number | undefined): Op<void> {
  const container = engine.containers.get(name)
  yield* stopContainer(engine, container, seconds ?? container.config.StopTimeout ?? STOP_SECONDS)
}

/** @throws EngineError NotFound, or with the runtime's words */
export function* restart(engine: Engine, name: string, seconds: number | undefined): Op<void> {
  const container = engine.containers.get(name)
  yield* stopContainer(engine, container, seconds ?? container.config.StopTimeout ?? STOP_SECONDS)
  yield* startContainer(engine, container, { stdin: undefined, stdout: undefined, stderr: undefined })
  containerEvent(engine, container, 'restart')
}

import { EngineError } from '../base/errors.ts'
import { MILLISECOND, step } from '../sched/op.ts'
import type { Op } from '../sched/op.ts'
import { shortID } from '../store/layout.ts'
import type { Container } from './container.ts'
import { containerEvent } from './container-event.ts'
import type { Engine } from './engine.ts'

const FREEZE_TICKS = 5 * MILLISECOND

/**
 * `docker pause`: its processes take no step until it is unpaused.
 *
 * @throws EngineError Conflict
 * @source moby daemon/pause.go (20.10)
 */
export function* pauseContainer(engine: Engine, container: Container): Op<void> {
  if (!container.state.Running) throw new EngineError('Conflict', `Container ${container.id} is not running`)
  if (container.state.Paused) throw new EngineError('Conflict', `Container ${container.id} is already paused`)
  yield step('compute', `freeze ${shortID(container.id)}`, FREEZE_TICKS)
  yield* setPaused(engine, container, true)
}

/**
 * `docker unpause`
 *
 * @throws EngineError Conflict
 * @source moby daemon/unpause.go (20.10)
 */
export function* unpauseContainer(engine: Engine, container: Container): Op<void> {
  if (!container.state.Paused) throw new EngineError('System', `Container ${container.id} is not paused`)
  yield step('compute', `thaw ${shortID(container.id)}`, FREEZE_TICKS)
  yield* setPaused(engine, container, false)
}

function* setPaused(engine: Engine, container: Container, paused: boolean): Op<void> {
  if (!container.state.Running) return
  engine.machine.freezeContainer(container, paused)
  container.update(engine.scheduler.memory, { state: { ...container.state, Paused: paused } })
  containerEvent(engine, container, paused ? 'pause' : 'unpause')
  yield* engine.containers.save(container)
}

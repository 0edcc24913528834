/** `docker rename`. @source moby daemon/rename.go (20.10) */
import { containerEvent } from '../engine/container-event.ts'
import type { Engine } from '../engine/engine.ts'
import type { Op } from '../sched/op.ts'

/** @throws EngineError NotFound, InvalidParameter, Conflict */
export function* rename(engine: Engine, name: string, typed: string): Op<void> {
  const container = engine.containers.get(name)
  const wanted = typed.replace(/^\//, '')
  engine.containers.reserve(wanted, container.id)
  const oldName = `/${container.name}`
  engine.containers.releaseName(container.name)
  container.update(engine.scheduler.memory, { name: wanted })
  containerEvent(engine, container, 'rename', { oldName })
  yield* engine.containers.save(container)
}

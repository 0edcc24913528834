/** `docker attach`, the daemon's side. @source moby daemon/attach.go (20.10) */
import type { Attached, Container } from '../engine/container.ts'
import { containerEvent } from '../engine/container-event.ts'
import type { Engine } from '../engine/engine.ts'
import type { File } from '../machine/files.ts'
import type { Op } from '../sched/op.ts'

/** From now on a client sees what a container writes. */
export function attach(engine: Engine, container: Container, client: Attached): void {
  container.update(engine.scheduler.memory, { attached: [...container.attached, client] })
  containerEvent(engine, container, 'attach')
}

/** A client has gone, or does not want to see more. */
export function detach(engine: Engine, container: Container, { stdout }: Attached): void {
  container.update(engine.scheduler.memory, { attached: container.attached.filter(other => other.stdout !== stdout) })
}

/** What a client types goes to the container, also its end when the container takes only one client's. */
export function* copyInput(from: File, to: File, closes: boolean): Op<void> {
  for (let piece = yield* from.read(); piece; piece = yield* from.read()) yield* to.write(piece)
  if (closes) to.release()
}

/** `docker kill`. @source moby daemon/kill.go (20.10) */
import { EngineError } from '../base/errors.ts'
import { isSignal } from '../engine/config-changes.ts'
import { signalInit, waitForExit } from '../engine/container-stop.ts'
import type { Engine } from '../engine/engine.ts'
import type { Op } from '../sched/op.ts'

/**
 * Send a signal to a container's first process; after SIGKILL, wait for its end.
 *
 * @param signal with or without `SIG`, in any case, or a number; empty for KILL
 * @throws EngineError NotFound, Conflict, InvalidParameter
 */
export function* kill(engine: Engine, name: string, signal: string): Op<void> {
  const wanted = signal || 'KILL'
  if (!isSignal(wanted)) throw new EngineError('InvalidParameter', `Invalid signal: ${wanted}`)
  const container = engine.containers.get(name)
  if (!container.state.Running) throw new EngineError('Conflict', `Cannot kill container: ${name}: Container ${container.id} is not running`)
  const { exits } = container
  signalInit(engine, container, wanted)
  if (/^(?:(?:SIG)?KILL|9)$/i.test(wanted)) yield* waitForExit(container, exits)
}

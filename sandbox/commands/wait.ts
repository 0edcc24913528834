/** `docker wait`. @source moby daemon/wait.go, container/state.go (20.10) */
import { waitForExit } from '../engine/container-stop.ts'
import type { Engine } from '../engine/engine.ts'
import type { Op } from '../sched/op.ts'

/** What is waited for: that it does not run, its next end, or that it is gone, which a failed start may bring about too. */
export type WaitCondition = 'not-running' | 'next-exit' | 'removed'

/**
 * A container's exit status.
 *
 * @throws EngineError NotFound
 */
export function* wait(engine: Engine, name: string, condition: WaitCondition): Op<number> {
  const container = engine.containers.get(name)
  if (condition === 'removed') {
    const { id } = container
    const there = (): boolean => engine.containers.find(other => other.id === id) !== undefined
    if (there()) yield { kind: 'wait', target: `removal of ${container.name}`, ticks: 0, blocked: there }
  } else if (container.state.Running || condition === 'next-exit') yield* waitForExit(container, container.exits)
  return container.state.ExitCode
}

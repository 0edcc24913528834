import { SIGNAL_NUMBERS } from '../machine/machine.ts'
import { SECOND } from '../sched/op.ts'
import type { Op } from '../sched/op.ts'
import type { Container } from './container.ts'
import { containerEvent } from './container-event.ts'
import type { Engine } from './engine.ts'

/** Wait until a container's exit has been dealt with; its exit status. */
export function* waitForExit(container: Container, exitsBefore: number): Op<number> {
  if (container.state.Running || container.exits === exitsBefore) {
    yield { kind: 'wait', target: `container ${container.name}`, ticks: 0, blocked: () => container.exits === exitsBefore, readyAtTick: () => container.exitedAtTick }
  }
  return container.state.ExitCode
}

/**
 * `docker stop`: its stop signal, and SIGKILL when it has not ended after `timeoutSeconds`.
 *
 * @source moby daemon/stop.go
 */
export function* stopContainer(engine: Engine, container: Container, timeoutSeconds: number): Op<void> {
  const { process } = container
  if (!container.state.Running || !process) return
  container.update(engine.scheduler.memory, { manuallyStopped: true })
  const exits = container.exits
  const deadline = engine.scheduler.now() + timeoutSeconds * SECOND
  signalInit(engine, container, container.config.StopSignal ?? 'SIGTERM')
  const { task } = process
  if (task && !task.ended) {
    // Either it ends by itself or the deadline comes, whichever is earlier in virtual time; an explorer may take the timer at any moment.
    yield {
      kind: 'wait', target: `container ${container.name}`, ticks: 0,
      readyAtTick: () => (task.ended ? task.atTick : deadline),
    }
    if (!task.ended) killContainer(engine, container)
  }
  yield* waitForExit(container, exits)
  containerEvent(engine, container, 'stop')
}

/** SIGKILL to all of a container's processes, paused or not. */
export function killContainer(engine: Engine, container: Container): void {
  engine.machine.killContainer(container)
  containerEvent(engine, container, 'kill', { signal: '9' })
}

/** The bare name of a signal that was given as `SIGTERM`, `term` or `15`. */
function signalName(text: string): string {
  const number = /^\d+$/.test(text) ? Number(text) : undefined
  if (number !== undefined) return Object.keys(SIGNAL_NUMBERS).find(name => SIGNAL_NUMBERS[name] === number) ?? text
  return text.toUpperCase().replace(/^SIG/, '')
}

/** A signal, by name or number, to a container's first process. PID 1 of a namespace ignores what it has no handler for. */
export function signalInit(engine: Engine, container: Container, given: string): void {
  const { process } = container
  if (!process) return
  const signal = signalName(given)
  if (signal === 'KILL') return killContainer(engine, container)
  engine.machine.signal(process, signal)
  containerEvent(engine, container, 'kill', { signal: String(SIGNAL_NUMBERS[signal] ?? signal) })
  // The signal that stops it also thaws a paused container: frozen, it could never end.
  const stops = container.config.StopSignal === undefined || signalName(container.config.StopSignal) === signal
  if (container.state.Paused && stops) thaw(engine, container)
}

/** Let the processes go on, in one moment. */
function thaw(engine: Engine, container: Container): void {
  engine.machine.freezeContainer(container, false)
  container.update(engine.scheduler.memory, { state: { ...container.state, Paused: false } })
  containerEvent(engine, container, 'unpause')
}

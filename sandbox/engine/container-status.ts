import { humanDuration } from '../oci/human.ts'
import type { Container } from './container.ts'
import type { Engine } from './engine.ts'
import { nanosOfRfc3339, unixNanos } from './time.ts'

/** `Up 2 minutes`, `Exited (0) 3 hours ago` … as the daemon words it. @source moby container/state.go `String` */
export function statusText(engine: Engine, container: Container): string {
  const { state } = container
  const since = (time: string): string => humanDuration(Number((unixNanos(engine.machine) - nanosOfRfc3339(time)) / 1_000_000_000n))
  if (state.Running) {
    if (state.Paused) return `Up ${since(state.StartedAt)} (Paused)`
    if (state.Restarting) return `Restarting (${state.ExitCode}) ${since(state.FinishedAt)} ago`
    return `Up ${since(state.StartedAt)}`
  }
  if (state.RemovalInProgress) return 'Removal In Progress'
  if (state.Dead) return 'Dead'
  if (container.status === 'created') return 'Created'
  if (nanosOfRfc3339(state.FinishedAt) <= 0n) return ''
  return `Exited (${state.ExitCode}) ${since(state.FinishedAt)} ago`
}

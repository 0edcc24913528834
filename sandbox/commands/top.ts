/** `docker top`. @source moby daemon/top_unix.go (20.10) */
import { EngineError } from '../base/errors.ts'
import type { Engine } from '../engine/engine.ts'
import type { Process } from '../machine/process.ts'
import { MILLISECOND, SECOND, step } from '../sched/op.ts'
import type { Op } from '../sched/op.ts'

/** Columns and rows, as `ps -ef` of the host has them. */
export interface TopTable {
  readonly titles: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

const PS_TICKS = 10 * MILLISECOND

/**
 * The processes of a container, numbered as the host numbers them.
 *
 * @throws EngineError NotFound, Conflict
 */
export function* top(engine: Engine, name: string): Op<TopTable> {
  const container = engine.containers.get(name)
  if (!container.state.Running) throw new EngineError('Conflict', `Container ${container.id} is not running`)
  yield step('compute', 'ps -ef', PS_TICKS)
  const { machine } = engine
  const own = [...machine.processes.values()].filter(process => process.container === container).sort((a, b) => a.pid - b.pid)
  const row = (process: Process): string[] => {
    const { uid } = process.fs.credentials
    const start = new Date((machine.disk.epochSeconds + process.startedAtTick / SECOND) * 1000).toISOString().slice(11, 16)
    return [uid === 0 ? 'root' : String(uid), String(process.pid), String(process.parent?.pid ?? 1), '0', start, container.config.Tty ? 'pts/0' : '?', '00:00:00', process.argv.join(' ')]
  }
  return { titles: ['UID', 'PID', 'PPID', 'C', 'STIME', 'TTY', 'TIME', 'CMD'], rows: own.map(row) }
}

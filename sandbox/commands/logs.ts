/** `docker logs`: reads the container's json-file log. @source moby daemon/logs.go, daemon/logger/jsonfilelog */
import { utf8 } from '../base/bytes.ts'
import { EngineError, SyscallError } from '../base/errors.ts'
import type { Engine } from '../engine/engine.ts'
import { nanosOfRfc3339 } from '../engine/time.ts'
import { parseTimestamp } from '../engine/until.ts'
import { JsonSyntaxError, decodeFirst, toPlain } from '../oci/go-json.ts'
import { SECOND } from '../sched/op.ts'
import type { Op } from '../sched/op.ts'

export interface LogsArgs {
  readonly name: string
  readonly follow: boolean
  /** Number of lines from the end; undefined: all. */
  readonly tail: number | undefined
  readonly timestamps: boolean
  readonly since: string | undefined
  readonly until: string | undefined
  readonly emit: (stream: 'stdout' | 'stderr', bytes: Uint8Array) => Op<void>
}

interface Line {
  readonly log: string
  readonly stream: 'stdout' | 'stderr'
  readonly time: string
}

/** @throws EngineError NotFound */
export function* logs(engine: Engine, { name, follow, tail, timestamps, since, until, emit }: LogsArgs): Op<void> {
  const container = engine.containers.get(name)
  if (container.hostConfig.LogConfig.Type === 'none') throw new EngineError('NotImplemented', 'configured logging driver does not support reading')
  const from = since === undefined ? undefined : parseTimestamp(engine, since)
  const to = until === undefined ? undefined : parseTimestamp(engine, until)
  let shown = 0
  for (let first = true; ; first = false) {
    const lines = (yield* readLog(engine, container.logPath)).slice(shown)
    shown += lines.length
    const wanted = lines.filter(({ time }) => (from === undefined || nanosOfRfc3339(time) >= from) && (to === undefined || nanosOfRfc3339(time) <= to))
    for (const { log, stream, time } of first && tail !== undefined ? wanted.slice(Math.max(0, wanted.length - tail)) : wanted) {
      yield* emit(stream, utf8(timestamps ? `${time} ${log}` : log))
    }
    if (!follow || !container.state.Running) return
    yield { kind: 'sleep', target: 'log', ticks: SECOND / 10 }
  }
}

function* readLog(engine: Engine, path: string): Op<Line[]> {
  let text: string
  try {
    text = yield* engine.fs.readText(path)
  } catch (error) {
    if (error instanceof SyscallError) return []
    throw error
  }
  const lines: Line[] = []
  for (const json of text.split('\n')) {
    if (json === '') continue
    try {
      lines.push(toPlain(decodeFirst(json).value) as Line)
    } catch (error) {
      if (!(error instanceof JsonSyntaxError)) throw error
      break
    }
  }
  return lines
}

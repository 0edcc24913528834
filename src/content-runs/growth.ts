import type { TracedStep } from './steps.ts'

/** A command of a replay with the work that it was. */
export interface CountedCommand {
  readonly line: string
  readonly output: string
  readonly steps: number
}

/** What the same commands cost when the store has this many images, in the order in which it had them. */
export interface Growth {
  /** Commands that are repeated at every size. */
  readonly lines: readonly string[]
  readonly rows: readonly { readonly size: number, readonly steps: readonly number[] }[]
  /** Steps that one more image costs each command, between the smallest size and the largest, to one decimal. */
  readonly perImage: readonly number[]
}

/** Sort the commands of a session by the sizes that one of them prints; undefined when nothing is repeated at each of at least two sizes. */
export function growthOf(commands: readonly CountedCommand[], sizeLine: string): Growth | undefined {
  const starts = commands.flatMap(({ line }, at) => (line === sizeLine ? [at] : []))
  const parts = starts.map((start, at) => commands.slice(start, starts[at + 1] ?? commands.length))
  const lines = [...new Set(commands.map(({ line }) => line))].filter((line) => line !== sizeLine && parts.every((part) => part.some((command) => command.line === line)))
  if (parts.length < 2 || lines.length === 0) return undefined
  const rows = parts.map((part) => ({ size: Number(part[0]?.output), steps: lines.map((line) => part.find((command) => command.line === line)?.steps ?? 0) }))
  const [least, most] = [...rows].sort((a, b) => a.size - b.size).filter((_, at, all) => at === 0 || at === all.length - 1)
  const perImage = lines.map((_, at) => Math.round((((most?.steps[at] ?? 0) - (least?.steps[at] ?? 0)) / ((most?.size ?? 0) - (least?.size ?? 0))) * 10) / 10)
  return { lines, rows, perImage }
}

/** A step with the virtual time at which it was over, in nanoseconds. */
export interface TimedStep extends TracedStep {
  readonly tick: number
}

/** What requests had to hold, at one moment. */
export interface Held {
  /** Since the first of them was sent, in virtual microseconds. */
  readonly atMicroseconds: number
  /** Requests that have been sent and not answered. */
  readonly requests: number
  /** Records of images that these have read and keep until they answer. */
  readonly images: number
}

const RECORD = /\/imagedb\/metadata\/sha256\/[0-9a-f]{64}\/parent$/

/** The requests for the list of images under way, every so many microseconds until all are answered. */
export function waitingOf(steps: readonly TimedStep[], everyMicroseconds: number): readonly Held[] {
  const asked = steps.filter(({ kind, target }) => kind === 'network' && target.includes('/images/json'))
  const requests = asked.map(({ task, tick }) => {
    const own = steps.filter((step) => step.task === task && step.tick >= tick)
    return { from: tick, to: own.at(-1)?.tick ?? tick, records: own.filter(({ kind, target }) => kind === 'read' && RECORD.test(target)).map((step) => step.tick) }
  })
  if (requests.length === 0) return []
  const first = Math.min(...requests.map(({ from }) => from))
  const last = Math.max(...requests.map(({ to }) => to))
  const moments = Array.from({ length: Math.ceil((last - first) / (everyMicroseconds * 1000)) + 1 }, (_, at) => at * everyMicroseconds)
  return moments.map((atMicroseconds) => {
    const now = first + atMicroseconds * 1000
    const open = requests.filter(({ from, to }) => from <= now && now < to)
    return { atMicroseconds, requests: open.length, images: open.reduce((sum, { records }) => sum + records.filter((tick) => tick <= now).length, 0) }
  })
}

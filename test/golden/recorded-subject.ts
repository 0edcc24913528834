/** A subject that plays a recording back instead of simulating: what the harness is tested with. */
import { Memory } from '../../sandbox/sched/memory.ts'
import { Scheduler } from '../../sandbox/sched/scheduler.ts'
import type { DriverEntry, RecordedStep, ScenarioRecording, StoreDump } from './recording.ts'
import type { FileStatus, GoldenSubject, StoreReader } from './subject.ts'

/** A data root made from its listing: the inverse of `dumpStore`. */
export function recordedStore({ state, driver }: StoreDump): StoreReader {
  const directories = new Map<string, Set<string>>()
  const texts = new Map<string, string>()
  const statuses = new Map<string, FileStatus>()
  const add = (path: string, status: FileStatus): void => {
    statuses.set(path, status)
    const cut = path.lastIndexOf('/')
    if (status.type === 'directory' && !directories.has(path)) directories.set(path, new Set())
    if (cut < 0) return
    const parent = path.slice(0, cut)
    if (!directories.has(parent)) add(parent, directory(0o755))
    directories.get(parent)?.add(path.slice(cut + 1))
  }
  for (const [path, content] of Object.entries(state)) {
    if (path.endsWith('/')) add(path.slice(0, -1), directory(0o755))
    else {
      add(path, { type: 'file', mode: 0o644, size: content.length, xattrs: NONE })
      texts.set(path, content)
    }
  }
  for (const [cacheID, entry] of Object.entries(driver)) addLayer(`overlay2/${cacheID}`, entry, add, texts)
  return {
    list: path => (directories.has(path) ? [...(directories.get(path) ?? [])] : undefined),
    readText: path => texts.get(path),
    lstat: path => statuses.get(path),
  }
}

const NONE: ReadonlyMap<string, string> = new Map()
const directory = (mode: number): FileStatus => ({ type: 'directory', mode, size: 4096, xattrs: NONE })
const TYPES = { '-': 'file', d: 'directory', l: 'symlink', c: 'character', b: 'block', p: 'fifo', s: 'socket' } as const

function addLayer(root: string, entry: DriverEntry, add: (path: string, status: FileStatus) => void, texts: Map<string, string>): void {
  add(root, directory(0o710))
  for (const name of entry.entries) {
    const text = name === 'link' ? entry.link : name === 'lower' ? entry.lower : undefined
    if (text !== undefined) texts.set(`${root}/${name}`, text)
    add(`${root}/${name}`, name === 'link' || name === 'lower' || name === 'committed' ? { type: 'file', mode: 0o644, size: text?.length ?? 0, xattrs: NONE } : directory(0o755))
  }
  for (const line of entry.diff ?? []) {
    const match = /^(\S+) (\d+) (.*?)( \[opaque\])?$/.exec(line)
    if (!match) continue
    const mode = match[1] as string
    const type = TYPES[mode[0] as keyof typeof TYPES]
    const [path, target] = type === 'symlink' ? (match[3] as string).split(' -> ') : [match[3] as string, undefined]
    add(`${root}/diff/${path as string}`, {
      type, mode: permissions(mode), size: Number(match[2]), xattrs: match[4] === undefined ? NONE : new Map([['trusted.overlay.opaque', 'y']]),
      ...(target === undefined ? {} : { target }), ...(type === 'character' ? { device: { major: 0, minor: 0 } } : {}),
    })
  }
}

/** Bits of `rwsr-xr-t`. */
function permissions(mode: string): number {
  let bits = 0
  for (let i = 1; i < 10; i++) {
    const letter = mode[i] as string
    if (!'-ST'.includes(letter)) bits |= 1 << (9 - i)
    if ('sStT'.includes(letter)) bits |= [0o4000, 0o2000, 0o1000][Math.floor((i - 1) / 3)] as number
  }
  return bits
}

const unused = (): never => {
  throw new Error('a recording can only be played back')
}

/** Gives for each step what the recording says. */
export function recordedSubject(recording: ScenarioRecording): GoldenSubject {
  const waiting: RecordedStep[] = [...recording.steps]
  const memory = new Memory()
  let log: readonly string[] = []
  const next = (): RecordedStep => {
    const step = waiting.shift() ?? {}
    log = step.daemonLog ?? []
    return step
  }
  return {
    run() {
      const { exit = 0, stdout = '', stderr = '', interleaved = [], tty } = next()
      return { exit, stdout, stderr, interleaved, ...(tty ? { raw: stdout } : {}) }
    },
    engine() {
      const { started, engineExit } = next()
      return { ...(started === undefined ? {} : { started }), ...(typeof engineExit === 'number' ? { exit: engineExit } : {}) }
    },
    registryMode: () => void next(),
    daemonLog() {
      const lines = log
      log = []
      return lines
    },
    randomNames: () => (recording.volatile ?? []).filter(({ placeholder }) => placeholder.startsWith('<NAME')).map(({ value }) => value),
    store: recordedStore({ state: recording.state ?? {}, driver: recording.driver ?? {} }),
    advanceSeconds: () => undefined,
    scheduler: new Scheduler(memory, 1), memory,
    spawn: unused, moment: unused, backTo: unused, undecided: unused, cut: unused, boot: unused,
  }
}

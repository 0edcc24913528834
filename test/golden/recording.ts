/** What the recordings hold, as types, and how they are found on the disk. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'

/** One chunk of output in order of arrival. */
export type Chunk = readonly [stream: 'out' | 'err', text: string]

/** What a command did, however it was run. */
export interface CommandOutput {
  readonly exit: number
  readonly stdout: string
  readonly stderr: string
}

/** One step of a scenario: a command, a damage, an action on the engine or a change of the registry. */
export interface RecordedStep {
  readonly cmd?: string
  /** A shell line that root ran in the data root. */
  readonly damage?: string
  readonly engine?: EngineAction
  readonly registryMode?: string
  readonly exit?: number
  readonly stdout?: string
  readonly stderr?: string
  readonly tty?: boolean
  /** Only with `tty`: what a terminal of 100 columns shows at the end. */
  readonly screen?: string
  readonly interleaved?: readonly Chunk[]
  /** The engine gives the lines in random order. */
  readonly orderFree?: boolean
  readonly started?: boolean
  readonly engineExit?: number | null
  /** What an engine that refused to start wrote last; in `daemonLog` too. */
  readonly engineStderr?: readonly string[]
  readonly daemonLog?: readonly string[]
}

export type EngineAction = 'stop' | 'start' | 'restart' | 'kill'

/** The directory of one layer as the recorder listed it. */
export interface DriverEntry {
  readonly entries: readonly string[]
  readonly link?: string
  readonly lower?: string
  /** `mode size path`, with ` -> target` for a link and ` [opaque]` for an opaque directory. */
  readonly diff?: readonly string[]
}

/** The store at the end of a scenario. */
export interface StoreDump {
  /** `image/overlay2/**` as path and text; an empty directory ends in a slash. */
  readonly state: Readonly<Record<string, string>>
  /** `overlay2/<cache-id>` by cache-id. */
  readonly driver: Readonly<Record<string, DriverEntry>>
}

export interface ScenarioRecording extends Partial<StoreDump> {
  readonly name: string
  readonly group: string
  readonly client: string
  readonly fixtures?: readonly string[]
  readonly files?: Readonly<Record<string, string>>
  readonly registry?: string
  readonly unstableSteps?: readonly number[]
  readonly unstableSecondRun?: Readonly<Record<string, Partial<RecordedStep>>>
  readonly steps: readonly RecordedStep[]
  readonly volatile?: readonly { readonly placeholder: string; readonly value: string }[]
}

/** One distinct result of commands that ran together. */
export interface RaceOutcome {
  readonly count: number
  readonly results: readonly (CommandOutput & { readonly cmd: string })[]
  readonly imagesAfter: readonly string[]
  /** What the second command of `after` printed. */
  readonly extra?: string
}

interface Prepared {
  readonly name: string
  readonly group: string
  readonly client?: string
  readonly prepare: readonly string[]
  readonly files?: Readonly<Record<string, string>>
  readonly fixtures?: readonly string[]
  readonly registry?: string
}

export interface RaceRecording extends Prepared {
  readonly kind: 'race'
  readonly together: readonly string[]
  readonly after: readonly string[]
  readonly outcomes: readonly RaceOutcome[]
}

/** How much of everything is in the data root. */
export interface StoreCounts {
  readonly images: number
  readonly layers: number
  readonly cacheDirs: number
  readonly cacheDirsWithoutLayer: number
  readonly layerdbTmp: number
  readonly tmp: number
}

export interface KillOutcome {
  readonly count: number
  readonly client: CommandOutput
  readonly storeAtKill: StoreCounts
  readonly repositories: readonly string[]
  readonly engineStarts: boolean
  readonly imagesAfterStart: readonly string[]
  readonly daemonLog: readonly string[]
  readonly redo: CommandOutput & { readonly cmd: string }
  readonly probe: CommandOutput & { readonly cmd: string }
  readonly imagesAtEnd: readonly string[]
  readonly storeAtEnd: StoreCounts
}

/** The engine gets SIGKILL at some moment of a command. */
export interface KillRecording extends Prepared {
  readonly kind: 'power-loss'
  readonly together: readonly string[]
  readonly outcomes: readonly KillOutcome[]
}

/** A layer's directory after a power cut. */
export interface CutLayer {
  readonly chainID: string
  readonly entries: readonly string[]
  /** Length of `link` in bytes. */
  readonly link?: number
  readonly files: number
  readonly emptyFiles: readonly string[]
  readonly bytes: number
}

export interface CutProbe extends CommandOutput {
  readonly cmd: string
  readonly daemonLog: readonly string[]
}

export interface CutRun {
  readonly secondsAfter: number
  readonly client: CommandOutput | null
  readonly storeAfterReplay: {
    readonly metadataFileSizes: Readonly<Record<string, number>>
    readonly layers?: readonly CutLayer[]
  }
  readonly engineStarts: boolean
  readonly daemonLogAtStart: readonly string[]
  readonly probes: readonly CutProbe[]
}

/** The power goes some time after a command, or while it works (`during`). */
export interface CutRecording extends Prepared {
  readonly cmd: string
  readonly during: boolean
  readonly runs: readonly CutRun[]
}

/** What is the same in every run: `fixtures.json`, as far as comparing needs it. */
export interface FixtureInfo {
  readonly fixedHex: readonly string[]
  readonly fixedTimes: readonly string[]
}

/** A recording with where it came from. */
export type Recording =
  | { readonly kind: 'scenario'; readonly path: string; readonly client: string; readonly data: ScenarioRecording }
  | { readonly kind: 'race'; readonly path: string; readonly client: string; readonly data: RaceRecording }
  | { readonly kind: 'kill'; readonly path: string; readonly client: string; readonly data: KillRecording }
  | { readonly kind: 'cut'; readonly path: string; readonly client: string; readonly data: CutRecording }

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'))

/** Read one recording; undefined when the file is another kind of JSON. */
export function readRecording(path: string): Recording | undefined {
  const data = readJson(path) as Record<string, unknown>
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return undefined
  const client = typeof data['client'] === 'string' ? data['client'] : '20.10.24'
  const whole: unknown = data
  if (Array.isArray(data['steps'])) return { kind: 'scenario', path, client, data: whole as ScenarioRecording }
  if (Array.isArray(data['runs'])) return { kind: 'cut', path, client, data: whole as CutRecording }
  if (!Array.isArray(data['outcomes'])) return undefined
  if (data['kind'] === 'power-loss') return { kind: 'kill', path, client, data: whole as KillRecording }
  return { kind: 'race', path, client, data: whole as RaceRecording }
}

/** A folder is skipped when it holds what recordings use, not recordings. */
const NOT_RECORDINGS = new Set(['fixtures', 'node_modules'])

/** Every `.json` below `path` (or `path` itself), sorted by code unit. */
export function jsonFiles(path: string): string[] {
  if (!statSync(path).isDirectory()) return path.endsWith('.json') ? [path] : []
  return readdirSync(path).sort().flatMap(name => {
    const inside = join(path, name)
    if (statSync(inside).isDirectory()) return NOT_RECORDINGS.has(name) ? [] : jsonFiles(inside)
    return name.endsWith('.json') ? [inside] : []
  })
}

/** The fixtures that belong to a recording: beside it or above it, else undefined. */
export function fixturesNear(path: string): string | undefined {
  for (let at = resolve(path), levels = 0; levels < 5; at = dirname(at), levels++) {
    const candidate = join(at, 'fixtures')
    if (existsSync(join(candidate, 'fixtures.json'))) return candidate
  }
  return undefined
}

const infos = new Map<string, FixtureInfo>()

/** `fixtures.json` of a folder, read once. */
export function fixtureInfo(fixtures: string): FixtureInfo {
  const known = infos.get(fixtures)
  if (known) return known
  const info = readJson(join(fixtures, 'fixtures.json')) as FixtureInfo
  infos.set(fixtures, info)
  return info
}

/**
 * Recordings made with a client which has no file of its own because it printed the same: their base files, from the
 * nearest `index.json`.
 */
export function sameWithClient(paths: readonly string[], client: string): Set<string> {
  const same = new Set<string>()
  const indexes = new Map<string, { file?: string; clients?: string[]; file28?: string }[]>()
  for (const path of paths) {
    for (let at = dirname(resolve(path)), levels = 0; levels < 4; at = dirname(at), levels++) {
      const file = join(at, 'index.json')
      if (!indexes.has(file)) {
        const read: unknown = existsSync(file) ? readJson(file) : []
        indexes.set(file, Array.isArray(read) ? (read as { file?: string; clients?: string[] }[]) : [])
      }
      const entry = indexes.get(file)?.find(candidate => candidate.file !== undefined && resolve(at, candidate.file) === resolve(path))
      if (!entry) continue
      if (entry.clients?.includes(client) && entry.file28 === undefined) same.add(path)
      break
    }
  }
  return same
}

/** The case's name: that of the file, without `.json`. */
export const caseName = (path: string): string => basename(path, '.json')

/**
 * A lab that was worked on, as a file: what was typed and when, and what it came to. Whoever has the labs carries it out
 * again and sees for himself; what the file claims is only compared with that.
 */
import { InvariantError } from '../base/assert.ts'
import { utf8 } from '../base/bytes.ts'
import { sha256Hex } from '../base/codecs.ts'
import type { DiskModel } from '../disk/sim-disk.ts'
import { ArchiveError } from '../oci/archive-error.ts'
import { fromBase64, toBase64 } from '../oci/base64.ts'
import { settingsOf } from '../scenario/lab.ts'
import type { Lab } from '../scenario/lab.ts'
import { ENGINE_VERSION } from '../scenario/links-part.ts'
import { endDigest } from '../scenario/look.ts'
import { RunError } from '../scenario/runner.ts'
import type { Uploads } from '../scenario/runner.ts'
import type { Scenario, ScheduleItem } from '../scenario/scenario.ts'
import { ScheduleError, moveOf, parseSchedule, printSchedule } from '../scenario/schedule.ts'
import { SILENT, Session, SessionError } from '../scenario/session.ts'
import { ScenarioError, validateScenario } from '../scenario/validate.ts'
import { Judge } from './judge.ts'
import type { Judged } from './judge.ts'
import { walk } from './walk.ts'

const MARK = 'layerlab lab log'
const FORM = 2
/** What a reader puts into a machine goes with the log: files, and texts saved by the editor. No more than this does. */
export const BROUGHT_BYTES_MAX = 16 * 1024 * 1024
/** Larger files are no logs. */
export const LOG_CHARACTERS_MAX = 32_000_000
const DEFAULT_PROFILE = 'docker-20.10'

export interface LabLog {
  readonly file: typeof MARK
  readonly form: typeof FORM
  readonly lab: string
  /** Of the lab and its scenario: a log of another edition may come to something else. */
  readonly edition: string
  readonly engine: string
  /** Product and disk model that the reader had chosen, and how large the terminals were. */
  readonly profile: string
  readonly disk: DiskModel
  readonly terminal: { readonly columns: number; readonly rows: number }
  /** Files that the reader put in: base64 by digest. */
  readonly uploads: Readonly<Record<string, string>>
  /** What was typed at each terminal, in order. */
  readonly lines: Readonly<Record<string, readonly string[]>>
  /** Every step and event, as a line of a schedule. */
  readonly schedule: string
  /** How many tasks were reached. */
  readonly reached: number
  /** Digest of the machine at its end. */
  readonly end: string
  /** Digest of all the rest: a change that makes no difference to the run is told by it. */
  readonly seal: string
}

/** A file that is no log; the sentence says why. */
export class LogError extends Error {
  override readonly name = 'LogError'
}

/** Which edition of a lab this is: changes with its tasks and with what it begins with. Product and disk model are the reader's choice. */
export function editionOf(lab: Lab, { files, start, hosts, registry, seed, epochSeconds, points }: Scenario): string {
  const { id, before, tasks } = lab
  return sha256Hex(utf8(JSON.stringify([id, before, tasks.map(({ id: task, goals }) => [task, goals]), files, start, hosts, registry, seed, epochSeconds, points]))).slice(0, 16)
}

/** A log with its seal. The bytes of uploads are held by their digests. */
export function sealed(log: Omit<LabLog, 'seal'>): LabLog {
  const { lab, edition, engine, profile, disk, terminal: { columns, rows }, uploads, lines, schedule, reached, end } = log
  return { ...log, seal: sha256Hex(utf8(JSON.stringify([lab, edition, engine, profile, disk, columns, rows, Object.keys(uploads), Object.entries(lines), schedule, reached, end]))) }
}

/** Files that were put in up to where the reader stands, and how many bytes they and the texts saved by an editor have. */
export function broughtInto(session: Session): { readonly uploads: Uploads; readonly bytes: number } {
  const uploads = new Map<string, Uint8Array>()
  let bytes = 0
  for (const happening of session.happenings.slice(0, session.position)) {
    if (happening.kind !== 'event') continue
    const move = moveOf(happening.item)
    if (move.do === 'write') bytes += utf8(move.text).length
    if (move.do !== 'put' || uploads.has(move.digest)) continue
    const file = session.uploads.get(move.digest)
    if (!file) continue
    uploads.set(move.digest, file)
    bytes += file.length
  }
  return { uploads, bytes }
}

/** The log of a session, up to where the reader stands. @throws LogError when more was put in than goes with a log */
export function logOf(lab: Lab, session: Session, reached: number): LabLog {
  const { uploads, bytes } = broughtInto(session)
  if (bytes > BROUGHT_BYTES_MAX) throw new LogError(`${bytes} bytes were put in, and a log takes no more than ${BROUGHT_BYTES_MAX}`)
  const { scenario, schedule } = session.past()
  const { columns = 80, rows = 24 } = scenario.terminal ?? {}
  const lines = Object.fromEntries(Object.entries(scenario.actors).filter(([, typed]) => typed.length > 0))
  return sealed({
    file: MARK, form: FORM, lab: lab.id, edition: editionOf(lab, scenario), engine: ENGINE_VERSION, profile: scenario.profile ?? DEFAULT_PROFILE, disk: scenario.disk?.model ?? 'ext4', terminal: { columns, rows },
    uploads: Object.fromEntries([...uploads].map(([digest, file]) => [digest, toBase64(file)])), lines, schedule: printSchedule(schedule), reached, end: endDigest(session.world),
  })
}

/** @throws LogError */
export function readLog(json: string): LabLog {
  if (json.length > LOG_CHARACTERS_MAX) throw new LogError(`the file has more than ${LOG_CHARACTERS_MAX} characters and is no log of a lab`)
  let data: Partial<Record<keyof LabLog, unknown>>
  try {
    data = JSON.parse(json) as typeof data
  } catch {
    throw new LogError('the file is no JSON, so it is no log of a lab')
  }
  if (typeof data !== 'object' || data === null || data.file !== MARK) throw new LogError(`the file is no log of a lab: it does not say "file": "${MARK}"`)
  if (data.form !== FORM) throw new LogError(`the log has the form ${String(data.form)}; only ${FORM} is known here`)
  for (const key of ['lab', 'edition', 'engine', 'profile', 'disk', 'schedule', 'end', 'seal'] as const) if (typeof data[key] !== 'string') throw new LogError(`the log has no ${key}`)
  if (typeof data.reached !== 'number') throw new LogError('the log does not say what was reached')
  if (typeof data.lines !== 'object' || data.lines === null || typeof data.terminal !== 'object' || data.terminal === null) throw new LogError('the log does not say what was typed')
  const { uploads } = data
  if (typeof uploads !== 'object' || uploads === null || !Object.values(uploads).every(file => typeof file === 'string')) throw new LogError('the log does not say which files were put in')
  return data as LabLog
}

/** The scenario, schedule and files that a log is about, on top of the lab's own. @throws LogError */
export function sessionDataOf({ profile, disk, terminal, uploads, lines, schedule }: LabLog, scenario: Scenario): { readonly scenario: Scenario; readonly schedule: readonly ScheduleItem[]; readonly uploads: Uploads } {
  const { claims: _, sweeps: __, expect: ___, golfPar: ____, ...kept } = scenario
  try {
    const checked = validateScenario({ ...kept, profile, disk: { model: disk }, terminal, actors: { A: [], ...lines }, replays: { none: { schedule: [] } } })
    return { scenario: { ...checked, replays: {} }, schedule: parseSchedule(schedule), uploads: new Map(Object.entries(uploads).map(([digest, file]) => [digest, fromBase64(file)])) }
  } catch (error) {
    if (error instanceof ScenarioError || error instanceof ScheduleError || error instanceof ArchiveError) throw new LogError(`the log cannot be carried out: ${error.message}`)
    throw error
  }
}

/** How a log differs from what it comes to. */
export type Tampering =
  /** It cannot be carried out. */
  | { readonly kind: 'impossible'; readonly why: string }
  /** It was done under a product or disk model for which the lab is not made: no page lets a reader do that. */
  | { readonly kind: 'settings'; readonly profile: string; readonly disk: DiskModel }
  /** A file that was put in is another one. */
  | { readonly kind: 'upload'; readonly digest: string }
  /** It is not as it was written, whether that makes a difference or not. */
  | { readonly kind: 'seal' }
  /** It does not begin as the lab does. */
  | { readonly kind: 'beginning' }
  /** Its steps are not those that its lines take. */
  | { readonly kind: 'steps' }
  /** It claims more or fewer tasks than are reached. */
  | { readonly kind: 'reached'; readonly claimed: number }
  /** The machine ends otherwise. */
  | { readonly kind: 'end'; readonly claimed: string; readonly found: string }

export interface Grade {
  readonly lab: string
  /** All tasks are reached, and the log is what it says. */
  readonly passed: boolean
  readonly reached: number
  readonly tasks: number
  readonly used: Judged['used']
  /** Product and disk model under which it was done. */
  readonly profile: string
  readonly disk: DiskModel
  /** Empty: the log is as it was exported. */
  readonly tampering: readonly Tampering[]
  /** It was made with another edition of the lab, or another engine: a difference may come from that. */
  readonly otherEdition: boolean
  readonly end: string
}

/** Carry a log out again. @throws LogError when there is nothing that could be carried out */
export function gradeLog(log: LabLog, lab: Lab, scenario: Scenario): Grade {
  const data = sessionDataOf(log, scenario)
  const otherEdition = log.engine !== ENGINE_VERSION || log.edition !== editionOf(lab, scenario)
  const session = new Session(data.scenario, data.uploads, SILENT)
  const judge = new Judge(lab, session)
  const tampering: Tampering[] = []
  const { profiles, models } = settingsOf(lab, scenario)
  if (!profiles.includes(log.profile) || !models.includes(log.disk)) tampering.push({ kind: 'settings', profile: log.profile, disk: log.disk })
  for (const [digest, bytes] of data.uploads) if (`sha256:${sha256Hex(bytes)}` !== digest) tampering.push({ kind: 'upload', digest })
  let whole = true
  try {
    session.follow(data.schedule)
  } catch (error) {
    if (!(error instanceof RunError || error instanceof SessionError || error instanceof InvariantError)) throw error
    whole = false
    tampering.push({ kind: 'impossible', why: error.message })
  }
  const judged = judge.judge(session)
  tampering.push(...tamperingOf(log, lab, session, judged, whole))
  const reached = judged.reachedAt.length
  return { lab: lab.id, passed: tampering.length === 0 && reached === lab.tasks.length, reached, tasks: lab.tasks.length, used: judged.used, profile: log.profile, disk: log.disk, tampering, otherEdition, end: endDigest(session.world) }
}

/** What a log says otherwise than a session that followed it. @param whole it could be followed to its end */
export function tamperingOf(log: LabLog, lab: Lab, session: Session, { startPosition, reachedAt }: Judged, whole: boolean): readonly Tampering[] {
  const tampering: Tampering[] = []
  if (sealed(log).seal !== log.seal) tampering.push({ kind: 'seal' })
  if (!beginsAs(lab, session, startPosition)) tampering.push({ kind: 'beginning' })
  if (whole && printSchedule(session.schedule(session.position)) !== log.schedule) tampering.push({ kind: 'steps' })
  if (reachedAt.length !== log.reached) tampering.push({ kind: 'reached', claimed: log.reached })
  const end = endDigest(session.world)
  if (end !== log.end) tampering.push({ kind: 'end', claimed: log.end, found: end })
  return tampering
}

function beginsAs({ before = [] }: Lab, session: Session, startPosition: number): boolean {
  if (session.position < startPosition) return false
  const begin = session.blank()
  walk(begin, before)
  return JSON.stringify(session.happenings.slice(0, startPosition)) === JSON.stringify(begin.happenings)
}

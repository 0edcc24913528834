/**
 * A lab that was worked on, as a file: what was typed and when, and what it came to. Whoever has the labs carries it out
 * again and sees for himself; what the file claims is only compared with that.
 */
import { InvariantError } from '../base/assert.ts'
import { utf8 } from '../base/bytes.ts'
import { sha256Hex } from '../base/codecs.ts'
import type { Lab } from '../scenario/lab.ts'
import { ENGINE_VERSION } from '../scenario/links-part.ts'
import { endDigest } from '../scenario/look.ts'
import { RunError } from '../scenario/runner.ts'
import type { Scenario, ScheduleItem } from '../scenario/scenario.ts'
import { ScheduleError, parseSchedule, printSchedule } from '../scenario/schedule.ts'
import { SILENT, Session, SessionError } from '../scenario/session.ts'
import { ScenarioError, validateScenario } from '../scenario/validate.ts'
import { Judge } from './judge.ts'
import type { Judged } from './judge.ts'
import { walk } from './walk.ts'

const MARK = 'layerlab lab log'
const FORM = 1
/** Larger files are no logs. */
export const LOG_CHARACTERS_MAX = 4_000_000

export interface LabLog {
  readonly file: typeof MARK
  readonly form: typeof FORM
  readonly lab: string
  /** Of the lab and its scenario: a log of another edition may come to something else. */
  readonly edition: string
  readonly engine: string
  readonly terminal: { readonly columns: number; readonly rows: number }
  /** What was typed at each terminal, in order. */
  readonly lines: Readonly<Record<string, readonly string[]>>
  /** Every step and event, as a line of a schedule. */
  readonly schedule: string
  /** How many tasks were reached. */
  readonly reached: number
  /** Digest of the machine at its end. */
  readonly end: string
}

/** A file that is no log; the sentence says why. */
export class LogError extends Error {
  override readonly name = 'LogError'
}

/** Which edition of a lab this is: changes with its tasks and with what it begins with. */
export function editionOf(lab: Lab, { files, start, hosts, registry, profile, disk, seed, epochSeconds, points }: Scenario): string {
  const { id, before, tasks } = lab
  return sha256Hex(utf8(JSON.stringify([id, before, tasks.map(({ id: task, goals }) => [task, goals]), files, start, hosts, registry, profile, disk, seed, epochSeconds, points]))).slice(0, 16)
}

/** The log of a session, up to where the reader stands. */
export function logOf(lab: Lab, session: Session, reached: number): LabLog {
  const { scenario, schedule } = session.past()
  const { columns = 80, rows = 24 } = scenario.terminal ?? {}
  const lines = Object.fromEntries(Object.entries(scenario.actors).filter(([, typed]) => typed.length > 0))
  return { file: MARK, form: FORM, lab: lab.id, edition: editionOf(lab, scenario), engine: ENGINE_VERSION, terminal: { columns, rows }, lines, schedule: printSchedule(schedule), reached, end: endDigest(session.world) }
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
  for (const key of ['lab', 'edition', 'engine', 'schedule', 'end'] as const) if (typeof data[key] !== 'string') throw new LogError(`the log has no ${key}`)
  if (typeof data.reached !== 'number') throw new LogError('the log does not say what was reached')
  if (typeof data.lines !== 'object' || data.lines === null || typeof data.terminal !== 'object' || data.terminal === null) throw new LogError('the log does not say what was typed')
  return data as LabLog
}

/** The scenario and schedule that a log is about, on top of the lab's own. @throws LogError */
export function sessionDataOf({ terminal, lines, schedule }: LabLog, scenario: Scenario): { readonly scenario: Scenario; readonly schedule: readonly ScheduleItem[] } {
  const { claims: _, sweeps: __, expect: ___, golfPar: ____, ...kept } = scenario
  try {
    const checked = validateScenario({ ...kept, terminal, actors: { A: [], ...lines }, replays: { none: { schedule: [] } } })
    return { scenario: { ...checked, replays: {} }, schedule: parseSchedule(schedule) }
  } catch (error) {
    if (error instanceof ScenarioError || error instanceof ScheduleError) throw new LogError(`the log cannot be carried out: ${error.message}`)
    throw error
  }
}

/** How a log differs from what it comes to. */
export type Tampering =
  /** It cannot be carried out. */
  | { readonly kind: 'impossible'; readonly why: string }
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
  /** Empty: the log is as it was exported. */
  readonly tampering: readonly Tampering[]
  /** It was made with another edition of the lab, or another engine: a difference may come from that. */
  readonly otherEdition: boolean
  readonly end: string
}

/** Carry a log out again. @throws LogError when there is nothing that could be carried out */
export function gradeLog(log: LabLog, lab: Lab, scenario: Scenario): Grade {
  const data = sessionDataOf(log, scenario)
  const otherEdition = log.engine !== ENGINE_VERSION || log.edition !== editionOf(lab, data.scenario)
  const session = new Session(data.scenario, new Map(), SILENT)
  const judge = new Judge(lab, session)
  const tampering: Tampering[] = []
  try {
    session.follow(data.schedule)
  } catch (error) {
    if (!(error instanceof RunError || error instanceof SessionError || error instanceof InvariantError)) throw error
    tampering.push({ kind: 'impossible', why: error.message })
  }
  const { reachedAt, used } = judge.judge(session)
  const end = endDigest(session.world)
  if (!beginsAs(lab, session, judge.startPosition)) tampering.push({ kind: 'beginning' })
  if (tampering.length === 0 && printSchedule(session.schedule(session.position)) !== log.schedule) tampering.push({ kind: 'steps' })
  if (reachedAt.length !== log.reached) tampering.push({ kind: 'reached', claimed: log.reached })
  if (end !== log.end) tampering.push({ kind: 'end', claimed: log.end, found: end })
  return { lab: lab.id, passed: tampering.length === 0 && reachedAt.length === lab.tasks.length, reached: reachedAt.length, tasks: lab.tasks.length, used, tampering, otherEdition, end }
}

function beginsAs({ before = [] }: Lab, session: Session, startPosition: number): boolean {
  if (session.position < startPosition) return false
  const begin = session.blank()
  walk(begin, before)
  return JSON.stringify(session.happenings.slice(0, startPosition)) === JSON.stringify(begin.happenings)
}

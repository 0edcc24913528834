/** Replays of a scenario, and whether what is expected of them is so. */
import type { CheckName } from '../check/index.ts'
import { NO_NAME } from './look.ts'
import type { Look } from './look.ts'
import { ScenarioRun } from './runner.ts'
import type { Observer, RunEnd, Uploads } from './runner.ts'
import type { CommandStatement, Scenario, Statement } from './scenario.ts'

/** One replay and what of its expectations does not hold, in words. */
export interface ReplayResult {
  readonly name: string
  readonly end: RunEnd
  readonly failures: readonly string[]
}

/** Play one replay. @throws RunError when there is none of that name, or it cannot be carried out */
export function playReplay(scenario: Scenario, name: string, uploads?: Uploads, observer?: Observer): ReplayResult {
  const replay = scenario.replays[name]
  const run = new ScenarioRun(scenario, uploads, observer)
  const end = run.play(replay?.schedule ?? [])
  const failures: string[] = []
  for (const statement of replay?.expect ?? []) {
    const problem = whyFalse(statement, end)
    if (problem !== undefined) failures.push(problem)
  }
  if (end.brokenAt) failures.push(`${end.brokenAt.check} always holds, but after step ${end.brokenAt.step}: ${end.brokenAt.violation.claim}: ${end.brokenAt.violation.found}`)
  for (const check of scenario.expect?.atRest ?? []) {
    const problem = whyFalse({ check, is: 'kept' }, end)
    if (problem !== undefined) failures.push(problem)
  }
  return { name, end, failures }
}

/** Play all replays of a scenario, and see that each `sometimes` was reached by one of them. */
export function playScenario(scenario: Scenario, uploads?: Uploads): { readonly replays: readonly ReplayResult[]; readonly neverReached: readonly string[] } {
  const replays = Object.keys(scenario.replays).map(name => playReplay(scenario, name, uploads))
  const neverReached = (scenario.expect?.sometimes ?? []).filter(statement => replays.every(({ end }) => whyFalse(statement, end) !== undefined)).map(describe)
  return { replays, neverReached }
}

/** A statement as a sentence. */
export function describe(statement: Statement): string {
  if ('actor' in statement) {
    const { actor, command, exit, stdout, stdoutIs, stdoutLacks, stderr, stderrLacks, state } = statement
    const text = (words: string, value: string | undefined): string => (value === undefined ? '' : `${words} ${JSON.stringify(value)}`)
    const what = [
      exit === undefined ? '' : `ends with ${exit}`, text('prints', stdout), text('prints just', stdoutIs), text('does not print', stdoutLacks), text('complains', stderr),
      text('does not complain', stderrLacks), state === undefined ? '' : `is ${state}`,
    ]
    return `command ${command} of ${actor} ${what.filter(part => part !== '').join(' and ')}`
  }
  const at = statement.at === undefined ? '' : ` at ${statement.at}`
  if ('check' in statement) return `${statement.check} is ${statement.is}${at}`
  if ('image' in statement) return `${statement.image} is ${statement.is}${at}`
  if ('reference' in statement) return `the name ${statement.reference} ${statement.is === 'resolves' ? 'resolves' : `is ${statement.is}`}${at}`
  return `${statement.listed} images are listed${at}`
}

/** Why a statement is not true of an end; undefined when it is. */
export function whyFalse(statement: Statement, end: RunEnd): string | undefined {
  if ('actor' in statement) return whyOutcomeDiffers(statement, end)
  const name = statement.at ?? 'end'
  const look = end.looks.get(name)
  if (!look) return `${describe(statement)}: nobody looked at ${name}`
  if ('check' in statement) {
    const violations = look.checks.get(statement.check)
    if (!violations) return `${describe(statement)}: the check holds only when no command is under way`
    if (statement.is === 'kept') return violations[0] && `${describe(statement)}: ${violations[0].claim}, but ${violations[0].found}`
    return violations.length > 0 ? undefined : `${describe(statement)}: it is kept`
  }
  if ('listed' in statement) return look.images.length === statement.listed ? undefined : `${describe(statement)}: there are ${look.images.length}`
  const is = 'image' in statement ? imageState(statement.image, look) : (look.references.get(statement.reference) ?? 'absent')
  return is === statement.is ? undefined : `${describe(statement)}: it is ${is}`
}

function imageState(reference: string, { images }: Look): 'listed' | 'unnamed' | 'absent' {
  if (images.some(image => image.reference === reference)) return 'listed'
  return images.some(image => image.reference === NO_NAME) ? 'unnamed' : 'absent'
}

function whyOutcomeDiffers(statement: CommandStatement, { commands }: RunEnd): string | undefined {
  const outcome = commands[statement.actor]?.[statement.command - 1]
  if (!outcome) return `${describe(statement)}: it never began`
  const { exit, state, stdoutIs } = statement
  if (exit !== undefined && outcome.exit !== exit) return `${describe(statement)}: it ended with ${outcome.exit}: ${outcome.stderr.trimEnd()}`
  if (state !== undefined && outcome.state !== state) return `${describe(statement)}: it is ${outcome.state}`
  for (const stream of ['stdout', 'stderr'] as const) {
    const [part, lacking, wrote] = [statement[stream], statement[`${stream}Lacks`], outcome[stream]]
    if ((part !== undefined && !wrote.includes(part)) || (lacking !== undefined && wrote.includes(lacking))) return `${describe(statement)}: it wrote ${JSON.stringify(wrote)}`
  }
  if (stdoutIs !== undefined && outcome.stdout.replace(/\n$/, '') !== stdoutIs) return `${describe(statement)}: it wrote ${JSON.stringify(outcome.stdout)}`
  return undefined
}

/** Checks that a look found broken. */
export const brokenChecks = ({ checks }: Look): CheckName[] => [...checks].filter(([, violations]) => violations.length > 0).map(([name]) => name)

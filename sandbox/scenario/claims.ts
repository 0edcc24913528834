/** Claims and sweeps: what pages say, run. */
import { PROFILE_NAMES } from './profiles.ts'
import { playReplay, whyFalse } from './replay.ts'
import { RunError, ScenarioRun } from './runner.ts'
import type { RunEnd, Uploads } from './runner.ts'
import type { Claim, Scenario, Sweep } from './scenario.ts'

/** How a claim came out in one profile. */
export interface Verdict {
  readonly profile: string
  /** It should come out so: named in `holds`; not: named in `fails`. */
  readonly expected: 'holds' | 'fails'
  /** Statements that were not true, in words; empty when all were. */
  readonly untrue: readonly string[]
  readonly asClaimed: boolean
}

/** Run a claim in each profile that it names. Replays are played once per scenario and profile when `ends` is kept. */
export function judgeClaim(scenario: Scenario, claim: Claim, uploads?: Uploads, ends: Map<string, RunEnd> = new Map()): Verdict[] {
  return [...claim.holds.map(profile => [profile, 'holds'] as const), ...(claim.fails ?? []).map(profile => [profile, 'fails'] as const)].map(([profile, expected]) => {
    const key = `${profile} ${claim.replay}`
    const end = ends.get(key) ?? playReplay({ ...scenario, profile }, claim.replay, uploads).end
    ends.set(key, end)
    const untrue = claim.expect.flatMap(statement => whyFalse(statement, end) ?? [])
    return { profile, expected, untrue, asClaimed: (untrue.length === 0) === (expected === 'holds') }
  })
}

/** What a sweep counted: `places`, and each of its ends. */
export type Counts = Readonly<Record<string, number>>

const PLACES_MAX = 20_000

/**
 * Try every place of a sweep.
 *
 * @throws RunError when the actor does not end
 */
export function playSweep(scenario: Scenario, { before = [], actor, then, ends }: Sweep, uploads?: Uploads): Counts {
  const counts: Record<string, number> = { places: 0, ...Object.fromEntries(Object.keys(ends).map(name => [name, 0])) }
  for (let steps = 0; steps < PLACES_MAX; steps++) {
    const run = new ScenarioRun(scenario, uploads)
    for (const item of before) run.move(item)
    if (steps > 0) run.move([actor, steps])
    const last = run.lanes.get(actor)?.ended === true
    const end = run.play(then)
    counts['places'] = (counts['places'] ?? 0) + 1
    for (const [name, statements] of Object.entries(ends)) if (statements.every(statement => whyFalse(statement, end) === undefined)) counts[name] = (counts[name] ?? 0) + 1
    if (last) return counts
  }
  throw new RunError(`${actor} takes more than ${PLACES_MAX} steps: too many for a sweep`)
}

/** What is wrong with the claims and sweeps of a scenario beyond their shape. */
export function claimProblems(scenario: Scenario): string[] {
  const problems: string[] = []
  for (const [name, claim] of Object.entries(scenario.claims ?? {})) {
    const say = (problem: string): void => void problems.push(`the claim ${name} ${problem}`)
    if (!Object.hasOwn(scenario.replays, claim.replay)) say(`names the replay ${claim.replay}, and there is none`)
    if (claim.expect.length === 0) say('expects nothing')
    if (claim.holds.length === 0) say('holds in no profile')
    for (const profile of [...claim.holds, ...(claim.fails ?? [])]) if (!PROFILE_NAMES.includes(profile)) say(`names the profile ${profile}; profiles are ${PROFILE_NAMES.join(', ')}`)
    if (claim.evidence === 'recorded' && claim.recording === undefined) say('is called recorded and names no recording')
  }
  return problems
}

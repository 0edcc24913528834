/** `layerlab run FILE`: all replays of a scenario, and what is expected of them. */
import { claimProblems, judgeClaim, playSweep } from '../scenario/claims.ts'
import { playScenario } from '../scenario/replay.ts'
import { RunError } from '../scenario/runner.ts'
import type { RunEnd } from '../scenario/runner.ts'
import { printSchedule } from '../scenario/schedule.ts'
import type { CommandLine } from './command-line.ts'
import { UsageError } from './command-line.ts'
import { lookJson } from './end-text.ts'
import { readScenarioFile } from './scenario-file.ts'
import { print } from './streams.ts'

/** @returns 0 when everything expected is so */
export async function runScenarioFile({ words, json }: CommandLine): Promise<number> {
  const [file] = words
  if (file === undefined || words.length > 1) throw new UsageError('give one scenario: layerlab run content/scenarios/load-rmi.ts')
  const { scenario, uploads } = await readScenarioFile(file)
  let played: ReturnType<typeof playScenario>
  try {
    played = playScenario(scenario, uploads)
  } catch (error) {
    if (error instanceof RunError) throw new UsageError(`${file}: ${error.message}`)
    throw error
  }
  const { replays, neverReached } = played
  const ends = new Map<string, RunEnd>()
  const claims = Object.entries(scenario.claims ?? {}).map(([name, claim]) => ({ name, verdicts: claimProblems(scenario).length > 0 ? [] : judgeClaim(scenario, claim, uploads, ends) }))
  const problems = [...claimProblems(scenario), ...claims.flatMap(({ name, verdicts }) => verdicts.filter(({ asClaimed }) => !asClaimed).map(({ profile, expected, untrue }) => `the claim ${name} ${expected} in ${profile}, but it does not come out so: ${untrue.join('; ') || 'all of it is true'}`))]
  const sweeps = Object.entries(scenario.sweeps ?? {}).map(([name, sweep]) => ({ name, counts: playSweep(scenario, sweep, uploads) }))
  const failed = replays.filter(({ failures }) => failures.length > 0).length + (neverReached.length > 0 ? 1 : 0) + problems.length
  if (json) {
    print(`${JSON.stringify({
      scenario: scenario.id, passed: failed === 0, neverReached, problems, claims, sweeps,
      replays: replays.map(({ name, end, failures }) => ({
        name, failures, schedule: printSchedule(end.schedule), steps: end.steps, traceDigest: end.traceDigest, endDigest: end.endDigest,
        looks: Object.fromEntries([...end.looks].map(([at, look]) => [at, lookJson(look)])), commands: end.commands,
      })),
    }, undefined, 1)}\n`)
    return failed === 0 ? 0 : 1
  }
  for (const { name, end, failures } of replays) {
    print(`${failures.length === 0 ? 'passed' : 'FAILED'}  ${name.padEnd(30)} ${String(end.steps).padStart(6)} steps  ${printSchedule(end.schedule)}\n`)
    for (const failure of failures) print(`        ${failure}\n`)
  }
  for (const statement of neverReached) print(`FAILED  no replay ends so that ${statement}\n`)
  for (const problem of problems) print(`FAILED  ${problem}\n`)
  for (const { name, counts } of sweeps) print(`counted ${name.padEnd(30)} ${Object.entries(counts).map(([end, count]) => `${end} ${count}`).join(', ')}\n`)
  const proved = claims.filter(({ verdicts }) => verdicts.length > 0 && verdicts.every(({ asClaimed }) => asClaimed)).length
  print(`${replays.filter(({ failures }) => failures.length === 0).length + proved} passed, ${failed} failed\n`)
  return failed === 0 ? 0 : 1
}

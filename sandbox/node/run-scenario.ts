/** `layerlab run FILE`: all replays of a scenario, and what is expected of them. */
import { playScenario } from '../scenario/replay.ts'
import { RunError } from '../scenario/runner.ts'
import { printSchedule } from '../scenario/schedule.ts'
import type { CommandLine } from './command-line.ts'
import { UsageError } from './command-line.ts'
import { lookJson } from './end-text.ts'
import { readScenarioFile } from './scenario-file.ts'
import { print } from './streams.ts'

/** @returns 0 when everything expected is so */
export async function runScenarioFile({ words, json }: CommandLine): Promise<number> {
  const [file] = words
  if (file === undefined || words.length > 1) throw new UsageError('give one scenario: layerlab run content/scenarios/load-meets-rmi.ts')
  const { scenario, uploads } = await readScenarioFile(file)
  let played: ReturnType<typeof playScenario>
  try {
    played = playScenario(scenario, uploads)
  } catch (error) {
    if (error instanceof RunError) throw new UsageError(`${file}: ${error.message}`)
    throw error
  }
  const { replays, neverReached } = played
  const failed = replays.filter(({ failures }) => failures.length > 0).length + (neverReached.length > 0 ? 1 : 0)
  if (json) {
    print(`${JSON.stringify({
      scenario: scenario.id, passed: failed === 0, neverReached,
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
  print(`${replays.length + (neverReached.length > 0 ? 1 : 0) - failed} passed, ${failed} failed\n`)
  return failed === 0 ? 0 : 1
}

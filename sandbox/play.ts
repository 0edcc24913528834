/** Plays scenarios whole: the door for the workshop and for tests of scenarios. Everything of the engine is there at once. */
import { installAllParts } from './all-parts.ts'
import type { CheckName } from './check/index.ts'
import type { CommandOutcome } from './scenario/lane.ts'
import { brokenChecks, playScenario } from './scenario/replay.ts'
import { RunError } from './scenario/runner.ts'
import { printSchedule } from './scenario/schedule.ts'
import { validateScenario } from './scenario/validate.ts'

/** For links to what was played. */
export { capsuleOf } from './scenario/at-terminals.ts'

/** What one replay came to. */
export interface PlayedReplay {
  /** What was expected and is not so, in words; empty when all of it is. */
  readonly failures: readonly string[]
  readonly steps: number
  /** Every stretch counted in steps: `loader*45 cleaner*48`. */
  readonly schedule: string
  readonly endDigest: string
  /** Checks that do not hold at the end. */
  readonly broken: readonly CheckName[]
  /** Names that `docker images` lists at the end; `<none>:<none>` for an image without one. */
  readonly images: readonly string[]
  /** By actor, in order. */
  readonly commands: Readonly<Record<string, readonly CommandOutcome[]>>
}

/** What a scenario came to. */
export interface Played {
  readonly passed: boolean
  readonly replays: Readonly<Record<string, PlayedReplay>>
  /** Statements under `sometimes` that no replay ended with. */
  readonly neverReached: readonly string[]
}

/**
 * Play all replays of a scenario and look at what it expects of them.
 *
 * @throws ScenarioError when it is none, RunError when a replay cannot be carried out; both say what to write instead
 */
export function playAll(data: unknown): Played {
  installAllParts()
  const scenario = validateScenario(data)
  const { replays, neverReached } = playScenario(scenario)
  return {
    passed: neverReached.length === 0 && replays.every(({ failures }) => failures.length === 0),
    neverReached,
    replays: Object.fromEntries(replays.map(({ name, end, failures }) => {
      const last = end.looks.get('end')
      if (!last) throw new RunError(`nobody looked at the end of ${name}`)
      return [name, {
        failures, steps: end.steps, schedule: printSchedule(end.schedule), endDigest: end.endDigest, broken: brokenChecks(last), images: last.images.map(({ reference }) => reference), commands: end.commands,
      }]
    })),
  }
}

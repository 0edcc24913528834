import type { Scenario, ScheduleItem } from '#sandbox'
import { terminalsOf } from '../../playground/terminals.ts'

/** Of a window, unless the scenario says otherwise. */
export const ROWS = 24

/** What a page's sandbox opens of a scenario: with the terminals of a replay and without lines, in windows of a size that stays. */
export function openingOf(scenario: Scenario, replay: string | undefined, columns: number): Scenario {
  const { claims: _, sweeps: __, expect: ___, golfPar: ____, ...kept } = scenario
  const actors = Object.fromEntries(terminalsOf(scenario, replay).map(({ terminal }) => [terminal, []]))
  return { ...kept, terminal: scenario.terminal ?? { columns, rows: ROWS }, actors, replays: {} }
}

/** What a poster shows as done: the lines of the first terminal, and the schedule that carries them out. */
export interface Begun {
  readonly lines: readonly string[]
  readonly schedule: readonly ScheduleItem[]
}

/** The same, with what its poster shows as done. */
export const begunWith = (opening: Scenario, { lines }: Begun): Scenario => ({ ...opening, actors: { ...opening.actors, A: lines } })

/** What happened in a run, as somebody would tell it: commands in the order in which they began, and what came between. */
import { Paper } from '../../shell/paper.ts'
import { ScenarioRun } from '../runner.ts'
import type { RunEnd, Uploads } from '../runner.ts'
import type { Lane } from '../lane.ts'
import type { Scenario, ScheduleItem } from '../scenario.ts'
import type { Move } from '../schedule.ts'

/** A scenario with one schedule and the digest of its end. */
export interface Moment {
  readonly scenario: Scenario
  readonly schedule: readonly ScheduleItem[]
  readonly endDigest: string
}

/** A line that was typed. */
export interface Told {
  readonly actor: string
  /** Which of the actor's, from 1. */
  readonly number: number
  readonly line: string
  /** Steps of all actors before its first one and up to its last one. */
  readonly from: number
  readonly to: number
  readonly steps: number
  /** As it stands on a terminal or in a pipe. */
  readonly output: string
  readonly exit: number
  readonly state: 'ended' | 'running' | 'lost'
}

/** One thing after the other. */
export type Event =
  | { readonly is: 'begins'; readonly command: number }
  /** Goes on after others; `steps` until others come again. */
  | { readonly is: 'goes-on'; readonly command: number; readonly steps: number }
  | { readonly is: 'fault'; readonly move: Move }

export interface Account {
  readonly moment: Moment
  readonly commands: readonly Told[]
  readonly events: readonly Event[]
  readonly end: RunEnd
}

interface Begun {
  readonly actor: string
  readonly number: number
  readonly line: string
  readonly from: number
  to: number
  steps: number
}

/** Carry a moment out once more and listen. @throws RunError when it cannot be carried out */
export function accountOf(moment: Moment, uploads: Uploads = new Map()): Account {
  const { scenario, schedule } = moment
  const begun: Begun[] = []
  const events: Event[] = []
  /** The last command of each actor, and in which lane it began. */
  const last = new Map<string, { readonly lane: Lane; readonly count: number; readonly at: number }>()
  let clock = 0
  let moving: number | undefined
  const run: ScenarioRun = new ScenarioRun(scenario, uploads, {
    onMove(_item, move) {
      if (move.do === 'run' || move.do === 'steps' || move.do === 'until' || move.do === 'look') return
      moving = undefined
      events.push({ is: 'fault', move })
    },
    onStep(actor) {
      clock++
      const lane = run.lanes.get(actor)
      if (!lane || lane.commands.length === 0) return
      const before = last.get(actor)
      if (before?.lane !== lane || before.count !== lane.commands.length) {
        const number = begun.filter(each => each.actor === actor).length + 1
        last.set(actor, { lane, count: lane.commands.length, at: begun.length })
        moving = begun.length
        events.push({ is: 'begins', command: begun.length })
        begun.push({ actor, number, line: lane.commands.at(-1)?.line ?? '', from: clock, to: clock, steps: 0 })
      }
      const at = last.get(actor)?.at ?? 0
      const command = begun[at] as Begun
      command.to = clock
      command.steps++
      const event = events.at(-1)
      if (moving !== at) {
        moving = at
        events.push({ is: 'goes-on', command: at, steps: 1 })
      } else if (event?.is === 'goes-on') events[events.length - 1] = { ...event, steps: event.steps + 1 }
    },
  })
  const end = run.play(schedule)
  const columns = scenario.terminal?.columns ?? Infinity
  const commands = begun.map(({ actor, number, ...rest }): Told => {
    const outcome = end.commands[actor]?.[number - 1]
    const paper = new Paper(columns)
    // A pipe has no carriage returns.
    paper.write(`${outcome?.stdout ?? ''}${outcome?.stderr ?? ''}`.replaceAll(/\r?\n/g, '\r\n'))
    return { actor, number, ...rest, output: paper.text.trimEnd(), exit: outcome?.exit ?? 0, state: outcome?.state ?? 'running' }
  })
  return { moment, commands, events, end }
}

/**
 * Commands that ran at the same time, together; the others alone. In the order in which they began, with the faults
 * between them.
 */
export type Stage = { readonly is: 'commands'; readonly together: readonly Told[] } | Extract<Event, { is: 'fault' }>

export function stagesOf({ commands, events }: Account): Stage[] {
  const stages: Stage[] = []
  let until = -1
  for (const event of events) {
    if (event.is === 'fault') {
      stages.push(event)
      until = -1
      continue
    }
    const command = commands[event.command]
    if (!command || event.is !== 'begins') continue
    const stage = stages.at(-1)
    if (command.from <= until && stage?.is === 'commands') stages[stages.length - 1] = { is: 'commands', together: [...stage.together, command] }
    else stages.push({ is: 'commands', together: [command] })
    until = Math.max(until, command.to)
  }
  return stages
}

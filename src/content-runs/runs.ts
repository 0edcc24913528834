import { ScenarioRun } from '#sandbox'
import { judgeClaim, playSweep, whyFalse } from '#sandbox/all-parts'
import type { Claim, Counts, RunEnd, Scenario, Verdict } from '#sandbox'
import { growthOf, waitingOf } from './growth.ts'
import type { CountedCommand, Growth, Held, TimedStep } from './growth.ts'
import { Remembered } from './remember.ts'
import { rowsOf } from './steps.ts'
import type { StepRow } from './steps.ts'

/** A command of a replay, with all that it wrote, in the order in which it was written. */
export interface PlayedCommand {
  readonly line: string
  readonly output: string
}

/** What pages ask of a replay. */
export interface Replayed {
  readonly steps: number
  /** By actor, in the order in which they began; each with its commands. */
  readonly sessions: readonly (readonly PlayedCommand[])[]
}

/** How a claim came out in a profile, statement by statement. */
export interface Judged extends Verdict {
  /** For each statement of the claim: was it true? */
  readonly truths: readonly boolean[]
}

const DEFAULT_PROFILE = 'docker-20.10'

/** Runs of scenarios for pages: each is played once, and remembered until the engine or the scenario changes. Codecs must be installed before. */
export class Runs {
  private readonly ends = new Map<string, { readonly end: RunEnd, readonly replayed: Replayed }>()
  private readonly remembered = new Remembered()

  /** Play a replay. @throws RunError */
  replay(scenario: Scenario, replay: string): Replayed {
    return this.remembered.recall(['replay', stripped(scenario), replay], () => this.play(scenario, replay, scenario.profile ?? DEFAULT_PROFILE).replayed)
  }

  /** The steps of the nth command (from 1) of an actor in a replay, as rows; undefined when it has none. @throws RunError */
  steps(scenario: Scenario, replay: string, actor: string, command: number): readonly StepRow[] | undefined {
    return this.remembered.recall(['steps', stripped(scenario), replay, actor, command], () => playTraced(scenario, replay, actor, command)) ?? undefined
  }

  /** What the commands of an actor cost as the number grows that `sizeLine` prints; undefined when it repeats none. @throws RunError */
  growth(scenario: Scenario, replay: string, actor: string, sizeLine: string): Growth | undefined {
    return this.remembered.recall(['growth', stripped(scenario), replay, actor, sizeLine], () => growthOf(playCounted(scenario, replay, actor), sizeLine) ?? null) ?? undefined
  }

  /** The requests for the list of images that are under way during the nth command (from 1) of an actor. @throws RunError */
  waiting(scenario: Scenario, replay: string, actor: string, command: number, everyMicroseconds: number): readonly Held[] {
    return this.remembered.recall(['waiting', stripped(scenario), replay, actor, command, everyMicroseconds], () => waitingOf(playTimed(scenario, replay, actor, command), everyMicroseconds))
  }

  /** Run a claim in every profile that it names. @throws RunError */
  judge(scenario: Scenario, claim: Claim): readonly Judged[] {
    return this.remembered.recall(['claim', stripped(scenario), claim], () => {
      const ends = new Map([...claim.holds, ...(claim.fails ?? [])].map((profile) => [`${profile} ${claim.replay}`, this.play(scenario, claim.replay, profile).end]))
      return judgeClaim(scenario, claim, undefined, ends).map((verdict) => {
        const end = ends.get(`${verdict.profile} ${claim.replay}`)
        return { ...verdict, truths: claim.expect.map((statement) => end !== undefined && whyFalse(statement, end) === undefined) }
      })
    })
  }

  /** The counts of a sweep; undefined when the scenario has none of that name. @throws RunError */
  sweep(scenario: Scenario, name: string): Counts | undefined {
    const sweep = scenario.sweeps?.[name]
    return sweep && this.remembered.recall(['sweep', stripped(scenario), sweep], () => playSweep(scenario, sweep))
  }

  private play(scenario: Scenario, replay: string, profile: string): { readonly end: RunEnd, readonly replayed: Replayed } {
    const key = JSON.stringify([stripped(scenario), profile, replay])
    const played = this.ends.get(key) ?? playWatched({ ...scenario, profile }, replay)
    this.ends.set(key, played)
    return played
  }
}

/** A scenario without what does not change how a replay goes: a new claim does not make the old ones run again. */
const stripped = ({ claims: _claims, sweeps: _sweeps, expect: _expect, ...rest }: Scenario): unknown => rest

/** Play a replay and note what each command writes. */
function playWatched(scenario: Scenario, name: string): { readonly end: RunEnd, readonly replayed: Replayed } {
  const sessions = new Map<string, { commands: readonly unknown[], before: number, outputs: string[] }>()
  const decoder = new TextDecoder()
  const run = new ScenarioRun(scenario, undefined, {
    onOutput(actor, _stream, bytes) {
      const commands = run.lanes.get(actor)?.commands ?? []
      const session = sessions.get(actor) ?? { commands, before: 0, outputs: [] }
      // After a boot the actor begins anew, and its earlier commands stay.
      if (session.commands !== commands) Object.assign(session, { commands, before: session.before + session.commands.length })
      sessions.set(actor, session)
      const at = session.before + Math.max(0, commands.length - 1)
      while (session.outputs.length <= at) session.outputs.push('')
      session.outputs[at] = (session.outputs[at] ?? '') + decoder.decode(bytes)
    },
  })
  const end = run.play(scenario.replays[name]?.schedule ?? [])
  const played = Object.entries(end.commands).map(([actor, commands]) => {
    const { outputs = [] } = sessions.get(actor) ?? {}
    return commands.map(({ line }, at) => ({ line, output: plainText(outputs[at] ?? '') }))
  })
  return { end, replayed: { steps: end.steps, sessions: played } }
}

/** Play a replay and keep the steps of one command. */
function playTimed(scenario: Scenario, name: string, actor: string, command: number): readonly TimedStep[] {
  const steps: TimedStep[] = []
  const run: ScenarioRun = new ScenarioRun(scenario, undefined, {
    onStep(who, { task, kind, target, tick }) {
      if (who === actor && run.lanes.get(actor)?.commands.length === command) steps.push({ task, kind, target, tick })
    },
  })
  run.play(scenario.replays[name]?.schedule ?? [])
  return steps
}

function playTraced(scenario: Scenario, name: string, actor: string, command: number): readonly StepRow[] | null {
  const steps = playTimed(scenario, name, actor, command)
  return steps.length === 0 ? null : rowsOf(steps)
}

/** Play a replay and count the steps of each command of an actor. */
function playCounted(scenario: Scenario, name: string, actor: string): readonly CountedCommand[] {
  const counts: number[] = []
  const run: ScenarioRun = new ScenarioRun(scenario, undefined, {
    onStep(who) {
      const at = (run.lanes.get(actor)?.commands.length ?? 0) - 1
      if (who === actor && at >= 0) counts[at] = (counts[at] ?? 0) + 1
    },
  })
  const { commands } = run.play(scenario.replays[name]?.schedule ?? [])
  return (commands[actor] ?? []).map(({ line, stdout }, at) => ({ line, output: stdout, steps: counts[at] ?? 0 }))
}

/** What a terminal shows, without its control sequences. */
const plainText = (text: string): string => text.replace(/\u001B\[[0-9;?]*[A-Za-z]/g, '').replace(/\r+\n/g, '\n')

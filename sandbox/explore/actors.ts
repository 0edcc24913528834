/**
 * A scenario's actors as lanes: an actor's shell, client and the daemon's side of its requests are one. Its lines are a
 * script in pipes, or are typed at a terminal when the scenario has one.
 */
import type { Task } from '../sched/scheduler.ts'
import { ScriptLane, TerminalLane } from '../scenario/lane.ts'
import type { Lane } from '../scenario/lane.ts'
import { ScenarioRun } from '../scenario/runner.ts'
import type { Uploads } from '../scenario/runner.ts'
import type { Scenario } from '../scenario/scenario.ts'
import type { World, WorldMoment } from '../scenario/world.ts'
import { endAt } from './ends.ts'
import type { End } from './ends.ts'
import { Lanes } from './lanes.ts'
import { CellValues } from './values.ts'

const nothing = (): void => undefined

export class Actors extends Lanes {
  readonly names: readonly string[]
  readonly world: World
  /** The actors' work since the last `reset`. */
  running: readonly Lane[] = []
  private readonly scenario: Scenario
  private readonly moment: WorldMoment
  private readonly values: CellValues

  /** @throws RunError when the scenario's start cannot be carried out */
  constructor(scenario: Scenario, names: readonly string[], uploads?: Uploads) {
    const { world } = new ScenarioRun(scenario, uploads)
    super(names.length, world.scheduler)
    this.scenario = scenario
    this.names = names
    this.world = world
    world.scheduler.tracing = false
    world.memory.forget()
    this.moment = world.moment()
    this.values = new CellValues(world)
  }

  value(cell: string): string | undefined {
    return this.values.of(cell)
  }

  member(set: string, cell: string): string | undefined {
    return this.values.member(set, cell)
  }

  counter(cell: string): number | undefined {
    return this.values.counter(cell)
  }

  outcome(lane: number): string {
    return JSON.stringify(this.running[lane]?.outcomes())
  }

  /** What it has come to, where nobody can go on. */
  end(deadlock: boolean): End {
    return endAt(this.world, Object.fromEntries(this.running.map((lane, at) => [this.names[at], lane.outcomes()])), !deadlock)
  }

  protected override begin(): readonly Lane[] {
    const { world, scenario: { actors, terminal } } = this
    world.backTo(this.moment)
    this.running = this.names.map(name => {
      const lines = actors[name] ?? []
      return terminal ? new TerminalLane(world, name, lines, terminal, 0, nothing, nothing) : new ScriptLane(world, name, lines, nothing)
    })
    for (const lane of this.running) lane.begin()
    return this.running
  }

  /** At a terminal the next line is typed as soon as the prompt is back. */
  protected override goOn(lane: number): void {
    this.running[lane]?.begin()
  }

  protected override check(lane: number, task: Task): void {
    if (task.state === 'failed' && this.running[lane]?.task === task) throw task.error
    if (this.world.machine.fault !== undefined) throw this.world.machine.fault
  }
}

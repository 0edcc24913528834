/** An actor at work: its lines one after the other, as one lane of tasks. */
import type { Op } from '../sched/op.ts'
import type { Process } from '../machine/process.ts'
import { nullFile } from '../machine/files.ts'
import type { Task } from '../sched/scheduler.ts'
import type { Point } from './scenario.ts'
import { Running } from './world.ts'
import type { RunResult, Stream, World } from './world.ts'

/** A line that an actor has begun. */
export interface Command {
  readonly line: string
  readonly running: Running
}

/** How a line ended; `lost`: the power failed or the machine was reset under it. */
export interface CommandOutcome extends Pick<RunResult, 'exit' | 'stdout' | 'stderr'> {
  readonly line: string
  readonly state: 'ended' | 'running' | 'lost'
}

export class Lane {
  readonly actor: string
  readonly commands: Command[] = []
  /** Steps done so far. */
  steps = 0
  private readonly process: Process
  /** How often a step matched each point. */
  private readonly passed = new Map<string, number>()

  constructor(world: World, actor: string, lines: readonly string[], onOutput: (stream: Stream, bytes: Uint8Array) => void) {
    this.actor = actor
    const { commands } = this
    const { machine } = world
    const program = function* (process: Process): Op<number> {
      let status = 0
      let { directory } = world.options
      for (const line of lines) {
        const { spawn, chunks, terminal } = world.prepare(line, { label: 'sh', directory, onOutput })
        const child = machine.start(process, world.shell(), spawn)
        commands.push({ line, running: new Running(child, chunks, terminal) })
        status = yield* machine.wait(child)
        directory = child.fs.cwd
      }
      return status
    }
    this.process = machine.start(undefined, program, {
      argv: [actor], env: new Map(), fs: machine.fs({ uid: 0, gid: 0 }), files: new Map([[0, nullFile], [1, nullFile], [2, nullFile]]), label: actor,
    })
  }

  get task(): Task | undefined {
    return this.process.task
  }

  get ended(): boolean {
    return this.process.task?.ended ?? true
  }

  owns(task: Task): boolean {
    const name = this.process.task?.name ?? this.actor
    return task.name === name || task.name.startsWith(`${name}/`)
  }

  /** Would the next step of `task` be the one that the point names? */
  isAt(name: string, point: Point, task: Task): boolean {
    return task.pending !== undefined && matches(point, task.pending) && (this.passed.get(name) ?? 0) + 1 === (point.nth ?? 1)
  }

  /** Has the moment gone by? */
  isPast(name: string, point: Point): boolean {
    return (this.passed.get(name) ?? 0) >= (point.nth ?? 1)
  }

  /** Note a step that is about to be done. */
  count(task: Task, points: Readonly<Record<string, Point>>): void {
    this.steps++
    const { pending } = task
    if (!pending) return
    for (const [name, point] of Object.entries(points)) if (matches(point, pending)) this.passed.set(name, (this.passed.get(name) ?? 0) + 1)
  }

  outcomes(): CommandOutcome[] {
    return this.commands.map(({ line, running }) => {
      const { exit, stdout, stderr } = running.result()
      const { task } = running.process
      const state = !running.ended ? 'running' : task?.state === 'killed' && running.process.exitStatus === 137 ? 'lost' : 'ended'
      return { line, state, exit, stdout, stderr }
    })
  }
}

const matches = (point: Point, { kind, target }: { kind: string; target: string }): boolean => kind === point.step && (point.target === undefined || target.includes(point.target))

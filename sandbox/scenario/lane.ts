/** An actor at work: its lines one after the other, as one lane of tasks. */
import { concat, text, utf8 } from '../base/bytes.ts'
import type { Op } from '../sched/op.ts'
import type { Process } from '../machine/process.ts'
import { nullFile } from '../machine/files.ts'
import type { Task } from '../sched/scheduler.ts'
import { shells } from '../shell/part.ts'
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

export type OutputListener = (stream: Stream, bytes: Uint8Array) => void

/** Tasks that belong together and move only when their lane is named. */
export abstract class Lane {
  readonly actor: string
  readonly commands: Command[] = []
  /** Steps done so far. */
  steps = 0
  /** How often a step matched each point. */
  protected readonly passed = new Map<string, number>()

  constructor(actor: string) {
    this.actor = actor
  }

  /** Nothing of it is under way. */
  abstract readonly idle: boolean
  /** Nothing of it is under way, and nothing more will begin by itself. */
  abstract readonly ended: boolean
  /** The task whose failure is a mistake of ours. */
  abstract readonly task: Task | undefined
  abstract owns(task: Task): boolean
  /** Begin what comes next, if the lane begins things by itself. @returns whether something began */
  abstract begin(): boolean

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
      return { line, state: stateOf(running), exit, stdout, stderr }
    })
  }
}

/** How a line that was begun stands. */
export const stateOf = ({ process, ended }: Running): CommandOutcome['state'] =>
  !ended ? 'running' : process.task?.state === 'killed' && (process.exitStatus === undefined || process.exitStatus === 137) ? 'lost' : 'ended'

/** A script: all lines in one program, in pipes, from the moment the lane is first named. */
export class ScriptLane extends Lane {
  private readonly process: Process

  constructor(world: World, actor: string, lines: readonly string[], onOutput: OutputListener) {
    super(actor)
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
        directory = child.shellDirectory ?? child.fs.cwd
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

  get idle(): boolean {
    return this.process.task?.ended ?? true
  }

  get ended(): boolean {
    return this.idle
  }

  owns(task: Task): boolean {
    const name = this.process.task?.name ?? this.actor
    return task.name === name || task.name.startsWith(`${name}/`)
  }

  begin(): boolean {
    return false
  }
}

/** Somebody at a terminal: a shell that lives from line to line, and lines that are typed when the one before has ended. */
export class TerminalLane extends Lane {
  readonly session = new shells.content.ShellSession()
  private readonly world: World
  /** May grow while the lane lives. */
  private readonly lines: readonly string[]
  private readonly size: { readonly columns: number; readonly rows: number }
  private readonly onOutput: OutputListener
  private readonly onBegin: (prompt: string | undefined, line: string) => void
  private typed: number

  /** @param typed how many of the lines were typed before, at a shell that is gone */
  constructor(world: World, actor: string, lines: readonly string[], size: { readonly columns: number; readonly rows: number }, typed: number, onOutput: OutputListener, onBegin: (prompt: string | undefined, line: string) => void) {
    super(actor)
    this.world = world
    this.lines = lines
    this.size = size
    this.typed = typed
    this.onOutput = onOutput
    this.onBegin = onBegin
  }

  /** Steps of what runs now, or ran last. */
  stepsOfCommand = 0

  override count(task: Task, points: Readonly<Record<string, Point>>): void {
    super.count(task, points)
    this.stepsOfCommand++
  }

  /** What runs now, or ran last. */
  get current(): Command | undefined {
    return this.commands.at(-1)
  }

  /** Lines begun so far, also at earlier shells. */
  get begun(): number {
    return this.typed
  }

  get task(): Task | undefined {
    return this.current?.running.process.task
  }

  get idle(): boolean {
    return this.current?.running.ended ?? true
  }

  get ended(): boolean {
    return this.idle && this.typed >= this.lines.length
  }

  /** The line that begins with the next step; undefined while another one runs. */
  get waiting(): string | undefined {
    return this.idle ? this.lines[this.typed] : undefined
  }

  owns(task: Task): boolean {
    return task.name.startsWith(this.actor) && /^(?:#\d+)?(?:\/|$)/.test(task.name.slice(this.actor.length))
  }

  begin(): boolean {
    const line = this.waiting
    if (line === undefined) return false
    const { world } = this
    this.onBegin(this.session.prompt, line)
    const { spawn, chunks, terminal } = world.prepare(line, { label: this.actor, terminal: this.size, onOutput: this.onOutput })
    this.typed++
    this.stepsOfCommand = 0
    this.passed.clear()
    this.commands.push({ line, running: new Running(world.machine.start(undefined, this.session.program(line), spawn), chunks, terminal) })
    return true
  }

  /** Keys for the program that runs: whole lines. */
  type(text: string): void {
    this.current?.running.terminal?.type(utf8(text))
  }

  /** Keys that came while a program ran and that it did not read: the shell's next. */
  get unread(): string {
    return text(concat(this.current?.running.terminal?.unread ?? []))
  }

  endInput(): void {
    this.current?.running.terminal?.endInput()
  }

  /** Ctrl-C. */
  interrupt(): void {
    const terminal = this.current?.running.terminal
    if (terminal && !this.idle) this.world.machine.interrupt(terminal)
  }
}

const matches = (point: Point, { kind, target }: { kind: string; target: string }): boolean => kind === point.step && (point.target === undefined || target.includes(point.target))

/**
 * A reader at work: a scenario whose actors are terminals, with lines typed as it goes. Everything that happens is noted
 * as a *happening*: a step of a terminal's command, or an event. Their number is a *position*, and any position can be
 * gone back to: the run is carried out again from the start up to there, which gives the same state because nothing in
 * it is left to chance. What lies ahead is kept until something else is done.
 */
import { assert } from '../base/assert.ts'
import { DiskView } from '../engine/disk-view.ts'
import { snapshotOf } from '../engine/snapshot.ts'
import type { Snapshot } from '../engine/snapshot.ts'
import type { PowerLossChoice } from '../disk/power.ts'
import type { StepKind } from '../sched/op.ts'
import { SECOND } from '../sched/op.ts'
import type { Task, TraceEntry } from '../sched/scheduler.ts'
import { shells } from '../shell/part.ts'
import { TerminalLane, stateOf } from './lane.ts'
import { links } from './links-part.ts'
import type { Report } from './report/index.ts'
import { RunError, ScenarioRun } from './runner.ts'
import type { Uploads } from './runner.ts'
import type { KindOfStep, Scenario, ScheduleItem } from './scenario.ts'
import { holdItem, keysItem, moveOf, powerItem, putItem, writeItem } from './schedule.ts'
import { seldom } from './seldom-part.ts'
import type { Host, Stream } from './world.ts'

/** `A`, `B`, `C`: letters are the lane names everywhere. */
export type TerminalName = string

/** How a typed line is carried out: at once to its end, or only step by step. */
export type Pace = 'run' | 'hold'

/** What a step did: for lanes and scrubber. */
export interface StepView {
  /** `NOBODY` for a task that was chosen and is no terminal's. */
  readonly terminal: TerminalName
  /** Which command of that terminal, counted from 1. */
  readonly command: number
  /** Task that took it: `A`, `A/docker1`, … */
  readonly task: string
  readonly kind: StepKind
  readonly target: string
  readonly atTick: number
  /** The reader chose this task: among those of the terminal, or one of nobody. */
  readonly chosen?: true
  readonly meanwhile?: Meanwhile
}

/** What went on by itself just before: what the kernel did, and the tasks of nobody (containers, jobs left behind) that took steps. */
export interface Meanwhile {
  readonly kernel: readonly { readonly kind: 'commit' | 'write-back'; readonly atTick: number }[]
  readonly tasks: readonly string[]
}

/** A task as it stands: of a terminal's command, or of nobody. */
export interface TaskView {
  /** `A/docker1/download2`: who started it, and the how-many-th it was. */
  readonly name: string
  readonly next: { readonly kind: StepKind; readonly target: string } | undefined
  /** It can take that step now. */
  readonly enabled: boolean
  /** When its next step is due, in virtual nanoseconds. */
  readonly dueTick: number
  readonly holds: readonly string[]
  /** The reader holds it: all others go on without it. */
  readonly held: boolean
}

/** One position of the timeline. */
export type Happening =
  | { readonly kind: 'step'; readonly step: StepView }
  | { readonly kind: 'event'; readonly item: ScheduleItem; readonly atTick: number; readonly meanwhile?: Meanwhile }

/** A terminal's command now. */
export interface LaneView {
  readonly terminal: TerminalName
  /** What its prompt reads, `root@host-a:~# `. */
  readonly prompt: string
  readonly pace: Pace
  /** `ready`: at its prompt. `running`: can take its next step. `waits`: for a lock or a task. `reads`: for keys. `off`: no power. */
  readonly state: 'ready' | 'running' | 'waits' | 'reads' | 'off'
  /** The line that is under way; empty at the prompt. */
  readonly line: string
  /** Steps of this command so far. */
  readonly steps: number
  /** Its next step, when it is in the middle of a command. */
  readonly next: { readonly kind: StepKind; readonly target: string } | undefined
  /** Locks it holds. */
  readonly holds: readonly string[]
  /** Who holds what it waits for: a terminal's letter, or empty when unknown. */
  readonly waitsFor: { readonly target: string; readonly heldBy: TerminalName | '' } | undefined
  /** Exit status of its last command. */
  readonly status: number
  /** All tasks of its command, when there are several, or one is held. */
  readonly tasks: readonly TaskView[]
}

/** What a cut took away. */
export interface LossView {
  readonly atTick: number
  readonly choice: PowerLossChoice
  /** Files of the data root that are gone or shorter than before, by path. */
  readonly files: readonly { readonly path: string; readonly before: number; readonly after: number | undefined }[]
  readonly bytes: number
}

/** What was done once and is not any more, because the reader went back and did something else: kept to be looked at and gone on with. */
export interface Way {
  /** Up to this position it is the same as what was done instead. */
  readonly at: number
  readonly length: number
  /** Its lines by terminal, and what happened. */
  readonly actors: Readonly<Record<TerminalName, readonly string[]>>
  readonly schedule: readonly ScheduleItem[]
}

/** A sandbox as it was left: enough to come back to the same state anywhere. */
export interface Saved {
  /** Its actors are the terminals, their lines what was typed. */
  readonly scenario: Scenario
  readonly schedule: readonly ScheduleItem[]
  /** Where the reader stands; the end when absent. */
  readonly position?: number
  readonly ways?: readonly Way[]
}

/** Told what happens, as it happens, also while a run is carried out again. */
export interface SessionListener {
  readonly onOutput: (terminal: TerminalName, bytes: Uint8Array) => void
  /** Everything shown so far belongs to another state: forget it. */
  readonly onFresh: () => void
  /** A line begins, behind this prompt. */
  readonly onBegin: (terminal: TerminalName, prompt: string, line: string) => void
  /** An event happens. */
  readonly onEvent: (item: ScheduleItem, atTick: number) => void
  /** A command has ended, or went with the power. `repeated`: it has been told before, and is carried out again. */
  readonly onCommand: (terminal: TerminalName, line: string, output: string, exit: number, state: 'ended' | 'lost', repeated: boolean) => void
}

export const LINES_MAX = 500
export const HAPPENINGS_MAX = 200_000
/** Ways that were left; the oldest is forgotten first. */
export const WAYS_MAX = 8
/** A text is kept in the notes of the session each time it is saved. */
export const EDITED_LENGTH_MAX = 256 * 1024
const TERMINAL = { columns: 80, rows: 24 }
const nothing = (): void => undefined
/** Tells nobody. */
export const SILENT: SessionListener = { onOutput: nothing, onFresh: nothing, onBegin: nothing, onEvent: nothing, onCommand: nothing }

/** Something asked for that cannot be done now; nothing has changed. */
export class SessionError extends Error {
  override readonly name = 'SessionError'
}

export class Session {
  readonly happenings: Happening[] = []
  position = 0
  /** From here on the happenings are others than when this was last set to their number. */
  changedFrom = 0
  loss: LossView | undefined
  /** What the kernel and the daemon logged since the last start of the machine. */
  bootedAt = 0
  /** Which host that was; undefined before the first such start. */
  bootedHost: Host | undefined
  /** Why the daemon did not come up at the last start; empty when it did. */
  refused = ''
  /** Runs stop before steps of these kinds. */
  breaks: readonly KindOfStep[]
  /** The last run stopped at a position, because this terminal's next step is of such a kind. */
  stopped: { readonly terminal: TerminalName; readonly kind: string; readonly position: number } | undefined
  /** What was left for something else, oldest first. */
  ways: readonly Way[] = []
  /** Files of the reader's, by digest: those that came with the scenario, and those put in since. */
  readonly uploads: Map<string, Uint8Array>
  private viewedName: string | undefined
  private readonly base: Scenario
  private readonly listener: SessionListener
  private readonly lines: Record<TerminalName, string[]> = {}
  /** Position at which each line was typed: one that was typed later is not known there. */
  private readonly typedAt: Record<TerminalName, number[]> = {}
  private readonly paces = new Map<TerminalName, Pace>()
  private choosing = false
  private run: ScenarioRun
  private spare: ScenarioRun | undefined
  private told = new Map<TerminalName, number>()
  private traced = 0
  private repeating = false
  private booted = false

  /** @throws RunError when the scenario cannot be started */
  constructor(scenario: Scenario, uploads: Uploads, listener: SessionListener) {
    this.base = scenario
    this.breaks = scenario.breaks ?? []
    this.uploads = new Map(uploads)
    this.listener = listener
    this.addTerminal('A')
    for (const [terminal, lines] of Object.entries(scenario.terminal ? scenario.actors : {})) {
      this.addTerminal(terminal)
      this.lines[terminal] = [...lines]
      this.typedAt[terminal] = lines.map((_, at) => (at === 0 ? 0 : Infinity))
    }
    this.run = this.fresh()
    this.traced = this.world.scheduler.trace.length
  }

  /** What was opened. */
  get scenario(): Scenario {
    return this.base
  }

  get world(): ScenarioRun['world'] {
    return this.run.world
  }

  get powered(): boolean {
    return this.world.machine.powered
  }

  get terminals(): TerminalName[] {
    return Object.keys(this.lines).sort()
  }

  /** Nobody is in the middle of a command. */
  get atRest(): boolean {
    return this.run.atRest
  }

  addTerminal(terminal: TerminalName): void {
    if (!/^[A-Z]$/.test(terminal)) throw new SessionError(`a terminal is named by a letter, not ${terminal}`)
    this.lines[terminal] ??= []
    this.typedAt[terminal] ??= []
  }

  pace(terminal: TerminalName): Pace {
    return this.paces.get(terminal) ?? 'run'
  }

  setPace(terminal: TerminalName, pace: Pace): void {
    this.paces.set(terminal, pace)
  }

  /** Put a line at a prompt. It begins with the next step of its terminal. @throws SessionError */
  type(terminal: TerminalName, line: string): void {
    this.addTerminal(terminal)
    const lines = this.lines[terminal] as string[]
    if (!this.powered) throw new SessionError('the power is off')
    if (this.lane(terminal)?.idle === false) throw new SessionError('a command is under way there')
    if (lines.length >= LINES_MAX) throw new SessionError(`a terminal takes at most ${LINES_MAX} lines; reset the sandbox or open another`)
    if (line.length > 10_000) throw new SessionError('a line has at most 10000 characters')
    this.leaveBranch()
    this.dropLines(terminal, () => false)
    lines.push(line)
    this.typedAt[terminal]?.push(this.position)
  }

  /**
   * Let one terminal go on, at most so many steps. It stops earlier when it has nothing to do, or waits.
   *
   * @param who the terminal, or a task: of its command, or of nobody
   * @param breaks it also stops before steps of these kinds, and `stopped` says so
   * @returns steps done
   * @throws RunError when there is no such task now
   */
  step(who: string, steps: number, breaks: readonly KindOfStep[] = []): number {
    if (!this.powered) return 0
    const before = this.position
    const terminal = who[0] ?? ''
    // What was done from here before is done again; only another choice parts from it.
    let again = 0
    let met: string | undefined
    for (let next = this.happenings[before]; again < steps && next?.kind === 'step' && whoOf(next.step) === who; next = this.happenings[before + again]) {
      if (breaks.length > 0) met = seldom.content.firstOf(breaks, next.step)
      if (met !== undefined) break
      again++
    }
    if (again > 0) this.go(before + again)
    if (met === undefined && again < steps) {
      this.leaveBranch()
      if (this.position >= HAPPENINGS_MAX) throw new SessionError(`the sandbox has done ${HAPPENINGS_MAX} steps: reset it`)
      this.run.breaks = breaks
      try {
        this.move([who, Math.min(steps - again, HAPPENINGS_MAX - this.position)])
      } finally {
        this.run.breaks = []
      }
      met = this.run.met
    }
    this.stopped = met === undefined ? undefined : { terminal, kind: met, position: this.position }
    return this.position - before
  }

  /** Let a terminal go on to a named point, or to its next step of a kind. @throws RunError when it does not come there */
  runTo(terminal: TerminalName, point: string): void {
    if (point.includes('/')) {
      this.step(terminal, 1)
      this.step(terminal, Infinity, [point as KindOfStep])
      if (!this.stopped) throw new RunError(`${terminal} has ended or waits, and came to no step ${point}`)
      return
    }
    this.leaveBranch()
    this.run.move([terminal, point])
  }

  /** An event: a cut, a boot, keys, waiting. @throws RunError when it cannot happen now */
  event(item: `!${string}`): void {
    this.leaveBranch()
    this.carryOut(item)
    this.changedFrom = Math.min(this.changedFrom, this.position)
    this.happenings.push({ kind: 'event', item, atTick: this.world.scheduler.nowTick, ...this.meanwhile(0) })
    this.position++
    this.tellCommands()
  }

  /** @param host the first when undefined */
  cut(choice: PowerLossChoice, host?: string): void {
    this.event(powerItem(choice, host))
    if (this.powered) return
    for (const terminal of this.terminals) this.dropLines(terminal, () => false)
  }

  keys(terminal: TerminalName, text: string): void {
    this.event(keysItem(terminal, text))
  }

  /** From now on everything goes on without this task, or with it again. @throws RunError when there is no such task now */
  hold(task: string, held: boolean): void {
    if (this.run.held.has(task) !== held) this.event(holdItem(task, held))
  }

  /** Does a line end inside a command, so that the shell at that terminal would ask for the rest? */
  isIncomplete(terminal: TerminalName, line: string): boolean {
    return (this.shellOf(terminal) ?? new shells.content.ShellSession()).isIncomplete(line)
  }

  /** What was typed at a terminal while a program ran, and the program left unread. */
  unread(terminal: TerminalName): string {
    return this.lane(terminal)?.unread ?? ''
  }

  /** A file of the reader's comes into the working directory, written and synced. */
  upload(name: string, digest: string, bytes: Uint8Array): void {
    if (name === '' || name.includes('/') || name.includes('\0') || name === '.' || name === '..') throw new SessionError(`${JSON.stringify(name)} cannot be the name of a file`)
    if (!this.powered) throw new SessionError('the power is off')
    this.uploads.set(digest, bytes)
    this.event(putItem(name, digest))
  }

  /** An editor saves a text: written in place, and synced. @param host the first when undefined @throws RunError when the disk does not take it */
  write(path: string, content: string, host?: string): void {
    if (content.length > EDITED_LENGTH_MAX) throw new SessionError(`a text that is edited here has at most ${EDITED_LENGTH_MAX} characters`)
    const before = this.position
    try {
      this.event(writeItem(path, content, host))
    } catch (error) {
      // A disk that was full half-way holds a part of it: it was not saved, so nothing of it may stay.
      if (error instanceof RunError) this.again(before)
      throw error
    }
  }

  /** Stand at a position. What lies ahead stays. */
  go(position: number): void {
    const target = Math.max(0, Math.min(position, this.happenings.length))
    this.repeating = true
    try {
      if (target < this.position) {
        this.run = this.spare ?? this.fresh()
        this.spare = undefined
        this.position = 0
        this.loss = undefined
        this.bootedAt = 0
        this.bootedHost = undefined
        this.told = new Map()
        this.traced = this.world.scheduler.trace.length
        this.listener.onFresh()
      }
      this.repeat(target)
    } finally {
      this.repeating = false
    }
  }

  /** What lies ahead, and what was typed and has not begun, is no more. */
  forget(): void {
    this.leaveBranch(false)
    for (const terminal of this.terminals) this.dropLines(terminal, () => false)
  }

  /** The run is void, because it missed a part of the engine: carry it out again up to a position. */
  again(position: number): void {
    this.position = Infinity
    this.go(position)
  }

  /** While nobody waits: build the world that the next jump back begins with. */
  prepare(): void {
    if (this.position > 0) this.spare ??= this.fresh()
  }

  /** Carry out a schedule from where the session stands: of a saved sandbox or a link. @throws RunError */
  follow(schedule: readonly ScheduleItem[]): void {
    for (const item of schedule) {
      if (typeof item === 'string' && item.startsWith('!')) {
        if (!item.startsWith('!look=')) this.event(item as `!${string}`)
      } else {
        // A schedule from a link may ask for anything; the bound is the same as for what is done by hand.
        const left = HAPPENINGS_MAX - this.position
        if (left <= 0) throw new SessionError(`this does more than ${HAPPENINGS_MAX} steps: it cannot be carried out here`)
        this.move(typeof item !== 'string' && typeof item[1] === 'number' ? [item[0], Math.min(item[1], left)] : item)
      }
    }
    this.tellCommands()
  }

  /** What is needed to come back: the lines that have begun, and what happened. */
  saved(): Saved {
    const actors: Record<TerminalName, readonly string[]> = {}
    for (const terminal of this.terminals) actors[terminal] = [...(this.lines[terminal] as string[])]
    return { scenario: this.scenarioWith(actors), schedule: this.schedule(this.happenings.length), position: this.position, ...(this.ways.length > 0 ? { ways: this.ways } : {}) }
  }

  /** All that is done on a way that was left, or on the one that the session is on. @throws SessionError */
  wayAt(index: number | undefined): { readonly scenario: Scenario; readonly schedule: readonly ScheduleItem[] } {
    if (index === undefined) return this.saved()
    const way = this.ways[index]
    if (!way) throw new SessionError(`there is no way ${index}`)
    return { scenario: this.scenarioWith(way.actors), schedule: way.schedule }
  }

  /** What is done here as a way, to be left. */
  way(): Way {
    const { scenario: { actors }, schedule } = this.saved()
    return { at: this.position, length: this.happenings.length, actors, schedule }
  }

  /** The moment where the reader stands, as a scenario of its own with the digest of the end it comes to. */
  moment(): { readonly scenario: Scenario; readonly schedule: readonly ScheduleItem[]; readonly endDigest: string } {
    const { scenario, schedule } = this.past()
    const { end } = links.content.playReplay({ ...scenario, replays: { moment: { schedule } } }, 'moment', this.uploads)
    return { scenario, schedule, endDigest: end.endDigest }
  }

  /** What has happened up to where the reader stands: the lines that have begun by then, and the schedule. */
  past(): { readonly scenario: Scenario; readonly schedule: readonly ScheduleItem[] } {
    const actors: Record<TerminalName, readonly string[]> = {}
    for (const terminal of this.terminals) actors[terminal] = (this.lines[terminal] as string[]).slice(0, this.begun(terminal))
    const schedule = this.schedule(this.position)
    const used = new Set(schedule.flatMap(item => (typeof item === 'string' ? [] : [item[0]])))
    return { scenario: this.scenarioWith(Object.fromEntries(Object.entries(actors).filter(([terminal, lines]) => terminal === 'A' || used.has(terminal) || lines.length > 0))), schedule }
  }

  /** Another session in which nothing has happened yet, for what has happened here: to be carried out again with `follow`. */
  twin(listener: Partial<SessionListener> = {}): { readonly session: Session; readonly schedule: readonly ScheduleItem[] } {
    const { scenario, schedule } = this.past()
    return { session: new Session(scenario, this.uploads, { ...SILENT, ...listener }), schedule }
  }

  /** Another session of the same scenario in which nothing was typed and nothing has happened. */
  blank(): Session {
    return new Session(this.scenarioWith({}), this.uploads, SILENT)
  }

  /** How the lines of each terminal ended that have begun. */
  get outcomes(): ScenarioRun['outcomes'] {
    return this.run.outcomes
  }

  /** This moment to hand on; the link of its issue begins with `at`. @throws RunError */
  report(at: string): Report {
    return links.content.reportOf(this.moment(), this.uploads, at)
  }

  /** The schedule of the first so many happenings, stretches joined. */
  schedule(length: number): ScheduleItem[] {
    const items: ScheduleItem[] = []
    for (const happening of this.happenings.slice(0, length)) {
      if (happening.kind === 'event') {
        items.push(happening.item)
        continue
      }
      const who = whoOf(happening.step)
      const last = items.at(-1)
      if (last !== undefined && typeof last !== 'string' && last[0] === who) items[items.length - 1] = [who, (last[1] as number) + 1]
      else items.push([who, 1])
    }
    return items
  }

  /** The hosts there are, the first before the others. */
  get hosts(): readonly { readonly name: string; readonly powered: boolean }[] {
    return this.world.hosts.map(({ name, machine }) => ({ name, powered: machine.powered }))
  }

  /** The host that views show. */
  get viewed(): Host {
    return (this.viewedName === undefined ? undefined : this.world.host(this.viewedName)) ?? this.world.first
  }

  /** Show another host from now on. @throws SessionError */
  view(name: string): void {
    if (!this.world.host(name)) throw new SessionError(`there is no host ${name}`)
    this.viewedName = name
  }

  /** A host's store and disk: by default of the one that views show. */
  snapshot({ machine, docker }: Host = this.viewed): Snapshot {
    return snapshotOf(machine, docker.engine, this.atRest)
  }

  laneViews(): LaneView[] {
    return this.terminals.map(terminal => this.laneView(terminal))
  }

  /** The shell at a terminal; undefined before its first line. */
  shellOf(terminal: TerminalName): TerminalLane['session'] | undefined {
    return this.lane(terminal)?.session
  }

  /** Has a terminal nothing to do? `bare`: nothing is under way, but a line may wait. */
  isIdle(terminal: TerminalName, bare = false): boolean {
    const lane = this.lane(terminal)
    if (lane && !lane.idle) return false
    return bare || !this.powered || this.laneView(terminal).state === 'ready'
  }

  /** The machine was started since somebody last looked. */
  hasBooted(): boolean {
    return this.booted
  }

  seenBoot(): void {
    this.booted = false
  }

  /** Regular files of the directory where the prompt stood at first. */
  workingFiles(): { readonly name: string; readonly sizeBytes: number }[] {
    const view = new DiskView(this.world.machine.disk)
    const { directory } = this.world.options
    return view.names(directory).flatMap(name => {
      const inode = view.find(`${directory}/${name}`)
      return inode?.type === 'file' && !name.startsWith('.') ? [{ name, sizeBytes: inode.size }] : []
    })
  }

  /** Can a terminal take a step now? */
  canStep(terminal: TerminalName): boolean {
    const lane = this.lane(terminal)
    return lane && !lane.idle ? this.free(terminal).length > 0 : this.laneView(terminal).state === 'running'
  }

  /** The terminal among these whose next step is due first. */
  nextOf(terminals: readonly TerminalName[]): TerminalName | undefined {
    let best: TerminalName | undefined
    let bestTick = Infinity
    for (const terminal of terminals) {
      const lane = this.lane(terminal)
      const ticks = lane?.idle === false ? this.free(terminal).map(task => task.dueTick) : [this.world.scheduler.nowTick]
      const tick = Math.min(...ticks)
      if (tick < bestTick) {
        best = terminal
        bestTick = tick
      }
    }
    return best
  }

  /** Seconds until something happens that no terminal does: a container that ends, a daemon's timer. Undefined: nothing will. */
  secondsToNextOther(): number | undefined {
    const { scheduler } = this.world
    const lanes = [...this.run.lanes.values()]
    const due = scheduler.tasks.filter(task => !task.background && task.enabled && !this.run.held.has(task.name) && !lanes.some(lane => lane.owns(task))).map(task => task.dueTick)
    return due.length === 0 ? undefined : Math.max(0, Math.min(...due) - scheduler.nowTick) / SECOND
  }

  // How it is done

  private fresh(): ScenarioRun {
    const run = new ScenarioRun(this.scenarioWith(this.lines), this.uploads, {
      onStep: (actor, entry) => this.onStep(actor, entry),
      onOutput: (actor, _stream: Stream, bytes) => this.listener.onOutput(actor, bytes),
      onBegin: (actor, prompt, line) => this.listener.onBegin(actor, prompt ?? this.firstPrompt, line),
      onStart: (started, error) => (this.refused = started ? '' : error),
    })
    run.world.memory.keeping = false
    for (const host of run.world.hosts) this.watch(host)
    return run
  }

  /** However a machine goes down, what its disk lost is to be seen. */
  private watch(host: Host): void {
    const { machine } = host
    const { onCrash } = machine
    let before: ReturnType<Snapshot['files']> = []
    machine.beforeCrash = () => (before = this.snapshot(host).files())
    machine.onCrash = (cause, after) => {
      onCrash?.(cause, after)
      const left = new Map(this.snapshot(host).files().map(file => [file.path, file]))
      const files = before.filter(({ type }) => type === 'file').flatMap(({ path, sizeBytes }) => {
        const now = left.get(path)
        return now?.sizeBytes === sizeBytes ? [] : [{ path, before: sizeBytes, after: now?.sizeBytes }]
      })
      this.loss = { atTick: this.world.scheduler.nowTick, choice: machine.lossChoice, files, bytes: files.reduce((sum, file) => sum + Math.max(0, file.before - (file.after ?? 0)), 0) }
    }
  }

  private scenarioWith(actors: Readonly<Record<TerminalName, readonly string[]>>): Scenario {
    const { replays: _, claims: __, sweeps: ___, expect: ____, golfPar: _____, breaks: ______, ...kept } = this.base
    return { ...kept, ...(this.breaks.length > 0 ? { breaks: this.breaks } : {}), terminal: this.base.terminal ?? TERMINAL, actors, replays: {} }
  }

  /** What a shell that has done nothing yet asks with. */
  private get firstPrompt(): string {
    return `root@${this.world.options.hostname}:~# `
  }

  private lane(terminal: TerminalName): TerminalLane | undefined {
    const lane = this.run.lanes.get(terminal)
    return lane instanceof TerminalLane ? lane : undefined
  }

  private begun(terminal: TerminalName): number {
    return this.lane(terminal)?.begun ?? 0
  }

  private carryOut(item: `!${string}`): void {
    const move = moveOf(item)
    if (move.do === 'boot' || move.do === 'start') {
      this.bootedHost = this.hostOf(move.host)
      this.bootedAt = this.bootedHost.machine.journal.length
      this.booted = !this.repeating
    }
    this.run.move(item)
    this.listener.onEvent(item, this.world.scheduler.nowTick)
  }

  private hostOf(name: string | undefined): Host {
    return (name === undefined ? undefined : this.world.host(name)) ?? this.world.first
  }

  private onStep(terminal: TerminalName, entry: TraceEntry): void {
    const lane = this.lane(terminal)
    const step: StepView = {
      terminal, command: lane?.begun ?? 0, task: entry.task, kind: entry.kind, target: entry.target, atTick: entry.tick, ...(this.choosing ? { chosen: true } : {}), ...this.meanwhile(1),
    }
    const typed = this.typedAt[terminal]
    if (typed && lane && (typed[lane.begun - 1] ?? 0) > this.position) typed[lane.begun - 1] = this.position
    if (!this.repeating) {
      this.changedFrom = Math.min(this.changedFrom, this.position)
      this.happenings.length = this.position
      this.happenings.push({ kind: 'step', step })
    }
    this.position++
    if (lane?.idle) this.tellCommands()
  }

  /** What was traced since the last happening, but for the last so many steps, which are its own. */
  private meanwhile(own: number): { readonly meanwhile?: Meanwhile } {
    const { trace } = this.world.scheduler
    const kernel: { kind: 'commit' | 'write-back'; atTick: number }[] = []
    const tasks = new Set<string>()
    for (const { kind, tick, task } of trace.slice(this.traced, trace.length - own)) {
      if (kind === 'commit' || kind === 'write-back') kernel.push({ kind, atTick: tick })
      else tasks.add(task)
    }
    this.traced = trace.length
    return kernel.length + tasks.size > 0 ? { meanwhile: { kernel, tasks: [...tasks] } } : {}
  }

  /** Steps are taken; those of a task that is named were chosen. */
  private move(item: ScheduleItem): void {
    this.choosing = /[#/]/.test(item[0] ?? '')
    this.run.move(item)
  }

  private tellCommands(): void {
    for (const terminal of this.terminals) {
      const lane = this.lane(terminal)
      if (!lane) continue
      const { begun, current } = lane
      if (!current || !lane.idle || (this.told.get(terminal) ?? 0) >= begun) continue
      this.told.set(terminal, begun)
      const state = stateOf(current.running)
      const { raw, exit } = current.running.result()
      this.listener.onCommand(terminal, current.line, raw, exit, state === 'lost' ? 'lost' : 'ended', this.repeating)
    }
  }

  /** What has happened up to a position, once more. */
  private repeat(target: number): void {
    while (this.position < target) {
      const happening = this.happenings[this.position] as Happening
      if (happening.kind === 'event') {
        this.carryOut(happening.item as `!${string}`)
        this.traced = this.world.scheduler.trace.length
        this.position++
        this.tellCommands()
        continue
      }
      const who = whoOf(happening.step)
      let steps = 0
      for (let at = this.position; at < target; at++) {
        const next = this.happenings[at]
        if (next?.kind !== 'step' || whoOf(next.step) !== who) break
        steps++
      }
      const before = this.position
      this.move([who, steps])
      assert(this.position === before + steps, 'a run that is carried out again takes the same steps')
    }
  }

  /** Something new is done: what lay ahead is another way now, and lines not begun yet with it. */
  private leaveBranch(keep = true): void {
    const at = this.position
    if (at === this.happenings.length) return
    // Those left further on part from here now.
    this.ways = [...this.ways.map(way => ({ ...way, at: Math.min(way.at, at) })), ...(keep ? [this.way()] : [])].slice(-WAYS_MAX)
    this.changedFrom = Math.min(this.changedFrom, this.position)
    this.happenings.length = this.position
    for (const terminal of this.terminals) this.dropLines(terminal, typedAt => typedAt <= this.position)
  }

  /** Forget lines that have not begun, but for those to keep. */
  private dropLines(terminal: TerminalName, keep: (typedAt: number) => boolean): void {
    const lines = this.lines[terminal] as string[]
    const typed = this.typedAt[terminal] as number[]
    let length = this.begun(terminal)
    while (length < lines.length && keep(typed[length] ?? 0)) length++
    lines.length = typed.length = length
  }

  private tasksOf(terminal: TerminalName): Task[] {
    const lane = this.lane(terminal)
    return lane ? this.world.scheduler.tasks.filter(task => lane.owns(task)) : []
  }

  /** The tasks of a terminal that can go on and are not held, in the order in which they are due. */
  private free(terminal: TerminalName): Task[] {
    return this.tasksOf(terminal).filter(task => task.enabled && !this.run.held.has(task.name)).sort((a, b) => a.dueTick - b.dueTick || a.serial - b.serial)
  }

  private taskView(task: Task): TaskView {
    const { name, pending, enabled, dueTick } = task
    return { name, next: pending && { kind: pending.kind, target: pending.target }, enabled, dueTick, holds: this.world.scheduler.heldBy(one => one === task), held: this.run.held.has(name) }
  }

  /** Tasks of nobody: containers and jobs that were left running. */
  otherTasks(): TaskView[] {
    const lanes = [...this.run.lanes.values()].filter(lane => !lane.idle)
    return this.world.scheduler.tasks.filter(task => !task.background && !lanes.some(lane => lane.owns(task)) && task.pending?.target !== 'requests').map(task => this.taskView(task))
  }

  /** Threads of the kernel of the host that views show. */
  kernelThreads(): TaskView[] {
    const { machine } = this.viewed
    return this.world.scheduler.tasks.filter(task => task.background && task.owner === machine).map(task => this.taskView(task))
  }

  private laneView(terminal: TerminalName): LaneView {
    const lane = this.lane(terminal)
    const { powered } = this
    const common = {
      terminal, prompt: lane?.session.prompt ?? this.firstPrompt, pace: this.pace(terminal), status: lane?.session.status ?? 0,
    }
    const idle = { ...common, line: '', steps: 0, next: undefined, holds: [], waitsFor: undefined, tasks: [] }
    if (!powered) return { ...idle, state: 'off' }
    if (!lane || lane.idle) {
      const begun = this.begun(terminal)
      const waiting = (this.typedAt[terminal]?.[begun] ?? 0) <= this.position ? this.lines[terminal]?.[begun] : undefined
      return waiting === undefined ? { ...idle, state: 'ready' } : { ...idle, line: waiting, state: 'running', next: { kind: 'spawn', target: waiting } }
    }
    const tasks = this.tasksOf(terminal)
    const first = this.free(terminal)[0]?.pending
    const busy = { ...common, line: lane.current?.line ?? '', steps: lane.stepsOfCommand, holds: this.world.scheduler.heldBy(task => lane.owns(task)), tasks: tasks.length > 1 || tasks.some(({ name }) => this.run.held.has(name)) ? tasks.map(task => this.taskView(task)) : [] }
    if (first) return { ...busy, state: 'running', next: { kind: first.kind, target: first.target }, waitsFor: undefined }
    const stuck = tasks.map(task => task.pending).filter(pending => pending !== undefined)
    const lock = stuck.find(({ kind }) => kind === 'lock')
    const reads = stuck.find(({ kind }) => kind === 'input')
    // All that could go on is held by the reader.
    if (tasks.some(({ enabled }) => enabled)) return { ...busy, state: 'waits', next: undefined, waitsFor: undefined }
    if (lock) {
      const name = lock.target.replace(/ \(read\)$/, '')
      return { ...busy, state: 'waits', next: { kind: 'lock', target: lock.target }, waitsFor: { target: name, heldBy: this.holderOf(name) } }
    }
    if (reads) return { ...busy, state: 'reads', next: { kind: 'input', target: reads.target }, waitsFor: undefined }
    const last = stuck.at(-1)
    return { ...busy, state: 'waits', next: last && { kind: last.kind, target: last.target }, waitsFor: last && { target: last.target, heldBy: '' } }
  }

  private holderOf(lock: string): TerminalName | '' {
    for (const terminal of this.terminals) {
      const lane = this.lane(terminal)
      if (lane && this.world.scheduler.heldBy(task => lane.owns(task)).includes(lock)) return terminal
    }
    return ''
  }
}

/** Who was let go on for a step: a terminal, or the one task that was chosen. */
const whoOf = ({ chosen, task, terminal }: StepView): string => (chosen ? task : terminal)

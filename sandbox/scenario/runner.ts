/**
 * A scenario at work: a world is built and started, then a schedule moves its actors. Nothing here is chosen by chance
 * or by the clock: the same scenario and schedule give the same trace and the same end.
 */
import { assert } from '../base/assert.ts'
import { utf8 } from '../base/bytes.ts'
import { sha256Hex } from '../base/codecs.ts'
import { isInstalled } from '../base/parts.ts'
import { checkOf } from '../check/index.ts'
import type { CheckName, Violation } from '../check/index.ts'
import { snapshotOf } from '../engine/snapshot.ts'
import { fromBase64 } from '../oci/base64.ts'
import { dueBackground } from '../sched/policies/due.ts'
import { foreground } from '../sched/policies/foreground.ts'
import type { Policy, Task, TraceEntry } from '../sched/scheduler.ts'
import { makeArchive } from './archive.ts'
import { ScriptLane, TerminalLane } from './lane.ts'
import type { CommandOutcome, Lane, OutputListener } from './lane.ts'
import { links } from './links-part.ts'
import type { Look } from './look.ts'
import { resolveProfile } from './profiles.ts'
import { registryContents } from './registry-part.ts'
import type { FileSource, Scenario, ScheduleItem } from './scenario.ts'
import { NOBODY, moveOf, printSchedule } from './schedule.ts'
import { seldom } from './seldom-part.ts'
import type { Move } from './schedule.ts'
import { scheduleProblems } from './validate.ts'
import { DEFAULT_WORLD, World } from './world.ts'
import type { Host, HostOptions, Stream, WorldOptions } from './world.ts'

/** A scenario that cannot be carried out as written. */
export class RunError extends Error {
  override readonly name = 'RunError'
}

/** Files that came with a scenario, by digest. */
export type Uploads = ReadonlyMap<string, Uint8Array>

/** Told what happens as it happens. */
export interface Observer {
  /** `actor` is `NOBODY` for a task that was chosen and is no actor's. */
  readonly onStep?: (actor: string, entry: TraceEntry) => void
  readonly onMove?: (item: ScheduleItem, move: Move) => void
  readonly onOutput?: (actor: string, stream: Stream, bytes: Uint8Array) => void
  /** A line is typed at a terminal, behind its prompt (undefined: the first one of a shell). */
  readonly onBegin?: (actor: string, prompt: string | undefined, line: string) => void
  readonly onLook?: (name: string, look: Look) => void
  /** The machine was switched on or dockerd started: did it come up? */
  readonly onStart?: (started: boolean, error: string) => void
}

/** What a replay came to. */
export interface RunEnd {
  /** The schedule with every stretch counted in steps. */
  readonly schedule: readonly ScheduleItem[]
  readonly traceDigest: string
  readonly endDigest: string
  readonly steps: number
  /** What `!look` noted, and `end`. */
  readonly looks: ReadonlyMap<string, Look>
  readonly commands: Readonly<Record<string, readonly CommandOutcome[]>>
  /** Starts of the daemon that failed, with its words. */
  readonly refusals: readonly string[]
  /** The first time one of the scenario's `always` checks did not hold. */
  readonly brokenAt: { readonly check: CheckName; readonly step: number; readonly violation: Violation } | undefined
}

export const SCHEDULE_STEPS_MAX = 1_000_000

export class ScenarioRun {
  readonly scenario: Scenario
  readonly world: World
  readonly lanes = new Map<string, Lane>()
  /** Kinds of steps before which a stretch ends, whatever is left of it. */
  breaks: readonly string[] = []
  /** The kind before which the last stretch ended. */
  met: string | undefined
  /** Tasks that take no step by themselves: only one that is asked of them by name. */
  readonly held = new Set<string>()
  private readonly observer: Observer
  private readonly uploads: Uploads
  private readonly taken: ScheduleItem[] = []
  private readonly looks = new Map<string, Look>()
  private readonly refusals: string[] = []
  private brokenAt: RunEnd['brokenAt']
  private steps = 0
  /** Terminals whose shell went with the power. */
  private readonly lost = new Set<string>()
  /** Work of earlier runs of the same actor, before a boot. */
  private readonly earlier = new Map<string, CommandOutcome[]>()

  /**
   * Build the world and carry out the start lines.
   *
   * @param standing a world that another run has built and started: this one only moves its own actors there
   * @throws RunError when a file is missing or a start line fails
   */
  constructor(scenario: Scenario, uploads: Uploads = new Map(), observer: Observer = {}, standing?: World) {
    this.scenario = scenario
    this.observer = observer
    this.uploads = uploads
    this.world = standing ?? this.build()
    this.world.policy = this.othersOnly
  }

  private build(): World {
    const { scenario, uploads } = this
    const profile = resolveProfile(scenario.profile ?? 'docker-20.10')
    if ('refused' in profile) throw new RunError(`the profile ${scenario.profile ?? ''} ${profile.refused}`)
    const { registry } = scenario
    // A host that loads parts later finds such a name absent, as any name that a registry does not know.
    const unknown = registry && isInstalled('catalogue') && isInstalled('registry') ? registryContents.content.unknownImages(registry) : []
    if (unknown.length > 0) throw new RunError(`the catalogue has no image ${unknown.join(', ')}`)
    const world = World.create({
      ...profile, model: scenario.disk?.model ?? 'ext4', seed: scenario.seed ?? 1, epochSeconds: scenario.epochSeconds ?? DEFAULT_WORLD.epochSeconds,
      registry: registry && (() => registryContents.content.registryContent(registry)),
      ...hostsOf(scenario),
    })
    const { onCrash } = world.machine
    world.machine.onCrash = (cause, after) => {
      onCrash?.(cause, after)
      for (const [actor, lane] of this.lanes) if (lane instanceof TerminalLane) this.lost.add(actor)
    }
    for (const [path, source] of Object.entries(scenario.files ?? {})) {
      const absolute = path.startsWith('/') ? path : `${world.options.directory}/${path}`
      world.putFile(absolute, bytesOf(path, source, uploads), { mode: 0o644, uid: 0, mtime: world.options.epochSeconds })
    }
    for (const line of scenario.start ?? []) {
      const { exit, stderr } = world.run(line, { label: 'start' })
      if (exit !== 0) throw new RunError(`the start line ${JSON.stringify(line)} ended with ${exit}: ${stderr.trimEnd()}`)
    }
    for (const { machine } of world.hosts) machine.disk.sync()
    return world
  }

  /**
   * Follow a schedule, then let what has begun end.
   *
   * @throws RunError for an item that cannot be carried out
   */
  play(schedule: readonly ScheduleItem[]): RunEnd {
    const problems = scheduleProblems(schedule, Object.keys(this.scenario.actors), Object.keys(this.scenario.points ?? {}))
    if (problems.length > 0) throw new RunError(problems.join('\n'))
    for (const item of schedule) this.move(item)
    for (const [actor, lane] of this.lanes) if (!lane.ended && this.world.machine.powered) this.run(actor, Infinity, undefined)
    this.look('end')
    const { world, taken, looks, refusals, brokenAt, outcomes: commands } = this
    const { endDigest, traceDigest } = links.content
    return { schedule: taken, traceDigest: traceDigest(world.scheduler.trace), endDigest: endDigest(world), steps: this.steps, looks, refusals, brokenAt, commands }
  }

  /** How the lines of each actor ended that have begun, also those before a boot. */
  get outcomes(): RunEnd['commands'] {
    return Object.fromEntries([...this.lanes].map(([actor, lane]) => [actor, [...(this.earlier.get(actor) ?? []), ...lane.outcomes()]]))
  }

  /** Nobody is in the middle of a command. */
  get atRest(): boolean {
    return [...this.lanes.values()].every(lane => lane.idle)
  }

  /** Carry out one item. @throws RunError */
  move(item: ScheduleItem): void {
    const move = moveOf(item)
    this.observer.onMove?.(item, move)
    switch (move.do) {
      case 'run':
        return void this.run(move.actor, Infinity, undefined)
      case 'steps':
        return move.task === undefined ? void this.run(move.actor, move.steps, undefined) : this.stepTask(move.task, move.steps)
      case 'until':
        return void this.run(move.actor, Infinity, move.point)
      case 'power':
        if (!this.hostOf(item, move.host).machine.powered) throw new RunError(`${printSchedule([item])}: the power is off already`)
        this.world.cutPower(move.choice, this.hostOf(item, move.host))
        break
      case 'boot': {
        if (this.hostOf(item, move.host).machine.powered) throw new RunError(`${printSchedule([item])}: the machine is on; cut the power first with !power=none`)
        const stands = this.world.boot(this.hostOf(item, move.host), move.steps)
        if (stands.started || stands.error !== '') this.started(stands)
        break
      }
      case 'kill': {
        const { machine, docker: { engine } } = this.hostOf(item, move.host)
        if (!engine?.alive) throw new RunError(`${printSchedule([item])}: dockerd does not run`)
        machine.signal(engine.process, 'KILL')
        break
      }
      case 'start':
        if (!this.hostOf(item, move.host).machine.powered) throw new RunError(`${printSchedule([item])}: the machine is off; write !boot`)
        this.started(this.world.startDocker(this.hostOf(item, move.host)))
        break
      case 'wait':
        this.world.wait(move.seconds)
        break
      case 'registry': {
        const { registry } = this.world
        if (!registry) throw new RunError(`${printSchedule([item])}: the scenario has no registry; give it "registry": {}`)
        registry.setMode(move.mode)
        break
      }
      case 'look':
        return this.look(move.name)
      case 'put':
        this.put(move.name, move.digest)
        break
      case 'write':
        this.write(this.hostOf(item, move.host), '/', move.path, utf8(move.text))
        break
      case 'keys':
        this.terminalOf(item, move.actor).type(move.text)
        break
      case 'interrupt':
        this.terminalOf(item, move.actor).interrupt()
        break
      case 'end-of-input':
        this.terminalOf(item, move.actor).endInput()
        break
      case 'hold':
        this.held.add(this.taskOf(move.task).name)
        break
      case 'release':
        this.held.delete(move.task)
        break
    }
    this.taken.push(item)
  }

  /** A file that came with the scenario is copied into the working directory and synced, as `scp` and `sync` would. */
  private put(name: string, digest: string): void {
    this.write(this.world.first, this.world.options.directory, name, bytesOf(name, { upload: digest }, this.uploads))
  }

  /** Root writes a file in place and syncs it, as `scp` and `sync` or an editor would. */
  private write({ machine }: Host, directory: string, path: string, bytes: Uint8Array): void {
    if (!machine.powered) throw new RunError(`${path} cannot be written: the machine is off; write !boot before it`)
    const fs = machine.fs({ uid: 0, gid: 0 }, directory)
    const task = this.world.scheduler.spawn((function* () {
      yield* fs.writeFile(path, bytes, 0o644)
      yield* fs.fsync(path)
    })(), 'scp')
    this.world.scheduler.run(this.othersOnly, () => task.ended)
    if (task.state === 'failed') throw new RunError(`${path} cannot be put on the disk: ${task.error instanceof Error ? task.error.message : ''}`)
  }

  private hostOf(item: ScheduleItem, name: string | undefined): Host {
    const host = name === undefined ? this.world.first : this.world.host(name)
    if (!host) throw new RunError(`${printSchedule([item])}: there is no host ${name ?? ''}; hosts are ${this.world.hosts.map(each => each.name).join(', ')}`)
    return host
  }

  private terminalOf(item: ScheduleItem, actor: string): TerminalLane {
    const lane = this.lanes.get(actor)
    if (!(lane instanceof TerminalLane)) throw new RunError(`${printSchedule([item])}: nothing runs at a terminal ${actor}`)
    return lane
  }

  private started({ started, error }: { readonly started: boolean; readonly error: string }): void {
    if (!started) this.refusals.push(error)
    this.observer.onStart?.(started, error)
  }

  private look(name: string): void {
    const look = links.content.lookAt(this.world, this.atRest)
    this.looks.set(name, look)
    if (name !== 'end') this.taken.push(`!look=${name}`)
    this.observer.onLook?.(name, look)
  }

  /**
   * Let an actor take steps until its budget is used, it has ended or waits, it stands at the point, or right before the
   * next step of a kind.
   *
   * @param only this one of its tasks takes steps, and no other
   * @returns steps done
   */
  private run(actor: string, budget: number, pointName: string | undefined, only?: string): number {
    const { world, scenario } = this
    const { scheduler } = world
    if (!world.machine.powered) throw new RunError(`${actor} cannot go on: the machine is off; write !boot before it`)
    const lane = this.laneOf(actor)
    const points = scenario.points ?? {}
    const point = pointName === undefined ? undefined : points[pointName]
    const kinds = pointName?.includes('/') ? [pointName] : this.breaks
    this.met = undefined
    if (pointName !== undefined && point && lane.isPast(pointName, point)) throw new RunError(`${actor} is past the point ${pointName} already`)
    let left = Math.min(budget, SCHEDULE_STEPS_MAX)
    const limited = budget > SCHEDULE_STEPS_MAX
    let arrived = pointName === undefined
    let done = 0
    let last: Task | undefined
    const policy: Policy = enabled => {
      const other = this.othersOnly(enabled.filter(task => task.background || dueTick(task) <= scheduler.nowTick), scheduler)
      if (other) {
        last = undefined
        return other
      }
      const next = foreground(enabled.filter(task => (only === undefined ? lane.owns(task) && !this.held.has(task.name) : task.name === only)), scheduler)
      if (!next) return undefined
      if (pointName !== undefined && point && lane.isAt(pointName, point, next)) {
        arrived = true
        return undefined
      }
      if (left === 0) return undefined
      // To the next of a kind: where it stands before one already, it goes on first.
      if (kinds.length > 0 && next.pending && (done > 0 || pointName === undefined) && (this.met = seldom.content.firstOf(kinds, next.pending)) !== undefined) {
        arrived = true
        return undefined
      }
      left--
      done++
      lane.count(next, points)
      this.steps++
      last = next
      return next
    }
    let shown = scheduler.trace.length
    const settled = (): boolean => {
      if (last && shown < scheduler.trace.length) {
        const entry = scheduler.trace.at(-1)
        if (entry) this.observer.onStep?.(actor, entry)
        this.watch()
      }
      shown = scheduler.trace.length
      last = undefined
      return lane.idle
    }
    do scheduler.run(policy, settled)
    while (this.met === undefined && arrived !== (pointName !== undefined) && left > 0 && only === undefined && this.beginNext(lane))
    const { task } = lane
    if (task?.state === 'failed') throw task.error
    this.afterSteps()
    if (done > 0) this.take(only ?? actor, done)
    assert(!limited || left > 0, `${actor} ends within ${SCHEDULE_STEPS_MAX} steps`)
    if (!arrived) throw new RunError(lane.ended ? `${actor} ended before the point ${pointName ?? ''}` : `${actor} waits for another actor and does not reach the point ${pointName ?? ''}`)
    return done
  }

  /** A task that was chosen takes steps. It may be an actor's first, and left to itself when that one's line ends. @throws RunError */
  private stepTask(name: string, budget: number): void {
    this.taskOf(name)
    let left = budget
    for (let task = this.find(name); task && left > 0; task = this.find(name)) {
      const lane = [...this.lanes.values()].find(one => !one.idle && one.owns(task as Task))
      const done = lane ? this.run(lane.actor, left, undefined, name) : this.stepOther(task, left)
      if (done === 0) return
      left -= done
    }
  }

  /** A task that is no actor's takes steps. */
  private stepOther(task: Task, budget: number): number {
    const done = seldom.content.stepOther(this.world.scheduler, this.held, task, budget, entry => {
      this.steps++
      if (entry) this.observer.onStep?.(NOBODY, entry)
      this.watch()
    })
    this.afterSteps()
    if (done > 0) this.take(task.name, done)
    return done
  }

  private find(name: string): Task | undefined {
    return this.world.scheduler.tasks.find(task => task.name === name)
  }

  private taskOf(name: string): Task {
    const task = this.find(name)
    if (!task) throw new RunError(`there is no task ${name} now: it has ended, or was not started yet`)
    return task
  }

  private afterSteps(): void {
    this.world.bootIfReset()
    for (const { machine } of this.world.hosts) if (machine.fault !== undefined) throw machine.fault
  }

  /** The next line of a terminal is typed, after what others had to do until then. */
  private beginNext(lane: Lane): boolean {
    if (!lane.idle || lane.ended || !this.world.machine.powered) return false
    const { scheduler } = this.world
    scheduler.run(enabled => this.othersOnly(enabled.filter(task => task.background || dueTick(task) <= scheduler.nowTick), scheduler))
    return lane.begin()
  }

  /** Note steps of an actor, joined with those just before. */
  private take(actor: string, steps: number): void {
    const before = this.taken.at(-1)
    if (before && typeof before !== 'string' && before[0] === actor && typeof before[1] === 'number') this.taken[this.taken.length - 1] = [actor, before[1] + steps]
    else this.taken.push([actor, steps])
  }

  /** The first state in which one of the `always` checks does not hold. */
  private watch(): void {
    const always = this.scenario.expect?.always ?? []
    if (always.length === 0 || this.brokenAt) return
    const snapshot = snapshotOf(this.world.machine, this.world.docker.engine, false)
    for (const name of always) {
      const [violation] = checkOf(name)?.run(snapshot) ?? []
      if (violation) {
        this.brokenAt = { check: name, step: this.steps, violation }
        return
      }
    }
  }

  private laneOf(actor: string): Lane {
    const known = this.lanes.get(actor)
    // After a power cut the same actor may begin again: everything it had begun is gone, and a shell is a new one.
    const lost = this.lost.delete(actor)
    const again = known?.idle && (known.task?.state === 'killed' || lost)
    if (known && !again) return known
    if (known) this.earlier.set(actor, [...(this.earlier.get(actor) ?? []), ...known.outcomes()])
    const { terminal } = this.scenario
    const lines = this.scenario.actors[actor] ?? []
    const onOutput: OutputListener = (stream, bytes) => this.observer.onOutput?.(actor, stream, bytes)
    const lane = terminal
      ? new TerminalLane(this.world, actor, lines, terminal, known instanceof TerminalLane ? known.begun : 0, onOutput, (prompt, line) => this.observer.onBegin?.(actor, prompt, line))
      : new ScriptLane(this.world, actor, lines, onOutput)
    this.lanes.set(actor, lane)
    return lane
  }

  /** Kernel threads, dockerd, containers that run by themselves: whatever is no actor's, when it is due. */
  private readonly othersOnly: Policy = (enabled, scheduler) => {
    const lanes = [...this.lanes.values()]
    // What an idle lane left behind (a job in the background) goes on like everybody else.
    const others = enabled.filter(task => !this.held.has(task.name) && !lanes.some(lane => !lane.idle && lane.owns(task)))
    const busy = others.filter(task => !task.background)
    return busy.length > 0 ? foreground(others, scheduler) : dueBackground(others, scheduler)
  }
}

/** The hosts of a scenario as a world takes them. */
function hostsOf({ hosts }: Scenario): Partial<WorldOptions> {
  const [first, ...others] = (hosts ?? []).map(({ name, architecture = 'amd64', kernel, modules }): HostOptions => ({
    hostname: name, architecture, kernelRelease: kernel ?? DEFAULT_WORLD.kernelRelease.replace('amd64', architecture), modules: modules ?? DEFAULT_WORLD.modules,
  }))
  return first ? { ...first, others } : {}
}

/** When a task's next step would be over, if it is a sleep, or could begin. */
const dueTick = (task: Task): number => task.nextTick + (task.pending?.kind === 'sleep' ? task.pending.ticks : 0)

function bytesOf(path: string, source: FileSource, uploads: Uploads): Uint8Array {
  if ('text' in source) return utf8(source.text)
  if ('base64' in source) return fromBase64(source.base64)
  if ('archive' in source) return makeArchive(source.archive)
  const bytes = uploads.get(source.upload)
  if (!bytes) throw new RunError(`the file ${path} (${source.upload}) is not here: put it beside the scenario, or drop it into the page`)
  if (`sha256:${sha256Hex(bytes)}` !== source.upload) throw new RunError(`the file given for ${path} is another one: its digest is not ${source.upload}`)
  return bytes
}

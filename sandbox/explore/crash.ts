/**
 * Every power cut of the work of one actor, or of two at once: before each step (of two: in each state that they can come
 * to), with every set of files surviving that somebody could tell from the others. Names are taken as they stand: that fewer of them survived is the same disk as an earlier cut.
 * Files are decided when they are first read: a boot runs with every undecided file lost, and each file that it read is
 * decided the other way in a boot of its own. What no boot and no probe reads is tried both all lost and all kept, so
 * that the checks, which see every file, are asked about both.
 *
 * A second cut, during the boot after the first, is tried on the witness of each end (`exploreSecondCuts`).
 *
 * Left out: files that survive in part; data overwritten in place after an earlier cut.
 * The kernel's threads stand still, because what they write only leaves fewer disks.
 */
import { assert } from '../base/assert.ts'
import { DiskView } from '../engine/disk-view.ts'
import type { Inode } from '../disk/inode.ts'
import { journalEntries } from '../disk/power.ts'
import { RunError, ScenarioRun } from '../scenario/runner.ts'
import type { Uploads } from '../scenario/runner.ts'
import type { Scenario, ScheduleItem } from '../scenario/scenario.ts'
import { powerItem } from '../scenario/schedule.ts'
import type { WorldMoment } from '../scenario/world.ts'
import { ROOT, TMP } from '../store/layout.ts'
import { Actors } from './actors.ts'
import { Mistaken, Walk, learnShared } from './walk.ts'
import type { Event } from './walk.ts'
import type { Stretch } from './witness.ts'
import { aftermathKey, differences, probe } from './probes.ts'
import type { Aftermath, Trouble } from './probes.ts'

/** What the daemon throws away when it starts, without looking: it makes no difference. */
const SCRATCH = `${TMP}/`

/** Steps that a command may have whose cuts are tried. */
export const CRASH_STEPS_MAX = 20_000

/** A disk that a cut leaves: which files survive, by path. */
export interface Cut {
  /** So many steps had been done. */
  readonly steps: number
  /** By whom, when it was not one alone. */
  readonly stretches?: readonly Stretch[]
  /** Files with data in the page cache whose data reached the disk. */
  readonly kept: readonly string[]
  readonly lost: readonly string[]
}

export interface CrashGroup {
  /** Nothing: all is as before the command, or as after it. */
  readonly troubles: readonly Trouble[]
  readonly clean: 'before' | 'after' | undefined
  /** Disks that end so. */
  readonly count: number
  /** The earliest cut that ends so, with the fewest files kept. */
  readonly cut: Cut
  readonly aftermath: Aftermath
}

export interface CrashProgress {
  readonly states: number
  readonly statesAll: number
  readonly boots: number
  readonly groups: number
}

export interface CrashExploration {
  readonly scenario: Scenario
  /** Several have their names one after the other. */
  readonly actor: string
  readonly actors: readonly string[]
  readonly model: 'ext4'
  /** Steps of the actor; a cut was tried before each, and after the last. Of several: steps that lead from state to state. */
  readonly steps: number
  /** Different disks, page cache told from platter. */
  readonly states: number
  /** How many of them were cut: all, unless somebody stopped it. */
  readonly tried: number
  /** Different boots: what was read of them, and what it was. */
  readonly boots: number
  /** Ends with trouble last, most frequent first. */
  readonly groups: readonly CrashGroup[]
}

/**
 * Explore the power cuts of an actor's work.
 *
 * @param seen told of every disk and how things stand on it
 * @param stop asked after each boot: true ends the search, and `tried` says how far it came
 * @throws RunError when the scenario has another disk model, no such actor, or its start cannot be carried out
 */
export function* exploreCrashes(scenario: Scenario, actor: string | readonly string[], uploads?: Uploads, seen: (cut: Cut, aftermath: Aftermath) => void = () => {}, stop: () => boolean = () => false): Generator<CrashProgress, CrashExploration, void> {
  const site = new CrashSite(scenario, actor, uploads)
  const states = site.states()
  const before = site.afterCut({ steps: 0, kept: [], lost: [] }).aftermath
  const afters = site.lasts(states).map(last => site.afterCut({ ...last, kept: last.dirty, lost: [] }).aftermath)
  const done = new Set(afters.map(aftermathKey))
  const groups = new Map<string, { -readonly [Key in keyof CrashGroup]: CrashGroup[Key] }>()
  const note = (cut: Cut, aftermath: Aftermath): void => {
    seen(cut, aftermath)
    const key = aftermathKey(aftermath)
    const clean = key === aftermathKey(before) ? 'before' as const : done.has(key) ? 'after' as const : undefined
    const troubles = clean === undefined ? leastOf(aftermath, before, afters) : []
    const name = clean ?? troubles.join()
    const group = groups.get(name)
    if (group) group.count++
    else groups.set(name, { troubles, clean, count: 1, cut, aftermath })
  }
  let boots = 0
  let tried = 0
  search: for (const [at, { dirty, ...where }] of states.entries()) {
    const work: { readonly kept: readonly string[]; readonly lost: readonly string[] }[] = [{ kept: [], lost: [] }]
    for (let decided = work.pop(); decided; decided = work.pop()) {
      const { aftermath, read } = site.afterCut({ ...where, kept: decided.kept, lost: decided.lost })
      boots++
      const lost = [...decided.lost]
      for (const path of read) {
        if (decided.kept.includes(path) || lost.includes(path)) continue
        work.push({ kept: [...decided.kept, path], lost: [...lost] })
        lost.push(path)
      }
      const unread = dirty.filter(path => !decided.kept.includes(path) && !lost.includes(path))
      note({ ...where, kept: decided.kept, lost: [...lost, ...unread] }, aftermath)
      if (unread.length > 0) {
        const kept = [...decided.kept, ...unread]
        // Nobody has read these files: what was asked gets the same answers.
        note({ ...where, kept, lost }, site.afterCut({ ...where, kept, lost }, aftermath).aftermath)
        boots++
      }
      yield { states: at, statesAll: states.length, boots, groups: groups.size }
      if (stop()) break search
    }
    tried++
  }
  const sorted = [...groups.values()].sort((a, b) => Number(a.clean === undefined) - Number(b.clean === undefined) || b.count - a.count)
  return { scenario: site.scenario, actor: site.actor, actors: site.names, model: 'ext4', steps: site.steps, states: states.length, tried, boots, groups: sorted }
}

/** What is wrong, measured by what comes nearest of all that the work can come to. */
export function leastOf(aftermath: Aftermath, before: Aftermath, afters: readonly Aftermath[]): readonly Trouble[] {
  return afters.map(after => differences(aftermath, before, after)).reduce((least, other) => (other.length < least.length ? other : least))
}

/** What a second cut, during the boot after the first, comes to. */
export interface SecondCuts {
  /** The end whose witness was cut again. */
  readonly group: CrashGroup
  /** Steps of the boot; a cut was tried before each. */
  readonly steps: number
  /** Different disks that it leaves. */
  readonly states: number
  /** Each with all of what is undecided lost, and with all of it kept. */
  readonly groups: readonly { readonly troubles: readonly Trouble[]; readonly clean: CrashGroup['clean']; readonly count: number; readonly aftermath: Aftermath }[]
}

/** Cut the power again while the machine boots, after the first cut of each end. */
export function* exploreSecondCuts({ scenario, actors, groups }: CrashExploration, uploads?: Uploads): Generator<undefined, readonly SecondCuts[], void> {
  const site = new CrashSite(scenario, actors, uploads)
  const states = site.states()
  const before = site.afterCut({ steps: 0, kept: [], lost: [] }).aftermath
  const afters = site.lasts(states).map(last => site.afterCut({ ...last, kept: last.dirty, lost: [] }).aftermath)
  const done = new Set(afters.map(aftermathKey))
  const found: SecondCuts[] = []
  for (const group of groups) {
    const { places, steps } = site.bootPlaces(group.cut)
    const ends = new Map<string, { troubles: readonly Trouble[]; clean: CrashGroup['clean']; count: number; aftermath: Aftermath }>()
    for (const place of places) {
      for (const keep of ['none', 'all'] as const) {
        const aftermath = site.afterSecondCut(group.cut, place, keep)
        const key = aftermathKey(aftermath)
        const clean = key === aftermathKey(before) ? 'before' as const : done.has(key) ? 'after' as const : undefined
        const troubles = clean === undefined ? leastOf(aftermath, before, afters) : []
        const end = ends.get(clean ?? troubles.join())
        if (end) end.count++
        else ends.set(clean ?? troubles.join(), { troubles, clean, count: 1, aftermath })
        yield
      }
    }
    found.push({ group, steps, states: places.length, groups: [...ends.values()].sort((a, b) => b.count - a.count) })
  }
  return found
}

/** A disk at one moment of the work, as far as a cut tells it from others. */
export interface DiskState {
  readonly steps: number
  readonly stretches?: readonly Stretch[]
  /** Nobody has anything left to do. */
  readonly over?: boolean
  /** Paths of the files whose data a cut may take. */
  readonly dirty: readonly string[]
}

/** A world that is brought to any moment of somebody's work, cut there, and booted. */
export class CrashSite {
  readonly scenario: Scenario
  readonly actor: string
  readonly names: readonly string[]
  steps = 0
  /** Where the world stands, and how to come back there after a cut. */
  private standing: { readonly place: string; readonly moment: WorldMoment } | undefined
  private readonly actors: Actors
  private readonly uploads: Uploads | undefined

  constructor(scenario: Scenario, actor: string | readonly string[], uploads?: Uploads) {
    if ((scenario.disk?.model ?? 'ext4') !== 'ext4') throw new RunError('power cuts are explored on the model ext4: what posix allows is too much to try')
    const names = typeof actor === 'string' ? [actor] : actor
    const unknown = names.find(name => !scenario.actors[name])
    if (unknown !== undefined || names.length === 0) throw new RunError(`there is no actor ${unknown ?? ''}; actors are ${Object.keys(scenario.actors).join(', ')}`)
    this.scenario = scenario
    this.names = names
    this.actor = names.join(' ')
    this.uploads = uploads
    this.actors = new Actors(scenario, names, uploads)
  }

  /** Every different disk on the way, the one before the first step included. */
  states(): DiskState[] {
    this.standing = undefined
    return this.names.length === 1 ? this.statesOfOne() : this.statesOfSeveral()
  }

  /** What the work can come to when nothing happens to it. */
  lasts(states: readonly DiskState[]): readonly DiskState[] {
    return this.names.length === 1 ? states.slice(-1) : states.filter(({ over }) => over)
  }

  /** All states that several can come to, and every step between them. */
  private statesOfSeveral(): DiskState[] {
    const { actors } = this
    const walk = new Walk(actors)
    learnShared(walk)
    for (;;) {
      try {
        const states = this.statesOf(walk)
        if (!walk.cells.grown) return states
      } catch (error) {
        if (!(error instanceof Mistaken)) throw error
      }
    }
  }

  private statesOf(walk: Walk): DiskState[] {
    const { actors } = this
    const { disk } = actors.world.machine
    const view = new DiskView(disk)
    const known = new Map<string, DiskState>()
    const met = new Set<string>()
    const stack: { readonly event: Event | undefined; readonly left: number[] }[] = []
    this.steps = 0
    const note = (lane: number, steps: number, over: boolean): void => {
      const { key, dirty } = this.disk(view)
      const before = known.get(key)
      if (before && (before.over || !over)) return
      const stretches: { lane: number; steps: number }[] = []
      for (const { event } of stack) if (event) prolong(stretches, event.lane, event.steps)
      if (steps > 0) prolong(stretches, lane, steps)
      known.set(key, { steps: stretches.reduce((sum, one) => sum + one.steps, 0), stretches, over, dirty })
    }
    walk.restart()
    walk.stand()
    stack.push({ event: undefined, left: walk.enabled() })
    note(0, 0, false)
    while (stack.length > 0) {
      const lane = stack.at(-1)?.left.pop()
      if (lane === undefined) {
        stack.pop()
        continue
      }
      walk.back(stack.length - 1)
      let journal: unknown = disk
      const event = walk.advanceSteps(lane, step => {
        this.steps++
        if (disk.journal === journal) return
        journal = disk.journal
        note(lane, step, false)
      })
      if (walk.outgrown()) return []
      if (this.steps > CRASH_STEPS_MAX * 10) throw new RunError(`${this.names.join(' and ')} can come to too many states to cut the power in each`)
      const place = walk.place()
      if (met.has(place)) continue
      met.add(place)
      const enabled = walk.enabled()
      stack.push({ event, left: enabled })
      if (enabled.length === 0) note(lane, 0, true)
    }
    return [...known.values()]
  }

  private statesOfOne(): DiskState[] {
    const { actors } = this
    const { disk } = actors.world.machine
    const view = new DiskView(disk)
    const known = new Set<string>()
    const states: DiskState[] = []
    actors.reset()
    this.steps = 0
    let journal: unknown
    for (let first = true; ; first = false) {
      if (first || disk.journal !== journal) {
        journal = disk.journal
        const { key, dirty } = this.disk(view)
        if (!known.has(key)) {
          known.add(key)
          states.push({ steps: this.steps, dirty })
        }
      }
      if (!actors.enabled(0)) break
      actors.step(0, false)
      if (++this.steps > CRASH_STEPS_MAX) throw new RunError(`${this.actor} takes more than ${CRASH_STEPS_MAX} steps: that is too long to cut the power at each`)
    }
    return states
  }

  /**
   * Cut, boot and probe. `read`: undecided files that were read, in order; they and all others of `lost` were lost.
   *
   * @param like of a cut that differs only in files that neither its boot nor its probes read
   */
  afterCut(cut: Cut, like?: Aftermath): { readonly aftermath: Aftermath; readonly read: readonly string[] } {
    const undecided = this.cut(cut)
    const { world } = this.actors
    const read: string[] = []
    const unread = new Map(undecided)
    // To record everything costs more than to boot.
    world.memory.touch = (kind, id) => {
      const path = kind === 'file' ? unread.get(Number(id)) : undefined
      if (path === undefined) return
      unread.delete(Number(id))
      read.push(path)
    }
    const from = world.machine.journal.length
    const { started, error } = world.boot()
    const aftermath = probe(world, { started, error, logFrom: from }, like)
    // The class has its own again.
    delete (world.memory as { touch?: unknown }).touch
    return { aftermath, read }
  }

  /** The steps of the boot after a cut before which the disk is another. */
  bootPlaces(cut: Cut): { readonly places: readonly number[]; readonly steps: number } {
    this.cut(cut)
    const { disk } = this.actors.world.machine
    const view = new DiskView(disk)
    const known = new Set<string>()
    const places: number[] = []
    let journal: unknown = view
    const steps = this.boot(Infinity, step => {
      if (disk.journal === journal) return
      journal = disk.journal
      const { key } = this.disk(view)
      if (known.has(key)) return
      known.add(key)
      places.push(step)
    })
    return { places, steps }
  }

  /** Cut, boot so far, cut again, boot and probe. */
  afterSecondCut(cut: Cut, steps: number, keep: 'none' | 'all'): Aftermath {
    this.cut(cut)
    const { world } = this.actors
    this.boot(steps, () => {})
    world.cutPower(keep)
    const from = world.machine.journal.length
    const { started, error } = world.boot()
    return probe(world, { started, error, logFrom: from })
  }

  /** Boot as far as so many steps. @returns how many it took */
  private boot(stepsMax: number, before: (step: number) => void): number {
    const { world } = this.actors
    const { policy } = world
    let steps = 0
    world.policy = (enabled, scheduler) => {
      before(steps)
      if (steps >= stepsMax) return undefined
      steps++
      return policy(enabled, scheduler)
    }
    world.boot()
    world.policy = policy
    return steps
  }

  /** Cut, boot, and let somebody try to put it right. */
  afterRepair(cut: Cut, lines: readonly string[]): Aftermath {
    this.cut(cut)
    const { world } = this.actors
    let { started, error } = world.boot()
    for (const line of lines) world.run(line)
    // What the daemon says while it is being repaired is no trouble that is left.
    const from = world.machine.journal.length
    if (world.docker.active()) {
      started = true
      error = ''
    }
    return probe(world, { started, error, logFrom: from })
  }

  /** The cut as a schedule that anybody can replay, with inodes as they are numbered there. */
  schedule(cut: Cut): ScheduleItem[] {
    const { kept } = cut
    const run = new ScenarioRun(this.scenario, this.uploads)
    const schedule = this.stretchesOf(cut).map(({ lane, steps }): ScheduleItem => [this.names[lane] as string, steps])
    for (const item of schedule) run.move(item)
    const { disk } = run.world.machine
    const view = new DiskView(disk)
    const inodes = kept.flatMap(path => view.find(path)?.number ?? [])
    return [...schedule, powerItem({ journalEntries: journalEntries(disk).length, keptFiles: inodes }, undefined), '!boot']
  }

  private stretchesOf({ steps, stretches }: Cut): readonly Stretch[] {
    return stretches ?? (steps > 0 ? [{ lane: 0, steps }] : [])
  }

  /** Come to a place, and cut the power there. What was at work there does not come back for the next cut: it needs none. */
  private cut(cut: Cut): Map<number, string> {
    const { actors } = this
    const { kept } = cut
    const { world } = actors
    const stretches = this.stretchesOf(cut)
    const place = stretches.map(({ lane, steps }) => `${lane}*${steps}`).join(' ')
    if (this.standing?.place === place) world.backTo(this.standing.moment)
    else {
      actors.reset()
      for (const { lane, steps } of stretches) for (let i = 0; i < steps; i++) actors.step(lane, false)
      this.standing = { place, moment: world.moment() }
    }
    const { disk } = world.machine
    const dirty = dirtyFiles(new DiskView(disk))
    const keptFiles = dirty.filter(([path]) => kept.includes(path)).map(([, inode]) => inode.number)
    assert(keptFiles.length === kept.length, 'what is kept is there')
    world.cutPower({ journalEntries: journalEntries(disk).length, keptFiles })
    return new Map(dirty.map(([path, inode]) => [inode.cell, path]))
  }

  private disk(view: DiskView): { key: string; dirty: string[] } {
    const lines: string[] = []
    const dirty = dirtyFiles(view).map(([path]) => path).filter(path => !path.startsWith(SCRATCH))
    const marked = new Set(dirty)
    for (const top of this.places()) {
      for (const [below, { type, attributes, content, target }] of view.walk(top)) {
        const path = `${top}/${below}`
        if (path.startsWith(SCRATCH)) continue
        lines.push(`${path} ${type} ${attributes.mode} ${type === 'file' && content.size > 0 ? content.sha256() : target}${marked.has(path) ? ' dirty' : ''}`)
      }
    }
    return { key: lines.join('\n'), dirty }
  }

  private places(): string[] {
    return [ROOT, this.actors.world.options.directory]
  }
}

function prolong(stretches: { lane: number; steps: number }[], lane: number, steps: number): void {
  const last = stretches.at(-1)
  if (last?.lane === lane) last.steps += steps
  else stretches.push({ lane, steps })
}

/** Files that hold other data than the platter does, by path. */
function dirtyFiles(view: DiskView): (readonly [path: string, inode: Inode])[] {
  if (view.disk.dirty.size === 0) return []
  const files: (readonly [string, Inode])[] = []
  for (const [path, inode] of view.walk('/')) if (view.disk.dirty.has(inode)) files.push([`/${path}`, inode])
  return files
}

/**
 * Every power cut of the work of one actor, or of two at once: before each step (of two: in each state that they can come
 * to), with every set of files surviving that somebody could tell from the others. Files are decided when they are first
 * read: a boot runs with every undecided file lost, and each file that it read is decided the other way in a boot of its
 * own. What no boot and no probe reads is tried both all lost and all kept, so that the checks, which see every file, are
 * asked about both.
 *
 * On `ext4` names are taken as they stand: that fewer of them survived is the same disk as an earlier cut. On `posix` each
 * name is decided by itself, likewise when it is first looked up, or its directory is listed: it stands, or it is what it
 * was at any moment since it was last synced. That need not be asked at every step: whatever a cut allows, a later one
 * allows too, until something is synced or written again (`isAmong`). First all names stand, then one of those that were
 * read is undone, then two, and so on to the end, or until `NAME_BOOTS_MAX` boots: the result says how many.
 *
 * A boot that reads the same finds the same: what is asked after it is asked once (`questions.ts`).
 *
 * A second cut is tried on the witness of each end (`second-cuts.ts`).
 *
 * Left out: files that survive in part; data overwritten in place after an earlier cut; on `posix` owners and modes that
 * were changed after their file was made. The kernel's threads stand still, because what they write only leaves fewer disks.
 */
import { assert } from '../base/assert.ts'
import { DiskView } from '../engine/disk-view.ts'
import type { Inode } from '../disk/inode.ts'
import { journalEntries } from '../disk/power.ts'
import type { PowerLossChoice } from '../disk/power.ts'
import type { DiskModel, SimDisk } from '../disk/sim-disk.ts'
import { RunError, ScenarioRun } from '../scenario/runner.ts'
import type { Uploads } from '../scenario/runner.ts'
import type { Scenario, ScheduleItem } from '../scenario/scenario.ts'
import { powerItem } from '../scenario/schedule.ts'
import type { WorldMoment } from '../scenario/world.ts'
import { ROOT } from '../store/layout.ts'
import { Actors } from './actors.ts'
import { Mistaken, Walk, learnShared } from './walk.ts'
import type { Event } from './walk.ts'
import type { Stretch } from './witness.ts'
import { Findings, Questions } from './questions.ts'
import type { Asked } from './questions.ts'
import { Measure } from './measure.ts'
import type { Outcome } from './measure.ts'
import { aftermathKey, probe } from './probes.ts'
import type { Aftermath, ProbedImage } from './probes.ts'
import { SCRATCH, choicesOf, isAmong, undecidedOf } from './undecided.ts'
import type { Choices, Undecided, UndecidedName, UndoneName } from './undecided.ts'

/** Steps that a command may have whose cuts are tried. */
export const CRASH_STEPS_MAX = 20_000

/** Boots that are spent on undone names before a search on `posix` says how far it came. */
export const NAME_BOOTS_MAX = 5000

/** A disk that a cut leaves: which files survive, by path. */
export interface Cut {
  /** So many steps had been done. */
  readonly steps: number
  /** By whom, when it was not one alone. */
  readonly stretches?: readonly Stretch[]
  /** Files with data in the page cache whose data reached the disk. */
  readonly kept: readonly string[]
  readonly lost: readonly string[]
  /** Names that did not survive as they stood; only on `posix`. */
  readonly undone?: readonly UndoneName[]
}

export interface CrashGroup extends Outcome {
  /** Disks that end so. */
  readonly count: number
  /** The earliest cut that ends so, with the fewest files kept. */
  readonly cut: Cut
  readonly aftermath: Aftermath
  /** One for each other way that such an end looks: troubles are not all that a repair meets. */
  readonly others: readonly Pick<CrashGroup, 'cut' | 'aftermath'>[]
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
  readonly model: DiskModel
  /** Of `posix`: at so many of the states, which allow what all others do, at most so many names were undone. */
  readonly names: NamesTried | undefined
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

/** How far a search on `posix` came. */
export interface NamesTried {
  readonly places: number
  /** `any`: every name that was read was tried with every value that it may have, in every combination. */
  readonly undoneMax: number | 'any'
}

/** A cut that is to be looked at. */
interface Wanted {
  readonly at: DiskState
  readonly kept: readonly string[]
  readonly lost: readonly string[]
  readonly undone: readonly UndoneName[]
  /** Names that are as they stand. */
  readonly stood: readonly string[]
}

/**
 * Explore the power cuts of an actor's work.
 *
 * @param seen told of every disk and how things stand on it
 * @param stop asked after each boot: true ends the search, and `tried` says how far it came
 * @throws RunError when there is no such actor, or the start of the scenario cannot be carried out
 */
export function* exploreCrashes(scenario: Scenario, actor: string | readonly string[], uploads?: Uploads, seen: (cut: Cut, aftermath: Aftermath) => void = () => {}, stop: () => boolean = () => false): Generator<CrashProgress, CrashExploration, void> {
  const site = new CrashSite(scenario, actor, uploads)
  const states = site.states()
  const statesAll = states.filter(({ fresh }) => fresh).length
  const measure = new Measure(site, states)
  const groups = new Map<string, CrashGroup & { count: number; readonly others: Pick<CrashGroup, 'cut' | 'aftermath'>[] }>()
  const looks = new Set<string>()
  const note = (cut: Cut, aftermath: Aftermath): void => {
    seen(cut, aftermath)
    const { clean, troubles } = measure.outcome(aftermath)
    const name = clean ?? troubles.join()
    const look = `${aftermathKey(aftermath)} ${aftermath.details.join()}`
    const group = groups.get(name)
    if (!group) groups.set(name, { troubles, clean, count: 1, cut, aftermath, others: [] })
    else {
      group.count++
      if (!looks.has(look)) group.others.push({ cut, aftermath })
    }
    looks.add(look)
  }
  let boots = 0
  let tried = 0
  let namesFrom = Infinity
  let stopped = false
  let undoneMax: NamesTried['undoneMax'] = 0
  let next: Wanted[] = states.map(at => ({ at, kept: [], lost: [], undone: [], stood: [] }))
  search: for (let level = 0; ; level++) {
    const now = next
    next = []
    if (now.length === 0) {
      undoneMax = 'any'
      break
    }
    for (const wanted of now) {
      const work = [wanted]
      for (let one = work.pop(); one; one = work.pop()) {
        const { at, kept, undone } = one
        const { dirty, ...where } = at
        const cutWith = (files: Pick<Cut, 'kept' | 'lost'>, names: readonly UndoneName[]): Cut => ({ ...placeOf(where), ...files, ...(names.length > 0 ? { undone: names } : {}) })
        const { aftermath, read } = site.afterCut(cutWith(one, undone))
        boots++
        const lost = [...one.lost]
        const stood = [...one.stood]
        for (const thing of read) {
          if (typeof thing === 'string') {
            if (kept.includes(thing) || lost.includes(thing)) continue
            work.push({ at, kept: [...kept, thing], lost: [...lost], undone, stood: [...stood] })
            lost.push(thing)
          } else if (at.names && !stood.includes(thing.key) && !undone.some(({ change }) => thing.earlier.some(other => other.change === change))) {
            for (const other of thing.earlier) next.push({ at, kept, lost: [...lost], undone: [...undone, other], stood: [...stood] })
            stood.push(thing.key)
          }
        }
        const unread = dirty.filter(path => !kept.includes(path) && !lost.includes(path))
        note(cutWith({ kept, lost: [...lost, ...unread] }, undone), aftermath)
        // Nobody has read the rest: what was asked gets the same answers, and the checks may say something else.
        const others = level === 0 ? [] : site.oldest(stood, undone)
        if (unread.length > 0 || others.length > 0) {
          const cut = cutWith({ kept: [...kept, ...unread], lost }, [...undone, ...others])
          note(cut, site.afterCut(cut).aftermath)
          boots++
        }
        yield { states: tried, statesAll, boots, groups: groups.size }
        stopped = stop()
        if (stopped || boots > namesFrom + NAME_BOOTS_MAX) break search
      }
      if (level === 0 && wanted.at.fresh) tried++
    }
    undoneMax = level
    if (level === 0) namesFrom = boots
  }
  const sorted = [...groups.values()].sort((a, b) => Number(a.clean === undefined) - Number(b.clean === undefined) || b.count - a.count)
  const { model } = site
  return {
    scenario: site.scenario, actor: site.actor, actors: site.names, model, steps: site.steps, states: statesAll, tried, boots, groups: sorted,
    names: model === 'posix' ? { places: states.filter(({ names }) => names).length, undoneMax } : undefined,
  }
}

/** Who types the lines of a repair, and is nobody else: a terminal has a letter. */
export function repairerIn({ actors, terminal }: Scenario): string {
  const letter = terminal && [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].find(each => !actors[each])
  if (letter !== undefined) return letter
  let name = 'repairer'
  for (let nth = 2; actors[name]; nth++) name = `repairer-${nth}`
  return name
}

/** The scenario of a second cut during a repair. */
export const withRepairer = (scenario: Scenario, lines: readonly string[]): Scenario => ({ ...scenario, actors: { ...scenario.actors, [repairerIn(scenario)]: lines } })

/** Nobody wants to know what is asked. */
const NOBODY: Asked = { content() {}, names() {}, name() {} }

const placeOf = ({ steps, stretches }: Pick<DiskState, 'steps' | 'stretches'>): Pick<Cut, 'steps' | 'stretches'> => (stretches ? { steps, stretches } : { steps })

/** A cut after another one. */
export interface SecondCut {
  /** What somebody types after the boot, and is in the middle of; undefined: it comes during the boot. */
  readonly lines: readonly string[] | undefined
  /** So many steps of that had been done. */
  readonly steps: number
  readonly keep: 'none' | 'all'
}

/** A disk at one moment of the work, as far as a cut tells it from others. */
export interface DiskState {
  readonly steps: number
  readonly stretches?: readonly Stretch[]
  /** Nobody has anything left to do. */
  readonly over?: boolean
  /** Paths of the files whose data a cut may take. */
  readonly dirty: readonly string[]
  /** No state before it looks the same. */
  readonly fresh: boolean
  /** On `posix` names are to be undone here: no later state allows all that this one does. */
  readonly names: boolean
}

/** Goes on until so many steps have been done. `before`: told of each that it does. @returns how many there have been */
type Typing = (stepsMax: number, before?: (step: number) => void) => number

/** A world that is brought to any moment of somebody's work, cut there, and booted. */
export class CrashSite {
  readonly scenario: Scenario
  readonly actor: string
  readonly names: readonly string[]
  steps = 0
  /** Where the world stands, and how to come back there after a cut. */
  private standing: { readonly stretches: readonly Stretch[]; readonly moment: WorldMoment; readonly undecided: Undecided } | undefined
  /** Where lines that are typed after a cut stand, and how to come back there after another one. */
  private on: { readonly cut: Cut; readonly lines: readonly string[]; readonly type: Typing; readonly steps: number; readonly moment: WorldMoment } | undefined
  private readonly actors: Actors
  private readonly uploads: Uploads | undefined
  private readonly findings = new Findings<readonly Omit<ProbedImage, 'inner'>[]>()

  constructor(scenario: Scenario, actor: string | readonly string[], uploads?: Uploads) {
    const names = typeof actor === 'string' ? [actor] : actor
    const unknown = names.find(name => !scenario.actors[name])
    if (unknown !== undefined || names.length === 0) throw new RunError(`there is no actor ${unknown ?? ''}; actors are ${Object.keys(scenario.actors).join(', ')}`)
    this.scenario = scenario
    this.names = names
    this.actor = names.join(' ')
    this.uploads = uploads
    this.actors = new Actors(scenario, names, uploads)
  }

  get model(): DiskModel {
    return this.actors.world.machine.disk.model
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
      // Which state comes after which depends on the way: of several, names are undone in each.
      known.set(key, { steps: stretches.reduce((sum, one) => sum + one.steps, 0), stretches, over, dirty, fresh: true, names: disk.model === 'posix' })
    }
    walk.restart('steps')
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
    const states: { -readonly [Key in keyof DiskState]: DiskState[Key] }[] = []
    const posix = disk.model === 'posix'
    actors.reset()
    this.steps = 0
    let journal: unknown
    let choices: Choices | undefined
    for (let first = true; ; first = false) {
      if (first || disk.journal !== journal) {
        journal = disk.journal
        const { key, dirty } = this.disk(view)
        const fresh = !known.has(key)
        known.add(key)
        if (posix) {
          const now = choicesOf(disk)
          const before = states.at(-1)
          if (before && choices && isAmong(choices, now)) {
            before.names = false
            if (!before.fresh) states.pop()
          }
          choices = now
        }
        if (fresh || posix) states.push({ steps: this.steps, dirty, fresh, names: posix })
      }
      if (!actors.enabled(0)) break
      actors.step(0, false)
      if (++this.steps > CRASH_STEPS_MAX) throw new RunError(`${this.actor} takes more than ${CRASH_STEPS_MAX} steps: that is too long to cut the power at each`)
    }
    return states
  }

  /**
   * Cut, boot and probe. `read`: undecided files and names that were read, in order. Files that are not kept were lost, and
   * names that are not undone stood.
   */
  afterCut(cut: Cut): { readonly aftermath: Aftermath; readonly read: readonly (string | UndecidedName)[] } {
    const { data, names } = this.cut(cut)
    const read: (string | UndecidedName)[] = []
    const unread = new Map([...data].map(([path, inode]) => [inode.cell, path]))
    const left = new Map([...names].map(([directory, own]) => [directory, new Map(own)]))
    const name = (directory: Inode, asked: string): void => {
      const own = left.get(directory)
      const found = own?.get(asked)
      if (!found) return
      own?.delete(asked)
      read.push(found)
    }
    const aftermath = this.bootAndProbe({
      content: cell => {
        const path = unread.get(cell)
        if (path === undefined) return
        unread.delete(cell)
        read.push(path)
      },
      names: directory => {
        for (const one of left.get(directory)?.keys() ?? []) name(directory, one)
      },
      name,
    })
    return { aftermath, read }
  }

  /** What was found before is known: only the checks, which see everything, look again. */
  private bootAndProbe(asked: Asked): Aftermath {
    const { world } = this.actors
    const from = world.machine.journal.length
    const questions = new Questions(world, asked)
    const { started, error } = world.boot()
    const aftermath = probe(world, { started, error, logFrom: from }, ask => this.findings.of(questions, ask))
    questions.end()
    return aftermath
  }

  /** Where the last cut was: the oldest value of every name that is none of these. */
  oldest(stood: readonly string[], undone: readonly UndoneName[]): UndoneName[] {
    const decided = new Set(stood)
    const changes = new Set(undone.map(({ change }) => change))
    return [...(this.standing?.undecided.names.values() ?? [])].flatMap(own => [...own.values()]).flatMap(({ key, earlier }) => {
      const last = earlier.at(-1)
      return last === undefined || decided.has(key) || earlier.some(({ change }) => changes.has(change)) ? [] : [last]
    })
  }

  /** The steps of what happens after a cut (the boot, or lines that somebody types then) before which the disk is another. */
  placesAfter(cut: Cut, lines: readonly string[] | undefined): { readonly places: readonly number[]; readonly steps: number } {
    const { disk } = this.actors.world.machine
    const view = new DiskView(disk)
    const known = new Set<string>()
    const places: number[] = []
    let journal: unknown = view
    const steps = this.goOn(cut, { lines, steps: Infinity }, step => {
      if (disk.journal === journal) return
      journal = disk.journal
      const { key } = this.disk(view)
      if (!known.has(key)) places.push(step)
      known.add(key)
    })
    return { places, steps }
  }

  /** Cut, go on so far, cut again, boot and probe. */
  afterSecondCut(cut: Cut, again: SecondCut): Aftermath {
    this.goOn(cut, again)
    this.actors.world.cutPowerForNow(again.keep)
    return this.bootAndProbe(NOBODY)
  }

  /** Cut, boot, and let somebody try to put it right. @param again a second cut before that, behind the first */
  afterRepair(cut: Cut, lines: readonly string[], again?: SecondCut): Aftermath {
    const { world } = this.actors
    if (again) {
      this.goOn(cut, again)
      world.cutPowerForNow(again.keep)
    } else this.cut(cut)
    const { started, error } = world.boot()
    this.typing(lines)(Infinity)
    // What the daemon says while it is being repaired is no trouble that is left.
    const logFrom = world.machine.journal.length
    return probe(world, world.docker.active() ? { started: true, error: '', logFrom } : { started, error, logFrom })
  }

  /**
   * Cut, and let what comes then do so many steps: the boot, or after it lines that somebody types. To go further along
   * the same lines does not begin anew.
   *
   * @param before told of each step that is done now
   * @returns how many there have been
   */
  private goOn(cut: Cut, { lines, steps: stepsMax }: Pick<SecondCut, 'lines' | 'steps'>, before?: (step: number) => void): number {
    const { world } = this.actors
    if (!lines) {
      this.cut(cut)
      let steps = 0
      const { policy } = world
      world.policy = (enabled, scheduler) => {
        before?.(steps)
        steps++
        return policy(enabled, scheduler)
      }
      world.boot(world.first, stepsMax)
      world.policy = policy
      return steps
    }
    let on = this.on
    if (on && on.cut === cut && on.lines === lines && on.steps <= stepsMax) world.backTo(on.moment)
    else {
      this.cut(cut)
      world.boot()
      on = { cut, lines, type: this.typing(lines), steps: 0, moment: world.moment() }
    }
    const steps = on.type(stepsMax, before)
    this.on = { ...on, steps, moment: world.moment() }
    return steps
  }

  /** Somebody sits down to type lines. */
  private typing(lines: readonly string[]): Typing {
    const { world } = this.actors
    const who = repairerIn(this.scenario)
    const { policy } = world
    const run = new ScenarioRun(withRepairer(this.scenario, lines), this.uploads, {}, world)
    const ownPolicy = world.policy
    world.policy = policy
    return (stepsMax, before) => {
      world.policy = ownPolicy
      let steps = run.lanes.get(who)?.steps ?? 0
      while (steps < stepsMax && !run.lanes.get(who)?.ended) {
        before?.(steps)
        run.move([who, before ? 1 : stepsMax - steps])
        const latest = steps
        steps = run.lanes.get(who)?.steps ?? 0
        assert(steps > latest, 'whoever types lines goes on')
      }
      world.policy = policy
      return steps
    }
  }

  /** The cut as a schedule that anybody can replay, with inodes as they are numbered there. @param again a second cut behind it, which needs a scenario of `withRepairer` */
  schedule(cut: Cut, again?: SecondCut): ScheduleItem[] {
    const run = new ScenarioRun(this.scenario, this.uploads)
    const schedule = this.stretchesOf(cut).map(({ lane, steps }): ScheduleItem => [this.names[lane] as string, steps])
    for (const item of schedule) run.move(item)
    const { disk } = run.world.machine
    return [...schedule, powerItem(choiceOf(cut, disk, undecidedOf(disk)), undefined), ...(again ? this.secondItems(again) : []), '!boot']
  }

  private secondItems({ lines, steps, keep }: SecondCut): ScheduleItem[] {
    const power = powerItem(keep, undefined)
    if (!lines) return [`!boot=${steps}`, power]
    return ['!boot', ...(steps > 0 ? [[repairerIn(this.scenario), steps] as const] : []), power]
  }

  private stretchesOf({ steps, stretches }: Cut): readonly Stretch[] {
    return stretches ?? (steps > 0 ? [{ lane: 0, steps }] : [])
  }

  /** Names that are undecided at a place. */
  namesAt(place: Pick<Cut, 'steps' | 'stretches'>): readonly UndecidedName[] {
    return [...this.cut({ ...placeOf(place), kept: [], lost: [] }).names.values()].flatMap(own => [...own.values()])
  }

  /** A cut of the same work elsewhere, where changes may be numbered otherwise; undefined where one of its names is durable. */
  sameNames(cut: Cut): Cut | undefined {
    if (!cut.undone) return cut
    const all = this.namesAt(cut).flatMap(({ earlier }) => earlier)
    const undone = cut.undone.flatMap(({ path, is }) => all.find(other => other.path === path && other.is === is) ?? [])
    return undone.length === cut.undone.length ? { ...cut, undone } : undefined
  }

  /** Come to a place, and cut the power there. What is at work there stands still meanwhile: the next place may lie ahead. */
  private cut(cut: Cut): Undecided {
    const { actors } = this
    const { world } = actors
    const { disk } = world.machine
    this.on = undefined
    const stretches = this.stretchesOf(cut)
    const ahead = this.standing && wayAhead(this.standing.stretches, stretches)
    if (this.standing && ahead) world.backTo(this.standing.moment)
    else actors.reset()
    if (!this.standing || ahead?.length !== 0) {
      for (const { lane, steps } of ahead ?? stretches) for (let i = 0; i < steps; i++) actors.step(lane, false)
      this.standing = { stretches, moment: world.moment(), undecided: undecidedOf(disk) }
    }
    const { undecided } = this.standing
    world.cutPowerForNow(choiceOf(cut, disk, undecided))
    return undecided
  }

  private disk(view: DiskView): { key: string; dirty: string[] } {
    const lines: string[] = []
    const dirty = [...undecidedOf(view.disk).data.keys()]
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

/** What is left to do of a way when its beginning has been done; undefined when it begins otherwise. */
function wayAhead(done: readonly Stretch[], way: readonly Stretch[]): readonly Stretch[] | undefined {
  const at = Math.max(0, done.length - 1)
  const same = done.every(({ lane, steps }, i) => way[i]?.lane === lane && (i < at ? way[i]?.steps === steps : (way[i]?.steps ?? 0) >= steps))
  if (!same) return undefined
  return way.slice(at).map(({ lane, steps }, i) => ({ lane, steps: i === 0 ? steps - (done[at]?.steps ?? 0) : steps })).filter(({ steps }) => steps > 0)
}

function prolong(stretches: { lane: number; steps: number }[], lane: number, steps: number): void {
  const last = stretches.at(-1)
  if (last?.lane === lane) last.steps += steps
  else stretches.push({ lane, steps })
}

/** A cut as the disk takes it. */
function choiceOf({ kept, undone = [] }: Cut, disk: SimDisk, { data }: Undecided): PowerLossChoice {
  const keptFiles = kept.flatMap(path => data.get(path)?.number ?? [])
  assert(keptFiles.length === kept.length, 'what is kept is there')
  return { journalEntries: journalEntries(disk).length, keptFiles, ...(undone.length > 0 ? { undoneNames: undone.map(({ change }) => change) } : {}) }
}

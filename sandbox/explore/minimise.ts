/**
 * From a run that breaks a check to the fewest commands, switches and faults that still break it.
 *
 * The run is carried out again until the check breaks. What had ended before the commands that were under way then is
 * what came before; those commands are the actors, in whatever order breaks the check again. Then whatever can be left
 * out is: halves, quarters, single commands, faults, flags. The result is minimal in that nothing more can be left out
 * one by one. After a fault there is one thread of events, and each cut is moved together with its command.
 *
 * Work is limited by counting, not by the clock, so that the answer is the same everywhere.
 */
import type { CheckName } from '../check/index.ts'
import { RunError, ScenarioRun } from '../scenario/runner.ts'
import type { Uploads } from '../scenario/runner.ts'
import type { Scenario, ScheduleItem } from '../scenario/scenario.ts'
import { lookAt } from '../scenario/look.ts'
import type { Look } from '../scenario/look.ts'
import { Actors } from './actors.ts'
import { ACTORS_MAX, scheduleOf } from './explore.ts'
import { search } from './search.ts'

/** What a run broke. */
export interface Finding {
  readonly check: CheckName
  /** What should be so, without IDs. */
  readonly claim: string
  /** The machine was on. */
  readonly powered: boolean
}

export interface Minimised {
  /** With one replay, `witness`, that breaks the check. */
  readonly scenario: Scenario
  readonly finding: Finding
  readonly commands: number
  readonly switches: number
  readonly faults: number
  /** Commands of the run that it was made of. */
  readonly commandsBefore: number
  /** Smaller runs that were tried. */
  readonly tried: number
}

export interface MinimiseProgress {
  readonly commands: number
  readonly tried: number
}

export interface MinimiseOptions {
  readonly schedule: readonly ScheduleItem[]
  /** Undefined: the first that is broken at the end, or else on the way. */
  readonly check: CheckName | undefined
  readonly uploads: Uploads
}

/** How much the search for an order that breaks the check may cost, for one smaller run. */
const EFFORT_OF_A_TRY = 40_000
const EFFORT_OF_A_PART = 100_000
const EFFORT_AT_THE_END = 300_000
const PREEMPTIONS_OF_A_TRY = 2
const TRIES_MAX = 400
/** Moments of a run at which its commands may begin at once. */
const PLACES_MAX = 24
/** A command in another place may take a few steps more or fewer to the same moment. */
const STEPS_AROUND = 4

interface Recorded {
  readonly actor: string
  readonly line: string
  readonly begunAt: number
  /** Steps of it until each fault that came over it. */
  steps: number
  endedAt: number
  failed: boolean
}

/** Something that a run does, in one thread of events. */
type Deed =
  | { readonly do: 'line'; readonly line: string; /** Cut short after so many steps. */ readonly steps: number | undefined }
  | { readonly do: 'fault'; readonly item: ScheduleItem }

interface Lines {
  readonly start: readonly string[]
  readonly actors: readonly (readonly string[])[]
}

interface Hit {
  readonly schedule: readonly ScheduleItem[]
  readonly switches: number
}

/**
 * @throws RunError when the run breaks no check, or the named one not
 */
export function* minimise(scenario: Scenario, { schedule, check, uploads }: MinimiseOptions): Generator<MinimiseProgress, Minimised, void> {
  const { claims: _claims, sweeps: _sweeps, expect: _expect, ...base } = scenario
  const run = record(base, schedule, check, uploads)
  const { finding, commands, faults } = run
  let tried = 0
  const smaller = faults.length > 0 ? oneThread() : race()
  let next = smaller.next()
  for (; !next.done; next = smaller.next()) yield { commands: next.value, tried }
  return { ...next.value, finding, commandsBefore: commands.length, tried }

  function* race(): Generator<number, Pick<Minimised, 'scenario' | 'commands' | 'switches' | 'faults'>, void> {
    const under = commands.filter(({ begunAt, endedAt }) => begunAt <= run.brokenAt && endedAt > run.keptAt)
    const from = Math.min(...under.map(({ begunAt }) => begunAt))
    const before = commands.filter(({ endedAt }) => endedAt <= from).sort((a, b) => a.endedAt - b.endedAt)
    const together = commands.filter(({ begunAt, endedAt }) => begunAt <= run.brokenAt && endedAt > from)
    const first = [...partsOf(before, together, under)].find(candidate => breaks(candidate, EFFORT_OF_A_PART))
    if (!first) throw new RunError(`the run breaks ${finding.check}, but none of its parts does: it is as small as it was`)
    let lines: Lines = first
    const size = (): number => lines.start.length + lines.actors.reduce((sum, own) => sum + own.length, 0)
    for (let changed = true; changed && tried < TRIES_MAX;) {
      const was = JSON.stringify(lines)
      const { actors } = lines
      yield* without(lines.start, kept => {
        const candidate: Lines = { start: kept, actors }
        if (!breaks(candidate, EFFORT_OF_A_TRY)) return false
        lines = candidate
        return true
      }, size)
      for (const [lane, own] of lines.actors.entries()) {
        yield* without(own, kept => {
          const candidate: Lines = { start: lines.start, actors: lines.actors.map((one, at) => (at === lane ? kept : one)) }
          if (candidate.actors.every(one => one.length === 0) || !breaks(candidate, EFFORT_OF_A_TRY)) return false
          lines = candidate
          return true
        }, size)
      }
      lines = { start: lines.start, actors: lines.actors.filter(own => own.length > 0) }
      for (const shorter of shortened(lines)) {
        if (tried >= TRIES_MAX || !breaks(shorter, EFFORT_OF_A_TRY)) continue
        lines = shorter
        yield size()
        break
      }
      changed = JSON.stringify(lines) !== was
    }
    const hit = breaks(lines, EFFORT_AT_THE_END, true) as Hit
    const actors = Object.fromEntries(lines.actors.map((own, at) => [nameOf(at), own]))
    return { scenario: witness({ ...base, start: startOf(lines.start), actors }, hit.schedule), commands: size(), switches: hit.switches, faults: 0 }
  }

  /** Does some order of these break the check? `least`: with as few switches as can be. */
  function breaks(lines: Lines, effortMax: number, least = false): Hit | undefined {
    tried++
    const names = lines.actors.map((_, at) => nameOf(at))
    let lanes: Actors
    try {
      lanes = new Actors({ ...base, start: startOf(lines.start), actors: Object.fromEntries(lines.actors.map((own, at) => [names[at], own])) }, names, uploads)
    } catch (error) {
      if (error instanceof RunError) return undefined
      throw error
    }
    let seen = false
    const searching = search(lanes, {
      preemptionsMax: least ? undefined : PREEMPTIONS_OF_A_TRY, effortMax, lookChanges: false, onBegin() {}, enough: () => seen && !least,
      look: deadlock => {
        const broken = has(lookAt(lanes.world, !deadlock), finding)
        seen ||= broken
        return { key: String(broken), seen: broken }
      },
    })
    let next = searching.next()
    while (!next.done) next = searching.next()
    const end = next.value.ends.find(one => one.seen)
    return end && { schedule: scheduleOf(end.stretches, names), switches: end.stretches.length - 1 }
  }

  function* oneThread(): Generator<number, Pick<Minimised, 'scenario' | 'commands' | 'switches' | 'faults'>, void> {
    const order = [
      ...commands.map(command => ({ at: command.begunAt, deed: { do: 'line', line: command.line, steps: faults.some(({ at }) => at >= command.begunAt && at < command.endedAt) ? command.steps : undefined } as Deed })),
      ...faults.map(({ at, item }) => ({ at: at + 0.5, deed: { do: 'fault', item } as Deed })),
    ]
    let deeds: readonly Deed[] = order.sort((a, b) => a.at - b.at).map(({ deed }) => deed)
    const found = settled(deeds)
    if (!found) throw new RunError(`the run breaks ${finding.check}, but not when its commands follow each other: it is as small as it was`)
    deeds = found
    const size = (): number => deeds.length
    for (let before = Infinity; deeds.length < before && tried < TRIES_MAX;) {
      before = deeds.length
      yield* without(deeds, kept => {
        const candidate = settled(kept)
        if (candidate) deeds = candidate
        return candidate !== undefined
      }, size)
    }
    const { actors, schedule } = threadOf(deeds)
    return { scenario: witness({ ...base, actors }, schedule), commands: Object.keys(actors).length, switches: 0, faults: deeds.filter(deed => deed.do === 'fault').length }
  }

  /** The same deeds, cut where the check breaks; undefined when it does not. */
  function settled(deeds: readonly Deed[]): readonly Deed[] | undefined {
    if (plays(deeds)) return deeds
    const at = deeds.findIndex(deed => deed.do === 'line' && deed.steps !== undefined)
    const cut = deeds[at]
    if (cut?.do !== 'line' || cut.steps === undefined) return undefined
    for (let around = 1; around <= STEPS_AROUND; around++) {
      for (const steps of [cut.steps - around, cut.steps + around]) {
        const moved = deeds.map((deed, other) => (other === at ? { ...cut, steps } : deed))
        if (steps > 0 && plays(moved)) return moved
      }
    }
    return undefined
  }

  function plays(deeds: readonly Deed[]): boolean {
    if (!deeds.some(deed => deed.do === 'line')) return false
    tried++
    const { actors, schedule } = threadOf(deeds)
    try {
      const look = new ScenarioRun({ ...base, actors, replays: {} }, uploads).play(schedule).looks.get('end')
      return look !== undefined && has(look, finding)
    } catch (error) {
      if (error instanceof RunError) return false
      throw error
    }
  }

  /** Leave out what can be left out: large parts first. */
  function* without<Part>(parts: readonly Part[], still: (kept: readonly Part[]) => boolean, size: () => number): Generator<number, void, void> {
    let left = parts
    for (let width = left.length; width >= 1; width = Math.floor(width / 2)) {
      for (let at = 0; at < left.length && tried < TRIES_MAX;) {
        const kept = [...left.slice(0, at), ...left.slice(at + width)]
        if (still(kept)) left = kept
        else at += width
        yield size()
      }
    }
  }

  function startOf(lines: readonly string[]): readonly string[] {
    return [...(base.start ?? []), ...lines]
  }
}

/** Parts of a run that may break what it broke, likely ones first. */
function* partsOf(before: readonly Recorded[], together: readonly Recorded[], under: readonly Recorded[]): Generator<Lines, void, void> {
  const startOf = (commands: readonly Recorded[]): string[] => commands.map(({ line, failed }) => (failed ? `${line} || true` : line))
  const byActor = (commands: readonly Recorded[]): string[][] => {
    const names = [...new Set(commands.map(({ actor }) => actor))].slice(-ACTORS_MAX)
    return names.map(name => commands.filter(({ actor }) => actor === name).map(({ line }) => line))
  }
  const rest = together.filter(command => !under.includes(command)).sort((a, b) => a.endedAt - b.endedAt)
  // What was not under way then, one after the other; then less and less of it.
  const all = [...before, ...rest]
  const places = [...all.keys()].filter(at => !(all[at] as Recorded).failed).reverse().slice(0, PLACES_MAX)
  for (const at of [...places, -1]) yield { start: startOf(all.slice(0, at + 1)), actors: byActor(under) }
  yield { start: startOf(before), actors: byActor(together) }
}

const witness = (scenario: Scenario, schedule: readonly ScheduleItem[]): Scenario => ({ ...scenario, id: `${scenario.id}-witness`, replays: { witness: { schedule } } })

const nameOf = (lane: number): string => String.fromCharCode(97 + lane)

/** Every line is somebody's own; one that is cut short takes so many steps. */
function threadOf(deeds: readonly Deed[]): { readonly actors: Record<string, readonly string[]>; readonly schedule: readonly ScheduleItem[] } {
  const actors: Record<string, readonly string[]> = {}
  const schedule = deeds.map((deed): ScheduleItem => {
    if (deed.do === 'fault') return deed.item
    const name = `c${Object.keys(actors).length + 1}`
    actors[name] = [deed.line]
    return deed.steps === undefined ? name : [name, deed.steps]
  })
  return { actors, schedule }
}

/** Each with one flag less. */
function* shortened({ start, actors }: Lines): Generator<Lines, void, void> {
  const shorter = (line: string): string[] => {
    const words = line.split(' ')
    return words.flatMap((word, at) => (/^-\w$|^--[\w-]+$/.test(word) ? [words.toSpliced(at, 1).join(' ')] : []))
  }
  for (const [at, line] of start.entries()) for (const one of shorter(line)) yield { start: start.with(at, one), actors }
  for (const [lane, own] of actors.entries()) for (const [at, line] of own.entries()) for (const one of shorter(line)) yield { start, actors: actors.with(lane, own.with(at, one)) }
}

const masked = (text: string): string => text.replace(/\b(?:[0-9a-f]{64}|[0-9a-f]{12})\b/g, '<id>')

function has({ powered, checks }: Look, { check, claim, powered: on }: Finding): boolean {
  return powered === on && (checks.get(check) ?? []).some(violation => masked(violation.claim) === claim)
}

function firstOf({ powered, checks }: Look, wanted: CheckName | undefined): Finding | undefined {
  for (const [check, [violation]] of checks) if (violation && (wanted === undefined || check === wanted)) return { check, claim: masked(violation.claim), powered }
  return undefined
}

interface Run {
  readonly finding: Finding
  readonly commands: readonly Recorded[]
  /** Faults that came before the check broke, and after how many steps. */
  readonly faults: readonly { readonly at: number; readonly item: ScheduleItem }[]
  /** Steps until the check was seen broken, and until it was last seen kept before. */
  readonly brokenAt: number
  readonly keptAt: number
}

/** Carry the run out, and see when the check breaks: looked at whenever a command has ended. */
function record(scenario: Scenario, schedule: readonly ScheduleItem[], wanted: CheckName | undefined, uploads: Uploads): Run {
  const commands: Recorded[] = []
  const open = new Map<string, Recorded>()
  const begun = new Map<string, number>()
  const faults: { at: number; item: ScheduleItem }[] = []
  const looks: { at: number; look: Look }[] = []
  let steps = 0
  const run: ScenarioRun = new ScenarioRun({ ...scenario, replays: {} }, uploads, {
    onStep(actor) {
      steps++
      const lane = run.lanes.get(actor)
      if (!lane) return
      const current = open.get(actor)
      if (current) current.steps++
      const of = lane.commands[begun.get(actor) ?? 0]
      if (current && lane.commands[(begun.get(actor) ?? 0) - 1]?.running.ended) {
        const ended = lane.commands[(begun.get(actor) ?? 0) - 1]?.running
        current.endedAt = steps
        current.failed = ended?.result().exit !== 0
        open.delete(actor)
        looks.push({ at: steps, look: lookAt(run.world, run.atRest) })
      }
      if (of) {
        const next: Recorded = { actor, line: of.line, begunAt: steps, steps: 0, endedAt: Infinity, failed: false }
        begun.set(actor, (begun.get(actor) ?? 0) + 1)
        open.set(actor, next)
        commands.push(next)
      }
    },
    onMove(item) {
      if (typeof item === 'string' && item.startsWith('!') && !item.startsWith('!look')) {
        faults.push({ at: steps, item })
        if (/^!(?:power|kill)/.test(item)) {
          for (const [actor, command] of open) {
            if (command.endedAt === Infinity) command.endedAt = steps + 0.25
            open.delete(actor)
          }
          begun.clear()
        }
      }
    },
  })
  const end = run.play(schedule).looks.get('end') as Look
  looks.push({ at: steps, look: end })
  let finding = firstOf(end, wanted)
  for (const { look } of looks) finding ??= firstOf(look, wanted)
  if (!finding) throw new RunError(wanted === undefined ? 'the run breaks no check' : `the run does not break ${wanted}`)
  const at = looks.findIndex(({ look }) => has(look, finding))
  const brokenAt = (looks[at] as { at: number }).at
  const before = faults.filter(fault => fault.at <= brokenAt)
  // After a fault the rest of the run may be what shows it.
  return { finding, commands, faults: before, brokenAt, keptAt: looks[at - 1]?.at ?? -1 }
}

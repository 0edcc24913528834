/**
 * The worker's side of exploring: searches in slices, so that it hears when it is to stop, and remembers results by what
 * was asked for. It knows no worker, clock or storage: they are handed in, so tests run it in Node.
 */
import { CapsuleError, PartMissing, RunError, ScenarioError, Session, SessionError, links, lines, validateScenario } from '#sandbox'
import type { PartName, Scenario, ScheduleItem, Uploads } from '#sandbox'
import { CrashSite, TIMED_RUNS, aftermathKey, differences, estimate, explore, exploreCrashes, exploreSecondCuts, playWitness, tryRepairs, withRepairer } from '#sandbox/parts/explorer'
import type { CrashExploration, Exploration, SecondWork } from '#sandbox/parts/explorer'
import type { Aftermath, Cut, CutOutcome, CutsEnd, CutsResult, End, Estimate, ExploreNews, ExploreRequest, ExploreWish, OrdersEnd, OrdersResult, SameCuts, SecondResult, SecondWish, Stretch } from './explore-messages.ts'
import { explorableOf } from './explorable.ts'

/** What exploring needs of its host. */
export interface ExploreHost {
  tell(news: ExploreNews): void
  /** Real milliseconds. */
  now(): number
  /** Let others have a turn. */
  breathe(): Promise<void>
  load(part: PartName): Promise<void>
  /** Results of earlier explorations, by what was asked for; what cannot be stored is found again. */
  readonly memory: {
    recall(question: string): Promise<unknown>
    remember(question: string, answer: unknown): Promise<void>
  }
}

/** How long a search goes on before requests are looked at, in real milliseconds. */
const SLICE_MS = 24
/** Progress is told at most this often: four times a second. */
const PROGRESS_MS = 250

/** What is typed to probe and to repair: its parts are fetched before the search, not in the middle of it. */
const PROBES = [
  'docker images -a', 'timeout 10 docker run --rm app:1', 'docker save app:1 > /dev/null', 'docker inspect app:1 > /dev/null', 'systemctl restart docker', 'docker rmi -f app:1', 'docker image prune -f',
  'docker tag app:1 app:2', 'rm -rf /var/lib/docker',
]

type Progress = Omit<Extract<ExploreNews, { readonly is: 'exploring' }>, 'is' | 'profile'>

export class Explorer {
  private readonly host: ExploreHost
  /** What was asked for last, and whether it has been told to stop: also before it has begun. */
  private asked = { stopped: false }
  private running: Promise<void> = Promise.resolve()

  constructor(host: ExploreHost) {
    this.host = host
  }

  async handle(request: ExploreRequest): Promise<void> {
    switch (request.do) {
      case 'explore-stop':
        this.asked.stopped = true
        return
      case 'explore-link':
        return this.host.tell(await this.open(request.link))
      case 'explore':
        this.asked.stopped = true
        this.asked = { stopped: false }
        await this.running
        this.running = this.explore(request.wish, new Map(request.uploads.map(({ digest, bytes }) => [digest, bytes])))
        return this.running
      case 'explore-second':
        await this.running
        this.running = this.second(request.wish, new Map(request.uploads.map(({ digest, bytes }) => [digest, bytes])))
        return this.running
    }
  }

  private async explore(wish: ExploreWish, uploads: Uploads): Promise<void> {
    try {
      // Plain data of a form or a link: nothing is done with it before it was looked at.
      const scenario = await this.looked(() => validateScenario({ ...wish.scenario, replays: { none: { schedule: [] } } }))
      await this.load({ ...scenario, replays: {} }, wish)
      const found: { readonly profile: string; readonly result: CutsResult }[] = []
      const searched: { readonly own: Scenario; readonly ends: readonly End[] }[] = []
      for (const profile of wish.profiles) {
        const own: Scenario = { ...scenario, profile, replays: {} }
        if (wish.orders) await this.recalled(['orders', own], () => this.orders(own, uploads), ({ bound }) => bound.kind !== 'stopped', (result, remembered) => {
          searched.push({ own, ends: result.ends.map(({ end }) => end) })
          this.host.tell({ is: 'orders', profile, result, remembered })
        })
        const { cutsUnder } = wish
        if (cutsUnder !== undefined && !this.asked.stopped) {
          // The others do nothing: a cut is under one of them alone.
          const alone: Scenario = { ...own, actors: { [cutsUnder]: own.actors[cutsUnder] ?? [] } }
          await this.recalled(['cuts', alone], () => this.cuts(alone, cutsUnder, uploads), ({ states, tried }) => states === tried, (result, remembered) => {
            found.push({ profile, result })
            this.host.tell({ is: 'cuts', profile, result, remembered })
          })
        }
        if (this.asked.stopped) break
      }
      const [first] = found
      if (first && found.length > 1 && !this.asked.stopped) this.host.tell({ is: 'same-cuts', same: await this.sameCuts(wish, scenario, first.result, uploads) })
      // What is certain comes before what is estimated.
      for (const { own, ends } of searched) {
        if (this.asked.stopped) break
        await this.recalled(['estimate', own], () => this.timed(own, ends, uploads), ({ runs }) => runs === TIMED_RUNS, timed => this.host.tell({ is: 'estimate', profile: own.profile ?? '', estimate: timed }))
      }
      this.host.tell({ is: 'explored', stopped: this.asked.stopped })
    } catch (error) {
      if (!(error instanceof RunError || error instanceof ScenarioError || error instanceof SessionError)) throw error
      this.host.tell({ is: 'unexplorable', reason: error.message })
    }
  }

  private async second({ scenario: asked, end, repair }: SecondWish, uploads: Uploads): Promise<void> {
    try {
      const scenario: Scenario = { ...await this.looked(() => validateScenario({ ...asked, replays: { none: { schedule: [] } } })), replays: {} }
      const { profile = '' } = scenario
      const [actor = ''] = Object.keys(scenario.actors)
      await this.load(scenario, { profiles: [profile], cutsUnder: actor })
      await this.recalled(['second', { scenario, cut: end.cut, lines: repair?.lines ?? 'boot' }], () => this.whole(() => secondCuts(scenario, actor, { group: end, repair }, uploads), profile, ({ tried, all }) => ({ what: 'cuts', done: tried, all, ends: 0 })), () => true, result => this.host.tell({ is: 'second-cuts', result }))
    } catch (error) {
      if (!(error instanceof RunError || error instanceof ScenarioError || error instanceof SessionError)) throw error
      this.host.tell({ is: 'unexplorable', reason: error.message })
    }
  }

  /** What was asked before is answered at once; only whole answers are kept. */
  private async recalled<Result>(asked: readonly [string, object], find: () => Promise<Result>, isWhole: (result: Result) => boolean, tell: (result: Result, remembered: boolean) => void): Promise<void> {
    const question = JSON.stringify(asked)
    const known = await this.host.memory.recall(question) as Result | undefined
    if (known !== undefined) return tell(known, true)
    const result = await find()
    tell(result, false)
    if (isWhole(result)) await this.host.memory.remember(question, result)
  }

  private async orders(scenario: Scenario, uploads: Uploads): Promise<OrdersResult> {
    const profile = scenario.profile ?? ''
    let milliseconds = 0
    let told = 0
    const found = await this.whole(() => explore(scenario, { uploads, stop: () => this.asked.stopped }), profile, ({ doing, preemptionsMax, orders, ends, met }) => {
      // A search that is begun again meets them again, in the same order.
      if (met.length > told) this.host.tell({ is: 'met', profile, ends: met.slice(told) })
      told = Math.max(told, met.length)
      return { what: doing, done: orders, ends, ...(preemptionsMax === undefined ? {} : { preemptions: preemptionsMax }) }
    }, spent => (milliseconds = spent))
    const ends = await this.whole(() => witnesses(found, uploads), profile, done => ({ what: 'witnesses', done, all: found.groups.length, ends: found.groups.length }))
    const { bound, orders, steps } = found
    return { bound, orders, steps, ends, milliseconds }
  }

  private timed(scenario: Scenario, ends: readonly End[], uploads: Uploads): Promise<Estimate> {
    return this.whole(() => estimate(scenario, ends, { uploads, stop: () => this.asked.stopped }), scenario.profile ?? '', done => ({ what: 'timed', done, all: TIMED_RUNS, ends: ends.length }))
  }

  private async cuts(scenario: Scenario, actor: string, uploads: Uploads): Promise<CutsResult> {
    const profile = scenario.profile ?? ''
    let milliseconds = 0
    const found = await this.whole(() => exploreCrashes(scenario, actor, uploads, undefined, () => this.asked.stopped), profile, ({ states, statesAll, groups }) => (
      { what: 'cuts', done: states, all: statesAll, ends: groups }
    ), spent => (milliseconds = spent))
    const damaged = found.groups.filter(({ clean }) => clean === undefined).length
    const ends = await this.whole(() => repairs(found, uploads), profile, done => ({ what: 'repairs', done, all: damaged, ends: found.groups.length }))
    const { model, names, steps, states, tried, boots } = found
    return { model, names, steps, states, tried, boots, ends, milliseconds }
  }

  /** The cuts that the first profile's ends were found with, under the others. */
  private async sameCuts({ profiles: [first, ...others], cutsUnder = '' }: ExploreWish, scenario: Scenario, { ends }: CutsResult, uploads: Uploads): Promise<SameCuts> {
    const same: Record<string, CutOutcome>[] = ends.map(({ troubles, clean }) => ({ [first ?? '']: { troubles, clean } }))
    for (const profile of others) {
      const alone: Scenario = { ...scenario, profile, actors: { [cutsUnder]: scenario.actors[cutsUnder] ?? [] } }
      const outcomes = await this.whole(() => cutAgain(alone, cutsUnder, ends.map(({ cut }) => cut), uploads), profile, done => ({ what: 'cuts', done, all: ends.length, ends: ends.length }))
      for (const [at, outcome] of outcomes.entries()) if (outcome && same[at]) same[at][profile] = outcome
    }
    return same
  }

  private async load(scenario: Scenario, { profiles, cutsUnder }: Pick<ExploreWish, 'profiles' | 'cutsUnder'>): Promise<void> {
    await this.host.load('line')
    const names = new Set<PartName>(['links'])
    for (const profile of profiles) for (const name of lines.content.partsForScenario({ ...scenario, profile })) names.add(name)
    if (cutsUnder !== undefined) for (const name of lines.content.partsFor(PROBES)) names.add(name)
    await Promise.all([...names].map(name => this.host.load(name)))
  }

  /**
   * Take all of a search, slice by slice. A search that missed a part of the engine is void, and is begun again.
   *
   * @param spent told how many milliseconds it worked
   */
  private async whole<Step, Result>(begin: () => Generator<Step, Result, void>, profile: string, progress: (step: Step) => Progress, spent: (milliseconds: number) => void = () => undefined): Promise<Result> {
    const { host } = this
    for (;;) {
      try {
        let worked = 0
        let toldAt = -Infinity
        let search: Generator<Step, Result, void> | undefined
        for (;;) {
          const beganAt = host.now()
          search ??= begin()
          let next = search.next()
          while (!next.done && host.now() - beganAt < SLICE_MS) next = search.next()
          worked += host.now() - beganAt
          if (next.done) {
            spent(worked)
            return next.value
          }
          if (host.now() - toldAt >= PROGRESS_MS) {
            toldAt = host.now()
            host.tell({ is: 'exploring', profile, ...progress(next.value) })
          }
          await host.breathe()
        }
      } catch (error) {
        if (!(error instanceof PartMissing)) throw error
        await host.load(error.part)
      }
    }
  }

  /** What comes of looking at something, with the parts of the engine that this needs. */
  private async looked<Result>(look: () => Result): Promise<Result> {
    for (;;) {
      try {
        return look()
      } catch (error) {
        if (!(error instanceof PartMissing)) throw error
        await this.host.load(error.part)
      }
    }
  }

  private async open(link: string): Promise<ExploreNews> {
    try {
      for (const name of ['line', 'links', 'compression'] as const) await this.host.load(name)
      const { scenario, schedule } = await this.looked(() => links.content.unpackForPage(link))
      for (const name of lines.content.partsForScenario(scenario)) await this.host.load(name)
      return { is: 'explorable', scenario: await this.looked(() => explorableOf(scenario, schedule)), problem: '' }
    } catch (error) {
      if (!(error instanceof CapsuleError || error instanceof RunError || error instanceof SessionError)) throw error
      return { is: 'explorable', scenario: undefined, problem: error.message }
    }
  }
}

/** Each end with the way to it, as a sandbox goes it. */
function* witnesses(found: Exploration, uploads: Uploads): Generator<number, OrdersEnd[], void> {
  const ends: OrdersEnd[] = []
  for (const group of found.groups) {
    const { end, count, deadlock, switches, schedule } = group
    const { same, capsule } = playWitness(found, group, uploads)
    ends.push({ end, count, deadlock, switches, witness: { schedule, stretches: stretchesOf(found.scenario, schedule, uploads), capsule, same } })
    yield ends.length
  }
  return ends
}

const deaf = (): void => undefined

/** Who goes how far, as a sandbox counts the steps. */
function stretchesOf(scenario: Scenario, schedule: readonly ScheduleItem[], uploads: Uploads): Stretch[] {
  const session = new Session(scenario, uploads, { onOutput: deaf, onFresh: deaf, onBegin: deaf, onEvent: deaf, onCommand: deaf })
  session.follow(schedule)
  const stretches: { -readonly [Key in keyof Stretch]: Stretch[Key] }[] = []
  const done = new Map<string, number>()
  for (const happening of session.happenings) {
    if (happening.kind !== 'step') continue
    const { step } = happening
    const { terminal } = step
    const count = (done.get(terminal) ?? 0) + 1
    done.set(terminal, count)
    const latest = stretches.at(-1)
    if (latest?.terminal === terminal) latest.to = count
    else {
      const left = stretches.findLast(stretch => stretch.terminal === terminal)
      if (left) left.before = step
      stretches.push({ terminal, from: count, to: count, before: undefined })
    }
  }
  return stretches
}

/** Each end of power cuts with the repairs that were tried on it. */
function* repairs(found: CrashExploration, uploads: Uploads): Generator<number, CutsEnd[], void> {
  const search = tryRepairs(found, uploads)
  let tried = 0
  let next = search.next()
  for (; !next.done; next = search.next()) yield ++tried
  const repaired = new Map(next.value.map(({ group, tried: rows }) => [group, rows]))
  const site = new CrashSite(found.scenario, found.actor, uploads)
  return found.groups.map(group => {
    const { troubles, clean, count, cut, aftermath } = group
    return { troubles, clean, count, cut, aftermath, schedule: site.schedule(cut), repairs: repaired.get(group) ?? [] }
  })
}

/** A second cut behind that of an end, with the way to each of its ends. */
function* secondCuts(scenario: Scenario, actor: string, work: SecondWork, uploads: Uploads): Generator<{ readonly tried: number; readonly all: number }, SecondResult, void> {
  const [found] = yield* exploreSecondCuts({ scenario, actors: [actor] }, [work], uploads)
  const site = new CrashSite(scenario, actor, uploads)
  const { steps = 0, states = 0, groups = [] } = found ?? {}
  const { actors } = work.repair ? withRepairer(scenario, work.repair.lines) : scenario
  return { steps, states, actors, ends: groups.map(({ troubles, clean, count, again, repeated }) => ({ troubles, clean, count, repeated, schedule: site.schedule(work.group.cut, again) })) }
}

/** What each of these cuts comes to; undefined for a cut that there is not in this work. */
function* cutAgain(scenario: Scenario, actor: string, cuts: readonly Cut[], uploads: Uploads): Generator<number, (CutOutcome | undefined)[], void> {
  const site = new CrashSite(scenario, actor, uploads)
  const states = site.states()
  const last = states.at(-1)
  const before = site.afterCut({ steps: 0, kept: [], lost: [] }).aftermath
  const after = site.afterCut({ steps: last?.steps ?? 0, kept: last?.dirty ?? [], lost: [] }).aftermath
  const outcomes: (CutOutcome | undefined)[] = []
  for (const cut of cuts) {
    const state = states.findLast(({ steps }) => steps <= cut.steps)
    const possible = cut.steps <= site.steps && state !== undefined && cut.kept.every(path => state.dirty.includes(path))
    const same = possible ? site.sameNames(cut) : undefined
    outcomes.push(same && outcomeOf(site.afterCut(same).aftermath, before, after))
    yield outcomes.length
  }
  return outcomes
}

function outcomeOf(aftermath: Aftermath, before: Aftermath, after: Aftermath): CutOutcome {
  const key = aftermathKey(aftermath)
  const clean = key === aftermathKey(before) ? 'before' as const : key === aftermathKey(after) ? 'after' as const : undefined
  return { clean, troubles: clean === undefined ? differences(aftermath, before, after) : [] }
}

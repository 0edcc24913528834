/** Power cuts of small commands. The numbers are the engine's: a change needs a reason. */
import { beforeAll, describe, expect, it } from 'vitest'
import { installNodeCodecs } from '../node/codecs.ts'
import { links } from '../scenario/links-part.ts'
import { ScenarioRun } from '../scenario/runner.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { RandomStream } from '../sched/random.ts'
import { CrashSite, exploreCrashes, repairerIn, withRepairer } from './crash.ts'
import type { CrashExploration } from './crash.ts'
import { aftermathKey } from './probes.ts'
import { tryRepairs } from './repairs.ts'
import { exploreSecondCuts, secondWorks } from './second-cuts.ts'

beforeAll(installNodeCodecs)

const hello = { tags: ['app:1'], command: ['/bin/cat', '/message'], layers: [{ 'bin/busybox': { program: 'busybox' as const }, 'bin/cat': { link: 'busybox' }, message: 'hello\n' }] }

const base = { tags: ['base:1'], command: ['/bin/sh'], layers: [{ 'bin/sh': { program: 'sh' as const }, 'bin/echo': { program: 'echo' as const } }] }
const load = 'docker load -qi app.tar'
const loadBase = 'docker load -qi base.tar'

const scenarioOf = (line: string, ...start: string[]): Scenario => ({ id: 'cut', files: { 'app.tar': { archive: [hello] } }, start, actors: { worker: [line] }, replays: {} })

function toEnd<Result>(search: Generator<unknown, Result, void>): Result {
  let next = search.next()
  while (!next.done) next = search.next()
  return next.value
}

/** Every subset of the dirty files, where there are few: what the lazy search must not miss. */
function bySubsets(scenario: Scenario): { keys: Set<string>; boots: number } {
  const site = new CrashSite(scenario, 'worker')
  const keys = new Set<string>()
  let boots = 0
  for (const { steps, dirty } of site.states()) {
    for (let mask = 0; mask < 1 << dirty.length; mask++) {
      const kept = dirty.filter((_, at) => (mask & (1 << at)) !== 0)
      keys.add(aftermathKey(site.afterCut({ steps, kept, lost: [] }).aftermath))
      boots++
    }
  }
  return { keys, boots }
}

describe('docker load', () => {
  const scenario = scenarioOf('docker load -i app.tar')
  let result: CrashExploration

  beforeAll(() => {
    result = toEnd(exploreCrashes(scenario, 'worker'))
  })

  it('leaves an image that cannot start, one without a name, and data that nobody names', () => {
    const kinds = new Set(result.groups.flatMap(({ troubles }) => troubles))
    for (const trouble of ['cannot-start', 'unnamed-image', 'layer-data-lost', 'orphan-data', 'wrong-content'] as const) expect(kinds).toContain(trouble)
    expect(kinds).not.toContain('name-without-image')
    expect(result.groups.filter(({ clean }) => clean === 'before')).toHaveLength(1)
    expect(result.groups.filter(({ clean }) => clean === 'after')).toHaveLength(1)
  })

  it('finds with fewer boots what all sets of surviving files come to', () => {
    const { keys, boots } = bySubsets(scenario)
    const site = new CrashSite(scenario, 'worker')
    const found = new Set<string>()
    toEnd(exploreCrashes(scenario, 'worker', undefined, (_cut, aftermath) => found.add(aftermathKey(aftermath))))
    expect(site.states().length).toBe(result.states)
    // The checks see files one by one that no probe reads; those are tried together, so compare what people see.
    const seen = (all: ReadonlySet<string>): Set<string> => new Set([...all].map(key => JSON.stringify((JSON.parse(key) as unknown[]).slice(0, 4))))
    expect([...seen(found)].sort()).toEqual([...seen(keys)].sort())
    expect(result.boots).toBeLessThan(boots)
  })

  it('replays each witness as a schedule, and finds a repair for each', () => {
    const site = new CrashSite(scenario, 'worker')
    for (const group of result.groups) {
      const run = new ScenarioRun(scenario)
      run.play(site.schedule(group.cut))
      const listed = run.play([]).looks.get('end')?.images.map(({ reference }) => reference)
      expect(listed, group.troubles.join()).toEqual(group.aftermath.images.map(({ reference }) => reference))
    }
    const repaired = toEnd(tryRepairs(result))
    expect(repaired).toHaveLength(result.groups.length - 2)
    for (const { group, tried } of repaired) {
      expect(tried.some(({ works }) => works), group.troubles.join()).toBe(true)
      expect(tried.find(({ repair }) => repair === 'restart')?.works, group.troubles.join()).toBe(false)
    }
    const broken = repaired.find(({ group }) => group.troubles.includes('cannot-start') && !group.troubles.includes('unnamed-image'))
    expect(broken?.tried.find(({ repair }) => repair === 'again')?.works).toBe(false)
    expect(broken?.tried.find(({ repair }) => repair === 'remove-and-again')?.works).toBe(true)
  })
})

it('finds the same whether it goes on from place to place and knows answers, or begins anew for one cut', () => {
  const scenario: Scenario = {
    id: 'cut', start: [loadBase], actors: { worker: ['docker build -q -t built .'] }, replays: {},
    files: { 'base.tar': { archive: [base] }, Dockerfile: { text: 'FROM base:1\nRUN echo hello > /hello\nENV A=b\n' } },
  }
  const site = new CrashSite(scenario, 'worker')
  const ends = new Set<string>()
  for (const [at, { steps, dirty }] of site.states().entries()) {
    const cut = { steps, kept: dirty.filter((_, i) => (i + at) % 2 === 0), lost: [] }
    const key = aftermathKey(site.afterCut(cut).aftermath)
    ends.add(key)
    if (at % 9 === 0) expect(aftermathKey(new CrashSite(scenario, 'worker').afterCut(cut).aftermath), String(steps)).toBe(key)
  }
  expect(ends.size).toBeGreaterThan(10)
})

it('leaves nothing but clean ends of a tag', () => {
  const result = toEnd(exploreCrashes(scenarioOf('docker tag app:1 app:2', 'docker load -i app.tar'), 'worker'))
  expect(result.groups.every(({ clean, troubles }) => clean !== undefined || troubles.length === 0)).toBe(true)
  expect(new Set(result.groups.map(({ clean }) => clean))).toEqual(new Set(['before', 'after']))
})

/** Every command that writes, with what must be there before. */
const COMMANDS: readonly (readonly [line: string, ...start: string[]])[] = [
  ['docker save -o out.tar app:1', load],
  ['docker import out.tar imported:1', load, 'docker create --name one app:1', 'docker export -o out.tar one', 'docker rm one'],
  ['docker rmi app:1', load],
  ['docker image prune -af', load],
  ['docker commit one snap:1', load, 'docker create --name one app:1'],
  ['docker build -q -t built .', loadBase],
  ['docker run --name one app:1', load],
  ['docker rm one', load, 'docker create --name one app:1'],
  ['docker pull hello-world'],
  ['docker push localhost:5000/app:1', load, 'docker tag app:1 localhost:5000/app:1'],
]

it.each(COMMANDS)('boots after every cut of %s, and whoever does what is said to help finds all well', (line, ...start) => {
  const scenario: Scenario = {
    id: 'cut', registry: {}, start, actors: { worker: [line] }, replays: {},
    files: { 'app.tar': { archive: [hello] }, 'base.tar': { archive: [base] }, Dockerfile: { text: 'FROM base:1\nRUN echo hello > /hello\nENV A=b\n' } },
  }
  let disks = 0
  const result = toEnd(exploreCrashes(scenario, 'worker', undefined, (_cut, aftermath) => {
    disks++
    expect(aftermath.started || aftermath.error !== '').toBe(true)
  }))
  expect(disks).toBeGreaterThan(2)
  expect(result.groups.reduce((sum, { count }) => sum + count, 0)).toBe(disks)
  const site = new CrashSite(scenario, 'worker')
  const usual = new Set(result.groups.flatMap(({ clean, aftermath }) => (clean === undefined ? [] : aftermath.broken.map(({ check }) => check))))
  for (const { group, tried } of toEnd(tryRepairs(result))) {
    expect(tried.length, group.troubles.join()).toBeGreaterThan(0)
    for (const { works, lines, repair } of tried) {
      if (!works) continue
      const stands = site.afterRepair(group.cut, lines)
      expect(stands.broken.map(({ check }) => check).filter(check => !usual.has(check)), `${group.troubles.join()}: ${repair}`).toEqual([])
    }
  }
})

it('cuts in every state of two commands, and again while the machine boots', () => {
  const scenario: Scenario = { id: 'cut', files: { 'app.tar': { archive: [hello] } }, start: [load], actors: { loader: ['docker load -i app.tar'], cleaner: ['docker rmi app:1'] }, replays: {} }
  const both = toEnd(exploreCrashes(scenario, ['loader', 'cleaner']))
  const alone = toEnd(exploreCrashes(scenario, 'cleaner'))
  expect(both.states).toBeGreaterThan(alone.states)
  const site = new CrashSite(scenario, ['loader', 'cleaner'])
  for (const group of both.groups) {
    const run = new ScenarioRun(scenario)
    for (const item of site.schedule(group.cut)) run.move(item)
    const listed = run.play([]).looks.get('end')?.images.map(({ reference }) => reference)
    expect(listed, group.troubles.join()).toEqual(group.aftermath.images.map(({ reference }) => reference))
  }
  for (const { group, groups, states } of toEnd(exploreSecondCuts(alone, secondWorks(alone.groups, [])))) {
    expect(states).toBeGreaterThan(1)
    // To boot twice is no worse than to boot once.
    expect(groups.map(({ troubles, clean }) => clean ?? troubles.join())).toEqual([group.clean ?? group.troubles.join()])
  }
})

it('replays a second cut as a schedule with two cuts, the second in the middle of the boot', () => {
  const scenario = scenarioOf('docker load -i app.tar')
  const { groups, ...found } = toEnd(exploreCrashes(scenario, 'worker'))
  const site = new CrashSite(scenario, 'worker')
  const seconds = toEnd(exploreSecondCuts(found, secondWorks(groups.slice(0, 4), [])))
  expect(seconds).toHaveLength(4)
  for (const { group, groups: ends, steps } of seconds) {
    const late = { lines: undefined, steps: site.placesAfter(group.cut, undefined).places.at(-1) ?? 0, keep: 'none' } as const
    expect(late.steps).toBeGreaterThan(0)
    expect(late.steps).toBeLessThan(steps)
    for (const { again, aftermath } of [...ends, { again: late, aftermath: site.afterSecondCut(group.cut, late) }]) {
      const schedule = site.schedule(group.cut, again)
      expect(schedule.filter(item => typeof item === 'string' && item.startsWith('!power='))).toHaveLength(2)
      expect(schedule.slice(-3)).toEqual([`!boot=${again.steps}`, `!power=${again.keep}`, '!boot'])
      const run = new ScenarioRun(scenario)
      const listed = run.play(schedule).looks.get('end')?.images.map(({ reference }) => reference)
      expect(listed).toEqual(aftermath.images.map(({ reference }) => reference))
    }
  }
})

describe('a second cut during a repair', () => {
  const at = { columns: 80, rows: 24 }

  it.each([['in pipes', scenarioOf('docker load -i app.tar'), 1], ['at terminals', { ...scenarioOf('docker load -i app.tar'), actors: { A: ['docker load -i app.tar'] }, terminal: at }, 5]] as const)('is found before every step that changes the disk, and is replayed by whoever types the same, %s', (_where, scenario, every) => {
    const actor = Object.keys(scenario.actors)[0] ?? ''
    const found = toEnd(exploreCrashes(scenario, actor))
    const repaired = toEnd(tryRepairs(found))
    const works = secondWorks(found.groups, repaired).filter(({ repair }) => repair)
    expect(works).toHaveLength(repaired.flatMap(({ tried }) => tried).filter(({ works: helps }) => helps).length)
    const site = new CrashSite(scenario, actor)
    let replayed = 0
    const repeats = new Set<boolean | undefined>()
    for (const { group, repair, groups, states, steps } of toEnd(exploreSecondCuts(found, works.filter((_, nth) => nth % every === 0)))) {
      expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(2 * states)
      // Nothing of it done is the end that it was to mend.
      expect(groups.map(({ clean, troubles }) => clean ?? troubles.join())).toContain(group.troubles.join())
      for (const { again, aftermath, clean, repeated } of groups) {
        expect(again.steps).toBeLessThan(steps)
        const run = new ScenarioRun(withRepairer(scenario, repair?.lines ?? []))
        for (const item of site.schedule(group.cut, again)) run.move(item)
        // At a terminal what was typed goes on behind the line that was cut: it is not let.
        const { images } = links.content.lookAt(run.world, true)
        expect(images.map(({ reference }) => reference), `${group.troubles.join()}: ${repair?.repair ?? ''} ${again.steps}`).toEqual(aftermath.images.map(({ reference }) => reference))
        replayed++
        expect(repeated === undefined).toBe(clean !== undefined)
        repeats.add(repeated?.works)
      }
    }
    expect(replayed).toBeGreaterThan(works.length / every)
    // The same again helps after some cuts and not after others.
    expect([...repeats]).toEqual(expect.arrayContaining([undefined, true, ...(every === 1 ? [false] : [])]))
    expect(repairerIn(scenario)).toBe('terminal' in scenario ? 'B' : 'repairer')
  })

  it('does the same again after such a cut as somebody who types the lines a second time', () => {
    const scenario = scenarioOf('docker load -i app.tar')
    const site = new CrashSite(scenario, 'worker')
    const found = toEnd(exploreCrashes(scenario, 'worker'))
    const [work] = secondWorks(found.groups, toEnd(tryRepairs(found))).filter(({ repair }) => repair?.repair === 'remove-and-again')
    const lines = work?.repair?.lines ?? []
    const again = { lines, steps: 40, keep: 'all' } as const
    const cut = work?.group.cut ?? { steps: 0, kept: [], lost: [] }
    const run = new ScenarioRun(withRepairer(scenario, lines))
    // A script that went with the power begins anew.
    const end = run.play([...site.schedule(cut, again), 'repairer'])
    expect(end.commands['repairer']?.filter(({ state }) => state === 'ended').slice(-lines.length).map(({ line }) => line)).toEqual(lines)
    expect(site.afterRepair(cut, lines, again).images.map(({ reference }) => reference)).toEqual(end.looks.get('end')?.images.map(({ reference }) => reference))
  })
})

describe('on the model posix', () => {
  const ext4 = scenarioOf('docker load -i app.tar')
  const posix: Scenario = { ...ext4, disk: { model: 'posix' } }
  let result: CrashExploration
  const found = new Set<string>()
  const seenBy = (aftermath: Parameters<typeof aftermathKey>[0]): string => JSON.stringify((JSON.parse(aftermathKey(aftermath)) as unknown[]).slice(0, 4))
  const endsOf = ({ groups }: CrashExploration): string[] => groups.map(({ clean, troubles }) => clean ?? troubles.join())

  beforeAll(() => {
    result = toEnd(exploreCrashes(posix, 'worker', undefined, (_cut, aftermath) => found.add(seenBy(aftermath))))
  })

  it('tries each name by itself, to the end, and comes to every end of ext4 and to others', () => {
    expect(result.model).toBe('posix')
    expect(result.names?.undoneMax).toBe('any')
    const fewer = endsOf(toEnd(exploreCrashes(ext4, 'worker')))
    expect(endsOf(result)).toEqual(expect.arrayContaining(fewer))
    expect(endsOf(result).length).toBeGreaterThan(fewer.length)
    const kinds = new Set(result.groups.flatMap(({ troubles }) => troubles))
    // A name may come before what it means.
    for (const trouble of ['name-without-image', 'ghost-image'] as const) expect(kinds).toContain(trouble)
  })

  it('misses nothing that a person sees after a cut that takes names and files at random', () => {
    const site = new CrashSite(posix, 'worker')
    const stream = new RandomStream(7)
    const states = site.states()
    const drawn = new Set<string>()
    for (let draw = 0; draw < 400; draw++) {
      const { steps, dirty } = states[stream.below(states.length)] ?? { steps: 0, dirty: [] }
      const kept = dirty.filter(() => stream.below(2) === 0)
      const undone = site.namesAt({ steps }).flatMap(({ earlier }) => (stream.below(4) === 0 ? earlier.slice(stream.below(earlier.length)).slice(0, 1) : []))
      drawn.add(seenBy(site.afterCut({ steps, kept, lost: [], undone }).aftermath))
    }
    expect(drawn.size).toBeGreaterThan(10)
    expect([...drawn].filter(key => !found.has(key))).toEqual([])
  })

  it('replays each witness as a schedule, and whoever does what is said to help finds all well', () => {
    const site = new CrashSite(posix, 'worker')
    const usual = new Set(result.groups.flatMap(({ clean, aftermath }) => (clean === undefined ? [] : aftermath.broken.map(({ check }) => check))))
    let undone = 0
    for (const group of result.groups) {
      if (group.cut.undone) undone++
      const run = new ScenarioRun(posix)
      run.play(site.schedule(group.cut))
      const listed = run.play([]).looks.get('end')?.images.map(({ reference }) => reference)
      expect(listed, group.troubles.join()).toEqual(group.aftermath.images.map(({ reference }) => reference))
    }
    expect(undone).toBeGreaterThan(0)
    for (const { group, tried } of toEnd(tryRepairs(result))) {
      for (const { works, lines, repair } of tried) {
        if (!works) continue
        const stands = site.afterRepair(group.cut, lines)
        expect(stands.broken.map(({ check }) => check).filter(check => !usual.has(check)), `${group.troubles.join()}: ${repair}`).toEqual([])
      }
    }
  })
})

it('refuses what it cannot explore', () => {
  expect(() => exploreCrashes(scenarioOf('true'), 'nobody').next()).toThrow('there is no actor nobody; actors are worker')
})

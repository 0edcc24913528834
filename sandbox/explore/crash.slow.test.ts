/** Power cuts of small commands. The numbers are the engine's: a change needs a reason. */
import { beforeAll, describe, expect, it } from 'vitest'
import { installNodeCodecs } from '../node/codecs.ts'
import { ScenarioRun } from '../scenario/runner.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { CrashSite, exploreCrashes, exploreSecondCuts } from './crash.ts'
import type { CrashExploration } from './crash.ts'
import { aftermathKey } from './probes.ts'
import { tryRepairs } from './repairs.ts'

beforeAll(installNodeCodecs)

const hello = { tags: ['app:1'], command: ['/bin/cat', '/message'], layers: [{ 'bin/busybox': { program: 'busybox' as const }, 'bin/cat': { link: 'busybox' }, message: 'hello\n' }] }

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

it('leaves nothing but clean ends of a tag', () => {
  const result = toEnd(exploreCrashes(scenarioOf('docker tag app:1 app:2', 'docker load -i app.tar'), 'worker'))
  expect(result.groups.every(({ clean, troubles }) => clean !== undefined || troubles.length === 0)).toBe(true)
  expect(new Set(result.groups.map(({ clean }) => clean))).toEqual(new Set(['before', 'after']))
})

const base = { tags: ['base:1'], command: ['/bin/sh'], layers: [{ 'bin/sh': { program: 'sh' as const }, 'bin/echo': { program: 'echo' as const } }] }
const load = 'docker load -qi app.tar'
const loadBase = 'docker load -qi base.tar'

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
  for (const { group, groups, states } of toEnd(exploreSecondCuts(alone))) {
    expect(states).toBeGreaterThan(1)
    // To boot twice is no worse than to boot once.
    expect(groups.map(({ troubles, clean }) => clean ?? troubles.join())).toEqual([group.clean ?? group.troubles.join()])
  }
})

it('refuses what it cannot explore', () => {
  expect(() => exploreCrashes({ ...scenarioOf('true'), disk: { model: 'posix' } }, 'worker').next()).toThrow('on the model ext4')
  expect(() => exploreCrashes(scenarioOf('true'), 'nobody').next()).toThrow('there is no actor nobody; actors are worker')
})

/** Power cuts of every command that writes, to their end on both models of the disk; the counts of `ext4` are golden: a change needs a reason. */
import { beforeAll, expect, it } from 'vitest'
import { CrashSite, NAME_BOOTS_MAX, exploreCrashes } from '../sandbox/explore/crash.ts'
import type { CrashExploration, Cut } from '../sandbox/explore/crash.ts'
import { Measure } from '../sandbox/explore/measure.ts'
import type { Aftermath } from '../sandbox/explore/probes.ts'
import { repairLines, tryRepairs } from '../sandbox/explore/repairs.ts'
import type { DiskModel } from '../sandbox/disk/sim-disk.ts'
import { installNodeCodecs } from '../sandbox/node/codecs.ts'
import { CUT_COMMANDS, countCuts, cutScenario } from './support/power-cuts.ts'

beforeAll(installNodeCodecs)

function toEnd<Result>(search: Generator<unknown, Result, void>): Result {
  let next = search.next()
  while (!next.done) next = search.next()
  return next.value
}

const explored = (command: string, model: DiskModel, seen?: (cut: Cut, aftermath: Aftermath) => void): CrashExploration => toEnd(exploreCrashes(cutScenario(command, model), 'A', undefined, seen))

/** Different disks, boots, and ends that a reader can tell apart. */
const COUNTS: Readonly<Record<string, readonly [disks: number, boots: number, ends: number]>> = {
  pull: [51, 111, 9], push: [19, 22, 1], load: [37, 103, 9], save: [22, 42, 1], import: [52, 139, 9], build: [328, 736, 14], commit: [59, 96, 7],
  tag: [10, 12, 2], rmi: [20, 21, 4], prune: [20, 21, 4], run: [85, 239, 4], rm: [44, 46, 2], combine: [42, 171, 12],
}

const endsOf = ({ groups }: CrashExploration): string[] => groups.map(({ clean, troubles }) => clean ?? troubles.join())

it.each(CUT_COMMANDS)('cuts docker %s at every step', command => {
  const beganAt = performance.now()
  const counts = countCuts(command)
  console.log(`${command}: ${Math.round(performance.now() - beganAt)} ms (bar: 10 s on a quiet machine)`)
  expect(counts.tried).toBe(counts.states)
  expect([counts.states, counts.boots, Object.keys(counts.ends).length]).toEqual(COUNTS[command])
})

// A build has more names than anybody waits for: what it says then is tested with the explorer.
const WHOLE_ON_POSIX = CUT_COMMANDS.filter(command => command !== 'build' && command !== 'combine')

it.each(WHOLE_ON_POSIX)('cuts docker %s on posix to the end, and finds at least the ends of ext4', command => {
  const worst = explored(command, 'posix')
  expect(worst.names?.undoneMax).toBe('any')
  expect(endsOf(worst)).toEqual(expect.arrayContaining(endsOf(explored(command, 'ext4'))))
})

it('says how far it came where posix allows too much', () => {
  const { names, boots, states, tried } = explored('combine', 'posix')
  expect(names?.undoneMax).toBeGreaterThan(0)
  expect(names?.undoneMax).not.toBe('any')
  expect(tried).toBe(states)
  expect(boots).toBeGreaterThan(NAME_BOOTS_MAX)
})

/** Damaged states of a command on which what is said to help is done: evenly taken of all that cuts come to. */
const REPAIRED_MAX = 40

it.each([...CUT_COMMANDS.map(command => [command, 'ext4'] as const), ...WHOLE_ON_POSIX.map(command => [command, 'posix'] as const)])('knows for every end of docker %s on %s what helps, and it helps in each state that ends so', (command, model) => {
  const scenario = cutScenario(command, model)
  const site = new CrashSite(scenario, 'A')
  const measure = new Measure(site, site.states())
  const damaged: { readonly cut: Cut; readonly aftermath: Aftermath; readonly end: string }[] = []
  const result = explored(command, model, (cut, aftermath) => {
    const { clean, troubles } = measure.outcome(aftermath)
    if (clean === undefined) damaged.push({ cut, aftermath, end: troubles.join() })
  })
  const table = new Map(toEnd(tryRepairs(result)).map(({ group, tried }) => [group.troubles.join(), tried.filter(({ works }) => works)]))
  expect([...table].filter(([, helping]) => helping.length === 0)).toEqual([])
  expect(new Set(damaged.map(({ end }) => end))).toEqual(new Set(table.keys()))
  const usual = new Set(result.groups.flatMap(({ clean, aftermath }) => (clean === undefined ? [] : aftermath.broken.map(({ check }) => check))))
  const every = Math.ceil(damaged.length / REPAIRED_MAX)
  let done = 0
  for (const [at, { cut, aftermath, end }] of damaged.entries()) {
    if (at % every !== 0) continue
    for (const { repair } of table.get(end) ?? []) {
      const lines = repairLines(repair, aftermath, scenario.start ?? [], scenario.actors['A'] ?? [])
      const stands = site.afterRepair(cut, lines ?? [])
      const where = `${end}: ${repair}, after ${cut.steps} steps`
      expect(measure.mended(stands), where).toEqual({ works: true, left: [] })
      expect(stands.broken.map(({ check }) => check).filter(check => !usual.has(check)), where).toEqual([])
      done++
    }
  }
  expect(done > 0).toBe(table.size > 0)
})

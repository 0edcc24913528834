import { beforeAll, expect, it } from 'vitest'
import { installNodeCodecs } from '../node/codecs.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { Actors } from './actors.ts'
import { endKey, knownIDs } from './ends.ts'
import { TIMED_RUNS, estimate } from './estimate.ts'
import type { Estimate, EstimateOptions } from './estimate.ts'
import { explore } from './explore.ts'
import type { End } from './ends.ts'
import type { Exploration, ExploreProgress, MetEnd } from './explore.ts'

beforeAll(installNodeCodecs)

const app = { archive: [{ tags: ['app:1'], layers: [{ message: 'hello\n' }] }] }
const scenarioOf = (...lines: string[]): Scenario => ({
  id: 'at-once', files: { 'app.tar': app, 'build/Dockerfile': { text: 'FROM app:1\nCOPY data /data\n' }, 'build/data': { text: 'data\n' } }, start: ['docker load -i app.tar'],
  actors: Object.fromEntries(lines.map((line, at) => [['a', 'b', 'c'][at], [line]])), replays: {},
})

function toEnd<Step, Result>(search: Generator<Step, Result, void>, each: (step: Step) => void = () => undefined): Result {
  let next = search.next()
  for (; !next.done; next = search.next()) each(next.value)
  return next.value
}

const explored = (scenario: Scenario, each?: (progress: ExploreProgress) => void): Exploration => toEnd(explore(scenario, {}), each)
const timed = (scenario: Scenario, ends: readonly End[], options: EstimateOptions = {}): Estimate => toEnd(estimate(scenario, ends, options))
const endsOf = ({ groups }: Exploration): End[] => groups.map(({ end }) => end)
const sum = ({ counts, others }: Estimate): number => counts.reduce((all, count) => all + count, others)

it.each([
  ['docker load -i app.tar', 'docker rmi app:1'], ['docker tag app:1 app:2', 'docker rmi app:1'], ['docker save -o out.tar app:1', 'docker rmi app:1'], ['docker rmi app:1', 'docker rmi app:1'],
  ['docker tag app:1 app:2', 'docker rmi app:1', 'docker images'], ['docker build -t app:2 build', 'docker rmi app:1'],
])('comes to no end that the search has not found: %s, %s', (...lines) => {
  const scenario = scenarioOf(...lines)
  const search = explored(scenario)
  expect(search.bound.kind).toMatch(/^all-/)
  const found = timed(scenario, endsOf(search))
  expect([found.runs, found.others, sum(found)]).toEqual([TIMED_RUNS, 0, TIMED_RUNS])
  // Either may come first, so there is more than one end.
  expect(found.counts.filter(count => count > 0).length).toBeGreaterThan(1)
})

it('counts the runs whose end it was not told of', () => {
  const scenario = scenarioOf('docker tag app:1 app:2', 'docker rmi app:1')
  const ends = endsOf(explored(scenario))
  const whole = timed(scenario, ends)
  const most = whole.counts.indexOf(Math.max(...whole.counts))
  const without = timed(scenario, ends.filter((_, at) => at !== most))
  expect(without.others).toBe(whole.counts[most])
  expect(without.counts).toEqual(whole.counts.filter((_, at) => at !== most))
})

it('is the same for the same seed, another for another, and ends when it is stopped', () => {
  const scenario = scenarioOf('docker load -i app.tar', 'docker rmi app:1')
  const ends = endsOf(explored(scenario))
  const first = timed(scenario, ends)
  expect(timed(scenario, ends)).toEqual(first)
  const other = timed(scenario, ends, { seed: 2 })
  expect([other.seed, sum(other)]).toEqual([2, TIMED_RUNS])
  expect(other.counts).not.toEqual(first.counts)
  // Fewer runs are the first of them.
  const half = timed(scenario, ends, { runs: TIMED_RUNS / 2 })
  expect(half.counts.every((count, at) => count <= (first.counts[at] ?? 0))).toBe(true)
  let asked = 0
  expect(sum(timed(scenario, ends, { stop: () => ++asked > 7 }))).toBe(7)
})

it('meets ends one after the other while it searches, and all of them are ends', () => {
  const scenario = scenarioOf('docker load -i app.tar', 'docker rmi app:1')
  let met: readonly MetEnd[] = []
  let grew = 0
  const search = explored(scenario, progress => {
    expect(progress.met.slice(0, met.length)).toEqual(met)
    if (progress.met.length > met.length) grew++
    met = progress.met
  })
  expect(grew).toBeGreaterThan(2)
  const known = knownIDs(new Actors(scenario, search.actors).world)
  const keys = new Set(endsOf(search).map(end => endKey(end, known)))
  for (const { end } of met) expect(keys).toContain(endKey(end, known))
})

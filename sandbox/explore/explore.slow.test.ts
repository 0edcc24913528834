/** Docker commands at once. The numbers are the engine's: a change needs a reason. */
import { beforeAll, expect, it } from 'vitest'
import { installNodeCodecs } from '../node/codecs.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { printSchedule } from '../scenario/schedule.ts'
import { Actors } from './actors.ts'
import { endAt, endKey, knownIDs } from './ends.ts'
import { explore, playWitness } from './explore.ts'
import type { Exploration } from './explore.ts'
import { exploreStates } from './states.ts'
import { Walk, learnShared } from './walk.ts'

beforeAll(installNodeCodecs)

const scenarioOf = (...lines: string[]): Scenario => ({
  id: 'at-once', files: { 'app.tar': { archive: [{ tags: ['app:1'], layers: [{ message: 'hello\n' }] }] } }, start: ['docker load -i app.tar'],
  actors: Object.fromEntries(lines.map((line, at) => [['a', 'b', 'c'][at], [line]])), replays: {},
})

function toEnd<Result>(search: Generator<unknown, Result, void>): Result {
  let next = search.next()
  while (!next.done) next = search.next()
  return next.value
}

const explored = (...lines: string[]): Exploration => toEnd(explore(scenarioOf(...lines), {}))

function endsByStates(...lines: string[]): Set<string> {
  const scenario = scenarioOf(...lines)
  const names = Object.keys(scenario.actors)
  const actors = new Actors(scenario, names)
  const known = knownIDs(actors.world)
  const walk = new Walk(actors)
  learnShared(walk)
  for (;;) {
    const ends = new Set<string>()
    const result = toEnd(exploreStates(walk, {
      preemptionsMax: undefined, stop: () => false,
      ended: () => (walk.stand(), ends.add(endKey(endAt(actors.world, Object.fromEntries(actors.running.map((lane, at) => [names[at], lane.outcomes()])), true), known))),
    }))
    if (result.complete) return ends
  }
}

it.each([
  { lines: ['docker load -i app.tar', 'docker rmi app:1'], orders: 77, ends: 10 },
  { lines: ['docker tag app:1 app:2', 'docker rmi app:1'], orders: 22, ends: 6 },
  { lines: ['docker save -o out.tar app:1', 'docker rmi app:1'], orders: 14, ends: 5 },
  { lines: ['docker rmi app:1', 'docker rmi app:1'], orders: 24, ends: 2 },
])('finds $ends ends of $lines in all $orders orders, and each witness comes to its end', ({ lines, orders, ends }) => {
  const result = explored(...lines)
  expect(result.bound).toEqual({ kind: 'all-orders' })
  expect([result.orders, result.groups.length]).toEqual([orders, ends])
  expect(result.groups.reduce((sum, { count }) => sum + (count ?? 0), 0)).toBe(orders)
  for (const group of result.groups) {
    const { same, capsule } = playWitness(result, group)
    expect(same, printSchedule(group.schedule)).toBe(true)
    expect(capsule).toMatch(/^capsule=/)
    expect(group.switches).toBeLessThanOrEqual(4)
  }
})

it('finds by states what it finds by orders', () => {
  const lines = ['docker tag app:1 app:2', 'docker rmi app:1']
  const result = explored(...lines)
  const actors = new Actors(result.scenario, result.actors)
  const known = knownIDs(actors.world)
  expect(new Set(result.groups.map(({ end }) => endKey(end, known)))).toEqual(endsByStates(...lines))
})

/** Two builds of one Dockerfile, or one and a removal of what it stands on. */
const building = (...lines: string[]): Scenario => ({
  ...scenarioOf(...lines), start: ['docker load -qi base.tar'],
  files: {
    'base.tar': { archive: [{ tags: ['base:1'], command: ['/bin/sh'], layers: [{ 'bin/sh': { program: 'sh' }, 'bin/echo': { program: 'echo' } }] }] },
    Dockerfile: { text: 'FROM base:1\nENV A=b\nRUN echo hello > /hello\nCMD ["/bin/sh"]\n' },
  },
})

it('comes in all orders to all that a build and a removal of its base can come to, and each witness comes to its end', () => {
  const result = toEnd(explore(building('docker build -t new .', 'docker rmi base:1'), {}))
  expect(result.bound).toEqual({ kind: 'all-orders' })
  expect([result.orders, result.groups.length]).toEqual([10_647, 11])
  for (const group of result.groups) expect(playWitness(result, group).same, printSchedule(group.schedule)).toBe(true)
})

it('comes in all states to all that two builds can come to, and each witness comes to its end', () => {
  const from = process.cpuUsage()
  const result = toEnd(explore(building('docker build -t new .', 'docker build -t other .'), {}))
  const { user, system } = process.cpuUsage(from)
  console.log(`two builds: ${JSON.stringify(result.bound)}, ${result.groups.length} ends, ${((user + system) / 1e6).toFixed(1)} s of computing`)
  expect(result.bound.kind).toBe('all-states')
  expect(result.groups.length).toBe(7)
  for (const group of result.groups) expect(playWitness(result, group).same, printSchedule(group.schedule)).toBe(true)
})

it('says how far it went when it may not take enough steps', () => {
  const result = toEnd(explore(scenarioOf('docker load -i app.tar', 'docker rmi app:1'), { effortMax: 3000 }))
  expect(result.bound.kind).not.toBe('all-orders')
  const all = explored('docker load -i app.tar', 'docker rmi app:1')
  expect(result.groups.length).toBeLessThanOrEqual(all.groups.length)
  const bounded = toEnd(explore(scenarioOf('docker load -i app.tar', 'docker rmi app:1'), { preemptionsMax: 1 }))
  expect(bounded.bound).toEqual({ kind: 'preemptions', max: 1 })
  expect(bounded.orders).toBeLessThan(all.orders)
})

it('refuses one actor, and four', () => {
  expect(() => explored('docker images')).toThrow('two or three actors can be explored, not 1')
})

it('keeps every end that it has met when it is stopped, also right after it began again, with a way there', () => {
  let more = 0
  for (let asked = 1; asked <= 12; asked++) {
    let count = 0
    const search = explore(scenarioOf('docker load -i app.tar', 'docker rmi app:1'), { stop: () => ++count > asked })
    let met = 0
    let next = search.next()
    for (; !next.done; next = search.next()) met = next.value.met.length
    expect(next.value.groups.length, `stopped after ${asked}`).toBeGreaterThanOrEqual(met)
    if (met > 1) more++
    for (const group of next.value.groups) expect(playWitness(next.value, group).same, printSchedule(group.schedule)).toBe(true)
  }
  expect(more).toBeGreaterThan(0)
})

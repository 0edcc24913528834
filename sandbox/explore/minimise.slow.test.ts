/** Long runs that break a check, and what is left of them. */
import { beforeAll, expect, it } from 'vitest'
import { installNodeCodecs } from '../node/codecs.ts'
import { ScenarioRun } from '../scenario/runner.ts'
import type { Scenario, ScheduleItem } from '../scenario/scenario.ts'
import { printSchedule } from '../scenario/schedule.ts'
import { RandomStream } from '../sched/random.ts'
import { minimise } from './minimise.ts'
import type { Minimised } from './minimise.ts'

beforeAll(installNodeCodecs)

const hello = { tags: ['app:1'], command: ['/bin/cat', '/message'], layers: [{ 'bin/busybox': { program: 'busybox' as const }, 'bin/cat': { link: 'busybox' }, message: 'hello\n' }] }
const files = { 'app.tar': { archive: [hello] } }

function toEnd<Result>(search: Generator<unknown, Result, void>): Result {
  let next = search.next()
  while (!next.done) next = search.next()
  return next.value
}

/** Twenty commands of each of three people, and switches drawn from a seed. */
function drawnRun(seed: number): { scenario: Scenario; schedule: ScheduleItem[] } {
  const random = new RandomStream(seed)
  const lines = ['docker load -qi app.tar', 'docker load -i app.tar', 'docker rmi -f app:1', 'docker rmi app:1', 'docker tag app:1 app:2', 'docker rmi app:2', 'docker images', 'docker images -a', 'docker inspect app:1', 'docker history app:1']
  const names = ['a', 'b', 'c']
  const actors = Object.fromEntries(names.map(name => [name, Array.from({ length: 20 }, () => lines[random.below(lines.length)] as string)]))
  const schedule = Array.from({ length: 400 }, (): ScheduleItem => [names[random.below(3)] as string, 1 + random.below(25)])
  return { scenario: { id: 'drawn', files, start: ['docker load -i app.tar'], actors, replays: {} }, schedule }
}

const brokenBy = (scenario: Scenario): boolean => {
  const schedule = scenario.replays['witness']?.schedule ?? []
  const { looks } = new ScenarioRun(scenario).play(schedule)
  return [...(looks.get('end')?.checks.get('every-reference-resolves') ?? [])].length > 0
}

it('makes of sixty commands that leave a name without an image at most three, with at most two switches', () => {
  let broken = 0
  for (let seed = 1; broken < 3; seed++) {
    const { scenario, schedule } = drawnRun(seed)
    let small: Minimised
    try {
      small = toEnd(minimise(scenario, { schedule, check: 'every-reference-resolves', uploads: new Map() }))
    } catch (error) {
      expect((error as Error).message).toContain('does not break')
      continue
    }
    broken++
    const shown = `seed ${seed}: ${printSchedule(small.scenario.replays['witness']?.schedule ?? [])} of ${JSON.stringify(small.scenario.actors)}`
    expect(small.commandsBefore, shown).toBe(60)
    expect(small.commands, shown).toBeLessThanOrEqual(3)
    expect(small.switches, shown).toBeLessThanOrEqual(2)
    expect(brokenBy(small.scenario), shown).toBe(true)
  }
  expect(broken).toBe(3)
})

it('keeps the fault that a run needs, and not the one that it does not', () => {
  const scenario: Scenario = { id: 'faulty', files, actors: { a: ['docker images', 'docker load -i app.tar', 'docker images'], b: ['docker ps', 'docker images'] }, replays: {} }
  const schedule: ScheduleItem[] = [['b', 5], 'a', '!wait=8', 'b', '!power=none', '!boot', '!kill', '!start']
  const small = toEnd(minimise(scenario, { schedule, check: 'every-layer-record-has-its-data', uploads: new Map() }))
  expect(small.scenario.actors).toEqual({ c1: ['docker load -i app.tar'] })
  expect(small.scenario.replays['witness']?.schedule).toEqual(['c1', '!power=none', '!boot'])
  expect(small.faults).toBe(2)
})

it('refuses a run that breaks nothing', () => {
  const scenario: Scenario = { id: 'good', files, actors: { a: ['docker load -i app.tar'] }, replays: {} }
  expect(() => toEnd(minimise(scenario, { schedule: ['a'], check: undefined, uploads: new Map() }))).toThrow('the run breaks no check')
})

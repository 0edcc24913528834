import { installNodeCodecs } from '../../sandbox/node/codecs.ts'
import '#sandbox/all-parts'
import { beforeAll, expect, it } from 'vitest'
import { ScenarioRun } from '#sandbox'
import type { Scenario } from '#sandbox'
import loadRmi from '../../content/scenarios/load-rmi.ts'
import powerShared from '../../content/scenarios/power-shared-layer.ts'
import tagBasic from '../../content/scenarios/tag-basic.ts'
import { explorableOf, readiesOf, readyOf } from './explorable.ts'

beforeAll(installNodeCodecs)

const what = ({ start, actors }: Scenario): unknown => [start, actors]

it('finds the commands of a replay that meet, and leaves those away that come later', () => {
  const ready = readyOf(loadRmi, 'notice')
  expect(ready?.kind).toBe('orders')
  expect(ready && what(ready.scenario)).toEqual([['docker load -i hello.tar'], { A: ['docker load -i hello.tar'], B: ['docker rmi hello-world:latest'] }])
  expect(readyOf(loadRmi, 'removal-first')).toBeUndefined()
})

it('finds the command under which the power fails', () => {
  const ready = readyOf(powerShared, Object.keys(powerShared.replays)[0] ?? '')
  expect([ready?.kind, Object.keys(ready?.scenario.actors ?? {})]).toEqual(['cuts', ['A']])
})

it('offers each meeting once, whoever comes first, and nothing where no commands meet', () => {
  expect(readiesOf(loadRmi).map(({ scenario }) => Object.values(scenario.actors).map(([line]) => line).join(' ∥ '))).toEqual([
    'docker load -i hello.tar ∥ docker rmi hello-world:latest', 'docker load -i hello.tar ∥ docker rmi 967d32277b59', 'docker rmi -f 967d32277b59 ∥ docker load -i hello.tar',
    'docker load -i hello.tar ∥ docker images',
  ])
  expect(readiesOf(tagBasic)).toEqual([])
})

const session = (actors: Scenario['actors']): Scenario => ({
  id: 'session', files: { 'app.tar': { archive: [{ tags: ['app:1'], layers: [{ message: 'hello\n' }] }] } }, terminal: { columns: 80, rows: 24 }, actors, replays: {},
})

it('takes of a session what met last, and what was typed before as its start', () => {
  const scenario = session({ A: ['docker load -i app.tar', 'docker tag app:1 app:2'], B: ['docker rmi app:1'] })
  const alone = session({ A: ['docker load -i app.tar'] })
  const load = new ScenarioRun(alone).play(['A']).steps
  expect(what(explorableOf(alone, ['A']))).toEqual([[], { A: ['docker load -i app.tar'] }])
  expect(what(explorableOf(scenario, [['A', load + 5], 'B', 'A']))).toEqual([['docker load -i app.tar'], { A: ['docker tag app:1 app:2'], B: ['docker rmi app:1'] }])
})

it('takes the last line of each terminal when none met', () => {
  const scenario = session({ A: ['docker load -i app.tar', 'docker images'], B: ['docker rmi app:1'] })
  expect(what(explorableOf(scenario, ['A', 'B']))).toEqual([['docker load -i app.tar'], { A: ['docker images'], B: ['docker rmi app:1'] }])
})

it('takes no task of nobody for a command', () => {
  const scenario = session({ A: ['docker load -i app.tar'], B: ['docker rmi app:1'] })
  const load = new ScenarioRun(session({ A: ['docker load -i app.tar'] })).play(['A']).steps
  const meeting = [[], { A: ['docker load -i app.tar'], B: ['docker rmi app:1'] }]
  const chosen = [['A', load - 5], ['kernel#journal', 1], 'B', '!hold=kernel#flusher', 'A'] as const
  expect(what(explorableOf(scenario, chosen))).toEqual(meeting)
  const ready = readyOf({ ...scenario, replays: { chosen: { schedule: chosen } } }, 'chosen')
  expect(ready && what(ready.scenario)).toEqual(meeting)
})

import { expect, it } from 'vitest'
import type { Scenario } from '#sandbox'
import { terminalsOf } from './terminals.ts'

const loadMeetsRmi: Scenario = {
  id: 'meet', actors: { loader: ['docker load -i app.tar'], cleaner: ['docker rmi app:1'] }, points: { 'image-known': { step: 'lock', target: 'references' } },
  replays: { 'name-of-nothing': { schedule: [['loader', 'image-known'], 'cleaner', 'loader'] } },
}
const loadThenPowerCut: Scenario = {
  id: 'cut', actors: { loader: ['docker load -i app.tar'], reader: ['docker images -a', 'docker run --rm app:1'] },
  replays: { 'after-8-s': { schedule: ['loader', '!wait=8', '!power=none', '!boot', '!look=cut', 'reader'] } },
}

const scenario = (schedule: Scenario['replays'][string]['schedule']): Scenario => ({
  id: 'x', actors: { one: ['ls'], two: ['pwd', 'id'], three: ['date'] }, points: { here: { step: 'lock' } }, replays: { r: { schedule } },
})
const seats = (schedule: Scenario['replays'][string]['schedule']): string[] =>
  terminalsOf(scenario(schedule), 'r').map(({ terminal, actors }) => `${terminal}:${actors.join('+')}`)

it('gives actors that overlap a terminal each', () => {
  const plans = terminalsOf(loadMeetsRmi, 'name-of-nothing')
  expect(plans.map(({ terminal, offers }) => [terminal, offers])).toEqual([
    ['A', [{ kind: 'line', actor: 'loader', line: 'docker load -i app.tar' }]],
    ['B', [{ kind: 'line', actor: 'cleaner', line: 'docker rmi app:1' }]],
  ])
})

it('lets an actor sit down at the first terminal when all earlier ones have ended', () => {
  expect(seats(['one', 'two'])).toEqual(['A:one+two'])
  expect(seats([['one', 'here'], 'two', 'one', 'three'])).toEqual(['A:one+three', 'B:two'])
  expect(seats([['one', 3], 'two', 'three'])).toEqual(['A:one', 'B:two', 'C:three'])
  // One waits for two, and comes again.
  expect(seats(['one', 'two', 'one'])).toEqual(['A:one', 'B:two'])
})

it('has nobody at work after a power cut, and offers the waiting where it stands', () => {
  expect(seats([['one', 3], '!power=none', '!boot', 'two'])).toEqual(['A:one+two'])
  const [first, ...others] = terminalsOf(loadThenPowerCut, 'after-8-s')
  expect(others).toEqual([])
  expect(first?.offers).toEqual([
    { kind: 'line', actor: 'loader', line: 'docker load -i app.tar' },
    { kind: 'wait', seconds: 8 },
    { kind: 'line', actor: 'reader', line: 'docker images -a' },
    { kind: 'line', actor: 'reader', line: 'docker run --rm app:1' },
  ])
})

it('is one empty terminal without a replay', () => {
  expect(terminalsOf(loadMeetsRmi, undefined)).toEqual([{ terminal: 'A', actors: [], offers: [] }])
  expect(terminalsOf(loadMeetsRmi, 'no-such-replay')).toEqual([{ terminal: 'A', actors: [], offers: [] }])
})

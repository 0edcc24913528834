import { expect, it } from 'vitest'
import { play } from '#sandbox/node/play'
import scenario from '../scenarios/load-rmi.ts'

it('ends as the scenario says', () => {
  const { passed, replays } = play(scenario)
  expect(replays['rmi-in-between']?.failures).toEqual([])
  expect(passed).toBe(true)
})

it('leaves a name that points to nothing', () => {
  const { replays } = play(scenario)
  expect(replays['load-first']?.broken).toEqual([])
  expect(replays['rmi-in-between']?.broken).toEqual(['every-reference-resolves'])
})

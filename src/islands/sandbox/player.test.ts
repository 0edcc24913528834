import { expect, it } from 'vitest'
import { terminalsOf } from '../../playground/terminals.ts'
import type { Scenario } from '#sandbox'
import { playedSteps } from './player.ts'

const loadMeetsRmi: Scenario = {
  id: 'meet', actors: { loader: ['docker load -i app.tar'], cleaner: ['docker rmi app:1'] }, points: { 'image-known': { step: 'lock', target: 'references' } },
  replays: { 'name-of-nothing': { schedule: [['loader', 'image-known'], 'cleaner', 'loader'] } },
}
const loadThenPowerCut: Scenario = {
  id: 'cut', actors: { loader: ['docker load -i app.tar'], reader: ['docker images -a', 'docker run --rm app:1'] },
  replays: { 'after-8-s': { schedule: ['loader', '!wait=8', '!power=none', '!boot', '!look=cut', 'reader'] } },
}

const said = (steps: ReturnType<typeof playedSteps>): string[] => steps.map(({ request, offer }) => {
  const { do: what, ...rest } = request
  return `${what} ${Object.values(rest).join(' ')}${offer ? ` [${offer.terminal}${offer.index}]` : ''}`
})

it('plays lines that meet: held at a point, then let go', () => {
  expect(said(playedSteps(loadMeetsRmi, 'name-of-nothing', terminalsOf(loadMeetsRmi, 'name-of-nothing')))).toEqual([
    'line A docker load -i app.tar hold [A0]', 'run-to A image-known', 'line B docker rmi app:1 run [B0]', 'pace A run', 'pace A run', 'pace B run',
  ])
})

it('plays a cut with its wait, its boot and what is typed after it at the same terminal', () => {
  expect(said(playedSteps(loadThenPowerCut, 'after-8-s', terminalsOf(loadThenPowerCut, 'after-8-s')))).toEqual([
    'line A docker load -i app.tar run [A0]', 'wait 8 [A1]', 'power none', 'boot ', 'line A docker images -a run [A2]', 'line A docker run --rm app:1 run [A3]', 'pace A run',
  ])
})

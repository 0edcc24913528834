import { beforeAll, expect, it } from 'vitest'
import { installNodeCodecs } from '#sandbox/node/codecs'
import scenario from '../../../content/workshop/scenarios/load-rmi.ts'
import { CAPSULE_REPLAY, unpackCapsule } from '../../../sandbox/scenario/capsule.ts'
import { playReplay } from '../../../sandbox/scenario/replay.ts'
import { linkOf } from './link-of.ts'

beforeAll(installNodeCodecs)

it('packs the end of a replay, with the lines typed at terminals', () => {
  const { fragment, problem } = linkOf(scenario, 'rmi-in-between')
  expect(problem).toBe('')
  const capsule = unpackCapsule(fragment)
  expect(capsule.scenario.actors).toEqual({ A: ['docker load -i hello.tar'], B: ['docker rmi hello:1'] })
  const { end } = playReplay(capsule.scenario, CAPSULE_REPLAY)
  expect(end.endDigest).toBe(capsule.endDigest)
  expect(end.looks.get('end')?.references.get('hello:1')).toBe('dangling')
})

it('says why there is no link', () => {
  expect(linkOf({ ...scenario, start: ['docker load -i nothing.tar'] }, 'load-first').problem).toContain('nothing.tar')
})

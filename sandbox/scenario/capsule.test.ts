import { beforeAll, expect, it } from 'vitest'
import { installNodeCodecs } from '../node/codecs.ts'
import { CAPSULE_REPLAY, packCapsule, unpackCapsule } from './capsule.ts'
import { CapsuleError } from './links-part.ts'
import { RandomStream } from '../sched/random.ts'
import { playReplay } from './replay.ts'
import { defineScenario } from './scenario.ts'
import type { Scenario } from './scenario.ts'

beforeAll(installNodeCodecs)

const scenario: Scenario = defineScenario({
  id: 'small', files: { 'app.tar': { archive: [{ tags: ['app:1'], layers: [{ message: 'hello\n' }] }] } },
  actors: { loader: ['docker load -i app.tar'] }, replays: { cut: { schedule: [['loader', 60], '!power=seed:7', '!boot'] } },
})
const packed = (): string => {
  const { end } = playReplay(scenario, 'cut')
  return packCapsule(scenario, end.schedule, end.endDigest)
}

it('ends the same after a journey in a link', () => {
  const fragment = packed()
  expect(fragment).toMatch(/^capsule=1\.[0-9a-f]{16}\.[A-Za-z0-9_-]+$/)
  for (const link of [fragment, `#${fragment}`, `https://example.org/en/play/#${fragment}\n`]) {
    const capsule = unpackCapsule(link)
    expect(playReplay(capsule.scenario, CAPSULE_REPLAY).end.endDigest).toBe(capsule.endDigest)
  }
})

it('notices every changed, missing or added character', () => {
  const fragment = packed()
  let noticed = 0
  for (let at = 'capsule=1.'.length; at < fragment.length; at++) {
    const other = fragment[at] === 'A' ? 'B' : 'A'
    for (const damaged of [fragment.slice(0, at) + other + fragment.slice(at + 1), fragment.slice(0, at) + fragment.slice(at + 1)]) {
      expect(() => unpackCapsule(damaged), damaged).toThrow(CapsuleError)
      noticed++
    }
  }
  expect(noticed).toBeGreaterThan(200)
})

it.each([
  ['', /begins with #capsule=/], ['https://example.org/', /begins with #capsule=/], ['#capsule=9.0.0', /form 9/], ['#capsule=1.00', /damaged/], ['#capsule=1.0000000000000000.AAAA', /damaged/],
])('refuses %j', (link, sentence) => {
  expect(() => unpackCapsule(link)).toThrow(sentence)
})

it('refuses to make a link that would get lost', () => {
  const chance = new RandomStream(1)
  const noise = chance.word('abcdefghijklmnopqrstuvwxyz0123456789', 30_000)
  expect(() => packCapsule({ ...scenario, files: { 'big.txt': { text: noise } } }, [], '')).toThrow(/links of more than 16000 get lost/)
})

/** The same scenario, twice in one process: nothing that was done before may show. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import type { Scenario } from '../sandbox/index.ts'
import { playReplay } from '../sandbox/scenario/replay.ts'
import { installNodeCodecs } from '../sandbox/node/codecs.ts'
import { digestsOf } from './support/scenario-digests.ts'

beforeAll(installNodeCodecs)

const folder = join(import.meta.dirname, '..', 'content', 'scenarios')
const scenarios = await Promise.all(readdirSync(folder).filter(name => name.endsWith('.ts')).sort().map(async name => ((await import(join(folder, name))) as { default: Scenario }).default))

it('comes to the same digests in another order, after other worlds', () => {
  const first = digestsOf(scenarios)
  expect(Object.keys(first).length).toBeGreaterThan(10)
  expect(digestsOf([...scenarios].reverse())).toEqual(first)
})

it('has other random names with another seed, and the same images where they are loaded', () => {
  // A build writes the random ID of its container into the image, as Docker's does.
  const scenario = scenarios.find(({ id }) => id === 'load-rmi')
  if (!scenario) throw new Error('there is no scenario load-rmi')
  const [replay = ''] = Object.keys(scenario.replays)
  const one = playReplay({ ...scenario, seed: 1 }, replay).end
  const two = playReplay({ ...scenario, seed: 2 }, replay).end
  expect(two.traceDigest).not.toBe(one.traceDigest)
  const images = one.looks.get('end')?.images ?? []
  expect(images).not.toEqual([])
  expect(two.looks.get('end')?.images).toEqual(images)
})

it('lets a different schedule show in the trace', () => {
  const digests = new Set(scenarios.flatMap(scenario => Object.keys(scenario.replays).map(replay => playReplay(scenario, replay).end.traceDigest)))
  expect(digests.size).toBe(scenarios.flatMap(scenario => Object.keys(scenario.replays)).length)
})

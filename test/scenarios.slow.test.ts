/** Every scenario of the repository: its replays and claims come out as it says (that they do so twice: determinism.slow.test.ts). */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { installNodeCodecs } from '../sandbox/node/codecs.ts'
import { claimProblems, judgeClaim } from '../sandbox/scenario/claims.ts'
import { playReplay, playScenario } from '../sandbox/scenario/replay.ts'
import type { Scenario } from '../sandbox/scenario/scenario.ts'

const folder = join(import.meta.dirname, '..', 'content', 'scenarios')
const names = readdirSync(folder).filter(name => name.endsWith('.ts'))
const scenarios = await Promise.all(names.map(async name => ((await import(join(folder, name))) as { default: Scenario }).default))

// A scenario with many claims is played many times, and the machine may be busy.
vi.setConfig({ testTimeout: 300_000 })
beforeAll(installNodeCodecs)

it('finds scenarios', () => {
  expect(names.length).toBeGreaterThanOrEqual(2)
})

describe.each(scenarios.map((scenario, at) => ({ scenario, name: names[at] as string })))('$name', ({ scenario }) => {
  it('ends as it says', () => {
    const { replays, neverReached } = playScenario(scenario)
    for (const { name: replay, failures } of replays) expect(failures, replay).toEqual([])
    expect(neverReached).toEqual([])
  })

  it('proves its claims in every profile they name', () => {
    expect(claimProblems(scenario)).toEqual([])
    const ends = new Map()
    for (const [claim, data] of Object.entries(scenario.claims ?? {})) {
      const verdicts = judgeClaim(scenario, data, undefined, ends)
      expect(verdicts.length).toBeGreaterThan(0)
      for (const { profile, expected, untrue, asClaimed } of verdicts) expect({ asClaimed, untrue }, `${claim} ${expected} in ${profile}`).toMatchObject({ asClaimed: true })
    }
  })

  it('comes to the same end when its points are written as numbers of steps', () => {
    for (const [replay, { schedule }] of Object.entries(scenario.replays)) {
      const first = playReplay(scenario, replay).end
      const second = playReplay({ ...scenario, replays: { [replay]: { schedule: first.schedule } } }, replay).end
      expect(second.traceDigest, replay).toBe(first.traceDigest)
      expect(first.schedule.length, replay).toBeGreaterThan(0)
      expect(schedule.length, replay).toBeGreaterThan(0)
    }
  })
})

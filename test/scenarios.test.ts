/** Every scenario of the repository: it is valid data, and its replays end as it says. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { installNodeCodecs } from '../sandbox/node/codecs.ts'
import { playReplay, playScenario } from '../sandbox/scenario/replay.ts'
import type { Scenario } from '../sandbox/scenario/scenario.ts'
import { validateScenario } from '../sandbox/scenario/validate.ts'

const folder = join(import.meta.dirname, '..', 'content', 'scenarios')
const names = readdirSync(folder).filter(name => name.endsWith('.ts'))
const scenarios = await Promise.all(names.map(async name => ((await import(join(folder, name))) as { default: Scenario }).default))

beforeAll(installNodeCodecs)

it('finds scenarios', () => {
  expect(names.length).toBeGreaterThanOrEqual(2)
})

describe.each(scenarios.map((scenario, at) => ({ scenario, name: names[at] as string })))('$name', ({ scenario, name }) => {
  it('is named like its file and equals itself after JSON', () => {
    expect(`${scenario.id}.ts`).toBe(name)
    expect(JSON.parse(JSON.stringify(scenario))).toEqual(scenario)
    expect(validateScenario(scenario)).toBe(scenario)
  })

  it('ends as it says', () => {
    const { replays, neverReached } = playScenario(scenario)
    for (const { name: replay, failures } of replays) expect(failures, replay).toEqual([])
    expect(neverReached).toEqual([])
  })

  it('has the same trace and the same end twice', () => {
    for (const replay of Object.keys(scenario.replays)) {
      const first = playReplay(scenario, replay).end
      const second = playReplay(scenario, replay).end
      expect([second.traceDigest, second.endDigest], replay).toEqual([first.traceDigest, first.endDigest])
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

import { installNodeCodecs } from '../../sandbox/node/codecs.ts'
import '#sandbox/all-parts'
import { explore } from '#sandbox/parts/explorer'
import { beforeAll, describe, expect, it } from 'vitest'
import loadRmi from '../../content/scenarios/load-rmi.ts'
import { readyOf } from './explorable.ts'
import type { ExploreNews, ExploreWish } from './explore-messages.ts'
import { Explorer } from './explorer.ts'

beforeAll(installNodeCodecs)

/** An explorer in this process, with a memory that lasts as long as the test. */
class Desk {
  readonly news: ExploreNews[] = []
  readonly memory = new Map<string, unknown>()
  readonly explorer = new Explorer({
    tell: news => {
      this.news.push(structuredClone(news))
      this.hear(news)
    },
    now: () => performance.now(), breathe: () => new Promise(resolve => setImmediate(resolve)), load: async () => {},
    memory: { recall: async question => this.memory.get(question), remember: async (question, answer) => void this.memory.set(question, answer) },
  })
  hear: (news: ExploreNews) => void = () => undefined

  async explore(wish: ExploreWish): Promise<readonly ExploreNews[]> {
    this.news.length = 0
    await this.explorer.handle({ do: 'explore', wish, uploads: [] })
    return this.news
  }

  found<Is extends ExploreNews['is']>(is: Is): Extract<ExploreNews, { is: Is }>[] {
    return this.news.filter((news): news is Extract<ExploreNews, { is: Is }> => news.is === is)
  }
}

const scenario = readyOf(loadRmi, 'found-then-deleted')?.scenario ?? loadRmi
const wish: ExploreWish = { scenario, profiles: ['docker-20.10'], orders: true, cutsUnder: undefined }

describe('load and rmi at once', () => {
  it('has the ends that a script of the same commands has, with a witness for each that a sandbox can go', async () => {
    const desk = new Desk()
    await desk.explore(wish)
    const [orders] = desk.found('orders')
    const { terminal: _, ...asScript } = scenario
    const search = explore(asScript, {})
    let next = search.next()
    while (!next.done) next = search.next()
    expect(orders?.result.bound).toEqual({ kind: 'all-orders' })
    expect([orders?.result.orders, orders?.result.ends.map(({ count }) => count)]).toEqual([next.value.orders, next.value.groups.map(({ count }) => count)])
    for (const { witness, switches } of orders?.result.ends ?? []) {
      expect(witness.same).toBe(true)
      expect(witness.capsule).toMatch(/^capsule=/)
      expect(witness.stretches.length).toBe(switches + 1)
    }
    expect(desk.found('explored')).toEqual([{ is: 'explored', stopped: false }])
  })

  it('tells ends while it searches, and how often each comes up by the clock when it is over', async () => {
    const desk = new Desk()
    await desk.explore(wish)
    const [orders] = desk.found('orders')
    const met = desk.found('met').flatMap(({ ends }) => ends.map(({ end }) => JSON.stringify(end)))
    expect(met.length).toBeGreaterThan(0)
    expect(new Set(met).size).toBe(met.length)
    const [timed] = desk.found('estimate')
    expect(timed?.profile).toBe('docker-20.10')
    expect(timed?.estimate.counts).toHaveLength(orders?.result.ends.length ?? 0)
    expect(timed?.estimate.counts.reduce((sum, count) => sum + count, 0)).toBe(timed?.estimate.runs)
    expect(desk.news.findIndex(({ is }) => is === 'orders')).toBeLessThan(desk.news.findIndex(({ is }) => is === 'estimate'))
    // Remembered with the rest.
    const again = new Desk()
    for (const [question, answer] of desk.memory) again.memory.set(question, answer)
    await again.explore(wish)
    expect(again.found('estimate')).toEqual(desk.found('estimate'))
    expect(again.found('met')).toEqual([])
  })

  it('is remembered, and found again for another product', async () => {
    const desk = new Desk()
    await desk.explore(wish)
    await desk.explore({ ...wish, profiles: ['docker-20.10', 'openeuler-18.09'] })
    expect(desk.found('orders').map(({ profile, remembered }) => [profile, remembered])).toEqual([['docker-20.10', true], ['openeuler-18.09', false]])
  })

  it('keeps what was seen when it is stopped, and does not remember it', async () => {
    const desk = new Desk()
    desk.hear = ({ is }) => is === 'exploring' && void desk.explorer.handle({ do: 'explore-stop' })
    await desk.explore(wish)
    const [orders] = desk.found('orders')
    expect(orders?.result.bound).toEqual({ kind: 'stopped' })
    expect(orders?.result.ends.every(({ count }) => count === undefined)).toBe(true)
    expect(desk.found('explored')).toEqual([{ is: 'explored', stopped: true }])
    expect(desk.memory.size).toBe(0)
  })

  it('hears that it is to stop also before it has begun', async () => {
    const desk = new Desk()
    const exploring = desk.explore(wish)
    await desk.explorer.handle({ do: 'explore-stop' })
    await exploring
    expect(desk.found('explored')).toEqual([{ is: 'explored', stopped: true }])
    expect(desk.found('orders')[0]?.result.bound).toEqual({ kind: 'stopped' })
  })
})

it('cuts the power under one actor, tries repairs, and says what the same cuts are elsewhere', async () => {
  const desk = new Desk()
  await desk.explore({ scenario: { ...scenario, start: [] }, profiles: ['docker-20.10', 'openeuler-18.09'], orders: false, cutsUnder: 'A' })
  const [docker, openeuler] = desk.found('cuts')
  expect([docker?.result.tried, openeuler?.result.tried]).toEqual([docker?.result.states, openeuler?.result.states])
  expect(docker?.result.ends.slice(0, 2).map(({ clean }) => clean).sort()).toEqual(['after', 'before'])
  for (const { clean, repairs } of docker?.result.ends ?? []) expect(repairs.length > 0).toBe(clean === undefined)
  const [same] = desk.found('same-cuts')
  expect(same?.same.length).toBe(docker?.result.ends.length)
  for (const [at, { clean, troubles }] of (docker?.result.ends ?? []).entries()) expect(same?.same[at]?.['docker-20.10']).toEqual({ clean, troubles })
  // Its daemon looks at layers when it starts: there is a cut that ends otherwise there.
  const differs = same?.same.filter(row => row['openeuler-18.09'] && JSON.stringify(row['openeuler-18.09']) !== JSON.stringify(row['docker-20.10']))
  expect(differs?.length).toBeGreaterThan(0)
})

it('refuses what cannot be explored, in a sentence', async () => {
  const desk = new Desk()
  await desk.explore({ ...wish, scenario: { ...scenario, actors: { A: ['docker images'] } } })
  expect(desk.found('unexplorable')).toEqual([{ is: 'unexplorable', reason: 'two or three actors can be explored, not 1' }])
  await desk.explore({ ...wish, scenario: { ...scenario, start: ['docker rmi nothing'] } })
  expect(desk.found('unexplorable')[0]?.reason).toContain('No such image')
})

it('takes out of a link what can be explored', async () => {
  const desk = new Desk()
  await desk.explore(wish)
  const link = `https://example.org/#${desk.found('orders')[0]?.result.ends[1]?.witness.capsule ?? ''}`
  await desk.explorer.handle({ do: 'explore-link', link })
  expect(desk.found('explorable')[0]?.scenario?.actors).toEqual(scenario.actors)
  await desk.explorer.handle({ do: 'explore-link', link: '#capsule=1.0.0' })
  expect(desk.found('explorable')[1]).toMatchObject({ scenario: undefined, problem: expect.stringContaining('damaged') as string })
})

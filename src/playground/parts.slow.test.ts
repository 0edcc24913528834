import { beforeAll, expect, it } from 'vitest'
import { defineScenario } from '#sandbox/scenario'
import { isInstalled } from '#sandbox'
import type { PartName } from '#sandbox'
import { installBrowserCodecs } from './codecs.ts'
import { Desk } from './desk.ts'
import type { Happening, News, DeskRequest } from './messages.ts'
import { loadPart, partsForRequest } from './parts.ts'

// A browser's codecs, on purpose: those of Node bring all parts with them.
beforeAll(installBrowserCodecs)

const files = { 'app.tar': { archive: [{ tags: ['app:1'], layers: [{ message: 'hello\n' }] }] } }
const scenario = defineScenario({ id: 'parts', files, actors: { a: [] }, replays: { none: { schedule: [] } } })

/** The second line names a program that no look at its words finds, in the middle of other steps. */
const LINES = ['docker load -qi app.tar', 'docker images; a=l; b=$a; docker tag app:1 b; ${b}s -l /root; docker rmi b', 'docker run app:1 true', 'docker images']

/** The timeline of a desk at which the lines were typed one after the other. */
async function typed(): Promise<{ readonly timeline: readonly Happening[]; readonly shown: string; readonly loaded: readonly PartName[] }> {
  const news: News[] = []
  const loaded: PartName[] = []
  let wake = (): void => undefined
  const desk = new Desk({
    tell(one) {
      news.push(one)
      if (one.is === 'saved' || one.is === 'failed' || one.is === 'refused' || one.is === 'opened') wake()
    },
    now: () => performance.now(),
    later: (action, ms) => void setTimeout(action, ms),
    load: part => {
      loaded.push(part)
      return loadPart(part)
    },
  })
  const say = async (request: DeskRequest): Promise<void> => {
    const rested = new Promise<void>(resolve => (wake = resolve))
    desk.handle(request)
    await rested
  }
  await say({ do: 'open', scenario: scenario, schedule: [], uploads: [] })
  for (const text of LINES) await say({ do: 'line', terminal: 'A', text, pace: 'run' })
  const timeline: Happening[] = []
  for (const one of news) {
    if (one.is === 'opened') timeline.splice(0, Infinity, ...one.timeline)
    else if (one.is === 'timeline') timeline.splice(one.from, Infinity, ...one.added)
    expect(one.is, JSON.stringify(one)).not.toMatch(/failed|refused/)
  }
  return { timeline, loaded, shown: news.flatMap(one => (one.is === 'command' ? [one.output] : [])).join('') }
}

it('comes to the same timeline and the same texts when a part is missed in the middle of a line', async () => {
  expect(partsForRequest({ do: 'line', terminal: 'A', text: LINES[1] as string, pace: 'run' })).toEqual(['line'])
  await loadPart('line')
  expect(partsForRequest({ do: 'line', terminal: 'A', text: LINES[1] as string, pace: 'run' })).not.toContain('basics')
  const onDemand = await typed()
  expect(onDemand.loaded).toContain('basics')
  expect(onDemand.shown).toContain('app.tar')
  expect(isInstalled('jq')).toBe(false)
  const { installAllParts } = await import('#sandbox/all-parts')
  installAllParts()
  const atOnce = await typed()
  expect(atOnce.loaded).toEqual([])
  expect(atOnce.timeline.length).toBeGreaterThan(300)
  expect(onDemand).toEqual({ ...atOnce, loaded: onDemand.loaded })
})

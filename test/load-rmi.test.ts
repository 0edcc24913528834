/** Where exactly a removal must come into a load to leave a name with nothing behind it: every place is tried. */
import { beforeAll, expect, it, vi } from 'vitest'
import scenario from '../content/scenarios/load-rmi.ts'
import type { Scenario } from '../sandbox/index.ts'
import { playReplay } from '../sandbox/scenario/replay.ts'
import { installNodeCodecs } from '../sandbox/node/codecs.ts'

vi.setConfig({ testTimeout: 60_000 })
beforeAll(installNodeCodecs)

/** Number of the loader's steps after which the points of the scenario lie. */
function stepsBefore(replay: 'found-then-deleted' | 'config-lost'): number {
  const [first] = playReplay(scenario, replay).end.schedule
  if (typeof first === 'string' || typeof first?.[1] !== 'number') throw new Error('the loader begins')
  return first[1]
}

it('breaks a name between the daemon knowing the image and its being named, and nowhere else', () => {
  const steps = playReplay(scenario, 'load-first').end.schedule[0]?.[1] as number
  expect(steps).toBeGreaterThan(30)
  const broken: number[] = []
  const endings = new Set<string>()
  for (let cut = 1; cut < steps; cut++) {
    const cutIn: Scenario = { ...scenario, replays: { cut: { schedule: [['loader', cut], 'cleaner', 'loader'] } } }
    const { end } = playReplay(cutIn, 'cut')
    const look = end.looks.get('end')
    // Whatever the order, both commands say that all went well, or the removal says that there is no such image.
    expect(end.commands['loader']?.[0]?.exit, `loader*${cut} cleaner loader`).toBe(0)
    const names = (look?.checks.get('every-reference-resolves') ?? []).length > 0
    if (names) broken.push(cut)
    endings.add(`${names ? 'broken' : 'kept'}, ${look?.images.map(image => image.reference).join(' ') || 'nothing'} listed`)
  }
  // The last step before the config is in the daemon's list, then the two before the name is asked for and given.
  const known = stepsBefore('found-then-deleted')
  expect(broken).toEqual([stepsBefore('config-lost'), known, known + 1])
  expect([...endings].sort()).toEqual(['broken, nothing listed', 'kept, hello-world:latest listed', 'kept, nothing listed'])
})

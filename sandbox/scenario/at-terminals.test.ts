import { beforeAll, describe, expect, it } from 'vitest'
import '../all-parts.ts'
import { installNodeCodecs } from '../node/codecs.ts'
import { atTerminals, capsuleOf } from './at-terminals.ts'
import { CAPSULE_REPLAY, packCapsule, unpackForPage } from './capsule.ts'
import { CapsuleError } from './links-part.ts'
import { endDigest } from './look.ts'
import { playReplay } from './replay.ts'
import type { Scenario } from './scenario.ts'
import { SILENT, Session } from './session.ts'

beforeAll(installNodeCodecs)

const scenario: Scenario = {
  id: 'scripts', start: ['docker load -qi app.tar'], files: { 'app.tar': { archive: [{ tags: ['app:1'], command: ['/bin/cat', '/message'], layers: [{ 'bin/busybox': { program: 'busybox' }, 'bin/cat': { link: 'busybox' }, message: 'hello\n' }] }] } },
  actors: { loader: ['docker load -i app.tar'], cleaner: ['docker rmi app:1'], reader: ['docker images', 'docker run --rm app:1'] },
  points: { found: { step: 'lock', target: 'references' } },
  replays: {
    lost: { schedule: [['loader', 'found'], 'cleaner', 'loader'] },
    counted: { schedule: [['loader', 60], 'cleaner', 'loader', 'reader'] },
    cut: { schedule: ['loader', '!wait=8', '!power=none', '!boot', '!look=after', 'reader'] },
    again: { schedule: [['loader', 40], '!power=none', '!boot', 'loader', 'reader'] },
  },
}

/** What a page does with a capsule: lines at terminals, and the schedule. */
function opened(fragment: string): Session {
  const capsule = unpackForPage(fragment)
  const session = new Session(capsule.scenario, new Map(), SILENT)
  session.follow(capsule.schedule)
  expect(endDigest(session.world)).toBe(capsule.endDigest)
  return session
}

describe('a replay of scripts', () => {
  it.each(['lost', 'counted', 'cut', 'again'])('%s is lines at terminals of a page, and comes to what it came to', replay => {
    const { end } = playReplay(scenario, replay)
    const session = opened(capsuleOf(scenario, replay))
    const look = end.looks.get('end')!
    const { references } = session.snapshot()
    expect([...references.keys()].sort()).toEqual([...look.references.keys()].sort())
    const script = Object.values(end.commands).flat().map(({ line, exit, state }) => `${line} ${exit} ${state}`).sort()
    const page = Object.values(session.outcomes).flat().map(({ line, exit, state }) => `${line} ${exit} ${state}`).sort()
    expect(page).toEqual(script)
    expect(page.length).toBeGreaterThan(0)
  })

  it('sits down at one terminal for each actor that works beside another, and at the first after that', () => {
    expect(atTerminals(scenario, 'lost').scenario.actors).toEqual({ A: ['docker load -i app.tar'], B: ['docker rmi app:1'] })
    expect(atTerminals(scenario, 'cut').scenario.actors).toEqual({ A: ['docker load -i app.tar', 'docker images', 'docker run --rm app:1'] })
  })

  it('lets B go on at the same step of A as it was written', () => {
    for (const replay of ['lost', 'counted']) {
      const { scenario: typed, schedule } = atTerminals(scenario, replay)
      expect(playReplay({ ...typed, replays: { page: { schedule } } }, 'page').end.looks.get('end')?.references).toEqual(playReplay(scenario, replay).end.looks.get('end')?.references)
    }
    expect(playReplay(scenario, 'lost').end.looks.get('end')?.references.get('app:1')).toBe('dangling')
  })

  it('that is at terminals already is taken as it is', () => {
    const typed = atTerminals(scenario, 'lost')
    const again = atTerminals({ ...typed.scenario, replays: { page: { schedule: typed.schedule } } }, 'page')
    expect(again).toMatchObject({ schedule: typed.schedule, endDigest: typed.endDigest })
  })

  it('lets the journal commit at the same step, and refuses what only a script calls so', () => {
    const chosen: Scenario = { ...scenario, replays: {
      journal: { schedule: ['loader', ['kernel#journal', 1], '!hold=kernel#flusher', '!power=none', '!boot'] },
      shell: { schedule: [['loader', 30], '!hold=loader/sh1'] },
    } }
    expect(atTerminals(chosen, 'journal').schedule).toContainEqual(['kernel#journal', 1])
    expect(atTerminals(chosen, 'journal').schedule).toContainEqual('!hold=kernel#flusher')
    expect(() => atTerminals(chosen, 'shell')).toThrow('a page cannot show it: there is no task loader/sh1 now')
  })

  it('that goes another way at a terminal is refused, with the line', () => {
    const pipes: Scenario = { ...scenario, actors: { saver: ['docker save app:1'] }, replays: { pipe: { schedule: ['saver'] } } }
    expect(playReplay(pipes, 'pipe').end.commands['saver']?.[0]?.exit).toBe(0)
    expect(() => atTerminals(pipes, 'pipe')).toThrow(CapsuleError)
    expect(() => atTerminals(pipes, 'pipe')).toThrow(/at the terminals of a page/)
  })
})

it('a capsule whose actors type at no terminal is told by a page', () => {
  const { end } = playReplay(scenario, 'lost')
  expect(() => unpackForPage(packCapsule(scenario, end.schedule, end.endDigest))).toThrow(/nobody types at a terminal/)
  expect(unpackForPage(capsuleOf(scenario, 'lost')).scenario.replays).toHaveProperty(CAPSULE_REPLAY)
})

/** What `layerlab replay` makes of the scenarios of the site: links that a page plays to the same end. */
import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { beforeAll, expect, it } from 'vitest'
import '../sandbox/all-parts.ts'
import { installNodeCodecs } from '../sandbox/node/codecs.ts'
import { atTerminals } from '../sandbox/scenario/at-terminals.ts'
import { endDigest } from '../sandbox/scenario/look.ts'
import type { Scenario } from '../sandbox/scenario/scenario.ts'
import { SILENT, Session } from '../sandbox/scenario/session.ts'

beforeAll(installNodeCodecs)

const FOLDER = 'content/scenarios'
const scenarios = await Promise.all(readdirSync(FOLDER).filter(name => name.endsWith('.ts')).map(async name => ((await import(pathToFileURL(resolve(join(FOLDER, name))).href)) as { default: Scenario }).default))
/** Replays in which somebody stops in the middle of a command: the others are played in turn. */
const replays = scenarios.flatMap(scenario => Object.entries(scenario.replays).filter(([, { schedule }]) => schedule.some(item => typeof item !== 'string')).map(([name]) => [`${scenario.id} ${name}`, scenario, name] as const))

it('finds replays in which commands meet', () => expect(replays.length).toBeGreaterThan(20))

it.each(replays)('%s is played by a page', (_, scenario, name) => {
  // It throws when the page would come to something else than the replay.
  const { scenario: typed, schedule, endDigest: end } = atTerminals(scenario, name)
  const session = new Session(typed, new Map(), SILENT)
  session.follow(schedule)
  expect(Object.values(session.outcomes).flat().length).toBeGreaterThan(0)
  expect(session.terminals.every(terminal => /^[A-Z]$/.test(terminal))).toBe(true)
  expect(endDigest(session.world)).toBe(end)
})

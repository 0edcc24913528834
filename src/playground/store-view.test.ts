import { expect, it } from 'vitest'
import { ScenarioRun, snapshotOf } from '#sandbox'
import type { Scenario } from '#sandbox'
import { ubuntu } from '../../content/images.ts'
import { installNodeCodecs } from '../../sandbox/node/codecs.ts'
import { storeViewOf } from './store-view.ts'

installNodeCodecs()

const scenario: Scenario = { id: 'one-load', files: { 'u.tar': { archive: [ubuntu] } }, actors: { loader: ['docker load -i u.tar'] }, replays: {} }

const SECOND = 1e9

it('survives postMessage, and says when journal and write-back are due', () => {
  const run = new ScenarioRun(scenario)
  const view = (): ReturnType<typeof storeViewOf> => storeViewOf(snapshotOf(run.world.machine, run.world.docker.engine, run.atRest))
  expect(view().commitAtTick).toBeUndefined()
  run.move('loader')
  const loaded = structuredClone(view())
  expect(loaded.images.size).toBe(1)
  expect(loaded.checks.map(check => check.name)).toContain('counts-agree')
  expect(loaded.commitAtTick).toBeGreaterThan(loaded.atTick)
  expect(loaded.commitAtTick).toBeLessThanOrEqual(loaded.atTick + 5 * SECOND)
  expect(loaded.writeBackTicks).toBe(30 * SECOND)
  expect(loaded.files.filter(file => file.persistence === 'memory')).not.toEqual([])
  run.move('!wait=5')
  expect(view().commitAtTick).toBeUndefined()
  run.move('!wait=40')
  expect(view().files.filter(file => file.persistence !== 'durable')).toEqual([])
})

it('leaves out checks that are not judged while a command is under way', () => {
  const run = new ScenarioRun(scenario)
  run.move(['loader', 60])
  const { checks } = storeViewOf(snapshotOf(run.world.machine, run.world.docker.engine, run.atRest))
  expect(checks.map(check => check.name)).not.toContain('counts-agree')
  expect(checks.length).toBeGreaterThan(2)
})

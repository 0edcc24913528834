import { commands } from 'vitest/browser'
import { expect, it } from 'vitest'
import { installCodecs } from '#sandbox'
import type { Scenario } from '#sandbox'
import { browserCodecs } from '../../src/playground/codecs.ts'
import { loadOnDemand } from '../support/load-on-demand.ts'
import { digestsOf } from '../support/scenario-digests.ts'

const files = import.meta.glob<{ default: Scenario }>('../../content/scenarios/*.ts', { eager: true })

it('does every step and comes to the same end as in Node, where no part of the engine is loaded later', async () => {
  installCodecs(await browserCodecs())
  const here: ReturnType<typeof digestsOf> = {}
  for (const path of Object.keys(files).sort()) Object.assign(here, await loadOnDemand(() => digestsOf([(files[path] as { default: Scenario }).default])))
  expect(Object.keys(here).length).toBeGreaterThan(5)
  expect(here).toEqual(await commands.nodeDigests())
})

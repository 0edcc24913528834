import { commands } from 'vitest/browser'
import { expect, it } from 'vitest'
import { installCodecs } from '#sandbox'
import type { Scenario } from '#sandbox'
import { browserCodecs } from '../../src/playground/codecs.ts'
import { digestsOf } from '../support/scenario-digests.ts'

const files = import.meta.glob<{ default: Scenario }>('../../content/scenarios/*.ts', { eager: true })

it('does every step and comes to the same end as in Node', async () => {
  installCodecs(await browserCodecs())
  const here = digestsOf(Object.keys(files).sort().map(path => (files[path] as { default: Scenario }).default))
  expect(Object.keys(here).length).toBeGreaterThan(5)
  expect(here).toEqual(await commands.nodeDigests())
})

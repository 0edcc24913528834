import { commands } from 'vitest/browser'
import { expect, it } from 'vitest'
import { installCodecs } from '#sandbox'
import { browserCodecs } from '../../src/playground/codecs.ts'
import { loadOnDemand } from '../support/load-on-demand.ts'
import { CUT_COMMANDS, countCuts } from '../support/power-cuts.ts'
import type { CutCounts } from '../support/power-cuts.ts'

it('counts the same disks, boots and ends as Node under every command', async () => {
  installCodecs(await browserCodecs())
  const here: Record<string, CutCounts> = {}
  for (const command of CUT_COMMANDS) here[command] = await loadOnDemand(() => countCuts(command))
  expect(Object.keys(here)).toHaveLength(13)
  for (const [command, { states, tried, ends }] of Object.entries(here)) {
    expect(tried, command).toBe(states)
    expect(Object.keys(ends).length, command).toBeGreaterThan(0)
  }
  expect(here).toEqual(await commands.nodeCutCounts())
})

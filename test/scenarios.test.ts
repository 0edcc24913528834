/** Every scenario of the repository is valid data; that they end as they say is in the slow tests. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import '../sandbox/all-parts.ts'
import { claimProblems } from '../sandbox/scenario/claims.ts'
import type { Scenario } from '../sandbox/scenario/scenario.ts'
import { validateScenario } from '../sandbox/scenario/validate.ts'

const folder = join(import.meta.dirname, '..', 'content', 'scenarios')
const names = readdirSync(folder).filter(name => name.endsWith('.ts'))
const scenarios = await Promise.all(names.map(async name => ((await import(join(folder, name))) as { default: Scenario }).default))

it('finds scenarios', () => {
  expect(names.length).toBeGreaterThan(30)
})

it.each(scenarios.map((scenario, at) => ({ scenario, name: names[at] as string })))('$name is named like its file, equals itself after JSON, and names what there is', ({ scenario, name }) => {
  expect(`${scenario.id}.ts`).toBe(name)
  expect(JSON.parse(JSON.stringify(scenario))).toEqual(scenario)
  expect(validateScenario(scenario)).toBe(scenario)
  expect(claimProblems(scenario)).toEqual([])
})

import { Script, createContext } from 'node:vm'
import { expect, it } from 'vitest'
import { withoutModules, workerText } from './scripts.ts'
import type { Scripts } from './scripts.ts'

/** What a worker with this text would post. */
function posted(scripts: Scripts, entry: string): unknown {
  const said: unknown[] = []
  new Script(workerText(scripts, entry)).runInContext(createContext({ postMessage: (message: unknown) => said.push(message) }))
  return said[0]
}

it('takes the default export of a module, and of the modules it asks for', () => {
  const scripts = { 'scenarios/a.ts': "const { name } = require('../names.ts'); const { defineScenario } = require('#sandbox/scenario'); exports.default = defineScenario({ id: name })", 'names.ts': "exports.name = 'mine'" }
  expect(posted(scripts, 'scenarios/a.ts')).toEqual({ json: '{"id":"mine"}' })
})

it('says what stands in the way', () => {
  expect(posted({ 'a.ts': '' }, 'a.ts')).toMatchObject({ problem: expect.stringContaining('no default export') })
  expect(posted({ 'a.ts': "require('vitest')" }, 'a.ts')).toMatchObject({ problem: expect.stringContaining('there is no module vitest here') })
  expect(posted({ 'a.ts': "require('./b.ts')" }, 'a.ts')).toMatchObject({ problem: expect.stringContaining('there is no file ./b.ts') })
  expect(posted({ 'a.ts': 'exports.default = x' }, 'a.ts')).toMatchObject({ problem: 'ReferenceError: x is not defined' })
})

it('reads modules without a compiler as far as they hold no types inside', () => {
  const source = "import { defineScenario, type Scenario } from '#sandbox/scenario'\nimport type { Point } from '#sandbox/scenario'\nimport names from './names.ts'\nexport const id = 'a' as const\nexport default defineScenario({ id, files: names })\n"
  const scripts = { 'a.ts': withoutModules(source), 'names.ts': withoutModules('export default { x: 1 }\n') }
  expect(posted(scripts, 'a.ts')).toEqual({ json: '{"id":"a","files":{"x":1}}' })
})

import { readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { scenarioNamed } from './scenarios.ts'

it('finds every scenario of the repository on its shelf, and nothing else', async () => {
  const names = readdirSync('content/scenarios').filter(file => file.endsWith('.ts')).map(file => file.slice(0, -'.ts'.length))
  const found = await Promise.all(names.map(async name => (await scenarioNamed(name)).id))
  expect(found).toEqual(names)
  await expect(scenarioNamed('nothing-of-the-kind')).rejects.toThrow('there is no scenario')
  await expect(scenarioNamed('Nothing')).rejects.toThrow('there is no scenario')
})

import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { DEFAULT_CASES, runTemplateCases } from '../sandbox/node/templates.ts'

it('prints for every recorded --format what the real clients printed', () => {
  const results = runTemplateCases(readFileSync(DEFAULT_CASES, 'utf8'))
  for (const { id, client, expected, found } of results) expect(found, `${id} as ${client}`).toEqual(expected)
  expect(results).toHaveLength(486)
})

import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { DEFAULT_CASES, runTemplateCases } from '../sandbox/node/templates.ts'

const MORE_CASES = new URL('recordings/more-template-cases.json', import.meta.url)

it.each<[string, URL, number]>([['given', DEFAULT_CASES, 486], ['further', MORE_CASES, 1464]])(
  'prints for every %s --format what the real clients printed',
  (_, file, count) => {
    const results = runTemplateCases(readFileSync(file, 'utf8'))
    for (const { id, client, args, expected, found } of results) expect(found, `${id} as ${client}: ${args.join(' ')}`).toEqual(expected)
    expect(results).toHaveLength(count)
  },
)

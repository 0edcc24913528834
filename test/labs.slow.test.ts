/** What every lab says of itself is so, and none is solved with less than its par, as far as a search comes. */
import { beforeAll, expect, it } from 'vitest'
import '../sandbox/all-parts.ts'
import { installNodeCodecs } from '../sandbox/node/codecs.ts'
import { proveLab } from './support/lab-proof.ts'
import { labsIn, shorterWays } from './support/labs.ts'

beforeAll(installNodeCodecs)

const labs = await labsIn('content')

for (const known of labs) proveLab(known)

it.each(labs.map(known => [known.lab.id, known] as const))('%s has no way shorter than par', (_, known) => {
  const { found, tried } = shorterWays(known)
  expect(found).toEqual([])
  expect(tried).toBeGreaterThan(0)
})

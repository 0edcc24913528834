/** All bytes of the catalogue: what `facts.ts` says of them is so, and what is packed unpacks to what was packed. */
import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { beforeAll, expect, it } from 'vitest'
import { installNodeCodecs } from '../sandbox/node/codecs.ts'
import { FACTS } from '../sandbox/registry/catalogue/facts.ts'
import { findFacts, layerKeys } from '../sandbox/registry/catalogue/find-facts.ts'
import { layerBlob } from '../sandbox/registry/catalogue/layer.ts'
import { LAYERS } from '../sandbox/registry/catalogue/layers.ts'

beforeAll(installNodeCodecs)

it('knows facts of every layer that an image has, and of no other', () => {
  expect(Object.keys(FACTS).sort()).toEqual(layerKeys())
  expect(layerKeys().length).toBeGreaterThan(25)
})

it.each(layerKeys())('knows what is so of %s', key => {
  const facts = FACTS[key]
  expect(findFacts(key)).toEqual(facts)
  const [name = '', architecture = ''] = key.split('/')
  const recipe = LAYERS[name]
  if (!facts || !recipe) throw new Error(key)
  const tar = gunzipSync(layerBlob(recipe, architecture, facts).bytes())
  expect(createHash('sha256').update(tar).digest('hex')).toBe(facts.tar)
})

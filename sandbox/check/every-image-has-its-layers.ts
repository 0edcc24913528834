import { defineCheck } from './define-check.ts'

/**
 * All layers of an image, from its top down, have a record that can be read. An image for which this is false is not
 * listed after a restart, and cannot be removed either.
 *
 * @source moby image/store.go `restore`, layer/layer_store.go `loadLayer` (20.10)
 */
export default defineCheck('every-image-has-its-layers', { always: true }, function* ({ images, layers, daemon }) {
  for (const { id, topChain, config, inMemory } of images.values()) {
    if (config !== 'readable') {
      if (inMemory || daemon === 'stopped') yield { claim: `the config of ${id} can be read`, found: `it is ${config}` }
      continue
    }
    const claim = `${id} has all its layers`
    for (let chain = topChain, depth = 0; chain !== undefined && depth < DEPTH_MAX; depth++) {
      const layer = layers.get(chain)
      if (!layer) {
        yield { claim, found: `there is no layer ${chain}` }
        break
      }
      if (daemon === 'running' && !layer.inMemory) {
        yield { claim, found: `the daemon does not know layer ${chain}` }
        break
      }
      chain = layer.parent
    }
  }
})

/** More than Docker's limit: damaged records could form a ring. */
const DEPTH_MAX = 200

import { defineCheck } from './define-check.ts'

/**
 * Nothing lies in the store that nobody uses. Such leftovers cost space and are seen by no docker command; the only
 * ones that the daemon ever collects are interrupted removals, at its orderly end.
 *
 * @source moby layer/layer_store.go `Cleanup`, `loadLayer` (20.10)
 */
export default defineCheck('no-orphan-data', { always: false }, function* ({ orphans, writeSets, removing, layers }) {
  for (const name of orphans) yield { claim: `overlay2/${name} belongs to a layer or container`, found: 'no record names it' }
  for (const name of writeSets) yield { claim: 'no half-made record is left', found: `layerdb/tmp/${name}` }
  for (const name of removing) yield { claim: 'no half-removed record is left', found: `layerdb/sha256/${name}` }
  for (const { chainID, users } of layers.values()) if (users.length === 0) yield { claim: `layer ${chainID} is used`, found: 'no image, layer or container stands on it' }
})

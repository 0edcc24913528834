import { defineCheck } from './define-check.ts'

/**
 * The daemon's count on each layer is the number of images, layers and containers that stand on it. Too low, and the
 * next removal deletes data that is in use; too high, and the layer stays for ever. It also compares what memory and
 * disk say the names are.
 *
 * @source moby layer/ro_layer.go, layer/layer_store.go (20.10)
 */
export default defineCheck('counts-agree', { always: false }, function* ({ layers, daemon, references, referencesOnDisk }) {
  if (daemon === 'stopped') return
  for (const { chainID, inMemory, referenceCount, users } of layers.values()) {
    if (inMemory && referenceCount !== users.length) yield { claim: `the count of layer ${chainID} is ${users.length}`, found: String(referenceCount) }
  }
  const claim = 'repositories.json has the names that the daemon has'
  if (!referencesOnDisk) yield { claim, found: 'it cannot be read' }
  for (const [reference, id] of references) {
    const onDisk = referencesOnDisk?.get(reference)
    if (referencesOnDisk && onDisk !== id) yield { claim, found: `${reference} is ${onDisk ?? 'not there'}` }
  }
  for (const reference of referencesOnDisk?.keys() ?? []) if (!references.has(reference)) yield { claim, found: `${reference} is only on the disk` }
})

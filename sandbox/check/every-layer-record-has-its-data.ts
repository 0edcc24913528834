import { defineCheck } from './define-check.ts'

/**
 * A layer's record is synced, its data is not: after a power loss the record may stand alone. Docker never looks, so
 * nothing but this check (and a container that fails) shows it.
 *
 * @source moby daemon/graphdriver/overlay2/overlay.go, layer/filestore.go (20.10)
 */
export default defineCheck('every-layer-record-has-its-data', { always: true }, function* ({ layers }) {
  for (const { chainID, record, dataProblems } of layers.values()) {
    if (!record) yield { claim: `layer ${chainID} has a record`, found: 'it is in memory only' }
    for (const problem of record?.problems ?? []) yield { claim: `the record of layer ${chainID} is whole`, found: problem }
    for (const problem of dataProblems) yield { claim: `layer ${chainID} has its data`, found: problem }
  }
})

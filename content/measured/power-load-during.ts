import { measured } from './measurement.ts'
import type { Cuts } from './measurement.ts'

/** The power fails while `docker load` works. */
export default measured<Cuts>('powerloss/cut-during-load', ({ runs }) => ({
  runs: runs.length,
  // Nothing was left, and what the repeated load made runs.
  clean: runs.filter(({ storeAfterReplay, probes }) => (storeAfterReplay.layers ?? []).length === 0 && probes.at(-1)?.exit === 0).length,
}))

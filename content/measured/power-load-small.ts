import { measured } from './measurement.ts'
import type { Cuts } from './measurement.ts'

/** The same with an image of one layer and one program. */
export default measured<Cuts>('powerloss/cut-load-small', ({ runs }) => ({
  runs: runs.length,
  damaged: runs.filter(({ storeAfterReplay }) => (storeAfterReplay.layers ?? []).some(({ emptyFiles }) => emptyFiles.length > 0)).length,
}))

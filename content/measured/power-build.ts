import { measured } from './measurement.ts'
import type { Cuts } from './measurement.ts'

/** The power fails after `docker build` has answered. */
export default measured<Cuts>('powerloss/cut-build', ({ runs }) => ({
  runs: runs.length,
  survived: runs.filter(({ probes }) => probes.find(({ cmd }) => cmd.startsWith('docker run'))?.exit === 0).length,
}))

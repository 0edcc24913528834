import { measured } from './measurement.ts'
import type { Cuts } from './measurement.ts'

const listed = ({ probes }: Cuts['runs'][number]): boolean => probes[0]?.stdout.includes('ubuntu') === true

/** The power fails some seconds after `docker rmi` has answered. */
export default measured<Cuts>('powerloss/cut-rmi', ({ runs }) => ({
  runs: runs.length,
  back: runs.filter(listed).length,
  // Listed again, and a container runs.
  works: runs.filter((run) => listed(run) && run.probes[1]?.exit === 0).length,
  gone: runs.filter((run) => !listed(run)).length,
}))

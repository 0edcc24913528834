import { measured } from './measurement.ts'
import type { Kills } from './measurement.ts'

/** The daemon is killed while `docker load` works; then the load is repeated. */
export default measured<Kills>('powerloss/power-loss-load', ({ rounds, outcomes }) => ({
  rounds,
  healed: outcomes.filter(({ redo, probe }) => redo.exit === 0 && probe.exit === 0).reduce((sum, { count }) => sum + count, 0),
}))

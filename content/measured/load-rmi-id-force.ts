import { measured, removed, roundsWith } from './measurement.ts'
import type { Race } from './measurement.ts'

/** `docker load` and `docker rmi -f` by ID, together. */
export default measured<Race>('concurrency/load-rmi-id-force', (race) => ({
  rounds: race.rounds,
  'fresh-name-removed': roundsWith(race, (outcome) => removed(outcome).untagged === 2),
}))

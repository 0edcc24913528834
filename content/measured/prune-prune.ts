import { measured, roundsWith } from './measurement.ts'
import type { Race } from './measurement.ts'

/** Two `docker image prune -f`, together. */
export default measured<Race>('concurrency/prune-prune', (race) => ({
  rounds: race.rounds,
  refused: roundsWith(race, ({ results }) => results.some(({ stderr }) => stderr.includes('a prune operation is already running'))),
  'one-after-the-other': roundsWith(race, ({ results }) => results.every(({ exit }) => exit === 0)),
}))

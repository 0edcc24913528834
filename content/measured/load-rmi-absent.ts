import { measured, roundsWith } from './measurement.ts'
import type { Race } from './measurement.ts'

/** `docker load` and `docker rmi` of one image that is not there, together. */
export default measured<Race>('concurrency/load-rmi-absent', (race) => ({
  rounds: race.rounds,
  'not-found': roundsWith(race, ({ results }) => results.some(({ stderr }) => stderr.includes('No such image'))),
  removed: roundsWith(race, ({ results }) => results.some(({ stdout }) => stdout.includes('Untagged:'))),
}))

import { measured, removed, roundsWith } from './measurement.ts'
import type { Race } from './measurement.ts'

/** `docker save` and `docker rmi` of one image of four layers, together: one `Deleted:` line is the image alone. */
export default measured<Race>('concurrency/save-rmi', (race) => ({
  rounds: race.rounds,
  'removal-first': roundsWith(race, ({ results }) => results.some(({ stderr }) => stderr.includes('reference does not exist'))),
  'while-saving': roundsWith(race, (outcome) => outcome.results.every(({ exit }) => exit === 0) && removed(outcome).deleted === 1),
  'save-first': roundsWith(race, (outcome) => outcome.results.every(({ exit }) => exit === 0) && removed(outcome).deleted === 5),
}))

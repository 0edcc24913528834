import { measured, roundsWith } from './measurement.ts'
import type { Race } from './measurement.ts'

/** Two `docker rmi` of one image by its name, together. */
export default measured<Race>('concurrency/rmi-rmi', (race) => ({
  rounds: race.rounds,
  'one-refused': roundsWith(race, ({ results, imagesAfter }) => results.filter(({ exit }) => exit === 0).length === 1 && imagesAfter.length === 0),
}))

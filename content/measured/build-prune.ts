import { measured, roundsWith } from './measurement.ts'
import type { Race } from './measurement.ts'

/** `docker build` with RUN steps and `docker image prune -f`, together. */
export default measured<Race>('concurrency/build-prune', (race) => ({
  rounds: race.rounds,
  harmless: roundsWith(race, ({ results, imagesAfter }) => results.every(({ exit }) => exit === 0) && imagesAfter.includes('app:latest')),
}))

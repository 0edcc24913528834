import { measured, roundsWith } from './measurement.ts'
import type { Race } from './measurement.ts'

/** `docker tag` and `docker rmi` of its source, together. */
export default measured<Race>('concurrency/tag-rmi', (race) => ({
  rounds: race.rounds,
  'removal-first': roundsWith(race, ({ results }) => results.some(({ cmd, exit }) => cmd.startsWith('docker tag') && exit !== 0)),
  'tag-first': roundsWith(race, ({ results, imagesAfter }) => results.every(({ exit }) => exit === 0) && imagesAfter.length > 0),
  // Tagged, they say, and not there.
  dangling: roundsWith(race, ({ results, imagesAfter }) => results.every(({ exit }) => exit === 0) && imagesAfter.length === 0),
}))

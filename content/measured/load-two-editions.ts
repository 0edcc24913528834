import { measured, roundsWith } from './measurement.ts'
import type { Race } from './measurement.ts'

/** Two archives, each with an image of its own under the same name, loaded together. */
export default measured<Race>('concurrency/load-two-editions', (race) => ({
  rounds: race.rounds,
  // Both are there, one of them without a name.
  'one-unnamed': roundsWith(race, ({ results, imagesAfter }) => results.every(({ exit }) => exit === 0) && imagesAfter.length === 2 && imagesAfter.includes('<none>:<none>')),
  // One load says whose name it takes, the other does not.
  'one-says-so': roundsWith(race, ({ results }) => results.filter(({ stdout }) => stdout.includes('renaming the old one')).length === 1),
}))

import { measured, roundsWith } from './measurement.ts'
import type { Race } from './measurement.ts'

/** `docker build` with RUN steps and `docker rmi` of the image that `FROM` names, together. */
export default measured<Race>('concurrency/build-rmi-parent', (race) => ({
  rounds: race.rounds,
  'removal-first': roundsWith(race, ({ results: [build, rmi] }) => build?.exit === 1 && build.stderr.includes('registry-1.docker.io') && rmi?.exit === 0),
  refused: roundsWith(race, ({ results: [build, rmi] }) => build?.exit === 0 && rmi?.exit === 1),
}))

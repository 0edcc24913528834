import { measured, roundsWith } from './measurement.ts'
import type { Race } from './measurement.ts'

/** The same with `docker rmi -f` and the ID. The first output is that of the build. */
export default measured<Race>('concurrency/build-rmi-parent-force', (race) => ({
  rounds: race.rounds,
  'removal-first': roundsWith(race, ({ results: [build] }) => build?.exit === 1 && build.stderr.includes('registry-1.docker.io')),
  refused: roundsWith(race, ({ results: [build, rmi] }) => build?.exit === 0 && rmi?.exit === 1),
  'left-unnamed': roundsWith(race, ({ results: [build], imagesAfter }) => build?.exit === 1 && build.stderr.includes('unknown parent image ID') && imagesAfter.length === 1),
  'nothing-left': roundsWith(race, ({ results: [build], imagesAfter }) => build?.exit === 1 && build.stderr.includes('no such file or directory') && imagesAfter.length === 0),
}))

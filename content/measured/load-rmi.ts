import { measured, removed, roundsWith } from './measurement.ts'
import type { Race, RaceOutcome } from './measurement.ts'

const listed = ({ imagesAfter }: RaceOutcome): boolean => imagesAfter.length > 0

/** `docker load` and `docker rmi` of one image that is there, together. It has one layer: two `Deleted:` lines are image and layer. */
export default measured<Race>('concurrency/load-rmi', (race) => ({
  rounds: race.rounds,
  'removal-first': roundsWith(race, (outcome) => removed(outcome).deleted === 2 && listed(outcome)),
  'load-first': roundsWith(race, (outcome) => removed(outcome).deleted === 2 && !listed(outcome)),
  'stepped-back': roundsWith(race, (outcome) => removed(outcome).deleted === 0),
  'put-back': roundsWith(race, (outcome) => removed(outcome).deleted === 1 && listed(outcome)),
  lost: roundsWith(race, (outcome) => removed(outcome).deleted === 1 && !listed(outcome)),
  'layer-left': race.storeAfterRemovingAll.filter(({ layers }) => layers > 0).reduce((sum, { count }) => sum + count, 0),
}))

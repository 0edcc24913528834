/** Plays scenarios in Node: what tests of scenarios import. */
import type { Scenario } from '../scenario/scenario.ts'
import { playAll } from '../play.ts'
import type { Played } from '../play.ts'
import { installNodeCodecs } from './codecs.ts'

installNodeCodecs()

/** Play all replays of a scenario, and look at what it expects of them. @throws an error with a sentence when it cannot be carried out */
export const play = (scenario: Scenario): Played => playAll(scenario)

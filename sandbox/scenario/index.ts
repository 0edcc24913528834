/** The format of scenarios: all that content/ needs of the engine. */
export { defineScenario } from './scenario.ts'
export type { Claim, FileSource, Point, Replay, Scenario, ScheduleItem, Statement } from './scenario.ts'
export type { ImageRecipe, LayerFile } from './archive.ts'

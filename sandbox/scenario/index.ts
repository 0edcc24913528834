/** The formats of scenarios and labs: all that content/ needs of the engine. */
export { defineScenario } from './scenario.ts'
export type { Claim, CommandStatement, Evidence, FileSource, Point, Replay, Scenario, ScenarioHost, ScenarioRegistry, ScheduleItem, Statement, Sweep } from './scenario.ts'
export type { ImageRecipe, LayerFile } from './archive.ts'
export { LAB_KINDS, LAB_LEVELS, defineLab } from './lab.ts'
export type { Goal, Lab, LabKind, LabLevel, LabMove, LabTask, ParUnit } from './lab.ts'

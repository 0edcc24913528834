import type { CommandLine } from './command-line.ts'
import { UsageError } from './command-line.ts'

/** `layerlab run FILE` */
export function runScenarioFile(_options: CommandLine): number {
  throw new UsageError('layerlab run is not there yet')
}

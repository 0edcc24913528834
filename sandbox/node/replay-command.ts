import type { CommandLine } from './command-line.ts'
import { UsageError } from './command-line.ts'

/** `layerlab replay FILE` */
export function replayCommand(_options: CommandLine): number {
  throw new UsageError('layerlab replay is not there yet')
}

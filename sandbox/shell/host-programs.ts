import { docker } from '../cli/docker.ts'
import type { Program } from '../machine/process.ts'
import { programs } from '../programs/index.ts'
import { shellPrograms } from './index.ts'

/** Everything an executable file of a host or container may turn out to be. */
export function hostPrograms(): ReadonlyMap<string, Program> {
  return new Map<string, Program>([...programs, ...shellPrograms, ['docker', docker]])
}

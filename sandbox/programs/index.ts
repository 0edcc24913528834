import type { Program } from '../machine/process.ts'
import { systemPrograms } from './system/index.ts'
import { textPrograms } from './text/index.ts'

/** Every program of the simulated machine except `docker` and the shell, by name. */
export const programs: ReadonlyMap<string, Program> = new Map([...textPrograms, ...systemPrograms])

import { docker } from '../cli/docker.ts'
import type { Program } from '../machine/process.ts'
import { textPrograms } from '../programs/text/index.ts'

/** Everything an executable file of a host or container may turn out to be. */
export function hostPrograms(): ReadonlyMap<string, Program> {
  const bash: Program = function* (process) {
    // Stand-in until the shell is there: words split at blanks.
    const words = (process.argv[2] ?? '').split(' ').filter(word => word !== '')
    const program = programs.get(words[0] ?? '')
    if (!program) return 127
    const child = process.machine.start(process, program, { argv: words, env: process.env, fs: process.fs.fork(), files: process.files })
    return yield* process.machine.wait(child)
  }
  const programs = new Map<string, Program>([...textPrograms, ['docker', docker], ['bash', bash]])
  return programs
}

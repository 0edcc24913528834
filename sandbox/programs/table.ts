import type { Program } from '../machine/process.ts'
import { hasApplet } from './applets.ts'
import { makeProgram } from './define-program.ts'
import type { ProgramDescription } from './define-program.ts'
import type { Programs } from './index.ts'

/** Programs of their descriptions, and as they are. */
export function programTable(described: readonly ProgramDescription[], plain: readonly (readonly [name: string, program: Program])[] = []): Programs {
  return new Map<string, Program>([
    ...described.map(description => [description.name, makeProgram(description, 'gnu')] as const),
    ...described.filter(({ name }) => hasApplet(name)).map(description => [`busybox:${description.name}`, makeProgram(description, 'busybox')] as const),
    ...plain,
  ])
}

import { Part } from '../base/parts.ts'
import type { shellPrograms } from './run/program.ts'
import type { ShellSession } from './run/session.ts'

/** The shells of hosts and containers, and the one that lives at a terminal. */
export const shells = new Part<{ readonly ShellSession: typeof ShellSession; readonly shellPrograms: typeof shellPrograms }>('line')

import { Part } from '../base/parts.ts'
import type { runX86 } from './x86.ts'

/** Running the machine code of tiny programs. */
export const machineCode = new Part<{ readonly runX86: typeof runX86 }>('containers')

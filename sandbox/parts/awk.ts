/** The language awk. */
import { PROGRAM_PARTS } from '../programs/index.ts'
import { programTable } from '../programs/table.ts'
import { awk } from '../programs/text/awk.ts'

export const installPart = (): void => PROGRAM_PARTS.awk.install(programTable([awk]))

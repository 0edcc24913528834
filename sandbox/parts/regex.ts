/** The editor of streams. */
import { PROGRAM_PARTS } from '../programs/index.ts'
import { programTable } from '../programs/table.ts'
import { sed } from '../programs/text/sed.ts'

export const installPart = (): void => PROGRAM_PARTS.regex.install(programTable([sed]))

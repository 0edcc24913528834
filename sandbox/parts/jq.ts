/** The language jq. */
import { PROGRAM_PARTS } from '../programs/index.ts'
import { programTable } from '../programs/table.ts'
import { jq } from '../programs/text/jq.ts'

export const installPart = (): void => PROGRAM_PARTS.jq.install(programTable([], [['jq', jq]]))

/** Archives. */
import { PROGRAM_PARTS } from '../programs/index.ts'
import { programTable } from '../programs/table.ts'
import { tar } from '../programs/system/tar.ts'

export const installPart = (): void => PROGRAM_PARTS.tar.install(programTable([tar]))

/** The programs that the first lines of lessons type. */
import { PROGRAM_PARTS } from '../programs/index.ts'
import { ls } from '../programs/system/ls.ts'
import { sync } from '../programs/system/sync.ts'
import { programTable } from '../programs/table.ts'
import { cat } from '../programs/text/cat.ts'
import { echo } from '../programs/text/echo.ts'
import { sleep } from '../programs/text/sleep.ts'
import { noProgram, yesProgram } from '../programs/text/yes-no.ts'

export const installPart = (): void => PROGRAM_PARTS.basics.install(programTable([cat, ls, sleep, sync], [['echo', echo], ['false', noProgram], ['true', yesProgram]]))

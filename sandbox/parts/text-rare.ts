/** Programs that work on text and are typed seldom. */
import { PROGRAM_PARTS } from '../programs/index.ts'
import { programTable } from '../programs/table.ts'
import { column, comm, join, paste } from '../programs/text/column-tools.ts'
import { cmp, diff } from '../programs/text/diff.ts'
import { expr } from '../programs/text/expr.ts'
import { file } from '../programs/text/file.ts'
import { gunzip, gzip, zcat } from '../programs/text/gzip.ts'
import { hexdump } from '../programs/text/hexdump.ts'
import { fold, nl, rev, strings, tac } from '../programs/text/line-tools.ts'
import { od } from '../programs/text/od.ts'
import { less, more } from '../programs/text/pager.ts'
import { seq } from '../programs/text/seq.ts'
import { xxd } from '../programs/text/xxd.ts'

export const installPart = (): void => PROGRAM_PARTS['text-rare'].install(programTable([
    cmp, column, comm, diff, file, fold, gunzip, gzip, hexdump, join, less, more, nl, od, paste, rev, seq, strings, tac, xxd, zcat,
  ], [['expr', expr]]))

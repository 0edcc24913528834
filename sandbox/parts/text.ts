/** Programs that work on text, as lessons use them. */
import { PROGRAM_PARTS } from '../programs/index.ts'
import { programTable } from '../programs/table.ts'
import { base64 } from '../programs/text/base64.ts'
import { md5sum, sha256sum } from '../programs/text/checksum.ts'
import { cut } from '../programs/text/cut.ts'
import { date } from '../programs/text/date.ts'
import { env, printenv } from '../programs/text/env.ts'
import { egrep, fgrep, grep } from '../programs/text/grep.ts'
import { head } from '../programs/text/head.ts'
import { basename, dirname } from '../programs/text/names.ts'
import { printf } from '../programs/text/printf.ts'
import { clear, nproc, tty, yes } from '../programs/text/small.ts'
import { sort } from '../programs/text/sort.ts'
import { tail } from '../programs/text/tail.ts'
import { tee } from '../programs/text/tee.ts'
import { test } from '../programs/text/test.ts'
import { timeout } from '../programs/text/timeout.ts'
import { tr } from '../programs/text/tr.ts'
import { uniq } from '../programs/text/uniq.ts'
import { wc } from '../programs/text/wc.ts'
import { xargs } from '../programs/text/xargs.ts'

export const installPart = (): void => PROGRAM_PARTS.text.install(programTable([
    base64, basename, cut, date, dirname, env, grep, egrep, fgrep, head, md5sum, nproc, printenv, printf, sha256sum, sort, tail, tee, timeout, tr,
    tty, uniq, wc, xargs, yes,
  ], [['[', test], ['clear', clear], ['test', test]]))

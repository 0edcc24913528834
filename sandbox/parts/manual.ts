/** Short manual pages, made of the descriptions of the programs that work on text. */
import { PROGRAM_PARTS } from '../programs/index.ts'
import { awk } from '../programs/text/awk.ts'
import { base64 } from '../programs/text/base64.ts'
import { cat } from '../programs/text/cat.ts'
import { md5sum, sha256sum } from '../programs/text/checksum.ts'
import { column, comm, join, paste } from '../programs/text/column-tools.ts'
import { cut } from '../programs/text/cut.ts'
import { date } from '../programs/text/date.ts'
import { cmp, diff } from '../programs/text/diff.ts'
import { env, printenv } from '../programs/text/env.ts'
import { file } from '../programs/text/file.ts'
import { egrep, fgrep, grep } from '../programs/text/grep.ts'
import { gunzip, gzip, zcat } from '../programs/text/gzip.ts'
import { head } from '../programs/text/head.ts'
import { hexdump } from '../programs/text/hexdump.ts'
import { fold, nl, rev, strings, tac } from '../programs/text/line-tools.ts'
import { help, manual } from '../programs/text/manual.ts'
import { basename, dirname } from '../programs/text/names.ts'
import { od } from '../programs/text/od.ts'
import { less, more } from '../programs/text/pager.ts'
import { printf } from '../programs/text/printf.ts'
import { sed } from '../programs/text/sed.ts'
import { seq } from '../programs/text/seq.ts'
import { sleep } from '../programs/text/sleep.ts'
import { nproc, tty, yes } from '../programs/text/small.ts'
import { sort } from '../programs/text/sort.ts'
import { tail } from '../programs/text/tail.ts'
import { tee } from '../programs/text/tee.ts'
import { timeout } from '../programs/text/timeout.ts'
import { tr } from '../programs/text/tr.ts'
import { uniq } from '../programs/text/uniq.ts'
import { wc } from '../programs/text/wc.ts'
import { xargs } from '../programs/text/xargs.ts'
import { xxd } from '../programs/text/xxd.ts'

export const installPart = (): void =>
  PROGRAM_PARTS.manual.install(new Map([['help', help], ['man', manual([
    awk, base64, basename, cat, cmp, column, comm, cut, date, diff, dirname, egrep, env, fgrep, file, fold, grep, gunzip, gzip, head, hexdump, join,
    less, md5sum, more, nl, nproc, od, paste, printenv, printf, rev, sed, seq, sha256sum, sleep, sort, strings, tac, tail, tee, timeout, tr, tty,
    uniq, wc, xargs, xxd, yes, zcat,
  ])]]))

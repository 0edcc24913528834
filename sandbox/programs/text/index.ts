/** The programs that work on text. */
import type { Program } from '../../machine/process.ts'
import { makeProgram } from '../define-program.ts'
import type { ProgramDescription } from '../define-program.ts'
import { awk } from './awk.ts'
import { base64 } from './base64.ts'
import { cat } from './cat.ts'
import { md5sum, sha256sum } from './checksum.ts'
import { column, comm, join, paste } from './column-tools.ts'
import { cut } from './cut.ts'
import { date } from './date.ts'
import { cmp, diff } from './diff.ts'
import { echo } from './echo.ts'
import { env, printenv } from './env.ts'
import { expr } from './expr.ts'
import { file } from './file.ts'
import { egrep, fgrep, grep } from './grep.ts'
import { gunzip, gzip, zcat } from './gzip.ts'
import { head } from './head.ts'
import { hexdump } from './hexdump.ts'
import { jq } from './jq.ts'
import { fold, nl, rev, strings, tac } from './line-tools.ts'
import { help, manual } from './manual.ts'
import { basename, dirname } from './names.ts'
import { od } from './od.ts'
import { less, more } from './pager.ts'
import { printf } from './printf.ts'
import { sed } from './sed.ts'
import { seq } from './seq.ts'
import { sleep, timeout } from './sleep.ts'
import { clear, noProgram, nproc, tty, yes, yesProgram } from './small.ts'
import { sort } from './sort.ts'
import { tail } from './tail.ts'
import { tee } from './tee.ts'
import { test } from './test.ts'
import { tr } from './tr.ts'
import { uniq } from './uniq.ts'
import { wc } from './wc.ts'
import { xargs } from './xargs.ts'
import { xxd } from './xxd.ts'

const DESCRIBED: readonly ProgramDescription[] = [
  awk, base64, basename, cat, cmp, column, comm, cut, date, diff, dirname, egrep, env, fgrep, file, fold, grep, gunzip, gzip, head, hexdump,
  join, less, md5sum, more, nl, nproc, od, paste, printenv, printf, rev, sed, seq, sha256sum, sleep, sort, strings, tac, tail, tee,
  timeout, tr, tty, uniq, wc, xargs, xxd, yes, zcat,
]

/** GNU programs that BusyBox does not have. */
const NOT_IN_BUSYBOX = new Set(['column', 'comm', 'file', 'join'])

const PLAIN: readonly (readonly [name: string, program: Program])[] = [
  ['[', test], ['clear', clear], ['echo', echo], ['expr', expr], ['false', noProgram], ['help', help], ['jq', jq],
  ['man', manual(DESCRIBED)], ['test', test], ['true', yesProgram],
]

/** Programs by name; `busybox:NAME` is the applet where it differs. */
export const textPrograms: ReadonlyMap<string, Program> = new Map<string, Program>([
  ...DESCRIBED.map(description => [description.name, makeProgram(description, 'gnu')] as const),
  ...DESCRIBED.filter(({ name }) => !NOT_IN_BUSYBOX.has(name)).map(description => [`busybox:${description.name}`, makeProgram(description, 'busybox')] as const),
  ...PLAIN,
])

/** The programs that work on text. */
import type { Program } from '../../machine/process.ts'
import { makeProgram } from '../define-program.ts'
import type { ProgramDescription } from '../define-program.ts'
import { awk } from './awk.ts'
import { cat } from './cat.ts'
import { md5sum, sha256sum } from './checksum.ts'
import { cut } from './cut.ts'
import { date } from './date.ts'
import { echo } from './echo.ts'
import { env, printenv } from './env.ts'
import { grep } from './grep.ts'
import { head } from './head.ts'
import { jq } from './jq.ts'
import { basename, dirname } from './names.ts'
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

const DESCRIBED: readonly ProgramDescription[] = [
  awk, basename, cat, cut, date, dirname, env, grep, head, md5sum, nproc, printenv, printf, sed, seq, sha256sum, sleep, sort, tail, tee,
  timeout, tr, tty, uniq, wc, xargs, yes,
]

const PLAIN: readonly (readonly [name: string, program: Program])[] = [
  ['[', test], ['clear', clear], ['echo', echo], ['false', noProgram], ['jq', jq], ['test', test], ['true', yesProgram],
]

/** Programs by name; `busybox:NAME` is the applet where it differs. */
export const textPrograms: ReadonlyMap<string, Program> = new Map<string, Program>([
  ...DESCRIBED.map(description => [description.name, makeProgram(description, 'gnu')] as const),
  ...DESCRIBED.map(description => [`busybox:${description.name}`, makeProgram(description, 'busybox')] as const),
  ...PLAIN,
])

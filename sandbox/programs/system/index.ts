/** The programs of a machine: files, processes, services, the kernel. */
import type { Program } from '../../machine/process.ts'
import { makeProgram } from '../define-program.ts'
import type { ProgramDescription } from '../define-program.ts'
import { chgrp, chmod, chown } from './chmod.ts'
import { cp, install } from './cp.ts'
import { dd } from './dd.ts'
import { df, du } from './du.ts'
import { find } from './find.ts'
import { readlink, realpath, sync } from './links.ts'
import { ls } from './ls.ts'
import { mkdir, mktemp, touch, truncate } from './mkdir.ts'
import { link, ln, mv } from './mv.ts'
import { rm, rmdir, unlink } from './rm.ts'
import { stat } from './stat.ts'
import { tar } from './tar.ts'
import { tree } from './tree.ts'

const DESCRIBED: readonly ProgramDescription[] = [
  chgrp, chmod, chown, cp, dd, df, du, find, install, link, ln, ls, mkdir, mktemp, mv, readlink, realpath, rm, rmdir, stat, sync, tar, touch, tree, truncate, unlink,
]

/** Programs by name; `busybox:NAME` is the applet, which prints differently. */
export const systemPrograms: ReadonlyMap<string, Program> = new Map<string, Program>([
  ...DESCRIBED.map(description => [description.name, makeProgram(description, 'gnu')] as const),
  ...DESCRIBED.map(description => [`busybox:${description.name}`, makeProgram(description, 'busybox')] as const),
])

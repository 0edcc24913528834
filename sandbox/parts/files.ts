/** Programs that work on files and directories. */
import { PROGRAM_PARTS } from '../programs/index.ts'
import { programTable } from '../programs/table.ts'
import { chgrp, chmod, chown } from '../programs/system/chmod.ts'
import { cp, install } from '../programs/system/cp.ts'
import { dd } from '../programs/system/dd.ts'
import { df, du } from '../programs/system/du.ts'
import { find } from '../programs/system/find.ts'
import { pwd, readlink, realpath } from '../programs/system/links.ts'
import { fallocate, mkdir, mktemp, touch, truncate } from '../programs/system/mkdir.ts'
import { link, ln, mv } from '../programs/system/mv.ts'
import { rm, rmdir, unlink } from '../programs/system/rm.ts'
import { stat } from '../programs/system/stat.ts'
import { tree } from '../programs/system/tree.ts'

export const installPart = (): void => PROGRAM_PARTS.files.install(programTable([
    chgrp, chmod, chown, cp, dd, df, du, fallocate, find, install, link, ln, mkdir, mktemp, mv, pwd, readlink, realpath, rm, rmdir, stat, touch,
    tree, truncate, unlink,
  ]))

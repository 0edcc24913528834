/** What moves files into and out of containers, and makes images of them. */
import { diff } from '../cli/changes.ts'
import { COMMAND_PARTS } from '../cli/commands.ts'
import { commit } from '../cli/commit.ts'
import { cp } from '../cli/cp.ts'
import { exec } from '../cli/exec.ts'
import { exportCommand } from '../cli/export.ts'
import { importCommand } from '../cli/import.ts'

export const installPart = (): void => COMMAND_PARTS['container-files'].install({ commit, cp, diff, exec, export: exportCommand, import: importCommand })

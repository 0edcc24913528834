import { Part } from '../base/parts.ts'
import type { FileSystem } from '../disk/file-system.ts'
import type { Machine } from './machine.ts'
import { MadeFs } from './made-fs.ts'
import type { MadeFile } from './made-fs.ts'
import type { makeProcRoot } from './proc-fs.ts'

/** What stands in `/proc`. */
export const procFiles = new Part<{ readonly makeProcRoot: typeof makeProcRoot }>('line')

/**
 * The proc file system of a machine.
 *
 * @param container its processes only, counted from 1; undefined for the host's own
 */
export function makeProcFs(machine: Machine, container: object | undefined): FileSystem {
  let made: MadeFile | undefined
  const files = (): MadeFile => (made ??= procFiles.content.makeProcRoot(machine, container))
  const root: MadeFile = { type: 'directory', mode: 0o555, names: () => files().names?.() ?? [], child: name => files().child?.(name) }
  return new MadeFs('proc', root, machine.disk.epochSeconds, () => {
    machine.scheduler.memory.touch('kernel', 'proc', 'read')
    machine.scheduler.memory.touch('mounts', '', 'read')
  })
}

import type { Namespace } from '../disk/file-system.ts'
import type { Fs } from '../disk/fs.ts'
import { SyscallError } from '../base/errors.ts'
import { makeDevFs } from './dev-fs.ts'
import type { Machine } from './machine.ts'
import { makeProcFs } from './proc.ts'

/** Cover `/proc` and `/dev` of a container with the kernel's own file systems, where the image has the directories. */
export function containerMounts(machine: Machine, namespace: Namespace, inside: Fs, container: object): void {
  const cover = (path: string, fs: ReturnType<typeof makeProcFs>): void => {
    try {
      const at = inside.find(path, true, 'mount')
      machine.mount(namespace, at, { fs, root: fs.root, path, source: fs.kind, options: 'rw,nosuid', readOnly: false })
    } catch (error) {
      if (!(error instanceof SyscallError)) throw error
    }
  }
  cover('/proc', makeProcFs(machine, container))
  cover('/dev', makeDevFs(machine, { container: true }))
}

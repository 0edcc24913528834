import type { Namespace } from '../disk/file-system.ts'
import type { Fs } from '../disk/fs.ts'
import type { Machine } from './machine.ts'

/** Cover `/proc`, `/dev` and `/sys` of a container with the kernel's own file systems. */
export function containerMounts(_machine: Machine, _namespace: Namespace, _inside: Fs, _container: object): void {
  // Filled in by proc-fs and dev-fs.
}

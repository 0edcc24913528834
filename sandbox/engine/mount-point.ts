import type { Fs } from '../disk/fs.ts'
import type { Op } from '../sched/op.ts'

/**
 * Make what is missing where something is to be mounted: a directory for a directory, a file for a file.
 *
 * @source runc libcontainer/rootfs_linux.go `createIfNotExists`
 */
export function* makeMountPoint(fs: Fs, source: string, destination: string, from: Fs = fs): Op<void> {
  if ((yield* from.stat(source)).type === 'directory') {
    yield* fs.mkdirAll(destination, 0o755)
    return
  }
  if (yield* fs.exists(destination)) return
  const parent = destination.slice(0, destination.lastIndexOf('/'))
  if (parent !== '') yield* fs.mkdirAll(parent, 0o755)
  yield* fs.writeFile(destination, new Uint8Array(0), 0o755)
}

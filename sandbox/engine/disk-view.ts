/**
 * The files of a machine's disk, looked at from outside: no steps, no footprint, no links followed. For views and
 * checks; the engine itself goes through system calls.
 */
import { text } from '../base/bytes.ts'
import type { Inode } from '../disk/inode.ts'
import type { SimDisk } from '../disk/sim-disk.ts'

export class DiskView {
  readonly disk: SimDisk

  constructor(disk: SimDisk) {
    this.disk = disk
  }

  /** The file at an absolute path. */
  find(path: string): Inode | undefined {
    let at: Inode | undefined = this.disk.root
    for (const name of path.split('/')) if (name !== '') at = at?.entries.get(name)
    return at
  }

  /** Names in a directory, by code unit; none when it is not there. */
  names(path: string): string[] {
    return [...(this.find(path)?.entries.keys() ?? [])].sort()
  }

  /** The text of a regular file. */
  text(path: string): string | undefined {
    const inode = this.find(path)
    return inode?.type === 'file' ? text(inode.content.bytes()) : undefined
  }

  /** Every file and directory below a path, parents first; paths are relative to it. */
  *walk(path: string): Generator<readonly [path: string, inode: Inode]> {
    const top = this.find(path)
    if (top?.type === 'directory') yield* this.walkBelow('', top)
  }

  private *walkBelow(prefix: string, directory: Inode): Generator<readonly [string, Inode]> {
    for (const name of [...directory.entries.keys()].sort()) {
      const inode = directory.entries.get(name) as Inode
      const path = prefix === '' ? name : `${prefix}/${name}`
      yield [path, inode]
      if (inode.type === 'directory') yield* this.walkBelow(path, inode)
    }
  }
}

/** Files of the real machine on a simulated disk, as if they had always been there. */
import { lstatSync, openSync, readFileSync, readSync, readdirSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { Content } from '../disk/content.ts'
import type { Extent } from '../disk/content.ts'
import type { DeviceNumber, Inode } from '../disk/inode.ts'
import type { SimDisk } from '../disk/sim-disk.ts'
import { UsageError } from './command-line.ts'

/** Larger files stay where they are and are read when the sandbox reads them. */
export const HELD_BYTES_MAX = 1 << 20

export interface CopyOptions {
  /** Who asked for it: sentences of errors begin so. */
  readonly what: string
  readonly entriesMax: number
  /** Told of each file, by its path below the folder. */
  readonly seen?: (path: string, inode: Inode) => void
  /** False: what is below this path is left out. */
  readonly wanted?: (path: string) => boolean
}

/**
 * Copy the files of a folder into a directory of the disk. What stands there under the same name is replaced.
 *
 * @returns open descriptors of files that are read later on
 * @throws UsageError when there are too many, or one cannot be read
 */
export function copyIn(directory: string, disk: SimDisk, into: Inode, { what, entriesMax, seen, wanted }: CopyOptions): number[] {
  const open: number[] = []
  let entries = 0
  const contentOf = (path: string, size: number): Content => {
    if (size <= HELD_BYTES_MAX) return Content.of(new Uint8Array(readFileSync(path)))
    const descriptor = openSync(path, 'r')
    open.push(descriptor)
    const extent: Extent = { length: size, read: (from, to) => readRange(descriptor, from, to, path) }
    return Content.of(extent)
  }
  const bring = (path: string, at: Inode): void => {
    for (const name of readdirSync(join(directory, path)).sort()) {
      const below = path === '' ? name : `${path}/${name}`
      if (wanted && !wanted(below)) continue
      const real = join(directory, below)
      const stat = lstatSync(real)
      const attributes = { mode: stat.mode & 0o7777, uid: 0, gid: 0 }
      if (++entries > entriesMax) throw new UsageError(`${what} ${directory}: it holds more than ${entriesMax} files; give a smaller folder`)
      const there = disk.lookup(at, name)
      if (there && !(there.type === 'directory' && stat.isDirectory())) removeTree(disk, at, name)
      let inode: Inode
      if (stat.isDirectory()) inode = disk.lookup(at, name) ?? disk.create(at, name, 'directory', attributes)
      else if (stat.isSymbolicLink()) inode = disk.create(at, name, 'symlink', { ...attributes, mode: 0o777 }, { target: readlinkSync(real) })
      else if (stat.isFile()) {
        inode = disk.create(at, name, 'file', attributes)
        disk.setContent(inode, contentOf(real, stat.size))
      } else if (stat.isCharacterDevice()) inode = disk.create(at, name, 'character', attributes, { device: deviceOf(stat.rdev) })
      else continue
      seen?.(below, inode)
      if (stat.isDirectory()) bring(below, inode)
      disk.setAttributes(inode, { mtime: stat.mtimeMs / 1000 })
    }
  }
  bring('', into)
  return open
}

/** @source glibc sys/sysmacros.h `gnu_dev_major`, `gnu_dev_minor`, for numbers below 2^32 */
const deviceOf = (rdev: number): DeviceNumber => ({ major: (rdev >> 8) & 0xfff, minor: (rdev & 0xff) | ((rdev >> 12) & 0xfff00) })

function removeTree(disk: SimDisk, directory: Inode, name: string): void {
  const inode = disk.lookup(directory, name)
  if (!inode) return
  if (inode.type === 'directory') for (const below of disk.names(inode)) removeTree(disk, inode, below)
  disk.unlink(directory, name)
}

function readRange(descriptor: number, from: number, to: number, path: string): Uint8Array {
  const bytes = new Uint8Array(to - from)
  let at = 0
  while (at < bytes.length) {
    const read = readSync(descriptor, bytes, at, bytes.length - at, from + at)
    if (read === 0) throw new UsageError(`${path} became shorter while it was being read`)
    at += read
  }
  return bytes
}

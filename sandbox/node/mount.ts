/** A folder of the real machine as a folder of the sandbox, and back. */
import { closeSync, lstatSync, mkdirSync, openSync, readFileSync, readSync, readdirSync, readlinkSync, renameSync, rmSync, statSync, symlinkSync, utimesSync, writeSync, chmodSync } from 'node:fs'
import { join } from 'node:path'
import { Content } from '../disk/content.ts'
import type { Extent } from '../disk/content.ts'
import type { Inode } from '../disk/inode.ts'
import type { SimDisk } from '../disk/sim-disk.ts'
import { UsageError } from './command-line.ts'

/** Larger files stay where they are and are read when the sandbox reads them. */
const HELD_BYTES_MAX = 1 << 20
const ENTRIES_MAX = 100_000

/** What a path of the folder was when it came in. */
interface Known {
  readonly inode: Inode
  readonly content: Content
  readonly mode: number
}

export class MountedFolder {
  private readonly directory: string
  private readonly disk: SimDisk
  private readonly place: string
  private readonly known = new Map<string, Known>()
  private readonly open: number[] = []

  /**
   * Copy the files of `directory` below `place` of the disk, durable, as if they had always been there.
   *
   * @throws UsageError when it is not a folder that can be read, or too large a one
   */
  constructor(directory: string, disk: SimDisk, place: string) {
    this.directory = directory
    this.disk = disk
    this.place = place
    // The folder itself may be given as a link to one.
    const stat = statSync(directory, { throwIfNoEntry: false })
    if (!stat) throw new UsageError(`--mount ${directory}: there is no such directory`)
    if (!stat.isDirectory()) throw new UsageError(`--mount ${directory}: this is not a directory`)
    const root = this.find(place)
    if (!root) throw new UsageError(`the sandbox has no directory ${place}`)
    this.bringIn('', root)
    disk.sync()
  }

  private bringIn(path: string, into: Inode): void {
    const { disk } = this
    for (const name of readdirSync(join(this.directory, path)).sort()) {
      const below = path === '' ? name : `${path}/${name}`
      const real = join(this.directory, below)
      const stat = lstatSync(real)
      const attributes = { mode: stat.mode & 0o7777, uid: 0, gid: 0 }
      if (this.known.size >= ENTRIES_MAX) throw new UsageError(`--mount ${this.directory}: it holds more than ${ENTRIES_MAX} files; mount a smaller folder`)
      let inode: Inode
      const there = disk.lookup(into, name)
      if (there && !(there.type === 'directory' && stat.isDirectory())) removeTree(disk, into, name)
      if (stat.isDirectory()) {
        inode = disk.lookup(into, name) ?? disk.create(into, name, 'directory', attributes)
        this.known.set(below, { inode, content: Content.EMPTY, mode: attributes.mode })
        this.bringIn(below, inode)
      } else if (stat.isSymbolicLink()) inode = disk.create(into, name, 'symlink', { ...attributes, mode: 0o777 }, { target: readlinkSync(real) })
      else if (stat.isFile()) {
        inode = disk.create(into, name, 'file', attributes)
        disk.setContent(inode, this.contentOf(real, stat.size))
      } else continue
      disk.setAttributes(inode, { mtime: stat.mtimeMs / 1000 })
      this.known.set(below, { inode, content: inode.content, mode: inode.attributes.mode })
    }
  }

  private contentOf(path: string, size: number): Content {
    if (size <= HELD_BYTES_MAX) return Content.of(new Uint8Array(readFileSync(path)))
    const descriptor = openSync(path, 'r')
    this.open.push(descriptor)
    const extent: Extent = { length: size, read: (from, to) => readRange(descriptor, from, to, path) }
    return Content.of(extent)
  }

  /** Write back what the sandbox changed. Gives a sentence for each thing that could not be. */
  bringBack(): string[] {
    const problems: string[] = []
    const root = this.find(this.place)
    const now = new Set<string>()
    if (root?.type === 'directory') this.compare('', root, now, problems)
    // Deepest first, so that a folder is empty when its turn comes.
    for (const path of [...this.known.keys()].sort().reverse()) if (!now.has(path)) rmSync(join(this.directory, path), { recursive: true, force: true })
    for (const descriptor of this.open) closeSync(descriptor)
    this.open.length = 0
    return problems
  }

  private compare(path: string, directory: Inode, now: Set<string>, problems: string[]): void {
    for (const name of this.disk.names(directory)) {
      const inode = directory.entries.get(name) as Inode
      const below = path === '' ? name : `${path}/${name}`
      const real = join(this.directory, below)
      const known = this.known.get(below)
      now.add(below)
      if (known && known.inode.type !== inode.type) rmSync(real, { recursive: true, force: true })
      const same = known?.inode.type === inode.type
      if (inode.type === 'directory') {
        if (!same) mkdirSync(real)
        this.compare(below, inode, now, problems)
      } else if (inode.type === 'symlink') {
        if (same && known.inode.target === inode.target) continue
        rmSync(real, { force: true })
        symlinkSync(inode.target, real)
      } else if (inode.type === 'file') {
        if (!same || known.content !== inode.content) writeContent(real, inode.content)
      } else {
        problems.push(`${below}: a ${inode.type} device or socket stays in the sandbox`)
        continue
      }
      if (inode.type !== 'symlink' && (!same || known.mode !== inode.attributes.mode)) chmodSync(real, inode.attributes.mode)
      if (inode.type === 'file' && (!same || known.content !== inode.content)) utimesSync(real, inode.attributes.mtime, inode.attributes.mtime)
    }
  }

  private find(path: string): Inode | undefined {
    let at: Inode | undefined = this.disk.root
    for (const name of path.split('/')) if (name !== '') at = at?.entries.get(name)
    return at
  }
}

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

/** Through a file beside it, because the old one may be what the new content is read from. */
function writeContent(path: string, content: Content): void {
  const temporary = `${path}.layerlab-${process.pid}`
  const descriptor = openSync(temporary, 'wx', 0o600)
  try {
    for (let at = 0; at < content.size;) {
      const piece = content.piece(at, HELD_BYTES_MAX)
      let written = 0
      while (written < piece.length) written += writeSync(descriptor, piece, written)
      at += piece.length
    }
  } finally {
    closeSync(descriptor)
  }
  renameSync(temporary, path)
}

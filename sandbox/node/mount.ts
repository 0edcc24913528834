/** A folder of the real machine as a folder of the sandbox, and back. */
import { chmodSync, closeSync, mkdirSync, openSync, renameSync, rmSync, statSync, symlinkSync, utimesSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Content } from '../disk/content.ts'
import type { Inode } from '../disk/inode.ts'
import type { SimDisk } from '../disk/sim-disk.ts'
import { UsageError } from './command-line.ts'
import { HELD_BYTES_MAX, copyIn } from './copy-in.ts'

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
  private readonly open: number[]

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
    this.open = copyIn(directory, disk, root, {
      what: '--mount', entriesMax: ENTRIES_MAX, seen: (path, inode) => void this.known.set(path, { inode, content: inode.content, mode: inode.attributes.mode }),
    })
    disk.sync()
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
        if (!same) problems.push(`${below}: a ${inode.type} device or socket stays in the sandbox`)
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

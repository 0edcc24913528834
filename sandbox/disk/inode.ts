import { Content } from './content.ts'

export type InodeType = 'file' | 'directory' | 'symlink' | 'character' | 'block' | 'fifo' | 'socket'

/** Major and minor number of a device node. A whiteout is the character device 0:0. */
export interface DeviceNumber {
  readonly major: number
  readonly minor: number
}

/** What `chmod`, `chown`, `utimes` and `setxattr` change. */
export interface Attributes {
  /** Permission bits, with set-uid, set-gid and sticky. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** Modification time in seconds since 1970, with fraction. */
  readonly mtime: number
  /** Extended attributes by name; undefined when there are none. */
  readonly xattrs: ReadonlyMap<string, Uint8Array> | undefined
}

/**
 * A file, directory, link or device as programs see it, and what of its data is on the platter. Fields change only
 * through `Memory`.
 */
export class Inode {
  readonly number: number
  /** Its number for footprints. An explorer gives it another, which is the same in every order of steps. */
  cell: number
  readonly type: InodeType
  attributes: Attributes
  /** What programs read: the page cache over the platter. Files only. */
  content: Content = Content.EMPTY
  /** What the platter would give after a power loss. Equal to `content` when clean. */
  durable: Content = Content.EMPTY
  /** When the oldest dirty page became dirty; undefined when clean. */
  dirtySinceTick: number | undefined
  /** The next journal commit writes the data first (a file renamed over another, or truncated and rewritten). */
  flushOnCommit = false
  linkCount = 0
  /** Names of a directory. */
  readonly entries: Map<string, Inode>
  /** Where a symbolic link points. */
  readonly target: string
  readonly device: DeviceNumber | undefined

  constructor(number: number, type: InodeType, attributes: Attributes, target = '', device?: DeviceNumber) {
    this.number = number
    this.cell = number
    this.type = type
    this.attributes = attributes
    this.target = target
    this.device = device
    this.entries = type === 'directory' ? new Map() : NO_ENTRIES
  }

  get size(): number {
    if (this.type === 'file') return this.content.size
    return this.type === 'symlink' ? this.target.length : this.type === 'directory' ? 4096 : 0
  }

  /** As ext4 counts: its name, its `.`, and the `..` of each directory in it. */
  directoryLinks(): number {
    let links = 2
    for (const entry of this.entries.values()) if (entry.type === 'directory') links++
    return links
  }
}

const NO_ENTRIES: Map<string, Inode> = new Map()

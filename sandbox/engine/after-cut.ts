/** What of a disk a power loss now would leave, found without cutting anything: the running transaction undone. */
import type { Content } from '../disk/content.ts'
import type { Inode } from '../disk/inode.ts'
import { journalEntries } from '../disk/power.ts'
import type { DiskView } from './disk-view.ts'

export class AfterCut {
  /** Inodes with a change that is not committed. */
  readonly changed = new Set<Inode>()
  private readonly view: DiskView
  /** The first change of each name and of each length says what undoing puts back. */
  private readonly names = new Map<string, Inode | undefined>()
  private readonly lengths = new Map<Inode, Content>()

  constructor(view: DiskView) {
    this.view = view
    for (const { changes } of journalEntries(view.disk)) {
      for (const change of changes) {
        if (change.kind === 'entry') {
          const key = keyOf(change.directory, change.name)
          if (!this.names.has(key)) this.names.set(key, change.before)
        } else {
          this.changed.add(change.inode)
          if (change.kind === 'length' && !this.lengths.has(change.inode)) this.lengths.set(change.inode, change.before)
        }
      }
    }
  }

  /** Does this name stay as it is? */
  keepsName(directory: Inode | undefined, name: string): boolean {
    return directory !== undefined && !this.names.has(keyOf(directory, name))
  }

  /** What a directory would have under a name. */
  entry(directory: Inode, name: string): Inode | undefined {
    const key = keyOf(directory, name)
    return this.names.has(key) ? this.names.get(key) : directory.entries.get(name)
  }

  /** The file that would be at an absolute path. */
  find(path: string): Inode | undefined {
    let at: Inode | undefined = this.view.disk.root
    for (const name of path.split('/')) if (name !== '') at = at && this.entry(at, name)
    return at
  }

  /** What would be in a file. */
  content(inode: Inode): Content {
    return this.lengths.get(inode) ?? inode.durable
  }

  /** How long it would be. */
  size(inode: Inode): number {
    return inode.type === 'file' ? this.content(inode).size : inode.size
  }
}

const keyOf = (directory: Inode, name: string): string => `${directory.number}/${name}`

/** Copies of parts of a simulated disk: to keep what a power cut leaves, and to boot another machine on it. */
import type { Content } from '../../sandbox/disk/content.ts'
import type { Attributes, DeviceNumber, Inode, InodeType } from '../../sandbox/disk/inode.ts'
import type { SimDisk } from '../../sandbox/disk/sim-disk.ts'

interface CopiedFile {
  readonly type: InodeType
  readonly attributes: Attributes
  readonly content: Content
  readonly target: string
  readonly device: DeviceNumber | undefined
  readonly entries: ReadonlyMap<string, CopiedFile>
}

/** Directories by absolute path. */
export type TreeCopy = ReadonlyMap<string, CopiedFile>

function find(disk: SimDisk, path: string): Inode | undefined {
  let at: Inode | undefined = disk.root
  for (const name of path.split('/')) if (name !== '') at = at?.entries.get(name)
  return at
}

/** Directories and all below them, as programs see them. */
export function copyOfTree(disk: SimDisk, paths: readonly string[]): TreeCopy {
  const copies = new Map<Inode, CopiedFile>()
  const copy = (inode: Inode): CopiedFile => {
    const known = copies.get(inode)
    if (known) return known
    const { type, attributes, content, target, device } = inode
    const made: CopiedFile = { type, attributes, content, target, device, entries: new Map([...inode.entries].map(([name, below]) => [name, copy(below)])) }
    copies.set(inode, made)
    return made
  }
  const tree = new Map<string, CopiedFile>()
  for (const path of paths) {
    const inode = find(disk, path)
    if (inode) tree.set(path, copy(inode))
  }
  return tree
}

/** Names, kinds, modes and contents as one text: equal for equal trees; times are left out. */
export function treeKey(disk: SimDisk, paths: readonly string[]): string {
  const lines: string[] = []
  const walk = (path: string, inode: Inode): void => {
    const content = inode.type === 'file' ? (inode.content.size === 0 ? '' : inode.content.sha256()) : inode.target
    lines.push(`${path} ${inode.type} ${inode.attributes.mode} ${content}`)
    for (const name of [...inode.entries.keys()].sort()) walk(`${path}/${name}`, inode.entries.get(name) as Inode)
  }
  for (const path of paths) {
    const inode = find(disk, path)
    if (inode) walk(path, inode)
  }
  return lines.join('\n')
}

/** Make a disk hold what was copied instead of what is at these paths, durable. */
export function putTree(disk: SimDisk, tree: TreeCopy): void {
  const made = new Map<CopiedFile, Inode>()
  const remove = (directory: Inode, name: string): void => {
    const inode = directory.entries.get(name) as Inode
    if (inode.type === 'directory') for (const below of [...inode.entries.keys()]) remove(inode, below)
    disk.unlink(directory, name)
  }
  const put = (directory: Inode, name: string, copy: CopiedFile): void => {
    const known = made.get(copy)
    if (known) return disk.link(directory, name, known)
    const { mode, uid, gid } = copy.attributes
    const inode = disk.create(directory, name, copy.type, { mode, uid, gid }, { target: copy.target, ...(copy.device ? { device: copy.device } : {}) })
    made.set(copy, inode)
    if (copy.content.size > 0) disk.setContent(inode, copy.content)
    for (const [below, file] of copy.entries) put(inode, below, file)
    disk.setAttributes(inode, copy.attributes)
  }
  for (const [path, copy] of tree) {
    const slash = path.lastIndexOf('/')
    const parent = find(disk, path.slice(0, slash)) ?? disk.root
    const name = path.slice(slash + 1)
    if (parent.entries.has(name)) remove(parent, name)
    put(parent, name, copy)
  }
  disk.sync()
}

/** Going back in memory restores what is in a map, not its order; the flusher wants the oldest first. */
export function reorderDirty(disk: SimDisk): void {
  const inodes = [...disk.dirty.keys()].sort((a, b) => (a.dirtySinceTick ?? 0) - (b.dirtySinceTick ?? 0))
  disk.dirty.clear()
  for (const inode of inodes) disk.dirty.set(inode, true)
}

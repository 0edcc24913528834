import { SyscallError } from '../base/errors.ts'
import type { Errno } from '../base/errors.ts'
import type { Content } from './content.ts'
import type { Attributes, DeviceNumber, Inode, InodeType } from './inode.ts'
import type { SimDisk } from './sim-disk.ts'

/** What path resolution and programs see of a file, in any file system. */
export interface FileNode {
  readonly number: number
  readonly type: InodeType
  readonly attributes: Attributes
  readonly content: Content
  readonly size: number
  readonly linkCount: number
  readonly target: string
  readonly device: DeviceNumber | undefined
  /** The link count that `stat` shows of a directory; `linkCount` where it is absent. */
  directoryLinks?(): number
}

/** A file system that can be mounted. All methods are instantaneous; nodes belong to the file system that gave them. */
export interface FileSystem {
  /** As `mount` and `df` name it: `ext4`, `overlay`, `proc`, `devtmpfs`. */
  readonly kind: string
  readonly root: FileNode
  lookup(directory: FileNode, name: string): FileNode | undefined
  names(directory: FileNode): string[]
  create(directory: FileNode, name: string, type: InodeType, attributes: Omit<Attributes, 'mtime' | 'xattrs'>, extra?: { target?: string; device?: DeviceNumber }): FileNode
  link(directory: FileNode, name: string, node: FileNode): void
  unlink(directory: FileNode, name: string): void
  rename(from: FileNode, fromName: string, to: FileNode, toName: string): void
  setContent(node: FileNode, content: Content): void
  setAttributes(node: FileNode, change: Partial<Attributes>): void
  fsync(node: FileNode): void
  sync(): void
  /** Notes in the footprint that the node was read. */
  touchRead(node: FileNode): void
  /** Told when a file is opened for writing: an overlay copies it up then. */
  openForWriting?(node: FileNode): void
}

/** The disk as a file system. Its nodes are the inodes themselves. */
export class DiskFs implements FileSystem {
  readonly kind = 'ext4'
  readonly disk: SimDisk
  readonly root: Inode
  private readonly touch: (node: Inode) => void

  constructor(disk: SimDisk, touch: (node: Inode) => void, root: Inode = disk.root) {
    this.disk = disk
    this.root = root
    this.touch = touch
  }

  lookup(directory: FileNode, name: string): FileNode | undefined {
    return this.disk.lookup(directory as Inode, name)
  }

  names(directory: FileNode): string[] {
    return this.disk.names(directory as Inode)
  }

  create(directory: FileNode, name: string, type: InodeType, attributes: Omit<Attributes, 'mtime' | 'xattrs'>, extra?: { target?: string; device?: DeviceNumber }): FileNode {
    return this.disk.create(directory as Inode, name, type, attributes, extra)
  }

  link(directory: FileNode, name: string, node: FileNode): void {
    this.disk.link(directory as Inode, name, node as Inode)
  }

  unlink(directory: FileNode, name: string): void {
    this.disk.unlink(directory as Inode, name)
  }

  rename(from: FileNode, fromName: string, to: FileNode, toName: string): void {
    this.disk.rename(from as Inode, fromName, to as Inode, toName)
  }

  setContent(node: FileNode, content: Content): void {
    this.disk.setContent(node as Inode, content)
  }

  setAttributes(node: FileNode, change: Partial<Attributes>): void {
    this.disk.setAttributes(node as Inode, change)
  }

  fsync(node: FileNode): void {
    this.disk.fsync(node as Inode)
  }

  sync(): void {
    this.disk.sync()
  }

  touchRead(node: FileNode): void {
    this.touch(node as Inode)
  }
}

/** A mounted file system: which part of it is seen, and how. */
export interface Mount {
  readonly fs: FileSystem
  readonly root: FileNode
  /** Where it is mounted, as `mount` prints it. */
  readonly path: string
  /** `overlay`, `/dev/sda1` … as `mount` prints it. */
  readonly source: string
  readonly options: string
  readonly readOnly: boolean
}

/** A place in the tree: which file system, which node, and its path without links. */
export interface Location {
  readonly mount: Mount
  readonly node: FileNode
  readonly path: string
}

/** A place where a name is or could be. */
export interface Place {
  readonly parent: Location
  readonly name: string
  readonly path: string
  readonly found: Location | undefined
}

const LINKS_MAX = 40
const NAME_BYTES_MAX = 255

/** The mounts that a group of processes sees. Mounts cover the node they are mounted on. */
export class Namespace {
  readonly rootMount: Mount
  readonly owner: string
  readonly covered = new Map<FileNode, Mount>()
  private readonly rootLocation: Location

  /** @param owner whose it is, when it is not the machine's own; for footprints */
  constructor(rootMount: Mount, owner = '') {
    this.rootMount = rootMount
    this.owner = owner
    this.rootLocation = { mount: rootMount, node: rootMount.root, path: '/' }
  }

  /**
   * Find a path. Links in the middle are always followed, the last one when `followLast`.
   *
   * @param cwd absolute path that relative ones start from
   * @throws SyscallError ENOENT or ENOTDIR for a missing directory on the way, ELOOP
   */
  place(path: string, cwd: string, followLast: boolean, syscall: string): Place {
    const place = this.look(path, cwd, followLast)
    if (typeof place === 'string') throw new SyscallError(place, syscall, path)
    return place
  }

  /** Like `place`, but gives the error's name instead of throwing: for questions whose answer is often no. */
  look(path: string, cwd: string, followLast: boolean): Place | Errno {
    const absolute = path.startsWith('/') ? path : cwd === '/' ? `/${path}` : `${cwd}/${path}`
    if (path === '') return 'ENOENT'
    // `link/` and `link/.` mean the directory behind the link.
    const directoryMeant = absolute.endsWith('/') || absolute.endsWith('/.')
    const stack: Location[] = [this.rootLocation]
    let rest = split(absolute)
    let at = 0
    let links = 0
    let place: Place | undefined
    while (at < rest.length) {
      const name = rest[at++] as string
      const here = stack[stack.length - 1] as Location
      if (here.node.type !== 'directory') return 'ENOTDIR'
      if (name === '..') {
        if (stack.length > 1) stack.pop()
        place = undefined
        continue
      }
      if (name.length > NAME_BYTES_MAX) return 'ENAMETOOLONG'
      const last = at === rest.length
      const child = here.mount.fs.lookup(here.node, name)
      if (!child) {
        if (last) return { parent: here, name, path: childPath(here.path, name), found: undefined }
        return 'ENOENT'
      }
      if (child.type === 'symlink' && (!last || followLast || directoryMeant)) {
        if (++links > LINKS_MAX) return 'ELOOP'
        here.mount.fs.touchRead(child)
        rest = [...split(child.target), ...rest.slice(at)]
        at = 0
        if (child.target.startsWith('/')) stack.length = 1
        place = undefined
        if (rest.length === 0) break
        continue
      }
      const mount = this.covered.size > 0 ? this.topMount(child, stack) : undefined
      const found: Location = mount ? { mount, node: mount.root, path: childPath(here.path, name) } : { mount: here.mount, node: child, path: childPath(here.path, name) }
      if (last) place = { parent: here, name, path: found.path, found }
      stack.push(found)
    }
    const end = stack[stack.length - 1] as Location
    if (directoryMeant && end.node.type !== 'directory') return 'ENOTDIR'
    return place ?? { parent: stack[stack.length - 2] ?? end, name: end.path.slice(end.path.lastIndexOf('/') + 1), path: end.path, found: end }
  }

  /**
   * What is mounted last on a node. Bind mounts may lead back to a node that was passed: a mount is on top of another
   * only once, and never inside itself.
   */
  private topMount(node: FileNode, way: readonly Location[]): Mount | undefined {
    const passed: Mount[] = []
    for (let over = this.covered.get(node); over; over = this.covered.get(over.root)) {
      const mount = over
      if (passed.includes(mount) || way.some(location => location.mount === mount)) break
      passed.push(mount)
    }
    return passed.at(-1)
  }

  /** Find something that exists. */
  find(path: string, cwd: string, followLast: boolean, syscall: string): Location {
    const { found } = this.place(path, cwd, followLast, syscall)
    if (!found) throw new SyscallError('ENOENT', syscall, path)
    return found
  }
}

const childPath = (parent: string, name: string): string => (parent === '/' ? `/${name}` : `${parent}/${name}`)

const splits = new Map<string, readonly string[]>()
const SPLITS_MAX = 20_000

/** Components of a path; remembered, because the daemon uses the same paths over and over. */
function split(path: string): readonly string[] {
  const known = splits.get(path)
  if (known) return known
  const parts = path.split('/').filter(part => part !== '' && part !== '.')
  if (splits.size >= SPLITS_MAX) splits.clear()
  splits.set(path, parts)
  return parts
}

/**
 * System calls on files: each is one scheduling point, announced by a step and done when the task is resumed.
 * Errors are `SyscallError`s with the words of Go's `*PathError`.
 */
import { EMPTY, text } from '../base/bytes.ts'
import { SyscallError } from '../base/errors.ts'
import type { Errno } from '../base/errors.ts'
import { MICROSECOND, MILLISECOND, step } from '../sched/op.ts'
import type { Op } from '../sched/op.ts'
import { Content } from './content.ts'
import type { Extent } from './content.ts'
import type { FileNode, FileSystem, Location, Namespace, Place } from './file-system.ts'
import type { Attributes, DeviceNumber, InodeType } from './inode.ts'

/** What `stat` tells. */
export interface Stat {
  readonly inode: number
  readonly type: InodeType
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly size: number
  /** What a file takes on the disk: less than its size when it has holes. */
  readonly allocatedBytes: number
  /** Seconds since 1970, with fraction. */
  readonly mtime: number
  readonly linkCount: number
  readonly target: string
  readonly device: DeviceNumber | undefined
  readonly xattrs: ReadonlyMap<string, Uint8Array> | undefined
}

/** What a node is at one moment; its links are counted when somebody asks. */
class FileStat implements Stat {
  readonly inode: number
  readonly type: InodeType
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly size: number
  readonly allocatedBytes: number
  readonly mtime: number
  readonly target: string
  readonly device: DeviceNumber | undefined
  readonly xattrs: ReadonlyMap<string, Uint8Array> | undefined
  private readonly node: FileNode

  constructor(node: FileNode) {
    const { mode, uid, gid, mtime, xattrs } = node.attributes
    this.inode = node.number
    this.type = node.type
    this.mode = mode
    this.uid = uid
    this.gid = gid
    this.size = node.size
    this.allocatedBytes = node.type === 'file' && node.size > 0 ? node.content.allocatedBytes : 0
    this.mtime = mtime
    this.target = node.target
    this.device = node.device
    this.xattrs = xattrs
    this.node = node
  }

  get linkCount(): number {
    const { node } = this
    return node.type === 'directory' ? (node.directoryLinks?.() ?? node.linkCount) : node.linkCount
  }
}

/** Who asks: checked against owner, group and mode unless uid is 0. */
export interface Credentials {
  readonly uid: number
  readonly gid: number
}

/** Faults a reader can inject: paths (a file, or a directory and all below it) whose writes fail. */
export type WriteFaults = Map<string, Errno>

/** How long things take, in virtual nanoseconds. */
const COST = { look: MICROSECOND, change: 3 * MICROSECOND, fsync: 4 * MILLISECOND, sync: 8 * MILLISECOND }
/** Copying to or from the page cache: about 2 GB/s. */
const copyTicks = (bytes: number): number => MICROSECOND + Math.ceil(bytes / 2)

export const READ_CHUNK = 64 * 1024

/** A file that is open: shares its offset with whoever got it by `dup` or inheritance. */
export class OpenFile {
  readonly path: string
  readonly fs: FileSystem
  readonly node: FileNode
  readonly append: boolean
  offset = 0
  private readonly owner: Fs

  constructor(owner: Fs, path: string, fs: FileSystem, node: FileNode, append: boolean) {
    this.owner = owner
    this.path = path
    this.fs = fs
    this.node = node
    this.append = append
  }

  /** Up to `max` bytes; empty at the end. */
  *read(max: number = READ_CHUNK): Op<Uint8Array> {
    yield step('read', this.path, copyTicks(Math.min(max, Math.max(0, this.node.size - this.offset))))
    this.fs.touchRead(this.node)
    const bytes = this.node.type === 'file' ? this.node.content.piece(this.offset, max) : EMPTY
    this.offset += bytes.length
    return bytes
  }

  *write(bytes: Extent): Op<void> {
    yield step('write', this.path, copyTicks(bytes.length))
    this.owner.checkWritable(this.path)
    const { content } = this.node
    const offset = this.append ? content.size : this.offset
    try {
      this.fs.setContent(this.node, content.write(offset, bytes))
    } catch (error) {
      // The disk does not know names; the system call's error carries the one that was opened.
      if (error instanceof SyscallError && error.path === '') throw new SyscallError(error.code, 'write', this.path)
      throw error
    }
    this.offset = offset + bytes.length
  }

  *fsync(): Op<void> {
    yield step('fsync', this.path, COST.fsync)
    this.owner.checkWritable(this.path, 'fsync')
    this.fs.fsync(this.node)
  }

  *truncate(size: number): Op<void> {
    yield step('truncate', this.path, COST.change)
    this.owner.checkWritable(this.path, 'truncate')
    this.fs.setContent(this.node, this.node.content.resize(size))
  }
}

export interface OpenOptions {
  readonly write?: boolean
  readonly create?: boolean
  readonly exclusive?: boolean
  readonly truncate?: boolean
  readonly append?: boolean
  /** Permission bits of a created file, before the umask. */
  readonly mode?: number
}

export class Fs {
  namespace: Namespace
  /** Absolute path without links. */
  cwd: string
  credentials: Credentials
  umask = 0o022
  readonly faults: WriteFaults

  constructor(namespace: Namespace, cwd: string, credentials: Credentials, faults: WriteFaults) {
    this.namespace = namespace
    this.cwd = cwd
    this.credentials = credentials
    this.faults = faults
  }

  /** The same view for another process: own working directory and credentials. */
  fork(): Fs {
    const fs = new Fs(this.namespace, this.cwd, this.credentials, this.faults)
    fs.umask = this.umask
    return fs
  }

  // Looking

  *stat(path: string): Op<Stat> {
    yield step('stat', path, COST.look)
    return this.statOf(this.find(path, true, 'stat'))
  }

  *lstat(path: string): Op<Stat> {
    yield step('stat', path, COST.look)
    return this.statOf(this.find(path, false, 'lstat'))
  }

  /** `lstat`, or undefined when there is no such path. */
  *look(path: string): Op<Stat | undefined> {
    yield step('stat', path, COST.look)
    const place = this.namespace.look(path, this.cwd, false)
    if (place === 'ENOENT' || place === 'ENOTDIR') return undefined
    if (typeof place === 'string') throw new SyscallError(place, 'lstat', path)
    // Callers ask for what it is, not for how large it is: that is no reading of a file.
    return place.found && new FileStat(place.found.node)
  }

  /** The content of a file, or undefined when there is none by that name; one step. */
  *readIfThere(path: string): Op<Content | undefined> {
    yield step('read', path, COST.look)
    const place = this.namespace.look(path, this.cwd, true)
    if (place === 'ENOENT') return undefined
    if (typeof place === 'string') throw new SyscallError(place, 'open', path)
    const { found } = place
    if (!found) return undefined
    if (found.node.type === 'directory') throw new SyscallError('EISDIR', 'read', path)
    found.mount.fs.touchRead(found.node)
    return found.node.content
  }

  *exists(path: string): Op<boolean> {
    return (yield* this.look(path)) !== undefined
  }

  *readlink(path: string): Op<string> {
    yield step('readlink', path, COST.look)
    const { mount, node } = this.find(path, false, 'readlink')
    mount.fs.touchRead(node)
    if (node.type !== 'symlink') throw new SyscallError('EINVAL', 'readlink', path)
    return node.target
  }

  /** The path without links. */
  *realpath(path: string): Op<string> {
    yield step('stat', path, COST.look)
    return this.find(path, true, 'lstat').path
  }

  /** Names in a directory, in order of code units. */
  *readdir(path: string): Op<string[]> {
    yield step('readdir', path, COST.look)
    const { mount, node } = this.find(path, true, 'open')
    if (node.type !== 'directory') throw new SyscallError('ENOTDIR', 'readdirent', path)
    this.permit(node, 4, 'open', path)
    return mount.fs.names(node)
  }

  /** The whole content of a file, in one step. */
  *readFile(path: string): Op<Content> {
    yield step('read', path, COST.look)
    const { mount, node } = this.find(path, true, 'open')
    if (node.type === 'directory') throw new SyscallError('EISDIR', 'read', path)
    this.permit(node, 4, 'open', path)
    mount.fs.touchRead(node)
    return node.content
  }

  *readText(path: string): Op<string> {
    return text((yield* this.readFile(path)).bytes())
  }

  // Files

  *open(path: string, options: OpenOptions): Op<OpenFile> {
    yield step(options.create ? 'create' : 'stat', path, COST.change)
    const place = this.namespace.place(path, this.cwd, !options.exclusive, 'open')
    let found = place.found
    if (found && options.exclusive) throw new SyscallError('EEXIST', 'open', path)
    if (found && options.write && found.node.type === 'directory') throw new SyscallError('EISDIR', 'open', path)
    if (found) this.permit(found.node, options.write ? 2 : 4, 'open', path)
    if (!found) {
      if (!options.create) throw new SyscallError('ENOENT', 'open', path)
      if (path.endsWith('/')) throw new SyscallError('EISDIR', 'open', path)
      found = this.make(place, 'file', options.mode ?? 0o666, 'open', path)
    } else {
      if (options.write && found.mount.readOnly) throw new SyscallError('EROFS', 'open', path)
      if (options.write && found.node.type === 'file' && !options.truncate) found.mount.fs.openForWriting?.(found.node)
      if (options.truncate && found.node.type === 'file') {
        this.checkWritable(found.path, 'open')
        if (found.node.size > 0) found.mount.fs.setContent(found.node, Content.EMPTY)
        else found.mount.fs.openForWriting?.(found.node)
      }
    }
    return new OpenFile(this, found.path, found.mount.fs, found.node, options.append ?? false)
  }

  /** Create or empty a file: open with O_CREAT|O_WRONLY|O_TRUNC. */
  *create(path: string, mode: number): Op<OpenFile> {
    return yield* this.open(path, { write: true, create: true, truncate: true, mode })
  }

  /** A plain write: create or truncate, write, close. Nothing is synced. */
  *writeFile(path: string, bytes: Uint8Array, mode: number): Op<void> {
    const file = yield* this.create(path, mode)
    if (bytes.length > 0) yield* file.write(bytes)
  }

  *fsync(path: string): Op<void> {
    yield step('fsync', path, COST.fsync)
    const { mount, node } = this.find(path, true, 'open')
    mount.fs.fsync(node)
  }

  *truncate(path: string, size: number): Op<void> {
    yield step('truncate', path, COST.change)
    const { mount, node } = this.find(path, true, 'truncate')
    if (node.type === 'directory') throw new SyscallError('EISDIR', 'truncate', path)
    this.permit(node, 2, 'truncate', path)
    if (mount.readOnly) throw new SyscallError('EROFS', 'truncate', path)
    mount.fs.setContent(node, node.content.resize(size))
  }

  *sync(): Op<void> {
    yield step('sync', '', COST.sync)
    this.namespace.rootMount.fs.sync()
    for (const { fs } of this.namespace.covered.values()) fs.sync()
  }

  // Names

  *mkdir(path: string, mode: number): Op<void> {
    yield step('mkdir', path, COST.change)
    const place = this.namespace.place(path, this.cwd, false, 'mkdir')
    if (place.found) throw new SyscallError('EEXIST', 'mkdir', path)
    this.make(place, 'directory', mode, 'mkdir', path)
  }

  /** `mkdir -p`: the directories that are missing, each its own step. */
  *mkdirAll(path: string, mode: number): Op<void> {
    const stat = yield* this.look(path)
    if (stat?.type === 'directory') return
    if (stat && stat.type !== 'symlink') throw new SyscallError('ENOTDIR', 'mkdir', path)
    const parent = path.replace(/\/+[^/]*\/*$/, '')
    if (parent !== '' && parent !== path) yield* this.mkdirAll(parent, mode)
    try {
      yield* this.mkdir(path, mode)
    } catch (error) {
      if (!(error instanceof SyscallError && error.code === 'EEXIST')) throw error
    }
  }

  *symlink(target: string, path: string): Op<void> {
    yield step('symlink', path, COST.change)
    const place = this.namespace.place(path, this.cwd, false, 'symlink')
    if (place.found) throw new SyscallError('EEXIST', `symlink ${target}`, path)
    this.make(place, 'symlink', 0o777, 'symlink', path, { target })
  }

  *mknod(path: string, type: InodeType, mode: number, device: DeviceNumber | undefined): Op<void> {
    yield step('mknod', path, COST.change)
    const place = this.namespace.place(path, this.cwd, false, 'mknod')
    if (place.found) throw new SyscallError('EEXIST', 'mknod', path)
    this.make(place, type, mode, 'mknod', path, device ? { device } : {})
  }

  *link(existing: string, path: string): Op<void> {
    yield step('link', path, COST.change)
    const from = this.find(existing, false, 'link')
    const place = this.namespace.place(path, this.cwd, false, 'link')
    if (place.found) throw new SyscallError('EEXIST', `link ${existing}`, path)
    if (from.node.type === 'directory') throw new SyscallError('EPERM', `link ${existing}`, path)
    if (from.mount !== place.parent.mount) throw new SyscallError('EXDEV', `link ${existing}`, path)
    this.checkDirectory(place, 'link', path)
    place.parent.mount.fs.link(place.parent.node, place.name, from.node)
  }

  *rename(from: string, to: string): Op<void> {
    yield step('rename', `${from} -> ${to}`, COST.change)
    const source = this.namespace.place(from, this.cwd, false, 'rename')
    const target = this.namespace.place(to, this.cwd, false, 'rename')
    if (!source.found) throw new SyscallError('ENOENT', `rename ${from}`, to)
    if (source.parent.mount !== target.parent.mount) throw new SyscallError('EXDEV', `rename ${from}`, to)
    if (target.found) {
      const moved = source.found.node
      const replaced = target.found.node
      if (moved === replaced) return
      if (replaced.type === 'directory') {
        if (moved.type !== 'directory') throw new SyscallError('EISDIR', `rename ${from}`, to)
        if (target.found.mount.fs.names(replaced).length > 0) throw new SyscallError('ENOTEMPTY', `rename ${from}`, to)
      } else if (moved.type === 'directory') throw new SyscallError('ENOTDIR', `rename ${from}`, to)
    }
    if (source.found.node.type === 'directory' && `${target.path}/`.startsWith(`${source.path}/`)) {
      throw new SyscallError('EINVAL', `rename ${from}`, to)
    }
    this.checkDirectory(source, 'rename', from)
    this.checkDirectory(target, 'rename', to)
    source.parent.mount.fs.rename(source.parent.node, source.name, target.parent.node, target.name)
  }

  *unlink(path: string): Op<void> {
    yield step('unlink', path, COST.change)
    const place = this.namespace.place(path, this.cwd, false, 'unlink')
    if (!place.found) throw new SyscallError('ENOENT', 'unlink', path)
    if (place.found.node.type === 'directory') throw new SyscallError('EISDIR', 'unlink', path)
    this.checkDirectory(place, 'unlink', path)
    place.parent.mount.fs.unlink(place.parent.node, place.name)
  }

  *rmdir(path: string): Op<void> {
    yield step('rmdir', path, COST.change)
    const place = this.namespace.place(path, this.cwd, false, 'rmdir')
    if (!place.found) throw new SyscallError('ENOENT', 'rmdir', path)
    if (place.found.node.type !== 'directory') throw new SyscallError('ENOTDIR', 'rmdir', path)
    if (place.found.mount !== place.parent.mount) throw new SyscallError('EBUSY', 'rmdir', path)
    if (place.found.mount.fs.names(place.found.node).length > 0) throw new SyscallError('ENOTEMPTY', 'rmdir', path)
    this.checkDirectory(place, 'rmdir', path)
    place.parent.mount.fs.unlink(place.parent.node, place.name)
  }

  /** `rm -r`: what is below, then the path itself; a missing path is no error. */
  *removeAll(path: string): Op<void> {
    const stat = yield* this.look(path)
    if (!stat) return
    if (stat.type !== 'directory') return yield* this.unlink(path)
    for (const name of yield* this.readdir(path)) yield* this.removeAll(`${path}/${name}`)
    yield* this.rmdir(path)
  }

  // Attributes

  *chmod(path: string, mode: number): Op<void> {
    yield* this.change('chmod', path, true, { mode })
  }

  *chown(path: string, uid: number, gid: number): Op<void> {
    yield* this.change('chown', path, true, { uid, gid })
  }

  *lchown(path: string, uid: number, gid: number): Op<void> {
    yield* this.change('chown', path, false, { uid, gid })
  }

  /** Set the modification time, in seconds since 1970; does not follow a last link. */
  *utimes(path: string, mtime: number): Op<void> {
    yield* this.change('utimes', path, false, { mtime })
  }

  *setxattr(path: string, name: string, value: Uint8Array): Op<void> {
    yield step('setxattr', path, COST.change)
    const { mount, node } = this.find(path, false, 'setxattr')
    const xattrs = new Map(node.attributes.xattrs)
    xattrs.set(name, value)
    mount.fs.setAttributes(node, { xattrs })
  }

  // Inside

  /** @throws SyscallError when a fault stands on the path or above it */
  checkWritable(path: string, syscall = 'write'): void {
    if (this.faults.size === 0) return
    for (const [prefix, code] of this.faults) {
      if (path === prefix || path.startsWith(`${prefix}/`)) throw new SyscallError(code, syscall, path)
    }
  }

  /** Find without a scheduling point: for code that has just yielded one. */
  find(path: string, followLast: boolean, syscall: string): Location {
    return this.namespace.find(path, this.cwd, followLast, syscall)
  }

  private statOf({ mount, node }: Location): Stat {
    // The size of a file is known when its content is.
    if (node.type === 'file') mount.fs.touchRead(node)
    return new FileStat(node)
  }

  private make(place: Place, type: InodeType, mode: number, syscall: string, path: string, extra: { target?: string; device?: DeviceNumber } = {}): Location {
    if (place.parent.node.type !== 'directory') throw new SyscallError('ENOTDIR', syscall, path)
    this.checkDirectory(place, syscall, path)
    const bits = type === 'symlink' ? mode : mode & ~this.umask
    const { fs } = place.parent.mount
    const node = fs.create(place.parent.node, place.name, type, { mode: bits, ...this.credentials }, extra)
    return { mount: place.parent.mount, node, path: place.path }
  }

  private checkDirectory(place: Place, syscall: string, path: string): void {
    if (place.parent.mount.readOnly) throw new SyscallError('EROFS', syscall, path)
    this.permit(place.parent.node, 2, syscall, path)
    this.checkWritable(place.path, syscall)
  }

  private *change(kind: 'chmod' | 'chown' | 'utimes', path: string, follow: boolean, change: Partial<Attributes>): Op<void> {
    yield step(kind, path, COST.change)
    const { mount, node } = this.find(path, follow, kind)
    if (mount.readOnly) throw new SyscallError('EROFS', kind, path)
    const { uid } = this.credentials
    if (uid !== 0 && uid !== node.attributes.uid) throw new SyscallError('EPERM', kind, path)
    mount.fs.setAttributes(node, change)
  }

  /** Check the permission bits: 4 read, 2 write, 1 execute. */
  permit(node: FileNode, bits: number, syscall: string, path: string): void {
    const { uid, gid } = this.credentials
    if (uid === 0) return
    const { attributes } = node
    const shift = uid === attributes.uid ? 6 : gid === attributes.gid ? 3 : 0
    if (((attributes.mode >> shift) & bits) !== bits) throw new SyscallError('EACCES', syscall, path)
  }
}

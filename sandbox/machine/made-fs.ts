import { text as decode, utf8 as encode } from '../base/bytes.ts'
import { SyscallError } from '../base/errors.ts'
import { Content } from '../disk/content.ts'
import type { FileNode, FileSystem } from '../disk/file-system.ts'
import type { Attributes, DeviceNumber, InodeType } from '../disk/inode.ts'

/** What a file that a kernel makes up is made of. Everything is computed when it is read. */
export interface MadeFile {
  readonly type: InodeType
  /** Permission bits. */
  readonly mode: number
  /** Text of a file. */
  read?(): string
  /** What was written to a file. @throws SyscallError when the kernel does not like it */
  write?(text: string): void
  /** Names in a directory. */
  names?(): string[]
  /** A name in a directory; asked again each time. */
  child?(name: string): MadeFile | undefined
  /** Where a link points. */
  target?(): string
  readonly device?: DeviceNumber
  /** Shown as its size; 0 for most, as in a real /proc. */
  readonly sizeBytes?: number
}

/** A directory with fixed names. */
export function madeDirectory(entries: Readonly<Record<string, MadeFile>>, mode = 0o555): MadeFile {
  return { type: 'directory', mode, names: () => Object.keys(entries), child: name => (Object.hasOwn(entries, name) ? entries[name] : undefined) }
}

/** A file that can only be read. */
export const madeText = (read: () => string, mode = 0o444): MadeFile => ({ type: 'file', mode, read })

class MadeNode implements FileNode {
  readonly number: number
  readonly made: MadeFile
  readonly attributes: Attributes
  readonly children = new Map<string, MadeNode>()
  readonly linkCount = 1

  constructor(number: number, made: MadeFile, mtime: number) {
    this.number = number
    this.made = made
    this.attributes = { mode: made.mode, uid: 0, gid: 0, mtime, xattrs: undefined }
  }

  get type(): InodeType {
    return this.made.type
  }

  get content(): Content {
    return this.made.read ? Content.of(encode(this.made.read())) : Content.EMPTY
  }

  get size(): number {
    return this.made.sizeBytes ?? 0
  }

  get target(): string {
    return this.made.target?.() ?? ''
  }

  get device(): DeviceNumber | undefined {
    return this.made.device
  }

  directoryLinks(): number {
    return 2
  }
}

/** A file system whose files are made up by the kernel: proc, sys, dev. Nothing in it can be made, moved or removed. */
export class MadeFs implements FileSystem {
  readonly kind: string
  readonly root: MadeNode
  private readonly epochSeconds: number
  private numbers = 0
  private readonly touch: () => void

  constructor(kind: string, root: MadeFile, epochSeconds: number, touch: () => void) {
    this.kind = kind
    this.epochSeconds = epochSeconds
    this.root = this.node(root)
    this.touch = touch
  }

  lookup(directory: FileNode, name: string): FileNode | undefined {
    const parent = directory as MadeNode
    const made = parent.made.child?.(name)
    const known = parent.children.get(name)
    if (!made) {
      if (known) parent.children.delete(name)
      return undefined
    }
    // Things that are made anew each time stay the same file as long as the kind and the key are the same.
    if (known && (known.made === made || (made.type === known.type && made.type !== 'directory'))) return known
    const node = this.node(made)
    parent.children.set(name, node)
    return node
  }

  names(directory: FileNode): string[] {
    this.touch()
    return [...((directory as MadeNode).made.names?.() ?? [])].sort()
  }

  create(_directory: FileNode, name: string): FileNode {
    throw new SyscallError('EPERM', 'open', name)
  }

  link(_directory: FileNode, name: string): void {
    throw new SyscallError('EPERM', 'link', name)
  }

  unlink(_directory: FileNode, name: string): void {
    throw new SyscallError('EPERM', 'unlink', name)
  }

  rename(_from: FileNode, fromName: string, _to: FileNode, toName: string): void {
    throw new SyscallError('EPERM', `rename ${fromName}`, toName)
  }

  setContent(node: FileNode, content: Content): void {
    const { made } = node as MadeNode
    if (made.type !== 'file' || content.size === 0) return
    if (!made.write) throw new SyscallError('EACCES', 'write', '')
    made.write(decode(content.bytes()))
  }

  setAttributes(): void {
    throw new SyscallError('EPERM', 'chmod', '')
  }

  fsync(): void {}

  sync(): void {}

  touchRead(): void {
    this.touch()
  }

  private node(made: MadeFile): MadeNode {
    return new MadeNode(4026531840 + this.numbers++, made, this.epochSeconds)
  }
}

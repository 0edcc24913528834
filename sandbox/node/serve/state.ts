/**
 * The data root of the simulated machine in a real directory, so that it outlives the server: `index.json` says what
 * there is, and the contents of files lie under `content/` by their SHA-256. A file is written once, however often the
 * state is saved; what nothing refers to any more is removed.
 */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { Content } from '../../disk/content.ts'
import type { Inode, InodeType, DeviceNumber } from '../../disk/inode.ts'
import type { SimDisk } from '../../disk/sim-disk.ts'
import { UsageError } from '../command-line.ts'

const FORMAT = 1
const DATA_ROOT = ['var', 'lib', 'docker'] as const
const PIECE_BYTES = 1 << 20

/** One inode. Hard links are names of one node. */
interface SavedNode {
  readonly type: InodeType
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly mtime: number
  readonly xattrs?: Readonly<Record<string, string>>
  readonly target?: string
  readonly device?: DeviceNumber
  /** SHA-256 of a file; left out when it is empty. */
  readonly content?: string
  /** Number of the node of each name of a directory. */
  readonly entries?: Readonly<Record<string, number>>
}

interface Index {
  readonly format: number
  /** The first one is the data root. */
  readonly nodes: readonly SavedNode[]
}

export class StateDirectory {
  private readonly directory: string
  private readonly written = new Set<string>()

  /** @throws UsageError when it belongs to another server, or to something else */
  constructor(directory: string) {
    this.directory = directory
    mkdirSync(join(directory, 'content'), { recursive: true, mode: 0o700 })
    this.lock()
    for (const name of readdirSync(join(directory, 'content'))) this.written.add(name)
  }

  /** Put what was saved on a disk, in place of the data root there; false when nothing was. */
  restore(disk: SimDisk): boolean {
    const path = join(this.directory, 'index.json')
    if (!existsSync(path)) return false
    const { format, nodes } = JSON.parse(readFileSync(path, 'utf8')) as Index
    if (format !== FORMAT) throw new UsageError(`--state ${this.directory}: it was written by another version of layerlab (format ${format})`)
    const made: (Inode | undefined)[] = []
    const root = find(disk)
    removeBelow(disk, root)
    const fill = (into: Inode, { entries = {} }: SavedNode): void => {
      for (const [name, number] of Object.entries(entries)) {
        const known = made[number]
        if (known) {
          disk.link(into, name, known)
          continue
        }
        const saved = nodes[number] as SavedNode
        const { type, mode, uid, gid, target, device, content } = saved
        const inode = disk.create(into, name, type, { mode, uid, gid }, { ...(target === undefined ? {} : { target }), ...(device ? { device } : {}) })
        made[number] = inode
        if (content !== undefined) disk.setContent(inode, Content.of(new Uint8Array(readFileSync(join(this.directory, 'content', content)))))
        if (type === 'directory') fill(inode, saved)
        disk.setAttributes(inode, attributesOf(saved))
      }
    }
    const first = nodes[0] as SavedNode
    fill(root, first)
    disk.setAttributes(root, attributesOf(first))
    disk.sync()
    return true
  }

  /** Save what programs of the machine would see. It is there as a whole, or the older one still is. */
  save(disk: SimDisk): void {
    const nodes: SavedNode[] = []
    const numbers = new Map<Inode, number>()
    const used = new Set<string>()
    const add = (inode: Inode): number => {
      const known = numbers.get(inode)
      if (known !== undefined) return known
      const number = nodes.length
      numbers.set(inode, number)
      nodes.push({ type: inode.type, mode: 0, uid: 0, gid: 0, mtime: 0 })
      nodes[number] = this.nodeOf(inode, used, add)
      return number
    }
    add(find(disk))
    const path = join(this.directory, 'index.json')
    writeDurably(`${path}.new`, [Buffer.from(JSON.stringify({ format: FORMAT, nodes } satisfies Index))])
    renameSync(`${path}.new`, path)
    for (const name of [...this.written]) {
      if (used.has(name)) continue
      rmSync(join(this.directory, 'content', name), { force: true })
      this.written.delete(name)
    }
  }

  /** Another server may have it now. */
  release(): void {
    rmSync(join(this.directory, 'lock'), { force: true })
  }

  private nodeOf(inode: Inode, used: Set<string>, add: (inode: Inode) => number): SavedNode {
    const { mode, uid, gid, mtime, xattrs } = inode.attributes
    const common = { type: inode.type, mode, uid, gid, mtime, ...(xattrs ? { xattrs: Object.fromEntries(Array.from(xattrs, ([name, value]) => [name, Buffer.from(value).toString('base64')])) } : {}) }
    switch (inode.type) {
      case 'directory':
        return { ...common, entries: Object.fromEntries(Array.from(inode.entries, ([name, below]) => [name, add(below)])) }
      case 'file':
        return inode.content.size === 0 ? common : { ...common, content: this.keep(inode.content, used) }
      case 'symlink':
        return { ...common, target: inode.target }
      case 'character':
      case 'block':
        return { ...common, ...(inode.device ? { device: inode.device } : {}) }
      case 'fifo':
      case 'socket':
        return common
    }
  }

  private keep(content: Content, used: Set<string>): string {
    const name = content.sha256()
    used.add(name)
    if (this.written.has(name)) return name
    const path = join(this.directory, 'content', name)
    writeDurably(`${path}.new`, piecesOf(content))
    renameSync(`${path}.new`, path)
    this.written.add(name)
    return name
  }

  private lock(): void {
    const path = join(this.directory, 'lock')
    const holder = existsSync(path) ? Number(readFileSync(path, 'utf8')) : 0
    if (holder > 0 && holder !== process.pid && isAlive(holder)) throw new UsageError(`--state ${this.directory}: process ${holder} has it; give another directory, or end that one`)
    writeFileSync(path, String(process.pid))
  }
}

const attributesOf = ({ mode, uid, gid, mtime, xattrs }: SavedNode): { mode: number; uid: number; gid: number; mtime: number; xattrs: ReadonlyMap<string, Uint8Array> | undefined } => ({
  mode, uid, gid, mtime, xattrs: xattrs && new Map(Object.entries(xattrs).map(([name, value]) => [name, new Uint8Array(Buffer.from(value, 'base64'))])),
})

function find(disk: SimDisk): Inode {
  let at: Inode = disk.root
  for (const name of DATA_ROOT) at = disk.lookup(at, name) ?? disk.create(at, name, 'directory', { mode: 0o755, uid: 0, gid: 0 })
  return at
}

function removeBelow(disk: SimDisk, directory: Inode): void {
  for (const name of disk.names(directory)) {
    const inode = directory.entries.get(name) as Inode
    if (inode.type === 'directory') removeBelow(disk, inode)
    disk.unlink(directory, name)
  }
}

function* piecesOf(content: Content): Generator<Uint8Array> {
  for (let at = 0; at < content.size;) {
    const piece = content.piece(at, PIECE_BYTES)
    yield piece
    at += piece.length
  }
}

function writeDurably(path: string, pieces: Iterable<Uint8Array>): void {
  const descriptor = openSync(path, 'w', 0o600)
  try {
    for (const piece of pieces) for (let at = 0; at < piece.length;) at += writeSync(descriptor, piece, at)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM'
  }
}

/**
 * The overlay file system of a Linux kernel: directories of the disk, one upon the other, seen as one tree. Reads go to
 * the uppermost layer that has the name; the first change of a file of a lower layer copies it up; a name that is
 * removed although a lower layer has it becomes a *whiteout* (a character device 0:0) in the upper directory; a
 * directory that is made over a whiteout is *opaque* and shows nothing from below.
 *
 * Everything is looked up afresh, so damage done to the layers behind the mount's back is seen. Nodes are remembered
 * per name only so that open files and mounts keep meeting the same one.
 *
 * Left out on purpose: `redirect_dir`, `metacopy`, `index` (Docker turns them off), the origin and impure marks.
 *
 * @source linux Documentation/filesystems/overlayfs.rst, fs/overlayfs/{super,copy_up,dir,readdir}.c; `chmod`, `rename`,
 *   `mkdir` and the mount errors were tried on Linux 6.18
 */
import { assert } from '../base/assert.ts'
import { SyscallError } from '../base/errors.ts'
import { Content } from '../disk/content.ts'
import type { DiskFs, FileNode, FileSystem } from '../disk/file-system.ts'
import type { Fs } from '../disk/fs.ts'
import type { Attributes, DeviceNumber, InodeType } from '../disk/inode.ts'
import type { Memory } from '../sched/memory.ts'
import { MICROSECOND, step } from '../sched/op.ts'
import type { Op } from '../sched/op.ts'
import type { Machine } from './machine.ts'

/** The mark of a directory that hides what lower layers have in its place. */
export const OPAQUE = 'trusted.overlay.opaque'
const PRIVATE = 'trusted.overlay.'
const Y = 0x79

/** How many lower directories a kernel stacks. */
export const OVERLAY_LOWERS_MAX = 500

/** Is it the mark of a removed name? */
export const isWhiteout = (node: FileNode): boolean =>
  node.type === 'character' && node.device !== undefined && node.device.major === 0 && node.device.minor === 0

/** Does a directory of a layer hide what is below it? */
export const isOpaque = (node: FileNode): boolean => node.attributes.xattrs?.get(OPAQUE)?.[0] === Y

/** A file or directory of the merged tree. Fields change only through `Memory`. */
class OverlayNode implements FileNode {
  readonly type: InodeType
  /** That of the lowest copy a look-up found first; stays when the file is copied up. */
  readonly number: number
  /** Where changes go; undefined until the first one. */
  upper: FileNode | undefined
  /** Nearest first. Several for a merged directory, at most one for anything else. */
  lowers: readonly FileNode[]
  /** Undefined for the root, and for what has been removed while open. */
  parent: OverlayNode | undefined
  name: string
  readonly children = new Map<string, OverlayNode>()

  constructor(upper: FileNode | undefined, lowers: readonly FileNode[], parent: OverlayNode | undefined, name: string) {
    this.upper = upper
    this.lowers = lowers
    this.parent = parent
    this.name = name
    this.type = this.real.type
    this.number = (lowers[0] ?? this.real).number
  }

  get real(): FileNode {
    const real = this.upper ?? this.lowers[0]
    assert(real, 'a name of an overlay is in some layer')
    return real
  }

  get attributes(): Attributes {
    const { attributes } = this.real
    if (!attributes.xattrs || ![...attributes.xattrs.keys()].some(key => key.startsWith(PRIVATE))) return attributes
    return { ...attributes, xattrs: visible(attributes.xattrs) }
  }

  get content(): Content {
    return this.real.content
  }

  get size(): number {
    return this.real.size
  }

  get linkCount(): number {
    return this.real.linkCount
  }

  /** A merged directory has one link, as the kernel does not count through the layers. */
  directoryLinks(): number {
    const layers = this.lowers.length + (this.upper ? 1 : 0)
    return layers > 1 ? 1 : (this.real.directoryLinks?.() ?? 1)
  }

  get target(): string {
    return this.real.target
  }

  get device(): DeviceNumber | undefined {
    return this.real.device
  }
}

const visible = (xattrs: ReadonlyMap<string, Uint8Array>): ReadonlyMap<string, Uint8Array> | undefined => {
  const kept = new Map([...xattrs].filter(([name]) => !name.startsWith(PRIVATE)))
  return kept.size > 0 ? kept : undefined
}

/** The directories an overlay is made of. */
export interface OverlayLayers {
  /** Nearest first; never empty. */
  readonly lower: readonly FileNode[]
  /** Takes the changes; without it the mount is read-only. */
  readonly upper?: FileNode
  /** An empty directory beside `upper`: files are prepared there and renamed into place. */
  readonly work?: FileNode
}

export class OverlayFs implements FileSystem {
  readonly kind = 'overlay'
  readonly root: FileNode
  private readonly memory: Memory
  private readonly base: DiskFs
  private readonly work: FileNode | undefined
  private readonly writable: boolean

  constructor(memory: Memory, base: DiskFs, layers: OverlayLayers) {
    this.memory = memory
    this.base = base
    this.work = layers.work
    this.writable = layers.upper !== undefined
    this.root = new OverlayNode(layers.upper, layers.upper && isOpaque(layers.upper) ? [] : layers.lower, undefined, '')
  }

  /** The file of a layer that a node of this tree shows now. */
  realOf(node: FileNode): FileNode {
    return (node as OverlayNode).real
  }

  lookup(directory: FileNode, name: string): FileNode | undefined {
    return this.child(directory as OverlayNode, name)
  }

  names(directory: FileNode): string[] {
    const { upper, lowers } = directory as OverlayNode
    const seen = new Set<string>()
    const shown: string[] = []
    for (const layer of upper ? [upper, ...lowers] : lowers) {
      for (const name of this.base.names(layer)) {
        if (seen.has(name)) continue
        seen.add(name)
        const node = this.base.lookup(layer, name)
        if (node && !isWhiteout(node)) shown.push(name)
      }
    }
    return shown.sort()
  }

  create(directory: FileNode, name: string, type: InodeType, attributes: Omit<Attributes, 'mtime' | 'xattrs'>, extra?: { target?: string; device?: DeviceNumber }): FileNode {
    const parent = directory as OverlayNode
    const into = this.copyUp(parent)
    const covered = this.base.lookup(into, name)
    let made: FileNode
    if (!covered) made = this.base.create(into, name, type, attributes, extra)
    else {
      assert(isWhiteout(covered), `${name} is free`)
      made = this.prepare(into, temporary => this.base.create(temporary.directory, temporary.name, type, attributes, extra), name, node => {
        if (type === 'directory') this.makeOpaque(node)
      })
    }
    const node = new OverlayNode(made, [], parent, name)
    this.memory.put(parent.children, name, node)
    return node
  }

  link(directory: FileNode, name: string, node: FileNode): void {
    const parent = directory as OverlayNode
    const real = this.copyUp(node as OverlayNode)
    const into = this.copyUp(parent)
    if (this.base.lookup(into, name)) this.base.unlink(into, name)
    this.base.link(into, name, real)
  }

  unlink(directory: FileNode, name: string): void {
    const parent = directory as OverlayNode
    const node = this.child(parent, name)
    assert(node, `${name} exists`)
    const into = this.copyUp(parent)
    if (node.upper && node.type === 'directory') this.clearWhiteouts(node.upper)
    if (this.lowerHas(parent, name)) this.whiteOut(into, name)
    else this.base.unlink(into, name)
    this.memory.remove(parent.children, name)
    this.memory.set(node, 'parent', undefined)
  }

  rename(from: FileNode, fromName: string, to: FileNode, toName: string): void {
    const source = from as OverlayNode
    const target = to as OverlayNode
    const node = this.child(source, fromName)
    assert(node, `${fromName} exists`)
    // Without redirect_dir a directory that has a lower part cannot leave its place.
    if (node.type === 'directory' && node.lowers.length > 0) throw new SyscallError('EXDEV', `rename ${fromName}`, toName)
    const real = this.copyUp(node)
    const out = this.copyUp(source)
    const into = this.copyUp(target)
    const replaced = this.child(target, toName)
    if (replaced?.upper && replaced.type === 'directory') this.clearWhiteouts(replaced.upper)
    if (node.type === 'directory' && target.lowers.length > 0 && !isOpaque(real)) this.makeOpaque(real)
    const leaveWhiteout = this.lowerHas(source, fromName)
    this.base.rename(out, fromName, into, toName)
    if (leaveWhiteout) this.whiteOut(out, fromName)
    const { memory } = this
    if (replaced) memory.set(replaced, 'parent', undefined)
    memory.remove(source.children, fromName)
    memory.set(node, 'parent', target)
    memory.set(node, 'name', toName)
    memory.put(target.children, toName, node)
  }

  setContent(node: FileNode, content: Content): void {
    const overlay = node as OverlayNode
    // A file that is opened to be emptied is copied up without its data.
    const upper = this.copyUp(overlay, content.size === 0 ? Content.EMPTY : undefined)
    this.base.setContent(upper, content)
  }

  setAttributes(node: FileNode, change: Partial<Attributes>): void {
    const upper = this.copyUp(node as OverlayNode)
    if (!('xattrs' in change)) return this.base.setAttributes(upper, change)
    const kept = [...(upper.attributes.xattrs ?? [])].filter(([name]) => name.startsWith(PRIVATE))
    const xattrs = new Map([...(change.xattrs ?? []), ...kept])
    this.base.setAttributes(upper, { ...change, xattrs: xattrs.size > 0 ? xattrs : undefined })
  }

  /** A file that is opened for writing is copied up then, also when nothing is written. */
  openForWriting(node: FileNode): void {
    this.copyUp(node as OverlayNode)
  }

  fsync(node: FileNode): void {
    const { upper } = node as OverlayNode
    if (upper) this.base.fsync(upper)
  }

  /** Everything of the disk below, as the unmount of an overlay does. */
  sync(): void {
    if (this.writable) this.base.sync()
  }

  touchRead(node: FileNode): void {
    this.base.touchRead((node as OverlayNode).real)
  }

  private child(directory: OverlayNode, name: string): OverlayNode | undefined {
    const upper = directory.upper ? this.base.lookup(directory.upper, name) : undefined
    if (upper && isWhiteout(upper)) return this.forget(directory, name)
    const lowers: FileNode[] = []
    if (!upper || (upper.type === 'directory' && !isOpaque(upper))) {
      for (const layer of directory.lowers) {
        const found = this.base.lookup(layer, name)
        if (!found) continue
        if (isWhiteout(found)) break
        if (found.type !== 'directory') {
          if (!upper && lowers.length === 0) lowers.push(found)
          break
        }
        lowers.push(found)
        if (isOpaque(found)) break
      }
    }
    if (!upper && lowers.length === 0) return this.forget(directory, name)
    const known = directory.children.get(name)
    if (known && known.upper === upper && sameNodes(known.lowers, lowers)) return known
    const node = new OverlayNode(upper, lowers, directory, name)
    this.memory.put(directory.children, name, node)
    return node
  }

  private forget(directory: OverlayNode, name: string): undefined {
    this.memory.remove(directory.children, name)
    return undefined
  }

  /** Would the name show through from a lower layer? */
  private lowerHas(directory: OverlayNode, name: string): boolean {
    for (const layer of directory.lowers) {
      const found = this.base.lookup(layer, name)
      if (found) return !isWhiteout(found)
    }
    return false
  }

  /**
   * Make sure that a node has a copy in the upper layer: parents first, then the file with its data (synced, as the
   * kernel does), owner, mode, time and attributes, renamed into place.
   *
   * @throws SyscallError EROFS without an upper layer, ENOSPC
   */
  private copyUp(node: OverlayNode, instead?: Content): FileNode {
    if (node.upper) return node.upper
    if (!this.writable) throw new SyscallError('EROFS', 'open', node.name)
    const origin = node.real
    const { mode, uid, gid, mtime } = origin.attributes
    const xattrs = origin.attributes.xattrs && visible(origin.attributes.xattrs)
    const extra = { target: origin.target, ...(origin.device ? { device: origin.device } : {}) }
    const into = node.parent && this.copyUp(node.parent)
    const copy = this.prepare(into, ({ directory, name }) => this.base.create(directory, name, origin.type, { mode, uid, gid }, extra), node.name, made => {
      const data = instead ?? origin.content
      if (origin.type === 'file' && data.size > 0) {
        this.base.setContent(made, data)
        this.base.fsync(made)
      }
      this.base.setAttributes(made, { mtime, xattrs })
    }, into?.attributes.mtime)
    this.memory.set(node, 'upper', copy)
    if (node.type !== 'directory') this.memory.set(node, 'lowers', [])
    return copy
  }

  /**
   * Make something in the work directory, complete it, and rename it into `into`; without `into` (a file removed while
   * open) it is left without a name. Copying up does not change the time of the directory: `keepTime`.
   */
  private prepare(into: FileNode | undefined, make: (place: { directory: FileNode; name: string }) => FileNode, name: string, complete: (made: FileNode) => void, keepTime?: number): FileNode {
    const directory = this.work ?? into
    assert(directory, 'a writable overlay has a work directory')
    const temporary = `#${this.temporaries.toString(16)}`
    this.memory.set(this as unknown as { temporaries: number }, 'temporaries', this.temporaries + 1)
    let made: FileNode
    try {
      made = make({ directory, name: temporary })
      complete(made)
    } catch (error) {
      if (this.base.lookup(directory, temporary)) this.base.unlink(directory, temporary)
      throw error
    }
    if (into) this.base.rename(directory, temporary, into, name)
    else this.base.unlink(directory, temporary)
    if (into && keepTime !== undefined) this.base.setAttributes(into, { mtime: keepTime })
    return made
  }

  private temporaries = 1

  private whiteOut(directory: FileNode, name: string): void {
    const attributes = { mode: 0, uid: 0, gid: 0 }
    const extra = { device: { major: 0, minor: 0 } }
    if (!this.base.lookup(directory, name)) this.base.create(directory, name, 'character', attributes, extra)
    else this.prepare(directory, place => this.base.create(place.directory, place.name, 'character', attributes, extra), name, () => {})
  }

  private makeOpaque(directory: FileNode): void {
    const xattrs = new Map(directory.attributes.xattrs)
    xattrs.set(OPAQUE, new Uint8Array([Y]))
    this.base.setAttributes(directory, { xattrs })
  }

  /** An upper directory that looks empty may hold whiteouts: hide the lower part first, then remove them. */
  private clearWhiteouts(directory: FileNode): void {
    const names = this.base.names(directory)
    if (names.length === 0) return
    if (!isOpaque(directory)) this.makeOpaque(directory)
    for (const name of names) this.base.unlink(directory, name)
  }
}

function sameNodes(a: readonly FileNode[], b: readonly FileNode[]): boolean {
  return a.length === b.length && a.every((node, i) => node === b[i])
}

/** The mount options of an overlay, as the kernel gets them. */
export interface OverlayOptions {
  /** Directories from the nearest to the farthest, separated by `:`. */
  readonly lowerdir: string
  readonly upperdir?: string
  readonly workdir?: string
}

/**
 * `mount -t overlay`: see `overlayOf` for how the options are read and what is refused.
 *
 * @throws SyscallError as `overlayOf`, or for a `target` that is not there or no directory
 */
export function* mountOverlay(machine: Machine, fs: Fs, options: OverlayOptions, target: string): Op<OverlayFs> {
  yield step('mount', target, MICROSECOND * 100)
  const point = fs.find(target, true, 'mount')
  if (point.node.type !== 'directory') throw new SyscallError('ENOTDIR', 'mount', target)
  const overlay = overlayOf(fs, options, machine.scheduler.memory, machine.diskFs)
  const { lowerdir, upperdir, workdir } = options
  const layers = [`lowerdir=${lowerdir}`, ...(upperdir === undefined ? [] : [`upperdir=${upperdir}`]), ...(workdir === undefined ? [] : [`workdir=${workdir}`])]
  const readOnly = upperdir === undefined
  machine.mount(fs.namespace, point, { fs: overlay, root: overlay.root, path: point.path, source: 'overlay', options: [readOnly ? 'ro' : 'rw', 'relatime', ...layers].join(','), readOnly })
  return overlay
}

/**
 * What `mount -t overlay` makes of its options. Relative paths start from the working directory of `fs`: Docker goes to
 * `overlay2` and names layers `l/…`. An empty element is the working directory itself.
 *
 * The layers must not overlap: a lower directory that lies inside another layer, or that is given twice, is refused
 * with ELOOP. That is how an empty `lower` file of Docker fails: it names the directory `overlay2`, which holds all the
 * other layers.
 *
 * @throws SyscallError ENOENT, ENOTDIR (a file on the way), EINVAL (a layer is no directory, too many layers, `upperdir`
 *   without `workdir` or one within the other), ELOOP
 */
export function overlayOf(fs: Fs, options: OverlayOptions, memory: Memory, base: DiskFs): OverlayFs {
  const resolve = (path: string): { path: string; node: FileNode } => {
    const { mount, node, path: resolved } = fs.find(path === '' ? '.' : path, true, 'mount')
    if (node.type !== 'directory' || mount.fs !== base) throw new SyscallError('EINVAL', 'mount', path)
    return { path: resolved, node }
  }
  const upper = options.upperdir === undefined ? undefined : resolve(options.upperdir)
  const work = upper === undefined ? undefined : resolve(options.workdir ?? '/dev/null')
  const paths = splitLowers(options.lowerdir)
  if (paths.length > OVERLAY_LOWERS_MAX) throw new SyscallError('EINVAL', 'mount', '')
  if (upper && work && (within(upper.path, work.path) || within(work.path, upper.path))) throw new SyscallError('EINVAL', 'mount', work.path)
  const lower = paths.map(resolve)
  const layers = [...(upper ? [upper] : []), ...(work ? [work] : []), ...lower]
  if (new Set(layers.map(layer => layer.node)).size < layers.length) throw new SyscallError('ELOOP', 'mount', '')
  for (const { path, node } of lower) {
    if (layers.some(other => other.node !== node && within(path, other.path))) throw new SyscallError('ELOOP', 'mount', path)
  }
  const nodes = lower.map(layer => layer.node)
  if (!upper || !work) return new OverlayFs(memory, base, { lower: nodes })
  // The kernel works in a directory of its own below `workdir`.
  const inner = base.lookup(work.node, 'work') ?? base.create(work.node, 'work', 'directory', { mode: 0, uid: 0, gid: 0 })
  return new OverlayFs(memory, base, { lower: nodes, upper: upper.node, work: inner })
}

const within = (path: string, directory: string): boolean => path === directory || path.startsWith(directory === '/' ? '/' : `${directory}/`)

/** Split at colons; a backslash takes the next character as it is. */
function splitLowers(lowerdir: string): string[] {
  const paths: string[] = []
  let path = ''
  for (let i = 0; i < lowerdir.length; i++) {
    const char = lowerdir.charAt(i)
    if (char === ':') {
      paths.push(path)
      path = ''
    } else path += char === '\\' ? lowerdir.charAt(++i) : char
  }
  return [...paths, path]
}

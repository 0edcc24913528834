/**
 * The overlay2 graph driver: one directory per layer with `diff`, `link`, `lower`, `work`; short links in `l/` keep the
 * mount option string small. Nothing it writes is ever synced.
 *
 * @source moby daemon/graphdriver/overlay2/overlay.go (20.10)
 */
import { text, utf8 } from '../base/bytes.ts'
import { EngineError, SyscallError } from '../base/errors.ts'
import type { OverlayFs } from '../machine/overlay-fs.ts'
import { overlays } from '../machine/overlay-part.ts'
import { concluded } from '../sched/conclude.ts'
import { Lock } from '../sched/lock.ts'
import { step } from '../sched/op.ts'
import type { Op } from '../sched/op.ts'
import { LINKS, OVERLAY } from './layout.ts'
import type { StoreHost } from './store-host.ts'

const LINK_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const LINK_LENGTH = 26
/** What openEuler takes for a short link. */
const VALID_LINK = /^[A-Z0-9]{26}$/
/** Overlay mounts take this many layers. */
const LOWERS_MAX = 128

/** What `docker inspect` shows as GraphDriver.Data. */
export interface DriverMetadata {
  readonly LowerDir?: string
  readonly MergedDir: string
  readonly UpperDir: string
  readonly WorkDir: string
}

export class Overlay2 {
  private readonly host: StoreHost
  private readonly locks = new Map<string, Lock>()
  private readonly mountCounts = new Map<string, number>()
  private readonly mounted = new Map<string, OverlayFs>()

  constructor(host: StoreHost) {
    this.host = host
  }

  /** Make the home directories; where leftovers are removed, short links that lead nowhere go. */
  *init(): Op<void> {
    const { fs, behaviour } = this.host
    yield* fs.mkdirAll(OVERLAY, 0o710)
    yield* fs.mkdirAll(LINKS, 0o700)
    if (!behaviour.removesLeftoversAtStart) return
    for (const link of yield* fs.readdir(LINKS)) {
      if (yield* this.leadsSomewhere(link)) continue
      this.host.log('warning', `[overlay2]: remove invalid symlink: ${LINKS}/${link}`)
      yield* fs.unlink(`${LINKS}/${link}`)
    }
  }

  /** Make the directory of a layer. No lock is taken; on failure the short link stays behind, as in Docker. */
  create(id: string, parent: string | undefined): Op<void> {
    return concluded(this.host.scheduler, this.createDirectory(id, parent))
  }

  private *createDirectory(id: string, parent: string | undefined): Op<void> {
    const { fs, scheduler } = this.host
    const home = `${OVERLAY}/${id}`
    yield* fs.mkdir(home, 0o710)
    try {
      yield* fs.mkdir(`${home}/diff`, 0o755)
      const link = scheduler.random().word(LINK_ALPHABET, LINK_LENGTH)
      yield* fs.symlink(`../${id}/diff`, `${LINKS}/${link}`)
      yield* fs.writeFile(`${home}/link`, utf8(link), 0o644)
      if (parent === undefined) return
      yield* fs.mkdir(`${home}/work`, 0o700)
      yield* fs.writeFile(`${OVERLAY}/${parent}/committed`, utf8(''), 0o600)
      const lower = yield* this.lowerOf(parent)
      yield* fs.writeFile(`${home}/lower`, utf8(lower), 0o666)
    } catch (error) {
      yield* fs.removeAll(home)
      throw error
    }
  }

  /** Take a layer's directory and short link away; a missing directory is success. */
  *remove(id: string): Op<void> {
    if (id === '') throw new EngineError('System', 'refusing to remove the directories: id is empty')
    const { fs } = this.host
    yield* this.lock(id).held(() => this.removeLocked(id, fs))
  }

  private *removeLocked(id: string, fs: StoreHost['fs']): Op<void> {
    const home = `${OVERLAY}/${id}`
    yield* this.unmountLeftover(`${home}/merged`)
    if (this.host.behaviour.removesDirectoryBeforeLink) return yield* this.removeDirectoryFirst(id, fs)
    if (yield* fs.exists(`${home}/link`)) {
      const link = yield* fs.readText(`${home}/link`)
      if (link === '') this.host.log('error', `refusing to remove empty link for layer ${id}`, { 'storage-driver': 'overlay2' })
      else if (yield* fs.exists(`${LINKS}/${link}`)) yield* fs.unlink(`${LINKS}/${link}`)
    }
    yield* fs.removeAll(home)
  }

  /** What stops halfway leaves a short link without a directory, which the next start removes. @source openEuler docker patches 0045, 0059 */
  private *removeDirectoryFirst(id: string, fs: StoreHost['fs']): Op<void> {
    const link = yield* this.readOptional(`${OVERLAY}/${id}/link`)
    yield* fs.removeAll(`${OVERLAY}/${id}`)
    if (link === undefined) return
    if (!VALID_LINK.test(link)) this.host.log('error', `refusing to remove empty link for layer ${id}`, { 'storage-driver': 'overlay2' })
    else if (yield* fs.exists(`${LINKS}/${link}`)) yield* fs.unlink(`${LINKS}/${link}`)
  }

  /**
   * Is a layer's directory there with a valid `link`? A short link that is missing is made again; a directory that is
   * missing takes its short link along.
   *
   * @source openEuler docker patches 0045, 0059 `Exists`
   */
  *repaired(id: string): Op<boolean> {
    const { fs } = this.host
    if (!(yield* fs.exists(`${OVERLAY}/${id}`))) {
      this.host.log('warning', `layer(${id}) not exist: stat ${OVERLAY}/${id}: no such file or directory`)
      yield* this.remove(id)
      return false
    }
    const link = yield* this.readOptional(`${OVERLAY}/${id}/link`)
    if (link === undefined || !VALID_LINK.test(link)) return false
    if (yield* this.leadsSomewhere(link)) return true
    if (yield* fs.exists(`${LINKS}/${link}`)) yield* fs.unlink(`${LINKS}/${link}`)
    this.host.log('info', `[overlay2]: symlink (${link}) is missing, create a new one`)
    yield* fs.symlink(`../${id}/diff`, `${LINKS}/${link}`)
    return true
  }

  /** Is there something at the end of a short link? */
  private *leadsSomewhere(link: string): Op<boolean> {
    const { fs } = this.host
    const found = yield* fs.look(`${LINKS}/${link}`)
    if (found?.target === undefined) return found !== undefined
    return yield* fs.exists(joined(LINKS, found.target))
  }

  /** Does a layer's `lower` name its parent? @source openEuler docker patch 0109 */
  *standsOn(id: string, parent: string): Op<boolean> {
    const link = yield* this.readOptional(`${OVERLAY}/${parent}/link`)
    const lower = yield* this.readOptional(`${OVERLAY}/${id}/lower`)
    return link !== undefined && lower !== undefined && lower.split(':').includes(`l/${link}`)
  }

  /** Directories of layers, of whoever they are. */
  *directories(): Op<string[]> {
    return (yield* this.host.fs.readdir(OVERLAY)).filter(name => name.length >= 64)
  }

  /**
   * Make a layer's whole tree visible and say where: a base layer's own `diff`, otherwise an overlay mounted on
   * `merged`.
   */
  get(id: string): Op<string> {
    return concluded(this.host.scheduler, this.lock(id).held(() => this.mountLocked(id)), String)
  }

  private *mountLocked(id: string): Op<string> {
    const { fs, scheduler } = this.host
    const home = `${OVERLAY}/${id}`
    yield* this.stat(home)
    const lower = yield* this.readOptional(`${home}/lower`)
    if (lower === undefined) return `${home}/diff`
    const merged = `${home}/merged`
    const count = (this.mountCounts.get(merged) ?? 0) + 1
    scheduler.memory.put(this.mountCounts, merged, count)
    if (count > 1) return merged
    try {
      const committed = yield* fs.exists(`${home}/committed`)
      const absolute = lower.split(':').map(element => `${OVERLAY}/${element}`).join(':')
      const options = committed
        ? { lowerdir: `${home}/diff:${absolute}` }
        : { lowerdir: absolute, upperdir: `${home}/diff`, workdir: `${home}/work` }
      if (!(yield* fs.exists(merged))) yield* fs.mkdir(merged, 0o700)
      const overlay = yield* overlays.content.mountOverlay(this.host.machine, fs, options, merged)
      scheduler.memory.put(this.mounted, merged, overlay)
      return merged
    } catch (error) {
      scheduler.memory.put(this.mountCounts, merged, count - 1)
      if (yield* fs.exists(merged)) yield* fs.rmdir(merged)
      if (!(error instanceof SyscallError)) throw error
      this.host.log('error', `error unmounting ${merged}: invalid argument`, { 'storage-driver': 'overlay2' })
      throw new EngineError('System', `error creating overlay mount to ${merged}: ${words(error)}`)
    }
  }

  /** Give up one mount; the last one unmounts, which syncs the file system of the upper directory. */
  put(id: string): Op<void> {
    return concluded(this.host.scheduler, this.lock(id).held(() => this.unmountLocked(id)))
  }

  private *unmountLocked(id: string): Op<void> {
    const { fs, scheduler, machine } = this.host
    const merged = `${OVERLAY}/${id}/merged`
    const count = (this.mountCounts.get(merged) ?? 0) - 1
    if (count < 0) return
    scheduler.memory.put(this.mountCounts, merged, count)
    if (count > 0) return
    scheduler.memory.remove(this.mountCounts, merged)
    yield step('umount', merged, 8_000_000)
    machine.unmount(merged)
    this.mounted.get(merged)?.sync()
    scheduler.memory.remove(this.mounted, merged)
    if (yield* fs.exists(merged)) yield* fs.rmdir(merged)
  }

  /**
   * Unmount what a daemon that was killed left mounted.
   *
   * @source moby daemon/graphdriver/counter.go, pkg/system/rm.go `EnsureRemoveAll` (20.10)
   */
  *putLeftover(id: string): Op<void> {
    yield* this.lock(id).held(() => this.unmountLeftover(`${OVERLAY}/${id}/merged`))
  }

  private *unmountLeftover(merged: string): Op<void> {
    const { machine } = this.host
    for (const { path, fs } of [...machine.namespace.covered.values()]) {
      if (path !== merged) continue
      yield step('umount', merged, 8_000_000)
      machine.unmount(merged)
      fs.sync()
    }
  }

  /** The overlay that is mounted for a layer, once `get` gave its `merged`. */
  mountedOverlay(id: string): OverlayFs | undefined {
    return this.mounted.get(`${OVERLAY}/${id}/merged`)
  }

  /**
   * Can a layer's tar be unpacked straight into its `diff`? Only when its nearest lower really is the parent; otherwise
   * Docker goes through a mount, and a broken `lower` becomes a mount error of a registration.
   */
  *parentIs(id: string, parent: string | undefined): Op<boolean> {
    if (parent === undefined) return true
    const lower = yield* this.readOptional(`${OVERLAY}/${id}/lower`)
    const first = lower?.split(':')[0]
    if (!first) return false
    const target = yield* this.host.fs.look(`${OVERLAY}/${first}`)
    return target?.target === `../${parent}/diff`
  }

  /** Paths for `docker inspect`; every short link is resolved, so damage shows here. */
  *metadata(id: string): Op<DriverMetadata> {
    const { fs } = this.host
    const home = `${OVERLAY}/${id}`
    yield* this.stat(home)
    const lower = yield* this.readOptional(`${home}/lower`)
    const own = { MergedDir: `${home}/merged`, UpperDir: `${home}/diff`, WorkDir: `${home}/work` }
    if (lower === undefined) return own
    const lowers: string[] = []
    for (const element of lower.split(':')) {
      const target = yield* fs.readlink(joined(OVERLAY, element))
      lowers.push(joined(OVERLAY, joined('/l', target).slice(1)))
    }
    return { LowerDir: lowers.join(':'), ...own }
  }

  /** Lower directories of a layer, nearest first, as absolute paths; empty for a base layer. */
  *lowerDirectories(id: string): Op<string[]> {
    const lower = yield* this.readOptional(`${OVERLAY}/${id}/lower`)
    return lower ? lower.split(':').map(element => `${OVERLAY}/${element}`) : []
  }

  /** Sum of the sizes of files and symbolic links below a layer's `diff`; directories count nothing. */
  *diffSize(id: string): Op<number> {
    return yield* this.sizeBelow(`${OVERLAY}/${id}/diff`, new Set())
  }

  private *sizeBelow(path: string, seen: Set<number>): Op<number> {
    const { fs } = this.host
    let sum = 0
    for (const name of yield* fs.readdir(path)) {
      const stat = yield* fs.lstat(`${path}/${name}`)
      if (stat.type === 'directory') sum += yield* this.sizeBelow(`${path}/${name}`, seen)
      else if (!seen.has(stat.inode)) {
        if (stat.linkCount > 1) seen.add(stat.inode)
        sum += stat.size
      }
    }
    return sum
  }

  /** Unmount whatever is mounted: orderly shutdown. */
  *cleanup(): Op<void> {
    for (const merged of [...this.mounted.keys()].sort()) {
      yield step('umount', merged, 8_000_000)
      this.host.machine.unmount(merged)
      this.mounted.get(merged)?.sync()
      this.host.scheduler.memory.remove(this.mounted, merged)
    }
  }

  private *lowerOf(parent: string): Op<string> {
    const { fs } = this.host
    const link = yield* fs.readText(`${OVERLAY}/${parent}/link`)
    if (this.host.behaviour.removesDirectoryBeforeLink && !VALID_LINK.test(link)) throw new EngineError('System', `illegal link string: ${link}`)
    const lowers = [joined('l', link)]
    const below = yield* this.readOptional(`${OVERLAY}/${parent}/lower`)
    if (below !== undefined) lowers.push(...below.split(':'))
    if (lowers.length > LOWERS_MAX) throw new EngineError('System', 'max depth exceeded')
    return lowers.join(':')
  }

  private *readOptional(path: string): Op<string | undefined> {
    const content = yield* this.host.fs.readIfThere(path)
    return content && text(content.bytes())
  }

  private *stat(home: string): Op<void> {
    if (!(yield* this.host.fs.exists(home))) throw new SyscallError('ENOENT', 'stat', home)
  }

  private lock(id: string): Lock {
    let lock = this.locks.get(id)
    if (!lock) this.locks.set(id, (lock = new Lock(`driver ${id.slice(0, 12)}`, this.host.scheduler)))
    return lock
  }
}

/** Go's path.Join for two elements: an empty one disappears, `..` goes up. */
function joined(a: string, b: string): string {
  const absolute = a.startsWith('/')
  const parts: string[] = []
  for (const part of `${a}/${b}`.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..' && parts.length > 0) parts.pop()
    else parts.push(part)
  }
  return (absolute ? '/' : '') + parts.join('/')
}

const words = (error: SyscallError): string => error.message.slice(error.message.lastIndexOf(': ') + 2)

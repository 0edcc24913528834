/**
 * A file system with a page cache. Programs see every change at once; the platter gets it later:
 *
 * - Changes of names and attributes go into the *running transaction* of the journal. A commit (5 s after the
 *   transaction began, or forced by fsync and sync) makes all of them durable, in order.
 * - Written data stays dirty in the page cache. Write-back (a flusher that wakes every 5 s takes what has been dirty
 *   for 30 s), fsync and sync put it on the platter; the file's new length is one more entry of the journal.
 *   So a file whose name is durable and whose data is not comes back empty: delayed allocation.
 * - A file that is renamed over another, or truncated and written again, has its data written with the next commit.
 *
 * `ext4` keeps the order of the journal: what survives is a prefix of it, less the dirty data. `posix` promises only
 * what the standard does: each directory entry survives by itself, until its directory or the whole system is synced.
 *
 * Methods here are instantaneous and never yield; `fs.ts` turns them into system calls with scheduling points.
 *
 * @source linux fs/ext4 (data=ordered, delalloc, auto_da_alloc), fs/jbd2, mm/page-writeback defaults; behaviour
 *   checked against recorded power cuts
 */
import { assert } from '../base/assert.ts'
import { SyscallError } from '../base/errors.ts'
import { SECOND } from '../sched/op.ts'
import type { Scheduler } from '../sched/scheduler.ts'
import { Content } from './content.ts'
import { Inode } from './inode.ts'
import type { Attributes, DeviceNumber, InodeType } from './inode.ts'

export type DiskModel = 'ext4' | 'posix'

/** A directory entry that changed from one inode to another (undefined: no such name). */
export interface EntryChange {
  readonly kind: 'entry'
  readonly directory: Inode
  readonly name: string
  readonly before: Inode | undefined
  readonly after: Inode | undefined
}

/** Attributes that changed. */
export interface AttributeChange {
  readonly kind: 'attributes'
  readonly inode: Inode
  readonly before: Attributes
}

/** Data that reached the platter (or was truncated there), not yet with its length in a committed journal. */
export interface LengthChange {
  readonly kind: 'length'
  readonly inode: Inode
  readonly before: Content
}

export type Change = EntryChange | AttributeChange | LengthChange

/** One atomic entry of the running transaction; a linked list, newest first. */
export interface JournalEntry {
  readonly changes: readonly Change[]
  readonly tick: number
  readonly earlier: JournalEntry | undefined
  /** How many entries there are up to and including this one. */
  readonly count: number
}

/** The journal commits a transaction this long after it began. */
export const COMMIT_INTERVAL = 5 * SECOND
/** The flusher wakes this often … */
export const WRITEBACK_INTERVAL = 5 * SECOND
/** … and writes back pages that have been dirty this long. */
export const DIRTY_EXPIRE = 30 * SECOND

const byAge = (a: Inode, b: Inode): number => (a.dirtySinceTick ?? Infinity) - (b.dirtySinceTick ?? Infinity) || a.number - b.number

const BLOCK = 4096
const blocks = (content: Content): number => Math.ceil(content.allocatedBytes / BLOCK)

export class SimDisk {
  readonly model: DiskModel
  readonly root: Inode
  private readonly scheduler: Scheduler
  /** The running transaction; undefined when everything named is durable. */
  journal: JournalEntry | undefined
  /** When the running transaction began. */
  transactionSinceTick = 0
  /** Files with data that is not on the platter. */
  readonly dirty = new Map<Inode, true>()
  /** Files whose data the next commit writes first. */
  private readonly flushing = new Map<Inode, true>()
  /** Blocks of 4096 bytes in use by file data. */
  usedBlocks = 0
  /** How many blocks there are. */
  capacityBlocks: number
  /** Wall-clock seconds (since 1970) at tick 0. */
  readonly epochSeconds: number

  constructor(scheduler: Scheduler, options: { model: DiskModel; capacityBytes: number; epochSeconds: number }) {
    this.scheduler = scheduler
    this.model = options.model
    this.capacityBlocks = Math.floor(options.capacityBytes / BLOCK)
    this.epochSeconds = options.epochSeconds
    this.root = new Inode(2, 'directory', { mode: 0o755, uid: 0, gid: 0, mtime: options.epochSeconds, xattrs: undefined })
    this.root.linkCount = 1
  }

  /** Wall-clock time in seconds since 1970, with fraction. */
  nowSeconds(): number {
    return this.epochSeconds + this.scheduler.clock() / SECOND
  }

  // Names

  lookup(directory: Inode, name: string): Inode | undefined {
    const { memory } = this.scheduler
    if (memory.recording) memory.touch('name', `${directory.cell}/${name}`, 'read')
    return directory.entries.get(name)
  }

  /** Names in order of code units. */
  names(directory: Inode): string[] {
    this.scheduler.memory.touch('entries', directory.cell, 'read')
    return [...directory.entries.keys()].sort()
  }

  /** Make an inode and give it its first name. The name must be free. */
  create(directory: Inode, name: string, type: InodeType, attributes: Omit<Attributes, 'mtime' | 'xattrs'>, extra: { target?: string; device?: DeviceNumber } = {}): Inode {
    assert(!directory.entries.has(name), `${name} is free`)
    const task = this.scheduler.current
    const number = task ? (task.serial + 1) * 0x1000000 + ++task.inodeCount : 3 + this.outsideCount++
    const inode = new Inode(number, type, { ...attributes, mtime: this.nowSeconds(), xattrs: undefined }, extra.target, extra.device)
    this.onCreate?.(inode, directory, name)
    this.record([this.setEntry(directory, name, inode)])
    return inode
  }

  /** Told of every inode that is made and where, before it is used. */
  onCreate: ((inode: Inode, directory: Inode, name: string) => void) | undefined

  private outsideCount = 0

  link(directory: Inode, name: string, inode: Inode): void {
    this.record([this.setEntry(directory, name, inode)])
  }

  /** Take a name away. A directory must be empty. */
  unlink(directory: Inode, name: string): void {
    this.record([this.setEntry(directory, name, undefined)])
  }

  /** Move a name, replacing what stands at the target, in one atomic change. */
  rename(from: Inode, fromName: string, to: Inode, toName: string): void {
    const inode = from.entries.get(fromName)
    assert(inode, `${fromName} exists`)
    const replaced = to.entries.get(toName)
    if (replaced === inode) return
    // auto_da_alloc: replacing a file by rename starts writing the new data, and the commit waits for it.
    if (replaced && inode.type === 'file' && inode.dirtySinceTick !== undefined) this.flushWithCommit(inode)
    this.record([this.setEntry(to, toName, inode), this.setEntry(from, fromName, undefined)])
    if (inode.type === 'directory') this.touchBelow(inode)
  }

  // Data and attributes

  /** Replace what programs read of a file. `bytesChanged` false: only the length grew by a hole. */
  setContent(inode: Inode, content: Content): void {
    const { memory } = this.scheduler
    const grown = blocks(content) - blocks(inode.content)
    if (grown > 0 && this.usedBlocks + grown > this.capacityBlocks) throw new SyscallError('ENOSPC', 'write', '')
    if (grown !== 0) memory.set(this as SimDisk, 'usedBlocks', this.usedBlocks + grown)
    memory.touch('file', inode.cell, 'write')
    if (content.size < inode.durable.size) {
      // Truncation is a change of the inode: the shorter length is durable with the next commit.
      this.record([this.setDurable(inode, inode.durable.resize(content.size))])
      if (content.size === 0) this.flushWithCommit(inode)
    }
    memory.set(inode, 'content', content)
    if (content.size === 0) this.markClean(inode)
    else if (inode.dirtySinceTick === undefined) {
      const now = this.scheduler.now()
      memory.set(inode, 'dirtySinceTick', now)
      memory.put(this.dirty, inode, true)
      // Tasks have times of their own: this one may lag behind.
      if (this.oldest && now < this.oldest.tick) this.oldest = undefined
    }
    this.recordAttributes(inode, { ...inode.attributes, mtime: this.nowSeconds() })
  }

  setAttributes(inode: Inode, change: Partial<Attributes>): void {
    this.scheduler.memory.touch('file', inode.cell, 'write')
    this.recordAttributes(inode, { ...inode.attributes, ...change })
  }

  // Durability

  /** fsync of a file: its data and, in `ext4`, everything named before it become durable. */
  fsync(inode: Inode): void {
    this.scheduler.memory.touch('journal', '', 'write')
    if (inode.type === 'directory') return this.fsyncDirectory(inode)
    if (inode.dirtySinceTick !== undefined) this.writeBack(inode)
    if (this.model === 'ext4') this.commit()
    else this.settle(change => change.kind === 'entry' || change.inode !== inode)
  }

  /** sync and syncfs: everything becomes durable. */
  sync(): void {
    for (const inode of [...this.dirty.keys()]) this.writeBack(inode)
    this.commit()
  }

  /** Commit the running transaction. */
  commit(): void {
    for (const inode of [...this.flushing.keys()]) if (inode.dirtySinceTick !== undefined) this.writeBack(inode)
    this.scheduler.memory.set(this as SimDisk, 'journal', undefined)
  }

  /** Put a file's dirty pages on the platter; its length follows with the next commit. */
  writeBack(inode: Inode): void {
    const durable = this.setDurable(inode, inode.content)
    this.markClean(inode)
    this.record([durable])
  }

  /** Files whose dirty pages are old enough for the flusher, oldest first. */
  expired(atTick: number): Inode[] {
    return [...this.dirty.keys()].filter(inode => (inode.dirtySinceTick ?? Infinity) + DIRTY_EXPIRE <= atTick).sort(byAge)
  }

  /** When the oldest dirty page became dirty; undefined when all is clean. Asked before every step, so it is remembered. */
  oldestDirtyTick(): number | undefined {
    if (this.dirty.size === 0) return undefined
    const { returns } = this.scheduler.memory
    if (this.oldest?.returns === returns && this.oldest.inode.dirtySinceTick === this.oldest.tick) return this.oldest.tick
    let found: Inode | undefined
    for (const inode of this.dirty.keys()) if (!found || byAge(inode, found) < 0) found = inode
    const tick = found?.dirtySinceTick
    this.oldest = found && tick !== undefined ? { inode: found, tick, returns } : undefined
    return tick
  }

  private oldest: { readonly inode: Inode; readonly tick: number; readonly returns: number } | undefined

  /** Take back one change on the platter's view; used by power loss only. */
  undo(change: Change): void {
    const { memory } = this.scheduler
    if (change.kind === 'entry') this.putEntry(change.directory, change.name, change.before)
    else if (change.kind === 'attributes') memory.set(change.inode, 'attributes', change.before)
    else {
      memory.set(change.inode, 'durable', change.before)
      memory.put(this.dirty, change.inode, true)
    }
  }

  /** Drop the page cache: every file reads what the platter holds. */
  dropCache(keep: (inode: Inode) => boolean): void {
    const { memory } = this.scheduler
    // By number: what a seed decides must not depend on how the world came here.
    for (const inode of [...this.dirty.keys()].sort((a, b) => a.number - b.number)) {
      const content = keep(inode) ? inode.content : inode.durable
      const freed = blocks(inode.content) - blocks(content)
      memory.set(this as SimDisk, 'usedBlocks', this.usedBlocks - freed)
      memory.set(inode, 'content', content)
      memory.set(inode, 'durable', content)
      this.markClean(inode)
    }
    memory.set(this as SimDisk, 'journal', undefined)
  }

  private fsyncDirectory(directory: Inode): void {
    if (this.model === 'ext4') this.commit()
    else this.settle(change => change.kind !== 'entry' || change.directory !== directory)
  }

  /** Remove the changes that have become durable one by one (posix). */
  private settle(keep: (change: Change) => boolean): void {
    const entries: JournalEntry[] = []
    for (let entry = this.journal; entry; entry = entry.earlier) entries.push(entry)
    let settled: JournalEntry | undefined
    for (const { changes, tick } of entries.reverse()) {
      const left = changes.filter(keep)
      if (left.length > 0) settled = { changes: left, tick, earlier: settled, count: (settled?.count ?? 0) + 1 }
    }
    this.scheduler.memory.set(this as SimDisk, 'journal', settled)
  }

  private setEntry(directory: Inode, name: string, after: Inode | undefined): EntryChange {
    const { memory } = this.scheduler
    const before = directory.entries.get(name)
    if (memory.recording) memory.touch('name', `${directory.cell}/${name}`, 'write')
    memory.touch('entries', directory.cell, 'add')
    this.putEntry(directory, name, after)
    // Its names changed, so it was modified now. A power loss does not take the time back: no one could tell.
    memory.set(directory, 'attributes', { ...directory.attributes, mtime: this.nowSeconds() })
    return { kind: 'entry', directory, name, before, after }
  }

  private putEntry(directory: Inode, name: string, after: Inode | undefined): void {
    const { memory } = this.scheduler
    const before = directory.entries.get(name)
    if (after) memory.put(directory.entries, name, after)
    else memory.remove(directory.entries, name)
    if (after) {
      if (after.linkCount === 0 && after.type === 'file') memory.set(this as SimDisk, 'usedBlocks', this.usedBlocks + blocks(after.content))
      memory.set(after, 'linkCount', after.linkCount + 1)
    }
    if (before) {
      memory.set(before, 'linkCount', before.linkCount - 1)
      if (before.linkCount === 0 && before.type === 'file') memory.set(this as SimDisk, 'usedBlocks', this.usedBlocks - blocks(before.content))
    }
  }

  private flushWithCommit(inode: Inode): void {
    const { memory } = this.scheduler
    memory.set(inode, 'flushOnCommit', true)
    memory.put(this.flushing, inode, true)
  }

  private setDurable(inode: Inode, durable: Content): LengthChange {
    const before = inode.durable
    this.scheduler.memory.set(inode, 'durable', durable)
    return { kind: 'length', inode, before }
  }

  private markClean(inode: Inode): void {
    const { memory } = this.scheduler
    if (inode.dirtySinceTick !== undefined) memory.set(inode, 'dirtySinceTick', undefined)
    if (inode.flushOnCommit && inode.content.size > 0) {
      memory.set(inode, 'flushOnCommit', false)
      memory.remove(this.flushing, inode)
    }
    memory.remove(this.dirty, inode)
  }

  private recordAttributes(inode: Inode, attributes: Attributes): void {
    const before = inode.attributes
    this.scheduler.memory.set(inode, 'attributes', attributes)
    this.record([{ kind: 'attributes', inode, before }])
  }

  private record(changes: readonly Change[]): void {
    const { memory } = this.scheduler
    if (!this.journal) memory.set(this as SimDisk, 'transactionSinceTick', this.scheduler.now())
    memory.set(this as SimDisk, 'journal', { changes, tick: this.scheduler.now(), earlier: this.journal, count: (this.journal?.count ?? 0) + 1 })
  }

  /** A renamed directory changes what every path below it means. */
  private touchBelow(directory: Inode): void {
    const { memory } = this.scheduler
    if (!memory.recording) return
    for (const [name, inode] of directory.entries) {
      memory.touch('name', `${directory.cell}/${name}`, 'write')
      if (inode.type === 'directory') this.touchBelow(inode)
    }
  }
}

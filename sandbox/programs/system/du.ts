import { SyscallError } from '../../base/errors.ts'
import type { Stat } from '../../disk/fs.ts'
import type { Op } from '../../sched/op.ts'
import { mountsOf } from '../../machine/proc-fs.ts'
import type { Mount } from '../../disk/file-system.ts'
import { Failure, quoteAlways, reason } from '../define-program.ts'
import type { ProgramDescription, Run } from '../define-program.ts'
import { diskBytes, humanSize, parseSize } from './sizes.ts'
import { under } from './targets.ts'

export const du: ProgramDescription = {
  name: 'du',
  usage: '[OPTION]... [FILE]...',
  about: 'Summarize device usage of the set of FILEs, recursively for directories.',
  family: 'GNU coreutils',
  coding: 'characters',
  options: [
    '0,null: ', 'a,all: write counts for all files, not just directories', 'apparent-size: sizes of contents, not of blocks', 'B,block-size=SIZE: ', 'b,bytes: --apparent-size --block-size=1', 'c,total: produce a grand total',
    'D,H,dereference-args: ', 'd,max-depth=N: print totals only N levels deep', 'h,human-readable: ', 'k: ', 'L,dereference: ', 'l,count-links: count hard links again', 'm: ', 'P,no-dereference: ', 'S,separate-dirs: ', 's,summarize: only a total for each argument',
    'si: ', 'exclude=PATTERN: ', 't,threshold=SIZE: ', 'x,one-file-system: ',
  ],
  *run(run) {
    const { options } = run
    const unit = options.lastOf('k', 'm', 'b', 'B', 'h', 'si')
    const blockBytes = unit === 'm' ? 1024 * 1024 : unit === 'b' ? 1 : unit === 'B' ? parseBlock(options.value('B') ?? '') : 1024
    const depth = options.has('s') ? 0 : options.has('d') ? Number(options.value('d')) : Infinity
    if (options.has('s') && options.has('d') && Number(options.value('d')) !== 0) throw new Failure(`warning: summarizing conflicts with --max-depth=${options.value('d') ?? ''}`)
    if (Number.isNaN(depth)) throw new Failure(`invalid maximum depth ‘${options.value('d') ?? ''}’`)
    const apparent = options.has('apparent-size') || options.has('b')
    const tally = new Tally(run, depth, apparent, bytes => (unit === 'h' ? humanSize(bytes) : unit === 'si' ? humanSize(bytes, 1000) : String(Math.ceil(bytes / blockBytes))))
    let total = 0
    for (const operand of run.operands.length > 0 ? run.operands : ['.']) total += yield* tally.count(operand, 0)
    if (options.has('c')) yield* tally.print(total, 'total')
  },
}

function parseBlock(words: string): number {
  const size = parseSize(/^\d/.test(words) ? words : `1${words}`)
  if (size === undefined || size === 0) throw new Failure(`invalid --block-size argument '${words}'`)
  return size
}

/** Adds up a tree, printing on the way out. Files with several names count once. */
class Tally {
  private readonly run: Run
  private readonly depth: number
  private readonly apparent: boolean
  private readonly shown: (bytes: number) => string
  private readonly seen = new Set<string>()
  private readonly excluded: readonly RegExp[]

  constructor(run: Run, depth: number, apparent: boolean, shown: (bytes: number) => string) {
    this.run = run
    this.depth = depth
    this.apparent = apparent
    this.shown = shown
    this.excluded = run.options.values('exclude').map(pattern => new RegExp(`^${pattern.replace(/[.+^${}()|\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.')}$`))
  }

  *count(path: string, level: number): Op<number> {
    const { run } = this
    const { fs } = run.process
    let stat: Stat
    try {
      stat = run.options.has('L') || (level === 0 && run.options.has('D')) ? yield* fs.stat(path) : yield* fs.lstat(path)
    } catch (error) {
      if (!(error instanceof SyscallError)) throw error
      yield* run.warn(run.style === 'busybox' ? `${path}: ${reason(error)}` : `cannot access ${quoteAlways(path)}: ${reason(error)}`)
      return 0
    }
    if ((stat.linkCount > 1 || level === 0) && !run.options.has('l')) {
      const key = `${fs.find(path, false, 'stat').mount.path} ${stat.inode}`
      if (this.seen.has(key)) return 0
      this.seen.add(key)
    }
    let bytes = this.apparent ? (stat.type === 'directory' || stat.type === 'file' || stat.type === 'symlink' ? stat.size : 0) : diskBytes(stat)
    if (stat.type !== 'directory') {
      if ((run.options.has('a') && level <= this.depth) || level === 0) yield* this.print(bytes, path)
      return bytes
    }
    let below = 0
    try {
      for (const name of yield* fs.readdir(path)) {
        if (this.excluded.some(pattern => pattern.test(name))) continue
        const child = under(path, name)
        if (run.options.has('x') && fs.find(child, false, 'stat').mount !== fs.find(path, true, 'stat').mount) continue
        const size = yield* this.count(child, level + 1)
        if (run.options.has('S') && (yield* fs.lstat(child)).type === 'directory') below += size
        else bytes += size
      }
    } catch (error) {
      if (!(error instanceof SyscallError)) throw error
      yield* run.warn(`cannot read directory ${quoteAlways(path)}: ${reason(error)}`)
    }
    if (level <= this.depth) yield* this.print(bytes, path)
    return bytes + below
  }

  *print(bytes: number, path: string): Op<void> {
    const threshold = this.run.options.value('t')
    if (threshold !== undefined && path !== 'total') {
      const limit = parseSize(threshold.replace(/^-/, '')) ?? 0
      if (threshold.startsWith('-') ? bytes > limit : bytes < limit) return
    }
    yield* this.run.out.print(`${this.shown(bytes)}\t${path}${this.run.options.has('0') ? '\0' : '\n'}`)
  }
}

export const df: ProgramDescription = {
  name: 'df',
  usage: '[OPTION]... [FILE]...',
  about: 'Show information about the file system on which each FILE resides, or all file systems.',
  family: 'GNU coreutils',
  coding: 'characters',
  options: ['a,all: ', 'B,block-size=SIZE: ', 'h,human-readable: ', 'H,si: ', 'i,inodes: ', 'k: ', 'l,local: ', 'm: ', 'no-sync: ', 'output[=FIELDS]: ', 'P,portability: ', 'sync: ', 'total: ', 't,type=TYPE: ', 'T,print-type: ', 'x,exclude-type=TYPE: '],
  *run(run) {
    const { fs, machine } = run.process
    const { options } = run
    const mounts: Mount[] = []
    if (run.operands.length === 0) {
      for (const mount of mountsOf(fs.namespace)) if (mount.fs.kind !== 'proc' || options.has('a')) mounts.push(mount)
    }
    for (const operand of run.operands) {
      try {
        yield* fs.stat(operand)
        mounts.push(fs.find(operand, true, 'stat').mount)
      } catch (error) {
        if (!(error instanceof SyscallError)) throw error
        yield* run.warn(`${operand}: ${reason(error)}`)
      }
    }
    const kinds = options.values('t')
    const without = options.values('x')
    const blockBytes = options.has('m') ? 1024 * 1024 : options.has('B') ? parseBlock(options.value('B') ?? '') : 1024
    const shown = (bytes: number): string => (options.has('h') ? humanSize(bytes) : options.has('H') ? humanSize(bytes, 1000) : String(Math.ceil(bytes / blockBytes)))
    const inodes = options.has('i')
    const sizeTitle = inodes ? 'Inodes' : options.has('h') || options.has('H') ? 'Size' : blockBytes === 1024 ? (options.has('P') ? '1024-blocks' : '1K-blocks') : `${options.value('B')?.replace(/^1(?=\D)/, '') ?? '1M'}-blocks`
    const titles = [sizeTitle, inodes ? 'IUsed' : 'Used', inodes ? 'IFree' : options.has('h') || options.has('H') ? 'Avail' : 'Available', inodes ? 'IUse%' : options.has('P') ? 'Capacity' : 'Use%']
    const rows = [['Filesystem', ...(options.has('T') ? ['Type'] : []), ...titles, 'Mounted on']]
    const number = (value: number): string => (inodes ? (options.has('h') ? humanSize(value) : String(value)) : shown(value))
    for (const mount of mounts) {
      const { kind } = mount.fs
      if ((kinds.length > 0 && !kinds.includes(kind)) || without.includes(kind)) continue
      const real = kind === 'ext4' || kind === 'overlay'
      const { capacityBlocks, usedBlocks } = machine.disk
      const all = real ? capacityBlocks * (inodes ? 0.25 : 4096) : 0
      const used = real ? (inodes ? usedInodes(run) : usedBlocks * 4096) : 0
      const free = Math.max(0, all - used)
      rows.push([mount.source, ...(options.has('T') ? [kind] : []), number(all), number(used), number(free), all === 0 ? '-' : `${Math.ceil((used / (used + free)) * 100)}%`, mount.path])
    }
    if (rows.length === 1) return mounts.length === 0 && run.status !== 0 ? 1 : (yield* run.warn('no file systems processed'), 1)
    yield* run.out.print(run.style === 'busybox' ? busyboxColumns(rows) : columns(rows, options.has('T') ? 2 : 1))
    return undefined
  },
}

/** The disk does not count inodes; what `docker` keeps is of this order. */
const usedInodes = (run: Run): number => Math.max(1000, Math.ceil(run.process.machine.disk.usedBlocks / 8))

/** BusyBox's table has fixed columns; a long source has a line of its own. */
function busyboxColumns(rows: readonly (readonly string[])[]): string {
  return rows.map((row, i) => {
    const path = row[row.length - 1] ?? ''
    const [source = '', ...numbers] = row.slice(0, -1)
    const first = source.length > 20 ? `${source}\n${' '.repeat(20)}` : source.padEnd(20)
    return `${first} ${numbers.map((cell, column) => cell.padStart(i === 0 && column === 3 ? 4 : column === 3 ? 4 : 9)).join(' ')} ${path}\n`
  }).join('')
}

function columns(rows: readonly (readonly string[])[], leftColumns: number): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(column === 0 ? 14 : column >= leftColumns && column < leftColumns + 3 ? 5 : 0, ...rows.map(row => (row[column] ?? '').length)))
  return rows.map(row => `${row.map((cell, column) => (column === row.length - 1 ? cell : column < leftColumns ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' ')}\n`).join('')
}

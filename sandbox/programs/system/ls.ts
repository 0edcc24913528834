import { SyscallError } from '../../base/errors.ts'
import type { Stat } from '../../disk/fs.ts'
import type { Op } from '../../sched/op.ts'
import { Failure, quoteAlways, quoteName, reason } from '../define-program.ts'
import type { ProgramDescription, Run } from '../define-program.ts'
import { readAccounts } from './accounts.ts'
import type { Accounts } from './accounts.ts'
import { arrange } from './columns.ts'
import { modeString } from './modes.ts'
import { diskBytes, humanSize } from './sizes.ts'
import { clock, fullTime, isoDate, listingTime } from './times.ts'

/** One line of a listing. */
interface Entry {
  readonly name: string
  /** As printed: quoted on a terminal. */
  readonly shown: string
  readonly path: string
  readonly stat: Stat
  /** A directory, or a link to one. */
  readonly leads: boolean
}

type Layout = 'long' | 'one' | 'columns' | 'across' | 'commas'

/** The choices of one run. */
interface Choices {
  readonly layout: Layout
  readonly quote: boolean
  readonly colour: boolean
  readonly all: boolean
  readonly almostAll: boolean
  readonly width: number
  readonly accounts: Accounts
  readonly nowSeconds: number
}

export const ls: ProgramDescription = {
  name: 'ls',
  usage: '[OPTION]... [FILE]...',
  about: 'List information about the FILEs (the current directory by default).',
  family: 'GNU coreutils',
  coding: 'characters',
  usageStatus: 2,
  options: [
    'a,all: do not ignore entries starting with .', 'A,almost-all: do not list implied . and ..', 'author: with -l, print the author',
    'b,escape: ', 'B,ignore-backups: do not list entries ending with ~', 'c: ', 'C: list entries by columns', 'color[=WHEN]: colour the output',
    'd,directory: list directories themselves', 'f: do not sort', 'F,classify[=WHEN]: append indicator', 'file-type: ', 'full-time: like -l --time-style=full-iso',
    'g: like -l, without owner', 'group-directories-first: ', 'G,no-group: no group in a long listing', 'h,human-readable: sizes like 1K 234M 2G', 'si: powers of 1000',
    'H,dereference-command-line: ', 'hide=PATTERN: ', 'i,inode: print the index number', 'I,ignore=PATTERN: ', 'k,kibibytes: ', 'l: use a long listing format',
    'L,dereference: show what links point to', 'm: fill width with a comma separated list', 'n,numeric-uid-gid: numbers of users and groups', 'N,literal: names without quoting',
    'o: like -l, without group', 'p: append / to directories', 'q,hide-control-chars: ', 'Q,quote-name: names in double quotes', 'quoting-style=WORD: ', 'r,reverse: reverse the order',
    'R,recursive: list subdirectories', 's,size: print the allocated size', 'S: sort by size', 'sort=WORD: ', 't: sort by time', 'time=WORD: ', 'time-style=STYLE: ',
    'T,tabsize=COLS: ', 'u: ', 'U: do not sort', 'v: natural sort of numbers', 'w,width=COLS: ', 'x: list entries by lines', 'X: sort by extension', 'Z: ', 'z,zero: ', '1: one file per line',
  ],
  *run(run) {
    const terminal = run.process.stdout.terminal
    const { options } = run
    const last = options.lastOf('l', 'g', 'o', 'n', 'full-time', '1', 'C', 'x', 'm')
    const long = options.given.some(({ key }) => ['l', 'g', 'o', 'n', 'full-time'].includes(key)) && !['C', 'x', 'm'].includes(last ?? '')
    const layout: Layout = long ? 'long' : last === '1' ? 'one' : last === 'C' ? 'columns' : last === 'x' ? 'across' : last === 'm' ? 'commas' : terminal ? 'columns' : 'one'
    const colour = options.has('color') && ['always', 'yes', 'force', undefined].includes(options.value('color')) || (options.value('color') === 'auto' && terminal !== undefined)
    const choices: Choices = {
      layout,
      colour,
      quote: terminal !== undefined && run.style === 'gnu' && !options.has('N'),
      all: options.has('a') || options.has('f'),
      almostAll: options.has('A'),
      width: Number(options.value('w') ?? terminal?.columns ?? 80),
      accounts: layout === 'long' ? yield* readAccounts(run.process) : NO_ACCOUNTS,
      nowSeconds: run.process.machine.disk.nowSeconds(),
    }
    yield* listOperands(run, choices)
  },
}

const NO_ACCOUNTS = undefined as unknown as Accounts

function* listOperands(run: Run, choices: Choices): Op<void> {
  const { options } = run
  const files: Entry[] = []
  const directories: Entry[] = []
  const operands = run.operands.length > 0 ? run.operands : ['.']
  // A link that is named is followed, unless it is to be shown itself.
  const follow = options.has('L') || options.has('H') || !(choices.layout === 'long' || options.has('d') || options.has('F'))
  for (const operand of operands) {
    let stat: Stat
    try {
      stat = follow ? yield* statFollowing(run, operand) : yield* run.process.fs.lstat(operand)
    } catch (error) {
      if (!(error instanceof SyscallError)) throw error
      if (run.style === 'busybox') yield* run.warn(`${operand}: ${reason(error)}`)
      else yield* run.warn(`cannot access ${quoteAlways(operand)}: ${reason(error)}`, 2)
      continue
    }
    const entry = { name: operand, shown: shownName(operand, choices, options), path: operand, stat, leads: stat.type === 'directory' }
    if (stat.type === 'directory' && !options.has('d')) directories.push(entry)
    else files.push(entry)
  }
  sort(run, files)
  sort(run, directories)
  // Widths of columns are those of all operands, directories too.
  if (files.length > 0) yield* printEntries(run, choices, files, directories)
  const headers = operands.length > 1 || options.has('R')
  let first = files.length === 0
  for (const directory of directories) {
    yield* listDirectory(run, choices, directory.path, headers, first)
    first = false
  }
}

function* statFollowing(run: Run, path: string): Op<Stat> {
  try {
    return yield* run.process.fs.stat(path)
  } catch (error) {
    // A dangling link is shown as a link.
    if (error instanceof SyscallError && error.code === 'ENOENT') return yield* run.process.fs.lstat(path)
    throw error
  }
}

function* listDirectory(run: Run, choices: Choices, path: string, header: boolean, first: boolean): Op<void> {
  const { fs } = run.process
  const { options } = run
  let names: string[]
  try {
    names = yield* fs.readdir(path)
  } catch (error) {
    if (!(error instanceof SyscallError)) throw error
    yield* run.warn(run.style === 'busybox' ? `can't open '${path}': ${reason(error)}` : `cannot open directory ${quoteAlways(path)}: ${reason(error)}`, run.style === 'busybox' ? 1 : 2)
    return
  }
  const { all, almostAll } = choices
  const shown = [...(all ? ['.', '..'] : []), ...names.filter(name => all || almostAll || !name.startsWith('.'))]
    .filter(name => !(options.has('B') && name.endsWith('~')) && !hidden(name, [...options.values('I'), ...(all || almostAll ? [] : options.values('hide'))]))
  const entries: Entry[] = []
  for (const name of shown) {
    const child = path.endsWith('/') ? `${path}${name}` : `${path}/${name}`
    try {
      const stat = options.has('L') ? yield* statFollowing(run, child) : yield* fs.lstat(child)
      const leads = stat.type === 'symlink' && options.has('group-directories-first') ? (yield* statFollowing(run, child)).type === 'directory' : stat.type === 'directory'
      entries.push({ name, shown: shownName(name, choices, options), path: child, stat, leads })
    } catch (error) {
      if (!(error instanceof SyscallError)) throw error
      yield* run.warn(`cannot access ${quoteAlways(child)}: ${reason(error)}`)
    }
  }
  sort(run, entries)
  if (header) yield* run.out.print(`${first ? '' : '\n'}${choices.quote ? quoteName(path) : path}:\n`)
  if (choices.layout === 'long' || options.has('s')) {
    const total = entries.reduce((sum, { stat }) => sum + diskBytes(stat), 0)
    yield* run.out.print(`total ${options.has('h') && run.style === 'gnu' ? humanSize(total) : total / 1024}\n`)
  }
  yield* printEntries(run, choices, entries)
  if (!options.has('R')) return
  for (const { name, path: child, stat } of entries) {
    if (stat.type === 'directory' && name !== '.' && name !== '..') yield* listDirectory(run, choices, child, true, false)
  }
}

/** Shell patterns of -I and --hide: `*` and `?` only. */
function hidden(name: string, patterns: readonly string[]): boolean {
  return patterns.some(pattern => new RegExp(`^${pattern.replace(/[.+^${}()|\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.')}$`).test(name))
}

function shownName(name: string, { quote }: Choices, options: Run['options']): string {
  if (options.has('Q')) return `"${name.replace(/["\\]/g, '\\$&')}"`
  return quote ? quoteName(name) : name
}

function sort(run: Run, entries: Entry[]): void {
  const { options } = run
  const by = options.lastOf('S', 't', 'U', 'f', 'v', 'X', 'sort')
  const word = by === 'sort' ? options.value('sort') : { S: 'size', t: 'time', U: 'none', f: 'none', v: 'version', X: 'extension' }[by ?? '']
  const byName = (a: Entry, b: Entry): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)
  if (word === 'none') return
  entries.sort((a, b) => {
    if (options.has('group-directories-first')) {
      const order = Number(b.leads) - Number(a.leads)
      if (order !== 0) return order
    }
    const sign = options.has('r') ? -1 : 1
    if (word === 'size') return sign * (b.stat.size - a.stat.size || byName(a, b))
    if (word === 'time') return sign * (b.stat.mtime - a.stat.mtime || byName(a, b))
    if (word === 'version') return sign * (compareVersions(a.name, b.name) || byName(a, b))
    if (word === 'extension') return sign * (compareText(extension(a.name), extension(b.name)) || byName(a, b))
    return sign * byName(a, b)
  })
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const extension = (name: string): string => (name.includes('.', 1) ? name.slice(name.lastIndexOf('.')) : '')

/** Numbers in names by their value. */
function compareVersions(a: string, b: string): number {
  const split = (name: string): string[] => name.match(/\d+|\D+/g) ?? []
  const left = split(a)
  const right = split(b)
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const x = left[i] as string
    const y = right[i] as string
    const order = /^\d/.test(x) && /^\d/.test(y) ? Number(x) - Number(y) : compareText(x, y)
    if (order !== 0) return order
  }
  return left.length - right.length
}

const INDICATORS: Readonly<Record<string, string>> = { directory: '/', symlink: '@', fifo: '|', socket: '=' }

function indicator(run: Run, stat: Stat, target = false): string {
  const { options } = run
  if (stat.type === 'directory' && (options.has('p') || options.has('F') || options.has('file-type'))) return '/'
  if (!options.has('F') && !options.has('file-type')) return ''
  if (target && stat.type === 'symlink') return ''
  return INDICATORS[stat.type] ?? (options.has('F') && stat.type === 'file' && (stat.mode & 0o111) !== 0 ? '*' : '')
}

/** The colours of `dircolors` for what has no colour by its ending. */
function coloured(stat: Stat, shown: string): string {
  const code = stat.type === 'directory' ? (stat.mode & 0o1002) === 0o1002 ? '30;42' : '01;34'
    : stat.type === 'symlink' ? '01;36' : stat.type === 'file' ? ((stat.mode & 0o111) !== 0 ? '01;32' : '') : stat.type === 'fifo' ? '33' : '01;33'
  return code === '' ? shown : `\u001b[0m\u001b[${code}m${shown}\u001b[0m`
}

function* printEntries(run: Run, choices: Choices, entries: readonly Entry[], alsoMeasured: readonly Entry[] = []): Op<void> {
  if (choices.layout === 'long') return yield* printLong(run, choices, entries, alsoMeasured)
  const { options } = run
  const inodeWidth = Math.max(0, ...entries.map(({ stat }) => String(stat.inode).length))
  const sizes = entries.map(({ stat }) => (options.has('h') ? humanSize(diskBytes(stat)) : String(diskBytes(stat) / 1024)))
  const sizeWidth = Math.max(0, ...sizes.map(size => size.length))
  const aligned = choices.quote && entries.some(({ name, shown }) => name !== shown)
  const cells = entries.map(({ name, shown, stat }, i) => {
    const before = (options.has('i') ? `${String(stat.inode).padStart(inodeWidth)} ` : '') + (options.has('s') ? `${(sizes[i] ?? '').padStart(sizeWidth)} ` : '')
    // GNU lines names up when some of them are quoted.
    const pad = aligned && name === shown && choices.layout !== 'commas' ? ' ' : ''
    const mark = indicator(run, stat)
    return { width: before.length + pad.length + [...shown].length + mark.length, text: before + pad + (choices.colour ? coloured(stat, shown) : shown) + mark }
  })
  if (choices.layout === 'one') for (const { text } of cells) yield* run.out.print(`${text}${options.has('z') ? '\0' : '\n'}`)
  else yield* run.out.print(arrange(cells, choices.layout, choices.width, options.has('T') ? Number(options.value('T')) : run.process.stdout.terminal ? 0 : 8))
}

/** A line of the long form in its fields. */
interface Row {
  readonly entry: Entry
  readonly inode: string
  readonly blocks: string
  readonly links: string
  readonly owner: string
  readonly group: string
  readonly size: string
  readonly major: string
  readonly minor: string
  readonly time: string
  readonly target: string
}

function* printLong(run: Run, choices: Choices, entries: readonly Entry[], alsoMeasured: readonly Entry[]): Op<void> {
  const { options, style } = run
  const numeric = options.has('n')
  const rows: Row[] = []
  for (const entry of [...entries, ...alsoMeasured]) {
    const { stat } = entry
    const device = stat.device && (stat.type === 'character' || stat.type === 'block') ? stat.device : undefined
    rows.push({
      entry,
      inode: String(stat.inode),
      blocks: options.has('h') ? humanSize(diskBytes(stat)) : String(diskBytes(stat) / 1024),
      links: String(stat.linkCount),
      owner: numeric ? String(stat.uid) : choices.accounts.userName(stat.uid),
      group: numeric ? String(stat.gid) : choices.accounts.groupName(stat.gid),
      size: device ? '' : options.has('h') ? humanSize(stat.size) : options.has('si') ? humanSize(stat.size, 1000) : String(stat.size),
      major: device ? `${device.major},` : '',
      minor: device ? String(device.minor) : '',
      time: timeOf(run, stat.mtime, choices.nowSeconds),
      target: stat.type === 'symlink' ? yield* linkTarget(run, choices, entry) : '',
    })
  }
  const width = (key: 'inode' | 'blocks' | 'links' | 'owner' | 'group' | 'size' | 'major' | 'minor' | 'time'): number => Math.max(0, ...rows.map(row => row[key].length))
  const majors = width('major')
  const minors = width('minor')
  const sizes = Math.max(width('size'), majors > 0 ? majors + 1 + minors : 0)
  const aligned = choices.quote && entries.some(({ name, shown }) => name !== shown)
  for (const row of rows.slice(0, entries.length)) {
    const { stat, name, shown } = row.entry
    const mark = stat.type === 'symlink' ? '' : indicator(run, stat)
    const words: string[] = []
    if (options.has('i')) words.push(style === 'busybox' ? row.inode.padStart(7) : row.inode.padStart(width('inode')))
    if (options.has('s')) words.push(style === 'busybox' ? row.blocks.padStart(6) : row.blocks.padStart(width('blocks')))
    words.push(modeString(stat))
    const label = (aligned && name === shown ? ' ' : '') + (choices.colour ? coloured(stat, shown) : shown) + mark + row.target
    if (style === 'busybox') {
      words.push(row.links.padStart(4))
      if (!options.has('g')) words.push(numeric ? row.owner.padEnd(8) : row.owner.slice(0, 8).padEnd(8))
      words.push(numeric ? row.group.padEnd(8) : row.group.slice(0, 8).padEnd(8))
      words.push(row.major === '' ? row.size.padStart(9) : `${row.major.slice(0, -1).padStart(4)}, ${row.minor.padStart(3)}`)
      words.push(row.time, label)
    } else {
      words.push(row.links.padStart(width('links')))
      if (!options.has('g')) words.push(numeric ? row.owner.padStart(width('owner')) : row.owner.padEnd(width('owner')))
      if (!options.has('o') && !options.has('G')) words.push(numeric ? row.group.padStart(width('group')) : row.group.padEnd(width('group')))
      words.push(row.major === '' ? row.size.padStart(sizes) : `${row.major.padStart(sizes - minors - 1)} ${row.minor.padStart(minors)}`)
      words.push(row.time.padStart(width('time')), label)
    }
    yield* run.out.print(`${words.join(' ')}\n`)
  }
}

function* linkTarget(run: Run, choices: Choices, { path, stat }: Entry): Op<string> {
  const shown = choices.quote ? quoteName(stat.target) : stat.target
  if (!run.options.has('F') && !run.options.has('p') && !choices.colour) return ` -> ${shown}`
  try {
    const target = yield* run.process.fs.stat(path)
    return ` -> ${choices.colour ? coloured(target, shown) : shown}${indicator(run, target, true)}`
  } catch (error) {
    if (error instanceof SyscallError) return ` -> ${shown}`
    throw error
  }
}

function timeOf(run: Run, mtime: number, now: number): string {
  const { options } = run
  const style = options.lastOf('full-time', 'time-style') === 'full-time' ? 'full-iso' : options.value('time-style')
  switch (style) {
    case undefined:
    case 'locale':
      return listingTime(mtime, now)
    case 'full-iso':
      return run.style === 'busybox' ? fullTime(mtime).replace(/\.\d+/, '') : fullTime(mtime)
    case 'long-iso':
      return `${isoDate(mtime)} ${clock(mtime)}`
    case 'iso':
      return mtime > now - 15_778_476 && mtime <= now ? `${isoDate(mtime).slice(5)} ${clock(mtime)}` : `${isoDate(mtime)} `
    default:
      if (style.startsWith('+')) return style.slice(1).replaceAll('%Y', isoDate(mtime).slice(0, 4)).replaceAll('%m', isoDate(mtime).slice(5, 7)).replaceAll('%d', isoDate(mtime).slice(8)).replaceAll('%F', isoDate(mtime)).replaceAll('%T', fullTime(mtime).slice(11, 19)).replaceAll('%H', clock(mtime).slice(0, 2)).replaceAll('%M', clock(mtime).slice(3)).replaceAll('%s', String(Math.floor(mtime)))
      throw new Failure(`invalid argument '${style}' for 'time style'`, 2)
  }
}

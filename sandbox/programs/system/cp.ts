import { SyscallError } from '../../base/errors.ts'
import type { Stat } from '../../disk/fs.ts'
import type { Op } from '../../sched/op.ts'
import { Failure, quoteAlways, reason } from '../define-program.ts'
import type { ProgramDescription, Run } from '../define-program.ts'
import { openForReading, openForWriting } from '../streams.ts'
import { agreed, refuseOptions } from './asking.ts'
import { parseMode } from './modes.ts'
import { pairs, statOr, under } from './targets.ts'
import { readAccounts } from './accounts.ts'

/** How a copy is made. */
export interface CopyChoices {
  readonly recursive: boolean
  /** Links are copied as links. */
  readonly keepLinks: boolean
  readonly keepMode: boolean
  readonly keepOwner: boolean
  readonly keepTimes: boolean
  readonly keepHardLinks: boolean
  readonly instead: 'copy' | 'link' | 'symlink'
  readonly force: boolean
  readonly noClobber: boolean
  /** Ask before something is overwritten. */
  readonly ask?: boolean
  readonly onlyNewer: boolean
  readonly verbose: boolean
}

export const cp: ProgramDescription = {
  name: 'cp',
  usage: '[OPTION]... SOURCE... DEST',
  about: 'Copy SOURCE to DEST, or multiple SOURCE(s) to DIRECTORY.',
  family: 'GNU coreutils',
  coding: 'characters',
  options: [
    'a,archive: same as -dR --preserve=all', 'b: ', 'backup[=CONTROL]: ', 'copy-contents: ', 'd: same as --no-dereference --preserve=links', 'f,force: replace a target that cannot be opened',
    'i,interactive: ', 'H: ', 'l,link: hard link files instead of copying', 'L,dereference: follow links in SOURCE', 'n,no-clobber: do not overwrite', 'P,no-dereference: never follow links in SOURCE',
    'p: same as --preserve=mode,ownership,timestamps', 'preserve[=ATTR_LIST]: ', 'no-preserve=ATTR_LIST: ', 'parents: ', 'R,r,recursive: copy directories recursively', 'reflink[=WHEN]: ', 'sparse=WHEN: ',
    'remove-destination: ', 'strip-trailing-slashes: ', 's,symbolic-link: make links instead of copying', 'S,suffix=SUFFIX: ', 't,target-directory=DIRECTORY: ', 'T,no-target-directory: ', 'u,update: copy only what is newer', 'v,verbose: say what is done', 'x,one-file-system: ',
  ],
  *run(run) {
    const { options } = run
    refuseOptions(run, 'b', 'backup', 'S', 'parents', 'copy-contents')
    const archive = options.has('a')
    const preserved = options.has('preserve') ? (options.value('preserve') ?? 'mode,ownership,timestamps').split(',') : []
    const keep = (word: string): boolean => archive || preserved.includes(word) || preserved.includes('all')
    const recursive = options.has('R') || archive
    const links = options.lastOf('L', 'P', 'd', 'a', 'R', 'H')
    const choices: CopyChoices = {
      recursive,
      keepLinks: links !== undefined && links !== 'L' && links !== 'H' && !(links === 'R' && options.has('L')),
      keepMode: options.has('p') || keep('mode'),
      keepOwner: options.has('p') || keep('ownership'),
      keepTimes: options.has('p') || keep('timestamps'),
      keepHardLinks: options.has('d') || keep('links'),
      instead: options.has('l') ? 'link' : options.has('s') ? 'symlink' : 'copy',
      force: options.has('f') || options.has('remove-destination'),
      noClobber: options.lastOf('n', 'i') === 'n',
      ask: options.lastOf('n', 'i') === 'i',
      onlyNewer: options.has('u'),
      verbose: options.has('v'),
    }
    const copied = new Map<number, string>()
    for (const [source, target] of yield* pairs(run, { onlySource: 'refused' })) yield* copy(run, source, target, choices, copied, true)
  },
}

/**
 * Copy one file or tree; problems are told and make the run fail.
 *
 * @param copied inode numbers of what was copied, with the new path: hard links stay together
 * @returns false when something was not copied
 */
export function* copy(run: Run, source: string, target: string, choices: CopyChoices, copied: Map<number, string>, top: boolean): Op<boolean> {
  const { fs } = run.process
  let stat: Stat
  try {
    stat = choices.keepLinks ? yield* fs.lstat(source) : yield* fs.stat(source)
  } catch (error) {
    if (!(error instanceof SyscallError)) throw error
    yield* run.warn(run.style === 'busybox' ? `can't stat '${source}': ${reason(error)}` : `cannot stat ${quoteAlways(source)}: ${reason(error)}`)
    return false
  }
  try {
    if (stat.type === 'directory') return yield* copyDirectory(run, source, target, stat, choices, copied, top)
    const old = yield* statOr(run, target, false)
    const oldTarget = old?.type === 'symlink' ? yield* statOr(run, target, true) : old
    if (oldTarget?.type === 'directory') {
      yield* run.warn(`cannot overwrite directory ${quoteAlways(target)} with non-directory`)
      return false
    }
    if (oldTarget && oldTarget.inode === stat.inode && choices.instead === 'copy' && fs.find(target, true, 'stat').mount.fs === fs.find(source, true, 'stat').mount.fs) {
      yield* run.warn(`${quoteAlways(source)} and ${quoteAlways(target)} are the same file`)
      return false
    }
    if (old && (choices.noClobber || (choices.onlyNewer && old.mtime >= stat.mtime))) return true
    if (old && choices.ask && !(yield* agreed(run, `overwrite ${quoteAlways(target)}?`))) return true
    const earlier = choices.keepHardLinks && stat.linkCount > 1 ? copied.get(stat.inode) : undefined
    if (earlier !== undefined) {
      if (old) yield* fs.unlink(target)
      yield* fs.link(earlier, target)
    } else if (choices.instead !== 'copy') {
      if (old && choices.force) yield* fs.unlink(target)
      if (choices.instead === 'link') yield* fs.link(source, target)
      else yield* fs.symlink(source, target)
    } else if (stat.type === 'symlink') {
      if (old) yield* fs.unlink(target)
      yield* fs.symlink(stat.target, target)
    } else if ((stat.type === 'character' || stat.type === 'block' || stat.type === 'fifo') && choices.recursive) {
      if (old) yield* fs.unlink(target)
      yield* fs.mknod(target, stat.type, stat.mode, stat.device)
    } else {
      yield* copyData(run, source, target, stat, choices)
    }
    copied.set(stat.inode, target)
    if (choices.verbose) yield* run.out.print(`${quoteAlways(source)} -> ${quoteAlways(target)}\n`)
    if (choices.instead === 'copy') yield* keepAttributes(run, target, stat, choices)
    return true
  } catch (error) {
    if (!(error instanceof SyscallError)) throw error
    yield* run.warn(busyOr(run, source, target, stat, choices, error))
    return false
  }
}

function busyOr(run: Run, source: string, target: string, stat: Stat, choices: CopyChoices, error: SyscallError): string {
  if (run.style === 'busybox') return error.path === source || error.syscall === 'read' ? `can't open '${source}': ${reason(error)}` : `can't create '${target}': ${reason(error)}`
  if (error.syscall === 'write') return `error writing ${quoteAlways(target)}: ${reason(error)}`
  if (error.path === source && error.syscall === 'open') return `cannot open ${quoteAlways(source)} for reading: ${reason(error)}`
  if (choices.instead === 'link') return `cannot create hard link ${quoteAlways(target)} to ${quoteAlways(source)}: ${reason(error)}`
  if (choices.instead === 'symlink' || stat.type === 'symlink') return `cannot create symbolic link ${quoteAlways(target)}: ${reason(error)}`
  if (stat.type === 'directory') return error.syscall === 'open' ? `cannot access ${quoteAlways(source)}: ${reason(error)}` : `cannot create directory ${quoteAlways(target)}: ${reason(error)}`
  return `cannot create regular file ${quoteAlways(target)}: ${target.endsWith('/') && error.code === 'EISDIR' ? 'Not a directory' : reason(error)}`
}

function* copyData(run: Run, source: string, target: string, stat: Stat, choices: CopyChoices): Op<void> {
  const { fs } = run.process
  const from = yield* openForReading(run.process, source)
  const special = yield* statOr(run, target, true)
  if (special && special.type !== 'file') {
    const to = yield* openForWriting(run.process, target, { append: false })
    for (let chunk = yield* from.read(); chunk; chunk = yield* from.read()) yield* to.write(chunk)
    return
  }
  let to
  try {
    to = yield* fs.open(target, { write: true, create: true, truncate: true, mode: stat.mode & 0o777 })
  } catch (error) {
    if (!(error instanceof SyscallError && choices.force && special)) throw error
    yield* fs.unlink(target)
    to = yield* fs.open(target, { write: true, create: true, truncate: true, mode: stat.mode & 0o777 })
  }
  // Extents are shared with the source, never copied.
  if (from.regular) for (const extent of from.regular.node.content.extents) yield* to.write(extent)
  else for (let chunk = yield* from.read(); chunk; chunk = yield* from.read()) yield* to.write(chunk)
}

function* copyDirectory(run: Run, source: string, target: string, stat: Stat, choices: CopyChoices, copied: Map<number, string>, top: boolean): Op<boolean> {
  const { fs } = run.process
  if (!choices.recursive) {
    yield* run.warn(run.style === 'busybox' ? `omitting directory '${source}'` : `-r not specified; omitting directory ${quoteAlways(source)}`)
    return false
  }
  const old = yield* statOr(run, target, true)
  if (old && old.type !== 'directory') {
    yield* run.warn(`cannot overwrite non-directory ${quoteAlways(target)} with directory ${quoteAlways(source)}`)
    return false
  }
  const from = fs.find(source, true, 'stat').path
  const place = fs.namespace.place(target, fs.cwd, true, 'stat')
  if (top && `${place.path}/`.startsWith(from === '/' ? '/' : `${from}/`)) {
    yield* run.warn(`cannot copy a directory, ${quoteAlways(source)}, into itself, ${quoteAlways(target)}`)
    return false
  }
  if (!old) {
    yield* fs.mkdir(target, (stat.mode & 0o777) | 0o700)
    if (choices.verbose) yield* run.out.print(`${quoteAlways(source)} -> ${quoteAlways(target)}\n`)
  }
  let all = true
  for (const name of yield* fs.readdir(source)) all = (yield* copy(run, under(source, name), under(target, name), choices, copied, false)) && all
  yield* keepAttributes(run, target, stat, choices)
  if (!old && !choices.keepMode && (stat.mode & 0o700) !== 0o700) yield* fs.chmod(target, stat.mode & 0o777 & ~fs.umask)
  return all
}

function* keepAttributes(run: Run, target: string, stat: Stat, choices: CopyChoices): Op<void> {
  const { fs } = run.process
  if (choices.keepOwner) {
    try {
      yield* fs.lchown(target, stat.uid, stat.gid)
    } catch (error) {
      // Only root can give files away; cp -p does not mind.
      if (!(error instanceof SyscallError && error.code === 'EPERM')) throw error
    }
  }
  if (choices.keepMode && stat.type !== 'symlink') yield* fs.chmod(target, stat.mode)
  if (choices.keepMode && stat.xattrs) for (const [name, value] of stat.xattrs) yield* fs.setxattr(target, name, value)
  if (choices.keepTimes) yield* fs.utimes(target, stat.mtime)
}

export const install: ProgramDescription = {
  name: 'install',
  usage: '[OPTION]... SOURCE... DEST',
  about: 'Copy files and set attributes, or make directories (-d).',
  family: 'GNU coreutils',
  coding: 'characters',
  options: ['b: ', 'c: ', 'C,compare: ', 'd,directory: make directories', 'D: create leading components of DEST', 'g,group=GROUP: ', 'm,mode=MODE: ', 'o,owner=OWNER: ', 'p,preserve-timestamps: ', 's,strip: ', 't,target-directory=DIRECTORY: ', 'T,no-target-directory: ', 'v,verbose: '],
  *run(run) {
    const { fs } = run.process
    const { options } = run
    const words = options.value('m') ?? '755'
    const change = parseMode(words, 0)
    if (!change) throw new Failure(`invalid mode ‘${words}’`)
    const accounts = yield* readAccounts(run.process)
    const owner = options.value('o')
    const group = options.value('g')
    const uid = owner === undefined ? undefined : accounts.uid(owner)
    const gid = group === undefined ? undefined : accounts.gid(group)
    if (owner !== undefined && uid === undefined) throw new Failure(`invalid user ‘${owner}’`)
    if (group !== undefined && gid === undefined) throw new Failure(`invalid group ‘${group}’`)
    const finish = function* (path: string, directory: boolean): Op<void> {
      const stat = yield* fs.stat(path)
      if (uid !== undefined || gid !== undefined) yield* fs.chown(path, uid ?? stat.uid, gid ?? stat.gid)
      yield* fs.chmod(path, change(0, directory))
    }
    if (options.has('d')) {
      run.needOperands(1)
      for (const path of run.operands) {
        yield* fs.mkdirAll(path, 0o755)
        yield* finish(path, true)
      }
      return
    }
    const last = run.operands.at(-1)
    if (options.has('D') && last?.includes('/') && options.value('t') === undefined) yield* fs.mkdirAll(last.replace(/\/[^/]*$/, '') || '/', 0o755)
    const choices: CopyChoices = { recursive: false, keepLinks: false, keepMode: false, keepOwner: false, keepTimes: options.has('p'), keepHardLinks: false, instead: 'copy', force: true, noClobber: false, onlyNewer: false, verbose: options.has('v') }
    for (const [source, target] of yield* pairs(run, { onlySource: 'refused' })) {
      const stat = yield* statOr(run, source, true)
      if (stat?.type === 'directory') {
        yield* run.warn(`omitting directory ${quoteAlways(source)}`)
        continue
      }
      if (yield* copy(run, source, target, choices, new Map(), true)) yield* finish(target, false)
    }
  },
}

import { SyscallError } from '../../base/errors.ts'
import type { InodeType } from '../../disk/inode.ts'
import { TYPE } from '../../oci/tar/header.ts'
import type { TarHeader } from '../../oci/tar/header.ts'
import type { Op } from '../../sched/op.ts'
import { Failure, reason } from '../define-program.ts'
import type { Run } from '../define-program.ts'
import { wildcard } from '../text/wildcard.ts'
import type { Accounts } from './accounts.ts'
import { CHANGE_MARK } from './tar-args.ts'
import { excludes, readNames } from './tar-create.ts'
import { Listing, shownName, walkArchive } from './tar-read.ts'
import { giveUp } from './tar-failure.ts'
import { statOr } from './targets.ts'

/** List an archive, or take it apart. */
export function* extract(run: Run, archive: Uint8Array, accounts: Accounts, { list }: { list: boolean }): Op<void> {
  const { options } = run
  const wanted: { readonly name: string; found: boolean }[] = []
  let names = [...run.operands]
  for (const file of options.values('T')) names = [...names, ...(yield* readNames(run, file))]
  for (const name of names) {
    if (!name.startsWith(CHANGE_MARK)) wanted.push({ name: name.replace(/(.)\/+$/, '$1'), found: false })
    else if (!(yield* changeDirectory(run, name.slice(CHANGE_MARK.length)))) return
  }
  const unpacker = new Unpacker(run, accounts, list)
  for (const met of walkArchive(archive)) {
    switch (met.kind) {
      case 'no-archive':
        if (run.style === 'busybox') throw new Failure(archive.length < 512 ? 'short read' : 'invalid tar magic')
        yield* run.warn('This does not look like a tar archive', 2)
        continue
      case 'skipping':
        yield* run.warn('Skipping to next header', 2)
        continue
      case 'cut':
        if (run.style === 'busybox') throw new Failure('short read')
        yield* unpacker.finish()
        yield* giveUp(run, 'Unexpected EOF in archive')
        return
      case 'entry':
    }
    const { header, content } = met
    if (header.type === TYPE.paxGlobal || header.type === 'V') continue
    if (wanted.length > 0) {
      const chosen = wanted.filter(({ name }) => selects(run, name, header.name))
      if (chosen.length === 0) continue
      for (const each of chosen) each.found = true
    }
    if (options.values('exclude').some(pattern => excludes(pattern, header.name))) continue
    yield* unpacker.entry(header, content)
  }
  yield* unpacker.finish()
  for (const { name, found } of wanted) {
    if (!found) yield* run.warn(run.style === 'busybox' ? `${name}: not found in archive` : `${name}: Not found in archive`)
  }
}

function* changeDirectory(run: Run, path: string): Op<boolean> {
  const { fs } = run.process
  try {
    const stat = yield* fs.stat(path)
    if (stat.type !== 'directory') throw new SyscallError('ENOTDIR', 'chdir', path)
    fs.cwd = fs.find(path, true, 'chdir').path
    return true
  } catch (error) {
    if (!(error instanceof SyscallError)) throw error
    if (run.style === 'busybox') throw new Failure(`can't change directory to '${path}': ${reason(error)}`)
    yield* giveUp(run, `${path}: Cannot open: ${reason(error)}`)
    return false
  }
}

/** A name on the command line means the member and everything below it. */
function selects(run: Run, name: string, member: string): boolean {
  const plain = member.replace(/(.)\/+$/, '$1')
  if (plain === name || plain.startsWith(name === '.' ? './' : `${name}/`)) return true
  return run.options.has('wildcards') && wildcard(name, plain)
}

class Unpacker {
  private readonly run: Run
  private readonly accounts: Accounts
  private readonly list: boolean
  private readonly listing: Listing
  private readonly strip: number
  /** Directories get their mode and time when everything is in them. */
  private readonly directories: { path: string; header: TarHeader }[] = []
  private stripped = false
  private strippedLink = false

  constructor(run: Run, accounts: Accounts, list: boolean) {
    this.run = run
    this.accounts = accounts
    this.list = list
    this.listing = new Listing(run.style, { fullTime: run.options.has('full-time'), numeric: run.options.has('numeric-owner') })
    const words = run.options.value('strip-components') ?? '0'
    if (!/^\d+$/.test(words)) throw new Failure(`Invalid number of elements: ‘${words}’`, 2)
    this.strip = Number(words)
  }

  *entry(header: TarHeader, content: readonly Uint8Array[]): Op<void> {
    const { run } = this
    const { options } = run
    const verbosity = options.values('v').length
    if (this.list) {
      if (run.style === 'gnu' && !options.has('P')) yield* this.noticePrefix(header.name)
      yield* run.out.print(verbosity > 0 ? this.listing.line(header, shownName(header.name)) : `${shownName(header.name)}\n`)
      return
    }
    const name = this.stripComponents(header.name)
    if (name === undefined) return
    if (verbosity > 0) {
      const line = verbosity > 1 ? this.listing.line(header, shownName(header.name)) : `${shownName(header.name)}\n`
      if (options.has('O')) yield* run.process.complain(line)
      else yield* run.out.print(line)
    }
    if (options.has('O')) {
      if (header.type === TYPE.regular || header.type === TYPE.contiguous || header.type === TYPE.gnuSparse) {
        for (const chunk of content) run.out.addBytes(chunk)
        yield* run.out.flush()
      }
      return
    }
    const path = yield* this.safeName(name)
    if (path === undefined) return
    try {
      yield* this.make(path, header, content)
    } catch (error) {
      if (!(error instanceof SyscallError)) throw error
      yield* run.warn(this.complaint(path, header, error))
    }
  }

  *finish(): Op<void> {
    for (const { path, header } of this.directories.reverse()) {
      yield* this.run.process.fs.chmod(path, this.modeOf(header))
      if (!this.run.options.has('m')) yield* this.run.process.fs.utimes(path, header.mtimeSeconds + header.mtimeNanos / 1e9)
    }
    this.directories.length = 0
  }

  private complaint(path: string, header: TarHeader, error: SyscallError): string {
    const shown = shownName(path)
    if (this.run.style === 'busybox') return `can't create ${header.type === TYPE.directory ? 'directory ' : ''}'${path}': ${reason(error)}`
    if (header.type === TYPE.directory) return `${shown}: Cannot mkdir: ${reason(error)}`
    if (header.type === TYPE.symlink) return `${shown}: Cannot create symlink to ‘${header.linkname}’: ${reason(error)}`
    if (header.type === TYPE.hardlink) return `${shown}: Cannot hard link to ‘${header.linkname}’: ${reason(error)}`
    if (header.type === TYPE.char || header.type === TYPE.block || header.type === TYPE.fifo) return `${shown}: Cannot mknod: ${reason(error)}`
    if (error.syscall === 'write') return `${shown}: Cannot write: ${reason(error)}`
    return `${shown}: Cannot open: ${reason(error)}`
  }

  private stripComponents(name: string): string | undefined {
    if (this.strip === 0) return name
    const parts = name.split('/')
    const left = parts.slice(this.strip).join('/')
    return parts.length <= this.strip || left === '' ? undefined : left
  }

  /** Without a leading slash; a name with `..` is refused. */
  private *safeName(name: string): Op<string | undefined> {
    const { run } = this
    if (run.options.has('P')) return name
    yield* this.noticePrefix(name)
    if (/(^|\/)\.\.(\/|$)/.test(name)) {
      yield* run.warn(`${shownName(name)}: Member name contains '..'`, 2)
      return undefined
    }
    const plain = name.replace(/^\/+/, '')
    return plain === '' ? '.' : plain.replace(/(.)\/+$/, '$1')
  }

  /** Tell once that leading slashes, and all up to a `..`, do not count. */
  private *noticePrefix(name: string): Op<void> {
    const prefix = /^(.*\/)?\.\.(\/+|$)/.exec(name)?.[0] ?? /^\/+/.exec(name)?.[0]
    if (prefix === undefined || this.stripped) return
    this.stripped = true
    yield* this.run.say(this.run.style === 'busybox' ? `removing leading '${prefix}' from member names` : `Removing leading \`${prefix}' from member names`)
  }

  private modeOf(header: TarHeader): number {
    const { fs } = this.run.process
    const keep = fs.credentials.uid === 0 || this.run.options.has('p')
    return keep && !this.run.options.has('no-same-permissions') ? header.mode & 0o7777 : header.mode & 0o777 & ~fs.umask
  }

  private *make(path: string, header: TarHeader, content: readonly Uint8Array[]): Op<void> {
    const { fs } = this.run.process
    const { options } = this.run
    const slash = path.lastIndexOf('/')
    if (slash > 0 && !(yield* statOr(this.run, path.slice(0, slash), true))) yield* fs.mkdirAll(path.slice(0, slash), 0o777)
    const old = yield* statOr(this.run, path, false)
    if (header.type === TYPE.directory) {
      if (old?.type !== 'directory' && !(old?.type === 'symlink' && (yield* statOr(this.run, path, true))?.type === 'directory')) {
        if (old) yield* fs.unlink(path)
        yield* fs.mkdir(path, 0o700)
      }
      yield* this.own(path, header)
      this.directories.push({ path, header })
      return
    }
    if (old) {
      if (options.has('skip-old-files')) return
      if (options.has('k')) throw new SyscallError('EEXIST', 'open', path)
      if (old.type === 'directory') {
        if ((yield* fs.readdir(path)).length > 0) throw new SyscallError('EISDIR', 'open', path)
        yield* fs.rmdir(path)
      } else yield* fs.unlink(path)
    }
    switch (header.type) {
      case TYPE.symlink:
        yield* fs.symlink(header.linkname, path)
        break
      case TYPE.hardlink:
        yield* this.hardLink(header, path)
        return
      case TYPE.char:
      case TYPE.block:
      case TYPE.fifo: {
        const type: InodeType = header.type === TYPE.char ? 'character' : header.type === TYPE.block ? 'block' : 'fifo'
        yield* fs.mknod(path, type, header.mode & 0o777, type === 'fifo' ? undefined : { major: header.devmajor, minor: header.devminor })
        break
      }
      default: {
        const file = yield* fs.open(path, { write: true, create: true, exclusive: true, mode: 0o600 })
        for (const chunk of content) if (chunk.length > 0) yield* file.write(chunk)
      }
    }
    yield* this.own(path, header)
    if (header.type !== TYPE.symlink) yield* fs.chmod(path, this.modeOf(header))
    for (const [name, value] of options.has('xattrs') ? header.xattrs : []) yield* fs.setxattr(path, name, value)
    if (!options.has('m')) yield* fs.utimes(path, header.mtimeSeconds + header.mtimeNanos / 1e9)
  }

  private *hardLink(header: TarHeader, path: string): Op<void> {
    const target = this.stripComponents(header.linkname) ?? header.linkname
    const plain = this.run.options.has('P') ? target : target.replace(/^\/+/, '')
    if (plain !== target && !this.strippedLink) {
      this.strippedLink = true
      yield* this.run.say("Removing leading `/' from hard link targets")
    }
    yield* this.run.process.fs.link(plain, path)
  }

  /** Root gives files back to their owners: by name where the name is known here, otherwise by number. */
  private *own(path: string, header: TarHeader): Op<void> {
    const { fs } = this.run.process
    const { options } = this.run
    if ((fs.credentials.uid !== 0 && !options.has('same-owner')) || options.has('no-same-owner') || options.has('o')) return
    const numeric = options.has('numeric-owner')
    const uid = (!numeric && header.uname !== '' ? this.accounts.users.find(({ name }) => name === header.uname)?.uid : undefined) ?? header.uid
    const gid = (!numeric && header.gname !== '' ? this.accounts.groups.find(({ name }) => name === header.gname)?.gid : undefined) ?? header.gid
    yield* fs.lchown(path, uid, gid)
  }
}

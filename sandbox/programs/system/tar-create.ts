import { SyscallError } from '../../base/errors.ts'
import type { FileNode } from '../../disk/file-system.ts'
import type { OpenFile, Stat } from '../../disk/fs.ts'
import { TYPE, emptyHeader } from '../../oci/tar/header.ts'
import type { TarHeader } from '../../oci/tar/header.ts'
import { headerBlocks } from '../../oci/tar/writer.ts'
import type { Op } from '../../sched/op.ts'
import { reason } from '../define-program.ts'
import type { Run } from '../define-program.ts'
import { readWhole } from '../streams.ts'
import { wildcard } from '../text/wildcard.ts'
import type { Accounts } from './accounts.ts'
import { parseMode } from './modes.ts'
import { CHANGE_MARK } from './tar-args.ts'
import { RECORD_BYTES, gnuHeader } from './tar-gnu.ts'
import { Listing, shownName } from './tar-read.ts'
import { under } from './targets.ts'
import { parseTime } from './times.ts'

const TYPES: Readonly<Record<Stat['type'], string>> = { file: TYPE.regular, directory: TYPE.directory, symlink: TYPE.symlink, character: TYPE.char, block: TYPE.block, fifo: TYPE.fifo, socket: '' }

/** Write the operands as an archive, with the zeros at its end; `bytesBefore` stand in it already. */
export function* createArchive(run: Run, accounts: Accounts, emit: (chunk: Uint8Array) => void, archive: OpenFile | undefined, bytesBefore: number): Op<void> {
  const writer = new Writer(run, accounts, emit, archive?.node, bytesBefore)
  let names = [...run.operands]
  for (const list of run.options.values('T')) names = [...names, ...(yield* readNames(run, list))]
  for (const name of names) {
    if (name.startsWith(CHANGE_MARK)) {
      if (!(yield* writer.changeDirectory(name.slice(CHANGE_MARK.length)))) return
    } else yield* writer.add(name, true)
  }
  writer.close()
}

/** Names of a `-T` file. */
export function* readNames(run: Run, path: string): Op<string[]> {
  const file = yield* run.open(path)
  const chunks = yield* readWhole(file)
  const words = new Array<string>()
  let from = 0
  const end = run.options.has('null') ? 0 : 10
  for (let i = 0; i <= chunks.length; i++) {
    if (i < chunks.length && chunks[i] !== end) continue
    let name = ''
    for (const byte of chunks.subarray(from, i)) name += String.fromCharCode(byte)
    if (name !== '') words.push(name)
    from = i + 1
  }
  return words
}

class Writer {
  private readonly run: Run
  private readonly accounts: Accounts
  private readonly emit: (chunk: Uint8Array) => void
  private readonly archive: FileNode | undefined
  private readonly links = new Map<number, string>()
  private readonly listing: Listing
  private readonly excluded: readonly string[]
  private readonly format: 'gnu' | 'pax' | 'any'
  private stripped = false
  private strippedLink = false
  private bytes: number
  private mtime: number | undefined

  constructor(run: Run, accounts: Accounts, emit: (chunk: Uint8Array) => void, archive: FileNode | undefined, bytesBefore: number) {
    this.run = run
    this.bytes = bytesBefore
    this.accounts = accounts
    this.archive = archive
    this.emit = chunk => {
      this.bytes += chunk.length
      emit(chunk)
    }
    const { options } = run
    this.listing = new Listing(run.style, { fullTime: options.has('full-time'), numeric: options.has('numeric-owner') })
    this.excluded = options.values('exclude')
    const format = options.value('format') ?? options.value('H') ?? (options.has('posix') ? 'pax' : 'gnu')
    this.format = format === 'pax' || format === 'posix' ? 'pax' : format === 'ustar' || format === 'v7' ? 'any' : 'gnu'
    const time = options.value('mtime')
    if (time !== undefined) this.mtime = parseTime(time, run.process.machine.disk.nowSeconds())
  }

  *changeDirectory(path: string): Op<boolean> {
    const { fs } = this.run.process
    try {
      const stat = yield* fs.stat(path)
      if (stat.type !== 'directory') throw new SyscallError('ENOTDIR', 'chdir', path)
      fs.cwd = fs.find(path, true, 'chdir').path
      return true
    } catch (error) {
      if (!(error instanceof SyscallError)) throw error
      yield* this.run.warn(`${path}: Cannot open: ${reason(error)}`, 2)
      yield* this.run.say('Error is not recoverable: exiting now')
      return false
    }
  }

  /** Add a file, or a directory and what is in it. */
  *add(path: string, top: boolean): Op<void> {
    const { run } = this
    const { fs } = run.process
    if (!top && this.excluded.some(pattern => excludes(pattern, path))) return
    if (top && this.excluded.some(pattern => excludes(pattern, path))) return
    let stat: Stat
    try {
      stat = run.options.has('h') ? yield* fs.stat(path) : yield* fs.lstat(path)
    } catch (error) {
      if (!(error instanceof SyscallError)) throw error
      yield* run.warn(run.style === 'busybox' ? `${path}: ${reason(error)}` : `${path}: Cannot stat: ${reason(error)}`)
      return
    }
    if (this.archive && fs.find(path, run.options.has('h'), 'stat').node === this.archive) {
      yield* run.say(`${path}: file is the archive; not dumped`)
      return
    }
    if (stat.type === 'socket') {
      yield* run.say(`${path}: socket ignored`)
      return
    }
    const name = yield* this.memberName(path)
    yield* this.write(path, stat.type === 'directory' && !name.endsWith('/') ? `${name}/` : name, stat)
    if (stat.type !== 'directory' || run.options.has('no-recursion')) return
    try {
      for (const child of yield* fs.readdir(path)) yield* this.add(under(path, child), false)
    } catch (error) {
      if (!(error instanceof SyscallError)) throw error
      yield* run.warn(`${path}: Cannot open: ${reason(error)}`)
    }
  }

  close(): void {
    const end = this.bytes + 1024
    this.emit(new Uint8Array(Math.ceil(end / RECORD_BYTES) * RECORD_BYTES - this.bytes))
  }

  /** Names are relative, unless -P; up to the last `..` is cut off too. */
  private *memberName(path: string): Op<string> {
    if (this.run.options.has('P')) return path
    const dots = path.lastIndexOf('../') >= 0 && /(^|\/)\.\.(\/|$)/.test(path) ? path.replace(/^(.*\/)?\.\.(\/|$)/, '') : path
    const name = dots.replace(/^\/+/, '')
    if (name !== path && !this.stripped) {
      this.stripped = true
      yield* this.run.say(this.run.style === 'busybox' ? `removing leading '${path.slice(0, path.length - name.length) || '/'}' from member names` : `Removing leading \`${path.slice(0, path.length - name.length) || '/'}' from member names`)
    }
    return name === '' ? './' : name
  }

  private *write(path: string, name: string, stat: Stat): Op<void> {
    const { run } = this
    const { fs } = run.process
    const { options } = run
    const header = emptyHeader()
    const seconds = this.mtime ?? stat.mtime
    Object.assign(header, {
      name, type: TYPES[stat.type], mode: changedMode(options.value('mode'), stat), uid: stat.uid, gid: stat.gid, mtimeSeconds: Math.floor(seconds), linkname: stat.target,
      mtimeNanos: this.format === 'pax' ? Math.round((seconds - Math.floor(seconds)) * 1e9) : 0,
      devmajor: stat.device?.major ?? 0, devminor: stat.device?.minor ?? 0,
    })
    this.setOwner(header)
    let content: readonly Uint8Array[] = []
    const earlier = stat.linkCount > 1 && stat.type !== 'directory' && !options.has('hard-dereference') ? this.links.get(stat.inode) : undefined
    if (earlier !== undefined) {
      header.type = TYPE.hardlink
      header.linkname = earlier
      if (this.stripped && !this.strippedLink) {
        this.strippedLink = true
        yield* run.say("Removing leading `/' from hard link targets")
      }
    } else if (stat.type === 'file') {
      try {
        const data = yield* fs.readFile(path)
        content = data.extents.map(extent => (extent instanceof Uint8Array ? extent : extent.read(0, extent.length)))
        header.sizeBytes = data.size
      } catch (error) {
        if (!(error instanceof SyscallError)) throw error
        yield* run.warn(`${path}: Cannot open: ${reason(error)}`)
        return
      }
    }
    if (stat.linkCount > 1 && earlier === undefined) this.links.set(stat.inode, name)
    for (const block of this.format === 'gnu' ? gnuHeader(header) : headerBlocks(header, { format: this.format })) this.emit(block)
    for (const chunk of content) this.emit(chunk)
    const rest = header.sizeBytes % 512
    if (rest > 0) this.emit(new Uint8Array(512 - rest))
    yield* this.tell(header, name)
  }

  private setOwner(header: { uid: number; gid: number; uname: string; gname: string }): void {
    const { options } = this.run
    const owner = options.value('owner')
    const group = options.value('group')
    if (owner !== undefined) header.uid = this.accounts.uid(owner.split(':').at(-1) ?? '') ?? header.uid
    if (group !== undefined) header.gid = this.accounts.gid(group.split(':').at(-1) ?? '') ?? header.gid
    if (options.has('numeric-owner')) return
    const user = this.accounts.userName(header.uid)
    const named = this.accounts.groupName(header.gid)
    header.uname = user === String(header.uid) ? '' : user
    header.gname = named === String(header.gid) ? '' : named
  }

  /** With -v: on standard error when the archive itself goes to standard output. */
  private *tell(header: TarHeader, name: string): Op<void> {
    const { run } = this
    const times = run.options.values('v').length
    if (times === 0) return
    const line = times > 1 ? this.listing.line(header, shownName(name)) : `${shownName(name)}\n`
    if ((run.options.value('f') ?? '-') === '-') yield* run.process.complain(line)
    else yield* run.out.print(line)
  }
}

function changedMode(words: string | undefined, stat: Stat): number {
  const change = words === undefined ? undefined : parseMode(words, 0o022)
  return change ? change(stat.mode, stat.type === 'directory') : stat.mode
}

/** Patterns of --exclude fit the whole name or its end after a slash, and everything below. */
export function excludes(pattern: string, name: string): boolean {
  const parts = name.replace(/\/$/, '').split('/')
  for (let from = 0; from < parts.length; from++) {
    for (let to = parts.length; to > from; to--) if (wildcard(pattern.replace(/\/$/, ''), parts.slice(from, to).join('/'))) return true
  }
  return false
}

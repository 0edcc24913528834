import { concat } from '../../base/bytes.ts'
import { codecs } from '../../base/codecs.ts'
import { SyscallError } from '../../base/errors.ts'
import type { Op } from '../../sched/op.ts'
import { Failure, reason } from '../define-program.ts'
import type { ProgramDescription, Run } from '../define-program.ts'
import { openForReading, openForWriting, readWhole } from '../streams.ts'
import { readAccounts } from './accounts.ts'
import { modernise } from './tar-args.ts'
import { createArchive } from './tar-create.ts'
import { extract } from './tar-extract.ts'
import { giveUp, unrecoverable } from './tar-failure.ts'

const TRY = "Try 'tar --help' or 'tar --usage' for more information.\n"

export const tar: ProgramDescription = {
  name: 'tar',
  usage: '[OPTION...] [FILE]...',
  about: 'Save many files together into a single archive, and restore individual files from it.',
  family: 'GNU tar',
  coding: 'characters',
  usageStatus: 64,
  shortName: true,
  tryHelp: () => TRY,
  options: [
    'A,catenate,concatenate: ', 'c,create: create a new archive', 'd,diff,compare: ', 'delete: ', 'r,append: append files to the end of an archive', 't,list: list the contents of an archive', 'u,update: ', 'x,extract,get: extract files from an archive',
    'f,file=ARCHIVE: use archive file', 'z,gzip,gunzip,ungzip: filter the archive through gzip', 'j,bzip2: ', 'J,xz: ', 'Z,compress: ', 'zstd: ', 'a,auto-compress: use the suffix to determine the compression',
    'v,verbose: list files processed', 'O,to-stdout: extract files to standard output', 'k,keep-old-files: do not replace existing files', 'overwrite: ', 'skip-old-files: ', 'p,preserve-permissions,same-permissions: ', 'same-owner: ', 'no-same-owner: ', 'no-same-permissions: ', 'm,touch: ', 's,preserve-order,same-order: ',
    'strip-components=NUMBER: strip NUMBER leading components', 'exclude=PATTERN: exclude files', 'T,files-from=FILE: get names from FILE', 'X,exclude-from=FILE: ', 'null: ', 'h,dereference: follow links', 'P,absolute-names: do not strip leading slashes',
    'numeric-owner: numbers for owners', 'owner=NAME: ', 'group=NAME: ', 'mode=CHANGES: ', 'mtime=DATE: ', 'sort=ORDER: ', 'format=FORMAT: ', 'H=FORMAT: ', 'no-recursion: ', 'recursion: ', 'wildcards: ', 'no-wildcards: ', 'anchored: ', 'no-anchored: ', 'full-time: ', 'totals: ', 'xattrs: ', 'acls: ', 'selinux: ', 'S,sparse: ',
    'b,blocking-factor=BLOCKS: ', 'B,read-full-records: ', 'i,ignore-zeros: ', 'l,check-links: ', 'o: ', 'w,interactive: ', 'W,verify: ', 'warning=KEYWORD: ', 'one-file-system: ', 'hard-dereference: ', 'checkpoint: ', 'transform,xform=EXPRESSION: ', 'pax-option=KEYWORD: ', 'remove-files: ', 'no-auto-compress: ', 'posix: ', 'use-compress-program,I=PROG: ', 'keep-directory-symlink: ', 'delay-directory-restore: ', 'no-delay-directory-restore: ', 'no-overwrite-dir: ', 'unlink-first,U: ', 'exclude-vcs: ',
  ],
  legacy: args => modernise(args),
  *run(run) {
    const { options } = run
    const modes = ['A', 'c', 'd', 'delete', 'r', 't', 'u', 'x'].filter(letter => options.has(letter))
    if (modes.length === 0) return yield* refuse(run, "You must specify one of the '-Acdtrux', '--delete' or '--test-label' options")
    if (modes.length > 1) return yield* refuse(run, "You may not specify more than one '-Acdtrux', '--delete' or  '--test-label' option")
    for (const option of ['j', 'J', 'Z', 'zstd', 'transform', 'use-compress-program', 'X', 'w', 'W', 'checkpoint', 'remove-files', 'pax-option']) if (options.has(option)) throw new Failure(`option '${option.length > 1 ? '--' : '-'}${option}' is not simulated here`, 2)
    const accounts = yield* readAccounts(run.process)
    switch (modes[0]) {
      case 'c':
      case 'r':
        yield* create(run, accounts, modes[0] === 'r')
        break
      case 't':
      case 'x': {
        const archive = yield* readArchive(run)
        if (archive) yield* extract(run, archive, accounts, { list: modes[0] === 't' })
        break
      }
      default:
        throw new Failure(`this operation of tar is not simulated here`, 2)
    }
    if (run.status !== 0) {
      run.status = 2
      if (!unrecoverable.has(run) && run.style === 'gnu') yield* run.say('Exiting with failure status due to previous errors')
    }
    return undefined
  },
}

/** A command line that parses and makes no sense. */
function* refuse(run: Run, message: string): Op<number> {
  yield* run.process.complain(`${run.name}: ${message}\n${TRY}`)
  return 2
}

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b

/** The bytes of the archive after decompression; undefined when that is not possible. */
function* readArchive(run: Run): Op<Uint8Array | undefined> {
  const { options } = run
  const path = options.value('f') ?? '-'
  let bytes: Uint8Array
  try {
    bytes = yield* readWhole(path === '-' ? run.process.stdin : yield* openForReading(run.process, path))
  } catch (error) {
    if (!(error instanceof SyscallError)) throw error
    if (run.style === 'busybox') throw new Failure(`can't open '${path}': ${reason(error)}`)
    yield* giveUp(run, error.syscall === 'read' ? `${path}: Cannot read: ${reason(error)}` : `${path}: Cannot open: ${reason(error)}`)
    return undefined
  }
  if (isGzip(bytes)) {
    if (path === '-' && !options.has('z') && run.style === 'gnu') {
      yield* giveUp(run, 'Archive is compressed. Use -z option')
      return undefined
    }
    const chunks: Uint8Array[] = []
    try {
      codecs().gunzip(chunk => chunks.push(chunk)).push(bytes, true)
    } catch {
      const partial = concat(chunks)
      yield* run.process.complain('\ngzip: stdin: unexpected end of file\n')
      if (partial.length === 0) yield* giveUp(run, 'Child returned status 1')
      else run.status = 2
      return partial
    }
    return concat(chunks)
  }
  if (options.has('z')) {
    yield* run.process.complain('\ngzip: stdin: not in gzip format\n')
    yield* giveUp(run, 'Child returned status 1')
    return undefined
  }
  return bytes
}

function* create(run: Run, accounts: Parameters<typeof createArchive>[1], append: boolean): Op<void> {
  const { options } = run
  const path = options.value('f') ?? '-'
  const hasNames = run.operands.some(operand => !operand.startsWith('\0')) || options.has('T')
  if (!hasNames && !append) {
    run.status = yield* refuse(run, 'Cowardly refusing to create an empty archive')
    unrecoverable.add(run)
    return
  }
  if (path === '-' && run.process.stdout.terminal) {
    yield* giveUp(run, 'Refusing to write archive contents to terminal (missing -f option?)')
    return
  }
  const chunks: Uint8Array[] = []
  let file
  try {
    if (append) {
      const old = yield* readWhole(yield* openForReading(run.process, path))
      chunks.push(old.subarray(0, endOfEntries(old)))
    }
    file = path === '-' ? run.process.stdout : yield* openForWriting(run.process, path, { append: false })
  } catch (error) {
    if (!(error instanceof SyscallError)) throw error
    yield* giveUp(run, `${path}: Cannot open: ${reason(error)}`)
    return
  }
  const compressed = options.has('z') || (options.has('a') && /\.(tar\.gz|tgz|taz)$/.test(path))
  yield* createArchive(run, accounts, chunk => chunks.push(chunk), file.regular, chunks.reduce((sum, chunk) => sum + chunk.length, 0))
  yield* run.out.flush()
  if (compressed) {
    const packed: Uint8Array[] = []
    const gzip = codecs().gzip(chunk => packed.push(chunk))
    chunks.forEach(chunk => gzip.push(chunk, false))
    gzip.push(new Uint8Array(0), true)
    for (const chunk of packed) yield* file.write(chunk)
    return
  }
  for (const chunk of joined(chunks)) yield* file.write(chunk)
}

const SMALL = 64 * 1024

/** Small chunks together, large ones (shared with the files) as they are. */
function* joined(chunks: readonly Uint8Array[]): Generator<Uint8Array, void> {
  let pending: Uint8Array[] = []
  let bytes = 0
  for (const chunk of chunks) {
    if (chunk.length < SMALL && bytes + chunk.length <= SMALL) {
      pending.push(chunk)
      bytes += chunk.length
      continue
    }
    if (pending.length > 0) yield concat(pending)
    pending = chunk.length < SMALL ? [chunk] : []
    bytes = pending.length > 0 ? chunk.length : 0
    if (chunk.length >= SMALL) yield chunk
  }
  if (pending.length > 0) yield concat(pending)
}

/** Where the zeros at the end begin. */
function endOfEntries(bytes: Uint8Array): number {
  let end = bytes.length
  while (end > 0 && bytes[end - 1] === 0) end--
  return Math.ceil(end / 512) * 512
}

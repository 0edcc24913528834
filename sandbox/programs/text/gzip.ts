import { concat } from '../../base/bytes.ts'
import { codecs } from '../../base/codecs.ts'
import { SyscallError } from '../../base/errors.ts'
import type { Stat } from '../../disk/fs.ts'
import type { File } from '../../machine/files.ts'
import { regularFile } from '../../machine/files.ts'
import { gunzipStream } from '../../oci/gzip.ts'
import type { Op } from '../../sched/op.ts'
import { encodeText } from '../characters.ts'
import { Failure, reason } from '../define-program.ts'
import type { ProgramDescription, Run } from '../define-program.ts'
import { formatTime } from './calendar.ts'
import { readWhole } from '../streams.ts'

/** Decompressed data may be this many bytes; more is refused. */
const OUTPUT_BYTES_MAX = 2 * 1024 ** 3

function describe(name: string, about: string): ProgramDescription {
  return {
    name,
    usage: '[OPTION]... [FILE]...',
    about,
    family: 'gzip',
    coding: 'characters',
    shortName: true,
    tryHelp: () => "Try `gzip --help' for more information.\n",
    options: [
      'c,stdout,to-stdout: write on standard output, keep original files unchanged', 'd,decompress,uncompress: decompress', 'f,force: force overwrite of output file and compress links', 'k,keep: keep (don\'t delete) input files', 'l,list: list compressed file contents',
      'n,no-name: do not save or restore the original name and timestamp', 'N,name: save or restore the original name and timestamp', 'q,quiet: suppress all warnings', 'r,recursive: operate recursively on directories', 'S,suffix=SUF: use suffix SUF on compressed files', 't,test: test compressed file integrity',
      'v,verbose: verbose mode', '1,fast: compress faster', '2', '3', '4', '5', '6', '7', '8', '9,best: compress better',
    ],
    *run(run) {
      const work = new Gzip(run, name)
      const operands = run.operands.length > 0 ? run.operands : ['-']
      for (const operand of operands) yield* work.file(operand)
      if (run.options.has('l') && work.listed > 1) run.out.add(work.line(work.totalIn, work.totalOut, '(totals)', 0))
      return work.status
    },
  }
}

/** `gzip`: compress files in place. */
export const gzip = describe('gzip', 'Compress or uncompress FILEs (by default, compress FILES in-place).')
/** `gunzip`: the reverse. */
export const gunzip = describe('gunzip', 'Uncompress FILEs in-place.')
/** `zcat`: what compressed files hold. */
export const zcat = describe('zcat', 'Uncompress FILEs to standard output.')

class Gzip {
  status = 0
  listed = 0
  totalIn = 0
  totalOut = 0
  private readonly run: Run
  private readonly decompress: boolean
  private readonly toStdout: boolean
  private readonly suffix: string

  constructor(run: Run, name: string) {
    this.run = run
    const { options } = run
    this.decompress = name !== 'gzip' || options.has('d') || options.has('t') || options.has('l')
    this.toStdout = name === 'zcat' || options.has('c')
    this.suffix = options.value('S') ?? '.gz'
  }

  /** Errors have status 1, warnings 2. */
  private *complain(message: string, status: 1 | 2): Op<void> {
    this.status = this.status === 1 ? 1 : status
    if (status === 2 && this.run.options.has('q')) return
    yield* this.run.out.flush()
    yield* this.run.process.complain(message)
  }

  *file(operand: string): Op<void> {
    const { run } = this
    const { options, process } = run
    if (operand === '-') {
      const { stdin, stdout } = process
      if (!this.decompress && stdout.terminal && !options.has('f')) throw new Failure('compressed data not written to a terminal. Use -f to force compression.\nFor help, type: gzip -h')
      yield* this.decompress ? this.inflateTo(stdin, 'stdin', options.has('t') ? undefined : stdout) : this.deflateTo(stdin, stdout, undefined, 0)
      return
    }
    let path = operand
    let stat: Stat
    try {
      stat = yield* process.fs.lstat(path)
    } catch (error) {
      if (!(error instanceof SyscallError)) throw error
      const withSuffix = `${operand}${this.suffix}`
      if (!this.decompress || operand.endsWith(this.suffix) || !(yield* process.fs.exists(withSuffix))) {
        if (run.style === 'busybox') return yield* this.complain(`${run.name}: ${operand}: ${reason(error)}\n`, 1)
        return yield* this.complain(`gzip: ${this.decompress && !operand.endsWith(this.suffix) ? withSuffix : operand}: ${reason(error)}\n`, 1)
      }
      path = withSuffix
      stat = yield* process.fs.lstat(path)
    }
    if (stat.type === 'symlink') {
      if (!this.toStdout && !options.has('f') && !options.has('t') && !options.has('l')) return yield* this.complain(`gzip: ${path}: Too many levels of symbolic links\n`, 1)
      stat = yield* process.fs.stat(path)
    }
    if (stat.type === 'directory') {
      if (!options.has('r')) return yield* this.complain(`gzip: ${path} is a directory -- ignored\n`, 2)
      for (const name of yield* process.fs.readdir(path)) yield* this.file(`${path.replace(/\/+$/, '')}/${name}`)
      return
    }
    let file: File
    try {
      file = yield* run.open(path)
    } catch (error) {
      if (!(error instanceof SyscallError)) throw error
      return yield* this.complain(`gzip: ${path}: ${reason(error)}\n`, 1)
    }
    if (options.has('l')) return yield* this.list(file, path, stat)
    if (options.has('t')) {
      if (yield* this.inflateTo(file, path, undefined)) {
        if (options.has('v')) yield* process.complain(`${path}:\t OK\n`)
      }
      return
    }
    if (this.toStdout) {
      yield* this.decompress ? this.inflateTo(file, path, process.stdout) : this.deflateTo(file, process.stdout, path, stat.mtime)
      return
    }
    yield* this.replace(file, path, stat)
  }

  /** Write the other form beside the file, give it the same attributes, remove the original. */
  private *replace(file: File, path: string, stat: Stat): Op<void> {
    const { fs } = this.run.process
    let target: string
    if (this.decompress) {
      const known = [this.suffix, '.gz', '.tgz', '.z', '-gz', '.Z', '-z'].find(suffix => path.endsWith(suffix) && path.length > suffix.length)
      if (known === undefined) return yield* this.complain(`gzip: ${path}: unknown suffix -- ignored\n`, 2)
      target = known === '.tgz' ? `${path.slice(0, -4)}.tar` : path.slice(0, -known.length)
    } else {
      if (path.endsWith(this.suffix) || path.endsWith('.gz')) return yield* this.complain(`gzip: ${path} already has ${path.endsWith(this.suffix) ? this.suffix : '.gz'} suffix -- unchanged\n`, 2)
      target = `${path}${this.suffix}`
    }
    if (!this.run.options.has('f') && (yield* fs.exists(target))) return yield* this.complain(`gzip: ${target} already exists;\tnot overwritten\n`, 2)
    if (this.decompress && !(yield* this.looksCompressed(file, path))) return
    const output = regularFile(yield* fs.create(target, 0o600))
    const good = this.decompress ? yield* this.inflateTo(file, path, output) : yield* this.deflateTo(file, output, path, stat.mtime)
    if (!good) {
      yield* fs.unlink(target)
      return
    }
    yield* fs.chmod(target, stat.mode)
    if (this.run.process.fs.credentials.uid === 0) yield* fs.chown(target, stat.uid, stat.gid)
    yield* fs.utimes(target, stat.mtime)
    if (!this.run.options.has('k')) yield* fs.unlink(path)
    if (this.run.options.has('v')) yield* this.run.process.complain(`${path}:\t replaced with ${target}\n`)
  }

  private *looksCompressed(file: File, name: string): Op<boolean> {
    const bytes = file.regular?.node.content.piece(0, 2)
    if (bytes && (bytes.length < 2 || bytes[0] !== 0x1f || bytes[1] !== 0x8b)) {
      yield* this.complain(bytes.length === 0 ? `\ngzip: ${name}: unexpected end of file\n` : `\ngzip: ${name}: not in gzip format\n`, 1)
      return false
    }
    return true
  }

  /** Compress; the header has the name and time of the file unless -n. */
  private *deflateTo(input: File, output: File, name: string | undefined, mtime: number): Op<boolean> {
    const pieces: Uint8Array[] = []
    const { options } = this.run
    let headed = false
    const fast = options.has('1')
    const best = options.has('9')
    const push = codecs().gzip(chunk => {
      if (headed || chunk.length === 0) {
        pieces.push(chunk)
        return
      }
      // The codec's own header has ten bytes; ours says what gzip says.
      headed = true
      const named = name !== undefined && !options.has('n')
      const header = new Uint8Array(10)
      header.set([0x1f, 0x8b, 8, named ? 8 : 0, 0, 0, 0, 0, best ? 2 : fast ? 4 : 0, 3])
      if (named) new DataView(header.buffer).setUint32(4, Math.floor(mtime) >>> 0, true)
      pieces.push(header)
      if (named) pieces.push(encodeText(`${(name ?? '').split('/').at(-1) ?? ''}\0`))
      pieces.push(chunk.subarray(10))
    })
    for (;;) {
      const chunk = yield* input.read()
      push.push(chunk ?? new Uint8Array(0), chunk === undefined)
      if (pieces.length > 0) yield* output.write(concat(pieces.splice(0)))
      if (!chunk) return true
    }
  }

  /** Decompress to a file, or to nothing for a test. False when the data is damaged. */
  private *inflateTo(input: File, name: string, output: File | undefined): Op<boolean> {
    const pieces: Uint8Array[] = []
    let bytes = 0
    // Not the host's inflate: what comes out after which input decides how many writes there are.
    const push = gunzipStream(chunk => {
      bytes += chunk.length
      if (bytes > OUTPUT_BYTES_MAX) throw new Failure(`${name}: more than ${OUTPUT_BYTES_MAX} bytes`)
      if (output) pieces.push(chunk)
    })
    let first = true
    for (;;) {
      let chunk = yield* input.read()
      if (first && chunk !== undefined && chunk.length < 2) {
        const more: Uint8Array | undefined = yield* input.read()
        if (more) chunk = concat([chunk, more])
      }
      if (first) {
        first = false
        if (chunk === undefined) {
          yield* this.complain(`\ngzip: ${name}: unexpected end of file\n`, 1)
          return false
        }
        if (this.run.style === 'busybox' && chunk[0] !== 0x1f) {
          yield* this.complain(`${this.run.name}: no gzip/bzip2/xz magic\n`, 1)
          return false
        }
        if (chunk[0] !== 0x1f || (chunk.length > 1 && chunk[1] !== 0x8b)) {
          // zcat -f copies what is not compressed.
          if (this.run.options.has('f') && this.toStdout && output) {
            for (let rest: Uint8Array | undefined = chunk; rest; rest = yield* input.read()) yield* output.write(rest)
            return true
          }
          yield* this.complain(`\ngzip: ${name}: not in gzip format\n`, 1)
          return false
        }
      }
      let failed: string | undefined
      try {
        push.push(chunk ?? new Uint8Array(0), chunk === undefined)
      } catch (error) {
        if (error instanceof Failure || !(error instanceof Error)) throw error
        failed = error.message
      }
      if (pieces.length > 0) yield* (output as File).write(concat(pieces.splice(0)))
      if (failed !== undefined) return yield* this.damaged(name, failed)
      if (!chunk) return true
    }
  }

  private *damaged(name: string, message: string): Op<boolean> {
    if (/invalid header/.test(message)) {
      // Behind a whole member: zeros are padding, anything else is told.
      yield* this.complain(`\ngzip: ${name}: decompression OK, trailing garbage ignored\n`, 2)
      return true
    }
    yield* this.complain(`\ngzip: ${name}: ${/EOF/.test(message) ? 'unexpected end of file' : /checksum/.test(message) ? 'invalid compressed data--crc error' : 'invalid compressed data--format violated'}\n`, 1)
    return false
  }

  /** One line of `-l`. */
  line(sizeIn: number, sizeOut: number, name: string, headerBytes: number): string {
    const ratio = sizeOut === 0 ? 0 : ((sizeOut - (sizeIn - headerBytes)) / sizeOut) * 100
    return `${String(sizeIn).padStart(19)} ${String(sizeOut).padStart(19)} ${ratio.toFixed(1).padStart(5)}% ${name}\n`
  }

  private *list(file: File, path: string, stat: Stat): Op<void> {
    const bytes = yield* readWhole(file)
    if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return yield* this.complain(`\ngzip: ${path}: not in gzip format\n`, 1)
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const sizeOut = bytes.length >= 18 ? view.getUint32(bytes.length - 4, true) : 0
    let header = 10
    if (((bytes[3] ?? 0) & 8) !== 0) header = bytes.indexOf(0, 10) + 1
    const verbose = this.run.options.has('v')
    if (this.listed === 0) this.run.out.add(`${verbose ? 'method  crc     date  time  ' : ''}         compressed        uncompressed  ratio uncompressed_name\n`)
    this.listed++
    this.totalIn += bytes.length
    this.totalOut += sizeOut
    const when = { seconds: Math.floor(stat.mtime), nanoseconds: 0 }
    const crc = bytes.length >= 18 ? view.getUint32(bytes.length - 8, true).toString(16).padStart(8, '0') : '00000000'
    this.run.out.add((verbose ? `defla ${crc} ${formatTime('%b %e %H:%M', when, 0)} ` : '') + this.line(bytes.length, sizeOut, path.endsWith('.gz') ? path.slice(0, -3) : path, header + 8))
  }
}

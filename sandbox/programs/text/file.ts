import { concat } from '../../base/bytes.ts'
import { SyscallError } from '../../base/errors.ts'
import type { Op } from '../../sched/op.ts'
import { reason } from '../define-program.ts'
import type { ProgramDescription, Run } from '../define-program.ts'
import { UsageError } from '../options.ts'
import { LOOK_BYTES, describeContent } from './file-kind.ts'

/** `file`: what files are. */
export const file: ProgramDescription = {
  name: 'file',
  usage: '[OPTION]... FILE...',
  about: 'Determine type of FILEs.',
  family: 'file-5.44',
  coding: 'characters',
  shortName: true,
  tryHelp: () => 'Usage: file [-bhiL] <file> ...\n',
  options: ['b,brief: do not prepend filenames to output lines', 'h,no-dereference: don\'t follow symlinks (default)', 'L,dereference: follow symlinks', 'i,mime: output MIME type strings', 'mime-type: output the MIME type', 'z,uncompress: (ignored)', 's,special-files: (ignored)', 'F,separator=STRING: use string as separator instead of `:\'', 'N,no-pad: do not pad output', 'k,keep-going: (ignored)'],
  *run(run) {
    const { options, operands } = run
    if (operands.length === 0) throw new UsageError('Usage: file [-bhiL] <file> ...\n', true)
    const shown = operands.map(operand => (operand === '-' ? '/dev/stdin' : operand))
    const width = options.has('N') ? 0 : Math.max(...shown.map(name => name.length))
    for (const [i, operand] of operands.entries()) {
      let kind = yield* kindOf(run, operand)
      if (options.has('i') || options.has('mime-type')) kind = mimeOf(kind) + (options.has('i') ? `; charset=${charsetOf(kind)}` : '')
      const name = shown[i] as string
      yield* run.out.print(options.has('b') ? `${kind}\n` : `${name}${options.value('F') ?? ':'} ${' '.repeat(Math.max(0, width - name.length))}${kind}\n`)
    }
  },
}

function* kindOf(run: Run, operand: string): Op<string> {
  const { fs } = run.process
  try {
    if (operand === '-') {
      const chunks: Uint8Array[] = []
      let bytes = 0
      while (bytes < LOOK_BYTES) {
        const chunk = yield* run.process.stdin.read()
        if (!chunk) break
        chunks.push(chunk)
        bytes += chunk.length
      }
      return describeContent(concat(chunks), undefined)
    }
    const stat = run.options.has('L') ? yield* fs.stat(operand) : yield* fs.lstat(operand)
    const bits = `${(stat.mode & 0o4000) !== 0 ? 'setuid, ' : ''}${(stat.mode & 0o2000) !== 0 ? 'setgid, ' : ''}${(stat.mode & 0o1000) !== 0 ? 'sticky, ' : ''}`
    switch (stat.type) {
      case 'directory': return `${bits}directory`
      case 'symlink': {
        const broken = yield* isBroken(run, operand)
        return `${broken ? 'broken ' : ''}symbolic link to ${stat.target}`
      }
      case 'character': return `character special (${stat.device?.major ?? 0}/${stat.device?.minor ?? 0})`
      case 'block': return `block special (${stat.device?.major ?? 0}/${stat.device?.minor ?? 0})`
      case 'fifo': return 'fifo (named pipe)'
      case 'socket': return 'socket'
      case 'file': break
    }
    if (stat.size === 0) return `${bits}empty`
    const content = yield* fs.readFile(operand)
    const bytes = content.slice(0, LOOK_BYTES).bytes()
    return bits + describeContent(bytes, content.size)
  } catch (error) {
    if (!(error instanceof SyscallError)) throw error
    return `cannot open \`${operand}' (${reason(error)})`
  }
}

function* isBroken(run: Run, path: string): Op<boolean> {
  try {
    yield* run.process.fs.stat(path)
    return false
  } catch (error) {
    if (error instanceof SyscallError) return true
    throw error
  }
}

function mimeOf(kind: string): string {
  const table: readonly (readonly [RegExp, string])[] = [
    [/^empty/, 'inode/x-empty'], [/directory$/, 'inode/directory'], [/symbolic link/, 'inode/symlink'], [/^character/, 'inode/chardevice'], [/^block/, 'inode/blockdevice'], [/^cannot open/, 'regular file, no read permission'],
    [/^ELF.*pie executable/, 'application/x-pie-executable'], [/^ELF.*executable/, 'application/x-executable'], [/^ELF/, 'application/x-sharedlib'], [/^gzip/, 'application/gzip'], [/^bzip2/, 'application/x-bzip2'], [/^XZ/, 'application/x-xz'], [/tar archive/, 'application/x-tar'],
    [/^Zip/, 'application/zip'], [/^JSON/, 'application/json'], [/shell script/, 'text/x-shellscript'], [/Python script/, 'text/x-script.python'], [/text/, 'text/plain'],
  ]
  return table.find(([pattern]) => pattern.test(kind))?.[1] ?? 'application/octet-stream'
}

const charsetOf = (kind: string): string => (/UTF-8/.test(kind) ? 'utf-8' : /ISO-8859/.test(kind) ? 'iso-8859-1' : /ASCII|JSON/.test(kind) ? 'us-ascii' : 'binary')

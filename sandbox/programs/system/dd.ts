import { concat, EMPTY } from '../../base/bytes.ts'
import { SyscallError } from '../../base/errors.ts'
import { nullFile, regularFile } from '../../machine/files.ts'
import type { File } from '../../machine/files.ts'
import { SECOND } from '../../sched/op.ts'
import type { Op } from '../../sched/op.ts'
import { UsageError } from '../options.ts'
import { Failure, quoteAlways, reason } from '../define-program.ts'
import type { ProgramDescription, Run } from '../define-program.ts'
import { openForReading } from '../streams.ts'
import { humanSize, parseSize } from './sizes.ts'

const NAMES = ['if', 'of', 'bs', 'ibs', 'obs', 'cbs', 'count', 'skip', 'seek', 'iseek', 'oseek', 'conv', 'status', 'iflag', 'oflag']

export const dd: ProgramDescription = {
  name: 'dd',
  usage: '[OPERAND]...',
  about: 'Copy a file, converting and formatting according to the operands: if= of= bs= count= skip= seek= conv= status=',
  family: 'GNU coreutils',
  coding: 'characters',
  options: [],
  *run(run) {
    const given = new Map<string, string>()
    for (const operand of run.operands) {
      const equals = operand.indexOf('=')
      const name = operand.slice(0, equals)
      if (equals < 0 || !NAMES.includes(name)) throw new UsageError(`unrecognized operand ‘${operand}’`)
      given.set(name, operand.slice(equals + 1))
    }
    const number = (name: string): number | undefined => {
      const words = given.get(name)
      if (words === undefined) return undefined
      const value = words.split('x').reduce<number | undefined>((product, part) => {
        const size = parseSize(part)
        return product === undefined || size === undefined ? undefined : product * size
      }, 1)
      if (value === undefined) throw new Failure(`invalid number: ‘${words}’`)
      return value
    }
    const bs = number('bs')
    const inBytes = bs ?? number('ibs') ?? 512
    const outBytes = bs ?? number('obs') ?? 512
    if (inBytes === 0 || outBytes === 0) throw new Failure(`invalid number: ‘0’`)
    const conversions = new Set((given.get('conv') ?? '').split(',').filter(word => word !== ''))
    const flags = (name: string): string[] => (given.get(name) ?? '').split(',')
    const count = number('count')
    const countLimit = count === undefined ? Infinity : flags('iflag').includes('count_bytes') ? count : count * inBytes
    const skipBytes = (number('skip') ?? number('iseek') ?? 0) * (flags('iflag').includes('skip_bytes') ? 1 : inBytes)
    const seekBytes = (number('seek') ?? number('oseek') ?? 0) * (flags('oflag').includes('seek_bytes') ? 1 : outBytes)
    const startTick = run.process.machine.scheduler.now()

    const input = yield* openInput(run, given.get('if'), skipBytes)
    const output = yield* openOutput(run, given.get('of'), conversions, flags('oflag').includes('append'), seekBytes)
    let left = countLimit
    let wholeIn = 0
    let partIn = 0
    let bytes = 0
    let pending: Uint8Array = EMPTY
    let failed = false
    while (left > 0) {
      let block = yield* readBlock(input, Math.min(inBytes, left), () => pending, rest => { pending = rest })
      if (block.length === 0) break
      if (block.length === inBytes) wholeIn++
      else {
        partIn++
        if (conversions.has('sync')) block = concat([block, new Uint8Array(inBytes - block.length)])
      }
      left -= block.length
      if (conversions.has('ucase') || conversions.has('lcase')) block = changeCase(block, conversions.has('ucase'))
      bytes += block.length
      try {
        yield* output.write(block)
      } catch (error) {
        if (!(error instanceof SyscallError)) throw error
        yield* run.warn(`error writing ${given.has('of') ? quoteAlways(given.get('of') ?? '') : "'standard output'"}: ${reason(error)}`)
        failed = true
        bytes -= block.length
        break
      }
    }
    if ((conversions.has('fsync') || conversions.has('fdatasync') || flags('oflag').includes('sync') || flags('oflag').includes('dsync')) && output.regular) yield* output.regular.fsync()
    const status = given.get('status')
    if (status !== 'none') {
      const outWhole = inBytes === outBytes ? wholeIn : Math.floor(bytes / outBytes)
      const outPart = inBytes === outBytes ? partIn : bytes % outBytes > 0 ? 1 : 0
      yield* run.process.complain(`${wholeIn}+${partIn} records in\n${failed ? Math.max(0, outWhole - 1) : outWhole}+${outPart} records out\n`)
      if (status !== 'noxfer') yield* run.process.complain(summary(bytes, (run.process.machine.scheduler.now() - startTick) / SECOND))
    }
  },
}

function* openInput(run: Run, path: string | undefined, skipBytes: number): Op<File> {
  let file: File
  try {
    file = path === undefined ? run.process.stdin : yield* openForReading(run.process, path)
  } catch (error) {
    if (!(error instanceof SyscallError)) throw error
    throw new Failure(run.style === 'busybox' ? `can't open '${path ?? ''}': ${reason(error)}` : `failed to open ${quoteAlways(path ?? '')}: ${reason(error)}`)
  }
  if (file.regular) file.regular.offset += skipBytes
  else {
    for (let left = skipBytes; left > 0;) {
      const chunk = yield* file.read(left)
      if (!chunk) break
      left -= chunk.length
    }
  }
  return file
}

function* openOutput(run: Run, path: string | undefined, conversions: ReadonlySet<string>, append: boolean, seekBytes: number): Op<File> {
  if (path === undefined) return run.process.stdout
  const { fs } = run.process
  try {
    const exists = yield* fs.exists(path)
    if (exists && conversions.has('excl')) throw new SyscallError('EEXIST', 'open', path)
    const file = yield* fs.open(path, { write: true, create: !conversions.has('nocreat'), truncate: !conversions.has('notrunc') && !append && seekBytes === 0, append, mode: 0o666 })
    if (file.node.type === 'character') return { ...nullFile, *write() { if (file.node.device?.minor === 7) throw new SyscallError('ENOSPC', 'write', '') } }
    if (seekBytes > 0) {
      if (!conversions.has('notrunc') && file.node.size !== seekBytes) yield* file.truncate(seekBytes)
      file.offset = seekBytes
    }
    return regularFile(file)
  } catch (error) {
    if (!(error instanceof SyscallError)) throw error
    throw new Failure(run.style === 'busybox' ? `can't open '${path}': ${reason(error)}` : `failed to open ${quoteAlways(path)}: ${reason(error)}`)
  }
}

/** One block; from a pipe it may be shorter than asked. */
function* readBlock(input: File, bytesMax: number, pending: () => Uint8Array, keep: (rest: Uint8Array) => void): Op<Uint8Array> {
  const parts: Uint8Array[] = []
  let got = 0
  while (got < bytesMax) {
    let chunk: Uint8Array | undefined = pending()
    if (chunk.length === 0) chunk = yield* input.read(bytesMax - got)
    if (!chunk) break
    const part = chunk.subarray(0, bytesMax - got)
    keep(chunk.subarray(part.length))
    parts.push(part)
    got += part.length
    if (!input.regular && parts.length > 0 && pending().length === 0 && got < bytesMax && input.terminal) break
  }
  return parts.length === 0 ? EMPTY : concat(parts)
}

function changeCase(block: Uint8Array, upper: boolean): Uint8Array {
  const out = block.slice()
  out.forEach((byte, i) => {
    if (upper && byte >= 97 && byte <= 122) out[i] = byte - 32
    if (!upper && byte >= 65 && byte <= 90) out[i] = byte + 32
  })
  return out
}

function summary(bytes: number, seconds: number): string {
  const took = Math.max(seconds, 1e-6)
  const sizes = bytes >= 1000 ? ` (${decimal(bytes)}B${bytes >= 1024 ? `, ${humanBinary(bytes)}iB` : ''})` : ''
  return `${bytes} byte${bytes === 1 ? '' : 's'}${sizes} copied, ${Number(took.toPrecision(6))} s, ${decimal(bytes / took)}B/s\n`
}

function decimal(bytes: number): string {
  const units = ['', 'k', 'M', 'G', 'T']
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${units[unit] ?? ''}`
}

const humanBinary = (bytes: number): string => humanSize(bytes).replace(/([KMGT])$/, ' $1')

import { concat, utf8 } from '../../base/bytes.ts'
import { ArchiveError } from '../archive-error.ts'
import { joinPath, splitPath } from '../go-path.ts'
import { decodeName, encodeName } from '../go-string.ts'
import { BLOCK_BYTES, FIELD, TYPE, checksums, isHeaderOnly, padding } from './header.ts'
import type { TarHeader } from './header.ts'
import { fitsInBinary, fitsInOctal, formatBinary, formatOctal } from './numbers.ts'
import { formatPax, formatPaxTime, isValidRecord, xattrKey } from './pax.ts'
import type { PaxRecords } from './pax.ts'

/** Which format is asked for: see Go's `tar.Header.Format`. */
export interface WriteOptions {
  /**
   * `any`: the smallest that fits, times rounded to seconds (Go's FormatUnknown). `pax`: ustar where nothing is lost,
   * else PAX, with fractions of seconds. Docker always asks for PAX, with times it has cut to seconds.
   */
  readonly format: 'any' | 'pax'
}

/**
 * Writes an archive with the bytes that Go's archive/tar writes: ustar if everything fits, else PAX, else GNU.
 * Contents are passed on as they are, not copied.
 *
 * @source Go archive/tar writer.go, common.go `allowedFormats`
 */
export class TarWriter {
  readonly #out: (chunk: Uint8Array) => void
  readonly #options: WriteOptions

  constructor(out: (chunk: Uint8Array) => void, options: WriteOptions) {
    this.#out = out
    this.#options = options
  }

  /**
   * One entry with its content, which must have as many bytes as the header says.
   *
   * @throws ArchiveError when no format can hold the header, or the content has another size
   */
  add(header: TarHeader, content: readonly Uint8Array[]): void {
    const expectedBytes = isHeaderOnly(header.type) ? 0 : header.sizeBytes
    let sizeBytes = 0
    for (const chunk of content) sizeBytes += chunk.length
    if (sizeBytes > expectedBytes) throw new ArchiveError('archive/tar: write too long')
    if (sizeBytes < expectedBytes) throw new ArchiveError(`archive/tar: missed writing ${expectedBytes - sizeBytes} bytes`)

    for (const block of headerBlocks(header, this.#options)) this.#out(block)
    for (const chunk of content) if (chunk.length > 0) this.#out(chunk)
    if (padding(sizeBytes) > 0) this.#out(ZEROS.subarray(0, padding(sizeBytes)))
  }

  /** The end of the archive: two blocks of zeros. */
  close(): void {
    this.#out(ZEROS)
  }
}

const ZEROS = new Uint8Array(2 * BLOCK_BYTES)

/** The blocks before the content: extended headers where needed, and the header. */
export function headerBlocks(header: TarHeader, options: WriteOptions): Uint8Array[] {
  const rounded = options.format === 'any' ? withRoundedTime(header) : header
  const { format, records } = chooseFormat(rounded, options)
  switch (format) {
    case 'ustar':
      return ustarBlocks(rounded)
    case 'pax':
      return paxBlocks(rounded, records)
    case 'gnu':
      return gnuBlocks(rounded)
  }
}

/** Half a second and more is rounded away from the year 1, as Go's `Time.Round`. */
function withRoundedTime(header: TarHeader): TarHeader {
  if (header.mtimeNanos === 0) return header
  return { ...header, mtimeSeconds: header.mtimeSeconds + (header.mtimeNanos >= 5e8 ? 1 : 0), mtimeNanos: 0 }
}

interface Choice {
  readonly format: 'ustar' | 'pax' | 'gnu'
  readonly records: PaxRecords
}

type FieldName = keyof typeof FIELD

/** Which formats can hold the header, and the PAX records for what its fields cannot. */
function chooseFormat(header: TarHeader, options: WriteOptions): Choice {
  const records: PaxRecords = new Map()
  const why = { ustar: '', pax: '', gnu: '' }
  let preferPax = false

  const checkString = (value: string, name: FieldName, label: string, key: string): void => {
    const bytes = encodeName(value)
    const tooLong = bytes.length > FIELD[name][1]
    const mayBeLong = key === 'path' || key === 'linkpath'
    const quoted = `${label}=${JSON.stringify(value)}`
    if (bytes.includes(0) || (tooLong && !mayBeLong)) why.gnu = `GNU cannot encode ${quoted}`
    if (!isAscii(bytes) || tooLong) {
      if (key !== 'path' || splitUstarPath(value) === undefined) why.ustar = `USTAR cannot encode ${quoted}`
      records.set(key, bytes)
    }
  }
  const checkNumber = (value: number, name: FieldName, label: string, key: string | undefined): void => {
    const width = FIELD[name][1]
    if (!fitsInBinary(width, value)) why.gnu = `GNU cannot encode ${label}=${value}`
    if (fitsInOctal(width, value)) return
    why.ustar = `USTAR cannot encode ${label}=${value}`
    if (key === undefined) why.pax = `PAX cannot encode ${label}=${value}`
    else records.set(key, utf8(String(value)))
  }

  checkString(header.name, 'name', 'Name', 'path')
  checkString(header.linkname, 'linkname', 'Linkname', 'linkpath')
  checkString(header.uname, 'uname', 'Uname', 'uname')
  checkString(header.gname, 'gname', 'Gname', 'gname')
  checkNumber(header.mode, 'mode', 'Mode', undefined)
  checkNumber(header.uid, 'uid', 'Uid', 'uid')
  checkNumber(header.gid, 'gid', 'Gid', 'gid')
  checkNumber(header.sizeBytes, 'size', 'Size', 'size')
  checkNumber(header.devmajor, 'devmajor', 'Devmajor', undefined)
  checkNumber(header.devminor, 'devminor', 'Devminor', undefined)
  checkNumber(header.mtimeSeconds, 'mtime', 'ModTime', 'mtime')
  if (header.mtimeNanos !== 0 || records.has('mtime')) {
    preferPax = true
    records.set('mtime', utf8(formatPaxTime(header.mtimeSeconds, header.mtimeNanos)))
  }

  if (mayHaveNoSlash(header.type) && header.name.endsWith('/')) throw cannotEncode('filename may not have trailing slash')
  for (const [name, value] of header.xattrs) records.set(xattrKey(name), value)
  if (header.xattrs.size > 0) why.ustar = why.gnu = 'only PAX supports Xattrs'
  for (const [key, value] of records) {
    if (!isValidRecord(key, value)) throw cannotEncode(`invalid PAX record: ${JSON.stringify(key)}`)
  }

  if (options.format === 'pax') {
    why.gnu ||= 'Format specifies PAX'
    if (preferPax) why.ustar ||= 'Format specifies PAX'
  }
  if (why.ustar === '') return { format: 'ustar', records }
  if (why.pax === '') return { format: 'pax', records }
  if (why.gnu === '') return { format: 'gnu', records }
  throw cannotEncode([...new Set([why.ustar, why.pax, why.gnu])].join('; and '))
}

/** A link may name a directory, the others may not. */
function mayHaveNoSlash(type: string): boolean {
  return type === TYPE.regular || type === TYPE.char || type === TYPE.block || type === TYPE.fifo || type === TYPE.gnuSparse
}

const cannotEncode = (why: string): ArchiveError => new ArchiveError(`archive/tar: cannot encode header: ${why}`)

function isAscii(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (byte >= 0x80 || byte === 0) return false
  return true
}

/** A long path as ustar has it: what goes into `prefix` and what into `name`; undefined when it cannot be cut. */
function splitUstarPath(path: string): [string, string] | undefined {
  const nameMax = FIELD.name[1]
  const prefixMax = FIELD.prefix[1]
  if (path.length <= nameMax || !isAscii(encodeName(path))) return undefined
  let length = path.length
  if (length > prefixMax + 1) length = prefixMax + 1
  else if (path.endsWith('/')) length--
  const slash = path.slice(0, length).lastIndexOf('/')
  const nameLength = path.length - slash - 1
  if (slash <= 0 || nameLength > nameMax || nameLength === 0 || slash > prefixMax) return undefined
  return [path.slice(0, slash), path.slice(slash + 1)]
}

function ustarBlocks(header: TarHeader): Uint8Array[] {
  const split = splitUstarPath(header.name)
  const block = templateBlock(split ? { ...header, name: split[1] } : header, encodeName, octalField)
  if (split) put(block, 'prefix', encodeName(split[0]))
  return [finished(block, 'ustar')]
}

function paxBlocks(header: TarHeader, records: PaxRecords): Uint8Array[] {
  const [dir, base] = splitPath(header.name)
  const extra = records.size > 0 ? specialFile(joinPath(dir, 'PaxHeaders.0', base), formatPax(records), TYPE.pax, 'ustar') : []
  // What does not fit is in the records; the field gets as much ASCII as there is room for.
  return [...extra, finished(templateBlock(header, toAscii, octalField), 'ustar')]
}

function gnuBlocks(header: TarHeader): Uint8Array[] {
  const blocks: Uint8Array[] = []
  for (const [value, type] of [[header.name, TYPE.gnuLongName], [header.linkname, TYPE.gnuLongLink]] as const) {
    const bytes = encodeName(value)
    if (bytes.length > FIELD.name[1]) {
      blocks.push(...specialFile('././@LongLink', concat([bytes, Uint8Array.of(0)]), type, 'gnu'))
    }
  }
  const number = (width: number, value: number): Uint8Array =>
    fitsInOctal(width, value) ? utf8(formatOctal(width, value)) : formatBinary(width, value)
  return [...blocks, finished(templateBlock(header, encodeName, number), 'gnu')]
}

/** A header whose content describes the next one, and that content. */
function specialFile(name: string, content: Uint8Array, type: string, magic: 'ustar' | 'gnu'): Uint8Array[] {
  const block = new Uint8Array(BLOCK_BYTES)
  put(block, 'type', utf8(type))
  put(block, 'name', utf8(decodeName(toAscii(name).subarray(0, FIELD.name[1])).replace(/\/+$/, '')))
  for (const field of ['mode', 'uid', 'gid', 'mtime'] as const) put(block, field, octalField(FIELD[field][1], 0))
  put(block, 'size', octalField(FIELD.size[1], content.length))
  return [finished(block, magic), content, ZEROS.subarray(0, padding(content.length))]
}

function templateBlock(
  header: TarHeader,
  string: (value: string) => Uint8Array,
  number: (width: number, value: number) => Uint8Array,
): Uint8Array {
  const block = new Uint8Array(BLOCK_BYTES)
  const putNumber = (name: FieldName, value: number): void => put(block, name, number(FIELD[name][1], value))
  put(block, 'type', encodeName(header.type))
  put(block, 'name', string(header.name))
  put(block, 'linkname', string(header.linkname))
  putNumber('mode', header.mode)
  putNumber('uid', header.uid)
  putNumber('gid', header.gid)
  putNumber('size', header.sizeBytes)
  putNumber('mtime', header.mtimeSeconds)
  put(block, 'uname', string(header.uname))
  put(block, 'gname', string(header.gname))
  putNumber('devmajor', header.devmajor)
  putNumber('devminor', header.devminor)
  return block
}

/** Writes a field, cut where it is too long: then a record or an entry before this one has the whole. */
function put(block: Uint8Array, name: FieldName, bytes: Uint8Array): void {
  const [start, length] = FIELD[name]
  block.set(bytes.subarray(0, length), start)
  if (bytes.length <= length) return
  // Some readers take a file whose name field ends in a slash for a directory.
  for (let at = start + length - 1; at >= start && block[at] === SLASH; at--) block[at] = 0
}

const SLASH = 0x2f

/** The number in octal; zero when it does not fit. */
function octalField(width: number, value: number): Uint8Array {
  return utf8(formatOctal(width, fitsInOctal(width, value) ? value : 0))
}

function finished(block: Uint8Array, magic: 'ustar' | 'gnu'): Uint8Array {
  put(block, 'magic', utf8(magic === 'gnu' ? 'ustar ' : 'ustar\0'))
  put(block, 'version', utf8(magic === 'gnu' ? ' \0' : '00'))
  put(block, 'checksum', utf8(`${formatOctal(FIELD.checksum[1] - 1, checksums(block)[0])} `))
  return block
}

/** The characters of the string that are ASCII. */
function toAscii(value: string): Uint8Array {
  // eslint-disable-next-line no-control-regex -- NUL is what is left out
  return utf8(value.replace(/[^\x01-\x7f]/gu, ''))
}


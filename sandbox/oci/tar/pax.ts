import { concat, utf8 } from '../../base/bytes.ts'
import { decodeName, encodeName } from '../go-string.ts'
import { TYPE } from './header.ts'
import type { MutableHeader } from './header.ts'
import { invalidHeader, parseDecimal } from './numbers.ts'

/** Records of a PAX header in the order they stand; a later one of the same key replaces the earlier. */
export type PaxRecords = Map<string, Uint8Array>

const XATTR = 'SCHILY.xattr.'
const SPARSE_OFFSET = 'GNU.sparse.offset'
const SPARSE_BYTES = 'GNU.sparse.numbytes'

/** The sparse map in the form of GNU's format 0.1, into which 0.0 is changed while reading. */
export const SPARSE_MAP = 'GNU.sparse.map'

const NUL_FREE = new Set(['path', 'linkpath', 'uname', 'gname'])

/**
 * Records `length key=value\n`.
 *
 * @throws ArchiveError when they are not
 * @source Go archive/tar reader.go `parsePAX`, strconv.go `parsePAXRecord`
 */
export function parsePax(bytes: Uint8Array): PaxRecords {
  const records: PaxRecords = new Map()
  const sparse: string[] = []
  for (let rest = bytes; rest.length > 0; ) {
    const space = rest.indexOf(0x20)
    if (space < 0) throw invalidHeader()
    const length = parseDecimal(decodeName(rest.subarray(0, space)))
    if (length < 5 || length > rest.length || length - 1 < space + 1) throw invalidHeader()
    const record = rest.subarray(space + 1, length - 1)
    const equals = record.indexOf(0x3d)
    if (rest[length - 1] !== 0x0a || equals < 0) throw invalidHeader()
    const key = decodeName(record.subarray(0, equals))
    const value = record.subarray(equals + 1)
    if (NUL_FREE.has(key) ? value.includes(0) : key.includes('\0')) throw invalidHeader()
    rest = rest.subarray(length)

    if (key === SPARSE_OFFSET || key === SPARSE_BYTES) {
      const expected = sparse.length % 2 === 0 ? SPARSE_OFFSET : SPARSE_BYTES
      if (key !== expected || value.includes(0x2c)) throw invalidHeader()
      sparse.push(decodeName(value))
    } else records.set(key, value)
  }
  if (sparse.length > 0) records.set(SPARSE_MAP, encodeName(sparse.join(',')))
  return records
}

/** The value of a record as text, '' when there is none. */
export function paxText(records: PaxRecords | undefined, key: string): string {
  const value = records?.get(key)
  return value === undefined ? '' : decodeName(value)
}

/**
 * Puts the records in the place of the header's own fields. An empty value keeps the field.
 *
 * @throws ArchiveError when a number or a time is none
 * @source Go archive/tar reader.go `mergePAX`
 */
export function mergePax(header: MutableHeader, records: PaxRecords): void {
  const xattrs = new Map<string, Uint8Array>()
  for (const [key, value] of records) {
    if (value.length === 0) continue
    switch (key) {
      case 'path':
        header.name = decodeName(value)
        break
      case 'linkpath':
        header.linkname = decodeName(value)
        break
      case 'uname':
        header.uname = decodeName(value)
        break
      case 'gname':
        header.gname = decodeName(value)
        break
      case 'uid':
        header.uid = parseDecimal(decodeName(value))
        break
      case 'gid':
        header.gid = parseDecimal(decodeName(value))
        break
      case 'size':
        header.sizeBytes = parseDecimal(decodeName(value))
        break
      case 'mtime':
        ;[header.mtimeSeconds, header.mtimeNanos] = parsePaxTime(decodeName(value))
        break
      case 'atime':
      case 'ctime':
        parsePaxTime(decodeName(value)) // We keep neither, but Go refuses a bad one.
        break
      default:
        if (key.startsWith(XATTR)) xattrs.set(key.slice(XATTR.length), value)
    }
  }
  if (xattrs.size > 0) header.xattrs = xattrs
}

/** @returns whole seconds, rounded down, and nanoseconds 0 … 999999999 */
function parsePaxTime(text: string): [number, number] {
  const dot = text.indexOf('.')
  const whole = dot < 0 ? text : text.slice(0, dot)
  const fraction = dot < 0 ? '' : text.slice(dot + 1)
  const seconds = parseDecimal(whole)
  if (!/^[0-9]*$/.test(fraction)) throw invalidHeader()
  const nanos = Number(fraction.slice(0, 9).padEnd(9, '0'))
  return whole.startsWith('-') && nanos > 0 ? [seconds - 1, 1e9 - nanos] : [seconds, nanos]
}

/** A time as a PAX record has it: seconds, and as many decimals as needed. */
export function formatPaxTime(seconds: number, nanos: number): string {
  if (nanos === 0) return String(seconds)
  const [sign, whole, part] = seconds < 0 ? ['-', -(seconds + 1), 1e9 - nanos] : ['', seconds, nanos]
  return `${sign}${whole}.${String(part).padStart(9, '0')}`.replace(/0+$/, '')
}

/** The records as the content of a PAX header, sorted by key. */
export function formatPax(records: PaxRecords): Uint8Array {
  const keys = [...records.keys()].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  return concat(keys.map(key => formatRecord(encodeName(key), records.get(key) as Uint8Array)))
}

function formatRecord(key: Uint8Array, value: Uint8Array): Uint8Array {
  const bare = key.length + value.length + ' =\n'.length
  // The length counts its own digits, and may get one more by doing so.
  let length = bare + String(bare).length
  length = bare + String(length).length
  return concat([utf8(`${length} `), key, utf8('='), value, utf8('\n')])
}

/** The key of an extended attribute. */
export const xattrKey = (name: string): string => XATTR + name

/** Whether an archive may carry this record at all (`validPAXRecord`). */
export function isValidRecord(key: string, value: Uint8Array): boolean {
  return NUL_FREE.has(key) ? !value.includes(0) : !key.includes('\0')
}

/** Types that describe the entry after them. */
export const isPax = (type: string): boolean => type === TYPE.pax || type === TYPE.paxGlobal

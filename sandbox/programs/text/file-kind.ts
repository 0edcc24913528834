/** What a file is, by its bytes: the kinds one meets around images, in the words of file(1). */
import { text } from '../../base/bytes.ts'
import { sequenceLength } from '../characters.ts'
import { formatTime } from './calendar.ts'
import { JsonError, parseJson } from './jq-json.ts'

/** So many bytes are looked at. */
export const LOOK_BYTES = 1024 * 1024

const u16 = (bytes: Uint8Array, at: number, little: boolean): number => (little ? (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) : ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0))
const u32 = (bytes: Uint8Array, at: number, little: boolean): number => (little ? u16(bytes, at, true) + u16(bytes, at + 2, true) * 65536 : u16(bytes, at, false) * 65536 + u16(bytes, at + 2, false))
const starts = (bytes: Uint8Array, ...prefix: number[]): boolean => prefix.every((byte, i) => bytes[i] === byte)
const ascii = (bytes: Uint8Array, from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to))

/** The description. `wholeSize` is known for files, not for pipes. */
export function describeContent(bytes: Uint8Array, wholeSize: number | undefined): string {
  if (bytes.length === 0) return 'empty'
  if (starts(bytes, 0x7f, 0x45, 0x4c, 0x46) && bytes.length >= 16) return elf(bytes)
  if (starts(bytes, 0x1f, 0x8b)) return gzip(bytes, wholeSize)
  if (starts(bytes, 0x42, 0x5a, 0x68)) return `bzip2 compressed data, block size = ${String.fromCharCode(bytes[3] ?? 0x39)}00k`
  if (starts(bytes, 0xfd, 0x37, 0x7a, 0x58, 0x5a, 0)) return `XZ compressed data, checksum ${['NONE', 'CRC32', '', '', 'CRC64'][(bytes[7] ?? 0) & 15] ?? 'SHA-256'}`
  if (starts(bytes, 0x28, 0xb5, 0x2f, 0xfd)) return 'Zstandard compressed data (v0.8+), Dictionary ID: None'
  if (starts(bytes, 0x50, 0x4b, 3, 4)) return 'Zip archive data, at least v2.0 to extract, compression method=deflate'
  if (starts(bytes, 0x89, 0x50, 0x4e, 0x47)) return 'PNG image data'
  if (starts(bytes, 0xff, 0xd8, 0xff)) return 'JPEG image data'
  if (ascii(bytes, 257, 262) === 'ustar') return ascii(bytes, 262, 265) === '  \0' ? 'POSIX tar archive (GNU)' : 'POSIX tar archive'
  if (looksLikeOldTar(bytes)) return 'tar archive'
  return textKind(bytes) ?? 'data'
}

const MACHINES: Readonly<Record<number, string>> = { 3: 'Intel 80386', 8: 'MIPS', 21: '64-bit PowerPC or cisco 7500', 22: 'IBM S/390', 40: 'ARM', 62: 'x86-64', 183: 'ARM aarch64', 243: 'UCB RISC-V' }
const TYPES = ['no file type', 'relocatable', 'executable', 'shared object', 'core file']

function elf(bytes: Uint8Array): string {
  const wide = bytes[4] === 2
  const little = bytes[5] !== 2
  const type = u16(bytes, 16, little)
  const at = (offset32: number, offset64: number): number => u32(bytes, wide ? offset64 : offset32, little)
  const headers = at(28, 32)
  const size = u16(bytes, wide ? 54 : 42, little)
  const count = u16(bytes, wide ? 56 : 44, little)
  const sections = u16(bytes, wide ? 60 : 48, little)
  let dynamic = false
  let interpreter: string | undefined
  let buildID: string | undefined
  let system: string | undefined
  for (let i = 0; i < count && size > 0; i++) {
    const base = headers + i * size
    const kind = u32(bytes, base, little)
    const offset = u32(bytes, base + (wide ? 8 : 4), little)
    const length = u32(bytes, base + (wide ? 32 : 16), little)
    if (kind === 2) dynamic = true
    if (kind === 3) interpreter = ascii(bytes, offset, offset + Math.min(length, 200)).split('\0')[0]
    if (kind !== 4) continue
    for (let note = offset; note + 12 <= offset + length && note + 12 <= bytes.length;) {
      const nameSize = u32(bytes, note, little)
      const dataSize = u32(bytes, note + 4, little)
      const data = note + 12 + Math.ceil(nameSize / 4) * 4
      const tag = u32(bytes, note + 8, little)
      if (ascii(bytes, note + 12, note + 15) === 'GNU') {
        if (tag === 3) buildID = Array.from(bytes.subarray(data, data + Math.min(64, dataSize)), byte => byte.toString(16).padStart(2, '0')).join('')
        if (tag === 1) system = `GNU/Linux ${u32(bytes, data + 4, little)}.${u32(bytes, data + 8, little)}.${u32(bytes, data + 12, little)}`
      }
      note = data + Math.ceil(dataSize / 4) * 4
      if (dataSize === 0 && nameSize === 0) break
    }
  }
  const pie = type === 3 && interpreter !== undefined
  const parts = [`ELF ${wide ? 64 : 32}-bit ${little ? 'LSB' : 'MSB'} ${pie ? 'pie executable' : (TYPES[type] ?? 'unknown type')}, ${MACHINES[u16(bytes, 18, little)] ?? 'unknown arch'}, version ${u32(bytes, 20, little)} (${['SYSV', '', '', 'GNU/Linux'][bytes[7] ?? 0] ?? 'SYSV'})`]
  if (type === 2 || type === 3) parts.push(dynamic || interpreter !== undefined ? 'dynamically linked' : 'statically linked')
  if (interpreter !== undefined) parts.push(`interpreter ${interpreter}`)
  if (buildID !== undefined) parts.push(`BuildID[sha1]=${buildID}`)
  if (system !== undefined) parts.push(`for ${system}`)
  parts.push(sections === 0 ? 'no section header' : 'stripped')
  return parts.join(', ')
}

function gzip(bytes: Uint8Array, wholeSize: number | undefined): string {
  const flags = bytes[3] ?? 0
  const parts = ['gzip compressed data']
  if ((flags & 8) !== 0) {
    const end = bytes.indexOf(0, 10)
    if (end > 10) parts.push(`was "${text(bytes.subarray(10, end))}"`)
  }
  const mtime = u32(bytes, 4, true)
  if (mtime !== 0) parts.push(`last modified: ${formatTime('%a %b %e %H:%M:%S %Y', { seconds: mtime, nanoseconds: 0 }, 0)}`)
  if (bytes[8] === 2) parts.push('max compression')
  if (bytes[8] === 4) parts.push('max speed')
  parts.push(({ 0: 'from FAT filesystem (MS-DOS, OS/2, NT)', 3: 'from Unix', 11: 'from NTFS filesystem (NT)' } as Readonly<Record<number, string>>)[bytes[9] ?? 3] ?? 'original size unknown')
  if (wholeSize !== undefined && wholeSize === bytes.length && wholeSize >= 18) parts.push(`original size modulo 2^32 ${u32(bytes, bytes.length - 4, true)}`)
  return parts.join(', ')
}

function looksLikeOldTar(bytes: Uint8Array): boolean {
  if (bytes.length < 512) return false
  const stored = parseInt(ascii(bytes, 148, 156).replace(/[\0 ]/g, ''), 8)
  if (Number.isNaN(stored)) return false
  let sum = 8 * 32
  for (let i = 0; i < 512; i++) if (i < 148 || i >= 156) sum += bytes[i] as number
  return sum === stored
}

const SHELLS: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/\bbash\b/, 'Bourne-Again shell script'], [/\bash\b/, 'Neil Brown\'s ash script'], [/\bzsh\b/, 'Paul Falstad\'s zsh script'], [/\b(ba)?sh\b|\bdash\b/, 'POSIX shell script'], [/\bpython(\d[\d.]*)?\b/, 'Python script'], [/\bperl\b/, 'Perl script'], [/\bnode\b/, 'Node.js script'], [/\bruby\b/, 'Ruby script'], [/\b[gm]?awk\b/, 'awk script'],
]

/** The kind of text, or undefined when it is none. */
function textKind(bytes: Uint8Array): string | undefined {
  let utf8 = false
  let latin = false
  for (let at = 0; at < bytes.length;) {
    const byte = bytes[at] as number
    if (byte < 32 && !(byte >= 7 && byte <= 13) && byte !== 27) return undefined
    if (byte === 127) return undefined
    if (byte < 128) {
      at++
      continue
    }
    const length = sequenceLength(bytes, at)
    if (length > 1) {
      utf8 = true
      at += length
    } else if (at >= bytes.length - 3 && bytes.length >= LOOK_BYTES) break
    else {
      if (byte < 0xa0) return 'Non-ISO extended-ASCII text'
      latin = true
      at++
    }
  }
  const bom = starts(bytes, 0xef, 0xbb, 0xbf)
  const encoding = latin ? 'ISO-8859 text' : utf8 ? `Unicode text, UTF-8 ${bom ? '(with BOM) ' : ''}text` : 'ASCII text'
  const content = text(bytes)
  if (/^\s*[[{]/.test(content) && isJson(content)) return 'JSON text data'
  const interpreter = /^#! *(\S.*)/.exec(content)?.[1]
  let kind = encoding
  if (interpreter !== undefined) kind = `${SHELLS.find(([pattern]) => pattern.test(interpreter))?.[1] ?? `a ${interpreter.trim()} script`}, ${encoding} executable`
  const lines = content.split('\n')
  const longest = Math.max(...lines.map(line => line.length))
  const parts = [kind]
  if (longest > 300) parts.push(`with very long lines (${longest})`)
  const crlf = content.split('\r\n').length - 1
  const lf = lines.length - 1 - crlf
  const cr = content.replace(/\r\n/g, '').split('\r').length - 1
  if (crlf + lf + cr === 0) parts.push('with no line terminators')
  else if (crlf > 0 || cr > 0) parts.push(`with ${[crlf > 0 ? 'CRLF' : '', cr > 0 ? 'CR' : '', lf > 0 ? 'LF' : ''].filter(name => name !== '').join(', ')} line terminators`)
  if (content.includes('\x1b')) parts.push('with escape sequences')
  return parts.join(', ')
}

function isJson(content: string): boolean {
  try {
    const value = parseJson(content)
    return typeof value === 'object' && value !== null
  } catch (error) {
    if (error instanceof JsonError) return false
    throw error
  }
}

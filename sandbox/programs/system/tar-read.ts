import { ArchiveError } from '../../oci/archive-error.ts'
import { pullFrom } from '../../oci/pull.ts'
import { TYPE } from '../../oci/tar/header.ts'
import type { TarHeader } from '../../oci/tar/header.ts'
import { TarReader } from '../../oci/tar/reader.ts'
import { modeString } from './modes.ts'
import { clock, clockSeconds, isoDate } from './times.ts'

/** What GNU tar meets on its way through an archive. */
export type Met =
  | { readonly kind: 'entry'; readonly header: TarHeader; readonly content: readonly Uint8Array[] }
  /** The first block is no header. */
  | { readonly kind: 'no-archive' }
  /** A block that is no header: what follows is searched for one. */
  | { readonly kind: 'skipping' }
  /** The archive ends within a content. */
  | { readonly kind: 'cut' }

const BLOCK = 512

/** Go through an archive as leniently as GNU tar: past damaged headers, and over an end without its zeros. */
export function* walkArchive(bytes: Uint8Array): Generator<Met, void> {
  let from = 0
  let first = true
  if (bytes.length === 0) yield { kind: 'no-archive' }
  while (from < bytes.length) {
    const reader = new TarReader(pullFrom([bytes.subarray(from)]))
    let entries = 0
    try {
      for (let header = reader.next(); header !== undefined; header = reader.next()) {
        entries++
        let content: Uint8Array[]
        try {
          content = reader.content()
        } catch (error) {
          if (!(error instanceof ArchiveError)) throw error
          const at = from + positionAfterHeader(bytes.subarray(from), entries)
          yield { kind: 'entry', header, content: [bytes.subarray(at)] }
          yield { kind: 'cut' }
          return
        }
        first = false
        yield { kind: 'entry', header, content }
      }
      return
    } catch (error) {
      if (!(error instanceof ArchiveError)) throw error
      if (first) yield { kind: 'no-archive' }
      const bad = positionOfHeader(bytes.subarray(from), entries)
      // Less than a block, or one that is cut: the end.
      if (bytes.length - from - bad < BLOCK) return
      yield { kind: 'skipping' }
      first = false
      from = nextHeader(bytes, from + bad + BLOCK)
    }
  }
}

/** Where the header after `entries` whole entries begins: read again in single blocks, counting them. */
function positionOfHeader(bytes: Uint8Array, entries: number): number {
  return Math.max(0, positionAfterHeader(bytes, entries + 1) - BLOCK)
}

/** Where the header of the `count`-th entry ends, or where the archive turned out to be damaged before. */
function positionAfterHeader(bytes: Uint8Array, count: number): number {
  let taken = 0
  const reader = new TarReader(() => {
    if (taken >= bytes.length) return undefined
    const piece = bytes.subarray(taken, taken + BLOCK)
    taken += piece.length
    return piece
  })
  try {
    for (let i = 0; i < count; i++) {
      if (i > 0) reader.content()
      reader.next()
    }
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error
  }
  return Math.ceil(taken / BLOCK) * BLOCK
}

/** The next block whose checksum is right, or the end. */
function nextHeader(bytes: Uint8Array, from: number): number {
  for (let at = from; at + BLOCK <= bytes.length; at += BLOCK) {
    let sum = 0
    for (let i = 0; i < BLOCK; i++) sum += i >= 148 && i < 156 ? 32 : (bytes[at + i] ?? 0)
    let digits = ''
    for (let i = 148; i < 156; i++) digits += String.fromCharCode(bytes[at + i] ?? 0)
    const form = /^ *([0-7]+)[ \0]/.exec(digits)
    if (form && Number.parseInt(form[1] ?? '', 8) === sum) return at
    if (sum === 256) return at
  }
  return bytes.length
}

const LETTERS: Readonly<Record<string, string>> = { [TYPE.hardlink]: 'h', [TYPE.symlink]: 'l', [TYPE.char]: 'c', [TYPE.block]: 'b', [TYPE.directory]: 'd', [TYPE.fifo]: 'p', [TYPE.contiguous]: 'C' }

/** Names as GNU tar prints them: control characters as escapes. */
export const shownName = (name: string): string =>
  // eslint-disable-next-line no-control-regex
  name.replace(/[\u0000-\u001f\\\u007f]/g, char => ({ '\n': '\\n', '\t': '\\t', '\\': '\\\\', '\r': '\\r', '\b': '\\b', '\f': '\\f', '\v': '\\v', '\u0007': '\\a' })[char] ?? `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`)

/** Lines of `tar tv`: the width of owner and size grows with what has been listed. */
export class Listing {
  private width = 18
  private readonly style: 'gnu' | 'busybox'
  private readonly fullTime: boolean
  private readonly numeric: boolean

  constructor(style: 'gnu' | 'busybox', { fullTime, numeric }: { fullTime: boolean; numeric: boolean }) {
    this.style = style
    this.fullTime = fullTime
    this.numeric = numeric
  }

  line(header: TarHeader, name: string): string {
    const mode = (LETTERS[header.type] ?? '-') + modeString({ type: 'file', mode: header.mode & 0o7777 }).slice(1)
    const user = header.uname !== '' && !this.numeric ? header.uname : String(header.uid)
    const group = header.gname !== '' && !this.numeric ? header.gname : String(header.gid)
    const time = header.mtimeSeconds
    const link = header.type === TYPE.symlink ? ` -> ${shownName(header.linkname)}` : header.type === TYPE.hardlink ? ` link to ${shownName(header.linkname)}` : ''
    if (this.style === 'busybox') return `${mode} ${user}/${group} ${String(header.sizeBytes).padStart(9)} ${isoDate(time)} ${clockSeconds(time)} ${name}${header.type === TYPE.hardlink || header.type === TYPE.symlink ? ` -> ${header.linkname}` : ''}\n`
    const size = header.type === TYPE.char || header.type === TYPE.block ? `${header.devmajor},${header.devminor}` : header.type === TYPE.hardlink || header.type === TYPE.symlink || header.type === TYPE.directory ? '0' : String(header.sizeBytes)
    const needed = user.length + group.length + size.length + 1
    if (needed > this.width) this.width = needed
    return `${mode} ${user}/${group} ${size.padStart(this.width - needed + size.length)} ${isoDate(time)} ${this.fullTime ? clockSeconds(time) : clock(time)} ${name}${link}\n`
  }
}

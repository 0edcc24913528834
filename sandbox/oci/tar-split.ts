/*
 * tar-split: what Docker keeps of a layer's tar besides its files, so that the very bytes can be put together again.
 * A file of JSON lines: segments hold everything that is not content (headers, padding, the end), files stand for
 * their content, which is on the disk, with a CRC-64 of it.
 *
 * Two things are as weak as in the library. A sparse file is checked and put together with its holes filled, so a
 * layer with one cannot be had back. And a path may occur only once.
 *
 * @source github.com/vbatts/tar-split 0.11 tar/asm, tar/storage
 */
import { concat, sameBytes, text } from '../base/bytes.ts'
import { ArchiveError } from './archive-error.ts'
import { fromBase64, toBase64 } from './base64.ts'
import { crc64 } from './crc64.ts'
import { encodeString } from './go-json.ts'
import { cleanPath } from './go-path.ts'
import { decodeName, encodeName, isValidName, quoteName } from './go-string.ts'
import { TarReader } from './tar/reader.ts'
import type { TarEntry } from './tar/reader.ts'
import type { Pull } from './pull.ts'

const FILE = 1
const SEGMENT = 2

/** What follows the end of an archive is recorded in pieces of at most this size. */
const REST_BYTES = 1024 * 1024

/** The library's `ErrDuplicatePath`. */
export const duplicatePath = (): ArchiveError => new ArchiveError('duplicates of file paths not supported')

/** Bytes of the archive that are in no file. */
export interface SplitSegment {
  readonly type: 'segment'
  readonly bytes: Uint8Array
}

/** The place of a file's content. */
export interface SplitFile {
  readonly type: 'file'
  /** As in the archive's header, not cleaned. */
  readonly name: string
  readonly sizeBytes: number
  /** CRC-64 of the content, eight bytes; none for an empty file. */
  readonly checksum: Uint8Array | undefined
}

export type SplitEntry = SplitSegment | SplitFile

/**
 * Takes an archive apart while its entries are read: the same bytes serve whoever unpacks them and the record.
 */
export class Disassembler {
  readonly #reader: TarReader
  readonly #pack: (line: string) => void
  readonly #seen = new Set<string>()
  #segment: Uint8Array[] = []
  #position = 0
  #ended = false

  /** @param pack is given each line of the record, with its newline */
  constructor(pull: Pull, pack: (line: string) => void) {
    this.#reader = new TarReader(pull, bytes => this.#segment.push(bytes))
    this.#pack = pack
  }

  /**
   * The next entry with its content; undefined at the end, when everything to the last byte of the stream has been
   * read and recorded.
   *
   * @throws ArchiveError as `TarReader`, and `duplicates of file paths not supported`
   */
  next(): TarEntry | undefined {
    if (this.#ended) return undefined
    const header = this.#reader.next()
    this.#flush()
    if (header === undefined) {
      this.#finish()
      return undefined
    }
    const content = this.#reader.content()
    const checksum = header.sizeBytes > 0 ? crc64(content) : undefined
    const path = cleanPath(header.name)
    if (this.#seen.has(path)) throw duplicatePath()
    this.#seen.add(path)
    this.#record({ type: 'file', name: header.name, sizeBytes: header.sizeBytes, checksum })
    return { header, content }
  }

  #flush(): void {
    if (this.#segment.length === 0) return
    const bytes = concat(this.#segment)
    this.#segment = []
    this.#record({ type: 'segment', bytes })
  }

  #finish(): void {
    this.#ended = true
    const rest = this.#reader.rest()
    for (let chunk = rest(); chunk !== undefined; chunk = rest()) {
      for (let at = 0; at < chunk.length; at += REST_BYTES) {
        this.#record({ type: 'segment', bytes: chunk.subarray(at, at + REST_BYTES) })
      }
    }
  }

  #record(entry: SplitEntry): void {
    this.#pack(formatEntry(entry, this.#position++))
  }
}

/** One line of the record, as Go's JSON encoder writes the library's struct. */
export function formatEntry(entry: SplitEntry, position: number): string {
  if (entry.type === 'segment') return `{"type":${SEGMENT},"payload":"${toBase64(entry.bytes)}","position":${position}}\n`
  const { name, sizeBytes, checksum } = entry
  const nameField =
    name === '' ? ''
    : isValidName(name) ? `"name":${encodeString(name, { escapeHtml: true })},`
    : `"name_raw":"${toBase64(encodeName(name))}",`
  const sizeField = sizeBytes === 0 ? '' : `"size":${sizeBytes},`
  const payload = checksum === undefined ? 'null' : `"${toBase64(checksum)}"`
  return `{"type":${FILE},${nameField}${sizeField}"payload":${payload},"position":${position}}\n`
}

/**
 * Reads a record. A last line that is no JSON ends it, as in the library.
 *
 * @throws ArchiveError when a line before the last is damaged, or a path occurs twice
 */
export function* parseTarSplit(record: Uint8Array): Generator<SplitEntry, void> {
  const seen = new Set<string>()
  for (let at = 0; at < record.length; ) {
    const newline = record.indexOf(0x0a, at)
    const line = text(record.subarray(at, newline < 0 ? record.length : newline))
    at = newline < 0 ? record.length : newline + 1
    const entry = parseEntry(line)
    if (entry === undefined) {
      if (newline < 0) return
      throw new ArchiveError('invalid character in tar-split record')
    }
    if (entry.type === 'file') {
      const path = cleanPath(entry.name)
      if (seen.has(path)) throw duplicatePath()
      seen.add(path)
    }
    yield entry
  }
}

function parseEntry(line: string): SplitEntry | undefined {
  let fields: unknown
  try {
    fields = JSON.parse(line)
  } catch {
    return undefined
  }
  if (typeof fields !== 'object' || fields === null) return undefined
  const { type, name, name_raw: nameRaw, size, payload } = fields as Record<string, unknown>
  const bytes = typeof payload === 'string' ? fromBase64(payload) : undefined
  if (type === SEGMENT) return { type: 'segment', bytes: bytes ?? new Uint8Array(0) }
  if (type !== FILE) return undefined
  return {
    type: 'file',
    name: typeof nameRaw === 'string' ? decodeName(fromBase64(nameRaw)) : typeof name === 'string' ? name : '',
    sizeBytes: typeof size === 'number' ? size : 0,
    checksum: bytes,
  }
}

/**
 * The content on the disk must be what it was.
 *
 * @throws ArchiveError `file integrity checksum failed for "a.txt"`
 */
export function checkFile(file: SplitFile, content: Iterable<Uint8Array>): void {
  if (!sameBytes(crc64(content), file.checksum ?? new Uint8Array(0))) {
    throw new ArchiveError(`file integrity checksum failed for ${quoteName(file.name)}`)
  }
}

/**
 * Puts the archive together again. As in the library the content is passed on before it is known to be right.
 *
 * @param read gives a file's content by its name in the archive; it is not asked for empty files
 * @throws ArchiveError as `parseTarSplit` and `checkFile`
 */
export function* assemble(record: Uint8Array, read: (name: string) => readonly Uint8Array[]): Generator<Uint8Array, void> {
  for (const entry of parseTarSplit(record)) {
    if (entry.type === 'segment') yield entry.bytes
    else if (entry.sizeBytes !== 0) {
      const content = read(entry.name)
      yield* content
      checkFile(entry, content)
    }
  }
}

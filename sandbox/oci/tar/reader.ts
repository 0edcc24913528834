import { ArchiveError, unexpectedEOF } from '../archive-error.ts'
import { decodeName, untilNul } from '../go-string.ts'
import { ARCHIVE_BYTES_MAX, ENTRIES_MAX, PATH_BYTES_MAX, limitReached } from '../limits.ts'
import { PullReader } from '../pull.ts'
import type { Pull } from '../pull.ts'
import { BLOCK_BYTES, TYPE, checksums, emptyHeader, field, isHeaderOnly, isZero, padding } from './header.ts'
import type { MutableHeader, TarHeader } from './header.ts'
import { invalidHeader, parseNumeric, parseOctal } from './numbers.ts'
import { isPax, mergePax, parsePax } from './pax.ts'
import type { PaxRecords } from './pax.ts'
import { sparseFiles } from './sparse-files.ts'
import type { Fragment } from './sparse.ts'

/** Content of a header that describes the next one. */
const SPECIAL_BYTES_MAX = 1024 * 1024

/**
 * Reads an archive entry by entry, with the formats, the leniency and the errors of Go's archive/tar: v7, ustar,
 * star, GNU (long names, binary numbers, sparse), PAX (local and global, sparse).
 *
 * Contents are views of the stream's own pieces, so a large archive costs no copying.
 *
 * @source Go archive/tar reader.go
 */
export class TarReader {
  readonly #from: PullReader
  readonly #raw: ((bytes: Uint8Array) => void) | undefined
  /** Bytes of the present content that are still in the stream. */
  #leftBytes = 0
  #paddingBytes = 0
  #sizeBytes = 0
  #fragments: readonly Fragment[] | undefined
  #entries = 0
  #ended = false
  #error: unknown

  /**
   * @param raw is shown every byte that is not content, in order: headers, padding, the end. Contents that nobody
   *   asks for are shown as well.
   */
  constructor(pull: Pull, raw?: (bytes: Uint8Array) => void) {
    this.#from = new PullReader(pull)
    this.#raw = raw
  }

  /**
   * The next entry, or undefined at the end: two blocks of zeros, or one, or none. What is left of the present
   * content is skipped.
   *
   * @throws ArchiveError `archive/tar: invalid tar header`, `unexpected EOF` and the like; then for good
   * @throws EngineError when a limit is reached
   */
  next(): TarHeader | undefined {
    if (this.#error !== undefined) throw this.#error
    if (this.#ended) return undefined
    try {
      const header = this.#next()
      if (header === undefined) this.#ended = true
      else if (++this.#entries > ENTRIES_MAX) throw limitReached(`the archive has more than ${ENTRIES_MAX} entries`)
      else if (header.name.length > PATH_BYTES_MAX) throw limitReached(`a path of more than ${PATH_BYTES_MAX} bytes`)
      return header
    } catch (error) {
      this.#error = error
      throw error
    }
  }

  /**
   * The content of the present entry, once; holes are zeros.
   *
   * @throws ArchiveError `unexpected EOF` when the archive ends within it
   */
  content(): Uint8Array[] {
    try {
      return this.#fragments ? this.#sparseContent(this.#fragments) : this.#stored(this.#leftBytes)
    } catch (error) {
      this.#error = error
      throw error
    }
  }

  /** After the end: what follows it. Most archives are filled up with zeros to some multiple of 10240 bytes. */
  rest(): Pull {
    return this.#from.rest()
  }

  #next(): TarHeader | undefined {
    let records: PaxRecords | undefined
    let longName = ''
    let longLink = ''
    for (;;) {
      for (const chunk of this.#stored(this.#leftBytes)) this.#raw?.(chunk)
      const pad = this.#take(this.#paddingBytes)
      if (pad.length < this.#paddingBytes) return undefined
      this.#paddingBytes = 0

      const block = this.#block()
      if (block === undefined) return undefined
      const header = parseHeader(block)
      this.#begin(header)

      if (isPax(header.type)) {
        records = parsePax(this.#special())
        if (header.type === TYPE.pax) continue
        mergePax(header, records)
        return { ...emptyHeader(), name: header.name, type: header.type, xattrs: header.xattrs }
      }
      if (header.type === TYPE.gnuLongName) {
        longName = decodeName(untilNul(this.#special()))
        continue
      }
      if (header.type === TYPE.gnuLongLink) {
        longLink = decodeName(untilNul(this.#special()))
        continue
      }

      if (records) mergePax(header, records)
      header.name = longName || header.name
      header.linkname = longLink || header.linkname
      // Archives from before there was a type for directories.
      if (header.type === '\0') header.type = header.name.endsWith('/') ? TYPE.directory : TYPE.regular
      this.#begin(header) // The records may have changed the size.
      this.#beginSparse(header, block, records)
      this.#sizeBytes = header.sizeBytes
      return header
    }
  }

  #begin(header: TarHeader): void {
    const sizeBytes = isHeaderOnly(header.type) ? 0 : header.sizeBytes
    if (sizeBytes < 0) throw invalidHeader()
    this.#leftBytes = sizeBytes
    this.#paddingBytes = padding(sizeBytes)
    this.#fragments = undefined
  }

  #beginSparse(header: MutableHeader, block: Uint8Array, records: PaxRecords | undefined): void {
    if (header.type !== TYPE.gnuSparse && !speaksOfHoles(records)) return
    const { checkFragments, oldGnuFragments, paxFragments } = sparseFiles.content
    const fragments =
      header.type === TYPE.gnuSparse
        ? oldGnuFragments(header, block, sizeBytes => this.#take(sizeBytes))
        : // The map of format 1.0 is content: tar-split does not record it.
          paxFragments(header, records, sizeBytes => this.#storedBytes(sizeBytes))
    if (fragments === undefined) return
    if (isHeaderOnly(header.type)) throw invalidHeader()
    checkFragments(fragments, header.sizeBytes)
    if (header.sizeBytes > ARCHIVE_BYTES_MAX) throw limitReached(`a file of more than ${ARCHIVE_BYTES_MAX} bytes`)
    this.#fragments = fragments
  }

  /** Content of a header that describes the next one. */
  #special(): Uint8Array {
    if (this.#leftBytes > SPECIAL_BYTES_MAX) throw new ArchiveError('archive/tar: header field too long')
    const bytes = this.#storedBytes(this.#leftBytes)
    this.#raw?.(bytes)
    return bytes
  }

  #sparseContent(fragments: readonly Fragment[]): Uint8Array[] {
    const { missingData, unreferencedData, zeros } = sparseFiles.content
    const chunks: Uint8Array[] = []
    let at = 0
    for (const fragment of fragments) {
      chunks.push(...zeros(fragment.offset - at))
      const missing = fragment.sizeBytes > this.#leftBytes
      for (const chunk of this.#stored(Math.min(fragment.sizeBytes, this.#leftBytes))) chunks.push(chunk)
      if (missing) throw missingData()
      at = fragment.offset + fragment.sizeBytes
    }
    chunks.push(...zeros(this.#sizeBytes - at))
    if (this.#leftBytes > 0) throw unreferencedData()
    return chunks
  }

  #stored(sizeBytes: number): Uint8Array[] {
    if (sizeBytes === 0) return []
    const chunks = this.#from.takeChunks(sizeBytes)
    let got = 0
    for (const chunk of chunks) got += chunk.length
    if (got < sizeBytes) throw unexpectedEOF()
    this.#leftBytes -= sizeBytes
    return chunks
  }

  #storedBytes(sizeBytes: number): Uint8Array {
    if (sizeBytes > this.#leftBytes) throw unexpectedEOF()
    const bytes = this.#from.take(sizeBytes)
    if (bytes.length < sizeBytes) throw unexpectedEOF()
    this.#leftBytes -= sizeBytes
    return bytes
  }

  /** Bytes that are no content. */
  #take(sizeBytes: number): Uint8Array {
    const bytes = this.#from.take(sizeBytes)
    if (bytes.length > 0) this.#raw?.(bytes)
    return bytes
  }

  /** @returns undefined at the end */
  #block(): Uint8Array | undefined {
    const block = this.#take(BLOCK_BYTES)
    if (block.length === 0) return undefined
    if (block.length < BLOCK_BYTES) throw unexpectedEOF()
    if (!isZero(block)) return block
    const second = this.#take(BLOCK_BYTES)
    if (second.length === 0) return undefined
    if (second.length < BLOCK_BYTES) throw unexpectedEOF()
    if (!isZero(second)) throw invalidHeader()
    return undefined
  }
}

type Format = 'v7' | 'ustar' | 'star' | 'gnu'

/** @throws ArchiveError when the checksum is wrong */
function formatOf(block: Uint8Array): Format {
  const [unsigned, signed] = checksums(block)
  const given = parseOctal(field(block, 'checksum'))
  if (given !== unsigned && given !== signed) throw invalidHeader()
  const magic = decodeName(field(block, 'magic'))
  if (magic === 'ustar\0') return decodeName(field(block, 'starTrailer')) === 'tar\0' ? 'star' : 'ustar'
  return magic === 'ustar ' && decodeName(field(block, 'version')) === ' \0' ? 'gnu' : 'v7'
}

function parseHeader(block: Uint8Array): MutableHeader {
  const format = formatOf(block)
  const text = (name: Parameters<typeof field>[1]): string => decodeName(untilNul(field(block, name)))
  const number = (name: Parameters<typeof field>[1]): number => parseNumeric(field(block, name))

  const header = emptyHeader()
  header.type = decodeName(field(block, 'type'))
  header.name = text('name')
  header.linkname = text('linkname')
  header.sizeBytes = number('size')
  header.mode = number('mode')
  header.uid = number('uid')
  header.gid = number('gid')
  header.mtimeSeconds = number('mtime')
  if (format === 'v7') return header

  header.uname = text('uname')
  header.gname = text('gname')
  header.devmajor = number('devmajor')
  header.devminor = number('devminor')
  let prefix = ''
  if (format === 'ustar') prefix = text('prefix')
  if (format === 'star') {
    prefix = text('starPrefix')
    parseNumeric(block.subarray(476, 488)) // Access and change time: not kept, but refused when bad.
    parseNumeric(block.subarray(488, 500))
  }
  if (format === 'gnu' && !hasGnuTimes(block)) {
    // Go before 1.8 wrote a prefix where GNU has two times.
    const mangled = text('prefix')
    if (/^[\x01-\x7f]*$/.test(mangled)) prefix = mangled
  }
  if (prefix !== '') header.name = `${prefix}/${header.name}`
  return header
}

function hasGnuTimes(block: Uint8Array): boolean {
  try {
    for (const name of ['gnuAtime', 'gnuCtime'] as const) {
      const time = field(block, name)
      if (time[0] !== 0) parseNumeric(time)
    }
    return true
  } catch {
    return false
  }
}

/** An entry with its content. */
export interface TarEntry {
  readonly header: TarHeader
  readonly content: readonly Uint8Array[]
}

/** All entries, one after the other. @throws ArchiveError @throws EngineError as `TarReader` */
export function* readTar(pull: Pull): Generator<TarEntry, void> {
  const reader = new TarReader(pull)
  for (let header = reader.next(); header !== undefined; header = reader.next()) {
    yield { header, content: reader.content() }
  }
}

const speaksOfHoles = (records: PaxRecords | undefined): boolean => records !== undefined && [...records.keys()].some(key => key.startsWith('GNU.sparse.'))

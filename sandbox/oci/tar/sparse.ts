import { ArchiveError, unexpectedEOF } from '../archive-error.ts'
import { decodeName } from '../go-string.ts'
import { BLOCK_BYTES, field } from './header.ts'
import type { MutableHeader } from './header.ts'
import { invalidHeader, parseDecimal, parseNumeric } from './numbers.ts'
import { SPARSE_MAP, paxText } from './pax.ts'
import type { PaxRecords } from './pax.ts'

/*
 * Sparse files: the archive holds only the fragments with data, and a map of where they belong. Four forms: old GNU
 * headers of type S, and three that came with PAX (0.0, 0.1, 1.0).
 *
 * @source Go archive/tar reader.go `handleSparseFile` and below
 */

/** A piece of a file that the archive has. */
export interface Fragment {
  readonly offset: number
  readonly sizeBytes: number
}

/** Takes the next bytes: of the archive for old GNU maps, of the content for 1.0. */
export type Take = (sizeBytes: number) => Uint8Array

const ENTRY_BYTES = 24

/** The map of an entry of type S; sets the real size. More than four fragments go on in blocks after the header. */
export function oldGnuFragments(header: MutableHeader, block: Uint8Array, take: Take): Fragment[] {
  if (!isGnu(block)) throw invalidHeader()
  header.sizeBytes = parseNumeric(field(block, 'gnuRealSize'))
  const fragments: Fragment[] = []
  for (let map = field(block, 'gnuSparse'); ; ) {
    const entries = Math.floor(map.length / ENTRY_BYTES)
    for (let i = 0; i < entries; i++) {
      const entry = map.subarray(i * ENTRY_BYTES, (i + 1) * ENTRY_BYTES)
      if (entry[0] === 0) break
      fragments.push({ offset: parseNumeric(entry.subarray(0, 12)), sizeBytes: parseNumeric(entry.subarray(12)) })
    }
    if (map[entries * ENTRY_BYTES] === 0) return fragments
    map = take(BLOCK_BYTES)
    if (map.length < BLOCK_BYTES) throw unexpectedEOF()
  }
}

const isGnu = (block: Uint8Array): boolean => decodeName(block.subarray(257, 265)) === 'ustar  \0'

/**
 * The map of an entry with PAX records, undefined when it is no sparse file (or of a form that is not known: then
 * Go takes it for a plain one). Sets name and real size. `take` reads from the entry's content.
 */
export function paxFragments(header: MutableHeader, records: PaxRecords | undefined, take: Take): Fragment[] | undefined {
  const version = `${paxText(records, 'GNU.sparse.major')}.${paxText(records, 'GNU.sparse.minor')}`
  const known = version === '0.0' || version === '0.1' || version === '1.0'
  const guessed = version === '.' && paxText(records, SPARSE_MAP) !== ''
  if (!known && !guessed) return undefined

  header.name = paxText(records, 'GNU.sparse.name') || header.name
  const size = paxText(records, 'GNU.sparse.size') || paxText(records, 'GNU.sparse.realsize')
  if (size !== '') header.sizeBytes = parseDecimal(size)
  return version === '1.0' ? mapInContent(take) : mapInRecords(records)
}

function mapInRecords(records: PaxRecords | undefined): Fragment[] {
  const count = parseDecimal(paxText(records, 'GNU.sparse.numblocks'))
  const map = paxText(records, SPARSE_MAP)
  const numbers = map === '' ? [] : map.split(',')
  if (count < 0 || numbers.length !== 2 * count) throw invalidHeader()
  return pairs(numbers.map(parseDecimal))
}

/** 1.0: decimal numbers, one a line, at the start of the content, filled up to whole blocks. */
function mapInContent(take: Take): Fragment[] {
  let lines: string[] = []
  let unfinished = ''
  const feed = (count: number): void => {
    while (lines.length < count) {
      const block = take(BLOCK_BYTES)
      if (block.length < BLOCK_BYTES) throw unexpectedEOF()
      const parts = (unfinished + decodeName(block)).split('\n')
      unfinished = parts.pop() as string
      lines.push(...parts)
    }
  }
  feed(1)
  const count = parseDecimal(lines[0] as string)
  if (count < 0) throw invalidHeader()
  lines = lines.slice(1)
  feed(2 * count)
  return pairs(lines.slice(0, 2 * count).map(parseDecimal))
}

function pairs(numbers: readonly number[]): Fragment[] {
  return Array.from({ length: numbers.length / 2 }, (_, i) => ({
    offset: numbers[2 * i] as number,
    sizeBytes: numbers[2 * i + 1] as number,
  }))
}

/** @throws ArchiveError unless the fragments are in order, apart, and within the file */
export function checkFragments(fragments: readonly Fragment[], sizeBytes: number): void {
  let end = 0
  if (sizeBytes < 0) throw invalidHeader()
  for (const fragment of fragments) {
    if (fragment.offset < 0 || fragment.sizeBytes < 0) throw invalidHeader()
    if (fragment.offset + fragment.sizeBytes > sizeBytes || fragment.offset < end) throw invalidHeader()
    end = fragment.offset + fragment.sizeBytes
  }
}

/** The fragments name more data than the entry has. */
export const missingData = (): ArchiveError => new ArchiveError('archive/tar: sparse file references non-existent data')
/** The entry has more data than its fragments name. */
export const unreferencedData = (): ArchiveError => new ArchiveError('archive/tar: sparse file contains unreferenced data')

const ZEROS = new Uint8Array(1024 * 1024)

/** A hole, in pieces that all share the same zeros. */
export function zeros(sizeBytes: number): Uint8Array[] {
  const chunks: Uint8Array[] = []
  for (let left = sizeBytes; left > 0; left -= ZEROS.length) chunks.push(ZEROS.subarray(0, Math.min(left, ZEROS.length)))
  return chunks
}

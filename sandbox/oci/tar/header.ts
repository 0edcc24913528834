/** Bytes of a block; headers and contents start at multiples of it. */
export const BLOCK_BYTES = 512

/** What an entry is: the character in its header. */
export const TYPE = {
  regular: '0',
  hardlink: '1',
  symlink: '2',
  char: '3',
  block: '4',
  directory: '5',
  fifo: '6',
  contiguous: '7',
  pax: 'x',
  paxGlobal: 'g',
  gnuLongName: 'L',
  gnuLongLink: 'K',
  gnuSparse: 'S',
} as const

/** One entry of an archive without its content, as Go's `tar.Header` has it. */
export interface TarHeader {
  /** As written in the archive: neither cleaned nor checked. Bytes that are not UTF-8: see `decodeName`. */
  readonly name: string
  /** The type flag, one character: see `TYPE`. */
  readonly type: string
  /** The mode field as it is: Docker writes the file type into it as well (0100644). */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly uname: string
  readonly gname: string
  /** Size of the content with its holes; in a header of a type without content it may be anything. */
  readonly sizeBytes: number
  readonly mtimeSeconds: number
  readonly mtimeNanos: number
  readonly linkname: string
  readonly devmajor: number
  readonly devminor: number
  /** Extended attributes, from PAX records `SCHILY.xattr.*`. */
  readonly xattrs: ReadonlyMap<string, Uint8Array>
}

/** A header while its fields are being put together. */
export type MutableHeader = { -readonly [Field in keyof TarHeader]: TarHeader[Field] }

/** A header with nothing in it: a regular file, 1970, root. */
export function emptyHeader(): MutableHeader {
  return {
    name: '',
    type: TYPE.regular,
    mode: 0,
    uid: 0,
    gid: 0,
    uname: '',
    gname: '',
    sizeBytes: 0,
    mtimeSeconds: 0,
    mtimeNanos: 0,
    linkname: '',
    devmajor: 0,
    devminor: 0,
    xattrs: NO_XATTRS,
  }
}

const NO_XATTRS: ReadonlyMap<string, Uint8Array> = new Map()

/** Types that have no content, whatever their size field says. */
export function isHeaderOnly(type: string): boolean {
  return type >= TYPE.hardlink && type <= TYPE.fifo
}

/** Bytes up to the next block. */
export const padding = (sizeBytes: number): number => (BLOCK_BYTES - (sizeBytes % BLOCK_BYTES)) % BLOCK_BYTES

/** Where the fields of a header are: offset and length. */
export const FIELD = {
  name: [0, 100],
  mode: [100, 8],
  uid: [108, 8],
  gid: [116, 8],
  size: [124, 12],
  mtime: [136, 12],
  checksum: [148, 8],
  type: [156, 1],
  linkname: [157, 100],
  magic: [257, 6],
  version: [263, 2],
  uname: [265, 32],
  gname: [297, 32],
  devmajor: [329, 8],
  devminor: [337, 8],
  prefix: [345, 155],
  starPrefix: [345, 131],
  starTrailer: [508, 4],
  gnuAtime: [345, 12],
  gnuCtime: [357, 12],
  gnuSparse: [386, 4 * 24 + 1],
  gnuRealSize: [483, 12],
} as const

/** The bytes of a field. */
export function field(block: Uint8Array, name: keyof typeof FIELD): Uint8Array {
  const [start, length] = FIELD[name]
  return block.subarray(start, start + length)
}

/** Sum of the bytes of a header with its checksum field taken as spaces: [unsigned, as Sun's tar had it: signed]. */
export function checksums(block: Uint8Array): [number, number] {
  let unsigned = 8 * 0x20
  let negative = 0
  const [start, length] = FIELD.checksum
  for (let at = 0; at < BLOCK_BYTES; at++) {
    const byte = block[at] as number
    if (at >= start && at < start + length) continue
    unsigned += byte
    if (byte >= 0x80) negative++
  }
  return [unsigned, unsigned - 256 * negative]
}

/** Whether there is nothing but zeros. */
export function isZero(block: Uint8Array): boolean {
  for (const byte of block) if (byte !== 0) return false
  return true
}

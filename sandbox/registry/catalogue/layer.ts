/**
 * A layer of the catalogue: its files are described by name and size, its tar and its blob follow from them. Digests and
 * checksums of what is large were found out before (`facts.ts`); a test makes all the bytes and finds them out again.
 */
import { concat, utf8 } from '../../base/bytes.ts'
import { codecs } from '../../base/codecs.ts'
import { Content } from '../../disk/content.ts'
import type { Extent, Generated } from '../../disk/content.ts'
import { standIn } from '../../machine/executable.ts'
import { fromBase64 } from '../../oci/base64.ts'
import { Crc64 } from '../../oci/crc64.ts'
import { formatEntry } from '../../oci/tar-split.ts'
import { dockerHeader, hardlinkHeader } from '../../oci/tar/docker-header.ts'
import { BLOCK_BYTES, TYPE, padding } from '../../oci/tar/header.ts'
import type { TarHeader } from '../../oci/tar/header.ts'
import { headerBlocks } from '../../oci/tar/writer.ts'
import { describeLayer } from '../described-layer.ts'
import type { DescribedLayer } from '../described-layer.ts'
import { joined, noise, zeros } from './described.ts'
import { gzipOf } from './packing.ts'
import type { Piece } from './packing.ts'

/** A file of a layer: its text, so many bytes of data, a program that the sandbox knows, or a further name. */
export type CatalogueFile =
  | string
  | { readonly text: string; readonly mode: number }
  | { readonly sizeBytes: number; readonly mode?: number }
  /** `loader`: without this file the kernel does not start it. `kernel`: nor below this version. */
  | { readonly program: string; readonly sizeBytes: number; readonly loader?: string; readonly kernel?: string }
  | { readonly link: string }
  | { readonly hardlink: string }
  | { readonly directory: number }

export interface LayerRecipe {
  /** By path without a leading slash; directories are made. */
  readonly files: Readonly<Record<string, CatalogueFile>>
  /** What part of the data does not compress: 0 to 1. */
  readonly dense: number
  readonly mtimeSeconds: number
}

/** What is known of a layer without making its bytes. */
export interface LayerFacts {
  /** Hex SHA-256 of the tar and of the blob. */
  readonly tar: string
  readonly blob: string
  /** Of the blob. */
  readonly sizeBytes: number
  /** Of the tar. */
  readonly crc32: number
  /** CRC-64 of the large files in their order, in base64, without spaces between. */
  readonly crcs: string
}

/** Files from this size on have their checksum among the facts. */
export const LARGE_BYTES = 128 * 1024
const CRC_CHARACTERS = 12

/** An entry of the tar with its content in pieces. */
export interface Entry {
  readonly header: TarHeader
  readonly pieces: readonly Piece[]
}

const extentOf = (piece: Piece): Extent => ('zeros' in piece ? zeros(piece.zeros) : piece.plain)

/** The entries: directories before what is in them, names by code unit, hard links after what they name. */
export function entriesOf({ files, dense, mtimeSeconds }: LayerRecipe, architecture: string): Entry[] {
  const made = new Map<string, Entry>()
  const facts = { uid: 0, gid: 0, mtimeSeconds, linkname: '', devmajor: 0, devminor: 0, xattrs: new Map<string, Uint8Array>(), sizeBytes: 0 }
  const directory = (name: string, mode: number): Entry => ({ header: dockerHeader({ ...facts, name, type: TYPE.directory, mode }), pieces: [] })
  for (const [path, file] of Object.entries(files)) {
    const parts = path.split('/')
    for (let depth = 1; depth < parts.length; depth++) {
      const above = parts.slice(0, depth).join('/')
      if (!made.has(above)) made.set(above, directory(above, 0o755))
    }
    if (typeof file === 'object' && 'directory' in file) made.set(path, directory(path, file.directory))
    else if (typeof file === 'object' && 'link' in file) made.set(path, { header: dockerHeader({ ...facts, name: path, type: TYPE.symlink, mode: 0o777, linkname: file.link }), pieces: [] })
    else if (typeof file === 'object' && 'hardlink' in file) made.set(path, { header: hardlinkHeader(dockerHeader({ ...facts, name: path, type: TYPE.regular, mode: 0o755 }), file.hardlink), pieces: [] })
    else {
      const pieces = piecesOf(path, file, dense, architecture)
      const sizeBytes = pieces.reduce((sum, piece) => sum + extentOf(piece).length, 0)
      const mode = typeof file === 'string' ? 0o644 : 'program' in file ? 0o755 : (file.mode ?? 0o644)
      made.set(path, { header: dockerHeader({ ...facts, name: path, type: TYPE.regular, mode, sizeBytes }), pieces })
    }
  }
  const rank = ({ header }: Entry): number => (header.type === TYPE.hardlink ? 1 : 0)
  return [...made].sort(([a, one], [b, other]) => rank(one) - rank(other) || (a < b ? -1 : 1)).map(([, entry]) => entry)
}

function piecesOf(path: string, file: string | { readonly text: string } | { readonly sizeBytes: number; readonly program?: string; readonly loader?: string; readonly kernel?: string }, dense: number, architecture: string): Piece[] {
  if (typeof file === 'string') return [{ plain: utf8(file) }]
  if ('text' in file) return [{ plain: utf8(file.text) }]
  const { sizeBytes, program, loader, kernel } = file
  const head = program === undefined ? [] : [{ plain: standIn(program, architecture, loader, kernel) }]
  const left = sizeBytes - (head[0]?.plain.length ?? 0)
  const empty = Math.floor((left * (1 - dense)) / 1024) * 1024
  return [...head, { plain: noise(`${architecture}/${path}/${sizeBytes}`, left - empty) }, ...(empty > 0 ? [{ zeros: empty }] : [])]
}

/** The tar in pieces. */
export function tarPieces(entries: readonly Entry[]): Piece[] {
  const pieces: Piece[] = []
  for (const { header, pieces: content } of entries) {
    for (const block of headerBlocks(header, { format: 'pax' })) pieces.push({ plain: block })
    pieces.push(...content, { plain: new Uint8Array(padding(header.sizeBytes)) })
  }
  return [...pieces, { plain: new Uint8Array(2 * BLOCK_BYTES) }]
}

/** All bytes of a tar as one extent: for whoever checks the facts. */
export const tarOf = (entries: readonly Entry[]): Extent => joined(tarPieces(entries).map(extentOf))

/** The tar as gzip packs it. */
export const packedTar = (entries: readonly Entry[], crc32: number): Generated => joined(gzipOf(tarPieces(entries), crc32))

/** The blob of a layer, which knows what unpacking it gives. Nothing of it is made before somebody reads it. */
export function layerBlob(recipe: LayerRecipe, architecture: string, facts: LayerFacts): Content {
  let packed: Generated | undefined
  const blob = Content.of({ length: facts.sizeBytes, sha256: facts.blob, read: (from, to) => (packed ??= packedTar(entriesOf(recipe, architecture), facts.crc32)).read(from, to) })
  describeLayer(blob, () => describe(entriesOf(recipe, architecture), facts))
  return blob
}

function describe(entries: readonly Entry[], { tar, crcs }: LayerFacts): DescribedLayer {
  const lines: string[] = []
  let segment: Uint8Array[] = []
  let position = 0
  let large = 0
  const flush = (): void => {
    if (segment.length > 0) lines.push(formatEntry({ type: 'segment', bytes: concat(segment) }, position++))
    segment = []
  }
  const described = entries.map(({ header, pieces }) => {
    const content: Extent[] = pieces.length === 0 ? [] : [joined(pieces.map(extentOf))]
    segment.push(...headerBlocks(header, { format: 'pax' }))
    flush()
    const checksum = header.sizeBytes === 0 ? undefined
      : header.sizeBytes >= LARGE_BYTES ? fromBase64(crcs.slice(large * CRC_CHARACTERS, ++large * CRC_CHARACTERS))
      : crcOf(content)
    lines.push(formatEntry({ type: 'file', name: header.name, sizeBytes: header.sizeBytes, checksum }, position++))
    if (padding(header.sizeBytes) > 0) segment.push(new Uint8Array(padding(header.sizeBytes)))
    return { header, content }
  })
  segment.push(new Uint8Array(2 * BLOCK_BYTES))
  flush()
  const recipe: Uint8Array[] = []
  codecs().gzip(chunk => recipe.push(chunk)).push(utf8(lines.join('')), true)
  return { entries: described, recipe, diffID: `sha256:${tar}` }
}

/** CRC-64 of a content. */
export function crcOf(extents: readonly Extent[]): Uint8Array {
  const crc = new Crc64()
  for (const extent of extents) for (let at = 0; at < extent.length; at += 1 << 20) {
    const end = Math.min(extent.length, at + (1 << 20))
    crc.update(extent instanceof Uint8Array ? extent.subarray(at, end) : extent.read(at, end))
  }
  return crc.digest()
}

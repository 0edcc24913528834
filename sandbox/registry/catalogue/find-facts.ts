/** Finds out what is known of a layer by making all its bytes: for whoever writes `facts.ts`, and for the test of it. */
import { codecs } from '../../base/codecs.ts'
import type { Extent } from '../../disk/content.ts'
import { toBase64 } from '../../oci/base64.ts'
import { crc32 } from '../../oci/crc32.ts'
import { IMAGES } from './images.ts'
import { LARGE_BYTES, crcOf, entriesOf, packedTar, tarOf } from './layer.ts'
import type { LayerFacts } from './layer.ts'
import { LAYERS } from './layers.ts'

const PIECE_BYTES = 1 << 20

/** Names of the layers that images have, as `facts.ts` has them. */
export const layerKeys = (): string[] => [...new Set(IMAGES.flatMap(({ architectures, layers }) => architectures.flatMap(architecture => layers.map(({ layer }) => `${layer}/${architecture}`))))].sort()

/** Bytes of an extent, piece by piece. */
export function* piecesOf(extent: Extent): Generator<Uint8Array, void> {
  for (let at = 0; at < extent.length; at += PIECE_BYTES) {
    const end = Math.min(extent.length, at + PIECE_BYTES)
    yield extent instanceof Uint8Array ? extent.subarray(at, end) : extent.read(at, end)
  }
}

export function findFacts(key: string): LayerFacts {
  const [name = '', architecture = ''] = key.split('/')
  const recipe = LAYERS[name]
  if (!recipe) throw new Error(`there is no layer ${name}`)
  const entries = entriesOf(recipe, architecture)
  const tar = codecs().sha256()
  let crc = 0
  for (const piece of piecesOf(tarOf(entries))) {
    tar.update(piece)
    crc = crc32(piece, crc)
  }
  const blob = codecs().sha256()
  const packed = packedTar(entries, crc)
  for (const piece of piecesOf(packed)) blob.update(piece)
  const crcs = entries.filter(({ header }) => header.sizeBytes >= LARGE_BYTES).map(entry => toBase64(crcOf(entry.pieces.map(piece => ('zeros' in piece ? new Uint8Array(piece.zeros) : piece.plain)))))
  return { tar: tar.hex(), blob: blob.hex(), sizeBytes: packed.length, crc32: crc, crcs: crcs.join('') }
}

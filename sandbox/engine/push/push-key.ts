import { concat, utf8 } from '../../base/bytes.ts'
import { codecs } from '../../base/codecs.ts'
import type { Digest } from '../../store/layout.ts'

const BLOCK_BYTES = 64

/** What a client that is not logged in sends as its credentials. */
const NOBODY = '{}'

/**
 * The mark of a place that was learnt by a push: a keyed hash, so that a later push can tell whether the same user saw
 * the blob there.
 *
 * @source moby distribution/metadata/v2_metadata_service.go `ComputeV2MetadataHMAC`
 */
export function placeMark(blob: Digest, repository: string): string {
  const key = new Uint8Array(BLOCK_BYTES)
  // The key is longer than a block, and is replaced by its hash.
  key.set(bytesOf(hash([utf8(`sha256:${hash([utf8(NOBODY)])}`)])))
  const inner = hash([key.map(byte => byte ^ 0x36), utf8(blob + repository)])
  return hash([key.map(byte => byte ^ 0x5c), bytesOf(inner)])
}

function hash(pieces: readonly Uint8Array[]): string {
  const stream = codecs().sha256()
  stream.update(concat(pieces))
  return stream.hex()
}

const bytesOf = (hex: string): Uint8Array => Uint8Array.from({ length: hex.length / 2 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16))

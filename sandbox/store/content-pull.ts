import type { Content } from '../disk/content.ts'
import type { Pull } from '../oci/pull.ts'

const PIECE_BYTES = 1 << 20

/** A file's content as a stream of pieces that are not copied. */
export function contentPull(content: Content): Pull {
  let at = 0
  return () => {
    if (at >= content.size) return undefined
    const piece = content.piece(at, PIECE_BYTES)
    at += piece.length
    return piece
  }
}

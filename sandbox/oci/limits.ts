import { EngineError } from '../base/errors.ts'
import type { Pull } from './pull.ts'

/** Bytes of an archive after decompression. */
export const ARCHIVE_BYTES_MAX = 4 * 1024 ** 3
/** How many times larger than its compressed form an archive may be, once it is larger than `RATIO_FREE_BYTES`. */
export const COMPRESSION_RATIO_MAX = 200
/** An archive that stays below this may have any ratio: a layer of zeros is a fair thing to try. */
export const RATIO_FREE_BYTES = 256 * 1024 ** 2
/** Entries of one archive. */
export const ENTRIES_MAX = 1_000_000
/** Bytes of a path in an archive: Linux's PATH_MAX. */
export const PATH_BYTES_MAX = 4096

/** Not Docker's refusal but ours: it says which limit of the simulator was reached. */
export function limitReached(what: string): EngineError {
  return new EngineError('InvalidParameter', `${what}: more than Layerlab takes`)
}

/** Passes everything on until more than `ARCHIVE_BYTES_MAX` came. */
export function withArchiveLimit(pull: Pull): Pull {
  let sizeBytes = 0
  return () => {
    const chunk = pull()
    sizeBytes += chunk?.length ?? 0
    if (sizeBytes > ARCHIVE_BYTES_MAX) throw limitReached(`the archive has more than ${ARCHIVE_BYTES_MAX} bytes`)
    return chunk
  }
}

/** @throws EngineError when so much came out of so little */
export function assertFairRatio(packedBytes: number, unpackedBytes: number): void {
  if (unpackedBytes > ARCHIVE_BYTES_MAX) throw limitReached(`the archive has more than ${ARCHIVE_BYTES_MAX} bytes`)
  if (unpackedBytes > RATIO_FREE_BYTES && unpackedBytes > packedBytes * COMPRESSION_RATIO_MAX) {
    throw limitReached(`the archive unpacks to more than ${COMPRESSION_RATIO_MAX} times its size`)
  }
}

import { EMPTY, concat } from '../base/bytes.ts'
import { codecs } from '../base/codecs.ts'
import { assertFairRatio } from './limits.ts'
import { drain } from './pull.ts'
import type { Pull } from './pull.ts'
import { rareCompression } from './rare-compression.ts'

/** What an archive is packed with. */
export type Compression = 'none' | 'gzip' | 'bzip2' | 'xz' | 'zstd'

/** So many bytes Docker looks at. */
const MAGIC_BYTES = 10

const MAGICS: readonly (readonly [Compression, readonly number[]])[] = [
  ['bzip2', [0x42, 0x5a, 0x68]],
  ['gzip', [0x1f, 0x8b, 0x08]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
]

/**
 * What the first bytes of an archive say it is packed with. Docker knows zstd from version 23 on.
 *
 * @source moby pkg/archive/archive.go `DetectCompression`
 */
export function detectCompression(start: Uint8Array): Compression {
  for (const [compression, magic] of MAGICS) {
    if (magic.every((byte, at) => start[at] === byte)) return compression
  }
  return 'none'
}

/**
 * Unpacks a stream if it is packed; a plain one (an empty one too) comes out as it is. zstd counts as plain, as in
 * Docker 20.10: whoever reads it as a tar will say that it is none.
 *
 * What could be unpacked before the damage comes out first, then the error.
 *
 * @throws (from the returned Pull) ArchiveError with the words of Go's decompressors or of xz, and EngineError when
 *   a limit is reached
 * @source moby pkg/archive/archive.go `DecompressStream`
 */
export function decompress(pull: Pull): Pull {
  const { start, whole } = peek(pull, MAGIC_BYTES)
  switch (detectCompression(start)) {
    case 'gzip':
      return gunzipPull(whole)
    case 'bzip2':
      return blocksPull(whole, packed => limited(packed, rareCompression.content.bunzip2(packed)))
    case 'xz':
      return blocksPull(whole, packed => rareCompression.content.unxz(packed, sizeBytes => assertFairRatio(packed.length, sizeBytes)))
    case 'zstd':
    case 'none':
      return whole
  }
}

/** The first bytes, and a stream that still has them. */
function peek(pull: Pull, sizeBytes: number): { start: Uint8Array; whole: Pull } {
  const first: Uint8Array[] = []
  for (let got = 0; got < sizeBytes; ) {
    const chunk = pull()
    if (chunk === undefined) break
    first.push(chunk)
    got += chunk.length
  }
  let next = 0
  const whole: Pull = () => (next < first.length ? first[next++] : pull())
  return { start: first.length === 0 ? EMPTY : concat(first), whole }
}

/** Pieces that are handed to the decompressor at once. */
const STEP_BYTES = 256 * 1024

/** Decompressed bytes come in pieces of this size, whatever the host's library gives at once: a run must not depend on it. */
const EVEN_BYTES = 1024 * 1024

/** The same bytes in pieces of one size; what failed is told after what came before it. */
function evenly(pull: Pull): Pull {
  let rest: Uint8Array = EMPTY
  let over = false
  let failure: { readonly error: unknown } | undefined
  return () => {
    const parts = rest.length > 0 ? [rest] : []
    for (let size = rest.length; size < EVEN_BYTES && !over;) {
      try {
        const chunk = pull()
        if (chunk) {
          parts.push(chunk)
          size += chunk.length
        } else over = true
      } catch (error) {
        failure = { error }
        over = true
      }
    }
    const [only] = parts
    if (only === undefined) {
      if (failure) throw failure.error
      return undefined
    }
    const whole = parts.length === 1 ? only : concat(parts)
    rest = whole.subarray(EVEN_BYTES)
    return whole.subarray(0, EVEN_BYTES)
  }
}

function gunzipPull(pull: Pull): Pull {
  let packedBytes = 0
  let unpackedBytes = 0
  let ready: Uint8Array[] = []
  let next = 0
  let ended = false
  let failure: { readonly error: unknown } | undefined
  const gunzip = codecs().gunzip(chunk => {
    unpackedBytes += chunk.length
    assertFairRatio(packedBytes, unpackedBytes)
    ready.push(chunk)
  })
  const pieces = steps(pull)
  const work = (): void => {
    const chunk = pieces()
    packedBytes += chunk?.length ?? 0
    ended = chunk === undefined
    try {
      gunzip.push(chunk ?? EMPTY, ended)
    } catch (error) {
      failure = { error }
    }
  }
  return evenly(() => {
    for (;;) {
      if (next < ready.length) return ready[next++]
      ready = []
      next = 0
      if (failure) throw failure.error
      if (ended) return undefined
      work()
    }
  })
}

function steps(pull: Pull): Pull {
  let chunk: Uint8Array = EMPTY
  let at = 0
  return () => {
    if (at >= chunk.length) {
      const next = pull()
      if (next === undefined) return undefined
      chunk = next
      at = 0
    }
    const piece = chunk.subarray(at, at + STEP_BYTES)
    at += STEP_BYTES
    return piece
  }
}

/** For decompressors that want all of their input: rare ones. */
function blocksPull(pull: Pull, unpack: (packed: Uint8Array) => Iterator<Uint8Array>): Pull {
  let blocks: Iterator<Uint8Array> | undefined
  return () => {
    blocks ??= unpack(concat(drain(pull)))
    const block = blocks.next()
    return block.done ? undefined : block.value
  }
}

function* limited(packed: Uint8Array, blocks: Iterable<Uint8Array>): Generator<Uint8Array, void> {
  let unpackedBytes = 0
  for (const block of blocks) {
    unpackedBytes += block.length
    assertFairRatio(packed.length, unpackedBytes)
    yield block
  }
}

import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { Gzip } from 'fflate'
import '../all-parts.ts'
import { GZIP_MEMORY, installCodecs } from '../base/codecs.ts'
import type { ByteTransform, Codecs, HashStream } from '../base/codecs.ts'
import { gunzipStream } from '../oci/gzip.ts'

/** What the engine needs of Node: its hash, which is native, and its inflate where nothing is damaged. */
export const nodeCodecs: Codecs = {
  sha256(): HashStream {
    const hash = createHash('sha256')
    return {
      update: chunk => {
        hash.update(chunk)
      },
      hex: () => hash.digest('hex'),
    }
  },

  // The same bytes as in the browser, so that what is stored and what is pushed has the same digest in both.
  gzip(out): ByteTransform {
    const gzip = new Gzip({ mtime: 0, mem: GZIP_MEMORY }, out)
    return { push: (chunk, last) => gzip.push(chunk, last) }
  },

  gunzip(out): ByteTransform {
    return new NativeGunzip(out)
  },
}

/** Installs `nodeCodecs`. Call it before the first world is made. */
export function installNodeCodecs(): void {
  installCodecs(nodeCodecs)
}

/** More than this is inflated piece by piece, so that a limit can stop it. */
const ONE_PIECE_BYTES_MAX = 512 * 1024 * 1024

/**
 * Node can inflate synchronously only a whole stream, so the pieces are kept until the last. That is twice as
 * fast as doing it in JavaScript; where the stream is damaged the portable way is taken, which knows Go's words and
 * hands out what stands before the damage.
 */
class NativeGunzip implements ByteTransform {
  readonly #out: (chunk: Uint8Array) => void
  readonly #pieces: Uint8Array[] = []

  constructor(out: (chunk: Uint8Array) => void) {
    this.#out = out
  }

  push(chunk: Uint8Array, last: boolean): void {
    if (chunk.length > 0) this.#pieces.push(chunk)
    if (!last) return
    const whole = inflateWhole(this.#pieces)
    if (whole !== undefined) {
      if (whole.length > 0) this.#out(whole)
      return
    }
    const portable = gunzipStream(this.#out)
    for (const piece of this.#pieces) portable.push(piece, false)
    portable.push(new Uint8Array(0), true)
  }
}

function inflateWhole(pieces: readonly Uint8Array[]): Uint8Array | undefined {
  const packed = pieces.length === 1 ? (pieces[0] as Uint8Array) : Buffer.concat(pieces)
  try {
    const { buffer, engine } = gunzipSync(packed, {
      info: true,
      maxOutputLength: ONE_PIECE_BYTES_MAX,
      // Few large pieces: Node joins them at the end.
      chunkSize: Math.min(4 * 1024 * 1024, Math.max(64 * 1024, packed.length * 4)),
    }) as unknown as { buffer: Buffer; engine: { bytesWritten: number } }
    // zlib is content with junk after the last member; Go is not.
    if (engine.bytesWritten !== packed.length) return undefined
    return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
  } catch {
    return undefined
  }
}

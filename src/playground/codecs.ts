import { createSHA256 } from 'hash-wasm'
import type { IHasher } from 'hash-wasm'
import { Part, assert, gunzip, installCodecs } from '#sandbox'
import type { Codecs, HashStream } from '#sandbox'

/** Comes with the part for all lines. */
export const gzip = new Part<{ readonly gzipStream: Codecs['gzip'] }>('line')

/**
 * The codecs of a browser: SHA-256 in WebAssembly (crypto.subtle would be asynchronous and takes no pieces), gzip by
 * fflate. Compiling the WebAssembly is asynchronous, once; everything after that is not.
 */
export async function browserCodecs(): Promise<Codecs> {
  const shared: Shared = { hasher: await createSHA256(), active: undefined }
  return {
    sha256: () => new SharedHash(shared),
    gzip: out => gzip.content.gzipStream(out),
    gunzip: out => gunzip.content.gunzipStream(out),
  }
}

/** Installs the browser's codecs. Await it before the first world is made. */
export async function installBrowserCodecs(): Promise<void> {
  installCodecs(await browserCodecs())
}

/** The one WebAssembly hasher there is, and whose state it holds now. */
interface Shared {
  readonly hasher: IHasher
  active: SharedHash | undefined
}

/** A hash that is not at work keeps its state outside the hasher (about a hundred bytes). */
class SharedHash implements HashStream {
  readonly #shared: Shared
  #saved: Uint8Array | undefined
  #done = false

  constructor(shared: Shared) {
    this.#shared = shared
  }

  update(chunk: Uint8Array): void {
    this.#take().update(chunk)
  }

  hex(): string {
    const digits = this.#take().digest('hex')
    this.#done = true
    this.#shared.active = undefined
    return digits
  }

  #take(): IHasher {
    assert(!this.#done, 'a hash that gave its digest takes nothing more')
    const { hasher, active } = this.#shared
    if (active !== this) {
      if (active) active.#saved = hasher.save()
      if (this.#saved) hasher.load(this.#saved)
      else hasher.init()
      this.#saved = undefined
      this.#shared.active = this
    }
    return hasher
  }
}

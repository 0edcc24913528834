import { assert } from './assert.ts'
import { ByExtent } from './by-extent.ts'

/** An incremental hash: feed chunks, then take the digest as lower-case hex. */
export interface HashStream {
  update(chunk: Uint8Array): void
  /** Ends the stream. */
  hex(): string
}

/** A push-style byte transformer (gzip, gunzip): results come through the callback given at creation. */
export interface ByteTransform {
  push(chunk: Uint8Array, last: boolean): void
}

/**
 * What the host hands in when the engine starts: hashing and compression by libraries with a synchronous,
 * incremental interface (`sandbox/node/codecs.ts` in Node, hash-wasm and fflate in the worker).
 */
export interface Codecs {
  sha256(): HashStream
  gzip(out: (chunk: Uint8Array) => void): ByteTransform
  /** @throws (from push) when the stream is damaged */
  gunzip(out: (chunk: Uint8Array) => void): ByteTransform
}

/** fflate's `mem`: tables of 128 kB instead of 2 MB, because most of what is packed here is small. Part of the bytes. */
export const GZIP_MEMORY = 4

let current: Codecs | undefined

/** Called once by the host before the first world is made. */
export function installCodecs(codecs: Codecs): void {
  current = codecs
}

/** The installed codecs. */
export function codecs(): Codecs {
  assert(current, 'codecs are installed before the engine is used')
  return current
}

const digests = new ByExtent<string>()

/** `sha256:`-less hex digest of one piece, remembered by where it lies. */
export function sha256Hex(bytes: Uint8Array): string {
  let digest = digests.get(bytes)
  if (digest === undefined) {
    const hash = codecs().sha256()
    hash.update(bytes)
    digests.set(bytes, (digest = hash.hex()))
  }
  return digest
}

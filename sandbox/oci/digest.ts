/**
 * Digests: `algorithm:hexadecimal`.
 *
 * @source github.com/opencontainers/go-digest (digest.go, algorithm.go)
 */
import type { Brand } from '../base/brand.ts'
import { EngineError } from '../base/errors.ts'

/** A checked digest, e.g. `sha256:…` with 64 lower-case hexadecimal digits. */
export type Digest = Brand<string, 'Digest'>

/** Hexadecimal digits by algorithm. */
const DIGITS: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 }

/** The grammar of any digest. */
export const DIGEST_PATTERN = '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}'
const LOOSE = /^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[a-zA-Z0-9=_-]+$/

/**
 * Check a digest.
 *
 * @throws EngineError InvalidParameter with go-digest's sentence
 */
export function parseDigest(text: string): Digest {
  const colon = text.indexOf(':')
  if (colon <= 0 || colon + 1 === text.length) throw new EngineError('InvalidParameter', 'invalid checksum digest format')
  const digits = Object.hasOwn(DIGITS, text.slice(0, colon)) ? DIGITS[text.slice(0, colon)] : undefined
  const encoded = text.slice(colon + 1)
  if (digits === undefined) {
    throw new EngineError('InvalidParameter', LOOSE.test(text) ? 'unsupported digest algorithm' : 'invalid checksum digest format')
  }
  if (encoded.length !== digits) throw new EngineError('InvalidParameter', 'invalid checksum digest length')
  if (!/^[a-f0-9]*$/.test(encoded)) throw new EngineError('InvalidParameter', 'invalid checksum digest format')
  return text as Digest
}

/** Is this a well-formed digest of a known algorithm? */
export function isDigest(text: string): text is Digest {
  const [algorithm = '', encoded = ''] = text.split(/:(.*)/s)
  return Object.hasOwn(DIGITS, algorithm) && encoded.length === DIGITS[algorithm] && /^[a-f0-9]*$/.test(encoded)
}

/** The digest of 64 hexadecimal digits that are known to be SHA-256. */
export const sha256Digest = (hex: string): Digest => `sha256:${hex}` as Digest

/** The part after the algorithm. */
export const encodedPart = (digest: Digest): string => digest.slice(digest.indexOf(':') + 1)

/** The part before the colon. */
export const algorithmOf = (digest: Digest): string => digest.slice(0, digest.indexOf(':'))

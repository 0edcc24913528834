/** Where the daemon keeps things below its data root. @source image-store layout of Docker 20.10, overlay2 */

export const ROOT = '/var/lib/docker'
export const TMP = `${ROOT}/tmp`
export const CONTAINERS = `${ROOT}/containers`
export const VOLUMES = `${ROOT}/volumes`
export const OVERLAY = `${ROOT}/overlay2`
export const LINKS = `${OVERLAY}/l`
export const IMAGE = `${ROOT}/image/overlay2`
export const REPOSITORIES = `${IMAGE}/repositories.json`
export const CONTENT = `${IMAGE}/imagedb/content/sha256`
export const METADATA = `${IMAGE}/imagedb/metadata/sha256`
export const LAYERDB = `${IMAGE}/layerdb`
export const LAYERS = `${LAYERDB}/sha256`
export const LAYER_TMP = `${IMAGE}/layerdb/tmp`
export const MOUNTS = `${IMAGE}/layerdb/mounts`
export const DISTRIBUTION = `${IMAGE}/distribution`

/** `sha256:` and 64 hex digits. */
export type Digest = string

/** The hex digits of a digest. */
export const hexOf = (digest: Digest): string => digest.slice(digest.indexOf(':') + 1)

/** First 12 hex digits: how people see IDs. */
export const shortID = (digest: string): string => hexOf(digest).slice(0, 12)

const HEX64 = /^[0-9a-f]{64}$/
export const isHex64 = (text: string): boolean => HEX64.test(text)

const SHA256 = /^sha256:[0-9a-f]{64}$/
export const isDigest = (text: string): boolean => SHA256.test(text)

/** The door of the engine: the site imports it as `#sandbox`, and nothing else of the engine. */
export { assert } from './base/assert.ts'
export { installCodecs } from './base/codecs.ts'
export type { ByteTransform, Codecs, HashStream } from './base/codecs.ts'
export { gunzipStream } from './oci/gzip.ts'

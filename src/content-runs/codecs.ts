import { createHash } from 'node:crypto'
import { Gzip } from 'fflate'
import { GZIP_MEMORY, gunzip, installCodecs } from '#sandbox'
import { installAllParts } from '#sandbox/all-parts'

/** Install what the engine needs to run while the site is built: Node's own hash, and gzip with the bytes of the browser's. */
export function installBuildCodecs(): void {
  installAllParts()
  installCodecs({
    sha256() {
      const hash = createHash('sha256')
      return { update: (chunk) => void hash.update(chunk), hex: () => hash.digest('hex') }
    },
    gzip(out) {
      const gzip = new Gzip({ mtime: 0, mem: GZIP_MEMORY }, out)
      return { push: (chunk, last) => gzip.push(chunk, last) }
    },
    gunzip: (out) => gunzip.content.gunzipStream(out),
  })
}

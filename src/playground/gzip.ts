/** Gzip of a browser, by fflate. */
import { Gzip } from 'fflate'
import { GZIP_MEMORY } from '#sandbox'
import { gzip } from './codecs.ts'

export const installGzip = (): void =>
  gzip.install({
    gzipStream(out) {
      const packed = new Gzip({ mtime: 0, mem: GZIP_MEMORY }, out)
      return { push: (chunk, last) => packed.push(chunk, last) }
    },
  })

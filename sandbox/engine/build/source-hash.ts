/** What identifies a source of COPY and ADD in history and cache. @source moby pkg/tarsum, builder/remotecontext (20.10) */
import { utf8 } from '../../base/bytes.ts'
import { codecs, sha256Hex } from '../../base/codecs.ts'
import type { TarHeader } from '../../oci/tar/header.ts'

/**
 * SHA-256 over a header and its content. The time does not count.
 *
 * @param names count the names of owner and group: they do for files of an image, not for those of a context
 */
export function entryHash(header: TarHeader, content: readonly Uint8Array[], { names }: { names: boolean }): string {
  const hash = codecs().sha256()
  const members: readonly (readonly [string, string])[] = [
    ['name', header.name], ['mode', String(header.mode)], ['uid', String(header.uid)], ['gid', String(header.gid)], ['size', String(header.sizeBytes)],
    ['typeflag', header.type], ['linkname', header.linkname], ['uname', names ? header.uname : ''], ['gname', names ? header.gname : ''],
    ['devmajor', String(header.devmajor)], ['devminor', String(header.devminor)],
  ]
  for (const [name, value] of members) hash.update(utf8(name + value))
  for (const [name, value] of [...header.xattrs].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(utf8(name))
    hash.update(value)
  }
  for (const chunk of content) hash.update(chunk)
  return hash.hex()
}

/** `dir:…` and `multi:…`: SHA-256 over hashes, with commas between. */
export const listHash = (prefix: string, hashes: readonly string[]): string => `${prefix}:${sha256Hex(utf8(hashes.join(',')))}`

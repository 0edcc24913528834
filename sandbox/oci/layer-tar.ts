/*
 * The words of a layer's tar: how it says that something below is gone, and which paths it may not have.
 */
import { ArchiveError } from './archive-error.ts'
import { baseName, cleanPath, dirName, joinPath, relativePath, splitPath } from './go-path.ts'
import { quoteName } from './go-string.ts'
import { TYPE, emptyHeader } from './tar/header.ts'
import type { TarHeader } from './tar/header.ts'

/** A file of this name and another's says that the other is gone. */
export const WHITEOUT_PREFIX = '.wh.'
/** A file of this name says that nothing of the directory below shows through. */
export const OPAQUE_MARKER = '.wh..wh..opq'

/** What an entry of a layer means. */
export type LayerMeaning =
  /** An ordinary entry at `path`. */
  | { readonly kind: 'entry'; readonly path: string }
  /** `path` is gone. */
  | { readonly kind: 'whiteout'; readonly path: string }
  /** The directory `path` hides what is below it. */
  | { readonly kind: 'opaque'; readonly path: string }

/**
 * What an entry means when it is unpacked into `root`, with a path below `root`.
 *
 * @throws ArchiveError `"../../x" is outside of "/root"`. Docker's helper process unpacks into `/`, so there `..` only
 *   leads back to the root and nothing is ever outside.
 * @source moby pkg/archive/archive.go `Unpack`, archive_linux.go `ConvertRead`
 */
export function meaningOf(header: TarHeader, root: string): LayerMeaning {
  const name = cleanPath(header.name)
  const path = joinPath(root, name)
  if (relativePath(root, path).startsWith('../')) throw outside(name, root)
  const base = baseName(path)
  if (base === OPAQUE_MARKER) return { kind: 'opaque', path: dirName(path) }
  if (base.startsWith(WHITEOUT_PREFIX)) {
    return { kind: 'whiteout', path: joinPath(dirName(path), base.slice(WHITEOUT_PREFIX.length)) }
  }
  return { kind: 'entry', path }
}

/**
 * A link's target must be below `root` too.
 *
 * @returns where a hard link leads
 * @throws ArchiveError `invalid hardlink "/x" -> "../x"`, `invalid symlink "/root/a" -> "../../x"`
 * @source moby pkg/archive/archive.go `createTarFile`
 */
export function checkLink(header: TarHeader, path: string, root: string): string {
  const hard = header.type === TYPE.hardlink
  const target = joinPath(hard ? root : dirName(path), header.linkname)
  if (target.startsWith(root)) return target
  const [kind, from] = hard ? ['hardlink', target] : ['symlink', path]
  throw new ArchiveError(`invalid ${kind} ${quoteName(from)} -> ${quoteName(header.linkname)}`)
}

const outside = (name: string, root: string): ArchiveError => new ArchiveError(`${quoteName(name)} is outside of ${quoteName(root)}`)

/**
 * The entry a layer gets for what overlayfs marks as gone with a character device 0/0.
 *
 * @param device the header the device would have had
 * @source moby pkg/archive/archive_linux.go `ConvertWrite`
 */
export function whiteoutHeader(device: TarHeader): TarHeader {
  const [dir, base] = splitPath(device.name)
  return { ...device, name: joinPath(dir, WHITEOUT_PREFIX + base), type: TYPE.regular, mode: 0o600, sizeBytes: 0 }
}

/**
 * The entry that follows a directory which overlayfs marks as opaque. It has no time.
 *
 * @source moby pkg/archive/archive_linux.go `ConvertWrite`
 */
export function opaqueHeader(directory: TarHeader): TarHeader {
  const { uid, gid, uname, gname } = directory
  return { ...emptyHeader(), name: joinPath(directory.name, OPAQUE_MARKER), mode: directory.mode & 0o777, uid, gid, uname, gname }
}

/**
 * A directory tree as an archive, as the daemon makes it: of a container's whole tree (`docker export`), of what a
 * writable layer holds (`docker commit`), of a part of a container (`docker cp`).
 *
 * The walk is a plain generator: it looks at the tree when the next entry is asked for, so its reader decides where it
 * can be interrupted.
 *
 * @source moby pkg/archive/archive.go `TarWithOptions`, `addTarFile` (20.10)
 */
import type { FileNode, FileSystem, Mount } from '../disk/file-system.ts'
import { isOpaque, isWhiteout } from '../machine/overlay-fs.ts'
import { opaqueHeader, whiteoutHeader } from '../oci/layer-tar.ts'
import { dockerHeader, hardlinkHeader } from '../oci/tar/docker-header.ts'
import { TYPE } from '../oci/tar/header.ts'
import type { TarHeader } from '../oci/tar/header.ts'
import { TarWriter } from '../oci/tar/writer.ts'

export interface TreeTarOptions {
  /** The tree is a layer's own directory: what overlayfs marks as gone becomes `.wh.` entries. */
  readonly whiteouts: boolean
  /** Name of the root's entry; the rest is below it. Without it the root has no entry of its own. */
  readonly rootName?: string
  /** What covers some of the directories. */
  readonly mounts?: ReadonlyMap<FileNode, Mount>
}

/** One entry with its header, content and padding; the last one has no path and ends the archive. */
export interface TreePiece {
  /** Path in the archive, without the slash of a directory. */
  readonly path: string | undefined
  readonly bytes: readonly Uint8Array[]
}

const TYPES = { file: TYPE.regular, directory: TYPE.directory, symlink: TYPE.symlink, character: TYPE.char, block: TYPE.block, fifo: TYPE.fifo } as const

/** Entries in order of name, a directory before what is in it. */
export function* treeTar(fs: FileSystem, root: FileNode, options: TreeTarOptions): Generator<TreePiece, void> {
  let pieces: Uint8Array[] = []
  const writer = new TarWriter(piece => pieces.push(piece), { format: 'pax' })
  const taken = (path: string | undefined): TreePiece => {
    const bytes = pieces
    pieces = []
    return { path, bytes }
  }
  /** First name by inode of files with several. */
  const seen = new Map<number, string>()
  const entries = function* (fs: FileSystem, node: FileNode, path: string, inside: readonly Mount[]): Generator<TreePiece, void> {
    // A socket cannot be in an archive: Docker logs it and goes on.
    if (node.type === 'socket') return
    if (path !== '') {
      fs.touchRead(node)
      addEntry(writer, node, path, seen, options.whiteouts)
      yield taken(path)
    }
    if (node.type !== 'directory') return
    for (const name of fs.names(node)) {
      const child = fs.lookup(node, name)
      if (!child) continue
      const over = options.mounts?.get(child)
      // A mount is never seen inside itself.
      const entered = over && !inside.includes(over)
      const below = path === '' ? name : path === '/' ? `/${name}` : `${path}/${name}`
      yield* entered ? entries(over.fs, over.root, below, [...inside, over]) : entries(fs, child, below, inside)
    }
  }
  yield* entries(fs, root, options.rootName ?? '', [])
  writer.close()
  yield taken(undefined)
}

function addEntry(writer: TarWriter, node: FileNode, path: string, seen: Map<number, string>, whiteouts: boolean): void {
  let header = headerOf(node, path)
  if (node.type !== 'directory' && node.linkCount > 1) {
    const first = seen.get(node.number)
    if (first === undefined) seen.set(node.number, path)
    else header = hardlinkHeader(header, first)
  }
  if (whiteouts && isWhiteout(node)) return writer.add(whiteoutHeader(header), [])
  writer.add(header, header.type === TYPE.regular && header.sizeBytes > 0 ? node.content.extents.map(extent => (extent instanceof Uint8Array ? extent : extent.read(0, extent.length))) : [])
  if (whiteouts && node.type === 'directory' && isOpaque(node)) writer.add(opaqueHeader(header), [])
}

function headerOf(node: FileNode, path: string): TarHeader {
  const { mode, uid, gid, mtime, xattrs } = node.attributes
  const capability = xattrs?.get('security.capability')
  return dockerHeader({
    name: path, type: TYPES[node.type as keyof typeof TYPES], mode, uid, gid, sizeBytes: node.type === 'file' ? node.size : 0, mtimeSeconds: Math.floor(mtime),
    linkname: node.type === 'symlink' ? node.target : '', devmajor: node.device?.major ?? 0, devminor: node.device?.minor ?? 0,
    xattrs: capability ? new Map([['security.capability', capability]]) : new Map(),
  })
}

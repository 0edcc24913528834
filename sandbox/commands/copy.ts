/** The daemon's side of `docker cp`. @source moby daemon/archive.go, container/archive.go (20.10) */
import { EngineError, SyscallError } from '../base/errors.ts'
import type { Fs, Stat } from '../disk/fs.ts'
import type { Container } from '../engine/container.ts'
import { resolveUser } from '../engine/container-program.ts'
import { containerFs } from '../engine/container-run.ts'
import { containerEvent } from '../engine/container-event.ts'
import type { Engine } from '../engine/engine.ts'
import { ArchiveError } from '../oci/archive-error.ts'
import { decompress } from '../oci/compression.ts'
import { keepEnding } from '../oci/copy-path.ts'
import { baseName, cleanPath, joinPath, splitPath } from '../oci/go-path.ts'
import { withArchiveLimit } from '../oci/limits.ts'
import { pullFrom } from '../oci/pull.ts'
import { TarReader } from '../oci/tar/reader.ts'
import type { TarEntry } from '../oci/tar/reader.ts'
import { MICROSECOND, step } from '../sched/op.ts'
import type { Op } from '../sched/op.ts'
import { extract } from '../store/extract.ts'
import { treeTar } from '../store/tree-tar.ts'

/** What is at a path of a container. */
export interface PathStat {
  readonly name: string
  readonly type: Stat['type']
  readonly sizeBytes: number
  /** Permission bits with set-id and sticky. */
  readonly mode: number
  /** Seconds since 1970, with fraction. */
  readonly mtime: number
  /** Where a link leads in the end, from the container's root; empty for anything else. */
  readonly linkTarget: string
}

/**
 * What is at a path; a link at its end is not followed.
 *
 * @throws EngineError NotFound
 */
export function* statPath(engine: Engine, name: string, path: string): Op<PathStat> {
  const container = engine.containers.get(name)
  return yield* withTree(engine, container, path, name, inside => statInside(inside, path))
}

/**
 * The archive of a path, its entries named after the last part of the path.
 *
 * @param begin gets what is at the path before the first piece
 * @throws EngineError NotFound
 */
export function* archivePath(engine: Engine, name: string, path: string, begin: (stat: PathStat) => void, write: (piece: Uint8Array) => Op<void>): Op<void> {
  const container = engine.containers.get(name)
  yield* withTree(engine, container, path, name, function* (inside) {
    const stat = yield* statInside(inside, path)
    begin(stat)
    const { mount, node } = inside.find(yield* resolved(inside, path), false, 'lstat')
    for (const piece of treeTar(mount.fs, node, { whiteouts: false, rootName: baseName(absolute(path)), mounts: inside.namespace.covered })) {
      const length = piece.bytes.reduce((sum, bytes) => sum + bytes.length, 0)
      if (piece.path !== undefined) yield step('read', piece.path, MICROSECOND + Math.ceil(length / 2))
      for (const bytes of piece.bytes) yield* write(bytes)
    }
  })
  containerEvent(engine, container, 'archive-path')
}

export interface ExtractArgs {
  readonly container: string
  /** A directory of the container, or a link to one. */
  readonly path: string
  /** Give everything to the user that the container runs as. */
  readonly asUser: boolean
  readonly body: () => Op<Uint8Array | undefined>
}

/**
 * Unpack an archive, packed or not, into a directory of a container. Owners are those of the archive.
 *
 * @throws EngineError NotFound, InvalidParameter
 */
export function* extractToDirectory(engine: Engine, { container: name, path, asUser, body }: ExtractArgs): Op<void> {
  const container = engine.containers.get(name)
  yield* withTree(engine, container, path, name, function* (inside) {
    const directory = yield* inside.realpath(absolute(path))
    if ((yield* inside.lstat(directory)).type !== 'directory') throw new EngineError('InvalidParameter', 'extraction point is not a directory')
    const volume = container.mounts.find(({ destination }) => directory === destination || directory.startsWith(`${destination}/`))
    if (volume && !volume.readWrite) throw new EngineError('Forbidden', 'mounted volume is marked read-only')
    if (!volume && container.hostConfig['ReadonlyRootfs'] === true) throw new EngineError('Forbidden', 'container rootfs is marked read-only')
    const chunks: Uint8Array[] = []
    for (let chunk = yield* body(); chunk; chunk = yield* body()) chunks.push(chunk)
    const { User } = container.config
    // The daemon looks the user up on its own host.
    const owner = asUser && User !== '' ? yield* resolveUser(engine.fs, User) : undefined
    yield* extract(inside, directory === '/' ? '' : directory, entriesOf(chunks, owner), { whiteouts: false, owners: true, keepKind: true, words: 'helper above' })
  })
  containerEvent(engine, container, 'extract-to-dir')
}

function entriesOf(chunks: readonly Uint8Array[], owner: { readonly uid: number; readonly gid: number } | undefined): () => TarEntry | undefined {
  try {
    const reader = new TarReader(withArchiveLimit(decompress(pullFrom(chunks))))
    return () => {
      const header = reader.next()
      return header && { header: owner ? { ...header, uid: owner.uid, gid: owner.gid } : header, content: reader.content() }
    }
  } catch (error) {
    throw error instanceof ArchiveError ? new EngineError('System', error.message) : error
  }
}

/** Mount the container's tree with its volumes, running or not, and look at it as a process in it would. */
function* withTree<T>(engine: Engine, container: Container, path: string, name: string, use: (inside: Fs) => Op<T>): Op<T> {
  const { driver } = engine.layers
  const { mountID } = engine.layers.getRW(container.id)
  const root = yield* driver.get(mountID)
  try {
    return yield* use(yield* containerFs(engine, container, root, { kernel: false }))
  } catch (error) {
    if (!(error instanceof SyscallError)) throw error
    if (error.code === 'ENOENT') throw new EngineError('NotFound', `Could not find the file ${path} in container ${name}`)
    throw new EngineError('System', error.message.replace(error.path, `${root}${error.path}`))
  } finally {
    yield* driver.put(mountID)
  }
}

const absolute = (path: string): string => keepEnding(cleanPath(`/${path}`), path)

/** Links of the directory are followed, one at the end is not. */
function* resolved(inside: Fs, path: string): Op<string> {
  const [directory, base] = splitPath(absolute(path))
  const home = yield* inside.realpath(directory)
  return base === '' || base === '.' ? home : joinPath(home, base)
}

function* statInside(inside: Fs, path: string): Op<PathStat> {
  const place = yield* resolved(inside, path)
  const stat = yield* inside.lstat(place)
  const name = baseName(absolute(path))
  const linkTarget = stat.type === 'symlink' ? yield* whereTo(inside, place, stat.target) : ''
  return { name, type: stat.type, sizeBytes: stat.size, mode: stat.mode, mtime: stat.mtime, linkTarget }
}

/** The end of a link, also when nothing is there. */
function* whereTo(inside: Fs, place: string, target: string): Op<string> {
  try {
    return yield* inside.realpath(place)
  } catch (error) {
    if (!(error instanceof SyscallError)) throw error
    return target.startsWith('/') ? cleanPath(target) : joinPath(splitPath(place)[0], target)
  }
}

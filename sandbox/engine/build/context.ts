/** The files a build takes its sources from: the unpacked context, or the tree of an image. @source moby builder/remotecontext (20.10) */
import { EngineError } from '../../base/errors.ts'
import type { Stat } from '../../disk/fs.ts'
import { decompress } from '../../oci/compression.ts'
import { cleanPath, joinPath } from '../../oci/go-path.ts'
import { withArchiveLimit } from '../../oci/limits.ts'
import { pullFrom } from '../../oci/pull.ts'
import { dockerHeader } from '../../oci/tar/docker-header.ts'
import { TYPE } from '../../oci/tar/header.ts'
import type { TarHeader } from '../../oci/tar/header.ts'
import { TarReader } from '../../oci/tar/reader.ts'
import type { TarEntry } from '../../oci/tar/reader.ts'
import type { Op } from '../../sched/op.ts'
import { tempDigits } from '../../store/atomic-write.ts'
import { clean, extract } from '../../store/extract.ts'
import { TMP } from '../../store/layout.ts'
import type { Engine } from '../engine.ts'
import { symlinkInScope } from '../scope.ts'
import { entryHash } from './source-hash.ts'

/** A tree of files with a hash for each. */
export interface Source {
  /** Its absolute path on the daemon's disk. */
  readonly root: string
  /** Of a path below the root, without a leading slash. */
  readonly hash: (path: string) => Op<string>
}

/**
 * Unpack a context, as it came from the client, below the daemon's scratch directory.
 *
 * @throws EngineError for an archive that is damaged
 */
export function* unpackContext(engine: Engine, chunks: readonly Uint8Array[]): Op<Source> {
  const { fs } = engine
  const root = `${TMP}/docker-builder${tempDigits(engine.scheduler)}`
  yield* fs.mkdir(root, 0o700)
  const entries = new Map<string, TarEntry>()
  const sums = new Map<string, string>()
  try {
    const reader = new TarReader(withArchiveLimit(decompress(pullFrom(chunks))))
    yield* extract(fs, root, () => {
      const header = reader.next()
      if (!header) return undefined
      const entry: TarEntry = { header, content: reader.content() }
      entries.set(clean(header.name), entry)
      return entry
    }, { whiteouts: false, owners: true })
  } catch (error) {
    yield* fs.removeAll(root)
    throw error instanceof EngineError ? error : new EngineError('System', (error as Error).message)
  }
  return {
    root,
    *hash(path) {
      const real = (yield* inScope(engine, root, path)).slice(root.length + 1)
      const entry = entries.get(real)
      if (!entry) return path
      let sum = sums.get(real)
      if (sum === undefined) sums.set(real, (sum = entryHash(entry.header, entry.content, { names: false })))
      return sum
    },
  }
}

/** The tree of an image, seen through a writable layer on it. */
export function imageTree(engine: Engine, root: string): Source {
  return {
    root,
    *hash(path) {
      const real = yield* inScope(engine, root, path)
      const relative = real.slice(root.length + 1)
      const stat = yield* engine.fs.look(real)
      if (!stat) return relative
      const content = stat.type === 'file' && stat.size > 0 ? [(yield* engine.fs.readFile(real)).bytes()] : []
      return entryHash(headerOf(stat, relative), content, { names: true })
    },
  }
}

/**
 * A path of a source on the disk; links lead nowhere outside it.
 *
 * @throws EngineError `forbidden path outside the build context: …`
 */
export function* inScope(engine: Engine, root: string, path: string): Op<string> {
  if (cleanPath(path) === '..' || cleanPath(path).startsWith('../')) throw new EngineError('System', `forbidden path outside the build context: ${path} ()`)
  return yield* symlinkInScope(engine.fs, root, path)
}

const TYPES = { file: TYPE.regular, directory: TYPE.directory, symlink: TYPE.symlink, character: TYPE.char, block: TYPE.block, fifo: TYPE.fifo } as const

/** The header an archive would have for a file. */
export function headerOf(stat: Stat, name: string): TarHeader {
  const capability = stat.xattrs?.get('security.capability')
  return dockerHeader({
    name, type: TYPES[stat.type as keyof typeof TYPES], mode: stat.mode, uid: stat.uid, gid: stat.gid, sizeBytes: stat.type === 'file' ? stat.size : 0,
    mtimeSeconds: Math.floor(stat.mtime), linkname: stat.type === 'symlink' ? stat.target : '', devmajor: stat.device?.major ?? 0, devminor: stat.device?.minor ?? 0,
    xattrs: capability ? new Map([['security.capability', capability]]) : new Map(),
  })
}

/** All paths below a directory of a source, in order of name, a directory before what is in it. */
export function* pathsBelow(engine: Engine, directory: string): Op<{ readonly path: string; readonly stat: Stat }[]> {
  const found: { path: string; stat: Stat }[] = []
  const walk = function* (path: string, relative: string): Op<void> {
    for (const name of yield* engine.fs.readdir(path)) {
      const stat = yield* engine.fs.lstat(`${path}/${name}`)
      const below = joinPath(relative, name)
      found.push({ path: below, stat })
      if (stat.type === 'directory') yield* walk(`${path}/${name}`, below)
    }
  }
  yield* walk(directory, '')
  return found
}

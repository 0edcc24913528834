/** COPY and ADD. @source moby builder/dockerfile/{copy,copy_unix,internals,internals_linux}.go (20.10) */
import { text } from '../../base/bytes.ts'
import { EngineError, SyscallError } from '../../base/errors.ts'
import { decompress } from '../../oci/compression.ts'
import { baseName, cleanPath, dirName, joinPath } from '../../oci/go-path.ts'
import { withArchiveLimit } from '../../oci/limits.ts'
import { pullFrom } from '../../oci/pull.ts'
import { TarReader, readTar } from '../../oci/tar/reader.ts'
import type { TarEntry } from '../../oci/tar/reader.ts'
import type { Op } from '../../sched/op.ts'
import { extract } from '../../store/extract.ts'
import type { Engine } from '../engine.ts'
import { matchesPath } from '../path-match.ts'
import { symlinkInScope } from '../scope.ts'
import { headerOf, inScope, pathsBelow } from './context.ts'
import type { Source } from './context.ts'
import { listHash } from './source-hash.ts'

/** One source of a COPY, found. */
export interface CopySource {
  /** Below the root of the source, without a leading slash. */
  readonly path: string
  /** `file:…` or `dir:…`. */
  readonly hash: string
}

export interface Owner {
  readonly uid: number
  readonly gid: number
}

const failed = (message: string): EngineError => new EngineError('System', message)

/**
 * What the paths of an instruction mean: patterns are tried on all files, directories are hashed by what is in them.
 *
 * @throws EngineError `COPY failed: …`
 */
export function* findSources(engine: Engine, source: Source, paths: readonly string[], instruction: string): Op<CopySource[]> {
  const found: CopySource[] = []
  try {
    for (const path of paths) found.push(...(yield* sourcesOf(engine, source, path, true)))
    if (found.length === 0) throw failed('no source files were specified')
  } catch (error) {
    if (error instanceof EngineError || error instanceof SyscallError) throw failed(`${instruction} failed: ${error.message}`)
    throw error
  }
  return found
}

/** The hash of all sources together. */
export const hashOf = (sources: readonly CopySource[]): string =>
  sources.length === 1 ? (sources[0] as CopySource).hash : listHash('multi', sources.map(({ hash }) => hash))

function* sourcesOf(engine: Engine, source: Source, typed: string, patterns: boolean): Op<CopySource[]> {
  const path = typed.replace(/^\//, '').replace(/^\.\//, '')
  if (patterns && hasPattern(path)) {
    const found: CopySource[] = []
    for (const below of yield* pathsBelow(engine, source.root)) {
      if (matchesPath(path, below.path) === true) found.push(...(yield* sourcesOf(engine, source, below.path, false)))
    }
    return found
  }
  const real = yield* inScope(engine, source.root, path)
  const stat = yield* engine.fs.look(real)
  if (!stat) throw failed(`file not found in build context or excluded by .dockerignore: stat ${path}: file does not exist`)
  if (stat.type !== 'directory') return [{ path, hash: `file:${yield* source.hash(path)}` }]
  const hashes: string[] = []
  const relative = real.slice(source.root.length + 1)
  for (const below of yield* pathsBelow(engine, real)) hashes.push(yield* source.hash(joinPath(relative, below.path)))
  return [{ path, hash: listHash('dir', hashes.sort()) }]
}

function hasPattern(path: string): boolean {
  for (let i = 0; i < path.length; i++) {
    if (path[i] === '\\') i++
    else if ('*?['.includes(path[i] as string)) return true
  }
  return false
}

/** Where a destination lies: below the working directory unless it begins with a slash; a slash at the end stays. */
export function destinationOf(workdir: string, typed: string): string {
  if (typed.startsWith('/')) return typed
  const path = joinPath('/', workdir, typed)
  return typed.endsWith('/') && !path.endsWith('/') ? `${path}/` : path
}

export interface CopyInto {
  readonly source: Source
  /** The mounted tree that is written. */
  readonly root: string
  readonly destination: string
  /** Unpack archives (ADD). */
  readonly unpack: boolean
  /** Who gets the files; undefined leaves them to whom they belong. */
  readonly owner: Owner | undefined
}

/** @throws EngineError `failed to copy files: …` */
export function* copyInto(engine: Engine, from: CopySource, into: CopyInto): Op<void> {
  try {
    yield* copyOne(engine, from, into)
  } catch (error) {
    if (error instanceof EngineError || error instanceof SyscallError) throw failed(`failed to copy files: ${error.message}`)
    throw error
  }
}

function* copyOne(engine: Engine, from: CopySource, { source, root, destination, unpack, owner }: CopyInto): Op<void> {
  const { fs } = engine
  const sourcePath = yield* inScope(engine, source.root, from.path)
  let target = cleanPath(yield* symlinkInScope(fs, root, destination.replace(/^\/+/, '')))
  const stat = yield* fs.stat(sourcePath)
  const present = yield* statIfThere(engine, target)
  const isDirectory = present?.type === 'directory'
  if (stat.type === 'directory') {
    yield* makeDirectories(engine, target, { uid: 0, gid: 0 })
    const below = yield* pathsBelow(engine, sourcePath)
    yield* wrapped('failed to copy directory', unpackEntries(engine, target, yield* entriesOf(engine, sourcePath, below)))
    if (!owner) return
    if (!isDirectory) yield* fs.lchown(target, owner.uid, owner.gid)
    for (const { path } of below) yield* fs.lchown(`${target}/${path}`, owner.uid, owner.gid)
    return
  }
  if (unpack) {
    const bytes = (yield* fs.readFile(sourcePath)).bytes()
    if (isArchive(bytes)) {
      yield* makeDirectories(engine, target, { uid: 0, gid: 0 })
      const entries = readTar(withArchiveLimit(decompress(pullFrom([bytes]))))
      return yield* extract(fs, target, () => {
        const next = entries.next()
        return next.done ? undefined : next.value
      }, { whiteouts: false, owners: true })
    }
  }
  if (destination.endsWith('/') || isDirectory) target = joinPath(target, baseName(from.path))
  yield* makeDirectories(engine, dirName(target), owner ?? { uid: 0, gid: 0 })
  const content = [(yield* fs.readFile(sourcePath)).bytes()]
  const header = { ...headerOf(stat, baseName(target)), linkname: '' }
  yield* wrapped('failed to copy file', unpackEntries(engine, dirName(target), [{ header, content }]))
  if (owner) yield* fs.lchown(target, owner.uid, owner.gid)
}

function* statIfThere(engine: Engine, path: string): ReturnType<Engine['fs']['look']> {
  try {
    return yield* engine.fs.stat(path)
  } catch (error) {
    if (error instanceof SyscallError && error.code === 'ENOENT') return undefined
    throw error
  }
}

function* wrapped(what: string, op: Op<void>): Op<void> {
  try {
    yield* op
  } catch (error) {
    if (error instanceof EngineError || error instanceof SyscallError) throw failed(`${what}: ${error.message}`)
    throw error
  }
}

/** Docker copies through an archive, so what an archive does not keep (fractions of seconds) is lost. */
function* unpackEntries(engine: Engine, directory: string, entries: readonly TarEntry[]): Op<void> {
  let at = 0
  yield* extract(engine.fs, directory, () => entries[at++], { whiteouts: false, owners: true })
}

function* entriesOf(engine: Engine, root: string, below: Awaitable<typeof pathsBelow>): Op<TarEntry[]> {
  const entries: TarEntry[] = []
  const first = new Map<number, string>()
  for (const { path, stat } of below) {
    if (stat.type === 'socket') continue
    const header = headerOf(stat, path)
    const linked = stat.type !== 'directory' && stat.linkCount > 1 ? first.get(stat.inode) : undefined
    if (linked !== undefined) {
      entries.push({ header: { ...header, type: '1', linkname: linked, sizeBytes: 0 }, content: [] })
      continue
    }
    first.set(stat.inode, path)
    entries.push({ header, content: stat.type === 'file' && stat.size > 0 ? [(yield* engine.fs.readFile(`${root}/${path}`)).bytes()] : [] })
  }
  return entries
}

type Awaitable<F extends (...args: never[]) => Op<unknown>> = F extends (...args: never[]) => Op<infer R> ? R : never

/** `mkdir -p`; directories that are made get an owner. */
function* makeDirectories(engine: Engine, path: string, owner: Owner): Op<void> {
  const { fs } = engine
  const missing: string[] = []
  for (let at = path; at !== '/' && !(yield* fs.exists(at)); at = dirName(at)) missing.push(at)
  yield* fs.mkdirAll(path, 0o755)
  for (const directory of missing.reverse()) if (owner.uid !== 0 || owner.gid !== 0) yield* fs.chown(directory, owner.uid, owner.gid)
}

function isArchive(bytes: Uint8Array): boolean {
  try {
    return new TarReader(decompress(pullFrom([bytes]))).next() !== undefined
  } catch {
    return false
  }
}

/**
 * `--chown=user:group`, looked up in the files of the image.
 *
 * @throws EngineError `unable to convert uid/gid chown string to host mapping: …`
 */
export function* ownerOf(engine: Engine, root: string, chown: string): Op<Owner> {
  const [user = '', group = user, ...more] = chown.split(':')
  const refused = (reason: string): EngineError => failed(`unable to convert uid/gid chown string to host mapping: ${reason}`)
  if (more.length > 0) throw refused(`invalid chown string format: ${chown}`)
  const look = function* (file: string, name: string, what: string): Op<number> {
    if (/^[+-]?\d+$/.test(name)) return Number(name)
    const path = yield* symlinkInScope(engine.fs, root, `etc/${file}`)
    const prefix = what === 'user' ? `can't find uid for user ${name}` : `can't find gid for group ${name}`
    if (!(yield* engine.fs.exists(path))) throw refused(`${prefix}: open ${path}: no such file or directory`)
    const fields = text((yield* engine.fs.readFile(path)).bytes()).split('\n').map(line => line.split(':')).find(([first]) => first === name)
    if (!fields) throw refused(`${prefix}: no such ${what}: ${name}`)
    return Number(fields[2])
  }
  return { uid: yield* look('passwd', user, 'user'), gid: yield* look('group', group, 'group') }
}

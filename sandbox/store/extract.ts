/**
 * Unpacking an archive into a directory, as Docker's chrooted helper process does: the directory is the root of all
 * paths, so nothing can leave it. Nothing is synced.
 *
 * @source moby pkg/archive/archive.go `Unpack`, `createTarFile`; archive_linux.go `overlayWhiteoutConverter` (20.10)
 */
import { utf8 } from '../base/bytes.ts'
import { EngineError, SyscallError } from '../base/errors.ts'
import type { Extent } from '../disk/content.ts'
import type { Fs } from '../disk/fs.ts'
import { ArchiveError } from '../oci/archive-error.ts'
import { inside } from './inside.ts'
import { duplicatePath } from '../oci/tar-split.ts'
import { TYPE } from '../oci/tar/header.ts'
import type { TarHeader } from '../oci/tar/header.ts'
import type { Op } from '../sched/op.ts'

const WHITEOUT = '.wh.'
const OPAQUE = '.wh..wh..opq'

/** An entry of an archive; its content may be described. */
export interface LayerEntry {
  readonly header: TarHeader
  readonly content: readonly Extent[]
}

export interface ExtractOptions {
  /** Turn `.wh.` entries into what overlayfs understands; otherwise they are ordinary files. */
  readonly whiteouts: boolean
  /** Set owner and group as the archive says. */
  readonly owners: boolean
  readonly afterEntry?: (() => Op<void>) | undefined
  /** Refuse to put a file in the place of a directory or the other way round; otherwise what was there goes. */
  readonly keepKind?: boolean
  /**
   * Whose words errors have: those of the helper process that has the directory as its root (the default), of one whose
   * root is the root of `fs`, or of a program that unpacks by itself.
   */
  readonly words?: 'helper' | 'helper above' | 'own'
}

/**
 * @param directory absolute; empty for the root
 * @param next gives the entries in order; damage in the archive shows while it is read
 * @throws EngineError `Error processing tar file(exit status 1): …` for a damaged archive
 */
export function* extract(fs: Fs, directory: string, next: () => LayerEntry | undefined, options: ExtractOptions): Op<void> {
  const directories: { path: string; header: TarHeader }[] = []
  /** What this extraction has made or seen as a directory: saves asking again. */
  const made = new Set<string>([''])
  for (;;) {
    const entry = nextEntry(next, options)
    if (!entry) break
    const { header } = entry
    if (header.type === TYPE.paxGlobal) continue
    const name = clean(header.name)
    if (name === '') {
      if (header.type === TYPE.directory) directories.push({ path: '', header })
      continue
    }
    const slash = name.lastIndexOf('/')
    const parent = slash < 0 ? '' : name.slice(0, slash)
    const home = yield* parentOf(fs, directory, parent, made, options)
    if (!made.has(parent)) {
      for (let at = parent; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('/')))) made.add(at)
    }
    const base = name.slice(slash + 1)
    const path = `${home}/${base}`
    if (options.whiteouts && (yield* whiteout(fs, home, base, header))) continue
    const present = yield* fs.look(path)
    if (present && options.keepKind && (present.type === 'directory') !== (header.type === TYPE.directory)) {
      const [there, here] = present.type === 'directory' ? ['directory', 'non-directory'] : ['non-directory', 'directory']
      throw asTarError(new ArchiveError(`cannot overwrite ${there} ${JSON.stringify(path)} with ${here} ${JSON.stringify(directory)}`), options)
    }
    if (present && !(present.type === 'directory' && header.type === TYPE.directory)) {
      yield* fs.removeAll(path)
      forget(made, name)
    }
    yield* createEntry(fs, directory, path, entry, options, present?.type === 'directory' && header.type === TYPE.directory)
    if (options.afterEntry) yield* options.afterEntry()
    if (header.type === TYPE.directory) {
      made.add(name)
      directories.push({ path: name, header })
    }
  }
  // Times of directories last: filling them has changed them. A link may have taken a directory's place meanwhile.
  for (const { path, header } of directories) yield* fs.utimes(inside(fs, directory, path, true) || '/', header.mtimeSeconds + header.mtimeNanos / 1e9)
}

function nextEntry(next: () => LayerEntry | undefined, options: ExtractOptions): LayerEntry | undefined {
  try {
    return next()
  } catch (error) {
    throw asTarError(error, options)
  }
}

/** Errors of the helper process come back as its exit status and what it printed. */
function asTarError(error: unknown, { words }: ExtractOptions): unknown {
  // tar-split's own refusal comes before the helper process has ended.
  if (error instanceof ArchiveError && error.message === duplicatePath().message) return new EngineError('System', `Error processing tar file(${error.message}): `)
  if (error instanceof ArchiveError) return new EngineError('System', words === 'own' ? error.message : `Error processing tar file(exit status 1): ${error.message}`)
  return error
}

function* createEntry(fs: Fs, directory: string, path: string, { header, content }: LayerEntry, options: ExtractOptions, exists: boolean): Op<void> {
  const mode = header.mode & 0o7777
  try {
    switch (header.type) {
      case TYPE.directory:
        if (!exists) yield* fs.mkdir(path, mode)
        break
      case TYPE.regular: {
        const file = yield* fs.open(path, { write: true, create: true, mode })
        for (const chunk of content) yield* file.write(chunk)
        break
      }
      case TYPE.hardlink:
        yield* fs.link(inside(fs, directory, clean(header.linkname), false), path)
        break
      case TYPE.symlink:
        yield* fs.symlink(header.linkname, path)
        break
      case TYPE.char:
      case TYPE.block:
        yield* fs.mknod(path, header.type === TYPE.char ? 'character' : 'block', mode, { major: header.devmajor, minor: header.devminor })
        break
      case TYPE.fifo:
        yield* fs.mknod(path, 'fifo', mode, undefined)
        break
      default:
        throw new ArchiveError(`unhandled tar header type ${header.type.charCodeAt(0)}`)
    }
    if (options.owners && (header.uid !== 0 || header.gid !== 0)) yield* fs.lchown(path, header.uid, header.gid)
    for (const [name, value] of header.xattrs) yield* fs.setxattr(path, name, value)
    if (header.type === TYPE.hardlink || header.type === TYPE.directory) {
      if (header.type === TYPE.directory) yield* fs.chmod(path, mode)
      return
    }
    if (header.type !== TYPE.symlink) yield* fs.chmod(path, mode)
    yield* fs.utimes(path, header.mtimeSeconds + header.mtimeNanos / 1e9)
  } catch (error) {
    throw told(error, directory, options)
  }
}

/** A system call's error in the words of whoever unpacks. */
function told(error: unknown, directory: string, options: ExtractOptions): unknown {
  if (!(error instanceof SyscallError)) return asTarError(error, options)
  // The helper process sees the directory as `/`.
  const reason = options.words === undefined || options.words === 'helper' ? error.message.replaceAll(directory, '') : error.message
  return asTarError(new ArchiveError(reason), options)
}

/** Where entries of `parent` go, made when it is not there: no link leads out of the directory. */
function* parentOf(fs: Fs, directory: string, parent: string, made: ReadonlySet<string>, options: ExtractOptions): Op<string> {
  try {
    const home = inside(fs, directory, parent, true)
    if (!made.has(parent)) yield* fs.mkdirAll(home, 0o777)
    return home
  } catch (error) {
    throw told(error, directory, options)
  }
}

function forget(made: Set<string>, name: string): void {
  for (const known of [...made]) if (known === name || known.startsWith(`${name}/`)) made.delete(known)
}

/** @returns true when the entry was a marker and is done */
function* whiteout(fs: Fs, home: string, base: string, header: TarHeader): Op<boolean> {
  if (!base.startsWith(WHITEOUT)) return false
  if (base === OPAQUE) {
    yield* fs.setxattr(home, 'trusted.overlay.opaque', utf8('y'))
    return true
  }
  const hidden = base.slice(WHITEOUT.length)
  // These name the directory itself or the one above, and mknod finds them there.
  if (hidden === '' || hidden === '.' || hidden === '..') throw new EngineError('System', 'Error processing tar file(exit status 1): file exists')
  const path = `${home}/${hidden}`
  if (yield* fs.exists(path)) yield* fs.removeAll(path)
  yield* fs.mknod(path, 'character', 0, { major: 0, minor: 0 })
  if (header.uid !== 0 || header.gid !== 0) yield* fs.lchown(path, header.uid, header.gid)
  return true
}

/** Go's filepath.Clean below a root: no `.`, no `..`, no empty parts, no leading slash. */
export function clean(name: string): string {
  const parts: string[] = []
  for (const part of name.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..') parts.pop()
    else parts.push(part)
  }
  return parts.join('/')
}

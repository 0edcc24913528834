/**
 * The context of a build, as the client packs it.
 *
 * @source docker/cli cli/command/image/build/context.go; moby pkg/archive/archive.go `TarWithOptions`
 */
import { concat, text, utf8 } from '../base/bytes.ts'
import { SyscallError } from '../base/errors.ts'
import type { Fs, Stat } from '../disk/fs.ts'
import { IgnorePatterns, ignoreLines } from '../engine/build/ignore.ts'
import { cleanPath, joinPath, relativePath } from '../oci/go-path.ts'
import { pullFrom } from '../oci/pull.ts'
import { dockerHeader, hardlinkHeader } from '../oci/tar/docker-header.ts'
import { TYPE, emptyHeader } from '../oci/tar/header.ts'
import type { TarHeader } from '../oci/tar/header.ts'
import { readTar } from '../oci/tar/reader.ts'
import type { TarEntry } from '../oci/tar/reader.ts'
import { TarWriter } from '../oci/tar/writer.ts'
import type { Op } from '../sched/op.ts'
import { Failure } from './client.ts'

/** What is sent: an archive, and where the Dockerfile is in it. */
export interface BuildContext {
  readonly archive: Uint8Array
  readonly dockerfile: string
  /** The file that is packed first, where the client packs files. */
  readonly firstPath?: string | undefined
}

export interface PackOptions {
  /** The client writes the file type into the mode: until 20.10. */
  readonly typeInMode: boolean
  /** The Dockerfile came over standard input. */
  readonly dockerfileFromStdin: boolean
}

/** Where a directory and its Dockerfile are. */
export interface LocalContext {
  readonly directory: string
  /** From the directory; it may begin with `..`. */
  readonly dockerfile: string
}

/**
 * Find a directory and its Dockerfile.
 *
 * @param dockerfile as typed: from the working directory; empty for the usual one; `-` for standard input
 * @throws Failure `unable to prepare context: …`
 */
export function* findLocalContext(fs: Fs, typed: string, dockerfile: string): Op<LocalContext> {
  const refused = (reason: string): Failure => new Failure(`unable to prepare context: ${reason}`)
  let directory: string
  try {
    directory = yield* fs.realpath(absolute(fs, typed))
  } catch (error) {
    if (error instanceof SyscallError) throw refused(`unable to evaluate symlinks in context path: ${error.message}`)
    throw error
  }
  if ((yield* fs.stat(directory)).type !== 'directory') throw refused(`context must be a directory: ${directory}`)
  if (dockerfile === '-') return { directory, dockerfile }
  let path = dockerfile === '' ? joinPath(directory, 'Dockerfile') : absolute(fs, dockerfile)
  if (dockerfile === '' && !(yield* fs.exists(path)) && (yield* fs.exists(joinPath(directory, 'dockerfile')))) path = joinPath(directory, 'dockerfile')
  try {
    path = yield* fs.realpath(path)
  } catch (error) {
    if (error instanceof SyscallError) throw refused(`unable to evaluate symlinks in Dockerfile path: ${error.message}`)
    throw error
  }
  return { directory, dockerfile: relativePath(directory, path) }
}

const absolute = (fs: Fs, path: string): string => (path.startsWith('/') ? cleanPath(path) : joinPath(fs.cwd, path))

/**
 * Pack a directory without what `.dockerignore` leaves out; the Dockerfile and `.dockerignore` are always sent.
 *
 * @throws Failure for what cannot be read
 */
export function* packDirectory(fs: Fs, { directory, dockerfile }: LocalContext, options: PackOptions): Op<BuildContext> {
  const ignoreFile = yield* fs.readIfThere(`${directory}/.dockerignore`)
  const lines = ignoreFile ? ignoreLines(text(ignoreFile.bytes())) : []
  const always = ['.dockerignore', ...(options.dockerfileFromStdin ? [] : [dockerfile])]
  for (const file of always) if (new IgnorePatterns(lines).matches(file)) lines.push(`!${file}`)
  const patterns = new IgnorePatterns(lines)
  const pieces: Uint8Array[] = []
  const writer = new TarWriter(piece => pieces.push(piece), { format: 'pax' })
  const first = new Map<number, string>()
  let firstPath: string | undefined
  const walk = function* (path: string): Op<void> {
    for (const name of yield* fs.readdir(`${directory}/${path}`)) {
      const below = path === '' ? name : `${path}/${name}`
      const stat = yield* fs.lstat(`${directory}/${below}`)
      const skipped = patterns.matches(below)
      if (skipped && (stat.type !== 'directory' || !patterns.mayHoldException(below))) continue
      if (!skipped && stat.type !== 'socket') {
        firstPath ??= `${directory}/${below}`
        const header = headerOf(stat, below, options)
        const linked = stat.type !== 'directory' && stat.linkCount > 1 ? first.get(stat.inode) : undefined
        if (linked !== undefined) writer.add(hardlinkHeader(header, linked), [])
        else {
          first.set(stat.inode, below)
          writer.add(header, stat.type === 'file' ? [yield* readFile(fs, `${directory}/${below}`)] : [])
        }
      }
      if (stat.type === 'directory') yield* walk(below)
    }
  }
  yield* walk('')
  writer.close()
  return { archive: concat(pieces), dockerfile, firstPath }
}

function* readFile(fs: Fs, path: string): Op<Uint8Array> {
  try {
    return (yield* fs.readFile(path)).bytes()
  } catch (error) {
    if (error instanceof SyscallError && error.code === 'EACCES') throw new Failure(`error checking context: 'no permission to read from '${path}''.`)
    throw error
  }
}

const TYPES = { file: TYPE.regular, directory: TYPE.directory, symlink: TYPE.symlink, character: TYPE.char, block: TYPE.block, fifo: TYPE.fifo } as const

/** Everything belongs to root in a context. */
function headerOf(stat: Stat, name: string, { typeInMode }: PackOptions): TarHeader {
  const header = dockerHeader({
    name, type: TYPES[stat.type as keyof typeof TYPES], mode: stat.mode, uid: 0, gid: 0, sizeBytes: stat.type === 'file' ? stat.size : 0, mtimeSeconds: Math.floor(stat.mtime),
    linkname: stat.type === 'symlink' ? stat.target : '', devmajor: stat.device?.major ?? 0, devminor: stat.device?.minor ?? 0, xattrs: new Map(),
  })
  return typeInMode ? header : { ...header, mode: stat.mode }
}

/** The context that a Dockerfile from standard input makes alone. */
export function packDockerfile(dockerfile: Uint8Array, mtimeSeconds: number, typeInMode: boolean): Uint8Array {
  return packed([{ header: { ...emptyHeader(), name: 'Dockerfile', mode: typeInMode ? 0o100644 : 0o644, uname: 'root', gname: 'root', sizeBytes: dockerfile.length, mtimeSeconds }, content: [dockerfile] }])
}

/**
 * Add a Dockerfile from elsewhere under a name of its own, which `.dockerignore` then leaves out.
 *
 * @param name a name that nothing else has
 */
export function addDockerfile(archive: Uint8Array, name: string, dockerfile: Uint8Array, mtimeSeconds: number): BuildContext {
  const entries = [...readTar(pullFrom([archive]))]
  const at = entries.findIndex(({ header }) => header.name === '.dockerignore')
  const before = entries[at] ? text(concat(entries[at].content)) : '.dockerignore'
  const content = utf8(`${before}\n${name}\n`)
  const own = { ...emptyHeader(), name, mode: 0o600, sizeBytes: dockerfile.length, mtimeSeconds }
  const ignore: TarEntry = { header: { ...(entries[at]?.header ?? { ...emptyHeader(), name: '.dockerignore', mode: 0o600, mtimeSeconds }), sizeBytes: content.length }, content: [content] }
  if (at >= 0) entries[at] = ignore
  else entries.push(ignore)
  entries.push({ header: own, content: [dockerfile] })
  return { archive: packed(entries), dockerfile: name }
}

function packed(entries: readonly TarEntry[]): Uint8Array {
  const pieces: Uint8Array[] = []
  const writer = new TarWriter(piece => pieces.push(piece), { format: 'pax' })
  for (const { header, content } of entries) writer.add(header, content)
  writer.close()
  return concat(pieces)
}

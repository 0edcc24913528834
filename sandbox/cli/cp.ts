/**
 * `docker cp`: an archive goes one way or the other; what the client does is to find out what names mean.
 *
 * @source docker/cli cli/command/container/cp.go (20.10); moby pkg/archive/copy.go
 */
import { EngineError, SyscallError } from '../base/errors.ts'
import { archivePath, extractToDirectory, statPath } from '../commands/copy.ts'
import type { PathStat } from '../commands/copy.ts'
import { keepEnding, planCopy, splitEntry } from '../oci/copy-path.ts'
import type { CopyEnd, CopyPlan } from '../oci/copy-path.ts'
import { baseName, cleanPath, dirName, joinPath, splitPath } from '../oci/go-path.ts'
import { humanSize } from '../oci/human.ts'
import { pullFrom } from '../oci/pull.ts'
import { TYPE } from '../oci/tar/header.ts'
import { TarReader } from '../oci/tar/reader.ts'
import type { TarEntry } from '../oci/tar/reader.ts'
import type { Op } from '../sched/op.ts'
import { extract } from '../store/extract.ts'
import { treeTar } from '../store/tree-tar.ts'
import { Failure } from './client.ts'
import type { Client, Run } from './client.ts'
import { is28 } from './clients.ts'

/** `docker cp CONTAINER:SRC_PATH DEST_PATH|-`, `docker cp SRC_PATH|- CONTAINER:DEST_PATH` */
export const cp: Run = function* (client) {
  const [from = '', to = ''] = client.args
  if (from === '') throw new Failure('source can not be empty')
  if (to === '') throw new Failure('destination can not be empty')
  const source = splitArgument(from)
  const destination = splitArgument(to)
  if (source.container !== '' && destination.container !== '') throw new Failure('copying between containers is not supported')
  if (source.container !== '') yield* fromContainer(client, source.container, source.path, destination.path)
  else if (destination.container !== '') yield* toContainer(client, source.path, destination.container, destination.path)
  else throw new Failure('must specify at least one container source')
  return 0
}

/** `container:path`; a name that begins with a slash or a dot is a path of its own. */
function splitArgument(argument: string): { container: string; path: string } {
  const colon = argument.indexOf(':')
  if (argument.startsWith('/') || argument.startsWith('.') || colon < 0) return { container: '', path: argument }
  return { container: argument.slice(0, colon), path: argument.slice(colon + 1) }
}

const localPath = (client: Client, typed: string): string => keepEnding(cleanPath(typed.startsWith('/') ? typed : `${client.process.fs.cwd}/${typed}`), typed)

// From a container

function* fromContainer(client: Client, container: string, path: string, typed: string): Op<void> {
  const target = typed === '-' ? '-' : localPath(client, typed)
  yield* checkOutput(client, target)
  let wanted = path
  let rebase = ''
  if (client.flag('follow-link')) {
    const stat = yield* optionalStat(client, container, path)
    if (stat?.type === 'symlink') {
      const followed = nameAfter(path, stat.linkTarget)
      wanted = followed.path
      rebase = followed.rebase
    }
  }
  let stat: PathStat | undefined
  const pieces: Uint8Array[] = []
  yield* asking(client, container, wanted, () => client.request(`GET /v1.41/containers/${container}/archive?path=${encodeURIComponent(wanted)}`, engine => archivePath(engine, container, wanted, found => (stat = found), function* (piece) {
    if (target === '-') yield* client.process.stdout.write(piece)
    else pieces.push(piece)
  })))
  if (target === '-') return
  const [, base] = splitEntry(wanted)
  const isDirectory = stat?.type === 'directory'
  const end = yield* destinationEnd(client, target)
  const plan = planned({ isDirectory }, end)
  const rename = plan.rename ?? (rebase === '' ? undefined : rebase)
  try {
    yield* extract(client.process.fs, plan.directory === '/' ? '' : plan.directory.replace(/\/\.?$/, ''), renamed(pieces, base, rename), { whiteouts: false, owners: false, keepKind: true, words: 'own' })
  } catch (error) {
    throw error instanceof EngineError || error instanceof SyscallError ? new Failure(error.message) : error
  }
  yield* report(client, pieces, target)
}

/** The entries with the first name replaced. */
function renamed(pieces: readonly Uint8Array[], old: string, name: string | undefined): () => TarEntry | undefined {
  const reader = new TarReader(pullFrom(pieces))
  const from = old === '/' ? '' : old
  const replace = (text: string): string => (name === undefined ? text : text.replace(from, () => name))
  return () => {
    const header = reader.next()
    if (!header) return undefined
    const linkname = header.type === TYPE.hardlink ? replace(header.linkname) : header.linkname
    return { header: { ...header, name: replace(header.name), linkname }, content: reader.content() }
  }
}

/** @source moby pkg/archive/copy.go `CopyInfoDestinationPath` */
function* destinationEnd(client: Client, path: string): Op<CopyEnd> {
  const { fs } = client.process
  try {
    const stat = yield* fs.stat(path)
    return { path: (yield* fs.look(cleanPath(path)))?.type === 'symlink' ? yield* fs.realpath(path) : path, exists: true, isDirectory: stat.type === 'directory' }
  } catch (error) {
    if (!(error instanceof SyscallError)) throw error
    if (error.code !== 'ENOENT') throw new Failure(error.message.replace(/^stat /, 'lstat '))
  }
  const [parent] = splitEntry(path)
  try {
    if ((yield* fs.stat(parent)).type !== 'directory') throw new Failure('not a directory')
  } catch (error) {
    throw error instanceof SyscallError ? new Failure(error.message) : error
  }
  return { path, exists: false, isDirectory: false }
}

/** @source docker/cli cli/command/utils.go `ValidateOutputPath` */
function* checkOutput(client: Client, path: string): Op<void> {
  const { fs } = client.process
  const directory = dirName(cleanPath(path))
  if (directory !== '.' && !(yield* fs.exists(directory))) {
    throw new Failure(`invalid output path: ${is28(client.version) ? `stat ${directory}: no such file or directory` : `directory ${JSON.stringify(directory)} does not exist`}`)
  }
  const present = yield* fs.look(path)
  if (present?.type === 'character' || present?.type === 'block') throw new Failure(`invalid output path: ${JSON.stringify(path)} must be a directory or a regular file: got a device`)
}

// To a container

function* toContainer(client: Client, typed: string, container: string, path: string): Op<void> {
  const source = typed === '-' ? '-' : localPath(client, typed)
  let end: CopyEnd = { path, exists: false, isDirectory: false }
  let stat = yield* optionalStat(client, container, path)
  if (stat?.type === 'symlink') {
    end = { ...end, path: stat.linkTarget.startsWith('/') ? stat.linkTarget : joinPath(splitEntry(path)[0], stat.linkTarget) }
    stat = yield* optionalStat(client, container, end.path)
  }
  if (stat?.type === 'character' || stat?.type === 'block') throw new Failure(`destination "${container}:${path}" must be a directory or a regular file: got a device`)
  if (stat) end = { ...end, exists: true, isDirectory: stat.type === 'directory' }
  if (source === '-') {
    if (!end.isDirectory) throw new Failure(`destination "${container}:${path}" must be a directory`)
    return yield* send(client, container, end.path, () => client.process.stdin.read())
  }
  const { archive, plan } = yield* localArchive(client, source, end)
  const pieces = [...archive]
  let at = 0
  yield* send(client, container, plan.directory, function* () {
    return pieces[at++]
  })
  yield* report(client, pieces, `${container}:${end.path}`)
}

/** @source moby pkg/archive/copy.go `CopyInfoSourcePath`, `TarResource` */
function* localArchive(client: Client, source: string, end: CopyEnd): Op<{ archive: Uint8Array[]; plan: CopyPlan }> {
  const { fs } = client.process
  let place = source
  let rebase = ''
  try {
    if (client.flag('follow-link')) {
      const followed = nameAfter(source, yield* fs.realpath(source))
      place = followed.path
      rebase = followed.rebase
    } else {
      const [directory, base] = splitPath(source)
      const home = yield* fs.realpath(directory)
      place = `${home === '/' ? '' : home}/${base}`
      if (source.endsWith('/') && baseName(source) !== baseName(place)) rebase = baseName(source)
    }
    const stat = yield* fs.lstat(place)
    const plan = planned({ isDirectory: stat.type === 'directory' }, end)
    const [, base] = splitEntry(place)
    const { mount, node } = fs.find(place, false, 'lstat')
    const archive: Uint8Array[] = []
    for (const { path, bytes } of treeTar(mount.fs, node, { whiteouts: false, rootName: plan.rename ?? (rebase || base) })) {
      if (path !== undefined && node.type === 'file') fs.permit(node, 4, 'open', place)
      archive.push(...bytes)
    }
    return { archive, plan }
  } catch (error) {
    throw error instanceof SyscallError ? new Failure(error.message) : error
  }
}

function* send(client: Client, container: string, path: string, body: () => Op<Uint8Array | undefined>): Op<void> {
  const endpoint = `PUT /v1.41/containers/${container}/archive?${client.flag('archive') ? 'copyUIDGID=true&' : ''}noOverwriteDirNonDir=true&path=${encodeURIComponent(path)}`
  yield* asking(client, container, path, () => client.request(endpoint, engine => extractToDirectory(engine, { container, path, asUser: client.flag('archive'), body })))
}

// Both

/** The path that a link leads to, and the name that the entries keep. @source moby pkg/archive/copy.go `GetRebaseName` */
function nameAfter(path: string, target: string): { path: string; rebase: string } {
  let followed = target
  if (baseName(path) === '.' && baseName(followed) !== '.') followed += '/.'
  if (path.endsWith('/') && !followed.endsWith('/')) followed += '/'
  return { path: followed, rebase: baseName(path) === baseName(followed) ? '' : baseName(path) }
}

function planned(source: Pick<CopyEnd, 'isDirectory'>, end: CopyEnd): CopyPlan {
  const plan = planCopy(source, end)
  if (typeof plan === 'string') throw new Failure(plan)
  return plan
}

/** Undefined when it cannot be had, for whatever reason: the copy itself will say so. */
function* optionalStat(client: Client, container: string, path: string): Op<PathStat | undefined> {
  try {
    return yield* client.request(`HEAD /v1.41/containers/${container}/archive?path=${encodeURIComponent(path)}`, engine => statPath(engine, container, path))
  } catch (error) {
    if (error instanceof Failure) return undefined
    throw error
  }
}

function* asking<T>(client: Client, container: string, path: string, ask: () => Op<T>): Op<T> {
  try {
    return yield* ask()
  } catch (error) {
    throw client.notFound(error, 'container:path', `${container}:${path}`)
  }
}

/** The 28 client says what it did, to a terminal. */
function* report(client: Client, pieces: readonly Uint8Array[], target: string): Op<void> {
  if (!is28(client.version)) return
  const quiet = client.changed('quiet') ? client.flag('quiet') : !client.process.stdout.terminal
  if (quiet) return
  const bytes = pieces.reduce((sum, piece) => sum + piece.length, 0)
  yield* client.complain(`Successfully copied ${humanSize(bytes, 3)} to ${target}\n`)
}

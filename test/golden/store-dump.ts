/** The data root as the recorder listed it: `state`, `driver`, counts and sizes, from any reader of a data root. */
import { byCodePoint } from './canonical.ts'
import type { DriverEntry, StoreCounts, StoreDump } from './recording.ts'
import type { FileStatus, StoreReader } from './subject.ts'

const METADATA = 'image/overlay2'

/** `state` and `driver` of a scenario's end, from the disk. */
export function dumpStore(store: StoreReader): StoreDump {
  const state: Record<string, string> = {}
  const walk = (directory: string): void => {
    const names = sortedList(store, directory)
    if (names.length === 0) state[`${directory}/`] = ''
    for (const name of names) {
      const path = `${directory}/${name}`
      if (store.lstat(path)?.type === 'directory') walk(path)
      else if (name !== 'tar-split.json.gz') state[path] = store.readText(path) ?? ''
    }
  }
  if (store.list(METADATA)) walk(METADATA)
  const driver: Record<string, DriverEntry> = {}
  for (const name of cacheDirectories(store)) {
    const entries = sortedList(store, `overlay2/${name}`)
    const link = store.readText(`overlay2/${name}/link`)
    const lower = store.readText(`overlay2/${name}/lower`)
    driver[name] = {
      entries,
      ...(link === undefined ? {} : { link }),
      ...(lower === undefined ? {} : { lower }),
      ...(entries.includes('diff') ? { diff: listing(store, `overlay2/${name}/diff`) } : {}),
    }
  }
  return { state, driver }
}

/** What `overlay2` holds besides the short links. */
export function cacheDirectories(store: StoreReader): string[] {
  return sortedList(store, 'overlay2').filter(name => name !== 'l' && store.lstat(`overlay2/${name}`)?.type === 'directory')
}

/** `mode size path` of everything below a directory, parents before children. */
function listing(store: StoreReader, root: string): string[] {
  const lines: string[] = []
  const walk = (directory: string, prefix: string): void => {
    for (const name of sortedList(store, directory)) {
      const path = `${directory}/${name}`
      const status = store.lstat(path)
      if (!status) continue
      const isWhiteout = status.type === 'character' && status.device?.major === 0 && status.device.minor === 0
      const mode = isWhiteout ? 'c---------' : fileMode(status)
      const target = status.type === 'symlink' ? ` -> ${status.target ?? ''}` : ''
      const opaque = status.type === 'directory' && status.xattrs.get('trusted.overlay.opaque') === 'y' ? ' [opaque]' : ''
      lines.push(`${mode} ${status.type === 'file' ? status.size : 0} ${prefix}${name}${target}${opaque}`)
      if (status.type === 'directory') walk(path, `${prefix}${name}/`)
    }
  }
  walk(root, '')
  return lines
}

const TYPE_LETTER = { file: '-', directory: 'd', symlink: 'l', character: 'c', block: 'b', fifo: 'p', socket: 's' } as const

/** As `ls -l` shows type and permissions. */
export function fileMode({ type, mode }: FileStatus): string {
  const triple = (bits: number, special: boolean, letter: string): string => {
    const execute = (bits & 1) !== 0
    const last = special ? (execute ? letter : letter.toUpperCase()) : execute ? 'x' : '-'
    return `${bits & 4 ? 'r' : '-'}${bits & 2 ? 'w' : '-'}${last}`
  }
  return TYPE_LETTER[type]
    + triple(mode >> 6, (mode & 0o4000) !== 0, 's')
    + triple(mode >> 3, (mode & 0o2000) !== 0, 's')
    + triple(mode, (mode & 0o1000) !== 0, 't')
}

/** How much of everything is in the data root. */
export function countStore(store: StoreReader): StoreCounts {
  const count = (path: string): number => store.list(path)?.length ?? 0
  const layers = sortedList(store, `${METADATA}/layerdb/sha256`)
  const named = new Set(layers.map(name => store.readText(`${METADATA}/layerdb/sha256/${name}/cache-id`)))
  const directories = cacheDirectories(store)
  return {
    images: sortedList(store, `${METADATA}/imagedb/content/sha256`).filter(name => !name.startsWith('.')).length,
    layers: layers.length,
    cacheDirs: directories.length,
    cacheDirsWithoutLayer: directories.filter(name => !named.has(name)).length,
    layerdbTmp: count(`${METADATA}/layerdb/tmp`),
    tmp: count('tmp'),
  }
}

/** Sizes in bytes of all files below `image/overlay2`, by path. */
export function metadataFileSizes(store: StoreReader): Record<string, number> {
  const sizes: Record<string, number> = {}
  const walk = (directory: string): void => {
    for (const name of sortedList(store, directory)) {
      const path = `${directory}/${name}`
      const status = store.lstat(path)
      if (status?.type === 'directory') walk(path)
      else if (status) sizes[path] = status.size
    }
  }
  walk(METADATA)
  return sizes
}

/** All regular files of a directory below it, with sizes in bytes. */
export function filesBelow(store: StoreReader, root: string): { readonly path: string; readonly sizeBytes: number }[] {
  const files: { path: string; sizeBytes: number }[] = []
  const walk = (directory: string, prefix: string): void => {
    for (const name of sortedList(store, directory)) {
      const status = store.lstat(`${directory}/${name}`)
      if (status?.type === 'directory') walk(`${directory}/${name}`, `${prefix}${name}/`)
      else if (status?.type === 'file') files.push({ path: `${prefix}${name}`, sizeBytes: status.size })
    }
  }
  walk(root, '')
  return files
}

/** Names of `repositories.json` with a tag, sorted; empty when it cannot be read. */
export function repositoryNames(store: StoreReader): string[] {
  try {
    const { Repositories } = JSON.parse(store.readText(`${METADATA}/repositories.json`) ?? '') as { Repositories: Record<string, Record<string, string>> }
    return Object.values(Repositories).flatMap(references => Object.keys(references)).sort(byCodePoint)
  } catch {
    return []
  }
}

const sortedList = (store: StoreReader, path: string): string[] => [...(store.list(path) ?? [])].sort(byCodePoint)

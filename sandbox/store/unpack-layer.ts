import { ByExtent } from '../base/by-extent.ts'
import { utf8 } from '../base/bytes.ts'
import { codecs } from '../base/codecs.ts'
import type { FileNode } from '../disk/file-system.ts'
import type { Pull } from '../oci/pull.ts'
import { tee } from '../oci/pull.ts'
import { Disassembler } from '../oci/tar-split.ts'
import { step } from '../sched/op.ts'
import type { Op } from '../sched/op.ts'
import { tempDigits } from './atomic-write.ts'
import { extract } from './extract.ts'
import type { LayerEntry } from './extract.ts'
import { OVERLAY } from './layout.ts'
import type { Digest } from './layout.ts'
import type { Overlay2 } from './overlay2.ts'
import type { StoreHost } from './store-host.ts'

/** A layer's tar, uncompressed; or all that reading it would tell. */
export type ByteSource = (
  | {
      readonly pull: Pull
      /** The same bytes when they are at hand in one piece: what was found out about them is then remembered. */
      readonly whole?: Uint8Array | undefined
    }
  | { readonly described: TakenApart }
) & {
  /** Run after each entry has been unpacked: to tell somebody how far it is. */
  readonly afterEntry?: () => Op<void>
}

export interface UnpackArgs {
  readonly cacheID: string
  readonly parentCacheID: string | undefined
  readonly source: ByteSource
  /** Where the recipe for the exact bytes goes. */
  readonly tarSplitPath: string
}

/**
 * Unpack a layer's tar into its overlay2 directory and write the recipe beside its record.
 *
 * Disk steps: the recipe file is created; files are extracted, none synced; then the recipe is written and **synced**.
 * In an ordered journal that sync also commits the names of all extracted files, while their data may still be only in
 * memory.
 *
 * @returns the digest of the uncompressed tar and the bytes of its files
 * @throws EngineError for a damaged stream or a damaged parent
 * @source moby layer/layer_store.go `applyTar`, overlay2 `ApplyDiff`
 */
export function* unpackLayer(host: StoreHost, driver: Overlay2, { cacheID, parentCacheID, source, tarSplitPath }: UnpackArgs): Op<{ diffID: Digest; sizeBytes: number }> {
  const { fs } = host
  const recipe = yield* fs.create(tarSplitPath, 0o644)
  const reading = readingOf(source)

  const native = yield* driver.parentIs(cacheID, parentCacheID)
  const root = native ? `${OVERLAY}/${cacheID}/diff` : yield* driver.get(cacheID)
  try {
    // The helper process pivots into the directory; a crash can leave its scratch directory behind.
    const pivot = `${root}/.pivot_root${tempDigits(host.scheduler)}`
    yield* fs.mkdir(pivot, 0o700)
    yield* fs.rmdir(pivot)
    yield* extract(fs, root, reading.next, { whiteouts: true, owners: true, afterEntry: source.afterEntry })
  } finally {
    if (!native) yield* driver.put(cacheID)
  }
  const sizeBytes = yield* bytesBelow(host, `${OVERLAY}/${cacheID}/diff`)

  const { recipe: packed, diffID } = reading.end()
  for (const chunk of packed) yield* recipe.write(chunk)
  yield* recipe.fsync()
  return { diffID, sizeBytes }
}

/** A tar that has been read to its end: its entries, the packed recipe for its exact bytes, its digest. */
interface TakenApart {
  readonly entries: readonly LayerEntry[]
  readonly recipe: readonly Uint8Array[]
  readonly diffID: Digest
}

/** Re-executing a registration of the same bytes must cost no hashing. */
const takenApart = new ByExtent<TakenApart>()

interface Reading {
  readonly next: () => LayerEntry | undefined
  /** Call it once, after the last entry. */
  readonly end: () => TakenApart
}

function readingOf(source: ByteSource): Reading {
  if ('described' in source) return readAgain(source.described)
  const taken = source.whole && takenApart.get(source.whole)
  return taken ? readAgain(taken) : takeApart(source)
}

function takeApart(source: { readonly pull: Pull; readonly whole?: Uint8Array | undefined }): Reading {
  const hash = codecs().sha256()
  const lines: string[] = []
  const entries: LayerEntry[] = []
  const splitter = new Disassembler(tee(source.pull, chunk => hash.update(chunk)), line => lines.push(line))
  return {
    next: () => {
      const entry = splitter.next()
      if (entry) entries.push(entry)
      return entry
    },
    end: () => {
      const recipe: Uint8Array[] = []
      codecs().gzip(chunk => recipe.push(chunk)).push(utf8(lines.join('')), true)
      const taken: TakenApart = { entries, recipe, diffID: `sha256:${hash.hex()}` }
      if (source.whole) takenApart.set(source.whole, taken)
      return taken
    },
  }
}

function readAgain(taken: TakenApart): Reading {
  let at = 0
  return { next: () => taken.entries[at++], end: () => taken }
}

/**
 * Sum of the sizes of what is in a directory: files and symbolic links (the length of their target), not directories;
 * hard links once. One step, since nobody else uses it yet.
 *
 * @source moby pkg/directory `Size`
 */
export function* bytesBelow(host: StoreHost, path: string): Op<number> {
  yield step('stat', path, 10_000)
  const { mount, node } = host.fs.find(path, true, 'stat')
  const seen = new Set<FileNode>()
  const sum = (directory: FileNode): number => {
    let bytes = 0
    for (const name of mount.fs.names(directory)) {
      const child = mount.fs.lookup(directory, name)
      if (!child) continue
      if (child.type === 'directory') bytes += sum(child)
      else if (!seen.has(child)) {
        seen.add(child)
        bytes += child.size
      }
    }
    return bytes
  }
  return sum(node)
}

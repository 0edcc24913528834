/** What the disk says about a layer: its record, and its directory in `overlay2`. */
import type { Inode } from '../disk/inode.ts'
import { LAYERS, LINKS, OVERLAY, isDigest, isHex64 } from '../store/layout.ts'
import type { Digest } from '../store/layout.ts'
import type { DiskView } from './disk-view.ts'

export interface LayerRecord {
  readonly diffID: string | undefined
  readonly sizeBytes: number | undefined
  readonly cacheID: string | undefined
  readonly parent: Digest | undefined
  /** Fields that cannot be used, in words; a daemon that starts would not know the layer. */
  readonly problems: readonly string[]
}

/** The record of a layer below `layerdb/sha256`. */
export function layerRecordOf(view: DiskView, hex: string): LayerRecord | undefined {
  const directory = `${LAYERS}/${hex}`
  if (view.find(directory)?.type !== 'directory') return undefined
  const problems: string[] = []
  const field = (name: string, valid: (text: string) => boolean): string | undefined => {
    const text = view.text(`${directory}/${name}`)?.trim()
    if (text === undefined) problems.push(`${name} is missing`)
    else if (!valid(text)) problems.push(text === '' ? `${name} is empty` : `${name} is not valid`)
    else return text
    return undefined
  }
  const diffID = field('diff', isDigest)
  const size = field('size', text => /^[+-]?\d+$/.test(text))
  const cacheID = field('cache-id', isHex64)
  const parent = view.find(`${directory}/parent`) ? field('parent', isDigest) : undefined
  const tarSplit = view.find(`${directory}/tar-split.json.gz`)
  if (!tarSplit) problems.push('tar-split.json.gz is missing')
  else if (tarSplit.size === 0) problems.push('tar-split.json.gz is empty')
  return { diffID, sizeBytes: size === undefined ? undefined : Number(size), cacheID, parent, problems }
}

/** What is wrong with the directory of a layer. */
export function layerDataProblems(view: DiskView, cacheID: string, hasParent: boolean, sizeBytes: number | undefined, dataBytes: number | undefined): string[] {
  const home = `${OVERLAY}/${cacheID}`
  if (view.find(home)?.type !== 'directory') return ['its directory is missing']
  const problems: string[] = []
  if (dataBytes === undefined) problems.push('diff is missing')
  else if (sizeBytes !== undefined && dataBytes < sizeBytes) problems.push(`its files hold ${dataBytes} of ${sizeBytes} bytes`)
  const link = view.text(`${home}/link`)
  if (link === undefined) problems.push('link is missing')
  else if (link === '') problems.push('link is empty')
  else if (view.find(`${LINKS}/${link}`)?.target !== `../${cacheID}/diff`) problems.push(`link l/${link} leads nowhere`)
  if (!hasParent) return problems
  const lower = view.text(`${home}/lower`)
  if (lower === undefined) problems.push('lower is missing')
  else if (lower === '') problems.push('lower is empty')
  else for (const element of lower.split(':')) if (!resolves(view, element)) problems.push(`lower ${element} leads nowhere`)
  return problems
}

/** A short link that leads to a `diff` that is there. */
function resolves(view: DiskView, element: string): boolean {
  const link = view.find(`${OVERLAY}/${element}`)
  if (link?.type !== 'symlink') return false
  return view.find(`${OVERLAY}/${link.target.replace(/^\.\.\//, '')}`)?.type === 'directory'
}

/**
 * Bytes of what is below a directory, as Docker measures a layer: links too, a file with several names once. Undefined
 * when the directory is not there.
 *
 * @source moby pkg/directory/directory_unix.go `Size`
 */
export function sizeBelow(view: DiskView, path: string): number | undefined {
  if (view.find(path)?.type !== 'directory') return undefined
  const seen = new Set<Inode>()
  let sum = 0
  for (const [, inode] of view.walk(path)) {
    if (inode.type === 'directory' || seen.has(inode)) continue
    seen.add(inode)
    sum += inode.size
  }
  return sum
}

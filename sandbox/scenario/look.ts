/** What can be seen of a world at one moment: the checks, the list of images, and digests that two runs can compare. */
import { hex, utf8 } from '../base/bytes.ts'
import { codecs } from '../base/codecs.ts'
import type { HashStream } from '../base/codecs.ts'
import { runChecks } from '../check/index.ts'
import type { CheckResults } from '../check/index.ts'
import { DiskView } from '../engine/disk-view.ts'
import { snapshotOf } from '../engine/snapshot.ts'
import type { Snapshot } from '../engine/snapshot.ts'
import type { TraceEntry } from '../sched/scheduler.ts'
import { ROOT } from '../store/layout.ts'
import type { World } from './world.ts'

/** A row of `docker images`. */
export interface ListedImage {
  /** `<none>` for an image without a name, `app:<none>` for one that has a digest and no tag. */
  readonly reference: string
  readonly id: string
}

export interface Look {
  readonly atTick: number
  readonly powered: boolean
  readonly daemon: Snapshot['daemon']
  readonly images: readonly ListedImage[]
  /** Every name, and whether the store has its image. */
  readonly references: ReadonlyMap<string, 'resolves' | 'dangling'>
  readonly checks: CheckResults
}

export const NO_NAME = '<none>'

/** Look at the world now. `atRest`: nobody is in the middle of a command. */
export function lookAt(world: World, atRest: boolean): Look {
  const snapshot = snapshotOf(world.machine, world.docker.engine, atRest)
  const references = new Map([...snapshot.references].map(([name, id]) => [name, snapshot.images.has(id) ? 'resolves' as const : 'dangling' as const]))
  return { atTick: snapshot.atTick, powered: snapshot.powered, daemon: snapshot.daemon, images: listedImages(snapshot), references, checks: runChecks(snapshot) }
}

/** What `docker images` would list: images that the daemon knows and can read, with layers that it knows. */
export function listedImages({ images, layers, daemon }: Snapshot): ListedImage[] {
  const rows: ListedImage[] = []
  if (daemon === 'stopped') return rows
  for (const { id, inMemory, config, topChain, references } of images.values()) {
    if (!inMemory || config !== 'readable') continue
    if (topChain !== undefined && !layers.get(topChain)?.inMemory) continue
    for (const reference of shownNames(references)) rows.push({ reference, id })
  }
  return rows.sort((a, b) => (a.reference < b.reference ? -1 : a.reference > b.reference ? 1 : a.id < b.id ? -1 : 1))
}

/** The rows of one image: its tags, and `app:<none>` for a repository that knows it by digest only. */
function shownNames(references: readonly string[]): readonly string[] {
  if (references.length === 0) return [NO_NAME]
  const tags = references.filter(reference => !reference.includes('@'))
  const tagged = new Set(tags.map(tag => tag.slice(0, tag.lastIndexOf(':'))))
  const byDigest = new Set(references.filter(reference => reference.includes('@')).map(reference => reference.slice(0, reference.indexOf('@'))))
  return [...tags, ...[...byDigest].filter(repository => !tagged.has(repository)).map(repository => `${repository}:${NO_NAME}`)]
}

/** So much of a trace is hashed at once. */
const DIGEST_CHARACTERS = 1 << 16

/** Hex SHA-256 over one line per step: `index task kind target tick`. */
export function traceDigest(trace: readonly TraceEntry[]): string {
  const hash = codecs().sha256()
  let lines = ''
  for (const { index, task, kind, target, tick } of trace) {
    lines += `${index} ${task} ${kind} ${target} ${tick}\n`
    if (lines.length < DIGEST_CHARACTERS) continue
    hash.update(utf8(lines))
    lines = ''
  }
  hash.update(utf8(lines))
  return hash.hex()
}

/** Hex SHA-256 over the data root and the working directory, file by file, of every host, and the list of images of the first. */
export function endDigest(world: World): string {
  const hash = codecs().sha256()
  world.hosts.forEach(({ name, machine }, at) => {
    // One host alone has no name in its digest.
    if (at > 0) hash.update(utf8(`host ${name} ${machine.powered}\n`))
    hashFiles(hash, new DiskView(machine.disk), [ROOT, world.options.directory])
  })
  const look = lookAt(world, true)
  hash.update(utf8(`${look.powered} ${look.daemon}\n${look.images.map(({ reference, id }) => `${reference} ${id}\n`).join('')}`))
  return hash.hex()
}

function hashFiles(hash: HashStream, view: DiskView, tops: readonly string[]): void {
  for (const top of tops) {
    for (const [path, inode] of view.walk(top)) {
      const { mode, uid, gid, mtime, xattrs } = inode.attributes
      const marks = [...(xattrs ?? [])].map(([name, value]) => `${name}=${hex(value)}`).sort().join(',')
      const content = inode.type === 'file' ? inode.content.sha256() : inode.type === 'symlink' ? inode.target : ''
      hash.update(utf8(`${top}/${path} ${inode.type} ${mode.toString(8)} ${uid} ${gid} ${mtime} ${inode.size} ${marks} ${content}\n`))
    }
  }
}

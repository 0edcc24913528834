/** What can be seen of a world at one moment: the checks, the list of images, and digests that two runs can compare. */
import { hex, utf8 } from '../base/bytes.ts'
import { codecs } from '../base/codecs.ts'
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
  /** `<none>` for an image without a name. */
  readonly reference: string
  readonly id: string
}

export interface Look {
  readonly atTick: number
  readonly powered: boolean
  readonly daemon: Snapshot['daemon']
  readonly images: readonly ListedImage[]
  readonly checks: CheckResults
}

export const NO_NAME = '<none>'

/** Look at the world now. `atRest`: nobody is in the middle of a command. */
export function lookAt(world: World, atRest: boolean): Look {
  const snapshot = snapshotOf(world.machine, world.docker.engine, atRest)
  return { atTick: snapshot.atTick, powered: snapshot.powered, daemon: snapshot.daemon, images: listedImages(snapshot), checks: runChecks(snapshot) }
}

/** What `docker images` would list: images that the daemon knows and can read, with layers that it knows. */
export function listedImages({ images, layers, daemon }: Snapshot): ListedImage[] {
  const rows: ListedImage[] = []
  if (daemon === 'stopped') return rows
  for (const { id, inMemory, config, topChain, references } of images.values()) {
    if (!inMemory || config !== 'readable') continue
    if (topChain !== undefined && !layers.get(topChain)?.inMemory) continue
    if (references.length === 0) rows.push({ reference: NO_NAME, id })
    for (const reference of references) rows.push({ reference, id })
  }
  return rows.sort((a, b) => (a.reference < b.reference ? -1 : a.reference > b.reference ? 1 : a.id < b.id ? -1 : 1))
}

/** Hex SHA-256 over one line per step: `index task kind target tick`. */
export function traceDigest(trace: readonly TraceEntry[]): string {
  const hash = codecs().sha256()
  for (const { index, task, kind, target, tick } of trace) hash.update(utf8(`${index} ${task} ${kind} ${target} ${tick}\n`))
  return hash.hex()
}

/** Hex SHA-256 over the data root and the working directory, file by file, and the list of images. */
export function endDigest(world: World): string {
  const view = new DiskView(world.machine.disk)
  const hash = codecs().sha256()
  for (const top of [ROOT, world.options.directory]) {
    for (const [path, inode] of view.walk(top)) {
      const { mode, uid, gid, mtime, xattrs } = inode.attributes
      const marks = [...(xattrs ?? [])].map(([name, value]) => `${name}=${hex(value)}`).sort().join(',')
      const content = inode.type === 'file' ? inode.content.sha256() : inode.type === 'symlink' ? inode.target : ''
      hash.update(utf8(`${top}/${path} ${inode.type} ${mode.toString(8)} ${uid} ${gid} ${mtime} ${inode.size} ${marks} ${content}\n`))
    }
  }
  const look = lookAt(world, true)
  hash.update(utf8(`${look.powered} ${look.daemon}\n${look.images.map(({ reference, id }) => `${reference} ${id}\n`).join('')}`))
  return hash.hex()
}

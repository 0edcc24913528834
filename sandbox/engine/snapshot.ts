/**
 * A frozen view of a host's image store at one moment: what the daemon has in memory and what is on the disk, side by
 * side. Taken without steps. Checks and views read nothing else.
 */
import { EngineError } from '../base/errors.ts'
import { commitAtTick } from '../disk/kernel-threads.ts'
import { JsonSyntaxError, decodeFirst, toPlain } from '../oci/go-json.ts'
import { sizeBelow, layerRecordOf, layerDataProblems } from './snapshot-layers.ts'
import type { LayerRecord } from './snapshot-layers.ts'
import type { Machine } from '../machine/machine.ts'
import { chainIDOf, parseImage } from '../store/image-config.ts'
import type { ImageConfig } from '../store/image-config.ts'
import { CONTAINERS, CONTENT, LAYERS, LAYER_TMP, METADATA, MOUNTS, OVERLAY, REPOSITORIES, hexOf, isHex64 } from '../store/layout.ts'
import type { Digest } from '../store/layout.ts'
import { DiskView } from './disk-view.ts'
import type { Engine } from './engine.ts'
import { pageCacheOf } from './page-cache-view.ts'
import type { FileView } from './page-cache-view.ts'
import { runnable } from './runnable-part.ts'
import type { StoreToRun } from './runnable.ts'

export type { FileView, Persistence } from './page-cache-view.ts'
export type { LayerRecord } from './snapshot-layers.ts'

export interface ImageView {
  readonly id: Digest
  /** The running daemon knows it. */
  readonly inMemory: boolean
  /** Its config file: `damaged` when its bytes are not those of its name. */
  readonly config: 'readable' | 'damaged' | 'absent'
  readonly parent: Digest | undefined
  /** ChainID of its top layer, when the config can be read and it has layers. */
  readonly topChain: Digest | undefined
  /** Names that mean it, in order. */
  readonly references: readonly string[]
  /** Why it would not start; undefined: it would, or it names no command. */
  readonly notRunnable: string | undefined
}

export interface LayerView {
  readonly chainID: Digest
  readonly inMemory: boolean
  /** Its record below `layerdb`; undefined: there is none. */
  readonly record: LayerRecord | undefined
  readonly cacheID: string | undefined
  readonly parent: Digest | undefined
  /** As recorded. */
  readonly sizeBytes: number | undefined
  /** Bytes of the files that are really there; undefined without a data directory. */
  readonly dataBytes: number | undefined
  /** What is wrong with its directory below `overlay2`; empty when all is there. */
  readonly dataProblems: readonly string[]
  /** Of the running daemon; 0 otherwise. */
  readonly referenceCount: number
  readonly handles: number
  /** What ought to count: images whose top it is, layers right above, containers. */
  readonly users: readonly string[]
}

export interface ContainerView {
  readonly id: string
  readonly name: string
  readonly imageID: Digest
  readonly running: boolean
}

export interface Snapshot {
  /** Virtual time in nanoseconds since the world began. */
  readonly atTick: number
  readonly powered: boolean
  /** `refused`: it would not start on this disk. */
  readonly daemon: 'running' | 'stopped'
  /** Every name and its image: of the running daemon, otherwise of the disk. */
  readonly references: ReadonlyMap<string, Digest>
  /** Names on the disk; undefined when the file cannot be read. */
  readonly referencesOnDisk: ReadonlyMap<string, Digest> | undefined
  readonly images: ReadonlyMap<Digest, ImageView>
  readonly layers: ReadonlyMap<Digest, LayerView>
  readonly containers: readonly ContainerView[]
  /** Directories below `overlay2` that no record and no container names. */
  readonly orphans: readonly string[]
  /** The layer that such a directory was made on top of, as its `lower` file says. */
  readonly orphanBases: ReadonlyMap<string, Digest>
  /** Unfinished records below `layerdb/tmp`. */
  readonly writeSets: readonly string[]
  /** Records of removals that did not finish. */
  readonly removing: readonly string[]
  /** No request is under way and the daemon is up or down for good. */
  readonly atRest: boolean
  /** When the journal commits by itself, in virtual nanoseconds; undefined while it has nothing to commit. */
  readonly commitAtTick: number | undefined
  /** State of the page cache per file of the data root; computed when asked for. */
  files(): readonly FileView[]
}

/**
 * Look at a host.
 *
 * @param engine of the running daemon; undefined when there is none
 * @param atRest nobody is in the middle of a command
 */
export function snapshotOf(machine: Machine, engine: Engine | undefined, atRest: boolean): Snapshot {
  const view = new DiskView(machine.disk)
  const live = engine?.alive && engine.ready ? engine : undefined
  const referencesOnDisk = readReferences(view)
  const references = live ? new Map(live.references.all().map(({ reference, id }) => [reference, id])) : (referencesOnDisk ?? new Map<string, Digest>())
  const layers = layersOf(view, live)
  const images = imagesOf(machine, view, { live, joins: engine?.behaviour.joinsPartialImages ?? false, references, layers })
  const containers = containersOf(view, live)
  addUsers(view, live, layers, images)
  const named = new Set<string>()
  for (const { cacheID } of layers.values()) if (cacheID !== undefined) named.add(cacheID)
  const removing = view.names(LAYERS).filter(name => name.endsWith('-removing'))
  for (const name of removing) named.add((view.text(`${LAYERS}/${name}/cache-id`) ?? '').trim())
  for (const name of view.names(MOUNTS)) for (const key of ['mount-id', 'init-id']) named.add((view.text(`${MOUNTS}/${name}/${key}`) ?? '').trim())
  for (const { mountID, initID } of live?.layers.mountsNow().values() ?? []) named.add(mountID).add(initID ?? '')
  const orphans = view.names(OVERLAY).filter(name => name !== 'l' && !named.has(name))
  const orphanBases = basesOf(view, orphans, layers)
  const nowTick = machine.scheduler.nowTick
  let files: readonly FileView[] | undefined
  return Object.freeze({
    atTick: nowTick, powered: machine.powered, daemon: live ? 'running' as const : 'stopped' as const, references, referencesOnDisk, images, layers, containers,
    orphans, orphanBases, writeSets: view.names(LAYER_TMP), removing, atRest, commitAtTick: commitAtTick(machine.disk),
    files: () => (files ??= pageCacheOf(view, nowTick, flusherWakeTick(machine))),
  })
}

/** When the write-back thread looks next, while something is dirty. */
function flusherWakeTick(machine: Machine): number | undefined {
  return machine.scheduler.tasks.find(({ pending }) => pending?.kind === 'write-back')?.pending?.readyAtTick?.()
}

function basesOf(view: DiskView, orphans: readonly string[], layers: ReadonlyMap<Digest, LayerView>): Map<string, Digest> {
  const bases = new Map<string, Digest>()
  for (const name of orphans) {
    const [link] = (view.text(`${OVERLAY}/${name}/lower`) ?? '').split(':')
    const target = link ? view.find(`${OVERLAY}/${link}`)?.target : undefined
    for (const { chainID, cacheID } of layers.values()) if (target === `../${cacheID ?? ''}/diff`) bases.set(name, chainID)
  }
  return bases
}

function readReferences(view: DiskView): Map<string, Digest> | undefined {
  const json = view.text(REPOSITORIES)
  if (json === undefined) return undefined
  try {
    const { Repositories } = toPlain(decodeFirst(json).value) as { readonly Repositories?: Readonly<Record<string, Readonly<Record<string, Digest>>>> | null }
    return new Map(Object.values(Repositories ?? {}).flatMap(references => Object.entries(references)).sort(([a], [b]) => (a < b ? -1 : 1)))
  } catch (error) {
    if (error instanceof JsonSyntaxError) return undefined
    throw error
  }
}

type MutableLayer = { -readonly [Key in keyof LayerView]: LayerView[Key] }

function layersOf(view: DiskView, live: Engine | undefined): Map<Digest, MutableLayer> {
  const known = live?.layers.known()
  const chains = new Set([...(known?.keys() ?? []), ...view.names(LAYERS).filter(isHex64).map(hex => `sha256:${hex}`)])
  const layers = new Map<Digest, MutableLayer>()
  for (const chainID of [...chains].sort()) {
    const layer = known?.get(chainID)
    const record = layerRecordOf(view, hexOf(chainID))
    const cacheID = layer?.cacheID ?? record?.cacheID
    const parent = layer ? layer.parent?.chainID : record?.parent
    const sizeBytes = layer?.sizeBytes ?? record?.sizeBytes
    const dataBytes = cacheID === undefined ? undefined : sizeBelow(view, `${OVERLAY}/${cacheID}/diff`)
    layers.set(chainID, {
      chainID, inMemory: layer !== undefined, record, cacheID, parent, sizeBytes, dataBytes,
      dataProblems: cacheID === undefined ? [] : layerDataProblems(view, cacheID, parent !== undefined, sizeBytes, dataBytes),
      referenceCount: layer?.referenceCount ?? 0, handles: layer?.handles.size ?? 0, users: [],
    })
  }
  return layers
}

interface ImagesOf {
  readonly live: Engine | undefined
  /** A partial image runs with its parts. */
  readonly joins: boolean
  readonly references: ReadonlyMap<string, Digest>
  readonly layers: ReadonlyMap<Digest, LayerView>
}

function imagesOf(machine: Machine, view: DiskView, { live, joins, references, layers }: ImagesOf): Map<Digest, ImageView> {
  const byID = new Map<Digest, string[]>()
  for (const [reference, id] of references) {
    const names = byID.get(id)
    if (names) names.push(reference)
    else byID.set(id, [reference])
  }
  const ids = new Set([...(live?.images.ids() ?? []), ...view.names(CONTENT).filter(isHex64).map(hex => `sha256:${hex}`)])
  const store: StoreToRun = { joins, cacheIDOf: chainID => layers.get(chainID)?.cacheID, configOf: id => readConfig(view, id).config }
  const images = new Map<Digest, ImageView>()
  for (const id of [...ids].sort()) {
    const { state, config } = readConfig(view, id)
    const topChain = config && chainIDOf(config)
    const parent = view.text(`${METADATA}/${hexOf(id)}/parent`)
    images.set(id, {
      id, inMemory: live?.images.has(id) ?? false, config: state, topChain, parent: parent === undefined || parent === '' ? undefined : parent, references: byID.get(id) ?? [],
      notRunnable: runnable.content.whyNotRunnable(machine, view, config, store),
    })
  }
  return images
}

function readConfig(view: DiskView, id: Digest): { state: ImageView['config']; config: ImageConfig | undefined } {
  const inode = view.find(`${CONTENT}/${hexOf(id)}`)
  if (inode?.type !== 'file') return { state: 'absent', config: undefined }
  if (inode.content.sha256() !== hexOf(id)) return { state: 'damaged', config: undefined }
  try {
    return { state: 'readable', config: parseImage(inode.content) }
  } catch (error) {
    if (error instanceof EngineError) return { state: 'damaged', config: undefined }
    throw error
  }
}

function containersOf(view: DiskView, live: Engine | undefined): ContainerView[] {
  if (live) return live.containers.all().map(({ id, name, imageID, state }) => ({ id, name, imageID, running: state.Running }))
  const containers: ContainerView[] = []
  for (const id of view.names(CONTAINERS)) {
    try {
      const record = toPlain(decodeFirst(view.text(`${CONTAINERS}/${id}/config.v2.json`) ?? '').value) as { readonly Name: string; readonly Image: Digest }
      containers.push({ id, name: record.Name.replace(/^\//, ''), imageID: record.Image, running: false })
    } catch (error) {
      if (!(error instanceof JsonSyntaxError)) throw error
    }
  }
  return containers
}

/** Who holds each layer: the images on top of it, the layers right above it, the containers on it. */
function addUsers(view: DiskView, live: Engine | undefined, layers: ReadonlyMap<Digest, MutableLayer>, images: ReadonlyMap<Digest, ImageView>): void {
  const users = new Map<Digest, string[]>()
  const use = (chain: Digest | undefined, user: string): void => {
    if (chain === undefined) return
    const known = users.get(chain)
    if (known) known.push(user)
    else users.set(chain, [user])
  }
  for (const { id, topChain, inMemory } of images.values()) if (!live || inMemory) use(topChain, `image ${id}`)
  for (const { chainID, parent, inMemory } of layers.values()) if (!live || inMemory) use(parent, `layer ${chainID}`)
  if (live) for (const { name, parent } of live.layers.mountsNow().values()) use(parent?.chainID, `container ${name}`)
  else for (const name of view.names(MOUNTS)) use(view.text(`${MOUNTS}/${name}/parent`)?.trim(), `container ${name}`)
  for (const layer of layers.values()) layer.users = users.get(layer.chainID) ?? []
}

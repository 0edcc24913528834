/**
 * The store as strata: each layer with the state of its record and of its data, and what stands on what. Read from a
 * snapshot and the page cache alone; nothing here knows of width or language.
 */
import type { FileView } from '#sandbox'
import type { LossView, StoreView } from '../../playground/messages.ts'

/** `journal`: written, but its name or length waits for the journal. `lost`: there is none. */
export type RecordState = 'durable' | 'journal' | 'dirty' | 'damaged' | 'lost' | 'writing' | 'none'

/** `gone`: its record says that it is there. `lost`: the same while the power is off, when nobody has looked yet. */
export type DataState = 'durable' | 'journal' | 'dirty' | 'damaged' | 'gone' | 'lost' | 'writing' | 'none'

export interface Stratum {
  readonly key: string
  /** `missing`: an image or a layer stands on it, and there is neither record nor data. */
  readonly kind: 'layer' | 'missing' | 'writing' | 'orphan' | 'write-set' | 'removing'
  /** Chain ID or name of a directory, as long as it is. */
  readonly id: string
  readonly record: RecordState
  readonly data: DataState
  /** Relative to the data root. */
  readonly recordPath: string | undefined
  readonly dataPath: string | undefined
  /** As recorded. */
  readonly sizeBytes: number | undefined
  /** Found. */
  readonly dataBytes: number | undefined
  /** What a power loss now would take of its data. */
  readonly atStakeBytes: number
  /** When all of its data is on disk, if nobody asks for it sooner. */
  readonly dueAtTick: number | undefined
  /** What is wrong with record and data, in the engine's words. */
  readonly problems: readonly string[]
  /** Images with or without a name that stand on it, but no intermediate ones. */
  readonly imageCount: number
  /** Whatever counts as its user. */
  readonly users: readonly string[]
  readonly parent: string | undefined
  /** Nothing but images without a name stands on it. */
  readonly hollow: boolean
}

export interface ImageNode {
  readonly id: string
  readonly names: readonly string[]
  /** `intermediate`: without a name, and another image is made of it. */
  readonly kind: 'named' | 'dangling' | 'intermediate'
  readonly config: 'durable' | 'journal' | 'dirty' | 'damaged' | 'absent'
  /** The daemon has it in its list, or would read it when it starts. */
  readonly known: boolean
  /** Key of its top stratum. */
  readonly top: string | undefined
  readonly notRunnable: string | undefined
}

export interface ContainerNode {
  readonly id: string
  readonly name: string
  readonly running: boolean
  readonly on: string
}

export interface Strata {
  readonly layers: ReadonlyMap<string, Stratum>
  readonly images: readonly ImageNode[]
  readonly containers: readonly ContainerNode[]
  /** Names whose image is not there. */
  readonly danglingNames: readonly { readonly name: string; readonly id: string }[]
  /** Are the names, all in one file, on disk? */
  readonly names: 'durable' | 'journal' | 'dirty'
  readonly commitAtTick: number | undefined
}

const LAYERDB = 'image/overlay2/layerdb'
const CONTENT = 'image/overlay2/imagedb/content/sha256'
export const NAMES_PATH = 'image/overlay2/repositories.json'

const hexOf = (digest: string): string => digest.slice(digest.indexOf(':') + 1)

type Persisted = 'durable' | 'journal' | 'dirty'

/** State of a set of files: as bad as the worst. */
const worst = (files: readonly FileView[]): Persisted =>
  files.some(file => file.persistence === 'memory') ? 'dirty' : files.some(file => file.persistence === 'written') ? 'journal' : 'durable'

/** Files by the directory that belongs to one layer, one write set or one image. */
function byOwner(files: readonly FileView[]): ReadonlyMap<string, readonly FileView[]> {
  const owners = new Map<string, FileView[]>()
  for (const file of files) {
    const owner = /^(?:overlay2\/(?!l\/)[^/]+|image\/overlay2\/layerdb\/(?:sha256|tmp)\/[^/]+|image\/overlay2\/imagedb\/content\/sha256\/[^/]+|image\/overlay2\/repositories\.json)/.exec(file.path)?.[0]
    if (owner === undefined) continue
    const known = owners.get(owner)
    if (known) known.push(file)
    else owners.set(owner, [file])
  }
  return owners
}

interface Data {
  readonly state: DataState
  readonly atStakeBytes: number
  readonly dueAtTick: number | undefined
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] }

/** Read the store. @param loss of the last cut, while nothing has happened since */
export function strataOf(store: StoreView, loss?: LossView): Strata {
  const owners = byOwner(store.files)
  const filesOf = (owner: string): readonly FileView[] => owners.get(owner) ?? []
  const layers = new Map<string, Mutable<Stratum>>()

  const dataOf = (path: string, sizeBytes: number | undefined, problems: readonly string[]): Data => {
    const files = filesOf(path)
    const inMemory = files.filter(file => file.persistence === 'memory')
    const atStakeBytes = inMemory.reduce((sum, file) => sum + Math.max(0, file.sizeBytes - file.durableBytes), 0)
    const state = worst(files)
    const due = inMemory.flatMap(file => file.writeBackAtTick ?? [])
    const dueAtTick = state === 'dirty' && due.length > 0 ? Math.max(...due) : state === 'journal' ? store.commitAtTick : undefined
    if (problems.length === 0) return { state, atStakeBytes, dueAtTick }
    const content = files.filter(file => file.type === 'file' && file.path.startsWith(`${path}/diff/`)).reduce((sum, file) => sum + file.sizeBytes, 0)
    const linkIsWhole = files.some(file => file.path === `${path}/link` && file.sizeBytes > 0)
    const gone = files.length === 0 || (content === 0 && ((sizeBytes ?? 0) > 0 || !linkIsWhole))
    const byCut = !store.powered && (loss === undefined || loss.files.some(file => file.path.startsWith(`${path}/`)))
    return { state: gone ? (byCut ? 'lost' : 'gone') : 'damaged', atStakeBytes, dueAtTick }
  }

  for (const { chainID, record, cacheID, parent, sizeBytes, dataBytes, dataProblems, users } of store.layers.values()) {
    const recordPath = `${LAYERDB}/sha256/${hexOf(chainID)}`
    const dataPath = cacheID === undefined ? undefined : `overlay2/${cacheID}`
    const data: Data = dataPath === undefined ? { state: 'gone', atStakeBytes: 0, dueAtTick: undefined } : dataOf(dataPath, sizeBytes, dataProblems)
    layers.set(chainID, {
      key: chainID, kind: 'layer', id: hexOf(chainID), record: !record ? 'lost' : record.problems.length > 0 ? 'damaged' : worst(filesOf(recordPath)), data: data.state,
      recordPath, dataPath, sizeBytes, dataBytes, atStakeBytes: data.atStakeBytes, dueAtTick: data.dueAtTick, problems: [...(record?.problems ?? []), ...dataProblems],
      imageCount: 0, users, parent, hollow: false,
    })
  }
  const ghost = (chainID: string): void => {
    if (layers.has(chainID)) return
    layers.set(chainID, { ...BLANK, key: chainID, kind: 'missing', id: hexOf(chainID), record: 'lost', data: 'gone', recordPath: `${LAYERDB}/sha256/${hexOf(chainID)}` })
  }
  for (const { parent } of [...layers.values()]) if (parent !== undefined) ghost(parent)
  for (const { topChain } of store.images.values()) if (topChain !== undefined) ghost(topChain)

  const images = imagesOf(store, filesOf)
  const containers = containersOf(store, layers)
  countUsers(layers, images, containers)
  addLoose(store, layers, filesOf, dataOf)
  const danglingNames = [...store.references].filter(([, id]) => !store.images.has(id)).map(([name, id]) => ({ name, id: hexOf(id) }))
  return { layers, images, containers, danglingNames, names: worst(filesOf(NAMES_PATH)), commitAtTick: store.commitAtTick }
}

const BLANK: Omit<Stratum, 'key' | 'kind' | 'id' | 'record' | 'data'> = {
  recordPath: undefined, dataPath: undefined, sizeBytes: undefined, dataBytes: undefined, atStakeBytes: 0, dueAtTick: undefined, problems: [], imageCount: 0, users: [],
  parent: undefined, hollow: false,
}

/** What no record names yet or any more: half-made layers, leftovers of them, half-removed ones. */
function addLoose(
  store: StoreView, layers: Map<string, Mutable<Stratum>>, filesOf: (owner: string) => readonly FileView[], dataOf: (path: string, sizeBytes: number | undefined, problems: readonly string[]) => Data,
): void {
  const { atRest, orphans, writeSets, removing, orphanBases } = store
  const bytesOf = (path: string): number => filesOf(path).filter(file => file.path.startsWith(`${path}/diff/`) && file.type !== 'directory').reduce((sum, file) => sum + file.sizeBytes, 0)
  const loose = (name: string, kind: Stratum['kind'], record: RecordState, recordPath: string | undefined): void => {
    const dataPath = `overlay2/${name}`
    const data = dataOf(dataPath, undefined, [])
    layers.set(`${kind}:${name}`, {
      ...BLANK, key: `${kind}:${name}`, kind, id: name, record, data: kind === 'writing' ? 'writing' : data.state, recordPath, dataPath, dataBytes: bytesOf(dataPath), atStakeBytes: data.atStakeBytes,
      dueAtTick: data.dueAtTick, parent: orphanBases.get(name),
    })
  }
  const pairs = atRest ? 0 : writeSets.length
  orphans.forEach((name, at) => {
    const writeSet = at < pairs ? writeSets[at] : undefined
    loose(name, atRest ? 'orphan' : 'writing', writeSet === undefined ? 'none' : 'writing', writeSet === undefined ? undefined : `${LAYERDB}/tmp/${writeSet}`)
  })
  for (const name of writeSets.slice(Math.min(pairs, orphans.length))) {
    layers.set(`write-set:${name}`, { ...BLANK, key: `write-set:${name}`, kind: 'write-set', id: name, record: 'writing', data: 'none', recordPath: `${LAYERDB}/tmp/${name}` })
  }
  for (const name of removing) {
    const [chain = name, cacheID] = name.split('-')
    const dataPath = cacheID === undefined ? undefined : `overlay2/${cacheID}`
    const data = dataPath === undefined || filesOf(dataPath).length === 0 ? 'none' : dataOf(dataPath, undefined, []).state
    layers.set(`removing:${name}`, {
      ...BLANK, key: `removing:${name}`, kind: 'removing', id: chain, record: worst(filesOf(`${LAYERDB}/sha256/${name}`)), data, recordPath: `${LAYERDB}/sha256/${name}`, dataPath,
      dataBytes: dataPath === undefined ? undefined : bytesOf(dataPath),
    })
  }
}

function imagesOf(store: StoreView, filesOf: (owner: string) => readonly FileView[]): ImageNode[] {
  const parents = new Set([...store.images.values()].map(image => image.parent))
  return [...store.images.values()].map(({ id, references, config, inMemory, topChain, notRunnable }) => ({
    id: hexOf(id), names: references, kind: references.length > 0 ? 'named' as const : parents.has(id) ? 'intermediate' as const : 'dangling' as const,
    config: config === 'readable' ? worst(filesOf(`${CONTENT}/${hexOf(id)}`)) : config, known: inMemory || store.daemon === 'stopped', top: topChain, notRunnable,
  }))
}

/** Keys from one stratum down to the bottom; damaged records could form a ring. */
export function chainFrom(layers: ReadonlyMap<string, Pick<Stratum, 'parent'>>, top: string | undefined): string[] {
  const chain: string[] = []
  for (let key = top; key !== undefined && layers.has(key) && !chain.includes(key); key = layers.get(key)?.parent) chain.push(key)
  return chain
}

function containersOf(store: StoreView, layers: ReadonlyMap<string, Stratum>): ContainerNode[] {
  const base = new Map<string, string>()
  for (const { key, users } of layers.values()) for (const user of users) base.set(user, key)
  return store.containers.flatMap(({ id, name, running }) => {
    const on = base.get(`container ${id}`)
    return on === undefined ? [] : [{ id, name, running, on }]
  })
}

function countUsers(layers: ReadonlyMap<string, Mutable<Stratum>>, images: readonly ImageNode[], containers: readonly ContainerNode[]): void {
  const solid = new Set<string>()
  for (const { on } of containers) for (const key of chainFrom(layers, on)) solid.add(key)
  for (const { top, kind } of images) {
    if (kind === 'intermediate') continue
    for (const key of chainFrom(layers, top)) {
      const layer = layers.get(key)
      if (layer) layer.imageCount++
      if (kind === 'named') solid.add(key)
    }
  }
  for (const layer of layers.values()) layer.hollow = layer.imageCount > 0 && !solid.has(layer.key)
}

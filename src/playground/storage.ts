/** What a reader's browser keeps: sandboxes as they were left, files that were handed in, explorations. Nothing leaves it. */
import type { Saved, Upload } from './messages.ts'

const NAME = 'layerlab'
const SANDBOXES = 'sandboxes'
const UPLOADS = 'uploads'
const LABS = 'labs'
const EXPLORATIONS = 'explorations'

const STORES = [SANDBOXES, UPLOADS, LABS, EXPLORATIONS]

/** Why something could not be stored. `denied`: the browser gives no storage; `full`: there is no room. */
export type StorageProblem = 'denied' | 'full'

export class StorageError extends Error {
  override readonly name = 'StorageError'
  readonly problem: StorageProblem

  constructor(problem: StorageProblem) {
    super(problem)
    this.problem = problem
  }
}

const problemOf = (error: unknown): StorageError => new StorageError(error instanceof DOMException && error.name === 'QuotaExceededError' ? 'full' : 'denied')

export const settled = <T>(request: IDBRequest<T>): Promise<T> => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result)
  request.onerror = () => reject(request.error ?? new Error('storage failed'))
})

async function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(NAME, 3)
  request.onupgradeneeded = () => {
    for (const name of STORES) if (!request.result.objectStoreNames.contains(name)) request.result.createObjectStore(name)
  }
  return settled(request)
}

/** Do something with what is stored, in one transaction. @throws StorageError */
export async function within<T>(mode: IDBTransactionMode, action: (stores: { readonly sandboxes: IDBObjectStore; readonly uploads: IDBObjectStore; readonly labs: IDBObjectStore; readonly explorations: IDBObjectStore }) => Promise<T>): Promise<T> {
  let database: IDBDatabase | undefined
  try {
    database = await open()
    const transaction = database.transaction(STORES, mode)
    const done = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve()
      transaction.onabort = () => reject(transaction.error ?? new Error('storage failed'))
    })
    // Without a listener a transaction that fails first would be an unhandled rejection.
    done.catch(() => {})
    const result = await action({ sandboxes: transaction.objectStore(SANDBOXES), uploads: transaction.objectStore(UPLOADS), labs: transaction.objectStore(LABS), explorations: transaction.objectStore(EXPLORATIONS) })
    await done
    return result
  } catch (error) {
    throw problemOf(error)
  } finally {
    database?.close()
  }
}

/** The sandbox that was left under a key; undefined when there is none. @throws StorageError */
export const loadSandbox = (key: string): Promise<Saved | undefined> => within('readonly', async ({ sandboxes }) => await settled(sandboxes.get(key)) as Saved | undefined)

/** @throws StorageError */
export const saveSandbox = (key: string, saved: Saved): Promise<void> => within('readwrite', async ({ sandboxes }) => void await settled(sandboxes.put(saved, key)))

/** @throws StorageError */
export const dropSandbox = (key: string): Promise<void> => within('readwrite', async ({ sandboxes }) => void await settled(sandboxes.delete(key)))

/** @throws StorageError */
export const saveUpload = ({ digest, bytes }: Upload): Promise<void> => within('readwrite', async ({ uploads }) => void await settled(uploads.put(bytes, digest)))

/** Those of the digests that are kept. @throws StorageError */
export const loadUploads = (digests: readonly string[]): Promise<Upload[]> => within('readonly', async ({ uploads }) => {
  const found: Upload[] = []
  for (const digest of digests) {
    const bytes = await settled(uploads.get(digest)) as Uint8Array | undefined
    if (bytes) found.push({ digest, bytes })
  }
  return found
})

/** Pages and scripts that the service worker keeps for times without a network: see `offline/worker.ts`. */
const COPIES = 'layerlab'

async function copiesBytes(): Promise<number> {
  if (!('caches' in globalThis) || !(await caches.has(COPIES))) return 0
  const copies = await (await caches.open(COPIES)).matchAll()
  return copies.reduce((sum, { headers }) => sum + Number(headers.get('content-length') ?? 0), 0)
}

/** Everything this site keeps in the browser, in bytes, but for the theme; copies of pages as they were sent. @throws StorageError */
export const storedBytes = async (): Promise<number> => await copiesBytes() + await within('readonly', async ({ sandboxes, uploads, explorations }) => {
  const saved = [...await settled(sandboxes.getAll()) as unknown[], ...await settled(explorations.getAll()) as unknown[]]
  const files = await settled(uploads.getAll()) as Uint8Array[]
  return saved.reduce<number>((sum, one) => sum + JSON.stringify(one).length, 0) + files.reduce((sum, { length }) => sum + length, 0)
})

/** Forget everything that is kept. @throws StorageError */
export const forgetEverything = (): Promise<void> => within('readwrite', async stores => {
  for (const store of Object.values(stores)) await settled(store.clear())
}).finally(() => 'caches' in globalThis && caches.delete(COPIES))

/** An exploration that was kept, and when. */
interface Kept {
  readonly answer: unknown
  readonly atMs: number
}

/** So many explorations are kept; the oldest goes first. */
const EXPLORATIONS_MAX = 40

/** The exploration that is kept under a key; undefined when there is none. @throws StorageError */
export const loadExploration = (key: string): Promise<unknown> => within('readonly', async ({ explorations }) => (await settled(explorations.get(key)) as Kept | undefined)?.answer)

/** @throws StorageError */
export const saveExploration = (key: string, answer: unknown): Promise<void> => within('readwrite', async ({ explorations }) => {
  await settled(explorations.put({ answer, atMs: Date.now() } satisfies Kept, key))
  const keys = await settled(explorations.getAllKeys())
  const kept = (await settled(explorations.getAll()) as Kept[]).map(({ atMs }, at) => ({ atMs, key: keys[at] as IDBValidKey }))
  kept.sort((a, b) => b.atMs - a.atMs)
  for (const { key: old } of kept.slice(EXPLORATIONS_MAX)) await settled(explorations.delete(old))
})

/** Digests of the files that a saved sandbox needs. */
export function digestsOf({ scenario, schedule }: Saved): string[] {
  const digests = new Set<string>()
  for (const source of Object.values(scenario.files ?? {})) if ('upload' in source) digests.add(source.upload)
  for (const item of schedule) {
    const digest = typeof item === 'string' ? /^!put=[^:]*:(sha256:[0-9a-f]{64})$/.exec(item)?.[1] : undefined
    if (digest !== undefined) digests.add(digest)
  }
  return [...digests]
}

/** How far a reader has come in a lab; what was typed is in the sandbox of its page. */
export interface LabProgress {
  readonly reached: number
  readonly tasks: number
  /** Real milliseconds since 1970 when it was last worked on. */
  readonly atMs: number
  /** The reader plays freely, from this position on. */
  readonly freeFrom?: number
}

/** By the lab's name. @throws StorageError */
export const loadLabs = (): Promise<ReadonlyMap<string, LabProgress>> => within('readonly', async ({ labs }) => {
  const names = await settled(labs.getAllKeys()) as string[]
  const all = await settled(labs.getAll()) as LabProgress[]
  return new Map(names.map((name, at) => [name, all[at] as LabProgress]))
})

/** @throws StorageError */
export const saveLab = (name: string, progress: LabProgress): Promise<void> => within('readwrite', async ({ labs }) => void await settled(labs.put(progress, name)))

/**
 * Names of images: `repositories.json`. Every change rewrites the whole file while the lock is held; memory changes
 * first, so a failed save leaves memory and disk different.
 *
 * @source moby reference/store.go (20.10)
 */
import { utf8 } from '../base/bytes.ts'
import { EngineError, SyscallError } from '../base/errors.ts'
import { decodeFirst, encode, sortedMap, toPlain } from '../oci/go-json.ts'
import { familiarName, familiarString, withDefaultTag } from '../oci/reference.ts'
import type { Reference } from '../oci/reference.ts'
import { Lock } from '../sched/lock.ts'
import type { Op } from '../sched/op.ts'
import { atomicWriteFile } from './atomic-write.ts'
import { IMAGE, REPOSITORIES } from './layout.ts'
import type { Digest } from './layout.ts'
import type { StoreHost } from './store-host.ts'

/** A name and the image it means. */
export interface Association {
  /** Familiar form, `app:1` or `app@sha256:…`. */
  readonly reference: string
  readonly id: Digest
}

/** Repository (familiar name) → reference (familiar form) → image ID. */
type Repositories = ReadonlyMap<string, ReadonlyMap<string, Digest>>

export class ReferenceStore {
  private readonly host: StoreHost
  private readonly lock: Lock
  /** Replaced as a whole by each change. */
  private readonly state: { repositories: Repositories } = { repositories: new Map() }

  constructor(host: StoreHost) {
    this.host = host
    this.lock = new Lock('references', host.scheduler)
  }

  /**
   * Read `repositories.json`, creating it when there is none.
   *
   * @throws EngineError when it cannot be read as JSON: the daemon does not start
   */
  *restore(): Op<void> {
    const { fs } = this.host
    yield* fs.mkdirAll(IMAGE, 0o700)
    let text: string
    try {
      text = yield* fs.readText(REPOSITORIES)
    } catch (error) {
      if (!(error instanceof SyscallError && error.code === 'ENOENT')) throw error
      yield* this.save(new Map())
      return
    }
    const decoded = toPlain(decodeFirst(text).value) as { readonly Repositories?: Readonly<Record<string, Readonly<Record<string, Digest>>>> | null }
    const repositories = new Map<string, ReadonlyMap<string, Digest>>()
    for (const [name, references] of entriesOf(decoded.Repositories)) repositories.set(name, new Map(entriesOf(references)))
    this.host.scheduler.memory.set(this.state, 'repositories', repositories)
  }

  /** Make a tag mean an image, moving it if need be. Whether the image exists is not checked. */
  *addTag(reference: Reference, id: Digest, { force }: { force: boolean }): Op<void> {
    if (reference.digest !== undefined) throw new EngineError('InvalidParameter', 'refusing to create a tag with a digest reference')
    yield* this.add(reference.tag === undefined ? withDefaultTag(reference) : reference, id, force)
  }

  /** Note that a manifest digest means an image. */
  *addDigest(reference: Reference, id: Digest, { force }: { force: boolean }): Op<void> {
    yield* this.add(reference, id, force)
  }

  /** Forget a name; false when it is not there. */
  *delete(reference: string, repository: string): Op<void> {
    yield* this.lock.held(() => this.deleteLocked(reference, repository))
  }

  private *deleteLocked(reference: string, repository: string): Op<void> {
    const references = this.state.repositories.get(repository)
    if (!references?.has(reference)) throw new EngineError('NotFound', 'reference does not exist')
    const left = new Map(references)
    left.delete(reference)
    const repositories = new Map(this.state.repositories)
    if (left.size > 0) repositories.set(repository, left)
    else repositories.delete(repository)
    yield* this.save(repositories)
  }

  /** The image a name means. */
  *get(reference: string, repository: string): Op<Digest | undefined> {
    return yield* this.lock.brieflyForReading(() => {
      this.touch('read')
      return this.state.repositories.get(repository)?.get(reference)
    })
  }

  /** All names of an image, sorted by their full form. */
  *references(id: Digest): Op<string[]> {
    return yield* this.lock.brieflyForReading(() => this.referencesNow(id))
  }

  /** All names of a repository, sorted. */
  *byName(repository: string): Op<Association[]> {
    return yield* this.lock.brieflyForReading(() => {
      this.touch('read')
      return entriesOfMap(this.state.repositories.get(repository)).map(([reference, id]) => ({ reference, id })).sort((a, b) => compare(a.reference, b.reference))
    })
  }

  /** Every name, for views and checks. */
  all(): Association[] {
    return [...this.state.repositories.values()].flatMap(references => Array.from(references, ([reference, id]) => ({ reference, id }))).sort((a, b) => compare(a.reference, b.reference))
  }

  /** Names of an image without waiting for the lock: for views. */
  referencesNow(id: Digest): string[] {
    this.touch('read')
    const found: string[] = []
    for (const references of this.state.repositories.values()) for (const [reference, target] of references) if (target === id) found.push(reference)
    return found.sort((a, b) => compare(normalised(a), normalised(b)))
  }

  private *add(reference: Reference, id: Digest, force: boolean): Op<void> {
    const repository = familiarName(reference)
    if (repository === 'sha256') throw new EngineError('InvalidParameter', 'refusing to create an ambiguous tag using digest algorithm as name')
    yield* this.lock.held(() => this.addLocked(familiarString(reference), repository, reference, id, force))
  }

  private *addLocked(name: string, repository: string, reference: Reference, id: Digest, force: boolean): Op<void> {
    const references = this.state.repositories.get(repository)
    const old = references?.get(name)
    this.touch('read')
    if (old === id) return
    if (old !== undefined) {
      if (reference.digest !== undefined) throw new EngineError('Conflict', `Cannot overwrite digest ${reference.digest}`)
      if (!force) {
        throw new EngineError('Conflict', `Conflict: Tag ${name} is already set to image ${old}, if you want to replace it, please use the force option`)
      }
    }
    const repositories = new Map(this.state.repositories)
    repositories.set(repository, new Map(references).set(name, id))
    yield* this.save(repositories)
  }

  private *save(repositories: Repositories): Op<void> {
    const { fs, scheduler } = this.host
    this.touch('write')
    scheduler.memory.set(this.state, 'repositories', repositories)
    const text = encode({ Repositories: sortedMap(Object.fromEntries(Array.from(repositories, ([name, references]) => [name, sortedMap(Object.fromEntries(references))]))) })
    yield* atomicWriteFile(fs, scheduler, REPOSITORIES, utf8(text), 0o600)
  }

  private touch(mode: 'read' | 'write'): void {
    this.host.scheduler.memory.touch('references', '', mode)
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Full form of a familiar one, for sorting. */
function normalised(familiar: string): string {
  const slash = familiar.indexOf('/')
  const first = slash < 0 ? '' : familiar.slice(0, slash)
  if (slash >= 0 && (/[.:]/.test(first) || first === 'localhost')) return familiar
  return slash < 0 ? `docker.io/library/${familiar}` : `docker.io/${familiar}`
}

function entriesOf<T>(object: Readonly<Record<string, T>> | null | undefined): [string, T][] {
  return object ? Object.entries(object) : []
}

function entriesOfMap<T>(map: ReadonlyMap<string, T> | undefined): [string, T][] {
  return map ? [...map] : []
}

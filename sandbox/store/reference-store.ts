/**
 * Names of images: `repositories.json`. Every change rewrites the whole file while the lock is held; memory changes
 * first, so a failed save leaves memory and disk different.
 *
 * @source moby reference/store.go (20.10)
 */
import { ImmutableMap } from '../base/immutable-map.ts'
import { EngineError, SyscallError } from '../base/errors.ts'
import { decodeFirst, toPlain } from '../oci/go-json.ts'
import { familiarName, familiarString, withDefaultTag } from '../oci/reference.ts'
import type { Reference } from '../oci/reference.ts'
import { concluded } from '../sched/conclude.ts'
import { Lock } from '../sched/lock.ts'
import type { Op } from '../sched/op.ts'
import { atomicWriteFile } from './atomic-write.ts'
import { IMAGE, REPOSITORIES } from './layout.ts'
import type { Digest } from './layout.ts'
import { NO_REFERENCES, NO_REPOSITORIES, repositoriesJson, withReference, withRepository } from './repositories.ts'
import type { References, Repositories } from './repositories.ts'
import type { StoreHost } from './store-host.ts'

/** A name and the image it means. */
export interface Association {
  /** Familiar form, `app:1` or `app@sha256:…`. */
  readonly reference: string
  readonly id: Digest
}

export class ReferenceStore {
  private readonly host: StoreHost
  private readonly lock: Lock
  /** Replaced as a whole by each change. */
  private readonly state = { repositories: NO_REPOSITORIES }
  /** Names by image, of the repositories they were made from. */
  private index: { readonly of: Repositories; readonly names: ReadonlyMap<Digest, readonly string[]> } | undefined

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
    if (this.host.behaviour.removesLeftoversAtStart) yield* this.removeTemporaryFiles()
    let text: string
    try {
      text = yield* fs.readText(REPOSITORIES)
    } catch (error) {
      if (!(error instanceof SyscallError && error.code === 'ENOENT')) throw error
      yield* this.save(NO_REPOSITORIES)
      return
    }
    const decoded = toPlain(decodeFirst(text).value) as { readonly Repositories?: Readonly<Record<string, Readonly<Record<string, Digest>>>> | null }
    const repositories = ImmutableMap.of(entriesOf(decoded.Repositories).map(([name, references]) => [name, ImmutableMap.of(entriesOf(references))] as const))
    this.host.scheduler.memory.set(this.state, 'repositories', repositories)
  }

  /** What interrupted saves left beside the file. @source openEuler docker patch 0020 */
  private *removeTemporaryFiles(): Op<void> {
    const { fs } = this.host
    for (const name of yield* fs.readdir(IMAGE)) {
      if (!name.includes('.tmp-repositories.json')) continue
      this.host.log('warning', `Remove temporary file: ${IMAGE}/${name}`)
      yield* fs.removeAll(`${IMAGE}/${name}`)
    }
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
  delete(reference: string, repository: string): Op<void> {
    return concluded(this.host.scheduler, this.lock.held(() => this.deleteLocked(reference, repository)))
  }

  private *deleteLocked(reference: string, repository: string): Op<void> {
    this.touch('read')
    const references = this.state.repositories.get(repository)
    if (!references?.has(reference)) throw new EngineError('NotFound', 'reference does not exist')
    this.host.scheduler.memory.touch('reference', reference, 'write')
    yield* this.save(withRepository(this.state.repositories, repository, withReference(references, reference, undefined)))
  }

  /** The image a name means. */
  *get(reference: string, repository: string): Op<Digest | undefined> {
    return yield* this.lock.brieflyForReading(() => {
      this.host.scheduler.memory.touch('reference', reference, 'read')
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
    if (this.index?.of !== this.state.repositories) this.index = { of: this.state.repositories, names: namesByImage(this.state.repositories) }
    return [...(this.index.names.get(id) ?? [])]
  }

  private *add(reference: Reference, id: Digest, force: boolean): Op<void> {
    const repository = familiarName(reference)
    if (repository === 'sha256') throw new EngineError('InvalidParameter', 'refusing to create an ambiguous tag using digest algorithm as name')
    yield* concluded(this.host.scheduler, this.lock.held(() => this.addLocked(familiarString(reference), repository, reference, id, force)))
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
    this.host.scheduler.memory.touch('reference', name, 'write')
    yield* this.save(withRepository(this.state.repositories, repository, withReference(references ?? NO_REFERENCES, name, id)))
  }

  private *save(repositories: Repositories): Op<void> {
    const { fs, scheduler } = this.host
    this.touch('write')
    scheduler.memory.set(this.state, 'repositories', repositories)
    yield* atomicWriteFile(fs, scheduler, REPOSITORIES, repositoriesJson(repositories), 0o600)
  }

  private touch(mode: 'read' | 'write'): void {
    this.host.scheduler.memory.touch('references', '', mode)
  }
}

/** The names of each image, sorted by their full form. */
function namesByImage(repositories: Repositories): Map<Digest, string[]> {
  const names = new Map<Digest, string[]>()
  for (const references of repositories.values()) {
    for (const [reference, id] of references) {
      const known = names.get(id)
      if (known) known.push(reference)
      else names.set(id, [reference])
    }
  }
  for (const known of names.values()) if (known.length > 1) known.sort((a, b) => compare(normalised(a), normalised(b)))
  return names
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

function entriesOfMap(map: References | undefined): (readonly [string, Digest])[] {
  return map ? [...map] : []
}

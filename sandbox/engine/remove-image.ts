/**
 * `docker rmi`. Conflicts are checked, then things are done, and no lock spans the two: what other commands do in
 * between is the subject of several pages.
 *
 * @source moby daemon/images/image_delete.go (20.10)
 */
import { EngineError } from '../base/errors.ts'
import type { ImageDeleteItem } from './api.ts'
import type { Engine } from './engine.ts'
import { refuseHeld } from './hold-on.ts'
import { deleteConflict } from './refusals.ts'
import { repositoryOf } from './reference-text.ts'
import { resolveID } from './resolve.ts'
import { familiarName, familiarString, parseReference, withDefaultTag } from '../oci/reference.ts'
import type { Op } from '../sched/op.ts'
import { shortID } from '../store/layout.ts'
import type { Digest } from '../store/layout.ts'

export interface RemoveImageArgs {
  /** A reference, an image ID or a prefix of one. */
  readonly name: string
  readonly force: boolean
  /** Delete untagged parents too. */
  readonly prune: boolean
}

/**
 * Remove a name, and the image when it was its last one.
 *
 * @returns what was untagged and deleted, in the order done
 * @throws EngineError NotFound, Conflict; in EulerOS System for an image that is held on, after its name has gone
 */
export function* removeImage(engine: Engine, { name, force, prune }: RemoveImageArgs): Op<ImageDeleteItem[]> {
  const id = yield* resolveID(engine, name)
  const references = yield* engine.references.references(id)
  const records: ImageDeleteItem[] = []

  if (!isIDPrefix(id, name)) {
    const parsed = withDefaultTag(parseReference(name, 'classic'))
    if (!force && isSingleReference(references)) {
      const container = engine.containers.find(c => c.imageID === id)
      if (container) {
        throw new EngineError('Conflict', `conflict: unable to remove repository reference "${name}" (must force) - container ${shortID(container.id)} is using its referenced image ${shortID(id)}`)
      }
    }
    const reference = familiarString(parsed)
    yield* engine.references.delete(reference, familiarName(parsed))
    untagged(engine, id, reference, records)
    let left = yield* engine.references.references(id)
    // A digest goes with the last tag of its repository.
    if (left.length > 0 && parsed.digest === undefined) {
      const repository = familiarName(parsed)
      const ofRepository = left.filter(other => repositoryOf(other) === repository)
      if (ofRepository.every(isDigestReference)) {
        for (const digest of ofRepository) {
          yield* engine.references.delete(digest, repository)
          untagged(engine, id, digest, records)
        }
        left = left.filter(other => !ofRepository.includes(other))
      }
    }
    if (left.length > 0) return records
    yield* deleteHelper(engine, id, { force, prune, quiet: true }, records)
    return records
  }

  if (isSingleReference(references)) {
    const conflict = yield* findConflict(engine, id, { hard: true, references: false, stopped: !force })
    if (conflict) throw conflict.error
    for (const reference of references) {
      yield* engine.references.delete(reference, repositoryOf(reference))
      untagged(engine, id, reference, records)
    }
  }
  yield* deleteHelper(engine, id, { force, prune, quiet: false }, records)
  return records
}

function* deleteHelper(engine: Engine, id: Digest, { force, prune, quiet }: { force: boolean; prune: boolean; quiet: boolean }, records: ImageDeleteItem[]): Op<void> {
  const conflict = yield* findConflict(engine, id, { hard: true, references: !force, stopped: !force })
  if (conflict) {
    if (quiet && (conflict.container || !(yield* isDangling(engine, id)))) return
    throw conflict.error
  }
  const parent = yield* engine.images.getParent(id)
  for (const reference of yield* engine.references.references(id)) {
    yield* engine.references.delete(reference, repositoryOf(reference))
    untagged(engine, id, reference, records)
  }
  const removed = yield* engine.images.delete(id, () => refuseHeld(engine, id))
  engine.events.push('image', 'delete', id, { name: id })
  records.push({ Deleted: id })
  for (const layer of removed) records.push({ Deleted: layer.chainID })
  if (prune && parent !== undefined) yield* deleteHelper(engine, parent, { force: false, prune: true, quiet: true }, records)
}

interface Conflict {
  readonly error: EngineError
  /** A container is in the way. */
  readonly container: boolean
}

/** First match in this order: children, running containers, references, stopped containers. */
function* findConflict(engine: Engine, id: Digest, check: { hard: boolean; references: boolean; stopped: boolean }): Op<Conflict | undefined> {
  if ((yield* engine.images.children(id)).length > 0) {
    return { error: deleteConflict(id, true, 'image has dependent child images'), container: false }
  }
  const running = engine.containers.find(c => c.imageID === id && c.state.Running)
  if (running) return { error: deleteConflict(id, true, `image is being used by running container ${shortID(running.id)}`), container: true }
  if (check.references && (yield* engine.references.references(id)).length > 0) {
    return { error: deleteConflict(id, false, `image is referenced in ${engine.behaviour.namesMayBeOne ? 'one or more' : 'multiple'} repositories`), container: false }
  }
  if (!check.stopped) return undefined
  const stopped = engine.containers.find(c => c.imageID === id && !c.state.Running)
  if (stopped) return { error: deleteConflict(id, false, `image is being used by stopped container ${shortID(stopped.id)}`), container: true }
  return undefined
}

function* isDangling(engine: Engine, id: Digest): Op<boolean> {
  if ((yield* engine.references.references(id)).length > 0) return false
  return (yield* engine.images.children(id)).length === 0
}

function untagged(engine: Engine, id: Digest, reference: string, records: ImageDeleteItem[]): void {
  engine.events.push('image', 'untag', id, { name: id })
  records.push({ Untagged: reference })
}

/** Is the argument a prefix of the ID, with or without its algorithm? */
function isIDPrefix(id: Digest, typed: string): boolean {
  return id.startsWith(typed) || id.slice('sha256:'.length).startsWith(typed)
}

/** One reference, or digests of one repository with at most one tag of it. */
function isSingleReference(references: readonly string[]): boolean {
  if (references.length <= 1) return references.length === 1
  const tags = references.filter(reference => !isDigestReference(reference))
  const repositories = new Set(references.map(repositoryOf))
  return tags.length <= 1 && repositories.size === 1
}

const isDigestReference = (reference: string): boolean => reference.includes('@')

/**
 * What pull and push remember of blobs: which layer a compressed blob is, and in which repositories a layer has been
 * seen. Only hints: a stale entry costs a useless lookup. Removing images never removes entries.
 *
 * @source moby distribution/metadata/v2_metadata_service.go (20.10)
 */
import { text, utf8 } from '../base/bytes.ts'
import { JsonSyntaxError, decode, encode, toPlain } from '../oci/go-json.ts'
import { Lock } from '../sched/lock.ts'
import type { Op } from '../sched/op.ts'
import { atomicWriteFile } from './atomic-write.ts'
import { DISTRIBUTION, hexOf, isDigest } from './layout.ts'
import type { Digest } from './layout.ts'
import type { StoreHost } from './store-host.ts'

/** A place where a layer's blob is. */
export interface BlobPlace {
  readonly Digest: Digest
  /** With its domain: `docker.io/library/ubuntu`. */
  readonly SourceRepository: string
  /** Set by a push: who had the right to see it. */
  readonly HMAC: string
}

const PLACES_MAX = 50

export class DistributionStore {
  private readonly host: StoreHost
  private readonly lock: Lock

  constructor(host: StoreHost) {
    this.host = host
    this.lock = new Lock('distribution', host.scheduler)
  }

  /** The layer that a blob is, if that is known. */
  *diffID(blob: Digest): Op<Digest | undefined> {
    const found = yield* this.lock.heldForReading(() => this.host.fs.readIfThere(pathOf('diffid-by-digest', blob)))
    const diffID = found && text(found.bytes())
    return diffID !== undefined && isDigest(diffID) ? diffID : undefined
  }

  /** Where a layer's blob has been seen, newest last. */
  *places(diffID: Digest): Op<readonly BlobPlace[]> {
    return yield* this.lock.heldForReading(() => this.read(diffID))
  }

  /** Note that a blob is a layer and where it was seen: the places first, then the way back. */
  *add(diffID: Digest, place: BlobPlace): Op<void> {
    const kept = (yield* this.places(diffID)).filter(other => !same(other, place))
    yield* this.write('v2metadata-by-diffid', diffID, encode([...kept, place].slice(-PLACES_MAX)))
    yield* this.write('diffid-by-digest', place.Digest, diffID)
  }

  private *read(diffID: Digest): Op<readonly BlobPlace[]> {
    const found = yield* this.host.fs.readIfThere(pathOf('v2metadata-by-diffid', diffID))
    if (!found) return []
    try {
      const places = toPlain(decode(text(found.bytes())))
      return Array.isArray(places) ? (places as BlobPlace[]) : []
    } catch (error) {
      if (error instanceof JsonSyntaxError) return []
      throw error
    }
  }

  private *write(map: string, key: Digest, value: string): Op<void> {
    yield* this.lock.held(() => this.writeLocked(map, key, value))
  }

  private *writeLocked(map: string, key: Digest, value: string): Op<void> {
    const { fs, scheduler } = this.host
    const path = pathOf(map, key)
    yield* fs.mkdirAll(path.slice(0, path.lastIndexOf('/')), 0o755)
    yield* atomicWriteFile(fs, scheduler, path, utf8(value), 0o644)
  }
}

const pathOf = (map: string, digest: Digest): string => `${DISTRIBUTION}/${map}/sha256/${hexOf(digest)}`

const same = (a: BlobPlace, b: BlobPlace): boolean => a.Digest === b.Digest && a.SourceRepository === b.SourceRepository && a.HMAC === b.HMAC

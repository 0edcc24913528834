/**
 * A registry as the daemon sees it: repositories with tags, manifests and blobs by digest, and the ways in which it can
 * misbehave. Requests are plain calls with an outcome; time passes at the one who asks.
 *
 * @source OCI distribution specification; Docker Hub's token protocol
 */
import { text } from '../base/bytes.ts'
import { sha256Hex } from '../base/codecs.ts'
import { Content } from '../disk/content.ts'
import { decode, toPlain } from '../oci/go-json.ts'
import type { Memory } from '../sched/memory.ts'
import type { RegistryMode } from './modes.ts'

/** `sha256:` and 64 hex digits. */
type Digest = string

export interface StoredManifest {
  readonly mediaType: string
  readonly bytes: Uint8Array
}

/** One repository. Blobs are its own: another repository's must be mounted first. */
export interface Repository {
  readonly tags: Map<string, Digest>
  readonly manifests: Map<Digest, StoredManifest>
  readonly blobs: Map<Digest, Content>
}

/** Through which door a request comes: Docker Hub wants a token for a known repository, the other one nothing. */
export type Access = 'token' | 'open'

/** What the registry answers instead of what was asked for. */
export class RegistryError extends Error {
  override readonly name = 'RegistryError'
  readonly code: 'DENIED' | 'UNAUTHORIZED' | 'MANIFEST_UNKNOWN' | 'NAME_UNKNOWN' | 'BLOB_UNKNOWN' | 'TOOMANYREQUESTS' | 'STATUS'

  constructor(code: RegistryError['code'], message: string) {
    super(message)
    this.code = code
  }
}

/** A blob on its way: what comes of it, and whether the connection ends before all has come. */
export interface BlobAnswer {
  readonly content: Content
  readonly totalBytes: number
  readonly cut: boolean
}

export const MANIFEST_TYPE = 'application/vnd.docker.distribution.manifest.v2+json'
export const LIST_TYPE = 'application/vnd.docker.distribution.manifest.list.v2+json'
export const OCI_INDEX_TYPE = 'application/vnd.oci.image.index.v1+json'
export const CONFIG_TYPE = 'application/vnd.docker.container.image.v1+json'
export const LAYER_TYPE = 'application/vnd.docker.image.rootfs.diff.tar.gzip'

const DENIED = 'denied: requested access to the resource is denied'
const RATE_LIMIT = 'toomanyrequests: You have reached your pull rate limit. You may increase the limit by authenticating and upgrading: https://www.docker.com/increase-rate-limit'
/** Bytes a second of a registry that is well, and of a slow one. */
const RATE_BYTES = 20_000_000
const SLOW_BYTES = 64_000

/** A manifest as JSON; both kinds have only some of these members. */
export interface ManifestJson {
  readonly mediaType?: string
  readonly config?: Descriptor
  readonly layers?: readonly Descriptor[]
  readonly manifests?: readonly (Descriptor & { readonly platform?: PlatformJson })[]
}

/** What an image runs on, in manifest lists and configs. */
export interface PlatformJson {
  readonly architecture?: string
  readonly os?: string
  readonly variant?: string
}

export interface Descriptor {
  readonly mediaType: string
  readonly size: number
  readonly digest: Digest
}

/** A manifest's members. */
export const readManifest = (bytes: Uint8Array): ManifestJson => toPlain(decode(text(bytes))) as ManifestJson

/** What the image of a config runs on. */
export const readConfigPlatform = (bytes: Uint8Array): PlatformJson => toPlain(decode(text(bytes))) as PlatformJson

export const isList = (mediaType: string): boolean => mediaType === LIST_TYPE || mediaType === OCI_INDEX_TYPE

/** What a registry holds at the start: tags of each repository, media types of manifests, everything by digest. */
export interface RegistryContent {
  readonly tags: Readonly<Record<string, Readonly<Record<string, Digest>>>>
  readonly mediaTypes: Readonly<Record<Digest, string>>
  /** A blob by its 64 digits. */
  blob(hex: string): Content | undefined
  /** Bytes a second of a blob; 20 MB by default. */
  readonly bytesPerSecond?: number | undefined
  /** How it behaves at first. */
  readonly mode?: RegistryMode | undefined
}

/** What machines reach: the registry is made when one first asks for it. */
export interface Network {
  readonly registry: Registry | undefined
}

export class Registry {
  private readonly memory: Memory
  private readonly repositories = new Map<string, Repository>()
  private readonly state: { mode: RegistryMode }
  private readonly rateBytes: number

  constructor(memory: Memory, content: RegistryContent) {
    this.memory = memory
    this.state = { mode: content.mode ?? 'ok' }
    this.rateBytes = content.bytesPerSecond ?? RATE_BYTES
    for (const [name, tags] of Object.entries(content.tags)) {
      const repository: Repository = { tags: new Map(Object.entries(tags)), manifests: new Map(), blobs: new Map() }
      this.repositories.set(name, repository)
      for (const digest of Object.values(tags)) fill(repository, digest, content)
    }
  }

  get mode(): RegistryMode {
    return this.state.mode
  }

  /** From now on it behaves so. */
  setMode(mode: RegistryMode): void {
    this.memory.set(this.state, 'mode', mode)
  }

  /** Bytes a second that a blob comes with. */
  get bytesPerSecond(): number {
    return this.mode === 'slow' ? Math.min(SLOW_BYTES, this.rateBytes) : this.rateBytes
  }

  /**
   * A manifest by tag or digest.
   *
   * @throws RegistryError
   */
  manifest(access: Access, name: string, tagOrDigest: string): StoredManifest & { readonly digest: Digest } {
    const repository = this.enter(access, name)
    const digest = tagOrDigest.startsWith('sha256:') ? tagOrDigest : repository?.tags.get(tagOrDigest)
    const manifest = digest === undefined ? undefined : repository?.manifests.get(digest)
    if (!manifest || digest === undefined) throw new RegistryError('MANIFEST_UNKNOWN', 'manifest unknown: manifest unknown')
    return { ...manifest, digest }
  }

  /** All tags of a repository, sorted. @throws RegistryError */
  tags(access: Access, name: string): string[] {
    const repository = this.enter(access, name)
    if (!repository) throw new RegistryError('NAME_UNKNOWN', 'name unknown: repository name not known to registry')
    return [...repository.tags.keys()].sort()
  }

  /**
   * A blob, with what the present fault makes of it: `layer` and `config` blobs suffer differently.
   *
   * @param from how many bytes the asker has already
   * @throws RegistryError
   */
  blob(access: Access, name: string, digest: Digest, kind: 'layer' | 'config', from = 0): BlobAnswer {
    const blob = this.enter(access, name)?.blobs.get(digest)
    if (!blob || this.mode === '404blob') throw new RegistryError('BLOB_UNKNOWN', 'unknown blob')
    const damaged = (kind === 'layer' && this.mode === 'corrupt') || (kind === 'config' && this.mode === 'badconfig')
    const whole = damaged ? withOneByteFlipped(blob) : blob
    const cut = kind === 'layer' && this.mode === 'cut'
    const end = cut ? from + Math.floor((whole.size - from) / 2) : whole.size
    return { content: whole.slice(from, end), totalBytes: whole.size, cut }
  }

  /** Has a repository this blob? */
  has(access: Access, name: string, digest: Digest): boolean {
    return this.enter(access, name)?.blobs.has(digest) ?? false
  }

  /** May one write here? Docker Hub refuses who is not logged in. @throws RegistryError */
  checkPush(access: Access): void {
    this.checkMode()
    if (access === 'token') throw new RegistryError('DENIED', DENIED)
  }

  /** Take a blob over from another repository of this registry; false when that one has no such blob. */
  mount(access: Access, name: string, from: string, digest: Digest): boolean {
    this.checkPush(access)
    const blob = this.repositories.get(from)?.blobs.get(digest)
    if (!blob) return false
    this.put(access, name, blob)
    return true
  }

  /** Store a blob. @throws RegistryError */
  put(access: Access, name: string, blob: Content): Digest {
    this.checkPush(access)
    const digest = `sha256:${blob.sha256()}`
    this.memory.put(this.make(name).blobs, digest, blob)
    return digest
  }

  /** Store a manifest under its digest and a tag. @throws RegistryError */
  putManifest(access: Access, name: string, tag: string, manifest: StoredManifest): Digest {
    this.checkPush(access)
    const repository = this.make(name)
    const digest = `sha256:${sha256Hex(manifest.bytes)}`
    this.memory.put(repository.manifests, digest, manifest)
    this.memory.put(repository.tags, tag, digest)
    return digest
  }

  /** The compressed form that some repository has of a layer. Compressing is deterministic: a push makes it again. */
  compressed(diffID: Digest): Content | undefined {
    for (const repository of this.repositories.values()) {
      for (const manifest of repository.manifests.values()) {
        const { config, layers } = readManifest(manifest.bytes)
        const raw = config && repository.blobs.get(config.digest)
        if (!raw || !layers) continue
        const at = diffIDsOf(raw).indexOf(diffID)
        const layer = at < 0 ? undefined : layers[at]
        const blob = layer && repository.blobs.get(layer.digest)
        if (blob) return blob
      }
    }
    return undefined
  }

  /** Names of repositories that have a word in them, sorted. */
  search(term: string): string[] {
    return [...this.repositories.keys()].filter(name => name.includes(term)).sort()
  }

  private enter(access: Access, name: string): Repository | undefined {
    this.memory.touch('registry', name, 'read')
    this.checkMode()
    if (access === 'token' && this.mode === 'badauth') throw new RegistryError('UNAUTHORIZED', 'unauthorized: incorrect username or password')
    const repository = this.repositories.get(name)
    if (!repository && access === 'token') throw new RegistryError('DENIED', `errors:\n${DENIED}\nunauthorized: authentication required\n`)
    return repository
  }

  private checkMode(): void {
    if (this.mode === '429') throw new RegistryError('TOOMANYREQUESTS', RATE_LIMIT)
    if (this.mode === '500') throw new RegistryError('STATUS', 'received unexpected HTTP status: 500 Internal Server Error')
  }

  private make(name: string): Repository {
    this.memory.touch('registry', name, 'write')
    let repository = this.repositories.get(name)
    if (!repository) {
      repository = { tags: new Map(), manifests: new Map(), blobs: new Map() }
      this.memory.put(this.repositories, name, repository)
    }
    return repository
  }
}

function fill(repository: Repository, digest: Digest, content: RegistryContent): void {
  const bytes = content.blob(digest.slice('sha256:'.length))?.bytes()
  if (!bytes || repository.manifests.has(digest)) return
  const manifest = readManifest(bytes)
  repository.manifests.set(digest, { mediaType: content.mediaTypes[digest] ?? manifest.mediaType ?? MANIFEST_TYPE, bytes })
  for (const { digest: child } of manifest.manifests ?? []) fill(repository, child, content)
  for (const { digest: blob } of [...(manifest.config ? [manifest.config] : []), ...(manifest.layers ?? [])]) {
    const found = content.blob(blob.slice('sha256:'.length))
    if (found) repository.blobs.set(blob, found)
  }
}

const damagedCopies = new WeakMap<Content, Content>()

/** The same copy each time, so that its digest is remembered. */
function withOneByteFlipped(blob: Content): Content {
  let copy = damagedCopies.get(blob)
  if (!copy) {
    const at = Math.floor(blob.size / 2)
    const [byte = 0] = blob.piece(at, 1)
    copy = blob.write(at, Uint8Array.of(byte ^ 0xff))
    damagedCopies.set(blob, copy)
  }
  return copy
}

const diffIDs = new WeakMap<Content, readonly Digest[]>()

function diffIDsOf(config: Content): readonly Digest[] {
  let found = diffIDs.get(config)
  if (!found) {
    const { rootfs } = toPlain(decode(text(config.bytes()))) as { readonly rootfs?: { readonly diff_ids?: readonly Digest[] } }
    found = rootfs?.diff_ids ?? []
    diffIDs.set(config, found)
  }
  return found
}

/**
 * The canonical form of a store: two stores that differ only in random names, times and the order in which things were
 * made have the same one. Not a list of paths but a walk, because the numbers of the scenario's table of IDs go by
 * first appearance: references, their images (with parents), their layers oldest first, containers, and then whatever
 * the walk did not reach, sorted by what it holds.
 */
import { createHash } from 'node:crypto'
import { byCodePoint } from './canonical.ts'
import type { Canon } from './canonical.ts'
import type { DriverEntry, StoreDump } from './recording.ts'

const METADATA = 'image/overlay2'
const IMAGES = `${METADATA}/imagedb/content/sha256/`
const IMAGE_METADATA = `${METADATA}/imagedb/metadata/sha256/`
const LAYERS = `${METADATA}/layerdb/sha256/`
const MOUNTS = `${METADATA}/layerdb/mounts/`
const REPOSITORIES = `${METADATA}/repositories.json`

/** The store as lines; `canon` is the scenario's table after its last step and goes on counting. */
export function canonicalStore(dump: StoreDump, canon: Canon): string[] {
  return new Walk(dump, canon).lines()
}

class Walk {
  private readonly out: string[] = []
  private readonly canon: Canon
  private readonly state: Map<string, string>
  private readonly driver: Map<string, DriverEntry>
  /** What is left of `state` for the last part. */
  private readonly unseen: Set<string>
  private readonly unseenDriver: Set<string>
  private readonly images: Set<string>
  private readonly seenImages = new Set<string>()
  private readonly layers: Set<string>
  private readonly seenLayers = new Set<string>()
  private readonly cacheByLink = new Map<string, string>()
  /** What a directory of the driver belongs to, in canonical words. */
  private readonly owners = new Map<string, string>()

  constructor(dump: StoreDump, canon: Canon) {
    this.canon = canon
    this.state = new Map(Object.entries(dump.state))
    this.driver = new Map(Object.entries(dump.driver))
    this.unseen = new Set(this.state.keys())
    this.unseenDriver = new Set(this.driver.keys())
    this.images = this.namesBelow(IMAGES)
    this.layers = this.namesBelow(LAYERS)
    for (const [cacheID, { link }] of this.driver) if (link !== undefined) this.cacheByLink.set(link, cacheID)
  }

  lines(): string[] {
    this.references()
    const parents = new Set([...this.images].map(id => hexOf(this.state.get(`${IMAGE_METADATA}${id}/parent`) ?? '')))
    for (const id of this.sorted([...this.images].filter(id => !parents.has(id)), id => this.state.get(IMAGES + id) ?? '')) this.image(id)
    for (const id of this.sorted([...this.images], id => this.state.get(IMAGES + id) ?? '')) this.image(id)
    this.containers()
    this.rest()
    return this.out
  }

  private references(): void {
    const text = this.take(REPOSITORIES)
    if (text === undefined) {
      this.out.push('no repositories.json')
      return
    }
    let repositories: Record<string, Record<string, string>>
    try {
      repositories = (JSON.parse(text) as { Repositories: Record<string, Record<string, string>> }).Repositories ?? {}
    } catch {
      this.line(`repositories.json ${JSON.stringify(text)}`)
      return
    }
    const references = Object.entries(repositories).flatMap(([repository, names]) => Object.entries(names).map(([name, id]) => ({ repository, name, id })))
    for (const { repository, name, id } of this.sorted(references, reference => `${reference.repository} ${reference.name} ${reference.id}`)) {
      this.line(`reference ${repository} ${name} = ${id}`)
      this.image(hexOf(id))
    }
    this.line(`repositories ${this.sorted(Object.keys(repositories), name => name).join(' ')}`)
  }

  private image(id: string): void {
    const config = this.take(IMAGES + id)
    if (config === undefined || this.seenImages.has(id)) return
    this.seenImages.add(id)
    this.line(`image ${id}`)
    this.line(`  config ${config}`)
    for (const path of this.below(`${IMAGE_METADATA}${id}/`)) {
      this.line(`  ${path.slice(IMAGE_METADATA.length + id.length + 1)} ${this.take(path) ?? ''}`)
    }
    let chainID = ''
    for (const diffID of diffIDs(config)) {
      chainID = chainID === '' ? diffID : `sha256:${createHash('sha256').update(`${chainID} ${diffID}`).digest('hex')}`
      this.layer(hexOf(chainID), '  ')
    }
    const parent = hexOf(this.state.get(`${IMAGE_METADATA}${id}/parent`) ?? '')
    if (parent !== '') this.image(parent)
  }

  private layer(chainHex: string, indent: string): void {
    if (!this.layers.has(chainHex)) {
      this.line(`${indent}layer ${chainHex} has no record`)
      return
    }
    if (this.seenLayers.has(chainHex)) {
      this.line(`${indent}layer ${chainHex} as above`)
      return
    }
    this.seenLayers.add(chainHex)
    this.line(`${indent}layer ${chainHex}`)
    let cacheID: string | undefined
    for (const path of this.below(`${LAYERS}${chainHex}/`)) {
      const name = path.slice(LAYERS.length + chainHex.length + 1)
      const text = this.take(path) ?? ''
      if (name === 'cache-id') cacheID = text
      // The cache-id's own value takes its number with the directory, in which it is first seen.
      this.line(`${indent}  ${name} ${text}`)
    }
    if (cacheID !== undefined) this.directory(cacheID, `layer ${chainHex}`, `${indent}  `)
  }

  private directory(cacheID: string, owner: string, indent: string): void {
    const entry = this.driver.get(cacheID)
    if (entry === undefined) {
      this.line(`${indent}directory ${cacheID} is missing`)
      return
    }
    if (!this.unseenDriver.delete(cacheID)) return
    this.owners.set(cacheID, owner)
    this.line(`${indent}directory ${cacheID}: ${[...entry.entries].sort(byCodePoint).join(' ')}`)
    if (entry.link !== undefined) this.line(`${indent}  link ${/^[A-Z0-9]{26}$/.test(entry.link) ? '<LINK>' : JSON.stringify(entry.link)}`)
    if (entry.lower !== undefined) this.line(`${indent}  lower ${this.lower(entry.lower)}`)
    for (const file of [...(entry.diff ?? [])].sort((a, b) => byCodePoint(pathOf(a), pathOf(b)))) this.line(`${indent}  ${file}`)
  }

  /** Short links resolved to what they lead to, so that random names do not show. */
  private lower(text: string): string {
    return text.split(':').map(part => {
      const cacheID = part.startsWith('l/') ? this.cacheByLink.get(part.slice(2)) : undefined
      if (cacheID === undefined) return /^l\/[A-Z0-9]{26}$/.test(part) ? 'l/<LINK>' : JSON.stringify(part)
      return `(${this.owners.get(cacheID) ?? cacheID})`
    }).join(':')
  }

  private containers(): void {
    const ids = [...this.namesBelow(MOUNTS)]
    const known = ids.filter(id => this.canon.numberOf(id) !== undefined).sort((a, b) => (this.canon.numberOf(a) ?? 0) - (this.canon.numberOf(b) ?? 0))
    const others = this.sorted(ids.filter(id => !known.includes(id)), id => this.below(`${MOUNTS}${id}/`).map(path => `${path.slice(MOUNTS.length + id.length)}=${this.state.get(path) ?? ''}`).join(' '))
    for (const id of [...known, ...others]) {
      this.line(`mount of container ${id}`)
      const directories: string[] = []
      for (const path of this.below(`${MOUNTS}${id}/`)) {
        const name = path.slice(MOUNTS.length + id.length + 1)
        const text = this.take(path) ?? ''
        this.line(`  ${name} ${text}`)
        if (name === 'mount-id' || name === 'init-id') directories.push(text)
      }
      // The init layer lies below the writable one.
      for (const cacheID of directories.sort((a, b) => b.length - a.length || byCodePoint(a, b))) this.directory(cacheID, `directory ${cacheID}`, '  ')
    }
  }

  private rest(): void {
    for (const chainHex of this.sorted([...this.layers].filter(name => !this.seenLayers.has(name)), name => this.describeLayer(name))) {
      this.out.push('not reached:')
      this.layer(chainHex, '')
    }
    for (const cacheID of this.sorted([...this.unseenDriver], name => this.describeDirectory(name))) {
      this.out.push('not reached:')
      this.directory(cacheID, `directory ${cacheID}`, '')
    }
    for (const path of this.sorted([...this.unseen], name => `${name} ${this.state.get(name) ?? ''}`)) {
      this.line(`${path} ${this.take(path) ?? ''}`.trimEnd())
    }
  }

  private describeLayer(chainHex: string): string {
    return this.below(`${LAYERS}${chainHex}/`).map(path => `${path.slice(LAYERS.length)}=${this.state.get(path) ?? ''}`).join(' ')
  }

  private describeDirectory(cacheID: string): string {
    const entry = this.driver.get(cacheID)
    return `${cacheID} ${entry?.entries.join(' ') ?? ''} ${entry?.diff?.join('\n') ?? ''} ${entry?.lower?.split(':').length ?? 0}`
  }

  /** Sorted by canonical content, in which what was not seen has no name; ties by their order, which must not matter. */
  private sorted<T>(items: readonly T[], content: (item: T) => string): T[] {
    return items
      .map(item => ({ item, key: this.canon.masked(() => this.canon.text(content(item))) }))
      .sort((a, b) => byCodePoint(a.key, b.key))
      .map(({ item }) => item)
  }

  private line(text: string): void {
    this.out.push(this.canon.text(text).replace(/(\.tmp-[A-Za-z]*)[0-9a-f]{6,}/g, '$1<N>'))
  }

  private take(path: string): string | undefined {
    if (this.unseen.delete(path)) return this.state.get(path)
    return this.state.get(path)
  }

  private below(prefix: string): string[] {
    return [...this.state.keys()].filter(path => path.startsWith(prefix)).sort(byCodePoint)
  }

  /** Names directly below a folder of the state, except hidden ones. */
  private namesBelow(prefix: string): Set<string> {
    const names = new Set<string>()
    for (const path of this.state.keys()) {
      const name = path.startsWith(prefix) ? (path.slice(prefix.length).split('/')[0] as string) : ''
      if (name !== '' && !name.startsWith('.')) names.add(name)
    }
    return names
  }
}

const hexOf = (digest: string): string => (digest.startsWith('sha256:') ? digest.slice(7) : digest)

/** The path of a line `mode size path`. */
const pathOf = (line: string): string => line.replace(/^\S+ \S+ /, '')

function diffIDs(config: string): readonly string[] {
  try {
    const parsed = JSON.parse(config) as { rootfs?: { diff_ids?: readonly string[] } }
    return parsed.rootfs?.diff_ids ?? []
  } catch {
    return []
  }
}

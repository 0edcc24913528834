import { text } from '../base/bytes.ts'
import { sha256Hex } from '../base/codecs.ts'
import { EngineError } from '../base/errors.ts'
import { utf8 } from '../base/bytes.ts'
import { Content } from '../disk/content.ts'
import { JsonSyntaxError, decode, toPlain } from '../oci/go-json.ts'
import type { Json } from '../oci/go-json.ts'
import { goBool, goString, goStrings, misfit } from '../oci/go-shape.ts'
import type { GoShape } from '../oci/go-shape.ts'
import type { Digest } from './layout.ts'

/** One entry of an image's history. */
export interface HistoryEntry {
  readonly created?: string
  readonly author?: string
  readonly created_by?: string
  readonly comment?: string
  readonly empty_layer?: boolean
}

/** What a container of the image runs with; members as in the config, see the API's ContainerConfig. */
export interface RunConfig {
  readonly Hostname?: string
  readonly User?: string
  readonly ExposedPorts?: Readonly<Record<string, object>>
  readonly Env?: readonly string[] | null
  readonly Cmd?: readonly string[] | null
  readonly Image?: string
  readonly Volumes?: Readonly<Record<string, object>> | null
  readonly WorkingDir?: string
  readonly Entrypoint?: readonly string[] | null
  readonly OnBuild?: readonly string[] | null
  readonly Labels?: Readonly<Record<string, string>> | null
  readonly [member: string]: unknown
}

/** An image config as Docker reads it. Unknown members are kept in the raw bytes only. */
export interface ImageConfig {
  readonly architecture?: string
  readonly variant?: string
  readonly author?: string
  readonly comment?: string
  readonly config?: RunConfig | null
  readonly container?: string
  readonly container_config?: RunConfig
  readonly created?: string
  readonly docker_version?: string
  readonly history?: readonly HistoryEntry[] | null
  readonly os?: string
  readonly 'os.version'?: string
  /** EulerOS: what this image is a part of, `name:tag@sha256:…`. To others a member like any that they do not know. */
  readonly From?: string
  readonly rootfs?: { readonly type?: string; readonly diff_ids?: readonly Digest[] | null } | null
}

const strSlice: GoShape = { kind: 'list', type: '[]string', of: goString, orString: true }
const runConfig: GoShape = {
  kind: 'struct', type: 'container.Config', fields: {
    Hostname: goString, Domainname: goString, User: goString, Image: goString, WorkingDir: goString, StopSignal: goString, Tty: goBool, OpenStdin: goBool, Env: goStrings, OnBuild: goStrings,
    Cmd: strSlice, Entrypoint: strSlice, Shell: strSlice, Labels: { kind: 'map', type: 'map[string]string', of: goString },
    ExposedPorts: { kind: 'map', type: 'nat.PortSet', of: { kind: 'struct', type: 'struct {}', fields: {} } }, Volumes: { kind: 'map', type: 'map[string]struct {}', of: { kind: 'struct', type: 'struct {}', fields: {} } },
  },
}

/** @source moby image/image.go `Image`, `V1Image`, `History`; rootfs.go */
const IMAGE: GoShape = {
  kind: 'struct', type: 'image.Image', fields: {
    id: goString, parent: goString, comment: goString, container: goString, docker_version: goString, author: goString, architecture: goString, variant: goString, os: goString,
    'os.version': goString, 'os.features': goStrings, config: runConfig, container_config: runConfig,
    rootfs: { kind: 'struct', type: 'image.RootFS', fields: { type: goString, diff_ids: { kind: 'list', type: '[]layer.DiffID', of: { kind: 'string', type: 'layer.DiffID' } } } },
    history: { kind: 'list', type: '[]image.History', of: { kind: 'struct', type: 'image.History', fields: { author: goString, created_by: goString, comment: goString, empty_layer: goBool } } },
  },
}

const parsed = new WeakMap<object, ImageConfig>()

/**
 * Read a config.
 *
 * @throws EngineError with Go's words when it is not JSON
 */
export function parseImage(raw: Uint8Array | Content): ImageConfig {
  const bytes = raw instanceof Content ? raw.bytes() : raw
  const known = parsed.get(bytes)
  if (known) return known
  let value: Json
  try {
    value = decode(text(bytes))
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw new EngineError('System', error.message)
    throw error
  }
  const wrong = misfit(value, IMAGE)
  if (wrong !== undefined) throw new EngineError('System', wrong)
  // A null leaves Go's field as it was: absent.
  const config = Object.fromEntries(Object.entries(toPlain(value) ?? {}).filter(([, member]) => member !== null).map(([name, member]) => [name, /^(?:container_)?config$/.test(name) ? withLists(member as RunConfig) : member])) as ImageConfig
  parsed.set(bytes, config)
  return config
}

/** Commands of old images may be one word instead of a list. */
function withLists(config: RunConfig): RunConfig {
  const single = Object.entries(config).filter(([name, member]) => typeof member === 'string' && ['Cmd', 'Entrypoint', 'Shell'].includes(name))
  return single.length === 0 ? config : { ...config, ...Object.fromEntries(single.map(([name, member]) => [name, [member]])) }
}

const chains = new Map<string, Digest>()

/** The ChainID of one more layer on top of a chain. */
export function extendChain(parent: Digest | undefined, diffID: Digest): Digest {
  if (parent === undefined) return diffID
  const key = `${parent} ${diffID}`
  let chain = chains.get(key)
  if (chain === undefined) {
    chain = `sha256:${sha256Hex(utf8(key))}`
    if (chains.size > 100_000) chains.clear()
    chains.set(key, chain)
  }
  return chain
}

/** The ChainID of layers, bottom first; undefined for none. */
export function chainID(diffIDs: readonly Digest[]): Digest | undefined {
  let chain: Digest | undefined
  for (const diffID of diffIDs) chain = extendChain(chain, diffID)
  return chain
}

/** The ChainID of an image's top layer. */
export const chainIDOf = (config: ImageConfig): Digest | undefined => chainID(config.rootfs?.diff_ids ?? [])

/** The catalogue as a registry holds it: manifests, configs and blobs of its images, made when they are asked for. */
import { utf8 } from '../../base/bytes.ts'
import { Content } from '../../disk/content.ts'
import { CONFIG_TYPE, LAYER_TYPE, LIST_TYPE, MANIFEST_TYPE } from '../registry.ts'
import { FACTS } from './facts.ts'
import { IMAGES } from './images.ts'
import type { CatalogueImage } from './images.ts'
import { layerBlob } from './layer.ts'
import type { LayerFacts } from './layer.ts'
import { LAYERS } from './layers.ts'

/** Blobs by their 64 digits, and the manifest or list on top. */
export interface Packed {
  readonly digest: string
  readonly blobs: ReadonlyMap<string, Content>
}

/** Names of all images: `nginx:1.14.0`. */
export const CATALOGUE_NAMES: readonly string[] = IMAGES.flatMap(({ names }) => names)

const packed = new Map<CatalogueImage, Packed>()
const layers = new Map<string, Content>()

/** The image of a name. */
export function catalogueImage(name: string): Packed | undefined {
  const image = IMAGES.find(({ names }) => names.includes(name))
  if (!image) return undefined
  let found = packed.get(image)
  if (!found) packed.set(image, (found = pack(image)))
  return found
}

function blobOfLayer(name: string, architecture: string): { readonly blob: Content; readonly facts: LayerFacts } {
  const key = `${name}/${architecture}`
  const recipe = LAYERS[name]
  const facts = FACTS[key]
  if (!recipe || !facts) throw new Error(`the catalogue knows nothing of the layer ${key}`)
  let blob = layers.get(key)
  if (!blob) layers.set(key, (blob = layerBlob(recipe, architecture, facts)))
  return { blob, facts }
}

function pack(image: CatalogueImage): Packed {
  const blobs = new Map<string, Content>()
  const put = (content: Content): string => {
    const digest = content.sha256()
    blobs.set(digest, content)
    return `sha256:${digest}`
  }
  const json = (value: unknown): Content => Content.of(utf8(JSON.stringify(value, undefined, 3)))
  const manifests = image.architectures.map(architecture => {
    const made = image.layers.map(({ layer }) => blobOfLayer(layer, architecture))
    const { created, config: own } = image
    const config = Content.of(utf8(JSON.stringify({
      architecture, config: { Hostname: '', Domainname: '', User: '', AttachStdin: false, AttachStdout: false, AttachStderr: false, Tty: false, OpenStdin: false, StdinOnce: false, Image: '', Volumes: null, WorkingDir: '', Entrypoint: null, OnBuild: null, Labels: null, ...own },
      created, docker_version: '20.10.23',
      history: [...image.layers.map(({ by }) => ({ created, created_by: by })), { created, created_by: `/bin/sh -c #(nop)  CMD ${JSON.stringify(own['Cmd'])}`, empty_layer: true }],
      os: 'linux', rootfs: { type: 'layers', diff_ids: made.map(({ facts }) => `sha256:${facts.tar}`) }, ...(architecture === 'arm64' ? { variant: 'v8' } : {}),
    })))
    const manifest = json({
      schemaVersion: 2, mediaType: MANIFEST_TYPE, config: { mediaType: CONFIG_TYPE, size: config.size, digest: put(config) },
      layers: made.map(({ blob }) => ({ mediaType: LAYER_TYPE, size: blob.size, digest: put(blob) })),
    })
    return { architecture, manifest, digest: put(manifest) }
  })
  const [only] = manifests
  if (only && manifests.length === 1) return { digest: only.digest, blobs }
  const list = json({
    schemaVersion: 2, mediaType: LIST_TYPE,
    manifests: manifests.map(({ architecture, manifest, digest }) => ({ mediaType: MANIFEST_TYPE, size: manifest.size, digest, platform: { architecture, os: 'linux', ...(architecture === 'arm64' ? { variant: 'v8' } : {}) } })),
  })
  return { digest: put(list), blobs }
}

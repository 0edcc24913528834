/** What the registry of a scenario holds: images of the catalogue, and those that the scenario describes. */
import { concat, utf8 } from '../base/bytes.ts'
import { codecs, sha256Hex } from '../base/codecs.ts'
import { Content } from '../disk/content.ts'
import { parseReference, withDefaultTag } from '../oci/reference.ts'
import { catalogue } from '../registry/catalogue/part.ts'
import { CONFIG_TYPE, LAYER_TYPE, LIST_TYPE, MANIFEST_TYPE } from '../registry/registry.ts'
import type { RegistryContent } from '../registry/registry.ts'
import { configOf, layerTar } from './archive.ts'
import type { ImageRecipe } from './archive.ts'
import type { ScenarioRegistry } from './scenario.ts'

/** What the catalogue does not have is not there; `unknownImages` tells whoever writes a scenario. */
export function registryContent({ catalogue: chosen, images = [], bytesPerSecond, fault }: ScenarioRegistry): RegistryContent {
  const tags: Record<string, Record<string, string>> = {}
  const blobs = new Map<string, Content>()
  const name = (typed: string, digest: string): void => {
    const { path, tag = 'latest' } = withDefaultTag(parseReference(typed, 'modern'))
    ;(tags[path] ??= {})[tag] = digest
  }
  for (const typed of chosen?.length === 0 ? [] : chosen ?? catalogue.content.CATALOGUE_NAMES) {
    const image = catalogue.content.catalogueImage(typed)
    if (!image) continue
    for (const [digest, content] of image.blobs) blobs.set(digest, content)
    name(typed, image.digest)
  }
  for (const [typed, recipes] of byTag(images)) name(typed, put(recipes, blobs))
  return { tags, mediaTypes: {}, blob: hex => blobs.get(hex), bytesPerSecond, mode: fault }
}

/** Names that the catalogue does not have. */
export const unknownImages = ({ catalogue: chosen = [] }: ScenarioRegistry): string[] => chosen.filter(name => !catalogue.content.CATALOGUE_NAMES.includes(name))

/** Images of one name for several architectures are one manifest list. */
function byTag(images: readonly ImageRecipe[]): Map<string, ImageRecipe[]> {
  const found = new Map<string, ImageRecipe[]>()
  for (const recipe of images) for (const tag of recipe.tags) found.set(tag, [...(found.get(tag) ?? []), recipe])
  return found
}

function put(recipes: readonly ImageRecipe[], blobs: Map<string, Content>): string {
  const store = (bytes: Uint8Array): string => {
    const hex = sha256Hex(bytes)
    if (!blobs.has(hex)) blobs.set(hex, Content.of(bytes))
    return `sha256:${hex}`
  }
  const json = (value: unknown): Uint8Array => utf8(JSON.stringify(value, undefined, 3))
  const manifests = recipes.map(recipe => {
    const { architecture, config, layers } = packed(recipe)
    const manifest = json({
      schemaVersion: 2, mediaType: MANIFEST_TYPE, config: { mediaType: CONFIG_TYPE, size: config.length, digest: store(config) },
      layers: layers.map(layer => ({ mediaType: LAYER_TYPE, size: layer.length, digest: store(layer) })),
    })
    return { mediaType: MANIFEST_TYPE, size: manifest.length, digest: store(manifest), platform: { architecture, os: 'linux' } }
  })
  const [only] = manifests
  return only && manifests.length === 1 ? only.digest : store(json({ schemaVersion: 2, mediaType: LIST_TYPE, manifests }))
}

interface PackedRecipe {
  readonly architecture: string
  readonly config: Uint8Array
  readonly layers: readonly Uint8Array[]
}

const packedRecipes = new WeakMap<ImageRecipe, PackedRecipe>()

/** An image as a registry keeps it: the same config as in an archive, and each layer compressed. */
function packed(recipe: ImageRecipe): PackedRecipe {
  let found = packedRecipes.get(recipe)
  if (!found) {
    const architecture = recipe.architecture ?? 'amd64'
    const tars = recipe.layers.map(layer => layerTar(layer, architecture))
    found = { architecture, config: configOf(recipe, tars.map(tar => `sha256:${sha256Hex(tar)}`)), layers: tars.map(gzipped) }
    packedRecipes.set(recipe, found)
  }
  return found
}

function gzipped(tar: Uint8Array): Uint8Array {
  const chunks: Uint8Array[] = []
  codecs().gzip(chunk => chunks.push(chunk)).push(tar, true)
  return concat(chunks)
}

import { utf8 } from '../base/bytes.ts'
import { encode, sortedMap } from '../oci/go-json.ts'
import type { HistoryEntry, RunConfig } from '../store/image-config.ts'
import type { Digest } from '../store/layout.ts'
import type { ContainerConfig } from './api.ts'
import { fullConfig } from './full-config.ts'
import { goTime } from './time.ts'

/** What the engine puts into a config of its own making. Empty texts are left out. */
export interface NewImage {
  readonly architecture: string
  readonly variant: string
  readonly os: string
  readonly osVersion: string
  readonly osFeatures: readonly string[]
  readonly author: string
  readonly comment: string
  /** RFC 3339. */
  readonly created: string
  readonly dockerVersion: string
  /** The container that was committed. */
  readonly container: string
  readonly containerConfig: RunConfig
  readonly config: ContainerConfig
  /** Oldest first. */
  readonly history: readonly HistoryEntry[]
  /** Bottom first. */
  readonly diffIDs: readonly Digest[]
  /** EulerOS: what it is a part of; left out for a complete image. */
  readonly from?: string
}

/**
 * The bytes of an image config as the engine writes it: keys of the top level in order, everything below in the order
 * of Go's structures.
 *
 * @source moby image/image.go `Image.MarshalJSON`
 */
export function imageJson(image: NewImage): Uint8Array {
  const optional: Record<string, string> = {
    variant: image.variant, 'os.version': image.osVersion, author: image.author, comment: image.comment, container: image.container,
    docker_version: image.dockerVersion, architecture: image.architecture, os: image.os, From: image.from ?? '',
  }
  const members: Record<string, unknown> = {
    config: image.config, container_config: fullConfig(image.containerConfig), created: image.created,
    rootfs: { type: 'layers', ...(image.diffIDs.length > 0 ? { diff_ids: image.diffIDs } : {}) },
  }
  if (image.history.length > 0) members['history'] = image.history.map(historyJson)
  if (image.osFeatures.length > 0) members['os.features'] = image.osFeatures
  for (const [key, value] of Object.entries(optional)) if (value !== '') members[key] = value
  return utf8(encode(sortedMap(members)))
}

function historyJson({ created, author, created_by, comment, empty_layer }: HistoryEntry): Record<string, unknown> {
  return {
    created: goTime(created ?? '0001-01-01T00:00:00Z'), ...(author ? { author } : {}), ...(created_by ? { created_by } : {}), ...(comment ? { comment } : {}),
    ...(empty_layer ? { empty_layer } : {}),
  }
}

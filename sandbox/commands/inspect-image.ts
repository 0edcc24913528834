/** `docker inspect IMAGE`. @source moby daemon/images/image_inspect.go `LookupImage` (20.10) */
import { EngineError } from '../base/errors.ts'
import type { ImageInspect } from '../engine/api.ts'
import type { Engine } from '../engine/engine.ts'
import { driverData } from '../engine/driver-data.ts'
import { fullConfig } from '../engine/full-config.ts'
import { isPartial } from '../engine/partial.ts'
import { goTime } from '../engine/time.ts'
import { resolveImage } from '../engine/resolve.ts'
import type { Op } from '../sched/op.ts'
import { chainIDOf } from '../store/image-config.ts'
import { ZERO_TIME } from '../store/image-store.ts'

/**
 * Everything about an image.
 *
 * @throws EngineError NotFound `no such image: …`; System for a ghost image or damaged layer directories
 */
export function* inspectImage(engine: Engine, name: string): Op<ImageInspect> {
  const image = yield* resolveAs404(engine, name)
  const references = yield* engine.references.references(image.id)
  const { config } = image
  const chainID = chainIDOf(config)
  let sizeBytes = 0
  let data: Readonly<Record<string, string>> | null = null
  if (chainID !== undefined) {
    const handle = yield* engine.layers.get(chainID)
    try {
      sizeBytes = handle.layer.chainBytes
      data = yield* driverData(engine.layers.driver, handle.layer.cacheID)
    } finally {
      yield* engine.layers.release(handle)
    }
  }
  const comment = config.comment || config.history?.at(-1)?.comment || ''
  const lastTagTime = yield* engine.images.getLastUpdated(image.id)
  return {
    Id: image.id,
    RepoTags: references.filter(reference => !reference.includes('@')),
    RepoDigests: references.filter(reference => reference.includes('@')),
    Parent: image.parent ?? '',
    Comment: comment,
    Created: goTime(config.created ?? ZERO_TIME),
    Container: config.container ?? '',
    ContainerConfig: fullConfig(config.container_config ?? {}),
    DockerVersion: config.docker_version ?? '',
    Author: config.author ?? '',
    Config: config.config ? fullConfig(config.config) : null,
    Architecture: config.architecture ?? '',
    ...(config.variant ? { Variant: config.variant } : {}),
    Os: config.os ?? 'linux',
    ...(config['os.version'] ? { OsVersion: config['os.version'] } : {}),
    Size: sizeBytes,
    VirtualSize: sizeBytes,
    GraphDriver: { Data: data, Name: 'overlay2' },
    RootFS: { Type: 'layers', ...(config.rootfs?.diff_ids?.length ? { Layers: config.rootfs.diff_ids } : {}) },
    Metadata: { LastTagTime: lastTagTime },
    ...(isPartial(engine, image) ? { From: config.From ?? '' } : {}),
  }
}

function* resolveAs404(engine: Engine, name: string): ReturnType<typeof resolveImage> {
  try {
    return yield* resolveImage(engine, name)
  } catch (error) {
    if (error instanceof EngineError) throw new EngineError('NotFound', `no such image: ${name}: ${error.message}`)
    throw error
  }
}

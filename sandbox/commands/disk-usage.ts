/** `docker system df`. @source moby daemon/disk_usage.go, daemon/images/images.go `LayerDiskUsage` (20.10) */
import type { DiskUsage, ImageSummary } from '../engine/api.ts'
import type { Engine } from '../engine/engine.ts'
import type { Op } from '../sched/op.ts'
import type { Layer } from '../store/layer-store.ts'
import { chainIDOf } from '../store/image-config.ts'
import { listContainers } from '../engine/list-containers.ts'
import { listImages } from '../engine/list-images.ts'
import { listVolumes } from '../engine/list-volumes.ts'

/** What everything takes on the disk. Layers that several images share are counted once. */
export function* diskUsage(engine: Engine): Op<DiskUsage> {
  const containers = yield* listContainers(engine, { all: true, limit: 0, sizes: true, filters: {} })
  const summaries = yield* listImages(engine, { all: false, filters: {} })
  const layers = yield* engine.layers.map()
  const images = yield* engine.images.map()

  // How many images stand on each layer.
  const users = new Map<Layer, number>()
  const tops = new Map<string, Layer>()
  for (const image of images) {
    const chainID = chainIDOf(image.config)
    const top = chainID === undefined ? undefined : layers.get(chainID)
    if (!top) continue
    tops.set(image.id, top)
    for (let layer: Layer | undefined = top; layer; layer = layer.parent) users.set(layer, (users.get(layer) ?? 0) + 1)
  }
  let layersBytes = 0
  for (const layer of layers.values()) if (users.has(layer)) layersBytes += layer.sizeBytes
  const rows: ImageSummary[] = summaries.map(row => {
    let shared = 0
    for (let layer = tops.get(row.Id); layer; layer = layer.parent) if ((users.get(layer) ?? 0) > 1) shared += layer.sizeBytes
    return { ...row, SharedSize: shared, Containers: containers.filter(container => container.ImageID === row.Id).length }
  })
  return { LayersSize: layersBytes, Images: rows, Containers: containers, Volumes: yield* listVolumes(engine), BuildCache: null, BuilderSize: 0 }
}

import type { Op } from '../sched/op.ts'
import { VOLUMES } from '../store/layout.ts'
import { bytesBelow } from '../store/unpack-layer.ts'
import type { VolumeUsage } from './api.ts'
import type { Engine } from './engine.ts'

/** All volumes by name, with what they take and how many containers have them. */
export function* listVolumes(engine: Engine): Op<VolumeUsage[]> {
  const found: VolumeUsage[] = []
  for (const name of yield* engine.fs.readdir(VOLUMES)) {
    const mountpoint = `${VOLUMES}/${name}/_data`
    if (!(yield* engine.fs.exists(mountpoint))) continue
    const links = engine.containers.all().filter(container => container.mounts.some(mount => mount.volume === name)).length
    found.push({
      Driver: 'local', Labels: null, Mountpoint: mountpoint, Name: name, Options: null, Scope: 'local',
      UsageData: { RefCount: links, Size: yield* bytesBelow(engine, mountpoint) },
    })
  }
  return found
}

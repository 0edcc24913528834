/** `docker image prune`, `container prune`, `builder prune`, `system prune`. @source docker/cli cli/command/{image,container,builder,system}/prune.go */
import { pruneImages } from '../commands/prune-images.ts'
import { pruneBuildCache } from '../commands/prune-build-cache.ts'
import { pruneContainers } from '../commands/prune-containers.ts'
import { pruneVolumes } from '../commands/prune-volumes.ts'
import type { Op } from '../sched/op.ts'
import { text } from '../base/bytes.ts'
import { refuseUnknownFilters } from '../engine/filters.ts'
import { Failure } from './client.ts'
import type { Client, Run } from './client.ts'
import { is28 } from './clients.ts'
import { showPrune, showPruned, showReclaimed } from './format/prune.ts'

const NOTHING = { ImagesDeleted: null, SpaceReclaimed: 0 }

/** Ask on standard output; only `y` goes on. */
function* confirm(client: Client, warning: string, between = '\n'): Op<boolean> {
  yield* client.print(`${warning}${between}Are you sure you want to continue? [y/N] `)
  let line = ''
  while (!line.includes('\n')) {
    const bytes = yield* client.process.stdin.read()
    if (!bytes) break
    line += text(bytes)
  }
  return (line.split('\n')[0] ?? '').trim().toLowerCase() === 'y'
}

/** `docker image prune` */
export const imagePrune: Run = function* (client) {
  const all = client.flag('all')
  if (!client.flag('force')) {
    const warning = all
      ? 'WARNING! This will remove all images without at least one container associated to them.'
      : 'WARNING! This will remove all dangling images.'
    if (!(yield* confirm(client, warning))) {
      if (!is28(client.version)) yield* client.print(showPrune({ images: NOTHING }))
      return 0
    }
  }
  const filters = client.filters()
  filters['dangling'] = [...(filters['dangling'] ?? []), String(!all)]
  const report = yield* client.request('POST /v1.41/images/prune', engine => pruneImages(engine, { filters }))
  yield* client.print(showPrune({ images: report }))
  return 0
}

/** `docker container prune` */
export const containerPrune: Run = function* (client) {
  if (!client.flag('force') && !(yield* confirm(client, 'WARNING! This will remove all stopped containers.'))) {
    if (!is28(client.version)) yield* client.print(showPrune({ images: NOTHING }))
    return 0
  }
  const report = yield* client.request('POST /v1.41/containers/prune', engine => pruneContainers(engine, { filters: client.filters() }))
  yield* client.print(showPrune({ containers: report }))
  return 0
}

/** `docker builder prune`: the classic builder's cache are images, so there is nothing here to remove. */
export const builderPrune: Run = function* (client) {
  const warning = `WARNING! This will remove all ${client.flag('all') ? '' : 'dangling '}build cache.`
  if (!client.flag('force') && !(yield* confirm(client, warning, ' '))) {
    if (!is28(client.version)) yield* client.print(showPrune({ buildCache: { CachesDeleted: null, SpaceReclaimed: 0 } }))
    return 0
  }
  const buildCache = yield* client.request('POST /v1.41/build/prune', engine => pruneBuildCache(engine, { filters: client.filters() }))
  yield* client.print(showPrune({ buildCache }))
  return 0
}

/** `docker system prune`: containers, networks, volumes, images, build cache. */
export const systemPrune: Run = function* (client) {
  const all = client.flag('all')
  const volumes = client.flag('volumes')
  const modern = is28(client.version)
  const filters = client.filters()
  if (volumes && filters['until']) throw new Failure('ERROR: The "until" filter is not supported with "--volumes"')
  if (!client.flag('force')) {
    const items = [
      'all stopped containers',
      'all networks not used by at least one container',
      ...(volumes ? [modern ? 'all anonymous volumes not used by at least one container' : 'all volumes not used by at least one container'] : []),
      all ? 'all images without at least one container associated to them' : 'all dangling images',
      all ? 'all build cache' : modern ? 'unused build cache' : 'all dangling build cache',
    ]
    const kept = ['label', 'label!', 'until'].flatMap(key => (filters[key] ?? []).map(value => `${key}=${value}`)).sort()
    const filtered = kept.length === 0 ? '' : `\n  Items to be pruned will be filtered with:\n${kept.map(filter => `  - ${filter}\n`).join('')}`
    if (!(yield* confirm(client, `WARNING! This will remove:\n${items.map(item => `  - ${item}\n`).join('')}${filtered}`))) return 0
  }
  // Each kind is told of as it goes: an error later leaves what was printed.
  const containers = yield* client.request('POST /v1.41/containers/prune', engine => pruneContainers(engine, { filters }))
  yield* client.print(showPruned({ containers }))
  // Every container of this machine stands on a network of the engine's own, and those are never removed.
  yield* client.request('POST /v1.41/networks/prune', function* (engine) {
    refuseUnknownFilters(filters, ['label', 'label!', 'until'])
    engine.events.push('network', 'prune', '', { reclaimed: '0' })
  })
  const unused = volumes ? yield* client.request('POST /v1.41/volumes/prune', engine => pruneVolumes(engine, { filters })) : undefined
  if (unused) yield* client.print(showPruned({ volumes: unused }))
  const images = yield* client.request('POST /v1.41/images/prune', engine => pruneImages(engine, { filters: { ...filters, dangling: [all ? 'false' : 'true'] } }))
  yield* client.print(showPruned({ images }))
  const buildCache = yield* client.request('POST /v1.41/build/prune', engine => pruneBuildCache(engine, { filters }))
  yield* client.print(showReclaimed(containers.SpaceReclaimed + (unused?.SpaceReclaimed ?? 0) + images.SpaceReclaimed + buildCache.SpaceReclaimed))
  return 0
}

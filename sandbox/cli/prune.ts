/** `docker image prune`, `docker container prune`, `docker system prune`. */
import { pruneImages } from '../commands/prune-images.ts'
import { pruneContainers } from '../commands/prune-containers.ts'
import type { Op } from '../sched/op.ts'
import { text } from '../base/bytes.ts'
import type { Client, Run } from './client.ts'
import { is28 } from './clients.ts'
import { showPrune } from './format/prune.ts'

const NOTHING = { ImagesDeleted: null, SpaceReclaimed: 0 }

/** Ask on standard output; only `y` goes on. */
function* confirm(client: Client, warning: string): Op<boolean> {
  yield* client.print(`${warning}\nAre you sure you want to continue? [y/N] `)
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
  filters['dangling'] = [...(filters['dangling'] ?? []), ...(all ? ['false'] : filters['dangling'] ? [] : ['true'])]
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

/** `docker system prune`: containers, networks, images, build cache. */
export const systemPrune: Run = function* (client) {
  const all = client.flag('all')
  const volumes = client.flag('volumes')
  const modern = is28(client.version)
  if (!client.flag('force')) {
    const items = [
      'all stopped containers',
      'all networks not used by at least one container',
      ...(volumes ? [modern ? 'all anonymous volumes not used by at least one container' : 'all volumes not used by at least one container'] : []),
      all ? 'all images without at least one container associated to them' : 'all dangling images',
      all ? 'all build cache' : modern ? 'unused build cache' : 'all dangling build cache',
    ]
    if (!(yield* confirm(client, `WARNING! This will remove:\n${items.map(item => `  - ${item}\n`).join('')}`))) return 0
  }
  const filters = client.filters()
  const containers = yield* client.request('POST /v1.41/containers/prune', engine => pruneContainers(engine, { filters }))
  const images = yield* client.request('POST /v1.41/images/prune', engine => pruneImages(engine, { filters: { ...filters, dangling: [all ? 'false' : 'true'] } }))
  yield* client.print(showPrune({ containers, images }))
  return 0
}

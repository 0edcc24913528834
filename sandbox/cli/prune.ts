/** `docker image prune`, `docker container prune`, `docker system prune`. */
import { pruneImages } from '../commands/prune-images.ts'
import { pruneContainers } from '../commands/prune-containers.ts'
import type { ImagesPruneReport } from '../engine/api.ts'
import { humanSize } from '../oci/human.ts'
import type { Op } from '../sched/op.ts'
import { text } from '../base/bytes.ts'
import type { Client, Run } from './client.ts'
import { is28 } from './clients.ts'

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

/** Words of an image prune: what was untagged and deleted. */
function imageLines(report: ImagesPruneReport): string {
  if (!report.ImagesDeleted?.length) return ''
  return `Deleted Images:\n${report.ImagesDeleted.map(item => (item.Deleted === undefined ? `untagged: ${item.Untagged}\n` : `deleted: ${item.Deleted}\n`)).join('')}\n`
}

const total = (bytes: number): string => `Total reclaimed space: ${humanSize(bytes, 4)}\n`

/** `docker image prune` */
export const imagePrune: Run = function* (client) {
  const all = client.flag('all')
  if (!client.flag('force')) {
    const warning = all
      ? 'WARNING! This will remove all images without at least one container associated to them.'
      : 'WARNING! This will remove all dangling images.'
    if (!(yield* confirm(client, warning))) {
      if (!is28(client.version)) yield* client.print(total(0))
      return 0
    }
  }
  const filters = client.filters()
  filters['dangling'] = [...(filters['dangling'] ?? []), ...(all ? ['false'] : filters['dangling'] ? [] : ['true'])]
  const report = yield* client.request('POST /v1.41/images/prune', engine => pruneImages(engine, { filters }))
  yield* client.print(`${imageLines(report)}${total(report.SpaceReclaimed)}`)
  return 0
}

/** `docker container prune` */
export const containerPrune: Run = function* (client) {
  if (!client.flag('force') && !(yield* confirm(client, 'WARNING! This will remove all stopped containers.'))) {
    if (!is28(client.version)) yield* client.print(total(0))
    return 0
  }
  const report = yield* client.request('POST /v1.41/containers/prune', engine => pruneContainers(engine, { filters: client.filters() }))
  const lines = report.ContainersDeleted?.length ? `Deleted Containers:\n${report.ContainersDeleted.map(id => `${id}\n`).join('')}\n` : ''
  yield* client.print(`${lines}${total(report.SpaceReclaimed)}`)
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
  let reclaimed = 0
  const containers = yield* client.request('POST /v1.41/containers/prune', engine => pruneContainers(engine, { filters }))
  reclaimed += containers.SpaceReclaimed
  let output = containers.ContainersDeleted?.length ? `Deleted Containers:\n${containers.ContainersDeleted.map(id => `${id}\n`).join('')}\n` : ''
  const images = yield* client.request('POST /v1.41/images/prune', engine => pruneImages(engine, { filters: { ...filters, dangling: [all ? 'false' : 'true'] } }))
  reclaimed += images.SpaceReclaimed
  output += imageLines(images)
  yield* client.print(`${output}${total(reclaimed)}`)
  return 0
}

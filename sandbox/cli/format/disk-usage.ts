/**
 * `docker system df`.
 *
 * @source docker/cli/cli/command/formatter/disk_usage.go
 */
import type { BuildCacheEntry, ContainerSummary, DiskUsage, ImageSummary, VolumeUsage } from '../../engine/api.ts'
import { humanDuration, humanSize } from '../../oci/human.ts'
import { parseRfc3339 } from '../../oci/go-template/time.ts'
import { familiarName, parseReference } from '../../oci/reference.ts'
import { is28, type ClientVersion } from '../clients.ts'
import { containerKind } from './containers.ts'
import { imageKind, isDangling, type ImageRow } from './images.ts'
import { showList, type ListKind } from './list.ts'
import { shown, type Shown } from './shown.ts'

/** What was asked for. */
export interface DiskUsageOptions {
  /** As typed; absent without `--format`. */
  readonly format?: string
  readonly verbose: boolean
  /** Unix seconds. */
  readonly now: number
}

/** One of the four rows of the summary. */
interface Summary {
  readonly type: string
  readonly total: number
  readonly active: number
  readonly size: string
  readonly reclaimable: string
}

const SUMMARY: ListKind<Summary> = {
  typeName: 'formatter.diskUsageImagesContext',
  columns: [
    { name: 'Type', title: 'TYPE', value: row => row.type },
    { name: 'TotalCount', title: 'TOTAL', value: row => String(row.total) },
    { name: 'Active', title: 'ACTIVE', value: row => String(row.active) },
    { name: 'Size', title: 'SIZE', value: row => row.size },
    { name: 'Reclaimable', title: 'RECLAIMABLE', value: row => row.reclaimable },
  ],
}

/** The answer of `GET /system/df` as `docker system df` prints it. */
export function showDiskUsage(usage: DiskUsage, options: DiskUsageOptions, client: ClientVersion): Shown {
  const typed = options.format ?? ''
  if (options.verbose && (typed === '' || typed === 'table')) return showVerbose(usage, options.now, client)
  const format = typed === '' || typed === 'table' ? 'table {{.Type}}\\t{{.TotalCount}}\\t{{.Active}}\\t{{.Size}}\\t{{.Reclaimable}}' : typed
  return showList(SUMMARY, summaryOf(usage, client), format, client)
}

function summaryOf(usage: DiskUsage, client: ClientVersion): Summary[] {
  const images = usage.Images ?? []
  const containers = usage.Containers ?? []
  const volumes = usage.Volumes ?? []
  const cache = usage.BuildCache ?? []
  const active = containers.filter(isActive)
  const unused = volumes.filter(volume => (volume.UsageData?.RefCount ?? 0) === 0)
  const cacheInUse = sum(cache.filter(entry => entry.InUse && !entry.Shared), entry => entry.Size)
  return [
    {
      type: 'Images',
      total: images.length,
      active: images.filter(image => image.Containers > 0).length,
      size: humanSize(usage.LayersSize, 4),
      reclaimable: withShare(usage.LayersSize - sizeInUse(images, client), usage.LayersSize),
    },
    {
      type: 'Containers',
      total: containers.length,
      active: active.length,
      size: humanSize(sum(containers, ownSize), 4),
      reclaimable: withShare(sum(containers, ownSize) - sum(active, ownSize), sum(containers, ownSize)),
    },
    {
      type: 'Local Volumes',
      total: volumes.length,
      active: volumes.length - unused.length,
      size: humanSize(sum(volumes, volumeSize), 4),
      reclaimable: withShare(sum(unused, volumeSize), sum(volumes, volumeSize)),
    },
    {
      type: 'Build Cache',
      total: cache.length,
      active: cache.filter(entry => entry.InUse).length,
      size: humanSize(usage.BuilderSize, 4),
      reclaimable: humanSize(usage.BuilderSize - cacheInUse, 4),
    },
  ]
}

const sum = <T>(items: readonly T[], size: (item: T) => number): number => items.reduce((total, item) => total + size(item), 0)
const isActive = (container: ContainerSummary): boolean => /running|paused|restarting/.test(container.State)
const ownSize = (container: ContainerSummary): number => container.SizeRw ?? 0
const volumeSize = (volume: VolumeUsage): number => Math.max(volume.UsageData?.Size ?? 0, 0)

/** What only images with containers hold; images of unknown size do not count. */
function sizeInUse(images: readonly ImageSummary[], client: ClientVersion): number {
  return sum(images, image => {
    const total = is28(client) ? image.Size : image.VirtualSize
    return image.Containers === 0 || total === -1 || image.SharedSize === -1 ? 0 : total - image.SharedSize
  })
}

/** A size and, if there is a whole, its share in per cent, cut off. */
const withShare = (part: number, whole: number): string => humanSize(part, 4) + (whole > 0 ? ` (${Math.trunc((part * 100) / whole)}%)` : '')

function showVerbose(usage: DiskUsage, now: number, client: ClientVersion): Shown {
  const options = { noTrunc: false, now }
  const size = is28(client) ? '{{.Size}}' : '{{.VirtualSize}}'
  const images = `table {{.Repository}}\\t{{.Tag}}\\t{{.ID}}\\t{{.CreatedSince}}\\t${size}\\t{{.SharedSize}}\\t{{.UniqueSize}}\\t{{.Containers}}`
  const containers = 'table {{.ID}}\\t{{.Image}}\\t{{.Command}}\\t{{.LocalVolumes}}\\t{{.Size}}\\t{{.RunningFor}}\\t{{.Status}}\\t{{.Names}}'
  const cache = 'table {{.ID}}\\t{{.CacheType}}\\t{{.Size}}\\t{{.CreatedSince}}\\t{{.LastUsedSince}}\\t{{.UsageCount}}\\t{{.Shared}}'
  // The sizes of containers are shown without their image.
  const withoutRoot = (usage.Containers ?? []).map(container => ({ ...container, SizeRootFs: 0 }))
  return shown(
    'Images space usage:\n\n' +
      showList(imageKind(options, client), (usage.Images ?? []).flatMap(firstNameOf), images, client).stdout +
      '\nContainers space usage:\n\n' +
      showList(containerKind(options, client), withoutRoot, containers, client).stdout +
      '\nLocal Volumes space usage:\n\n' +
      showList(VOLUMES, usage.Volumes ?? [], 'table {{.Name}}\\t{{.Links}}\\t{{.Size}}', client).stdout +
      `\nBuild cache usage: ${humanSize(usage.BuilderSize, 4)}\n\n` +
      showList(cacheKind(now), usage.BuildCache ?? [], cache, client).stdout,
  )
}

/** One row per image, under its first tag. */
function firstNameOf(image: ImageSummary): ImageRow[] {
  const none: ImageRow = { image, repository: '<none>', tag: '<none>', digest: '' }
  const first = image.RepoTags?.[0]
  if (first === undefined || isDangling(image)) return [none]
  try {
    const reference = parseReference(first, 'classic')
    return [reference.tag === undefined ? none : { ...none, repository: familiarName(reference), tag: reference.tag }]
  } catch {
    return []
  }
}

const VOLUMES: ListKind<VolumeUsage> = {
  typeName: 'formatter.diskUsageVolume',
  columns: [
    { name: 'Name', title: 'VOLUME NAME', value: volume => volume.Name },
    { name: 'Links', title: 'LINKS', value: volume => (volume.UsageData === undefined ? 'N/A' : String(volume.UsageData.RefCount)) },
    { name: 'Size', title: 'SIZE', value: volume => (volume.UsageData === undefined || volume.UsageData.Size === -1 ? 'N/A' : humanSize(volume.UsageData.Size, 4)) },
  ],
}

function cacheKind(now: number): ListKind<BuildCacheEntry> {
  const since = (time: string | null): string => {
    const at = time === null ? undefined : parseRfc3339(time)
    return at === undefined ? '' : `${humanDuration(now - Number(at.seconds) - at.nanoseconds / 1e9)} ago`
  }
  return {
    typeName: 'formatter.buildCacheContext',
    columns: [
      { name: 'ID', title: 'CACHE ID', value: entry => (entry.ID.length > 12 ? entry.ID.slice(0, 12) : entry.ID) + (entry.InUse ? '*' : '') },
      { name: 'CacheType', title: 'CACHE TYPE', value: entry => entry.Type },
      { name: 'Size', title: 'SIZE', value: entry => humanSize(entry.Size, 3) },
      { name: 'CreatedSince', title: 'CREATED', value: entry => since(entry.CreatedAt) },
      { name: 'LastUsedSince', title: 'LAST USED', value: entry => since(entry.LastUsedAt) },
      { name: 'UsageCount', title: 'USAGE', value: entry => String(entry.UsageCount) },
      { name: 'Shared', title: 'SHARED', value: entry => String(entry.Shared) },
    ],
  }
}

/**
 * `docker system df`.
 *
 * @source docker/cli/cli/command/formatter/disk_usage.go
 */
import type { BuildCacheEntry, ContainerSummary, DiskUsage, ImageSummary, VolumeUsage } from '../../engine/api.ts'
import { compareUtf8 } from '../../oci/go-json.ts'
import { humanDuration, humanSize, shortID } from '../../oci/human.ts'
import { parseRfc3339, timeString, type GoTime } from '../../oci/go-template/time.ts'
import { field, pointerTo, structOf, type Value } from '../../oci/go-template/values.ts'
import { familiarName, parseReference } from '../../oci/reference.ts'
import { upTo1903, is28, type ClientVersion } from '../clients.ts'
import { containerKind, rawContainerFormat } from './containers.ts'
import { imageKind, isDangling, type ImageRow } from './images.ts'
import { showList, type ListKind } from './list.ts'
import { rowValues, runOnce } from './template-list.ts'
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
  if (options.verbose && typed === 'raw') return showVerboseRaw(usage, options.now, client)
  if (options.verbose) return showVerboseTemplate(usage, typed, options.now, client)
  return showList(SUMMARY, summaryOf(usage, client), summaryFormat(typed), client)
}

function summaryFormat(typed: string): string {
  if (typed === 'raw') return 'type: {{.Type}}\ntotal: {{.TotalCount}}\nactive: {{.Active}}\nsize: {{.Size}}\nreclaimable: {{.Reclaimable}}\n'
  return typed === '' || typed === 'table' ? 'table {{.Type}}\\t{{.TotalCount}}\\t{{.Active}}\\t{{.Size}}\\t{{.Reclaimable}}' : typed
}

/** What is not shared, added up; 19.03 believes the daemon. */
const cacheSize = ({ BuilderSize, BuildCache }: DiskUsage, client: ClientVersion): number =>
  !upTo1903(client) ? sum((BuildCache ?? []).filter(entry => !entry.Shared), entry => entry.Size) : BuilderSize

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
      size: humanSize(cacheSize(usage, client), 4),
      reclaimable: humanSize(cacheSize(usage, client) - cacheInUse, 4),
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

/** The sizes of containers are shown without their image. */
const withoutRoot = (usage: DiskUsage): ContainerSummary[] => (usage.Containers ?? []).map(container => ({ ...container, SizeRootFs: 0 }))

function showVerbose(usage: DiskUsage, now: number, client: ClientVersion): Shown {
  const options = { noTrunc: false, now }
  const size = is28(client) ? '{{.Size}}' : '{{.VirtualSize}}'
  const images = `table {{.Repository}}\\t{{.Tag}}\\t{{.ID}}\\t{{.CreatedSince}}\\t${size}\\t{{.SharedSize}}\\t{{.UniqueSize}}\\t{{.Containers}}`
  const containers = 'table {{.ID}}\\t{{.Image}}\\t{{.Command}}\\t{{.LocalVolumes}}\\t{{.Size}}\\t{{.RunningFor}}\\t{{.Status}}\\t{{.Names}}'
  const cache = 'table {{.ID}}\\t{{.CacheType}}\\t{{.Size}}\\t{{.CreatedSince}}\\t{{.LastUsedSince}}\\t{{.UsageCount}}\\t{{.Shared}}'
  return shown(
    'Images space usage:\n\n' +
      showList(imageKind(options, client), (usage.Images ?? []).flatMap(firstNameOf), images, client).stdout +
      '\nContainers space usage:\n\n' +
      showList(containerKind(options, client), withoutRoot(usage), containers, client).stdout +
      '\nLocal Volumes space usage:\n\n' +
      showList(volumeKind(client), usage.Volumes ?? [], 'table {{.Name}}\\t{{.Links}}\\t{{.Size}}', client).stdout +
      `\nBuild cache usage: ${humanSize(cacheSize(usage, client), 4)}\n\n` +
      showList(cacheKind(options), usage.BuildCache ?? [], cache, client).stdout,
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

const labelsOf = (labels: Readonly<Record<string, string>> | null): string =>
  Object.entries(labels ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .sort(compareUtf8)
    .join(',')

const volumeKind = (client: ClientVersion): ListKind<VolumeUsage> => ({
  typeName: 'formatter.volumeContext',
  columns: [
    { name: 'Name', title: 'VOLUME NAME', value: volume => volume.Name },
    { name: 'Driver', title: 'DRIVER', value: volume => volume.Driver },
    { name: 'Scope', title: 'SCOPE', value: volume => volume.Scope },
    { name: 'Mountpoint', title: 'MOUNTPOINT', value: volume => volume.Mountpoint },
    { name: 'Labels', title: 'LABELS', value: volume => labelsOf(volume.Labels) },
    { name: 'Links', title: 'LINKS', value: volume => (volume.UsageData === undefined ? 'N/A' : String(volume.UsageData.RefCount)) },
    { name: 'Size', title: 'SIZE', value: volume => (volume.UsageData === undefined ? 'N/A' : humanSize(volume.UsageData.Size, 4)) },
    ...(is28(client) ? ['Availability', 'Group', 'Status'].map(name => ({ name, title: name.toUpperCase(), value: () => 'N/A' })) : []),
  ],
})

function cacheKind({ noTrunc, now }: { readonly noTrunc: boolean; readonly now: number }): ListKind<BuildCacheEntry> {
  const shown = (time: string | null, show: (at: GoTime) => string): string => {
    const at = time === null ? undefined : parseRfc3339(time)
    return at === undefined ? '' : show(at)
  }
  const since = (at: GoTime): string => `${humanDuration(now - Number(at.seconds) - at.nanoseconds / 1e9)} ago`
  return {
    typeName: 'formatter.buildCacheContext',
    columns: [
      { name: 'ID', title: 'CACHE ID', value: entry => (noTrunc ? entry.ID : shortID(entry.ID)) + (entry.InUse ? '*' : '') },
      { name: 'Parent', title: 'PARENT', value: entry => (noTrunc ? entry.Parent : shortID(entry.Parent)) },
      { name: 'CacheType', title: 'CACHE TYPE', value: entry => entry.Type },
      { name: 'Description', title: 'DESCRIPTION', value: entry => entry.Description },
      { name: 'Size', title: 'SIZE', value: entry => humanSize(entry.Size, 3) },
      { name: 'CreatedAt', title: 'CREATED AT', value: entry => shown(entry.CreatedAt, timeString) },
      { name: 'CreatedSince', title: 'CREATED', value: entry => shown(entry.CreatedAt, since) },
      { name: 'LastUsedAt', title: 'LAST USED AT', value: entry => shown(entry.LastUsedAt, timeString) },
      { name: 'LastUsedSince', title: 'LAST USED', value: entry => shown(entry.LastUsedAt, since) },
      { name: 'UsageCount', title: 'USAGE', value: entry => String(entry.UsageCount) },
      { name: 'InUse', title: 'IN USE', value: entry => String(entry.InUse) },
      { name: 'Shared', title: 'SHARED', value: entry => String(entry.Shared) },
    ],
  }
}

/** One block of lines per object, nothing cut. */
function showVerboseRaw(usage: DiskUsage, now: number, client: ClientVersion): Shown {
  const options = { noTrunc: true, now }
  const image = 'type: Image\nrepository: {{.Repository}}\ntag: {{.Tag}}\ndigest: {{.Digest}}\nimage_id: {{.ID}}\ncreated_at: {{.CreatedAt}}\nvirtual_size: {{.Size}}\n'
  const cache =
    'type: Build Cache\nbuild_cache_id: {{.ID}}\nparent_id: {{.Parent}}\nbuild_cache_type: {{.CacheType}}\ndescription: {{.Description}}\ncreated_at: {{.CreatedAt}}\n' +
    'created_since: {{.CreatedSince}}\nlast_used_at: {{.LastUsedAt}}\nlast_used_since: {{.LastUsedSince}}\nusage_count: {{.UsageCount}}\nin_use: {{.InUse}}\nshared: {{.Shared}}\n'
  return shown(
    showList(imageKind(options, client), (usage.Images ?? []).flatMap(firstNameOf), image, client).stdout +
      showList(containerKind(options, client), withoutRoot(usage), `type: Container\n${rawContainerFormat({ size: true }, client)}`, client).stdout +
      showList(volumeKind(client), usage.Volumes ?? [], 'type: Volume\nname: {{.Name}}\ndriver: {{.Driver}}\n', client).stdout +
      showList(cacheKind(options), usage.BuildCache ?? [], cache, client).stdout,
  )
}

/** A format runs once on the four lists; nothing in it is cut, and no newline follows. */
function showVerboseTemplate(usage: DiskUsage, typed: string, now: number, client: ClientVersion): Shown {
  const options = { noTrunc: true, now }
  const lists: [string, Value][] = [
    ['Images', rowValues(imageKind(options, client), (usage.Images ?? []).flatMap(firstNameOf))],
    ['Containers', rowValues(containerKind(options, client), withoutRoot(usage))],
    ['Volumes', rowValues(volumeKind(client), usage.Volumes ?? [])],
    ['BuildCache', rowValues(cacheKind(options), usage.BuildCache ?? [])],
  ]
  const type = structOf('formatter.diskUsageContext', lists.map(([name, list]) => field(name, list.type)))
  const data: Value = { kind: 'pointer', type: pointerTo(type), target: { kind: 'struct', type, fields: lists.map(([, list]) => list) } }
  const { output, error } = runOnce(typed, data, client)
  return error === undefined ? shown(output) : { stdout: '', stderr: `${error}\n`, exit: 1 }
}

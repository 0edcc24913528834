/**
 * What `prune` commands print of their reports.
 *
 * @source docker/cli/cli/command/{image,container,network,volume,system,builder}/prune.go
 */
import type { BuildCachePruneReport, ContainersPruneReport, ImageDeleteItem, ImagesPruneReport, NetworksPruneReport, VolumesPruneReport } from '../../engine/api.ts'
import { humanSize } from '../../oci/human.ts'

/** The reports of a prune; `system prune` has several. They are printed in this order. */
export interface PruneReports {
  readonly containers?: ContainersPruneReport
  readonly networks?: NetworksPruneReport
  readonly volumes?: VolumesPruneReport
  readonly images?: ImagesPruneReport
  readonly buildCache?: BuildCachePruneReport
}

/** The whole output after the confirmation; `docker network prune` has no total. */
export function showPrune(reports: PruneReports): string {
  const { containers, volumes, images, buildCache } = reports
  const text = showPruned(reports)
  const sized = [containers, volumes, images, buildCache].filter(report => report !== undefined)
  if (sized.length === 0) return text
  return `${text}${showReclaimed(sized.reduce((sum, report) => sum + report.SpaceReclaimed, 0))}`
}

/** The last line. */
export const showReclaimed = (bytes: number): string => `Total reclaimed space: ${humanSize(bytes, 4)}\n`

/** What went, without the total. */
export function showPruned({ containers, networks, volumes, images, buildCache }: PruneReports): string {
  return (
    block('Deleted Containers:', containers?.ContainersDeleted) +
    block('Deleted Networks:', networks?.NetworksDeleted) +
    block('Deleted Volumes:', volumes?.VolumesDeleted) +
    block('Deleted Images:', images?.ImagesDeleted?.map(showDeleted)) +
    block('Deleted build cache objects:', buildCache?.CachesDeleted)
  )
}

/** What went, each on its line, and an empty line; nothing if nothing went. */
const block = (heading: string, lines: readonly string[] | null | undefined): string =>
  (lines?.length ?? 0) === 0 ? '' : `${heading}\n${(lines ?? []).map(line => line + '\n').join('')}\n`

const showDeleted = (item: ImageDeleteItem): string => (item.Untagged !== undefined ? `untagged: ${item.Untagged}` : `deleted: ${item.Deleted}`)

/** `docker rmi` prints the same items with capitals. */
export const showRemoved = (items: readonly ImageDeleteItem[]): string =>
  items.map(item => (item.Untagged !== undefined ? `Untagged: ${item.Untagged}\n` : `Deleted: ${item.Deleted}\n`)).join('')

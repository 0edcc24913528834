/**
 * `docker ps`.
 *
 * @source docker/cli/cli/command/formatter/container.go
 */
import type { ContainerSummary, Port } from '../../engine/api.ts'
import { quote, fromGo, toGo } from '../../oci/go-template/strings.ts'
import { ellipsis, humanDuration, humanSize, shortID } from '../../oci/human.ts'
import { familiarName, familiarString, parseReference } from '../../oci/reference.ts'
import { compareUtf8 } from '../../oci/go-json.ts'
import { upTo1903, is28, type ClientVersion } from '../clients.ts'
import { showList, type Column, type ListKind } from './list.ts'
import type { Shown } from './shown.ts'
import { templates } from './templates.ts'

/** What was asked for. */
export interface ContainersOptions {
  /** As typed; absent without `--format`. */
  readonly format?: string
  readonly quiet: boolean
  readonly noTrunc: boolean
  /** `-s` */
  readonly size: boolean
  /** Unix seconds. */
  readonly now: number
}

/** The rows of `docker ps` as text. */
export function showContainers(containers: readonly ContainerSummary[], options: ContainersOptions, client: ClientVersion): Shown {
  const trial = tryContainersFormat(options, client)
  if ('exit' in trial) return trial
  const kind = containerKind(options, client)
  const result = showList(kind, containers, containersFormat(options.format ?? 'table', { ...options, size: trial.size }, client), client)
  return { ...result, stderr: ignoredFormat(options, client) + result.stderr }
}

const ignoredFormat = ({ quiet, format }: ContainersOptions, client: ClientVersion): string =>
  is28(client) && quiet && format !== undefined && format !== '' ? 'WARNING: Ignoring custom format, because both --format and --quiet are set.\n' : ''

/**
 * Before it asks the daemon, the client runs a format as it was typed on a container without any values, to learn
 * whether it shows sizes. What fails there is refused in words of its own.
 *
 * @returns whether sizes are to be asked for, or the refusal
 */
export function tryContainersFormat(options: ContainersOptions, client: ClientVersion): { readonly size: boolean } | Shown {
  const { format = '', size, quiet } = options
  if (format === '' || (size && !is28(client))) return { size }
  let usesSize = false
  const kind = containerKind(options, client)
  const watched = { ...kind, columns: kind.columns.map(column => (column.name === 'Size' ? { ...column, value: () => ((usesSize = true), '0B') } : column)) }
  const refusal = templates.content.refuseOnTrial(watched, NO_CONTAINER, format, client)
  if (refusal !== undefined) return { stdout: '', stderr: `${ignoredFormat(options, client)}${refusal}\n`, exit: 1 }
  return { size: size || (usesSize && !(quiet && is28(client))) }
}

const NO_CONTAINER: ContainerSummary = {
  Id: '', Names: [], Image: '', ImageID: '', Command: '', Created: 0, Ports: [], Labels: {}, State: '', Status: '', HostConfig: {}, NetworkSettings: null, Mounts: [],
}

function containersFormat(typed: string, { quiet, size }: ContainersOptions, client: ClientVersion): string {
  if (typed === 'table' || typed === '') {
    if (quiet) return '{{.ID}}'
    return `table {{.ID}}\\t{{.Image}}\\t{{.Command}}\\t{{.RunningFor}}\\t{{.Status}}\\t{{.Ports}}\\t{{.Names}}${size ? '\\t{{.Size}}' : ''}`
  }
  if (typed === 'raw') return quiet ? 'container_id: {{.ID}}' : rawContainerFormat({ size }, client)
  return quiet && is28(client) ? '{{.ID}}' : typed
}

/** The lines of a container in the raw format. */
export function rawContainerFormat({ size }: { readonly size: boolean }, client: ClientVersion): string {
  const state = upTo1903(client) ? '' : 'state: {{- pad .State 1 0}}\n'
  return (
    `container_id: {{.ID}}\nimage: {{.Image}}\ncommand: {{.Command}}\ncreated_at: {{.CreatedAt}}\n${state}` +
    'status: {{- pad .Status 1 0}}\nnames: {{.Names}}\nlabels: {{- pad .Labels 1 0}}\nports: {{- pad .Ports 1 0}}\n' +
    (size ? 'size: {{.Size}}\n' : '')
  )
}

const COMMAND_COLUMNS = 20
const MOUNT_COLUMNS = 15

/** The fields of a container's row; `system df -v` uses them too. */
export function containerKind({ noTrunc, now }: { readonly noTrunc: boolean; readonly now: number }, client: ClientVersion): ListKind<ContainerSummary> {
  const cut = (text: string, columns: number): string => (noTrunc ? text : ellipsis(text, columns))
  const columns: Column<ContainerSummary>[] = [
    { name: 'ID', title: 'CONTAINER ID', value: container => (noTrunc ? container.Id : shortID(container.Id)) },
    { name: 'Names', title: 'NAMES', value: container => namesOf(container, noTrunc) },
    { name: 'Image', title: 'IMAGE', value: container => imageOf(container, noTrunc) },
    { name: 'Command', title: 'COMMAND', value: container => fromGo(quote(toGo(cut(container.Command, COMMAND_COLUMNS)))) },
    { name: 'CreatedAt', title: 'CREATED AT', value: container => templates.content.civilTime(container.Created) },
    { name: 'RunningFor', title: 'CREATED', value: container => `${humanDuration(now - container.Created)} ago` },
    { name: 'Ports', title: 'PORTS', value: container => showPorts(container.Ports, client) },
    { name: 'State', title: 'STATE', value: container => container.State },
    { name: 'Status', title: 'STATUS', value: container => container.Status },
    { name: 'Size', title: 'SIZE', value: sizeOf },
    {
      name: 'Labels',
      title: 'LABELS',
      value: container => Object.entries(container.Labels).map(([key, value]) => `${key}=${value}`).sort(compareUtf8).join(','),
    },
    { name: 'Mounts', title: 'MOUNTS', value: container => container.Mounts.map(mount => cut(mount.Name || mount.Source, MOUNT_COLUMNS)).join(',') },
    { name: 'LocalVolumes', title: 'LOCAL VOLUMES', value: container => String(container.Mounts.filter(mount => mount.Driver === 'local').length) },
    { name: 'Networks', title: 'NETWORKS', value: container => Object.keys(container.NetworkSettings?.Networks ?? {}).sort(compareUtf8).join(',') },
  ]
  if (is28(client)) columns.push({ name: 'Platform', title: 'PLATFORM', isText: false, value: () => templates.content.NO_PLATFORM })
  return { typeName: 'formatter.ContainerContext', columns, label: (container, key) => container.Labels[key] ?? '' }
}

/** A name with a second slash is a link's; the first of the others is enough, unless nothing is to be cut. */
function namesOf(container: ContainerSummary, noTrunc: boolean): string {
  const names = container.Names.map(name => name.slice(1))
  const own = names.find(name => !name.includes('/'))
  return noTrunc || own === undefined ? names.join(',') : own
}

function imageOf({ Image, ImageID }: ContainerSummary, noTrunc: boolean): string {
  if (Image === '') return '<no image>'
  if (noTrunc) return Image
  if (shortID(ImageID) === shortID(Image)) return shortID(ImageID)
  try {
    const { domain, path, tag } = parseReference(Image, 'classic')
    return tag === undefined ? familiarName({ domain, path }) : familiarString({ domain, path, tag })
  } catch {
    return Image
  }
}

function sizeOf({ SizeRw, SizeRootFs }: ContainerSummary): string {
  const own = humanSize(SizeRw ?? 0, 3)
  return (SizeRootFs ?? 0) > 0 ? `${own} (virtual ${humanSize(SizeRootFs ?? 0, 3)})` : own
}

/**
 * Ports in words: runs of ports that keep their number are one range, and come before ports that change it.
 */
export function showPorts(ports: readonly Port[], client: ClientVersion): string {
  const sorted = [...ports].sort(
    (a, b) =>
      a.PrivatePort - b.PrivatePort || compareUtf8(a.IP ?? '', b.IP ?? '') || (a.PublicPort ?? 0) - (b.PublicPort ?? 0) || compareUtf8(a.Type, b.Type),
  )
  const host = (ip: string): string => (is28(client) && ip.includes(':') ? `[${ip}]` : ip)
  const groups = new Map<string, { ip: string; type: string; first: number; last: number }>()
  const done: string[] = []
  const mapped: string[] = []
  const show = ({ ip, type, first, last }: { ip: string; type: string; first: number; last: number }): string => {
    const range = first === last ? String(first) : `${first}-${last}`
    return `${ip === '' ? range : `${host(ip)}:${range}->${range}`}/${type}`
  }
  for (const { IP: ip = '', PrivatePort: port, PublicPort: publicPort = 0, Type: type } of sorted) {
    if (ip !== '' && publicPort !== port) {
      mapped.push(`${host(ip)}:${publicPort}->${port}/${type}`)
      continue
    }
    const key = `${ip}/${type}`
    const group = groups.get(key)
    if (group?.last === port - 1) group.last = port
    else {
      if (group !== undefined) done.push(show(group))
      // A key keeps its first place in the order.
      groups.set(key, { ip, type, first: port, last: port })
    }
  }
  return [...done, ...[...groups.values()].map(show), ...mapped].join(', ')
}

/** `docker ps`. @source moby daemon/list.go (20.10) */
import { EngineError } from '../base/errors.ts'
import type { ContainerSummary } from './api.ts'
import type { Container } from './container.ts'
import { containerSizes } from './container-sizes.ts'
import { statusText } from './container-status.ts'
import type { Engine } from './engine.ts'
import { refuseUnknownFilters } from './filters.ts'
import type { Filters } from './filters.ts'
import { resolveImage } from './resolve.ts'
import { parseRfc3339 } from './time.ts'
import { sortedMap } from '../oci/go-json.ts'
import type { Op } from '../sched/op.ts'

export interface ListContainersArgs {
  readonly all: boolean
  /** Newest n, whatever their state; 0 or less: no limit. */
  readonly limit: number
  readonly sizes: boolean
  readonly filters: Filters
}

const ACCEPTED = ['ancestor', 'before', 'exited', 'expose', 'health', 'id', 'is-task', 'isolation', 'label', 'name', 'network', 'publish', 'since', 'status', 'volume']

/** @throws EngineError InvalidParameter for a bad filter */
export function* listContainers(engine: Engine, { all, limit, sizes, filters }: ListContainersArgs): Op<ContainerSummary[]> {
  refuseUnknownFilters(filters, ACCEPTED)
  for (const status of filters['status'] ?? []) {
    if (!['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead'].includes(status)) throw new EngineError('InvalidParameter', `Unrecognised filter value for status: ${status}`)
  }
  const everything = all || limit > 0 || filters['status'] !== undefined || filters['exited'] !== undefined || filters['before'] !== undefined || filters['since'] !== undefined
  const ancestors = new Set<string>()
  for (const name of filters['ancestor'] ?? []) {
    try {
      ancestors.add((yield* resolveImage(engine, name)).id)
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      engine.log('warning', `Error while looking up for image ${name}`)
    }
  }
  const before = filters['before']?.map(name => engine.containers.get(name)).at(-1)
  const since = filters['since']?.map(name => engine.containers.get(name)).at(-1)
  const rows: ContainerSummary[] = []
  for (const container of engine.containers.all()) {
    if (!everything && !container.state.Running) continue
    if (before && container.created >= before.created) continue
    if (since && container.created <= since.created) continue
    if (filters['ancestor'] && !ancestors.has(container.imageID)) continue
    if (!matches(container, filters)) continue
    rows.push(yield* summarise(engine, container, sizes))
    if (limit > 0 && rows.length >= limit) break
  }
  return rows
}

function matches(container: Container, filters: Filters): boolean {
  const { name, id, status, label, exited } = filters
  if (name && !name.some(pattern => nameMatches(pattern, container.name))) return false
  if (id && !id.some(prefix => container.id.startsWith(prefix))) return false
  if (status && !status.includes(container.status)) return false
  if (exited && !(container.status !== 'created' && !container.state.Running && exited.includes(String(container.state.ExitCode)))) return false
  const labels = container.config.Labels ?? {}
  return (label ?? []).every(wanted => {
    const equals = wanted.indexOf('=')
    return equals < 0 ? Object.hasOwn(labels, wanted) : labels[wanted.slice(0, equals)] === wanted.slice(equals + 1)
  })
}

/** A name filter is a regular expression over the name with and without its slash. */
function nameMatches(pattern: string, name: string): boolean {
  try {
    const expression = new RegExp(pattern)
    return expression.test(name) || expression.test(`/${name}`)
  } catch {
    return name.includes(pattern)
  }
}

function* summarise(engine: Engine, container: Container, sizes: boolean): Op<ContainerSummary> {
  const { config } = container
  const command = [container.path, ...container.args.map(argument => (argument.includes(' ') ? `'${argument}'` : argument))].join(' ')
  const size = sizes ? yield* containerSizes(engine, container) : undefined
  return {
    Id: container.id, Names: [`/${container.name}`], Image: yield* shownImage(engine, container), ImageID: container.imageID, Command: command.trim(),
    Created: parseRfc3339(container.created) ?? 0, Ports: [],
    ...(size && size.rw !== 0 ? { SizeRw: size.rw } : {}), ...(size && size.rootFs > 0 ? { SizeRootFs: size.rootFs } : {}),
    Labels: Object.fromEntries(sortedMap(config.Labels ?? {})) as Record<string, string>, State: container.status, Status: statusText(engine, container),
    HostConfig: { NetworkMode: container.hostConfig.NetworkMode }, NetworkSettings: { Networks: { [networkOf(container)]: {} } },
    Mounts: container.mounts.map(mount => ({
      Type: mount.volume === undefined ? 'bind' : 'volume', ...(mount.volume === undefined ? {} : { Name: mount.volume }), Source: mount.source, Destination: mount.destination,
      ...(mount.volume === undefined ? {} : { Driver: 'local' }), Mode: mount.mode, RW: mount.readWrite, Propagation: '',
    })),
  }
}

/** The name given at creation, unless it means another image now. */
function* shownImage(engine: Engine, container: Container): Op<string> {
  const typed = container.config.Image
  if (typed === container.imageID) return typed
  try {
    const image = yield* resolveImage(engine, typed)
    return image.id === container.imageID ? typed : container.imageID
  } catch (error) {
    if (error instanceof EngineError) return container.imageID
    throw error
  }
}

/** The network that a container stands on: one of those that every engine has. */
export const networkOf = ({ hostConfig: { NetworkMode } }: Container): string => (NetworkMode === 'default' ? 'bridge' : NetworkMode)

/** Endpoints about containers which answer at once. @source moby api/server/router/container (20.10) */
import { EngineError } from '../../../base/errors.ts'
import { containerChanges } from '../../../commands/changes.ts'
import { archivePath, extractToDirectory, statPath as statOf } from '../../../commands/copy.ts'
import type { PathStat } from '../../../commands/copy.ts'
import { exportContainer } from '../../../commands/export.ts'
import { inspectContainer } from '../../../commands/inspect-container.ts'
import { kill as killContainer } from '../../../commands/kill.ts'
import { pruneContainers } from '../../../commands/prune-containers.ts'
import { removeContainer } from '../../../commands/remove-container.ts'
import { rename as renameContainer } from '../../../commands/rename.ts'
import { restart as restartContainer, stop as stopContainer } from '../../../commands/restart.ts'
import { top as topContainer } from '../../../commands/top.ts'
import { CONTAINER_CONFIG_MEMBERS } from '../../../engine/api.ts'
import type { ContainerConfig } from '../../../engine/api.ts'
import { createContainer } from '../../../engine/container-create.ts'
import { pauseContainer, unpauseContainer } from '../../../engine/container-pause.ts'
import { receivedHostConfig } from '../../../engine/host-config.ts'
import { listContainers } from '../../../engine/list-containers.ts'
import { parsePlatform } from '../../../engine/platform.ts'
import { rfc3339Nano } from '../../../engine/time.ts'
import { encode, toPlain } from '../../../oci/go-json.ts'
import { goBool, goString, goStrings, misfit } from '../../../oci/go-shape.ts'
import type { GoShape } from '../../../oci/go-shape.ts'
import type { Handler } from '../routes.ts'

export const list: Handler = function* (exchange) {
  exchange.send(200, yield* listContainers(exchange.engine, { all: exchange.flag('all'), limit: exchange.number('limit') ?? 0, sizes: exchange.flag('size'), filters: exchange.filters() }))
}

export const inspect: Handler = function* (exchange) {
  exchange.send(200, yield* inspectContainer(exchange.engine, exchange.name, { sizes: exchange.flag('size') }))
}

const sets: GoShape = { kind: 'map', type: 'map[string]struct {}', of: undefined }

/** A list, or one text. */
const argv: GoShape = { kind: 'list', type: 'strslice.StrSlice', of: goString, orString: true }

/** What the engine reads of a create body; everything else in it is looked at by name. */
const CREATE_BODY: GoShape = {
  kind: 'struct', type: 'runconfig.ContainerConfigWrapper', fields: {
    Hostname: goString, Domainname: goString, User: goString, Image: goString, WorkingDir: goString, StopSignal: goString, MacAddress: goString,
    AttachStdin: goBool, AttachStdout: goBool, AttachStderr: goBool, Tty: goBool, OpenStdin: goBool, StdinOnce: goBool, NetworkDisabled: goBool, ArgsEscaped: goBool,
    Env: goStrings, OnBuild: goStrings, Cmd: argv, Entrypoint: argv, Shell: goStrings,
    ExposedPorts: sets, Volumes: sets, Labels: { kind: 'map', type: 'map[string]string', of: goString },
    HostConfig: {
      kind: 'struct', type: 'container.HostConfig', fields: {
        Binds: goStrings, ContainerIDFile: goString, NetworkMode: goString, AutoRemove: goBool, Privileged: goBool, ReadonlyRootfs: goBool,
        LogConfig: { kind: 'struct', type: 'container.LogConfig', fields: { Type: goString } }, RestartPolicy: { kind: 'struct', type: 'container.RestartPolicy', fields: { Name: goString } },
      },
    },
  },
}

export const create: Handler = function* (exchange) {
  const { engine } = exchange
  const json = yield* exchange.json()
  if (!json) throw new EngineError('InvalidParameter', 'config cannot be empty in order to create a container')
  const wrong = misfit(json, CREATE_BODY)
  if (wrong !== undefined) throw new EngineError('InvalidParameter', wrong)
  const body = toPlain(json) as Readonly<Record<string, unknown>>
  const config: Record<string, unknown> = {}
  for (const member of CONTAINER_CONFIG_MEMBERS) if (body[member] !== undefined) config[member] = body[member]
  for (const member of ['Cmd', 'Entrypoint']) if (typeof config[member] === 'string') config[member] = [config[member]]
  if (Object.keys((body['Healthcheck'] as object | null | undefined) ?? {}).length > 0) throw new EngineError('NotImplemented', 'a health check is not simulated by Layerlab')
  const platform = exchange.text('platform')
  const { id, warnings } = yield* createContainer(engine, {
    name: exchange.text('name') || undefined, config: { ...config, Image: (config['Image'] as string | undefined) ?? '' } as Partial<ContainerConfig> & { readonly Image: string },
    hostConfig: receivedHostConfig((body['HostConfig'] as Readonly<Record<string, unknown>> | null | undefined) ?? {}),
    platform: platform === '' ? undefined : parsePlatform(platform, engine.machine.facts.architecture),
  })
  exchange.send(201, { Id: id, Warnings: warnings })
}

export const stop: Handler = function* (exchange) {
  const running = exchange.engine.containers.get(exchange.name).state.Running
  yield* stopContainer(exchange.engine, exchange.name, exchange.number('t'))
  exchange.sendStatus(running ? 204 : 304)
}

export const restart: Handler = function* (exchange) {
  yield* restartContainer(exchange.engine, exchange.name, exchange.number('t'))
  exchange.sendStatus(204)
}

export const kill: Handler = function* (exchange) {
  yield* killContainer(exchange.engine, exchange.name, exchange.text('signal'))
  exchange.sendStatus(204)
}

export const pause: Handler = function* (exchange) {
  yield* pauseContainer(exchange.engine, exchange.engine.containers.get(exchange.name))
  exchange.sendStatus(204)
}

export const unpause: Handler = function* (exchange) {
  yield* unpauseContainer(exchange.engine, exchange.engine.containers.get(exchange.name))
  exchange.sendStatus(204)
}

export const rename: Handler = function* (exchange) {
  yield* renameContainer(exchange.engine, exchange.name, exchange.text('name'))
  exchange.sendStatus(204)
}

export const remove: Handler = function* (exchange) {
  if (exchange.flag('link')) throw new EngineError('NotImplemented', 'links are not simulated by Layerlab')
  yield* removeContainer(exchange.engine, exchange.name, { force: exchange.flag('force'), volumes: exchange.flag('v') })
  exchange.sendStatus(204)
}

export const prune: Handler = function* (exchange) {
  exchange.send(200, yield* pruneContainers(exchange.engine, { filters: exchange.filters() }))
}

export const top: Handler = function* (exchange) {
  const options = exchange.text('ps_args')
  if (options !== '' && options !== '-ef') throw new EngineError('NotImplemented', 'options of ps are not simulated by Layerlab')
  const { titles, rows } = yield* topContainer(exchange.engine, exchange.name)
  exchange.send(200, { Processes: rows, Titles: titles })
}

const KINDS = { modified: 0, added: 1, deleted: 2 } as const

export const changes: Handler = function* (exchange) {
  const found = yield* containerChanges(exchange.engine, exchange.name)
  exchange.send(200, found.length === 0 ? null : found.map(({ kind, path }) => ({ Path: path, Kind: KINDS[kind] })))
}

export const exportTree: Handler = function* (exchange) {
  yield* exportContainer(exchange.engine, { container: exchange.name, write: piece => exchange.writeArchive(piece) })
  exchange.response.end()
}

// Copying

/** @throws EngineError InvalidParameter */
function pathOf(exchange: Parameters<Handler>[0]): string {
  const path = exchange.text('path')
  if (path === '') throw new EngineError('InvalidParameter', 'bad parameter: \'path\' cannot be empty')
  return path
}

/** Bits of Go's FileMode above the permissions. @source Go io/fs `FileMode` */
const GO_TYPE_BITS: Readonly<Record<PathStat['type'], number>> = {
  file: 0, directory: 2 ** 31, symlink: 2 ** 27, block: 2 ** 26, fifo: 2 ** 25, socket: 2 ** 24, character: 2 ** 26 + 2 ** 21,
}

function goMode({ type, mode }: PathStat): number {
  return GO_TYPE_BITS[type] + (mode & 0o777) + (mode & 0o4000 ? 2 ** 23 : 0) + (mode & 0o2000 ? 2 ** 22 : 0) + (mode & 0o1000 ? 2 ** 20 : 0)
}

function statHeader(stat: PathStat): Readonly<Record<string, string>> {
  const { name, sizeBytes, mtime, linkTarget } = stat
  const json = encode({ name, size: sizeBytes, mode: goMode(stat), mtime: rfc3339Nano(BigInt(Math.round(mtime * 1e9))), linkTarget })
  return { 'X-Docker-Container-Path-Stat': Buffer.from(json).toString('base64') }
}

export const statPath: Handler = function* (exchange) {
  const stat = yield* statOf(exchange.engine, exchange.name, pathOf(exchange))
  exchange.response.writeHead(200, statHeader(stat))
  exchange.response.end()
}

export const archive: Handler = function* (exchange) {
  yield* archivePath(exchange.engine, exchange.name, pathOf(exchange), stat => exchange.begin(200, { 'Content-Type': 'application/x-tar', ...statHeader(stat) }), piece => exchange.write(piece))
  exchange.response.end()
}

export const extract: Handler = function* (exchange) {
  yield* extractToDirectory(exchange.engine, { container: exchange.name, path: pathOf(exchange), asUser: exchange.flag('copyUIDGID'), body: exchange.body() })
  exchange.sendStatus(200)
}

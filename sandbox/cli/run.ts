/**
 * `docker create` and `docker run`. @source docker/cli cli/command/container/{create,run,opts}.go
 */
import { ERRNO_TEXT, EngineError, SyscallError } from '../base/errors.ts'
import { createContainer } from '../engine/container-create.ts'
import type { Created } from '../engine/container-create.ts'
import type { ContainerConfig, HostConfig } from '../engine/api.ts'
import { containerEvent } from '../engine/container-event.ts'
import { startContainer } from '../engine/container-run.ts'
import { waitForExit } from '../engine/container-stop.ts'
import type { Engine } from '../engine/engine.ts'
import { HOST_CONFIG } from '../engine/host-config.ts'
import { parsePlatform } from '../engine/platform.ts'
import type { Platform } from '../engine/platform.ts'
import { familiarString, isNameOnly, parseReference, withDefaultTag } from '../oci/reference.ts'
import type { Op } from '../sched/op.ts'
import { Interrupted } from '../sched/scheduler.ts'
import { DaemonError, Failure } from './client.ts'
import type { Client, Run } from './client.ts'
import { grammarOf, is28 } from './clients.ts'
import { pullMissing, refuseContentTrust } from './pull.ts'

/** `docker create IMAGE [COMMAND] [ARG...]`: prints the new ID. */
export const create: Run = function* (client) {
  const { id } = yield* make(client)
  yield* client.print(`${id}\n`)
  return 0
}

/** `docker run IMAGE [COMMAND] [ARG...]`: create, attach, start, and give the program's own status. */
export const run: Run = function* (client) {
  const { process } = client
  const detached = client.flag('detach')
  const interactive = client.flag('interactive')
  const tty = client.flag('tty')
  if (detached && client.changed('attach')) throw new Failure(attachAndDetach(client), 125)
  if (!detached && interactive && tty && !process.stdin.terminal) throw new Failure('the input device is not a TTY')
  let created: Created
  try {
    created = yield* make(client)
  } catch (error) {
    if (error instanceof Failure) throw runFailure(client, error, true)
    throw error
  }
  const { id } = created
  let exits = 0
  let engineAtStart: Engine | undefined
  try {
    yield* client.request(`POST /v1.41/containers/${id}/start`, function* (engine) {
      engineAtStart = engine
      const container = engine.containers.get(id)
      exits = container.exits
      if (!detached) containerEvent(engine, container, 'attach')
      yield* startContainer(engine, container, {
        stdin: !detached && interactive ? process.stdin : undefined,
        stdout: attaches(client, 'stdout') ? process.stdout : undefined,
        stderr: attaches(client, 'stderr') ? process.stderr : undefined,
      })
    })
  } catch (error) {
    if (error instanceof Failure) throw runFailure(client, error, false)
    throw error
  }
  if (detached) {
    yield* client.print(`${id}\n`)
    return 0
  }
  return yield* wait(client, engineAtStart, id, exits)
}

/** Does the client take part in a stream of the container? Without `--attach` it takes output, and input with `-i`. */
function attaches(client: Client, stream: 'stdin' | 'stdout' | 'stderr'): boolean {
  if (client.flag('detach')) return false
  const asked = client.list('attach').map(name => name.toLowerCase())
  if (asked.length > 0) return asked.includes(stream)
  return stream !== 'stdin' || client.flag('interactive')
}

function attachAndDetach(client: Client): string {
  const words = is28(client.version) ? 'conflicting options: cannot specify both --attach and --detach' : 'Conflicting options: -a and -d'
  return is28(client.version) ? `docker: ${words}\n\nRun 'docker run --help' for more information` : words
}

/** Wait for the end; Ctrl-C goes to the container, unless `--sig-proxy=false`. */
function* wait(client: Client, engine: Engine | undefined, id: string, exits: number): Op<number> {
  const container = engine?.containers.find(c => c.id === id) ?? undefined
  if (!engine || !container) return engine ? exitOfRemoved(engine, id) : 125
  for (;;) {
    try {
      return yield* waitForExit(container, exits)
    } catch (error) {
      if (!(error instanceof Interrupted) || !client.flag('sig-proxy')) throw error
      if (container.process) engine.machine.signal(container.process, error.signal)
    }
  }
}

/** A container that ended and was removed before we could look. */
function exitOfRemoved(engine: Engine, id: string): number {
  return engine.exitStatuses.get(id) ?? 0
}

/** Errors of `run` carry a prefix, and an exit status by what went wrong. */
function runFailure(client: Client, error: Failure, beforeCreate: boolean): Failure {
  const { message } = error
  const exit = !(error instanceof DaemonError) ? 125 : /executable file not found|no such file or directory|system cannot find the file specified/.test(message) ? 127 : message.includes('permission denied') ? 126 : 125
  if (is28(client.version)) return new Failure(`docker: ${message}\n\nRun 'docker run --help' for more information`, exit)
  return new Failure(`docker: ${message.replace(/\.$/, '')}.${beforeCreate ? "\nSee 'docker run --help'." : ''}`, exit)
}

/** Create, pulling the image first when it is missing. */
function* make(client: Client): Op<Created> {
  const [image = ''] = client.args
  const body = bodyOf(client, image, yield* linesOf(client, 'env-file'), yield* linesOf(client, 'label-file'))
  const platform = parsePlatformFlag(client)
  const reference = normalised(client, image)
  const ask = (): Op<Created> => client.request('POST /v1.41/containers/create', engine => createContainer(engine, { ...body, name: client.text('name') || undefined, platform }))
  const policy = client.text('pull') || 'missing'
  if (policy === 'always') yield* pullMissing(client, reference ?? image)
  let created: Created
  try {
    created = yield* ask()
  } catch (error) {
    if (!(error instanceof DaemonError && error.kind === 'NotFound' && policy === 'missing' && reference !== undefined)) throw error
    yield* client.complain(`Unable to find image '${reference}' locally\n`)
    yield* pullMissing(client, reference)
    created = yield* ask()
  }
  for (const warning of created.warnings) yield* client.complain(`WARNING: ${warning}\n`)
  const cidfile = client.text('cidfile')
  if (cidfile !== '') yield* client.process.fs.writeFile(cidfile, new Uint8Array([...created.id].map(c => c.charCodeAt(0))), 0o644)
  return created
}

/** The familiar reference with its tag; undefined for an image ID. @throws Failure for bad syntax */
function normalised(client: Client, image: string): string | undefined {
  if (/^[0-9a-f]{64}$/.test(image) || /^sha256:[0-9a-f]{64}$/.test(image)) return undefined
  try {
    const reference = parseReference(image, grammarOf(client.version))
    return familiarString(isNameOnly(reference) ? withDefaultTag(reference) : reference)
  } catch (error) {
    if (error instanceof EngineError) throw new Failure(error.message)
    throw error
  }
}

function parsePlatformFlag(client: Client): Platform | undefined {
  const typed = client.text('platform')
  if (typed === '') return undefined
  try {
    return parsePlatform(typed, client.process.machine.facts.architecture)
  } catch (error) {
    if (error instanceof EngineError) throw new Failure(`error parsing specified platform: ${error.message}`)
    throw error
  }
}

/** The network that was asked for, under either name of the flag. @throws Failure for one that a user made */
function networkModeOf(client: Client): string {
  const name = [...client.list('network'), ...client.list('net')][0] ?? (client.text('network') || client.text('net') || 'default')
  if (!['none', 'bridge', 'default', 'host'].includes(name)) throw new Failure(`--network ${name} is not simulated by Layerlab: use none`)
  return name
}

/** Flags that would need what is not simulated. */
export const RUN_NOT_SIMULATED = [
  'add-host', 'blkio-weight', 'blkio-weight-device', 'cap-add', 'cap-drop', 'cgroup-parent', 'cgroupns', 'cpu-period', 'cpu-quota', 'cpu-rt-period', 'cpu-rt-runtime', 'cpu-shares',
  'cpus', 'cpuset-cpus', 'cpuset-mems', 'device', 'device-cgroup-rule', 'device-read-bps', 'device-read-iops', 'device-write-bps', 'detach-keys', 'device-write-iops', 'dns', 'dns-opt', 'dns-option',
  'dns-search', 'gpus', 'group-add', 'health-cmd', 'health-interval', 'health-retries', 'health-start-interval', 'health-start-period', 'health-timeout', 'init', 'ip', 'ipc', 'ip6', 'isolation', 'kernel-memory', 'link', 'link-local-ip', 'log-driver', 'log-opt', 'mac-address', 'memory',
  'memory-reservation', 'memory-swap', 'memory-swappiness', 'mount', 'net-alias', 'network-alias', 'oom-kill-disable', 'oom-score-adj', 'pid', 'pids-limit', 'publish', 'publish-all', 'runtime', 'security-opt',
  'shm-size', 'storage-opt', 'sysctl', 'tmpfs', 'ulimit', 'userns', 'uts', 'volume-driver', 'volumes-from', 'annotation', 'use-api-socket',
]

const HEALTH_SETTINGS = ['health-cmd', 'health-interval', 'health-retries', 'health-start-interval', 'health-start-period', 'health-timeout']

/** What the files that a flag names hold, a line each, without comments. @source docker/cli opts/file.go */
export function* linesOf(client: Client, flag: string): Op<string[]> {
  const lines: string[] = []
  for (const path of client.list(flag)) {
    try {
      lines.push(...(yield* client.process.fs.readText(path)).split('\n').map(line => line.replace(/\r$/, '').trimStart()).filter(line => line !== '' && !line.startsWith('#')))
    } catch (error) {
      if (error instanceof SyscallError) throw new Failure(`open ${path}: ${ERRNO_TEXT[error.code]}`)
      throw error
    }
  }
  return lines
}

function bodyOf(client: Client, image: string, envLines: readonly string[], labelLines: readonly string[]): { config: Partial<ContainerConfig> & { readonly Image: string }; hostConfig: HostConfig } {
  const { command } = client
  if (client.flag('no-healthcheck') && HEALTH_SETTINGS.some(flag => client.changed(flag))) throw new Failure('--no-healthcheck conflicts with --health-* options')
  refuseContentTrust(client)
  client.refuse(RUN_NOT_SIMULATED)
  const restart = client.text('restart') || 'no'
  checkRestart(restart, client.flag('rm'))
  const interactive = client.flag('interactive')
  const tty = client.flag('tty')
  const labels = Object.fromEntries([...labelLines, ...client.list('label')].map(label => split(label)))
  const config: Partial<ContainerConfig> & { readonly Image: string } = {
    Hostname: client.text('hostname'), Domainname: client.text('domainname'), User: client.text('user'),
    AttachStdin: attaches(client, 'stdin'), AttachStdout: attaches(client, 'stdout'), AttachStderr: attaches(client, 'stderr'),
    ExposedPorts: Object.fromEntries(client.list('expose').map(port => [port.includes('/') ? port : `${port}/tcp`, {}])),
    Tty: tty, OpenStdin: interactive, StdinOnce: interactive && attaches(client, 'stdin'),
    Env: environment(client, [...envLines, ...client.list('env')]), Cmd: command.args.length > 1 ? command.args.slice(1) : null, Image: image,
    Volumes: Object.fromEntries(client.list('volume').filter(volume => !volume.includes(':')).map(volume => [volume, {}])),
    WorkingDir: client.text('workdir'), Entrypoint: client.changed('entrypoint') ? [client.text('entrypoint')] : null, OnBuild: null, Labels: labels,
    ...(client.flag('no-healthcheck') ? { Healthcheck: { Test: ['NONE'] } } : {}),
    ...(client.changed('stop-signal') ? { StopSignal: client.text('stop-signal') } : {}),
    ...(client.changed('stop-timeout') ? { StopTimeout: client.int('stop-timeout') } : {}),
  }
  const binds = client.list('volume').filter(volume => volume.includes(':')).map(volume => absoluteBind(client, volume))
  return { config, hostConfig: hostConfigOf(client, binds) }
}

/** @source docker/cli opts/parse.go `ParseRestartPolicy`; moby daemon/container.go `validateRestartPolicy` */
function checkRestart(policy: string, autoRemove: boolean): void {
  const [name = '', retries, ...more] = policy.split(':')
  if (more.length > 0 || name === '') throw new Failure('invalid restart policy format')
  if (retries !== undefined && !/^[+-]?[0-9]+$/.test(retries)) throw new Failure('maximum retry count must be an integer')
  if (!['no', 'always', 'unless-stopped', 'on-failure'].includes(name)) throw new Failure(`Error response from daemon: invalid restart policy '${name}'`)
  if (name === 'no') return
  if (autoRemove) throw new Failure('Conflicting options: --restart and --rm')
  throw new Failure(`--restart ${name} is not simulated by Layerlab: a container that has ended stays so`)
}

function absoluteBind(client: Client, volume: string): string {
  const [source = '', ...rest] = volume.split(':')
  if (!source.startsWith('.')) return volume
  const { cwd } = client.process.fs
  const parts: string[] = []
  for (const part of `${cwd}/${source}`.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..') parts.pop()
    else parts.push(part)
  }
  return [`/${parts.join('/')}`, ...rest].join(':')
}

function split(pair: string): [string, string] {
  const equals = pair.indexOf('=')
  return equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)]
}

/** `-e NAME` takes the value of the client's environment, or is left out. */
function environment(client: Client, entries: readonly string[]): string[] {
  const env: string[] = []
  for (const entry of entries) {
    if (entry.includes('=')) env.push(entry)
    else {
      const value = client.process.env.get(entry)
      if (value !== undefined) env.push(`${entry}=${value}`)
    }
  }
  return env
}

/** The whole of Go's HostConfig, with the defaults the client sends. */
function hostConfigOf(client: Client, binds: readonly string[]): HostConfig {
  const networkMode = networkModeOf(client)
  return {
    ...HOST_CONFIG, Binds: binds.length > 0 ? binds : null, ContainerIDFile: client.text('cidfile'), LogConfig: { Type: 'json-file', Config: {} }, NetworkMode: networkMode,
    PortBindings: {}, RestartPolicy: { Name: 'no', MaximumRetryCount: 0 }, AutoRemove: client.flag('rm'), Dns: [], DnsOptions: [], DnsSearch: [],
    Privileged: client.flag('privileged'), ReadonlyRootfs: client.flag('read-only'), BlkioWeightDevice: [], Devices: [],
  }
}

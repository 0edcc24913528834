/**
 * `docker info`.
 *
 * @source docker/cli/cli/command/system/info.go
 */
import type { Info } from '../../engine/api.ts'
import { compareUtf8, decode, encode } from '../../oci/go-json.ts'
import { DOCKER_FUNCTIONS, Template, TemplateParseError } from '../../oci/go-template/template.ts'
import {
  ANY, BOOL, INT, INT64, STRING, STRING_SLICE, byHalf, field, mapOf, pointerTo, sliceOf, structOf, typedValue, type GoField, type GoType,
} from '../../oci/go-template/values.ts'
import { binarySize } from '../../oci/human.ts'
import { CLIENT_FACTS, goMinorOf, upTo1809, is28, upTo1903, type ClientVersion } from '../clients.ts'
import { templateErrorPrefix, type Shown } from './shown.ts'
import { clientVersionData, clientVersionType } from './version.ts'

/** The daemon's answer, or why there is none. */
export type ServerInfo = { readonly info: Info } | { readonly error: string }

/** What `docker info` prints: the client part always (not in 18.09, which has none); without a daemon the error and exit 1. */
export function showInfo(server: ServerInfo, options: { readonly format?: string; readonly apiVersion: string }, client: ClientVersion): Shown {
  if (options.format !== undefined && options.format !== '') return runTemplate(server, options.format, options.apiVersion, client)
  if (upTo1809(client)) {
    if ('error' in server) return { stdout: '', stderr: `${server.error}\n`, exit: 1 }
    return { stdout: `${serverPart(server.info, client).replace(/^ /gm, '')}\n`, stderr: warningsOf(server.info, client), exit: 0 }
  }
  const head = `Client:\n${clientPart(client)}\nServer:\n`
  if ('info' in server) return { stdout: `${head}${serverPart(server.info, client)}\n`, stderr: warningsOf(server.info, client), exit: 0 }
  if (is28(client)) return { stdout: head, stderr: `${server.error}\n`, exit: 1 }
  return { stdout: `${head}ERROR: ${server.error}\n`, stderr: 'errors pretty printing info\n', exit: 1 }
}

function clientPart(client: ClientVersion): string {
  const version = is28(client) ? ` Version:    ${CLIENT_FACTS[client].version}\n` : ''
  const context = upTo1903(client) ? '' : ' Context:    default\n'
  return `${version}${context} Debug Mode: false\n`
}

function serverPart(info: Info, client: ClientVersion): string {
  const lines: string[] = []
  const line = (label: string, value: string | number | boolean): void => void lines.push(`${label}: ${value}`)
  const filled = (label: string, value: string | undefined): void => void (value !== undefined && value !== '' && line(label, value))

  line(' Containers', info.Containers)
  line('  Running', info.ContainersRunning)
  line('  Paused', info.ContainersPaused)
  line('  Stopped', info.ContainersStopped)
  line(' Images', info.Images)
  filled(' Server Version', info.ServerVersion)
  filled(' Storage Driver', info.Driver)
  for (const [label, value] of info.DriverStatus) line(`  ${label}`, value)
  for (const [label, value] of info.SystemStatus ?? []) line(` ${label}`, value)
  filled(' Logging Driver', info.LoggingDriver)
  filled(' Cgroup Driver', info.CgroupDriver)
  filled(' Cgroup Version', upTo1903(client) ? undefined : info.CgroupVersion)
  if (upTo1809(client)) filled(' Hugetlb Pagesize', info.HugetlbPageSize)
  lines.push(' Plugins:')
  line('  Volume', (info.Plugins.Volume ?? []).join(' '))
  line('  Network', (info.Plugins.Network ?? []).join(' '))
  if ((info.Plugins.Authorization ?? []).length > 0) line('  Authorization', (info.Plugins.Authorization ?? []).join(' '))
  line('  Log', (info.Plugins.Log ?? []).join(' '))
  line(' Swarm', info.Swarm.LocalNodeState)
  // Docker prints the runtimes in random order.
  const runtimes = Object.keys(info.Runtimes ?? {}).sort(compareUtf8)
  if (runtimes.length > 0) {
    line(' Runtimes', runtimes.join(' '))
    line(' Default Runtime', info.DefaultRuntime)
  }
  if (info.OSType === 'linux') lines.push(...linuxLines(info, client))
  filled(' Kernel Version', info.KernelVersion)
  filled(' Operating System', info.OperatingSystem)
  filled(' OSType', info.OSType)
  filled(' Architecture', info.Architecture)
  line(' CPUs', info.NCPU)
  line(' Total Memory', binarySize(info.MemTotal))
  filled(' Name', info.Name)
  filled(' ID', info.ID)
  line(' Docker Root Dir', info.DockerRootDir)
  // One part for both until 18.09.
  if (upTo1809(client)) line(' Debug Mode (client)', false)
  line(upTo1809(client) ? ' Debug Mode (server)' : ' Debug Mode', info.Debug)
  if (info.Debug) {
    line('  File Descriptors', info.NFd)
    line('  Goroutines', info.NGoroutines)
    line('  System Time', info.SystemTime)
    line('  EventsListeners', info.NEventsListener)
  }
  filled(' HTTP Proxy', info.HttpProxy)
  filled(' HTTPS Proxy', info.HttpsProxy)
  filled(' No Proxy', info.NoProxy)
  if (!is28(client)) filled(' Registry', info.IndexServerAddress)
  if (info.Labels !== null && !(is28(client) && info.Labels.length === 0)) lines.push(' Labels:', ...info.Labels.map(label => `  ${label}`))
  line(' Experimental', info.ExperimentalBuild)
  lines.push(...registryLines(info))
  line(' Live Restore Enabled', info.LiveRestoreEnabled)
  return lines.map(text => text + '\n').join('')
}

function linuxLines(info: Info, client: ClientVersion): string[] {
  const lines = [` Init Binary: ${info.InitBinary}`]
  for (const [name, commit] of [['containerd', info.ContainerdCommit], ['runc', info.RuncCommit], ['init', info.InitCommit]] as const) {
    const expected = is28(client) || commit.ID === commit.Expected ? '' : ` (expected: ${commit.Expected})`
    lines.push(` ${name} version: ${commit.ID}${expected}`)
  }
  if ((info.SecurityOptions ?? []).length > 0) lines.push(' Security Options:')
  for (const option of info.SecurityOptions ?? []) {
    // name=seccomp,profile=default; old daemons sent the name alone.
    const pairs = option.split(',').map(pair => pair.split(/=(.*)/s))
    const name = pairs.find(([key]) => key === 'name')?.[1] ?? option
    lines.push(`  ${name}`)
    for (const [key, value = ''] of pairs) if (key === 'profile') lines.push(`   Profile: ${value}`)
  }
  return lines
}

function registryLines({ RegistryConfig: config }: Info): string[] {
  if (config === null) return []
  const insecure = Object.values(config.IndexConfigs ?? {}).filter(index => !index.Secure).map(index => index.Name)
  const networks = config.InsecureRegistryCIDRs ?? []
  const mirrors = config.Mirrors ?? []
  return [
    ...(networks.length > 0 || Object.keys(config.IndexConfigs ?? {}).length > 0 ? [' Insecure Registries:', ...insecure.map(name => `  ${name}`), ...networks.map(network => `  ${network}`)] : []),
    ...(mirrors.length > 0 ? [' Registry Mirrors:', ...mirrors.map(mirror => `  ${mirror}`)] : []),
  ]
}

/** The daemon's warnings; clients to 20.10 make their own from its answer if it sends none. */
function warningsOf(info: Info, client: ClientVersion): string {
  const sent = info.Warnings ?? []
  if (sent.length > 0) return sent.map(warning => warning + '\n').join('')
  if (is28(client) || info.OSType === 'windows') return ''
  const missing: [boolean, string][] = [
    [info.MemoryLimit, 'No memory limit support'],
    [info.SwapLimit, 'No swap limit support'],
    [info.OomKillDisable || info.CgroupVersion === '2', 'No oom kill disable support'],
    [info.CpuCfsQuota, 'No cpu cfs quota support'],
    [info.CpuCfsPeriod, 'No cpu cfs period support'],
    [info.CPUShares, 'No cpu shares support'],
    [info.CPUSet, 'No cpuset support'],
    [info.IPv4Forwarding, 'IPv4 forwarding is disabled'],
    [info.BridgeNfIptables, 'bridge-nf-call-iptables is disabled'],
    [info.BridgeNfIp6tables, 'bridge-nf-call-ip6tables is disabled'],
  ]
  return missing.map(([there, warning]) => (there ? '' : `WARNING: ${warning}\n`)).join('')
}

const omitEmpty = { omitEmpty: true } as const
const of = (type: GoType, ...names: readonly string[]): GoField[] => names.map(name => field(name, type))
const PAIRS = sliceOf({ kind: 'slice', name: '[2]string', element: STRING })
const POINTER_LATER = pointerTo(structOf('system.ContainerdInfo', []))
const SWARM = structOf('swarm.Info', [
  ...of(STRING, 'NodeID', 'NodeAddr', 'LocalNodeState'),
  field('ControlAvailable', BOOL),
  field('Error', STRING),
  field('RemoteManagers', sliceOf(ANY)),
  ...['Nodes', 'Managers'].map(name => field(name, INT, omitEmpty)),
  field('Cluster', pointerTo(structOf('swarm.ClusterInfo', [])), omitEmpty),
  field('Warnings', STRING_SLICE, omitEmpty),
])

const registryConfig = (modern: boolean): GoType => {
  const index = structOf('registry.IndexInfo', modern ? [field('Mirrors', STRING_SLICE), field('Name', STRING), ...of(BOOL, 'Official', 'Secure')] : [field('Name', STRING), field('Mirrors', STRING_SLICE), ...of(BOOL, 'Secure', 'Official')])
  const indexes = field('IndexConfigs', mapOf(STRING, pointerTo(index)))
  const members = modern
    ? [indexes, field('InsecureRegistryCIDRs', STRING_SLICE)]
    : [...of(STRING_SLICE, 'AllowNondistributableArtifactsCIDRs', 'AllowNondistributableArtifactsHostnames', 'InsecureRegistryCIDRs'), indexes]
  return structOf('registry.ServiceConfig', [...members, field('Mirrors', STRING_SLICE)])
}

const runtime = (modern: boolean): GoType => {
  const args = field('Args', STRING_SLICE, { json: 'runtimeArgs', omitEmpty: true })
  if (!modern) return structOf('types.Runtime', [field('Path', STRING, { json: 'path' }), args, field('Shim', pointerTo(structOf('types.ShimConfig', [])), omitEmpty)])
  const inner = structOf('system.Runtime', [
    field('Path', STRING, { json: 'path', omitEmpty: true }),
    args,
    field('Type', STRING, { json: 'runtimeType', omitEmpty: true }),
    field('Options', mapOf(STRING, ANY), { json: 'options', omitEmpty: true }),
  ])
  return structOf('system.RuntimeWithStatus', [field('Runtime', inner, { embedded: true }), field('Status', mapOf(STRING, STRING), { json: 'status', omitEmpty: true })])
}

function serverInfoType(modern: boolean): GoType {
  const commit = structOf(modern ? 'system.Commit' : 'types.Commit', [field('ID', STRING), field('Expected', STRING, modern ? omitEmpty : {})])
  return structOf(modern ? 'system.Info' : 'types.Info', [
    field('ID', STRING),
    ...of(INT, 'Containers', 'ContainersRunning', 'ContainersPaused', 'ContainersStopped', 'Images'),
    field('Driver', STRING),
    field('DriverStatus', PAIRS),
    field('SystemStatus', PAIRS, omitEmpty),
    field('Plugins', structOf(modern ? 'system.PluginsInfo' : 'types.PluginsInfo', of(STRING_SLICE, 'Volume', 'Network', 'Authorization', 'Log'))),
    ...of(BOOL, 'MemoryLimit', 'SwapLimit'),
    ...of(BOOL, 'KernelMemory', 'KernelMemoryTCP').map(member => ({ ...member, omitEmpty: modern })),
    field('CPUCfsPeriod', BOOL, { json: 'CpuCfsPeriod' }),
    field('CPUCfsQuota', BOOL, { json: 'CpuCfsQuota' }),
    ...of(BOOL, 'CPUShares', 'CPUSet', 'PidsLimit', 'IPv4Forwarding'),
    ...(modern ? [] : [field('BridgeNfIptables', BOOL), field('BridgeNfIP6tables', BOOL, { json: 'BridgeNfIp6tables' })]),
    field('Debug', BOOL),
    field('NFd', INT),
    field('OomKillDisable', BOOL),
    field('NGoroutines', INT),
    ...of(STRING, 'SystemTime', 'LoggingDriver', 'CgroupDriver'),
    field('CgroupVersion', STRING, omitEmpty),
    field('NEventsListener', INT),
    ...of(STRING, 'KernelVersion', 'OperatingSystem', 'OSVersion', 'OSType', 'Architecture', 'IndexServerAddress'),
    field('RegistryConfig', pointerTo(registryConfig(modern))),
    field('NCPU', INT),
    field('MemTotal', INT64),
    field('GenericResources', sliceOf(ANY)),
    field('DockerRootDir', STRING),
    field('HTTPProxy', STRING, { json: 'HttpProxy' }),
    field('HTTPSProxy', STRING, { json: 'HttpsProxy' }),
    ...of(STRING, 'NoProxy', 'Name'),
    field('Labels', STRING_SLICE),
    field('ExperimentalBuild', BOOL),
    field('ServerVersion', STRING),
    ...(modern ? [] : ['ClusterStore', 'ClusterAdvertise'].map(name => field(name, STRING, omitEmpty))),
    field('Runtimes', mapOf(STRING, runtime(modern))),
    field('DefaultRuntime', STRING),
    field('Swarm', SWARM),
    field('LiveRestoreEnabled', BOOL),
    ...of(STRING, 'Isolation', 'InitBinary'),
    ...of(commit, 'ContainerdCommit', 'RuncCommit', 'InitCommit'),
    field('SecurityOptions', STRING_SLICE),
    field('ProductLicense', STRING, omitEmpty),
    field('DefaultAddressPools', sliceOf(ANY), omitEmpty),
    ...(modern ? [field('FirewallBackend', POINTER_LATER, omitEmpty), field('CDISpecDirs', STRING_SLICE), field('DiscoveredDevices', sliceOf(ANY), omitEmpty), field('Containerd', POINTER_LATER, omitEmpty)] : []),
    field('Warnings', STRING_SLICE),
  ])
}

function infoType(client: ClientVersion): GoType {
  const own = structOf('system.clientInfo', [
    field('Debug', BOOL),
    ...(is28(client) ? [field('clientVersion', clientVersionType(client), { embedded: true })] : upTo1903(client) ? [] : [field('Context', STRING)]),
    field('Plugins', sliceOf(ANY)),
    field('Warnings', STRING_SLICE),
  ])
  if (upTo1809(client)) return serverInfoType(false)
  return structOf(is28(client) ? 'system.dockerInfo' : 'system.info', [
    field('Info', pointerTo(serverInfoType(is28(client))), { embedded: true }),
    field('ServerErrors', STRING_SLICE, omitEmpty),
    field('ClientInfo', pointerTo(own), omitEmpty),
    field('ClientErrors', STRING_SLICE, omitEmpty),
  ])
}

/** A failure of the template leaves what was written before it, and has no words before its own. */
function runTemplate(server: ServerInfo, format: string, apiVersion: string, client: ClientVersion): Shown {
  try {
    const text = is28(client) && format === 'json' ? '{{json .}}' : format
    const template = new Template(text, { name: '', go: goMinorOf(client), functions: DOCKER_FUNCTIONS })
    if ('error' in server && is28(client)) return { stdout: '\n', stderr: `${server.error}\n`, exit: 1 }
    const data = {
      ...('info' in server ? server.info : { ServerErrors: [server.error] }),
      // The version agreed on is not known to this command.
      ClientInfo: { Debug: false, ...clientVersionData(is28(client) ? '' : apiVersion, client), Plugins: [], Warnings: null },
    }
    const { output, error } = template.execute(typedValue(decode(encode(data)), infoType(client), byHalf), DOCKER_FUNCTIONS)
    return error === undefined ? { stdout: `${output}\n`, stderr: '', exit: 0 } : { stdout: `${output}\n`, stderr: `${error}\n`, exit: 1 }
  } catch (error) {
    if (!(error instanceof TemplateParseError)) throw error
    return { stdout: '', stderr: `${templateErrorPrefix(client)}${error.message}\n`, exit: 64 }
  }
}

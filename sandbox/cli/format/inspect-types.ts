/**
 * The Go types that `inspect` decodes answers into: what templates see first.
 *
 * @source moby api/types (20.10 and v28.2); github.com/moby/docker-image-spec
 */
import {
  ANY, BOOL, EMPTY_STRUCT, INT, INT64, STRING, STRING_SLICE, field, goString, int, mapOf, pointerTo, sliceOf, structOf, textOf, type GoField, type GoType,
} from '../../oci/go-template/values.ts'
import { DURATION, TIME } from '../../oci/go-template/time.ts'
import { is1112, is28, type ClientVersion } from '../clients.ts'

/** The kinds of objects that can be inspected here. */
export type InspectKind = 'container' | 'image' | 'network' | 'volume'

const omitEmpty = { omitEmpty: true } as const
const embedded = { embedded: true } as const
const strings = (...names: readonly string[]): GoField[] => names.map(name => field(name, STRING))
const bools = (...names: readonly string[]): GoField[] => names.map(name => field(name, BOOL))
const ints = (type: GoType, ...names: readonly string[]): GoField[] => names.map(name => field(name, type))

const STRING_MAP = mapOf(STRING, STRING)
const STRING_SET = mapOf(STRING, EMPTY_STRUCT)
const STR_SLICE: GoType = { kind: 'slice', name: 'strslice.StrSlice', element: STRING }

const portPart = (pick: (port: string, protocol: string) => string) => ({
  parameters: [],
  call: (value: Parameters<typeof textOf>[0]) => {
    const [port = '', protocol = ''] = textOf(value).split('/')
    return goString(pick(port, textOf(value) === '' ? '' : protocol === '' ? 'tcp' : protocol))
  },
})
/** `80/tcp`, with the methods of a port. */
const PORT: GoType = {
  kind: 'string',
  name: 'nat.Port',
  methods: {
    Port: portPart(port => port),
    Proto: portPart((_, protocol) => protocol),
    Int: { parameters: [], call: value => int(Number(textOf(value).split(/[-/]/)[0])) },
  },
}
const PORT_SET: GoType = { kind: 'map', name: 'nat.PortSet', key: PORT, element: EMPTY_STRUCT }
const PORT_MAP: GoType = { kind: 'map', name: 'nat.PortMap', key: PORT, element: sliceOf(structOf('nat.PortBinding', [field('HostIP', STRING, { json: 'HostIp' }), field('HostPort', STRING)])) }

const healthConfig = (name: string, withStartInterval: boolean): GoType =>
  structOf(name, [
    field('Test', STRING_SLICE, omitEmpty),
    field('Interval', DURATION, omitEmpty),
    field('Timeout', DURATION, omitEmpty),
    field('StartPeriod', DURATION, omitEmpty),
    ...(withStartInterval ? [field('StartInterval', DURATION, omitEmpty)] : []),
    field('Retries', INT, omitEmpty),
  ])

const containerConfig = (health: GoType): GoType =>
  structOf('container.Config', [
    ...strings('Hostname', 'Domainname', 'User'),
    ...bools('AttachStdin', 'AttachStdout', 'AttachStderr'),
    field('ExposedPorts', PORT_SET, omitEmpty),
    ...bools('Tty', 'OpenStdin', 'StdinOnce'),
    field('Env', STRING_SLICE),
    field('Cmd', STR_SLICE),
    field('Healthcheck', pointerTo(health), omitEmpty),
    field('ArgsEscaped', BOOL, omitEmpty),
    field('Image', STRING),
    field('Volumes', STRING_SET),
    field('WorkingDir', STRING),
    field('Entrypoint', STR_SLICE),
    field('NetworkDisabled', BOOL, omitEmpty),
    field('MacAddress', STRING, omitEmpty),
    field('OnBuild', STRING_SLICE),
    field('Labels', STRING_MAP),
    field('StopSignal', STRING, omitEmpty),
    field('StopTimeout', pointerTo(INT), omitEmpty),
    field('Shell', STR_SLICE, omitEmpty),
  ])

const METADATA = (name: string, omit: boolean): GoType => structOf(name, [field('LastTagTime', TIME, omit ? omitEmpty : {})])

const CLASSIC_CONFIG = containerConfig(healthConfig('container.HealthConfig', false))
const MODERN_HEALTH = healthConfig('v1.HealthcheckConfig', true)
const MODERN_CONFIG = containerConfig(MODERN_HEALTH)
const GRAPH_DRIVER = structOf('types.GraphDriverData', [field('Data', STRING_MAP), field('Name', STRING)])

const classicImage = (partial: boolean): GoType => structOf('types.ImageInspect', [
  field('ID', STRING, { json: 'Id' }),
  field('RepoTags', STRING_SLICE),
  field('RepoDigests', STRING_SLICE),
  ...strings('Parent', 'Comment', 'Created', 'Container'),
  field('ContainerConfig', pointerTo(CLASSIC_CONFIG)),
  ...strings('DockerVersion', 'Author'),
  field('Config', pointerTo(CLASSIC_CONFIG)),
  field('Architecture', STRING),
  field('Variant', STRING, omitEmpty),
  field('Os', STRING),
  field('OsVersion', STRING, omitEmpty),
  ...ints(INT64, 'Size', 'VirtualSize'),
  field('GraphDriver', GRAPH_DRIVER),
  field('RootFS', structOf('types.RootFS', [field('Type', STRING), field('Layers', STRING_SLICE, omitEmpty), field('BaseLayer', STRING, omitEmpty)])),
  field('Metadata', METADATA('types.ImageMetadata', false)),
  ...(partial ? [field('From', STRING, omitEmpty)] : []),
])

const OCI_CONFIG = structOf('v1.ImageConfig', [
  field('User', STRING, omitEmpty),
  field('ExposedPorts', STRING_SET, omitEmpty),
  field('Env', STRING_SLICE, omitEmpty),
  field('Entrypoint', STRING_SLICE, omitEmpty),
  field('Cmd', STRING_SLICE, omitEmpty),
  field('Volumes', STRING_SET, omitEmpty),
  field('WorkingDir', STRING, omitEmpty),
  field('Labels', STRING_MAP, omitEmpty),
  field('StopSignal', STRING, omitEmpty),
  field('ArgsEscaped', BOOL, omitEmpty),
])
const DOCKER_OCI_CONFIG = structOf('v1.DockerOCIImageConfig', [
  field('ImageConfig', OCI_CONFIG, embedded),
  field(
    'DockerOCIImageConfigExt',
    structOf('v1.DockerOCIImageConfigExt', [
      field('Healthcheck', pointerTo(MODERN_HEALTH), omitEmpty),
      field('OnBuild', STRING_SLICE, omitEmpty),
      field('Shell', STRING_SLICE, omitEmpty),
    ]),
    embedded,
  ),
])
const MODERN_DRIVER = structOf('storage.DriverData', [field('Data', STRING_MAP), field('Name', STRING)])

const DESCRIPTOR = structOf('v1.Descriptor', [field('MediaType', STRING, { json: 'mediaType' }), field('Digest', STRING, { json: 'digest' }), field('Size', INT64, { json: 'size' })])

const MODERN_IMAGE = structOf('image.InspectResponse', [
  field('ID', STRING, { json: 'Id' }),
  field('RepoTags', STRING_SLICE),
  field('RepoDigests', STRING_SLICE),
  ...strings('Parent', 'Comment'),
  field('Created', STRING, omitEmpty),
  field('Container', STRING, omitEmpty),
  field('ContainerConfig', pointerTo(MODERN_CONFIG), omitEmpty),
  ...strings('DockerVersion', 'Author'),
  field('Config', pointerTo(DOCKER_OCI_CONFIG)),
  field('Architecture', STRING),
  field('Variant', STRING, omitEmpty),
  field('Os', STRING),
  field('OsVersion', STRING, omitEmpty),
  field('Size', INT64),
  field('VirtualSize', INT64, omitEmpty),
  field('GraphDriver', MODERN_DRIVER),
  field('RootFS', structOf('image.RootFS', [field('Type', STRING), field('Layers', STRING_SLICE, omitEmpty)])),
  field('Metadata', METADATA('image.Metadata', true)),
  field('Descriptor', pointerTo(DESCRIPTOR), omitEmpty),
  field('Manifests', sliceOf(ANY), omitEmpty),
])

const HEALTH = structOf('types.Health', [
  field('Status', STRING),
  field('FailingStreak', INT),
  field('Log', sliceOf(pointerTo(structOf('types.HealthcheckResult', [field('Start', TIME), field('End', TIME), field('ExitCode', INT), field('Output', STRING)])))),
])
const containerState = (name: string): GoType =>
  structOf(name, [
    field('Status', STRING),
    ...bools('Running', 'Paused', 'Restarting', 'OOMKilled', 'Dead'),
    ...ints(INT, 'Pid', 'ExitCode'),
    ...strings('Error', 'StartedAt', 'FinishedAt'),
    field('Health', pointerTo(HEALTH), omitEmpty),
  ])
const named = (name: string): GoType => ({ kind: 'string', name })
const resources = (modern: boolean): GoType => structOf('container.Resources', [
  field('CPUShares', INT64, { json: 'CpuShares' }),
  ...ints(INT64, 'Memory'),
  field('NanoCPUs', INT64, { json: 'NanoCpus' }),
  field('CgroupParent', STRING),
  field('BlkioWeight', { kind: 'uint', name: 'uint16' }),
  ...['BlkioWeightDevice', 'BlkioDeviceReadBps', 'BlkioDeviceWriteBps', 'BlkioDeviceReadIOps', 'BlkioDeviceWriteIOps'].map(name => field(name, sliceOf(ANY))),
  field('CPUPeriod', INT64, { json: 'CpuPeriod' }),
  field('CPUQuota', INT64, { json: 'CpuQuota' }),
  field('CPURealtimePeriod', INT64, { json: 'CpuRealtimePeriod' }),
  field('CPURealtimeRuntime', INT64, { json: 'CpuRealtimeRuntime' }),
  ...strings('CpusetCpus', 'CpusetMems'),
  field('Devices', sliceOf(ANY)),
  field('DeviceCgroupRules', STRING_SLICE),
  field('DeviceRequests', sliceOf(ANY)),
  ...['KernelMemory', 'KernelMemoryTCP'].map(name => field(name, INT64, modern ? omitEmpty : {})),
  ...ints(INT64, 'MemoryReservation', 'MemorySwap'),
  field('MemorySwappiness', pointerTo(INT64)),
  field('OomKillDisable', pointerTo(BOOL)),
  field('PidsLimit', pointerTo(INT64)),
  field('Ulimits', sliceOf(ANY)),
  ...ints(INT64, 'CPUCount', 'CPUPercent').map(member => ({ ...member, json: member.name === 'CPUCount' ? 'CpuCount' : 'CpuPercent' })),
  field('IOMaximumIOps', { kind: 'uint', name: 'uint64' }),
  field('IOMaximumBandwidth', { kind: 'uint', name: 'uint64' }),
])
const CONSOLE_SIZE = field('ConsoleSize', sliceOf({ kind: 'uint', name: 'uint' }))
const hostConfig = (modern: boolean): GoType => structOf('container.HostConfig', [
  field('Binds', STRING_SLICE),
  field('ContainerIDFile', STRING),
  field('LogConfig', structOf('container.LogConfig', [field('Type', STRING), field('Config', STRING_MAP)])),
  field('NetworkMode', named('container.NetworkMode')),
  field('PortBindings', PORT_MAP),
  field('RestartPolicy', structOf('container.RestartPolicy', [field('Name', STRING), field('MaximumRetryCount', INT)])),
  field('AutoRemove', BOOL),
  field('VolumeDriver', STRING),
  field('VolumesFrom', STRING_SLICE),
  ...(modern ? [CONSOLE_SIZE, field('Annotations', STRING_MAP, omitEmpty)] : []),
  field('CapAdd', STR_SLICE),
  field('CapDrop', STR_SLICE),
  field('CgroupnsMode', named('container.CgroupnsMode')),
  field('DNS', STRING_SLICE, { json: 'Dns' }),
  field('DNSOptions', STRING_SLICE, { json: 'DnsOptions' }),
  field('DNSSearch', STRING_SLICE, { json: 'DnsSearch' }),
  field('ExtraHosts', STRING_SLICE),
  field('GroupAdd', STRING_SLICE),
  field('IpcMode', named('container.IpcMode')),
  field('Cgroup', named('container.CgroupSpec')),
  field('Links', STRING_SLICE),
  field('OomScoreAdj', INT),
  field('PidMode', named('container.PidMode')),
  ...bools('Privileged', 'PublishAllPorts', 'ReadonlyRootfs'),
  field('SecurityOpt', STRING_SLICE),
  field('StorageOpt', STRING_MAP, omitEmpty),
  field('Tmpfs', STRING_MAP, omitEmpty),
  field('UTSMode', named('container.UTSMode')),
  field('UsernsMode', named('container.UsernsMode')),
  field('ShmSize', INT64),
  field('Sysctls', STRING_MAP, omitEmpty),
  field('Runtime', STRING, omitEmpty),
  ...(modern ? [] : [CONSOLE_SIZE]),
  field('Isolation', named('container.Isolation')),
  field('Resources', resources(modern), embedded),
  field('Mounts', sliceOf(ANY), omitEmpty),
  field('MaskedPaths', STRING_SLICE),
  field('ReadonlyPaths', STRING_SLICE),
  field('Init', pointerTo(BOOL), omitEmpty),
])
const mountPoint = (name: string): GoType => structOf(name, [
  field('Type', named('mount.Type'), omitEmpty),
  field('Name', STRING, omitEmpty),
  ...strings('Source', 'Destination'),
  field('Driver', STRING, omitEmpty),
  field('Mode', STRING),
  field('RW', BOOL),
  field('Propagation', named('mount.Propagation')),
])
const IPAM_CONFIG = field('IPAMConfig', pointerTo(structOf('network.EndpointIPAMConfig', [])))
const MAC_AND_OPTIONS = [field('MacAddress', STRING), field('DriverOpts', STRING_MAP)]
const endpoint = (modern: boolean): GoType =>
  structOf('network.EndpointSettings', [
    IPAM_CONFIG,
    field('Links', STRING_SLICE),
    field('Aliases', STRING_SLICE),
    ...(modern ? [...MAC_AND_OPTIONS, field('GwPriority', INT)] : []),
    ...strings('NetworkID', 'EndpointID', 'Gateway', 'IPAddress'),
    field('IPPrefixLen', INT),
    ...strings('IPv6Gateway', 'GlobalIPv6Address'),
    field('GlobalIPv6PrefixLen', INT),
    ...(modern ? [field('DNSNames', STRING_SLICE)] : MAC_AND_OPTIONS),
  ])
const ADDRESSES = sliceOf(structOf('network.Address', [field('Addr', STRING), field('PrefixLen', INT)]))
const LINK_LOCAL = [field('HairpinMode', BOOL), field('LinkLocalIPv6Address', STRING), field('LinkLocalIPv6PrefixLen', INT)]
const networkSettings = (modern: boolean): GoType =>
  structOf(modern ? 'container.NetworkSettings' : 'types.NetworkSettings', [
    field(
      'NetworkSettingsBase',
      structOf(modern ? 'container.NetworkSettingsBase' : 'types.NetworkSettingsBase', [
        ...strings('Bridge', 'SandboxID'),
        ...(modern ? [field('SandboxKey', STRING), field('Ports', PORT_MAP), ...LINK_LOCAL] : [...LINK_LOCAL, field('Ports', PORT_MAP), field('SandboxKey', STRING)]),
        field('SecondaryIPAddresses', ADDRESSES),
        field('SecondaryIPv6Addresses', ADDRESSES),
      ]),
      embedded,
    ),
    field(
      'DefaultNetworkSettings',
      structOf(modern ? 'container.DefaultNetworkSettings' : 'types.DefaultNetworkSettings', [
        ...strings('EndpointID', 'Gateway', 'GlobalIPv6Address'),
        field('GlobalIPv6PrefixLen', INT),
        field('IPAddress', STRING),
        field('IPPrefixLen', INT),
        ...strings('IPv6Gateway', 'MacAddress'),
      ]),
      embedded,
    ),
    field('Networks', mapOf(STRING, pointerTo(endpoint(modern)))),
  ])
const container = (modern: boolean): GoType => {
  const base = structOf(modern ? 'container.ContainerJSONBase' : 'types.ContainerJSONBase', [
    field('ID', STRING, { json: 'Id' }),
    ...strings('Created', 'Path'),
    field('Args', STRING_SLICE),
    field('State', pointerTo(containerState(modern ? 'container.State' : 'types.ContainerState'))),
    ...strings('Image', 'ResolvConfPath', 'HostnamePath', 'HostsPath', 'LogPath', 'Name'),
    field('RestartCount', INT),
    ...strings('Driver', 'Platform', 'MountLabel', 'ProcessLabel', 'AppArmorProfile'),
    field('ExecIDs', STRING_SLICE),
    field('HostConfig', pointerTo(hostConfig(modern))),
    field('GraphDriver', modern ? MODERN_DRIVER : GRAPH_DRIVER),
    field('SizeRw', pointerTo(INT64), omitEmpty),
    field('SizeRootFs', pointerTo(INT64), omitEmpty),
  ])
  return structOf(modern ? 'container.InspectResponse' : 'types.ContainerJSON', [
    field('ContainerJSONBase', pointerTo(base), embedded),
    field('Mounts', sliceOf(mountPoint(modern ? 'container.MountPoint' : 'types.MountPoint'))),
    field('Config', pointerTo(modern ? MODERN_CONFIG : CLASSIC_CONFIG)),
    field('NetworkSettings', pointerTo(networkSettings(modern))),
    ...(modern ? [field('ImageManifestDescriptor', pointerTo(DESCRIPTOR), omitEmpty)] : []),
  ])
}

const network = (modern: boolean): GoType =>
  structOf(modern ? 'network.Inspect' : 'types.NetworkResource', [
    field('Name', STRING),
    field('ID', STRING, { json: 'Id' }),
    field('Created', TIME),
    ...strings('Scope', 'Driver'),
    ...bools(...(modern ? ['EnableIPv4', 'EnableIPv6'] : ['EnableIPv6'])),
    field('IPAM', structOf('network.IPAM', [field('Driver', STRING), field('Options', STRING_MAP), field('Config', sliceOf(IPAM_POOL))])),
    ...bools('Internal', 'Attachable', 'Ingress'),
    field('ConfigFrom', structOf('network.ConfigReference', strings('Network'))),
    field('ConfigOnly', BOOL),
    field('Containers', mapOf(STRING, structOf(modern ? 'network.EndpointResource' : 'types.EndpointResource', strings('Name', 'EndpointID', 'MacAddress', 'IPv4Address', 'IPv6Address')))),
    field('Options', STRING_MAP),
    field('Labels', STRING_MAP),
    field('Peers', sliceOf(structOf('network.PeerInfo', strings('Name', 'IP'))), omitEmpty),
    field('Services', mapOf(STRING, structOf('network.ServiceInfo', [])), omitEmpty),
  ])
const IPAM_POOL = structOf('network.IPAMConfig', [
  ...['Subnet', 'IPRange', 'Gateway'].map(name => field(name, STRING, omitEmpty)),
  field('AuxAddress', STRING_MAP, { json: 'AuxiliaryAddresses', omitEmpty: true }),
])

const volume = (modern: boolean): GoType =>
  structOf(modern ? 'volume.Volume' : 'types.Volume', [
    ...(modern ? [field('ClusterVolume', pointerTo(structOf('volume.ClusterVolume', [])), omitEmpty)] : []),
    field('CreatedAt', STRING, omitEmpty),
    field('Driver', STRING),
    field('Labels', STRING_MAP),
    ...strings('Mountpoint', 'Name'),
    field('Options', STRING_MAP),
    field('Scope', STRING),
    field('Status', mapOf(STRING, ANY), omitEmpty),
    field('UsageData', pointerTo(structOf(modern ? 'volume.UsageData' : 'types.VolumeUsageData', ints(INT64, 'RefCount', 'Size'))), omitEmpty),
  ])

const CLASSIC: Readonly<Record<InspectKind, GoType>> = { container: container(false), image: classicImage(false), network: network(false), volume: volume(false) }
const EULEROS: typeof CLASSIC = { ...CLASSIC, image: classicImage(true) }
const MODERN: Readonly<Record<InspectKind, GoType>> = { container: container(true), image: MODERN_IMAGE, network: network(true), volume: volume(true) }

/** The type a client decodes an object into. */
export const inspectType = (kind: InspectKind, client: ClientVersion): GoType => (is28(client) ? MODERN : is1112(client) ? EULEROS : CLASSIC)[kind]

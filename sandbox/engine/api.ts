/**
 * The daemon's answers, API 1.41, as plain objects of JSON shape.
 *
 * Member names are the API's own. Objects are built with their members **in the order declared here**: the
 * encoder (`oci/go-json.ts`) writes members in the object's order, as Go writes a struct's fields, while Go's
 * maps (declared `Readonly<Record<string, …>>`) must be written with sorted keys (`sortedMap`). An optional
 * member is left out when it has no value (`omitempty`); a member that may be `null` is always sent.
 *
 * @source moby api/types (20.10)
 */

/** A Go `map[string]string`; null when the Go map is nil. */
export type StringMap = Readonly<Record<string, string>>

/** A Go `map[string]struct{}`: a set, sent as `{"80/tcp":{}}`. */
export type StringSet = Readonly<Record<string, Readonly<Record<string, never>>>>

/** A health check; times in nanoseconds, every member left out when empty or zero. */
export interface HealthConfig {
  readonly Test?: readonly string[]
  readonly Interval?: number
  readonly Timeout?: number
  readonly StartPeriod?: number
  /** Known from API 1.44 on. */
  readonly StartInterval?: number
  readonly Retries?: number
}

/**
 * A container's configuration, also the `Config` and `ContainerConfig` of an image, in the order sent.
 *
 * @source moby api/types/container/config.go `Config`
 */
export interface ContainerConfig {
  readonly Hostname: string
  readonly Domainname: string
  readonly User: string
  readonly AttachStdin: boolean
  readonly AttachStdout: boolean
  readonly AttachStderr: boolean
  /** Only if not empty. */
  readonly ExposedPorts?: StringSet
  readonly Tty: boolean
  readonly OpenStdin: boolean
  readonly StdinOnce: boolean
  readonly Env: readonly string[] | null
  readonly Cmd: readonly string[] | null
  /** Only if set. */
  readonly Healthcheck?: HealthConfig
  /** Only if true. */
  readonly ArgsEscaped?: boolean
  /** The image's name as given at creation; an image ID in images of classic builds. */
  readonly Image: string
  readonly Volumes: StringSet | null
  readonly WorkingDir: string
  readonly Entrypoint: readonly string[] | null
  /** Only if true. */
  readonly NetworkDisabled?: boolean
  /** Only if set. */
  readonly MacAddress?: string
  readonly OnBuild: readonly string[] | null
  readonly Labels: StringMap | null
  /** Only if set. */
  readonly StopSignal?: string
  /** Seconds; only if set. */
  readonly StopTimeout?: number
  /** Only if set. */
  readonly Shell?: readonly string[]
}

/** The members of {@link ContainerConfig} in the order sent. */
export const CONTAINER_CONFIG_MEMBERS = [
  'Hostname', 'Domainname', 'User', 'AttachStdin', 'AttachStdout', 'AttachStderr', 'ExposedPorts', 'Tty',
  'OpenStdin', 'StdinOnce', 'Env', 'Cmd', 'Healthcheck', 'ArgsEscaped', 'Image', 'Volumes', 'WorkingDir',
  'Entrypoint', 'NetworkDisabled', 'MacAddress', 'OnBuild', 'Labels', 'StopSignal', 'StopTimeout', 'Shell',
] as const satisfies readonly (keyof ContainerConfig)[]

/** What the storage driver knows of a layer. `Data` is null for an image without layers. */
export interface GraphDriverData {
  /** overlay2: LowerDir (absent for one layer), MergedDir, UpperDir, WorkDir. */
  readonly Data: StringMap | null
  readonly Name: string
}

/** An image's layers, bottom first. `Layers` is left out when there are none. */
export interface RootFS {
  readonly Type: string
  readonly Layers?: readonly string[]
}

/** What the daemon noted about an image outside the image: `0001-01-01T00:00:00Z` if never tagged here. */
export interface ImageMetadata {
  readonly LastTagTime: string
}

/**
 * `GET /images/NAME/json`, in the order sent.
 *
 * @source moby api/types/types.go `ImageInspect`
 */
export interface ImageInspect {
  /** `sha256:…`, the digest of the image config. */
  readonly Id: string
  /** Familiar references sorted by their normalised names; `[]` if none. */
  readonly RepoTags: readonly string[]
  /** `name@sha256:…`; `[]` if none. */
  readonly RepoDigests: readonly string[]
  readonly Parent: string
  readonly Comment: string
  /** RFC 3339 with nanoseconds, UTC. */
  readonly Created: string
  readonly Container: string
  readonly ContainerConfig: ContainerConfig | null
  readonly DockerVersion: string
  readonly Author: string
  readonly Config: ContainerConfig | null
  readonly Architecture: string
  /** Only if set. */
  readonly Variant?: string
  readonly Os: string
  /** Only if set. */
  readonly OsVersion?: string
  /** Bytes of all layers, uncompressed. */
  readonly Size: number
  /** Equal to `Size`. */
  readonly VirtualSize: number
  readonly GraphDriver: GraphDriverData
  readonly RootFS: RootFS
  readonly Metadata: ImageMetadata
  /** EulerOS: what a partial image is from. Only if set. */
  readonly From?: string
}

/**
 * One row of `GET /images/json` (and of `Images` in `GET /system/df`), in the order sent.
 *
 * @source moby api/types/image_summary.go
 */
export interface ImageSummary {
  /** −1: not counted (always in `GET /images/json`). */
  readonly Containers: number
  /** Unix seconds. */
  readonly Created: number
  readonly Id: string
  readonly Labels: StringMap | null
  readonly ParentId: string
  /** `["<none>@<none>"]` for an untagged image. */
  readonly RepoDigests: readonly string[] | null
  /** `["<none>:<none>"]` for an untagged image. */
  readonly RepoTags: readonly string[] | null
  /** −1: not computed. */
  readonly SharedSize: number
  readonly Size: number
  readonly VirtualSize: number
}

/** One entry of `GET /images/NAME/history`, newest first, in the order sent. */
export interface HistoryItem {
  readonly Comment: string
  /** Unix seconds. */
  readonly Created: number
  readonly CreatedBy: string
  /** An image ID, or `<missing>`. */
  readonly Id: string
  readonly Size: number
  readonly Tags: readonly string[] | null
}

/** A port of a container; `IP` and `PublicPort` are left out when the port is only exposed. */
export interface Port {
  readonly IP?: string
  readonly PrivatePort: number
  readonly PublicPort?: number
  readonly Type: string
}

/** A mount point; `Type`, `Name` and `Driver` are left out when empty. */
export interface MountPoint {
  readonly Type?: string
  readonly Name?: string
  readonly Source: string
  readonly Destination: string
  readonly Driver?: string
  readonly Mode: string
  readonly RW: boolean
  readonly Propagation: string
}

/** A container's place in one network, in the order sent. */
export interface EndpointSettings {
  readonly IPAMConfig: unknown
  readonly Links: readonly string[] | null
  readonly Aliases: readonly string[] | null
  readonly NetworkID: string
  readonly EndpointID: string
  readonly Gateway: string
  readonly IPAddress: string
  readonly IPPrefixLen: number
  readonly IPv6Gateway: string
  readonly GlobalIPv6Address: string
  readonly GlobalIPv6PrefixLen: number
  readonly MacAddress: string
  readonly DriverOpts: StringMap | null
}

/**
 * One row of `GET /containers/json`, in the order sent.
 *
 * @source moby api/types/types.go `Container`
 */
export interface ContainerSummary {
  /** 64 hexadecimal digits. */
  readonly Id: string
  /** With the leading slash. */
  readonly Names: readonly string[]
  /** The image as named at creation; its ID when that name now means another image. */
  readonly Image: string
  readonly ImageID: string
  readonly Command: string
  /** Unix seconds. */
  readonly Created: number
  readonly Ports: readonly Port[]
  /** Only with `size=1`, and left out when 0. */
  readonly SizeRw?: number
  /** Only with `size=1`, and left out when 0. */
  readonly SizeRootFs?: number
  readonly Labels: StringMap
  readonly State: string
  /** The daemon's words, e.g. `Up 2 minutes`. */
  readonly Status: string
  readonly HostConfig: { readonly NetworkMode?: string }
  readonly NetworkSettings: { readonly Networks: Readonly<Record<string, Partial<EndpointSettings>>> | null } | null
  readonly Mounts: readonly MountPoint[]
}

/** The state of a container in `GET /containers/NAME/json`; times are RFC 3339 with nanoseconds. */
export interface ContainerState {
  readonly Status: string
  readonly Running: boolean
  readonly Paused: boolean
  readonly Restarting: boolean
  readonly OOMKilled: boolean
  readonly Dead: boolean
  readonly Pid: number
  readonly ExitCode: number
  readonly Error: string
  readonly StartedAt: string
  readonly FinishedAt: string
}

/**
 * `GET /containers/NAME/json`, in the order sent.
 *
 * @source moby api/types/types.go `ContainerJSON`
 */
export interface ContainerInspect {
  readonly Id: string
  readonly Created: string
  readonly Path: string
  readonly Args: readonly string[]
  readonly State: ContainerState
  /** The image ID. */
  readonly Image: string
  readonly ResolvConfPath: string
  readonly HostnamePath: string
  readonly HostsPath: string
  readonly LogPath: string
  /** With the leading slash. */
  readonly Name: string
  readonly RestartCount: number
  readonly Driver: string
  readonly Platform: string
  readonly MountLabel: string
  readonly ProcessLabel: string
  readonly AppArmorProfile: string
  readonly ExecIDs: readonly string[] | null
  readonly HostConfig: HostConfig
  readonly GraphDriver: GraphDriverData
  /** Only with `size=1`. */
  readonly SizeRw?: number
  /** Only with `size=1`. */
  readonly SizeRootFs?: number
  readonly Mounts: readonly MountPoint[]
  readonly Config: ContainerConfig
  readonly NetworkSettings: NetworkSettings
}

/** A host's side of a published port. */
export interface PortBinding {
  readonly HostIp: string
  readonly HostPort: string
}

/** What a container asks of its host. Further members exist (limits, devices); they follow in Go's order. */
export interface HostConfig {
  readonly Binds: readonly string[] | null
  readonly ContainerIDFile: string
  readonly LogConfig: { readonly Type: string; readonly Config: StringMap | null }
  readonly NetworkMode: string
  readonly PortBindings: Readonly<Record<string, readonly PortBinding[] | null>> | null
  readonly RestartPolicy: { readonly Name: string; readonly MaximumRetryCount: number }
  readonly AutoRemove: boolean
  readonly [further: string]: unknown
}

/** A container's networks. */
export interface NetworkSettings {
  readonly Bridge: string
  readonly SandboxID: string
  readonly HairpinMode: boolean
  readonly LinkLocalIPv6Address: string
  readonly LinkLocalIPv6PrefixLen: number
  readonly Ports: Readonly<Record<string, readonly PortBinding[] | null>> | null
  readonly SandboxKey: string
  readonly SecondaryIPAddresses: unknown
  readonly SecondaryIPv6Addresses: unknown
  readonly EndpointID: string
  readonly Gateway: string
  readonly GlobalIPv6Address: string
  readonly GlobalIPv6PrefixLen: number
  readonly IPAddress: string
  readonly IPPrefixLen: number
  readonly IPv6Gateway: string
  readonly MacAddress: string
  readonly Networks: Readonly<Record<string, EndpointSettings>> | null
}

/** A part of the server: the engine itself, containerd, runc, docker-init. `Details` has sorted keys. */
export interface VersionComponent {
  readonly Name: string
  readonly Version: string
  readonly Details?: StringMap
}

/** `GET /version`, in the order sent. */
export interface Version {
  readonly Platform: { readonly Name: string }
  readonly Components: readonly VersionComponent[]
  readonly Version: string
  /** openEuler only. */
  readonly EulerVersion?: string
  readonly ApiVersion: string
  readonly MinAPIVersion: string
  readonly GitCommit: string
  readonly GoVersion: string
  readonly Os: string
  readonly Arch: string
  readonly KernelVersion?: string
  /** Left out when false. */
  readonly Experimental?: boolean
  /** RFC 3339 with nanoseconds. */
  readonly BuildTime?: string
}

/** A program's version: what runs and what was expected. */
export interface Commit {
  readonly ID: string
  readonly Expected: string
}

/** The daemon's plugins by kind. */
export interface PluginsInfo {
  readonly Volume: readonly string[] | null
  readonly Network: readonly string[] | null
  readonly Authorization: readonly string[] | null
  readonly Log: readonly string[] | null
}

/** One registry the daemon has settings for. */
export interface IndexInfo {
  readonly Name: string
  readonly Mirrors: readonly string[] | null
  readonly Secure: boolean
  readonly Official: boolean
}

/** The daemon's registry settings. */
export interface RegistryConfig {
  readonly AllowNondistributableArtifactsCIDRs: readonly string[] | null
  readonly AllowNondistributableArtifactsHostnames: readonly string[] | null
  readonly InsecureRegistryCIDRs: readonly string[] | null
  readonly IndexConfigs: Readonly<Record<string, IndexInfo>> | null
  readonly Mirrors: readonly string[] | null
}

/** The daemon's part in a swarm (`LocalNodeState` is `inactive` without one). */
export interface SwarmInfo {
  readonly NodeID: string
  readonly NodeAddr: string
  readonly LocalNodeState: string
  readonly ControlAvailable: boolean
  readonly Error: string
  readonly RemoteManagers: readonly unknown[] | null
}

/** `GET /info`, in the order sent. */
export interface Info {
  readonly ID: string
  readonly Containers: number
  readonly ContainersRunning: number
  readonly ContainersPaused: number
  readonly ContainersStopped: number
  /** All images, intermediate ones too. */
  readonly Images: number
  readonly Driver: string
  readonly DriverStatus: readonly (readonly [string, string])[]
  /** Left out when empty. */
  readonly SystemStatus?: readonly (readonly [string, string])[]
  readonly Plugins: PluginsInfo
  readonly MemoryLimit: boolean
  readonly SwapLimit: boolean
  readonly KernelMemory: boolean
  readonly KernelMemoryTCP: boolean
  readonly CpuCfsPeriod: boolean
  readonly CpuCfsQuota: boolean
  readonly CPUShares: boolean
  readonly CPUSet: boolean
  readonly PidsLimit: boolean
  readonly IPv4Forwarding: boolean
  readonly BridgeNfIptables: boolean
  readonly BridgeNfIp6tables: boolean
  readonly Debug: boolean
  readonly NFd: number
  readonly OomKillDisable: boolean
  readonly NGoroutines: number
  readonly SystemTime: string
  readonly LoggingDriver: string
  readonly CgroupDriver: string
  readonly CgroupVersion?: string
  /** openEuler only. */
  readonly HugetlbPageSize?: string
  readonly NEventsListener: number
  readonly KernelVersion: string
  readonly OperatingSystem: string
  readonly OSVersion: string
  readonly OSType: string
  readonly Architecture: string
  readonly IndexServerAddress: string
  readonly RegistryConfig: RegistryConfig | null
  readonly NCPU: number
  /** Bytes. */
  readonly MemTotal: number
  readonly GenericResources: readonly unknown[] | null
  readonly DockerRootDir: string
  readonly HttpProxy: string
  readonly HttpsProxy: string
  readonly NoProxy: string
  readonly Name: string
  readonly Labels: readonly string[] | null
  readonly ExperimentalBuild: boolean
  readonly ServerVersion: string
  readonly Runtimes: Readonly<Record<string, { readonly path: string; readonly runtimeArgs?: readonly string[] }>> | null
  readonly DefaultRuntime: string
  readonly Swarm: SwarmInfo
  readonly LiveRestoreEnabled: boolean
  readonly Isolation: string
  readonly InitBinary: string
  readonly ContainerdCommit: Commit
  readonly RuncCommit: Commit
  readonly InitCommit: Commit
  /** `name=seccomp,profile=default` and the like. */
  readonly SecurityOptions: readonly string[] | null
  readonly Warnings: readonly string[] | null
}

/** A volume of `GET /system/df`. Sizes of −1 are unknown. */
export interface VolumeUsage {
  readonly CreatedAt?: string
  readonly Driver: string
  readonly Labels: StringMap | null
  readonly Mountpoint: string
  readonly Name: string
  readonly Options: StringMap | null
  readonly Scope: string
  readonly UsageData?: { readonly RefCount: number; readonly Size: number }
}

/** An entry of the build cache. */
export interface BuildCacheEntry {
  readonly ID: string
  readonly Parent: string
  readonly Type: string
  readonly Description: string
  readonly InUse: boolean
  readonly Shared: boolean
  readonly Size: number
  readonly CreatedAt: string
  readonly LastUsedAt: string | null
  readonly UsageCount: number
}

/** `GET /system/df`, in the order sent. */
export interface DiskUsage {
  /** Bytes of all layers, each counted once. */
  readonly LayersSize: number
  /** With `Containers` and `SharedSize` filled in. */
  readonly Images: readonly ImageSummary[] | null
  readonly Containers: readonly ContainerSummary[] | null
  readonly Volumes: readonly VolumeUsage[] | null
  readonly BuildCache: readonly BuildCacheEntry[] | null
  readonly BuilderSize: number
}

/** One step of a removal: a reference taken away, or an image or layer deleted. */
export type ImageDeleteItem =
  | { readonly Untagged: string; readonly Deleted?: never }
  | { readonly Deleted: string; readonly Untagged?: never }

/** `POST /images/prune`, in the order sent. */
export interface ImagesPruneReport {
  readonly ImagesDeleted: readonly ImageDeleteItem[] | null
  /** Bytes. */
  readonly SpaceReclaimed: number
}

/** `POST /containers/prune`, in the order sent. */
export interface ContainersPruneReport {
  readonly ContainersDeleted: readonly string[] | null
  /** Bytes. */
  readonly SpaceReclaimed: number
}

/** `POST /volumes/prune`, in the order sent. */
export interface VolumesPruneReport {
  readonly VolumesDeleted: readonly string[] | null
  /** Bytes. */
  readonly SpaceReclaimed: number
}

/** `POST /networks/prune`. */
export interface NetworksPruneReport {
  readonly NetworksDeleted: readonly string[] | null
}

/** `POST /build/prune`, in the order sent. */
export interface BuildCachePruneReport {
  readonly CachesDeleted: readonly string[] | null
  /** Bytes. */
  readonly SpaceReclaimed: number
}

/** One row of `GET /images/search`, in the order sent. */
export interface SearchResult {
  readonly star_count: number
  readonly is_official: boolean
  readonly name: string
  readonly is_automated: boolean
  readonly description: string
}

/** How far a transfer has come. All members are left out when zero or false. */
export interface ProgressDetail {
  readonly current?: number
  readonly total?: number
  /** Unix seconds. */
  readonly start?: number
  readonly hidecounts?: boolean
  readonly units?: string
}

/**
 * One object of a streamed answer (pull, push, load, import, build), in the order sent; each is followed by CRLF.
 *
 * @source moby pkg/jsonmessage `JSONMessage`
 */
export interface StreamMessage {
  /** Text to print as it is (build, load). */
  readonly stream?: string
  readonly status?: string
  /** Often `{}`. */
  readonly progressDetail?: ProgressDetail
  /** The ready-made bar; ignored when `progressDetail` is present. */
  readonly progress?: string
  /** A layer (12 digits) or tag. */
  readonly id?: string
  readonly errorDetail?: { readonly code?: number; readonly message: string }
  readonly error?: string
  /** Machine data; not printed. */
  readonly aux?: unknown
}

/** What an event is about. `Attributes` has sorted keys. */
export interface EventActor {
  readonly ID: string
  readonly Attributes: StringMap
}

/**
 * One event of `GET /events`, in the order sent. `status`, `id` and `from` are the old names of the same.
 *
 * @source moby api/types/events `Message`
 */
export interface EventMessage {
  readonly status?: string
  readonly id?: string
  readonly from?: string
  readonly Type: string
  readonly Action: string
  readonly Actor: EventActor
  readonly scope?: string
  /** Unix seconds. */
  readonly time?: number
  /** Unix nanoseconds; above 2^53, hence a bigint. */
  readonly timeNano?: bigint
}

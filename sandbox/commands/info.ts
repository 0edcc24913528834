import type { Info } from '../engine/api.ts'
import type { Engine } from '../engine/engine.ts'
import { ENGINE_FACTS } from '../engine/profile-facts.ts'
import { rfc3339Nano, unixNanos } from '../engine/time.ts'
import { ROOT } from '../store/layout.ts'

const UNAME: Readonly<Record<string, string>> = { amd64: 'x86_64', arm64: 'aarch64' }
const LOG_DRIVERS = ['awslogs', 'fluentd', 'gcplogs', 'gelf', 'journald', 'json-file', 'local', 'logentries', 'splunk', 'syslog']

/** `GET /info`. @source moby daemon/info.go `SystemInfo` */
export function info(engine: Engine): Info {
  const { machine, profile } = engine
  const { facts } = machine
  const said = ENGINE_FACTS[profile.name]
  const own = said.info
  const containers = engine.containers.all()
  const count = (status: string): number => containers.filter(container => container.status === status).length
  const running = count('running')
  const paused = count('paused')
  return {
    ID: daemonID(facts.hostname), Containers: containers.length, ContainersRunning: running, ContainersPaused: paused, ContainersStopped: containers.length - running - paused,
    Images: engine.images.count, Driver: 'overlay2',
    DriverStatus: [['Backing Filesystem', 'extfs'], ['Supports d_type', 'true'], ['Native Overlay Diff', 'true'], ...(own.userxattr ? [['userxattr', 'false'] as const] : [])],
    Plugins: { Volume: ['local'], Network: own.networkPlugins, Authorization: null, Log: LOG_DRIVERS },
    MemoryLimit: true, SwapLimit: true, KernelMemory: true, KernelMemoryTCP: true, CpuCfsPeriod: true, CpuCfsQuota: true, CPUShares: true, CPUSet: true, PidsLimit: true,
    IPv4Forwarding: true, BridgeNfIptables: true, BridgeNfIp6tables: true, Debug: false, NFd: 24, OomKillDisable: true, NGoroutines: 34,
    SystemTime: rfc3339Nano(unixNanos(machine)), LoggingDriver: 'json-file', CgroupDriver: 'cgroupfs', ...(own.cgroupVersion ? { CgroupVersion: '1' } : {}), ...(own.hugetlbPageSize === undefined ? {} : { HugetlbPageSize: own.hugetlbPageSize }), NEventsListener: 0,
    KernelVersion: facts.kernelRelease, OperatingSystem: facts.operatingSystem, OSVersion: '12', OSType: 'linux', Architecture: UNAME[facts.architecture] ?? facts.architecture,
    IndexServerAddress: 'https://index.docker.io/v1/',
    RegistryConfig: {
      AllowNondistributableArtifactsCIDRs: [], AllowNondistributableArtifactsHostnames: [], InsecureRegistryCIDRs: ['127.0.0.0/8'],
      IndexConfigs: { 'docker.io': { Name: 'docker.io', Mirrors: [], Secure: true, Official: true } }, Mirrors: [],
    },
    NCPU: facts.cpus, MemTotal: facts.memoryBytes, GenericResources: null, DockerRootDir: ROOT, HttpProxy: '', HttpsProxy: '', NoProxy: '', Name: facts.hostname,
    Labels: [], ExperimentalBuild: false, ServerVersion: profile.version,
    Runtimes: Object.fromEntries(own.runtimes.map(name => [name, { path: 'runc' }])), DefaultRuntime: 'runc',
    Swarm: { NodeID: '', NodeAddr: '', LocalNodeState: 'inactive', ControlAvailable: false, Error: '', RemoteManagers: null },
    LiveRestoreEnabled: false, Isolation: '', InitBinary: 'docker-init',
    ContainerdCommit: { ID: said.containerdCommit, Expected: said.containerdCommit }, RuncCommit: { ID: said.runcCommit, Expected: said.runcCommit },
    InitCommit: { ID: said.initCommit, Expected: '' }, SecurityOptions: own.securityOptions, Warnings: null,
  }
}

/** Twelve groups of four letters, the same for a host for ever. */
function daemonID(hostname: string): string {
  let seed = 7
  const groups: string[] = []
  for (let group = 0; group < 12; group++) {
    let word = ''
    for (let i = 0; i < 4; i++) {
      seed = (Math.imul(seed, 1103515245) + 12345 + (hostname.charCodeAt((group + i) % hostname.length) || 0)) >>> 0
      word += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[(seed >>> 16) & 31]
    }
    groups.push(word)
  }
  return groups.join(':')
}

import { EngineError } from '../base/errors.ts'
import type { HostConfig } from './api.ts'

/** A HostConfig for which nobody asked anything: Go's zero values in its order, and what the daemon fills in. */
export const HOST_CONFIG: HostConfig = {
  Binds: null, ContainerIDFile: '', LogConfig: { Type: 'json-file', Config: null }, NetworkMode: 'default', PortBindings: null,
  RestartPolicy: { Name: '', MaximumRetryCount: 0 }, AutoRemove: false, VolumeDriver: '', VolumesFrom: null, CapAdd: null, CapDrop: null,
  CgroupnsMode: 'host', Dns: null, DnsOptions: null, DnsSearch: null, ExtraHosts: null, GroupAdd: null, IpcMode: 'private', Cgroup: '', Links: null, OomScoreAdj: 0,
  PidMode: '', Privileged: false, PublishAllPorts: false, ReadonlyRootfs: false, SecurityOpt: null, UTSMode: '', UsernsMode: '', ShmSize: 67108864, Runtime: 'runc',
  ConsoleSize: [0, 0], Isolation: '', CpuShares: 0, Memory: 0, NanoCpus: 0, CgroupParent: '', BlkioWeight: 0, BlkioWeightDevice: null, BlkioDeviceReadBps: null,
  BlkioDeviceWriteBps: null, BlkioDeviceReadIOps: null, BlkioDeviceWriteIOps: null, CpuPeriod: 0, CpuQuota: 0, CpuRealtimePeriod: 0, CpuRealtimeRuntime: 0,
  CpusetCpus: '', CpusetMems: '', Devices: null, DeviceCgroupRules: null, DeviceRequests: null, KernelMemory: 0, KernelMemoryTCP: 0, MemoryReservation: 0,
  MemorySwap: 0, MemorySwappiness: null, OomKillDisable: false, PidsLimit: null, Ulimits: null, CpuCount: 0, CpuPercent: 0, IOMaximumIOps: 0, IOMaximumBandwidth: 0,
  MaskedPaths: ['/proc/asound', '/proc/acpi', '/proc/kcore', '/proc/keys', '/proc/latency_stats', '/proc/timer_list', '/proc/timer_stats', '/proc/sched_debug', '/proc/scsi', '/sys/firmware'],
  ReadonlyPaths: ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger'],
}

/** What the engine acts on, or what is shown as it came because nothing follows from it. */
const UNDERSTOOD = new Set(['Binds', 'ContainerIDFile', 'LogConfig', 'NetworkMode', 'RestartPolicy', 'AutoRemove', 'Privileged', 'ReadonlyRootfs', 'ConsoleSize', 'CgroupnsMode', 'IpcMode'])
const NETWORK_MODES = ['', 'default', 'bridge', 'host', 'none']

/**
 * The HostConfig that a client sent, complete. What is not simulated is refused, never ignored.
 *
 * @param sent members by name; an empty value stands for the daemon's own
 * @throws EngineError NotImplemented, InvalidParameter
 */
export function receivedHostConfig(sent: Readonly<Record<string, unknown>>): HostConfig {
  const full: Record<string, unknown> = { ...HOST_CONFIG }
  for (const [member, value] of Object.entries(sent)) {
    if (isNothing(value, member)) {
      if (member in full && Array.isArray(value)) full[member] = value
      continue
    }
    if (!UNDERSTOOD.has(member) && JSON.stringify(value) !== JSON.stringify(HOST_CONFIG[member])) throw notSimulated(`HostConfig.${member}`)
    full[member] = value
  }
  const config = full as unknown as HostConfig
  if (!NETWORK_MODES.includes(config.NetworkMode)) throw notSimulated(`the network ${config.NetworkMode}`)
  const { Type, Config } = config.LogConfig
  if (Type !== '' && Type !== 'json-file' && Type !== 'none') throw notSimulated(`the logging driver ${Type}`)
  return { ...config, LogConfig: { Type: Type || 'json-file', Config }, RestartPolicy: restartPolicy(config) }
}

/** @source moby daemon/container.go `validateRestartPolicy` */
function restartPolicy({ RestartPolicy: { Name, MaximumRetryCount }, AutoRemove }: HostConfig): HostConfig['RestartPolicy'] {
  if (!['', 'no', 'always', 'unless-stopped', 'on-failure'].includes(Name)) throw new EngineError('InvalidParameter', `invalid restart policy '${Name}'`)
  if (Name === '' || Name === 'no') return { Name: 'no', MaximumRetryCount: 0 }
  if (AutoRemove) throw new EngineError('InvalidParameter', "can't create 'AutoRemove' container with restart policy")
  throw notSimulated(`the restart policy ${Name}${MaximumRetryCount > 0 ? `:${MaximumRetryCount}` : ''}`)
}

/** Does a value ask for nothing? Clients send −1 for a swappiness and 0 for a limit that nobody set. */
function isNothing(value: unknown, member: string): boolean {
  if (value === null || value === undefined || value === '' || value === 0 || value === false) return true
  if (member === 'MemorySwappiness' && value === -1) return true
  return typeof value === 'object' && Object.keys(value).length === 0
}

const notSimulated = (what: string): EngineError => new EngineError('NotImplemented', `${what} is not simulated by Layerlab`)

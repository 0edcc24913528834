/** What containers of a build run with. @source moby builder/dockerfile/internals.go (20.10) */
import type { RunConfig } from '../../store/image-config.ts'
import type { HostConfig } from '../api.ts'

/** A run configuration while instructions change it. */
export type MutableConfig = { -readonly [Member in keyof RunConfig]: RunConfig[Member] }

/** The shell that SHELL set, or the usual one. */
export const shellOf = (config: RunConfig): readonly string[] => (config['Shell'] as readonly string[] | undefined) ?? ['/bin/sh', '-c']

/** `/bin/sh -c #(nop)  ENV A=b`: a command that says what a step did. */
export const withComment = (config: RunConfig, comment: string): RunConfig => ({ ...config, Cmd: [...shellOf(config), '#(nop) ', comment] })

/** The same as WORKDIR, COPY and ADD have it: in one word. */
export const withJoinedComment = (config: RunConfig, comment: string): RunConfig => ({ ...config, Cmd: [...shellOf(config), `#(nop) ${comment}`] })

/** What the builder asks of the host for its containers: nothing special, and no log. */
export const BUILD_HOST_CONFIG: HostConfig = {
  Binds: null, ContainerIDFile: '', LogConfig: { Type: 'none', Config: null }, NetworkMode: 'default', PortBindings: null,
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

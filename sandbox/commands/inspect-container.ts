/** `docker inspect CONTAINER`. @source moby daemon/inspect.go (20.10) */
import type { ContainerInspect, EndpointSettings, NetworkSettings } from '../engine/api.ts'
import type { Engine } from '../engine/engine.ts'
import type { Op } from '../sched/op.ts'
import { containerSizes } from '../engine/container-sizes.ts'
import { driverData } from '../engine/driver-data.ts'
import { networkOf } from '../engine/list-containers.ts'

/** @throws EngineError NotFound; System for a damaged layer directory */
export function* inspectContainer(engine: Engine, name: string, { sizes }: { sizes: boolean }): Op<ContainerInspect> {
  const container = engine.containers.get(name)
  const { state } = container
  const { mountID } = engine.layers.getRW(container.id)
  let data: Readonly<Record<string, string>> | null = null
  try {
    data = yield* driverData(engine.layers.driver, mountID)
  } catch (error) {
    // What is left of a container whose removal was interrupted can still be looked at.
    if (!state.Dead) throw error
  }
  const size = sizes ? yield* containerSizes(engine, container) : undefined
  const started = state.StartedAt !== '0001-01-01T00:00:00Z'
  const file = (leaf: string): string => (started ? `${container.home}/${leaf}` : '')
  return {
    Id: container.id, Created: container.created, Path: container.path, Args: container.args,
    State: {
      Status: container.status, Running: state.Running, Paused: state.Paused, Restarting: state.Restarting, OOMKilled: state.OOMKilled, Dead: state.Dead,
      Pid: state.Pid, ExitCode: state.ExitCode, Error: state.Error, StartedAt: state.StartedAt, FinishedAt: state.FinishedAt,
    },
    Image: container.imageID, ResolvConfPath: file('resolv.conf'), HostnamePath: file('hostname'), HostsPath: file('hosts'),
    LogPath: started ? container.logPath : '', Name: `/${container.name}`, RestartCount: 0, Driver: 'overlay2', Platform: 'linux', MountLabel: '', ProcessLabel: '',
    AppArmorProfile: '', ExecIDs: null, HostConfig: container.hostConfig, GraphDriver: { Data: data, Name: 'overlay2' },
    ...(size ? { ...(size.rw === 0 ? { SizeRw: 0 } : { SizeRw: size.rw }), SizeRootFs: size.rootFs } : {}),
    Mounts: container.mounts.map(mount => ({
      Type: mount.volume === undefined ? 'bind' : 'volume', ...(mount.volume === undefined ? {} : { Name: mount.volume }), Source: mount.source, Destination: mount.destination,
      ...(mount.volume === undefined ? {} : { Driver: 'local' }), Mode: mount.mode, RW: mount.readWrite, Propagation: mount.volume === undefined ? 'rprivate' : '',
    })),
    Config: container.config, NetworkSettings: networkSettings(networkOf(container)),
  }
}

/** Containers have no network here: what a stopped container shows. */
function networkSettings(network: string): NetworkSettings {
  const endpoint: EndpointSettings = {
    IPAMConfig: null, Links: null, Aliases: null, NetworkID: '', EndpointID: '', Gateway: '', IPAddress: '', IPPrefixLen: 0, IPv6Gateway: '',
    GlobalIPv6Address: '', GlobalIPv6PrefixLen: 0, MacAddress: '', DriverOpts: null,
  }
  return {
    Bridge: '', SandboxID: '', HairpinMode: false, LinkLocalIPv6Address: '', LinkLocalIPv6PrefixLen: 0, Ports: {}, SandboxKey: '', SecondaryIPAddresses: null,
    SecondaryIPv6Addresses: null, EndpointID: '', Gateway: '', GlobalIPv6Address: '', GlobalIPv6PrefixLen: 0, IPAddress: '', IPPrefixLen: 0, IPv6Gateway: '',
    MacAddress: '', Networks: { [network]: endpoint },
  }
}

import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import type { ClientVersion } from '../sandbox/cli/clients.ts'
import { showInfo } from '../sandbox/cli/format/info.ts'
import { showShortVersion, showVersion } from '../sandbox/cli/format/version.ts'
import type { Info, Version } from '../sandbox/engine/api.ts'

interface Step {
  readonly cmd?: string
  readonly stdout: string
  readonly stderr: string
  readonly exit: number
}

/** What a recorded scenario printed for a command. */
function recorded(name: string, cmd: string): Step {
  const { steps } = JSON.parse(readFileSync(new URL(`recordings/scenarios/system/${name}.json`, import.meta.url), 'utf8')) as { steps: Step[] }
  const step = steps.find(candidate => candidate.cmd === cmd)
  if (step === undefined) throw new Error(`no step ${cmd} in ${name}`)
  return { stdout: step.stdout, stderr: step.stderr, exit: step.exit }
}

const detail = (GitCommit: string): { GitCommit: string } => ({ GitCommit })

/** The engine of the recordings. */
const VERSION: Version = {
  Platform: { Name: '' },
  Components: [
    {
      Name: 'Engine',
      Version: '20.10.24+dfsg1',
      Details: {
        ApiVersion: '1.41', Arch: 'amd64', BuildTime: '2026-05-07T21:09:36.000000000+00:00', Experimental: 'false', GitCommit: '5d6db84', GoVersion: 'go1.19.8', KernelVersion: '6.1.0-18-amd64',
        MinAPIVersion: '1.12', Os: 'linux',
      },
    },
    { Name: 'containerd', Version: '1.6.20~ds1', Details: detail('1.6.20~ds1-1+deb12u3') },
    { Name: 'runc', Version: '1.1.5+ds1', Details: detail('1.1.5+ds1-1+deb12u1') },
    { Name: 'docker-init', Version: '0.19.0', Details: detail('') },
  ],
  Version: '20.10.24+dfsg1', ApiVersion: '1.41', MinAPIVersion: '1.12', GitCommit: '5d6db84', GoVersion: 'go1.19.8', Os: 'linux', Arch: 'amd64', KernelVersion: '6.1.0-18-amd64',
  BuildTime: '2026-05-07T21:09:36.000000000+00:00',
}
const commit = (ID: string): { ID: string; Expected: string } => ({ ID, Expected: ID })
const INFO: Info = {
  ID: 'SGOR:ECQ6:N6PX:NH6J:JJJD:4WMY:EZMW:Z55G:6LK3:QKIW:TTDG:PFHI', Containers: 0, ContainersRunning: 0, ContainersPaused: 0, ContainersStopped: 0, Images: 1, Driver: 'overlay2',
  DriverStatus: [['Backing Filesystem', 'extfs'], ['Supports d_type', 'true'], ['Native Overlay Diff', 'true'], ['userxattr', 'false']],
  Plugins: {
    Volume: ['local'], Network: ['bridge', 'host', 'ipvlan', 'macvlan', 'null', 'overlay'], Authorization: null,
    Log: ['awslogs', 'fluentd', 'gcplogs', 'gelf', 'journald', 'json-file', 'local', 'logentries', 'splunk', 'syslog'],
  },
  MemoryLimit: true, SwapLimit: true, KernelMemory: true, KernelMemoryTCP: true, CpuCfsPeriod: true, CpuCfsQuota: true, CPUShares: true, CPUSet: true, PidsLimit: true, IPv4Forwarding: true,
  BridgeNfIptables: true, BridgeNfIp6tables: true, Debug: false, NFd: 22, OomKillDisable: true, NGoroutines: 33, SystemTime: '2026-11-21T00:43:51.1Z', LoggingDriver: 'json-file',
  CgroupDriver: 'cgroupfs', CgroupVersion: '1', NEventsListener: 0, KernelVersion: '6.1.0-18-amd64', OperatingSystem: 'Debian GNU/Linux 12 (bookworm) (containerized)', OSVersion: '12',
  OSType: 'linux', Architecture: 'x86_64', IndexServerAddress: 'https://index.docker.io/v1/',
  RegistryConfig: {
    AllowNondistributableArtifactsCIDRs: [], AllowNondistributableArtifactsHostnames: [], InsecureRegistryCIDRs: ['127.0.0.0/8'],
    IndexConfigs: { 'docker.io': { Name: 'docker.io', Mirrors: [], Secure: true, Official: true } }, Mirrors: [],
  },
  NCPU: 2, MemTotal: 16750372864, GenericResources: null, DockerRootDir: '/var/lib/docker', HttpProxy: '', HttpsProxy: '', NoProxy: '', Name: 'docker-host', Labels: [], ExperimentalBuild: false,
  ServerVersion: '20.10.24+dfsg1', Runtimes: { runc: { path: 'runc' }, 'io.containerd.runc.v2': { path: 'runc' }, 'io.containerd.runtime.v1.linux': { path: 'runc' } }, DefaultRuntime: 'runc',
  Swarm: { NodeID: '', NodeAddr: '', LocalNodeState: 'inactive', ControlAvailable: false, Error: '', RemoteManagers: null }, LiveRestoreEnabled: false, Isolation: '', InitBinary: 'docker-init',
  ContainerdCommit: commit('1.6.20~ds1-1+deb12u3'), RuncCommit: commit('1.1.5+ds1-1+deb12u1'), InitCommit: commit(''), SecurityOptions: ['name=seccomp,profile=default'], Warnings: null,
}
const DOWN = { error: 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?' }

it.each<[ClientVersion, string]>([['20.10.24', ''], ['28.2.2', '.28.2.2']])('prints info and version as client %s did', (client, suffix) => {
  const up = { apiVersion: '1.41' }
  const [system, down] = [`system-info${suffix}`, `engine-down${suffix}`]
  expect(showInfo({ info: INFO }, up, client)).toEqual(recorded(system, 'docker info'))
  expect(showVersion({ version: VERSION }, up, client)).toEqual(recorded(system, 'docker version'))
  expect(showShortVersion(client)).toBe(recorded(system, 'docker --version').stdout)
  const infoFormat = '{{.Driver}} {{.Images}} {{.Containers}} {{.DockerRootDir}} {{.ServerVersion}}'
  expect(showInfo({ info: INFO }, { ...up, format: infoFormat }, client)).toEqual(recorded(system, `docker info --format '${infoFormat}'`))
  expect(showVersion({ version: VERSION }, { ...up, format: '{{.Server.Version}}' }, client)).toEqual(recorded(system, "docker version --format '{{.Server.Version}}'"))

  const alone = { apiVersion: client === '28.2.2' ? '1.50' : '1.41' }
  expect(showInfo(DOWN, alone, client)).toEqual(recorded(down, 'docker info'))
  expect(showVersion(DOWN, alone, client)).toEqual(recorded(down, 'docker version'))
})

it('names a template of version by its own name', () => {
  const options = { apiVersion: '1.41', format: '{{.Foo}}' }
  expect(showVersion({ version: VERSION }, options, '20.10.24')).toEqual({
    stdout: '\n', stderr: 'template: version:1:2: executing "version" at <.Foo>: can\'t evaluate field Foo in type system.versionInfo\n', exit: 1,
  })
  expect(showVersion({ version: VERSION }, { ...options, format: '{{.Foo' }, '20.10.24')).toEqual({ stdout: '', stderr: 'template parsing error: template: version:1: unclosed action\n', exit: 64 })
  expect(showInfo({ info: INFO }, { ...options, format: 'x{{.Foo}}' }, '20.10.24')).toEqual({
    stdout: 'x\n', stderr: 'template: :1:3: executing "" at <.Foo>: can\'t evaluate field Foo in type system.info\n', exit: 1,
  })
})

import type { Version } from '../engine/api.ts'
import type { Engine } from '../engine/engine.ts'

/** `GET /version`. @source moby daemon/info.go `SystemVersion` */
export function version({ profile, machine }: Engine): Version {
  const { architecture, kernelRelease } = machine.facts
  return {
    Platform: { Name: '' },
    Components: [
      {
        Name: 'Engine', Version: profile.version,
        Details: {
          ApiVersion: profile.apiVersion, Arch: architecture, BuildTime: profile.buildTime, Experimental: 'false', GitCommit: profile.gitCommit,
          GoVersion: profile.goVersion, KernelVersion: kernelRelease, MinAPIVersion: profile.minApiVersion, Os: 'linux',
        },
      },
      ...profile.components.map(({ name, version: own, gitCommit }) => ({ Name: name, Version: own, Details: { GitCommit: gitCommit } })),
    ],
    Version: profile.version, ApiVersion: profile.apiVersion, MinAPIVersion: profile.minApiVersion, GitCommit: profile.gitCommit, GoVersion: profile.goVersion,
    Os: 'linux', Arch: architecture, KernelVersion: kernelRelease, BuildTime: profile.buildTime,
  }
}

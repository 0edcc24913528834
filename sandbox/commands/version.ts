import type { Version } from '../engine/api.ts'
import type { Engine } from '../engine/engine.ts'
import { ENGINE_FACTS } from '../engine/profile-facts.ts'

/** `GET /version`. @source moby daemon/info.go `SystemVersion` */
export function version({ profile, machine }: Engine): Version {
  const { architecture, kernelRelease } = machine.facts
  const facts = ENGINE_FACTS[profile.name]
  return {
    Platform: { Name: '' },
    Components: [
      {
        Name: 'Engine', Version: profile.version,
        Details: {
          ApiVersion: profile.apiVersion, Arch: architecture, BuildTime: facts.buildTime, Experimental: 'false', GitCommit: facts.gitCommit,
          GoVersion: facts.goVersion, KernelVersion: kernelRelease, MinAPIVersion: facts.minApiVersion, Os: 'linux',
        },
      },
      ...facts.components.map(({ name, version: own, gitCommit }) => ({ Name: name, Version: own, Details: { GitCommit: gitCommit } })),
    ],
    Version: profile.version, ...(facts.distributorVersion === undefined ? {} : { EulerVersion: facts.distributorVersion }), ApiVersion: profile.apiVersion, MinAPIVersion: facts.minApiVersion, GitCommit: facts.gitCommit, GoVersion: facts.goVersion,
    Os: 'linux', Arch: architecture, KernelVersion: kernelRelease, BuildTime: facts.buildTime,
  }
}

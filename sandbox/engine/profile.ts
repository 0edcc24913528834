/** Which engine is simulated: data, not code. A profile has an engine and a client (see `cli/clients.ts`). */
export type EngineName = 'docker-20.10' | 'openeuler-18.09' | 'euleros-1.11'

/** What an engine says about itself, and how it behaves where versions differ. */
export interface EngineProfile {
  readonly name: EngineName
  /** As `docker version` shows it. */
  readonly version: string
  readonly apiVersion: string
  readonly minApiVersion: string
  readonly goVersion: string
  readonly gitCommit: string
  /** RFC 3339. */
  readonly buildTime: string
  readonly components: readonly { readonly name: string; readonly version: string; readonly gitCommit: string }[]
  readonly containerdCommit: string
  readonly runcCommit: string
}

/** The engine that the recordings were made with. */
export const DOCKER_20_10: EngineProfile = {
  name: 'docker-20.10',
  version: '20.10.24+dfsg1',
  apiVersion: '1.41',
  minApiVersion: '1.12',
  goVersion: 'go1.19.8',
  gitCommit: '5d6db84',
  buildTime: '2026-05-07T21:09:36.000000000+00:00',
  components: [
    { name: 'containerd', version: '1.6.20~ds1', gitCommit: '1.6.20~ds1-1+deb12u3' },
    { name: 'runc', version: '1.1.5+ds1', gitCommit: '1.1.5+ds1-1+deb12u1' },
    { name: 'docker-init', version: '0.19.0', gitCommit: '' },
  ],
  containerdCommit: '1.6.20~ds1-1+deb12u3',
  runcCommit: '1.1.5+ds1-1+deb12u1',
}

/** @throws Error naming the engines there are */
export function engineProfile(name: string): EngineProfile {
  if (name === 'docker-20.10' || name === 'docker-19.03') return DOCKER_20_10
  throw new Error(`profile ${name} is not simulated yet: use docker-20.10`)
}

/** What engines say of themselves when they are asked: `docker version` and `docker info`. */
import type { EngineName } from './profile.ts'

/** What an engine says about itself, beyond its version. */
export interface EngineFacts {
  /** The distributor's own number, when it has one: openEuler's `EulerVersion`. */
  readonly distributorVersion?: string
  readonly minApiVersion: string
  readonly goVersion: string
  readonly gitCommit: string
  /** RFC 3339. */
  readonly buildTime: string
  readonly components: readonly { readonly name: string; readonly version: string; readonly gitCommit: string }[]
  readonly containerdCommit: string
  readonly runcCommit: string
  readonly initCommit: string
  /** Of the answer to `docker info`: what is not the same in all. */
  readonly info: {
    readonly networkPlugins: readonly string[]
    readonly runtimes: readonly string[]
    readonly securityOptions: readonly string[]
    /** `overlay2` tells whether it uses extended attributes of users. */
    readonly userxattr: boolean
    readonly cgroupVersion: boolean
    /** openEuler tells the size of huge pages. */
    readonly hugetlbPageSize?: string
  }
}

const NETWORKS = ['bridge', 'host', 'ipvlan', 'macvlan', 'null', 'overlay']
const SECCOMP = 'name=seccomp,profile=default'

/** The engine that the recordings were made with. */
const DOCKER_20_10: EngineFacts = {
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
  initCommit: '',
  info: { networkPlugins: NETWORKS, runtimes: ['io.containerd.runc.v2', 'io.containerd.runtime.v1.linux', 'runc'], securityOptions: [SECCOMP], userxattr: true, cgroupVersion: true },
}

/**
 * Docker 19.03.8 as Ubuntu 20.04 packaged it: the words of its `docker info`, with empty commits, which the published
 * transcripts show. Its stores are those of 20.10, which is what was recorded.
 */
const DOCKER_19_03: EngineFacts = {
  minApiVersion: '1.12',
  goVersion: 'go1.13.8',
  gitCommit: 'afacb8b7f0',
  buildTime: '2020-03-11T23:42:35.000000000+00:00',
  components: [
    { name: 'containerd', version: '1.3.3-0ubuntu2', gitCommit: '' },
    { name: 'runc', version: 'spec: 1.0.1-dev', gitCommit: '' },
    { name: 'docker-init', version: '0.18.0', gitCommit: '' },
  ],
  containerdCommit: '',
  runcCommit: '',
  initCommit: '',
  info: { networkPlugins: NETWORKS, runtimes: ['runc'], securityOptions: ['name=apparmor', SECCOMP], userxattr: false, cgroupVersion: false },
}

/**
 * Docker 18.09 as openEuler 22.03 packaged it in June 2023. Version, API, Go and commit are those of a published
 * `docker version`; the lines of `docker info` and the commits of containerd and runc those of a published `docker info`
 * of EulerOS 2.0 SP10. Not known, and as in 20.10 here: whether 18.09 writes the marker `committed`, and the modes of its
 * directories. The package switches `--live-restore` on; this engine runs without it.
 */
const OPENEULER_18_09: EngineFacts = {
  distributorVersion: '18.09.0.325',
  minApiVersion: '1.12',
  goVersion: 'go1.17.3',
  gitCommit: 'ce4ae23',
  buildTime: '2023-06-26T12:56:10.000000000+00:00',
  components: [],
  containerdCommit: 'd4c0ca4cf1a94aaf270e7eece79079e2315c6407',
  runcCommit: '8b826806605390950bb95c7e161124f5018f6181',
  initCommit: 'N/A',
  info: { networkPlugins: ['bridge', 'host', 'macvlan', 'null', 'overlay'], runtimes: ['runc'], securityOptions: [SECCOMP], userxattr: false, cgroupVersion: false, hugetlbPageSize: '2MB' },
}

/**
 * Docker 1.11.2 as EulerOS changed it (1.11.2.32 and later, 2017), by its published source. Known are what it adds, its
 * commands and its flags. Not known is what its own build says of itself: version, API, Go and commit are those of Docker
 * 1.11.2. Where nothing is said here or in the behaviour, the engine is that of 20.10, in its words too; its builder, for
 * one, copies files without a container.
 */
const EULEROS_1_11: EngineFacts = {
  ...DOCKER_19_03,
  goVersion: 'go1.5.4',
  gitCommit: 'b9f10c9',
  buildTime: '2016-06-01T21:47:50.000000000+00:00',
  components: [],
  info: { ...DOCKER_19_03.info, networkPlugins: ['bridge', 'host', 'null'], securityOptions: [SECCOMP] },
}

/** By engine. */
export const ENGINE_FACTS: Readonly<Record<EngineName, EngineFacts>> = { 'docker-20.10': DOCKER_20_10, 'docker-19.03': DOCKER_19_03, 'openeuler-18.09': OPENEULER_18_09, 'euleros-1.11': EULEROS_1_11 }

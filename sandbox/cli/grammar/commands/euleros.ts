/**
 * What EulerOS's client has of the tree: its commands, and of each the flags that others have too. Flags that it has alone
 * and that have nothing to do with images (`--hook-spec`, `--system-container` and the like) are left out.
 *
 * @source EulerOS docker 1.11.2, contrib/completion/bash/docker; api/client/{build,combine,load}.go
 */
import type { Narrowing } from '../tree.ts'

const words = (text: string): readonly string[] => text.split(' ').filter(word => word !== '')

const CREATE = `add-host attach blkio-weight blkio-weight-device cap-add cap-drop cgroup-parent cidfile cpu-period cpu-quota cpu-shares cpuset-cpus cpuset-mems device device-read-bps
device-read-iops device-write-bps device-write-iops disable-content-trust dns dns-opt dns-search entrypoint env env-file expose group-add hostname interactive ip ip6 ipc isolation
kernel-memory label label-file link log-driver log-opt mac-address memory memory-reservation memory-swap memory-swappiness name net net-alias oom-kill-disable oom-score-adj pid
pids-limit privileged publish publish-all read-only restart security-opt shm-size stop-signal storage-opt tmpfs tty ulimit user userns uts volume volume-driver volumes-from
workdir help`.replace(/\n/g, ' ')

const FLAGS: Readonly<Record<string, string>> = {
  attach: 'detach-keys no-stdin sig-proxy',
  build: `build-arg cgroup-parent cpu-period cpu-quota cpu-shares cpuset-cpus cpuset-mems disable-content-trust file force-rm isolation label memory memory-swap no-cache no-parent pull quiet rm
shm-size tag ulimit`.replace(/\n/g, ' '),
  combine: 'tag',
  commit: 'author change message pause',
  cp: 'follow-link',
  create: CREATE,
  diff: '',
  events: 'filter since until',
  exec: 'detach detach-keys interactive privileged tty user',
  export: 'output',
  history: 'human no-trunc quiet',
  images: 'all digests filter format no-trunc quiet',
  import: 'change message',
  info: '',
  inspect: 'format size type',
  kill: 'signal',
  load: 'input quiet to-be-pulled',
  login: 'password username',
  logout: '',
  logs: 'follow since tail timestamps',
  'network connect': 'alias ip ip6 link',
  'network create': 'aux-address driver gateway internal ip-range ipam-driver ipam-opt ipv6 label opt subnet',
  'network disconnect': '',
  'network inspect': 'format',
  'network ls': 'filter no-trunc quiet',
  'network rm': '',
  pause: '',
  port: '',
  ps: 'all filter format last latest no-trunc quiet size',
  pull: 'all-tags disable-content-trust',
  push: 'disable-content-trust',
  rename: '',
  restart: 'time',
  rm: 'force link volumes',
  rmi: 'force no-prune',
  run: `${CREATE} detach detach-keys rm sig-proxy`,
  save: 'output',
  search: 'automated no-trunc stars',
  start: 'attach detach-keys interactive',
  stats: 'all no-stream',
  stop: 'time',
  tag: '',
  top: '',
  unpause: '',
  update: 'blkio-weight cpu-period cpu-quota cpu-shares cpuset-cpus cpuset-mems kernel-memory memory memory-reservation memory-swap restart',
  version: 'format',
  'volume create': 'driver label name opt',
  'volume inspect': 'format',
  'volume ls': 'filter quiet',
  'volume rm': '',
  wait: '',
}

/** By the path of the command. The script leaves out `docker version -f` and `docker export -o`, which Docker has had since before. */
export const EULEROS_COMMANDS: Narrowing = Object.fromEntries(Object.entries(FLAGS).map(([path, flags]) => [path, words(flags)]))

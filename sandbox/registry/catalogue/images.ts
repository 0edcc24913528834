/** The images of the catalogue: which layers they have, and what their configs say. */

export interface CatalogueImage {
  /** `nginx:1.14.0`: names in the library of the registry. The first is the one it goes by. */
  readonly names: readonly string[]
  /** One: a manifest. Several: a manifest list. Its layers are made for each. */
  readonly architectures: readonly string[]
  /** Bottom first. */
  readonly layers: readonly { readonly layer: string; readonly by: string }[]
  /** RFC 3339. */
  readonly created: string
  readonly config: Readonly<Record<string, unknown>>
}

const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
const AMD64 = ['amd64']
const BOTH = ['amd64', 'arm64']

const add = (layer: string, what = 'rootfs.tar'): { layer: string; by: string } => ({ layer, by: `/bin/sh -c #(nop) ADD file:${what} in / ` })
const ran = (layer: string, command: string): { layer: string; by: string } => ({ layer, by: `/bin/sh -c ${command}` })
const copied = (layer: string, what: string): { layer: string; by: string } => ({ layer, by: `/bin/sh -c #(nop) COPY ${what} ` })

export const IMAGES: readonly CatalogueImage[] = [
  { names: ['hello-world:latest', 'hello-world:linux'], architectures: BOTH, layers: [copied('hello-world', 'file:hello in /')], created: '2021-09-23T23:47:57.442225064Z', config: { Env: [PATH], Cmd: ['/hello'] } },
  { names: ['busybox:1.36', 'busybox:latest'], architectures: BOTH, layers: [add('busybox')], created: '2023-05-18T22:34:17Z', config: { Env: [PATH], Cmd: ['sh'] } },
  { names: ['alpine:3.18', 'alpine:latest'], architectures: BOTH, layers: [add('alpine')], created: '2023-09-28T21:19:27.686110063Z', config: { Env: [PATH], Cmd: ['/bin/sh'] } },
  { names: ['ubuntu:18.04', 'ubuntu:bionic'], architectures: AMD64, layers: [add('ubuntu-18.04')], created: '2023-05-30T09:32:09.432301537Z', config: { Env: [PATH], Cmd: ['/bin/bash'] } },
  { names: ['ubuntu:20.04', 'ubuntu:focal'], architectures: AMD64, layers: [add('ubuntu-20.04')], created: '2023-10-03T12:09:57.148462915Z', config: { Env: [PATH], Cmd: ['/bin/bash'] } },
  { names: ['ubuntu:22.04', 'ubuntu:jammy', 'ubuntu:latest'], architectures: AMD64, layers: [add('ubuntu-22.04')], created: '2023-10-05T07:33:32.477508014Z', config: { Env: [PATH], Cmd: ['/bin/bash'] } },
  { names: ['centos:7', 'centos:latest'], architectures: AMD64, layers: [add('centos-7')], created: '2021-09-15T18:20:05.184694267Z', config: { Env: [PATH], Cmd: ['/bin/bash'] } },
  { names: ['debian:bookworm-slim'], architectures: AMD64, layers: [add('debian-bookworm')], created: '2023-11-21T00:21:41Z', config: { Env: [PATH], Cmd: ['bash'] } },
  {
    names: ['nginx:1.14.0'], architectures: AMD64, created: '2018-07-16T22:23:15.134478265Z',
    layers: [add('debian-stretch'), ran('nginx-1.14.0', 'set -x && apt-get install --no-install-recommends -y nginx=${NGINX_VERSION}'), ran('nginx-1.14.0-logs', 'ln -sf /dev/stdout /var/log/nginx/access.log && ln -sf /dev/stderr /var/log/nginx/error.log')],
    config: { ExposedPorts: { '80/tcp': {} }, Env: [PATH, 'NGINX_VERSION=1.14.0-1~stretch'], Cmd: ['nginx', '-g', 'daemon off;'], StopSignal: 'SIGTERM' },
  },
  {
    names: ['nginx:1.25', 'nginx:latest'], architectures: AMD64, created: '2023-11-21T09:05:40.338410301Z',
    layers: [add('debian-bookworm'), ran('nginx-1.25', 'set -x && apt-get install --no-install-recommends -y nginx=${NGINX_VERSION}'), copied('nginx-1.25-entrypoint', 'file:docker-entrypoint.sh in /')],
    config: { ExposedPorts: { '80/tcp': {} }, Env: [PATH, 'NGINX_VERSION=1.25.3'], Entrypoint: ['/docker-entrypoint.sh'], Cmd: ['nginx', '-g', 'daemon off;'], StopSignal: 'SIGQUIT' },
  },
  {
    names: ['redis:7.2', 'redis:latest'], architectures: AMD64, created: '2023-11-21T19:15:08Z',
    layers: [add('debian-bookworm'), ran('redis-gosu', 'groupadd -r redis && apt-get install -y gosu'), ran('redis-7.2', 'make -C /usr/src/redis install'), copied('redis-entrypoint', 'file:docker-entrypoint.sh in /usr/local/bin/')],
    config: { ExposedPorts: { '6379/tcp': {} }, Env: [PATH, 'REDIS_VERSION=7.2.3'], Entrypoint: ['docker-entrypoint.sh'], Cmd: ['redis-server'], Volumes: { '/data': {} }, WorkingDir: '/data' },
  },
  { names: ['base:1'], architectures: AMD64, layers: [add('alpine'), copied('runtime', 'dir:runtime in /opt/runtime')], created: '2026-10-01T08:00:00Z', config: { Env: [PATH], Cmd: ['/bin/sh'] } },
  { names: ['app:1'], architectures: AMD64, layers: [add('alpine'), copied('runtime', 'dir:runtime in /opt/runtime'), copied('app-1', 'dir:app in /app')], created: '2026-10-02T08:00:00Z', config: { Env: [PATH], Cmd: ['cat', '/app/version'] } },
  { names: ['app:2', 'app:latest'], architectures: AMD64, layers: [add('alpine'), copied('runtime', 'dir:runtime in /opt/runtime'), copied('app-2', 'dir:app in /app')], created: '2026-10-20T08:00:00Z', config: { Env: [PATH], Cmd: ['cat', '/app/version'] } },
  { names: ['other:1'], architectures: AMD64, layers: [add('alpine'), copied('runtime', 'dir:runtime in /opt/runtime'), copied('other-1', 'dir:other in /other')], created: '2026-10-05T08:00:00Z', config: { Env: [PATH], Cmd: ['cat', '/other/version'] } },
  { names: ['tool:1', 'tool:latest'], architectures: ['arm64'], layers: [copied('tool', 'file:tool in /')], created: '2026-10-07T08:00:00Z', config: { Env: [PATH], Cmd: ['/tool'] } },
  { names: ['vpn:1', 'vpn:latest'], architectures: BOTH, layers: [add('alpine'), copied('vpn', 'dir:vpn in /')], created: '2026-10-09T08:00:00Z', config: { Env: [PATH], Cmd: ['vpn'] } },
  { names: ['sensor:1', 'sensor:latest'], architectures: BOTH, layers: [add('alpine'), copied('sensor', 'file:sensor in /usr/local/bin/')], created: '2026-10-11T08:00:00Z', config: { Env: [PATH], Cmd: ['sensor'] } },
]

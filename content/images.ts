import type { ImageRecipe, LayerFile } from '#sandbox/scenario'

/** Images that scenarios load: described, so that every page has the same ones. Their bytes and digests follow from this. */

/** A busybox with some of its names. */
export const busybox = (...names: readonly string[]): Readonly<Record<string, LayerFile>> =>
  ({ 'bin/busybox': { program: 'busybox' }, ...Object.fromEntries(names.map(name => [`bin/${name}`, { link: 'busybox' }])) })

const SYSTEM: Readonly<Record<string, LayerFile>> = {
  ...busybox('sh', 'cat', 'echo', 'ls', 'rm', 'touch', 'chmod', 'chown', 'sleep', 'wc', 'id', 'true'),
  'etc/passwd': 'root:x:0:0:root:/root:/bin/sh\n',
  'etc/os-release': 'NAME="Ubuntu"\nVERSION="18.04 LTS (Bionic Beaver)"\nID=ubuntu\nVERSION_ID="18.04"\n',
  'var/lib/apt/lists/archive.list': { sizeBytes: 5600 },
}

/** One layer, one program. */
export const helloWorld: ImageRecipe = {
  tags: ['hello-world:latest'], command: ['/bin/cat', '/message'],
  layers: [{ ...busybox('cat'), message: 'Hello from Docker!\n' }],
}

/** Four layers, oldest first: the system, and three small changes. */
export const ubuntu: ImageRecipe = {
  tags: ['ubuntu:18.04'], command: ['/bin/sh'],
  layers: [SYSTEM, { 'etc/apt/sources.list': 'deb http://archive.ubuntu.com/ubuntu bionic main\n' }, { 'etc/hostname.default': 'ubuntu\n' }, { 'run/systemd/container': 'docker\n' }],
}

/** The layer that the next three share. */
const BASE: Readonly<Record<string, LayerFile>> = { ...SYSTEM, 'opt/runtime': { sizeBytes: 40_000 } }

export const base: ImageRecipe = { tags: ['base:1'], command: ['/bin/sh'], layers: [BASE] }
export const app: ImageRecipe = { tags: ['app:1'], command: ['/bin/cat', '/app/version'], layers: [BASE, { 'app/version': 'app 1\n' }] }
/** Another edition: the same base, another top. */
export const app2: ImageRecipe = { tags: ['app:2'], command: ['/bin/cat', '/app/version'], layers: [BASE, { 'app/version': 'app 2\n' }] }
export const other: ImageRecipe = { tags: ['other:1'], command: ['/bin/cat', '/other/version'], layers: [BASE, { 'other/version': 'other 1\n' }] }

import { assert } from '../base/assert.ts'
import { utf8 } from '../base/bytes.ts'
import { Content } from '../disk/content.ts'
import type { Inode } from '../disk/inode.ts'
import { makeDevFs } from './dev-fs.ts'
import { standIn } from './executable.ts'
import type { Machine } from './machine.ts'
import { makeProcFs } from './proc.ts'

/** A person with an account. */
export interface Account {
  readonly name: string
  readonly home: string
  readonly uid: number
}

export interface Furniture {
  /** Besides root. */
  readonly user?: Account
  /** Directories that are to be there, with their owner's number. */
  readonly directories?: readonly { readonly path: string; readonly uid: number }[]
}

/** Programs of the administrator: in `/usr/sbin`. */
const SBIN = new Set(['chroot', 'dockerd', 'halt', 'insmod', 'lsmod', 'modinfo', 'modprobe', 'poweroff', 'reboot', 'rmmod', 'shutdown'])
/** Executables that belong to other parts of the simulator, and are on every host. */
const ALWAYS = ['docker', 'dockerd', 'containerd', 'runc', 'sh', 'bash', 'dash', 'env']

/** Where programs are looked for. */
export const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

const contents = new Map<string, Content>()

/** The bytes of stand-ins are the same on every host, so they are made once. */
function executable(name: string, architecture: string): Content {
  const key = `${architecture}/${name}`
  let content = contents.get(key)
  if (!content) contents.set(key, (content = Content.of(standIn(name, architecture))))
  return content
}

/**
 * Fill the empty disk of a host: directories, accounts, programs, `/proc` and `/dev`. Everything is durable at once, as
 * on a machine that has been installed long ago.
 */
export function furnishHost(machine: Machine, { user, directories = [] }: Furniture): void {
  const { disk, facts } = machine
  const make = (path: string, mode = 0o755, uid = 0): Inode => {
    let at = disk.root
    for (const name of path.split('/').filter(part => part !== '')) {
      const found = disk.lookup(at, name)
      at = found ?? disk.create(at, name, 'directory', { mode: 0o755, uid, gid: uid })
    }
    disk.setAttributes(at, { mode, uid, gid: uid })
    return at
  }
  const put = (path: string, content: Content | string, mode = 0o644): void => {
    const slash = path.lastIndexOf('/')
    const inode = disk.create(make(path.slice(0, slash)), path.slice(slash + 1), 'file', { mode, uid: 0, gid: 0 })
    disk.setContent(inode, typeof content === 'string' ? Content.of(utf8(content)) : content)
  }
  const link = (path: string, target: string): void => {
    const slash = path.lastIndexOf('/')
    disk.create(make(path.slice(0, slash)), path.slice(slash + 1), 'symlink', { mode: 0o777, uid: 0, gid: 0 }, { target })
  }

  for (const path of ['boot', 'dev', 'etc/docker', 'home', 'media', 'mnt', 'opt', 'proc', 'run/lock', 'srv', 'sys', 'usr/local/bin', 'usr/local/sbin', 'usr/share', 'var/cache', 'var/lib', 'var/log', 'var/spool', 'usr/src']) make(`/${path}`)
  make('/root', 0o700)
  make('/tmp', 0o1777)
  make('/var/tmp', 0o1777)
  for (const name of ['bin', 'sbin', 'lib']) {
    make(`/usr/${name}`)
    link(`/${name}`, `usr/${name}`)
  }
  link('/var/run', '/run')
  link('/var/lock', '/run/lock')

  const bin = make('/usr/bin')
  const sbin = make('/usr/sbin')
  const names = new Set([...ALWAYS, ...[...machine.programs.keys()].filter(name => !name.includes(':') && name !== 'busybox')])
  for (const name of [...names].sort()) {
    const inode = disk.create(SBIN.has(name) ? sbin : bin, name, 'file', { mode: name === 'sudo' || name === 'su' ? 0o4755 : 0o755, uid: 0, gid: 0 })
    disk.setContent(inode, executable(name, facts.architecture))
  }

  put('/usr/lib/systemd/system/docker.service', DOCKER_UNIT)
  link('/etc/systemd/system/multi-user.target.wants/docker.service', '/lib/systemd/system/docker.service')
  put('/etc/hostname', `${facts.hostname}\n`)
  put('/etc/hosts', `127.0.0.1\tlocalhost\n127.0.1.1\t${facts.hostname}\n`)
  put('/etc/passwd', 'root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\nbin:x:2:2:bin:/bin:/usr/sbin/nologin\n' +
    (user ? `${user.name}:x:${user.uid}:${user.uid}:${user.name},,,:${user.home}:/bin/bash\n` : '') + 'nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n')
  put('/etc/group', 'root:x:0:\ndaemon:x:1:\nbin:x:2:\n' + (user ? `sudo:x:27:${user.name}\ndocker:x:998:${user.name}\n${user.name}:x:${user.uid}:\n` : 'sudo:x:27:\ndocker:x:998:\n') + 'nogroup:x:65534:\n')
  put('/etc/os-release', osRelease(facts.operatingSystem))
  put('/etc/fstab', '# <file system> <mount point> <type> <options> <dump> <pass>\n/dev/sda1 / ext4 errors=remount-ro 0 1\n')
  put('/etc/resolv.conf', 'nameserver 127.0.0.53\n')
  put('/etc/shells', '/bin/sh\n/bin/bash\n')
  put('/etc/timezone', 'Etc/UTC\n')
  if (user) make(user.home, 0o755, user.uid)
  for (const { path, uid } of directories) make(path, 0o755, uid)

  for (const [path, source, fs] of [['/proc', 'proc', makeProcFs(machine, undefined)], ['/dev', 'udev', makeDevFs(machine, { container: false })]] as const) {
    const node = disk.lookup(disk.root, path.slice(1))
    assert(node, 'the mount point was just made')
    machine.mount(machine.namespace, { mount: machine.namespace.rootMount, node, path }, { fs, root: fs.root, path, source, options: 'rw,nosuid,relatime', readOnly: false })
  }
  machine.rememberBoot()
  disk.sync()
}

const DOCKER_UNIT = `[Unit]
Description=Docker Application Container Engine
Documentation=https://docs.docker.com
After=network-online.target containerd.service

[Service]
Type=notify
ExecStart=/usr/bin/dockerd
ExecReload=/bin/kill -s HUP $MAINPID
Restart=no

[Install]
WantedBy=multi-user.target
`

function osRelease(pretty: string): string {
  const [, name = pretty, version = ''] = /^(.*?)\s+([\d.]+.*)$/.exec(pretty) ?? []
  const id = name.split(/[ /]/)[0]?.toLowerCase() ?? 'linux'
  const number = /[\d.]+/.exec(version)?.[0] ?? ''
  return `PRETTY_NAME="${pretty}"\nNAME="${name}"\nVERSION_ID="${number}"\nVERSION="${version}"\nID=${id}\n`
}

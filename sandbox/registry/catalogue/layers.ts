/** The layers of the catalogue, by name: what lies in them and how large it is. The sizes are close to those of the images they stand for. */
import type { CatalogueFile, LayerRecipe } from './layer.ts'

type Files = Record<string, CatalogueFile>

const seconds = (day: string): number => Date.parse(`${day}T00:00:00Z`) / 1000

/** `ls:133792 …`: programs with their sizes. */
const programs = (folder: string, line: string, loader?: string): Files =>
  Object.fromEntries(line.trim().split(/\s+/).map(word => {
    const [name = '', size] = word.split(':')
    return [`${folder}/${name}`, { program: name, sizeBytes: Number(size), ...(loader === undefined ? {} : { loader }) }]
  }))

/** Data of so many bytes together, in these files; each is a little larger than the one before. */
function data(totalBytes: number, line: string): Files {
  const paths = line.trim().split(/\s+/)
  const shares = paths.length * (paths.length + 3) / 2
  let left = totalBytes
  return Object.fromEntries(paths.map((path, i) => {
    const sizeBytes = i === paths.length - 1 ? left : Math.floor((totalBytes * (i + 2)) / shares)
    left -= sizeBytes
    return [path, { sizeBytes }]
  }))
}

const sizeOf = (file: CatalogueFile): number =>
  typeof file === 'string' ? file.length : 'text' in file ? file.text.length : 'sizeBytes' in file ? file.sizeBytes : 'link' in file ? file.link.length : 0

/** What is missing to a layer of this size is data. */
const upTo = (totalBytes: number, files: Files, line: string): Files =>
  ({ ...files, ...data(totalBytes - Object.values(files).reduce((sum, file) => sum + sizeOf(file), 0), line) })

const ACCOUNTS: Files = {
  'etc/passwd': 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/bin/false\n', 'etc/group': 'root:x:0:\nnogroup:x:65534:\n',
  'etc/hosts': '127.0.0.1\tlocalhost\n', root: { directory: 0o700 }, tmp: { directory: 0o1777 }, 'var/tmp': { directory: 0o1777 }, proc: { directory: 0o555 }, sys: { directory: 0o555 }, dev: { directory: 0o755 },
}

const osRelease = (name: string, id: string, version: string, long: string): string =>
  `NAME="${name}"\nID=${id}\nVERSION="${long}"\nVERSION_ID="${version}"\nPRETTY_NAME="${name} ${long}"\n`

// A system with the GNU programs

const LOADER = '/lib64/ld-linux-x86-64.so.2'
const BIN = `bash:1113504 cat:35064 chgrp:63728 chmod:59608 chown:67768 cp:141528 dash:121432 date:100568 dd:76000 df:84776 dmesg:68376 echo:35000 false:30904
  findmnt:64784 grep:219456 gunzip:2301 gzip:101560 hostname:18504 kill:26704 ln:67808 ls:133792 mkdir:80056 mktemp:43192 mount:43088 mountpoint:14408 mv:137440
  pwd:35000 readlink:43192 rm:63704 rmdir:43192 sed:109000 sleep:35000 su:44664 sync:35000 tar:423312 touch:88280 true:30904 umount:26696 uname:35032 zcat:1937`
const USR_BIN = `[:51512 arch:35032 awk:125536 base64:39128 basename:35000 cmp:43072 comm:39128 cut:43352 diff:137328 dirname:35000 du:105608 env:35000 expr:43192
  find:238080 fold:39128 getconf:22648 head:43192 id:39288 install:145624 join:47288 link:35000 md5sum:43224 nice:35032 nl:39152 nohup:35064 nproc:35064 od:67960
  paste:35064 printenv:30968 printf:51544 realpath:43256 seq:51480 sha256sum:51416 sort:109432 stat:75992 tac:104400 tail:71896 tee:35064 test:51480 timeout:39216
  tr:43256 tty:30968 uniq:43256 unlink:35000 wc:43256 which:10104 whoami:35000 xargs:71840 yes:35000`

interface System {
  readonly files: Files
  readonly totalBytes: number
  /** Folder of the programs of `/bin`, and of the libraries. */
  readonly bin: string
  readonly lib: string
  readonly data: string
}

function gnuSystem({ files, totalBytes, bin, lib, data: line }: System): Files {
  const merged = bin !== 'bin'
  const all: Files = {
    ...ACCOUNTS, ...files,
    ...programs(bin, BIN, LOADER), ...programs('usr/bin', USR_BIN, LOADER), [`${bin}/sh`]: { link: 'dash' },
    [`${bin}/egrep`]: { text: '#!/bin/sh\nexec grep -E "$@"\n', mode: 0o755 }, [`${bin}/fgrep`]: { text: '#!/bin/sh\nexec grep -F "$@"\n', mode: 0o755 },
    ...(merged ? { bin: { link: 'usr/bin' }, lib: { link: 'usr/lib' }, lib64: { link: 'usr/lib64' } } : {}),
    [`${merged ? 'usr/' : ''}lib64/ld-linux-x86-64.so.2`]: { sizeBytes: 170_960, mode: 0o755 },
    [`${lib}/libc.so.6`]: { sizeBytes: 2_030_544, mode: 0o755 }, [`${lib}/libm.so.6`]: { sizeBytes: 1_700_792 }, [`${lib}/libpthread.so.0`]: { sizeBytes: 144_976 },
  }
  return upTo(totalBytes, all, line)
}

const DEBIAN_DATA = `var/lib/dpkg/status var/lib/dpkg/info/list.tar usr/share/doc/changelogs.gz usr/lib/locale/C.UTF-8/LC_COLLATE usr/bin/perl usr/lib/x86_64-linux-gnu/libapt-pkg.so.5.0
  usr/lib/x86_64-linux-gnu/libdb-5.3.so usr/lib/x86_64-linux-gnu/libstdc++.so.6 usr/share/zoneinfo/tzdata usr/lib/x86_64-linux-gnu/gconv/gconv.so usr/share/i18n/charmaps.gz usr/share/perl5/modules.pm`
const DEBIAN_LIB = 'lib/x86_64-linux-gnu'

const ubuntu = (version: string, name: string, totalBytes: number, merged: boolean): Files => gnuSystem({
  totalBytes, bin: merged ? 'usr/bin' : 'bin', lib: merged ? 'usr/lib/x86_64-linux-gnu' : DEBIAN_LIB, data: DEBIAN_DATA,
  files: {
    ...programs('usr/bin', 'apt:14424 apt-get:43288', LOADER), 'etc/os-release': osRelease('Ubuntu', 'ubuntu', version, `${version} LTS (${name})`), 'etc/debian_version': `${name.split(' ')[0] ?? ''}/sid\n`,
    'etc/apt/sources.list': `deb http://archive.ubuntu.com/ubuntu ${(name.split(' ')[0] ?? '').toLowerCase()} main\n`, 'run/systemd/container': 'docker\n',
  },
})

const debian = (version: string, name: string, totalBytes: number, merged: boolean): Files => gnuSystem({
  totalBytes, bin: merged ? 'usr/bin' : 'bin', lib: merged ? 'usr/lib/x86_64-linux-gnu' : DEBIAN_LIB, data: DEBIAN_DATA,
  files: {
    ...programs('usr/bin', 'apt:14424 apt-get:43288', LOADER), 'etc/os-release': osRelease('Debian GNU/Linux', 'debian', version, `${version} (${name})`), 'etc/debian_version': `${version}.0\n`,
  },
})

const centos = (): Files => gnuSystem({
  totalBytes: 203_900_000, bin: 'usr/bin', lib: 'usr/lib64', data: 'usr/share/cracklib/pw_dict.pwd usr/lib/python2.7/lib.pyc usr/share/misc/magic.mgc var/lib/rpm/Packages usr/lib64/libicudata.so.50 usr/share/locale/locale.tar',
  files: {
    'etc/os-release': osRelease('CentOS Linux', 'centos', '7', '7 (Core)'), 'etc/centos-release': 'CentOS Linux release 7.9.2009 (Core)\n', 'usr/lib/locale/locale-archive': { sizeBytes: 106_176_928 },
    ...programs('usr/bin', 'yum:801', LOADER),
  },
})

// Systems with BusyBox

const APPLETS = `[ arch awk base64 basename cat chgrp chmod chown chroot clear cmp cp cut date dd df diff dirname dmesg du echo egrep env expr false fgrep find fold free getent grep gunzip gzip
  head hexdump hostname id install kill killall link ln ls lsmod md5sum mkdir mktemp modprobe more mount mountpoint mv nice nl nohup nproc od paste pgrep pidof ping pkill printenv printf ps pwd
  readlink realpath rev rm rmdir sed seq sh sha256sum sleep sort stat strings su sync tac tail tar tee test timeout touch tr tree true truncate tty umount uname uniq unlink uptime wc which whoami
  xargs xxd yes zcat`.split(/\s+/)

const busybox = (): Files => ({
  ...ACCOUNTS, 'bin/busybox': { program: 'busybox', sizeBytes: 1_144_928 }, ...Object.fromEntries(APPLETS.map(name => [`bin/${name}`, { hardlink: 'bin/busybox' }])),
  home: { directory: 0o755 }, 'etc/shadow': { text: 'root:*:10933:0:99999:7:::\n', mode: 0o640 }, 'lib/libc.so.6': { sizeBytes: 1_926_232, mode: 0o755 }, 'lib/libm.so.6': { sizeBytes: 907_784 }, 'lib/libresolv.so.2': { sizeBytes: 59_688 },
  'lib/ld-linux.so': { sizeBytes: 220_200, mode: 0o755 },
})

const IN_SBIN = new Set(['chroot', 'modprobe', 'lsmod'])
const alpine = (): Files => upTo(7_340_000, {
  ...ACCOUNTS, 'bin/busybox': { program: 'busybox', sizeBytes: 837_272 },
  ...Object.fromEntries(APPLETS.map(name => [`${IN_SBIN.has(name) ? 'sbin' : 'bin'}/${name}`, { link: '/bin/busybox' }])),
  'etc/alpine-release': '3.18.4\n', 'etc/os-release': osRelease('Alpine Linux', 'alpine', '3.18.4', 'v3.18'), 'etc/apk/repositories': 'https://dl-cdn.alpinelinux.org/alpine/v3.18/main\n',
  'lib/ld-musl.so.1': { sizeBytes: 608_128, mode: 0o755 }, 'lib/apk/db/installed': { sizeBytes: 14_400 },
}, 'usr/share/apk/keys.tar etc/ssl/certs/ca-certificates.crt lib/libapk.so.2.14.0 usr/lib/libssl.so.3 lib/libcrypto.so.3')

// On top of them

const ENTRYPOINT = '#!/bin/sh\nset -e\nexec "$@"\n'
const nginx = (loader: string, totalBytes: number, lines: string): Files => upTo(totalBytes, {
  'usr/sbin/nginx': { program: 'image:nginx', sizeBytes: 1_398_712, loader }, 'etc/nginx/nginx.conf': 'user  nginx;\nworker_processes  1;\n\nevents {\n    worker_connections  1024;\n}\n\nhttp {\n    include /etc/nginx/conf.d/*.conf;\n}\n',
  'etc/nginx/conf.d/default.conf': 'server {\n    listen       80;\n    root   /usr/share/nginx/html;\n}\n',
  'usr/share/nginx/html/index.html': '<!DOCTYPE html>\n<title>nginx in a sandbox</title>\n<p>This page came out of a layer of an image.\n',
}, lines)

const VPN = `#!/bin/sh
# Reads its settings, then opens a tunnel: for that the kernel must have the module wireguard.
echo "vpn: kernel $(uname -r) on $(uname -m)"
echo "vpn: settings read: $(cat /etc/vpn.conf)"
sleep 1
if ! grep -q '^wireguard ' /proc/modules; then
  echo 'vpn: cannot create wg0: Operation not supported' >&2
  exit 1
fi
echo 'vpn: tunnel wg0 is up'
`

const layer = (day: string, dense: number, files: Files): LayerRecipe => ({ files, dense, mtimeSeconds: seconds(day) })

/** The base of `base:1`, `app:1`, `app:2` and `other:1`: a small system and a runtime. */
const RUNTIME = upTo(12_400_000, { 'opt/runtime/VERSION': '1\n' }, 'opt/runtime/modules.bin opt/runtime/libruntime.so')

export const LAYERS: Readonly<Record<string, LayerRecipe>> = {
  'hello-world': layer('2021-09-23', 0.17, { hello: { program: 'image:hello', sizeBytes: 13_256 } }),
  busybox: layer('2023-05-18', 0.52, busybox()),
  alpine: layer('2023-09-28', 0.46, alpine()),
  'ubuntu-18.04': layer('2023-05-30', 0.40, ubuntu('18.04', 'Bionic Beaver', 63_146_000, false)),
  'ubuntu-20.04': layer('2023-10-03', 0.37, ubuntu('20.04', 'Focal Fossa', 72_800_000, true)),
  'ubuntu-22.04': layer('2023-10-05', 0.38, ubuntu('22.04', 'Jammy Jellyfish', 77_820_000, true)),
  'centos-7': layer('2021-09-15', 0.37, centos()),
  'debian-stretch': layer('2018-07-16', 0.40, debian('9', 'stretch', 55_300_000, false)),
  'debian-bookworm': layer('2023-11-20', 0.38, debian('12', 'bookworm', 74_750_000, true)),
  'nginx-1.14.0': layer('2018-07-16', 0.41, nginx(LOADER, 53_700_000, 'usr/share/fonts/dejavu.ttf usr/lib/x86_64-linux-gnu/libperl.so.5.24 usr/lib/x86_64-linux-gnu/libicudata.so.57 usr/share/perl/perl.tar')),
  'nginx-1.14.0-logs': layer('2018-07-16', 1, { 'var/log/nginx/access.log': { link: '/dev/stdout' }, 'var/log/nginx/error.log': { link: '/dev/stderr' } }),
  'nginx-1.25': layer('2023-11-21', 0.37, nginx(LOADER, 112_000_000, 'usr/share/fonts/dejavu.ttf usr/lib/x86_64-linux-gnu/libperl.so.5.36 usr/lib/x86_64-linux-gnu/libx265.so.199 usr/share/GeoIP/GeoIP.dat usr/lib/x86_64-linux-gnu/libicudata.so.72 usr/lib/nginx/modules.tar')),
  'nginx-1.25-entrypoint': layer('2023-11-21', 1, { 'docker-entrypoint.sh': { text: ENTRYPOINT, mode: 0o755 }, 'docker-entrypoint.d/30-tune-worker-processes.sh': { text: '#!/bin/sh\nexit 0\n', mode: 0o755 } }),
  'redis-gosu': layer('2023-11-21', 0.33, { 'usr/local/bin/gosu': { sizeBytes: 2_350_000, mode: 0o755 }, 'etc/passwd': 'root:x:0:0:root:/root:/bin/sh\nredis:x:999:999::/home/redis:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/bin/false\n' }),
  'redis-7.2': layer('2023-11-21', 0.25, upTo(61_500_000, {
    'usr/local/bin/redis-server': { program: 'image:redis-server', sizeBytes: 17_200_000, loader: LOADER }, 'usr/local/bin/redis-check-rdb': { link: 'redis-server' }, 'usr/local/bin/redis-sentinel': { link: 'redis-server' },
    data: { directory: 0o755 },
  }, 'usr/lib/x86_64-linux-gnu/libssl.so.3 usr/local/bin/redis-benchmark usr/local/bin/redis-cli')),
  'redis-entrypoint': layer('2023-11-21', 1, { 'usr/local/bin/docker-entrypoint.sh': { text: ENTRYPOINT, mode: 0o755 } }),
  runtime: layer('2026-10-01', 0.4, RUNTIME),
  'app-1': layer('2026-10-02', 0.9, { 'app/version': 'app 1\n', 'app/app.bin': { sizeBytes: 240_000 } }),
  'app-2': layer('2026-10-20', 0.9, { 'app/version': 'app 2\n', 'app/app.bin': { sizeBytes: 251_000 } }),
  'other-1': layer('2026-10-05', 0.9, { 'other/version': 'other 1\n', 'other/tables.bin': { sizeBytes: 1_830_000 } }),
  tool: layer('2026-10-07', 0.5, { tool: { program: 'image:tool', sizeBytes: 912_000 } }),
  vpn: layer('2026-10-09', 1, { 'usr/local/bin/vpn': { text: VPN, mode: 0o755 }, 'etc/vpn.conf': 'wg0 10.8.0.2/24\n' }),
  sensor: layer('2026-10-11', 0.5, { 'usr/local/bin/sensor': { program: 'image:sensor', sizeBytes: 1_210_000, kernel: '5.10' } }),
}

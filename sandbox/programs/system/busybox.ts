import type { Program } from '../../machine/process.ts'
import { baseName } from '../../machine/process.ts'
import { BUSYBOX_BANNER } from '../define-program.ts'

/** The applets of Debian's BusyBox 1.35. Those that are not simulated are not listed. */
const APPLETS = new Set(('[ [[ acpid adjtimex ar arch arp arping ascii ash awk base64 basename bc blkdiscard blockdev brctl bunzip2 busybox bzcat bzip2 cal cat chgrp chmod chown chroot chvt clear cmp cp cpio crc32 crond crontab cttyhack cut date dc dd deallocvt depmod devmem df diff dirname dmesg dnsdomainname dos2unix dpkg dpkg-deb du dumpkmap dumpleases echo ed egrep env expand expr factor fallocate false fatattr fdisk fgrep find findfs fold free freeramdisk fsfreeze fstrim ftpget ftpput getopt getty grep groups gunzip gzip halt head hexdump hostid hostname httpd hwclock i2cdetect i2cdump i2cget i2cset i2ctransfer id ifconfig ifdown ifup init insmod ionice ip ipcalc ipneigh kill killall klogd last less link linux32 linux64 linuxrc ln loadfont loadkmap logger login logname logread losetup ls lsmod lsscsi lzcat lzma lzop md5sum mdev microcom mim mkdir mkdosfs mke2fs mkfifo mknod mkpasswd mkswap mktemp modinfo modprobe more mount mt mv nameif nc netstat nl nologin nproc nsenter nslookup nuke od openvt partprobe passwd paste patch pidof ping ping6 pivot_root poweroff printf ps pwd rdate readlink realpath reboot renice reset resume rev rm rmdir rmmod route rpm rpm2cpio run-init run-parts sed seq setkeycodes setpriv setsid sh sha1sum sha256sum sha3sum sha512sum shred shuf sleep sort ssl_client start-stop-daemon stat strings stty su sulogin svc svok swapoff swapon switch_root sync sysctl syslogd tac tail tar taskset tc tee telnet telnetd test tftp time timeout top touch tr traceroute traceroute6 true truncate ts tty tunctl ubirename udhcpc udhcpd uevent umount uname uncompress unexpand uniq unix2dos unlink unlzma unshare unxz unzip uptime usleep uudecode uuencode vconfig vi w watch watchdog wc wget which who whoami xargs xxd xz xzcat yes zcat').split(' '))

const INTRODUCTION = `${BUSYBOX_BANNER}
BusyBox is copyrighted by many authors between 1998-2015.
Licensed under GPLv2. See source distribution for detailed
copyright notices.

Usage: busybox [function [arguments]...]
   or: busybox --list[-full]
   or: busybox --install [-s] [DIR]
   or: function [arguments]...

	BusyBox is a multi-call binary that combines many common Unix
	utilities into a single executable.  The shell in this build
	is configured to run built-in utilities without $PATH search.
	You don't need to install a link to busybox for each utility.
	To run external program, use full path (/sbin/ip instead of ip).

Currently defined functions:
`

/** `busybox`: runs the applet that it is called as, or that its first argument names. */
export const busybox: Program = function* (process) {
  const { programs } = process.machine
  const find = (name: string): Program | undefined => (APPLETS.has(name) || programs.has(`busybox:${name}`) ? (programs.get(`busybox:${name}`) ?? programs.get(name)) : undefined)
  const called = baseName(process.argv[0] ?? 'busybox')
  const [first] = process.argv.slice(1)
  if (!called.startsWith('busybox')) {
    const program = find(called)
    if (program) return yield* program(process)
    yield* process.complain(`${called}: applet not found\n`)
    return 127
  }
  const applets = [...APPLETS].filter(name => find(name) !== undefined).sort()
  if (first === undefined || first === '--help') {
    yield* process.print(`${INTRODUCTION}${columns(applets)}`)
    return 0
  }
  if (first === '--list' || first === '--list-full') {
    yield* process.print(applets.map(name => `${first === '--list' ? '' : 'bin/'}${name}\n`).join(''))
    return 0
  }
  const name = baseName(first)
  const program = find(name)
  if (!program) {
    yield* process.complain(`${name}: applet not found\n`)
    return 127
  }
  process.argv = process.argv.slice(1)
  process.name = name
  return yield* program(process)
}

function columns(names: readonly string[]): string {
  let out = ''
  let line = '\t'
  for (const [i, name] of names.entries()) {
    const piece = name + (i < names.length - 1 ? ', ' : '\n')
    if (line.length + piece.length > 70) {
      out += `${line.trimEnd()}\n`
      line = '\t'
    }
    line += piece
  }
  return out + line
}

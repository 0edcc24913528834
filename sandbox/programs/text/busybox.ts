import type { Program } from '../../machine/process.ts'
import { baseName } from '../../machine/process.ts'
import { BUSYBOX_BANNER } from '../define-program.ts'

/** The applets of BusyBox 1.36 as its image on Docker Hub is built. Those that are not simulated are not listed. */
const APPLETS = new Set(('[ [[ acpid add-shell addgroup adduser adjtimex ar arch arp arping ascii ash awk base32 base64 basename bc beep blkdiscard blkid blockdev bootchartd brctl bunzip2 bzcat bzip2 cal cat chat chattr chgrp chmod chown chpasswd chpst chroot chrt chvt cksum clear cmp comm conspy cp cpio crc32 crond crontab cryptpw cttyhack cut date dc dd deallocvt delgroup deluser depmod devmem df dhcprelay diff dirname dmesg dnsd dnsdomainname dos2unix dpkg dpkg-deb du dumpkmap dumpleases echo ed egrep eject env envdir envuidgid ether-wake expand expr factor fakeidentd fallocate false fatattr fbset fbsplash fdflush fdformat fdisk fgconsole fgrep find findfs flock fold free freeramdisk fsck fsck.minix fsfreeze fstrim fsync ftpd ftpget ftpput fuser getopt getty grep groups gunzip gzip halt hd hdparm head hexdump hexedit hostid hostname httpd hush hwclock i2cdetect i2cdump i2cget i2cset i2ctransfer id ifconfig ifdown ifenslave ifplugd ifup inetd init insmod install ionice iostat ip ipaddr ipcalc ipcrm ipcs iplink ipneigh iproute iprule iptunnel kbd_mode kill killall killall5 klogd last less link linux32 linux64 linuxrc ln loadfont loadkmap logger login logname logread losetup lpd lpq lpr ls lsattr lsmod lsof lspci lsscsi lsusb lzcat lzma lzop makedevs makemime man md5sum mdev mesg microcom mim mkdir mkdosfs mke2fs mkfifo mkfs.ext2 mkfs.minix mkfs.vfat mknod mkpasswd mkswap mktemp modinfo modprobe more mount mountpoint mpstat mt mv nameif nanddump nandwrite nbd-client nc netstat nice nl nmeter nohup nologin nproc nsenter nslookup ntpd od openvt partprobe passwd paste patch pgrep pidof ping ping6 pipe_progress pivot_root pkill pmap popmaildir poweroff powertop printenv printf ps pscan pstree pwd pwdx raidautorun rdate rdev readahead readlink readprofile realpath reboot reformime remove-shell renice reset resize resume rev rm rmdir rmmod route rpm rpm2cpio rtcwake run-init run-parts runlevel runsv runsvdir rx script scriptreplay sed seedrng sendmail seq setarch setconsole setfattr setfont setkeycodes setlogcons setpriv setserial setsid setuidgid sh sha1sum sha256sum sha3sum sha512sum showkey shred shuf slattach sleep smemcap softlimit sort split ssl_client start-stop-daemon stat strings stty su sulogin sum sv svc svlogd svok swapoff swapon switch_root sync sysctl syslogd tac tail tar taskset tc tcpsvd tee telnet telnetd test tftp tftpd time timeout top touch tr traceroute traceroute6 true truncate ts tsort tty ttysize tunctl ubiattach ubidetach ubimkvol ubirename ubirmvol ubirsvol ubiupdatevol udhcpc udhcpc6 udhcpd udpsvd uevent umount uname unexpand uniq unix2dos unlink unlzma unlzop unxz unzip uptime users usleep uudecode uuencode vconfig vi vlock volname w wall watch watchdog wc wget which who whoami whois xargs xxd xz xzcat yes zcat zcip').split(' '))

const INTRODUCTION = `${BUSYBOX_BANNER}
BusyBox is copyrighted by many authors between 1998-2015.
Licensed under GPLv2. See source distribution for detailed
copyright notices.

Usage: busybox [function [arguments]...]
   or: busybox --list[-full]
   or: busybox --show SCRIPT
   or: busybox --install [-s] [DIR]
   or: function [arguments]...

	BusyBox is a multi-call binary that combines many common Unix
	utilities into a single executable.  Most people will create a
	link to busybox for each function they wish to use and BusyBox
	will act like whatever it was invoked as.

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

/** The programs of a machine: files, processes, services, the kernel. */
import type { Program } from '../../machine/process.ts'
import { makeProgram } from '../define-program.ts'
import type { ProgramDescription } from '../define-program.ts'
import { busybox } from './busybox.ts'
import { chgrp, chmod, chown } from './chmod.ts'
import { cp, install } from './cp.ts'
import { dd } from './dd.ts'
import { df, du } from './du.ts'
import { find } from './find.ts'
import { arch, dmesg, free, getconf, hostname, logger, lscpu, lsmod, modprobe, uname, uptime, vmstat } from './kernel.ts'
import { pwd, readlink, realpath, sync } from './links.ts'
import { ls } from './ls.ts'
import { fallocate, mkdir, mktemp, touch, truncate } from './mkdir.ts'
import { findmnt, mount, mountpoint, umount } from './mounting.ts'
import { link, ln, mv } from './mv.ts'
import { halt, poweroff, reboot, shutdown } from './power.ts'
import { kill, killall, pgrep, pidof, pkill, ps } from './processes.ts'
import { refusedPrograms } from './refused.ts'
import { rm, rmdir, unlink } from './rm.ts'
import { chroot, lsof, nice, nohup, scp, ssh, which } from './running.ts'
import { journalctl, service, systemctl } from './services.ts'
import { stat } from './stat.ts'
import { tar } from './tar.ts'
import { tree } from './tree.ts'
import { getent, groups, id, su, sudo, whoami } from './users.ts'

const DESCRIBED: readonly ProgramDescription[] = [
  arch, chgrp, chmod, chown, chroot, cp, dd, df, dmesg, du, fallocate, find, findmnt, free, getconf, getent, groups, halt, hostname, id,
  install, journalctl, kill, killall, link, ln, logger, ls, lscpu, lsmod, lsof, mkdir, mktemp, modprobe, mount,
  mountpoint, mv, nice, nohup, pgrep, pidof, pkill, poweroff, ps, pwd, readlink, realpath, reboot, rm, rmdir, scp, service,
  shutdown, ssh, stat, su, sudo, sync, systemctl, tar, touch, tree, truncate, umount, uname, unlink, uptime, vmstat,
  which, whoami,
]

/** What BusyBox does not have. */
const NO_APPLETS = new Set(['findmnt', 'getconf', 'journalctl', 'lscpu', 'scp', 'service', 'shutdown', 'ssh', 'sudo', 'systemctl', 'vmstat'])

/** Programs by name; `busybox:NAME` is the applet, which prints differently. */
export const systemPrograms: ReadonlyMap<string, Program> = new Map<string, Program>([
  ...DESCRIBED.map(description => [description.name, makeProgram(description, 'gnu')] as const),
  ...DESCRIBED.filter(({ name }) => !NO_APPLETS.has(name)).map(description => [`busybox:${description.name}`, makeProgram(description, 'busybox')] as const),
  ...refusedPrograms,
  ['busybox', busybox],
])

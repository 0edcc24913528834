/** Programs of a machine: processes, services, the kernel, accounts; BusyBox, and those that are refused with a sentence. */
import { PROGRAM_PARTS } from '../programs/index.ts'
import { programTable } from '../programs/table.ts'
import { busybox } from '../programs/system/busybox.ts'
import { disk } from '../programs/system/disk.ts'
import { edit } from '../programs/system/edit.ts'
import { arch, dmesg, free, getconf, hostname, logger, lscpu, lsmod, modprobe, uname, uptime, vmstat } from '../programs/system/kernel.ts'
import { findmnt, mount, mountpoint, umount } from '../programs/system/mounting.ts'
import { halt, poweroff, reboot, shutdown } from '../programs/system/power.ts'
import { kill, killall, pgrep, pidof, pkill, ps } from '../programs/system/processes.ts'
import { refusedPrograms } from '../programs/system/refused.ts'
import { chroot, lsof, nice, nohup, scp, ssh, which } from '../programs/system/running.ts'
import { journalctl, service, systemctl } from '../programs/system/services.ts'
import { getent, groups, id, su, sudo, whoami } from '../programs/system/users.ts'

export const installPart = (): void =>
  PROGRAM_PARTS.system.install(programTable([
    arch, chroot, disk, dmesg, edit, findmnt, free, getconf, getent, groups, halt, hostname, id, journalctl, kill, killall, logger, lscpu, lsmod, lsof, modprobe,
    mount, mountpoint, nice, nohup, pgrep, pidof, pkill, poweroff, ps, reboot, scp, service, shutdown, ssh, su, sudo, systemctl, umount, uname,
    uptime, vmstat, which, whoami,
  ], [['busybox', busybox], ...refusedPrograms]))

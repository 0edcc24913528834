/** Every program of the simulated machine except `docker` and the shell, by name; they are behind parts. */
import { assert } from '../base/assert.ts'
import { Part } from '../base/parts.ts'
import type { PartName } from '../base/parts.ts'
import type { Program } from '../machine/process.ts'
import { hasApplet } from './applets.ts'

/** Programs by name; `busybox:NAME` is the applet where it differs. */
export type Programs = ReadonlyMap<string, Program>

/** Programs behind parts: those with a description, which are applets too, and those without. */
const BEHIND = {
  basics: ['cat ls sleep sync', 'echo false true'],
  text: ['base64 basename cut date dirname env grep egrep fgrep head md5sum nproc printenv printf sha256sum sort tail tee timeout tr tty uniq wc xargs yes', '[ clear test'],
  'text-rare': ['cmp column comm diff file fold gunzip gzip hexdump join less more nl od paste rev seq strings tac xxd zcat', 'expr'],
  regex: ['sed', ''],
  awk: ['awk', ''],
  jq: ['', 'jq'],
  manual: ['', 'help man'],
  files: ['chgrp chmod chown cp dd df du fallocate find install link ln mkdir mktemp mv pwd readlink realpath rm rmdir stat touch tree truncate unlink', ''],
  tar: ['tar', ''],
  registry: ['registry', ''],
  catalogue: ['', 'image:hello image:nginx image:redis-server image:sensor image:tool'],
  system: [
    'arch chroot disk dmesg edit findmnt free getconf getent groups halt hostname id journalctl kill killall logger lscpu lsmod lsof modprobe mount mountpoint nice nohup ' +
      'pgrep pidof pkill poweroff ps reboot scp service shutdown ssh su sudo systemctl umount uname uptime vmstat which whoami',
    'apt apt-get busybox curl dnf docker-compose emacs fdisk fsck gcc git go htop ifconfig insmod ip iptables make mkfs nano perl ping podman python python3 rmmod ' +
      'shred strace top vi vim watch wget yum',
  ],
} as const satisfies Partial<Record<PartName, readonly [described: string, plain: string]>>

type ProgramPart = keyof typeof BEHIND

const wordsOf = (line: string): string[] => line.split(' ').filter(word => word !== '')

/** The parts that bring programs. */
export const PROGRAM_PARTS = Object.fromEntries(Object.keys(BEHIND).map(name => [name, new Part<Programs>(name as ProgramPart)])) as Readonly<Record<ProgramPart, Part<Programs>>>

/** A program that is looked up when it is started. */
function behind(part: ProgramPart, name: string): Program {
  return process => {
    const program = PROGRAM_PARTS[part].content.get(name)
    assert(program, `the part ${part} brings ${name}`)
    return program(process)
  }
}

const parts = new Map<string, ProgramPart>()
for (const [part, [described, plain]] of Object.entries(BEHIND) as [ProgramPart, readonly [string, string]][]) {
  for (const name of wordsOf(described)) {
    parts.set(name, part)
    if (hasApplet(name)) parts.set(`busybox:${name}`, part)
  }
  for (const name of wordsOf(plain)) parts.set(name, part)
}

/** The part that a program is behind; undefined for what is none. */
export const partOfProgram = (name: string): PartName | undefined => parts.get(name)

export const programs: Programs = new Map([...parts].map(([name, part]) => [name, behind(part, name)] as const))

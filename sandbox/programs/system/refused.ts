import type { Program } from '../../machine/process.ts'
import { baseName } from '../../machine/process.ts'

/** One friendly sentence about a program that is not simulated, and what to do instead. */
const SENTENCES: Readonly<Record<string, string>> = {
  apt: 'Nothing can be installed on a simulated host; the programs that the lessons need are here already.',
  'apt-get': 'Nothing can be installed on a simulated host; the programs that the lessons need are here already.',
  yum: 'Nothing can be installed on a simulated host; the programs that the lessons need are here already.',
  dnf: 'Nothing can be installed on a simulated host; the programs that the lessons need are here already.',
  curl: 'There is no network here but the simulated registry; "docker pull" reaches it.',
  wget: 'There is no network here but the simulated registry; "docker pull" reaches it.',
  ping: 'There is no network here but the simulated registry; "docker pull" reaches it.',
  vi: 'There is no full-screen editor here; "edit FILE" opens the one beside the terminal.',
  vim: 'There is no full-screen editor here; "edit FILE" opens the one beside the terminal.',
  nano: 'There is no full-screen editor here; "edit FILE" opens the one beside the terminal.',
  emacs: 'There is no full-screen editor here; "edit FILE" opens the one beside the terminal.',
  top: 'There is no full-screen display here; "ps aux" shows the processes once.',
  htop: 'There is no full-screen display here; "ps aux" shows the processes once.',
  watch: 'There is no full-screen display here; run the command again, or in a loop with "while" and "sleep".',
  'docker-compose': 'Compose is not simulated here; start each container with "docker run".',
  podman: 'Only Docker is simulated here.',
  git: 'Version control is not simulated here.',
  python3: 'No programming language but the shell is simulated here.',
  python: 'No programming language but the shell is simulated here.',
  perl: 'No programming language but the shell is simulated here.',
  gcc: 'No compiler is simulated here.',
  make: 'No compiler is simulated here.',
  go: 'No compiler is simulated here.',
  insmod: 'Modules are loaded by name here: use "modprobe".',
  rmmod: 'Modules are unloaded by name here: use "modprobe -r".',
  shred: 'Overwriting says nothing about what a simulated disk keeps; use "rm".',
  fdisk: 'The disk of a simulated host cannot be divided.',
  mkfs: 'The disk of a simulated host cannot be formatted.',
  fsck: 'The file system of a simulated host repairs its journal by itself when it starts.',
  strace: 'Every system call is a step of the trace here: open the trace beside the terminal.',
  iptables: 'Container networks are not simulated here.',
  ip: 'Container networks are not simulated here.',
  ifconfig: 'Container networks are not simulated here.',
}

const refuse: Program = function* (process) {
  const name = baseName(process.argv[0] ?? '')
  yield* process.complain(`${name}: ${SENTENCES[name] ?? 'this program is not simulated here.'}\n`)
  return 1
}

/** Programs that answer with one sentence. */
export const refusedPrograms: readonly (readonly [name: string, program: Program])[] = Object.keys(SENTENCES).map(name => [name, refuse])

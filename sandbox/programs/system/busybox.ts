import type { Program } from '../../machine/process.ts'
import { baseName } from '../../machine/process.ts'
import { BUSYBOX_BANNER } from '../define-program.ts'

/** `busybox NAME …` runs the applet of that name; called by a name that is no applet, it says so. */
export const busybox: Program = function* (process) {
  const called = baseName(process.argv[0] ?? '')
  const words = called === 'busybox' ? process.argv.slice(1) : process.argv
  const name = baseName(words[0] ?? '')
  const { programs } = process.machine
  if (name === '' || name === '--help') {
    yield* process.print(`${BUSYBOX_BANNER}\nBusyBox is copyrighted by many authors between 1998-2015.\nLicensed under GPLv2. See source distribution for detailed\ncopyright notices.\n\nUsage: busybox [function [arguments]...]\n   or: busybox --list[-full]\n\nCurrently defined functions:\n\t${applets(programs).join(', ')}\n`)
    return 0
  }
  if (name === '--list') {
    yield* process.print(applets(programs).map(applet => `${applet}\n`).join(''))
    return 0
  }
  const applet = name === 'busybox' ? undefined : (programs.get(`busybox:${name}`) ?? (called === 'busybox' ? programs.get(name) : undefined))
  if (!applet) {
    yield* process.complain(`${name}: applet not found\n`)
    return 127
  }
  process.argv = words
  process.name = name
  return yield* applet(process)
}

const applets = (programs: ReadonlyMap<string, Program>): string[] =>
  [...programs.keys()].filter(name => name.startsWith('busybox:')).map(name => name.slice('busybox:'.length)).sort()

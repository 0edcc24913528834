import type { FileSystem } from '../disk/file-system.ts'
import type { Machine } from './machine.ts'
import { MadeFs, madeDirectory } from './made-fs.ts'
import type { MadeFile } from './made-fs.ts'

const device = (type: 'character' | 'block', major: number, minor: number, mode: number): MadeFile => ({ type, mode, device: { major, minor } })

/** The devices that a container has as well. */
const COMMON = {
  null: device('character', 1, 3, 0o666),
  zero: device('character', 1, 5, 0o666),
  full: device('character', 1, 7, 0o666),
  random: device('character', 1, 8, 0o666),
  urandom: device('character', 1, 9, 0o666),
  tty: device('character', 5, 0, 0o666),
  console: device('character', 5, 1, 0o600),
  pts: madeDirectory({}, 0o755),
  shm: madeDirectory({}, 0o1777),
} as const

/**
 * `/dev`: device nodes. What they do when they are opened is decided by their numbers, in the programs that open them.
 * `/dev/stdin`, `stdout` and `stderr` are known to those programs by name.
 */
export function makeDevFs(machine: Machine, { container }: { container: boolean }): FileSystem {
  const host = { kmsg: device('character', 1, 11, 0o644), sda: device('block', 8, 0, 0o660), sda1: device('block', 8, 1, 0o660) }
  return new MadeFs(container ? 'tmpfs' : 'devtmpfs', madeDirectory(container ? COMMON : { ...COMMON, ...host }, 0o755), machine.disk.epochSeconds, () => {})
}

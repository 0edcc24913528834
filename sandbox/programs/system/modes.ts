import type { DeviceNumber, InodeType } from '../../disk/inode.ts'

/** What `stat` tells of the kind of a file. */
interface Typed {
  readonly type: InodeType
  readonly mode: number
  readonly size?: number
  readonly device?: DeviceNumber | undefined
}

const LETTERS: Readonly<Record<InodeType, string>> = { file: '-', directory: 'd', symlink: 'l', character: 'c', block: 'b', fifo: 'p', socket: 's' }

/** As `ls -l` prints it: `drwxr-xr-x`. */
export function modeString({ type, mode }: Typed): string {
  const part = (bits: number, special: boolean, on: string, off: string): string =>
    `${bits & 4 ? 'r' : '-'}${bits & 2 ? 'w' : '-'}${special ? (bits & 1 ? on : off) : bits & 1 ? 'x' : '-'}`
  return LETTERS[type] + part(mode >> 6, (mode & 0o4000) !== 0, 's', 'S') + part(mode >> 3, (mode & 0o2000) !== 0, 's', 'S') + part(mode, (mode & 0o1000) !== 0, 't', 'T')
}

const TYPE_BITS: Readonly<Record<InodeType, number>> = { file: 0o100000, directory: 0o40000, symlink: 0o120000, character: 0o20000, block: 0o60000, fifo: 0o10000, socket: 0o140000 }

/** `st_mode`: type and permissions. */
export const rawMode = ({ type, mode }: Typed): number => TYPE_BITS[type] | mode

/** In the words of `stat` and `file`. */
export function typeName({ type, size }: Typed): string {
  switch (type) {
    case 'file':
      return size === 0 ? 'regular empty file' : 'regular file'
    case 'directory':
      return 'directory'
    case 'symlink':
      return 'symbolic link'
    case 'character':
      return 'character special file'
    case 'block':
      return 'block special file'
    case 'fifo':
      return 'fifo'
    case 'socket':
      return 'socket'
  }
}

/** How a mode changes. */
export type ModeChange = (mode: number, directory: boolean) => number

/**
 * Read the mode of `chmod`, `mkdir -m` and `install -m`: octal, or `u+x,go-w`.
 *
 * @returns undefined when it is neither
 */
export function parseMode(words: string, umask: number): ModeChange | undefined {
  if (/^[0-7]{1,5}$/.test(words)) {
    const bits = Number.parseInt(words, 8)
    if (bits > 0o7777) return undefined
    // A directory keeps set-user-id and set-group-id unless five digits say otherwise.
    return (mode, directory) => (directory && words.length < 5 ? bits | (mode & 0o6000) : bits)
  }
  const changes: ModeChange[] = []
  for (const clause of words.split(',')) {
    const form = /^([ugoa]*)((?:[-+=](?:[rwxXst]*|[ugo]))+)$/.exec(clause)
    if (!form) return undefined
    const who = form[1] ?? ''
    for (const [, operator, what = ''] of (form[2] ?? '').matchAll(/([-+=])([rwxXst]*|[ugo])(?=[-+=]|$)/g)) changes.push(symbolic(who, operator ?? '+', what, umask))
  }
  return (mode, directory) => changes.reduce((now, change) => change(now, directory), mode)
}

function symbolic(who: string, operator: string, what: string, umask: number): ModeChange {
  const all = who === '' || who.includes('a')
  const shifts = [all || who.includes('u') ? 6 : -1, all || who.includes('g') ? 3 : -1, all || who.includes('o') ? 0 : -1].filter(shift => shift >= 0)
  return (mode, directory) => {
    let bits = 0
    let affected = 0
    for (const shift of shifts) {
      affected |= 7 << shift
      let value = 0
      if (what.includes('r')) value |= 4
      if (what.includes('w')) value |= 2
      if (what.includes('x') || (what.includes('X') && (directory || (mode & 0o111) !== 0))) value |= 1
      if (what === 'u') value = (mode >> 6) & 7
      if (what === 'g') value = (mode >> 3) & 7
      if (what === 'o') value = mode & 7
      bits |= value << shift
      if (what.includes('s')) bits |= shift === 6 ? 0o4000 : shift === 3 ? 0o2000 : 0
    }
    if (what.includes('t') && (all || who.includes('o'))) bits |= 0o1000
    if (who === '') bits &= ~umask
    if (operator === '+') return mode | bits
    if (operator === '-') return mode & ~bits
    const special = directory ? 0 : (shifts.includes(6) ? 0o4000 : 0) | (shifts.includes(3) ? 0o2000 : 0)
    return (mode & ~(affected | special) & 0o7777) | bits
  }
}

import { SyscallError } from '../../base/errors.ts'
import type { Mount } from '../../disk/file-system.ts'
import type { Stat } from '../../disk/fs.ts'
import { quoteAlways, reason } from '../define-program.ts'
import type { ProgramDescription, Run } from '../define-program.ts'
import { readAccounts } from './accounts.ts'
import type { Accounts } from './accounts.ts'
import { modeString, rawMode, typeName } from './modes.ts'
import { diskBytes } from './sizes.ts'
import { fullTime } from './times.ts'

export const stat: ProgramDescription = {
  name: 'stat',
  usage: '[OPTION]... FILE...',
  about: 'Display file or file system status.',
  family: 'GNU coreutils',
  coding: 'characters',
  options: ['L,dereference: follow links', 'f,file-system: the file system instead of the file', 'c,format=FORMAT: ', 'printf=FORMAT: like -c, with escapes and no newline', 't,terse: '],
  *run(run) {
    run.needOperands(1)
    const { options } = run
    const accounts = yield* readAccounts(run.process)
    for (const operand of run.operands) {
      try {
        const { fs } = run.process
        const found = options.has('L') ? yield* fs.stat(operand) : yield* fs.lstat(operand)
        const { mount } = fs.find(operand, options.has('L'), 'stat')
        if (options.has('f')) yield* run.out.print(fileSystem(run, operand, mount, options.value('c') ?? options.value('printf')))
        else {
          const format = options.value('c') ?? options.value('printf')
          const escaped = options.has('printf')
          const facts = { operand, stat: found, accounts, mount }
          if (format !== undefined) yield* run.out.print(expand(escaped ? unescape(format) : format, facts) + (escaped ? '' : '\n'))
          else if (options.has('t')) yield* run.out.print(`${expand('%n %s %b %f %u %g %D %i %h %t %T %X %Y %Z %W %o', facts)}\n`)
          else yield* run.out.print(run.style === 'busybox' ? whole(facts).replace(/\n Birth: .*/, '').replace(/^Device: (\d+),(\d+)/m, (_all, major: string, minor: string) => `Device: ${(Number(major) * 256 + Number(minor)).toString(16)}h/${Number(major) * 256 + Number(minor)}d`) : whole(facts))
        }
      } catch (error) {
        if (!(error instanceof SyscallError)) throw error
        yield* run.warn(run.style === 'busybox' ? `can't stat '${operand}': ${reason(error)}` : `cannot statx ${quoteAlways(operand)}: ${reason(error)}`)
      }
    }
  },
}

interface Facts {
  readonly operand: string
  readonly stat: Stat
  readonly accounts: Accounts
  readonly mount: Mount
}

/** Device numbers of file systems: the disk, and others by kind. */
function deviceOf(mount: Mount): { major: number; minor: number } {
  if (mount.fs.kind === 'ext4') return { major: 8, minor: 1 }
  let sum = 20
  for (const char of mount.path) sum = (sum * 31 + char.charCodeAt(0)) % 200
  return { major: 0, minor: sum }
}

function whole(facts: Facts): string {
  const { stat: { type, device, target } } = facts
  const name = type === 'symlink' ? `${facts.operand} -> ${target}` : facts.operand
  const special = device ? `Device type: ${device.major.toString(10)},${device.minor.toString(10)}` : ''
  return expand(`  File: ${name.replaceAll('%', '%%')}\n  Size: %-10s\tBlocks: %-10b IO Block: %-6o %F\n` +
    `Device: %Hd,%Ld\tInode: %-11i Links: ${special === '' ? '%h' : `%-5h ${special}`}\nAccess: (%04a/%10.10A)  Uid: (%5u/%8U)   Gid: (%5g/%8G)\n` +
    'Access: %x\nModify: %y\nChange: %z\n Birth: %w\n', facts)
}

function expand(format: string, { operand, stat: found, accounts, mount }: Facts): string {
  const { major, minor } = deviceOf(mount)
  const second = String(Math.floor(found.mtime))
  const time = fullTime(found.mtime)
  const values: Readonly<Record<string, string>> = {
    '%': '%', n: operand, N: found.type === 'symlink' ? `'${operand}' -> '${found.target}'` : `'${operand}'`, s: String(found.size), b: String(diskBytes(found) / 512), B: '512',
    a: found.mode.toString(8), A: modeString(found), f: rawMode(found).toString(16), F: typeName(found), u: String(found.uid), g: String(found.gid),
    U: named(accounts.userName(found.uid), found.uid), G: named(accounts.groupName(found.gid), found.gid), h: String(found.linkCount), i: String(found.inode), o: '4096',
    d: String(major * 256 + minor), D: (major * 256 + minor).toString(16), Hd: String(major), Ld: String(minor), t: (found.device?.major ?? 0).toString(16), T: (found.device?.minor ?? 0).toString(16),
    Hr: String(found.device?.major ?? 0), Lr: String(found.device?.minor ?? 0), m: mount.path,
    X: second, Y: second, Z: second, W: second, x: time, y: time, z: time, w: time, C: '?',
  }
  return format.replace(/%([-+ #0']*)(\d+)?(?:\.(\d+))?(H[dr]|L[dr]|.)/gs, (_all: string, flags: string, width: string | undefined, precision: string | undefined, letter: string) => {
    let value = values[letter]
    if (value === undefined) return '?'
    if (letter === '%') return '%'
    if (precision !== undefined && !/^[XYZW]$/.test(letter)) value = value.slice(0, Number(precision))
    if (precision !== undefined && /^[XYZW]$/.test(letter)) value += `.${time.slice(20, 29).slice(0, Number(precision) || 9)}`
    if (flags.includes('#') && letter === 'a' && !value.startsWith('0')) value = `0${value}`
    if (width === undefined) return value
    if (flags.includes('-')) return value.padEnd(Number(width))
    return value.padStart(Number(width), flags.includes('0') && /^\d/.test(value) ? '0' : ' ')
  })
}

const named = (name: string, id: number): string => (name === String(id) ? 'UNKNOWN' : name)

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', '\\': '\\', '"': '"', r: '\r', a: '\u0007', b: '\b', f: '\f', v: '\v', e: '\u001b' }

const unescape = (format: string): string =>
  format.replace(/\\([0-7]{1,3}|.)/gs, (_all, code: string) => (/^[0-7]/.test(code) ? String.fromCharCode(Number.parseInt(code, 8)) : (ESCAPES[code] ?? `\\${code}`)))

function fileSystem(run: Run, operand: string, mount: Mount, format: string | undefined): string {
  const { disk } = run.process.machine
  const free = disk.capacityBlocks - disk.usedBlocks
  const kind = mount.fs.kind === 'ext4' ? 'ext2/ext3' : mount.fs.kind === 'overlay' ? 'overlayfs' : mount.fs.kind
  if (format !== undefined) {
    const values: Readonly<Record<string, string>> = { n: operand, T: kind, b: String(disk.capacityBlocks), f: String(free), a: String(free), s: '4096', S: '4096', '%': '%', i: '0', l: '255' }
    return `${format.replace(/%(.)/gs, (_all, letter: string) => values[letter] ?? '?')}\n`
  }
  return `  File: "${operand}"\n    ID: 6a5c1f2e90d3b847 Namelen: 255     Type: ${kind}\nBlock size: 4096       Fundamental block size: 4096\n` +
    `Blocks: Total: ${String(disk.capacityBlocks).padEnd(10)} Free: ${String(free).padEnd(10)} Available: ${free}\nInodes: Total: ${String(disk.capacityBlocks).padEnd(10)} Free: ${free}\n`
}

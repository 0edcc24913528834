import { SyscallError } from '../../base/errors.ts'
import type { Op } from '../../sched/op.ts'
import { UsageError } from '../options.ts'
import { Failure, quoteAlways, reason } from '../define-program.ts'
import type { ProgramDescription, Run } from '../define-program.ts'
import { readAccounts } from './accounts.ts'
import { modeString, parseMode } from './modes.ts'
import type { ModeChange } from './modes.ts'
import { under } from './targets.ts'

/** `chmod -x file`: modes that look like options are set aside before options are read. */
function protectModes(args: readonly string[]): readonly string[] {
  const at = args.findIndex(arg => /^-[rwxXstugo,+=-]+$/.test(arg) && !/^-R$/.test(arg) && arg !== '--')
  if (at < 0 || args.slice(0, at).includes('--')) return args
  return [...args.slice(0, at), ...args.slice(at + 1).filter(arg => arg.startsWith('-')), '--', args[at] as string, ...args.slice(at + 1).filter(arg => !arg.startsWith('-'))]
}

export const chmod: ProgramDescription = {
  name: 'chmod',
  usage: '[OPTION]... MODE[,MODE]... FILE...',
  about: 'Change the mode of each FILE to MODE.',
  family: 'GNU coreutils',
  coding: 'characters',
  options: ['c,changes: ', 'f,silent,quiet: no error messages', 'v,verbose: say what is done', 'R,recursive: change files and directories recursively', 'reference=RFILE: use the mode of RFILE', 'no-preserve-root: ', 'preserve-root: '],
  legacy: protectModes,
  *run(run) {
    const { fs } = run.process
    const reference = run.options.value('reference')
    const [first, ...rest] = run.operands
    let change: ModeChange
    let files: readonly string[]
    if (reference !== undefined) {
      const { mode } = yield* fs.stat(reference)
      change = () => mode
      files = run.operands
    } else {
      if (first === undefined) run.needOperands(1)
      const words = first ?? ''
      if (rest.length === 0) throw new UsageError(`missing operand after ‘${words}’`)
      const parsed = parseMode(words, fs.umask)
      if (!parsed) throw run.style === 'busybox' ? new Failure(`invalid mode '${words}'`) : new UsageError(`invalid mode: ‘${words}’`)
      change = parsed
      files = rest
    }
    for (const file of files) yield* changeMode(run, file, change)
  },
}

function* changeMode(run: Run, path: string, change: ModeChange): Op<void> {
  const { fs } = run.process
  const { options } = run
  try {
    const link = yield* fs.lstat(path)
    const stat = link.type === 'symlink' ? yield* fs.stat(path) : link
    const mode = change(stat.mode, stat.type === 'directory')
    yield* fs.chmod(path, mode)
    const words = (bits: number): string => `${bits.toString(8).padStart(4, '0')} (${modeString({ type: 'file', mode: bits }).slice(1)})`
    if (mode !== stat.mode ? options.has('v') || options.has('c') : options.has('v')) {
      yield* run.out.print(mode === stat.mode ? `mode of ${quoteAlways(path)} retained as ${words(mode)}\n` : `mode of ${quoteAlways(path)} changed from ${words(stat.mode)} to ${words(mode)}\n`)
    }
    if (options.has('R') && stat.type === 'directory' && link.type !== 'symlink') {
      for (const name of yield* fs.readdir(path)) {
        if ((yield* fs.lstat(under(path, name))).type !== 'symlink') yield* changeMode(run, under(path, name), change)
      }
    }
  } catch (error) {
    if (!(error instanceof SyscallError)) throw error
    if (options.has('f')) run.status = 1
    else if (run.style === 'busybox') yield* run.warn(`${path}: ${reason(error)}`)
    else yield* run.warn(error.code === 'ENOENT' || error.code === 'ENOTDIR' ? `cannot access ${quoteAlways(path)}: ${reason(error)}` : `changing permissions of ${quoteAlways(path)}: ${reason(error)}`)
  }
}

const OWNER_OPTIONS = ['c,changes: ', 'f,silent,quiet: ', 'v,verbose: say what is done', 'dereference: ', 'h,no-dereference: change links themselves', 'from=CURRENT: ', 'no-preserve-root: ', 'preserve-root: ', 'reference=RFILE: ', 'R,recursive: change files and directories recursively', 'H: ', 'L: ', 'P: ']

export const chown: ProgramDescription = {
  name: 'chown',
  usage: '[OPTION]... [OWNER][:[GROUP]] FILE...',
  about: 'Change the owner and/or group of each FILE.',
  family: 'GNU coreutils',
  coding: 'characters',
  options: OWNER_OPTIONS,
  *run(run) {
    yield* changeOwners(run, words => /^([^:.]*)(?:[:.](.*))?$/.exec(words)?.slice(1) ?? [])
  },
}

export const chgrp: ProgramDescription = {
  name: 'chgrp',
  usage: '[OPTION]... GROUP FILE...',
  about: 'Change the group of each FILE to GROUP.',
  family: 'GNU coreutils',
  coding: 'characters',
  options: OWNER_OPTIONS,
  *run(run) {
    yield* changeOwners(run, words => ['', words])
  },
}

function* changeOwners(run: Run, split: (words: string) => readonly (string | undefined)[]): Op<void> {
  const { fs } = run.process
  const accounts = yield* readAccounts(run.process)
  const reference = run.options.value('reference')
  let uid: number | undefined
  let gid: number | undefined
  let files = run.operands
  if (reference !== undefined) ({ uid, gid } = yield* fs.stat(reference))
  else {
    const [words] = run.operands
    if (words === undefined) run.needOperands(1)
    else if (run.operands.length === 1) throw new UsageError(`missing operand after ‘${words}’`)
    const given = words ?? ''
    const [owner = '', group] = split(given)
    if (owner !== '') {
      uid = accounts.uid(owner)
      if (uid === undefined) throw new Failure(run.style === 'busybox' ? `unknown user ${owner}` : `invalid user: ‘${given}’`)
    }
    if (group === '') gid = accounts.user(owner)?.gid
    else if (group !== undefined) {
      gid = accounts.gid(group)
      if (gid === undefined) throw new Failure(run.style === 'busybox' ? `unknown group ${group}` : `invalid group: ‘${given}’`)
    }
    files = run.operands.slice(1)
  }
  for (const file of files) yield* changeOwner(run, file, uid, gid)
}

function* changeOwner(run: Run, path: string, uid: number | undefined, gid: number | undefined): Op<void> {
  const { fs } = run.process
  const { options } = run
  try {
    const link = yield* fs.lstat(path)
    const stat = link.type === 'symlink' && !options.has('h') ? yield* fs.stat(path) : link
    const owner = uid ?? stat.uid
    const group = gid ?? stat.gid
    if (options.has('h')) yield* fs.lchown(path, owner, group)
    else yield* fs.chown(path, owner, group)
    if (options.has('v')) yield* run.out.print(`${owner === stat.uid && group === stat.gid ? 'ownership of' : 'changed ownership of'} ${quoteAlways(path)} ${owner === stat.uid && group === stat.gid ? `retained as ${owner}:${group}` : `from ${stat.uid}:${stat.gid} to ${owner}:${group}`}\n`)
    if (options.has('R') && link.type === 'directory') for (const name of yield* fs.readdir(path)) yield* changeOwner(run, under(path, name), uid, gid)
  } catch (error) {
    if (!(error instanceof SyscallError)) throw error
    if (options.has('f')) run.status = 1
    else if (run.style === 'busybox') yield* run.warn(`${path}: ${reason(error)}`)
    else yield* run.warn(error.code === 'ENOENT' || error.code === 'ENOTDIR' ? `cannot access ${quoteAlways(path)}: ${reason(error)}` : `changing ${uid === undefined ? 'group' : 'ownership'} of ${quoteAlways(path)}: ${reason(error)}`)
  }
}

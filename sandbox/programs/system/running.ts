import { SyscallError } from '../../base/errors.ts'
import { Namespace } from '../../disk/file-system.ts'
import { Fs } from '../../disk/fs.ts'
import { nullFile, regularFile } from '../../machine/files.ts'
import { DEFAULT_PATH } from '../../machine/furnish.ts'
import type { Process } from '../../machine/process.ts'
import { SECOND, sleep } from '../../sched/op.ts'
import type { Op } from '../../sched/op.ts'
import { Interrupted } from '../../sched/scheduler.ts'
import { Failure, reason } from '../define-program.ts'
import type { ProgramDescription } from '../define-program.ts'
import { UsageError } from '../options.ts'
import { readAccounts } from './accounts.ts'
import { refuseOptions } from './asking.ts'
import { humanSize } from './sizes.ts'
import { startAs } from './start-as.ts'
import { lastPart, under } from './targets.ts'

export const which: ProgramDescription = {
  name: 'which',
  usage: '[-a] filename ...',
  about: 'Locate a command.',
  family: 'debianutils',
  coding: 'characters',
  options: ['a: all matches', 's: '],
  *run(run) {
    const { fs, env } = run.process
    let missing = run.operands.length === 0
    for (const name of run.operands) {
      let found = false
      for (const directory of name.includes('/') ? [''] : (env.get('PATH') ?? DEFAULT_PATH).split(':')) {
        const path = directory === '' ? name : `${directory}/${name}`
        const stat = yield* fs.look(path)
        const target = stat?.type === 'symlink' ? yield* lookThrough(run.process, path) : stat
        if (target?.type !== 'file' || (target.mode & 0o111) === 0) continue
        yield* run.out.print(`${path}\n`)
        found = true
        if (!run.options.has('a')) break
      }
      if (!found) missing = true
    }
    return missing ? 1 : 0
  },
}

function* lookThrough(process: Process, path: string): Op<{ type: string; mode: number } | undefined> {
  try {
    return yield* process.fs.stat(path)
  } catch (error) {
    if (error instanceof SyscallError) return undefined
    throw error
  }
}

export const nohup: ProgramDescription = {
  name: 'nohup',
  usage: 'COMMAND [ARG]...',
  about: 'Run COMMAND, ignoring hangup signals.',
  family: 'GNU coreutils',
  coding: 'characters',
  usageStatus: 125,
  stopAtOperand: true,
  options: [],
  *run(run) {
    const { process } = run
    run.needOperands(1)
    process.ignored.add('HUP')
    const input = process.stdin.terminal !== undefined
    if (process.stdout.terminal) {
      const file = yield* process.fs.open('nohup.out', { write: true, create: true, append: true, mode: 0o600 })
      yield* process.complain(`${run.name}: ${input ? 'ignoring input and ' : ''}appending output to 'nohup.out'\n`)
      const output = regularFile(file)
      if (process.stderr.terminal) process.redirect(2, output)
      process.redirect(1, output)
    } else if (process.stderr.terminal) {
      yield* process.complain(`${run.name}: ${input ? 'ignoring input and ' : ''}redirecting stderr to stdout\n`)
      process.redirect(2, process.stdout)
    } else if (input) yield* process.complain(`${run.name}: ignoring input\n`)
    if (input) process.redirect(0, nullFile)
    try {
      return yield* startAs(process, run.operands, { env: process.env })
    } catch (error) {
      if (!(error instanceof SyscallError)) throw error
      throw new Failure(`failed to run command '${run.operands[0] ?? ''}': ${reason(error)}`, error.code === 'ENOENT' ? 127 : 126)
    }
  },
}

export const nice: ProgramDescription = {
  name: 'nice',
  usage: '[OPTION] [COMMAND [ARG]...]',
  about: 'Run COMMAND with an adjusted niceness; in a simulated machine all are equally nice.',
  family: 'GNU coreutils',
  coding: 'characters',
  usageStatus: 125,
  stopAtOperand: true,
  options: ['n,adjustment=N: '],
  *run(run) {
    if (run.operands.length === 0) {
      yield* run.out.print('0\n')
      return 0
    }
    try {
      return yield* startAs(run.process, run.operands, { env: run.process.env })
    } catch (error) {
      if (!(error instanceof SyscallError)) throw error
      throw new Failure(`‘${run.operands[0] ?? ''}’: ${reason(error)}`, error.code === 'ENOENT' ? 127 : 126)
    }
  },
}

export const chroot: ProgramDescription = {
  name: 'chroot',
  usage: '[OPTION] NEWROOT [COMMAND [ARG]...]',
  about: 'Run COMMAND with root directory set to NEWROOT.',
  family: 'GNU coreutils',
  coding: 'characters',
  usageStatus: 125,
  stopAtOperand: true,
  options: ['groups=LIST: ', 'userspec=USER: ', 'skip-chdir: '],
  *run(run) {
    const { process } = run
    run.needOperands(1)
    const [root = '', ...command] = run.operands
    const argv = command.length > 0 ? command : [process.env.get('SHELL') ?? '/bin/sh', '-i']
    try {
      yield* process.fs.stat(root)
      if (process.fs.credentials.uid !== 0) throw new SyscallError('EPERM', 'chroot', root)
      const { mount, node } = process.fs.find(root, true, 'chroot')
      if (node.type !== 'directory') throw new SyscallError('ENOTDIR', 'chroot', root)
      const namespace = new Namespace({ ...mount, root: node, path: '/' })
      for (const [covered, over] of process.fs.namespace.covered) namespace.covered.set(covered, over)
      const fs = new Fs(namespace, '/', process.fs.credentials, process.fs.faults)
      return yield* inRoot(process, argv, fs)
    } catch (error) {
      if (!(error instanceof SyscallError)) throw error
      throw new Failure(`cannot change root directory to '${root}': ${reason(error)}`, 125)
    }
  },
}

function* inRoot(process: Process, argv: readonly string[], fs: Fs): Op<number> {
  try {
    return yield* startAs(process, argv, { env: process.env, fs })
  } catch (error) {
    if (!(error instanceof SyscallError)) throw error
    throw new Failure(`failed to run command ‘${argv[0] ?? ''}’: ${reason(error)}`, error.code === 'ENOENT' ? 127 : 126)
  }
}

/** A command of more than one word goes through the remote shell, as ssh hands it over. */
export const ssh: ProgramDescription = {
  name: 'ssh',
  usage: '[user@]destination [command [argument ...]]',
  about: 'Log in to another simulated host, or run a command there.',
  family: 'OpenSSH',
  coding: 'characters',
  usageStatus: 255,
  stopAtOperand: true,
  options: ['4: ', '6: ', 'A: ', 'C: ', 'f: ', 'i=FILE: ', 'l=USER: ', 'n: no standard input', 'N: ', 'o=OPTION: ', 'p=PORT: ', 'q: ', 'T: ', 't: ', 'v: ', 'x: ', 'X: ', 'F=FILE: ', 'J=HOST: ', 'L=FORWARD: ', 'R=FORWARD: '],
  *run(run) {
    const { process, options } = run
    const [destination, ...command] = run.operands
    if (destination === undefined) throw new UsageError('usage: ssh [-46AaCfGgKkMNnqsTtVvXxYy] [-B bind_interface] [-b bind_address]\n           [-c cipher_spec] [-D [bind_address:]port] [-E log_file]\n           [-i identity_file] [-l login_name] [-o option] [-p port]\n           destination [command [argument ...]]\n', true)
    const at = destination.lastIndexOf('@')
    const host = destination.slice(at + 1)
    const remote = host === 'localhost' || host === process.machine.facts.hostname ? process.machine : process.machine.connect?.(host)
    yield* sleep(20_000_000, host)
    if (!remote) {
      yield* process.complain(`ssh: Could not resolve hostname ${host}: Name or service not known\n`)
      return 255
    }
    if (!remote.powered) {
      yield* sleep(10 * SECOND, host)
      yield* process.complain(`ssh: connect to host ${host} port 22: Connection timed out\n`)
      return 255
    }
    const accounts = yield* readAccounts({ fs: remote.fs({ uid: 0, gid: 0 }) } as Process)
    const mine = (yield* readAccounts(process)).userName(process.fs.credentials.uid)
    const name = at >= 0 ? destination.slice(0, at) : (options.value('l') ?? mine)
    const user = accounts.users.find(each => each.name === name)
    if (!user) {
      yield* process.complain(`${name}@${host}: Permission denied (publickey,password).\n`)
      return 255
    }
    const fs = remote.fs({ uid: user.uid, gid: user.gid })
    try {
      fs.cwd = fs.find(user.home, true, 'chdir').path
    } catch (error) {
      if (!(error instanceof SyscallError)) throw error
    }
    const env = new Map([['HOME', user.home], ['USER', user.name], ['LOGNAME', user.name], ['PATH', DEFAULT_PATH], ['SHELL', user.shell], ['LANG', process.env.get('LANG') ?? 'C.UTF-8'], ['TERM', process.env.get('TERM') ?? 'dumb']])
    const files = new Map([...process.files].filter(([descriptor]) => descriptor <= 2))
    if (options.has('n') || options.has('f')) files.set(0, nullFile)
    const argv = command.length > 0 ? [user.shell, '-c', command.join(' ')] : ['-bash']
    const child = yield* remote.spawn(undefined, user.shell, { argv, env, fs, files, label: 'sshd' })
    try {
      const status = yield* remote.wait(child)
      if (!remote.powered) {
        yield* process.complain(`client_loop: send disconnect: Broken pipe\r\n`)
        return 255
      }
      if (command.length === 0 && process.files.get(0)?.terminal) yield* process.complain(`Connection to ${host} closed.\n`)
      return status
    } catch (error) {
      if (error instanceof Interrupted) remote.signal(child, 'HUP')
      throw error
    }
  },
}

/** `[user@]host:path`, or a path here. */
interface CopyPlace {
  readonly host: string | undefined
  readonly user: string | undefined
  readonly path: string
}

function copyPlace(words: string): CopyPlace {
  const form = /^(?:([^@/:]+)@)?([^/:]+):(.*)$/.exec(words)
  return form ? { user: form[1], host: form[2], path: form[3] ?? '' } : { user: undefined, host: undefined, path: words }
}

export const scp: ProgramDescription = {
  name: 'scp',
  usage: 'source ... target',
  about: 'Copy files to or from another simulated host.',
  family: 'OpenSSH',
  coding: 'characters',
  options: ['r: directories too (not simulated)', 'p: keep times', 'q: ', 'P=PORT: ', 'i=FILE: ', 'o=OPTION: ', 'C: ', '3: ', 'O: ', 'v: '],
  *run(run) {
    refuseOptions(run, 'r', '3')
    const { process } = run
    if (run.operands.length < 2) throw new UsageError('usage: scp [-346ABCOpqRrsTv] [-c cipher] [-D sftp_server_path] [-F ssh_config]\n           [-i identity_file] [-J destination] [-l limit] [-o ssh_option]\n           [-P port] [-S program] [-X sftp_option] source ... target\n', true)
    const target = copyPlace(run.operands[run.operands.length - 1] as string)
    const to = yield* viewOf(process, target)
    if (!to) return 255
    for (const operand of run.operands.slice(0, -1)) {
      const source = copyPlace(operand)
      const from = yield* viewOf(process, source)
      if (!from) return 255
      try {
        const stat = yield* from.stat(source.path)
        if (stat.type === 'directory') {
          yield* run.warn(`local ${JSON.stringify(source.path)} is not a regular file`)
          continue
        }
        const content = yield* from.readFile(source.path)
        let path = target.path === '' ? '.' : target.path
        if ((yield* to.look(path))?.type === 'directory' || path === '.' || path.endsWith('/')) path = under(path, lastPart(source.path))
        const file = yield* to.open(path, { write: true, create: true, truncate: true, mode: stat.mode & 0o777 })
        // 100 MB per second.
        yield* sleep(content.size * 10, 'network')
        for (const extent of content.extents) yield* file.write(extent)
        if (run.options.has('p')) yield* to.utimes(path, stat.mtime)
        if (process.stdout.terminal && !run.options.has('q')) yield* run.out.print(`${lastPart(source.path).padEnd(50)} 100% ${humanSize(content.size).padStart(5)}B 100.0MB/s   00:00    \n`)
      } catch (error) {
        if (!(error instanceof SyscallError)) throw error
        yield* run.process.complain(`scp: ${error.path === source.path && source.host === undefined ? `stat local ${JSON.stringify(source.path)}` : `${error.syscall === 'open' && error.path !== source.path ? 'dest open ' : ''}${error.path === source.path ? source.path : JSON.stringify(target.path)}`}: ${reason(error)}\n`)
        run.status = 1
      }
    }
    return undefined
  },
}

/** A view of the files of the host that a place is on; complains when there is none. */
function* viewOf(process: Process, { host, user }: CopyPlace): Op<Fs | undefined> {
  if (host === undefined) return process.fs
  const remote = host === 'localhost' || host === process.machine.facts.hostname ? process.machine : process.machine.connect?.(host)
  if (!remote || !remote.powered) {
    yield* process.complain(remote ? `ssh: connect to host ${host} port 22: Connection timed out\r\nscp: Connection closed\n` : `ssh: Could not resolve hostname ${host}: Name or service not known\r\nscp: Connection closed\n`)
    return undefined
  }
  const name = user ?? (yield* readAccounts(process)).userName(process.fs.credentials.uid)
  const account = (yield* readAccounts({ fs: remote.fs({ uid: 0, gid: 0 }) } as Process)).users.find(each => each.name === name)
  if (!account) {
    yield* process.complain(`${name}@${host}: Permission denied (publickey,password).\r\nscp: Connection closed\n`)
    return undefined
  }
  return remote.fs({ uid: account.uid, gid: account.gid }, account.home)
}

export const lsof: ProgramDescription = {
  name: 'lsof',
  usage: '[-p PID] [name ...]',
  about: 'List open files.',
  family: 'lsof',
  coding: 'characters',
  options: ['p=PID: ', 'n: ', 'P: ', 'u=USER: ', 'c=COMMAND: ', 't: only numbers of processes'],
  *run(run) {
    const { machine } = run.process
    const accounts = yield* readAccounts(run.process)
    let any = false
    for (const process of [...machine.processes.values()].sort((a, b) => a.pid - b.pid)) {
      if (options(run.options.values('p'), String(process.pid)) || options(run.options.values('c'), process.name)) continue
      for (const [descriptor, file] of [...process.files].sort(([a], [b]) => a - b)) {
        const path = file.regular?.path ?? file.terminal?.name ?? (file === nullFile ? '/dev/null' : 'pipe')
        if (run.operands.length > 0 && !run.operands.includes(path)) continue
        if (!any && !run.options.has('t')) yield* run.out.print('COMMAND     PID   USER   FD   TYPE DEVICE SIZE/OFF NODE NAME\n')
        any = true
        if (run.options.has('t')) {
          yield* run.out.print(`${process.pid}\n`)
          break
        }
        const type = file.regular ? 'REG' : file.terminal ? 'CHR' : path === 'pipe' ? 'FIFO' : 'CHR'
        yield* run.out.print(`${process.name.slice(0, 9).padEnd(9)} ${String(process.pid).padStart(5)} ${accounts.userName(process.fs.credentials.uid).padStart(6)} ${`${descriptor}u`.padStart(4)} ${type.padStart(6)} ${'8,1'.padStart(6)} ${String(file.regular?.node.size ?? 0).padStart(8)} ${String(file.regular?.node.number ?? 0).padStart(4)} ${path}\n`)
      }
    }
    return any ? 0 : 1
  },
}

/** Is there a choice that leaves this one out? */
const options = (chosen: readonly string[], value: string): boolean => chosen.length > 0 && !chosen.some(words => words.split(',').includes(value))

import { SyscallError } from '../../base/errors.ts'
import { Failure, reason } from '../define-program.ts'
import type { ProgramDescription } from '../define-program.ts'
import { DEFAULT_PATH } from '../../machine/furnish.ts'
import { readAccounts, readOr } from './accounts.ts'
import { startAs } from './start-as.ts'

export const id: ProgramDescription = {
  name: 'id',
  usage: '[OPTION]... [USER]...',
  about: 'Print user and group information for each specified USER, or for the current user.',
  family: 'GNU coreutils',
  coding: 'characters',
  options: ['a: ', 'Z,context: ', 'g,group: ', 'G,groups: ', 'n,name: ', 'r,real: ', 'u,user: ', 'z,zero: '],
  *run(run) {
    const accounts = yield* readAccounts(run.process)
    const { options } = run
    for (const operand of run.operands.length > 0 ? run.operands : [undefined]) {
      let { uid, gid } = run.process.fs.credentials
      if (operand !== undefined) {
        const user = accounts.user(operand)
        if (!user) {
          yield* run.warn(run.style === 'busybox' ? `unknown user ${operand}` : `‘${operand}’: no such user`)
          continue
        }
        ;({ uid, gid } = user)
      }
      const groups = accounts.groupsOf(uid, gid)
      const named = (number: number, name: string): string => (name === String(number) ? String(number) : `${number}(${name})`)
      const name = options.has('n')
      if (options.has('u')) yield* run.out.print(`${name ? accounts.userName(uid) : uid}\n`)
      else if (options.has('g')) yield* run.out.print(`${name ? accounts.groupName(gid) : gid}\n`)
      else if (options.has('G')) yield* run.out.print(`${groups.map(group => (name ? accounts.groupName(group) : String(group))).join(' ')}\n`)
      else yield* run.out.print(`uid=${named(uid, accounts.userName(uid))} gid=${named(gid, accounts.groupName(gid))} groups=${groups.map(group => named(group, accounts.groupName(group))).join(',')}\n`)
    }
  },
}

export const whoami: ProgramDescription = {
  name: 'whoami',
  usage: '[OPTION]...',
  about: 'Print the user name associated with the current effective user ID.',
  family: 'GNU coreutils',
  coding: 'characters',
  options: [],
  *run(run) {
    run.allowOperands(0)
    const accounts = yield* readAccounts(run.process)
    const { uid } = run.process.fs.credentials
    const name = accounts.userName(uid)
    if (name === String(uid)) throw new Failure(run.style === 'busybox' ? `unknown uid ${uid}` : `cannot find name for user ID ${uid}`)
    yield* run.out.print(`${name}\n`)
  },
}

export const groups: ProgramDescription = {
  name: 'groups',
  usage: '[OPTION]... [USERNAME]...',
  about: 'Print group memberships for each USERNAME, or for the current process.',
  family: 'GNU coreutils',
  coding: 'characters',
  options: [],
  *run(run) {
    const accounts = yield* readAccounts(run.process)
    const names = (uid: number, gid: number): string => accounts.groupsOf(uid, gid).map(group => accounts.groupName(group)).join(' ')
    if (run.operands.length === 0) yield* run.out.print(`${names(run.process.fs.credentials.uid, run.process.fs.credentials.gid)}\n`)
    for (const operand of run.operands) {
      const user = accounts.user(operand)
      if (user) yield* run.out.print(`${operand} : ${names(user.uid, user.gid)}\n`)
      else yield* run.warn(`‘${operand}’: no such user`)
    }
  },
}

export const sudo: ProgramDescription = {
  name: 'sudo',
  usage: '[-u user] [-E] [-n] [-i | -s] [VAR=value] [command [arg ...]]',
  about: 'Execute a command as another user.',
  family: 'sudo',
  coding: 'characters',
  shortName: true,
  stopAtOperand: true,
  options: ['u,user=USER: run as this user', 'g,group=GROUP: ', 'E,preserve-env: keep the environment', 'n,non-interactive: ', 'i,login: a login shell', 's,shell: a shell', 'H,set-home: ', 'k,reset-timestamp: ', 'K: ', 'v,validate: ', 'l,list: ', 'S,stdin: ', 'b,background: ', 'A,askpass: ', 'p,prompt=PROMPT: ', 'D,chdir=DIR: '],
  *run(run) {
    const { process, options } = run
    const accounts = yield* readAccounts(process)
    const { uid } = process.fs.credentials
    const me = accounts.userName(uid)
    if (uid !== 0 && !accounts.groupsOf(uid, process.fs.credentials.gid).some(gid => ['sudo', 'wheel', 'admin'].includes(accounts.groupName(gid)))) {
      yield* process.complain(`${me} is not in the sudoers file.\n`)
      return 1
    }
    const wanted = options.value('u') ?? 'root'
    const target = accounts.user(wanted.replace(/^#/, ''))
    if (!target) throw new Failure(`unknown user ${wanted}\nsudo: error initializing audit plugin sudoers_audit`)
    const env = new Map<string, string>(options.has('E') ? process.env : [...process.env].filter(([name]) => ['TERM', 'LANG', 'LC_ALL', 'TZ', 'COLORTERM', 'DISPLAY'].includes(name)))
    const set: readonly (readonly [string, string])[] = [['PATH', DEFAULT_PATH], ['SUDO_USER', me], ['SUDO_UID', String(uid)], ['SUDO_GID', String(process.fs.credentials.gid)], ['LOGNAME', target.name], ['USER', target.name]]
    for (const [name, value] of set) env.set(name, value)
    if (!options.has('E') || options.has('H')) env.set('HOME', target.home)
    const words = [...run.operands]
    while (/^[A-Za-z_]\w*=/.test(words[0] ?? '')) {
      const [name = '', ...value] = (words.shift() as string).split('=')
      env.set(name, value.join('='))
    }
    if (words.length === 0 && !options.has('i') && !options.has('s')) {
      if (options.has('v') || options.has('k') || options.has('K')) return 0
      yield* process.complain('usage: sudo -h | -K | -k | -V\nusage: sudo -v [-ABkNnS] [-g group] [-h host] [-p prompt] [-u user]\nusage: sudo -l [-ABkNnS] [-g group] [-h host] [-p prompt] [-U user] [-u user] [command [arg ...]]\nusage: sudo [-ABbEHkNnPS] [-r role] [-t type] [-C num] [-D directory] [-g group] [-h host] [-p prompt] [-R directory] [-T timeout] [-u user] [VAR=value] [-i | -s] [command [arg ...]]\nusage: sudo -e [-ABkNnS] [-r role] [-t type] [-C num] [-D directory] [-g group] [-h host] [-p prompt] [-R directory] [-T timeout] [-u user] file ...\n')
      return 1
    }
    const argv = options.has('i') || options.has('s') ? [target.shell, ...(words.length > 0 ? ['-c', words.join(' ')] : [])] : words
    env.set('SUDO_COMMAND', argv.join(' '))
    const name = argv[0] ?? ''
    try {
      return yield* startAs(process, argv, { env, credentials: { uid: target.uid, gid: target.gid }, cwd: options.has('i') ? target.home : options.value('D') })
    } catch (error) {
      if (!(error instanceof SyscallError)) throw error
      if (error.code === 'ENOENT') throw new Failure(`${name}: command not found`)
      throw new Failure(error.code === 'ENOEXEC' ? `unable to execute ${name}: Exec format error` : `${name}: ${error.code === 'EACCES' ? 'command not found' : reason(error)}`)
    }
  },
}

export const su: ProgramDescription = {
  name: 'su',
  usage: '[options] [-] [<user> [<argument>...]]',
  about: 'Change the effective user ID and group ID to that of <user>.',
  family: 'util-linux',
  coding: 'characters',
  options: ['c,command=COMMAND: pass a single command to the shell', 'l,login: make the shell a login shell', 'm,p,preserve-environment: ', 's,shell=SHELL: '],
  *run(run) {
    const { process, options } = run
    const operands = run.operands.filter(operand => operand !== '-')
    const login = options.has('l') || operands.length < run.operands.length
    const accounts = yield* readAccounts(process)
    const wanted = operands[0] ?? 'root'
    const target = accounts.user(wanted)
    if (!target) throw new Failure(`user ${wanted} does not exist or the user entry does not contain all the required fields`)
    if (process.fs.credentials.uid !== 0) {
      yield* process.complain('Password: \n')
      throw new Failure('Authentication failure')
    }
    if (target.shell.endsWith('/nologin')) {
      yield* run.out.print('This account is currently not available.\n')
      return 1
    }
    const env = new Map(process.env)
    if (!options.has('m')) {
      env.set('HOME', target.home)
      if (target.uid !== 0 || login) {
        env.set('USER', target.name)
        env.set('LOGNAME', target.name)
      }
    }
    const command = options.value('c')
    const shell = options.value('s') ?? target.shell
    return yield* startAs(process, [shell, ...(command === undefined ? [] : ['-c', command]), ...operands.slice(1)], { env, credentials: { uid: target.uid, gid: target.gid }, cwd: login ? target.home : undefined })
  },
}

export const getent: ProgramDescription = {
  name: 'getent',
  usage: 'database [key ...]',
  about: 'Get entries from Name Service Switch libraries.',
  family: 'GNU libc',
  coding: 'characters',
  options: [],
  *run(run) {
    const [database = '', ...keys] = run.operands
    if (!['passwd', 'group', 'hosts', 'shells', 'services'].includes(database)) throw new Failure(`Unknown database: ${database}`)
    const lines = (yield* readOr(run.process, `/etc/${database}`)).split('\n').filter(line => line !== '')
    const fields = (line: string): string[] => (database === 'hosts' ? line.split(/\s+/) : line.split(':'))
    const isKey = (line: string, key: string): boolean => (database === 'hosts' ? fields(line).includes(key) : fields(line)[0] === key || (/^\d+$/.test(key) && fields(line)[2] === key))
    if (keys.length === 0) for (const line of lines) yield* run.out.print(`${line}\n`)
    let missing = false
    for (const key of keys) {
      const line = lines.find(each => isKey(each, key))
      if (line === undefined) missing = true
      else yield* run.out.print(database === 'hosts' ? `${(fields(line)[0] ?? '').padEnd(15)} ${fields(line).slice(1).join(' ')}\n` : `${line}\n`)
    }
    return missing ? 2 : 0
  },
}

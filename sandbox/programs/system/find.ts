import { SyscallError } from '../../base/errors.ts'
import type { Stat } from '../../disk/fs.ts'
import type { Op } from '../../sched/op.ts'
import { Failure, reason } from '../define-program.ts'
import type { ProgramDescription, Run } from '../define-program.ts'
import { UsageError } from '../options.ts'
import { runCommand } from '../run-command.ts'
import { readAccounts } from './accounts.ts'
import type { Accounts } from './accounts.ts'
import { parseFind } from './find-parse.ts'
import type { Comparison, Expression, FindPlan } from './find-parse.ts'
import { modeString } from './modes.ts'
import { diskBytes } from './sizes.ts'
import { lastPart, under } from './targets.ts'
import { findTime, fullTime, isoDate, listingTime, parseTime } from './times.ts'

const BATCH_BYTES_MAX = 128 * 1024

export const find: ProgramDescription = {
  name: 'find',
  usage: '[-H] [-L] [-P] [path...] [expression]',
  about: 'Search for files in a directory hierarchy.',
  family: 'GNU findutils',
  coding: 'characters',
  options: [],
  // The whole command line is an expression; nothing of it is an option.
  legacy: args => (args[0] === '--help' || args[0] === '--version' ? args : ['--', ...args]),
  *run(run) {
    let plan: FindPlan
    try {
      plan = parseFind(run.operands)
    } catch (error) {
      if (error instanceof Failure && run.style === 'busybox' && error.message.startsWith('unknown predicate')) throw new UsageError(error.message.replace(/^unknown predicate `(.*)'$/, 'unrecognized: $1'))
      throw error
    }
    const accounts = yield* readAccounts(run.process)
    const search = new Search(run, plan, accounts)
    yield* search.prepare(plan.expression)
    try {
      for (const start of plan.starts) yield* search.start(start)
    } catch (error) {
      if (!(error instanceof Quit)) throw error
    }
    yield* search.finish(plan.expression)
  },
}

class Quit extends Error {}

/** Something found. */
interface Found {
  readonly path: string
  readonly start: string
  readonly stat: Stat
  readonly depth: number
}

class Search {
  private readonly run: Run
  private readonly plan: FindPlan
  private readonly accounts: Accounts
  private readonly now: number
  private readonly references = new Map<string, { mtime: number; inode: number }>()
  private pruned = false

  constructor(run: Run, plan: FindPlan, accounts: Accounts) {
    this.run = run
    this.plan = plan
    this.accounts = accounts
    this.now = run.process.machine.disk.nowSeconds()
  }

  /** Look at the files that tests compare with. */
  *prepare(expression: Expression): Op<void> {
    switch (expression.kind) {
      case 'and':
      case 'or':
      case 'comma':
        yield* this.prepare(expression.left)
        yield* this.prepare(expression.right)
        return
      case 'not':
        yield* this.prepare(expression.of)
        return
      case 'newer':
      case 'samefile': {
        const path = expression.kind === 'newer' ? expression.than : expression.as
        if (expression.kind === 'newer' && path.startsWith('@')) {
          const mtime = parseTime(path.slice(1), this.now)
          if (mtime === undefined) throw new Failure(`I cannot figure out how to interpret ‘${path.slice(1)}’ as a date or time`)
          this.references.set(path, { mtime, inode: 0 })
          return
        }
        try {
          this.references.set(path, yield* this.run.process.fs.stat(path))
        } catch (error) {
          if (error instanceof SyscallError) throw new Failure(`‘${path}’: ${reason(error)}`)
          throw error
        }
        return
      }
      case 'owner':
        if (expression.name !== undefined && (expression.group ? this.accounts.gid(expression.name) : this.accounts.uid(expression.name)) === undefined) {
          throw new Failure(expression.group ? `invalid group name or GID argument to -group: ‘${expression.name}’` : `‘${expression.name}’ is not the name of a known user`)
        }
        return
      default:
    }
  }

  *start(path: string): Op<void> {
    const { fs } = this.run.process
    let stat: Stat
    try {
      stat = this.plan.follow === 'never' ? yield* fs.lstat(path) : yield* fs.stat(path)
    } catch (error) {
      if (!(error instanceof SyscallError)) throw error
      yield* this.complain(path, error)
      return
    }
    yield* this.visit({ path, start: path, stat, depth: 0 })
  }

  private *complain(path: string, error: SyscallError): Op<void> {
    yield* this.run.warn(this.run.style === 'busybox' ? `${path}: ${reason(error)}` : `‘${path}’: ${reason(error)}`)
  }

  private *visit(found: Found): Op<void> {
    const { depthMin, depthMax, childrenFirst, oneFileSystem } = this.plan
    this.pruned = false
    if (!childrenFirst && found.depth >= depthMin) yield* this.holds(this.plan.expression, found)
    const pruned = this.pruned
    if (found.stat.type === 'directory' && found.depth < depthMax && !pruned) {
      const { fs } = this.run.process
      let names: string[] = []
      try {
        names = yield* fs.readdir(found.path)
      } catch (error) {
        if (!(error instanceof SyscallError)) throw error
        yield* this.complain(found.path, error)
      }
      for (const name of names) {
        const path = under(found.path, name)
        try {
          let stat: Stat
          try {
            stat = this.plan.follow === 'always' ? yield* fs.stat(path) : yield* fs.lstat(path)
          } catch (error) {
            if (!(error instanceof SyscallError && this.plan.follow === 'always')) throw error
            stat = yield* fs.lstat(path)
          }
          if (oneFileSystem && fs.find(path, false, 'stat').mount !== fs.find(found.path, true, 'stat').mount) continue
          yield* this.visit({ path, start: found.start, stat, depth: found.depth + 1 })
        } catch (error) {
          if (!(error instanceof SyscallError)) throw error
          // Something that went away meanwhile.
          yield* this.complain(path, error)
        }
      }
    }
    if (childrenFirst && found.depth >= depthMin) yield* this.holds(this.plan.expression, found)
  }

  private *holds(expression: Expression, found: Found): Op<boolean> {
    const { stat } = found
    const { fs } = this.run.process
    switch (expression.kind) {
      case 'and':
        return (yield* this.holds(expression.left, found)) && (yield* this.holds(expression.right, found))
      case 'or':
        return (yield* this.holds(expression.left, found)) || (yield* this.holds(expression.right, found))
      case 'comma':
        yield* this.holds(expression.left, found)
        return yield* this.holds(expression.right, found)
      case 'not':
        return !(yield* this.holds(expression.of, found))
      case 'constant':
        return expression.value
      case 'name':
        return expression.fits(lastPart(found.path))
      case 'path':
        return expression.fits(found.path)
      case 'target':
        return stat.type === 'symlink' && expression.fits(stat.target)
      case 'type':
        if (expression.followed && stat.type === 'symlink') {
          try {
            return expression.types.has((yield* fs.stat(found.path)).type)
          } catch (error) {
            if (error instanceof SyscallError) return expression.types.has('symlink')
            throw error
          }
        }
        return expression.types.has(stat.type)
      case 'size':
        return compares(Math.ceil(stat.size / expression.unitBytes), expression.compare)
      case 'age':
        return compares(Math.floor((this.now - stat.mtime) / expression.unitSeconds), expression.compare)
      case 'number':
        return compares({ links: stat.linkCount, inode: stat.inode, uid: stat.uid, gid: stat.gid }[expression.of], expression.compare)
      case 'newer':
        return stat.mtime > (this.references.get(expression.than)?.mtime ?? 0)
      case 'samefile':
        return stat.inode === this.references.get(expression.as)?.inode
      case 'owner':
        return this.owned(expression, stat)
      case 'perm':
        if (expression.match === 'exact') return stat.mode === expression.bits
        return expression.match === 'all' ? (stat.mode & expression.bits) === expression.bits : expression.bits === 0 || (stat.mode & expression.bits) !== 0
      case 'access':
        return this.accessible(stat, expression.bits)
      case 'empty':
        return stat.type === 'directory' ? (yield* fs.readdir(found.path)).length === 0 : stat.type === 'file' && stat.size === 0
      case 'prune':
        this.pruned = true
        return true
      case 'quit':
        throw new Quit()
      case 'print':
        yield* this.run.out.print(found.path + expression.end)
        return true
      case 'printf':
        yield* this.run.out.print(this.formatted(expression.format, found))
        return true
      case 'ls':
        yield* this.run.out.print(this.line(found))
        return true
      case 'delete':
        return yield* this.remove(found)
      case 'exec':
        return yield* this.execute(expression, found)
    }
  }

  private owned({ group, name }: Extract<Expression, { kind: 'owner' }>, stat: Stat): boolean {
    const id = group ? stat.gid : stat.uid
    if (name === undefined) return (group ? this.accounts.groupName(id) : this.accounts.userName(id)) === String(id)
    return id === (group ? this.accounts.gid(name) : this.accounts.uid(name))
  }

  private accessible(stat: Stat, bits: number): boolean {
    const { uid, gid } = this.run.process.fs.credentials
    if (uid === 0) return bits !== 1 || stat.type === 'directory' || (stat.mode & 0o111) !== 0
    return ((stat.mode >> (uid === stat.uid ? 6 : gid === stat.gid ? 3 : 0)) & bits) === bits
  }

  private *remove(found: Found): Op<boolean> {
    if (found.path === '.') return true
    try {
      if (found.stat.type === 'directory') yield* this.run.process.fs.rmdir(found.path)
      else yield* this.run.process.fs.unlink(found.path)
      return true
    } catch (error) {
      if (!(error instanceof SyscallError)) throw error
      yield* this.run.warn(`cannot delete ‘${found.path}’: ${reason(error)}`)
      return false
    }
  }

  private *execute(expression: Extract<Expression, { kind: 'exec' }>, found: Found): Op<boolean> {
    const path = expression.inDirectory ? `./${lastPart(found.path)}` : found.path
    if (expression.batch) {
      expression.batch.push(path)
      if (expression.batch.reduce((sum, each) => sum + each.length + 1, 0) > BATCH_BYTES_MAX) yield* this.flushBatch(expression)
      return true
    }
    return (yield* this.command(expression.argv.map(word => word.replaceAll('{}', path)))) === 0
  }

  private *flushBatch({ argv, batch }: Extract<Expression, { kind: 'exec' }>): Op<void> {
    if (!batch || batch.length === 0) return
    const status = yield* this.command([...argv, ...batch.splice(0)])
    if (status !== 0) this.run.status = 1
  }

  private *command(argv: readonly string[]): Op<number> {
    yield* this.run.out.flush()
    try {
      return yield* runCommand(this.run.process, argv, { stdin: 'null' })
    } catch (error) {
      if (!(error instanceof SyscallError)) throw error
      yield* this.run.say(`‘${argv[0] ?? ''}’: ${reason(error)}`)
      return 127
    }
  }

  /** Run what `-exec … +` has collected. */
  *finish(expression: Expression): Op<void> {
    if (expression.kind === 'exec') yield* this.flushBatch(expression)
    if (expression.kind === 'not') yield* this.finish(expression.of)
    if (expression.kind === 'and' || expression.kind === 'or' || expression.kind === 'comma') {
      yield* this.finish(expression.left)
      yield* this.finish(expression.right)
    }
  }

  private line({ path, stat }: Found): string {
    const size = stat.device ? `${stat.device.major}, ${stat.device.minor}` : String(stat.size)
    return `${String(stat.inode).padStart(9)} ${String(diskBytes(stat) / 1024).padStart(6)} ${modeString(stat)} ${String(stat.linkCount).padStart(3)} ${this.accounts.userName(stat.uid).padEnd(8)} ` +
      `${this.accounts.groupName(stat.gid).padEnd(8)} ${size.padStart(8)} ${listingTime(stat.mtime, this.now)} ${path}${stat.type === 'symlink' ? ` -> ${stat.target}` : ''}\n`
  }

  private formatted(format: string, { path, start, stat, depth }: Found): string {
    const slash = path.lastIndexOf('/')
    const letters: Readonly<Record<string, string>> = {
      '%': '%', p: path, f: path === '/' ? '/' : lastPart(path), h: slash < 0 ? '.' : slash === 0 ? '' : path.slice(0, slash), P: path === start ? '' : path.slice(start.length + (start.endsWith('/') ? 0 : 1)), H: start, d: String(depth),
      s: String(stat.size), m: stat.mode.toString(8), M: modeString(stat), u: this.accounts.userName(stat.uid), g: this.accounts.groupName(stat.gid), U: String(stat.uid), G: String(stat.gid), i: String(stat.inode), n: String(stat.linkCount),
      k: String(diskBytes(stat) / 1024), b: String(diskBytes(stat) / 512), l: stat.target, y: modeString(stat)[0] === '-' ? 'f' : (modeString(stat)[0] ?? ''), t: findTime(stat.mtime), a: findTime(stat.mtime), c: findTime(stat.mtime), F: 'ext4',
    }
    const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', '0': '\0', '\\': '\\', r: '\r' }
    return format.replace(/\\(.)|%(-?\d*)(?:T(.)|([^T]))/gs, (all: string, escape: string | undefined, width: string | undefined, timeLetter: string | undefined, letter: string | undefined) => {
      if (escape !== undefined) return escapes[escape] ?? `\\${escape}`
      const value = timeLetter !== undefined ? timePart(stat.mtime, timeLetter) : letters[letter ?? '']
      if (value === undefined) return all
      const columns = Number(width ?? 0)
      return columns < 0 ? value.padEnd(-columns) : value.padStart(columns)
    })
  }
}

function timePart(seconds: number, letter: string): string {
  const full = fullTime(seconds)
  const parts: Readonly<Record<string, string>> = {
    '@': `${Math.floor(seconds)}.${full.slice(20, 29)}0`, Y: full.slice(0, 4), m: full.slice(5, 7), d: full.slice(8, 10), H: full.slice(11, 13), M: full.slice(14, 16), S: `${full.slice(17, 29)}0`,
    s: String(Math.floor(seconds)), F: isoDate(seconds), T: `${full.slice(11, 29)}0`, '+': `${full.slice(0, 10)}+${full.slice(11, 29)}0`, Z: 'UTC', z: '+0000',
  }
  return parts[letter] ?? ''
}

function compares(value: number, { sign, amount }: Comparison): boolean {
  return sign === '+' ? value > amount : sign === '-' ? value < amount : value === amount
}

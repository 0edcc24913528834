import { SyscallError } from '../../base/errors.ts'
import type { Process } from '../../machine/process.ts'
import type { Op } from '../../sched/op.ts'

/** One line of `/etc/passwd`. */
export interface AccountLine {
  readonly name: string
  readonly uid: number
  readonly gid: number
  readonly home: string
  readonly shell: string
}

/** Names of users and groups, as `/etc/passwd` and `/etc/group` of a process's root have them. */
export class Accounts {
  readonly users: readonly AccountLine[]
  readonly groups: readonly { readonly name: string; readonly gid: number; readonly members: readonly string[] }[]
  private readonly userNames: ReadonlyMap<number, string>
  private readonly groupNames: ReadonlyMap<number, string>

  constructor(passwd: string, group: string) {
    this.users = lines(passwd).map(fields => ({ name: fields[0] ?? '', uid: Number(fields[2]), gid: Number(fields[3]), home: fields[5] ?? '/', shell: fields[6] ?? '/bin/sh' }))
    this.groups = lines(group).map(fields => ({ name: fields[0] ?? '', gid: Number(fields[2]), members: (fields[3] ?? '').split(',').filter(name => name !== '') }))
    // The first line with a number gives it its name.
    this.userNames = new Map([...this.users].reverse().map(({ uid, name }) => [uid, name]))
    this.groupNames = new Map([...this.groups].reverse().map(({ gid, name }) => [gid, name]))
  }

  /** The name of a user, or its number when it has none. */
  userName(uid: number): string {
    return this.userNames.get(uid) ?? String(uid)
  }

  groupName(gid: number): string {
    return this.groupNames.get(gid) ?? String(gid)
  }

  user(nameOrUid: string): AccountLine | undefined {
    return this.users.find(({ name }) => name === nameOrUid) ?? (/^\d+$/.test(nameOrUid) ? this.users.find(({ uid }) => uid === Number(nameOrUid)) : undefined)
  }

  /** A user's number from a name or a number. */
  uid(nameOrUid: string): number | undefined {
    return this.users.find(({ name }) => name === nameOrUid)?.uid ?? (/^\d+$/.test(nameOrUid) ? Number(nameOrUid) : undefined)
  }

  gid(nameOrGid: string): number | undefined {
    return this.groups.find(({ name }) => name === nameOrGid)?.gid ?? (/^\d+$/.test(nameOrGid) ? Number(nameOrGid) : undefined)
  }

  /** Numbers of all groups of a user, its own first. */
  groupsOf(uid: number, gid: number): number[] {
    const name = this.userNames.get(uid)
    return [gid, ...this.groups.filter(group => group.gid !== gid && name !== undefined && group.members.includes(name)).map(group => group.gid)]
  }
}

const lines = (content: string): string[][] => content.split('\n').filter(line => line !== '' && !line.startsWith('#')).map(line => line.split(':'))

/** Read the accounts; files that are missing are empty. */
export function* readAccounts(process: Process): Op<Accounts> {
  return new Accounts(yield* readOr(process, '/etc/passwd'), yield* readOr(process, '/etc/group'))
}

/** The text of a file; empty when it cannot be read. */
export function* readOr(process: Process, path: string): Op<string> {
  try {
    return yield* process.fs.readText(path)
  } catch (error) {
    if (error instanceof SyscallError) return ''
    throw error
  }
}

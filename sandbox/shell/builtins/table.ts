/** All built-ins by name. */
import type { Op } from '../../sched/op.ts'
import type { DialectName } from '../dialect.ts'
import type { Shell } from '../run/shell.ts'
import * as declaring from './declare.ts'
import * as directory from './directory.ts'
import * as flow from './flow.ts'
import * as input from './input.ts'
import * as jobs from './jobs.ts'
import * as look from './look.ts'
import * as options from './options.ts'
import * as output from './output.ts'

/** A built-in: runs in the shell's own process. */
export type Builtin = (shell: Shell, args: readonly string[], name: string) => Op<number>

export interface BuiltinEntry {
  readonly run: Builtin
  /** Absent: all dialects have it. */
  readonly dialects?: readonly DialectName[]
}

const BASH_ONLY: readonly DialectName[] = ['bash']
const NOT_DASH: readonly DialectName[] = ['bash', 'ash']

function* succeed(): Op<number> {
  return 0
}

function* fail(): Op<number> {
  return 1
}

/** bash has it, and we do not: said, never passed over. */
function* notSimulated(shell: Shell, _args: readonly string[], name: string): Op<number> {
  yield* shell.complain('not simulated', name)
  return 1
}

const all = (run: Builtin): BuiltinEntry => ({ run })
const only = (dialects: readonly DialectName[], run: Builtin): BuiltinEntry => ({ run, dialects })

export const BUILTINS: ReadonlyMap<string, BuiltinEntry> = new Map<string, BuiltinEntry>([
  [':', all(succeed)],
  ['true', all(succeed)],
  ['false', all(fail)],
  ['.', all(flow.source)],
  ['source', only(NOT_DASH, flow.source)],
  ['[', all(output.test)],
  ['[[', only(['ash'], output.test)],
  ['test', all(output.test)],
  ['echo', all(output.echo)],
  ['printf', all(output.printf)],
  ['alias', all(look.alias)],
  ['unalias', all(look.unalias)],
  ['bg', all(jobs.fg)],
  ['fg', all(jobs.fg)],
  ['jobs', all(jobs.jobs)],
  ['wait', all(jobs.wait)],
  ['disown', only(BASH_ONLY, jobs.disown)],
  ['kill', all(jobs.kill)],
  ['trap', all(jobs.trap)],
  ['times', all(jobs.times)],
  ['umask', all(jobs.umask)],
  ['ulimit', all(jobs.ulimit)],
  ['break', all(flow.breakOrContinue)],
  ['continue', all(flow.breakOrContinue)],
  ['return', all(flow.return_)],
  ['exit', all(flow.exit)],
  ['logout', only(BASH_ONLY, flow.exit)],
  ['eval', all(flow.eval_)],
  ['shift', all(flow.shift)],
  ['let', only(NOT_DASH, flow.let_)],
  ['builtin', only(BASH_ONLY, look.builtin)],
  ['command', all(look.command)],
  ['type', all(look.type)],
  ['hash', all(look.hash)],
  ['cd', all(directory.cd)],
  ['chdir', only(['dash', 'ash'], directory.cd)],
  ['pwd', all(directory.pwd)],
  ['dirs', only(BASH_ONLY, directory.dirs)],
  ['pushd', only(BASH_ONLY, directory.pushd)],
  ['popd', only(BASH_ONLY, directory.popd)],
  ['export', all(declaring.export_)],
  ['readonly', all(declaring.readonly_)],
  ['unset', all(declaring.unset)],
  ['local', all(declaring.local)],
  ['declare', only(BASH_ONLY, declaring.declare)],
  ['typeset', only(BASH_ONLY, declaring.declare)],
  ['set', all(options.set)],
  ['shopt', only(BASH_ONLY, options.shopt)],
  ['read', all(input.read)],
  ['mapfile', only(BASH_ONLY, input.mapfile)],
  ['readarray', only(BASH_ONLY, input.mapfile)],
  ['getopts', all(input.getopts)],
  ['history', only(NOT_DASH, input.history)],
  ...['bind', 'caller', 'compgen', 'complete', 'compopt', 'coproc', 'enable', 'fc', 'suspend'].map(name => [name, only(BASH_ONLY, notSimulated)] as const),
  // Handled where commands are run, because it replaces the process; here so that `type` knows it.
  ['exec', all(succeed)],
])

/** Special built-ins of POSIX. */
export const SPECIAL_BUILTINS: ReadonlySet<string> = new Set(['.', ':', 'break', 'continue', 'eval', 'exec', 'exit', 'export', 'readonly', 'return', 'set', 'shift', 'times', 'trap', 'unset'])

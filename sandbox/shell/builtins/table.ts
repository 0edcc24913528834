/** All built-ins by name. */
import type { Op } from '../../sched/op.ts'
import type { DialectName } from '../dialect.ts'
import type { Shell } from '../run/shell.ts'
import { moreOfShell } from '../more.ts'
import type { MoreOfShell } from '../more.ts'
import { echo } from './echo.ts'

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

const behindPart = new WeakSet<Builtin>()

/** A built-in that is looked up when it runs. */
function later(pick: (builtins: MoreOfShell) => Builtin): Builtin {
  const run: Builtin = (shell, args, name) => pick(moreOfShell.content)(shell, args, name)
  behindPart.add(run)
  return run
}

const all = (run: Builtin): BuiltinEntry => ({ run })
const only = (dialects: readonly DialectName[], run: Builtin): BuiltinEntry => ({ run, dialects })

export const BUILTINS: ReadonlyMap<string, BuiltinEntry> = new Map<string, BuiltinEntry>([
  [':', all(succeed)],
  ['true', all(succeed)],
  ['false', all(fail)],
  ['.', all(later(of => of.flow.source))],
  ['source', only(NOT_DASH, later(of => of.flow.source))],
  ['[', all(later(of => of.output.test))],
  ['[[', only(['ash'], later(of => of.output.test))],
  ['test', all(later(of => of.output.test))],
  ['echo', all(echo)],
  ['printf', all(later(of => of.output.printf))],
  ['alias', all(later(of => of.look.alias))],
  ['unalias', all(later(of => of.look.unalias))],
  ['bg', all(later(of => of.jobs.fg))],
  ['fg', all(later(of => of.jobs.fg))],
  ['jobs', all(later(of => of.jobs.jobs))],
  ['wait', all(later(of => of.jobs.wait))],
  ['disown', only(BASH_ONLY, later(of => of.jobs.disown))],
  ['kill', all(later(of => of.jobs.kill))],
  ['trap', all(later(of => of.jobs.trap))],
  ['times', all(later(of => of.jobs.times))],
  ['umask', all(later(of => of.jobs.umask))],
  ['ulimit', all(later(of => of.jobs.ulimit))],
  ['break', all(later(of => of.flow.breakOrContinue))],
  ['continue', all(later(of => of.flow.breakOrContinue))],
  ['return', all(later(of => of.flow.return_))],
  ['exit', all(later(of => of.flow.exit))],
  ['logout', only(BASH_ONLY, later(of => of.flow.exit))],
  ['eval', all(later(of => of.flow.eval_))],
  ['shift', all(later(of => of.flow.shift))],
  ['let', only(NOT_DASH, later(of => of.flow.let_))],
  ['builtin', only(BASH_ONLY, later(of => of.look.builtin))],
  ['command', all(later(of => of.look.command))],
  ['type', all(later(of => of.look.type))],
  ['hash', all(later(of => of.look.hash))],
  ['cd', all(later(of => of.directory.cd))],
  ['chdir', only(['dash', 'ash'], later(of => of.directory.cd))],
  ['pwd', all(later(of => of.directory.pwd))],
  ['dirs', only(BASH_ONLY, later(of => of.directory.dirs))],
  ['pushd', only(BASH_ONLY, later(of => of.directory.pushd))],
  ['popd', only(BASH_ONLY, later(of => of.directory.popd))],
  ['export', all(later(of => of.declaring.export_))],
  ['readonly', all(later(of => of.declaring.readonly_))],
  ['unset', all(later(of => of.declaring.unset))],
  ['local', all(later(of => of.declaring.local))],
  ['declare', only(BASH_ONLY, later(of => of.declaring.declare))],
  ['typeset', only(BASH_ONLY, later(of => of.declaring.declare))],
  ['set', all(later(of => of.options.set))],
  ['shopt', only(BASH_ONLY, later(of => of.options.shopt))],
  ['read', all(later(of => of.input.read))],
  ['mapfile', only(BASH_ONLY, later(of => of.input.mapfile))],
  ['readarray', only(BASH_ONLY, later(of => of.input.mapfile))],
  ['getopts', all(later(of => of.input.getopts))],
  ['history', only(NOT_DASH, later(of => of.input.history))],
  ...['bind', 'caller', 'compgen', 'complete', 'compopt', 'coproc', 'enable', 'fc', 'suspend'].map(name => [name, only(BASH_ONLY, notSimulated)] as const),
  // Handled where commands are run, because it replaces the process; here so that `type` knows it.
  ['exec', all(succeed)],
])

/** Special built-ins of POSIX. */
export const SPECIAL_BUILTINS: ReadonlySet<string> = new Set(['.', ':', 'break', 'continue', 'eval', 'exec', 'exit', 'export', 'readonly', 'return', 'set', 'shift', 'times', 'trap', 'unset'])

/** Is this a built-in that the part with more of the shell brings? */
export function isLaterBuiltin(name: string): boolean {
  const entry = BUILTINS.get(name)
  return entry !== undefined && behindPart.has(entry.run)
}

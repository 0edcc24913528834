/** `set` and `shopt`. */
import type { Op } from '../../sched/op.ts'
import { singleQuote } from '../expand/quote.ts'
import { printFunction } from '../parse/print.ts'
import { ExitShell } from '../run/control.ts'
import { OPTIONS } from '../run/options.ts'
import type { Shell } from '../run/shell.ts'
import { setLine } from './declare.ts'
import { sayUsage } from './usage.ts'

export function* set(shell: Shell, args: readonly string[]): Op<number> {
  const { dialect } = shell
  if (args.length === 0) return yield* listAll(shell)
  let at = 0
  for (; at < args.length; at++) {
    const word = args[at] as string
    if (word === '--') {
      replacePositional(shell, args.slice(at + 1))
      return 0
    }
    if (word === '-') {
      shell.options.delete('xtrace')
      shell.options.delete('verbose')
      if (at + 1 < args.length) shell.positional = args.slice(at + 1)
      return 0
    }
    if (!/^[-+]./.test(word)) break
    const on = word.startsWith('-')
    for (const letter of word.slice(1)) {
      if (letter === 'o') {
        const name = args[at + 1]
        if (name === undefined) {
          yield* listOptions(shell, on)
          return 0
        }
        at++
        const option = OPTIONS.find(candidate => candidate.name === name && (!candidate.bash || dialect.name === 'bash'))
        if (!option || (name === 'pipefail' && dialect.name === 'dash')) {
          yield* shell.complainAs({ bash: `${name}: invalid option name`, ash: `illegal option ${word.slice(0, 2)} ${name}`, dash: `Illegal option ${word.slice(0, 2)} ${name}` }, 'set')
          if (dialect.name === 'dash' && !shell.interactive) throw new ExitShell(2)
          return 2
        }
        change(shell, name, on)
        continue
      }
      const option = OPTIONS.find(candidate => candidate.letter === letter && (!candidate.bash || dialect.name === 'bash'))
      if (!option) {
        const shown = `${word.charAt(0)}${letter}`
        if (dialect.name === 'bash') {
          yield* shell.complain(`${shown}: invalid option`, 'set')
          return yield* sayUsage(shell, 'set')
        }
        yield* shell.complain(`${dialect.name === 'dash' ? 'Illegal' : 'illegal'} option ${shown}`, 'set')
        if (!shell.interactive) throw new ExitShell(2)
        return 2
      }
      change(shell, option.name, on)
    }
  }
  if (at < args.length) replacePositional(shell, args.slice(at))
  return 0
}

/** dash and ash begin to read options anew. */
function replacePositional(shell: Shell, values: readonly string[]): void {
  shell.positional = values
  if (!shell.dialect.posix) return
  shell.variables.set('OPTIND', '1')
  shell.getoptsAt = 1
}

function change(shell: Shell, name: string, on: boolean): void {
  if (on) shell.options.add(name)
  else shell.options.delete(name)
  if (name === 'monitor') shell.jobControl = on && shell.interactive
}

function* listOptions(shell: Shell, table: boolean): Op<void> {
  const bash = shell.dialect.name === 'bash'
  const known = OPTIONS.filter(option => bash || !option.bash)
  if (!bash && table) yield* shell.print('Current option settings\n')
  for (const { name } of known) {
    const on = shell.has(name) || (bash && name === 'interactive-comments')
    yield* shell.print(table ? `${name.padEnd(bash ? 15 : 16)}${bash ? '\t' : ''}${on ? 'on' : 'off'}\n` : `set ${on ? '-o' : '+o'} ${name}\n`)
  }
}

function* listAll(shell: Shell): Op<number> {
  const bash = shell.dialect.name === 'bash'
  for (const name of shell.variables.names()) {
    const variable = shell.variables.findExact(name)
    if (!variable) continue
    if (bash) yield* shell.print(setLine(name, variable))
    else if (typeof variable.value === 'string') yield* shell.print(`${name}=${singleQuote(variable.value)}\n`)
  }
  if (bash) for (const name of [...shell.functions.keys()].sort()) {
    const definition = shell.functions.get(name)
    if (definition) yield* shell.print(`${printFunction(definition)}\n`)
  }
  return 0
}

const SHOPTS: readonly string[] = [
  'autocd', 'assoc_expand_once', 'cdable_vars', 'cdspell', 'checkhash', 'checkjobs', 'checkwinsize', 'cmdhist', 'compat31', 'compat32', 'compat40', 'compat41',
  'compat42', 'compat43', 'compat44', 'complete_fullquote', 'direxpand', 'dirspell', 'dotglob', 'execfail', 'expand_aliases', 'extdebug', 'extglob', 'extquote',
  'failglob', 'force_fignore', 'globasciiranges', 'globskipdots', 'globstar', 'gnu_errfmt', 'histappend', 'histreedit', 'histverify', 'hostcomplete', 'huponexit',
  'inherit_errexit', 'interactive_comments', 'lastpipe', 'lithist', 'localvar_inherit', 'localvar_unset', 'login_shell', 'mailwarn', 'no_empty_cmd_completion',
  'nocaseglob', 'nocasematch', 'noexpand_translation', 'nullglob', 'patsub_replacement', 'progcomp', 'progcomp_alias', 'promptvars', 'restricted_shell',
  'shift_verbose', 'sourcepath', 'varredir_close', 'xpg_echo',
]
/** Options whose effect is simulated; the others are refused when switched on. */
const SIMULATED: ReadonlySet<string> = new Set(['dotglob', 'expand_aliases', 'extglob', 'failglob', 'globskipdots', 'nocasematch', 'nullglob', 'xpg_echo', 'checkwinsize', 'cmdhist', 'histappend', 'interactive_comments', 'sourcepath', 'promptvars', 'patsub_replacement', 'lithist', 'huponexit'])

export function* shopt(shell: Shell, args: readonly string[]): Op<number> {
  let mode: 'set' | 'unset' | undefined
  let quiet = false
  let printing = false
  let at = 0
  for (; at < args.length && (args[at] as string).startsWith('-'); at++) {
    for (const letter of (args[at] as string).slice(1)) {
      if (letter === 's') mode = 'set'
      else if (letter === 'u') mode = 'unset'
      else if (letter === 'q') quiet = true
      else if (letter === 'p') printing = true
      else {
        yield* shell.complain(`-${letter}: invalid option`, 'shopt')
        return yield* sayUsage(shell, 'shopt')
      }
    }
  }
  const names = args.slice(at)
  let status = 0
  for (const name of names.length > 0 ? names : SHOPTS) {
    if (!SHOPTS.includes(name)) {
      yield* shell.complain(`${name}: invalid shell option name`, 'shopt')
      status = 1
      continue
    }
    const on = shell.shopts.has(name)
    if (mode !== undefined && names.length > 0) {
      if (mode === 'set' && !SIMULATED.has(name)) {
        yield* shell.complain(`${name}: not simulated`, 'shopt')
        status = 1
      } else if (mode === 'set') shell.shopts.add(name)
      else shell.shopts.delete(name)
      continue
    }
    if (mode !== undefined && on !== (mode === 'set')) continue
    if (names.length > 0 && !on) status = 1
    if (quiet) continue
    yield* shell.print(printing ? `shopt ${on ? '-s' : '-u'} ${name}\n` : `${name.padEnd(15)}\t${on ? 'on' : 'off'}\n`)
  }
  return status
}

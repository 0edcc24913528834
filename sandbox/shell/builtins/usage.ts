/** Usage lines of bash's built-ins, and the complaints about options that go with them. */
import type { Op } from '../../sched/op.ts'
import type { Shell } from '../run/shell.ts'

export const USAGE: Readonly<Record<string, string>> = {
  alias: 'alias [-p] [name[=value] ... ]',
  bg: 'bg [job_spec ...]',
  break: 'break [n]',
  builtin: 'builtin [shell-builtin [arg ...]]',
  cd: 'cd [-L|[-P [-e]] [-@]] [dir]',
  command: 'command [-pVv] command [arg ...]',
  continue: 'continue [n]',
  declare: 'declare [-aAfFgiIlnrtux] [name[=value] ...] or declare -p [-aAfFilnrtux] [name ...]',
  dirs: 'dirs [-clpv] [+N] [-N]',
  disown: 'disown [-h] [-ar] [jobspec ... | pid ...]',
  eval: 'eval [arg ...]',
  exit: 'exit [n]',
  export: 'export [-fn] [name[=value] ...] or export -p',
  fg: 'fg [job_spec]',
  getopts: 'getopts optstring name [arg ...]',
  hash: 'hash [-lr] [-p pathname] [-dt] [name ...]',
  history: 'history [-c] [-d offset] [n] or history -anrw [filename] or history -ps arg [arg...]',
  jobs: 'jobs [-lnprs] [jobspec ...] or jobs -x command [args]',
  kill: 'kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]',
  let: 'let arg [arg ...]',
  local: 'local [option] name[=value] ...',
  mapfile: 'mapfile [-d delim] [-n count] [-O origin] [-s count] [-t] [-u fd] [-C callback] [-c quantum] [array]',
  popd: 'popd [-n] [+N | -N]',
  printf: 'printf [-v var] format [arguments]',
  pushd: 'pushd [-n] [+N | -N | dir]',
  pwd: 'pwd [-LP]',
  read: 'read [-ers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] [-t timeout] [-u fd] [name ...]',
  readonly: 'readonly [-aAf] [name[=value] ...] or readonly -p',
  return: 'return [n]',
  set: 'set [-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]',
  shift: 'shift [n]',
  shopt: 'shopt [-pqsu] [-o] [optname ...]',
  source: 'source filename [arguments]',
  '.': '. filename [arguments]',
  times: 'times',
  trap: 'trap [-lp] [[arg] signal_spec ...]',
  type: 'type [-afptP] name [name ...]',
  typeset: 'typeset [-aAfFgiIlnrtux] name[=value] ... or typeset -p [-aAfFilnrtux] [name ...]',
  ulimit: 'ulimit [-SHabcdefiklmnpqrstuvxPRT] [limit]',
  umask: 'umask [-p] [-S] [mode]',
  unalias: 'unalias [-a] name [name ...]',
  unset: 'unset [-f] [-v] [-n] [name ...]',
  wait: 'wait [-fn] [-p var] [id ...]',
}

/** Say how a built-in is used. */
export function* sayUsage(shell: Shell, name: string): Op<number> {
  const usage = USAGE[name]
  if (usage !== undefined) yield* shell.say(`${name}: usage: ${usage}`)
  return 2
}

/** Refuse an option. */
export function* badOption(shell: Shell, name: string, option: string): Op<number> {
  if (shell.dialect.name === 'bash') {
    yield* shell.complain(`${option}: invalid option`, name)
    return yield* sayUsage(shell, name)
  }
  yield* shell.complain(shell.dialect.name === 'dash' ? `Illegal option ${option}` : `illegal option ${option}`, name)
  return 2
}

/** Options given as single letters, and what is left. An unknown one is in `bad`. */
export interface Letters {
  readonly letters: ReadonlySet<string>
  readonly values: ReadonlyMap<string, string>
  readonly rest: readonly string[]
  readonly bad: string | undefined
  /** A letter whose value is missing. */
  readonly missing: string | undefined
}

/** Read options; letters in `valued` take a value. */
export function readLetters(args: readonly string[], known: string, valued = ''): Letters {
  const letters = new Set<string>()
  const values = new Map<string, string>()
  let at = 0
  for (; at < args.length; at++) {
    const word = args[at] as string
    if (word === '--') {
      at++
      break
    }
    if (!/^-./.test(word)) break
    for (let i = 1; i < word.length; i++) {
      const letter = word.charAt(i)
      if (valued.includes(letter)) {
        const inline = word.slice(i + 1)
        const value = inline !== '' ? inline : args[++at]
        if (value === undefined) return { letters, values, rest: [], bad: undefined, missing: letter }
        letters.add(letter)
        values.set(letter, value)
        break
      }
      if (!known.includes(letter)) return { letters, values, rest: args.slice(at), bad: `-${letter}`, missing: undefined }
      letters.add(letter)
    }
  }
  return { letters, values, rest: args.slice(at), bad: undefined, missing: undefined }
}

/** Can a text be the name of a variable? */
export const isName = (text: string): boolean => /^[A-Za-z_][A-Za-z0-9_]*$/.test(text)

/** The complaint about a name. */
export function* badName(shell: Shell, builtin: string, name: string): Op<number> {
  if (shell.dialect.name === 'bash') {
    yield* shell.complain(`\`${name}': not a valid identifier`, builtin)
    return 1
  }
  yield* shell.complain(`${name.replace(/=.*$/s, '')}: bad variable name`, builtin)
  return 2
}

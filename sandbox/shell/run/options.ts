/** Options of `set`. */
export interface ShellOption {
  readonly name: string
  readonly letter: string | undefined
  /** Only in bash. */
  readonly bash?: boolean
}

export const OPTIONS: readonly ShellOption[] = [
  { name: 'allexport', letter: 'a' },
  { name: 'braceexpand', letter: 'B', bash: true },
  { name: 'emacs', letter: undefined },
  { name: 'errexit', letter: 'e' },
  { name: 'errtrace', letter: 'E', bash: true },
  { name: 'functrace', letter: 'T', bash: true },
  { name: 'hashall', letter: 'h', bash: true },
  { name: 'histexpand', letter: 'H', bash: true },
  { name: 'history', letter: undefined, bash: true },
  { name: 'ignoreeof', letter: undefined },
  { name: 'interactive-comments', letter: undefined, bash: true },
  { name: 'keyword', letter: 'k', bash: true },
  { name: 'monitor', letter: 'm' },
  { name: 'noclobber', letter: 'C' },
  { name: 'noexec', letter: 'n' },
  { name: 'noglob', letter: 'f' },
  { name: 'nolog', letter: undefined },
  { name: 'notify', letter: 'b' },
  { name: 'nounset', letter: 'u' },
  { name: 'onecmd', letter: 't', bash: true },
  { name: 'physical', letter: 'P', bash: true },
  { name: 'pipefail', letter: undefined },
  { name: 'posix', letter: undefined, bash: true },
  { name: 'privileged', letter: 'p', bash: true },
  { name: 'verbose', letter: 'v' },
  { name: 'vi', letter: undefined },
  { name: 'xtrace', letter: 'x' },
]

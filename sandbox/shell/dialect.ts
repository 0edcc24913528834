/**
 * Which shell is spoken. The grammar and most of the behaviour are shared; a dialect says what it does not know and how
 * it words its complaints.
 */
export type DialectName = 'bash' | 'dash' | 'ash'

export interface Dialect {
  readonly name: DialectName
  /** `{a,b}` and `{1..5}`. */
  readonly braces: boolean
  /** Arrays, `declare`, `(( ))`, C-style for, `&>`, `<<<`, `${x^^}`. */
  readonly bashisms: boolean
  /** `[[ ]]`, `${x/y/z}`, `${x:1:2}`, `$'..'`, `function f`, `&>`: bash and ash know them, dash does not. */
  readonly extended: boolean
  /** `echo` interprets backslashes without being asked. */
  readonly echoEscapes: boolean
  /** Aliases also work in scripts. */
  readonly aliasesInScripts: boolean
  /** A special built-in that fails ends a script, as POSIX wants. */
  readonly posix: boolean
}

export const BASH: Dialect = { name: 'bash', braces: true, bashisms: true, extended: true, echoEscapes: false, aliasesInScripts: false, posix: false }
export const DASH: Dialect = { name: 'dash', braces: false, bashisms: false, extended: false, echoEscapes: true, aliasesInScripts: true, posix: true }
export const ASH: Dialect = { name: 'ash', braces: false, bashisms: false, extended: true, echoEscapes: false, aliasesInScripts: true, posix: true }

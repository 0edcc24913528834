/** The syntax tree of a shell script. */

/** A piece of a word; the value of `source` in its owner shows it as it was written. */
export type Part = TextPart | ParameterPart | CommandPart | ArithmeticPart | ProcessPart

export interface TextPart {
  readonly kind: 'text'
  readonly text: string
  /** Came from quotes or after a backslash: no splitting, no globs, no tilde. */
  readonly quoted: boolean
}

/** `$name`, `${name…}`, `$1`, `$@` … */
export interface ParameterPart {
  readonly kind: 'parameter'
  readonly name: string
  readonly quoted: boolean
  /** `${name[index]}`; `@` and `*` stand for all elements. */
  readonly index: Word | undefined
  /** `${!name}`: the value names another parameter. */
  readonly indirect: boolean
  readonly operation: Operation | undefined
  readonly source: string
}

export type Operation =
  | { readonly kind: 'length' }
  /** `${!prefix*}`, `${!array[@]}`. */
  | { readonly kind: 'names' }
  | { readonly kind: 'default'; readonly op: '-' | '=' | '?' | '+'; readonly colon: boolean; readonly word: Word }
  | { readonly kind: 'trim'; readonly end: 'front' | 'back'; readonly longest: boolean; readonly pattern: Word }
  | { readonly kind: 'replace'; readonly all: boolean; readonly anchor: 'front' | 'back' | undefined; readonly pattern: Word; readonly by: Word }
  | { readonly kind: 'slice'; readonly offset: Word; readonly length: Word | undefined }
  | { readonly kind: 'case'; readonly upper: boolean; readonly all: boolean; readonly pattern: Word | undefined }
  | { readonly kind: 'transform'; readonly letter: string }
  /** Not an operation this dialect knows; refused when it is expanded, as the shells do. */
  | { readonly kind: 'bad' }

export interface CommandPart {
  readonly kind: 'command'
  readonly body: Script
  readonly quoted: boolean
}

export interface ArithmeticPart {
  readonly kind: 'arithmetic'
  readonly expression: Word
  readonly quoted: boolean
}

/** `<( )` and `>( )`. */
export interface ProcessPart {
  readonly kind: 'process'
  readonly direction: 'in' | 'out'
  readonly body: Script
}

export interface Word {
  readonly parts: readonly Part[]
  /** As it was written. */
  readonly source: string
  /** Set when the word is an argument of the form `name=value` to `export`, `declare` and their like. */
  readonly assignment?: Assignment
}

export interface Assignment {
  readonly name: string
  readonly index: Word | undefined
  readonly append: boolean
  readonly value: Word | ArrayLiteral
  readonly source: string
}

export interface ArrayLiteral {
  readonly elements: readonly { readonly index: Word | undefined; readonly append: boolean; readonly value: Word }[]
  readonly source: string
}

export type RedirectionOperator = '<' | '>' | '>>' | '>|' | '<>' | '<&' | '>&' | '&>' | '&>>' | '<<' | '<<-' | '<<<'

export interface Redirection {
  readonly operator: RedirectionOperator
  readonly descriptor: number
  /** `{name}>file`: the shell chooses a descriptor and stores its number. */
  readonly variable: string | undefined
  readonly target: Word
  /** The body of a here-document, filled in when its lines have been read. */
  here: Word | undefined
  readonly line: number
  readonly source: string
}

/** A whole script or the body of a compound command. */
export interface Script {
  readonly items: readonly Item[]
}

export interface Item {
  readonly command: Command
  readonly background: boolean
  /** As it was written: what `jobs` shows. */
  readonly source: string
}

export type Command =
  | Simple | Pipeline | AndOr | Group | Subshell | If | Loop | For | ArithmeticFor | Select | Case | FunctionDefinition | Conditional | ArithmeticCommand

interface Base {
  readonly line: number
  readonly redirections: readonly Redirection[]
}

export interface Simple extends Base {
  readonly kind: 'simple'
  readonly assignments: readonly Assignment[]
  readonly words: readonly Word[]
  readonly source: string
}

export interface Pipeline {
  readonly kind: 'pipeline'
  readonly line: number
  readonly stages: readonly Command[]
  /** Stage `i` also sends standard error into the pipe: `|&`. */
  readonly both: readonly boolean[]
  readonly negated: boolean
  /** `time`. */
  readonly timed: boolean | 'posix'
}

export interface AndOr {
  readonly kind: 'and-or'
  readonly line: number
  readonly first: Command
  readonly rest: readonly { readonly operator: '&&' | '||'; readonly command: Command }[]
}

export interface Group extends Base {
  readonly kind: 'group'
  readonly body: Script
}

export interface Subshell extends Base {
  readonly kind: 'subshell'
  readonly body: Script
}

export interface If extends Base {
  readonly kind: 'if'
  readonly branches: readonly { readonly condition: Script; readonly body: Script }[]
  readonly otherwise: Script | undefined
}

export interface Loop extends Base {
  readonly kind: 'loop'
  readonly until: boolean
  readonly condition: Script
  readonly body: Script
}

export interface For extends Base {
  readonly kind: 'for'
  readonly name: string
  /** Undefined: over the positional parameters. */
  readonly words: readonly Word[] | undefined
  readonly body: Script
}

export interface ArithmeticFor extends Base {
  readonly kind: 'arithmetic-for'
  readonly start: Word
  readonly condition: Word
  readonly next: Word
  readonly body: Script
}

export interface Select extends Base {
  readonly kind: 'select'
  readonly name: string
  readonly words: readonly Word[] | undefined
  readonly body: Script
}

export interface Case extends Base {
  readonly kind: 'case'
  readonly subject: Word
  readonly arms: readonly { readonly patterns: readonly Word[]; readonly body: Script; readonly end: ';;' | ';&' | ';;&' }[]
}

export interface FunctionDefinition extends Base {
  readonly kind: 'function'
  readonly name: string
  readonly body: Command
  readonly source: string
}

export interface Conditional extends Base {
  readonly kind: 'conditional'
  readonly test: Test
  readonly source: string
}

export interface ArithmeticCommand extends Base {
  readonly kind: 'arithmetic'
  readonly expression: Word
}

/** What stands in `[[ ]]`. */
export type Test =
  | { readonly kind: 'not'; readonly test: Test }
  | { readonly kind: 'and' | 'or'; readonly left: Test; readonly right: Test }
  | { readonly kind: 'unary'; readonly operator: string; readonly word: Word }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Word; readonly right: Word }
  | { readonly kind: 'word'; readonly word: Word }

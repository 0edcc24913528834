/** A parsed regular expression. Sets carry their source in JavaScript's spelling (flag `u`). */

/** Why an expression is refused: glibc's words. */
export class RegexError extends Error {
  override readonly name = 'RegexError'
}

export type RegexNode =
  | { readonly kind: 'set'; readonly source: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'cat'; readonly items: readonly RegexNode[] }
  | { readonly kind: 'alt'; readonly items: readonly RegexNode[] }
  | { readonly kind: 'group'; readonly item: RegexNode; readonly index: number }
  | { readonly kind: 'repeat'; readonly item: RegexNode; readonly min: number; readonly max: number }
  | { readonly kind: 'assert'; readonly what: Assertion }
  | { readonly kind: 'back'; readonly index: number }

/**
 * Line begin and end, text begin and end, word boundary, not a boundary, word begin and end; `[` and `]`: no word
 * character before, none after (`grep -w`).
 */
export type Assertion = '^' | '$' | '`' | "'" | 'b' | 'B' | '<' | '>' | '[' | ']'

export interface RegexOptions {
  readonly ignoreCase: boolean
  /** `^` and `$` also match at newlines inside the text. */
  readonly multiline: boolean
}

/** Where something was found. */
export interface RegexMatch {
  readonly start: number
  readonly end: number
  /** By number; the whole match is 0. */
  readonly groups: readonly (readonly [start: number, end: number] | undefined)[]
}

import type { Dialect } from '../dialect.ts'

/** What the parser found where it could not go on. */
export interface SyntaxProblem {
  readonly kind:
    | 'unexpected'   // a token that does not belong here
    | 'end'          // the input ended inside a command
    | 'unmatched'    // the input ended inside quotes or brackets
    | 'message'      // a sentence of its own
  /** The token, the missing bracket, or the sentence. */
  readonly token: string
  /** How the token is classed by dash and ash: an operator or keyword in quotes, `word`, `newline`, `redirection`. */
  readonly tokenClass: string
  /** What dash and ash say they wanted instead. */
  readonly expecting: string | undefined
  readonly line: number
  /** The line of the script where it happened. */
  readonly sourceLine: string
}

/** A script that does not parse. */
export class ShellSyntaxError extends Error {
  override readonly name = 'ShellSyntaxError'
  readonly problem: SyntaxProblem

  constructor(problem: SyntaxProblem) {
    super(`${problem.kind} ${problem.token}`)
    this.problem = problem
  }

  /** More input could complete the command: an interactive shell asks for another line. */
  get incomplete(): boolean {
    return this.problem.kind === 'end' || this.problem.kind === 'unmatched'
  }
}

/**
 * The complaint, one or more lines without a newline at the end, with the words that each dialect uses.
 *
 * @param prefix what stands before the line number: `bash: -c`, `sh`, `./script.sh`
 * @param within what dash puts between the line and the complaint: `eval`, a sourced file
 */
export function describeSyntaxError(problem: SyntaxProblem, dialect: Dialect, prefix: string, interactive: boolean, within?: string): string {
  const { kind, token, line } = problem
  if (dialect.name === 'bash') {
    const at = interactive ? prefix : `${prefix}: line ${line}`
    switch (kind) {
      case 'unexpected': {
        const first = `${at}: syntax error near unexpected token \`${token}'`
        return interactive ? first : `${first}\n${at}: \`${problem.sourceLine}'`
      }
      case 'end': return `${at}: syntax error: unexpected end of file`
      case 'unmatched': return `${at}: unexpected EOF while looking for matching \`${token}'`
      case 'message': return `${at}: ${token}`
    }
  }
  const upper = dialect.name === 'dash'
  const head = upper ? `${prefix}: ${line}: ${within === undefined ? '' : `${within}: `}Syntax error: ` : `${prefix}: syntax error: `
  const expecting = problem.expecting === undefined ? '' : ` (expecting "${problem.expecting}")`
  if (kind === 'unmatched') {
    const words: Readonly<Record<string, string>> = { '"': 'unterminated quoted string', "'": 'unterminated quoted string', '`': 'EOF in backquote substitution', '}': "missing '}'", '))': "missing '))'" }
    const sentence = words[token]
    if (sentence !== undefined) return head + (upper ? sentence.charAt(0).toUpperCase() + sentence.slice(1) : sentence)
    return upper ? `${head}end of file unexpected (expecting "${token}")` : `${head}unexpected end of file (expecting "${token}")`
  }
  if (kind === 'message') return head + (upper ? token.charAt(0).toUpperCase() + token.slice(1) : token)
  const what = kind === 'end' ? 'end of file' : problem.tokenClass
  return upper ? `${head}${what} unexpected${expecting}` : `${head}unexpected ${what}${expecting}`
}

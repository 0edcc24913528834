import { Part } from '../base/parts.ts'
import type * as declaring from './builtins/declare.ts'
import type * as directory from './builtins/directory.ts'
import type * as flow from './builtins/flow.ts'
import type * as input from './builtins/input.ts'
import type * as jobs from './builtins/jobs.ts'
import type * as look from './builtins/look.ts'
import type * as options from './builtins/options.ts'
import type * as output from './builtins/output.ts'
import type { evaluate } from './expand/arithmetic.ts'
import type { expandBraces } from './expand/brace.ts'
import type { globPaths } from './expand/glob.ts'
import type { operate } from './expand/operate.ts'
import type { pattern } from './expand/pattern.ts'
import type { parseTest } from './parse/conditional.ts'
import type { printCommand } from './parse/print.ts'
import type { unescapeDollarQuote, unescapeEcho } from './parse/unescape.ts'
import type { evaluateConditional } from './run/conditional.ts'

/**
 * What of the shell a plain line does not need: most built-ins, arithmetic, braces, patterns, operations of `${ }`,
 * `[[ ]]`, backslash escapes.
 */
export interface MoreOfShell {
  readonly declaring: typeof declaring
  readonly directory: typeof directory
  readonly evaluate: typeof evaluate
  readonly evaluateConditional: typeof evaluateConditional
  readonly expandBraces: typeof expandBraces
  readonly flow: typeof flow
  readonly globPaths: typeof globPaths
  readonly input: typeof input
  readonly jobs: typeof jobs
  readonly look: typeof look
  readonly operate: typeof operate
  readonly options: typeof options
  readonly output: typeof output
  readonly parseTest: typeof parseTest
  readonly pattern: typeof pattern
  readonly printCommand: typeof printCommand
  readonly unescapeDollarQuote: typeof unescapeDollarQuote
  readonly unescapeEcho: typeof unescapeEcho
}

export const moreOfShell = new Part<MoreOfShell>('shell')

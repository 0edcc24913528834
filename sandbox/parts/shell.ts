/** The shell beyond plain lines. */
import * as declaring from '../shell/builtins/declare.ts'
import * as directory from '../shell/builtins/directory.ts'
import * as flow from '../shell/builtins/flow.ts'
import * as input from '../shell/builtins/input.ts'
import * as jobs from '../shell/builtins/jobs.ts'
import * as look from '../shell/builtins/look.ts'
import * as options from '../shell/builtins/options.ts'
import * as output from '../shell/builtins/output.ts'
import { evaluate } from '../shell/expand/arithmetic.ts'
import { expandBraces } from '../shell/expand/brace.ts'
import { globPaths } from '../shell/expand/glob.ts'
import { operate } from '../shell/expand/operate.ts'
import { pattern } from '../shell/expand/pattern.ts'
import { moreOfShell } from '../shell/more.ts'
import { parseTest } from '../shell/parse/conditional.ts'
import { printCommand } from '../shell/parse/print.ts'
import { unescapeDollarQuote, unescapeEcho } from '../shell/parse/unescape.ts'
import { evaluateConditional } from '../shell/run/conditional.ts'

export const installPart = (): void =>
  moreOfShell.install({
    declaring, directory, evaluate, evaluateConditional, expandBraces, flow, globPaths, input, jobs, look, operate, options, output, parseTest, pattern, printCommand,
    unescapeDollarQuote, unescapeEcho,
  })

import { Part } from '../../base/parts.ts'
import type { readAnyValue } from './any-value.ts'
import type { goQuote, goQuoteFirstByte } from './go-text.ts'
import type { helpBody } from './help.ts'
import type { builderNotice } from './notices.ts'
import type { Branches } from './tree.ts'
import type { argumentCountText, flagErrorText, unknownCommandText } from './usage-errors.ts'

/** Every command, every kind of flag, help pages, and what is said about lines that cannot be carried out. */
export interface WholeGrammar {
  readonly argumentCountText: typeof argumentCountText
  readonly branches: Branches
  readonly builderNotice: typeof builderNotice
  readonly flagErrorText: typeof flagErrorText
  readonly goQuote: typeof goQuote
  readonly goQuoteFirstByte: typeof goQuoteFirstByte
  readonly helpBody: typeof helpBody
  readonly readAnyValue: typeof readAnyValue
  readonly unknownCommandText: typeof unknownCommandText
}

export const grammar = new Part<WholeGrammar>('grammar')

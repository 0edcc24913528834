/** The whole grammar of the client: the commands that are not there at once, help, and what it says about wrong lines. */
import { readAnyValue } from '../cli/grammar/any-value.ts'
import { WHOLE } from '../cli/grammar/commands/index.ts'
import { goQuote, goQuoteFirstByte } from '../cli/grammar/go-text.ts'
import { helpBody } from '../cli/grammar/help.ts'
import { builderNotice } from '../cli/grammar/notices.ts'
import { argumentCountText, flagErrorText, unknownCommandText } from '../cli/grammar/usage-errors.ts'
import { grammar } from '../cli/grammar/whole.ts'

export const installPart = (): void =>
  grammar.install({ argumentCountText, branches: WHOLE, builderNotice, flagErrorText, goQuote, goQuoteFirstByte, helpBody, readAnyValue, unknownCommandText })

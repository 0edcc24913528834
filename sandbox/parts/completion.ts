/** Completing what is typed at a prompt. */
import { completion } from '../scenario/completion-part.ts'
import { completeAt } from '../scenario/completions.ts'

export const installPart = (): void => completion.install({ completeAt })

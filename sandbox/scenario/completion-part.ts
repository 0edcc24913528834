import { Part } from '../base/parts.ts'
import type { completeAt } from './completions.ts'

/** What the Tab key needs. */
export const completion = new Part<{ readonly completeAt: typeof completeAt }>('completion')

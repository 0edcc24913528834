import { Part } from '../base/parts.ts'
import type { whyNotRunnable } from './runnable.ts'

/** Whether images would run. */
export const runnable = new Part<{ readonly whyNotRunnable: typeof whyNotRunnable }>('line')
